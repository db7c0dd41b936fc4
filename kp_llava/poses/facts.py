"""What a person's keypoints say: typed facts, each with a confidence and the points that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..annotations.scene import Scene, SceneObject
from ..annotations.skeleton import SIDES
from .body import Body, read_body
from .confidence import LENGTH
from .facing import head_facts, side_facts
from .limbs import arm_facts, leg_facts
from .posture import posture_facts, trunk_facts
from .vocabulary import ARM_STATES, LEG_STATES, POSTURES, Fact, are_exclusive, best_state

__all__ = ["ARM_STATES", "LEG_STATES", "POSTURES", "Fact", "are_exclusive", "best_state", "body_facts", "person_facts"]

_SHOULDERS = ("left shoulder", "right shoulder")


def person_facts(person: SceneObject, scene: Scene) -> tuple[Fact, ...]:
    """What the labeled keypoints of one person say about arms, hands, legs, stance, trunk, posture, head and body.

    Angles and distances are taken in pixels and scaled by the size of the body, so facts hold at any image size. A fact
    that would rest on an unlabeled point does not exist; one that rests on an occluded point has less confidence.

    Args:
        person: a person of ``scene``; its keypoints follow ``scene.skeleton``.
        scene: gives the names of the keypoints, and the captions, which settle a posture that geometry leaves open.

    Returns:
        Facts by part, each part's more certain ones first; empty where too little is labeled.
    """
    return body_facts(read_body(person, scene), scene)


def body_facts(body: Body | None, scene: Scene, estimated: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """The facts about a person whose points are already read, as `person_facts` returns them.

    Args:
        body: the person's points.
        scene: as in `person_facts`.
        estimated: more facts, of which an estimate is certain. Where a rule says the same, both stay, as each rests on
            points of its own.
    """
    if body is None:
        return ()
    postures = list(posture_facts(body, scene))
    legs = _surest_legs(body, list(leg_facts(body)), list(_straight_pair(body, postures)))
    stated = {(f.part, f.state) for f in legs}
    trunk = list(trunk_facts(body))
    if any(f.state == "crouching" for f in postures):
        # a crouch leans towards what it faces, which does not show from the front or behind
        trunk = [f for f in trunk if f.state != "upright"]
    facts = [
        *arm_facts(body),
        *_lying_arm_facts(body, postures),
        *_lap_facts(body, postures),
        *legs,
        *(f for f in _folded_leg_facts(body, postures) if (f.part, f.state) not in stated),
        *trunk,
        *side_facts(body),
        *postures,
        *head_facts(body),
        *estimated,
    ]
    return tuple(sorted(facts, key=lambda f: (f.part, -f.confidence, f.state)))


def _resting_on(fact: Fact, points: tuple[str, ...]) -> Fact:
    """A fact that rests on further points as well; a plain call takes a third of the time of `dataclasses.replace`."""
    return Fact(fact.subject, fact.part, fact.state, fact.confidence, tuple(sorted({*fact.points, *points})))


def _lying_arm_facts(body: Body, postures: list[Fact]) -> list[Fact]:
    """The arms of somebody who lies, relative to the body; they also rest on the points of the posture."""
    lying = next((f for f in postures if f.state == "lying"), None)
    lean = body.lean
    if lying is None or lean is None:
        return []
    found = [f for f in arm_facts(body.turned_up(lean[0] > 0)) if f.part.endswith(" arm") and f.state in ARM_STATES]
    return [_resting_on(f, lying.points) for f in found]


def _lap_facts(body: Body, postures: list[Fact]) -> Iterator[Fact]:
    """Hands on the thighs of somebody who sits facing the viewer, where the thighs look short."""
    for posture in postures:
        if posture.state != "sitting":
            continue
        thighs = tuple(s for s in SIDES if body.has(f"{s} hip", f"{s} knee"))
        names = tuple(f"{s} {joint}" for s in thighs for joint in ("hip", "knee"))
        for side in SIDES:
            shoulder, elbow, wrist = (f"{side} {joint}" for joint in ("shoulder", "elbow", "wrist"))
            if not body.has(shoulder, elbow, wrist) or not thighs:
                continue
            gap = min(body.distance_to_line(wrist, f"{s} hip", f"{s} knee") for s in thighs)
            margin = min(
                (0.1 - gap) / LENGTH * 1.5,
                (body.above(elbow, wrist) - 0.02) / LENGTH,
                (body.above(shoulder, wrist) - 0.16) / LENGTH,
            )
            if margin > 0:
                fact = body.fact(f"{side} hand", "in the lap", margin, shoulder, elbow, wrist, *names)
                yield _resting_on(fact, posture.points)


def _surest_legs(body: Body, legs: list[Fact], pair: list[Fact]) -> list[Fact]:
    """Of a straight leg the surer fact: its own, or that of both legs."""
    surer = {f.part: f.confidence for f in pair}
    found = []
    for fact in legs:
        if fact.state != "straight":
            found.append(fact)
        elif fact.confidence > surer.get(fact.part, 0.0):
            # without the shoulders both legs might be surer
            names = _SHOULDERS if body.has(*_SHOULDERS) else ()
            found.append(_resting_on(fact, names))
    own = {(fact.part, fact.state) for fact in found}
    return found + [fact for fact in pair if (fact.part, fact.state) not in own]


def _straight_pair(body: Body, postures: list[Fact]) -> Iterator[Fact]:
    """Both legs of somebody who stands: legs that look straight and equally long hardly point at the viewer."""
    standing = next((f for f in postures if f.state == "standing"), None)
    names = [f"{side} {joint}" for side in SIDES for joint in ("hip", "knee", "ankle")]
    if standing is None or not body.has(*names):
        return
    joints = [(f"{side} hip", f"{side} knee", f"{side} ankle") for side in SIDES]
    bones = [(body.distance(hip, knee), body.distance(knee, ankle)) for hip, knee, ankle in joints]
    lengths = [thigh + shank for thigh, shank in bones]
    margin = min(
        *((body.angle(*leg) - 160) / 6 for leg in joints),
        *((length - 0.37) / LENGTH for length in lengths),
        *((min(pair) - 0.14) / LENGTH * 1.5 for pair in bones),
        (0.07 - abs(lengths[0] - lengths[1])) / LENGTH * 2,
    )
    rule = "standing"
    if body.has(*_SHOULDERS):
        # next to legs that point at the viewer, shoulders look too wide
        margin = min(margin, (0.26 - abs(body.right_of(*_SHOULDERS))) / LENGTH)
        rule, names = "standing, shoulders", [*names, *_SHOULDERS]
    if margin > 0:
        for side in SIDES:
            fact = body.fact(f"{side} leg", "straight", margin, *names, rule=rule)
            yield _resting_on(fact, standing.points)


def _folded_leg_facts(body: Body, postures: list[Fact]) -> Iterator[Fact]:
    """Legs that are bent because the person sits, crouches or kneels, though they point at the viewer."""
    for posture in postures:
        if posture.state not in ("sitting", "crouching", "kneeling"):
            continue
        for side in SIDES:
            hip, knee, ankle = (f"{side} {joint}" for joint in ("hip", "knee", "ankle"))
            if not body.has(hip, knee, ankle):
                continue
            thigh, shank = body.distance(hip, knee), body.distance(knee, ankle)
            short, long = (shank, thigh) if posture.state == "kneeling" else (thigh, shank)
            if short < 0.13 and long > 0.14:
                fact = body.fact(f"{side} leg", "bent", 4.0, hip, knee, ankle, rule=posture.state)
                yield _resting_on(fact, posture.points)
