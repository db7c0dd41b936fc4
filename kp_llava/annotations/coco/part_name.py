"""One spelling for the names of body parts, however an annotation file writes them."""

from __future__ import annotations

import re

_SIDES = {"left": "left", "l": "left", "lt": "left", "lft": "left", "right": "right", "r": "right", "rt": "right"}
_SIDES["rgt"] = "right"
_SHORT = {
    "sho": "shoulder",
    "shldr": "shoulder",
    "elb": "elbow",
    "wri": "wrist",
    "wrst": "wrist",
    "kne": "knee",
    "ank": "ankle",
    "ankl": "ankle",
    "bigtoe": "big toe",
    "smalltoe": "small toe",
}
_ALIASES = {
    "top head": "head top",
    "top of head": "head top",
    "headtop": "head top",
    "crown": "head top",
    "upperneck": "upper neck",
    "mid hip": "pelvis",
    "middle hip": "pelvis",
    "center hip": "pelvis",
    "hip center": "pelvis",
    "root": "pelvis",
}
_JOINTS = (
    *("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "eye", "ear"),
    *("hand", "foot", "heel", "toe", "big toe", "small toe"),
)
_WORD_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\s_.\-/]+")


def clean_part(name: str) -> str:
    """One spelling of a part's name: lower case, words apart, the side first and in full.

    ``"Left Shoulder"``, ``"left_shoulder"``, ``"LShoulder"``, ``"l_shoulder"``, ``"shoulder-left"`` and ``"lsho"`` all
    give ``"left shoulder"``. Parts that are not known keep their words.
    """
    words = [word.lower() for word in _WORD_EDGE.split(name) if word]
    side = ""
    if len(words) > 1 and words[0] in _SIDES:
        side, words = _SIDES[words[0]], words[1:]
    elif len(words) > 1 and words[-1] in _SIDES:
        side, words = _SIDES[words[-1]], words[:-1]
    elif len(words) == 1:
        side, words = _split_side(words[0])
    text = " ".join(_SHORT.get(word, word) for word in words)
    text = _ALIASES.get(text, text)
    return f"{side} {text}" if side else text


def _split_side(word: str) -> tuple[str, list[str]]:
    """``"lsho"`` -> left, shoulder; a word that is no side and joint in one stays as it is."""
    for prefix in ("left", "right", "l", "r"):
        rest = word.removeprefix(prefix)
        if rest != word and (rest in _SHORT or rest in _JOINTS):
            return _SIDES[prefix], [rest]
    return "", [word]
