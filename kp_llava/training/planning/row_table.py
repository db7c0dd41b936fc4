"""Rows as the planner sees them: which picture each shows and how long it is, counted from data or assumed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets
from transformers import AutoConfig

from ...errors import TrainingError
from ...files.model_folder import in_one_line
from ...tasks import TASKS
from ..arguments import DataArguments, ModelArguments
from ..chat import IGNORED, make_format
from ..data.images import ImageTokens
from ..data.rows import TrainingRows, encode_rows
from ..data.sources import load_tables
from ..families.processor import load_processor

# The paper's rows: five conversation rows for each of 22,596 pictures, and one row a picture of the other two kinds.
PAPER_ROWS = {"conversation": 112_980, "detail": 45_174, "complex": 42_174}

# Vicuna's frame, counted: 35 tokens before the picture, 8 around the turn.
PREFIX_TOKENS = 35
TURN_TOKENS = 8
CHARACTERS_PER_TOKEN = 4.0  # of English under a Llama tokenizer, where none is at hand


@dataclass(frozen=True)
class RowTable:
    """Rows as the planner sees them: which picture each shows and how long it is.

    Attributes:
        groups: the rows of each picture.
        shared: per group, the tokens that its rows have in common, the picture's included.
        lengths: tokens of each row, the picture's included.
        supervised: supervised tokens of each row.
        pictured: per group, whether it has a picture.
        rows_by_task: how many rows of each kind.
        note: where the lengths come from, in words.
    """

    groups: list[list[int]]
    shared: list[int]
    lengths: list[int]
    supervised: list[int]
    pictured: list[bool]
    rows_by_task: dict[str, int]
    note: str

    @property
    def images(self) -> int:
        """Pictures among the rows."""
        return sum(self.pictured)

    def take(self, *, images: int | None = None, rows: int | None = None) -> RowTable:
        """The rows of pictures spread evenly over the table: of this many groups, or up to this many rows."""
        order = sorted(range(len(self.groups)), key=lambda group: _spread(f"group-{group}"))[:images]
        kept: list[int] = []
        room = len(self.lengths) if rows is None else rows
        for group in order:
            if room <= 0:
                break
            kept.append(group)
            room -= len(self.groups[group])
        members = [row for group in kept for row in self.groups[group]]
        members = members if rows is None else members[:rows]
        numbers = {row: number for number, row in enumerate(members)}
        return RowTable(
            groups=[[numbers[row] for row in self.groups[group] if row in numbers] for group in kept],
            shared=[self.shared[group] for group in kept],
            lengths=[self.lengths[row] for row in members],
            supervised=[self.supervised[row] for row in members],
            pictured=[self.pictured[group] for group in kept],
            rows_by_task={} if len(members) < len(self.lengths) else self.rows_by_task,
            note=self.note,
        )


def assume_rows(
    counts: Mapping[str, int],
    *,
    image_tokens: int,
    max_length: int,
    text_tokens: Mapping[str, tuple[int, int]] | None = None,
    rows_per_image: Mapping[str, int] | None = None,
) -> RowTable:
    """Make a table of rows from counts alone.

    The kinds lie over the same pictures, the first of each alike, so that the paper's rows show 45,174 pictures. A
    text's length is spread evenly between half and one and a half times its mean, by a hash of its number: the same
    at each call.

    Args:
        counts: rows of each kind.
        image_tokens: places that a picture takes.
        max_length: longer rows are cut to it.
        text_tokens: mean question and answer tokens of each kind; those of `TASKS` by default.
        rows_per_image: rows of a kind behind one picture; those of `TASKS` by default.

    Raises:
        TrainingError: a count is negative or all are 0.
    """
    text = {name: (task.question_tokens, task.answer_tokens) for name, task in TASKS.items()} | dict(text_tokens or {})
    per_image = {name: task.rows_per_image for name, task in TASKS.items()} | dict(rows_per_image or {})
    if min(counts.values(), default=0) < 0 or sum(counts.values()) == 0:
        raise TrainingError(f"rows: {dict(counts)} gives nothing to train on; expected counts of 0 or more, not all 0")
    shared = PREFIX_TOKENS + image_tokens
    images = max(-(-count // per_image.get(task, 1)) for task, count in counts.items())
    groups: list[list[int]] = [[] for _ in range(images)]
    lengths: list[int] = []
    supervised: list[int] = []
    for task, count in sorted(counts.items()):
        question, answer = text[task]
        for number in range(count):
            scale = 0.5 + _spread(f"{task}-{number}")
            answer_tokens = round(answer * scale) + 1
            length = min(shared + TURN_TOKENS - 1 + round(question * scale) + answer_tokens, max_length)
            groups[number // per_image.get(task, 1)].append(len(lengths))
            lengths.append(length)
            supervised.append(max(0, min(answer_tokens, length - shared)))
    means = ", ".join(f"{task} {text[task][0]} + {text[task][1]}" for task in counts)
    return RowTable(
        groups=groups,
        shared=[min(shared, max_length)] * images,
        lengths=lengths,
        supervised=supervised,
        pictured=[True] * images,
        rows_by_task=dict(counts),
        note=f"assumed lengths (mean question + answer tokens: {means}; evenly from half to one and a half of it)",
    )


def _spread(name: str) -> float:
    """A number from 0 to 1 that hangs on the name alone."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32


def count_rows(model: ModelArguments, data: DataArguments, *, image_tokens: int, seed: int = 0) -> RowTable:
    """Make a table of the rows that a recipe's local data holds; pictures are not opened.

    Where the model is a local folder with a processor, rows are tokenized as training tokenizes them. Otherwise their
    texts are taken at `CHARACTERS_PER_TOKEN`, in Vicuna's frame.

    Args:
        model: the recipe's model arguments.
        data: the recipe's data arguments.
        image_tokens: places that a picture takes.
        seed: the recipe's, which picks rows where `max_samples` says so.

    Raises:
        TrainingError: the data cannot be read, or has no rows.
    """
    tables = load_tables(data, split=data.train_split, data_dir=data.data_dir)
    if (Path(model.model_name_or_path) / "processor_config.json").is_file():
        processor = load_processor(model)
        config = AutoConfig.from_pretrained(model.model_name_or_path)
        name = model.model_name_or_path
        with in_one_line(f"model_name_or_path: the processor of {name!r} cannot be used", error=TrainingError):
            chat, images = make_format(processor, model.chat_format, config), ImageTokens(processor)
        rows = encode_rows(
            tables,
            chat,
            image_tokens=images,
            max_length=data.max_length,
            image_folder=data.image_folder,
            max_samples=data.max_samples,
            seed=seed,
        )
        return tabulate_rows(rows)
    table = _estimate_rows(tables, image_tokens, data.max_length)
    return table if data.max_samples is None else table.take(rows=data.max_samples)


def tabulate_rows(rows: TrainingRows) -> RowTable:
    """The planner's table of rows that training has tokenized."""
    table = RowTable(
        [], [], [], [], [], dict.fromkeys(rows.config_names, 0), "lengths counted by the model's tokenizer"
    )
    for members in filter(None, rows.groups):
        shared, first = rows.shared_length(members), rows.encoded[members[0]]
        table.pictured.append(bool(first.images_at))
        table.shared.append(first.expanded(shared))
        table.groups.append(list(range(len(table.lengths), len(table.lengths) + len(members))))
        for row in members:
            encoded = rows.encoded[row]
            table.lengths.append(encoded.length)
            table.supervised.append(int((encoded.labels != IGNORED).sum()))
            table.rows_by_task[rows.config_names[rows.config_of(row)]] += 1
    return table


def _estimate_rows(tables: dict[str, datasets.Dataset], image_tokens: int, max_length: int) -> RowTable:
    note = f"lengths taken at {CHARACTERS_PER_TOKEN:g} characters a token (no tokenizer at hand)"
    table = RowTable([], [], [], [], [], {name: len(rows) for name, rows in tables.items()}, note)
    numbers: dict[str, int] = {}
    for task, rows in tables.items():
        columns = [name for name in ("messages", "image_id", "file_name") if name in rows.column_names]
        for place, record in enumerate(rows.select_columns(columns)):
            has_picture = record.get("image_id") is not None or record.get("file_name") is not None
            name = f"{record.get('image_id')} {record.get('file_name')}" if has_picture else f"text {task} {place}"
            group = numbers.setdefault(name, len(numbers))
            if group == len(table.groups):
                table.groups.append([])
                table.pictured.append(has_picture)
                table.shared.append(min(PREFIX_TOKENS + image_tokens if has_picture else 0, max_length))
            _add_row(table, group, record["messages"], max_length)
    if not table.lengths:
        raise TrainingError(f"no rows to plan for in {', '.join(tables)}")
    return table


def _add_row(table: RowTable, group: int, messages: list[dict[str, Any]], max_length: int) -> None:
    sizes = [(message["role"], round(len(message["content"]) / CHARACTERS_PER_TOKEN)) for message in messages]
    answers = sum(size + 1 for role, size in sizes if role == "assistant")
    frame = (TURN_TOKENS - 1) * (len(messages) // 2) + (table.shared[group] or PREFIX_TOKENS)
    length = min(frame + sum(size for role, size in sizes if role != "assistant") + answers, max_length)
    table.groups[group].append(len(table.lengths))
    table.lengths.append(length)
    table.supervised.append(max(0, min(answers, length - table.shared[group])))
