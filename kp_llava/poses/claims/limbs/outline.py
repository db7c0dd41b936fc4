"""What the outline of a person excludes, and what few points do of somebody of whom little else is labeled.

As in `reach`, the state of such a fact is the one that does not hold. A box holds all that is seen of a person: where
it ends a hand's breadth above the eyes, no hand is above the head, whether its wrist is labeled or not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ....annotations.scene import Scene, SceneObject
from ....annotations.skeleton import SIDES
from ...body import Body, rate_fact
from ...confidence import LENGTH, OUTLINE
from ...limbs import ARM_JOINTS, LEG_JOINTS, outward
from ...vocabulary import Fact

_SHOULDERS = ("left shoulder", "right shoulder")
_EYES = ("left eye", "right eye")
_EDGE = 0.01  # of the picture: a box that ends so near to its edge is cut off there
_UPRIGHT_BOX, _SHAPE = 1.3, 0.15  # height by width of a box, and the unit of its margin
_TOP = 0.18  # body sizes: how far the box of somebody with a hand above the head reaches above the eyes
_BESIDE = 0.12  # body sizes: how far the box of somebody with an arm out to the side reaches beyond the shoulder
_LEVEL, _TILT = 20.0, 6.0  # degrees: how far the line of the eyes of an upright head slopes, and the unit of the margin
_NEAR_EYE = 0.1  # the unit of the margin of a face with both eyes: shares of the distance between them
_WIDE_EYES, _SPREAD = 0.5, 0.2  # the distance of the eyes by that of the nose from their line, and the unit of it
_WIDE = 0.14  # body sizes: shoulders so far apart and level are those of somebody upright
_SLOPE = 0.4
_HEAD = 0.17  # body sizes: how far the middle of the head is above the middle of the shoulders
_TO_HEAD = 0.2
_FACE = (*_EYES, "nose", "left ear", "right ear")
_WHOLE, _PARTS = 3.5, 0.3  # how far the box reaches below the shoulders by how far above, and the unit of the margin
_NECK, _NOD = 0.04, 0.02  # shares of the box: how far the face is above the shoulders, and the unit of the margin
_NARROW = {
    ("posture", "sitting"): 2.65,
    ("posture", "kneeling"): 2.5,
    ("posture", "crouching"): 2.95,
    ("trunk", "bent over"): 2.65,
    ("trunk", "doubled over"): 2.15,
    ("trunk", "horizontal"): 1.95,
    ("leg", "as high as the hips"): 2.7,
    ("leg", "as high as the head"): 2.15,
    ("leg", "drawn up"): 2.2,
    ("leg", "knee up"): 2.7,
    ("leg", "sharply bent"): 2.9,
}
"""How high the box of a whole person in such a state is at most, by its width."""
_CROSSED = 0.22  # body sizes: legs whose ankles and knees are all this far from those of the other leg are not crossed


def outline_facts(person: SceneObject, body: Body | None, scene: Scene) -> Iterator[Fact]:
    """The states that a person's box, and few points of the person, exclude.

    Args:
        person: with a box.
        body: the labeled points; None where they show no size.
        scene: whose edges cut the box.
    """
    yield from _lying(person, scene)
    if body is None:
        return
    yield from _narrow(person, body, scene)
    yield from _above_head(person, body, scene)
    yield from _beside(person, body, scene)
    yield from _face(body)
    yield from _apart(body)
    yield from _low_arms(body)


def _is_cut(person: SceneObject, scene: Scene) -> tuple[bool, bool, bool, bool]:
    """Whether a box is cut off by the left, the right, the upper and the lower edge of the picture."""
    left, top, width, height = person.bbox_xywh
    across, down = _EDGE * scene.width, _EDGE * scene.height
    right, low = scene.width - across, scene.height - down
    return left <= across, left + width >= right, top <= down, top + height >= low


def _lying(person: SceneObject, scene: Scene) -> Iterator[Fact]:
    """Whose box is higher than wide does not lie."""
    _, _, width, height = person.bbox_xywh
    is_cut = _is_cut(person, scene)
    if width <= 0 or is_cut[0] or is_cut[1]:
        return
    margin = (height / width - _UPRIGHT_BOX) / _SHAPE
    if margin > 0:
        for state in ("lying", "on all fours"):
            yield rate_fact(person.annotation_id, "posture", state, margin, OUTLINE)


def _narrow(person: SceneObject, body: Body, scene: Scene) -> Iterator[Fact]:
    """Who fills a high and narrow box from head to feet is upright, on legs that are nearly straight.

    A box may end at whatever hides the rest of a person. It is the whole body's if head and shoulders take up no more
    of it than they do of a body.
    """
    face, shoulders = ([name for name in names if body.has(name)] for names in (_FACE, _SHOULDERS))
    _, top, width, height = person.bbox_xywh
    if not face or not shoulders or width <= 0 or height <= 0 or any(_is_cut(person, scene)):
        return
    head, shoulder = (
        (sum(body.points[name][1] for name in names) / len(names) - top) / height for names in (face, shoulders)
    )
    is_whole = min(((1.0 - shoulder) / max(shoulder, 0.01) - _WHOLE) / _PARTS, (shoulder - head - _NECK) / _NOD)
    for (part, state), limit in _NARROW.items():
        margin = min(is_whole, (height / width - limit) / _SHAPE)
        for one in [f"{side} leg" for side in SIDES] if part == "leg" else [part]:
            yield from _out(body, one, state, margin, *face, *shoulders)


def _above_head(person: SceneObject, body: Body, scene: Scene) -> Iterator[Fact]:
    eyes = [name for name in _EYES if body.has(name)]
    if not eyes or _is_cut(person, scene)[2]:
        return
    rise = (min(body.points[name][1] for name in eyes) - person.bbox_xywh[1]) / body.size
    for side in SIDES:
        if not body.has(ARM_JOINTS[side][2]):
            yield from _out(body, f"{side} hand", "above the head", (_TOP - rise) / LENGTH, *eyes)


def _beside(person: SceneObject, body: Body, scene: Scene) -> Iterator[Fact]:
    """An arm out to the side reaches far beyond its shoulder, and so does the box."""
    left, _, width, _ = person.bbox_xywh
    is_cut = _is_cut(person, scene)
    for side in SIDES:
        way = outward(body, side, "shoulder")
        shoulder, _, wrist = ARM_JOINTS[side]
        if not way or body.has(wrist) or is_cut[way > 0]:
            continue
        end = left + width if way > 0 else left
        beyond = (end - body.points[shoulder][0]) * way / body.size
        yield from _out(body, f"{side} arm", "out to the side", (_BESIDE - beyond) / LENGTH, *_SHOULDERS)


def _face(body: Body) -> Iterator[Fact]:
    """Two eyes with the nose between them are of no face in profile, and eyes on a steep line of no upright head."""
    if not body.has("nose", *_EYES) or body.hidden & {"nose", *_EYES}:
        return
    left, right, nose = (body.points[name] for name in (*_EYES, "nose"))
    across, down = left[0] - right[0], left[1] - right[1]
    apart = math.hypot(across, down)
    if apart == 0:
        return
    along = ((nose[0] - right[0]) * across + (nose[1] - right[1]) * down) / apart**2
    between = min(along, 1.0 - along) / _NEAR_EYE
    drop = abs((nose[0] - right[0]) * down - (nose[1] - right[1]) * across) / apart
    wide = (apart / max(drop, 1e-9) - _WIDE_EYES) / _SPREAD  # the eyes of a profile are close together
    yield from _out(body, "head", "in profile", min(between + 1.0, wide), "nose", *_EYES)
    slope = math.degrees(math.atan2(abs(down), abs(across)))
    yield from _out(body, "head", "level", (slope - _LEVEL) / _TILT, "nose", *_EYES)


def _apart(body: Body) -> Iterator[Fact]:
    """Of crossed legs an ankle or a knee is near one of the other leg."""
    pairs = [(f"left {one}", f"right {other}") for one in ("knee", "ankle") for other in ("knee", "ankle")]
    names = tuple(f"{side} {joint}" for side in SIDES for joint in ("knee", "ankle"))
    if body.has(*names):
        nearest = min(body.distance(*pair) for pair in pairs)
        yield from _out(body, "legs", "crossed", (nearest - _CROSSED) / LENGTH, *names)


def _low_arms(body: Body) -> Iterator[Fact]:
    """Of somebody without a labeled head or hip, level shoulders show which way is up."""
    if not body.has(*_SHOULDERS) or body.has("nose"):
        return
    across = abs(body.right_of(*_SHOULDERS))
    if across < _WIDE or abs(body.above(*_SHOULDERS)) > _SLOPE * across:
        return
    middle = [sum(body.points[name][axis] for name in _SHOULDERS) / 2 for axis in (0, 1)]
    for side in SIDES:
        shoulder, elbow, wrist = ARM_JOINTS[side]
        if not body.has(elbow, wrist) or body.has(LEG_JOINTS[side][0]):
            continue
        names = (*_SHOULDERS, elbow, wrist)
        rise = min(-body.above(wrist, shoulder) - 0.03, 0.04 - body.above(elbow, shoulder))
        yield from _out(body, f"{side} arm", "raised", rise / LENGTH, *names)
        x, y, _ = body.points[wrist]
        to_head = math.hypot(x - middle[0], y - middle[1] + _HEAD * body.size) / body.size
        margin = min(rise, to_head - _TO_HEAD) / LENGTH
        for state in ("above the head", "near the face", "at the head"):
            yield from _out(body, f"{side} hand", state, margin, *names)


def _out(body: Body, part: str, state: str, margin: float, *names: str) -> Iterator[Fact]:
    if margin > 0:
        yield body.fact(part, state, margin, *names, rule=OUTLINE)
