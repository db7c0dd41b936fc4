"""The statements about whole bodies in one sentence.

A statement is found by a cue of a state, wherever it stands, and by whose body it is about: the person or pronoun
before it that is its subject, or the owner that its own words name. Where a clause has cues for two opposite states of
one part, it states neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from .. import words as words
from ..subject import SUBJECT, Reference
from .cue import Cue, Found, Lexicon, is_other_word, is_own_verb, with_way, without_viewers
from .gazes import GAZES, TURNS_TO
from .goals import AWAY, GOALS, TOWARD
from .heads import (
    AT_EYES,
    BURIED,
    DETERMINED,
    DOWN,
    HEAD,
    STOP,
    UP,
    find_aim,
    find_state_before,
    find_states,
)
from .nouns import NOUNS
from .plain import PLAIN
from .postures import POSTURES
from .recast import GERUND, is_anothers, is_general, recast_bodies
from .sights import SIGHTS
from .strong import STRONG, drop_turns
from .trunks import AFTER_TRUNK, TRUNK, TRUNKS
from .turns import TURNS as MORE_TURNS
from .views import OWN_WAYS, VIEWS

_FIRST = (*STRONG, *GAZES)
_CUES = (*PLAIN, *POSTURES, *TRUNKS, *VIEWS, *MORE_TURNS, *SIGHTS, *NOUNS, *GOALS)
_BITS = reduce(or_, (cue.words.bit for cue in (*_FIRST, *_CUES))) | HEAD.bit | TRUNK.bit | BURIED.bit | OWN_WAYS.bit
_MASK = reduce(or_, (cue.words.bit | max(cue.gate, 0) for cue in (*_FIRST, *_CUES)))


_LONGER, _SHORTER = Lexicon(_FIRST), Lexicon(_CUES)
_STOP = re.compile(STOP)
_DETERMINED = re.compile(DETERMINED)
_PREPOSITION = re.compile(
    r"\b(?:on|onto|above|over|behind|to|near|around|atop|at|by|in|into|from|against|of|under|beneath|below|beside|across|"
    r"toward|towards|between|like|past|off|than|touching|touches|hits?|shades|shading|covering|covers)"
    r"(?: (?:his|her|their|the|a|an))?(?: own)?(?: (?!with |[a-z]+ing $)[a-z-]+)? $"
)
_PLAINLY_BODY = re.compile(r"the (?:(?:whole|entire|upper) body|torso|upper half of the body)\b")
_OPENS = re.compile(r"(?:^|[,;:—(] ?|\b(?:with|his|her|their|and|keeping|keeps?) )$")
_RELATIVE = re.compile(r"\b(?:that|which|whose)\b(?! (?:he|she|they|the)\b)")
_GOES_ON = re.compile(r"(?:\band\b|\bthen\b|,|\bwhile\b|\bbut\b|—)[^,]*$")
_ITSELF = re.compile(r" (?:is|are|was|were) (?!.*,)(?:.* )?and $")
_FINITE = re.compile(r"(?:is|are|was|were|has|have|had|he|she|they|who|,)\b")
_NOT_YET = re.compile(r"\b(?:to|may|might|could|can|cannot|would|will|should) (?:[a-z]+ly |not |be )?$")
_SEEMS_TO = re.compile(r"\b(?:appears?|seems?|looks?|happens?|seen|said) to (?:be )?$")
_TURNS_TO = re.compile(TURNS_TO)
_EYEWEAR = re.compile(r"glasses|goggles|\b(?:shades|visors?|brim|bangs|fringe)\b")
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely|simply)\b")
_TURNS = re.compile(r"\b(?:turn(?:s|ed|ing)?|twist(?:s|ed|ing)?|look(?:s|ing)?) (?:his|her|their) $")
_THROWS = re.compile(
    r"\b(?:thr(?:ows|own|owing|ew)|fl(?:ings|ung|inging)|toss(?:es|ed|ing)|jerk(?:s|ed|ing)) (?:his|her|their) $"
)
_BACK = "turned over the shoulder"
_UNSEEN = ("turned away from the viewer", "hidden")
_THINGS_DO = ("standing", "lying")
_ALSO = {"side": "body"}  # "his left side is turned to us" does not say that he faces us
_LONGEST_GAP = 170  # characters between a person and what is said of it
_WINDOW = 90  # characters behind a part of the body in which its state is looked for
_OWNED_BY = re.compile(r"\b(?P<owner>[a-z]+)['’]s (?:[a-z]+ )?$")
_OWNED = re.compile(r"(?:his|her|their|(?:(?:the|an?) )?[a-z]+(?:['’]s|s['’])) ")
_WHOSE = re.compile(r"\b(?:his|her|their)\b|['’]s |s['’] ")
_POSSESSIVE = re.compile(r"\b(?!viewer['’])[a-z]+(?=['’]s |s['’] )")
_AFTER_COMMA = re.compile(r"[^,]*,")


def find_bodies(of_whom: Reference, text: str, start: int, end: int) -> list[Found]:
    """The statements about postures, trunks, sides and heads in a sentence.

    Args:
        of_whom: whom the sentence is about.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
    """
    if not of_whom.words.bits & _BITS:
        return []
    reader = _Reader(of_whom, text, start, end)
    found: list[Found] = []
    anew = [*reader.recast()]
    new_heads = [one for one in anew if one.part == "head"]
    for one in (*reader.statements(), *anew):
        # what somebody is turned to is said besides what the same words say of the viewer
        is_said = not one.state.startswith((TOWARD, AWAY)) and any(
            one.part in (f.part, _ALSO.get(f.part)) and f.begin < one.end and one.begin < f.end for f in found
        )
        # "the face of the man is turned away"
        is_said |= one.part == "body" and any(f.begin < one.begin < f.end for f in new_heads)
        until = one.begin if one.state in _UNSEEN else one.end  # "we cannot see his face"
        if not is_said and not of_whom.is_unreal(one.begin, until) and not is_general(of_whom, text, start, end, one):
            found.append(one)
    return drop_turns(found)


class _Reader:
    def __init__(self, of_whom: Reference, text: str, start: int, end: int) -> None:
        self._of_whom, self._text, self._start, self._end = of_whom, text, start, end
        self._words = of_whom.words

    def statements(self) -> Iterator[Found]:
        """The statements in the words of the text."""
        yield from (*self.by_cues(True), *self.heads(), *self.trunks(), *self.cues())

    def recast(self) -> Iterator[Found]:
        """The statements of what `recast` writes anew."""
        for one in recast_bodies(self._of_whom, self._text, self._start, self._end):
            of_whom = Reference(one.said, 0, len(one.said), None)
            clause = self._of_whom.clause(one.begin)[0]
            is_denied = words.NEGATION.search(self._words, self._text, clause, one.begin) is not None
            for f in _Reader(of_whom, one.said, 0, len(one.said)).statements():
                if f.begin < one.reach:
                    yield f._replace(begin=one.begin, end=one.end_of(f.end), negated=f.negated != is_denied)

    def by_cues(self, are_longer: bool) -> Iterator[Found]:
        """Statements by expressions of their own: those of `strong` and `gazes`, or all others."""
        bits = without_viewers(self._words.bits & _MASK, self._text, self._start, self._end)
        for cue in (_LONGER if are_longer else _SHORTER).pick(bits):
            for match in cue.words.finditer(self._words, self._text, self._start, self._end):
                if is_other_word(match, self._text, self._start, cue.part):
                    continue
                negated = self._near(match) if cue.is_plain else None
                if negated is None and (not cue.is_plain or is_own_verb(cue, match, self._text, self._start)):
                    is_owned = cue.is_owned or _OWNED.match(match.group()) is not None
                    if is_owned and self._text.endswith(
                        ("back of ", "side of ", "half of "), self._start, match.start()
                    ):
                        continue  # "the back of his head is turned to us"
                    if is_owned and self._is_of_thing(match):
                        continue
                    negated = self._owned(match) if is_owned else self._subject(match, cue)
                if (
                    cue.state == _BACK
                    and negated is not None
                    and is_anothers(self._of_whom, self._text, self._start, match)
                ):
                    continue
                is_worn = "eyes" in match.group() and _EYEWEAR.search(self._text, self._start, self._end)
                if negated is not None and not (is_worn and cue.state == "hidden"):  # eyes behind glasses have points
                    # the text leaves open which hand lifts the thing
                    side = "one" if cue.part in ("arm", "hand") else None
                    state = cue.state.removeprefix("!")
                    negated = negated is (state == cue.state)
                    yield Found(match.start(), match.end(), cue.part, side, with_way(state, match), negated)

    def cues(self) -> Iterator[Found]:
        """Statements by expressions of their own."""
        yield from self.by_cues(False)
        for match in OWN_WAYS.finditer(self._words, self._text, self._start, self._end):
            negated = self._owned(match) if _OWNED.match(match.group()) else self._subject(match, None)
            if negated is not None:
                way = f"turned to the own {match.group('way')}"
                yield Found(match.start(), match.end(), "head", None, way, negated)
        for match in BURIED.finditer(self._words, self._text, self._start, self._end):
            negated = self._owned(match)
            if negated is not None:
                yield Found(match.start(), match.end(), "hand", "both", "near the face", negated)

    def heads(self) -> Iterator[Found]:
        """Statements about heads, chins, faces and eyes by what stands behind or before these."""
        for match in HEAD.finditer(self._words, self._text, self._start, self._end):
            lead = self._text[self._start : match.start()]
            determined = _DETERMINED.search(lead)
            begin = self._start + determined.start() if determined else match.start()
            determiner = determined.group("det") if determined else None
            before, noun = self._text[self._start : begin], match.group("noun")
            is_owned = determiner == "the" and self._of_whom.after_owner(match.end()) > match.end()
            if is_owned:  # "the bowed head of the man"
                if _PREPOSITION.search(before):
                    continue
            elif not self._is_own(begin, determiner, before, noun.startswith(("head", "chin", "gaze"))):
                continue
            before_it = lead[: determined.start() if determined else len(lead)]
            aim = find_aim(self._words, self._text, self._of_whom.after_owner(match.end()), self._end, before_it)
            is_turned = aim is not None and aim[0].startswith("turned to the") and noun.startswith(("chin", "nose"))
            if aim is not None and (is_turned or noun.startswith(("head", "face", "gaze", "eyes"))):
                state = aim[0].replace("turned to the", "looking to the") if noun in ("gaze", "eyes") else aim[0]
                yield Found(begin, aim[1], "head", None, state, self._denied(begin, aim[1]))
                continue
            window = self._window(match.end())
            states = find_states(self._words, self._text, match.end(), window)
            stated = [(state, match.end() + hit.end()) for state, hit in states]
            if _TURNS.search(lead):
                stated = [one for one in stated if one[0] not in ("tipped back", "thrown back")]
            stop = match.start()
            if not stated:
                held = find_state_before(self._words, lead, self._text, match.end(), self._end)
                if held is not None:
                    stated, stop = [(held[0], match.end())], self._start + held[1]
            names = {state for state, _ in stated}
            if not stated or (names & {*DOWN} and names & {*UP}):
                continue
            state, end = stated[0]
            if state == "tipped back" and _THROWS.search(lead):
                state = "thrown back"
            if noun.startswith(("forehead", "brow", "nose", "cheek")) and state not in ("bowed", "laid down"):
                continue
            if state == "level" and not noun.startswith("head"):
                continue
            if noun.startswith(("eye", "gaze")) and (state := AT_EYES.get(state, "")) == "":
                continue  # eyes that are turned aside may be in a head that is not
            yield Found(min(begin, stop), end, "head", None, state, self._denied(min(begin, stop), end))

    def trunks(self) -> Iterator[Found]:
        """Statements about backs, torsos and bodies by what stands behind these."""
        for match in TRUNK.finditer(self._words, self._text, self._start, self._end):
            begin, determiner = match.start(), match.group("det")
            noun, behind = match.group("noun"), self._of_whom.after_owner(match.end())
            before = self._text[self._start : begin]
            if self._text.startswith(" of ", match.end()) and behind == match.end():
                continue  # "the body of the car"
            if noun.startswith("back") and (determiner is None or behind > match.end()):
                continue
            is_owned = behind > match.end()
            if not is_owned and not self._is_own(begin, determiner, before, not noun.startswith("back")):
                continue
            window = self._window(behind)
            for state, pattern in AFTER_TRUNK:
                hit = pattern.search(self._words, self._text[behind:window])
                is_body = noun.endswith(("body", "bodies"))
                # what is bare of a whole body is of its legs as well
                of_whole = is_body and not noun.startswith("upper")
                if hit is None or (of_whole and (hit.group()[0] == " " or hit.group().endswith(" straight"))):
                    continue
                end, denied = behind + hit.end(), self._denied(begin, behind + hit.end())
                if (
                    is_body and state == "leaning" and hit.group().startswith("angled")
                ):  # a body that is angled is turned a little
                    yield Found(begin, end, "body", None, with_way("angled", hit), denied)
                else:
                    yield Found(begin, end, "trunk", None, with_way(state, hit), denied)
                break

    def _is_own(self, begin: int, determiner: str | None, before: str, may_be_the: bool) -> bool:
        """Whether a part with its determiner is somebody's, and what the clause speaks of."""
        before = before + " " if before and not before.endswith(" ") else before
        if _PREPOSITION.search(before) and not before.endswith((" tucks in ", " tucking in ", "tucked in ")):
            return False
        if determiner in ("a", "an"):
            return False
        if determiner is None:
            if words.ANIMAL.search(self._words, self._text, self._start, begin):
                return False  # "he leads a horse, head lowered"
            opens = _OPENS.search(before.rstrip() + " ") is not None or not before.strip()
            return opens and (self._has_subject(begin) or self._of_whom.person_after_comma(begin))
        if determiner == "the":
            if not may_be_the:
                return False
            if _PLAINLY_BODY.match(self._text, begin):
                return words.ANIMAL.search(self._words, self._text, self._start, begin) is None
            # "keeping the head up makes a player ready" speaks of players in general
            is_general = GERUND.match(self._text, self._start, self._end) is not None
            return self._has_subject(begin) or (self._of_whom.has_person_before and not is_general)
        return self._of_whom.is_anchored(begin, determiner)

    def _has_subject(self, begin: int) -> bool:
        return bool(SUBJECT.finditer(self._words, self._text, self._start, begin))

    def _window(self, begin: int) -> int:
        """Where the words about a part that ends at a place end."""
        last = min(self._end, begin + _WINDOW)
        if self._text.startswith(",", begin):  # "his head, snug in a hat, hangs ..."
            inserted = _AFTER_COMMA.match(self._text, begin + 1, last)
            if inserted is None:
                return begin
            from_here = inserted.end()
        else:
            from_here = begin
        stops = [last]
        stop = _STOP.search(self._text, from_here, last)
        if stop:
            stops.append(stop.start())
        comma = self._text.find(",", from_here, last)
        if comma >= 0:
            stops.append(comma)
        for pattern in (HEAD, words.LIMB, words.PERSON):
            following = pattern.search(self._words, self._text, from_here, last)
            if following and not self._is_goal(from_here, following.start()):
                stops.append(following.start())
        return min(stops)

    def _is_goal(self, begin: int, at: int) -> bool:
        """Whether a noun stands behind a preposition, as in "hangs over her knees", and starts nothing of its own."""
        return _PREPOSITION.search(self._text[begin:at]) is not None

    def _denied(self, begin: int, end: int) -> bool:
        clause = self._of_whom.clause(begin)[0]
        if self._of_whom.denies_all(begin):
            return True
        denial = words.NEGATION.search(self._words, self._text, clause, end)
        return denial is not None and _NOT_ONLY.match(self._text, denial.start()) is None

    def _owned(self, match: re.Match[str]) -> bool | None:
        """Whether a statement that names its owner is denied; None where the owner is no person."""
        owner = _POSSESSIVE.search(match.group())
        if owner is not None and words.PERSON.match(self._words, owner.group()) is None:
            return None  # "the car's front faces the camera"
        if not self._of_whom.is_anchored(match.start(), "his"):
            return None
        if not self._of_whom.people and words.ANIMAL.search(self._words, self._text, self._start, match.start()):
            return None
        clause = self._of_whom.clause(match.start())[0]
        return words.NEGATION.search(self._words, self._text, clause, match.start()) is not None

    def _is_of_thing(self, match: re.Match[str]) -> bool:
        """Whether something else than a person stands behind a noun: "the squat of the cat"."""
        if not self._text.startswith(" of ", match.end()) or _WHOSE.search(match.group()):
            return False
        return self._of_whom.after_owner(match.end()) == match.end()

    def _near(self, match: re.Match[str]) -> bool | None:
        """Whether a statement is denied whose subject stands in its clause; None where no such one is."""
        is_which = match.groupdict().get("thing") and match.group().partition(" ")[0].endswith("ing")
        if is_which and any(m.end() + 1 == match.start() for m in self._of_whom.people):
            return None  # "the man holding the racket": it says who is meant
        owner = _OWNED_BY.search(self._text, self._start, match.start())
        if owner is not None and words.THING.match(self._words, owner.group("owner")):
            return None  # "the chair's back faces the camera"
        subject = self._of_whom.subject_of(match)
        if subject is None:
            return None
        end, is_denied = subject
        return is_denied or words.NEGATION.search(self._words, self._text, end, match.start()) is not None

    def _subject(self, match: re.Match[str], cue: Cue | None) -> bool | None:
        """Whether a statement about its subject is denied; None where the subject is no person, or not clear."""
        begin = match.start()
        reached = self._of_whom.subject_before(
            begin + (1 if match.group().startswith(("he ", "she ", "they ", "who ")) else 0)
        )
        following = None
        lead = self._text[self._start : begin]
        has_turned = _TURNS_TO.search(lead) is not None
        if _NOT_YET.search(lead) and not _SEEMS_TO.search(lead) and not has_turned:
            return None
        limbs = list(words.LIMB.finditer(self._words, self._text, self._start, begin))
        if limbs and _ITSELF.match(self._text, limbs[-1].end(), begin):
            return None  # "her elbow is bent and rests on the cushion": the part goes on, not the person
        if reached is None:
            following = self._of_whom.person_after_comma(begin) or self._opens(begin, match.end())
            return self._denied(begin, match.end()) if following else None
        gap = self._text[reached:begin]
        if len(gap) > _LONGEST_GAP or ";" in gap or _RELATIVE.search(gap):
            return None
        for others in (words.ANIMAL, words.LIMB, HEAD) if cue is not None and not has_turned else (words.ANIMAL,):
            other = list(others.finditer(self._words, self._text, reached, begin))
            if other and not _GOES_ON.search(self._text, other[-1].end(), begin):
                return None
        if cue is not None and cue.state in _THINGS_DO and not _FINITE.match(match.group()):
            things = words.THING.finditer(self._words, self._text, reached, begin)
            if things and not self._text[things[-1].end() : begin].strip(" "):
                return None
        clause = max(reached, self._of_whom.clause(begin)[0])
        if self._of_whom.denies_all(begin):
            return True
        denial = words.NEGATION.search(self._words, self._text, clause, match.end())
        return denial is not None and _NOT_ONLY.match(self._text, denial.start()) is None

    def _opens(self, begin: int, end: int) -> bool:
        """Whether the sentence opens with the statement and names its subject behind the next comma."""
        opening = self._text[self._start : begin].strip(" \"'")
        if len(opening.split()) > 3 or any(
            nouns.search(self._words, opening) for nouns in (words.THING, words.LIMB, HEAD, TRUNK)
        ):
            return False
        comma = self._text.find(",", end, self._end)
        if comma < 0:
            return False
        following = self._text[comma + 1 : self._end]
        return (
            words.PERSON.search(self._words, following[:90]) is not None
            or words.PRONOUN.search(self._words, following[:30]) is not None
        )
