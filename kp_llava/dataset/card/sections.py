"""The card's sections on licences, limits and citation."""

from __future__ import annotations

from collections.abc import Sequence

from ...generation.checks.checks import CHECKS, rejecting_checks
from ...generation.rows import Fidelity, sum_counts, sum_fidelity
from ...markdown import fence
from .runs import RunFacts

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


def write_rights(facts: Sequence[RunFacts], *, embed_images: bool) -> str:
    """Under which terms the text and the pictures are."""
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


def write_limits(facts: Sequence[RunFacts]) -> str:
    """What the data cannot tell, and how it leans."""
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


def write_citation(facts: Sequence[RunFacts]) -> str:
    """Whom to cite: the method, and COCO where the annotations are its own."""
    text = f"## Citation\n\nThe method is that of arXiv:2409.09306:\n\n{fence(CITATION, 'bibtex')}"
    if any(fact.is_coco for fact in facts):
        text += f"\n\nThe annotations and pictures are COCO's:\n\n{fence(COCO_CITATION, 'bibtex')}"
    return text


def write_checks(facts: Sequence[RunFacts]) -> str:
    """How the statements about poses stand to the keypoints, and what each check found, as Markdown."""
    lines = [
        "## Checks",
        "",
        "A program read the statements about poses in the text and held them against the annotated keypoints. "
        "*Left open* are those that keypoints in a flat picture cannot settle.",
        "",
        "| split | config | agree | contradict | left open | agree, of the judged |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for fact in facts:
        for task, count in fact.tasks.items():
            lines.append(_write_fidelity(fact.split, task, count.fidelity))
        lines.append(_write_fidelity(fact.split, "all", sum_fidelity(c.fidelity for c in fact.tasks.values())))
        teacher = sum_fidelity(c.teacher_fidelity for c in fact.tasks.values())
        lines.append(_write_fidelity(fact.split, "all, with rejected rows", teacher))
    lines += [
        "",
        "| check | what it finds | rows marked, with rejected ones | rejects a row |",
        "|---|---|---:|---|",
    ]
    found = sum_counts(count.checks for fact in facts for count in fact.tasks.values())
    for name, note in CHECKS.items():
        rejecting = sorted(fact.split for fact in facts if name in rejecting_checks(fact.options))
        word = "yes" if len(rejecting) == len(facts) else ", ".join(rejecting) or "no"
        lines.append(f"| `{name}` | {note} | {found.get(name, 0):,} | {word} |")
    return "\n".join(lines)


def _write_fidelity(split: str, config: str, part: Fidelity) -> str:
    share = f"{part.agree / part.judged:.1%}" if part.judged else "-"
    return f"| {split} | {config} | {part.agree:,} | {part.contradict:,} | {part.unjudged:,} | {share} |"
