"""Statements about which hand holds a thing, held against wrists and boxes."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import math
import re
from dataclasses import replace

from ...annotations.scene import SceneObject
from ...annotations.skeleton import SIDES
from ..body import Body
from ..limbs import other_side
from ..people import People
from .things import HOLDABLE, categories_of

HOLDING = "holding "
"""How the state of such a statement starts; the word for the thing follows."""

UPRIGHT = "upright "
"""What stands before the word for a long thing that points up, so that it is held by its lower end."""

TOUCHED = "petted "
"""The same for an animal that is petted: it is at the hand, and not on a leash."""

_GRIP, _UPRIGHT = 0.35, 1.5  # of the height of such a thing, and of its width
_FAR = 0.22  # body sizes: a wrist this far from every such thing does not hold it
_VERY_FAR, _TOUCHES = 0.3, 0.03
_BEYOND = 0.13  # body sizes: wrist and middle of a hand this far from a thing do not touch it
_TO_MIDDLE = 0.3  # forearms from the wrist to the middle of the hand
_BY_DISTANCE = 0.94  # the confidence of what follows from distances alone
# body sizes from the elbow and from the shoulder to the finger tips, at most
_REACHES = (("elbow", 0.3), ("shoulder", 0.5))
_ON_THIGH, _FARTHER_OUT = 0.1, 0.15  # body sizes: from a wrist to the thigh, and from the other wrist to the trunk
# eaten and cut with forks and knives, whose hands are further off
_FOOD = {"banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "bowl"}
_IS_HELD = 0.7
_MANY = 3  # things of a category
# held by a string, a leash or a pole, or moved without being held
_AT_A_DISTANCE = frozenset(
    ("kite", "dog", "cat", "horse", "elephant", "skis", "chair", "bench", "couch", "bed", "skateboard")
)
_BY_STRING = frozenset(("kite", "horse", "elephant", "skis"))
_CUTLERY = frozenset(("fork", "spoon"))  # a text may take the one for the other
# what is told from each other with difficulty, or has many names: where one of these is labeled, another may be meant
_ALIKE: tuple[frozenset[str], ...] = (
    frozenset(("cup", "wine glass", "bottle", "bowl", "vase")),
    frozenset(("cell phone", "remote", "laptop", "mouse", "keyboard", "book")),
    frozenset(("fork", "knife", "spoon", "scissors", "toothbrush")),
    frozenset(("sports ball", "frisbee", "orange", "apple")),
    frozenset(("baseball bat", "tennis racket")),
    frozenset(("skateboard", "surfboard", "snowboard", "skis")),
    frozenset(("handbag", "backpack", "suitcase")),
    frozenset(("umbrella", "kite")),
    frozenset(("dog", "cat", "teddy bear", "bear", "sheep")),
    frozenset(_FOOD),
)
_LABELED_WHEN_HELD = frozenset().union(*_ALIKE) - {
    "bowl",
    "vase",
    "mouse",
    "keyboard",
    "book",
    "bear",
    "sheep",
    "skis",
} | {"baseball glove"}
_UNCLEAR = frozenset(
    ("board", "boards", "deck", "decks", "glasses", "bag", "bags", "tote", "totes", "blade", "blades", "slice", "glove", "gloves", "mitt", "mitts", "controller", "controllers", "food", "meal", "snack", "lunch", "dinner", "breakfast", "dish", "disc", "discs", "receiver", "luggage", "trolley", "flute", "flutes")
)  # fmt: skip
"""Words that stand for other things, too, as for a cutting board or a winter glove."""
_THINGS = re.compile(rf"\b{HOLDABLE}\b")
_ABSENT = 0.94  # of 91 true sentences about things in hands none speaks of a thing whose kind is not labeled
_IN_VIEW = 0.25  # of the picture's height: nobody labels what smaller people hold
_REACH = 0.35  # of a person's box: a thing farther from it is in none of the person's hands


def judge_hand(side: str, word: str, subject: int, people: People) -> tuple[str, float]:
    """Whether a hand of a person, or both, holds a thing that a text names.

    Returns:
        ``"agree"``, ``"contradict"`` or ``"unjudged"``, and the confidence.
    """
    is_upright, word = word.startswith(UPRIGHT), word.removeprefix(UPRIGHT)
    at_a_distance = frozenset[str]() if word.startswith(TOUCHED) else _BY_STRING if side == "both" else _AT_A_DISTANCE
    word = word.removeprefix(TOUCHED)
    body, categories = people.bodies[subject], categories_of(word)
    things = [o for o in people.scene.objects if o.category in categories]
    if not things and _CUTLERY.issuperset(categories):
        things = [o for o in people.scene.objects if o.category in _CUTLERY]
    if is_upright and side in SIDES:
        things = [_grip(o) for o in things]
    if not things:
        return ("contradict", _ABSENT) if _is_absent(word, subject, people) else ("unjudged", 0.0)
    if body is None:
        return ("contradict", _BY_DISTANCE) if _is_out_of_reach(things, subject, people) else ("unjudged", 0.0)
    held = _held(things, subject, people)
    gaps = {s: gap for s in SIDES if (gap := _gap_of_hand(body, s, things)) is not None}
    seen = [s for s in SIDES if f"{s} wrist" in body.points]
    middles = {s: min(_gap(_middle(body, s), o.bbox_xywh) for o in things) / body.size for s in seen}
    wanted = SIDES if side in ("both", "one") else (side,)
    if not seen and _is_out_of_reach(things, subject, people):
        return "contradict", _BY_DISTANCE
    if side == "one" and any(held.values()):
        return "agree", max(held.values())
    # where there are many, one more may be held that is not labeled
    is_open = len(things) > _MANY or not at_a_distance.isdisjoint(categories)
    if not is_open and not any(held[s] for s in wanted):
        of = [gaps[side]] if side in gaps else gaps.values() if len(gaps) == len(SIDES) else [0.0]
        gap = (max if side == "both" else min)(of)
        if gap > _VERY_FAR:
            return "contradict", _BY_DISTANCE
    if side == "one":
        return "unjudged", 0.0
    if all(held[s] for s in wanted):
        return "agree", min(held[s] for s in wanted)
    others = [s for s in SIDES if held[s]]
    if others and any(gaps.get(s, 0.0) > _FAR for s in wanted):
        return "contradict", max(held[s] for s in others)
    if side in SIDES and other_side(side) in seen and side in gaps:
        beyond = _BEYOND if _FOOD.isdisjoint(categories) else _FAR
        other = other_side(side)
        is_at_other = min(gaps[other], middles[other]) <= _TOUCHES
        is_far = min(gaps[side], middles.get(side, gaps[side])) > beyond
        is_elsewhere = word.startswith("handlebar") and side in seen and _rests_on_thigh(body, side)
        if is_at_other and (is_far or is_elsewhere):
            return "contradict", _BY_DISTANCE
    return "unjudged", 0.0


def _gap_of_hand(body: Body, side: str, things: list[SceneObject]) -> float | None:
    """The distance of a wrist from the nearest thing in body sizes; None where no point of the arm is labeled.

    Where the wrist has no point it is the least that the elbow or the shoulder allows.
    """
    if body.has(f"{side} wrist"):
        return min(_gap(body.points[f"{side} wrist"][:2], thing.bbox_xywh) for thing in things) / body.size
    for joint, reach in _REACHES:
        if body.has(f"{side} {joint}"):
            point = body.points[f"{side} {joint}"][:2]
            return max(0.0, min(math.hypot(*_offset(point, o.bbox_xywh)) for o in things) / body.size - reach)
    return None


def _rests_on_thigh(body: Body, side: str) -> bool:
    """Whether a hand of somebody who rides is at the own thigh and the other one well ahead of it.

    The box of a bicycle holds the thighs, too.
    """
    legs = [(f"{one} hip", f"{one} knee") for one in SIDES if body.has(f"{one} hip", f"{one} knee")]
    trunks = [(f"{one} shoulder", f"{one} hip") for one in SIDES if body.has(f"{one} shoulder", f"{one} hip")]
    if not legs or not trunks:
        return False
    own, other = (min(body.distance_to_line(f"{s} wrist", *ends) for ends in trunks) for s in (side, other_side(side)))
    thigh = min(body.distance_to_line(f"{side} wrist", *ends) for ends in legs)
    return thigh < _ON_THIGH and other > own + _FARTHER_OUT


def _grip(thing: SceneObject) -> SceneObject:
    """The lower end of a thing that points up."""
    left, top, width, height = thing.bbox_xywh
    if height < _UPRIGHT * width:
        return thing
    return replace(thing, bbox_xywh=(left, top + (1.0 - _GRIP) * height, width, _GRIP * height))


def _is_absent(word: str, subject: int, people: People) -> bool:
    """Whether nothing of a kind is labeled, or named in captions, where somebody large is said to hold it.

    In pictures without labels of things nothing is absent.
    """
    labeled, categories = {o.category for o in people.scene.objects} - {"person"}, categories_of(word)
    if not labeled or not categories or not _LABELED_WHEN_HELD.issuperset(categories) or word in _UNCLEAR:
        return False
    named = (match.group() for caption in people.scene.captions for match in _THINGS.finditer(caption.lower()))
    labeled |= {category for thing in named for category in categories_of(thing)}
    if not labeled.isdisjoint(_like(categories)):
        return False
    return _box(subject, people)[3] >= _IN_VIEW * people.scene.height


def _like(categories: tuple[str, ...]) -> frozenset[str]:
    """The categories with all those that one of them may be taken for."""
    alike = (group for group in _ALIKE if not group.isdisjoint(categories))
    return frozenset(categories).union(*alike)


def _is_out_of_reach(things: list[SceneObject], subject: int, people: People) -> bool:
    """Whether all things are far from a person's box."""
    left, top, width, height = _box(subject, people)
    reach = _REACH * max(width, height)
    for thing in things:
        x, y, wide, high = thing.bbox_xywh
        across = max(left - x - wide, x - left - width, 0.0)
        down = max(top - y - high, y - top - height, 0.0)
        if max(across, down) <= reach or thing.category in _AT_A_DISTANCE:
            return False
    return True


def _box(subject: int, people: People) -> tuple[float, float, float, float]:
    return next(o.bbox_xywh for o in people.scene.objects if o.annotation_id == subject)


def _held(things: list[SceneObject], subject: int, people: People) -> dict[str, float]:
    """The confidence with which each hand of a person is at one of the things."""
    ids = {o.annotation_id for o in things}
    return {
        s: max((r.confidence for r in people.relations if r.subject == subject and r.kind == f"{s} hand at" and r.other in ids), default=0.0)
        for s in SIDES
    }  # fmt: skip


def side_that_holds(word: str, subject: int, people: People) -> str | None:
    """The side of the only hand of a person that is at a thing; None where both or neither is."""
    categories = categories_of(word)
    held = _held([o for o in people.scene.objects if o.category in categories], subject, people)
    sides = [s for s in SIDES if held[s] >= _IS_HELD]
    return sides[0] if len(sides) == 1 else None


def _middle(body: Body, side: str) -> tuple[float, float]:
    """About where the middle of a hand is: past the wrist, as the forearm goes on."""
    x, y, _ = body.points[f"{side} wrist"]
    elbow = body.points.get(f"{side} elbow")
    return (x, y) if elbow is None else (x + _TO_MIDDLE * (x - elbow[0]), y + _TO_MIDDLE * (y - elbow[1]))


def _offset(point: tuple[float, float], box: tuple[float, float, float, float]) -> tuple[float, float]:
    """How far a point is from a box, across and down."""
    left, top, width, height = box
    x, y = point
    return max(left - x, x - left - width, 0.0), max(top - y, y - top - height, 0.0)


def _gap(point: tuple[float, float], box: tuple[float, float, float, float]) -> float:
    return sum(_offset(point, box))
