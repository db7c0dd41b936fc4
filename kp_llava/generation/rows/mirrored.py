"""Rows of the pose teacher about mirrored pictures: written anew from the mirrored keypoints and boxes."""

from __future__ import annotations

from collections.abc import Sequence

from ...annotations.mirror import mirror_scene
from ...annotations.scene import Scene
from ..checks.checks import check_turns
from ..ledger.records import Request
from ..parsing import Turn, UnusableAnswer, parse_answer
from ..teachers.pose.teacher import TEACHER_NAME, NothingToSay, write_answer

# a contradiction is left out whatever the run's own checks are
_NEVER = ("contradiction", "doubtful-contradiction")


def write_mirrored(
    request: Request, turns: Sequence[Turn], scene: Scene, *, seed: int, reject: Sequence[str]
) -> list[Turn | None]:
    """Write the pairs of an answer for the mirrored picture.

    Args:
        request: that the pose teacher has answered.
        turns: the answer's pairs.
        scene: what they are about.
        seed: of the run.
        reject: the run's rejecting checks.

    Returns:
        For each pair the one in its place; None where a check finds fault with it, and throughout where the teacher is
        another, the scene has no mirrored one, or the teacher would not write these very pairs today, so that it is
        not known what the new ones would be. The same steps from the mirrored scene lead back to `turns`.
    """
    nothing: list[Turn | None] = [None] * len(turns)
    mirrored = mirror_scene(scene) if request.teacher == TEACHER_NAME else None
    if mirrored is None or _write(request, scene, seed) != list(turns):
        return nothing
    written = _write(request, mirrored, seed)
    if len(written) != len(turns):
        return nothing
    results = check_turns(request.task, written, mirrored)
    return [
        None if result.is_rejected((*reject, *_NEVER)) else turn for turn, result in zip(written, results, strict=True)
    ]


def _write(request: Request, scene: Scene, seed: int) -> list[Turn]:
    try:
        text = write_answer(scene, request.task, seed=seed, instruction=request.instruction)
        return parse_answer(request.task, text, instruction=request.instruction, finish_reason="stop")
    except (NothingToSay, UnusableAnswer):
        return []
