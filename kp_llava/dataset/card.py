"""The README.md of an exported folder: YAML for the Hub and `datasets`, and a card for people, from the runs' facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import datasets
from datasets.info import DatasetInfosDict
from huggingface_hub import DatasetCard, DatasetCardData

from ..generation.tasks import TASKS
from ..version import __version__
from .card_checks import write_checks
from .facts import RunFacts
from .features import COLUMN_NOTES, row_features
from .parquet import SplitFiles

TASK_NOTES = {
    "conversation": "questions and answers about poses, actions and movements, five pairs an image, a row a pair",
    "detail": "one instruction and one long description of the people's poses and actions, a row an image",
    "complex": "one question that needs reasoning from the poses, and a reasoned answer, a row an image",
}
_SIZES = (("n<1K", 1_000), ("1K<n<10K", 10_000), ("10K<n<100K", 100_000), ("100K<n<1M", 1_000_000))
_SHOWN_LENGTH = 2_000
CITATION = """@article{zhang2024keypoint,
  title   = {Keypoint-Integrated Instruction-Following Data Generation for Enhanced Human Pose and Action
             Understanding in Multimodal Models},
  author  = {Zhang, Dewen and An, Wangpeng and Shouno, Hayaru},
  journal = {arXiv preprint arXiv:2409.09306},
  year    = {2024}
}"""


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
        _write_rights(facts, embed_images=embed_images),
        _write_limits(facts),
        f"## Citation\n\nThe method is that of arXiv:2409.09306:\n\n{fence(CITATION, 'bibtex')}",
    ]
    return DatasetCard(f"---\n{data.to_yaml()}\n---\n\n" + "\n\n".join(sections) + "\n")


def escape(text: str) -> str:
    """Plain text as Markdown that shows it as it is, with no markup, HTML, link or table cell coming to life."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~&$:@])", r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Plain text as inline code, whatever backticks it holds."""
    flat = " ".join(text.split()).replace("|", "\\|")
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", flat)), default=0))
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def fence(text: str, language: str = "text") -> str:
    """Plain text as a fenced block that nothing within can close."""
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{ticks}{language}\n{text}\n{ticks}"


def show_size(size_bytes: int) -> str:
    """A number of bytes for people, as in 12 kB or 3.4 MB."""
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:.0f} kB"


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
        size_categories=[next((name for name, limit in _SIZES if rows < limit), "n>1M")],
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
    kinds = "\n".join(f"- **{config}**: {TASK_NOTES[config]}" for config in files)
    pictures = (
        "The rows carry their pictures."
        if embed_images
        else "The rows name their pictures and carry none: see below how to put them in."
    )
    teachers = ", ".join(sorted({code(str(fact.options["model"])) for fact in facts}))
    return (
        "Instruction data about the poses and actions of people, for vision-language models. Each row is a short chat "
        "about one image, written by a teacher that never saw the image: it was given the image's captions, the boxes "
        f"of people and things, and the people's keypoints, as text. Teacher: {teachers}.\n\n{kinds}\n\n{pictures}"
    )


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
        f'rows = load_dataset("{repository}", "{config}", split="{split}")  # or the path of this folder',
        'print(rows[0]["messages"])',
    ]
    text = (
        f"## Load\n\n{fence(chr(10).join(lines), 'python')}\n\nIt is plain Parquet: nothing but `datasets` is needed."
    )
    image_option = ""
    if not embed_images:
        lines = [
            "import kp_llava  # pip install kp-llava",
            "",
            'rows = kp_llava.attach_images(rows, "PICTURES")  # a folder, or one whose subfolders hold the pictures',
            'rows[0]["image"].show()',
        ]
        text += f"\n\nWith pictures, found by `file_name`:\n\n{fence(chr(10).join(lines), 'python')}"
        image_option = " --image_folder PICTURES"
    command = f"kp-llava train RECIPE.yaml --dataset_name {repository}{image_option}"
    train = f"`messages` is what chat templates and TRL take as it is. With kp-llava:\n\n{fence(command, 'bash')}"
    return f"{text}\n\n## Train\n\n{train}"


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


def _write_rights(facts: Sequence[RunFacts], *, embed_images: bool) -> str:
    pictures = "are in here" if embed_images else "are not in here"
    if all(fact.is_coco for fact in facts):
        text = (
            "COCO's annotations are CC BY 4.0 (COCO Consortium), and so is the text made from them here. Its pictures "
            f"come from Flickr, each under its own licence, and {pictures}; using them is subject to "
            "[COCO's terms](https://cocodataset.org/#termsofuse)."
        )
    else:
        text = (
            f"The source is not COCO itself but a collection in its layout, whose pictures {pictures}. The terms of "
            "that collection hold for its annotations and pictures, and for the text made from them."
        )
    if any(fact.options["teacher"] != "pose" for fact in facts):
        text += " The terms of the teacher's provider apply to what its model wrote."
    return f"## Licences\n\n{text}"


def _write_limits(facts: Sequence[RunFacts]) -> str:
    points = [
        "The teacher never saw the pictures: what captions, boxes and keypoints do not tell is missing or guessed.",
        "Keypoints are flat: depth, gaze, hands and faces are beyond them; left and right are the person's own.",
        "Annotators' captions guess at gender, age and mood, and the answers can repeat that.",
        "Nobody has checked every row by hand. Do not use it to identify, rate or watch people.",
    ]
    if any(fact.is_coco for fact in facts):
        points.append(
            "COCO's pictures were found on Flickr by English searches and show North America and Europe most."
        )
    if any(fact.options["teacher"] == "pose" for fact in facts):
        points.append(
            "The teacher `pose` writes true but plain sentences with few words; its text is less varied than a model's."
        )
    return "## Limits and biases\n\n" + "\n".join(f"- {point}" for point in points)
