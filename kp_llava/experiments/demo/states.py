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
# what is true of a limb that was drawn so: the teacher names a state that is certain, which may say less
_TRUE_OF = {
    ("arm", "raised"): {"raised"},
    ("arm", "out to the side"): {"out to the side", "straight", "at shoulder height", "held away from the body"},
    ("arm", "on the hip"): {"on the hip", "bent", "held away from the body"},
    ("arm", "hanging"): {"hanging", "straight", "lowered"},
    ("leg", "straight"): {"straight"},
    ("leg", "bent"): {"bent", "slightly bent"},
    ("leg", "lifted"): {"lifted", "bent", "knee up"},
    ("leg", "out to the side"): {"out to the side", "straight"},
}
_BATCH_SIZE, _MAX_NEW_TOKENS = 64, 24


@dataclass(frozen=True)
class StateShare:
    """How a model's answers about limbs compare with how the limbs were drawn.

    Attributes:
        asked: questions, four a scene.
        share: how many answers say something true about their limb and nothing false, 0 to 1.
        shuffled: the same share when each question comes with the picture of another scene.
        chance: the share that the same answers would get on average if they were dealt out at random.
        by_limb: limb -> share.
        chance_by_limb: limb -> chance.
    """

    asked: int
    share: float
    shuffled: float
    chance: float
    by_limb: dict[str, float]
    chance_by_limb: dict[str, float]


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
    right = {limb: [is_true(own[i, limb], limb, truth[i][limb]) for i in truth] for limb in LIMBS}
    wrong_picture = [is_true(exchanged[i, limb], limb, truth[i][limb]) for limb in LIMBS for i in truth]
    chances = {limb: _chance(limb, [own[i, limb] for i in truth], [truth[i][limb] for i in truth]) for limb in LIMBS}
    return StateShare(
        asked=len(own),
        share=sum(map(sum, right.values())) / len(own),
        shuffled=sum(wrong_picture) / len(own),
        chance=sum(chances.values()) / len(LIMBS),
        by_limb={limb: sum(hits) / len(hits) for limb, hits in right.items()},
        chance_by_limb=chances,
    )


def exchange_pictures(scenes: Sequence[Scene], seed: int) -> dict[int, str]:
    """Image id -> the file name of another scene's picture; every picture is used once."""
    order = sorted(scenes, key=lambda scene: hashlib.sha256(f"{seed}:{scene.image_id}:exchange".encode()).digest())
    following = [*order[1:], order[0]]
    return {scene.image_id: other.file_name for scene, other in zip(order, following, strict=True)}


def find_states(answer: str, limb: str) -> frozenset[str]:
    """The states that an answer gives a limb."""
    side, part = limb.split()
    return frozenset(
        claim.state
        for claim in find_claims(answer)
        if (claim.side, claim.part) == (side, part) and not claim.negated and not claim.hedged
    )


def is_true(states: frozenset[str], limb: str, drawn: str) -> bool:
    """Whether an answer's states of a limb, at least one, are all true of a limb that was drawn so."""
    return bool(states) and states <= true_states(limb, drawn)


def true_states(limb: str, drawn: str) -> frozenset[str]:
    """All states that are true of a limb that was drawn so."""
    side, part = limb.split()
    allowed = set(_TRUE_OF[part, drawn])
    if drawn == "out to the side" and part == "arm":  # everybody was drawn from the front
        allowed.add(f"reaching to the viewer's {'right' if side == 'left' else 'left'}")
    return frozenset(allowed)


def _ask(
    model: VisionModel, scenes: Sequence[Scene], pictures: dict[int, str], title: str
) -> dict[tuple[int, str], frozenset[str]]:
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
    found: dict[tuple[int, str], frozenset[str]] = {}
    with tqdm(total=len(questions), desc=title, unit="answer") as bar:
        for answer in model.answer(questions):
            number, _, limb = answer.question_id.partition(" ")
            found[int(number), limb] = find_states(answer.answer, limb)
            bar.update()
    return found


def _chance(limb: str, named: Sequence[frozenset[str]], drawn: Sequence[str]) -> float:
    """How often an answer is true, on average over all ways to deal the answers out to the limbs."""
    counts = Counter(drawn)
    right = sum(
        one * other
        for states, one in Counter(named).items()
        for state, other in counts.items()
        if is_true(states, limb, state)
    )
    return right / len(named) / len(drawn)
