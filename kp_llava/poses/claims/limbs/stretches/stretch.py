"""The stretch of a sentence that speaks of one limb, and what it states.

A state counts anywhere in the stretch: what stands before the limb back to the last comma or limb, and what follows until
another limb, somebody else, or a new clause comes. Two states that exclude each other or a comparison leave the statement
open, and so does a negation that is not of the state itself ("is not raised", "does not raise").
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from .....annotations.skeleton import SIDES
from ...hands import HOLDING, TOUCHED, UPRIGHT
from ...stems import Expression, Words
from .. import cues as cues
from ..compare import find_compared, find_compared_by_things
from ..denials import (
    ASIDE,
    DENIED,
    DENIED_VERB,
    DENIES,
    DIRECT,
    DIRECT_DENIAL,
    DOES_NOT,
    NEITHER_NOR,
    NO_BEND,
    NOBODY,
    PENDING,
)
from ..found import Found, Hit, join_hits
from ..holds import find_thing, held_by, is_petted, is_upright
from ..parts import NOUN_WORDS, Limb, is_of_other
from . import leg_words as leg_words
from .arms import read_arm
from .legs import read_leg
from .places import DOWN_TO_THING, LONG_THINGS

_COMPARED = Expression(r"\b(?:more|less|most|least)\b(?! than (?:a|one) )", "more|less|most|least")
_OR = re.compile(r" ?or (?!(?:is|are|has|have|about|he|she|they|the|an?|his|her|their|to|for|in|on|at|with|so)\b)")
_FAR_OR = re.compile(r"\b(?:that|to|as|could|may|might|who|which|because|so|than)\b")  # what may be one or the other
_ARE = re.compile(r"^[^,]{0,30}\bare\b")
_FIST = re.compile(r"\b(?:in|into) (?:an? )?(?:loose |tight )?fists? ")
_OTHER_LIMB = 18  # characters: "his right forearm"
_USES = re.compile(r"\bus(?:es|ing|ed) $")
_WITH = re.compile(r"\b(?:with|using|in|by) $")
_HAS_NO = re.compile(r"\b(?:no|nothing|without)\b")
_STIFF = "fully straight"
_LESS = ((_STIFF, "straight"), ("straight", "extended"), (_STIFF, "extended"), ("sharply bent", "bent"))
_ANY_LIMB = re.compile(rf"\b(?:{NOUN_WORDS})\b")
_PUTS = re.compile(
    r"\b(?:hold|press|keep|bring|put|place|touch|cover|lift|rais|reach|lower|drop|rest|pat|rub|clutch|grip|grasp|grab|tap|slap|scratch|tug|adjust|cup|shield|bend)[a-z]*\b"
)


def _strongest(states: set[str]) -> set[str]:
    """Some shapes without those that another one of them says more strongly."""
    for more, less in _LESS:
        if more in states:
            states.discard(less)
    return states


_ARM_REACHES = re.compile(
    r" (?:is )?reach(?:es|ing|ed) (?:(?:all the way|right|down|out|up|over|forward|across|back|and) )*(?:to|for)\b"
)


def _is_at_side_of_part(match: re.Match[str]) -> bool:
    """Whether it is the side of a part of the own body: "in her left hand, at the side of her thigh"."""
    return match.group().endswith(" the side") and match.string.startswith(
        (" of his ", " of her ", " of their "), match.end()
    )


class Stretch:
    """The part of a sentence that speaks of one limb.

    Args:
        words: of the sentence.
        text: lower-case.
        limb: the limb.
        first: where what stands before the limb begins.
        last: where what follows the limb ends.
        until: where a person comes between, after whom only what hands do counts.
        is_nobody: whether the sentence says it of nobody.
    """

    def __init__(self, words: Words, text: str, limb: Limb, first: int, last: int, until: int, is_nobody: bool) -> None:
        self.words, self.text, self.limb = words, text, limb
        self.first, self.last, self.until = first, last, until
        self.lead = text[first : limb.begin]
        self.behind = text[limb.end : until]
        # a stretch has few of the words of its sentence, so that fewer expressions are tried
        self.before, self.after = Words(text, first, limb.begin), Words(text, limb.end, last)
        self.is_denied_before = self.is_denied_after = False
        self._denied_from = last
        if words.bits & DENIES:
            if NEITHER_NOR.match(self.lead):
                self.limb = limb = limb._replace(is_none=True)
            lead = NOBODY.sub(" ", self.lead) if is_nobody or limb.is_none else self.lead
            self.is_denied_before = DENIED.search(NO_BEND.sub(" ", lead)) is not None
            denial = DENIED.search(NO_BEND.sub(lambda m: " " * len(m.group()), text[limb.end : last]))
            self.is_denied_after = denial is not None
            self._denied_from = limb.end + denial.start() if denial is not None else last

    def read(self) -> Iterator[Found]:
        """The statements about the limb."""
        limb = self.limb
        is_open = _OR.match(self.text, self.last) and not _FAR_OR.search(self.text, limb.end, self.last)
        if is_open and not (limb.is_none or self.is_denied_after):
            return  # "bent or straight" states neither
        if (
            limb.side == "one"
            and not limb.noun.endswith("s")
            and limb.kind != "foot"
            and _ARE.search(self.behind)
            and not self.lead.endswith("of ")
        ):
            return
        if limb.kind in ("arm", "hand"):
            if not (self.is_denied_before or self.is_denied_after or limb.is_none):
                yield from self._read_thing()
            holder = (
                held_by(self.words, limb.adjectives, self.text[limb.end : self.last]) if limb.side == "one" else None
            )
            for found in read_arm(self):
                yield found._replace(holder=found.holder or holder) if holder is not None else found
        else:
            yield from read_leg(self)

    def hits_after(self, table: cues.Cues) -> Iterator[Hit]:
        """The cues behind the limb."""
        if self.is_denied_before:
            return
        end, bits = self.limb.end, self.after.bits
        for state, dimension, expression in table:
            match = expression.compiled.search(self.text, end, self.until) if bits & expression.bit else None
            if match is not None and not self._is_at_other(match) and not _is_at_side_of_part(match):
                negated = self.is_denied(match.start(), match.end())
                if negated is not None:
                    yield Hit(state, dimension, self.limb.begin, match.end(), negated)

    def _is_at_other(self, match: re.Match[str]) -> bool:
        """Whether the limb is at the body of somebody else: "his arm lies across her stomach"."""
        name = match.lastgroup or ""
        return name.startswith("owner") and is_of_other(self.limb, match.group(name) or "")

    def is_denied(self, begin: int, end: int) -> bool | None:
        """Whether a state behind the limb is denied; None where that is not clear."""
        is_aside = self._denied_from >= end and ASIDE.match(self.text, self._denied_from) is not None
        if not self.is_denied_after or is_aside:
            return self.limb.is_none
        between = self.text[self.limb.end : begin]
        if not DIRECT.fullmatch(between):
            return None
        return self.limb.is_none or DIRECT_DENIAL.search(between.rpartition(" but ")[2]) is not None

    def hits_directly(self, table: cues.Cues) -> Iterator[Hit]:
        """The cues that only count right behind the limb."""
        if self.is_denied_before:
            return
        limb, bits = self.limb, self.after.bits
        for state, dimension, expression in table:
            match = expression.compiled.match(self.text, limb.end, self.until) if bits & expression.bit else None
            if match is not None and not self._is_at_other(match):
                yield Hit(state, dimension, limb.begin, match.end(), limb.is_none)

    def hits_before(self, table: cues.Cues) -> Iterator[Hit]:
        """The cues before the limb: in the verb whose object it is."""
        limb, bits = self.limb, self.before.bits
        for state, dimension, expression in table:
            match = expression.compiled.search(self.lead) if bits & expression.bit else None
            if match is None:
                continue
            ahead = self.lead[: match.start()]
            negated = DENIED_VERB.search(ahead) is not None
            if self.is_denied_before and not negated:
                continue
            if not PENDING.search(ahead) or DOES_NOT.search(ahead):
                yield Hit(state, dimension, self.first + match.start(), limb.end, negated or limb.is_none)

    def adjective(self) -> Iterator[Hit]:
        """The cues in the adjectives of the limb."""
        limb = self.limb
        if limb.adjectives and not self.is_denied_before:
            for state, dimension in cues.states_of(limb.adjectives):
                if state == "bent" and limb.kind == "arm" and limb.side == "both" and "folded" in limb.adjectives:
                    state, dimension = "across the body", "way"
                yield Hit(state, dimension, limb.begin, limb.end, limb.is_none)

    def shape(self, is_arm: bool) -> Iterator[Hit]:
        """The shape, where the words for it agree with each other."""
        if _COMPARED.search(self.words, self.text, self.first, self.last):
            return
        hits = [h for h in self.adjective() if h.dimension == "shape"]
        if not self.limb.is_place:
            hits += self.hits_after(cues.SHAPES)
            if not is_arm:
                hits += self.hits_after(leg_words.LEG_FOLDED)
                hits = [*self.hits_after(leg_words.FOLDED_UNDER)] or hits
            elif not hits:
                hits += self.hits_after(cues.ARM_STRETCHED)
                hits += self.hits_directly(cues.ARM_OUT) if cues.REACHES.search(self.lead) else ()
        hits += self.hits_before(cues.BEFORE_SHAPES if is_arm else (*cues.BEFORE_SHAPES, *leg_words.LEG_BEFORE_SHAPES))
        if not hits and not self.limb.is_place:
            hits += self.hits_before(cues.ARM_BEFORE_STRETCHED)
        yield from (h for h in hits if h.negated and h.state in ("bent", "straight"))
        stated = [h for h in hits if not h.negated]
        states = _strongest({h.state for h in stated})
        if len(states) > 1:  # "his outstretched arm is folded tightly": the adjective only says which arm is meant
            stated = [h for h in stated if (h.begin, h.end) != (self.limb.begin, self.limb.end)]
            states = _strongest({h.state for h in stated})
        if len(states) == 1:
            yield join_hits(stated, next(iter(states)))

    def found(self, hit: Hit, part: str, side: str | None, state: str = "", stretched: bool = False) -> Found:
        """A statement by a cue."""
        limb = self.limb
        return Found(
            hit.begin, hit.end, limb.begin, limb.owner, limb.is_certain, part, side, state or hit.state, hit.negated, stretched
        )  # fmt: skip

    def _read_thing(self) -> Iterator[Found]:
        """A thing that the hand holds."""
        limb = self.limb
        if (limb.is_place and not self.lead.endswith(("on ", "from ", "under ", "beneath "))) or limb.noun.startswith(
            "elbow"
        ):
            return
        # "in his left hand, he holds ...": what follows is the hand's, past a comma and a person
        last = limb.end + 90 if _WITH.search(self.lead) and not self.lead[:-6].strip() else self.last
        thing = find_thing(self.words, self.lead, self.text[limb.end : max(last, self.last)])
        if thing is None and limb.is_named:
            word = held_by(self.words, limb.adjectives, self.text[limb.end : self.last])
            thing = None if word is None else (word, len(self.lead), 0)
        if limb.side == "one" and self.lead.endswith("only "):
            return  # "only one of her hands is on the bat": the other is not, which is not held against anything
        is_hands = limb.kind == "hand" or _ARM_REACHES.match(self.text, limb.end) is not None
        if thing is not None and (is_hands or thing[2] == 0 or _USES.search(self.lead)):
            word, begin, end = thing
            words = self.text[self.first + begin : self.last + 60]
            if _HAS_NO.search(self.text, self.first + begin, limb.end + end):
                return  # "holds no cup"
            word = UPRIGHT + word if is_upright(word, words) else TOUCHED + word if is_petted(words) else word
            hit = Hit(HOLDING + word, "thing", self.first + begin, limb.end + end)
            yield self.found(hit, "hand", limb.side)

    def read_compared(self) -> Iterator[Found]:
        """What is said of the limb in comparison with the other one; what follows is not of this limb alone."""
        if self.is_denied_before or self.is_denied_after or self.limb.is_place:
            return
        limb, is_held = self.limb, self.limb.side == "one" and self.limb.kind in ("arm", "hand")
        by_things = find_compared_by_things(self.after, self.text, limb, self.last + _OTHER_LIMB) if is_held else None
        if by_things is not None:
            compared, thing = by_things
            hit = Hit(compared.state, "height", limb.begin, compared.end)
            yield self.found(hit, compared.part, "one")._replace(holder=thing)
            self.last, self.until = min(compared.begin, self.last), min(compared.begin, self.until)
            return
        if is_held and held_by(self.words, limb.adjectives, self.text[limb.end : self.last]) is not None:
            limb = limb._replace(side=SIDES[0])  # "the hand with the phone": which one it is, the boxes say
        one = find_compared(self.after, self.text, limb, self.first, self.last + _OTHER_LIMB)
        if one is not None and limb.side != self.limb.side:
            one = one._replace(side="one") if one.side == limb.side else None
        if one is None or (one.begin >= self.last and one.end > one.begin):
            return
        yield self.found(Hit(one.state, "height", self.limb.begin, one.end), one.part, one.side)
        if one.end > one.begin:
            self.last, self.until = min(one.begin, self.last), min(one.begin, self.until)

    def hits_at(self, table: tuple[tuple[str, Expression], ...]) -> Iterator[Hit]:
        """The parts of the own body that the hand is at, or as high as."""
        if self.is_denied_before:
            return
        limb = self.limb
        for state, expression in table:
            match = expression.search(self.after, self.text, limb.end, self.last)
            if match is not None:
                between = _FIST.sub(" ", self.text[limb.end : match.start()])
                if (
                    is_of_other(self.limb, match.groupdict().get("owner") or "")
                    or (LONG_THINGS.search(self.after, between) and not DOWN_TO_THING.search(between))
                    or ("," in between and match.start() > self.until)
                    or _ANY_LIMB.search(between)
                ):
                    continue
                negated = self.is_denied(match.start(), match.end())
                if negated is not None:
                    yield Hit(state, "place", limb.begin, match.end(), negated)
            elif _WITH.search(self.lead):
                match = expression.search(self.before, self.lead)
                if (
                    match is None
                    or match.group().startswith(("over ", "above "))
                    or is_of_other(self.limb, match.groupdict().get("owner") or "")
                ):
                    continue
                if not LONG_THINGS.search(self.before, self.lead) and _PUTS.search(self.lead):
                    yield Hit(state, "place", self.first + match.start(), limb.end, limb.is_none)
