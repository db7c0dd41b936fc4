"""The README.md of an exported folder: YAML for the Hub and `datasets`, and a card for people, from the runs' facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import datasets
from datasets.info import DatasetInfosDict
from huggingface_hub import DatasetCard, DatasetCardData

from ...markdown import code, escape, fence, show_size
from ...tasks import TASKS
from ...version import __version__
from ..features import COLUMN_NOTES, row_features
from ..parquet import SplitFiles
from .runs import RunFacts
from .sections import write_checks, write_citation, write_limits, write_rights

_SIZES = {"n<1K": 1_000, "1K<n<10K": 10_000, "10K<n<100K": 100_000, "100K<n<1M": 1_000_000, "1M<n<10M": 10_000_000}
_SHOWN_LENGTH = 2_000


def build_card(
    facts: Sequence[RunFacts],
    files: Mapping[str, Sequence[SplitFiles]],
    *,
    title: str,
    embed_images: bool,
    example: Mapping[str, Any],
    figures: Mapping[str, str],
    repository: str = "THIS_REPOSITORY",
) -> DatasetCard:
    """Write the card of an exported dataset.

    Args:
        facts: the runs, one a split.
        files: what was written, by config.
        title: the card's heading.
        embed_images: whether the rows carry pictures.
        example: one row, shown as it is.
        figures: what each picture in the folder ``figures`` shows, by the picture's name.
        repository: the repository's name on the Hub, where it has one.

    Returns:
        The card; its text holds nothing of the machine that made it, and the same runs give the same text.
    """
    data = _build_metadata(facts, files, title=title, embed_images=embed_images)
    sections = [
        f"# {escape(title)}",
        _write_summary(facts, files, embed_images=embed_images),
        _write_counts(files),
        _write_figures(figures),
        _write_loading(files, embed_images=embed_images, repository=repository),
        _write_columns(example),
        _write_making(facts),
        write_checks(facts),
        _write_exclusions(facts),
        _write_prompts(facts),
        write_rights(facts, embed_images=embed_images),
        write_limits(facts),
        write_citation(facts),
    ]
    return DatasetCard(f"---\n{data.to_yaml()}\n---\n\n" + "\n\n".join(sections) + "\n")


def _build_metadata(
    facts: Sequence[RunFacts], files: Mapping[str, Sequence[SplitFiles]], *, title: str, embed_images: bool
) -> DatasetCardData:
    rows = sum(split.rows for splits in files.values() for split in splits)
    is_coco = all(fact.is_coco for fact in facts)
    licence: dict[str, Any] = {"license": "cc-by-4.0"} if is_coco else {}
    if embed_images and is_coco:
        licence = {
            "license": "other",
            "license_name": "cc-by-4.0-text-and-the-pictures-own",
            "license_link": "https://cocodataset.org/#termsofuse",
        }
    data = DatasetCardData(
        language=["en"],
        pretty_name=title,
        task_categories=["image-text-to-text", "visual-question-answering"],
        tags=["human-pose", "keypoints", "instruction-tuning", "llava", "kp-llava", *sorted(_teachers(facts))],
        size_categories=[next((name for name, limit in _SIZES.items() if rows < limit), "10M<n<100M")],
        annotations_creators=["machine-generated"],
        source_datasets=["extended|coco"] if is_coco else None,
        **licence,
    )
    infos = {}
    for config, splits in files.items():
        data_bytes = sum(split.data_bytes for split in splits)
        infos[config] = datasets.DatasetInfo(
            features=row_features(),
            splits=datasets.SplitDict(
                {
                    split.split: datasets.SplitInfo(split.split, num_bytes=split.data_bytes, num_examples=split.rows)
                    for split in splits
                }
            ),
            download_size=sum(split.file_bytes for split in splits),
            dataset_size=data_bytes,
        )
    DatasetInfosDict(infos).to_dataset_card_data(data)
    data["configs"] = [
        {
            "config_name": config,
            "data_files": [
                {"split": split.split, "path": f"{config}/{split.split}-*-{split.digest}.parquet"} for split in splits
            ],
        }
        for config, splits in files.items()
    ]
    return data


def _teachers(facts: Sequence[RunFacts]) -> set[str]:
    # a tag is a word; a model's name with anything else in it stands in the text only
    return {
        f"teacher-{slug}" for fact in facts if (slug := re.sub(r"[^\w.]+", "-", str(fact.options["model"])).lower())
    }


def _write_summary(facts: Sequence[RunFacts], files: Mapping[str, Sequence[SplitFiles]], *, embed_images: bool) -> str:
    kinds = "\n".join(f"- **{config}**: {TASKS[config].summary}" for config in files)
    pictures = (
        "The rows carry their pictures."
        if embed_images
        else "The rows name their pictures and carry none: see below how to put them in."
    )
    teachers = ", ".join(sorted({_name_teacher(fact) for fact in facts}))
    images = sum(fact.images for fact in facts)
    rows = sum(split.rows for splits in files.values() for split in splits)
    return (
        "Instruction data about the poses and actions of people, for vision-language models. Each row is a short chat "
        "about one image, written by a teacher that never saw the image: it was given the image's captions, the boxes "
        f"of people and things, and the people's keypoints, as text. {rows:,} rows about {images:,} "
        f"image{'s' * (images != 1)}.\n\n"
        f"Teacher: {teachers}.\n\n{kinds}\n\n{pictures}"
    )


def _name_teacher(fact: RunFacts) -> str:
    name = code(str(fact.options["model"]))
    if fact.options["teacher"] != "pose":
        return name
    return f"{name}, which is no language model but rules that put what the keypoints' geometry says into sentences"


def _write_counts(files: Mapping[str, Sequence[SplitFiles]]) -> str:
    lines = ["| config | split | rows | size |", "|---|---|---:|---:|"]
    lines += [
        f"| {config} | {split.split} | {split.rows:,} | {show_size(split.file_bytes)} |"
        for config, splits in files.items()
        for split in splits
    ]
    return "## Contents\n\n" + "\n".join(lines)


def _write_figures(figures: Mapping[str, str]) -> str:
    pictures = [f"![{note}](figures/{name})" for name, note in figures.items()]
    return "## At a glance\n\n" + "\n\n".join(pictures)


def _write_loading(files: Mapping[str, Sequence[SplitFiles]], *, embed_images: bool, repository: str) -> str:
    config = next(reversed(list(files)))
    split = files[config][0].split
    lines = [
        "from datasets import load_dataset",
        "",
        f'name = "{repository}"  # on the Hub; the path of this folder will do as well',
        f'rows = load_dataset(name, "{config}", split="{split}")  # streaming=True reads without storing',
        'print(rows[0]["messages"])',
    ]
    needs = "`datasets` and Pillow are" if embed_images else "`datasets` is"
    text = f"## Load\n\n{fence(chr(10).join(lines), 'python')}\n\nIt is plain Parquet: {needs} all it takes."
    if not embed_images:
        lines = [
            "import kp_llava  # pip install kp-llava",
            "",
            'rows = kp_llava.attach_images(rows, "PICTURES")  # a folder, or one whose subfolders hold the pictures',
            'rows[0]["image"].show()',
        ]
        text += (
            f"\n\nThe pictures are found in a folder of yours by `file_name`:\n\n{fence(chr(10).join(lines), 'python')}"
        )
    return f"{text}\n\n{_write_training(split, embed_images=embed_images, repository=repository)}"


def _write_training(split: str, *, embed_images: bool, repository: str) -> str:
    options = [
        "" if split == "train" else f" --train_split {split}",
        "" if embed_images else " --image_folder PICTURES",
    ]
    command = f"kp-llava train recipes/paper.yaml --dataset_name {repository}{''.join(options)}"
    pictures = "" if embed_images else ", with their pictures put in,"
    return (
        f"## Train\n\nTRL's `SFTTrainer` takes the rows{pictures} as they are: give it the rows as `train_dataset`, "
        "and the model's processor as `processing_class`. kp-llava trains on all three configs, with the rows of one "
        f"picture packed together:\n\n{fence(command, 'bash')}"
    )


def _write_columns(example: Mapping[str, Any]) -> str:
    types = {name: _name_type(feature) for name, feature in row_features().items()}
    lines = ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {types[name]} | {note} |" for name, note in COLUMN_NOTES.items()]
    shown = json.dumps(_shorten({**example, "image": None}), indent=2, ensure_ascii=False)
    return "## Columns\n\n" + "\n".join(lines) + f"\n\nThe first row, without its picture:\n\n{fence(shown, 'json')}"


def _shorten(value: Any) -> Any:
    """The same value with long texts cut, for showing."""
    if isinstance(value, str) and len(value) > _SHOWN_LENGTH:
        return f"{value[:_SHOWN_LENGTH]}… ({len(value) - _SHOWN_LENGTH:,} more characters)"
    if isinstance(value, dict):
        return {key: _shorten(item) for key, item in value.items()}
    return [_shorten(item) for item in value] if isinstance(value, list) else value


def _name_type(feature: Any) -> str:
    if isinstance(feature, datasets.Value):
        return str(feature.dtype)
    if isinstance(feature, datasets.Image):
        return "image"
    return "list of string" if feature == datasets.List(datasets.Value("string")) else "list of {role, content}"


def _write_making(facts: Sequence[RunFacts]) -> str:
    blocks = []
    for fact in facts:
        options = fact.options
        lines = [
            f"### {fact.split}",
            "",
            f"- source: the split {code(str(options['split']))} of a folder in COCO's layout, {fact.images:,} images",
            f"- teacher: {code(str(options['model']))}",
            f"- seed: {options['seed']}; least number of labeled keypoints in an image: {options['min_keypoints']}",
            *(["- the context also tells in sentences what the keypoints say"] if options.get("facts") else []),
        ]
        if options["max_images"] is not None:
            lines.append(f"- at most {options['max_images']:,} images, picked by a hash of (seed, image id)")
        lines += [f"- made with: {', '.join(f'{name} {code(value)}' for name, value in sorted(fact.versions.items()))}"]
        lines += ["", "| config | images asked about | with usable answer | rows |", "|---|---:|---:|---:|"]
        lines += [
            f"| {task} | {count.wanted:,} | {count.usable:,} | {count.rows:,} |" for task, count in fact.tasks.items()
        ]
        blocks.append("\n".join(lines))
    return (
        "## How it was made\n\nBy kp-llava "
        f"{__version__}, with the method of arXiv:2409.09306: scenes from annotations, prompts, a teacher's answers, a "
        "ledger that keeps every raw answer, rows. `request_id` leads from a row to its request in that ledger.\n\n"
    ) + "\n\n".join(blocks)


def _write_exclusions(facts: Sequence[RunFacts]) -> str:
    lines = ["| split | of | reason | count |", "|---|---|---|---:|"]
    for fact in facts:
        lines += [f"| {fact.split} | annotations | {escape(why)} | {n:,} |" for why, n in fact.exclusions.items() if n]
        for task, count in fact.tasks.items():
            lines += [f"| {fact.split} | {task} | {escape(why)} | {n:,} |" for why, n in sorted(count.failed.items())]
            for name, n in sorted(count.rejected.items()):
                lines.append(f"| {fact.split} | {task}, rows | rejected by the check `{name}` | {n:,} |")
            if count.pending:
                lines.append(f"| {fact.split} | {task} | not asked yet | {count.pending:,} |")
    if len(lines) == 2:
        return "## What was left out\n\nNothing."
    return "## What was left out\n\n" + "\n".join(lines)


def _write_prompts(facts: Sequence[RunFacts]) -> str:
    hashes = sorted({(name, value) for fact in facts for name, value in fact.prompt_hashes.items()})
    lines = ["| file | SHA-256 |", "|---|---|", *(f"| {code(name)} | `{value}` |" for name, value in hashes)]
    text = "## Prompts\n\n" + "\n".join(lines)
    shown: set[str] = set()
    for task in TASKS:
        for fact in facts:
            for opening in fact.openings.get(task, ()):
                block = json.dumps(opening, indent=2, ensure_ascii=False)
                if "messages" not in opening or block in shown:
                    continue
                shown.add(block)
                text += f"\n\nEvery request of {task} begins with this; the image's context is its last message:\n\n"
                text += fence(block, "json")
    if not shown:
        text += "\n\nThe teacher `pose` writes from the keypoints' geometry and reads no prompt."
    return text
