"""What is certain about a person: states and comparisons that stand though every point moves as annotators' do.

A trait is a named value, as ``"left arm": "raised"`` or ``"higher hand": "right"``. It is kept where the facts have it
with a high confidence, and have no other value when the points are shifted at random by half of what separates one
annotator's points from another's (the standard deviations of COCO's keypoint similarity). Between two states of the
facts lies a gap in which nothing is said, so such a shift rarely brings another state; where it does, the pose is a
borderline case, and nothing is asked about it.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...annotations.scene import Keypoint, Scene, SceneObject
from ...annotations.skeleton import SIDES
from ...poses.body import Body, read_body
from ...poses.facts import body_facts
from ...poses.people import read_people
from ...poses.vocabulary import ARM_STATES, Fact

Traits = dict[str, str]

MIN_CONFIDENCE = 0.85
"""Facts below it are not asked about."""
DRAWS = 6
"""How often the points are shifted."""
# standard deviations of annotators' points over the square root of a person's area (COCO's keypoint evaluation)
_SPREAD = {
    "nose": 0.026,
    "eye": 0.025,
    "ear": 0.035,
    "shoulder": 0.079,
    "elbow": 0.072,
    "wrist": 0.062,
    "hip": 0.107,
    "knee": 0.087,
    "ankle": 0.089,
}
_OTHER_SPREAD = 0.08  # parts that COCO does not have
_AREA_SHARE = 0.4  # a person's area over that of the box
_SHIFT = 0.5  # of those standard deviations
_HIGHER = {"hand": ("wrist", 0.12), "foot": ("ankle", 0.12), "knee": ("knee", 0.12)}
_BODY_STATES = ("facing the viewer", "facing away", "seen from the side")
_TURNS = {"turned to the viewer's left": "left", "turned to the viewer's right": "right"}
_LEANS = {"leaning to the viewer's left": "left", "leaning to the viewer's right": "right"}
# "airborne" is left out: keypoints show no ground
_ASKED_POSTURES = ("standing", "sitting", "crouching", "kneeling", "lying")


def read_traits(person: SceneObject, scene: Scene, *, min_confidence: float = MIN_CONFIDENCE) -> Traits:
    """The certain traits of a person; empty where nothing is.

    Args:
        person: a person of ``scene``.
        scene: the whole scene.
        min_confidence: facts below it are not used.
    """
    traits = _read_once(read_people(scene).bodies[person.annotation_id], scene, min_confidence)
    agreed: Counter[str] = Counter()
    for draw in range(DRAWS):
        if not traits:
            break
        again = _read_once(read_body(_shift(person, scene, draw), scene), scene, min_confidence)
        traits = {name: value for name, value in traits.items() if again.get(name, value) == value}
        agreed.update(name for name in traits if name in again)
    return {name: value for name, value in traits.items() if 2 * agreed[name] >= DRAWS}


def _read_once(body: Body | None, scene: Scene, min_confidence: float) -> Traits:
    if body is None:
        return {}
    facts = [fact for fact in body_facts(body, scene) if fact.confidence >= min_confidence]
    return dict([*_fact_traits(facts), *_compare_sides(body)])


def _fact_traits(facts: Sequence[Fact]) -> Iterator[tuple[str, str]]:
    states: dict[str, set[str]] = {}
    for fact in facts:
        states.setdefault(fact.part, set()).add(fact.state)
    for side in SIDES:
        arm, leg = states.get(f"{side} arm", set()), states.get(f"{side} leg", set())
        yield from _only(f"{side} arm", arm & set(ARM_STATES))
        yield from _only(f"{side} elbow", arm & {"bent", "straight"})
        # "slightly bent" is left out: some would call it straight
        yield from _only(f"{side} knee", leg & {"bent", "straight"} if "slightly bent" not in leg else set())
        yield from _only(f"{side} leg", leg & {"lifted", "straight"})
    yield from _only("posture", states.get("posture", set()) & set(_ASKED_POSTURES))
    yield from _only("facing", states.get("body", set()) & set(_BODY_STATES))
    yield from _only("stance", states.get("stance", set()) & {"together", "apart"})
    head, trunk = states.get("head", set()), states.get("trunk", set())
    yield from _only("head turn", {turn for state, turn in _TURNS.items() if state in head})
    yield from _only("lean", {lean for state, lean in _LEANS.items() if state in trunk})
    bent = trunk & {"bent over", "horizontal", *_LEANS}
    if trunk:
        yield from _only("upright", ({"upright"} & trunk) | ({"not upright"} if bent else set()))


def _only(name: str, values: set[str]) -> Iterator[tuple[str, str]]:
    """The trait, where it has one value."""
    if len(values) == 1:
        yield name, next(iter(values))


def _compare_sides(body: Body) -> Iterator[tuple[str, str]]:
    """Which hand, foot or knee is clearly higher in the picture."""
    for name, (joint, gap) in _HIGHER.items():
        left, right = f"left {joint}", f"right {joint}"
        if body.has(left, right):
            rise = body.above(left, right)
            if abs(rise) > gap:
                yield f"higher {name}", "left" if rise > 0 else "right"


def _shift(person: SceneObject, scene: Scene, draw: int) -> SceneObject:
    """The person with every labeled point moved at random; the same arguments move them the same way."""
    key = f"{scene.image_id}:{person.annotation_id}:{draw}"
    rng = random.Random(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big"))
    scale = _SHIFT * (_AREA_SHARE * person.bbox_xywh[2] * person.bbox_xywh[3]) ** 0.5
    moved = []
    for part, point in zip(scene.skeleton.parts, person.keypoints, strict=True):
        reach = scale * _SPREAD.get(part.split()[-1], _OTHER_SPREAD)
        dx, dy = rng.gauss(0, reach), rng.gauss(0, reach)
        moved.append(Keypoint(point.x + dx, point.y + dy, point.visibility) if point.is_labeled else point)
    return replace(person, keypoints=tuple(moved))
