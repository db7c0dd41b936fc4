"""Statements about people's poses in English text, in the words that the facts use.

Precision comes before recall: what is not understood is not taken for a statement. Questions, advice, suppositions and
what is yet to come are no statements about the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...annotations.scene import Scene
from ...annotations.skeleton import SIDES
from ..people import read_people
from . import words as words
from .bodies.goals import name_goal
from .bodies.read import find_bodies
from .bodies.strong import LEAD, find_turned_back, strengthen
from .claim import Claim, ClaimItem, ClaimReport
from .hands import HOLDING
from .limbs.found import Found
from .limbs.levels import ABOVE_SHOULDER
from .limbs.parts import Limb
from .limbs.read import read_limbs
from .subject import Reference
from .verify import judge_claims

__all__ = ["Claim", "ClaimItem", "ClaimReport", "check_claims", "find_claims"]

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_HALF = ("half ", "half-", "partly ", "partially ", "slightly ")
_LONGEST = 1_000  # characters: what goes on for longer is a loop of a model or no prose, and is not read
_POSTURE_WORD = r"(?:stand|sit|seat|crouch|squat|kneel|lying|lie|jump)\w*"
_OR_AFTER = re.compile(
    rf"(?:(?: [a-z]+){{0,3}}, (?:\w+ )?{_POSTURE_WORD})?(?: [a-z]+){{0,3}},? or (?:\w+ )?{_POSTURE_WORD}"
)
_OR_BEFORE = re.compile(rf"\b{_POSTURE_WORD}(?: [a-z]+){{0,3}},? or (?:\w+ )?$")


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
        limbs = [*self._limb_claims(found)]
        bodies = [*self._body_claims()]
        # "lifts a cup over his head" says it of the arm
        raised = [claim for claim in bodies if (claim.part, claim.state) == ("arm", "raised")]
        limbs = [
            one
            for one in limbs
            if one.state != ABOVE_SHOULDER or one.side in SIDES or not any(_is_of_same(one, r) for r in raised)
        ]
        yield from limbs
        arms = [*limbs, *(claim for claim in bodies if claim.part == "arm")]
        for claim in bodies:
            # "in his left hand he holds a cup", "holds a cup to his lips": more is said than that a hand holds it
            is_less = claim.state.startswith(HOLDING) and any(_is_of_same(claim, other) for other in arms)
            # "his knee is on the ground" says so of a limb and of the body
            is_less |= any((c.part, c.state) == ("posture", claim.state) and _is_of_same(claim, c) for c in limbs)
            if not is_less:
                yield claim

    def _make(
        self,
        begin: int,
        end: int,
        part: str,
        side: str | None,
        state: str,
        negated: bool,
        at: int | None = None,
        named: int | None = None,
    ) -> Claim:
        clause = self._of_whom.clause(begin)[0]
        is_hedged = words.HEDGE.search(self._words, self._text, clause, end) is not None
        is_slight = bool(
            words.SLIGHTLY.match(self._words, self._text[end : end + 12])
            or words.SLIGHT.search(self._words, self._text, begin, end)
            or self._text.endswith(_HALF, self._start, begin)
        )
        who = self._of_whom.who_at(begin if at is None else at, end if named is None else named)
        state = strengthen(part, state, self._words, self._text, max(self._start, begin - LEAD), begin, end)
        claim = Claim(who, part, side, state, negated, is_hedged, (begin, end), is_slight, sentence=self._start)
        is_low = part == "posture" and words.ON_GROUND.match(self._words, self._text, end, self._end)
        return claim._replace(is_on_ground=True) if is_low else claim

    def _limb_claims(self, found: list[Found]) -> Iterator[Claim]:
        """Statements about limbs."""
        for one in found:
            # of the things that have hands themselves none holds another
            is_held = one.state.startswith(HOLDING) and (
                one.side in SIDES or self._of_whom.is_anchored(one.begin, one.owner, one.is_certain)
            )
            is_anchored = is_held or self._of_whom.is_anchored(one.at, one.owner, one.is_certain)
            # "Legs apart, arms wide, the player ..."
            is_listed = not one.owner and self._of_whom.person_after_comma(self._start)
            if not (is_anchored or is_listed):
                continue
            if not self._of_whom.is_unreal(one.begin, one.begin if one.is_planned else one.end):
                negated = one.negated or self._of_whom.denies_all(one.at)
                claim = self._make(one.begin, one.end, one.part, one.side, one.state, negated, one.at, one.named)
                yield claim._replace(is_stretched=one.is_stretched, holder=one.holder)

    def _body_claims(self) -> Iterator[Claim]:
        """Statements about whole bodies, trunks and heads."""
        found = find_bodies(self._of_whom, self._text, self._start, self._end)
        for begin, end, part, side, state, negated in (*found, *find_turned_back(found, self._words, self._text)):
            # who does not face the camera may only have turned the head
            if negated and state == "facing the viewer" and self._text.startswith("fac", begin):
                part = "head"
            state = name_goal(state) if part != "posture" else state
            if part != "posture" or negated or not self._is_open_between(begin, end):
                yield self._make(begin, end, part, side, state, negated)

    def _is_open_between(self, begin: int, end: int) -> bool:
        """Whether the text leaves open which of several postures it is: "standing or sitting"."""
        before = self._text[self._start : begin]
        return bool(_OR_AFTER.match(self._text, end, self._end) or _OR_BEFORE.search(before))


def _is_of_same(claim: Claim, other: Claim) -> bool:
    """Whether another statement is of the same hand that holds something, or of the same words."""
    return claim.state == other.state or (claim.span[0] < other.span[1] and other.span[0] < claim.span[1])
