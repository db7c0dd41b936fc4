"""The names of an exported dataset's files. Each carries a digest of its content: so a push knows what a push wrote."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

CARD_NAME = "README.md"
FIGURES = "figures"
_DIGEST = "[0-9a-f]{16}"
_SHARD = re.compile(rf"(?P<config>[\w.-]+)/(?P<split>\w+(?:\.\w+)*)-\d{{5}}-of-\d{{5}}-{_DIGEST}\.parquet")
_FIGURE = re.compile(rf"{FIGURES}/(?P<split>\w+(?:\.\w+)*)-(?P<name>[a-z_]+)-{_DIGEST}\.png")


def name_shard(split: str, index: int, total: int, digest: str) -> str:
    """Return the name of a Parquet file in its config's folder."""
    return f"{split}-{index:05d}-of-{total:05d}-{digest}.parquet"


def match_shards(config: str, split: str, digest: str) -> str:
    """Return the pattern by which a card names the Parquet files of one split of one config."""
    return f"{config}/{split}-*-{digest}.parquet"


def name_figure(split: str, name: str, digest: str) -> str:
    """Return the name of a picture in the folder of figures."""
    return f"{split}-{name}-{digest}.png"


def is_written_by_us(path: str) -> bool:
    """Return whether an export wrote the file of that path, by its name."""
    return bool(_SHARD.fullmatch(path) or _FIGURE.fullmatch(path))


def is_as_written(path: Path) -> bool:
    """Return whether a file that has a name of ours holds what an export wrote; a figure is named after its bytes."""
    if path.suffix != ".png":
        return True  # a shard's digest is that of all its split's shards, and nobody edits Parquet by hand
    return path.stem.rpartition("-")[2] == hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def is_part_of(path: str, split: str, configs: set[str]) -> bool:
    """Return whether an export wrote the file for one of these configs of the split, or as a figure of the split.

    Args:
        path: within the dataset.
        split: as in "train".
        configs: as in "complex".
    """
    if found := _SHARD.fullmatch(path):
        return found["split"] == split and found["config"] in configs
    found = _FIGURE.fullmatch(path)
    return found is not None and found["split"] == split
