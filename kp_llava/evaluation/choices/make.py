"""Make a PoseChoice file from a COCO folder."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from ...annotations.coco.scenes import SceneSet, read_scenes
from ...errors import EvaluationError
from ...version import __version__
from ..questions import read_image_ids
from .balance import Pick, balance, mirror_name
from .benchmark import FORM, ChoiceQuestion, write_choices
from .candidates import Candidate, PersonRule, find_candidates, order
from .templates import KINDS, Option

_OTHER_COLOR = {"red": "blue", "blue": "red"}


@dataclass(frozen=True)
class ChoiceSummary:
    """What `make_choices` did.

    Attributes:
        images: how many images are asked about.
        questions: how many questions there are.
        by_kind: the same for each kind.
        benchmark_hash: SHA-256 of the file.
        left_out: images and candidates that are not asked about, by named reason.
    """

    images: int
    questions: int
    by_kind: dict[str, int]
    benchmark_hash: str
    left_out: dict[str, int] = field(default_factory=dict)


def make_choices(
    path: Path,
    coco: Path,
    split: str,
    *,
    images: int = 30,
    seed: int = 0,
    rounds: int = 2,
    keypoint_threshold: float = 0.3,
    rule: PersonRule | None = None,
    trained_on: Iterable[Path] = (),
    progress: bool = False,
) -> ChoiceSummary:
    """Write a PoseChoice file; the same arguments write the same bytes.

    Args:
        path: the file to write; FILE.meta.json is written next to it.
        coco: a COCO folder.
        split: its split.
        images: how many images may be asked about at most.
        seed: of the pick of images and of the forms of questions.
        rounds: in how many orders of the options each question is asked.
        keypoint_threshold: detected keypoints of a lower confidence are left out, 0 to 1.
        rule: who is worth asking about.
        trained_on: run folders whose images are left out, since a model was trained on them.
        progress: show a bar on stderr.

    Raises:
        EvaluationError: no question can be asked with balanced answers, or another file lies there.
        AnnotationError: the folder cannot be read.
    """
    if images < 1:
        raise EvaluationError(f"--images {images}: expected at least 1")
    if not 1 <= rounds <= 4:
        raise EvaluationError(f"--rounds {rounds}: expected 1 to 4")
    rule = rule or PersonRule()
    scene_set = read_scenes(coco, split, min_keypoints=1, keypoint_threshold=keypoint_threshold)
    trained = read_image_ids(trained_on)
    left_out: Counter[str] = Counter()
    candidates: list[Candidate] = []
    asked = 0
    bar = tqdm(total=images, desc="images", unit="image", disable=not progress)
    for scene in sorted(scene_set.scenes, key=lambda scene: order(seed, f"image {scene.image_id}")):
        if asked == images:
            break
        if scene.image_id in trained:
            left_out["images in the training data"] += 1
            continue
        found = find_candidates(scene, rule, seed)
        if not found:
            left_out["images with nothing certain about anybody large enough"] += 1
            continue
        candidates += found
        asked += 1
        bar.update()
    bar.close()
    picks = balance(candidates, seed)
    if len(candidates) > len(picks):
        left_out["questions left out to balance the answers"] = len(candidates) - len(picks)
    questions = write_questions(picks, seed, rounds)
    if not questions:
        raise EvaluationError(
            f"{split}: no question has balanced answers ({len(candidates)} were found in {asked} images); "
            "ask about more with --images, or loosen --min-keypoints or --min-height"
        )
    meta = {
        "form": FORM,
        "images": _relative_folder(scene_set, path),
        "split": split,
        "seed": seed,
        "rounds": rounds,
        "min_keypoints": rule.min_keypoints,
        "min_height": rule.min_height,
        "min_confidence": rule.min_confidence,
        "image_count": len({question.image_id for question in questions}),
        "kp_llava_version": __version__,
    }
    digest = write_choices(path, questions, meta)
    counts = Counter(question.kind for question in questions)
    return ChoiceSummary(
        images=int(str(meta["image_count"])),
        questions=len(questions),
        by_kind={kind: counts[kind] for kind in KINDS if counts[kind]},
        benchmark_hash=digest,
        left_out=dict(left_out),
    )


def write_questions(picks: Sequence[Pick], seed: int, rounds: int) -> list[ChoiceQuestion]:
    """All questions of the picks: about the picture and the mirrored one, in several orders of the options.

    They are shuffled, and their ids are hashes: neither says anything about the answer.
    """
    questions = [question for pick in picks for question in _ask_in_rounds(pick, seed, rounds)]
    return sorted(questions, key=lambda question: order(seed, f"line {question.question_id}"))


def _ask_in_rounds(pick: Pick, seed: int, rounds: int) -> Iterable[ChoiceQuestion]:
    one = pick.candidate
    item = _hash(seed, one.key)
    # a comparison is asked in both colourings, yes and no have no order
    count = max(2, rounds) if one.is_comparison else 1 if one.template.is_yes_no else rounds
    for number in range(count):
        ids = [_hash(seed, f"{one.key} round {number} mirrored {mirrored}") for mirrored in (False, True)]
        for is_mirrored in (False, True):
            yield _to_question(pick, item, ids, number, count, is_mirrored, seed)


def _to_question(
    pick: Pick, item: str, ids: Sequence[str], number: int, count: int, is_mirrored: bool, seed: int
) -> ChoiceQuestion:
    one = pick.candidate
    template, scene = one.template, one.scene
    answer = one.answer
    is_recolored = one.is_comparison and number % 2 == 1
    if is_mirrored and template.swaps:
        answer = _other(answer, one.options)
    if is_recolored:
        answer = _OTHER_COLOR[answer]
    fills = dict(one.fills)
    name = mirror_name(pick.name) if is_mirrored else pick.name
    filled = {key: _fill(option, fills) for key, option in template.options.items()}
    keys = _order_options(pick, number, count, is_mirrored, seed)
    question = template.question.format(p=name, **fills)
    return ChoiceQuestion(
        question_id=ids[is_mirrored],
        image_id=scene.image_id,
        file_name=scene.file_name,
        kind=template.kind,
        part=template.part,
        template=template.name,
        question=question[0].upper() + question[1:],
        options=tuple(filled[key].words for key in keys),
        answer=filled[answer].words,
        sentences=tuple(filled[key].sentence for key in keys),
        item=item,
        twin=ids[not is_mirrored],
        is_mirrored=is_mirrored,
        round=number,
        swaps=template.swaps,
        marks=_mark(pick, is_recolored),
        width=scene.width,
        height=scene.height,
        because=one.because,
    )


def _order_options(pick: Pick, number: int, count: int, is_mirrored: bool, seed: int) -> tuple[str, ...]:
    """The options, rotated by one place each round, so that the right one comes at every place."""
    one = pick.candidate
    if one.template.is_yes_no:
        return one.options
    start = order(seed, one.key) if one.is_comparison or one.template.swaps else pick.number
    if one.is_comparison:
        # from one colouring to the other the answer changes, and with it its place
        turn = start + number // 2
    elif one.template.swaps:
        turn = start + number
    else:
        turn = start * count * 2 + number + count * is_mirrored
    turn %= len(one.options)
    return one.options[turn:] + one.options[:turn]


def _fill(option: Option, fills: dict[str, str]) -> Option:
    # sides are filled in where the options are made; a state may be left to fill in here
    sentence = option.sentence.format(**{"s": "", **fills}) if "{" in option.sentence else option.sentence
    return Option(option.words, sentence)


def _other(key: str, options: Sequence[str]) -> str:
    if len(options) != 2:
        raise ValueError(f"{key!r} has no single other answer among {list(options)}")
    return options[1] if key == options[0] else options[0]


def _mark(pick: Pick, is_recolored: bool) -> tuple[tuple[str, float, float, float, float], ...]:
    if not pick.has_box:
        return ()
    one = pick.candidate
    boxes = {person.annotation_id: person.bbox_xywh for person in one.scene.people}
    colors = ("blue", "red") if is_recolored else ("red", "blue")
    marks = []
    for color, person in zip(colors, one.people, strict=False):
        x, y, width, height = boxes[person]
        marks.append((color, round(x, 1), round(y, 1), round(x + width, 1), round(y + height, 1)))
    return tuple(marks)


def _hash(seed: int, key: str) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()[:12]


def _relative_folder(scene_set: SceneSet, path: Path) -> str | None:
    """The picture folder as seen from the benchmark's, so that both can be moved together."""
    if scene_set.image_dir is None:
        return None
    try:
        return os.path.relpath(scene_set.image_dir.resolve(), path.resolve().parent)
    except ValueError:  # on another drive
        return str(scene_set.image_dir.resolve())
