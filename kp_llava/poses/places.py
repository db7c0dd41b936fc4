"""How high the hands are next to the trunk, as the picture shows it.

Heights are measured among points that are seen, where the trunk is close to upright and neither trunk nor arm is
foreshortened; between two answers there is none. Of people in space at least 0.98 of each kind of answer are right.
"""

from __future__ import annotations

from ..annotations.scene import VISIBLE
from ..annotations.skeleton import SIDES
from .body import Body
from .clarity import is_clearly_upright
from .limbs import ARM_JOINTS
from .vocabulary import Fact

_LEVELS = (
    ("above the shoulders", -9.0, -0.25),
    ("shoulders", -0.12, 0.12),
    ("chest", 0.22, 0.5),
    ("waist", 0.6, 0.82),
    ("hips", 0.92, 1.12),
    ("below the hips", 1.25, 9.0),
)
"""Heights by the share of the way from the shoulders (0) down to the hips (1): from, to."""
_LOW = ("waist", "hips", "below the hips")  # asked of backs that are clearly upright only
_GIVEN = ("hanging", "raised", "above the head", "near the face", "at the head", "on the hip", "at shoulder height")
"""States of arms and hands that give the height of the hand."""
_SLACK = 0.06  # both the wrist and the middle of the hand have to be that close to the level
_LEAN, _TRUNK = 15.0, 0.25  # degrees, and of the body's size: a trunk whose heights mean something
_ARM = 0.24  # of the body's size: an arm that does not point at the viewer
_HAND = 0.3  # of the forearm, from the wrist on: the middle of the hand


def hand_level(body: Body, side: str, is_upright: bool) -> str | None:
    """How high a hand is next to the trunk: one of `_LEVELS`; None where it is unclear.

    Args:
        body: the person's points.
        side: ``"left"`` or ``"right"``, the person's own.
        is_upright: whether the back is clearly upright, as `clarity.is_clearly_upright` has it.
    """
    found = _hand_shares(body, side)
    if found is None:
        return None
    middle = sum(found) / 2
    for level, least, most in _LEVELS:
        if least <= middle <= most:
            is_clear = min(found) >= least - _SLACK and max(found) <= most + _SLACK
            return level if is_clear and (is_upright or level not in _LOW) else None
    return None


def clear_levels(body: Body, clear: tuple[Fact, ...]) -> dict[str, str]:
    """The heights of a person's hands by side, where they are clear and the stated facts do not give them.

    Args:
        body: the person's points.
        clear: the facts about the person that a text may state.
    """
    states = {(fact.part, fact.state) for fact in clear}
    is_upright = ("trunk", "upright") in states and is_clearly_upright(body, ("posture", "standing") in states)
    found = {}
    for side in SIDES:
        if not any((f"{side} {part}", state) in states for part in ("arm", "hand") for state in _GIVEN):
            level = hand_level(body, side, is_upright)
            if level is not None:
                found[side] = level
    return found


def find_trunk_span(body: Body) -> tuple[float, float] | None:
    """The y of shoulders and hips in pixels; None of a trunk that is foreshortened or not close to upright."""
    if body.lean is None or abs(body.lean[0]) > _LEAN or body.trunk_length < _TRUNK:
        return None
    tops = [body.points[f"{side} shoulder"][1] for side in SIDES if body.has(f"{side} shoulder")]
    hips = [body.points[f"{side} hip"][1] for side in SIDES if body.has(f"{side} hip")]
    if not tops or not hips:
        return None
    return sum(tops) / len(tops), sum(hips) / len(hips)


def _hand_shares(body: Body, side: str) -> tuple[float, float] | None:
    """The places of the wrist and of the middle of the hand on the way from shoulders (0) to hips (1)."""
    shoulder, elbow, wrist = ARM_JOINTS[side]
    if not are_seen(body, shoulder, elbow, wrist):
        return None
    if body.distance(shoulder, elbow) + body.distance(elbow, wrist) < _ARM:
        return None
    span = find_trunk_span(body)
    if span is None:
        return None
    top, low = span
    y, bend = body.points[wrist][1], body.points[elbow][1]
    return (y - top) / (low - top), (y + _HAND * (y - bend) - top) / (low - top)


def is_hand_before_body(body: Body, side: str) -> bool:
    """Whether a hand that is seen lies within the outline of the trunk; its front has to be seen, too."""
    wrist = f"{side} wrist"
    shares = _hand_shares(body, side)
    names = ("left shoulder", "right shoulder", "left hip", "right hip")
    if shares is None or not are_seen(body, *names) or not 0.15 < min(shares) <= max(shares) < 0.95:
        return False
    left = max(body.points["right shoulder"][0], body.points["right hip"][0])
    right = min(body.points["left shoulder"][0], body.points["left hip"][0])
    inset = 0.02 * body.size
    return left + inset < body.points[wrist][0] < right - inset


def are_seen(body: Body, *names: str) -> bool:
    """Whether all the named points are labeled and visible."""
    return all(name in body.points and body.points[name][2] == VISIBLE for name in names)
