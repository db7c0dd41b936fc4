"""The README.md of an exported folder: YAML for the Hub and `datasets`, and a card for people, from the runs' facts.

The card has parts between markers: the dataset as a whole, how to use it, a part a split, and whom to cite. A push to a
repository with a card puts its parts in there and leaves everything else as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import datasets
import yaml
from huggingface_hub import DatasetCard, DatasetCardData

from ...errors import DatasetError
from ...generation.prompts.picture import MOST_SIDE
from ...markdown import code, escape, fence, show_size
from ...tasks import TASKS
from ...version import __version__
from ..features import COLUMN_NOTES, MIRRORED_COLUMN, MIRRORED_NOTE, row_features
from ..layout import FIGURES
from ..parquet import SplitFiles
from .blocks import find_blocks, merge_blocks, wrap_block
from .metadata import build_metadata, list_splits, merge_metadata
from .runs import IMPORT, MODEL, POSE, RunFacts
from .sections import write_checks, write_citation, write_limits, write_rights

_SHOWN_LENGTH = 2_000
# fields that an export leaves out of one card and writes into another
_OURS = ("configs", "dataset_info", "license", "license_name", "license_link", "source_datasets", "size_categories")


def build_card(
    facts: Sequence[RunFacts],
    files: Mapping[str, Sequence[SplitFiles]],
    *,
    title: str,
    embed_images: bool,
    example: Mapping[str, Any],
    figures: Mapping[str, Mapping[str, str]],
    turns: str = "single",
    licence: str | None = None,
    repository: str = "THIS_REPOSITORY",
    mirrored: bool = False,
) -> DatasetCard:
    """Write the card of an exported dataset.

    Args:
        facts: one a split.
        files: what was written, by config.
        title: the card's heading.
        embed_images: whether the rows carry pictures.
        example: one row, shown as it is.
        figures: by split, what each picture in the folder of figures shows, by the picture's name.
        turns: "single" for a row a question-answer pair, "multi" for a row an image.
        licence: the publisher's own choice of terms for the text.
        repository: the repository's name on the Hub, where it has one.
        mirrored: whether the rows carry chats about mirrored pictures.

    Returns:
        The card; its text holds nothing of the machine that made it, and the same runs give the same text.
    """
    data = build_metadata(facts, files, title=title, embed_images=embed_images, licence=licence, mirrored=mirrored)
    config = next(reversed(list(files)))
    blocks = {
        "about": _write_about(data),
        "use": _write_use(config, files[config][0].split, example, repository=repository),
    }
    for fact in facts:
        sections = [
            _write_split(fact, embed_images=embed_images, turns=turns),
            _write_figures(figures.get(fact.split, {})),
            _write_making(fact),
            write_checks(fact),
            _write_exclusions(fact),
            _write_prompts(fact),
            write_rights(fact, embed_images=embed_images, licence=licence),
            write_limits(fact),
        ]
        blocks[f"split {fact.split}"] = "\n\n".join(section for section in sections if section)
    if citation := write_citation(data):
        blocks["citation"] = citation
    body = "\n".join(wrap_block(name, text) for name, text in blocks.items())
    return DatasetCard(f"---\n{data.to_yaml()}\n---\n\n{body}")


def merge_cards(
    old: DatasetCard,
    new: DatasetCard,
    *,
    default_files: Mapping[str, Sequence[str]],
    kept_bytes: Mapping[str, int],
    keeps_title: bool,
) -> DatasetCard:
    """Return the card of a repository with an export's put in.

    Args:
        old: the repository's card.
        new: the export's card.
        default_files: see `merge_metadata`.
        kept_bytes: see `merge_metadata`.
        keeps_title: whether the earlier title stays.

    Raises:
        DatasetError: a config of the same name has other columns.
    """
    before, now = (DatasetCardData(**card.data.to_dict()) for card in (old, new))
    data = merge_metadata(before, now, default_files=default_files, kept_bytes=kept_bytes, keeps_title=keeps_title)
    blocks = find_blocks(new.text)
    blocks["about"] = wrap_block("about", _write_about(data))
    if citation := write_citation(data):
        blocks["citation"] = wrap_block("citation", citation)
    return DatasetCard(f"---\n{data.to_yaml()}\n---\n{merge_blocks(old.text, blocks)}")


def renew_card(old: str, new: DatasetCard) -> DatasetCard:
    """Return the card of an export with what its user wrote into the card of the one that it replaces.

    The metadata and the parts of an export are those of the new one; fields and lines that no export writes stay.

    Args:
        old: the earlier card's text.
        new: the new export's card.

    Raises:
        DatasetError: the earlier card's YAML cannot be read.
    """
    try:
        before = DatasetCard(old, ignore_metadata_errors=False)
    except (ValueError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())[:300]
        raise DatasetError(f"README.md of the earlier export: its YAML cannot be read ({said}); mend it") from None
    own = {key: value for key, value in before.data.to_dict().items() if key not in new.data.to_dict()}
    own = {key: value for key, value in own.items() if key not in _OURS and value is not None}
    blocks, text = find_blocks(new.text), before.text
    for name, block in find_blocks(text).items():
        if name not in blocks:
            text = text.replace(block, "", 1)
    rest = text
    for block in find_blocks(text).values():
        rest = rest.replace(block, "", 1)
    if not own and not rest.strip():
        return new
    data = DatasetCardData(**{**new.data.to_dict(), **own})
    body = merge_blocks(text, blocks) if rest.strip() else new.text
    return DatasetCard(f"---\n{data.to_yaml()}\n---\n{body}")


def _write_about(data: DatasetCardData) -> str:
    splits = list_splits(data)
    kinds = [f"- **{task}**: {TASKS[task].summary}" for task in TASKS if any(task == config for config, *_ in splits)]
    rows = sum(count for _, _, count, _ in splits)
    lines = ["| config | split | rows | size in memory |", "|---|---|---:|---:|"]
    lines += [f"| {code(config)} | {code(split)} | {n:,} | {show_size(size)} |" for config, split, n, size in splits]
    return "\n\n".join(
        [
            f"# {escape(str(data.get('pretty_name') or 'Dataset'))}",
            f"Instruction data about people in pictures, for vision-language models: {rows:,} rows, each a short chat "
            "about one image. The part on each split says who wrote its rows, and how.",
            "\n".join(kinds),
            "## Contents\n\n" + "\n".join(lines),
        ]
    )


def _write_use(config: str, split: str, example: Mapping[str, Any], *, repository: str) -> str:
    load = [
        "from datasets import load_dataset",
        "",
        f'name = "{repository}"  # on the Hub; the path of this folder will do as well',
        f'rows = load_dataset(name, "{config}", split="{split}")  # streaming=True reads without storing',
        'print(rows[0]["messages"])',
    ]
    fill = [
        "from datasets import Image",
        "",
        'folder = "PICTURES"  # the folder that holds the pictures of the split',
        'paths = [f"{folder}/{name}" for name in rows["file_name"]]',
        'rows = rows.remove_columns("image").add_column("image", paths).cast_column("image", Image())',
        'rows[0]["image"].show()',
    ]
    option = "" if split == "train" else f" --train_split {split}"
    train = f"kp-llava train paper --dataset_name {repository}{option} --image_folder PICTURES"
    return "\n\n".join(
        [
            f"## Load\n\n{fence(chr(10).join(load), 'python')}",
            "It is plain Parquet: `datasets` is all it takes. Where the column `image` is null, the rows name their "
            f"pictures and carry none. Pictures of your own go in like this:\n\n{fence(chr(10).join(fill), 'python')}",
            "## Train\n\nTRL's `SFTTrainer` takes the rows with their pictures as they are: give it the rows as "
            "`train_dataset`, and the model's processor as `processing_class`. kp-llava, installed from its source "
            "(`pip install \"kp-llava[train] @ git+ADDRESS\"` or `pip install '.[train]'` in a checkout), trains on "
            "all configs and packs the rows of one picture together; leave out `--image_folder` where the rows carry "
            f"pictures:\n\n{fence(train, 'bash')}",
            _write_columns(example),
        ]
    )


def _write_columns(example: Mapping[str, Any]) -> str:
    mirrored = MIRRORED_COLUMN in example
    notes = COLUMN_NOTES | ({MIRRORED_COLUMN: MIRRORED_NOTE} if mirrored else {})
    types = {name: _name_type(feature) for name, feature in row_features(mirrored=mirrored).items()}
    lines = ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {types[name]} | {note} |" for name, note in notes.items()]
    shown = json.dumps(_shorten({**example, "image": None}), indent=2, ensure_ascii=False)
    return "## Columns\n\n" + "\n".join(lines) + f"\n\nA row, without its picture:\n\n{fence(shown, 'json')}"


def _shorten(value: Any) -> Any:
    """Return the same value with long texts cut, for showing."""
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


def _write_split(fact: RunFacts, *, embed_images: bool, turns: str) -> str:
    images = f"{fact.images:,} image{'s' * (fact.images != 1)}"
    given = "it was given captions, the boxes of people and things, and the people's keypoints, as text"
    if fact.origin == POSE:
        who = (
            f"Its rows are about {images}. Their teacher is `pose`: no language model, but rules that put what the "
            "geometry of the annotated keypoints says into sentences. It never saw the images."
        )
    elif fact.origin == MODEL:
        who = (
            f"Its rows are about {images}, and were written by the model {code(str(fact.options['model']))}, which "
            + (
                f"was shown the images, downscaled to {MOST_SIDE} pixels; besides, {given}."
                if fact.options.get("show_picture")
                else f"never saw the images: {given}."
            )
        )
    else:
        who = (
            f"Its rows are about {images}. They were made elsewhere and imported; kp-llava wrote none of them, and "
            "what their makers showed to a model or a person is known only as far as it says below."
        )
    rows = "A row is one question with its answer." if turns == "single" else "A row has all the turns about its image."
    pictures = "The rows carry their pictures." if embed_images else "The rows name their pictures and carry none."
    return f"## Split {code(fact.split)}\n\n{who} {rows} {pictures}"


def _write_figures(figures: Mapping[str, str]) -> str:
    pictures = [f"![{note}]({FIGURES}/{name})" for name, note in figures.items()]
    return "### At a glance\n\n" + "\n\n".join(pictures) if pictures else ""


def _write_making(fact: RunFacts) -> str:
    options = fact.options
    lines = ["### How it was made", ""]
    if fact.origin == IMPORT:
        source = options.get("source") or {}
        made_by = source.get("made_by")
        lines += [
            f"- made by: {escape(made_by) if made_by else 'not known here'}",
            f"- imported from: {code(str(source.get('file', 'a file in the JSON of LLaVA')))}"
            + (f", SHA-256 `{source['sha256']}`" if source.get("sha256") else ""),
            f"- the column `teacher` has {code(str(options['model']))}, the name that was given at the import",
            f"- matched with the images of {code(str(options['split']))} by COCO's image ids or file names; the column "
            "`context` has what the annotations say of the image, written at the import, and need not be what the "
            "makers used",
        ]
    else:
        lines += [
            f"By kp-llava {__version__}, with the method of arXiv:2409.09306: scenes from annotations, "
            + ("sentences by rule, " if fact.origin == POSE else "prompts, a teacher's answers, ")
            + "a ledger that keeps every raw answer, rows. `request_id` leads from a row to its request in the ledger.",
            "",
            f"- source: the split {code(str(options['split']))} of a folder in COCO's layout",
            f"- teacher: {code(str(options['model']))}" + (" (rules, no model)" if fact.origin == POSE else ""),
            f"- seed: {options['seed']}; least number of labeled keypoints in an image: {options['min_keypoints']}",
        ]
        if options.get("facts") and fact.origin == MODEL:
            lines.append("- the context also says in sentences what the keypoints show")
        for captioner, count in fact.captioners.items():
            lines.append(
                f"- the captions of {count:,} image{'s' * (count != 1)} were written by the model {code(captioner)}, "
                "which saw the images, and not by people; the column `captioner` marks these rows"
            )
        if fact.parts:
            lines.append(f"- {fact.parts}")
        if options["max_images"] is not None:
            lines.append(f"- at most {options['max_images']:,} images, picked by a hash of (seed, image id)")
    lines += [f"- made with: {', '.join(f'{name} {code(value)}' for name, value in sorted(fact.versions.items()))}"]
    asked = "images" if fact.origin == IMPORT else "images asked about"
    lines += ["", f"| config | {asked} | with usable answer | question-answer pairs |", "|---|---:|---:|---:|"]
    lines += [f"| {task} | {n.wanted:,} | {n.usable:,} | {n.rows:,} |" for task, n in fact.tasks.items()]
    return "\n".join(lines)


def _write_exclusions(fact: RunFacts) -> str:
    lines = ["| of | reason | count |", "|---|---|---:|"]
    lines += [f"| annotations or items | {escape(why)} | {n:,} |" for why, n in fact.exclusions.items() if n]
    for task, count in fact.tasks.items():
        lines += [f"| {task} | {escape(why)} | {n:,} |" for why, n in sorted(count.failed.items())]
        for name, n in sorted(count.rejected.items()):
            lines.append(f"| {task}, pairs | rejected by the check `{name}` | {n:,} |")
        if count.pending:
            lines.append(f"| {task} | not asked yet | {count.pending:,} |")
    return "### What was left out\n\n" + ("\n".join(lines) if len(lines) > 2 else "Nothing.")


def _write_prompts(fact: RunFacts) -> str:
    if fact.origin == IMPORT:
        return ""
    if fact.origin == POSE:
        return "### Prompts\n\nNone: the teacher `pose` writes from the keypoints' geometry and reads no prompt."
    lines = ["| file | SHA-256 |", "|---|---|"]
    lines += [f"| {code(name)} | `{value}` |" for name, value in sorted(fact.prompt_hashes.items())]
    text = "### Prompts\n\n" + "\n".join(lines)
    shown: set[str] = set()
    for task, openings in fact.openings.items():
        for opening in openings:
            block = json.dumps(opening, indent=2, ensure_ascii=False)
            if "messages" not in opening or block in shown:
                continue
            shown.add(block)
            text += f"\n\nEvery request of {task} begins with this; the image's context is its last message:\n\n"
            text += fence(block, "json")
    return text
