"""The statements about poses in question-answer pairs, each with its place, whom it may be about and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...annotations.scene import Scene
from ...poses.claims.find import find_claims
from ...poses.claims.verify import UNJUDGED, judge_claims
from ...poses.people import read_people
from ..parsing import Turn
from .checks import ask_before


@dataclass(frozen=True)
class Statement:
    """One statement of an answer.

    Attributes:
        start: where it starts in the answer.
        end: where it ends.
        text: the words.
        part: as in ``"arm"``, see `poses.claims.verify.Claim`.
        side: ``"left"``, ``"right"``, ``"both"``, ``"one"`` or None.
        state: as in ``"raised"``.
        negated: the text says that it is not so.
        hedged: the text says that it only may be so.
        people: annotation ids of those whom it may be about.
        verdict: ``"agree"``, ``"contradict"`` or ``"open"``.
        confidence: of the facts that the verdict rests on; 0.0 where it is open.
    """

    start: int
    end: int
    text: str
    part: str
    side: str | None
    state: str
    negated: bool
    hedged: bool
    people: tuple[int, ...]
    verdict: str
    confidence: float


def find_statements(turns: Sequence[Turn], scene: Scene) -> list[tuple[Statement, ...]]:
    """The statements of each pair of one image, as its checks judge them.

    Args:
        turns: the pairs in their order.
        scene: what they are about.
    """
    people = read_people(scene)
    found = []
    for turn in turns:
        before = ask_before(turn.question.strip())
        shift = len(turn.answer) - len(turn.answer.lstrip()) - len(before)
        items = judge_claims(find_claims(before + turn.answer.strip()), people).items
        statements = []
        for item in items:
            start, end = (place + shift for place in item.claim.span)
            if start < 0:
                continue  # a question states nothing
            verdict = "open" if item.verdict == UNJUDGED else item.verdict
            claim = item.claim
            statements.append(
                Statement(
                    start,
                    end,
                    turn.answer[start:end],
                    claim.part,
                    claim.side,
                    claim.state,
                    claim.negated,
                    claim.hedged,
                    item.people,
                    verdict,
                    item.confidence,
                )
            )
        found.append(tuple(statements))
    return found
