"""Facts about people, and the words for parts and states that facts, texts and claims share.

Left and right of a part are the person's own; directions in states are the viewer's. What the less obvious states mean:

arm      ``forward``: away from the chest, seen from the side.  ``across the body``: the wrist before the far half of
         the chest.  ``hanging``: down at the side, with nothing in the way.
hand     ``near the face``: at nose, mouth or chin.  ``at the head``: at an ear, an eye or the top of the head.
         ``in the lap``: of somebody who sits, before the hips or on the thighs.
leg      ``lifted``: its foot is off the ground while the other one carries.
body     ``facing the viewer``, ``facing away``, ``seen from the side``: which side of the trunk is seen.  ``turned to
         the viewer's left`` (right): where the chest points, of somebody seen from the side.
posture  ``airborne``: in mid-jump.  Who rides a board stands; who rides a bicycle, a motorcycle or an animal sits.

A fact says that a part is in a state. What a part is certainly not doing stands in ``People.excluded``, in facts of the
same form: there the state is the one that does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..annotations.skeleton import SIDES

ARM_STATES = ("raised", "out to the side", "on the hip", "hanging")
LEG_STATES = ("lifted", "out to the side", "bent", "straight")
POSTURES = ("standing", "sitting", "crouching", "kneeling", "lying", "airborne")

# pairs of states of one part that cannot both be true in one picture; every other pair can
_EXCLUSIVE: dict[str, tuple[tuple[str, str], ...]] = {
    "arm": (
        ("raised", "hanging"),
        ("raised", "on the hip"),
        ("raised", "out to the side"),
        ("out to the side", "hanging"),
        ("out to the side", "on the hip"),
        ("hanging", "on the hip"),
        ("bent", "straight"),
        ("hanging", "at shoulder height"),
        ("on the hip", "at shoulder height"),
        ("on the hip", "straight"),
        ("hanging", "bent"),
        ("hanging", "held away from the body"),
        ("raised", "held away from the body"),
        ("reaching to the viewer's left", "reaching to the viewer's right"),
        ("reaching to the viewer's left", "hanging"),
        ("reaching to the viewer's right", "hanging"),
        ("forward", "hanging"),
        ("forward", "on the hip"),
        ("across the body", "out to the side"),
        ("across the body", "on the hip"),
        ("across the body", "held away from the body"),
        ("across the body", "hanging"),
    ),
    "hand": (
        ("above the head", "on the hip"),
        ("above the head", "hanging"),
        ("above the head", "at the knee"),
        ("near the face", "on the hip"),
        ("near the face", "at the knee"),
        ("near the face", "above the head"),
        ("at the head", "on the hip"),
        ("at the head", "at the knee"),
        ("on the hip", "at the knee"),
        ("in the lap", "above the head"),
        ("in the lap", "near the face"),
        ("in the lap", "at the head"),
        ("in the lap", "in front of the chest"),
    ),
    "leg": (("bent", "straight"), ("lifted", "straight"), ("lifted", "slightly bent")),
    "stance": (("together", "apart"),),
    "trunk": (
        ("upright", "leaning to the viewer's left"),
        ("upright", "leaning to the viewer's right"),
        ("upright", "bent over"),
        ("upright", "horizontal"),
        ("leaning to the viewer's left", "leaning to the viewer's right"),
        ("bent over", "horizontal"),
    ),
    "head": (
        ("turned to the viewer's left", "turned to the viewer's right"),
        ("turned to the viewer's left", "facing the viewer"),
        ("turned to the viewer's right", "facing the viewer"),
        ("tilted to the viewer's left", "tilted to the viewer's right"),
        ("turned away from the viewer", "facing the viewer"),
    ),
    "body": (
        ("facing the viewer", "facing away"),
        ("facing the viewer", "seen from the side"),
        ("facing away", "seen from the side"),
        ("turned to the viewer's left", "turned to the viewer's right"),
        ("turned to the viewer's left", "facing the viewer"),
        ("turned to the viewer's right", "facing the viewer"),
        ("turned to the viewer's left", "facing away"),
        ("turned to the viewer's right", "facing away"),
    ),
    "side": (("left side to the viewer", "right side to the viewer"),),
}


@dataclass(frozen=True)
class Fact:
    """One thing that a person's keypoints say.

    Attributes:
        subject: the person's annotation id.
        part: ``"left arm"``, ``"right hand"``, ``"left leg"``, ``"hands"``, ``"legs"``, ``"stance"``, ``"trunk"``,
            ``"posture"``, ``"head"``, ``"body"`` or ``"side"``; left and right are the person's own.
        state: a word of the shared vocabulary, as in ``"raised"``; screen directions are named as the viewer's.
        confidence: above 0 and at most 1.
        points: names of the keypoints that the fact rests on, sorted; without any one of them it would not be stated.
    """

    subject: int
    part: str
    state: str
    confidence: float
    points: tuple[str, ...]


def part_kind(part: str) -> str:
    """``"left arm"`` -> ``"arm"``: the part without its side."""
    for side in SIDES:
        if part.startswith(side + " "):
            return part[len(side) + 1 :]
    return part


def are_exclusive(part: str, one: str, other: str) -> bool:
    """Whether two states of a part cannot both be true in one picture."""
    if one == other:
        return False
    kind = part_kind(part)
    if kind == "posture":
        return True
    pairs = _EXCLUSIVE.get(kind, ())
    return (one, other) in pairs or (other, one) in pairs


def best_state(facts: tuple[Fact, ...], part: str, states: tuple[str, ...] | None = None) -> Fact | None:
    """The most certain fact about a part (ties go to the earlier state), or None; ``states`` narrows the choice."""
    found = [f for f in facts if f.part == part and (states is None or f.state in states)]
    return max(found, key=lambda f: f.confidence) if found else None
