"""A card's sections on checks, licences, limits and citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huggingface_hub import DatasetCardData

from ...generation.checks.checks import CHECKS, rejecting_checks
from ...generation.rows import Fidelity, sum_counts, sum_fidelity
from ...markdown import code, fence
from .runs import IMPORT, MODEL, POSE, RunFacts

COCO_TERMS = "https://cocodataset.org/#termsofuse"
METHOD_TAG = "keypoints"
"""The tag of datasets with rows that kp_llava made from keypoints."""
_BY_MODEL = "annotations-cc-by-4.0-and-the-terms-of-the-model"
_MIXED = "each-split-has-its-own"

CITATION = """@article{zhang2024keypoint,
  title   = {Keypoint-Integrated Instruction-Following Data Generation for Enhanced Human Pose and Action
             Understanding in Multimodal Models},
  author  = {Zhang, Dewen and An, Wangpeng and Shouno, Hayaru},
  journal = {arXiv preprint arXiv:2409.09306},
  year    = {2024}
}"""
COCO_CITATION = """@inproceedings{lin2014coco,
  title     = {Microsoft {COCO}: Common Objects in Context},
  author    = {Lin, Tsung-Yi and Maire, Michael and Belongie, Serge and Hays, James and Perona, Pietro and
               Ramanan, Deva and Doll{\\'a}r, Piotr and Zitnick, C. Lawrence},
  booktitle = {European Conference on Computer Vision},
  year      = {2014}
}"""


@dataclass(frozen=True)
class Licence:
    """The terms of a dataset's text, as the card's metadata and its text both give them.

    Attributes:
        fields: `license`, and for terms without an identifier `license_name` and `license_link`; empty where unknown.
        text: for people.
    """

    fields: dict[str, str]
    text: str


def choose_licence(fact: RunFacts, *, embed_images: bool, licence: str | None = None) -> Licence:
    """Return the terms of one split, as far as they follow from how its rows were made.

    Args:
        fact: of the split.
        embed_images: whether the rows carry pictures.
        licence: the identifier that the publisher gives, as in "cc-by-4.0", in place of what follows.
    """
    licence = licence or (fact.options.get("source") or {}).get("licence")
    pictures = "are in here" if embed_images else "are not in here"
    if fact.is_coco:
        source = (
            "COCO's annotations are CC BY 4.0 (COCO Consortium). Its pictures come from Flickr, each under its own "
            f"licence, and {pictures}; using them is subject to [COCO's terms]({COCO_TERMS})."
        )
    else:
        source = (
            f"The source is not COCO itself but a collection in its layout, whose pictures {pictures}. The terms of "
            "that collection hold for its annotations and pictures, and for the text made from them."
        )
    if fact.origin == POSE:
        written = "The questions and answers were made from the annotations by rules, and are under the same terms."
        fields = {"license": "cc-by-4.0"} if fact.is_coco else {}
    elif fact.origin == MODEL:
        written = (
            f"The questions and answers were written by the model {code(str(fact.options['model']))}; the terms of "
            "its provider or of its weights apply to them as well."
        )
        fields = _other(_BY_MODEL) if fact.is_coco else {}
    else:
        written = (
            "The questions and answers were imported. Who made them sets their terms, which are not known here."
            if licence is None
            else "The questions and answers were imported."
        )
        fields = {}
    if licence:
        written += f" They are published under {code(licence)}."
        fields = {"license": licence}
    if embed_images and fact.is_coco and fields:
        fields = _other(f"{fields.get('license_name', fields['license'])}-and-the-pictures-own")
    return Licence(fields, f"{written} {source}")


def _other(name: str) -> dict[str, str]:
    return {"license": "other", "license_name": name, "license_link": COCO_TERMS}


def join_licences(parts: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return the metadata of several splits: their common terms, or that each split has its own."""
    if not parts or any(not part for part in parts):
        return {}
    if all(part == parts[0] for part in parts):
        return dict(parts[0])
    return _other(_MIXED)


def is_licence_of_ours(fields: dict[str, str]) -> bool:
    """Return whether `choose_licence` or `join_licences` could have given the metadata, without anybody's choice."""
    name = fields.get("license_name", "")
    return fields == {"license": "cc-by-4.0"} or name == _MIXED or name.startswith((_BY_MODEL, "cc-by-4.0-and-the-pic"))


def write_rights(fact: RunFacts, *, embed_images: bool, licence: str | None = None) -> str:
    """Write under which terms the text and the pictures of a split are."""
    return f"### Licences\n\n{choose_licence(fact, embed_images=embed_images, licence=licence).text}"


def write_limits(fact: RunFacts) -> str:
    """Write what the rows of a split cannot show, and how they lean."""
    points = []
    if fact.origin != IMPORT:
        points += [
            "The teacher never saw the pictures: what captions, boxes and keypoints do not show is missing or guessed.",
            "Keypoints are flat: depth, gaze, hands and faces are beyond them; left and right are the person's own.",
            "Annotators' captions guess at gender, age and mood, and the answers can repeat that.",
        ]
    points.append("Nobody has checked every row by hand. Do not use it to identify, rate or watch people.")
    if fact.is_coco:
        points.append(
            "COCO's pictures were found on Flickr by English searches and show North America and Europe most."
        )
    if fact.origin == POSE:
        points.append(
            "The teacher `pose` is a program of rules. It writes plain sentences with few words; its text is less "
            "varied than a model's or a person's."
        )
    return "### Limits and biases\n\n" + "\n".join(f"- {point}" for point in points)


def write_citation(metadata: DatasetCardData) -> str:
    """Write whom to cite: the method where kp_llava made rows, and COCO where annotations are its own."""
    parts = []
    if METHOD_TAG in (metadata.get("tags") or []):
        parts.append(f"The method is that of arXiv:2409.09306:\n\n{fence(CITATION, 'bibtex')}")
    if "extended|coco" in (metadata.get("source_datasets") or []):
        parts.append(f"The annotations and pictures are COCO's:\n\n{fence(COCO_CITATION, 'bibtex')}")
    return "## Citation\n\n" + "\n\n".join(parts) if parts else ""


def write_checks(fact: RunFacts) -> str:
    """Write how the statements about poses stand to the keypoints, and what each check found, as Markdown."""
    lines = ["### Checks", ""]
    if fact.origin == POSE:
        lines += [
            "The teacher `pose` writes by the same rules that the checks read by. Its sentences agree with the "
            "keypoints by construction, which is no evidence of their quality, so no share is given.",
        ]
    else:
        lines += [
            "A program read the statements about poses in the text and held them against the annotated keypoints. "
            "*Left open* are those that keypoints in a flat picture cannot settle. *Without the picture* is the share "
            "that texts get which never saw their picture: the same texts held against other pictures.",
            "",
            "| config | agree | contradict | left open | agree, of the judged | without the picture | beyond that |",
            "|---|---:|---:|---:|---:|---:|---:|",
        ]
        for task, count in fact.tasks.items():
            lines.append(_write_fidelity(task, count.fidelity, count.blind))
        blind = sum_fidelity(count.blind for count in fact.tasks.values())
        lines.append(_write_fidelity("all", sum_fidelity(count.fidelity for count in fact.tasks.values()), blind))
        if any(count.rejected for count in fact.tasks.values()):
            teacher = sum_fidelity(count.teacher_fidelity for count in fact.tasks.values())
            lines.append(_write_fidelity("all, with rejected rows", teacher, Fidelity()))
    lines += [
        "",
        "| check | what it finds | pairs marked, with rejected ones | rejects a pair |",
        "|---|---|---:|---|",
    ]
    found = sum_counts(count.checks for count in fact.tasks.values())
    rejecting = rejecting_checks(fact.options)
    for name, note in CHECKS.items():
        lines.append(f"| `{name}` | {note} | {found.get(name, 0):,} | {'yes' if name in rejecting else 'no'} |")
    return "\n".join(lines)


def _write_fidelity(config: str, part: Fidelity, blind: Fidelity) -> str:
    share = "-" if part.share is None else f"{part.share:.1%}"
    expected = "-" if blind.share is None else f"{blind.share:.1%}"
    beyond = "-" if part.share is None or blind.share is None else f"{100 * (part.share - blind.share):+.1f} points"
    counts = f"{part.agree:,} | {part.contradict:,} | {part.unjudged:,}"
    return f"| {config} | {counts} | {share} | {expected} | {beyond} |"
