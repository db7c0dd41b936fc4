"""How many tokens a prompt has: exactly where the model's tokenizer is at hand, else by an estimate that says so."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

# words, groups of at most three digits and the space before them, single signs and line ends behind words: within a
# few percent of what o200k_base makes of our prompts
_PIECES = re.compile(r"\d{1,3}| (?=\d)|[^\W\d]+|[^\w\s]|(?<=\w)\n")


# OpenAI's chat format puts so many tokens around each message, and before the answer
_AROUND_MESSAGE, _BEFORE_ANSWER = 4, 3
# where tiktoken downloads vocabularies from, which names them in its cache
_PLACE = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"
# the vocabulary of each encoding of chat models, and the SHA-256 that tiktoken asks of it: it would download any other
_O200K = ("o200k_base", "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d")
_CL100K = ("cl100k_base", "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7")
_VOCABULARIES = {"o200k_base": _O200K, "o200k_harmony": _O200K, "cl100k_base": _CL100K}


class TokenCounter:
    """Counts the tokens of messages.

    Attributes:
        encoding_name: the tokenizer's name; None for an estimate.
    """

    def __init__(self, encoding: Any | None = None) -> None:
        self.encoding_name: str | None = None if encoding is None else str(encoding.name)
        count = estimate_tokens if encoding is None else lambda text: len(encoding.encode_ordinary(text))
        # the requests of one image follow each other, and share most of their text
        self._count: Callable[[str], int] = lru_cache(maxsize=64)(count)

    def count_messages(self, messages: Sequence[Mapping[str, str]]) -> int:
        """Tokens of whole messages, each with what the chat format puts around it."""
        return sum(_AROUND_MESSAGE + self._count(message["content"]) for message in messages)

    def count_text(self, text: str) -> int:
        """Tokens of a text by itself, as of an answer."""
        return self._count(text) if text else 0

    def count_last(self, text: str) -> int:
        """Tokens of the last message, and of what comes before the answer."""
        # the requests of one image differ in their last lines only; a tokenizer never joins a line's first word
        # to the line before
        start = text.rfind("\n", 0, text.rfind("\n\n")) + 1 if "\n\n" in text else text.rfind("\n") + 1
        if start and not text[start].isalpha():
            start = 0
        parts = [part for part in (text[:start], text[start:]) if part]
        return _AROUND_MESSAGE + _BEFORE_ANSWER + sum(map(self._count, parts))


def find_counter(model: str) -> TokenCounter:
    """The counter for a model: exact when its tokenizer lies in tiktoken's cache. Nothing is downloaded."""
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        return TokenCounter()
    return TokenCounter(tiktoken.get_encoding(name)) if _is_at_hand(name) else TokenCounter()


def _is_at_hand(encoding_name: str) -> bool:
    """Whether tiktoken has a whole vocabulary on this machine, where it keeps what it once downloaded."""
    if encoding_name not in _VOCABULARIES:
        return False
    vocabulary, sha256 = _VOCABULARIES[encoding_name]
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder is None:
        folder = str(Path(tempfile.gettempdir()) / "data-gym-cache")
    if not folder:
        return False
    name = hashlib.sha1(_PLACE.format(vocabulary).encode(), usedforsecurity=False).hexdigest()
    try:
        content = (Path(folder) / name).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == sha256


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text without a tokenizer: words, signs and groups of up to three digits."""
    return len(_PIECES.findall(text))
