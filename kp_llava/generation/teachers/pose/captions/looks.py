"""What captions say of somebody's looks: clothes, hair, what lies on the lap; and the colors of things."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from functools import lru_cache

from .text import NOUNS, ROLES, STOP, plain

CLOTHES = "jacket|coat|shirt|t-shirt|hat|cap|helmet|dress|suit|hoodie|sweater|sweatshirt|wetsuit|uniform|vest|skirt|apron|beanie|scarf"
CLOTHES_MANY = (
    "jeans|shorts|pants|glasses|sunglasses|goggles|boots|gloves|clothes|clothing|gear|leather|overalls|pajamas"
)
_WORN = re.compile(
    rf"\b(?:{'|'.join([*NOUNS, *ROLES])})(?:(?: (?!and|with|near|next|by)[a-z'-]+){{0,4}}(?: and)? (?:wearing|wears|dressed in)| in| with)"
    rf"(?P<what>(?: (?!{STOP}\b)[a-z-]+){{0,3}} (?:{CLOTHES}|{CLOTHES_MANY}))(?=$| (?:{STOP}|is|[a-z]+s)\b)"
)
_LAP = re.compile(
    rf"\bwith(?P<what> an?(?: (?!{STOP}\b)[a-z-]+){{1,2}}(?: of [a-z]+)? (?:on|in)) (?:his|her|their) lap\b"
)


@lru_cache(maxsize=256)
def find_clothes(captions: tuple[str, ...]) -> str | None:
    """What the captions' one person wears, in the words of the captions that say most: ``"a blue shirt"``; or None.

    Two garments are joined where captions name two: ``"blue jeans and a red jacket"``. Words that may stand for the
    other garment, as "leather" for a jacket, are left out next to it.
    """
    by_garment: dict[str, list[str]] = {}
    for text in plain(captions):
        for match in _WORN.finditer(text):
            words = match.group("what").split()
            words = words[1:] if words[0] in ("a", "an", "the", "his", "her", "their", "some") else words
            if len(words) > len(by_garment.get(words[-1], [])):
                by_garment[words[-1]] = words
    garments = {name: words for name, words in by_garment.items() if name not in _NO_GARMENTS} or by_garment
    found = sorted(garments.values(), key=lambda words: (-len(words), words))[:_GARMENTS]
    return " and ".join(_with_article(words) for words in sorted(found, key=_is_many, reverse=True)) or None


_GARMENTS = 2  # how many are named
_NO_GARMENTS = ("leather",)  # of what another garment is made


def _is_many(words: list[str]) -> bool:
    return re.fullmatch(CLOTHES_MANY, words[-1]) is not None


def _with_article(words: list[str]) -> str:
    if _is_many(words):
        return " ".join(words)
    return f"{'an' if words[0][0] in 'aeiou' and words[0] != 'uniform' else 'a'} {' '.join(words)}"


@lru_cache(maxsize=256)
def find_leather(captions: tuple[str, ...]) -> str | None:
    """``"black leather"``, where two captions dress the one person in it; or None."""
    found = [match.group(1) or "" for text in plain(captions) if (match := _LEATHER.search(text)) is not None]
    return f"{max(found, key=len)}leather" if len(found) >= _GARMENTS else None


_LEATHER = re.compile(
    r"\b(?:in|wearing|wears) ((?:black|brown|red|white) )?leather\b(?! (?:jacket|coat|seat|chair|couch|boots|pants))"
)


@lru_cache(maxsize=256)
def find_open(captions: tuple[str, ...], thing: str) -> str | None:
    """What two captions say stands open of a thing: ``"trunk"`` of a car; or None."""
    texts = [text for text in plain(captions) if re.search(rf"\b{thing}\b", text)]
    found = [match.group(1) or match.group(2) for text in texts if (match := _OPEN.search(text)) is not None]
    return min(found, key=_PARTS.index) if len(found) >= _GARMENTS else None


_PARTS = ("trunk", "hood", "lid", "door", "back")  # the first says most
_OPEN = re.compile(rf"\b({'|'.join(_PARTS)})(?: door)? (?:wide )?open\b|\bopen ({'|'.join(_PARTS)})\b")


@lru_cache(maxsize=256)
def find_lap(captions: tuple[str, ...]) -> str | None:
    """What lies on the lap of the captions' one person: ``"a plate of food on"``; or None."""
    return next((match.group("what").strip() for text in plain(captions) for match in _LAP.finditer(text)), None)


_HAIR = re.compile(
    r"\bwith (?:an? )?((?:(?:dark|light|brown|blond|blonde|black|red|gray|grey|white|long|short|curly) ){1,2}hair|beard|mustache|ponytail)\b"
)


@lru_cache(maxsize=256)
def find_hair(captions: tuple[str, ...]) -> str | None:
    """Hair or beard of the captions' one person: ``"dark brown hair"``, ``"a beard"``; or None."""
    found = [match.group(1) for text in plain(captions) for match in _HAIR.finditer(text)]
    if not found:
        return None
    words = max(found, key=lambda said: (len(said), said))
    return words if words.endswith("hair") else f"a {words}"


_COUNTS = {"two": 2, "both": 2, "pair of": 2, "couple of": 2, "three": 3, "four": 4, "five": 5}
_WORN_BY_ALL = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS)})(?: (?!{STOP}\b)[a-z-]+){{0,3}} "
    r"(?:men|women|boys|girls|people|children|kids|players|dancers|skiers|riders|workers|musicians|athletes)"
    r"(?: are| both| all)* (?:in|wearing|dressed in) (?P<what>(?:(?!the\b|an?\b)[a-z-]+ ){0,2}?"
    r"(?:suits|coats|jackets|uniforms|wetsuits|helmets|hats|dresses|vests|shirts|jerseys|tuxedos|costumes|aprons|robes|shorts)\b"
    rf"|(?:black|white)(?=$| (?:{STOP}|each)\b))"
)


@lru_cache(maxsize=256)
def find_worn_by_all(captions: tuple[str, ...], count: int) -> str | None:
    """What everybody wears, as a caption says that counts the people as the picture has them: ``"suits"``; or None."""
    found = [
        match.group("what")
        for text in plain(captions)
        for match in _WORN_BY_ALL.finditer(text)
        if _COUNTS[match.group("count")] == count
    ]
    return max(found, key=lambda words: (len(words), words)) if found else None


COLORS = "red|blue|green|yellow|black|white|brown|orange|pink|purple|gray|grey|silver|golden|wooden"


@lru_cache(maxsize=256)
def find_color(captions: tuple[str, ...], thing: str) -> str | None:
    """The color that captions give to a thing, where they give one only: ``"blue"``; or None."""
    form = re.compile(rf"\b({COLORS}) {thing.split()[-1]}\b")
    found = {match.group(1) for text in plain(captions) for match in form.finditer(text)}
    return found.pop() if len(found) == 1 else None


_NO_KINDS = frozenset(
    ("the", "this", "that", "his", "her", "their", "its", "one", "two", "some", "another", "other", "hot", "teddy", "and", "with",
     "of", "in", "on", "at", "to", "by", "near", "next", "or", "for", "from", "behind", "under", "over", "same", "own", "big",
     "large", "huge", "cute", "pretty", "nice", "very", "top", "piece", "slice", "blurry", "red", "blue", "green", "yellow", "black",
     "white", "brown", "orange", "pink", "purple", "gray", "grey", "silver", "golden", "wooden", "many", "few",
     "three", "four", "both", "all", "each", "every", "any", "more", "most", "ride", "pet",
     "hold", "walk", "feed", "have", "had", "see", "into", "onto", "towards", "toward", "him", "her", "when", "while", "out", "off")
)  # fmt: skip
"""Words before a thing that are no kind of it, are a matter of taste, or are said otherwise."""


@lru_cache(maxsize=256)
def find_kind(captions: tuple[str, ...], thing: str) -> str | None:
    """The word before a thing that two captions share: ``"birthday"`` of a cake, ``"little"`` of a dog; or None."""
    if " " in thing:
        return None
    form = re.compile(rf"\b(?!\w+(?:ing|s)\b)([a-z]{{3,}}) {thing}\b")
    found = [match.group(1) for text in plain(captions) if (match := form.search(text)) is not None]
    words = [word for word in found if word not in _NO_KINDS]
    best = max(sorted(set(words)), key=words.count, default=None)
    return best if best is not None and words.count(best) >= 2 else None


_AGES = {
    "young": "young",
    "youth": "young",
    "little": "little",
    "small": "little",
    "old": "older",
    "older": "older",
    "elderly": "older",
}
_AGED = re.compile(rf"\b(?P<age>{'|'.join(_AGES)})(?: [a-z]+){{0,2}}? (?:{'|'.join([*NOUNS, *ROLES])})\b")


@lru_cache(maxsize=256)
def find_age(captions: tuple[str, ...]) -> str | None:
    """How old the captions' one person is said to be: ``"young"``, ``"little"`` or ``"older"``; None where they disagree."""
    found = [_AGES[match.group("age")] for text in plain(captions) if (match := _AGED.search(text)) is not None]
    if not found or ("older" in found and set(found) != {"older"}):
        return None
    return max(sorted(set(found)), key=found.count)
