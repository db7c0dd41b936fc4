"""Count how usual states of people in space are, and how often the check refutes what is true and false of them.

python benchmarks/fit_claims.py --people 30000 --write    counts, and writes usual.json next to the claims that use it
python benchmarks/fit_claims.py --people 5000             prints the table of docs/checks.md

Of each kind of statement (part and state, left and right together; also of both limbs and of any one of two) the usual
share is that of the people of whom it is true. The table holds statements against people who were not counted. The true
ones are about people who are clearly so: the state holds, also of joints that are a little off, and none holds that
excludes it. The false ones are about people of whom it does not hold. In three of a thousand people the labels of some
joints are on the wrong sides, as annotators mistake them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kp_llava.annotations.scene import Keypoint, Scene
from kp_llava.annotations.skeleton import COCO_SKELETON, SIDES
from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.annotations.synthetic.bodies3d.truth import firm_states
from kp_llava.poses.claims.claim import CONTRADICT, Claim
from kp_llava.poses.claims.meant import chance
from kp_llava.poses.claims.states import AGAINST, NEEDS
from kp_llava.poses.claims.verify import judge_claims
from kp_llava.poses.confidence import kind_of
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import are_exclusive

State = tuple[str, str]

_COUNT_SEED, _MEASURE_SEED = 21, 22
_SWAPPED = 0.003  # of people, the labels of some joints are on the wrong sides
_JOINTS = (
    ("elbow", "wrist"),
    ("shoulder", "elbow", "wrist"),
    ("knee", "ankle"),
    ("hip", "knee", "ankle"),
    ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"),
)
_HEAD = 5  # points, the first ones


def find_states() -> list[State]:
    """All (part, state) that people in space may be in."""
    return sorted({state for number in range(2000) for state in draw_person(1, number).states})


def count(people: int) -> dict[str, float]:
    """The usual share of each kind of statement."""
    states, found, asked = find_states(), Counter[str](), Counter[str]()
    for number in range(people):
        true = draw_person(_COUNT_SEED, number).states
        for part, state in states:
            side, _, limb = part.rpartition(" ")
            holds = {"": (part, state) in true}
            if side == "left":
                pair = [(f"{one} {limb}", state) in true for one in SIDES]
                holds |= {"one ": any(pair), "both ": all(pair)}
            for amount, is_so in holds.items():
                asked[f"{amount}{kind_of(part, state)}"] += 1
                found[f"{amount}{kind_of(part, state)}"] += is_so
    return {kind: round(found[kind] / asked[kind], 3) for kind in sorted(asked)}


def swap_labels(points: tuple[Keypoint, ...], rng: random.Random) -> tuple[Keypoint, ...]:
    """The points as somebody labels them who at times takes left for right."""
    if rng.random() >= _SWAPPED:
        return points
    parts, found = COCO_SKELETON.parts, list(points)
    for joint in rng.choice(_JOINTS):
        left, right = (parts.index(f"{side} {joint}") for side in SIDES)
        found[left], found[right] = found[right], found[left]
    return tuple(found)


def is_clear(part: str, state: str, states: frozenset[State]) -> bool:
    """Whether a true state is true alone; near its limit the opposite one counts as true of people in space, too."""
    side, _, kind = part.rpartition(" ")

    def at(other: State) -> State:
        return (f"{side} {other[0]}" if side and other[0] in ("arm", "hand", "leg") else other[0]), other[1]

    if any(one == part and are_exclusive(part, other, state) for one, other in states):
        return False
    return not any(at(other) in states for other in AGAINST.get((kind, state), ())) and all(
        at(other) in states for other in NEEDS.get((kind, state), ())
    )


def make_statements(
    number: int, states: list[State], seed: int = _MEASURE_SEED
) -> tuple[Scene, list[tuple[Claim, str, bool]]]:
    """A scene with one person, and statements about the person: each with its kind, and whether it is true."""
    rng = random.Random(f"claims {number}")
    person = draw_person(seed, number)
    true, firm = person.states, firm_states(rng, person.pose, person.view)
    who, *things = person.scene.objects
    who = replace(who, keypoints=swap_labels(who.keypoints, rng))
    has_head = any(point.is_labeled for point in who.keypoints[:_HEAD])
    said = list(_state(states, true, {state for state in firm if is_clear(*state, true)}))
    said = [one for one in said if has_head or one[0].part != "head"]  # nobody speaks of a head that is out of view
    return replace(person.scene, objects=(who, *things)), said


def _state(states: list[State], true: frozenset[State], clear: set[State]) -> Iterator[tuple[Claim, str, bool]]:
    for part, state in states:
        side, _, limb = part.rpartition(" ")
        if (part, state) not in true or (part, state) in clear:
            claim = Claim(None, limb, side or None, state, False, False, (0, 0))
            yield claim, kind_of(part, state), (part, state) in clear
        pair = [(f"{one} {limb}", state) for one in SIDES]
        if side == "left" and (not set(pair) <= true or set(pair) <= clear):
            claim = Claim(None, limb, "both", state, False, False, (0, 0))
            yield claim, f"both {kind_of(part, state)}", set(pair) <= clear


def measure(people: int) -> None:
    """Print by kind how many true and how many false statements are refuted."""
    states, stated, refuted = find_states(), Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    for number in range(people):
        scene, said = make_statements(number, states)
        items = judge_claims([claim for claim, _, _ in said], People(scene)).items
        for item, (_, kind, is_true) in zip(items, said, strict=True):
            stated[kind, is_true] += 1
            refuted[kind, is_true] += item.verdict == CONTRADICT
    kinds = sorted({kind for kind, _ in stated})
    print("| kind | true ones refuted | false ones refuted |\n|---|---|---|")
    for kind in kinds:
        cells = (
            f"{refuted[kind, is_true] / max(stated[kind, is_true], 1):.2%} of {stated[kind, is_true]:,}"
            for is_true in (True, False)
        )
        print(f"| {kind} | {' | '.join(cells)} |")
    for name in ("single", "both"):
        group = [kind for kind in kinds if kind.startswith("both ") == (name == "both")]
        shares = (sum(refuted[k, t] for k in group) / sum(stated[k, t] for k in group) for t in (True, False))
        print(f"{name}: true {next(shares):.2%}, false {next(shares):.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.write:
        path = Path(chance.__file__).with_name(chance.USUAL)
        path.write_text(json.dumps(count(asked.people), indent=1) + "\n", encoding="utf-8")
    else:
        measure(asked.people)


if __name__ == "__main__":
    main()
