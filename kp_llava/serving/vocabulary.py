"""A tokenizer as llama.cpp stores it: tokens, scores, kinds and merges.

Llama's tokenizer is a list of pieces with scores; the best pair is joined first. The fast tokenizers of
transformers keep merges in their order instead; the score of a piece is then the negative place of the merge that makes
it, which joins the same pairs in the same order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..errors import TrainingError

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6
"""llama.cpp's kinds of tokens."""


@dataclass(frozen=True)
class Vocabulary:
    """What a GGUF file says about a tokenizer.

    Attributes:
        model: ``llama`` for pieces with scores, ``gpt2`` for byte-level merges.
        tokens: by id.
        scores: by id; all 0 for ``gpt2``.
        kinds: by id.
        merges: of ``gpt2``, in their order, two parts with a space between.
        pre: llama.cpp's name for how a text is cut before merges apply.
        adds_prefix_space: whether a text begins with a space of its own.
    """

    model: str
    tokens: list[bytes]
    scores: list[float]
    kinds: list[int]
    merges: list[str]
    pre: str
    adds_prefix_space: bool


def read_vocabulary(tokenizer: Any, size: int) -> Vocabulary:
    """Read a fast tokenizer of transformers.

    Args:
        tokenizer: of a saved model.
        size: rows of the embedding table; ids above the tokenizer's own are marked as unused.

    Raises:
        TrainingError: llama.cpp has no tokenizer of this kind.
    """
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise TrainingError(
            f"tokenizer {type(tokenizer).__name__}: is no fast tokenizer; llama.cpp's form is made from one"
        )
    state = json.loads(backend.to_str())
    kind = state["model"].get("type")
    if kind != "BPE":
        raise TrainingError(
            f"tokenizer model {kind!r}: llama.cpp's form is made from BPE only, as Llama and GPT-2 have it"
        )
    is_llama = bool(state["model"].get("byte_fallback"))
    merges = [pair if isinstance(pair, list) else pair.split(" ") for pair in state["model"]["merges"]]
    pieces: dict[str, int] = dict(state["model"]["vocab"])
    tokens, kinds = [f"[UNUSED{number}]".encode() for number in range(size)], [UNUSED] * size
    scores = [0.0] * size
    ranks: dict[str, int] = {}
    for rank, (left, right) in enumerate(merges):
        ranks.setdefault(left + right, rank)
    for text, number in pieces.items():
        if number < size:
            tokens[number], kinds[number] = text.encode(), NORMAL
            if is_llama and len(text) == 6 and text.startswith("<0x"):
                kinds[number] = BYTE
            elif is_llama:
                # single characters are never joined from others
                scores[number] = -float(ranks[text] + 1) if text in ranks else -1e6 if len(text) > 1 else 0.0
    for added in state.get("added_tokens", []):
        number = int(added["id"])
        if number < size:
            tokens[number] = added["content"].encode()
            kinds[number] = CONTROL if added.get("special") else USER_DEFINED
            scores[number] = 0.0
    unknown = getattr(tokenizer, "unk_token_id", None)
    if is_llama and unknown is not None and unknown < size:
        kinds[unknown] = UNKNOWN
    return Vocabulary(
        model="llama" if is_llama else "gpt2",
        tokens=tokens,
        scores=scores,
        kinds=kinds,
        merges=[] if is_llama else [f"{left} {right}" for left, right in merges],
        pre="default" if is_llama else _find_pre(state),
        adds_prefix_space=is_llama and _adds_space(state),
    )


def _find_pre(state: dict[str, Any]) -> str:
    """llama.cpp's name of a byte-level tokenizer's pre-tokenizer; digits one by one is SmolLM's."""
    text = json.dumps(state.get("pre_tokenizer"))
    if '"individual_digits": true' in text:
        return "smollm"
    if '"ByteLevel"' in text:
        return "gpt-2"
    raise TrainingError(
        "tokenizer: llama.cpp knows no pre-tokenizer like this model's; only Llama's and SmolLM's are written"
    )


def _adds_space(state: dict[str, Any]) -> bool:
    text = json.dumps([state.get("normalizer"), state.get("pre_tokenizer")])
    return '"Prepend"' in text or '"prepend_scheme": "always"' in text or '"prepend_scheme": "first"' in text
