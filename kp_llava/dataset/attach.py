"""Puts pictures into a dataset that was exported by reference."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import datasets

from ..errors import DatasetError
from ..files import find_picture

AnyDataset = TypeVar(
    "AnyDataset", datasets.Dataset, datasets.DatasetDict, datasets.IterableDataset, datasets.IterableDatasetDict
)


def attach_images(dataset: AnyDataset, folder: str | Path) -> AnyDataset:
    """Fill the `image` column from a folder of pictures, by each row's `file_name`.

    Nothing is copied: the column holds paths, and a picture is opened when its row is read.

    Args:
        dataset: a dataset, a dict of splits, or either of them streaming.
        folder: a folder with the pictures in it or in its subfolders of the first level, as in COCO's `train2014/`.

    Returns:
        The same rows, columns and order, with pictures.

    Raises:
        DatasetError: no such folder, no `file_name` column, a file name that leaves the folder, or a missing picture;
            for a streaming dataset the last two when the row is read.
    """
    home: Path = Path(folder).expanduser().resolve()
    if not home.is_dir():
        raise DatasetError(f"attach_images: {home} is no folder; give the one that holds the pictures")
    if isinstance(dataset, (datasets.DatasetDict, datasets.IterableDatasetDict)):
        return type(dataset)({split: attach_images(rows, home) for split, rows in dataset.items()})
    places = [home, *sorted(path for path in home.iterdir() if path.is_dir())]
    if isinstance(dataset, datasets.IterableDataset):
        return dataset.map(partial(_with_path, places=places)).cast(_with_image(dataset.features))
    if "file_name" not in dataset.column_names:
        raise DatasetError(f"attach_images: the dataset has no column file_name; it has {dataset.column_names}")
    order = dataset.column_names if "image" in dataset.column_names else ["image", *dataset.column_names]
    paths = [str(find_picture(name, places, error=DatasetError)) for name in dataset["file_name"]]
    bare = dataset.remove_columns("image") if "image" in dataset.column_names else dataset
    filled = bare.add_column("image", paths).cast_column("image", datasets.Image())
    return filled.select_columns(order)


def _with_image(features: datasets.Features | None) -> datasets.Features:
    if features is None or "file_name" not in features:
        raise DatasetError("attach_images: the stream does not say that it has a column file_name")
    return datasets.Features({**features, "image": datasets.Image()})


def _with_path(row: dict[str, Any], places: list[Path]) -> dict[str, Any]:
    return {**row, "image": {"path": str(find_picture(row["file_name"], places, error=DatasetError)), "bytes": None}}
