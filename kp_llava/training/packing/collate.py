"""Micro-batches as tensors: a dataset whose items are whole micro-batches, and its order.

Tensors of a micro-batch (R rows of L tokens, P pictures, each once):

    input_ids       int64 (R, L)        the picture's tokens in full
    labels          int64 (R, L)        -100 where not supervised
    shift_labels    int64 (R, L)        what each token predicts: the next token of its own branch, or -100
    config_ids      int64 (R, L)        the number of the config whose answer is predicted
    position_ids    int64 (R, L)        every branch goes on from the end of its prefix
    block_ids       int64 (R, L)        the picture's number in the row; -1 padding           (shared packing)
    branch_ids      int64 (R, L)        0 the shared prefix; 1, 2, ... the rows' branches      (shared packing)
    attention_mask  int64 (R, L)        1 token, 0 padding                                     (no packing)
    pixel_values    float (P, 3, H, W)  one blank picture when the rows have none; (P, tiles, 3, H, W) where the model
                                        cuts pictures in tiles
    image_sizes     int64 (P, 2)        the pictures' heights and widths                       (such models only)
    image_order     int64 (K,)          which picture stands at the first, second, ... run of image tokens
    counts          int64 (2,)          rows, and rows left out for a bad picture
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset, Sampler

from ...errors import TrainingError
from ..chat import IGNORED, expand_image
from ..data.images import BLANK, open_picture
from ..data.rows import TrainingRows, shared_length
from .plan import Chunk, lay_out, order_key, plan_epoch, plan_single


class MicroBatches(Dataset):
    """All micro-batches of an epoch, in the order in which ranks take them: item k goes to rank k modulo ranks.

    An index names epoch and place in one number (`epoch * len(self) + place`), so that worker processes need no word of
    the epoch.
    """

    def __init__(
        self,
        rows: TrainingRows,
        processor: Any,
        *,
        samples_per_step: int,
        micro_batches: int,
        packing: str = "shared",
        max_length: int = 2048,
        image_folder: str | None = None,
        on_bad_image: str = "error",
        seed: int = 0,
    ) -> None:
        """Take the rows and the shape of a step; see `packing.plan_epoch` for the numbers.

        Args:
            rows: the encoded rows.
            processor: whose image processor makes the pixels.
            samples_per_step: the effective batch in rows.
            micro_batches: per step, over all ranks and accumulation steps.
            packing: shared or none.
            max_length: tokens in a row of a batch.
            image_folder: for rows that name a file only.
            on_bad_image: error or skip.
            seed: of the order.
        """
        self.rows = rows
        self.processor = processor
        self.samples_per_step = samples_per_step
        self.micro_batches = micro_batches
        self.packing = packing
        self.max_length = max_length
        self.image_folder = image_folder
        self.on_bad_image = on_bad_image
        self.seed = seed
        self.epoch = 0
        self.lengths = [row.length for row in rows.encoded]
        self.sample_count = sum(len(group) for group in rows.groups)
        self._shared = [shared_length(rows, group) if group else 0 for group in rows.groups]
        self._planned: tuple[int, list[list[Chunk]]] = (-1, [])

    def __len__(self) -> int:
        return -(-self.sample_count // self.samples_per_step) * self.micro_batches

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch whose order `EpochOrder` gives next."""
        self.epoch = epoch

    def plan(self, epoch: int) -> list[list[Chunk]]:
        """The epoch's micro-batches, `len(self)` of them."""
        if self._planned[0] != epoch:
            self._planned = (epoch, self._plan(epoch))
        return self._planned[1]

    def _plan(self, epoch: int) -> list[list[Chunk]]:
        def row_order(row: int) -> bytes:
            return order_key(self.seed, epoch, f"row {self.rows.config_of(row)} {self.rows.row_names[row]}")

        if self.packing == "none":
            members = [row for group in self.rows.groups for row in group]
            steps = plan_single(
                members,
                row_order,
                lambda row: self.lengths[row],
                samples_per_step=self.samples_per_step,
                micro_batches=self.micro_batches,
            )
        else:
            steps = plan_epoch(
                self.rows.groups,
                lambda group: order_key(self.seed, epoch, self.rows.group_names[group]),
                row_order,
                lambda chunk: self._chunk_cost(chunk),
                samples_per_step=self.samples_per_step,
                micro_batches=self.micro_batches,
            )
        return [micro_batch for step in steps for micro_batch in step]

    def _chunk_cost(self, chunk: Chunk) -> int:
        shared = self.rows.encoded[chunk.rows[0]].expanded(self._shared[chunk.group])
        return shared + sum(self.lengths[row] - shared for row in chunk.rows)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        epoch, place = divmod(index, len(self))
        return self.collate(self.plan(epoch)[place])

    def collate(self, chunks: list[Chunk]) -> dict[str, torch.Tensor]:
        """One micro-batch's tensors."""
        pixels, numbers, bad = self._load_pictures(chunks)
        if self.packing == "none":
            batch, order = self._collate_single(chunks, numbers, bad)
        else:
            batch, order = self._collate_shared(chunks, numbers, bad)
        real = [row for chunk in chunks if not chunk.is_filler for row in chunk.rows]
        skipped = sum(self.rows.group_of[row] in bad for row in real)
        batch.update(pixels)
        batch["image_order"] = torch.tensor(order, dtype=torch.long)
        batch["counts"] = torch.tensor([len(real) - skipped, skipped])
        return batch

    def _load_pictures(self, chunks: list[Chunk]) -> tuple[dict[str, torch.Tensor], dict[int, int], set[int]]:
        """Pixels of the batch's pictures, each once; which of them each group has; the groups whose picture is bad."""
        pictures: list[Image.Image] = []
        numbers: dict[int, int] = {}
        bad: set[int] = set()
        blank = Image.new("RGB", BLANK, _mean_colour(self.processor))
        for chunk in chunks:
            row = chunk.rows[0]
            group = self.rows.group_of[row]
            if group in numbers or self.rows.encoded[row].image_at < 0:
                continue
            try:
                picture = open_picture(*self.rows.picture_cell(row), self.image_folder, self.rows.row_names[row])
            except TrainingError:
                if self.on_bad_image != "skip":
                    raise
                bad.add(group)
                picture = blank
            numbers[group] = len(pictures)
            pictures.append(picture)
        # the vision tower runs on every rank in every step, or ranks with pictures would wait for those without
        pixels = self.processor.image_processor(images=pictures or [blank], return_tensors="pt")
        return {name: pixels[name] for name in ("pixel_values", "image_sizes") if name in pixels}, numbers, bad

    def _collate_shared(
        self, chunks: list[Chunk], numbers: dict[int, int], bad: set[int]
    ) -> tuple[dict[str, torch.Tensor], list[int]]:
        shared = [self.rows.encoded[chunk.rows[0]].expanded(shared_length(self.rows, chunk.rows)) for chunk in chunks]
        layout = lay_out(chunks, shared, self.lengths, self.max_length)
        width = max(sum(piece.length for piece in pieces) for pieces in layout)
        fields = _empty_fields(len(layout), width)
        block_ids = np.full((len(layout), width), -1, dtype=np.int64)
        branch_ids = np.zeros((len(layout), width), dtype=np.int64)
        order: list[int] = []
        for line, pieces in enumerate(layout):
            at = 0
            for block, piece in enumerate(pieces):
                start = at
                group = self.rows.group_of[piece.rows[0]]
                is_ignored = piece.is_filler or group in bad
                for branch, row in enumerate(piece.rows, start=1):
                    # the first row brings the prefix along
                    skip = 0 if branch == 1 else piece.shared
                    if group in numbers and (branch == 1 or piece.shared == 0):
                        order.append(numbers[group])
                    end = at + self.lengths[row] - skip
                    self._write(fields, line, at, end, row, skip, is_ignored)
                    branch_ids[line, at:end] = branch
                    at = end
                branch_ids[line, start : start + piece.shared] = 0
                block_ids[line, start:at] = block
        batch = {name: torch.from_numpy(values) for name, values in fields.items()}
        batch["block_ids"] = torch.from_numpy(block_ids)
        batch["branch_ids"] = torch.from_numpy(branch_ids)
        return batch, order

    def _collate_single(
        self, chunks: list[Chunk], numbers: dict[int, int], bad: set[int]
    ) -> tuple[dict[str, torch.Tensor], list[int]]:
        members = [(row, chunk.is_filler) for chunk in chunks for row in chunk.rows]
        width = max(self.lengths[row] for row, _ in members)
        fields = _empty_fields(len(members), width)
        attention_mask = np.zeros((len(members), width), dtype=np.int64)
        order: list[int] = []
        for line, (row, is_filler) in enumerate(members):
            group = self.rows.group_of[row]
            if group in numbers:
                order.append(numbers[group])
            self._write(fields, line, 0, self.lengths[row], row, 0, is_filler or group in bad)
            attention_mask[line, : self.lengths[row]] = 1
        batch = {name: torch.from_numpy(values) for name, values in fields.items()}
        batch["attention_mask"] = torch.from_numpy(attention_mask)
        return batch, order

    def _write(
        self, fields: dict[str, np.ndarray], line: int, at: int, end: int, row: int, skip: int, is_ignored: bool
    ) -> None:
        """Write the row's tokens from `skip` on at places `at` to `end` of a line."""
        ids, labels = expand_image(self.rows.encoded[row])
        fields["input_ids"][line, at:end] = ids[skip:]
        fields["position_ids"][line, at:end] = np.arange(skip, len(ids))
        if is_ignored:
            return
        fields["labels"][line, at:end] = labels[skip:]
        fields["shift_labels"][line, at : end - 1] = labels[skip + 1 :]
        fields["config_ids"][line, at:end] = self.rows.config_of(row)


def _empty_fields(lines: int, width: int) -> dict[str, np.ndarray]:
    shape = (lines, width)
    return {
        "input_ids": np.zeros(shape, dtype=np.int64),
        "position_ids": np.zeros(shape, dtype=np.int64),
        "labels": np.full(shape, IGNORED, dtype=np.int64),
        "shift_labels": np.full(shape, IGNORED, dtype=np.int64),
        "config_ids": np.zeros(shape, dtype=np.int64),
    }


def _mean_colour(processor: Any) -> tuple[int, ...]:
    mean = getattr(processor.image_processor, "image_mean", None) or (0.5, 0.5, 0.5)
    return tuple(int(value * 255) for value in mean)


class EpochOrder(Sampler[int]):
    """The epoch's indices in their order; the epoch is the dataset's."""

    def __init__(self, micro_batches: MicroBatches) -> None:
        self._micro_batches = micro_batches

    def __len__(self) -> int:
        return len(self._micro_batches)

    def __iter__(self) -> Iterator[int]:
        first = self._micro_batches.epoch * len(self._micro_batches)
        return iter(range(first, first + len(self._micro_batches)))


def take_only(items: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The data loader's collate function: an item is a whole micro-batch already."""
    return items[0]
