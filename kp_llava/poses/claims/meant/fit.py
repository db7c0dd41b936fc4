"""How well each person fits a phrase, by degrees: by size and points, by what is near, and by what captions say."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ....annotations.scene import SceneObject
from ....annotations.skeleton import SIDES
from ...people import People
from ...relations import overlap_share
from ..phrase import PLACES, Whom, gender_of, is_by_person, is_plural
from ..things import AT_HAND, categories_of
from ..words import PERSON
from .boxes import area, base, center, cut_below, gap_between
from .roles import ADULT_WORDS, CHILD_NOUN, CHILD_WORDS, GENERIC, SMALL_CHILD
from .sides import to_corner

_WORD = re.compile(rf"\b(?:{AT_HAND}|machines?|kiosks?|booths?)\b")
_BESIDE = re.compile(r"to the (left|right) of")
_HEAD = re.compile(r"at the (?:head|far end) of")
_ALSO = {"machine": ("parking meter",), "kiosk": ("parking meter",), "booth": ("parking meter",)}
_BY_AREA = 1.25  # the power of the area by which texts speak of people
_PLACED, _FAINT = 0.6, 0.05  # the power that a place takes away; smaller parts of the largest area count as this one
_MANY_POINTS = 10  # labeled points of somebody who is in full view
_POINTLESS = 0.2  # of people without labeled points, who are hidden or in the distance
_ON_SCREEN, _WITHIN = 0.1, 0.8  # of somebody whose box lies so far within the larger one of a television
_DISTANT = 0.1  # of the largest area: who is smaller is nobody's neighbor
_NEARER = 3.0  # the power of the height by which one person is taken for the nearest
_NEAR = 0.35  # of the person's height: how far somebody is from a thing who is "beside" it
_NEIGHBOR = 1.0  # of the height: how far somebody is from the one whom he is "behind"
_FAR = 0.05  # how well somebody fits who is further away
_IN_DEPTH = 0.3  # the same of somebody who is not behind, or before, the thing
_AXIS = 0.2  # of the table's width: who sits further from its middle does not sit across from the camera
_ALONG = 0.4  # of its height in the picture: who reaches further down sits along its side
_INNER = 0.4  # how well somebody fits a side who is in the middle of the picture
_CORNER = 0.2  # widths and heights of the picture: how much further than the nearest one somebody is in a corner
_NEAREST = 0.1  # how well the tallest person fits the back
_DEPTH = 0.35  # of the picture's height: how far below the lower edge of the furthest one somebody is "in the back"
_CHILD = 0.75  # of the largest body: children are smaller
_SAME_SEX = 0.4  # how well the others fit a noun of the sex that captions have for one person
_OTHER_SEX = 0.2  # how well the most prominent person fits a noun of the other sex than captions have for one
_HIDDEN = 0.3  # how well somebody fits whose described part has no labeled point
_SHOWN = (
    (
        re.compile(r"\b(?:beard(?:ed)?|mou?stached?|smil\w+|freckled|lipstick|makeup)\b"),
        ("nose",),
    ),
    (re.compile(r"\b(?:(?:sun)?glasses|goggles|bespectacled)\b"), ("nose", "left eye", "right eye")),
    (
        re.compile(r"\b(?:jeans|pants|trousers|shorts|skirts?|leggings|boots|shoes|sneakers|sandals|barefoot|socks)\b"),
        tuple(f"{side} {joint}" for side in SIDES for joint in ("knee", "ankle")),
    ),
)
_AT_UNSEEN = 0.3  # how well the most prominent person fits a place that neither captions nor boxes have
_PLAIN_OTHER = 0.4  # how well others than the most prominent one fit a plain "the man"
_LARGE = 0.5  # how well large people fit a word for a child where captions name adults alone
_TOO_LARGE = 0.25  # how well the larger ones fit a word for a small child


def weigh_people(people: People) -> dict[int, float]:
    """How likely a text speaks of each person by annotation id, as far as the person's size and points say it."""
    screens = [thing for thing in people.scene.objects if thing.category == "tv"]
    return {
        person.annotation_id: area(person) ** _BY_AREA
        * (_POINTLESS + (1.0 - _POINTLESS) * min(1.0, person.labeled_count / _MANY_POINTS))
        * (
            _ON_SCREEN
            if any(overlap_share(person, screen) > _WITHIN >= area(person) / area(screen) for screen in screens)
            else 1.0
        )
        for person in people.all
    }


def fit_phrase(
    whom: Whom | None, people: People, star: int, is_posture: bool = False, before: SceneObject | None = None
) -> Mapping[int, float]:
    """How well each person fits a phrase, by annotation id: 1.0 at best; those who are left out fit as well.

    Args:
        whom: the phrase.
        people: of the scene.
        star: the most prominent person.
        is_posture: whether it is asked of whom a statement about the posture is, which the phrase then says nothing of.
        before: the one spoken of before somebody else, where it is clear who that is.
    """
    if whom is None:
        return {}
    found: dict[int, float] = {}
    if before is not None and any(is_by_person(value) for _, value in whom.marks):
        gaps = ((p, gap_between(p.bbox_xywh, before.bbox_xywh) / p.bbox_xywh[3]) for p in people.all if p is not before)
        found.update((p.annotation_id, max(_FAR, math.exp(-gap / _NEIGHBOR))) for p, gap in gaps)
    for fits in _read_phrase(whom, people, star, is_posture):
        for person, fit in fits:
            found[person] = found.get(person, 1.0) * fit
    return found


_PARTS = {
    **dict.fromkeys(
        ("arm", "hand", "hands"), tuple(f"{side} {joint}" for side in SIDES for joint in ("elbow", "wrist"))
    ),
    **dict.fromkeys(
        ("leg", "legs", "stance"), tuple(f"{side} {joint}" for side in SIDES for joint in ("knee", "ankle"))
    ),
    "head": ("nose", *(f"{side} {joint}" for side in SIDES for joint in ("eye", "ear"))),
}
_UNSHOWN = 0.3  # how likely a text describes a part without labeled points, compared with one that has them

Fits = Iterator[tuple[int, float]]
"""People by annotation id, each with how well the person fits."""


def _read_phrase(whom: Whom, people: People, star: int, is_posture: bool) -> Iterator[Fits]:
    for kind, value in whom.marks:
        if kind == "place" and value.startswith("between "):
            yield _by_neighbors(people)
        elif kind == "place":
            yield _by_thing(value, people)
        elif kind == "thing" and not any(other in PLACES for other, _ in whom.marks):
            yield _by_largest(value, people)
        elif kind == "look":
            yield _by_visible(value, people)
        elif kind == "side" and not whom.is_plural:
            yield _by_side(value, people)
        elif kind == "corner" and not whom.is_plural:
            gaps = to_corner(list(people.all), value, people.scene)
            fits = (max(_FAR, math.exp(-(gap - min(gaps)) / _CORNER)) for gap in gaps)
            yield zip((person.annotation_id for person in people.all), fits, strict=True)
        elif kind == "back" and not whom.is_plural:
            yield _by_distance(people)
        elif kind == "front" and not whom.is_plural:
            tallest = max(person.bbox_xywh[3] for person in people.all)
            near = cut_below(people.all, people.scene.height)
            yield ((p.annotation_id, (p.bbox_xywh[3] / tallest) ** _NEARER) for p in people.all if p not in near)
    if any(kind == "place" and _thing_of(value) for kind, value in whom.marks):
        largest = max(area(person) for person in people.all)
        yield ((p.annotation_id, max(_FAINT, area(p) / largest) ** -_PLACED) for p in people.all)
    if not whom.is_plural and any(kind == "place" and _is_unknown(value, people) for kind, value in whom.marks):
        yield iter(((star, _AT_UNSEEN),))  # "the man on the stairs": whom texts are about has no need of it
    if whom.adjectives:
        yield _by_visible(whom.adjectives, people)
    if whom.posture is not None and not is_posture:
        yield _by_posture(whom.posture, people)
    if whom.is_plural:
        return
    is_plain = not whom.marks and not whom.adjectives and whom.amount == "one" and GENERIC.match(whom.noun)
    if is_plain and not whom.is_other:
        yield ((person.annotation_id, _PLAIN_OTHER) for person in people.all if person.annotation_id != star)
    if CHILD_NOUN.match(whom.noun) and SMALL_CHILD.search(f"{whom.adjectives} {whom.noun}"):
        largest = max(person.bbox_xywh[3] for person in people.all)
        yield ((p.annotation_id, _TOO_LARGE) for p in people.all if p.bbox_xywh[3] >= _CHILD * largest)
    elif CHILD_NOUN.match(whom.noun) and _speak_of_adults(people.scene.captions):
        largest = max(person.bbox_xywh[3] for person in people.all)
        fit = _LARGE if gender_of(whom.noun) else _TOO_LARGE  # young adults are girls, and no children
        yield ((p.annotation_id, fit) for p in people.all if p.bbox_xywh[3] >= _CHILD * largest)
    sex, said = _sex_of_star(people.scene.captions), gender_of(whom.noun)
    if whom.is_other:
        return  # "the other man": whoever is not the one spoken of before
    if sex is not None and said is not None and sex != said:
        yield iter(((star, _OTHER_SEX),))
    elif sex is not None and said is not None:
        yield ((person.annotation_id, _SAME_SEX) for person in people.all if person.annotation_id != star)


def fit_part(part: str, side: str | None, people: People) -> dict[int, float]:
    """How likely a text describes a part of each person, by annotation id: whoever shows it has labeled points there.

    Of people without any point, who are small or hidden, nothing is said.

    Args:
        part: as in a statement, without its side.
        side: as in a statement.
        people: of the scene.
    """
    names = _PARTS.get(part, ())
    if side in SIDES:
        names = tuple(name for name in names if name.startswith(side))
    labeled = {p.annotation_id: people.bodies[p.annotation_id] for p in people.all if p.labeled_count}
    shown = {person for person, body in labeled.items() if body is not None and any(n in body.points for n in names)}
    return {person: _UNSHOWN for person in labeled if shown and person not in shown}


def _by_posture(posture: str, people: People) -> Fits:
    for person in people.all:
        chance = people.probability(person.annotation_id, "posture", posture)
        if chance is not None:
            yield person.annotation_id, max(_FAR, chance)


@lru_cache(maxsize=64)
def _speak_of_adults(captions: tuple[str, ...]) -> bool:
    """Whether captions name adults, and no child, so that a child is none of the main people."""
    text = "\n".join(captions)
    return ADULT_WORDS.search(text) is not None and CHILD_WORDS.search(text) is None


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


def _is_unknown(place: str, people: People) -> bool:
    """Whether no caption names a place, and no box shows it."""
    categories = _thing_of(place)
    if place.startswith("between ") or any(o.category in categories for o in people.scene.objects):
        return False
    noun = place.split()[-1].rstrip("s")
    return not any(noun in caption.lower() for caption in people.scene.captions)


def _by_thing(place: str, people: People) -> Fits:
    categories = _thing_of(place)
    things = [o for o in people.scene.objects if o.category in categories]
    if not things:
        return
    if _HEAD.match(place):
        fits = {p.annotation_id: max(_fit_head(p, thing) for thing in things) for p in people.all}
    else:
        fits = {p.annotation_id: max(_fit(place, p, thing) for thing in things) for p in people.all}
    best = max(fits.values())
    for person, fit in fits.items():
        yield person, fit / best


def _by_side(side: str, people: People) -> Fits:
    """Who is further to a side than the middle of its half is on it; others less so."""
    for person in people.all:
        share = center(person) / people.scene.width
        out = share if side.endswith("right") else 1.0 - share
        yield person.annotation_id, min(1.0, max(_INNER, _INNER + (out - 0.5) / 0.25 * (1.0 - _INNER)))


def _by_distance(people: People) -> Fits:
    """Who is smaller, and whose box ends further up, is further back; where the back is, labeled people show."""
    ends = [base(person) for person in people.all if person.labeled_count] or [0.0]
    tallest = max(person.bbox_xywh[3] for person in people.all)
    for person in people.all:
        gap = (base(person) - min(ends)) / people.scene.height
        small = max(_NEAREST, 1.0 - person.bbox_xywh[3] / tallest)
        yield person.annotation_id, small * math.exp(-max(0.0, gap) / _DEPTH)


def _by_neighbors(people: People) -> Fits:
    """Who has others to both sides is between them; those in the distance do not count."""
    largest = max(area(person) for person in people.all)
    row = [p.bbox_xywh[0] + p.bbox_xywh[2] / 2 for p in people.all if area(p) >= _DISTANT * largest]
    for person in people.all:
        middle = person.bbox_xywh[0] + person.bbox_xywh[2] / 2
        if not min(row) < middle < max(row):
            yield person.annotation_id, _FAR


def _by_visible(looks: str, people: People) -> Fits:
    """Whose beard or shoes a text describes shows face or feet, so that points are labeled there."""
    for words, parts in _SHOWN:
        if not words.search(looks):
            continue
        shown = {
            p.annotation_id
            for p in people.all
            if (body := people.bodies[p.annotation_id]) is not None and any(part in body.points for part in parts)
        }
        for person in (p.annotation_id for p in people.all if shown and p.annotation_id not in shown):
            yield person, _HIDDEN


def _by_largest(word: str, people: People) -> Fits:
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
        yield person, max(_FAR, size / largest)


def _fit(place: str, person: SceneObject, thing: SceneObject) -> float:
    height = person.bbox_xywh[3]
    gap = gap_between(person.bbox_xywh, thing.bbox_xywh) / height
    fit = _FAR + (1 - _FAR) * math.exp(-gap / _NEAR)
    foot, base = (one.bbox_xywh[1] + one.bbox_xywh[3] for one in (person, thing))
    if (place.startswith("behind") and foot > base) or (place.startswith("in front of") and foot < base):
        fit *= _IN_DEPTH
    side = _BESIDE.match(place)
    if side is not None and (center(person) < center(thing)) != (side.group(1) == "left"):
        fit *= _IN_DEPTH
    return fit


def _fit_head(person: SceneObject, table: SceneObject) -> float:
    """How well somebody sits at the head of a table: across from the camera, near its middle and at its far edge."""
    left, top, width, height = table.bbox_xywh
    x, base = person.bbox_xywh[0] + person.bbox_xywh[2] / 2, person.bbox_xywh[1] + person.bbox_xywh[3]
    is_behind = person.bbox_xywh[1] < top and base < top + height
    across, down = abs(x - left - width / 2) / width, max(0.0, base - top) / height
    return max(_FAR, math.exp(-across / _AXIS - down / _ALONG)) if is_behind else _FAR
