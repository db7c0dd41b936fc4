"""How many arm and leg states of held-out drawn scenes a model names right, and how many with exchanged pictures."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ...annotations.coco.scenes import pick_scenes, read_scenes
from ...annotations.scene import Scene
from ...evaluation.answers.model import AnswerOptions, VisionModel
from ...evaluation.benchmark import Question
from ...poses.claims.find import find_claims

LIMBS = ("left arm", "right arm", "left leg", "right leg")
QUESTION = "What is the person doing with their {limb}?"
# a lifted leg is bent, too: the more telling state is what counts
_MORE_TELLING = ("lifted", "out to the side", "on the hip", "raised", "hanging")
_BATCH_SIZE, _MAX_NEW_TOKENS = 64, 24


@dataclass(frozen=True)
class StateShare:
    """How a model's answers about limbs compare with how the limbs were drawn.

    Attributes:
        asked: questions, four a scene.
        share: of the states that were named right, 0 to 1.
        shuffled: the same share when each question comes with the picture of another scene.
        chance: the share that the same answers would get on average if they were dealt out at random.
        by_limb: limb -> share.
    """

    asked: int
    share: float
    shuffled: float
    chance: float
    by_limb: dict[str, float]


def measure_states(model: Path, coco: Path, split: str, *, scenes: int, seed: int = 0) -> StateShare:
    """Ask a model about each limb of drawn scenes, with their own pictures and with pictures of other scenes.

    Args:
        model: its folder.
        coco: a folder that `draw_sample` drew, one person in each scene.
        split: of the scenes.
        scenes: how many to ask about.
        seed: of the pick of the scenes, and of the exchange of pictures.
    """
    scene_set = read_scenes(coco, split)
    drawn = json.loads((coco / "annotations" / f"drawn_poses_{split}.json").read_text(encoding="utf-8"))
    picked = pick_scenes(scene_set.scenes, scenes, seed=seed)
    truth = {scene.image_id: drawn[str(scene.people[0].annotation_id)] for scene in picked}
    options = AnswerOptions(images=coco / split, max_new_tokens=_MAX_NEW_TOKENS, batch_size=_BATCH_SIZE)
    loaded = VisionModel(str(model), options)
    own = _ask(loaded, picked, {scene.image_id: scene.file_name for scene in picked}, "held-out limbs")
    exchanged = _ask(loaded, picked, exchange_pictures(picked, seed), "pictures exchanged")
    right = {limb: [own[i, limb] == truth[i][limb] for i in truth] for limb in LIMBS}
    wrong_picture = [exchanged[i, limb] == truth[i][limb] for limb in LIMBS for i in truth]
    return StateShare(
        asked=len(own),
        share=sum(map(sum, right.values())) / len(own),
        shuffled=sum(wrong_picture) / len(own),
        chance=sum(_chance([own[i, limb] for i in truth], [truth[i][limb] for i in truth]) for limb in LIMBS) / 4,
        by_limb={limb: sum(hits) / len(hits) for limb, hits in right.items()},
    )


def exchange_pictures(scenes: Sequence[Scene], seed: int) -> dict[int, str]:
    """Image id -> the file name of another scene's picture; every picture is used once."""
    order = sorted(scenes, key=lambda scene: hashlib.sha256(f"{seed}:{scene.image_id}:exchange".encode()).digest())
    following = [*order[1:], order[0]]
    return {scene.image_id: other.file_name for scene, other in zip(order, following, strict=True)}


def find_state(answer: str, limb: str) -> str | None:
    """The state that an answer gives a limb, in the words of the drawn states; None where it gives none."""
    side, part = limb.split()
    states = [c.state for c in find_claims(answer) if (c.side, c.part) == (side, part) and not c.negated]
    return next((state for state in _MORE_TELLING if state in states), states[0] if states else None)


def _ask(
    model: VisionModel, scenes: Sequence[Scene], pictures: dict[int, str], title: str
) -> dict[tuple[int, str], str]:
    questions = [
        Question(
            question_id=f"{scene.image_id} {limb}",
            image_id=scene.image_id,
            file_name=pictures[scene.image_id],
            task="conversation",
            question=QUESTION.format(limb=limb),
        )
        for scene in scenes
        for limb in LIMBS
    ]
    found: dict[tuple[int, str], str] = {}
    with tqdm(total=len(questions), desc=title, unit="answer") as bar:
        for answer in model.answer(questions):
            number, _, limb = answer.question_id.partition(" ")
            found[int(number), limb] = find_state(answer.answer, limb) or ""
            bar.update()
    return found


def _chance(named: Sequence[str], true: Sequence[str]) -> float:
    """How often two draws agree, one from the states that were named and one from the true ones."""
    shares = Counter(true)
    return sum(count * shares[state] for state, count in Counter(named).items()) / len(named) / len(true)
