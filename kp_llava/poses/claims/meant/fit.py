"""How well each person fits a phrase, by degrees: by size and points, by what is near, and by what captions say."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from ....annotations.scene import SceneObject
from ...people import People
from ..phrase import Whom, gender_of, is_plural
from ..things import AT_HAND, categories_of
from ..words import PERSON
from .boxes import area, gap_between
from .roles import CHILD_NOUN, SMALL_CHILD, things_of_role

_WORD = re.compile(rf"\b(?:{AT_HAND}|machines?|kiosks?|booths?)\b")
_ALSO = {"machine": ("parking meter",), "kiosk": ("parking meter",), "booth": ("parking meter",)}
_BY_AREA = 0.8  # the power of the area by which texts speak of people
_MANY_POINTS = 10  # labeled points of somebody who is in full view
_POINTLESS = 0.2  # of people without labeled points, who are hidden or in the distance
_NEAR = 0.35  # of the person's height: how far somebody is from a thing who is "beside" it
_FAR = 0.05  # how well somebody fits who is further away
_IN_DEPTH = 0.3  # the same of somebody who is not behind, or before, the thing
_AXIS = 0.2  # of the table's width: who sits further from its middle does not sit across from the camera
_CHILD = 0.75  # of the largest body: children are smaller
_SAME_SEX = 0.4  # how well the others fit a noun of the sex that captions have for one person
_OTHER_SEX = 0.2  # how well the most prominent person fits a noun of the other sex than captions have for one
_PLAIN_OTHER = 0.4  # how well others than the most prominent one fit a plain "the man"
_TOO_LARGE = 0.25  # how well the larger ones fit a word for a small child


def weigh_people(people: People) -> dict[int, float]:
    """How likely a text speaks of each person by annotation id, as far as the person's size and points say it."""
    return {
        person.annotation_id: area(person) ** _BY_AREA
        * (_POINTLESS + (1.0 - _POINTLESS) * min(1.0, person.labeled_count / _MANY_POINTS))
        for person in people.all
    }


def fit_phrase(whom: Whom | None, people: People, star: int) -> Mapping[int, float]:
    """How well each person fits a phrase, by annotation id: 1.0 at best; those who are left out fit as well.

    Args:
        whom: the phrase.
        people: of the scene.
        star: the most prominent person.
    """
    if whom is None:
        return {}
    found: dict[int, float] = {}
    for kind, value in whom.marks:
        if kind == "place":
            _by_thing(value, people, found)
        elif kind == "thing":
            _by_largest(value, people, found)
    if not whom.marks and not whom.adjectives and whom.amount == "one" and not things_of_role(whom.noun):
        for person in (p.annotation_id for p in people.all if p.annotation_id != star):
            found[person] = _PLAIN_OTHER
    if not whom.is_plural and CHILD_NOUN.match(whom.noun) and SMALL_CHILD.search(f"{whom.adjectives} {whom.noun}"):
        sizes = {p.annotation_id: p.bbox_xywh[3] for p in people.all}
        largest = max(sizes.values())
        for person, size in sizes.items():
            if size >= _CHILD * largest:
                found[person] = found.get(person, 1.0) * _TOO_LARGE
    sex, said = _sex_of_star(people.scene.captions), gender_of(whom.noun)
    if sex is not None and said is not None and not whom.is_plural:
        for person in (p.annotation_id for p in people.all):
            if (sex == said) != (person == star):
                found[person] = found.get(person, 1.0) * (_OTHER_SEX if person == star else _SAME_SEX)
    return found


@lru_cache(maxsize=64)
def _sex_of_star(captions: tuple[str, ...]) -> str | None:
    """The sex of the one person whom most captions are about, by the first noun for a person in each."""
    found = []
    for caption in captions:
        noun = PERSON.compiled.search(caption.lower())
        if noun is not None and not is_plural(noun.group()):
            found.append(gender_of(noun.group()))
    sexes = [sex for sex in found if sex is not None]
    return sexes[0] if len(sexes) > 1 and len(set(sexes)) == 1 else None


@lru_cache(maxsize=512)
def _thing_of(place: str) -> tuple[str, ...]:
    """The categories of the thing in "beside the parking meter"; empty where there is none."""
    said = _WORD.search(place)
    if said is None:
        return ()
    return categories_of(said.group()) or _ALSO.get(said.group().rstrip("s"), ())


def _by_thing(place: str, people: People, found: dict[int, float]) -> None:
    categories = _thing_of(place)
    things = [o for o in people.scene.objects if o.category in categories]
    if not things:
        return
    if place.startswith("at the head of"):
        fits = {p.annotation_id: max(_fit_head(p, thing, people) for thing in things) for p in people.all}
    else:
        fits = {p.annotation_id: max(_fit(place, p, thing) for thing in things) for p in people.all}
    best = max(fits.values())
    for person, fit in fits.items():
        found[person] = found.get(person, 1.0) * fit / best


def _by_largest(word: str, people: People, found: dict[int, float]) -> None:
    """Of several things of a kind a text speaks of the largest first."""
    things = [o for o in people.scene.objects if o.category in categories_of(word)]
    if len(things) < 2:
        return
    sizes = {
        p.annotation_id: max(
            area(thing) * math.exp(-gap_between(p.bbox_xywh, thing.bbox_xywh) / p.bbox_xywh[3] / _NEAR)
            for thing in things
        )
        for p in people.all
    }
    largest = max(sizes.values())
    for person, size in sizes.items():
        found[person] = found.get(person, 1.0) * max(_FAR, math.sqrt(size / largest))


def _fit(place: str, person: SceneObject, thing: SceneObject) -> float:
    height = person.bbox_xywh[3]
    gap = gap_between(person.bbox_xywh, thing.bbox_xywh) / height
    fit = _FAR + (1 - _FAR) * math.exp(-gap / _NEAR)
    foot, base = (one.bbox_xywh[1] + one.bbox_xywh[3] for one in (person, thing))
    if (place.startswith("behind") and foot > base) or (place.startswith("in front of") and foot < base):
        fit *= _IN_DEPTH
    return fit


def _fit_head(person: SceneObject, table: SceneObject, people: People) -> float:
    """How well somebody sits at the head of a table: across from the camera in its middle, or alone at an end of it."""
    left, top, width, height = table.bbox_xywh
    x, base = person.bbox_xywh[0] + person.bbox_xywh[2] / 2, person.bbox_xywh[1] + person.bbox_xywh[3]
    is_behind = person.bbox_xywh[1] < top and base < top + height
    across = abs(x - left - width / 2) / width
    return max(_FAR, math.exp(-across / _AXIS)) if is_behind else _FAR
