"""From a row's messages to token ids and labels, turn by turn; and the chat template that repeats it at inference.

Two formats: `VicunaFormat`, as LLaVA-1.5 was trained, and `TemplateFormat`, the model's own chat template. Both give
ids in which the picture is one `<image>` token; `expand_image` puts the picture's full number of tokens in its place.

The loss falls on each answer's tokens and its end token, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..errors import TrainingError

IGNORED = -100
VICUNA_SYSTEM = (
    "A chat between a curious human and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the human's questions."
)

Message = dict[str, Any]


@dataclass(frozen=True)
class EncodedRow:
    """A row as tokens, the picture still one token.

    Attributes:
        ids: int32, shape (tokens,).
        labels: int32, shape (tokens,): the id itself where it is supervised, else -100. Not shifted.
        image_at: the picture's place in ids; -1 for a row of text only.
        image_tokens: tokens that stand in the picture's place in a batch.
    """

    ids: np.ndarray
    labels: np.ndarray
    image_at: int
    image_tokens: int = 1

    @property
    def length(self) -> int:
        """Tokens in a batch, the picture's in full."""
        return self.expanded(len(self.ids))

    def expanded(self, length: int) -> int:
        """How long the first `length` tokens are with the picture's in full."""
        return length + (self.image_tokens - 1 if 0 <= self.image_at < length else 0)

    @property
    def first_supervised(self) -> int:
        """The place of the first supervised token; `len(ids)` when there is none."""
        supervised = np.flatnonzero(self.labels != IGNORED)
        return int(supervised[0]) if len(supervised) else len(self.ids)


def expand_image(row: EncodedRow) -> tuple[np.ndarray, np.ndarray]:
    """The row's ids and labels with `row.image_tokens` copies of the image token, int32, shape (row.length,)."""
    if row.image_at < 0:
        return row.ids, row.labels
    times = np.ones(len(row.ids), dtype=np.int64)
    times[row.image_at] = row.image_tokens
    return np.repeat(row.ids, times), np.repeat(row.labels, times)


def make_format(processor: Any, choice: str, config: Any) -> VicunaFormat | TemplateFormat:
    """The format that a recipe's `chat_format` names; `auto` is Vicuna's for a LLaVA 1.5 with a Llama language model.

    Args:
        processor: the model's.
        choice: auto, vicuna_v1 or template.
        config: the model's configuration.
    """
    is_vicuna = config.model_type == "llava" and config.text_config.model_type == "llama"
    if choice == "vicuna_v1" or (choice == "auto" and is_vicuna):
        return VicunaFormat(processor)
    return TemplateFormat(processor)


class _Format:
    """What both formats share: the tokenizer and the checks of a row's messages."""

    def __init__(self, processor: Any) -> None:
        self.processor = processor
        self.tokenizer = processor.tokenizer
        self.image_token: str = processor.image_token
        self.image_token_id = int(processor.image_token_id)
        self._special_tokens = [token for token in self.tokenizer.all_special_tokens if token]
        if self.image_token not in self._special_tokens:
            self._special_tokens.append(self.image_token)

    def _tokenize(self, text: str, *, add_special_tokens: bool = False) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=add_special_tokens)["input_ids"])

    def _check(self, messages: Sequence[Message], name: str) -> None:
        roles = [message.get("role") for message in messages]
        if not roles or roles != ["user", "assistant"] * (len(roles) // 2):
            raise TrainingError(
                f"row {name}: messages: roles {roles}; expected user and assistant in turn, answer last"
            )
        for number, message in enumerate(messages):
            content = message.get("content")
            if not isinstance(content, str) or not content.strip():
                raise TrainingError(f"row {name}: messages[{number}].content: {content!r}; expected some text")
            special = next((token for token in self._special_tokens if token in content), None)
            if special is not None:
                raise TrainingError(
                    f"row {name}: messages[{number}].content holds the special token {special!r}; "
                    "take it out (the picture's place is not written in the text)"
                )

    def _finish(self, ids: list[int], labels: list[int], has_image: bool, name: str) -> EncodedRow:
        places = [place for place, token in enumerate(ids) if token == self.image_token_id]
        if len(places) != int(has_image):
            raise TrainingError(f"row {name}: its chat has {len(places)} image tokens; expected {int(has_image)}")
        return EncodedRow(
            np.asarray(ids, dtype=np.int32), np.asarray(labels, dtype=np.int32), places[0] if has_image else -1
        )


class VicunaFormat(_Format):
    """Vicuna v1, the format that LLaVA-1.5 was trained with, the same ids included.

    `SYSTEM USER: <image>⏎question ASSISTANT: answer</s>USER: question ASSISTANT: answer</s>`

    LLaVA tokenized the text before and after `<image>` and `</s>` as texts of their own, so that a Llama tokenizer put
    its space mark before the first word after them. Newer settings of the same tokenizer (`legacy=False`) leave that
    mark out. The chat template that is installed on the processor makes up for it: it is chosen, of variants with and
    without a space and a BOS token, as the one that the tokenizer turns into the very ids of training.
    """

    def __init__(self, processor: Any) -> None:
        """Take the processor and install on it the chat template that repeats this format at inference.

        Raises:
            TrainingError: the tokenizer has no end token, or no variant of the template gives the ids of training.
        """
        super().__init__(processor)
        self.bos_id = self.tokenizer.bos_token_id
        self.eos_id = self.tokenizer.eos_token_id
        if self.eos_id is None:
            raise TrainingError("the tokenizer has no eos_token; the vicuna_v1 format ends each answer with it")
        self.end_ids = frozenset({int(self.eos_id)})
        self._install_template()

    def encode(self, messages: Sequence[Message], *, has_image: bool, name: str = "") -> EncodedRow:
        """The row's ids and labels.

        Args:
            messages: user and assistant turns of plain text, the last an answer.
            has_image: whether a picture stands before the first question.
            name: the row's id, for errors.

        Raises:
            TrainingError: roles out of turn, an empty message, a special token in the text, or a tokenizer that joins
                question and answer in one token.
        """
        self._check(messages, name)
        ids: list[int] = [] if self.bos_id is None else [int(self.bos_id)]
        lead = f"{VICUNA_SYSTEM} USER: "
        if has_image:
            ids += [*self._tokenize(lead), self.image_token_id]
            lead = "\n"
        labels = [IGNORED] * len(ids)
        for question, answer in zip(messages[::2], messages[1::2], strict=True):
            head = f"{lead}{question['content'].strip()} ASSISTANT:"
            head_ids = self._tokenize(head)
            turn_ids = self._tokenize(f"{head} {answer['content'].strip()}")
            if turn_ids[: len(head_ids)] != head_ids:
                raise TrainingError(
                    f"row {name}: the tokenizer joins 'ASSISTANT:' and the answer; use chat_format template"
                )
            ids += [*turn_ids, int(self.eos_id)]
            labels += [IGNORED] * len(head_ids) + turn_ids[len(head_ids) :] + [int(self.eos_id)]
            lead = "USER: "
        return self._finish(ids, labels, has_image, name)

    def _install_template(self) -> None:
        conversation = [
            {"role": "user", "content": "What do the arms do?"},
            {"role": "assistant", "content": "The left arm is raised."},
            {"role": "user", "content": "And the legs?"},
            {"role": "assistant", "content": "Both are straight."},
        ]
        previous = self.processor.chat_template
        for bos in ("", self.tokenizer.bos_token or ""):
            for glue in ("", " "):
                self.processor.chat_template = vicuna_template(bos, glue, self.tokenizer.eos_token, self.image_token)
                if all(
                    list(self.encode(conversation, has_image=has_image).ids[: len(ids)]) == ids
                    for has_image in (True, False)
                    for ids in [inference_ids(self.processor, conversation[:3], has_image=has_image)]
                ):
                    return
        self.processor.chat_template = previous
        raise TrainingError("the tokenizer cannot repeat the vicuna_v1 format at inference; use chat_format template")


def vicuna_template(bos: str, glue: str, eos: str, image: str) -> str:
    """The Jinja chat template of `VicunaFormat`.

    Args:
        bos: the token that opens the text, or "" where the tokenizer adds it by itself.
        glue: what follows a special token: "" or a space, so that the tokenizer gives the ids of training.
        eos: the token that ends an answer.
        image: the token that stands for the picture.
    """
    return (
        "{%- macro words(content) -%}{%- if content is string -%}{{ content | trim }}{%- else -%}"
        "{%- for part in content if part.type == 'text' -%}{{ part.text | trim }}{%- endfor -%}{%- endif -%}"
        "{%- endmacro -%}"
        f"{{{{- {_quote(bos + (glue if bos else '') + VICUNA_SYSTEM + ' ')} -}}}}"
        "{%- for message in messages -%}"
        "{%- if message.role == 'user' -%}"
        f"{{%- if not loop.first -%}}{{{{- {_quote(glue)} -}}}}{{%- endif -%}}"
        "{{- 'USER: ' -}}"
        "{%- if message.content is not string -%}{%- for part in message.content if part.type == 'image' -%}"
        f"{{{{- {_quote(image + glue)} + '\\n' -}}}}"
        "{%- endfor -%}{%- endif -%}"
        "{{- words(message.content) + ' ASSISTANT:' -}}"
        "{%- elif message.role == 'assistant' -%}"
        f"{{{{- ' ' + words(message.content) + {_quote(eos)} -}}}}"
        "{%- endif -%}"
        "{%- endfor -%}"
    )


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


class TemplateFormat(_Format):
    """The model's own chat template: the chat is written up to each answer and behind it; the difference is supervised.

    The differences are verified, as text and as ids: a template that writes earlier turns in another way later on,
    trims the prompt, or ends an answer with no special token cannot be trained with and is refused.
    """

    def __init__(self, processor: Any) -> None:
        """Take the processor, whose chat template stays as it is.

        Raises:
            TrainingError: there is no chat template.
        """
        super().__init__(processor)
        if not processor.chat_template:
            raise TrainingError("the model's processor has no chat template; use chat_format vicuna_v1")
        special = {int(token) for token in self.tokenizer.all_special_ids if token is not None}
        self.end_ids = frozenset(special - {self.image_token_id, self.tokenizer.bos_token_id})

    def encode(self, messages: Sequence[Message], *, has_image: bool, name: str = "") -> EncodedRow:
        """The row's ids and labels; arguments and errors as in `VicunaFormat.encode`."""
        self._check(messages, name)
        text = ""
        ids: list[int] = []
        labels: list[int] = []
        for turn in range(1, len(messages), 2):
            prompt = self._render(messages[:turn], has_image, is_prompt=True)
            full = self._render(messages[: turn + 1], has_image, is_prompt=False)
            if not (prompt.startswith(text) and full.startswith(prompt)):
                raise TrainingError(f"row {name}: the chat template rewrites earlier turns; it can't be trained with")
            prompt_ids, full_ids = self._with_special(prompt), self._with_special(full)
            if prompt_ids[: len(ids)] != ids or full_ids[: len(prompt_ids)] != prompt_ids:
                raise TrainingError(
                    f"row {name}: the tokenizer joins the prompt and the answer of turn {turn // 2 + 1}"
                )
            answer_ids = full_ids[len(prompt_ids) :]
            end = next((place for place, token in enumerate(answer_ids) if token in self.end_ids), None)
            if end is None:
                raise TrainingError(
                    f"row {name}: the chat template ends answers with no special token, so a tuned model would never "
                    "stop; use chat_format vicuna_v1 or give the processor a template that does"
                )
            labels += [IGNORED] * (len(prompt_ids) - len(ids)) + answer_ids[: end + 1]
            labels += [IGNORED] * (len(answer_ids) - end - 1)
            text, ids = full, full_ids
        return self._finish(ids, labels, has_image, name)

    def _render(self, messages: Sequence[Message], has_image: bool, *, is_prompt: bool) -> str:
        return str(
            self.processor.apply_chat_template(
                to_parts(messages, has_image=has_image), tokenize=False, add_generation_prompt=is_prompt
            )
        )

    def _with_special(self, text: str) -> list[int]:
        bos = self.tokenizer.bos_token
        return self._tokenize(text, add_special_tokens=not (bos and text.startswith(bos)))


def to_parts(messages: Sequence[Message], *, has_image: bool, image: Image.Image | None = None) -> list[Message]:
    """Plain messages as processors take them: lists of typed parts, the picture first in the first question."""
    picture: Message = {"type": "image"} if image is None else {"type": "image", "image": image}
    return [
        {
            "role": message["role"],
            "content": [
                *([picture] if has_image and number == 0 else []),
                {"type": "text", "text": message["content"]},
            ],
        }
        for number, message in enumerate(messages)
    ]


def inference_ids(processor: Any, messages: Sequence[Message], *, has_image: bool) -> list[int]:
    """What the processor gives a model at inference for these messages, the picture's tokens drawn together in one."""
    blank = Image.new("RGB", (8, 8)) if has_image else None
    batch = processor.apply_chat_template(
        to_parts(messages, has_image=has_image, image=blank),
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    )
    ids = batch["input_ids"][0].tolist()
    image_id = int(processor.image_token_id)
    return [token for place, token in enumerate(ids) if token != image_id or place == 0 or ids[place - 1] != image_id]
