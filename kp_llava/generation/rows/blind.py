"""What a text gets that never saw its picture: the same texts held against other pictures of the run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from ...annotations.scene import Scene
from ...poses.claims.find import find_claims
from ...poses.claims.verify import judge_claims
from ...poses.people import read_people
from ..checks.checks import ask_before
from ..ledger.answers import DAMAGED
from ..ledger.ledger import Ledger
from ..parsing import Turn, UnusableAnswer, read_turns
from .fidelity import Fidelity

BLIND_IMAGES = 120
"""The texts of so many pictures are held against other pictures; more would hardly move the share."""


def pick_images(image_ids: Iterable[int], most: int = BLIND_IMAGES) -> frozenset[int]:
    """The pictures whose texts are held against other pictures: those with the smallest hashes."""
    return frozenset(sorted(image_ids, key=_order)[:most])


def measure_blind(turns: Sequence[tuple[int, Turn]], find_scene: Callable[[int], Scene]) -> Fidelity:
    """Hold texts against the keypoints of other pictures than their own.

    The pictures are put into an order by a hash of their ids, and each text is held against the next picture in that
    order, so the result depends on nothing but the texts and the pictures.

    Args:
        turns: image ids with the question-answer pairs about them.
        find_scene: gives the scene of an image id.

    Returns:
        The counts; empty where all texts are about one picture.
    """
    order = sorted({image_id for image_id, _ in turns}, key=_order)
    total = Fidelity()
    if len(order) < 2:
        return total
    following = dict(zip(order, [*order[1:], order[0]], strict=True))
    for image_id, turn in turns:
        claims = find_claims(ask_before(turn.question.strip()) + turn.answer.strip())
        if claims:
            report = judge_claims(claims, read_people(find_scene(following[image_id])))
            total.add(Fidelity(report.agree, report.contradict, report.unjudged))
    return total


def _order(image_id: int) -> bytes:
    return hashlib.sha256(str(image_id).encode()).digest()


def measure_run(ledger: Ledger, task: str) -> Fidelity:
    """Hold the answers of some of a run's pictures against other pictures."""
    picked = pick_images(ledger.wanted_image_ids(task))
    texts: list[tuple[int, Turn]] = []
    for stored in ledger.answers(task, list(picked)) if picked else ():
        if stored.error == DAMAGED:
            continue
        with suppress(UnusableAnswer):
            texts += [(stored.request.image_id, turn) for turn in read_turns(stored)]
    return measure_blind(texts, ledger.scene)
