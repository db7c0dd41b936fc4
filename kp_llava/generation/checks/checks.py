"""Checks of a teacher's answers: what is wrong with a question-answer pair, by name.

Pure functions of the pair and its scene: they run each time rows are read, so a better check costs no new answer. A
run's ``--checks`` says which of them reject a row; the others only mark it, in the row's column ``checks``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...annotations.scene import Scene
from ...errors import RunError
from ...poses.claims.find import find_claims
from ...poses.claims.verify import CONTRADICT, judge_claims
from ...poses.people import read_people
from ...tasks import TASKS
from ..parsing import Turn
from .text import has_markup, is_cut_off, is_leak, is_no_answer, is_not_english, is_wrong_count

CHECKS = {
    "leak": "speaks of keypoints, boxes, captions or other means of making, or gives coordinates",
    "contradiction": "says of a pose what the keypoints clearly exclude",
    "doubtful-contradiction": "says of a pose what the keypoints seem to exclude",
    "people-count": "gives a wrong number of people",
    "unanswerable": "the answer is that nobody can say",
    "duplicate-question": "was asked before of the same image",
    "no-answer": "the answer is empty, a question, or the question again",
    "too-short": "fewer words than the task can need",
    "cut-off": "the text stops in the middle of a sentence",
    "not-english": "is in another language than English",
    "markup": "has a list or headings, where plain sentences are asked for",
}
"""What each check finds, by its name."""

DEFAULT_REJECT = ("leak", "contradiction", "cut-off")
"""The checks that reject a row unless ``--checks`` says otherwise."""

_WORD = re.compile(r"[^\W_]+")
_CERTAIN = 0.96  # of the fact that a statement contradicts


@dataclass(frozen=True)
class TurnCheck:
    """What the checks say of one question-answer pair.

    Attributes:
        names: the checks that found something, in the order of `CHECKS`.
        agree: statements about poses that agree with the keypoints.
        contradict: statements that contradict them.
        unjudged: statements that the keypoints leave open.
    """

    names: tuple[str, ...]
    agree: int = 0
    contradict: int = 0
    unjudged: int = 0

    def is_rejected(self, reject: Iterable[str]) -> bool:
        """Whether one of the named checks found something."""
        return not set(self.names).isdisjoint(reject)


def check_turns(task: str, turns: Sequence[Turn], scene: Scene) -> list[TurnCheck]:
    """Check all question-answer pairs of one image and task.

    Args:
        task: ``conversation``, ``detail`` or ``complex``.
        turns: the pairs in their order.
        scene: what the pairs are about.

    Returns:
        One result a pair.
    """
    people = read_people(scene)
    asked: set[str] = set()
    results = []
    for turn in turns:
        question, answer = turn.question.strip(), turn.answer.strip()
        claims = find_claims(ask_before(question) + answer)
        report = judge_claims(claims, people)
        is_certain = any(i.verdict == CONTRADICT and i.confidence >= _CERTAIN for i in report.items)
        key = " ".join(_WORD.findall(question.lower()))
        words = len(answer.split())
        found = {
            "leak": is_leak(question) or is_leak(answer),
            "contradiction": is_certain,
            "doubtful-contradiction": report.contradict > 0 and not is_certain,
            "people-count": is_wrong_count(question, answer, scene),
            "unanswerable": is_no_answer(answer),
            "duplicate-question": key in asked,
            "no-answer": not answer or answer.endswith("?") or answer.lower() == question.lower(),
            "too-short": words < TASKS[task].least_words,
            "cut-off": is_cut_off(answer),
            "not-english": is_not_english(answer),
            "markup": has_markup(answer),
        }
        asked.add(key)
        names = tuple(name for name in CHECKS if found[name])
        results.append(TurnCheck(names, report.agree, report.contradict, report.unjudged))
    return results


def ask_before(question: str) -> str:
    """A question as the claim finder reads it before an answer: it only names whom the answer is about."""
    return f"{question.rstrip('?.! ')}?\n" if question else ""


def read_check_names(text: str) -> tuple[str, ...]:
    """The names in a ``--checks`` option: names separated by commas, ``all`` or ``none``.

    Raises:
        RunError: a name is unknown.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names == ["all"]:
        return tuple(CHECKS)
    if names == ["none"]:
        return ()
    require_check_names(names)
    return tuple(name for name in CHECKS if name in names)


def require_check_names(names: Sequence[str]) -> None:
    """Refuse unknown names.

    Raises:
        RunError: a name is unknown, or there is none.
    """
    unknown = [name for name in names if name not in CHECKS]
    if unknown or not names:
        raise RunError(
            f"--checks {unknown[0] if unknown else ''!r}: no such check; expected all, none, or some of "
            f"{', '.join(CHECKS)}, separated by commas"
        )


def rejecting_checks(options: Mapping[str, Any]) -> tuple[str, ...]:
    """The checks that reject a row, by the options in a ``run.json``; older files do not name them."""
    return tuple(options.get("checks", DEFAULT_REJECT))
