"""The stretch of a sentence that speaks of one limb, and what it states.

A state counts anywhere in the stretch: what stands before the limb back to the last comma or limb, and what follows until
another limb, somebody else, or a new clause comes. Two states that exclude each other or a comparison leave the statement
open, and so does a negation that is not of the state itself ("is not raised", "does not raise").
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ..hands import HOLDING, TOUCHED, UPRIGHT
from ..stems import Expression, Words
from ..things import HOLDABLE
from . import cues as cues
from .compare import find_compared
from .denials import DENIED, DENIED_VERB, DENIES, DIRECT, DIRECT_DENIAL, DOES_NOT, NEITHER_NOR, NO_BEND, NOBODY, PENDING
from .found import Found, Hit, join_hits
from .holds import find_thing, held_by, is_petted, is_upright
from .legs import read_leg
from .levels import ABOVE_SHOULDER, AT_CHEST, AT_THIGH, LEVELS, NOT_ABOVE
from .parts import NOUN_WORDS, Limb, is_of_other
from .places import LONG_THINGS, PLACES, read_together

_COMPARED = Expression(r"\b(?:more|less|most|least)\b(?! than (?:a|one) )", "more|less|most|least")
_DOES = re.compile(
    r" (?:[a-z]+ly )?(?:trails|hangs|points|rests|lies|is|was|reaches|extends|stretches|swings|drags|touches|sticks|dangles|leans|stays|remains)\b"
)
_OR = re.compile(r"or (?!(?:is|are|has|have|about|he|she|they|the|an?|his|her|their|to|for|in|on|at|with|so)\b)")
_ARE = re.compile(r"^[^,]{0,30}\bare\b")
_BEHIND_HEAD = re.compile(
    r"\b(?:behind|around|on top of|over) (?:the back of )?(?:his|her|their) (?:own )?(?:head|neck)$"
)
_BEHIND_SELF = re.compile(r"\bbehind (?:him|her|them)(?:self|selves)?$")
_HELD_THING = re.compile(rf"\b(?:the|an?|his|her|their|its) (?:[a-z-]+ ){{0,2}}?(?:{HOLDABLE})\b")
_OTHER_LIMB = 14  # characters: "his right arm"
_USES = re.compile(r"\bus(?:es|ing|ed) $")
_WITH = re.compile(r"\b(?:with|using|in|by) $")
_STIFF = "fully straight"
_LESS = ((_STIFF, "straight"), ("straight", "extended"), (_STIFF, "extended"), ("sharply bent", "bent"))
_OF_ARMS = ("near the face", "on the hip", "in the pocket", "at the knee")
_OF_HANDS = ("above the head", "behind the back")
# "hangs by his hip", "down at her thigh"
_WITH_LOW = ("on the hip", "lowered", "in the lap", "at the waist", "at the knee")
_OF_HAND = ("fingers", "fingertips", "thumb", "thumbs", "knuckles", "palm", "palms")
_FINGERS_OF = tuple(f"{noun} of " for noun in (*_OF_HAND, "back", "backs", "nails"))
_ANY_LIMB = re.compile(rf"\b(?:{NOUN_WORDS})\b")
_PUTS = re.compile(r"\b(?:hold|press|keep|bring|put|place|touch|cover|lift|rais)[a-z]*\b")
_OF_WHOLE_ARMS = ("raised", "lowered", "out to the side", "at shoulder height")
_AIMED = ("out to the side", "at shoulder height", "forward", "held away from the body")
_IS_STRETCHED = re.compile(r"\b(?:extend(?:s|ed|ing)?|(?:out)?stretch(?:es|ed|ing)?|straight)\b")


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
        if words.bits & DENIES:
            if NEITHER_NOR.match(self.lead):
                self.limb = limb = limb._replace(is_none=True)
            lead = NOBODY.sub(" ", self.lead) if is_nobody or limb.is_none else self.lead
            self.is_denied_before = DENIED.search(NO_BEND.sub(" ", lead)) is not None
            self.is_denied_after = DENIED.search(NO_BEND.sub(" ", text[limb.end : last])) is not None

    def read(self) -> Iterator[Found]:
        """The statements about the limb."""
        limb = self.limb
        if _OR.match(self.text, self.last) and not (limb.is_none or self.is_denied_after):
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
            for found in self._read_arm():
                yield found._replace(holder=holder) if holder is not None else found
        else:
            yield from read_leg(self)

    def hits_after(self, table: cues.Cues) -> Iterator[Hit]:
        """The cues behind the limb."""
        if self.is_denied_before:
            return
        end, bits = self.limb.end, self.after.bits
        for state, dimension, expression in table:
            match = expression.compiled.search(self.text, end, self.until) if bits & expression.bit else None
            if match is not None:
                negated = self._is_denied(match.start())
                if negated is not None:
                    yield Hit(state, dimension, self.limb.begin, match.end(), negated)

    def _is_denied(self, begin: int) -> bool | None:
        """Whether a state behind the limb is denied; None where that is not clear."""
        if not self.is_denied_after:
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
            if match is not None:
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
                hits += self.hits_after(cues.LEG_FOLDED)
                hits = [*self.hits_after(cues.FOLDED_UNDER)] or hits
            elif not hits:
                hits += self.hits_after(cues.ARM_STRETCHED)
                hits += self.hits_directly(cues.ARM_OUT) if cues.REACHES.search(self.lead) else ()
        hits += self.hits_before(cues.BEFORE_SHAPES if is_arm else (*cues.BEFORE_SHAPES, *cues.LEG_BEFORE_SHAPES))
        if not hits and not self.limb.is_place:
            hits += self.hits_before(cues.ARM_BEFORE_STRETCHED)
        yield from (h for h in hits if h.negated and h.state in ("bent", "straight"))
        states = {h.state for h in hits if not h.negated}
        for more, less in _LESS:
            if more in states:
                states.discard(less)
        if len(states) == 1:
            yield join_hits((h for h in hits if not h.negated), next(iter(states)))

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
        if thing is not None and (limb.kind == "hand" or thing[2] == 0 or _USES.search(self.lead)):
            word, begin, end = thing
            words = self.text[self.first + begin : self.last + 60]
            word = UPRIGHT + word if is_upright(word, words) else TOUCHED + word if is_petted(words) else word
            hit = Hit(HOLDING + word, "thing", self.first + begin, limb.end + end)
            yield self.found(hit, "hand", limb.side)

    def _read_arm(self) -> Iterator[Found]:
        limb = self.limb
        if self.lead.endswith("in ") and _DOES.match(self.behind):
            return  # "the pole in her left hand trails behind her": the pole does
        is_whole, is_elbow = limb.kind == "arm", limb.noun.startswith("elbow")
        yield from self.read_compared()
        shapes = [*self.shape(True)] if is_whole else []
        if limb.noun in ("hand", "hands") and not limb.is_place:
            shapes += self.hits_directly(cues.HAND_STRETCHED)  # which stretches the arm
            shapes += (h for h in self.adjective() if h.state == "extended")
            shapes += self.hits_before(cues.ARM_BEFORE_STRETCHED) if not shapes else ()
            shapes += self.hits_directly(cues.ARM_OUT) if cues.REACHES.search(self.lead) and not shapes else ()
        is_folded_pair = is_whole and not is_elbow and limb.side == "both"
        if is_folded_pair and shapes and any(not h.negated for h in self.hits_after(cues.ARM_FOLDED)):
            shapes = [s for s in shapes if s.state not in ("bent", "sharply bent")]
        places = [*self._places(PLACES)] if not is_elbow and not limb.is_place else []
        ways = [*self._arm_ways(is_folded_pair)] if not is_elbow else [*self._elbow_ways()]
        for shape in shapes:
            is_folded = shape.state == "bent" and any(w.state == "across the body" for w in ways)
            is_folded |= "folded" in self.text[shape.begin : shape.end] and bool(ways)
            is_hanging = shape.state == "straight" and any(w.state == "hanging" for w in ways)
            # of a forearm the elbow may stay bent
            is_less = shape.state == "extended" and (places or ways or is_elbow or limb.noun.startswith("forearm"))
            if is_less or is_folded or is_hanging:
                continue  # the way has it
            yield self.found(shape, "arm", limb.side, stretched=shape.state == "straight")
        if any(w.state == "above the head" for w in ways):
            places = [p for p in places if p.state != "at the head"]
        if is_whole:
            of_arms = _OF_ARMS if ways else (*_OF_ARMS, "in front of the chest")
            places = [p for p in places if p.state in of_arms or self._is_behind_head(p)]
        is_low = any(w.state in ("hanging", "lowered") for w in ways)
        if is_low:
            places = [p for p in places if p.state not in _WITH_LOW]
        if not is_elbow and not limb.is_place:
            levels = [*self._places(LEVELS)]
            is_below = any("below" in self.text[level.begin : level.end] for level in levels)
            if limb.kind == "hand" and is_below and any(way.state == "hanging" for way in ways):
                ways = [way for way in ways if way.state != "hanging"]  # "hangs below his hips": the arm may be bent
            elif is_low:
                levels = [level for level in levels if level.state != AT_THIGH]
            if any(level.state == AT_THIGH for level in levels):  # "down beside his hip"
                places = [p for p in places if p.state not in _WITH_LOW]
            if is_whole:  # which is at the height of the shoulders or the chest itself
                levels = [level for level in levels if level.state != AT_CHEST]
            elif any(level.state == AT_CHEST for level in levels):
                ways = [way for way in ways if way.state != "at shoulder height"]
            if not levels and not self.is_denied_after and limb.kind == "hand" and limb.side != "one":
                below = NOT_ABOVE.search(self.after, self.text, limb.end, self.until)
                if below is not None and not _ANY_LIMB.search(self.text, limb.end, below.start()):
                    levels = [Hit(ABOVE_SHOULDER, "place", limb.begin, below.end(), True)]
            if len({level.state for level in levels}) == 1:
                yield self.found(levels[0], "hand", limb.side)
        if places and len({p.state for p in places}) == 1:
            part = "arm" if places[0].state in ("on the hip", "lowered") else "hand"
            yield self.found(places[0], part, limb.side)
        if not places:
            yield from self._read_ways(ways)
        if limb.noun in ("hands", "palms", "fists", "fingers") and (limb.side == "both" or limb.noun == "fingers"):
            yield from read_together(self, is_alone=not places and not ways)

    def read_compared(self) -> Iterator[Found]:
        """What is said of the limb in comparison with the other one; what follows is not of this limb alone."""
        if self.is_denied_before or self.is_denied_after or self.limb.is_place:
            return
        one = find_compared(self.after, self.text, self.limb, self.first, self.last + _OTHER_LIMB)
        if one is None or (one.begin >= self.last and one.end > one.begin):
            return
        yield self.found(Hit(one.state, "height", self.limb.begin, one.end), one.part, one.side)
        if one.end > one.begin:
            self.last, self.until = min(one.begin, self.last), min(one.begin, self.until)

    def _read_ways(self, ways: list[Hit]) -> Iterator[Found]:
        limb = self.limb
        stated = [w for w in ways if not w.negated]
        aimed = [w for w in stated if w.dimension == "reach"]
        stated = [w for w in stated if w.dimension != "reach" and not (aimed and w.state in _AIMED)]
        way = cues.agree({w.state for w in stated})
        said = [join_hits(stated, way)] if way is not None else [w for w in stated if w.end == limb.end > w.begin]
        said += aimed if len(aimed) == 1 else []
        for hit in (*said, *(w for w in ways if w.negated)):
            if limb.kind == "hand" and hit.state == "across the body" and limb.side == "both":
                continue
            if hit.state == "raised" and cues.is_lifted_little(self.text, hit.begin, limb):
                continue
            is_finger = limb.noun in _OF_HAND or self.lead.endswith(_FINGERS_OF)
            if is_finger and hit.state not in _OF_HANDS:
                continue
            is_part = limb.noun.startswith("forearm") and hit.state in _OF_WHOLE_ARMS
            if is_part and "shoulder" not in self.text[hit.begin : hit.end + 16]:
                continue  # "from the elbow, his forearm points up"
            part = "hand" if hit.state in _OF_HANDS else "arm"
            own = max(
                self.first, self.text.rfind(" and ", self.first, limb.begin)
            )  # not "... stretched out, and his left arm up"
            # a hand may be stretched out with a bent elbow
            is_stretched = limb.kind != "hand" and _IS_STRETCHED.search(self.text, own, hit.end) is not None
            yield self.found(hit, part, limb.side, stretched=is_stretched)
            if hit.state == "above the head" and limb.kind == "arm":
                yield self.found(hit, "arm", limb.side, "raised", is_stretched)

    def _arm_ways(self, is_pair: bool) -> Iterator[Hit]:
        """Where an arm or a hand points, by every word for it."""
        limb = self.limb
        is_spread = limb.kind == "hand"  # which says it of its fingers
        yield from (
            h for h in self.adjective() if h.dimension == "way" and not (is_spread and "spread" in limb.adjectives)
        )
        if limb.is_place:
            return
        if limb.noun.startswith("forearm"):
            yield from self._not_hanging(cues.FOREARM_LEVEL)
        back = cues.ARM_BACK.search(self.after, self.text, limb.end, self.until) if limb.side != "one" else None
        if back is not None and not (self.is_denied_after or self.is_denied_before or limb.is_none):
            yield Hit("forward", "way", limb.begin, back.end(), True)
        # "keeps the racket ready behind him": the racket is
        after = [h for h in self.hits_after(cues.ARM_WAYS) if not self._is_of_thing(h)]
        yield from after
        if not after:
            yield from self.hits_directly(cues.ARM_DIRECT)
            if self.limb.kind == "arm":
                yield from self.hits_after(cues.ARM_NEAR)
        if is_pair and not any(h.state == "behind the back" for h in after):
            yield from self.hits_after(cues.ARM_FOLDED)
        for hit in self.hits_before(cues.ARM_BEFORE):
            if hit.state != "raised" or not cues.TOWARD.match(self.text, self.limb.end):
                yield hit

    def _not_hanging(self, expression: Expression) -> Iterator[Hit]:
        """What an arm does not do whose elbow or forearm is as the expression says."""
        limb = self.limb
        match = expression.search(self.after, self.text, limb.end, self.until) if limb.side != "one" else None
        if match is not None and not (self.is_denied_after or self.is_denied_before or limb.is_none):
            yield Hit("hanging", "way", limb.begin, match.end(), True)

    def _elbow_ways(self) -> Iterator[Hit]:
        if self.limb.is_place:
            return
        after = [*self.hits_after(cues.ELBOW_WAYS)]
        yield from after
        yield from self._not_hanging(cues.ELBOW_UP)
        if not after:
            yield from self.hits_directly(cues.ELBOW_DIRECT)
            yield from self.hits_before(cues.ELBOW_BEFORE)

    def _is_of_thing(self, way: Hit) -> bool:
        """Whether a thing that the hand holds is said to be behind somebody, or its fingers spread, and not the hand."""
        if cues.is_of_fingers(self.limb.kind, self.text[way.begin : way.end]):
            return True
        if way.state != "behind the back" or not _BEHIND_SELF.search(self.text, way.begin, way.end):
            return False
        return _HELD_THING.search(self.text, self.limb.end, way.end) is not None

    def _places(self, table: tuple[tuple[str, Expression], ...]) -> Iterator[Hit]:
        """The parts of the own body that the hand is at, or as high as."""
        if self.is_denied_before:
            return
        limb = self.limb
        for state, expression in table:
            match = expression.search(self.after, self.text, limb.end, self.last)
            if match is not None:
                between = self.text[limb.end : match.start()]
                if (
                    is_of_other(self.limb, match.groupdict().get("owner") or "")
                    or LONG_THINGS.search(self.after, between)
                    or ("," in between and match.start() > self.until)
                    or _ANY_LIMB.search(between)
                ):
                    continue
                negated = self._is_denied(match.start())
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

    def _is_behind_head(self, place: Hit) -> bool:
        """Whether a whole arm ends there: "drawn back behind his head"; "at his head" says it of a hand alone."""
        return place.state == "at the head" and _BEHIND_HEAD.search(self.text, place.begin, place.end) is not None
