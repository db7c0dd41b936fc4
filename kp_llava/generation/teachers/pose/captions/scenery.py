"""Where captions place a scene, what they speak of, and whether they speak of more people than are annotated."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from .....annotations.scene import Scene
from .text import NOUNS, ROLES, STOP, plain

_SETTINGS = (
    "kitchen", "park", "street", "beach", "court", "field", "slope", "hill", "restaurant", "woods", "forest", "station", "sidewalk",
    "road", "trail", "path", "ocean", "sea", "snow", "bathroom", "bedroom", "living room", "office", "garden", "yard", "pool",
    "stage", "rink", "terminal", "ballroom", "dance floor", "parking lot", "ice", "classroom", "hallway", "arena", "track", "lawn",
    "stadium", "store", "market", "river", "lake", "playground", "gym", "skate park", "airport", "subway station", "room",
)  # fmt: skip


_GROUNDS = ("dirt", "gravel", "clay", "grassy", "snowy", "sandy")
"""Kinds of places that one caption may add to what two say."""
_WAYS_OVER = ("slope", "hill", "road", "street", "sidewalk", "trail", "path")
_WAYS = "|down|up|along|over"  # who goes down a slope is on it
_NOT_KINDS = ("top", "side", "middle", "front", "edge", "same", "other", "big", "side-by-side")
"""Words before a place that are no kind of it."""
_KIND = r"(?!(?:in|on|at|an?|the|of|to|by|near|and|with|his|her|their)\b)[a-z-]+"
_AROUND = re.compile(r"\b(?:at|around)(?: an?| the)?(?: [a-z]+){0,2} (table|counter)\b")


@lru_cache(maxsize=256)
def find_gathering(captions: tuple[str, ...]) -> str | None:
    """What several people are gathered around, as two captions say: ``"a table"``; or None."""
    found = Counter(match.group(1) for text in plain(captions) if (match := _AROUND.search(text)))
    name, count = found.most_common(1)[0] if found else ("", 0)
    return f"a {name}" if count >= 2 else None


@lru_cache(maxsize=256)
def find_setting(captions: tuple[str, ...], least: int | None = None) -> str | None:
    """Where the scene is: ``"in a kitchen"``; or None.

    Args:
        captions: of the picture.
        least: how many have to say it; two by default, and one where there are two at most.
    """
    found: Counter[str] = Counter()
    ways: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[str]] = {}
    for caption in captions:
        text = caption.lower()
        for place in _SETTINGS:
            if place not in text:
                continue
            match = re.search(
                rf"\b(in|on|at{_WAYS if place in _WAYS_OVER else ''}) (?:the |a |an |his |her |their )?((?:{_KIND} ){{0,2}}?){place}\b",
                text,
            )
            if match is not None:
                found[place] += 1
                way = match.group(1) if match.group(1) in ("in", "on", "at") else "on"
                ways.setdefault(place, Counter())[way] += 1
                kinds.setdefault(place, Counter())[match.group(2).strip()] += 1
    least = least or (2 if len(captions) > 2 else 1)
    name = next((p for p, n in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])) if n >= least), None)
    if name == "snow":  # of places in the snow, the place says more
        name = next((place for place in sorted(found) if place != "snow"), name)
    if name is None:
        return None
    kind, count = max(
        ((k, n) for k, n in kinds[name].items() if k),
        key=lambda item: (item[1], item[0] in _GROUNDS, item[0]),
        default=("", 0),
    )
    is_of_ground = kind in _GROUNDS and sum(kinds[name].values()) >= 2
    if (count >= 2 or is_of_ground) and kind.split()[0] not in _NOT_KINDS:
        article = "an" if kind[0] in "aeiou" else "a"
        return f"{ways[name].most_common(1)[0][0]} {article} {kind} {name}"
    article = "the" if name in ("snow", "ice", "sea", "ocean", "woods", "street", "beach", "sidewalk") else "a"
    article = "an" if article == "a" and name[0] in "aeiou" else article
    return f"{ways[name].most_common(1)[0][0]} {article} {name}"


_WIDER = {
    "skate park": ("pool", "bowl"), "slope": ("resort",), "hill": ("resort",), "court": ("stadium",), "street": ("city", "town"),
    "sidewalk": ("city", "town"),
}  # fmt: skip
"""Place -> what it may be part of or consist of, so that one caption more is enough."""


@lru_cache(maxsize=256)
def find_wider(captions: tuple[str, ...]) -> tuple[str, str] | None:
    """The place of a scene, and what it belongs to by another caption: ``("slope", "a mountain ski resort")``; or None."""
    setting = find_setting(captions) or find_setting(captions, 1) or ""
    near, places = next(((place, wider) for place, wider in _WIDER.items() if setting.endswith(place)), ("", ()))
    for place in places:
        form = re.compile(rf"\b(?:in|at|of) an? ((?:{_KIND} ){{0,3}}){place}\b")
        found = [match.group(1) for text in plain(captions) if (match := form.search(text))]
        if found:
            words = f"{max(found, key=len)}{place}"
            return near, f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
    return None


_SURFACE = re.compile(r"\bon (?:top of )?(?:an?|the) (?:[a-z]+ ){0,2}?(counter|cutting board|tray|platter|table)\b")


@lru_cache(maxsize=256)
def find_surface(captions: tuple[str, ...]) -> str | None:
    """What food lies on, as two captions say: ``"counter"``; or None."""
    found = Counter(match.group(1) for text in plain(captions) if (match := _SURFACE.search(text)) is not None)
    name, count = found.most_common(1)[0] if found else ("", 0)
    return name if count >= 2 else None


_STANDS_AT = re.compile(r"\bat (?:an?|the|his|her) (?:[a-z]+ )?(sink|stove|oven|refrigerator|desk|toilet)\b")


@lru_cache(maxsize=256)
def find_stand(captions: tuple[str, ...]) -> str | None:
    """What the captions' one person is at: ``"sink"``; or None."""
    found = [match.group(1) for text in plain(captions) if (match := _STANDS_AT.search(text)) is not None]
    return found[0] if len(set(found)) == 1 else None


_NEAR = re.compile(
    rf"\b(?P<way>near|next to|beside|behind|in front of) (?P<what>(?:an?|the|some)(?: (?!{STOP}\b)[a-z-]+){{1,3}})(?=$| (?:{STOP})\b)"
)


_NO_THINGS = frozenset(
    (*NOUNS, *ROLES, "crowd", "group", "people", "back", "camera", "him", "her", "others", "friend", "friends")
)


@lru_cache(maxsize=256)
def find_near(captions: tuple[str, ...]) -> tuple[str, str] | None:
    """What the captions' one person is near, and how: ``("next to", "a parking meter")``; None where they do not say."""
    found = Counter(
        (match.group("way"), match.group("what"))
        for text in plain(captions)
        for match in _NEAR.finditer(text)
        if match.group("what").split()[-1] not in _NO_THINGS
    )
    order = sorted(found, key=lambda one: (-found[one], -len(one[1]), one))
    return next(((way, re.sub(r"^the ", "a ", what)) for way, what in order), None)


def names_setting(text: str) -> bool:
    """Whether a text has a word for a place already."""
    return any(re.search(rf"\b{place}\b", text) for place in _SETTINGS)


def is_count_known(scene: Scene) -> bool:
    """Whether the annotations have all people of the picture: a detector misses some, and people stop at crowds."""
    return not scene.is_detected and not is_crowd(scene)


def is_crowd(scene: Scene) -> bool:
    """Whether the captions speak of more people than the annotations have."""
    return any(
        re.search(r"\b(?:crowds?|group|many|several|spectators?|audience|people)\b", c, re.I) for c in scene.captions
    )


def speaks_of(captions: tuple[str, ...], word: str) -> bool:
    """Whether any caption has the word, or one like it: the last word of ``"baseball bat"`` will do."""
    last = {"cell phone": "phone", "tennis racket": "rac", "sports ball": "ball"}.get(word, word.split()[-1])
    stem = last[:-1] if last.endswith("e") else last
    return any(re.search(rf"\b{stem}", caption, re.I) for caption in captions)
