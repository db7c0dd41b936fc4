"""Statements about people's poses in English text, in the words that the facts use.

Precision comes before recall: what is not understood is not taken for a statement. Questions, advice, suppositions and
what is yet to come are no statements about the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import or_

from ...annotations.scene import Scene
from ...annotations.skeleton import SIDES
from ..people import read_people
from . import words as words
from .bodies.read import find_bodies
from .hands import HOLDING
from .limbs.found import Found
from .limbs.parts import Limb
from .limbs.read import read_limbs
from .subject import Reference
from .verify import Claim, ClaimItem, ClaimReport, judge_claims

__all__ = ["Claim", "ClaimItem", "ClaimReport", "check_claims", "find_claims"]

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_LONGEST = 1_000  # characters: what goes on for longer is a loop of a model or no prose, and is not read
_POSTURE_WORD = r"(?:stand|sit|seat|crouch|squat|kneel|lying|lie|jump)\w*"
_OR_AFTER = re.compile(
    rf"(?:(?: [a-z]+){{0,3}}, (?:\w+ )?{_POSTURE_WORD})?(?: [a-z]+){{0,3}},? or (?:\w+ )?{_POSTURE_WORD}"
)
_OR_BEFORE = re.compile(rf"\b{_POSTURE_WORD}(?: [a-z]+){{0,3}},? or (?:\w+ )?$")


_OF_PERSONS = (
    *(("posture", state, pattern) for state, pattern in words.POSTURES),
    *(("body", state, pattern) for state, pattern in words.BODY),
    ("head", "looking at the viewer", words.LOOKING),
    ("head", "looking", words.LOOKING_ASIDE),
    ("trunk", "leaning", words.LEANING),
    ("trunk", "bent over", words.BENT_OVER),
    ("trunk", "upright", words.UPRIGHT),
    ("stance", "apart", words.WIDE_STANCE),
    ("stance", "striding", words.STRIDING),
    ("head", "turned away from the viewer", words.BACK_OF_HEAD),
    ("arm", "raised", words.RAISES_THING),
)
"""The expressions about a whole person: part, state, expression."""
_PERSON_BITS = reduce(or_, (pattern.bit for _, _, pattern in _OF_PERSONS))


def find_claims(text: str) -> list[Claim]:
    """The statements about people's poses that a text makes, in the order of the text."""
    return list(_find_claims(text))


@lru_cache(maxsize=256)  # captions are read once a task, answers by checks and by the judge
def _find_claims(text: str) -> tuple[Claim, ...]:
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose small form is longer: spans must fit the text
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    claims: list[Claim] = []
    before: Reference | None = None
    limb: Limb | None = None
    for match in _SENTENCE.finditer(lower):
        start, end = match.span()
        if end - start > _LONGEST:
            continue
        before = Reference(lower, start, end, before)
        if not match.group().rstrip().endswith("?"):
            sentence = _Sentence(lower, start, end, before, limb)
            claims += sentence.claims()
            limb = sentence.last_limb
    unique = {(c.part, c.side, c.state, c.negated, c.span): c for c in claims}
    return tuple(sorted(unique.values(), key=lambda c: c.span))


def check_claims(text: str, scene: Scene) -> ClaimReport:
    """Hold every statement about poses in a text against the scene's keypoints.

    A statement agrees or contradicts only where the geometry is clear; every other one is unjudged.
    """
    return judge_claims(find_claims(text), read_people(scene))


class _Sentence:
    """One sentence of a text, read once."""

    def __init__(self, text: str, start: int, end: int, of_whom: Reference, limb: Limb | None) -> None:
        self._text, self._start, self._end, self._of_whom = text, start, end, of_whom
        self._words = of_whom.words
        self.last_limb = limb

    def claims(self) -> Iterator[Claim]:
        found, self.last_limb = read_limbs(self._of_whom, self._text, self._start, self._end, self.last_limb)
        yield from self._limb_claims(found)
        whole = [
            *self._part_claims(words.TRUNK, "trunk", words.TRUNK_STATES),
            *self._part_claims(words.HEAD, "head", words.HEAD_STATES),
            *self._person_claims(),
        ]
        yield from whole
        yield from self._body_claims(whole)

    def _make(
        self,
        begin: int,
        end: int,
        part: str,
        side: str | None,
        state: str,
        negated: bool,
        hedged: bool,
        at: int | None = None,
    ) -> Claim:
        clause = self._of_whom.clause(begin)[0]
        is_hedged = hedged or words.HEDGE.search(self._words, self._text, clause, end) is not None
        is_slight = bool(
            words.SLIGHTLY.match(self._words, self._text[end : end + 12])
            or words.SLIGHT.search(self._words, self._text, begin, end)
        )
        who = self._of_whom.who_at(begin if at is None else at, end)
        claim = Claim(who, part, side, state, negated, is_hedged, (begin, end), is_slight)
        is_low = part == "posture" and words.ON_GROUND.match(self._words, self._text, end, self._end)
        return claim._replace(is_on_ground=True) if is_low else claim

    def _read_states(self, position: int, states: words.States) -> list[tuple[str, bool, bool, int, str]]:
        """What follows a part directly, until something else comes: (state, negated, hedged, end, the words)."""
        found: list[tuple[str, bool, bool, int, str]] = []
        negated = hedged = is_or = False
        here = self._words
        own = [(state, expression.compiled) for state, expression in states if here.bits & expression.bit]
        for _ in range(16):
            best: tuple[int, str, re.Match[str]] | None = None
            for state, pattern in own:
                match = pattern.match(self._text, position, self._end)
                if match and (best is None or match.end() > best[0]):
                    best = match.end(), state, match
            if best is not None:
                position, state, match = best
                if is_or and not negated:
                    return []  # "bent or straight" states neither
                way = match.groupdict().get("way") or match.groupdict().get("way2")
                found.append(
                    (f"{state} to the viewer's {way}" if way else state, negated, hedged, position, match.group())
                )
                continue
            skip = words.SKIP.match(self._text, position, self._end)
            if skip:
                negated = negated or words.NEGATION.search(here, skip.group()) is not None
                hedged = hedged or words.HEDGE.search(here, skip.group()) is not None
                position = skip.end()
                continue
            link = words.LINK.match(self._text, position, self._end)
            if link is None or not found:
                break
            negated = negated and "but" not in link.group()
            is_or = link.group().split()[-1] == "or"
            position = link.end() - 1
        return found

    def _limb_claims(self, found: list[Found]) -> Iterator[Claim]:
        """Statements about limbs."""
        for one in found:
            # of the things that have hands themselves none holds another
            is_held = one.state.startswith(HOLDING) and one.side in SIDES
            is_anchored = is_held or self._of_whom.is_anchored(one.at, one.owner, one.is_certain)
            # "Legs apart, arms wide, the player ..."
            is_listed = not one.owner and self._of_whom.person_after_comma(self._start)
            if not (is_anchored or is_listed):
                continue
            if not self._of_whom.is_unreal(one.begin, one.end):
                negated = one.negated or self._of_whom.denies_all(one.at)
                claim = self._make(one.begin, one.end, one.part, one.side, one.state, negated, False, one.at)
                yield claim._replace(is_stretched=one.is_stretched, holder=one.holder)

    def _part_claims(self, pattern: words.Expression, part: str, states: words.States) -> Iterator[Claim]:
        for mention in pattern.finditer(self._words, self._text, self._start, self._end):
            is_own = self._of_whom.is_anchored(mention.start(), mention.group().split()[0])
            if not is_own and not (self._of_whom.has_person_before and mention.group().startswith("the ")):
                continue
            after = self._of_whom.after_owner(mention.end())
            for state, negated, hedged, end, said in self._read_states(
                after, self._states_after(part, states, mention)
            ):
                if mention.group("noun").endswith(("body", "bodies")) and "straight" in said:
                    continue
                if not self._of_whom.is_unreal(mention.start(), end):
                    yield self._make(mention.start(), end, part, None, state, negated, hedged)

    def _states_after(self, part: str, states: words.States, mention: re.Match[str]) -> words.States:
        """The states to look for behind a part: more of them behind a head that a verb turns or tilts."""
        if part != "head":
            return states
        lead = self._text[self._start : mention.start()]
        if words.TURNS.search(self._words, lead):
            return (*words.TURNED_STATES, *states)
        return (*words.TILTED_STATES, *states) if words.TILTS.search(self._words, lead) else states

    def _person_claims(self) -> Iterator[Claim]:
        """Statements about the whole person: the posture, the side that is seen, a lean."""
        bits = self._words.bits & _PERSON_BITS
        for part, state, pattern in _OF_PERSONS if bits else ():
            if not bits & pattern.bit:
                continue
            for match in pattern.finditer(self._words, self._text, self._start, self._end):
                subject = self._of_whom.subject_of(match)
                if subject is None or self._of_whom.is_unreal(match.start(), match.end()):
                    continue
                way = match.groupdict().get("way") or match.groupdict().get("way2")
                said = f"{state} to the viewer's {way}" if way else state
                end, is_denied = subject
                negated = is_denied or words.NEGATION.search(self._words, self._text, end, match.start()) is not None
                if part == "posture" and not negated and self._is_one_of_several(match):
                    continue
                side = "one" if part == "arm" else None  # the text leaves open which hand lifts the thing
                yield self._make(match.start(), match.end(), part, side, said, negated, False)

    def _body_claims(self, said: list[Claim]) -> Iterator[Claim]:
        """Statements about the whole body in other words than those that have been read already."""
        spans = [(claim.part, *claim.span) for claim in said]
        found = find_bodies(self._of_whom, self._text, self._start, self._end, spans)
        for begin, end, part, side, state, negated in found:
            if any(c.part == part and c.span[0] < end and begin < c.span[1] for c in said):
                continue
            if part == "posture" and not negated and self._is_open_between(begin, end):
                continue
            yield self._make(begin, end, part, side, state, negated, False)

    def _is_one_of_several(self, match: re.Match[str]) -> bool:
        """Whether the text leaves open which of several postures it is: "standing or sitting"."""
        return self._is_open_between(*match.span())

    def _is_open_between(self, begin: int, end: int) -> bool:
        before = self._text[self._start : begin]
        return bool(_OR_AFTER.match(self._text, end, self._end) or _OR_BEFORE.search(before))
