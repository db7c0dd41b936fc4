"""Where other people are: farther away, watching, or apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .....annotations.scene import SceneObject
from .....poses.people import People
from ..captions.scenery import is_crowd
from ..reading import read_person
from ..speaker import Speaker
from ..wording import SURE

_SEVERAL = 9
_WATCHING = re.compile(r"\b(?:crowds?|spectators?|audience|fans|onlookers|in the stands)\b", re.I)


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
    others = [person for person in people.all if person is not who.person]
    side = _side_of(others, who.person)
    if 0 < len(others) < 3 and all(_is_far_back(person, who.person, people.scene.width) for person in others):
        where = f", to the {side} of {who.obj}," if side is not None else ""
        return f"Farther away{where} there {'is another person' if len(others) == 1 else 'are two other people'}."
    if len(far) < 3 or len(far) < 0.75 * (len(people.all) - 1):
        return None
    if any(_WATCHING.search(caption) for caption in people.scene.captions):
        where = " from the stands" if any("in the stands" in caption for caption in people.scene.captions) else ""
        return f"{'Many' if len(far) > _SEVERAL else 'Several'} people are watching{where}."
    side, most = _side_of(far, who.person), _side_of(far, who.person, _MOSTLY)
    where = f", to the {side} of {who.obj}," if side is not None else ""
    end = f", most of them to the {most} of {who.obj}" if side is None and most is not None else ""
    return f"Farther away{where} there are {'many' if len(far) > _SEVERAL else 'several'} other people{end}."


_MOSTLY = 0.75  # of the others: so many are "most of them"


def farther_sentence(people: People, speakers: Sequence[Speaker]) -> str | None:
    """That the others of a group are farther away, where captions name only the group."""
    named = {who.person.annotation_id for who in speakers}
    behind = {
        one.other for one in people.relations
        if one.kind == "in front of" and one.subject in named and one.other not in named and one.confidence >= SURE
    }  # fmt: skip
    if people.scene.is_detected or len(behind) < _BEHIND_LEAST or any(who.is_subject for who in speakers):
        return None
    return "Farther away there are more people."


_BEHIND_LEAST = 2  # others who are certainly farther away


def _side_of(others: Sequence[SceneObject], person: SceneObject, least: float = 1.0) -> str | None:
    """The side of somebody on which all others are, or a share of at least ``least``; None where they are on both."""
    own, middles = _middle(person), [_middle(other) for other in others]
    slack, needed = 0.25 * person.bbox_xywh[2], max(1.0, least * len(others))
    if sum(middle < own - slack for middle in middles) >= needed:
        return "left"
    return "right" if sum(middle > own + slack for middle in middles) >= needed else None


def _middle(thing: SceneObject) -> float:
    return thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2


def _is_far_back(person: SceneObject, other: SceneObject, width: int) -> bool:
    """Whether somebody is seen whole, well above the other's feet, and much smaller."""
    x, y, across, high = person.bbox_xywh
    is_whole = x > 0.01 * width and x + across < 0.99 * width
    return is_whole and high < 0.4 * other.bbox_xywh[3] and y + high < other.bbox_xywh[1] + 0.95 * other.bbox_xywh[3]


def _several(speakers: Sequence[Speaker]) -> str:
    """``" men"``, what two people are called behind "the two"; empty for people of whom nothing is known."""
    noun = speakers[0].noun if len({who.noun for who in speakers}) == 1 else "person"
    several = {"man": "men", "woman": "women", "child": "children", "person": ""}.get(noun, f"{noun}s")
    return f" {several}" if several else ""


def facing_sentence(people: People, speakers: list[Speaker]) -> str | None:
    """That the picture's two people have their faces turned to each other."""
    if len(people.all) != 2 or len(speakers) != 2 or is_crowd(people.scene):
        return None
    left, right = sorted(speakers, key=lambda who: who.person.bbox_xywh[0] + who.person.bbox_xywh[2] / 2)
    readings = [read_person(people, who.person.annotation_id) for who in (left, right)]
    if not all((reading.target or "").startswith("the other ") for reading in readings):
        return None
    ways = [(reading.head or "").split()[-1:] for reading in readings]
    return (
        f"The two{_several(speakers)} have their faces turned to each other." if ways == [["right"], ["left"]] else None
    )


_ASIDE = ("turned to", "turned away")


def faces_sentence(people: People, speakers: Sequence[Speaker], said: str) -> str | None:
    """That everybody faces the camera, or that nobody does, where all faces are known and the text does not say it."""
    if not 1 < len(people.all) == len(speakers) <= _FACES_MOST or is_crowd(people.scene):
        return None
    heads = [read_person(people, who.person.annotation_id).head or "" for who in speakers]
    if all(head == "facing the viewer" for head in heads) and said.count("facing the camera") < len(heads):
        return f"{'Both' if len(heads) == 2 else 'All'} faces are turned to the camera."
    if all(head.startswith(_ASIDE) for head in heads):
        return f"{'Neither' if len(heads) == 2 else 'None'} of them is facing the camera."
    return None


_FACES_MOST = 4  # people


def gap_sentence(people: People, speakers: list[Speaker]) -> str | None:
    """That a wide gap is between two people."""
    if len(people.all) != 2 or len(speakers) != 2 or is_crowd(people.scene):
        return None
    (left, _, width, _), (right, _, other, _) = sorted(who.person.bbox_xywh for who in speakers)
    if right - left - width < 1.2 * max(width, other):
        return None
    return f"The two{_several(speakers)} are some way apart."
