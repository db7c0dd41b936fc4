"""Who of several is meant, in probabilities, and whether a statement holds of that person.

A phrase such as "the woman in the purple cardigan" leaves several people open. Texts speak of those who are large and
in full view, and what a text says of somebody is true more often than not: the person for whom most of its other
statements can hold is who is meant. People who are named by phrases that exclude each other are different people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from ..phrase import PLACES, Whom, gender_of
from ..stems import lazy
from .resolve import Resolved
from .roles import ADULT_NOUN, CHILD_NOUN, GENERIC, PLAIN, things_of_role

_TRUTH = 0.7  # the share of statements that are true, of texts that are worth a check
_OUTSIDE = 0.03  # how much less likely somebody is whom a phrase does not fit
_LEAST = 0.004  # of the weight of the likeliest: whoever has less is not weighed
_ROUNDS = 3  # of those who are meant by one phrase excluding those who are meant by another
_SMALL_WORDS = frozenset(
    ["in", "the", "a", "an", "wearing", "with", "dressed", "and", "his", "her", "on", "at", "of", "who", "is"]
)
_OTHER_PLACE = 0.9  # two phrases that name different places
_LIKELY_OTHER = 0.85  # two phrases that name different clothes stand for two people


@dataclass
class Said:
    """A statement as it is weighed.

    Attributes:
        whom: the phrase for the one whom it is about.
        meant: the people whom the phrase may stand for.
        chance: how sure it is that the statement holds of a person, by annotation id, and how likely it is of that
            person as people are.
        fits: how well each person fits the phrase, as far as that differs.
        is_open: whether the text says that it only may be so.
        shown: how likely a text describes this part of each person, as far as that differs.
    """

    whom: Whom | None
    meant: Resolved
    chance: Callable[[int], tuple[float, float]]
    fits: Mapping[int, float]
    is_open: bool = False
    shown: Mapping[int, float] = field(default_factory=dict)


class _Referent:
    """One whom a text speaks of, by all the phrases that stand for the same person."""

    def __init__(self, whom: Whom | None, weights: Mapping[int, float]) -> None:
        self.whom = whom
        self._said: list[Said] = []
        self.phrases: list[Whom | None] = []
        # "he", of whom nothing was said before, is the most prominent one
        self._prior = dict(weights) if whom is not None else {one: weight**2 for one, weight in weights.items()}
        self._shown: dict[int, float] = {}
        self.share: dict[int, float] = {}

    def add(self, said: Said) -> None:
        """A statement more about the same person."""
        self._said.append(said)
        for person, shown in said.shown.items():
            self._shown[person] = min(shown, self._shown.get(person, 1.0))
        if said.whom in self.phrases:
            return
        is_shorter = bool(self.phrases) and said.whom is not None and not _words_of(said.whom)
        self.phrases.append(said.whom)
        if is_shorter:
            return  # "that man": it says nothing of him that was not said before
        possible = said.meant.pool or said.meant.ids
        for person in self._prior:
            self._prior[person] *= said.fits.get(person, 1.0) if person in possible else _OUTSIDE

    @lazy
    def _people(self) -> dict[int, float]:
        """Those who may be meant at all, each with the weight by the phrases alone."""
        least = _LEAST * max(self._prior.values(), default=0.0)
        return {person: weight for person, weight in self._prior.items() if weight >= least}

    @lazy
    def _likelihoods(self) -> list[dict[int, float]]:
        """Of each statement how likely the text says it of each person."""
        return [
            {person: _TRUTH * chance + (1 - _TRUTH) * (1 - chance) for person, chance in self._chances(said)}
            for said in self._said
            if not said.is_open
        ]

    def _chances(self, said: Said) -> Iterator[tuple[int, float]]:
        return ((person, said.chance(person)[1]) for person in self._people)

    @lazy
    def _weights(self) -> dict[int, float]:
        """Those who may be meant, each with the weight by the phrases and all statements."""
        return {
            person: weight * self._shown.get(person, 1.0) * math.prod(likely[person] for likely in self._likelihoods)
            for person, weight in self._people.items()
        }

    def shares(self, others: list[tuple[float, _Referent]], without: Said | None = None) -> dict[int, float]:
        """How likely each person is meant.

        Args:
            others: those whom the text speaks of besides, each with how sure it is that it is somebody else.
            without: a statement that is left out.
        """
        found = dict(self._weights)
        if without is not None and not without.is_open:
            told = [said for said in self._said if not said.is_open]
            own = self._likelihoods[next(place for place, said in enumerate(told) if said is without)]
            found = {person: weight / own[person] for person, weight in found.items()}
        for sure, other in others:
            found = {person: weight * (1 - sure * other.share.get(person, 0.0)) for person, weight in found.items()}
        whole = sum(found.values())
        return {person: weight / whole for person, weight in found.items()} if whole > 0 else {}


def weigh(said: list[Said], weights: Mapping[int, float]) -> list[dict[int, float]]:
    """For each statement of a text how likely each person is meant, by annotation id.

    The statement itself has no say in who is meant.

    Args:
        said: the statements, in the order of the text.
        weights: how likely a text speaks of a person, by annotation id, as far as nothing is said.
    """
    referents: list[_Referent] = []
    own: list[_Referent] = []
    for one in said:
        referent = next((r for r in reversed(referents) if _is_same(one.whom, r)), None)
        if referent is None:
            referent = _Referent(one.whom, weights)
            referents.append(referent)
        referent.add(one)
        own.append(referent)
    rivals: dict[int, list[tuple[float, _Referent]]] = {id(r): [] for r in referents}
    for first, second in combinations(referents, 2):
        sure = _apart(first.whom, second.whom)
        if sure:
            rivals[id(first)].append((sure, second))
            rivals[id(second)].append((sure, first))
    for _ in range(_ROUNDS if any(rivals.values()) else 0):
        for referent in referents:
            referent.share = referent.shares(rivals[id(referent)])
    return [referent.shares(rivals[id(referent)], one) for one, referent in zip(said, own, strict=True)]


def _is_same(whom: Whom | None, referent: _Referent) -> bool:
    """Whether a phrase stands for the one spoken of before: the same words, or a part of them."""
    if whom in referent.phrases:
        return True
    first = referent.whom
    if whom is None or first is None or whom.is_plural or first.is_plural or whom.is_other or whom.amount != "one":
        return False
    is_alike = not _differ_in_gender(whom, first) and not _differ_in_age(whom, first)
    if whom.noun != first.noun and not (GENERIC.match(whom.noun) and is_alike):
        return False
    return _words_of(whom) <= _words_of(first)


def _words_of(whom: Whom) -> frozenset[str]:
    """What a phrase says to distinguish somebody."""
    own = (word for word in whom.adjectives.split() if not PLAIN.fullmatch(word))
    marks = (word for _, value in whom.marks for word in value.split())
    return frozenset((*own, *marks)) - _SMALL_WORDS


def _differ_in_gender(one: Whom, other: Whom) -> bool:
    return {gender_of(one.noun), gender_of(other.noun)} == {"m", "f"}


def _differ_in_age(one: Whom, other: Whom) -> bool:
    nouns = (one.noun, other.noun), (other.noun, one.noun)
    return any(CHILD_NOUN.match(child) and ADULT_NOUN.match(adult) for child, adult in nouns)


def _apart(one: Whom | None, other: Whom | None) -> float:
    """How sure it is that two phrases of one text stand for different people."""
    if one is None or other is None or one.is_plural or other.is_plural:
        return 0.0
    if _differ_in_gender(one, other) or one.before == other or other.before == one or other == one.partner:
        return 1.0
    roles = things_of_role(one.noun), things_of_role(other.noun)
    if all(roles) and roles[0] != roles[1]:
        return 1.0
    places = [{mark for mark in whom.marks if mark[0] in PLACES} for whom in (one, other)]
    looks = [{value for kind, value in whom.marks if kind == "look"} for whom in (one, other)]
    is_role = not any(GENERIC.match(whom.noun) or things_of_role(whom.noun) for whom in (one, other))
    if all(places) and not places[0] & places[1]:
        return _OTHER_PLACE
    is_other = (all(looks) and looks[0] != looks[1]) or (is_role and one.noun != other.noun)
    return _LIKELY_OTHER if is_other or _differ_in_age(one, other) else 0.0
