"""Statements about people's poses in English text, in the words that the facts use.

Precision comes before recall: what is not understood is not taken for a statement. A state counts only where it
follows its limb directly ("his left arm is raised"), stands before it ("with bent knees") or lies in the verb before it
("raises both arms"). Questions, advice, suppositions and what is yet to come are no statements about the picture.
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
from .hands import HOLDING, find_held
from .limbs.found import Found, is_less, is_said
from .limbs.parts import Limb, to_parts
from .limbs.read import read_limbs
from .subject import Reference
from .verify import Claim, ClaimItem, ClaimReport, judge_claims

__all__ = ["Claim", "ClaimItem", "ClaimReport", "check_claims", "find_claims"]

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_LONGEST = 1_000  # characters: what goes on for longer is a loop of a model or no prose, and is not read
_ADJECTIVES = {"upraised": "raised", "uplifted": "raised", "lifted": "raised", "flexed": "bent"}
_SIDED = ("both", "each", "either", "neither", "one")
_NOT_YET = re.compile(r"\b(?:to|may|might|could|can)\s+(?:\w+ly )?$")
_RAISED_TO = re.compile(
    r"\s+(?:slightly |halfway )?(?:to (?!the sky)(?:his|her|their|the|an?|about|shoulder|chest|waist|eye|head|hip)\b"
    r"|toward|towards|out|sideways|in front|on|onto|against|off)\b"
)
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
        near, held = [*self._limb_claims()], [*self._held_claims()]
        found, self.last_limb = read_limbs(self._words, self._text, self._start, self._end, self.last_limb)
        yield from (claim for claim in near if not any(is_less(claim, one) for one in found))
        yield from held
        yield from self._loose_limb_claims(found, [*near, *held])
        whole = [
            *self._part_claims(words.TRUNK, "trunk", words.TRUNK_STATES),
            *self._part_claims(words.HEAD, "head", words.HEAD_STATES),
            *self._person_claims(),
        ]
        yield from whole
        yield from self._body_claims(whole)

    def _make(
        self, begin: int, end: int, part: str, side: str | None, state: str, negated: bool, hedged: bool
    ) -> Claim:
        clause = self._of_whom.clause(begin)[0]
        is_hedged = hedged or words.HEDGE.search(self._words, self._text, clause, end) is not None
        is_slight = bool(
            words.SLIGHTLY.match(self._words, self._text[end : end + 12])
            or words.SLIGHT.search(self._words, self._text, begin, end)
        )
        claim = Claim(self._of_whom.who_at(begin, end), part, side, state, negated, is_hedged, (begin, end), is_slight)
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

    def _limb_claims(self) -> Iterator[Claim]:
        text = self._text
        if not self._words.bits & words.LIMB.bit:
            return
        blocked = [m.span() for m in words.NOT_A_HAND.finditer(self._words, text, self._start, self._end)]
        mentions = [
            m
            for m in words.LIMB.finditer(self._words, text, self._start, self._end)
            if not any(b <= m.start("noun") < e for b, e in blocked)
        ]
        said: list[tuple[list[Claim], list[Claim]]] = []
        pending: list[tuple[re.Match[str], str, str, list[Claim]]] = []
        last_side: dict[str, str] = {}
        last_kind = None
        for index, mention in enumerate(mentions):
            noun = mention.group("noun")
            kind = "arm" if noun.startswith(("arm", "hand", "elbow")) else "leg"
            side = self._side_of(mention)
            if side == "one" and (mention.group("det") or "the") == "the" and not noun.startswith(("arm", "leg")):
                side = last_side.get(kind, side)
            if mention.group("det") == "the other" and side == "one":
                side = {"left": "right", "right": "left"}.get(last_side.get(kind, ""), side)
            apposition = words.APPOSITION.match(self._words, text, mention.end(), self._end) if side == "one" else None
            if apposition is not None:
                side = apposition.group("side")
            if side in ("left", "right", "both"):
                last_side[kind] = side
            last_kind = kind
            states = words.ARM_STATES if kind == "arm" else words.LEG_STATES
            after = apposition.end() if apposition else mention.end()
            read = self._read_states(self._of_whom.after_owner(after), states)
            behind = list(self._claims_of(mention, kind, side, read))
            said.append((list(self._claims_before(mention, kind, side, read)), behind))
            following = mentions[index + 1] if index + 1 < len(mentions) else None
            if not read and following is not None and text[mention.end() : following.start()].strip() in ("and", ","):
                pending.append((mention, kind, side, behind))
            else:
                for earlier, earlier_kind, earlier_side, earlier_behind in pending:
                    is_same_noun = earlier.group("noun").rstrip("s") == noun.rstrip(
                        "s"
                    )  # not "his arm and a hand on ..."
                    if earlier_kind == kind and is_same_noun:
                        earlier_behind += self._claims_of(earlier, earlier_kind, earlier_side, read)
                pending.clear()
        for before, behind in said:
            yield from _join(before, behind)
        if last_kind is not None:
            for match in words.ELLIPSIS.finditer(self._words, text, mentions[0].end(), self._end):
                states = words.ARM_STATES if last_kind == "arm" else words.LEG_STATES
                read = self._read_states(match.end(), states)
                yield from self._claims_of(match, last_kind, match.group("side"), read)

    def _loose_limb_claims(self, found: list[Found], near: list[Claim]) -> Iterator[Claim]:
        """Statements about limbs whose words stand anywhere in the clause, as far as they are not found already."""
        for one in found:
            # of the things that have hands themselves none holds another
            is_held = one.state.startswith(HOLDING) and one.side in SIDES
            is_anchored = is_held or self._of_whom.is_anchored(one.at, one.owner, one.is_certain)
            # "Legs apart, arms wide, the player ..."
            is_listed = not one.owner and self._of_whom.person_after_comma(self._start)
            if is_said(one, near) or not (is_anchored or is_listed):
                continue
            if not self._of_whom.is_unreal(one.begin, one.end):
                claim = self._make(one.begin, one.end, one.part, one.side, one.state, one.negated, False)
                is_more = one.is_stretched or one.holder is not None
                yield claim._replace(is_stretched=one.is_stretched, holder=one.holder) if is_more else claim

    def _side_of(self, mention: re.Match[str]) -> str:
        side = mention.group("side")
        noun, determiner = mention.group("noun"), mention.group("det") or ""
        if (
            side
            and self._text[self._start : mention.start("side")].endswith(("left and ", "right and "))
            and noun.endswith("s")
        ):
            return "both"
        if side:
            return str(side)
        if determiner.startswith(("both", "each", "neither", "no")) or noun in ("feet",):
            return "both"
        return "both" if noun.endswith("s") and not determiner.startswith("one") else "one"

    def _claims_of(
        self, mention: re.Match[str], kind: str, side: str, read: list[tuple[str, bool, bool, int, str]]
    ) -> Iterator[Claim]:
        groups = mention.groupdict()
        determiner = groups.get("det")
        is_sided = side in ("left", "right") or str(determiner).startswith(_SIDED)
        if not read or ("noun" in groups and not self._of_whom.is_anchored(mention.start(), determiner, is_sided)):
            return
        is_none = str(determiner or "").startswith(("neither", "no")) or self._of_whom.denies_all(mention.start())
        for state, negated, hedged, end, said in read:
            if self._of_whom.is_unreal(mention.start(), end):
                continue
            for part, own_side, own_state in to_parts(kind, side, state, str(groups.get("noun") or kind)):
                claim = self._make(mention.start(), end, part, own_side, own_state, negated or is_none, hedged)
                lead = self._text[self._start : mention.start()]
                is_stretched = words.STRETCHED.search(self._words, said) or words.STRETCHES.search(self._words, lead)
                yield claim._replace(is_stretched=True) if is_stretched and kind == "arm" else claim

    def _claims_before(
        self, mention: re.Match[str], kind: str, side: str, read: list[tuple[str, bool, bool, int, str]]
    ) -> Iterator[Claim]:
        """States in an adjective before the part, or in the verb before it."""
        begin, end = mention.span()
        if not self._of_whom.is_anchored(begin, mention.group("det")) or self._of_whom.is_unreal(begin, end):
            return
        adjective = mention.group("adj") or mention.group("adj2")
        noun = mention.group("noun")
        is_denied = words.NEGATION.search(self._words, self._text, self._of_whom.clause(begin)[0], end) is not None
        is_denied = is_denied or self._of_whom.denies_all(begin)
        if adjective:
            state = _ADJECTIVES.get(adjective, adjective)
            for part, own_side, own_state in to_parts(kind, side, state, noun):
                yield self._make(begin, end, part, own_side, own_state, is_denied, False)
        pattern = words.ARM_VERB if kind == "arm" else words.LEG_VERB
        verb = pattern.search(self._words, self._text[self._start : begin])
        if verb is None:
            return
        if _NOT_YET.search(self._text[self._start : self._start + verb.start()]):
            return
        state = next(name for name, value in verb.groupdict().items() if value)
        stated = {r[0] for r in read}
        if state == "raised" and (
            stated - {"above the head", "raised", "bent", "straight"} or _RAISED_TO.match(self._text, end)
        ):
            return
        for part, own_side, own_state in to_parts(kind, side, state, noun):
            yield self._make(self._start + verb.start(), end, part, own_side, own_state, is_denied, False)

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

    def _held_claims(self) -> Iterator[Claim]:
        """Statements that a hand holds a thing."""
        for begin, end, side, thing in find_held(self._words, self._text, self._start, self._end):
            if not self._of_whom.is_unreal(begin, end):
                yield self._make(begin, end, "hand", side, HOLDING + thing, False, False)

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


def _join(before: list[Claim], behind: list[Claim]) -> Iterator[Claim]:
    """What is said of one part, once each: "raises his left hand to the sky" says it in the verb and behind the hand.

    What stands before the part decides whether it is denied: "raises his left arm, but not high" raises it.
    """
    joined: dict[tuple[str, str | None, str, bool], Claim] = {}
    denied = {(claim.part, claim.side, claim.state): claim.negated for claim in before}
    for claim in (*before, *behind):
        name = claim.part, claim.side, claim.state
        key = (*name, denied.get(name, claim.negated))
        first = joined.get(key, claim)
        joined[key] = first._replace(
            who=claim.who,
            span=(min(first.span[0], claim.span[0]), max(first.span[1], claim.span[1])),
            is_slight=first.is_slight or claim.is_slight,
            is_stretched=first.is_stretched or claim.is_stretched,
        )
    yield from joined.values()
