"""What is around a person: animals, furniture and things that captions speak of, and other people."""

from __future__ import annotations

import re
import statistics
from collections.abc import Collection, Sequence

from .....annotations.scene import SceneObject
from .....annotations.skeleton import SIDES
from .....poses.people import People
from ..captions.looks import find_open
from ..captions.scenery import speaks_of
from ..clauses.words import join_words
from ..reading import Reading
from ..speaker import Speaker, capital
from .called import called, called_others, called_together, join_things

# what stands by itself, so that "there is a dog to the right" says something a viewer would
_STANDING_BY = frozenset(
    ("dog", "cat", "horse", "cow", "sheep", "elephant", "bicycle", "motorcycle", "car", "bus", "truck", "train", "boat")
) | frozenset(("bench", "fire hydrant", "parking meter", "stop sign", "refrigerator", "tv", "suitcase", "surfboard"))


def beside(people: People, who: Speaker, reading: Reading) -> tuple[str, str] | None:
    """A thing that captions speak of and its side: ``("a dog", "right")``; None where there is no such thing."""
    found = _beside(people, who, reading)
    return (called(people, found[0]), found[1]) if found is not None else None


def _beside(people: People, who: Speaker, reading: Reading) -> tuple[SceneObject, str] | None:
    """The only thing of its kind that is not held or stood on and lies clearly on one side of the person."""
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
    return thing, side


def beside_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """The same as a sentence, with how close and, of an animal, how tall it is."""
    found = _beside(people, who, reading)
    if found is None:
        return None
    box, side = found
    thing = called(people, box)
    pet = thing.split()[-1]
    pairs = {(one.subject, one.other) for one in people.relations if one.kind == "next to"}
    is_close = (who.person.annotation_id, box.annotation_id) in pairs
    close = ", close by," if is_close else ""
    part = find_open(people.scene.captions, box.category)
    thing += f" with its {part} open" if part is not None else ""
    height = _up_to_knees(people, who, box) if is_close and pet in _PETS else ""
    if pet in _PETS and any(
        re.search(rf"\b(?:his|her) (?:\w+ )?{pet}\b", caption, re.I) for caption in people.scene.captions
    ):
        return f"To the {side} of {who.obj}{close} is {who.poss} {pet}{height}."
    if any(re.search(rf"\b{_spoken(pet)} (?:is )?behind (?:him|her)\b", c, re.I) for c in people.scene.captions):
        return f"Behind {who.obj}, on the {side}, there is {thing}."
    return f"To the {side} of {who.obj}{close} there is {thing}{height}."


_KNEES = 0.06  # of the body's size: so far from a knee an animal's back still reaches up to it


def _up_to_knees(people: People, who: Speaker, pet: SceneObject) -> str:
    """``", which reaches up to his knees"``, of an animal on the same ground; else empty."""
    body = people.bodies[who.person.annotation_id]
    knees = [] if body is None else [body.points[f"{side} knee"][1] for side in SIDES if body.has(f"{side} knee")]
    if body is None or not knees or abs(pet.bbox_xywh[1] - sum(knees) / len(knees)) > _KNEES * body.size:
        return ""
    return f", which reaches up to {who.poss} knees"


def _spoken(word: str) -> str:
    return {"television": "(?:tv|television)"}.get(word, word)


_PETS = ("dog", "cat")
_SHOWN = frozenset(
    (
        "cake",
        "sports ball",
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
            return f"Near {who.poss} feet there is {called(people, thing)}."
    return None


_OTHER_WORDS = {"television": "tv", "motorbike": "motorcycle", "bike": "bicycle", "sofa": "couch", "stove": "oven"}


def _in_categories(sentences: Sequence[str]) -> str:
    """A text with the words of COCO's categories, so that what it names is not named again."""
    said = " ".join(sentences).lower()
    for word, category in _OTHER_WORDS.items():
        said = said.replace(word, category)
    return said


_BALL_LEAST = 0.001  # of the picture: a viewer overlooks a smaller ball
_SEATS = frozenset(("couch", "bed", "bench", "chair"))


def _covers(thing: SceneObject, person: SceneObject) -> bool:
    """Whether the middle of a person is within a thing's box."""
    left, top, width, height = thing.bbox_xywh
    x, y, across, high = person.bbox_xywh
    return left < x + across / 2 < left + width and top < y + high / 2 < top + height


def thing_sentence(people: People, sentences: Sequence[str]) -> str | None:
    """Where in the picture something is that captions speak of and the text does not yet."""
    scene, said = people.scene, _in_categories(sentences)
    least = _BALL_LEAST * scene.width * scene.height
    things = [
        thing
        for thing in _spoken_of(people, _SHOWN)
        if not any(word in said for word in thing.category.split())
        and (thing.category != "sports ball" or thing.bbox_xywh[2] * thing.bbox_xywh[3] > least)
    ]
    if not things:
        return None
    thing = max(things, key=lambda o: (o.bbox_xywh[2] * o.bbox_xywh[3], -o.annotation_id))
    left, _, width, height = thing.bbox_xywh
    name = called(people, thing)
    if thing.category in _SEATS and any(_covers(thing, person) for person in people.all):
        return None  # somebody sits on it, and captions may call it otherwise
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


_SEEN = frozenset(
    ("refrigerator", "microwave", "oven", "tv", "couch", "bed", "sink", "toilet", "potted plant", "clock", "vase",
     "laptop", "car", "bus", "truck", "train", "boat", "bicycle", "motorcycle", "traffic light", "fire hydrant",
     "stop sign", "parking meter", "bench", "chair", "umbrella", "kite", "dog", "cat", "horse", "cow", "sheep",
     "elephant")
)  # fmt: skip
"""What a viewer sees around somebody though no caption speaks of it."""
_SEEN_LEAST = 0.012  # of the picture: smaller things are not spoken of
_SEEN_MOST = 4  # kinds of such things


def seen_sentence(people: People, who: Speaker, sentences: Sequence[str]) -> str | None:
    """What is to the sides of the one whom captions are about, as far as the text does not name it yet."""
    scene, said = people.scene, _in_categories(sentences)
    by_kind: dict[str, list[SceneObject]] = {}
    for thing in scene.objects:
        if thing.category in _SEEN and not re.search(rf"\b{thing.category.split()[-1]}", said):
            by_kind.setdefault(thing.category, []).append(thing)
    near = [who.person.bbox_xywh] if who.is_subject else [person.bbox_xywh for person in people.all]
    left, width = min(box[0] for box in near), max(box[0] + box[2] for box in near) - min(box[0] for box in near)
    found: list[tuple[float, str, str]] = []
    for things in by_kind.values():
        middles = [thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2 for thing in things]
        is_left, is_right = max(middles) < left, min(middles) > left + width
        size = max(thing.bbox_xywh[2] * thing.bbox_xywh[3] for thing in things) / (scene.width * scene.height)
        if not (is_left or is_right) or size < _SEEN_LEAST or len(things) > _FEW_THINGS:
            continue
        name = called_together(people, things)
        places = [middle / scene.width for middle in middles]
        is_aside = max(places) < _ASIDE if is_left else min(places) > 1 - _ASIDE
        if is_aside:  # else it is rather behind than at that side of the picture
            found.append((-size, name, "left" if is_left else "right"))
    if not found:
        return None
    found = sorted(found)[:_SEEN_MOST]
    side, other = found[0][2], "right" if found[0][2] == "left" else "left"
    here = join_words([name for _, name, way in found if way == side])
    there = [name for _, name, way in found if way == other]
    end = f" and {join_words(there)} on the {other}" if there else ""
    return f"{capital(here)} can be seen on the {side}{end}."


_FEW_THINGS = 8  # of one kind: more of them are no landmark
_ASIDE = 0.4  # of the picture's width: what is farther in is not "on the left"
_SERVED = frozenset(
    ("cake", "pizza", "laptop", "teddy bear", "vase", "cup", "bowl", "bottle", "wine glass", "fork", "knife", "spoon",
     "sandwich", "hot dog", "donut", "book", "keyboard", "potted plant")
)  # fmt: skip
_SERVED_MOST = 3  # kinds of things on a table


def table_sentence(people: People, sentences: Sequence[str]) -> str | None:
    """What stands on the only table: what captions speak of first, then what is largest."""
    tables = [thing for thing in people.scene.objects if thing.category == "dining table"]
    if len(tables) != 1:
        return None
    left, top, width, height = tables[0].bbox_xywh
    said, captions = " ".join(sentences), people.scene.captions
    by_kind: dict[str, list[SceneObject]] = {}
    for thing in people.scene.objects:
        x, y, across, high = thing.bbox_xywh
        is_on = left < x + across / 2 < left + width and top < y + high and y + high / 2 < top + 0.9 * height
        if thing.category in _SERVED and is_on and thing.category not in said and not _is_double(thing, by_kind):
            by_kind.setdefault(thing.category, []).append(thing)
    order = sorted(
        by_kind,
        key=lambda kind: (
            not speaks_of(captions, kind),
            -max(o.bbox_xywh[2] * o.bbox_xywh[3] for o in by_kind[kind]),
            kind,
        ),
    )
    names = [called_together(people, by_kind[kind]) for kind in order[:_SERVED_MOST]]
    if not names:
        return None
    return f"On the table there {join_things(names, len(by_kind[order[0]]) == 1)}."


def _is_double(thing: SceneObject, by_kind: dict[str, list[SceneObject]]) -> bool:
    """Whether a thing of another kind has the same box: some annotators call a glass a cup, too."""
    mine = thing.bbox_xywh
    slack = 0.1 * max(mine[2:])
    return any(
        kind != thing.category and all(abs(a - b) < slack for a, b in zip(mine, one.bbox_xywh, strict=True))
        for kind, things in by_kind.items()
        for one in things
    )


_BOARDS = frozenset(("skateboard", "surfboard", "snowboard"))
_BEHIND = (_SEEN - {"kite", "umbrella", "stop sign", "parking meter"}) | _BOARDS | {"book"}
_HIGH = 0.35  # of a person's height, from the top: what ends above is behind somebody who is close
_BEHIND_MOST = 3  # kinds of things


def background_sentence(people: People, sentences: Sequence[str]) -> str | None:
    """What is behind the people: things that end high above the feet of people who are close."""
    scene, said = people.scene, _in_categories(sentences)
    large = {one.annotation_id for one in people.all if one.bbox_xywh[3] > _LARGE * scene.height}
    used = {r.other for r in people.relations if r.subject in large and r.kind.endswith(("foot on", " hand at"))}
    ridden = {thing.category for thing in scene.objects if thing.annotation_id in used} & _BOARDS
    near = [one.bbox_xywh for one in people.all if one.bbox_xywh[3] > _LARGE * scene.height]
    if not near:
        return None
    floor = statistics.median(top + _HIGH * height for _, top, _, height in near)
    by_kind: dict[str, list[SceneObject]] = {}
    for thing in scene.objects:
        is_said = thing.category not in ridden and re.search(rf"\b{thing.category.split()[-1]}", said)
        if thing.category in _BEHIND and not is_said and thing.annotation_id not in used:
            by_kind.setdefault(thing.category, []).append(thing)
    sizes = {
        kind: sum(one.bbox_xywh[2] * one.bbox_xywh[3] for one in things) / (scene.width * scene.height)
        for kind, things in by_kind.items()
        if all(one.bbox_xywh[1] + one.bbox_xywh[3] < floor for one in things)
    }
    order = sorted((kind for kind in sizes if sizes[kind] > _SMALL), key=lambda k: (-sizes[k], k))
    names = [
        called_others(by_kind[kind]) if kind in ridden else called_together(people, by_kind[kind])
        for kind in order[:_BEHIND_MOST]
    ]
    if not names:
        return None
    return f"In the background there {join_things(names, len(by_kind[order[0]]) == 1)}."


_LARGE, _SMALL = 0.4, 0.002  # of the picture: people who are close, and things that nobody would name


def _spoken_of(people: People, categories: Collection[str]) -> list[SceneObject]:
    """The things of some kinds that captions speak of, each the only one of its kind."""
    objects = people.scene.objects
    return [
        thing for thing in objects
        if thing.category in categories and speaks_of(people.scene.captions, thing.category)
        and sum(other.category == thing.category for other in objects) == 1
    ]  # fmt: skip
