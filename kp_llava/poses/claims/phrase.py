"""Noun phrases for people, read apart: the noun, how many, and what is said to distinguish the person from others."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .stems import Expression, Opener, Words
from .things import AT_HAND, AT_HAND_WORDS, HOLDABLE, HOLDABLE_WORDS
from .words import PERSON, PERSON_WORDS

_NUMBER_WORDS = {
    "two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
}  # fmt: skip
_DETERMINER = re.compile(
    r"\b(?P<det>(?:all|both|each|neither|none|one|some|either|most|two|three|four|five|six) of (?:the|these|those|his|her|their|them)"
    r"|(?:all|both)(?: (?:the|these|those))?(?: (?:two|three|four|five|six))?|each|every|neither|either|no|most|several|many|some|another|the other|other"
    r"|(?:the )?(?:two|three|four|five|six|seven|eight|nine|ten)|\d+|the|this|that|these|those|an|a|one|his|her|their)\b"
    r"(?P<adjectives>(?: (?!(?:and|or|is|are|was|were|has|have|while|as|of|in|on|at|with|to|by|near|behind|who|that|from|for|the|an?|his|her|their)\b)[a-z'’-]+){0,6}?) $"
)
_DETERMINER_WORD = re.compile(
    r"\b(?:all|both|each|neither|none|one|some|either|most|no|every|several|many|another|the|other|this|that|these|those|an?|his|her|their|two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
)
_MASCULINE = re.compile(
    r"(?:m[ae]n|boys?|gu(?:y|ys)|gentlem[ae]n|fathers?|dads?|brothers?|sons?|husbands?|grooms?|grandfathers?|grandpas?|"
    r"basem[ae]n|business ?m[ae]n|fisherm[ae]n|policem[ae]n|firem[ae]n|actors?|waiters?|fellows?|chaps?|blokes?|dudes?|"
    r"nephews?|uncles?|monks?|priests?|schoolboys?|grandda(?:d|ddy)|grandsons?|horsem[ae]n|linesm[ae]n|workm[ae]n|salesm[ae]n|sportsm[ae]n|stewards?)\b"
)
_FEMININE = re.compile(
    r"(?:wom[ae]n|girls?|lad(?:y|ies)|mothers?|moms?|sisters?|daughters?|wi(?:fe|ves)|brides?|grand(?:mother|ma)s?|"
    r"businesswom[ae]n|policewom[ae]n|actress(?:es)?|waitress(?:es)?|aunts?|nieces?|nuns?|hostess(?:es)?|stewardess(?:es)?|schoolgirls?|"
    r"horsewom[ae]n|saleswom[ae]n|sportswom[ae]n|blondes?|brunettes?|granddaughters?|grann(?:y|ies))\b"
)
_PLURAL = re.compile(
    r"(?:people|men|women|children|ladies|guys|babies|wives|families|couple|pair|trio|duo|passersby|\w+(?:[^s]s|(?:ss|x|ch|sh)es))$"
)
_FRAME = r"(?:the )?(?:image|picture|photo(?:graph)?|frame|scene|shot|table|group|bench|row|line|court|couch|sofa|room|field|net)"
_VERB = (
    r"(?:(?:who|that) )?(?:(?:is|are|was|were|has|have|'s) )?(?:also )?(?:seen |shown |pictured |visible |located |positioned |standing |sitting "
    r"|seated |crouching |kneeling |lying |walking |placed |farthest |furthest |furthest out |closest |nearest "
    r"|(?:paddl|swimm|wad|runn|jogg|rid|surf|skat|ski|wait|watch|work|play|perch|cycl|pedal|stroll|squatt|bend|box|row|sail|sleep|rest|relax|eat|talk)(?:ing|ed) )?"
)
_NO_LIMB = r"(?! (?:arm|hand|leg|foot|knee|elbow|shoulder|hip|side of (?:his|her|their)|of (?:his|her|their)))"
_OF_FRAME = rf"(?: (?:hand )?(?:side|edge|end|corner|part|half))?(?: of (?={_FRAME}\b){_FRAME})?(?! of\b)(?! (?:side|edge|end|corner) of\b)"
_LIMB_LOOKS = "tattooed|bandaged|injured|muscular|gloved|prosthetic"
LIMB_LOOK = re.compile(rf"(?:{_LIMB_LOOKS}) (?:arms?|hands?|legs?|forearms?|shoulders?|fingers?)")
_CLOTHES = (
    r"(?:shirts?|t-shirt|tees?|tshirt|jackets?|coats?|hats?|caps?|dress(?:es)?|skirts?|shorts|pants|trousers|jeans|suits?|uniforms?|sweaters?|hoodies?|vests?|helmets?|"
    r"glasses|sunglasses|overalls|coveralls|jerseys?|wetsuits?|scar(?:f|ves)|headscarf|gloves|boots|shoes|sneakers|sandals|bikinis?|swimsuits?|trunks|robes?|aprons?|ties?|bowtie|"
    r"hair|beards?|mustaches?|moustache|ponytails?|pigtails|braids?|bun|curls|tattoos?|blouses?|tops?|cardigans?|pullovers?|camisoles?|fedoras?|kimonos?|saris?|tunics?|gowns?|leggings|"
    r"capes?|ponchos?|parkas?|windbreakers?|blazers?|turtlenecks?|sweatshirts?|sweatpants|tracksuits?|costumes?|turbans?|bandanas?|beanies?|headbands?|visors?|goggles|polo|"
    rf"scrubs|pajamas|outfits?|clothes|clothing|garb|attire|stripes|plaid|khakis?|denim|leather|{LIMB_LOOK.pattern})"
)
_COLORS = r"(?:black|white|red|blue|green|yellow|orange|pink|purple|brown|gr[ae]y|beige|tan|navy|maroon|turquoise|teal|violet|khaki|cream|gold|silver)"
_TAILS: tuple[tuple[str, Expression], ...] = (
    ("corner", Expression(
        rf" {_VERB}(?:on|at|to|toward|towards|in|near) the (?:far |extreme |very )?(?P<value>(?:bottom|top|lower|upper|back|rear|front)[- ](?:left|right))\b{_NO_LIMB}(?:[- ]hand)?(?: (?:side|edge|end|corner|part|area|portion|quarter|section))?(?: of {_FRAME})?", "bottom|top|lower|upper|back|rear|front")),
    ("corner", Expression(
        rf" {_VERB}(?:at|near|toward|towards) the (?:very )?(?P<value>top|bottom)\b(?! (?:left|right)|-)(?: edge)?(?: of (?={_FRAME}\b){_FRAME}| of the (?:wave|hill|slope|stairs|steps|ramp|stands|bleachers))?(?! of\b)", "top|bottom")),
    ("rank", Expression(r" from the (?P<value>left|right)\b" + _OF_FRAME, "from")),
    ("far", Expression(
        rf" {_VERB}(?:on|at|to|toward|towards|in) the (?:far|extreme|very|outer) (?P<value>left|right)\b{_NO_LIMB}{_OF_FRAME}"
        rf"| {_VERB}farthest to the (?P<value2>left|right)\b", "far|extreme|very|outer|farthest")),
    ("far", Expression(
        rf" {_VERB}(?:(?:on|at|to|near|by|along|against) |(?<=nearest )|(?<=closest ))the (?:far |extreme |very )?(?P<value>left|right)[- ](?:hand )?(?:edge|margin|border)\b(?: of {_FRAME})?", "edge|margin|border")),
    ("side", Expression(rf" {_VERB}(?:on|at|to|toward|towards|in) the (?:bottom |top |lower |upper )?(?P<value>left|right)\b{_NO_LIMB}{_OF_FRAME}", "left|right")),
    ("middle", Expression(rf" {_VERB}(?:in|at|near) the (?P<value>middle|cent(?:er|re))(?: of {_FRAME})?\b(?! of\b)", "middle|cent(?:er|re)")),
    ("front", Expression(rf" {_VERB}(?:in|at) the (?:immediate |very )?(?P<value>foreground|front)(?: of {_FRAME})?\b(?! of\b)"
                         rf"| {_VERB}in front\b(?! of\b)"
                         rf"| {_VERB}(?:close|near)(?: to)? (?:the (?:camera|viewer|lens)|us)\b| {_VERB}(?:closest|nearest)(?:(?: to)? (?:the (?:camera|viewer|lens|photographer|front)|us))?\b(?! (?:to )?(?:the|his|her) )", "foreground|front|closest|nearest|close|near")),
    ("back", Expression(rf" {_VERB}(?:in|at|near) the (?:far |distant )?(?P<value>background|back|rear|distance)(?: of {_FRAME})?\b(?! of\b)"
                        rf"| {_VERB}(?:farther|further|farthest|furthest) (?:back|away|from (?:the (?:camera|viewer|lens)|us))\b", "background|back|rear|distance|farther|further|farthest|furthest")),
    ("behind", Expression(rf" {_VERB}(?:(?:just|right|close|closely|directly|immediately|not far|a little|a (?:few )?steps?) )?(?P<value>behind (?:him|her|them))\b", "behind")),
    ("ends", Expression(
        rf" {_VERB}(?:(?:on|at|to) (?:either|both|each) (?:side|end|edge)s?(?: of (?={_FRAME}\b){_FRAME}| of (?:him|her|them))?|at the (?P<value>ends|edges|sides))\b{_NO_LIMB}(?! of\b)", "side|ends?|edges?|sides")),
    ("bystander", Expression(r" (?:in the (?:stands?|crowd|audience|bleachers)|watching(?: from [a-z ]{3,20}?)?)\b", "stands?|crowd|audience|bleachers|watching")),
    ("thing", Expression(
        rf" (?:(?:who|that) (?:(?:is|are) )?)?(?:standing |sitting |seated |lying |kneeling |crouching )?(?:with|holding|carrying|swinging|gripping|using|under|beneath|riding|on|pushing|pulling|hitting|throwing) (?:(?:the|a|an|his|her|their|some) )?(?:[a-z'’-]+ ){{0,4}}?(?P<value>{HOLDABLE})\b", HOLDABLE_WORDS)),
    ("look", Expression(
        rf" (?:in|wearing|with|dressed in|sporting|clad in) (?:(?:the|a|an|his|her|some) )?(?:(?:[a-z'’-]+,? ){{0,4}}?{_CLOTHES}(?:[ -]{_CLOTHES})?(?: and (?:(?:an?|the) )?(?:[a-z'’-]+ ){{0,2}}{_CLOTHES})?\b|(?:[a-z'’-]+ ){{0,2}}?{_COLORS}\b(?: and {_COLORS}\b)?|(?:(?:jersey|shirt) )?number [a-z0-9]+\b)", f"{_CLOTHES}|{_COLORS}|{_LIMB_LOOKS}|number")),
    ("place", Expression(
        r" (?:in front of|at|on|in|by|near|next to|beside|behind|around|across|along|against|between|among|to the (?:left|right) of) (?:(?:him|them|her(?=[,.;]|$| (?:is|are|was|were|has|have|and|also|who|in|with|(?:stand|sit|kneel|lean|keep|hold|look|face|turn|raise|bend|rest|lift|wear|smile|walk|gaze)s|lies|crouches|reaches|stretches)\b))(?![a-z'’-])|(?:the |a |an |his |her |their )?(?!(?:is|are|was|were|has|have)\b)(?:(?:far |near |other )?(?:head|end|foot) of (?:the )?)?(?:[a-z'’-]+ (?!(?:is|are|was|were|has|have|and|with|who|looks?)\b)(?![a-z]+s (?:the|an?|his|her|their|its|it|himself|herself|themselves|both|one|two|out|up|down|back|forward|over|off)\b))?(?!(?:(?<=water )|(?<=grass )|(?<=snow )|(?<=sand )|(?<=beach )|(?<=ground )|(?<=floor )|(?<=field )|(?<=slope )|(?<=street )|(?<=platform )|(?<=stairs )|(?<=steps ))(?:at|in|on|by|near)\b)[a-z'’-]+)", "at|on|in|by|near|next|beside|behind|around|across|along|against|between|among|left|right")),
)  # fmt: skip
# "On the far left, a woman ...", "In the middle sits a man ...", "To the right there is a boy ..."
_PLACE_BEFORE = Expression(
    r"(?:^|[.,;:]|\band\b|\bwhile\b|\bbut\b|\bover\b)\s*(?:(?:seated|sitting|standing|kneeling|lying|crouching|squatting|just|right|over|up|down|out) )*(?:(?:on|at|to|in|near|toward|towards|along|by) (?:the|our) (?P<far>far |extreme |very |immediate |near |)"
    r"(?:(?P<corner>(?:upper|lower|top|bottom)[- ](?:left|right))|(?P<side>left|right|middle|cent(?:er|re)|foreground|front|background|back|rear|distance))\b"
    rf"(?:[- ]hand)?(?: (?:side|(?P<edge>edge|margin|border|end)|corner|part|half|portion|area))?(?: of {_FRAME})?"
    r"|(?:farthest|furthest) to the (?P<end>left|right)|(?P<near>(?:closest|nearest)(?: to)? (?:us|the (?:camera|viewer|lens|photographer)))"
    r"|(?P<behind>(?:further|farther) (?:back|away|off|behind)|behind (?:him|her|them)|way back|(?:far|further|farther|way) (?:down|along|up|across) the [a-z]+"
    r"|(?:behind|beyond) the (?:[a-z]+ )?(?:railings?|fence|barriers?|netting|ropes?)|in the (?:stands|crowd|audience|bleachers)))\b,?\s*"
    r"(?:(?:there (?:is|are)|we (?:can )?see|you (?:can )?see|one (?:can )?sees?|is|are|stands?|sits?|kneels?|lies|crouches|squats|appears?)\s+)?$",
    "left|right|middle|cent(?:er|re)|foreground|background|front|back|rear|distance|away|off|behind|beyond|stands|crowd|audience|bleachers|closest|nearest|far|further|farther|way",
)
# "Beside the meter, a woman ..."
_THING_BEFORE = Expression(
    r"(?:^|[.,;:]|\band\b|\bwhile\b|\bbut\b)\s*(?:(?:just|right|over|directly|standing|sitting|seated) )*"
    r"(?P<place>(?:at|on|by|near|next to|beside|behind|in front of|against|inside|under|with) (?:the|a|an|his|her|their) "
    rf"(?:head of the )?(?:[a-z'’-]+ ){{0,2}}?{AT_HAND}),? (?:(?:there (?:is|are)|is|are|stands?|sits?|kneels?|lies|crouches|squats|appears?) )?$",
    AT_HAND_WORDS,
)
# "Next to him, a woman ...", "Opposite her, the boy ..."
_NEXT_TO_HIM = re.compile(
    r"\W*(?:(?:just|right|far|well|some distance|a few (?:feet|steps)|directly|immediately|standing|sitting|seated|and|while|close) )*(?:next to|beside|behind|opposite|facing|near|alongside|in front of|"
    r"across from|to the (?:left|right) of|to (?:his|her|their) (?:left|right|side)|at (?:his|her|their) side|by (?:his|her|their) side|not far from|close to|a little behind|"
    r"opposite|across the table(?: from)?|with|around|on (?:his|her|their) (?:left|right))(?: (?:him|her|them))?,? (?:(?:is|stands?|sits?|there (?:is|are)) )?"
)
# "Between the other two, a man ..."
_BETWEEN_BEFORE = Expression(
    r"(?:^|[.,;:]|\band\b|\bwhile\b|\bbut\b)\s*(?P<place>between (?:the |these |those )?(?:other )?(?:two|others|them)(?: [a-z]+)?),? "
    r"(?:(?:there (?:is|are)|is|are|stands?|sits?) )?$",
    "between",
)
_NAMED = re.compile(r" (?:named|called|nicknamed) [\"“']?[\w'’-]+[\"”']?(?= )")
_HELD = re.compile(r"\b(?:holding|carrying)\b.*board")
_EDGE = re.compile(r"\b(?:edge|margin|border)\b")
_OF_GROUP = re.compile(r"\W*of (?!all )")
_MOST = re.compile(
    r"\b(?:(?:majority|bulk|rest|remainder|most|many|lots|plenty|dozens|hundreds|half) of |(?:nearly|almost|virtually|practically|not|just about) )$"
)
"""Before a noun for several: of most of them."""
_SINGLE_OF = re.compile(
    r"\bthe (?P<which>[a-z]+er|(?!rest\b)[a-z]+est|left|right|first|second|third|last|former|latter|one)(?: one)? (?:of|among) $"
)
"""Before a noun for several: the one of them who is so."""
_A_FEW = re.compile(r"\b(?:several|some|few|couple|handful) of $")
_PLACE_ADJECTIVE = re.compile(
    r"(?:^| )(?P<side>left|right|middle|cent(?:er|re)|central|front|lead|leading|foremost|distant|far-off|faraway|background|rear)(?:-hand)?$"
)
_OBLIQUE = re.compile(
    r"\b(?:next to|beside|behind|near|by|to|toward|towards|at|from|with|of|for|in front of|between|against|than|like|under|"
    r"not|unlike|except|besides|instead of|opposite|across from|around|above|among|alongside|past|facing|"
    r"hug(?:s|ging)|carr(?:ies|ying)|(?:watch|help|hold|follow|feed|mark|guard|support|greet|touch|pull|push|kiss|block|fac|chas)(?:e?s|ing))\s+$"
)
_NOUN_POSTURE = re.compile(r"\b(standing|sitting|seated|crouching|squatting|kneeling|lying)\b")


class Whom(NamedTuple):
    """What a text calls somebody.

    Attributes:
        text: the words, lower-case.
        noun: the noun alone, as it stands: ``"man"``, ``"players"``, ``"everyone"``.
        amount: ``"one"``, ``"some"`` (of several, unsaid which), ``"most"``, ``"all"``, ``"none"``.
        number: how many, where a number is said; 2 where several are meant without one.
        adjectives: the words between determiner and noun.
        marks: what is said after the noun, as (kind, value): ``("far", "left")``, ``("thing", "tennis racket")``.
        is_plural: whether the noun stands for several.
        is_other: whether it is somebody else than the one spoken of before.
        before: the one spoken of before, where ``is_other``.
        partner: the one named with it, in "the man and the woman".
    """

    text: str
    noun: str
    amount: str
    number: int | None = None
    adjectives: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    is_plural: bool = False
    is_other: bool = False
    before: Whom | None = None
    partner: Whom | None = None

    @property
    def posture(self) -> str | None:
        """The posture in "the sitting man", or None."""
        said = _NOUN_POSTURE.search(self.adjectives)
        if said is None:
            return None
        return {"seated": "sitting", "squatting": "crouching"}.get(said.group(), said.group())


@lru_cache(maxsize=512)
def gender_of(noun: str) -> str | None:
    """``"m"``, ``"f"``, or None where a noun says neither."""
    return "m" if _MASCULINE.match(noun) else "f" if _FEMININE.match(noun) else None


_WHOLE = {
    "everyone": "all", "everybody": "all", "all of them": "all", "both of them": "all", "each of them": "all",
    "nobody": "none", "no one": "none", "none of them": "none", "neither of them": "none",
    "someone": "some", "somebody": "some", "one of them": "some", "most of them": "most",
    **{f"{number} of them": "all" for number in ("two", "three", "four", "five")},
}  # fmt: skip
WHOLE_WORDS = "everyone|everybody|all|both|each|nobody|no|none|neither|someone|somebody|one|two|three|four|five|most"
WHOLE = Opener(rf"\b(?:{'|'.join(_WHOLE)})\b", WHOLE_WORDS)
_GROUPS = {"pair": 2, "couple": 2, "duo": 2, "trio": 3}
_PRONOUN_GENDERS = {
    "he": "m",
    "his": "m",
    "him": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
_SINGULAR_OWNER = Opener(rf"\b(?:{'|'.join(_PRONOUN_GENDERS)})\b", "|".join(_PRONOUN_GENDERS))


@lru_cache(maxsize=512)
def is_plural(noun: str) -> bool:
    """Whether a noun stands for several."""
    return _PLURAL.match(noun) is not None


_GROUP_ENDS = ("pair", "uple", " duo", "trio")
_MEMBERS = Expression(rf" of (?:the |these |those )?(?:[a-z'’-]+ ){{0,2}}?{PERSON.pattern}", PERSON_WORDS)

Lead = tuple[int, str, str]
"""Where a noun phrase starts, its determiner and its adjectives (both may be empty)."""
Tails = tuple[tuple[tuple[str, str], ...], int]
"""What follows a noun to distinguish the person from others, as (kind, value), and where it ends."""


def read_phrase(
    words: Words, text: str, start: int, end: int, first: int, lead: Lead, tails: Tails, before: Whom | None = None
) -> Whom:
    """Read the noun phrase around a noun for people.

    Args:
        words: of the sentence.
        text: lower-case.
        start: of the noun.
        end: of the noun.
        first: where the sentence starts.
        lead: what stands before the noun.
        tails: what follows it.
        before: the one spoken of before, for "the other man".
    """
    noun = text[start:end]
    whole = _WHOLE.get(noun)
    marks, stop = tails
    if whole is not None:
        if not any(kind in PLACES for kind, _ in marks):
            marks += _read_place_before(words, text, first, start, "")
        count = 2 if noun.startswith("neither") else _NUMBER_WORDS.get(noun.partition(" ")[0])
        if whole == "all" and _MOST.search(text, first, start):
            return Whom(text[start:stop], noun, "most", count, "", marks, True)
        if whole == "some" and text.endswith("not ", first, start):
            whole = "none"
        return Whom(text[start:stop], noun, whole, count, "", marks, whole != "some")
    begin, determiner, adjectives = lead
    single = _SINGLE_OF.search(text, first, begin)
    if single is not None and is_plural(noun):  # "the taller of the two men"
        return Whom(text[single.start() : stop], noun, "one", None, single.group("which"), marks)
    if text.startswith(("'s", "’s"), end) and " of " in determiner:
        determiner = determiner.rpartition(" ")[2]  # "both of the player's arms": two arms, one player
    kinds, placed = {kind for kind, _ in marks}, _read_place_before(words, text, first, begin, adjectives)
    if kinds.isdisjoint(PLACES) or (kinds & {"side", "far"} and {kind for kind, _ in placed} & {"front", "back"}):
        marks = (*placed, *marks)  # "in the background, the man on the right"
    is_many = is_plural(noun)
    counted = f"{determiner} {adjectives}" if determiner.endswith("other") else determiner  # "the other two people"
    number = next((_NUMBER_WORDS[w] for w in counted.split() if w in _NUMBER_WORDS), None)
    if noun in _GROUPS and number is None:
        number = _GROUPS[noun]
    if determiner.startswith(("neither", "none", "no")):
        amount = "none"
    elif determiner.startswith(("one", "a")) and text.endswith("not ", first, begin):
        amount = "none"  # "not one of the men", "not a single person"
    elif determiner.startswith(("all", "both", "each", "every")):
        amount = "all"
    elif determiner.startswith(("one", "another", "some", "either", "several", "many")):
        amount = "some"
    elif determiner.startswith("most"):
        amount = "most"
    elif is_many:
        amount = "all" if determiner.startswith(("the", "his", "her", "their")) or number else "some"
    else:
        amount = "one"
    if amount == "all" and is_many and (_MOST.search(text, first, begin) or adjectives == "remaining"):
        amount, number = "most", None
    elif amount == "all" and is_many and _A_FEW.search(text, first, begin):
        amount, number = "some", None
    if amount == "some" and is_many and not determiner.startswith(("one", "another", "either")):
        number = 2  # at least
    is_other = determiner in ("the other", "other", "another") or _NEXT_TO_HIM.fullmatch(text, first, begin) is not None
    is_other = is_other or (determiner == "a" and adjectives.startswith(("second", "third", "fourth")))
    is_other = is_other or any(is_by_person(value) for _, value in marks)
    is_other = is_other or (determiner in ("his", "her", "their") and not is_many and before is not None)
    if noun == "one" and _OF_GROUP.match(text, first):
        amount, marks, is_other = (
            "some",
            (),
            True,
        )  # "of the three, the one in the middle ...": of a group that is not told apart here
    return Whom(
        text[begin:stop], noun, amount, number, adjectives, marks, is_many or amount in ("all", "most", "none"), is_other,
        before if is_other else None,
    )  # fmt: skip


PLACES = ("corner", "rank", "far", "side", "middle", "front", "back", "behind", "ends")
"""The kinds of marks that say where in the picture somebody is."""


def _read_place_before(words: Words, text: str, first: int, begin: int, adjectives: str) -> tuple[tuple[str, str], ...]:
    """The place that is said before a noun, as a mark: "on the left, a woman", "the left player"."""
    own = _PLACE_ADJECTIVE.search(adjectives)
    match = own or _PLACE_BEFORE.search(words, text[first:begin])
    if match is None:
        thing = _THING_BEFORE.search(words, text[first:begin]) or _BETWEEN_BEFORE.search(words, text[first:begin])
        return (("place", thing.group("place")),) if thing else ()
    if own is None and (match.group("corner") or match.group("behind")):
        if is_by_person(match.group("behind") or ""):
            return (("behind", match.group("behind")),)
        return (("corner", match.group("corner")),) if match.group("corner") else (("back", "back"),)
    if own is None and match.group("end"):
        return (("far", match.group("end")),)
    if own is None and match.group("near"):
        return (("front", match.group("near")),)
    side = match.group("side")
    if side is None:
        return ()
    if side in ("left", "right"):
        if own is None and match.group("edge"):
            return (("far", side), ("edge", side))[: 1 if match.group("edge") == "end" else 2]
        is_far = own is None and match.group("far").strip() in ("far", "extreme", "very")
        return (("far" if is_far else "side", side),)
    kinds = dict.fromkeys(("foreground", "front", "lead", "leading", "foremost"), "front") | dict.fromkeys(
        ("background", "back", "rear", "distance", "distant", "far-off", "faraway"), "back"
    )
    return ((kinds.get(side, "middle"), side),)


def is_by_person(place: str) -> bool:
    """Whether a place is said by the one spoken of before: "behind him", "next to her"."""
    return place.endswith((" him", " her", " them"))


def find_lead(text: str, start: int, first: int) -> Lead:
    """What stands before a noun.

    Args:
        text: lower-case.
        start: of the noun.
        first: where the sentence starts.
    """
    window = text[max(first, start - 60) : start]
    for match in _DETERMINER_WORD.finditer(window):
        lead = _DETERMINER.match(window, match.start())
        if lead is not None:
            return start - len(window) + lead.start(), lead.group("det"), lead.group("adjectives").strip()
    return start, "", ""


def read_tails(words: Words, text: str, position: int, last: int) -> Tails:
    """What follows a noun in a sentence that ends at ``last``."""
    marks: list[tuple[str, str]] = []
    members = (
        _MEMBERS.match(words, text, position, last) if text.startswith(_GROUP_ENDS, max(0, position - 4)) else None
    )
    if members is not None:
        position = members.end()
    if (named := _NAMED.match(text, position, last)) is not None:
        position = named.end()  # "the player named Ruiz in the foreground"
    for _ in range(4):
        comma = 1 if text.startswith(", ", position) else 0
        if not text.startswith(" ", position + comma):
            break
        for kind, pattern in _TAILS:
            match = pattern.match(words, text, position + comma, last)
            if match is None or (comma and not marks and not (kind in PLACES and text.startswith(",", match.end()))):
                continue  # "the man, on the left, is ...", but not "the man, with a bat on the left ..."
            groups = match.groupdict()
            marks.append((kind, groups.get("value") or groups.get("value2") or match.group().strip()))
            if kind == "thing" and _HELD.search(match.group()):
                marks.append(("held", marks[-1][1]))
            if kind == "far" and _EDGE.search(match.group()):
                marks.append(("edge", marks[-1][1]))
            position = match.end()
            break
        else:
            break
    return tuple(marks), position


def is_oblique(text: str, first: int, begin: int) -> bool:
    """Whether a noun phrase stands behind a preposition or a verb that makes it no subject: "next to the woman"."""
    return _OBLIQUE.search(text, max(first, begin - 16), begin) is not None


def find_pronoun(words: Words, text: str, first: int, begin: int, end: int) -> re.Match[str] | None:
    """The first pronoun for one person in a statement, or the last one before it in its sentence."""
    own = (
        _SINGULAR_OWNER.finditer(words, text, begin, end)[:1]
        or _SINGULAR_OWNER.finditer(words, text, first, begin)[-1:]
    )
    return own[0] if own else None


def gender_of_pronoun(pronoun: re.Match[str] | None) -> str | None:
    """``"m"``, ``"f"``, or None where a pronoun does not say."""
    return _PRONOUN_GENDERS[pronoun.group()] if pronoun is not None else None
