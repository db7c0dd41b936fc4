"""From a row's messages to token ids and labels, turn by turn; and the chat template that repeats it at inference.

Two formats: `VicunaFormat`, as LLaVA-1.5 was trained, and `TemplateFormat`, the model's own chat template. Both give
ids in which each run of image tokens is one token; `expand_images` puts the run's full number of tokens in its place.
Most families write a picture as one run, some as several with other tokens between them.

The loss falls on each answer's tokens and its end token, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..errors import TrainingError
from .families.pictures import PictureText, soft_token
from .families.vicuna import LLAVA_V1_SYSTEM, VICUNA_SYSTEM, vicuna_template

IGNORED = -100
SYSTEMS = {"vicuna_v1": VICUNA_SYSTEM, "llava_v1": LLAVA_V1_SYSTEM}
CHAT_FORMATS = ("auto", *SYSTEMS, "template")
_LLAMA_END = "</s>"
IMAGE_MARK = "<image>"  # what stands for a picture in the text of a row

Message = dict[str, Any]


@dataclass(frozen=True)
class EncodedRow:
    """A row as tokens, each run of image tokens still one token.

    Attributes:
        ids: int32, shape (tokens,).
        labels: int32, shape (tokens,): the id itself where it is supervised, else -100. Not shifted.
        images_at: the runs' places in ids, in order; empty for a row of text only.
        image_tokens: per run, the tokens that stand in its place in a batch.
        picture_of: per run, the number of its picture.
    """

    ids: np.ndarray
    labels: np.ndarray
    images_at: tuple[int, ...] = ()
    image_tokens: tuple[int, ...] = ()
    picture_of: tuple[int, ...] = ()

    @property
    def length(self) -> int:
        """Tokens in a batch, the pictures' in full."""
        return self.expanded(len(self.ids))

    def expanded(self, length: int) -> int:
        """How long the first `length` tokens are with the pictures' in full."""
        return length + sum(
            tokens - 1 for place, tokens in zip(self.images_at, self.image_tokens, strict=True) if place < length
        )

    def pictures_before(self, length: int) -> int:
        """How many pictures stand in the first `length` tokens of the row with its runs in full."""
        runs = sum(self.expanded(place) < length for place in self.images_at)
        return self.picture_of[runs - 1] + 1 if runs else 0

    @property
    def first_supervised(self) -> int:
        """The place of the first supervised token; `len(ids)` when there is none."""
        supervised = np.flatnonzero(self.labels != IGNORED)
        return int(supervised[0]) if len(supervised) else len(self.ids)


def expand_images(row: EncodedRow) -> tuple[np.ndarray, np.ndarray]:
    """The row's ids and labels with each run's tokens in full, int32, shape (row.length,)."""
    if not row.images_at:
        return row.ids, row.labels
    times = np.ones(len(row.ids), dtype=np.int64)
    times[list(row.images_at)] = row.image_tokens
    return np.repeat(row.ids, times), np.repeat(row.labels, times)


def make_format(processor: Any, choice: str, config: Any) -> VicunaFormat | TemplateFormat:
    """The format that a recipe's `chat_format` names; `auto` is vicuna_v1 for a LLaVA 1.5 with a Llama or Vicuna.

    Llama language models that were tuned to another chat end answers with another token than Llama's own: they keep
    their chat template.

    Args:
        processor: the model's.
        choice: one of `CHAT_FORMATS`.
        config: the model's configuration.
    """
    is_llama = config.model_type == "llava" and config.text_config.model_type == "llama"
    is_vicuna = is_llama and processor.tokenizer.eos_token == _LLAMA_END
    if choice in SYSTEMS:
        return VicunaFormat(processor, choice)
    return VicunaFormat(processor) if choice == "auto" and is_vicuna else TemplateFormat(processor)


def place_pictures(messages: Sequence[Message], images: int, name: str = "") -> tuple[list[Message], list[int]]:
    """Say in which turn each picture stands, and take the marks out of the text.

    A mark puts a picture at the beginning of its turn, as LLaVA's own preprocessing does. Without marks all pictures
    stand at the beginning of the first question.

    Args:
        messages: the row's turns.
        images: how many pictures the row has.
        name: the row's id, for errors.

    Returns:
        (the turns without marks, pictures of each turn)

    Raises:
        TrainingError: other numbers of marks and pictures, or a mark outside of a user's turn.
    """
    marks = [str(message.get("content")).count(IMAGE_MARK) for message in messages]
    if not any(marks):
        first = 1 if len(messages) > 1 and messages[0].get("role") == "system" else 0
        return list(messages), [images * (at == first) for at in range(len(messages))]
    if sum(marks) != images:
        raise TrainingError(f"row {name}: messages hold {sum(marks)} marks {IMAGE_MARK}, the row has {images} pictures")
    if any(count and message.get("role") != "user" for count, message in zip(marks, messages, strict=True)):
        raise TrainingError(f"row {name}: a mark {IMAGE_MARK} stands outside of the user's turns")
    bare = [{**message, "content": message["content"].replace(IMAGE_MARK, "").strip()} for message in messages]
    return bare, marks


class _Format:
    """What both formats share: the tokenizer and the checks of a row's messages."""

    def __init__(self, processor: Any) -> None:
        self.processor = processor
        self.tokenizer = processor.tokenizer
        self.image_token: str = processor.image_token  # stands for a picture in a chat template
        soft, self.image_token_id = soft_token(processor)
        # Gemma's end of a turn is marked as special, and is none of the tokenizer's named ones
        marked = {number for number, token in self.tokenizer.added_tokens_decoder.items() if token.special}
        self.special_ids = {*marked, *(int(one) for one in self.tokenizer.all_special_ids if one is not None)}
        named = [token for token in self.tokenizer.all_special_tokens if token]
        others = [self.image_token, soft, *self.tokenizer.convert_ids_to_tokens(sorted(marked))]
        self._special_tokens = list(dict.fromkeys([*named, *others]))

    def _tokenize(self, text: str, *, add_special_tokens: bool = False) -> list[int]:
        backend = getattr(self.tokenizer, "backend_tokenizer", None)
        if not add_special_tokens and backend and backend.truncation is backend.padding is None:
            return list(backend.encode(text, add_special_tokens=False).ids)  # the same ids, in a third of the time
        return list(self.tokenizer(text, add_special_tokens=add_special_tokens)["input_ids"])

    def _layouts(self, images: int | Sequence[PictureText]) -> list[PictureText]:
        return [PictureText(self.image_token, (1,))] * images if isinstance(images, int) else list(images)

    def _prepare(self, messages: Sequence[Message], images: int, name: str) -> tuple[list[Message], list[int]]:
        """Check the turns, and place the pictures."""
        turns, pictures = place_pictures(messages, images, name)
        roles = [message.get("role") for message in turns]
        chat = roles[1:] if roles[:1] == ["system"] else roles
        if not chat or chat != ["user", "assistant"] * (len(chat) // 2):
            raise TrainingError(
                f"row {name}: messages: roles {roles}; expected user and assistant in turn, answer last "
                "(a system message may come first)"
            )
        for number, message in enumerate(turns):
            content = message.get("content")
            if not isinstance(content, str) or not content.strip():
                raise TrainingError(f"row {name}: messages[{number}].content: {content!r}; expected some text")
            special = next((token for token in self._special_tokens if token in content), None)
            if special is not None:
                raise TrainingError(
                    f"row {name}: messages[{number}].content holds the special token {special!r}; take it out"
                )
        return turns, pictures

    def _finish(self, ids: list[int], labels: list[int], layouts: Sequence[PictureText], name: str) -> EncodedRow:
        array = np.asarray(ids, dtype=np.int32)
        places = tuple(int(place) for place in np.flatnonzero(array == self.image_token_id))
        runs = tuple(tokens for layout in layouts for tokens in layout.runs)
        if len(places) != len(runs):
            raise TrainingError(f"row {name}: its chat has {len(places)} image tokens; expected {len(runs)}")
        of = tuple(number for number, layout in enumerate(layouts) for _ in layout.runs)
        return EncodedRow(array, np.asarray(labels, dtype=np.int32), places, runs, of)


class VicunaFormat(_Format):
    """Vicuna v1, the format that LLaVA-1.5 was trained with, the same ids included.

    `SYSTEM USER: <image>⏎question ASSISTANT: answer</s>USER: question ASSISTANT: answer</s>`

    LLaVA tokenized the text before and after `<image>` and `</s>` as texts of their own, so that a Llama tokenizer put
    its space mark before the first word after them. Newer settings of the same tokenizer (`legacy=False`) leave that
    mark out. The chat template that is installed on the processor makes up for it: it is chosen, of variants with and
    without a space and a BOS token, as the one that the tokenizer turns into the very ids of training.
    """

    def __init__(self, processor: Any, version: str = "vicuna_v1") -> None:
        """Take the processor and install on it the chat template that repeats this format at inference.

        Args:
            processor: the model's; its chat template is replaced.
            version: whose system message, of `SYSTEMS`.

        Raises:
            TrainingError: the tokenizer has no end token, or no variant of the template gives the ids of training.
        """
        super().__init__(processor)
        self.system = SYSTEMS[version]
        self.bos_id = self.tokenizer.bos_token_id
        self.eos_id = self.tokenizer.eos_token_id
        if self.eos_id is None:
            raise TrainingError("the tokenizer has no eos_token; the vicuna_v1 format ends each answer with it")
        self.end_ids = frozenset({int(self.eos_id)})
        self._known: dict[str, list[int]] = {}
        self._install_template()

    def encode(self, messages: Sequence[Message], *, images: int | Sequence[PictureText], name: str = "") -> EncodedRow:
        """The row's ids and labels.

        Args:
            messages: user and assistant turns of plain text, the last an answer; a system message may come first.
            images: the row's pictures, or how many it has; see `place_pictures` for where they stand.
            name: the row's id, for errors.

        Raises:
            TrainingError: roles out of turn, an empty message, a special token in the text, or a tokenizer that joins
                question and answer in one token.
        """
        layouts = self._layouts(images)
        turns, pictures = self._prepare(messages, len(layouts), name)
        system = self.system
        if turns[0]["role"] == "system":
            system, turns, pictures = turns[0]["content"].strip(), turns[1:], pictures[1:]
        ids: list[int] = [] if self.bos_id is None else [int(self.bos_id)]
        labels = [IGNORED] * len(ids)
        lead = f"{system} USER: "
        for number in range(0, len(turns), 2):
            for _ in range(pictures[number]):
                lead_ids = self._tokenize_once(lead)
                ids += [*lead_ids, self.image_token_id]
                labels += [IGNORED] * (len(lead_ids) + 1)
                lead = "\n"
            head = f"{lead}{turns[number]['content'].strip()} ASSISTANT:"
            head_ids = self._tokenize_once(head)
            turn_ids = self._tokenize(f"{head} {turns[number + 1]['content'].strip()}")
            if turn_ids[: len(head_ids)] != head_ids:
                raise TrainingError(
                    f"row {name}: the tokenizer joins 'ASSISTANT:' and the answer; use chat_format template"
                )
            ids += [*turn_ids, int(self.eos_id)]
            labels += [IGNORED] * len(head_ids) + turn_ids[len(head_ids) :] + [int(self.eos_id)]
            lead = "USER: "
        return self._finish(ids, labels, layouts, name)

    def _tokenize_once(self, text: str) -> list[int]:
        """The ids of a text that comes again and again: the system message, or a question that many rows ask."""
        if text not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[text] = self._tokenize(text)
        return self._known[text]

    def _install_template(self) -> None:
        texts = ("What do the arms do?", "The left arm is raised.", "And the legs?", "Both are straight.")
        roles = ("user", "assistant", "user", "assistant")
        conversation = [{"role": role, "content": text} for role, text in zip(roles, texts, strict=True)]
        previous = self.processor.chat_template
        for bos in ("", self.tokenizer.bos_token or ""):
            for glue in ("", " "):
                self.processor.chat_template = vicuna_template(
                    bos, glue, self.tokenizer.eos_token, self.image_token, self.system
                )
                if all(
                    list(self.encode(conversation, images=images).ids[: len(ids)]) == ids
                    for images in (1, 0)
                    for ids in [inference_ids(self.processor, conversation[:3], images=images)]
                ):
                    return
        self.processor.chat_template = previous
        raise TrainingError("the tokenizer cannot repeat the vicuna_v1 format at inference; use chat_format template")


_MOST_KNOWN = 10_000  # texts whose ids are kept


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
        self.end_ids = frozenset(self.special_ids - {self.image_token_id, self.tokenizer.bos_token_id})

    def encode(self, messages: Sequence[Message], *, images: int | Sequence[PictureText], name: str = "") -> EncodedRow:
        """The row's ids and labels; arguments and errors as in `VicunaFormat.encode`."""
        layouts = self._layouts(images)
        turns, pictures = self._prepare(messages, len(layouts), name)
        text = ""
        ids: list[int] = []
        labels: list[int] = []
        for turn in range(1 + (turns[0]["role"] == "system"), len(turns), 2):
            prompt = self._render(turns[:turn], pictures, layouts, is_prompt=True)
            full = self._render(turns[: turn + 1], pictures, layouts, is_prompt=False)
            if not (prompt.startswith(text) and full.startswith(prompt)):
                raise TrainingError(f"row {name}: the chat template rewrites earlier turns; it can't be trained with")
            prompt_ids, full_ids = self._with_special(prompt), self._with_special(full)
            if prompt_ids[: len(ids)] != ids or full_ids[: len(prompt_ids)] != prompt_ids:
                raise TrainingError(
                    f"row {name}: the tokenizer joins the prompt and the answer of turn {(turn + 1) // 2}"
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
        return self._finish(ids, labels, layouts, name)

    def _render(
        self, turns: Sequence[Message], pictures: Sequence[int], layouts: Sequence[PictureText], *, is_prompt: bool
    ) -> str:
        """The chat as text, with what the processor writes in the pictures' places."""
        parts = _turns_to_parts(turns, [[{"type": "image"}] * count for count in pictures])
        text = str(self.processor.apply_chat_template(parts, tokenize=False, add_generation_prompt=is_prompt))
        pieces = text.split(self.image_token)
        texts = [layout.text for layout in layouts[: len(pieces) - 1]]
        texts += [self.image_token] * (len(pieces) - 1 - len(texts))
        return pieces[0] + "".join(one + piece for one, piece in zip(texts, pieces[1:], strict=True))

    def _with_special(self, text: str) -> list[int]:
        bos = self.tokenizer.bos_token
        return self._tokenize(text, add_special_tokens=not (bos and text.startswith(bos)))


def to_parts(messages: Sequence[Message], *, images: int | Sequence[Image.Image]) -> list[Message]:
    """Plain messages as processors take them: lists of typed parts, a turn's pictures first.

    Args:
        messages: the turns; marks in the text say where pictures stand, as in `place_pictures`.
        images: the pictures, or how many there are.
    """
    entries: list[Message]
    if isinstance(images, int):
        entries = [{"type": "image"}] * images
    else:
        entries = [{"type": "image", "image": image} for image in images]
    turns, counts = place_pictures(messages, len(entries))
    ends = np.cumsum(counts)
    return _turns_to_parts(turns, [entries[end - count : end] for end, count in zip(ends, counts, strict=True)])


def _turns_to_parts(turns: Sequence[Message], pictures: Sequence[Sequence[Message]]) -> list[Message]:
    return [
        {"role": turn["role"], "content": [*entries, {"type": "text", "text": turn["content"]}]}
        for turn, entries in zip(turns, pictures, strict=False)
    ]


def inference_ids(
    processor: Any, messages: Sequence[Message], *, images: int, sizes: Sequence[tuple[int, int]] | None = None
) -> list[int]:
    """What the processor gives a model at inference for these messages, each run of image tokens drawn together in one.

    Args:
        processor: the model's.
        messages: the turns.
        images: how many pictures there are.
        sizes: the pictures' widths and heights, where the tokens follow from them.
    """
    shown = [Image.new("RGB", size) for size in (sizes or [(8, 8)] * images)]
    batch = processor.apply_chat_template(
        to_parts(messages, images=shown),
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    )
    ids = batch["input_ids"][0].tolist()
    soft = soft_token(processor)[1]
    return [token for place, token in enumerate(ids) if token != soft or place == 0 or ids[place - 1] != soft]
