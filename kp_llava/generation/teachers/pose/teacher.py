"""The teacher that needs no network: true sentences from the keypoints' geometry, the boxes and the captions."""

from __future__ import annotations

import re

from ....annotations.scene import Scene
from ....poses.claims.find import find_claims
from ....poses.claims.verify import judge_claims
from ....poses.people import read_people
from .paragraph import write_paragraph
from .questions import PosePair, person_pairs, scene_pairs, thing_pairs
from .reasoning import write_reasoning
from .wording import Chooser

TEACHER_NAME = "pose"
PAIR_COUNT = 5


def write_answer(scene: Scene, task: str, *, seed: int, instruction: str | None = None) -> str:
    """Write one answer in the teacher's text format.

    Args:
        scene: what the annotations say; nothing is told that they do not carry.
        task: ``"conversation"`` (five question-answer pairs), ``"detail"`` (one paragraph) or ``"complex"`` (one pair).
        seed: with the image id, decides wording and order.
        instruction: the instruction that a detail answers; every instruction of this task asks for the same.

    Returns:
        ``Question:`` and ``Answer:`` lines, or plain text for ``"detail"``.

    Raises:
        ValueError: for any other task.
    """
    choose = Chooser(seed, scene.image_id, task)
    known = read_people(scene)
    people = known.named
    # a caption that the keypoints clearly contradict is not repeated
    fitting = [c for c in usable_captions(scene) if judge_claims(find_claims(c), known).contradict == 0]
    captions = choose.shuffled("captions", fitting)
    if task == "detail":
        return write_paragraph(scene, people, rank_by_pose(captions), choose, known.others)
    if task == "complex":
        question, answer = write_reasoning(scene, people, rank_by_pose(captions), choose)
        return f"Question: {question}\nAnswer: {answer}"
    if task != "conversation":
        raise ValueError(f"unknown task {task!r}: use conversation, detail or complex")
    pairs: list[PosePair] = []
    for named in people:
        pairs += person_pairs(named, choose)
        pairs += thing_pairs(scene, named, choose)
    pairs += scene_pairs(scene, people, captions, choose)
    chosen = _choose_pairs(pairs, str(people[0].person.annotation_id) if people else "", choose)
    return "\n".join(f"Question: {pair.question}\nAnswer: {pair.answer}" for pair in chosen)


def _choose_pairs(pairs: list[PosePair], largest: str, choose: Chooser) -> list[PosePair]:
    """Five pairs with different questions: two or three on limbs where there are any, then the rest, fillers last.

    The first is on a limb of the largest person, where one is known.
    """
    pool = choose.shuffled("pairs", pairs)
    first = next((p for p in pool if p.group == "limb" and p.topic.split()[-1] == largest), None)
    limb_count = choose.pick("limbs", (2, 2, 3))
    wanted: list[tuple[tuple[str, ...], int]] = [
        (("limb",), limb_count - (first is not None)),
        (("activity",), 1),
        (("whole", "thing", "scene", "limb pair"), PAIR_COUNT),
        (("limb",), PAIR_COUNT),
        (("filler",), PAIR_COUNT),
    ]
    chosen = [first] if first is not None else []
    for groups, most in wanted:
        taken = 0
        for pair in pool:
            if taken == most or len(chosen) == PAIR_COUNT:
                break
            is_new = all(pair.question != other.question and not _repeats(pair, other) for other in chosen)
            if pair.group in groups and is_new:
                chosen.append(pair)
                taken += 1
    return choose.shuffled("order", chosen)


def _repeats(one: PosePair, other: PosePair) -> bool:
    """Whether one pair tells of both limbs of a person and the other of one of them, or both tell the same."""
    return one.topic == other.topic and ("limb pair" in (one.group, other.group) or one.group == other.group == "whole")


# a sentence that speaks of the picture as a picture, or of our own means, or holds figures, is not used
_UNFIT = re.compile(
    r"\d|\b(photo\w*|picture\w*|image\w*|shot|caption\w*|keypoint\w*|coordinate\w*|annotat\w*|box(?:es)?|data|"
    r"provided|information|painting|drawing|unknown|unable|sorry)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"^[A-Za-z][A-Za-z ,;'’\-]+\.?$")

# what a caption says of hands, poses and holding: the more of these, the more it tells
_TELLING = re.compile(
    r"\b(hands?|arms?|elbows?|legs?|knees?|foot|feet|shoulders?|fists?|fingers?|hold(?:s|ing)?|held|carr(?:y|ies|ying)|"
    r"lean(?:s|ing)?|bend(?:s|ing)?|bent|crouch\w*|squat\w*|kneel\w*|reach(?:es|ing)?|rais(?:es|ed|ing)|lift(?:s|ed|ing)?|"
    r"stretch\w*|swings?|swinging|point(?:s|ing)?|wav(?:es|ing)|hug(?:s|ging)?|grip\w*|touch\w*|cross(?:ed|es)|grasp\w*|"
    r"upright|sits?|sitting|seated|stands?|standing|lies|lying)\b",
    re.IGNORECASE,
)


def rank_by_pose(captions: list[str]) -> list[str]:
    """The captions that tell most about hands, poses and holding first; equals stay in their order."""
    return sorted(captions, key=lambda caption: -len({word.lower() for word in _TELLING.findall(caption)}))


def usable_captions(scene: Scene) -> list[str]:
    """The captions that read as a true sentence about the scene: tidied, each once, in their order."""
    found: list[str] = []
    for caption in scene.captions:
        text = " ".join(caption.split()).strip(" .\"'") + "."
        if not 4 <= len(text.split()) <= 30 or _UNFIT.search(text) or not _SENTENCE.match(text):
            continue
        text = text[0].upper() + text[1:]
        if text not in found:
            found.append(text)
    return found
