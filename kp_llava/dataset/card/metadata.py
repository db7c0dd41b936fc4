"""The YAML at the head of a card, which the Hub and `datasets` read: made for an export, merged into an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import datasets
from datasets.info import DatasetInfosDict
from huggingface_hub import DatasetCardData

from ...errors import DatasetError
from ..features import row_features
from ..layout import match_shards
from ..parquet import SplitFiles
from .runs import IMPORT, RunFacts
from .sections import METHOD_TAG, choose_licence, is_licence_of_ours, join_licences

_SIZES = {"n<1K": 1_000, "1K<n<10K": 10_000, "10K<n<100K": 100_000, "100K<n<1M": 1_000_000, "1M<n<10M": 10_000_000}
_LISTS = ("language", "task_categories", "tags", "annotations_creators", "source_datasets")
_OTHER_FORMATS = (".csv", ".tsv", ".json", ".jsonl", ".arrow", ".xml", ".tar", ".h5", ".lance")
_LICENCE = ("license", "license_name", "license_link")


def build_metadata(
    facts: Sequence[RunFacts],
    files: Mapping[str, Sequence[SplitFiles]],
    *,
    title: str,
    embed_images: bool,
    licence: str | None = None,
    mirrored: bool = False,
) -> DatasetCardData:
    """Return the metadata of an export.

    Args:
        facts: one a split.
        files: what was written, by config.
        title: the card's heading.
        embed_images: whether the rows carry pictures.
        licence: the publisher's own choice.
        mirrored: whether the rows carry chats about mirrored pictures.
    """
    rows = sum(split.rows for splits in files.values() for split in splits)
    made_here = [fact for fact in facts if fact.origin != IMPORT]
    data = DatasetCardData(
        language=["en"],
        pretty_name=title,
        task_categories=["image-text-to-text", "visual-question-answering"],
        tags=[
            "human-pose",
            *([METHOD_TAG] if made_here else []),
            "instruction-tuning",
            "llava",
            "kp-llava",
            *sorted(_tag_teachers(facts)),
        ],
        size_categories=[_name_size(rows)],
        annotations_creators=["machine-generated"] if len(made_here) == len(facts) else None,
        source_datasets=["extended|coco"] if all(fact.is_coco for fact in facts) else None,
    )
    for key, value in join_licences(
        [choose_licence(fact, embed_images=embed_images, licence=licence).fields for fact in facts]
    ).items():
        data[key] = value
    infos = {}
    for config, splits in files.items():
        infos[config] = datasets.DatasetInfo(
            features=row_features(mirrored=mirrored),
            splits=datasets.SplitDict(
                {
                    split.split: datasets.SplitInfo(split.split, num_bytes=split.data_bytes, num_examples=split.rows)
                    for split in splits
                }
            ),
            download_size=sum(split.file_bytes for split in splits),
            dataset_size=sum(split.data_bytes for split in splits),
        )
    DatasetInfosDict(infos).to_dataset_card_data(data)
    data["configs"] = [
        {
            "config_name": config,
            "data_files": [
                {"split": split.split, "path": match_shards(config, split.split, split.digest)} for split in splits
            ],
        }
        for config, splits in files.items()
    ]
    return data


def merge_metadata(
    old: DatasetCardData,
    new: DatasetCardData,
    *,
    default_files: Mapping[str, Sequence[str]],
    kept_bytes: Mapping[str, int],
    keeps_title: bool,
) -> DatasetCardData:
    """Return an earlier card's metadata with an export's put in: other configs, splits and fields stay.

    Args:
        old: of the card that is there.
        new: of the export.
        default_files: the data files that `datasets` loaded without any config in the earlier card, by split; they
            stay the config `default`.
        kept_bytes: the size of the files of earlier pushes that stay, by config.
        keeps_title: whether the earlier title stays.

    Raises:
        DatasetError: a config of the same name has other columns.
    """
    merged = DatasetCardData(**old.to_dict())
    for field in _LISTS:
        values = _to_list(old.get(field)) + _to_list(new.get(field))
        if values:
            merged[field] = list(dict.fromkeys(values))
    if not (keeps_title and old.get("pretty_name")):
        merged["pretty_name"] = new.get("pretty_name")
    _merge_licence(merged, old, new)
    infos, rows = _merge_infos(old, new, kept_bytes)
    described = DatasetCardData()
    DatasetInfosDict(infos).to_dataset_card_data(described)
    # a field that is there keeps its place, so that a push that changes nothing writes the same bytes
    if infos:
        merged["dataset_info"] = described["dataset_info"]
    else:
        merged.pop("dataset_info", None)
    if rows:
        merged["size_categories"] = [_name_size(rows)]
    merged["configs"] = _merge_configs(old, new, default_files)
    return merged


def list_splits(data: DatasetCardData) -> list[tuple[str, str, int, int]]:
    """Return (config, split, rows, bytes in memory) of all that the metadata describes."""
    infos = DatasetInfosDict.from_dataset_card_data(data)
    return [
        (config, str(split.name), int(split.num_examples), int(split.num_bytes))
        for config, info in infos.items()
        for split in (info.splits or {}).values()
    ]


def check_formats(paths: Iterable[str]) -> None:
    """See that a repository's data files can stand next to Parquet files.

    Args:
        paths: names or patterns of its files.

    Raises:
        DatasetError: one has another format. `datasets` reads all configs of a repository by one reader, so that
            neither its rows nor ours would load any more.
    """
    for path in paths:
        if path.lower().endswith(_OTHER_FORMATS):
            raise DatasetError(
                f"the repository has data in another format ({path}), and `datasets` reads all configs of a repository "
                "in one; push to another repository"
            )


def _tag_teachers(facts: Sequence[RunFacts]) -> set[str]:
    # a tag is a word; the card's text has the model's name with all its signs
    return {
        f"teacher-{slug}"
        for fact in facts
        if fact.origin != IMPORT and (slug := re.sub(r"[^\w.]+", "-", str(fact.options["model"])).lower())
    }


def _name_size(rows: int) -> str:
    return next((name for name, limit in _SIZES.items() if rows < limit), "10M<n<100M")


def _to_list(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]


def _merge_licence(merged: DatasetCardData, old: DatasetCardData, new: DatasetCardData) -> None:
    before, now = ({key: data[key] for key in _LICENCE if data.get(key)} for data in (old, new))
    if not before and not old.get("configs"):
        chosen = now
    elif before and not is_licence_of_ours(before):
        chosen = before  # somebody chose it
    else:
        chosen = join_licences([before, now]) if before != now else before
    for key in _LICENCE:
        if key in chosen:
            merged[key] = chosen[key]
        else:
            merged.pop(key, None)


def _merge_infos(
    old: DatasetCardData, new: DatasetCardData, kept_bytes: Mapping[str, int]
) -> tuple[dict[str, Any], int]:
    """Return the description of each config, and the rows of all that are described."""
    before, now = DatasetInfosDict.from_dataset_card_data(old), DatasetInfosDict.from_dataset_card_data(new)
    described = {str(config.get("config_name", "default")) for config in _to_list(old.get("configs"))}
    infos = dict(before)
    for config, info in now.items():
        if config in described and config not in before:
            # its other splits are not described, and a description of some splits only would be taken for all
            continue
        earlier = before.get(config)
        if earlier is not None and earlier.features is not None and earlier.features != info.features:
            raise DatasetError(
                f"config {config!r}: the repository has one with other columns ({', '.join(earlier.features)}); "
                "push to another repository, or give --replace"
            )
        splits = dict(earlier.splits or {}) if earlier is not None else {}
        splits |= dict(info.splits)
        infos[config] = datasets.DatasetInfo(
            features=info.features,
            splits=datasets.SplitDict(splits),
            download_size=kept_bytes.get(config, 0) + info.download_size,
            dataset_size=sum(split.num_bytes for split in splits.values()),
        )
    return infos, sum(split.num_examples or 0 for info in infos.values() for split in (info.splits or {}).values())


def _merge_configs(
    old: DatasetCardData, new: DatasetCardData, default_files: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    configs: list[dict[str, Any]] = [dict(config) for config in _to_list(old.get("configs"))]
    for config in configs:
        check_formats(_list_patterns(config.get("data_files")))
    if not configs and default_files:
        default = [{"split": split, "path": list(paths)} for split, paths in default_files.items()]
        configs.append({"config_name": "default", "data_files": default})
    for config in new["configs"]:
        name = config["config_name"]
        place = next((n for n, one in enumerate(configs) if one.get("config_name", "default") == name), None)
        if place is None:
            configs.append(config)
            continue
        files = configs[place].get("data_files")
        if not isinstance(files, list) or any(not isinstance(one, dict) for one in files):
            files = [{"split": "train", "path": files}] if files else []
        theirs = {one["split"]: one for one in files}
        theirs |= {one["split"]: one for one in config["data_files"]}
        configs[place] = {**configs[place], "data_files": list(theirs.values())}
    return configs


def _list_patterns(files: Any) -> list[str]:
    """Return the patterns in the field `data_files` of a config, in whichever form it has."""
    if isinstance(files, dict):
        return [pattern for part in files.values() for pattern in _list_patterns(part)]
    if isinstance(files, list):
        return [
            pattern
            for part in files
            for pattern in _list_patterns(part.get("path") if isinstance(part, dict) else part)
        ]
    return [files] if isinstance(files, str) else []
