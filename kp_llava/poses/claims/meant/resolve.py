"""Which people of a scene a noun phrase stands for.

Position and order are read from the boxes, roles and things from what hands and feet are at, age from the sizes of
bodies. What only the picture shows (sex, clothes, colors) distinguishes nobody here: then all who may be meant are kept,
and `weigh` says how likely each of them is.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ....annotations.scene import SceneObject
from ....annotations.skeleton import SIDES
from ...people import People
from ..phrase import PLACES, Whom, gender_of
from ..things import categories_of
from . import sides
from .boxes import area, base, cut_below
from .fit import fit_phrase, weigh_people
from .holders import Holders
from .roles import (
    ADULT_NOUN,
    ADULT_WORDS,
    BEHIND_BATTER,
    CHILD_NOUN,
    CHILD_WORDS,
    FEMALE_WORDS,
    LARGE,
    MAIN,
    MALE_WORDS,
    OFFICIAL,
    PLAYED,
    PLAYER,
    SMALL,
    UMPIRE,
    is_bystander,
    is_crowd,
    is_on_deck,
    is_plain,
    things_of_role,
    things_shown,
)

_DOMINANT = 2.0  # times the area of the next: the one that a plain "the man" stands for
_FAR_LARGER = 4.0  # times the area of the next: nobody else is meant
_BEYOND = 10.0  # times the area of the next: a thing that is near somebody else says nothing
_NEARLY_PLAIN = ("side", "thing", "held", "look")  # what may follow a noun for the most prominent person
_FAINT = 0.2  # of the largest area: a person without points this small is only meant by words for bystanders
_EXTREMES = ("corner", "far", "rank", "behind")  # the kinds of places that one person has
_CROWD, _BARE = 10, 0.08  # people, of whom more are not annotated; of the width: a side without anybody
_UNSEEN = 0.9  # the certainty of who is meant where somebody may be who is not annotated
_CHILD = 0.78  # of the size of the adults
_FRONT = 0.3  # of the picture's height: whose lower edge is further up is not in the foreground


@dataclass(frozen=True)
class Resolved:
    """Who is meant.

    Attributes:
        ids: annotation ids of all who may be meant.
        mode: ``"each"`` (the statement is about every one of them), ``"most"`` (about more than half of them),
            ``"either"`` (about one of them, unsaid which), ``"some"`` (it says that there are so many) or ``"among"`` (about
            so many of them, unsaid which).
        certainty: 1.0 where the words leave no doubt; lower where the most prominent person is taken.
        pool: all whom a description may fit, where the most prominent of them is taken.
        is_lost: whether somebody may be meant who has no annotation.
        count: how many of them the statement is about at least, with ``"some"`` and ``"among"``.
    """

    ids: tuple[int, ...]
    mode: str
    certainty: float = 1.0
    pool: tuple[int, ...] = ()
    is_lost: bool = False
    count: int = 1


def _without_things(whom: Whom) -> Whom:
    """A phrase without boards, bags and the like that single somebody out; itself where there are none."""
    things = things_of_role(whom.noun)
    marks = tuple(mark for mark in whom.marks if mark[0] != "thing" or set(categories_of(mark[1])) & set(PLAYED))
    is_same = len(marks) == len(whom.marks) and (not things or set(things) & set(PLAYED))
    return whom if is_same else whom._replace(marks=marks)


class Crowd:
    """The people of one scene, as phrases are resolved against them.

    Args:
        people: what is known about them; relations are only worked out where a phrase names a thing or a role.
    """

    def __init__(self, people: People) -> None:
        self._known, self._scene, self._people = people, people.scene, people.all
        self._holders = Holders(people)
        self.weights = weigh_people(people)
        self._cache: dict[tuple[Whom | None, bool], Resolved] = {}
        self._fits: dict[tuple[Whom | None, bool], Mapping[int, float]] = {}

    def resolve(self, whom: Whom | None, is_posture: bool = False) -> Resolved:
        """Who a phrase stands for; None is somebody whom the text does not name.

        Args:
            whom: the phrase.
            is_posture: whether the statement is about the posture, which the phrase then cannot be resolved by.
        """
        key = (whom, is_posture)
        found = self._cache.get(key)
        if found is None:
            found = self._resolve(whom, is_posture)
            if whom is not None and self._may_be_lost(whom):
                found = replace(found, certainty=min(found.certainty, _UNSEEN), is_lost=True)
            self._cache[key] = found
        return found

    def fits(self, whom: Whom | None, is_posture: bool = False) -> Mapping[int, float]:
        """How well each person fits a phrase by degrees, as far as they differ.

        Args:
            whom: the phrase.
            is_posture: whether the statement is about the posture.
        """
        key = (whom, is_posture)
        if key not in self._fits:
            star = max(self.weights, key=lambda person: self.weights[person])
            self._fits[key] = fit_phrase(whom, self._known, star, is_posture, self.before(whom))
        return self._fits[key]

    def before(self, whom: Whom | None) -> SceneObject | None:
        """The one spoken of before somebody else, where it is clear who that is."""
        found = self.resolve(whom.before) if whom is not None and whom.is_other and whom.before is not None else None
        if found is None or len(found.ids) != 1 or found.is_lost:
            return None
        return next(p for p in self._people if p.annotation_id == found.ids[0])

    def on_its_side(self, whom: Whom) -> list[int]:
        """All who are in the part of the picture that a phrase names, or everybody."""
        kind, where = next((mark for mark in whom.marks if mark[0] in ("side", "far", "corner")), ("", ""))
        if kind == "corner":
            people = sides.near_corner(list(self._people), where, whom.number or 1, self._scene)
        else:
            people = [p for p in self._people if not where or sides.is_on(p, where, self._scene)]
        return [p.annotation_id for p in people]

    def _resolve(self, whom: Whom | None, is_posture: bool) -> Resolved:
        people = list(self._people)
        if not people:
            return Resolved((), "either")
        is_aside = whom is not None and is_bystander(whom)
        if len(people) == 1:
            return Resolved((), "either") if is_aside else Resolved((people[0].annotation_id,), "each")
        if whom is not None and whom.partner is not None:
            pair = self.resolve(whom.partner), self.resolve(whom._replace(partner=None))
            ids = tuple(dict.fromkeys(i for found in pair for i in found.ids))
            is_clear = all(found.mode == "each" for found in pair) or len(people) == 2
            return Resolved(ids, "each" if is_clear else "either", min(found.certainty for found in pair))
        if whom is None:
            return self._pick(self._prominent(people), None, _DOMINANT)
        if is_aside:
            stars = self._holders.with_things(people, PLAYED) or sides.foremost(people)
            people = [p for p in people if p not in stars] or people
        elif not any(kind in ("back", "behind") for kind, _ in whom.marks):
            prominent = self._prominent(people)
            people = people if self._are_too_few(prominent, whom) else sides.in_row(prominent, whom, self._scene)
        if OFFICIAL.match(whom.noun):
            players = self._holders.with_things(people, PLAYED)
            people = [p for p in people if p not in players] or people
        if whom.is_other:
            first = self.before(whom)
            people = [p for p in people if p is not first] or people
        anybody = people
        by_role = self._by_role(people, whom)
        people = by_role if sides.may_be_there(by_role, people, whom, self._scene) else people
        people = self._by_age(people, whom)
        if not is_posture:
            people = self._by_posture(people, whom)
        placed = self._by_place(people, whom)
        if corner := next((value for kind, value in whom.marks if kind == "corner" and not whom.is_plural), None):
            placed = sides.with_small(placed, list(self._people), corner, self._scene)
        if any(kind in _EXTREMES for kind, _ in whom.marks) and (others := _without_things(whom)) is not whom:
            # not every board has a box: who is there without one may be meant, too
            anybody = self._by_posture(self._by_age(anybody, whom), whom)
            placed = [*placed, *(p for p in self._by_place(anybody, others) if p not in placed)]
        people = sides.described(placed, whom)
        is_nearly_plain = all(kind in _NEARLY_PLAIN for kind, _ in whom.marks)
        is_in_place = bool(things_of_role(whom.noun)) and all(
            kind in (*_NEARLY_PLAIN, "place") for kind, _ in whom.marks
        )
        if is_aside or whom.is_other or not (is_nearly_plain or is_in_place):
            return self._pick(people, whom, None)
        # clothes and looks are not known: whom they describe is the one who is far larger than all others, if anybody
        is_described = not is_plain(whom) or any(kind in ("look", "place") for kind, _ in whom.marks)
        if self._is_doubtful(whom):
            return self._pick(people, whom, None)
        found = self._pick(people, whom, _FAR_LARGER if is_described else _DOMINANT)
        has_role = things_of_role(whom.noun) or PLAYER.match(whom.noun)
        is_by_mark = is_described or any(kind == "thing" for kind, _ in whom.marks)
        if len(found.ids) == 1 < len(placed) and is_by_mark and not has_role:
            found = replace(found, pool=tuple(p.annotation_id for p in placed))
        return found

    def _is_doubtful(self, whom: Whom) -> bool:
        """Whether captions speak of the other sex, so that the one who is largest may not be meant."""
        gender = gender_of(whom.noun)
        others = {"m": FEMALE_WORDS, "f": MALE_WORDS}.get(gender or "")
        return others is not None and any(others.search(caption) for caption in self._scene.captions)

    def _pick(self, people: list[SceneObject], whom: Whom | None, dominance: float | None) -> Resolved:
        """Those of the people left whom a phrase stands for.

        Args:
            people: all whom it may stand for.
            whom: the phrase.
            dominance: how many times as large as all others one has to be to be meant; None: size decides nothing.
        """
        ids = tuple(p.annotation_id for p in people)
        if whom is not None and (whom.amount == "most" or is_crowd(whom)):
            return Resolved(tuple(p.annotation_id for p in people if p.labeled_count) or ids, "most")
        if whom is not None and whom.amount in ("all", "none"):
            labeled = tuple(p.annotation_id for p in people if p.labeled_count)
            if whom.number is not None and whom.number != len(ids):
                # two of three: unsaid which; two where one is found: that one and somebody else
                is_among = len(ids) == 1 and whom.amount == "all"
                if is_among or whom.number > len(ids) or whom.amount == "none":
                    return Resolved(ids, "each", 0.95) if is_among else Resolved(ids, "either", 0.9)
                return Resolved(self._with_small(ids, whom), "among", 0.98, count=whom.number)
            return Resolved(labeled or ids, "each")
        if len(ids) == 1:
            return Resolved(ids, "each")
        if whom is not None and whom.amount == "some" and (not whom.is_other or whom.is_plural):
            if whom.number is not None and len(ids) > whom.number:
                return Resolved(self._with_small(ids, whom), "some", count=whom.number)
            return Resolved(ids, "some")
        star = self._most_prominent(people, dominance) if dominance is not None else []
        if star:
            is_clear = bool(self._most_prominent(people, _FAR_LARGER))
            return Resolved((star[0].annotation_id,), "each", *((0.98,) if is_clear else (0.9, ids)))
        return Resolved(ids, "either")

    def _with_small(self, ids: tuple[int, ...], whom: Whom) -> tuple[int, ...]:
        """With the small people in the background, any of whom may be counted where no place and no total is said."""
        if " of " in whom.text or any(kind in PLACES for kind, _ in whom.marks):
            return ids
        return tuple(dict.fromkeys((*ids, *(p.annotation_id for p in self._people if not p.labeled_count))))

    def _are_too_few(self, people: list[SceneObject], whom: Whom) -> bool:
        """Whether a text counts more people at a place than stand there prominently."""
        is_placed = whom.is_plural and any(kind in PLACES for kind, _ in whom.marks)
        return is_placed and len(self._by_place(people, whom)) < (whom.number or 0)

    def _are_many(self, noun: str) -> bool:
        """Whether captions speak of several in a role, more than have boards with boxes: "a group of surfers"."""
        several = re.compile(rf"\b{re.escape(noun.removesuffix('s'))}s\b")
        return any(several.search(caption.lower()) for caption in self._scene.captions)

    def _prominent(self, people: list[SceneObject]) -> list[SceneObject]:
        """Without the small people in the background of whom nothing is labeled."""
        largest = max(area(p) for p in people)
        return [p for p in people if p.labeled_count or area(p) >= _FAINT * largest]

    def _most_prominent(self, people: list[SceneObject], dominance: float = _DOMINANT) -> list[SceneObject]:
        """The one person who is so many times as large as all others, if there is one, and if points are labeled."""
        order = sorted(people, key=lambda p: (-area(p), p.annotation_id))
        if not order or not order[0].labeled_count:
            return []
        return order[:1] if len(order) == 1 or area(order[0]) >= dominance * area(order[1]) else []

    def _by_role(self, people: list[SceneObject], whom: Whom) -> list[SceneObject]:
        if UMPIRE.match(whom.noun) and (umpire := self._holders.behind_lost_catcher(people)):
            return umpire
        if BEHIND_BATTER.match(whom.noun) and (near := self._holders.near_batter(people)):
            return near
        categories = ("baseball bat",) if is_on_deck(whom) else things_of_role(whom.noun)
        is_placed = any(kind in PLACES for kind, _ in whom.marks)
        is_aside = any(kind in ("side", "far", "corner", "rank") for kind, _ in whom.marks)
        if categories:
            found = self._holders.with_things(people, categories)
            is_new = is_aside and whom.text.startswith(("a ", "an ", "another "))
            is_counted = whom.is_plural and (is_placed or len(found) < (whom.number or 0))
            is_front = any(kind == "front" for kind, _ in whom.marks)
            is_counted |= not set(categories) & set(PLAYED) and not is_front and self._are_many(whom.noun)
            return people if is_counted or is_new else found or people  # not every board has a box
        is_described = not is_plain(whom) or any(kind == "look" for kind, _ in whom.marks)
        is_another = whom.is_other or whom.text.startswith("another ")
        if not (whom.is_plural or is_placed or is_described or is_another) and PLAYER.match(whom.noun):
            if star := self._most_prominent(people, _BEYOND):
                return star
            found = self._holders.with_things(people, PLAYED)
            return found if len(found) == 1 else self._most_prominent(found or people) or found or people
        return people

    def _by_age(self, people: list[SceneObject], whom: Whom) -> list[SceneObject]:
        """Children apart from adults, where captions speak of both and sizes show it."""
        is_child = bool(CHILD_NOUN.match(whom.noun))
        if not is_child and not ADULT_NOUN.match(whom.noun):
            return people
        text = "\n".join(self._scene.captions)
        if not (CHILD_WORDS.search(text) and ADULT_WORDS.search(text)):
            return people
        sized = [(body.size, p) for p in people if (body := self._known.bodies.get(p.annotation_id)) is not None]
        if len(sized) < 2:
            return people
        tallest = max(size for size, _ in sized)
        small = [p for size, p in sized if size < _CHILD * tallest]
        if not small:
            return people
        unknown = [p for p in people if self._known.bodies.get(p.annotation_id) is None]
        return small + unknown if is_child else [p for p in people if p not in small]

    def _by_posture(self, people: list[SceneObject], whom: Whom) -> list[SceneObject]:
        posture = whom.posture
        if posture is None:
            return people
        states = {
            p.annotation_id: {f.state for f in self._known.facts[p.annotation_id] if f.part == "posture"}
            for p in people
        }
        sure = [p for p in people if posture in states[p.annotation_id]]
        return sure or [p for p in people if not states[p.annotation_id]] or people

    def _by_place(self, people: list[SceneObject], whom: Whom) -> list[SceneObject]:
        if MAIN.search(whom.adjectives) and whom.is_plural:
            people = sorted(people, key=lambda p: (-area(p), p.annotation_id))[: whom.number or len(people)]
        elif LARGE.search(whom.adjectives):
            people = sides.by_size(people, 1)
        elif SMALL.search(whom.adjectives):
            rest = [p for p in people if any(kind == "side" for kind, _ in whom.marks) is False]
            people = sides.by_size(rest, -1) if rest else sides.by_size(sides.on_side(people, whom, self._scene), -1)
        if not people:
            return people
        for kind, value in whom.marks:  # as said: "on the far left is lying on a board" is first of all on the far left
            if kind == "thing":
                people = self._holders.with_things(people, self._holders.categories_here(value), each=True) or people
            elif kind == "held":
                people = self._holders.without_riders(people, self._holders.categories_here(value))
            elif kind == "corner":
                people = sides.near_corner(people, value, whom.number or 1, self._scene)
            elif kind == "rank":
                people = sides.by_rank(people, whom, value, self._scene) or people
            elif kind == "far":
                people = sides.at_end(people, value, self._scene, whom.number or 1)
            elif kind == "side":
                people = sides.without_far(people, whom)
                is_pair, count = len(people) == 2, whom.number or 1
                people = (
                    sides.at_end(people, value, self._scene, count)
                    if is_pair
                    else sides.on_side(people, whom, self._scene)
                )
            elif kind == "middle":
                people = sides.in_middle(people, self._scene)
            elif kind == "ends":
                ends = [p for side in SIDES for p in sides.at_end(people, side, self._scene)]
                people = ends if whom.is_plural and len(people) > 2 else people
            elif kind == "behind":
                first = self.before(whom) or max(people, key=base)
                people = [p for p in people if base(p) < base(first)] or people
            elif kind in ("front", "back"):
                people = self._by_depth(people, kind == "front")
        if re.search(r"\b(?:left|right)most\b", whom.adjectives):
            people = sides.at_end(people, "left" if "leftmost" in whom.adjectives else "right", self._scene)
        return people

    def _by_depth(self, people: list[SceneObject], is_front: bool) -> list[SceneObject]:
        """Those in the foreground or the background, as sizes and lower edges have it."""
        heights = sorted((self._holders.height(p) for p in people), reverse=True)
        cut = heights[0] / 1.5
        near = [p for p in people if self._holders.height(p) >= cut]
        if is_front:
            cut_off = cut_below(people, self._scene.height)
            near = [p for p in people if p in near or p in cut_off]
            lowest = max(base(p) for p in near)
            return [p for p in near if lowest - base(p) < _FRONT * self._scene.height]
        return [p for p in people if p not in near] or people

    def _may_be_lost(self, whom: Whom) -> bool:
        """Whether somebody may be meant who has no annotation, or one of a group that is not told apart."""
        if whom.amount == "some" and whom.text.startswith("the one"):
            return True
        # children are small, and hidden by others
        kinds = ("edge", "far", "side") if CHILD_NOUN.match(whom.noun) else ("edge",)
        if len(self._people) >= _CROWD and any(kind in kinds and self._is_bare(value) for kind, value in whom.marks):
            return True
        if UMPIRE.match(whom.noun) and self._holders.behind_lost_catcher(list(self._people)):
            return False
        return not whom.is_plural and bool(self._holders.lost_things(things_shown(whom)))

    def _is_bare(self, side: str) -> bool:
        """Whether nobody's box comes near a side of the picture: of crowds not everybody is annotated."""
        width = self._scene.width
        gaps = [p.bbox_xywh[0] if side == "left" else width - p.bbox_xywh[0] - p.bbox_xywh[2] for p in self._people]
        return min(gaps) > _BARE * width
