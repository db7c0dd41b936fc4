"""Everything that can be asked about one scene with a certain answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from ...annotations.scene import Scene, SceneObject
from ...annotations.skeleton import SIDES
from ...poses.people import read_people
from ...poses.relations import overlap_share
from .templates import ARM_WORDS, FACING_WORDS, POSTURE_WORDS, TEMPLATES, Template
from .traits import MIN_CONFIDENCE, Traits, read_traits

# a name that says where somebody is, and nothing about the pose
_PLACE = re.compile(r"^the \w+ (on the (?:far )?(?:left|right)|in the middle)$")
# captions that speak of more people than the annotations may have
_MORE_PEOPLE = re.compile(
    r"\b(people|persons|men|women|boys|girls|children|kids|crowd|spectators|audience|group|team|players|others?)\b",
    re.IGNORECASE,
)
_MOST_PAIRS = 3  # of one scene
_CLEAR_OVERLAP = 0.6  # of the smaller box: beyond it a box encloses two people
_FAR = 0.28  # body sizes: a hand so far from a thing is not at it
_ARM_STATES = {
    "raised": "raised",
    "out to the side": "stretched out to the side",
    "on the hip": "bent with the hand on the hip",
    "hanging": "hanging down",
}
_OPEN = ("both arms", "both knees", "posture", "facing")


@dataclass(frozen=True)
class PersonRule:
    """Who is worth asking about.

    Attributes:
        min_keypoints: labeled points.
        min_height: height as a share of the picture's.
        min_confidence: of the facts that answer.
    """

    min_keypoints: int = 10
    min_height: float = 0.25
    min_confidence: float = MIN_CONFIDENCE

    def allows(self, person: SceneObject, scene: Scene) -> bool:
        """Whether the person has enough labeled points and is large enough."""
        return person.labeled_count >= self.min_keypoints and person.bbox_xywh[3] >= self.min_height * scene.height


@dataclass(frozen=True)
class Candidate:
    """A question that a picture answers for certain.

    Attributes:
        template: how it is asked.
        scene: the picture.
        people: annotation ids: the one person, or the two of a comparison.
        answer: the key of the true option; of a comparison, ``"red"`` where the first person's box is red.
        options: the keys that may be offered.
        fills: what goes into the template's places, as pairs.
        words: a name for the person that fits nobody else, where there is one that says nothing about the pose.
        is_alone: whether nobody else is in the picture.
        because: the traits that it rests on.
    """

    template: Template
    scene: Scene
    people: tuple[int, ...]
    answer: str
    options: tuple[str, ...]
    fills: tuple[tuple[str, str], ...] = ()
    words: str | None = None
    is_alone: bool = False
    because: str = ""

    @property
    def is_comparison(self) -> bool:
        """Whether two people in boxes are compared."""
        return len(self.people) == 2

    @property
    def is_open(self) -> bool:
        """Whether some of the options may be left out."""
        return self.template.name in _OPEN

    @property
    def key(self) -> str:
        """A text that no other candidate of the same folder has."""
        people = "+".join(map(str, self.people))
        return f"{self.scene.image_id}:{people}:{self.template.name}:{self.fills}"


def order(seed: int, key: str) -> int:
    """A number that depends on the seed and the key only, to pick and to shuffle by."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{key}".encode()).digest()[:8], "big")


def find_candidates(scene: Scene, rule: PersonRule, seed: int) -> list[Candidate]:
    """Every question about a scene that has a certain answer, one form for each state.

    What one person is asked must not answer another question about the same person: who reads "which way does the
    person lean?" knows that "is the person upright?" is answered by no. Of questions of this kind one is picked.
    """
    people = [person for person in scene.people if rule.allows(person, scene) and _stands_clear(person, scene)]
    traits = {p.annotation_id: read_traits(p, scene, min_confidence=rule.min_confidence) for p in people}
    found: list[Candidate] = []
    for person in people:
        own = traits[person.annotation_id]
        words, is_alone = _find_words(person, scene)
        for one in _ask_about(person, scene, own, seed):
            found.append(replace(one, words=words, is_alone=is_alone))
    pairs = sorted(
        (pair for pair in combinations(people, 2) if overlap_share(*pair) < 0.4),
        key=lambda pair: order(seed, f"pair {pair[0].annotation_id} {pair[1].annotation_id}"),
    )
    for one_person, other in pairs[:_MOST_PAIRS]:
        found += _compare(one_person, other, scene, traits, seed)
    return found


def _stands_clear(person: SceneObject, scene: Scene) -> bool:
    return all(other is person or overlap_share(person, other) < _CLEAR_OVERLAP for other in scene.people)


def _find_words(person: SceneObject, scene: Scene) -> tuple[str | None, bool]:
    """A name of the person by their place, and whether no name is needed."""
    is_open = scene.is_detected or any(_MORE_PEOPLE.search(caption) for caption in scene.captions)
    if is_open and len(scene.people) == 1:
        return None, False
    if len(scene.people) == 1:
        return None, True
    name = next((n.name for n in read_people(scene).named if n.person.annotation_id == person.annotation_id), "")
    place = _PLACE.match(name)
    return (f"the person {place[1]}" if place else None), False


def _make(name: str, scene: Scene, people: Iterable[SceneObject], answer: str, because: str, **fills: str) -> Candidate:
    template = TEMPLATES[name]
    return Candidate(
        template=template,
        scene=scene,
        people=tuple(person.annotation_id for person in people),
        answer=answer,
        options=tuple(template.options),
        fills=tuple(sorted(fills.items())),
        because=because,
    )


def _ask_about(person: SceneObject, scene: Scene, traits: Traits, seed: int) -> Iterator[Candidate]:
    pick = f"{scene.image_id}:{person.annotation_id}"
    for name, groups in (
        ("arms", (_one_arm, _both_arms, _one_arm)),  # most people hold their arms differently
        ("legs", (_both_knees, _stance, _one_leg)),
        ("trunk", (_upright, _lean)),
        ("facing", (_facing, _head_turn)),
        ("posture", (_posture, _is_in_posture)),
    ):
        start = order(seed, f"{pick}:{name}") % len(groups)
        for ask in groups[start:] + groups[:start]:
            asked = list(ask(person, scene, traits, order(seed, f"{pick}:{name} form")))
            if asked:
                yield from asked
                break
    yield from _hand_at(person, scene)


def _both(name: str, person: SceneObject, scene: Scene, parts: tuple[str, str], traits: Traits) -> Iterator[Candidate]:
    left, right = traits.get(parts[0]), traits.get(parts[1])
    if left and right:
        because = f"{parts[0]} {left}, {parts[1]} {right}"
        yield _make(name, scene, [person], left if left == right else "different", because)


def _both_arms(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    yield from _both("both arms", person, scene, ("left arm", "right arm"), traits)


def _both_knees(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    yield from _both("both knees", person, scene, ("left knee", "right knee"), traits)


def _one_arm(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    states = {side: traits[f"{side} arm"] for side in SIDES if f"{side} arm" in traits}
    if len(set(states.values())) == 2:
        side = SIDES[pick % 2]
        other = SIDES[1 - pick % 2]
        because = f"left arm {states['left']}, right arm {states['right']}"
        form = pick // 2 % 3
        if form == 0:
            options = tuple(state for state in ARM_WORDS if state in states.values())
            yield replace(_make("arm state", scene, [person], states[side], because, s=side), options=options)
        elif form == 1:
            yield _make("which arm", scene, [person], side, because, state=_ARM_STATES[states[side]])
        else:
            state, answer = (states[side], "yes") if pick // 6 % 2 else (states[other], "no")
            yield _make("is the arm", scene, [person], answer, because, s=side, state=_ARM_STATES[state])
    yield from _differ("which elbow", ("bent", "straight"), "elbow", person, scene, traits, pick // 12)
    if "higher hand" in traits:
        yield _make("higher hand", scene, [person], traits["higher hand"], f"higher hand {traits['higher hand']}")


def _differ(
    name: str, states: tuple[str, str], part: str, person: SceneObject, scene: Scene, traits: Traits, pick: int
) -> Iterator[Candidate]:
    """Which side is in a state, where the other side is in the other one."""
    own = {traits.get(f"{side} {part}"): side for side in SIDES}
    if set(own) == set(states):
        state = states[pick % 2]
        because = ", ".join(f"{side} {part} {value}" for value, side in own.items())
        yield _make(name, scene, [person], own[state], because, state=state)


def _one_leg(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if pick % 3:
        yield from _differ("which knee", ("bent", "straight"), "knee", person, scene, traits, pick // 3)
    else:
        for one in _differ("which knee", ("bent", "straight"), "knee", person, scene, traits, pick // 3):
            side = SIDES[pick // 6 % 2]
            state = dict(one.fills)["state"]
            answer = "yes" if one.answer == side else "no"
            yield _make("is the knee", scene, [person], answer, one.because, s=side, state=state)
    for name in ("higher foot", "higher knee"):
        if name in traits:
            yield _make(name, scene, [person], traits[name], f"{name} {traits[name]}")
            break  # the higher foot follows from the higher knee: only one of the two is asked about


def _stance(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if "stance" in traits:
        yield _make("stance", scene, [person], traits["stance"], f"feet {traits['stance']}")


def _upright(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if "upright" in traits:
        answer = "yes" if traits["upright"] == "upright" else "no"
        yield _make("upright", scene, [person], answer, f"trunk {traits['upright']}")


def _lean(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if "lean" in traits:
        yield _make("lean", scene, [person], traits["lean"], f"leaning to the viewer's {traits['lean']}")


def _facing(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if "facing" in traits:
        yield _make("facing", scene, [person], traits["facing"], f"body {traits['facing']}")


def _head_turn(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if "head turn" in traits:
        yield _make("head turn", scene, [person], traits["head turn"], f"head to the viewer's {traits['head turn']}")


def _posture(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if "posture" in traits:
        yield _make("posture", scene, [person], traits["posture"], f"posture {traits['posture']}")


def _is_in_posture(person: SceneObject, scene: Scene, traits: Traits, pick: int) -> Iterator[Candidate]:
    if "posture" in traits:
        own = traits["posture"]
        # the states that are asked about depend on the pick alone, not on the answer
        asked = ("standing", "sitting")[pick % 2]
        answer = "yes" if own == asked else "no"
        yield _make("is in posture", scene, [person], answer, f"posture {own}", state=POSTURE_WORDS[asked])


def _hand_at(person: SceneObject, scene: Scene) -> Iterator[Candidate]:
    """Which hand is at a thing, where the other hand is clearly elsewhere."""
    known = read_people(scene)
    body = known.bodies[person.annotation_id]
    if body is None:
        return
    things = {thing.annotation_id: thing for thing in scene.objects}
    for relation in known.relations:
        if relation.subject != person.annotation_id or not relation.kind.endswith(" hand at"):
            continue
        side = relation.kind.split()[0]
        other = f"{'right' if side == 'left' else 'left'} wrist"
        thing = things[relation.other]
        if relation.confidence < MIN_CONFIDENCE or not body.has(other) or not _is_only(thing, scene):
            continue
        if _reach(body.points[other], thing) > _FAR * body.size:
            because = f"{side} hand at the {thing.category}, {other} far from it"
            yield _make("hand at", scene, [person], side, because, thing=thing.category)


def _is_only(thing: SceneObject, scene: Scene) -> bool:
    return sum(other.category == thing.category for other in scene.objects) == 1


def _reach(point: tuple[float, float, int], thing: SceneObject) -> float:
    left, top, width, height = thing.bbox_xywh
    dx = max(left - point[0], point[0] - left - width, 0.0)
    dy = max(top - point[1], point[1] - top - height, 0.0)
    return float((dx * dx + dy * dy) ** 0.5)


def _compare(
    one: SceneObject, other: SceneObject, scene: Scene, traits: dict[int, Traits], seed: int
) -> Iterator[Candidate]:
    """What differs between two people; the answer is the box of the person that it is true of."""
    known = read_people(scene)
    pick = order(seed, f"{scene.image_id}:{one.annotation_id}:{other.annotation_id}")
    pair = (one, other)
    for relation in known.relations:
        ids = (relation.subject, relation.other)
        if set(ids) != {one.annotation_id, other.annotation_id} or relation.confidence < MIN_CONFIDENCE:
            continue
        is_first = relation.subject == one.annotation_id
        if relation.kind == "left of":
            side = SIDES[pick % 2]
            answer = "red" if is_first == (side == "left") else "blue"
            yield _make("further left", scene, pair, answer, f"{ids[0]} is left of {ids[1]}", s=side)
        elif relation.kind == "in front of":
            yield _make("closer", scene, pair, "red" if is_first else "blue", f"{ids[0]} is in front of {ids[1]}")
    mine, theirs = traits[one.annotation_id], traits[other.annotation_id]
    yield from _who("who is in posture", "posture", POSTURE_WORDS, pair, scene, (mine, theirs), pick // 2)
    yield from _who("who faces", "facing", FACING_WORDS, pair, scene, (mine, theirs), pick // 4)
    raises = [
        True
        if "raised" in (own.get("left arm"), own.get("right arm"))
        else (False if "left arm" in own and "right arm" in own else None)
        for own in (mine, theirs)
    ]
    if set(raises) == {True, False}:
        because = f"raised arm: {raises[0]} and {raises[1]}"
        yield _make("who raises", scene, pair, "red" if raises[0] else "blue", because)
    yield from _who_holds(pair, scene)


def _who(
    name: str,
    trait: str,
    words: dict[str, str],
    pair: tuple[SceneObject, SceneObject],
    scene: Scene,
    traits: tuple[Traits, Traits],
    pick: int,
) -> Iterator[Candidate]:
    states = traits[0].get(trait), traits[1].get(trait)
    if states[0] is not None and states[1] is not None and states[0] != states[1]:
        asked = pick % 2
        because = f"{trait} {states[0]} and {states[1]}"
        yield _make(name, scene, pair, ("red", "blue")[asked], because, state=words[states[asked] or ""])


def _who_holds(pair: tuple[SceneObject, SceneObject], scene: Scene) -> Iterator[Candidate]:
    known = read_people(scene)
    things = {thing.annotation_id: thing for thing in scene.objects}
    for relation in known.relations:
        subjects = [person.annotation_id for person in pair]
        if relation.subject not in subjects or not relation.kind.endswith(" hand at"):
            continue
        thing, holder = things[relation.other], subjects.index(relation.subject)
        if relation.confidence < MIN_CONFIDENCE or not _is_only(thing, scene):
            continue
        other = pair[1 - holder]
        body = known.bodies[other.annotation_id]
        if body is None or not body.has("left wrist", "right wrist") or overlap_share(other, thing) > 0:
            continue
        if min(_reach(body.points[f"{side} wrist"], thing) for side in SIDES) > _FAR * body.size:
            because = f"hand at the {thing.category}: only {relation.subject}"
            yield _make("who holds", scene, pair, ("red", "blue")[holder], because, thing=thing.category)
            return
