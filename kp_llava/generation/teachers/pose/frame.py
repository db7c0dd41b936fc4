"""What a picture shows of a person and around: how high the hands are, how much of the body is seen, where, next to what."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ....annotations.scene import Scene, SceneObject
from ....annotations.skeleton import SIDES
from ....poses.body import Body
from ....poses.people import People
from ....poses.places import are_seen, hand_level, is_hand_before_body
from .caption import find_clothes, find_color, find_hair, find_lap, is_crowd, speaks_of
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


def hair_sentence(people: People, who: Speaker) -> str | None:
    """Hair or beard of the only person, as a caption has it."""
    hair = find_hair(people.scene.captions) if len(people.all) == 1 else None
    return f"{capital(who.subj)} {'have' if who.is_plural else 'has'} {hair}." if hair else None


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
    return _called(people, thing), side


def beside_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """The same as a sentence."""
    found = beside(people, who, reading)
    if found is None:
        return None
    thing, side = found
    pet = thing.split()[-1]
    if pet in _PETS and any(
        re.search(rf"\b(?:his|her) (?:\w+ )?{pet}\b", caption, re.I) for caption in people.scene.captions
    ):
        return f"To the {side} of {who.obj} is {who.poss} {pet}."
    return f"To the {side} of {who.obj} there is {thing}."


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
    things = [thing for thing in _spoken_of(people, _SHOWN) if not any(word in said for word in thing.category.split())]
    if not things:
        return None
    thing = max(things, key=lambda o: (o.bbox_xywh[2] * o.bbox_xywh[3], -o.annotation_id))
    left, _, width, height = thing.bbox_xywh
    name = _called(people, thing)
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


_ROOM = frozenset(("refrigerator", "microwave", "oven", "tv", "couch", "bed"))
"""Large things indoors that a viewer sees though no caption speaks of them."""


def room_sentence(people: People, who: Speaker, sentences: Sequence[str]) -> str | None:
    """On which side of the one whom captions are about something large is that the text does not name yet."""
    scene, said = people.scene, " ".join(sentences).replace("television", "tv")
    if not who.is_subject:
        return None
    left, _, width, _ = who.person.bbox_xywh
    found: list[tuple[float, str, str]] = []
    for thing in scene.objects:
        x, _, across, high = thing.bbox_xywh
        is_only = sum(other.category == thing.category for other in scene.objects) == 1
        is_seen = across * high > 0.015 * scene.width * scene.height
        if thing.category not in _ROOM or not is_only or not is_seen or thing.category in said:
            continue
        side = "left" if x + across / 2 < left else "right" if x + across / 2 > left + width else None
        if side is not None:
            found.append((-across * high, _called(people, thing), side))
    if not found:
        return None
    _, name, side = min(found)
    return f"{capital(name)} can be seen on the {side}."


def _called(people: People, thing: SceneObject) -> str:
    """A thing with its article, and with the color that captions give it: ``"a blue car"``."""
    name = {"tv": "television", "dining table": "table"}.get(thing.category, thing.category)
    color = find_color(people.scene.captions, thing.category)
    return article(f"{color} {name}" if color else name)


_SERVED = frozenset(("cake", "pizza", "laptop", "teddy bear", "vase"))


def table_sentence(people: People, sentences: Sequence[str]) -> str | None:
    """What captions speak of and what stands on the only table."""
    tables = [thing for thing in people.scene.objects if thing.category == "dining table"]
    if len(tables) != 1:
        return None
    left, top, width, height = tables[0].bbox_xywh
    for thing in _spoken_of(people, _SERVED):
        x, y, across, high = thing.bbox_xywh
        is_on = left < x + across / 2 < left + width and top < y + high < top + 0.9 * height
        if is_on and thing.category not in " ".join(sentences):
            return f"On the table there is {_called(people, thing)}."
    return None


_SEVERAL = 9


def others_sentence(people: People, who: Speaker) -> str | None:
    """That several others are farther away than the one whom captions are about, and stand where that is clear."""
    if not who.is_subject or people.scene.is_detected:
        return None
    own = who.person.bbox_xywh
    far = [
        person
        for person in people.all
        if person is not who.person
        and person.bbox_xywh[3] < 0.6 * own[3]
        and person.bbox_xywh[1] + person.bbox_xywh[3] < own[1] + own[3]
    ]
    if len(far) < 3 or len(far) < 0.75 * (len(people.all) - 1):
        return None
    postures = [f.state for p in far for f in people.clear[p.annotation_id] if f.part == "posture"]
    end = f", some of them {postures[0]}" if len(set(postures)) == 1 and len(postures) > 1 else ""
    return f"Farther away there are {'many' if len(far) > _SEVERAL else 'several'} other people{end}."


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
