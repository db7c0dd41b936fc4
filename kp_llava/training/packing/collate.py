"""Micro-batches as tensors: a dataset whose items are whole micro-batches, and its order.

Tensors of a micro-batch (R rows of L tokens, P pictures, each once):

    input_ids       int64 (R, L)        a picture's tokens in full
    labels          int64 (R, L)        -100 where not supervised
    shift_labels    int64 (R, L)        what each token predicts: the next token of its own branch, or -100
    supervised      int64 (S,)          the places, counted through all rows, whose next token is supervised
    config_ids      int64 (R, L)        the number of the config whose answer is predicted
    position_ids    int64 (R, L)        every branch goes on from the end of its prefix; (3, R, L) where positions have
                                        three dimensions
    block_ids       int64 (R, L)        the picture's number in the row; -1 padding           (shared packing)
    branch_ids      int64 (R, L)        0 the shared prefix; 1, 2, ... the rows' branches      (shared packing)
    attention_mask  int64 (R, L)        1 token, 0 padding                                     (no packing)
    pixel_values    float (P, 3, H, W)  one blank picture when the rows have none; other families give their tiles or
                                        patches, with `image_sizes`, `image_grid_thw`, `pixel_attention_mask` or `tiles`
    image_order     K numbers           which picture stands at the first, second, ... place of a picture
    counts          int64 (3,)          rows, rows left out for a bad picture, and places that are padding

What the host needs of them to launch kernels (`supervised`'s length, `image_order`) is worked out here: asked for on a
GPU, it would be waited for until all work given to it is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps
from torch.utils.data import Dataset, Sampler

from ...errors import TrainingError
from ..chat import IGNORED, expand_images
from ..data.images import BLANK, open_picture, read_size
from ..data.rows import TrainingRows
from ..families.pictures import read_pixels
from ..families.positions import Positions
from .layout import LLAVA_7B_WIDTH, lay_out
from .masks import padded_width
from .plan import Chunk, StepShape, check_step, divide, make_visits, order_key, plan_single, plan_step, take_share


class MicroBatches(Dataset):
    """All micro-batches of an epoch, in the order in which ranks take them: item k goes to rank k modulo ranks.

    An index names epoch and place in one number (`epoch * len(self) + place`), so that worker processes need not be
    sent the epoch.
    """

    def __init__(
        self,
        rows: TrainingRows,
        processor: Any,
        *,
        step: StepShape,
        packing: str = "shared",
        max_length: int = 2048,
        on_bad_image: str = "error",
        seed: int = 0,
        attention: str = "sdpa",
        hidden_size: int = LLAVA_7B_WIDTH,
    ) -> None:
        """Take the rows and the shape of a step.

        Args:
            rows: the encoded rows.
            processor: whose image processor makes the pixels.
            step: what makes up a step.
            packing: shared or none.
            max_length: tokens in a row.
            on_bad_image: error or skip.
            seed: of the order.
            attention: of the language model; it says how wide batches are.
            hidden_size: the language model's width, which says what padding and attention cost.

        Raises:
            TrainingError: a step has fewer rows than micro-batches.
        """
        check_step(step.samples, step.micro_batches)
        self.rows = rows
        self.processor = processor
        self.step = step
        self.packing = packing
        self.max_length = max_length
        self.on_bad_image = on_bad_image
        self.seed = seed
        self.epoch = 0
        self.attention = attention
        self._lay_out = partial(lay_out, max_length=max_length, hidden_size=hidden_size)
        self._positions = Positions(processor)
        self._sources = sorted({(part.source, part.weight) for part in rows.parts})
        self._divided: tuple[int, list[list[Chunk]]] = (-1, [])
        self._planned: tuple[tuple[int, int], list[list[Chunk]]] = ((-1, -1), [])
        self.sample_count = sum(len(chunk.rows) for chunks in self.divided(0) for chunk in chunks)
        self.steps_per_epoch = len(self.divided(0))

    @property
    def micro_batches(self) -> int:
        """Micro-batches of a step."""
        return self.step.micro_batches

    @property
    def samples_per_step(self) -> int:
        """Rows of a step, where it is counted in rows."""
        return self.step.samples

    def __len__(self) -> int:
        return self.steps_per_epoch * self.step.micro_batches

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch whose order `EpochOrder` gives next."""
        self.epoch = epoch

    def plan(self, epoch: int) -> list[list[Chunk]]:
        """The epoch's micro-batches, `len(self)` of them."""
        return [batch for step in range(self.steps_per_epoch) for batch in self.plan_step(epoch, step)]

    def plan_step(self, epoch: int, step: int) -> list[list[Chunk]]:
        """A step's micro-batches."""
        if self._planned[0] != (epoch, step):
            chunks = self.divided(epoch)[step]
            if self.packing == "none":
                found = plan_single(
                    [row for chunk in chunks for row in chunk.rows],
                    self.rows.lengths.__getitem__,
                    micro_batches=self.step.micro_batches,
                )
            else:
                found = plan_step(
                    chunks, self._chunk_cost, micro_batches=self.step.micro_batches, ranks=self.step.ranks
                )
            self._planned = ((epoch, step), found)
        return self._planned[1]

    def divided(self, epoch: int) -> list[list[Chunk]]:
        """The epoch's rows by steps, in any order within a step."""
        if self._divided[0] != epoch:
            self._divided = (epoch, self._divide(epoch))
        return self._divided[1]

    def _divide(self, epoch: int) -> list[list[Chunk]]:
        by_picture = self.step.pictures is not None
        visits: list[tuple[bytes, Chunk]] = []
        for source, weight in self._sources:
            # a source that is not taken whole has an order of its own that all epochs share
            order = epoch if weight == 1 else -1
            taken = take_share(self._visits(source, order), weight, epoch, by_rows=not by_picture)
            for number, visit in enumerate(taken):
                visits.append((self._place(visit, number, epoch), visit))
        visits.sort(key=lambda entry: entry[0])
        return divide(
            [visit for _, visit in visits], samples_per_step=self.step.samples, pictures_per_step=self.step.pictures
        )

    def _visits(self, source: int, epoch: int) -> list[Chunk]:
        groups = [
            members if members and self.rows.parts[self.rows.config_of(members[0])].source == source else []
            for members in self.rows.groups
        ]
        if self.packing == "none":
            groups = [[row] for members in groups for row in members]

        def order(group: int, number: int) -> bytes:
            return order_key(self.seed, epoch, f"{self._name(groups[group][0])} {number}")

        return make_visits(groups, order, partial(self._row_key, epoch), rows_per_picture=self.step.rows_per_picture)

    def _row_key(self, epoch: int, row: int) -> bytes:
        return order_key(self.seed, epoch, f"row {self.rows.config_of(row)} {self.rows.row_names[row]}")

    def _name(self, row: int) -> str:
        if self.packing == "none":
            return f"row {self.rows.config_of(row)} {self.rows.row_names[row]}"
        return self.rows.group_names[self.rows.group_of[row]]

    def _place(self, visit: Chunk, number: int, epoch: int) -> bytes:
        return order_key(self.seed, epoch, f"visit {number} {self._name(visit.rows[0])} {visit.rows[0]}")

    def _chunk_cost(self, chunk: Chunk) -> int:
        group = self.rows.group_of[chunk.rows[0]]
        shared = self.rows.expanded_prefix(chunk.rows[0], int(self.rows.encoded.arrays["shared"][group]))
        return shared + sum(self.rows.lengths[row] - shared for row in chunk.rows)

    def __getitem__(self, index: int) -> dict[str, Any]:
        epoch, place = divmod(index, len(self))
        step, number = divmod(place, self.step.micro_batches)
        return self.collate(self.plan_step(epoch, step)[number])

    def collate(self, chunks: list[Chunk]) -> dict[str, Any]:
        """One micro-batch, as the module describes it."""
        pixels, numbers, bad = self._load_pictures(chunks)
        grids = pixels.get("image_grid_thw")
        lay = self._collate_single if self.packing == "none" else self._collate_shared
        tensors, order = lay(chunks, numbers, bad, grids)
        batch: dict[str, Any] = dict(tensors)
        real = [row for chunk in chunks if not chunk.is_filler for row in chunk.rows]
        skipped = sum(self.rows.group_of[row] in bad for row in real)
        is_padding = batch["block_ids"] < 0 if "block_ids" in batch else batch["attention_mask"] == 0
        batch.update(pixels)
        batch["supervised"] = (batch["shift_labels"] != IGNORED).flatten().nonzero().squeeze(1)
        batch["image_order"] = order
        batch["counts"] = torch.tensor([len(real) - skipped, skipped, int(is_padding.sum())])
        return batch

    def _load_pictures(self, chunks: list[Chunk]) -> tuple[dict[str, torch.Tensor], dict[int, list[int]], set[int]]:
        """Pixels of the batch's pictures, each once; which of them each group has; the groups with a bad picture."""
        pictures: list[Image.Image] = []
        numbers: dict[int, list[int]] = {}
        bad: set[int] = set()
        colour = _mean_colour(self.processor)
        for chunk in chunks:
            row = chunk.rows[0]
            group = self.rows.group_of[row]
            if group in numbers or not self.rows.has_picture(row):
                continue
            numbers[group] = []
            for cell, file_name in self.rows.picture_cells(row):
                part = self.rows.part(row)
                where = (cell, file_name, part.image_folder, self.rows.row_names[row], part.places)
                try:
                    picture = open_picture(*where)
                except TrainingError:
                    if self.on_bad_image != "skip":
                        raise
                    bad.add(group)
                    # its header may be whole, and has said how many tokens it takes
                    picture = Image.new("RGB", _read_size_or_blank(where), colour)
                numbers[group].append(len(pictures))
                pictures.append(ImageOps.mirror(picture) if self.rows.is_mirrored(row) else picture)
        # the vision tower runs on every rank in every step, or ranks with pictures would wait for those without
        return read_pixels(self.processor, pictures or [Image.new("RGB", BLANK, colour)]), numbers, bad

    def _collate_shared(
        self, chunks: list[Chunk], numbers: dict[int, list[int]], bad: set[int], grids: torch.Tensor | None
    ) -> tuple[dict[str, torch.Tensor], list[int]]:
        shared = [self.rows.expanded_prefix(chunk.rows[0], self.rows.shared_length(chunk.rows)) for chunk in chunks]
        layout = self._lay_out(chunks, shared, self.rows.lengths)
        width = padded_width(max(sum(piece.length for piece in pieces) for pieces in layout), self.attention)
        fields = _empty_fields(len(layout), width, self._positions.axes)
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
                    end = at + self.rows.lengths[row] - skip
                    mine = numbers.get(group, [])
                    in_prefix = self._write(fields, line, at, end, row, skip, is_ignored, _pick(grids, mine))
                    # pictures in the prefix stand there once
                    order += mine[in_prefix:]
                    branch_ids[line, at:end] = branch
                    at = end
                branch_ids[line, start : start + piece.shared] = 0
                block_ids[line, start:at] = block
        batch = {name: torch.from_numpy(values) for name, values in fields.items()}
        batch["block_ids"] = torch.from_numpy(block_ids)
        batch["branch_ids"] = torch.from_numpy(branch_ids)
        return batch, order

    def _collate_single(
        self, chunks: list[Chunk], numbers: dict[int, list[int]], bad: set[int], grids: torch.Tensor | None
    ) -> tuple[dict[str, torch.Tensor], list[int]]:
        members = [(row, chunk.is_filler) for chunk in chunks for row in chunk.rows]
        width = padded_width(max(self.rows.lengths[row] for row, _ in members), "sdpa")
        fields = _empty_fields(len(members), width, self._positions.axes)
        attention_mask = np.zeros((len(members), width), dtype=np.int64)
        order: list[int] = []
        for line, (row, is_filler) in enumerate(members):
            group = self.rows.group_of[row]
            mine = numbers.get(group, [])
            order += mine
            is_ignored = is_filler or group in bad
            self._write(fields, line, 0, self.rows.lengths[row], row, 0, is_ignored, _pick(grids, mine))
            attention_mask[line, : self.rows.lengths[row]] = 1
        batch = {name: torch.from_numpy(values) for name, values in fields.items()}
        batch["attention_mask"] = torch.from_numpy(attention_mask)
        return batch, order

    def _write(
        self,
        fields: dict[str, np.ndarray],
        line: int,
        at: int,
        end: int,
        row: int,
        skip: int,
        is_ignored: bool,
        grids: torch.Tensor | None,
    ) -> int:
        """Write the row's tokens from `skip` on at places `at` to `end` of a line.

        Returns:
            how many of the row's pictures stand before `skip`.
        """
        encoded = self.rows.encoded[row]
        ids, labels = expand_images(encoded)
        before = encoded.pictures_before(skip)
        fields["input_ids"][line, at:end] = ids[skip:]
        fields["position_ids"][..., line, at:end] = self._positions.read(ids, grids)[..., skip:]
        if is_ignored:
            return before
        fields["labels"][line, at:end] = labels[skip:]
        fields["shift_labels"][line, at : end - 1] = labels[skip + 1 :]
        fields["config_ids"][line, at:end] = self.rows.config_of(row)
        return before


def _pick(grids: torch.Tensor | None, numbers: list[int]) -> torch.Tensor | None:
    return None if grids is None or not numbers else grids[numbers]


def _read_size_or_blank(where: tuple[Any, ...]) -> tuple[int, int]:
    try:
        return read_size(*where)
    except TrainingError:  # there is no such file
        return BLANK


def _empty_fields(lines: int, width: int, axes: int) -> dict[str, np.ndarray]:
    shape = (lines, width)
    return {
        "input_ids": np.zeros(shape, dtype=np.int64),
        "position_ids": np.zeros(shape if axes == 1 else (axes, *shape), dtype=np.int64),
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


def take_only(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The data loader's collate function: an item is a whole micro-batch already."""
    return items[0]
