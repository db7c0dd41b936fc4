"""How one person holds the trunk and the whole body.

Geometry leaves a set of postures open; where more than one is left, the words of the captions may settle it, else
nothing is said. Distances are in body sizes, as in `limb`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..annotations.scene import Scene
from ..annotations.skeleton import SIDES
from .body import Body
from .vocabulary import Fact

_CAPTION_WORDS: dict[str, re.Pattern[str]] = {
    "sitting": re.compile(r"\b(sits?|sat|sitting|seated|rides?|riding|drives?|driving)\b", re.IGNORECASE),
    "crouching": re.compile(r"\b(crouch\w*|squat\w*)\b", re.IGNORECASE),
    "kneeling": re.compile(r"\b(kneel\w*|knelt|on (?:his|her|their|one|both) knees?)\b", re.IGNORECASE),
    "lying": re.compile(r"\b(lies|lying|lays|laying|asleep|sleeps|sleeping)\b", re.IGNORECASE),
    "airborne": re.compile(
        r"\b(jump(?:s|ing|ed)?|leap(?:s|ing|t)?|mid-?air|airborne|through the air|somersaults?)\b",
        re.IGNORECASE,
    ),
}

_SEATS = (
    "bicycle",
    "motorcycle",
    "horse",
    "elephant",
    "cow",
    "chair",
    "couch",
    "bench",
    "bed",
    "toilet",
    "car",
    "boat",
)


def caption_postures(scene: Scene) -> set[str]:
    """The postures that the captions speak of."""
    return set(_read_captions(scene.captions))


@lru_cache(maxsize=64)  # of one scene, for each of its people
def _read_captions(captions: tuple[str, ...]) -> frozenset[str]:
    text = "\n".join(captions)
    return frozenset(posture for posture, words in _CAPTION_WORDS.items() if words.search(text))


def trunk_facts(body: Body) -> Iterator[Fact]:
    """Which way the trunk leans, is bent over or lies."""
    lean = body.lean
    if lean is not None:
        angle, points = lean
        side = "right" if angle > 0 else "left"
        if abs(angle) < 11:
            yield body.fact("trunk", "upright", 0.93, *points)
        elif 16 < abs(angle) < 60:
            yield body.fact("trunk", f"leaning to the viewer's {side}", 0.9 if abs(angle) > 20 else 0.85, *points)
        legs = tuple(f"{s} {j}" for s in SIDES for j in ("hip", "knee") if body.has(f"{s} hip", f"{s} knee"))
        if 50 < abs(angle) < 125 and _are_legs_below(body):
            yield body.fact("trunk", "bent over", 0.85, *points, *legs)
        elif 70 < abs(angle) < 110:
            yield body.fact("trunk", "horizontal", 0.9, *points, *legs)


def _are_legs_below(body: Body) -> bool:
    drops = [body.above(f"{s} hip", f"{s} knee") for s in SIDES if body.has(f"{s} hip", f"{s} knee")]
    return bool(drops) and min(drops) > 0.12


def posture_facts(body: Body, scene: Scene) -> Iterator[Fact]:
    """The posture, where geometry, or geometry with the captions, leaves only one."""
    told = caption_postures(scene)
    sides = [side for side in SIDES if body.has(f"{side} hip", f"{side} knee")]
    if not sides:
        return
    points = tuple(f"{s} {j}" for s in sides for j in ("hip", "knee", "ankle") if body.has(f"{s} {j}"))
    lean = body.lean
    if lean is not None:
        points = (*points, *lean[1])
    is_alone, is_on_seat = len(scene.people) == 1, _is_on_seat(body, scene)
    for posture, confidence in _postures(body, sides, lean[0] if lean else None, told, is_alone, is_on_seat):
        yield body.fact("posture", posture, confidence, *points)


def _postures(
    body: Body, sides: list[str], lean: float | None, told: set[str], is_alone: bool, is_on_seat: bool
) -> Iterator[tuple[str, float]]:
    feet = [side for side in sides if body.has(f"{side} ankle")]
    knee_drops = [body.above(f"{s} hip", f"{s} knee") for s in sides]
    foot_drops = [body.above(f"{s} hip", f"{s} ankle") for s in feet]
    if lean is not None and 60 < abs(lean) < 120:
        is_flat = max(map(abs, knee_drops + foot_drops)) < 0.2
        if is_flat:
            yield "lying", 0.93
        elif "lying" in told and is_alone and max(knee_drops) < 0.2:
            yield "lying", 0.85
        return
    if lean is None or abs(lean) > 60:
        return
    is_airborne = "airborne" in told
    if any(_carries(body, side) for side in feet):
        if is_airborne and is_alone:
            yield "airborne", 0.85
        elif not is_airborne and not is_on_seat:
            yield "standing", 0.93
        return
    if is_airborne and is_alone:
        if not told - {"airborne"}:
            yield "airborne", 0.8
        return
    if len(sides) == 2 and len(feet) == 2:
        if _is_kneeling(body, feet):
            yield "kneeling", 0.9
            return
        if max(knee_drops) < 0.13:
            yield from _low_postures(body, feet, foot_drops, told)
        return
    if len(sides) == 2 and max(knee_drops) < 0.12 and "sitting" in told and not told & {"crouching", "kneeling"}:
        yield "sitting", 0.85


def _carries(body: Body, side: str) -> bool:
    """Whether a leg reaches far enough down to stand on."""
    hip, knee, ankle = (f"{side} {joint}" for joint in ("hip", "knee", "ankle"))
    return body.above(hip, knee) > 0.12 and body.above(knee, ankle) > 0.1 and body.above(hip, ankle) > 0.28


def _is_on_seat(body: Body, scene: Scene) -> bool:
    """Whether a hip lies inside the box of something ridden or sat in: then a long leg is no proof of standing."""
    hips = [body.points[f"{side} hip"] for side in SIDES if body.has(f"{side} hip")]
    for thing in scene.objects:
        if thing.category in _SEATS:
            left, top, width, height = thing.bbox_xywh
            if any(left <= x <= left + width and top <= y <= top + height for x, y, _ in hips):
                return True
    return False


def _is_kneeling(body: Body, feet: list[str]) -> bool:
    """Whether both knees, or one knee beside the other foot, carry the body."""
    down = [
        s
        for s in feet
        if body.above(f"{s} hip", f"{s} knee") > 0.15 and abs(body.above(f"{s} knee", f"{s} ankle")) < 0.09
    ]
    if len(down) != 1:
        return len(down) == 2
    knee, far_ankle = f"{down[0]} knee", f"{'right' if down[0] == 'left' else 'left'} ankle"
    return abs(body.above(knee, far_ankle)) < 0.09


def _are_feet_under(body: Body, feet: list[str]) -> bool:
    """Whether the weight of a body seen from the side lies above its feet: a deep squat looks so, and few who sit."""
    shoulders = [f"{s} shoulder" for s in SIDES if body.has(f"{s} shoulder")]
    if not shoulders or min(body.distance(f"{s} hip", f"{s} knee") for s in feet) < 0.15:
        return False
    tops, hips, ankles = (
        [body.points[name][0] for name in names]
        for names in (shoulders, [f"{s} hip" for s in feet], [f"{s} ankle" for s in feet])
    )
    middle = (sum(tops) / len(tops) + sum(hips) / len(hips)) / 2
    return abs(middle - sum(ankles) / len(ankles)) < 0.1 * body.size


def _low_postures(body: Body, feet: list[str], foot_drops: list[float], told: set[str]) -> Iterator[tuple[str, float]]:
    """Knees as high as the hips: sitting where the feet cannot carry the body, crouching where they are under it."""
    ahead = [abs(body.right_of(f"{s} ankle", f"{s} hip")) for s in feet]
    knees_below = [body.above(f"{s} knee", f"{s} ankle") for s in feet]
    are_feet_down = min(knees_below) > 0.05
    is_seat_high = min(foot_drops) > 0.17 and max(foot_drops) < 0.36 and are_feet_down
    if min(ahead) > 0.22 or (is_seat_high and "crouching" not in told):
        if "sitting" in told or not _are_feet_under(body, feet):
            yield "sitting", 0.9
    elif max(foot_drops) < 0.15 and are_feet_down and max(ahead) < 0.2 and "sitting" not in told:
        middle = sum(body.right_of(f"{s} ankle", f"{s} hip") for s in feet) / len(feet)
        if abs(middle) < 0.12:
            yield "crouching", 0.88
    elif "sitting" in told and not told & {"crouching", "kneeling", "lying"}:
        yield "sitting", 0.85
