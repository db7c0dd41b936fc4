"""Nouns for the people whom captions are about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from .text import NOUNS, PLURALS, ROLES


@dataclass(frozen=True)
class Noun:
    """A word for one person.

    Attributes:
        word: as in ``"boy"`` or ``"tennis player"``.
        sex: ``"m"``, ``"f"`` or ``""``.
    """

    word: str
    sex: str = ""


@lru_cache(maxsize=256)
def find_noun(captions: tuple[str, ...]) -> Noun:
    """The word that the captions have for the one person they are about, as far as they agree; else "person"."""
    # letters and single spaces only, so that a word stands between spaces
    said = [f" {' '.join(re.findall(r'[a-z]+', caption.lower()))} " for caption in captions]
    counts = Counter(noun for text in said for noun in NOUNS if f" {noun} " in text)
    roles = Counter(role for text in said for role in ROLES if f" {role} " in text)
    sexes = Counter(NOUNS[noun][0] for noun, n in counts.items() for _ in range(n) if NOUNS[noun][0])
    ages = Counter(NOUNS[noun][1] for noun, n in counts.items() for _ in range(n) if NOUNS[noun][1])
    sex = ""
    if len(sexes) == 1 or (len(sexes) == 2 and sexes.most_common()[0][1] >= 3 * sexes.most_common()[1][1]):
        sex = sexes.most_common(1)[0][0]
    age = ""
    if len(ages) == 1 or (len(ages) == 2 and ages.most_common()[0][1] >= 2 * ages.most_common()[1][1]):
        age = ages.most_common(1)[0][0]
    role = next((r for r, n in roles.most_common() if n >= max(1, 0.4 * len(said))), None)
    if sex and age:
        return Noun({"m": {"adult": "man", "child": "boy"}, "f": {"adult": "woman", "child": "girl"}}[sex][age], sex)
    if role is not None and not (role == "player" and not sex):
        return Noun(role, sex)
    return Noun("child", sex) if age == "child" else Noun("person", sex)


_GROWN = ("man", "woman", "lady", "guy", "mother", "father", "mom", "dad", "parent", "adult")


@lru_cache(maxsize=256)
def find_plural(captions: tuple[str, ...]) -> Noun:
    """The word that fits everybody where captions speak of several: "three men" gives "man"; else "person"."""
    said = [set(re.findall(r"[a-z]+", caption.lower())) for caption in captions]
    for word in ("man", "woman", "boy", "girl", "child", "skier", "snowboarder", "surfer", "skateboarder"):
        same = {word, {"man": "guy", "woman": "lady"}.get(word, word)}
        if word == "child":
            same |= {"kid", "boy", "girl"}
        plurals = {PLURALS.get(w, w + "s") for w in same}
        others = {w for w in (*_GROWN, "boy", "girl") if w not in same}
        many = {PLURALS.get(o, o + "s") for o in others}
        is_role = word not in NOUNS  # a man may be a skier, too
        is_mixed = any(words & (others if is_role else others | many) for words in said)
        # "a boy and a girl" are two children
        is_pair = [word == "child" and {"boy", "girl"} <= words for words in said]
        if not is_mixed and sum(
            bool(plurals & words) or pair for words, pair in zip(said, is_pair, strict=True)
        ) >= max(1, 0.4 * len(said)):
            return Noun(word, NOUNS[word][0] if word in NOUNS else _sex_of_all(said))
    return _noun_of_all(said)


_ONE_SEX = {"man": {"man", "men", "guy", "guys", "gentleman", "gentlemen", "he", "his", "him", "male", "males"},
            "woman": {"woman", "women", "lady", "ladies", "she", "her", "female", "females"}}  # fmt: skip
_YOUNG = {
    "boy",
    "boys",
    "girl",
    "girls",
    "child",
    "children",
    "kid",
    "kids",
    "toddler",
    "baby",
    "babies",
    "couple",
    "family",
}


def _noun_of_all(said: list[set[str]]) -> Noun:
    """ "man" where one caption has several men, another one men as well, and none a woman or a child; else "person"."""
    for word, own in _ONE_SEX.items():
        (other,) = (words for name, words in _ONE_SEX.items() if name != word)
        has_several = any(PLURALS[word] in words for words in said)
        if (
            has_several
            and sum(bool(own & words) for words in said) >= _AGREE
            and not set().union(*said) & (other | _YOUNG)
        ):
            return Noun(word, NOUNS[word][0])
    return Noun("person")


_AGREE = 2  # captions


def _sex_of_all(said: list[set[str]]) -> str:
    """The sex of several people who are called men or women in some caption, and nothing else in others."""
    words = set().union(*said)
    male, female = bool(words & {"men", "boys", "guys"}), bool(words & {"women", "girls", "ladies"})
    is_one = not words & {"man", "woman", "boy", "girl", "lady", "guy"}
    return ("m" if male else "f") if male != female and is_one else ""
