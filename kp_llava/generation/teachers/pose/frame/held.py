"""Where held things are next to the body, and how much room a seat takes up."""

from __future__ import annotations

import re

from .....annotations.scene import SceneObject
from .....poses.body import Body
from .....poses.people import People
from .....poses.places import find_trunk_span
from ..captions.actions import find_acts
from ..clauses.words import short
from ..reading import Reading
from ..speaker import Speaker

_HEAD = ("nose", "left eye", "right eye", "left ear", "right ear")
_AT_HEAD = 0.14  # of the body's size: a phone so close to eyes or ears is at the head
_CALLS = re.compile(r"\btalk\w* (?:on|into) .{0,20}phones?\b", re.I)
_LEVELS = (
    ("above {his} head", -9.0, -1.0),
    ("at the height of {his} head", -0.75, -0.25),
    ("at the height of {his} chest", 0.15, 0.5),
)
"""Heights of a thing's middle by the share of the way from the shoulders (0) down to the hips (1): from, to."""
_SMALL = frozenset(
    ("frisbee", "tennis racket", "sports ball", "cup", "wine glass", "bottle", "banana", "apple", "donut", "sandwich",
     "remote", "book", "toothbrush", "teddy bear")
)  # fmt: skip
"""Things that are about where their middle is."""
_LONG = ("baseball bat", "tennis racket", "surfboard", "skis", "snowboard", "skateboard")
_OVER = 0.02  # of the picture's height: a box that begins so much above the person's sticks up
_ACROSS, _DOWN = 0.7, 0.5  # of the picture: what fills so much of it takes up most of it


def held_sentences(people: People, who: Speaker, reading: Reading) -> list[str]:
    """How high up somebody holds things, as boxes and points have it."""
    body = people.bodies[who.person.annotation_id]
    if body is None:
        return []
    found = []
    for thing, sides in reading.held.items():
        box = _box_at(people, who, thing, sides)
        if box is None:
            continue
        if thing in _SMALL and not any(reading.arms.get(side) == "hanging" for side in sides):
            level = _level_of(body, box)
            if level is not None:
                found.append(f"The {short(thing)} is {level.format(his=who.poss)}.")
    up = _above_head(people, who, reading, body)
    return [*found, *([up] if up is not None and not any("above" in one for one in found) else [])]


def with_phone(people: People, who: Speaker, reading: Reading, sentence: str) -> str:
    """A sentence with a phone in a hand, and that it is held to the ear or the head, where its box is there."""
    body, sides = people.bodies[who.person.annotation_id], reading.held.get("cell phone", ())
    box = _box_at(people, who, "cell phone", sides) if len(sides) == 1 else None
    if body is None or box is None or not _is_at_head(body, box):
        return sentence
    is_call = any(_CALLS.search(caption) for caption in people.scene.captions)
    hand = f"{who.poss} {sides[0]} hand"
    at = f"a cell phone to {who.poss} {'ear' if is_call else 'head'} with {hand}"
    return sentence.replace(f"hold a cell phone in {hand}", f"hold {at}").replace(
        f"holds a cell phone in {hand}", f"holds {at}"
    )


def _box_at(people: People, who: Speaker, thing: str, sides: tuple[str, ...]) -> SceneObject | None:
    """The thing of this kind that is at one of the hands."""
    things = {one.annotation_id: one for one in people.scene.objects if one.category == thing}
    kinds = [f"{side} hand at" for side in sides]
    subject = who.person.annotation_id
    return next((things[r.other] for r in people.relations
                 if r.subject == subject and r.kind in kinds and r.other in things), None)  # fmt: skip


def _middle(thing: SceneObject) -> tuple[float, float]:
    left, top, width, height = thing.bbox_xywh
    return left + width / 2, top + height / 2


def _is_at_head(body: Body, thing: SceneObject) -> bool:
    x, y = _middle(thing)
    points = [body.points[name] for name in _HEAD if name in body.points]
    return any(abs(point[0] - x) + abs(point[1] - y) < _AT_HEAD * body.size for point in points)


def _level_of(body: Body, thing: SceneObject) -> str | None:
    """How high a thing's middle is next to an upright trunk; None where the trunk is not, or between two heights."""
    span = find_trunk_span(body)
    if span is None:
        return None
    top, end = span
    share = (_middle(thing)[1] - top) / (end - top)
    return next((level for level, least, most in _LEVELS if least <= share <= most), None)


def _above_head(people: People, who: Speaker, reading: Reading, body: Body) -> str | None:
    """That something long, which the one whom captions are about holds, reaches up past the head."""
    if not who.is_subject or not any(name in body.points for name in _HEAD):
        return None
    said = {act.gerund.split()[-1] for act in find_acts(people.scene.captions) if act.base in ("hold", "swing")}
    left, top, width, _ = who.person.bbox_xywh
    for kind in _LONG:
        things = [one for one in people.scene.objects if one.category == kind]
        if len(things) != 1 or not (kind in reading.held or kind.split()[-1] in said):
            continue
        x, y, across, _ = things[0].bbox_xywh
        is_by = min(left + width, x + across) - max(left, x) > 0.2 * across
        if is_by and y < top - _OVER * people.scene.height:
            be = "stick" if kind == "skis" else "sticks"
            return f"The {short(kind)} {be} up above {who.poss} head."
    return None


def seat_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """That what the one whom captions are about sits on takes up most of the picture."""
    things = [one for one in people.scene.objects if one.category == reading.seat]
    if not who.is_subject or len(things) != 1 or reading.seat not in ("motorcycle", "bicycle", "horse", "elephant"):
        return None
    width, height = things[0].bbox_xywh[2:]
    if width < _ACROSS * people.scene.width or height < _DOWN * people.scene.height:
        return None
    return f"The {reading.seat} takes up most of the picture."
