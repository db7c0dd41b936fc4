"""Whom a sentence is about: people, animals and things, or what only has a person's shape.

A statue's arm, a man on a poster and a dog that sits are nobody's pose; neither are people in general.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property, lru_cache

from . import words as words
from .phrase import WHOLE, Whom, find_lead, gender_of, is_oblique, pronoun_gender, read_phrase, read_tails

_ARTICLE = r"(?:the|a|an|this|that|another|one|two|some)"
_MENTION = re.compile(rf"{words.PERSON.pattern}|{WHOLE.pattern}")
_OF_PERSON = re.compile(rf"\s+of (?:the|a|an|this|that) (?:\w+ ){{0,3}}?{words.PERSON.pattern}")
_SUBJECT = re.compile(
    rf"\b(?:{words.PEOPLE}|he|she|they|who|everyone|everybody|nobody|no one|(?:his|her|their) (?:\w+ )?body)\b"
)
_NO_SUBJECT = re.compile(r"\b(?:none of|neither(?: of)?|no)(?: (?:the|them|these|those|his|her|their))?(?: \w+)?\s+$")
_SHORT_SUBJECT = re.compile(
    r"\b(?:both|all|one|another|others?|each|some|none|neither|the two|all three|all four)(?: of (?:them|the \w+))?"
    r"(?: (?:is|are|still|also|just))*\s+$"
)
_ONE_OF = re.compile(
    r"(?:^|[\s,;:(—])(?P<word>one|another|the others?|others|some|a (?:second|third|fourth)"
    r"|the (?:first|second|third|fourth|last))"
    r"(?: of (?:them|the \w+))?(?: (?:is|are|was|were|still|also|just|now))*\s+"
    # directly before the statement, or before a verb that the statement goes on from
    r"(?:(?:\w+ing|seated)(?! (?:arm|hand|leg|knee|foot|elbow))\b"
    r"(?:(?!, |;| while | but | and (?:another|the other)\b).)*)?$"
)
# what stands between a person and the verb that speaks of them: phrases of place, of things and of clothes
_PHRASES = re.compile(
    r"(?:,?\s*\b(?:on|in|with|at|near|by|of|next to|behind|beside|under|between|in front of|against|wearing|holding|"
    r"carrying|riding|from|to|along|over|inside|outside|across|around|atop)\b(?: [\w'’-]+){1,5}?)+"
    r",?\s*(?:is|are|was|were|appears?|seems?|remains?|stays?|also|still|clearly|now|then)?"
    r"(?: (?:not|also|still|likely|to be|being))*\s*"
)
_IS_FINITE = re.compile(r"(?:\b(?:is|are|was|were|be|been|remains?|stays?)\b|n['’]t\b)")
_FINITE = re.compile(r"(?:(?:stand|sit|crouch|squat|kneel|lie|jump|leap|lean|face|bend)(?:e?s)?|stood|sat|knelt)\b")
_MODAL = re.compile(r"\b(?:to|may|might|could|can|cannot|do|does|did|don['’]t|doesn['’]t) (?:then |also |soon )?$")
_INFINITIVE = re.compile(r"\bto (?:stay |be |keep |remain |get )?$")
_SEEMS_TO = re.compile(r"\b(?:appears?|seems?|looks?|happens?) to be $")
_OF_OTHER = re.compile(rf"{words.OTHER_BODY.pattern},? $")
_GOES_ON = re.compile(r"(?:while|but|,(?: and| but)?)\s+(?:\w+ly )?")
_OWNER = re.compile(r"(?:\bhis|\bher|\btheir|['’]s)\s+(?:\w+ )?$")
_WITH_LIMB = re.compile(rf"\bwith {words.LIMB.pattern}")
_BODY_PART = re.compile(r"\b(?:heads?|faces?|eyes|gaze|upper bod(?:y|ies)|torsos?|backs?|trunks?|hair)\b")
_ON_KNEES = re.compile(
    rf"(?:\b(?:is|are|was|were|down|low|drops?|dropped|gets?|falls?|fell|sinks?|while|{words.PEOPLE}|he|she|they)"
    r"(?: (?:down|back|both|now|still))?)\s+$"
)
_PARTICIPLES = (
    *("standing", "sitting", "seated", "crouching", "squatting", "kneeling", "lying", "laying", "jumping", "leaping"),
    *("leaning", "bending", "bent", "facing", "seen", "viewed", "shown", "captured"),
)
_SIDED = ("both", "each", "either", "neither", "one")

# a person's shape and no person; the words that it may be the image of belong to it
_IMAGE = re.compile(
    rf"\b{words.IMAGES}(?:['’]s|s['’])?(?:(?: (?!while|and|but)\w+){{0,4}}? (?:of|shows?|depicts?|displays?|features?)"
    rf" {_ARTICLE} (?:\w+ ){{0,2}}?{words.PEOPLE})?"
    rf"|\b(?:\w+ ){{0,2}}?{words.PEOPLE} (?:on|in) (?:the|a|an|his|her|their) (?:\w+ ){{0,2}}?"
    r"(?:vases?|posters?|paintings?|murals?|screens?|televisions?|tvs?|monitors?|billboards?|magazines?|labels?|"
    r"wallpaper|t-?shirt print|advertisements?|stained[- ]glass|fresco|trophy|coins?|logo|mirrors?)\b"
)
_IN_IMAGE = re.compile(
    r"\b(?:in|on) (?:the|a|an) (?:\w+ )?"
    r"(?:painting|poster|drawing|mural|cartoon|advertisement|billboard|mirror|fresco|screen|television|tv|monitor)\b"
)
# sentences about what is usual, what comes next, what is supposed or advised
_OPENING_UNREAL = re.compile(
    r"\W*(?:next(?! to)|soon|later|afterwards?|in a (?:moment|second)|in the next|if|unless|imagine|suppos(?:e|ing)|"
    r"had (?:he|she|they|the)|"
    r"bend|raise|lift|keep|hold|try|make sure|remember|straighten|relax|avoid|stand|sit|kneel|crouch|lean|turn)\b"
)
_SUPPOSED = re.compile(r"\W*with(?:out)? [^,;]{0,80}\b(?:would|could|might)\b")  # "with his feet together he would ..."
_GENERAL = re.compile(
    rf"\W*(?:(?:most |many |some |all |good |skilled |experienced )*(?:[a-z]+s|people|men|women|children)(?= )"
    rf"|an? (?:good|skilled|skilful|skillful|experienced|typical|trained) (?:\w+ )?{words.PEOPLE})"
)
_COMPARES = re.compile(
    r"\b(?:better|best|more|less|worse|easier|easily|faster|safer|tends?|generally|commonly|typically|usually|"
    r"in general|so as|so that|in order|must|need|whenever)\b"
)


_REMEMBERED = 4  # people of earlier sentences


class Mention:
    """A noun for people in a text.

    Args:
        text: lower-case.
        first: where the sentence starts.
        last: where it ends.
        noun: where the noun stands.
    """

    def __init__(self, text: str, first: int, last: int, noun: re.Match[str]) -> None:
        self._text, self._first, self._last, self.noun, self.start = text, first, last, noun, noun.start()
        self._whom: Whom | None = None

    def whom(self, earlier: tuple[Mention, ...] = ()) -> Whom:
        """The phrase around the noun, read once."""
        if self._whom is None:
            before = next((m.whom() for m in earlier if m is not self), None)
            self._whom = read_phrase(self._text, self.start, self.noun.end(), self._first, self._last, before)
        return self._whom

    @cached_property
    def begin(self) -> int:
        """Where the phrase starts, with its determiner and adjectives."""
        return find_lead(self._text, self.start, self._first)[0]

    @cached_property
    def end(self) -> int:
        """Where the phrase ends, with what follows the noun to tell the person from others."""
        return read_tails(self._text, self.noun.end(), self._last)[1]

    @cached_property
    def gender(self) -> str | None:
        """``"m"``, ``"f"``, or None where the noun says neither."""
        return gender_of(self.noun.group())

    @property
    def is_noun(self) -> bool:
        """Whether it is a noun, not "everyone" or "both of them"."""
        return WHOLE.fullmatch(self.noun.group()) is None

    @property
    def is_owner(self) -> bool:
        """Whether it stands behind "of", as in "the left arm of the man"."""
        return self._text[: self.begin].endswith(" of ")

    @cached_property
    def is_oblique(self) -> bool:
        """Whether it stands behind a preposition, as in "next to the woman", and is no subject."""
        return is_oblique(self._text, self._first, self.start)


@lru_cache(maxsize=8)  # each sentence of a text asks for it
def _image_stems(text: str) -> tuple[str, ...]:
    """The stems of the words for statues, paintings and the like that a text holds."""
    return tuple(stem for stem in words.IMAGE_STEMS if stem in text)


class Reference:
    """Of whom the parts of one sentence speak.

    Args:
        text: the whole text, in lower case.
        start: of the sentence.
        end: of the sentence.
        earlier: the nouns for people in earlier sentences that statements may go on about, the likeliest first.
        has_person: whether an earlier sentence speaks of a person.
        is_other: whether the sentence before speaks of no person but of an animal or an image.
    """

    def __init__(
        self, text: str, start: int, end: int, earlier: tuple[Mention, ...], has_person: bool, is_other: bool
    ) -> None:
        self._text, self._start, self._end = text, start, end
        self._earlier, self.has_person_before = earlier, has_person
        self._images = self._find_images()
        self._mentions = [
            Mention(text, start, end, m)
            for m in _MENTION.finditer(text, start, end)
            if not self._is_covered(m.start()) and not self._is_limb(m)
        ]
        self.people = [m.noun for m in self._mentions if m.is_noun]
        self._bounds = [start, *(m.start() for m in words.CLAUSE_END.finditer(text, start, end)), end]
        self._is_other_before = is_other
        opening = _OPENING_UNREAL.match(text, start, end)
        supposed = _SUPPOSED.match(text, start, end)
        self._is_unreal = bool(opening or supposed) or self._is_general()

    def names_person(self) -> bool:
        """Whether the sentence speaks of a person, by a noun or by a pronoun."""
        if self.people:
            return True
        return not self.is_other() and words.PRONOUN.search(self._text, self._start, self._end) is not None

    def is_other(self) -> bool:
        """Whether the sentence speaks of an animal or an image, and of no person."""
        if self.people:
            return False
        if self._images or self._is_other_before:
            return True
        has_pronoun = words.PRONOUN.search(self._text, self._start, self._end)
        return not has_pronoun and words.ANIMAL.search(self._text, self._start, self._end) is not None

    def mentions_for_later(self) -> tuple[Mention, ...]:
        """The nouns that later sentences may go on about, the likeliest first: subjects before others."""
        own = sorted(self._mentions, key=lambda m: m.is_oblique)
        return (*own, *self._earlier)[:_REMEMBERED]

    def clause(self, position: int) -> tuple[int, int]:
        """Where the part of the sentence that a position lies in starts and ends."""
        for begin, end in zip(self._bounds, self._bounds[1:], strict=False):
            if begin <= position < end:
                return begin, end
        return self._start, self._end

    def is_unreal(self, begin: int, end: int) -> bool:
        """Whether a statement is no statement about people in the picture as they are."""
        if self._is_unreal or self._is_of_other(begin):
            return True
        return words.UNREAL.search(self._text, self.clause(begin)[0], end) is not None

    def who_at(self, begin: int, end: int) -> Whom | None:
        """What the text calls the one whom a statement is about, if anything."""
        whom = self._named_at(begin, end)
        short = _ONE_OF.search(self._text, self._start, begin)
        if short is None or any(short.start("word") < m.noun.end() for m in self._mentions if m.start <= begin):
            return whom
        # "three people, one kneeling, another sitting": each of these is about one of them, unsaid which
        if whom is None or not whom.is_plural:
            return Whom(short.group().strip(), "people", "some", is_plural=True)
        return replace(whom, amount="some", count=None)

    def _named_at(self, begin: int, end: int) -> Whom | None:
        text, gender = self._text, pronoun_gender(self._text, self._start, begin, end)
        of_end = _OF_PERSON.match(text, end, self._end)
        stop = of_end.end() if of_end else end
        within = [m for m in self._mentions if begin < m.start < stop and m.is_owner]  # "the left arm of the man ..."
        before = [m for m in self._mentions if m.start <= begin]
        subjects = [m for m in before if not m.is_oblique]
        after = [] if before else [m for m in self._mentions if m.start > end]  # "Arms raised, the player ..."
        for mentions in (within[:1], subjects[::-1], before[::-1], after[:1], self._earlier):
            for mention in mentions:
                if gender is None or mention.gender in (None, gender):
                    return self._with_partner(mention)
        return (before[-1] if before else self._earlier[0]).whom(self._earlier) if before or self._earlier else None

    def _with_partner(self, mention: Mention) -> Whom:
        """The phrase, with the one before it in "the man and the woman"."""
        whom = mention.whom(self._earlier)
        place = self._mentions.index(mention) if mention in self._mentions else 0
        if place and not whom.is_plural:
            first = self._mentions[place - 1]
            if self._text[first.end : mention.begin].strip() == "and":
                return replace(whom, partner=first.whom(self._earlier))
        return whom

    def is_anchored(self, position: int, determiner: str | None, is_sided: bool = False) -> bool:
        """Whether a part belongs to somebody: a possessive, a person named before it, or a certain one of two."""
        determiner = determiner or ""
        if determiner.startswith("its"):
            return False
        if re.search(r"\b(?:his|her|their)\b", determiner):
            return True
        if determiner.endswith(("'s", "s'", "’s", "s’")):
            return words.THING.match(determiner) is None
        last = max((m.start() for m in self.people if m.start() < position), default=None)
        for pronoun in words.PRONOUN.finditer(self._text, self._start, position):
            if not (pronoun.group().startswith("who") and _OF_OTHER.search(self._text[self._start : pronoun.start()])):
                last = max(last or 0, pronoun.start())
        if last is not None:
            return words.OTHER_BODY.search(self._text, last, position) is None
        if not determiner and self.person_after_comma(position):
            return True
        if words.OTHER_BODY.search(self._text, self._start, self._end):
            return False
        is_definite = is_sided or determiner.startswith(_SIDED)
        return bool(determiner) and is_definite and (self.has_person_before or is_sided)

    def denies_all(self, position: int) -> bool:
        """Whether nobody is said to have the part that is named here: "none of them has an arm raised"."""
        clause = self.clause(position)[0]
        subjects = list(_SUBJECT.finditer(self._text, clause, position))
        if not subjects:
            return False
        return bool(
            subjects[-1].group() in ("nobody", "no one")
            or _NO_SUBJECT.search(self._text[clause : subjects[-1].start()])
        )

    def after_owner(self, position: int) -> int:
        """Where the text goes on after "of the man" and the like."""
        owner = _OF_PERSON.match(self._text, position, self._end)
        if owner is None:
            return position
        return next((m.end for m in self._mentions if position < m.start < owner.end()), owner.end())

    def person_after_comma(self, position: int) -> bool:
        """Whether the sentence opens here and a person follows its first comma: "Arms raised, the player ..."."""
        opening = self._text[self._start : position].strip(" \t\"'")
        comma = self._text.find(",", position, self._end)
        is_list = opening.endswith(" and") and words.LIMB.search(opening) and "," not in opening
        if comma < 0 or not (opening in ("", "with", "without") or is_list):
            return False
        return any(m.start() > comma for m in self.people) or bool(words.PRONOUN.search(self._text, comma, self._end))

    def subject_of(self, match: re.Match[str]) -> tuple[int, bool] | None:
        """Where the person that a verb speaks of ends, and whether the statement is denied of all.

        None where something else than a person may be the verb's subject.
        """
        text, begin = self._text, match.start()
        clause = self.clause(begin)[0]
        lead = text[clause:begin]
        if _MODAL.search(lead) and not match.group().endswith(("ing", "ed")):
            return (begin, False) if re.search(r"\b(?:do|does|did|n['’]t) (?:\w+ )?$", lead) else None
        if match.group().startswith("on ") and not _ON_KNEES.search(text[self._start : begin]):
            return None
        following = words.PERSON.match(text, match.end() + 1)
        if following is None and words.THING.match(text, match.end() + 1):
            return None  # "a sitting dog"
        is_opening = match.group().startswith(_PARTICIPLES) and self.person_after_comma(begin)
        is_own = match.group().startswith(("back", "upright")) and _OWNER.search(text[self._start : begin])
        if following or is_opening or is_own:
            return begin, False
        if _INFINITIVE.search(lead) and not _SEEMS_TO.search(lead):
            return None
        if _GOES_ON.fullmatch(lead) and clause > self._start:  # "... is asleep while lying": the subject stands before
            earlier = list(_SUBJECT.finditer(text, self._start, clause))
            return None if not earlier or words.ANIMAL.search(text, earlier[-1].end(), clause) else (begin, False)
        subjects = list(_SUBJECT.finditer(text, clause, begin))
        if not subjects:
            short = _SHORT_SUBJECT.search(lead)
            return (clause + short.end(), short.group().startswith(("none", "neither"))) if short else None
        return self._judge_gap(subjects[-1], match, clause)

    def _judge_gap(self, subject: re.Match[str], match: re.Match[str], clause: int) -> tuple[int, bool] | None:
        """Whether what lies between a person and a verb leaves the person its subject."""
        text = self._text
        before = text[clause : subject.start()]
        if re.search(
            rf"{words.ANIMAL.pattern} (?:next to|near|beside|behind|with|of|in front of|by|under|from) [^,]*$", before
        ):
            return None  # "the dog next to the man is ..."
        ends = [m.end for m in self._mentions if subject.start() <= m.start < subject.end() and m.end < match.start()]
        gap = _WITH_LIMB.sub(" ", text[max([subject.end(), *ends]) : match.start()])
        if words.LIMB.search(gap) or _BODY_PART.search(gap):
            return None
        is_finite = _FINITE.match(match.group()) or _IS_FINITE.search(gap)
        is_plain = not words.THING.search(gap)
        if len(gap.split()) > (8 if is_plain else 14) or (not is_plain and not (is_finite and _PHRASES.fullmatch(gap))):
            return None
        is_denied = subject.group() in ("nobody", "no one") or bool(_NO_SUBJECT.search(before))
        return subject.end(), is_denied

    def _find_images(self) -> list[tuple[int, int]]:
        """The stretches of the sentence that speak of statues, dolls, paintings and the like."""
        if not any(self._text.find(stem, self._start, self._end) >= 0 for stem in _image_stems(self._text)):
            return []
        if _IN_IMAGE.search(self._text, self._start, self._end):
            return [(self._start, self._end)]
        spans = []
        for image in _IMAGE.finditer(self._text, self._start, self._end):
            lead = self._text[self._start : image.start()]
            is_depicted = words.PERSON.search(image.group()) is not None
            if not is_depicted and (words.PERSON.search(lead) or words.PRONOUN.search(lead)):
                continue  # "the man beside a statue ..." goes on about the man
            person = words.PERSON.search(self._text, image.end(), self._end)
            spans.append((image.start(), person.start() if person else self._end))
        return spans

    def _is_limb(self, noun: re.Match[str]) -> bool:
        """Whether "the left one" stands for an arm or a leg that the sentence has named before."""
        return noun.group() == "one" and words.LIMB.search(self._text, self._start, noun.start()) is not None

    def _is_covered(self, position: int) -> bool:
        return any(begin <= position < end for begin, end in self._images)

    def _is_of_other(self, position: int) -> bool:
        return self._is_covered(position) or (self._is_other_before and not self.people)

    def _is_general(self) -> bool:
        opening = _GENERAL.match(self._text, self._start, self._end)
        return (
            opening is not None
            and words.PERSON.search(opening.group()) is not None
            and _COMPARES.search(self._text, opening.end(), self._end) is not None
        )
