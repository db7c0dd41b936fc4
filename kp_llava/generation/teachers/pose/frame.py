"""What a picture shows of a person and around: how high the hands are, how much of the body is seen, where, next to what."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Collection, Sequence

from ....annotations.scene import Scene, SceneObject
from ....annotations.skeleton import SIDES
from ....poses.body import Body
from ....poses.people import People
from ....poses.places import are_seen, hand_level, is_hand_before_body
from .caption import find_clothes, find_lap, is_crowd, speaks_of
from .clauses import article
from .reading import Reading
from .speaker import Speaker, capital, conjugate
from .wording import Chooser

_EDGE = 0.985  # of the picture's height: a box that ends below is cut off by the edge
_CLEARLY_NOT = 0.99  # the confidence from which a state is said not to hold
_HEAD = ("nose", "left eye", "right eye", "left ear", "right ear")
# what stands by itself, so that "there is a dog to the right" says something a viewer would
_STANDING_BY = frozenset(
    ("dog", "cat", "horse", "cow", "sheep", "elephant", "bicycle", "motorcycle", "car", "bus", "truck", "train", "boat")
) | frozenset(("bench", "fire hydrant", "parking meter", "stop sign", "refrigerator", "tv", "suitcase", "surfboard"))


def clothes_sentence(people: People, who: Speaker) -> str | None:
    """What the one whom the captions are about wears or has on the lap, as a caption has it."""
    if not who.is_subject:
        return None
    worn, had = find_clothes(people.scene.captions), find_lap(people.scene.captions)
    be, have = ("are", "have") if who.is_plural else ("is", "has")
    found = [f"{be} wearing {worn}"] if worn else []
    found += [f"{have} {had} {who.poss} lap"] if had else []
    return f"{capital(who.subj)} {' and '.join(found)}." if found else None


def extent(people: People, who: Speaker) -> str | None:
    """How much of a person the picture shows: ``"from head to foot"``, ``"down to the knees"``; None where unsure."""
    body = people.bodies[who.person.annotation_id]
    if body is None or not any(name in body.points for name in _HEAD):
        return None

    def has(joint: str) -> bool:
        return any(f"{side} {joint}" in body.points for side in SIDES)

    if has("ankle"):
        return "from head to foot" if any(are_seen(body, f"{side} ankle") for side in SIDES) else None
    box = who.person.bbox_xywh
    if box[1] + box[3] < _EDGE * people.scene.height:
        return None  # something in front hides the rest
    if has("knee"):
        return "down to the knees"
    return "down to the hips" if has("hip") else None


def extent_sentence(people: People, who: Speaker, choose: Chooser) -> str | None:
    """The same as a sentence, which says honestly what is not seen."""
    shown = extent(people, who)
    if shown is None:
        return None
    be = "are" if who.is_plural else "is"
    start = choose.pick(
        f"extent {who.person.annotation_id}",
        (f"The picture shows {who.obj} {shown}", f"{capital(who.subj)} {be} shown {shown}"),
    )
    if shown == "from head to foot":
        return f"{start}."
    rest = "feet" if shown == "down to the knees" else "legs"
    return f"{start}, so nothing can be said about {who.poss} {rest}."


def beside(people: People, who: Speaker, reading: Reading) -> tuple[str, str] | None:
    """A thing that captions speak of and its side: ``("a dog", "right")``; None where there is no such thing.

    The thing is the only one of its kind, is not held or stood on, and lies clearly on one side of the person.
    """
    if not who.is_subject:
        return None
    used = {*reading.held, reading.seat, reading.board, reading.cover}
    left, _, width, _ = who.person.bbox_xywh
    found: list[tuple[float, SceneObject, str]] = []
    for thing in people.scene.objects:
        if thing.category not in _STANDING_BY or thing.category in used:
            continue
        is_only = sum(other.category == thing.category for other in people.scene.objects) == 1
        if not is_only or not speaks_of(people.scene.captions, thing.category):
            continue
        x = thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2
        side = "left" if x < left else "right" if x > left + width else None
        if side is not None:
            found.append((-thing.bbox_xywh[2] * thing.bbox_xywh[3], thing, side))
    if not found:
        return None
    _, thing, side = min(found, key=lambda one: (one[0], one[1].annotation_id))
    return article("television" if thing.category == "tv" else thing.category), side


def beside_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """The same as a sentence."""
    found = beside(people, who, reading)
    return None if found is None else f"To the {found[1]} of {who.obj} there is {found[0]}."


def are_arms_down(people: People, who: Speaker, reading: Reading) -> bool:
    """Whether neither arm is raised, as what is excluded says, and this is more than what is known of the arms."""
    if set(reading.arms.values()) - {"bent", "straight"} or reading.held:
        return False
    excluded = {f.part: f.confidence for f in people.excluded[who.person.annotation_id] if f.state == "raised"}
    return all(excluded.get(f"{side} arm", 0.0) >= _CLEARLY_NOT for side in SIDES)


def hand_sentences(people: People, who: Speaker, reading: Reading, choose: Chooser) -> list[str]:
    """How high the hands are, and whether they are together."""
    body = people.bodies[who.person.annotation_id]
    if body is None:
        return []
    levels = hand_levels(body, reading)
    found = [_level_sentence(body, who, reading, levels, choose)] if levels else []
    if reading.are_hands_together:
        found.append(f"{capital(who.poss)} hands are close together.")
    return found


_TOLD = frozenset(("hanging", "raised", "above the head", "near the face", "at the head", "on the hip"))
"""States of an arm that say how high the hand is."""


def hand_levels(body: Body, reading: Reading) -> dict[str, str]:
    """The heights of the hands by side, where the state of the arm does not say it."""
    found = {
        side: hand_level(body, side, reading.trunk == "upright")
        for side in SIDES
        if reading.arms.get(side) not in _TOLD
    }
    return {side: level for side, level in found.items() if level is not None}


def level_phrase(level: str, who: Speaker, choose: Chooser) -> str:
    """``"waist"`` -> ``"at the height of his waist"``."""
    if level.startswith(("above", "below")):
        return level.replace("the ", f"{who.poss} ")
    start = choose.pick(
        f"height {who.person.annotation_id}", ("at the height of", "at the height of", "at about the height of")
    )
    return f"{start} {who.poss} {level}"


def _level_sentence(body: Body, who: Speaker, reading: Reading, levels: dict[str, str], choose: Chooser) -> str:
    key = f"level {who.person.annotation_id}"
    is_front = reading.body == "facing the viewer"
    before = {side for side in levels if is_front and is_hand_before_body(body, side)}
    verb = conjugate("have" if any("hip" in level for level in levels.values()) else "hold", who.is_plural)
    if len(levels) == len(SIDES) and len(set(levels.values())) == 1:
        end = f", in front of {who.poss} body" if len(before) == len(SIDES) else ""
        return f"{capital(who.subj)} {verb} both hands {level_phrase(levels['left'], who, choose)}{end}."
    first, *others = choose.shuffled(key, sorted(levels))
    text = f"{capital(who.subj)} {verb} {who.poss} {first} hand {level_phrase(levels[first], who, choose)}"
    text += f", in front of {who.poss} body" if first in before else ""
    for side in others:
        text += f"{',' if first in before else ''} and {who.poss} {side} hand {level_phrase(levels[side], who, choose)}"
        text += f", in front of {who.poss} body" if side in before else ""
    return text + "."


def face_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """How the head is tilted."""
    states = [f.state for f in people.clear[who.person.annotation_id] if f.part == "head"]
    tilt = next((state for state in states if state.startswith("tilted")), None)
    if tilt is not None and not (reading.head or "").startswith("tilted"):
        return f"{capital(who.poss)} head is tilted to the viewer's {tilt.split()[-1]}."
    return None


def side_of_picture(scene: Scene, person: SceneObject) -> str:
    """Where somebody is from left to right: ``"a little left of the middle of the picture"``."""
    x = (person.bbox_xywh[0] + person.bbox_xywh[2] / 2) / scene.width
    side = "left" if x < 0.5 else "right"
    if abs(x - 0.5) < 0.08:
        return "in the middle of the picture"
    return (
        f"a little {side} of the middle of the picture" if abs(x - 0.5) < 0.16 else f"on the {side} side of the picture"
    )


def place_sentence(people: People, who: Speaker) -> str | None:
    """Where the only person of a picture is."""
    scene = people.scene
    if len(people.all) != 1 or is_crowd(scene):
        return None
    be = "are" if who.is_plural else "is"
    # a detector may have missed somebody
    end = "" if scene.is_detected else ", with nobody else in view"
    return f"{capital(who.subj)} {be} {side_of_picture(scene, who.person)}{end}."


def cut_sentence(people: People, who: Speaker) -> str | None:
    """That the upper edge of the picture cuts off the head."""
    body = people.bodies[who.person.annotation_id]
    if body is None or any(name in body.points for name in _HEAD):
        return None
    tops = [body.points[f"{side} shoulder"][1] for side in SIDES if body.has(f"{side} shoulder")]
    if not tops or who.person.bbox_xywh[1] > 0.01 * people.scene.height or min(tops) > 0.1 * body.size:
        return None
    return f"The upper edge of the picture cuts off {who.poss} head."


_PETS = ("dog", "cat")
_SHOWN = frozenset(
    (
        "cake",
        "dining table",
        "couch",
        "bed",
        "tv",
        "refrigerator",
        "oven",
        "toilet",
        "boat",
        "train",
        "bus",
        "car",
        "truck",
        "parking meter",
    )
) | frozenset(("fire hydrant", "horse", "cow", "elephant", "dog", "cat", "motorcycle", "bicycle"))


def feet_sentence(people: People, who: Speaker) -> str | None:
    """An animal at the feet."""
    body = people.bodies[who.person.annotation_id]
    ankles = [] if body is None else [body.points[f"{s} ankle"] for s in SIDES if body.has(f"{s} ankle")]
    if body is None or not ankles or not who.is_subject:
        return None
    for thing in _spoken_of(people, _PETS):
        left, top, width, height = thing.bbox_xywh
        gaps = [max(left - x, x - left - width, 0.0) + max(top - y, y - top - height, 0.0) for x, y, _ in ankles]
        if (
            min(gaps) < 0.12 * body.size
            and left < max(x for x, _, _ in ankles)
            and left + width > min(x for x, _, _ in ankles)
        ):
            return f"Near {who.poss} feet there is {article(thing.category)}."
    return None


def thing_sentence(people: People, sentences: Sequence[str]) -> str | None:
    """Where in the picture something is that captions speak of and the text does not yet."""
    scene, said = people.scene, " ".join(sentences).replace("television", "tv")
    things = [thing for thing in _spoken_of(people, _SHOWN) if thing.category.split()[-1] not in said]
    if not things:
        return None
    thing = max(things, key=lambda o: (o.bbox_xywh[2] * o.bbox_xywh[3], -o.annotation_id))
    left, _, width, height = thing.bbox_xywh
    name = article({"tv": "television", "dining table": "table"}.get(thing.category, thing.category))
    if width * height > 0.25 * scene.width * scene.height:
        return f"{capital(name)} takes up a large part of the picture."
    x = (left + width / 2) / scene.width
    place = (
        "on the left side"
        if x < 0.35
        else "on the right side"
        if x > 0.65
        else "near the middle"
        if 0.4 < x < 0.6
        else None
    )
    return f"There is {name} {place} of the picture." if place else None


def gap_sentence(people: People, speakers: list[Speaker]) -> str | None:
    """That a wide gap is between two people."""
    if len(people.all) != 2 or len(speakers) != 2 or is_crowd(people.scene):
        return None
    (left, _, width, _), (right, _, other, _) = sorted(who.person.bbox_xywh for who in speakers)
    if right - left - width < 1.2 * max(width, other):
        return None
    return "In the picture there is a wide gap between the two."


def _spoken_of(people: People, categories: Collection[str]) -> list[SceneObject]:
    """The things of some kinds that captions speak of, each the only one of its kind."""
    objects = people.scene.objects
    return [
        thing for thing in objects
        if thing.category in categories and speaks_of(people.scene.captions, thing.category)
        and sum(other.category == thing.category for other in objects) == 1
    ]  # fmt: skip
