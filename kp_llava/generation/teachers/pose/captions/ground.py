"""What captions say of the ground, the time of day and the weather."""

from __future__ import annotations

import re
from functools import lru_cache

from .text import plain

_GROUNDS: tuple[tuple[str, str], ...] = (
    (r"\b(?:top of|covered (?:in|with)|over|on)(?: the| some)?(?: fallen| dry| autumn)? leaves\b", "leaves"),
    (r"\bsnow(?:y|-covered)?\b(?! ?board| ?suit| jacket| pants| boots| gear)", "snow"),
    (r"\b(?:grass|grassy|lawn)\b", "grass"),
    (r"\b(?:sand|sandy)\b(?! castle)", "sand"),
)
_NO_GROUND = re.compile(
    r"\b(?:indoors?|inside|room|kitchen|picture of|painting|snowman|no snow|little snow|tall grass)\b"
)
_TIMES: tuple[tuple[str, str], ...] = (
    (r"\b(?:at|near|in the) (?:dusk|twilight)\b", "at dusk"),
    (r"\b(?:at|near|during) sunset\b", "at sunset"),
    (r"\b(?:at night|night ?time|in the dark)\b", "at night"),
    (r"\b(?:sunny|sunshine)\b", "on a sunny day"),
    (r"\b(?:rainy|raining|in the rain)\b", "in the rain"),
    (r"\b(?:cloudy|overcast)\b", "on a cloudy day"),
)


@lru_cache(maxsize=256)
def find_ground(captions: tuple[str, ...]) -> str | None:
    """What covers the ground outdoors: ``"leaves"``; None where captions do not say, or speak of a room."""
    texts = plain(captions)
    if any(_NO_GROUND.search(text) for text in texts):
        return None
    return next((name for form, name in _GROUNDS if any(re.search(form, text) for text in texts)), None)


@lru_cache(maxsize=256)
def find_time(captions: tuple[str, ...]) -> str | None:
    """When the picture was taken, or in what weather: ``"at dusk"``; None where captions do not say or disagree.

    Two have to say it, where there are more than two: a single annotator often takes shade for dusk.
    """
    texts = plain(captions)
    found = {name: sum(re.search(form, text) is not None for text in texts) for form, name in _TIMES}
    said = [name for name, count in found.items() if count]
    least = 2 if len(captions) > 2 else 1
    return said[0] if len(said) == 1 and found[said[0]] >= least else None


_DISCIPLINE = re.compile(r"\b(cross[- ]country|downhill|water) ski")


@lru_cache(maxsize=256)
def find_discipline(captions: tuple[str, ...]) -> str | None:
    """How somebody skis, as two captions say and none says otherwise: ``"cross-country"``; or None."""
    found = [match.group(1).replace(" ", "-") for text in plain(captions) if (match := _DISCIPLINE.search(text))]
    return found[0] if len(found) >= 2 and len(set(found)) == 1 else None


_STYLES: tuple[tuple[str, str], ...] = (
    (r"\bblack (?:and|&|n) white (?:photo\w*|picture|image|shot)\b", "black and white"),
    (r"\b(?:photo\w*|picture|image) in black and white\b", "black and white"),
    (r"\bsepia\b", "in sepia"),
)


@lru_cache(maxsize=256)
def find_style(captions: tuple[str, ...]) -> str | None:
    """How a picture's colors are unlike what it shows: ``"black and white"``; or None."""
    texts = [" ".join(re.findall(r"[a-z&]+", caption.lower())) for caption in captions]
    return next((name for form, name in _STYLES if any(re.search(form, text) for text in texts)), None)


@lru_cache(maxsize=256)
def find_poles(captions: tuple[str, ...]) -> bool:
    """Whether a caption gives a skier poles."""
    return any(re.search(r"\bpoles\b", text) for text in plain(captions))
