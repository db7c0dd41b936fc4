"""Whom a sentence is about: people, animals and things, or what only has a person's shape.

A statue's arm, a man on a poster and a dog that sits are nobody's pose; neither are people in general.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import words as words
from .mention import MENTION, Mention, find_antecedent, find_end, find_remembered, is_camera
from .phrase import Whom, find_pronoun, gender_of_pronoun
from .stems import Expression, Opener, Words, lazy, need
from .unreal import CROWD, IMAGE, find_images, is_unreal

_OF_PERSON = Expression(rf"\s+of (?:the|a|an|this|that) (?:[\w-]+ ){{0,3}}?{words.PERSON.pattern}", "of")
SUBJECT = Opener(
    rf"\b(?:{words.PEOPLE}|he|she|they|who|everyone|everybody|nobody|no one|(?:his|her|their) (?:whole )?body)\b",
    f"{words.PERSON_WORDS}|he|she|they|who|everyone|everybody|nobody|no|his|her|their",
)
_HE = Opener(r"\b(?:he|she)\b", "he|she")
_VERB_SUBJECT = Opener(r"\b(?:he|she|they|who)\b", "he|she|they|who")
_NOBODY = need("nobody|no|none|neither|not")
_NO_SUBJECT = re.compile(
    r"\b(?:none of|neither(?: of)?|no|not (?:one of|a single))(?: (?:th\w+|his|her))?(?: \w+)?\s+$"
)
_NONE_OF = re.compile(r"\b(?:none|neither)(?: of them)? (?=(?:ha[sv]|hold|keep|rais|lift|bend|show|fac|look)e?s?\b)")
_SHORT_SUBJECT = re.compile(
    r"\b(?:both|all|(?:not )?one|another|others?|each|some|none|neither|most|two|three|four|five)"
    r"(?: of (?:them|the \w+))?(?: (?:is|are|still|also|just))*\s+$"
)
_ONE_OF = Expression(
    r"(?:^|[\s,;:(—])(?P<word>one|another|the others?|others|some|a (?:second|third|fourth)"
    r"|the (?:first|second|third|fourth|last))"
    r"(?: of (?:them|the \w+))?(?: (?:is|are|was|were|still|also|just|now))*\s+"
    # directly before the statement, or before a verb that the statement goes on from
    r"(?:(?:\w+ing|seated)(?! (?:arm|hand|leg|knee|foot|elbow))\b"
    r"(?:(?!, |;| while | but | and (?:another|the other)\b).)*)?$",
    "one|another|others?|some|first|second|third|fourth|last",
)
_IS_FINITE = re.compile(r"(?:\b(?:is|are|was|were|be|been|remains?|stays?)\b|n['’]t\b)")
_FINITE = re.compile(r"(?:(?:stand|sit|crouch|squat|kneel|lie|jump|leap|lean|face|bend)(?:e?s)?|stood|sat|knelt)\b")
_MODAL = Expression(
    r"\b(?:to|may|might|could|can|cannot|do|does|did|don['’]t|doesn['’]t) (?:then |also |soon )?$",
    "to|may|might|could|can|cannot|do|does|did|don|doesn",
)
_INFINITIVE = Expression(r"\bto (?:stay |be |keep |remain |get )?$", "to")
_SEEMS_TO = re.compile(r"\b(?:appears?|seems?|looks?|happens?) to be $")
_OF_OTHER = re.compile(rf"{words.OTHER_BODY.pattern},? $")
_GOES_ON = re.compile(r"(?:while|but|,(?: and| but)?)\s+(?:\w+ly )?")
_DOES = re.compile(r"\b(?:do|does|did|n['’]t) (?:\w+ )?$")
_OWNER = re.compile(r"(?:\bhis|\bher|\btheir|['’]s)\s+(?:\w+ )?$")
_WITH_LIMB = re.compile(rf"\bwith {words.LIMB.pattern}")
_BODY_PART = Expression(
    r"\b(?:heads?|faces?|eyes|gaze|upper bod(?:y|ies)|torsos?|backs?|trunks?|hair|chests?|foreheads?|chins?|cheeks?)\b",
    "heads?|faces?|eyes|gaze|bod(?:y|ies)|torsos?|backs?|trunks?|hair|chests?|foreheads?|chins?|cheeks?",
)
_ANIMAL_NEAR = re.compile(
    rf"{words.ANIMAL.pattern} (?:next to|near|beside|behind|with|of|in front of|by|under|from) [^,]*$"
)


@dataclass(frozen=True)
class _Later:
    """What sentences leave to those after them.

    Attributes:
        mentions: the nouns for people that statements may go on about, the likeliest first.
        has_person: a sentence speaks of a person.
        is_other: the last sentence that speaks of somebody speaks of an animal or an image.
    """

    mentions: tuple[Mention, ...] = ()
    has_person: bool = False
    is_other: bool = False


class Reference:
    """Of whom the parts of one sentence speak. What no statement asks for is not worked out.

    Args:
        text: the whole text, in lower case.
        start: of the sentence.
        end: of the sentence.
        before: the sentence before.
    """

    def __init__(self, text: str, start: int, end: int, before: Reference | None) -> None:
        self._text, self._start, self._end, self._before = text, start, end, before
        self.words = Words(text, start, end)
        self._later: _Later | None = None

    @lazy
    def _mentions(self) -> list[Mention]:
        """The nouns for people."""
        return [
            Mention(self.words, self._text, self._start, self._end, m)
            for m in MENTION.finditer(self.words, self._text, self._start, self._end)
            if not (
                self._is_covered(m.start())
                or self._is_limb(m)
                or (self._earlier and self._text.endswith("this ", self._start, m.start()))  # as a pronoun
                or is_camera(self._text, self._start, m)
            )
        ]

    @lazy
    def people(self) -> list[re.Match[str]]:
        """Where the nouns for people stand, without "everyone" and the like."""
        return [m.noun for m in self._mentions if m.is_noun]

    @property
    def has_person_before(self) -> bool:
        """Whether an earlier sentence speaks of a person."""
        return self._so_far.has_person

    @property
    def _earlier(self) -> tuple[Mention, ...]:
        """The nouns for people in earlier sentences that statements may go on about, the likeliest first."""
        return self._so_far.mentions

    @lazy
    def _so_far(self) -> _Later:
        """What the sentences before leave behind."""
        unread = []
        before = self._before
        while before is not None and before._later is None:
            unread.append(before)
            before = before._before
        later = _Later() if before is None or before._later is None else before._later
        for reference in reversed(unread):
            reference._so_far = later
            later = reference._later = reference._leave(later)
        return later

    def _leave(self, before: _Later) -> _Later:
        """What this sentence and those before it leave behind."""
        if not self.words.bits & (MENTION.bit | words.PRONOUN.bit | IMAGE.bit | words.ANIMAL.bit):
            return before
        mentions = find_remembered(self.words, self._text, self._start, self._mentions, before.mentions)
        return _Later(mentions, before.has_person or self._names_person(), self._is_other())

    @lazy
    def _bounds(self) -> list[int]:
        """Where the clauses of the sentence start, and the end of the last."""
        ends = words.CLAUSE_END.finditer(self._text, self._start, self._end)
        return [self._start, *(m.start() for m in ends), self._end]

    @lazy
    def _is_unreal(self) -> bool:
        return is_unreal(self.words, self._text, self._start, self._end)

    def _names_person(self) -> bool:
        """Whether the sentence speaks of a person, by a noun or by a pronoun."""
        if self.people:
            return True
        return not self._is_other() and words.PRONOUN.search(self.words, self._text, self._start, self._end) is not None

    def _is_other(self) -> bool:
        """Whether the sentence speaks of an animal or an image, and of no person."""
        if self.people:
            return False
        if self._images or self._so_far.is_other:
            return True
        if words.ANIMAL.search(self.words, self._text, self._start, self._end) is None:
            return False
        return not words.PRONOUN.search(self.words, self._text, self._start, self._end)

    def clause(self, position: int) -> tuple[int, int]:
        """Where the part of the sentence that a position lies in starts and ends."""
        for begin, end in zip(self._bounds, self._bounds[1:], strict=False):
            if begin <= position < end:
                return begin, end
        return self._start, self._end

    def is_unreal(self, begin: int, end: int) -> bool:
        """Whether a statement is no statement about people in the picture as they are."""
        if self._is_unreal or self._is_of_other(begin) or self._is_of_crowd(begin):
            return True
        return words.UNREAL.search(self.words, self._text, self.clause(begin)[0], end) is not None

    def who_at(self, begin: int, end: int) -> Whom | None:
        """What the text calls the one whom a statement is about, if anything."""
        whom = self._named_at(begin, end)
        short = _ONE_OF.search(self.words, self._text, self._start, begin)
        if short is None or any(short.start("word") < m.noun.end() for m in self._mentions if m.start <= begin):
            return whom
        # "three people, one kneeling, another sitting": each of these is about one of them, unsaid which
        if whom is None or not whom.is_plural:
            return Whom(short.group().strip(), "people", "some", is_plural=True)
        return whom._replace(amount="some", number=None)

    def _named_at(self, begin: int, end: int) -> Whom | None:
        text, pronoun = self._text, find_pronoun(self.words, self._text, self._start, begin, end)
        of_end = _OF_PERSON.match(self.words, text, end, self._end)
        stop = of_end.end() if of_end else end
        # "the left arm of the man ...", "one of the man's arms ..."
        within = [m for m in self._mentions if begin < m.start < stop and (m.is_owner or m.begin <= begin)]
        before = [m for m in self._mentions if m.start <= begin]
        subjects = [m for m in before if not m.is_oblique]
        if pronoun is not None and subjects and pronoun.end() <= subjects[-1].end <= begin:
            pronoun = None  # "next to her, the man has both arms ...": another one is spoken of since
        gender = gender_of_pronoun(pronoun)
        after = [] if before else [m for m in self._mentions if self._is_ahead(m, end, gender)]
        whose = [m for m in before[-1:] if m.has_clause_to(begin)]
        for mentions in (within[:1], whose, subjects[::-1], before[::-1], after[:1], self._earlier):
            for mention in mentions:
                if gender is None or mention.gender in (None, gender):
                    whom = self._with_partner(mention)
                    is_one = not whom.is_plural or whom.amount == "some"
                    if gender is None or is_one or not self._goes_on(mention, end):
                        return whom
                    # "two men ... he": one of them, if nobody else is meant
                    return self._single_before(gender) or whom._replace(amount="one", number=None, is_plural=False)
        return (before[-1] if before else self._earlier[0]).whom(self._earlier) if before or self._earlier else None

    def _is_ahead(self, mention: Mention, end: int, gender: str | None) -> bool:
        """Whether a statement stands before the one it is about: "Arms raised, the player ...".

        A pronoun goes on with earlier sentences: "His head is turned to the man", "she looks up, ignoring the man".
        """
        if mention.start <= end or gender is None:
            if mention.start <= end or _VERB_SUBJECT.search(self.words, self._text, end, mention.begin):
                return False  # "in profile, he faces his son"
            return mention.begin <= end or not self._text[: mention.begin].endswith((" for ", " like "))
        if _HE.search(self.words, self._text, self._start, mention.begin):
            return False
        return not mention.is_oblique and self._text[end : mention.begin].rstrip().endswith(",")

    def _goes_on(self, mention: Mention, end: int) -> bool:
        """Whether a pronoun for one person follows a noun: "both men ... he", not "around him the others"."""
        start = mention.end if mention in self._mentions else self._start
        return start < end and gender_of_pronoun(find_pronoun(self.words, self._text, start, start, end)) is not None

    def _single_before(self, gender: str) -> Whom | None:
        """The last one of earlier sentences whom a pronoun of a gender may stand for."""
        fit = (mention.whom() for mention in self._earlier if mention.gender in (None, gender))
        return next((whom for whom in fit if not whom.is_plural), None)

    def _with_partner(self, mention: Mention) -> Whom:
        """The phrase, with the one before it in "the man and the woman"."""
        place = self._mentions.index(mention) if mention in self._mentions else 0
        whom = mention.whom((*self._mentions[:place][::-1], *self._earlier))
        if place and not whom.is_plural:
            first = self._mentions[place - 1]
            if self._text[first.end : mention.begin].strip() == "and":
                return whom._replace(partner=first.whom(self._earlier))
        return whom

    def is_anchored(self, position: int, determiner: str | None, is_sided: bool = False) -> bool:
        """Whether a part belongs to somebody: a possessive, a person named before it, or a certain one of two."""
        determiner = determiner or ""
        if determiner.startswith("its") or any(m.noun.end() <= position < m.look_until for m in self._mentions):
            return False
        if determiner.rpartition(" ")[2] in ("his", "her", "their"):
            return True
        if determiner.endswith(("'s", "s'", "’s", "s’")):
            return words.THING.match(self.words, determiner.rpartition(" ")[2]) is None
        last = max((m.start for m in self._mentions if m.start < position), default=None)
        for pronoun in words.PRONOUN.finditer(self.words, self._text, self._start, position):
            if not (pronoun.group().startswith("who") and _OF_OTHER.search(self._text[self._start : pronoun.start()])):
                last = max(last or 0, pronoun.start())
        if last is not None:
            if words.OTHER_BODY.search(self.words, self._text, last, position) is None:
                return True
            # "the man near the dog has ...": what distinguishes him has no arms
            end = find_end(self._mentions, last, position)
            return end > last and words.OTHER_BODY.search(self.words, self._text, end, position) is None
        if not determiner and self.person_after_comma(position):
            return True
        if words.OTHER_BODY.search(self.words, self._text, self._start, self._end if not is_sided else position):
            return False
        is_definite = is_sided or determiner.startswith(("both", "each", "either", "neither", "one"))
        return bool(determiner) and is_definite and (self.has_person_before or is_sided)

    def denies_all(self, position: int) -> bool:
        """Whether nobody is said to have the part that is named here: "none of them has an arm raised"."""
        if not self.words.bits & _NOBODY:
            return False
        clause = self.clause(position)[0]
        subjects = SUBJECT.finditer(self.words, self._text, clause, position)
        if not subjects:
            return _NONE_OF.search(self._text, clause, position) is not None
        subject = find_antecedent(self._text, subjects)
        is_nobody = subject.group() in ("nobody", "no one")
        return is_nobody or _NO_SUBJECT.search(self._text[clause : subject.start()]) is not None

    def after_owner(self, position: int) -> int:
        """Where the text goes on after "of the man" and the like."""
        owner = _OF_PERSON.match(self.words, self._text, position, self._end)
        if owner is None:
            return position
        return next((m.end for m in self._mentions if position < m.start < owner.end()), owner.end())

    def person_after_comma(self, position: int) -> bool:
        """Whether the sentence opens here and a person follows its first comma: "Arms raised, the player ..."."""
        opening = self._text[self._start : position].strip(" \t\"'")
        comma = self._text.find(",", position, self._end)
        is_list = opening.endswith(" and") and words.LIMB.search(self.words, opening) and "," not in opening
        if comma < 0 or not (opening in ("", "with", "without", "by") or is_list):
            return False
        return any(m.start() > comma for m in self.people) or bool(
            words.PRONOUN.search(self.words, self._text, comma, self._end)
        )

    def subject_before(self, position: int) -> int | None:
        """Where the last person or pronoun ends that may be the subject of a verb at a place; None if there is none.

        A person behind a preposition is none, but for "one of the men" and "with the man kneeling".
        """
        found = [
            m
            for m in self._mentions
            if m.start < position and not self._text.startswith(("'s", "’s", "s'"), m.noun.end())
        ]
        subjects = [m for m in found if not m.is_oblique]
        if not subjects:
            subjects = [m for m in found if self._text[: m.begin].endswith((" of ", "with "))]
        ends = [m.end if m.end <= position else m.noun.end() for m in subjects[-1:]]
        ends += [m.end() for m in _VERB_SUBJECT.finditer(self.words, self._text, self._start, position)[-1:]]
        return max(ends, default=None)

    def subject_of(self, match: re.Match[str]) -> tuple[int, bool] | None:
        """Where the person that a verb speaks of ends, and whether the statement is denied of all.

        None where something else than a person may be the verb's subject.
        """
        text, begin = self._text, match.start()
        clause = self.clause(begin)[0]
        lead = text[clause:begin]
        if _MODAL.search(self.words, lead) and not match.group().endswith(("ing", "ed")):
            return (begin, False) if _DOES.search(lead) else None
        if match.group().startswith("on ") and not words.BEFORE_KNEES.search(text[self._start : begin]):
            return None
        following = words.PERSON.match(self.words, text, match.end() + 1)
        if following is None and words.THING.match(self.words, text, match.end() + 1):
            return None  # "a sitting dog"
        is_opening = match.group().startswith(words.PARTICIPLES) and self.person_after_comma(begin)
        is_own = match.group().startswith(("we see", "you see")) or (
            match.group().startswith(("back", "upright", "stance is")) and _OWNER.search(text[self._start : begin])
        )
        if following or is_opening or is_own:
            return begin, False
        if _INFINITIVE.search(self.words, lead) and not _SEEMS_TO.search(lead):
            return None
        if _GOES_ON.fullmatch(lead) and clause > self._start:  # "... is asleep while lying": the subject stands before
            earlier = SUBJECT.finditer(self.words, text, self._start, clause)
            is_animal = earlier and words.ANIMAL.search(self.words, text, earlier[-1].end(), clause)
            return None if not earlier or is_animal else (begin, False)
        subjects = SUBJECT.finditer(self.words, text, clause, begin)
        if subjects and self._is_limb(subjects[-1]):
            return None  # "his left hand is up, and the right one lies in his lap"
        if not subjects:
            short = _SHORT_SUBJECT.search(lead)
            if short is None or (
                short.group().startswith("other") and words.ONE_LIMB.search(text, self._start, clause)
            ):
                return None  # "one arm is raised, and the other lies across her chest"
            return clause + short.end(), short.group().startswith(("not", "none", "neither"))
        return self._judge_gap(subjects, match, clause)

    def _judge_gap(self, subjects: list[re.Match[str]], match: re.Match[str], clause: int) -> tuple[int, bool] | None:
        """Whether what lies between a person and a verb leaves the person its subject."""
        text, subject = self._text, subjects[-1]
        before = text[clause : subject.start()]
        if self.words.bits & words.ANIMAL.bit and _ANIMAL_NEAR.search(before):
            return None  # "the dog next to the man is ..."
        ends = [m.end for m in self._mentions if subject.start() <= m.start < subject.end() and m.end < match.start()]
        gap = _WITH_LIMB.sub(" ", text[max([subject.end(), *ends]) : match.start()])
        if words.OWNS.match(gap) or words.LIMB.search(self.words, gap) or _BODY_PART.search(self.words, gap):
            return None
        is_finite = _FINITE.match(match.group()) or _IS_FINITE.search(gap)
        is_plain = not words.THING.search(self.words, gap)
        if len(gap.split()) > (8 if is_plain else 14) or (
            not is_plain and not (is_finite and words.PHRASES.fullmatch(gap))
        ):
            return None
        first = find_antecedent(text, subjects)
        is_denied = first.group() in ("nobody", "no one") or bool(_NO_SUBJECT.search(text[clause : first.start()]))
        return subject.end(), is_denied

    @lazy
    def _images(self) -> list[tuple[int, int]]:
        return find_images(self.words, self._text, self._start, self._end)

    def _is_limb(self, noun: re.Match[str]) -> bool:
        """Whether "the left one" stands for an arm or a leg that the sentence has named before."""
        return noun.group() == "one" and bool(words.LIMB.search(self.words, self._text, self._start, noun.start()))

    def _is_of_crowd(self, position: int) -> bool:
        """Whether a crowd is spoken of, and nobody after it: "the whole crowd is on its feet"."""
        crowd = CROWD.search(self.words, self._text, self._start, position)
        return crowd is not None and not any(crowd.end() <= m.start <= position for m in self._mentions)

    def _is_covered(self, position: int) -> bool:
        return any(begin <= position < end for begin, end in self._images)

    def _is_of_other(self, position: int) -> bool:
        return self._is_covered(position) or (not self.people and self._so_far.is_other)
