"""The offline judge: how many of an answer's statements about poses agree with the annotated keypoints.

The score of an answer is

    1 + 9 * max(0, a - c) / max(a + c, r)

with c its different statements that contradict the keypoints, a those that agree (one about a part of the body that
the reference answer does not speak of counts half), and r how many different true statements the reference makes, at
least 1 and at most 8. So a true answer as full as the reference gets 10, half of it about 5, and an answer that is
wrong as often as it is right gets 1. An answer without any statement gets 1, one whose statements the keypoints cannot
decide gets 2. Neither wording nor reasoning is judged.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...annotations.scene import Scene
from ...annotations.skeleton import COCO_SKELETON, make_skeleton
from ...errors import PromptError
from ...generation.checks.checks import ask_before
from ...generation.prompts.messages import context_to_scene
from ...poses.claims.find import Claim, check_claims, find_claims
from ..benchmark import Question
from ..judgement import OrderVerdict

NO_PERSON = "no person with keypoints in the context"
_MOST_REFERENCE_STATEMENTS = 8
_OFF_TOPIC_WEIGHT = 0.5
_ARM_PARTS = ("arm", "hand", "hands")
_LEG_PARTS = ("leg", "stance")


@dataclass(frozen=True)
class StatementCount:
    """An answer's different statements about poses.

    Attributes:
        agree: that the keypoints confirm.
        agree_on_topic: those of them that are about a part which the reference speaks of.
        contradict: that the keypoints refute.
        unjudged: that the keypoints do not decide.
    """

    agree: int
    agree_on_topic: int
    contradict: int
    unjudged: int


def read_scene(question: Question) -> Scene | None:
    """The scene of a question's context, or None where it has no person with a labeled keypoint."""
    try:
        skeleton = make_skeleton(question.parts) if question.parts else COCO_SKELETON
        scene = context_to_scene(
            question.context, width=question.width or 1, height=question.height or 1, skeleton=skeleton
        )
    except PromptError:
        return None
    return scene if any(person.labeled_count for person in scene.people) else None


def judge_by_keypoints(question: Question, baseline_answer: str, candidate_answer: str) -> OrderVerdict:
    """Score both answers to a question; the order in which they come has no say."""
    scene = read_scene(question)
    if scene is None:
        return OrderVerdict("baseline", None, None, "", NO_PERSON)
    topic = _find_topic(question)
    reference = count_statements(question.reference, scene, frozenset(), question.question)
    wanted = min(max(reference.agree, 1), _MOST_REFERENCE_STATEMENTS)
    scores, words = [], []
    for who, answer in (("Baseline", baseline_answer), ("Candidate", candidate_answer)):
        count = count_statements(answer, scene, topic, question.question)
        scores.append(score_statements(count, wanted))
        words.append(
            f"{who}: statements that agree with the keypoints {count.agree} ({count.agree_on_topic} on the parts in"
            f" question), that contradict them {count.contradict}, undecided {count.unjudged}."
        )
    return OrderVerdict("baseline", scores[0], scores[1], f"{' '.join(words)} Reference: {reference.agree}.")


def score_statements(count: StatementCount, wanted: int) -> float:
    """The score from 1 to 10 of an answer, see the formula above.

    Args:
        count: the answer's statements.
        wanted: r, how many true statements a full answer makes.
    """
    if not count.agree and not count.contradict:
        return 2.0 if count.unjudged else 1.0
    agree = count.agree_on_topic + _OFF_TOPIC_WEIGHT * (count.agree - count.agree_on_topic)
    return round(1 + 9 * max(0.0, agree - count.contradict) / max(count.agree + count.contradict, wanted), 2)


def count_statements(text: str, scene: Scene, topic: frozenset[tuple[str, str]], question: str = "") -> StatementCount:
    """Count an answer's different statements by verdict; one that is repeated counts once.

    Args:
        text: the answer.
        scene: what the keypoints say.
        topic: (kind of part, side) that the reference speaks of; empty takes every part for asked.
        question: what the text answers; it says who is meant by "he" or "they".
    """
    seen: dict[tuple[object, ...], tuple[str, bool]] = {}
    for item in check_claims(ask_before(question) + text, scene).items:
        claim = item.claim
        key = (item.people, claim.part, claim.side, claim.state, claim.negated)
        seen.setdefault(key, (item.verdict, not topic or bool(_topic_of(claim) & topic)))
    verdicts = list(seen.values())
    return StatementCount(
        agree=sum(verdict == "agree" for verdict, _ in verdicts),
        agree_on_topic=sum(verdict == "agree" and is_asked for verdict, is_asked in verdicts),
        contradict=sum(verdict == "contradict" for verdict, _ in verdicts),
        unjudged=sum(verdict == "unjudged" for verdict, _ in verdicts),
    )


def _find_topic(question: Question) -> frozenset[tuple[str, str]]:
    """The parts that the reference answer speaks of, which is what the question asked for."""
    parts: set[tuple[str, str]] = set()
    for claim in find_claims(question.reference):
        parts |= _topic_of(claim)
    return frozenset(parts)


def _topic_of(claim: Claim) -> set[tuple[str, str]]:
    kind = "arm" if claim.part in _ARM_PARTS else "leg" if claim.part in _LEG_PARTS else claim.part
    sides = ("left", "right") if claim.side in (None, "both", "one") else (claim.side,)
    return {(kind, side) for side in sides}
