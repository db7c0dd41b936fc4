"""Things with their articles, and lists of words."""

from __future__ import annotations

_SHORT = {
    "tennis racket": "racket",
    "baseball bat": "bat",
    "sports ball": "ball",
    "cell phone": "phone",
    "baseball glove": "glove",
}


def short(thing: str) -> str:
    """``"tennis racket"`` -> ``"racket"``."""
    return _SHORT.get(thing, thing)


def article(thing: str) -> str:
    """``"umbrella"`` -> ``"an umbrella"``, ``"skis"`` -> ``"skis"``."""
    if thing in ("skis", "scissors", "broccoli"):
        return thing if thing != "scissors" else "a pair of scissors"
    thing = "ball" if thing == "sports ball" else thing
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


_PIECES = {"cake": "piece", "pizza": "slice"}
"""Of what nobody holds the whole in one hand."""


def held_thing(thing: str) -> str:
    """What one hand holds: ``"a piece of cake"``, ``"a bottle"``."""
    return f"a {_PIECES[thing]} of {thing}" if thing in _PIECES else article(thing)


def join_words(words: list[str]) -> str:
    """``["a", "b", "c"]`` -> ``"a, b and c"``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
