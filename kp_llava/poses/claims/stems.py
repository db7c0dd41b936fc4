"""Which expressions a sentence needs: one whose matches all hold some word runs only where the sentence has the word.

A sentence needs few of the expressions. Its words are read once; each word has a set of bits, one for each group of
words that expressions need, and comparing bits takes a fraction of the time that an expression takes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_WORD = re.compile(r"[a-z]+")
_LONG = 40  # letters: what is longer is no word, and not worth its place in the cache
_NEEDS: dict[str, tuple[int, re.Pattern[str]]] = {}


def need(words: str) -> int:
    """The bit of a group of words.

    Args:
        words: an expression that matches each of the words whole, lower-case letters only: ``"arms?|hands?"``. What an
            apostrophe or a hyphen parts are words of their own: ``"don't"`` is ``don`` and ``t``.
    """
    if words not in _NEEDS:
        _NEEDS[words] = 1 << len(_NEEDS), re.compile(words)
        _read_bits.cache_clear()
        _read_token.cache_clear()
    return _NEEDS[words][0]


@lru_cache(maxsize=1 << 14)
def _read_bits(word: str) -> int:
    """The groups that a word is of."""
    return sum(bit for bit, pattern in _NEEDS.values() if pattern.fullmatch(word))


@lru_cache(maxsize=1 << 15)
def _read_token(token: str) -> int:
    """The groups that the words between two blanks are of."""
    bits = 0
    for word in _WORD.findall(token):
        bits |= _read_bits(word)
    return bits


class lazy(Generic[T]):  # noqa: N801  a decorator, as `property` is
    """`functools.cached_property` without the lock of Python below 3.12, which costs more than most of this work."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work, self.__doc__ = work, work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type) -> T:
        value = instance.__dict__[self._name] = self._work(instance)
        return value


class Words:
    """The words of one sentence.

    Args:
        text: lower-case.
        start: of the sentence.
        end: of the sentence.

    Attributes:
        bits: of all groups that one of the words is of.
    """

    __slots__ = ("_groups", "_tokens", "bits")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._tokens: dict[str, int] = {}
        self._groups: dict[int, tuple[str, ...]] = {}
        bits = 0
        for token in set(text[start:end].split()):
            own = _read_token(token) if len(token) <= _LONG else _read_token.__wrapped__(token)
            if own:
                self._tokens[token] = own
                bits |= own
        self.bits = bits

    def places(self, bit: int, text: str, start: int, end: int) -> list[int]:
        """Where the words of a group may start between two places of the sentence, in order."""
        words = self._groups.get(bit)
        if words is None:
            found = {
                word
                for token, own in self._tokens.items()
                if own & bit
                for word in _WORD.findall(token)
                if _read_bits(word) & bit
            }
            words = self._groups[bit] = tuple(found)
        places: list[int] = []
        for word in words:
            place = text.find(word, start, end)
            while place >= 0:
                places.append(place)
                place = text.find(word, place + len(word), end)
        if len(places) > 1:
            places.sort()
        return places


class Expression:
    """A regular expression with words; each of its matches holds one of them.

    Its methods are those of a compiled one and take the words of the sentence first; where the sentence has none of the
    needed words, nothing runs. A new word in an expression has to be added to its needs.

    Args:
        pattern: the expression.
        needs: the words, as `need` takes them.
    """

    __slots__ = ("bit", "compiled", "pattern")

    def __init__(self, pattern: str, needs: str) -> None:
        self.pattern, self.compiled, self.bit = pattern, re.compile(pattern), need(needs)

    def search(self, words: Words, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in a part of the sentence."""
        return self.compiled.search(text, start, end) if words.bits & self.bit else None

    def match(self, words: Words, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match at a place of the sentence."""
        return self.compiled.match(text, start, end) if words.bits & self.bit else None

    def finditer(self, words: Words, text: str, start: int, end: int) -> Iterable[re.Match[str]]:
        """All matches in a part of the sentence."""
        return self.compiled.finditer(text, start, end) if words.bits & self.bit else ()


class Opener(Expression):
    """An expression whose matches all start with one of the needed words: it is only tried where these stand."""

    __slots__ = ()

    def search(self, words: Words, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in a part of the sentence."""
        if words.bits & self.bit:
            match = self.compiled.match
            for place in words.places(self.bit, text, start, end):
                hit = match(text, place, end)
                if hit is not None:
                    return hit
        return None

    def finditer(self, words: Words, text: str, start: int, end: int) -> list[re.Match[str]]:
        """All matches in a part of the sentence."""
        found: list[re.Match[str]] = []
        if words.bits & self.bit:
            match, reached = self.compiled.match, start
            for place in words.places(self.bit, text, start, end):
                hit = match(text, place, end) if place >= reached else None
                if hit is not None:
                    found.append(hit)
                    reached = hit.end()
        return found
