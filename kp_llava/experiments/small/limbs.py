"""How often a model says the truth about arms and legs, next to answers that need no sight of a picture.

An answer is right if it says something of the limb, and nothing that is not so. Three blind rows stand next to the
model's: the state of each limb that is true most often, said every time; the same model before grey pictures; and the
same model before the picture of another person.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from ...annotations.coco.scenes import pick_scenes, read_scenes
from ...errors import EvaluationError
from ...evaluation.answers.model import AnswerOptions, VisionModel
from ...evaluation.benchmark import Question
from ...evaluation.pictures import PLAIN, View
from ...evaluation.statistics import draw_weights, interval_of
from ...poses.people import read_people
from ..demo.states import LIMBS, QUESTION, find_states, true_states

_BATCH_SIZE, _MAX_NEW_TOKENS = 32, 24
_MARGIN = 0.15  # of a person's box, left around it on each side
_LEAST_HEIGHT = 96  # pixels of a real person's box: smaller ones show no limbs
_GREY = View(is_grey=True)
_DRAWS = 2000


@dataclass(frozen=True)
class Pictured:
    """One person in a picture, and what the annotations say of the limbs.

    Attributes:
        name: unique.
        file_name: of the picture that shows this person.
        states: limb -> all states that are true of it; a limb without a known state is left out.
    """

    name: str
    file_name: str
    states: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class LimbTable:
    """The shares of answers that were right.

    Attributes:
        asked: questions, one a limb whose state is known.
        people: who is asked about.
        rows: what answered -> the share, and the ends of its 95% interval, where people are drawn and not questions.
    """

    asked: int
    people: int
    rows: dict[str, tuple[float, float | None, float | None]]

    def to_record(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def drawn_people(coco: Path, split: str, *, count: int, seed: int) -> list[Pictured]:
    """People of drawn scenes with one person each; the states are those that they were drawn with."""
    drawn = json.loads((coco / "annotations" / f"drawn_poses_{split}.json").read_text(encoding="utf-8"))
    scenes = pick_scenes(read_scenes(coco, split).scenes, count, seed=seed)
    found = []
    for scene in scenes:
        truth = drawn[str(scene.people[0].annotation_id)]
        states = {limb: true_states(limb, truth[limb]) for limb in LIMBS if truth.get(limb)}
        found.append(Pictured(str(scene.image_id), scene.file_name, states))
    return found


def cut_out_people(coco: Path, split: str, folder: Path, *, most: int) -> list[Pictured]:
    """Cut the people out of annotated pictures, each into a picture of its own, so that a question needs no name.

    The states are what the keypoints say, by the same rules that the pose teacher writes by. People lower than 96 px
    are left out, and so is a limb whose state is not certain.

    Args:
        coco: a folder in COCO's layout.
        split: of the annotations and the pictures.
        folder: gets the pictures.
        most: how many people, the largest first.

    Raises:
        EvaluationError: nobody is left.
    """
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    found: list[tuple[float, Pictured]] = []
    for scene in read_scenes(coco, split).scenes:
        if scene.image_path is None:
            continue
        facts = read_people(scene).facts
        for person in scene.people:
            x, y, width, height = person.bbox_xywh
            known = facts[person.annotation_id]
            states = {
                limb: frozenset(fact.state for fact in known if fact.part == limb)
                for limb in LIMBS
                if any(fact.part == limb for fact in known)
            }
            if not states or height < _LEAST_HEIGHT:
                continue
            edge = _MARGIN * max(width, height)
            name = f"{scene.image_id}-{person.annotation_id}"
            with Image.open(scene.image_path) as picture:
                box = (max(0, x - edge), max(0, y - edge), x + width + edge, y + height + edge)
                right, lower = min(box[2], picture.width), min(box[3], picture.height)
                cut = picture.convert("RGB").crop((round(box[0]), round(box[1]), round(right), round(lower)))
            cut.save(folder / f"{name}.png")
            found.append((height, Pictured(name, f"{name}.png", states)))
    if not found:
        raise EvaluationError(
            f"{coco}: split {split} has no picture of a person of {_LEAST_HEIGHT} px or more whose limbs are labeled"
        )
    return [one for _, one in sorted(found, key=lambda entry: (-entry[0], entry[1].name))[:most]]


def compare(model: Path, people: Sequence[Pictured], pictures: Path, *, seed: int = 0) -> LimbTable:
    """Ask a model about every limb whose state is known, with sight and without.

    Args:
        model: its folder.
        people: about whom.
        pictures: where their pictures lie.
        seed: of the exchange of the pictures.
    """
    options = AnswerOptions(
        images=pictures, max_new_tokens=_MAX_NEW_TOKENS, batch_size=_BATCH_SIZE, dtype="bfloat16", device=None
    )
    keys = [(person, limb) for person in people for limb in person.states]
    own = {person.name: person.file_name for person in people}
    loaded = VisionModel(str(model), options)
    rows = {"the model": _count(_ask(loaded, keys, own, PLAIN, "own pictures"), keys)}
    rows["blind: pictures exchanged"] = _count(_ask(loaded, keys, _exchange(people, seed), PLAIN, "exchanged"), keys)
    rows["blind: grey pictures"] = _count(_ask(loaded, keys, own, _GREY, "grey pictures"), keys)
    said = [Counter(state for p, one in keys if one == limb for state in p.states[one]) for _, limb in keys]
    constant = [frozenset({min(count, key=lambda state: (-count[state], state))}) for count in said]
    rows["blind: the state of each limb that is true most often"] = _count(constant, keys)
    return LimbTable(len(keys), len(people), rows)


def _ask(
    model: VisionModel, keys: Sequence[tuple[Pictured, str]], pictures: Mapping[str, str], view: View, title: str
) -> list[frozenset[str]]:
    questions = [
        Question(
            question_id=str(number),
            image_id=number,
            file_name=pictures[person.name],
            task="conversation",
            question=QUESTION.format(limb=limb),
            view=view,
        )
        for number, (person, limb) in enumerate(keys)
    ]
    found: list[frozenset[str]] = [frozenset()] * len(keys)
    with tqdm(total=len(questions), desc=title, unit="answer") as bar:
        for answer in model.answer(questions):
            number = int(answer.question_id)
            found[number] = find_states(answer.answer, keys[number][1])
            bar.update()
    return found


def _exchange(people: Sequence[Pictured], seed: int) -> dict[str, str]:
    """Person -> the picture of another one; every picture is used once."""
    order = sorted(people, key=lambda one: hashlib.sha256(f"{seed}:{one.name}:exchange".encode()).digest())
    return {one.name: other.file_name for one, other in zip(order, [*order[1:], order[0]], strict=True)}


def _count(
    found: Sequence[frozenset[str]], keys: Sequence[tuple[Pictured, str]]
) -> tuple[float, float | None, float | None]:
    """The share that is right, and its 95% interval by a bootstrap over people."""
    names = sorted({person.name for person, _ in keys})
    right, asked = np.zeros(len(names)), np.zeros(len(names))
    for states, (person, limb) in zip(found, keys, strict=True):
        place = names.index(person.name)
        asked[place] += 1
        right[place] += bool(states) and states <= person.states[limb]
    weights = draw_weights(len(names), draws=_DRAWS, seed=0)
    ends = interval_of((weights @ right) / (weights @ asked), len(names)) or (None, None)
    return float(right.sum() / asked.sum()), *ends
