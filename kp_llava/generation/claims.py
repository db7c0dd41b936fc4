"""Statements about people's poses in English text, in the words that the facts use.

Precision comes before recall: what is not understood is not taken for a statement. A state counts only where it
follows its limb directly ("his left arm is raised"), stands before it ("with bent knees") or lies in the verb before it
("raises both arms"). Questions, advice, suppositions and what is yet to come are no statements about the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..annotations.relation import HELD
from ..annotations.scene import Scene
from . import claim_words as words
from .claim_check import Claim, ClaimItem, ClaimReport, judge_claims

__all__ = ["Claim", "ClaimItem", "ClaimReport", "check_claims", "find_claims"]

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_CLAUSE_END = re.compile(r"[;:,()—]|\b(?:while|whereas|because|although|though|but|so)\b")
_WHO = re.compile(
    r"\b(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|largest|smallest|smaller|standing|sitting|crouching|"
    rf"kneeling|lying) )?{words.PEOPLE}(?: from the left| in the middle| (?:on|at|to) the (?:far )?(?:left|right)|"
    rf" with (?:the|a|an) (?:{'|'.join(sorted(HELD))}))?\b"
)
_OF_PERSON = re.compile(rf"\s+of (?:the|a|an|this|that) (?:\w+ ){{0,2}}?{_WHO.pattern}")
_NOT_PEOPLE = re.compile(
    r"\b(?:dogs?|cats?|horses?|birds?|elephants?|cows?|sheep|bears?|giraffes?|zebras?|animals?|pupp(?:y|ies)|cups?|bowls?|"
    r"vases?|cars?|bus(?:es)?|trucks?|boats?|planes?|bicycles?|bikes?|motorcycles?|bags?|bottles?|laptops?|houses?|"
    r"buildings?|trees?|lamps?|signs?|chairs?|tables?|bats?|rackets?|boards?|umbrellas?)\b"
)
_SUBJECT = re.compile(rf"\b(?:{words.PEOPLE}|he|she|they|who|everyone|everybody)\b")
_SHORT_SUBJECT = re.compile(
    r"\b(?:both|all|one|another|others?|each)(?: of (?:them|the \w+))?(?: (?:is|are|still|also|just))*\s+$"
)
_SIDED = ("both", "each", "either", "neither", "one")
_ADJECTIVES = {"upraised": "raised", "uplifted": "raised", "lifted": "raised", "flexed": "bent"}


def find_claims(text: str) -> list[Claim]:
    """The statements about people's poses that a text makes, in the order of the text."""
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose small form is longer: spans must fit the text
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    claims: list[Claim] = []
    who: str | None = None
    has_person = False
    for match in _SENTENCE.finditer(lower):
        sentence = _Sentence(lower, match.start(), match.end(), who, has_person)
        if not match.group().rstrip().endswith("?"):
            claims += sentence.claims()
        who, has_person = sentence.last_who(), has_person or sentence.names_person()
    unique = {(c.part, c.side, c.state, c.negated, c.span): c for c in claims}
    return sorted(unique.values(), key=lambda c: c.span)


def check_claims(text: str, scene: Scene) -> ClaimReport:
    """Hold every statement about poses in a text against the scene's keypoints.

    A statement agrees or contradicts only where the geometry is clear; every other one is unjudged.
    """
    return judge_claims(find_claims(text), scene)


class _Sentence:
    """One sentence of a text, read once."""

    def __init__(self, text: str, start: int, end: int, who: str | None, has_person: bool) -> None:
        self._text, self._start, self._end = text, start, end
        self._who_before, self._has_person_before = who, has_person
        self._people = [m for m in _WHO.finditer(text, start, end)]
        cuts = [m.start() for m in _CLAUSE_END.finditer(text, start, end)]
        self._bounds = [start, *cuts, end]

    def names_person(self) -> bool:
        return bool(self._people) or words.PRONOUN.search(self._text, self._start, self._end) is not None

    def last_who(self) -> str | None:
        return _to_name(self._people[0].group()) if self._people else self._who_before

    def claims(self) -> Iterator[Claim]:
        yield from self._limb_claims()
        yield from self._part_claims(words.TRUNK, "trunk", words.TRUNK_STATES)
        yield from self._part_claims(words.HEAD, "head", words.HEAD_STATES)
        yield from self._person_claims()

    def _clause(self, position: int) -> tuple[int, int]:
        for begin, end in zip(self._bounds, self._bounds[1:], strict=False):
            if begin <= position < end:
                return begin, end
        return self._start, self._end

    def _is_unreal(self, begin: int, end: int) -> bool:
        clause = self._clause(begin)[0]
        return words.UNREAL.search(self._text, clause, end) is not None

    def _who_at(self, begin: int, end: int) -> str | None:
        within = [m for m in self._people if begin < m.start() < end]  # "the left arm of the man ..."
        before = within[:1] or [m for m in self._people if m.start() <= begin]
        return _to_name(before[-1].group()) if before else self._who_before

    def _is_anchored(self, position: int, determiner: str | None, is_sided: bool = False) -> bool:
        """Whether the part belongs to somebody: a possessive, a person named before it, or a certain one of two."""
        if determiner and (
            determiner.split()[0] in ("his", "her", "their") or determiner.endswith(("'s", "s'", "’s", "s’"))
        ):
            return True
        if "of his" in (determiner or "") or "of her" in (determiner or "") or "of their" in (determiner or ""):
            return True
        if any(m.start() < position for m in self._people):
            return True
        if words.PRONOUN.search(self._text, self._start, position):
            return True
        if not determiner and self._person_after_comma(position):
            return True
        is_definite = is_sided or (determiner or "").startswith(_SIDED)
        return bool(determiner) and is_definite and (self._has_person_before or is_sided)

    def _person_after_comma(self, position: int) -> bool:
        """Whether the sentence opens here and a person follows its first comma: "Arms raised, the player ..."."""
        opening = self._text[self._start : position].strip(" \t\"'")
        comma = self._text.find(",", position, self._end)
        if opening not in ("", "with", "without") or comma < 0:
            return False
        return any(m.start() > comma for m in self._people) or bool(words.PRONOUN.search(self._text, comma, self._end))

    def _make(
        self, begin: int, end: int, part: str, side: str | None, state: str, negated: bool, hedged: bool
    ) -> Claim:
        clause = self._clause(begin)[0]
        is_hedged = hedged or words.HEDGE.search(self._text, clause, end) is not None
        return Claim(self._who_at(begin, end), part, side, state, negated, is_hedged, (begin, end))

    def _read_states(
        self, position: int, states: tuple[tuple[str, re.Pattern[str]], ...]
    ) -> list[tuple[str, bool, bool, int, str]]:
        """What follows a part directly, until something else comes: (state, negated, hedged, end, the words)."""
        found: list[tuple[str, bool, bool, int, str]] = []
        negated = hedged = False
        for _ in range(16):
            best: tuple[int, str, re.Match[str]] | None = None
            for state, pattern in states:
                match = pattern.match(self._text, position, self._end)
                if match and (best is None or match.end() > best[0]):
                    best = match.end(), state, match
            if best is not None:
                position, state, match = best
                way = match.groupdict().get("way")
                found.append(
                    (f"{state} to the viewer's {way}" if way else state, negated, hedged, position, match.group())
                )
                continue
            skip = words.SKIP.match(self._text, position, self._end)
            if skip:
                negated = negated or words.NEGATION.search(skip.group()) is not None
                hedged = hedged or words.HEDGE.search(skip.group()) is not None
                position = skip.end()
                continue
            link = words.LINK.match(self._text, position, self._end)
            if link is None or not found:
                break
            negated = negated and "but" not in link.group()
            position = link.end() - 1
        return found

    def _limb_claims(self) -> Iterator[Claim]:
        text = self._text
        blocked = [m.span() for m in words.NOT_A_HAND.finditer(text, self._start, self._end)]
        mentions = [
            m
            for m in words.LIMB.finditer(text, self._start, self._end)
            if not any(b <= m.start("noun") < e for b, e in blocked)
        ]
        pending: list[tuple[re.Match[str], str, str]] = []
        last_side: dict[str, str] = {}
        last_kind = None
        for index, mention in enumerate(mentions):
            noun = mention.group("noun")
            kind = "arm" if noun.startswith(("arm", "hand", "elbow")) else "leg"
            side = self._side_of(mention)
            if side == "one" and (mention.group("det") or "the") == "the" and not noun.startswith(("arm", "leg")):
                side = last_side.get(kind, side)
            if side in ("left", "right", "both"):
                last_side[kind] = side
            last_kind = kind
            states = words.ARM_STATES if kind == "arm" else words.LEG_STATES
            after = mention.end()
            of_person = _OF_PERSON.match(text, after, self._end)
            if of_person:
                after = of_person.end()
            read = self._read_states(after, states)
            following = mentions[index + 1] if index + 1 < len(mentions) else None
            if not read and following is not None and text[mention.end() : following.start()].strip() in ("and", ","):
                pending.append((mention, kind, side))
            else:
                for earlier, earlier_kind, earlier_side in pending:
                    if earlier_kind == kind:
                        yield from self._claims_of(earlier, earlier_kind, earlier_side, read)
                pending.clear()
            yield from self._claims_of(mention, kind, side, read)
            yield from self._claims_before(mention, kind, side, read)
        if last_kind is not None:
            for match in words.ELLIPSIS.finditer(text, mentions[0].end(), self._end):
                states = words.ARM_STATES if last_kind == "arm" else words.LEG_STATES
                read = self._read_states(match.end(), states)
                yield from self._claims_of(match, last_kind, match.group("side"), read)

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
        is_sided = bool(groups.get("side")) or str(determiner).startswith(_SIDED)
        if not read or ("noun" in groups and not self._is_anchored(mention.start(), determiner, is_sided)):
            return
        is_none = bool(determiner) and str(determiner).startswith(("neither", "no"))
        for state, negated, hedged, end, said in read:
            if self._is_unreal(mention.start(), end):
                continue
            for part, own_side, own_state in _to_parts(kind, side, state, str(groups.get("noun") or kind), said):
                yield self._make(mention.start(), end, part, own_side, own_state, negated or is_none, hedged)

    def _claims_before(
        self, mention: re.Match[str], kind: str, side: str, read: list[tuple[str, bool, bool, int, str]]
    ) -> Iterator[Claim]:
        """States in an adjective before the part, or in the verb before it."""
        begin, end = mention.span()
        if not self._is_anchored(begin, mention.group("det")) or self._is_unreal(begin, end):
            return
        adjective = mention.group("adj") or mention.group("adj2")
        noun = mention.group("noun")
        is_denied = words.NEGATION.search(self._text, self._clause(begin)[0], end) is not None
        if adjective:
            state = _ADJECTIVES.get(adjective, adjective)
            for part, own_side, own_state in _to_parts(kind, side, state, noun, adjective):
                yield self._make(begin, end, part, own_side, own_state, is_denied, False)
        pattern = words.ARM_VERB if kind == "arm" else words.LEG_VERB
        verb = pattern.search(self._text[self._start : begin])
        if verb is None:
            return
        state = next(name for name, value in verb.groupdict().items() if value)
        told = {r[0] for r in read}
        if state == "raised" and (
            told - {"above the head", "raised", "bent", "straight"} or _RAISED_TO.match(self._text, end)
        ):
            return
        for part, own_side, own_state in _to_parts(kind, side, state, noun, verb.group()):
            yield self._make(self._start + verb.start(), end, part, own_side, own_state, is_denied, False)

    def _part_claims(
        self, pattern: re.Pattern[str], part: str, states: tuple[tuple[str, re.Pattern[str]], ...]
    ) -> Iterator[Claim]:
        for mention in pattern.finditer(self._text, self._start, self._end):
            is_own = self._is_anchored(mention.start(), mention.group().split()[0])
            if not is_own and not (self._has_person_before and mention.group().startswith("the ")):
                continue
            after = mention.end()
            of_person = _OF_PERSON.match(self._text, after, self._end)
            for state, negated, hedged, end, _ in self._read_states(of_person.end() if of_person else after, states):
                if not self._is_unreal(mention.start(), end):
                    yield self._make(mention.start(), end, part, None, state, negated, hedged)

    def _person_claims(self) -> Iterator[Claim]:
        """Statements about the whole person: the posture, the side that is seen, a lean."""
        for part, patterns in (
            ("posture", words.POSTURES),
            ("body", words.BODY),
            ("trunk", (("leaning", words.LEANING), ("bent over", words.BENT_OVER), ("upright", words.UPRIGHT))),
        ):
            for state, pattern in patterns:
                for match in pattern.finditer(self._text, self._start, self._end):
                    subject = self._subject_of(match)
                    if subject is None or self._is_unreal(match.start(), match.end()):
                        continue
                    way = match.groupdict().get("way")
                    told = f"{state} to the viewer's {way}" if way else state
                    negated = words.NEGATION.search(self._text, subject, match.start()) is not None
                    yield self._make(match.start(), match.end(), part, None, told, negated, False)

    def _subject_of(self, match: re.Match[str]) -> int | None:
        """Where the person that a verb speaks of ends; None where something else may be its subject."""
        clause = self._clause(match.start())[0]
        following = words.PERSON.match(self._text, match.end() + 1)
        is_opening = match.group().endswith("ing") and self._person_after_comma(match.start())
        is_own_back = match.group().startswith("back") and _OWNER.search(self._text[self._start : match.start()])
        if following or is_opening or is_own_back:
            return match.start()
        if _INFINITIVE.search(self._text[clause : match.start()]):
            return None
        subjects = [m for m in _SUBJECT.finditer(self._text, clause, match.start())]
        if not subjects:
            short = _SHORT_SUBJECT.search(self._text[clause : match.start()])
            return clause + short.end() if short else None
        gap = _WITH_LIMB.sub(" ", self._text[subjects[-1].end() : match.start()])
        if len(gap.split()) > 8 or _NOT_PEOPLE.search(gap) or words.LIMB.search(gap):
            return None
        return subjects[-1].end()


_INFINITIVE = re.compile(r"\bto (?:stay |be |keep |remain |get )?$")
_OWNER = re.compile(r"(?:\bhis|\bher|\btheir|['’]s)\s+$")
_WITH_LIMB = re.compile(rf"\bwith {words.LIMB.pattern}")
_RAISED_TO = re.compile(
    r"\s+(?:slightly |halfway )?(?:to(?! the sky)|toward|towards|out|sideways|in front|on|onto|against|off)\b"
)


def _to_name(words_for_person: str) -> str:
    """``"man on the left"`` -> ``"the person on the left"``."""
    return "the " + words.PERSON.sub("person", words_for_person, count=1)


def _to_parts(kind: str, side: str, state: str, noun: str, said: str) -> Iterator[tuple[str, str | None, str]]:
    """The part, side and state of the vocabulary that a limb's words stand for; nothing where they fit no part."""
    if kind == "arm":
        if state in ("near the face", "in front of the chest", "at the knee"):
            if noun.startswith(("hand", "arm")):
                yield "hand", side, state
        elif state == "above the head":
            yield "hand", side, state
            if noun.startswith("arm"):
                yield "arm", side, "raised"
        elif state == "together":
            if noun == "hands":
                yield "hands", None, state
        elif state == "reaching":
            yield (
                "arm",
                side,
                f"reaching to the viewer's {'left' if 's left' in said or '’s left' in said else 'right'}",
            )
        elif state in ("bent", "straight"):
            if not noun.startswith("hand"):
                yield "arm", side, state
        elif not noun.startswith("elbow"):
            yield "arm", side, state
    elif state in ("apart", "together"):
        if noun in ("legs", "feet"):
            yield "stance", None, state
    elif state in ("lifted", "raised"):
        if side != "both":
            yield "leg", side, "lifted"
    elif state in ("bent", "straight", "out to the side") and not noun.startswith(("foot", "feet")):
        yield "leg", side, state
