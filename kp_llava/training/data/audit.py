"""The label audit: before the first step some rows are decoded, and must say their answers and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import TrainingError
from ..chat import IGNORED, TemplateFormat, VicunaFormat, inference_ids
from .rows import TrainingRows, share_supervised


@dataclass(frozen=True)
class LabelAudit:
    """What the audit saw.

    Attributes:
        checked: how many rows.
        example: one row as text, what is supervised between « and ».
        supervised_share: supervised tokens over all tokens of the data, 0 to 1.
    """

    checked: int
    example: str
    supervised_share: float

    def __str__(self) -> str:
        return (
            f"labels: {self.checked} rows decoded, their supervised tokens are exactly the answers and end tokens; "
            f"{self.supervised_share:.1%} of all tokens are supervised\nexample, supervised between « »: {self.example}"
        )


def audit_labels(rows: TrainingRows, chat: VicunaFormat | TemplateFormat, *, count: int) -> LabelAudit:
    """Check rows spread evenly over the data.

    Every supervised span must decode to its answer and finish with an end token; there must be as many spans as
    answers; and what stands before the last answer must be the very ids that the processor gives at inference. A row
    that was cut to the greatest length is held to what is left of it.

    Raises:
        TrainingError: a row fails, by its id, with what was expected and found.
    """
    chosen = sorted({int(place) for place in np.linspace(0, len(rows) - 1, min(count, len(rows)))})
    for row in chosen:
        _audit_row(rows, row, chat)
    return LabelAudit(
        checked=len(chosen),
        example=_show(rows, chosen[0], chat),
        supervised_share=share_supervised(rows),
    )


def _audit_row(rows: TrainingRows, row: int, chat: VicunaFormat | TemplateFormat) -> None:
    name, encoded, messages = rows.row_names[row], rows.encoded[row], rows.messages(row)
    answers = [message["content"] for message in messages if message["role"] == "assistant"]
    spans = supervised_spans(encoded.labels)
    whole = chat.encode(messages, images=rows.picture_texts(row, chat.image_token), name=name)
    is_cut = len(whole.ids) > len(encoded.ids)
    if is_cut:
        if not np.array_equal(whole.labels[: len(encoded.labels)], encoded.labels):
            raise TrainingError(f"row {name}: cutting it moved its labels")
        return
    if len(spans) != len(answers):
        raise TrainingError(f"row {name}: {len(spans)} supervised spans for {len(answers)} answers")
    for span, answer in zip(spans, answers, strict=True):
        ids = encoded.labels[span.start : span.stop].tolist()
        if ids[-1] not in chat.end_ids:
            raise TrainingError(f"row {name}: a supervised span ends in {_decode(chat, ids[-1:])!r}, no end token")
        found = _decode(chat, ids[:-1]).strip()
        # a tokenizer that loses letters, as one of whole words does, is held to what it makes of the answer
        if found not in (answer.strip(), _decode(chat, _plain_ids(chat, answer.strip())).strip()):
            raise TrainingError(
                f"row {name}: the supervised tokens say {found!r}; expected the answer {answer.strip()!r}"
            )
    prefix = encoded.ids[: spans[-1].start].tolist()
    sizes = rows.picture_sizes(row)
    at_inference = inference_ids(chat.processor, messages[:-1], images=len(sizes), sizes=sizes)
    if prefix != at_inference:
        raise TrainingError(
            f"row {name}: the processor begins a chat at inference in another way than training did: "
            f"{_decode(chat, at_inference)!r} instead of {_decode(chat, prefix)!r}"
        )


def supervised_spans(labels: np.ndarray) -> list[range]:
    """The runs of supervised tokens."""
    is_supervised = np.concatenate([[False], labels != IGNORED, [False]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(is_supervised))
    return [range(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _plain_ids(chat: VicunaFormat | TemplateFormat, text: str) -> list[int]:
    return list(chat.tokenizer(text, add_special_tokens=False)["input_ids"])


def _decode(chat: VicunaFormat | TemplateFormat, ids: Sequence[int] | np.ndarray) -> str:
    return str(chat.tokenizer.decode(list(ids), skip_special_tokens=False, clean_up_tokenization_spaces=False))


def _show(rows: TrainingRows, row: int, chat: VicunaFormat | TemplateFormat) -> str:
    encoded = rows.encoded[row]
    parts, at = [], 0
    for span in supervised_spans(encoded.labels):
        parts += [
            _decode(chat, encoded.ids[at : span.start]),
            "«",
            _decode(chat, encoded.ids[span.start : span.stop]),
            "»",
        ]
        at = span.stop
    return "".join([*parts, _decode(chat, encoded.ids[at:])]).replace("\n", "⏎")
