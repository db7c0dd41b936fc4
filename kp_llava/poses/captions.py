"""What captions say about postures, as far as they say it of people: a dog that sits is nobody's posture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORDS: dict[str, re.Pattern[str]] = {
    "standing": re.compile(r"\b(?:stands?|stood|standing)\b(?! (?:out|of)\b)"),
    "sitting": re.compile(r"\b(?:sits?|sat|sitting|seated)\b"),
    "crouching": re.compile(r"\b(?:crouch\w*|squat\w*)\b"),
    "kneeling": re.compile(r"\b(?:kneel\w*|knelt|on (?:his|her|their|one|both) knees?)\b"),
    "lying": re.compile(r"\b(?:lies|lying|lays|laying|asleep|sleeps|sleeping)\b"),
    "airborne": re.compile(
        r"\b(?:jump(?:s|ing|ed)?|leap(?:s|ing|t)?|mid-?air|airborne|through the air|somersaults?)\b"
    ),
}
_STEMS = {
    "standing": ("stand", "stood"),
    "sitting": ("sit", "sat", "seat"),
    "crouching": ("crouch", "squat"),
    "kneeling": ("knee", "knelt"),
    "lying": ("lies", "lying", "lay", "sleep"),
    "airborne": ("jump", "leap", "air", "somersault"),
}
_RIDING_STEMS = ("rid", "rode", "driv", "cycl", "bike", "motor", "horse")
_ON_FEET_STEMS = (
    *("ski", "snowboard", "skateboard", "surf", "walk", "runs", "running", "batter", "pitch", "hitting", "swing"),
    *("tennis player", "serv", "danc", "rid"),
)
"""One of these stands in every text that the expressions below or above find; they are found sooner."""
_RIDING = re.compile(
    r"\b(?:rides?|riding|rode|drives?|driving|cycling"
    r"|on (?:a|an|his|her|the) (?:\w+ )?(?:bike|bicycle|motor\w+|horse))\b"
)
# what nobody does sitting or lying down
_ON_FEET = re.compile(
    r"\b(?:ski(?:s|ing|er|ers)?|snowboard(?:s|ing|er|ers)|skateboard(?:s|ing|er|ers)|surf(?:s|ing|er|ers)|walk(?:s|ing)|"
    r"runs|running|batter|pitcher|hitting|swings?|swinging|tennis player|pitch|serv(?:e|es|ing)|danc(?:es|ing)|"
    r"rid(?:es|ing) (?:a|the|his|her|on (?:a|top of a)) (?:skate ?|snow|surf)board)\b"
)
_ONE = (
    r"(?:man|woman|boy|girl|child|kid|person|guy|lady|gentleman|adult|toddler|baby|player|batter|catcher|pitcher|umpire|"
    r"skier|snowboarder|skateboarder|surfer|rider|cyclist|worker|student|teenager|youth|individual|passenger|someone|"
    r"driver|athlete|male|female|soldier|officer|cowboy|bride|groom|chef|cook|he|she|who)"
)
_MANY = (
    r"(?:men|women|boys|girls|children|kids|people|persons|guys|ladies|adults|players|friends|family|families|couple|"
    r"group|crowd|skiers|snowboarders|surfers|riders|students|tourists|passengers|individuals|they|everyone)"
)
_OTHER = (
    r"(?:dogs?|cats?|bears?|horses?|cows?|birds?|elephants?|sheep|giraffes?|zebras?|animals?|pupp(?:y|ies)|kittens?|"
    r"teddy|statues?|pizzas?|cakes?|cups?|bowls?|bottles?|plates?|tables?|cars?|bus(?:es)?|trains?|trucks?|boats?|laptops?|"
    r"phones?|books?|vases?|lamps?|tvs?|televisions?|clocks?|suitcases?|bags?|food|sandwich(?:es)?|donuts?)"
)
_NOUN = re.compile(rf"\b(?:(?P<many>{_MANY})|(?P<one>{_ONE})|(?P<other>{_OTHER}))\b")


_SOME = re.compile(r"\b(?:one|some|another|others?|most)\b")
_NUMBER = re.compile(rf"\b(two|three|four|five|six)(?: \w+){{0,2}}? {_MANY}\b")


def _counts(text: str, people: int) -> bool:
    """Whether a caption gives the number of people."""
    numbers = ("two", "three", "four", "five", "six")
    return any(numbers.index(match[1]) + 2 == people for match in _NUMBER.finditer(text))


@dataclass(frozen=True)
class CaptionPostures:
    """How many captions speak of each posture.

    Attributes:
        anyone: of whatever.
        one: of one person.
        many: of several people.
        some: the postures that are said of one or some of several, as in "two people, one of them sitting".
        riding: how many speak of riding or driving.
        on_feet: how many speak of what is done on one's feet, as skiing.
        count: of captions.
    """

    anyone: dict[str, int]
    one: dict[str, int]
    many: dict[str, int]
    some: frozenset[str]
    riding: int
    on_feet: int
    count: int


@lru_cache(maxsize=64)  # of one scene, for each of its people
def read_captions(captions: tuple[str, ...]) -> CaptionPostures:
    """Count the postures in captions by whom they are said of: the last noun before the verb."""
    anyone: dict[str, int] = {}
    one: dict[str, int] = {}
    many: dict[str, int] = {}
    some: set[str] = set()
    riding = on_feet = 0
    for caption in captions:
        text = caption.lower()
        riding += any(stem in text for stem in _RIDING_STEMS) and _RIDING.search(text) is not None
        on_feet += any(stem in text for stem in _ON_FEET_STEMS) and _ON_FEET.search(text) is not None
        for posture, words in _WORDS.items():
            if not any(stem in text for stem in _STEMS[posture]):
                continue
            subjects = set()
            for match in words.finditer(text):
                nouns = list(_NOUN.finditer(text, 0, match.start()))
                is_some = nouns and _SOME.search(text, nouns[-1].end(), match.start())
                subjects.add("some" if is_some else nouns[-1].lastgroup if nouns else "one")
            if subjects:
                anyone[posture] = anyone.get(posture, 0) + 1
            if "one" in subjects:
                one[posture] = one.get(posture, 0) + 1
            if "many" in subjects:
                many[posture] = many.get(posture, 0) + 1
            if "some" in subjects:
                some.add(posture)
    return CaptionPostures(anyone, one, many, frozenset(some), riding, on_feet, len(captions))


def agreed_posture(captions: tuple[str, ...], is_alone: bool, people: int) -> str | None:
    """The one posture that captions give to the lone person of a picture, or to all of several people; else None.

    Of a lone person one caption is enough where no other disagrees; what is done on one's feet counts as standing. Of
    several people at least two captions in five have to say it of them all, or one that counts them right, and none may
    speak of another posture.
    """
    read = read_captions(captions)
    counts = {p: read.one.get(p, 0) + read.many.get(p, 0) for p in (*read.one, *read.many)}
    if "airborne" in read.anyone or read.some:
        return None
    if is_alone:
        if not counts and read.on_feet * 2 > read.count:
            return "standing"
        return next(iter(counts)) if len(counts) == 1 else None
    if len(counts) == 1:
        (posture,) = counts
        is_counted = any(
            _counts(caption.lower(), people) and _WORDS[posture].search(caption.lower()) for caption in captions
        )
        if read.many.get(posture, 0) >= (1 if is_counted else max(2, 0.4 * read.count)):
            return posture
    return None
