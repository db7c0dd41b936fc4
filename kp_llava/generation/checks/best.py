"""The best question-answer pairs of all answers to one request.

An answer whose pairs are rejected in part is asked for again, and only for these pairs. The good ones of the first are
kept, and each later answer fills what is still rejected, so that a worse second answer destroys nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from ...annotations.scene import Scene
from ...code_hash import CHECKING, hash_code
from ...tasks import TASKS
from ..ledger.ledger import Ledger
from ..ledger.records import Request, StoredAnswer, json_to_follow_up
from ..ledger.results import Seal
from ..parsing import WRONG_PAIR_COUNT, Turn, UnusableAnswer, read_raw, read_turns
from .checks import TurnCheck, check_turns

_TABLE = (
    "CREATE TABLE IF NOT EXISTS best (key TEXT PRIMARY KEY, digest TEXT NOT NULL, turns TEXT NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True)
class Candidate:
    """One answer that can be read.

    Attributes:
        turns: its pairs.
        missing: the numbers, from 1, of the pairs that it was asked for; empty where it was asked for all of them and
            takes the place of earlier answers.
    """

    turns: list[Turn]
    missing: tuple[int, ...]


def read_candidate(request: Request, answer: str, follow_up: str | None) -> Candidate:
    """Read one answer to a request.

    Args:
        request: what was asked.
        answer: raw JSON.
        follow_up: what was sent beyond the request's own payload, as JSON.

    Raises:
        UnusableAnswer: with the reason under which it is counted.
    """
    missing = json_to_follow_up(follow_up).missing
    try:
        return Candidate(read_raw(request, answer), missing)
    except UnusableAnswer as unusable:
        if unusable.reason != WRONG_PAIR_COUNT or not missing:
            raise
    return Candidate(read_raw(request, answer, pair_count=len(missing)), missing)


def read_candidates(request: Request, answers: Iterable[tuple[str, str | None]]) -> list[Candidate]:
    """The answers to a request that can be read, in their order."""
    found = []
    for answer, follow_up in answers:
        with suppress(UnusableAnswer):
            found.append(read_candidate(request, answer, follow_up))
    return found


def merge_candidates(
    task: str, candidates: Sequence[Candidate], scene: Scene, reject: Iterable[str]
) -> tuple[list[Turn], list[TurnCheck]]:
    """The best pairs of several answers, and what the checks say of them.

    Args:
        task: the kind of data.
        candidates: at least one, the oldest first.
        scene: what the pairs are about.
        reject: the checks that reject a pair.

    Raises:
        UnusableAnswer: there are too few pairs, as the first answer can no longer be read.
    """
    reject = tuple(reject)
    start = max((n for n, one in enumerate(candidates) if not one.missing), default=0)
    turns = list(candidates[start].turns)
    if len(turns) != (TASKS[task].pair_count or 1) and candidates[start].missing:
        raise UnusableAnswer(WRONG_PAIR_COUNT)
    results = check_turns(task, turns, scene)
    for candidate in candidates[start + 1 :]:
        bad = [n for n, result in enumerate(results) if result.is_rejected(reject)]
        if not bad:
            break
        own = check_turns(task, candidate.turns, scene)
        good = [n for n, result in enumerate(own) if not result.is_rejected(reject)]
        if len(turns) == 1 and not good:
            turns = candidate.turns[:1]  # none is good: the newest
        if len(candidate.turns) == len(turns):  # a whole answer: each pair at its own place first
            own_place = [place for place in bad if place in good]
            for place in own_place:
                turns[place] = candidate.turns[place]
            bad = [place for place in bad if place not in own_place]
            good = [place for place in good if place not in own_place]
        for place, source in zip(bad, good, strict=False):
            turns[place] = candidate.turns[source]
        results = check_turns(task, turns, scene)
    return turns, results


class BestPairs:
    """Reads the pairs of stored answers; what was put together of several answers is kept in the run's folder.

    Args:
        ledger: of the run.
        reject: the checks that reject a pair.
    """

    def __init__(self, ledger: Ledger, reject: Iterable[str]) -> None:
        self._ledger = ledger
        self._reject = tuple(reject)
        ledger.results.make_table(_TABLE)
        self._seal = Seal()

    def read(self, stored: StoredAnswer) -> list[Turn]:
        """The pairs of a stored answer.

        Raises:
            UnusableAnswer: with the reason under which it is counted.
        """
        if not any(one and '"missing"' in one for one in stored.follow_ups):
            return read_turns(stored)
        answers = list(zip((stored.answer or "", *stored.earlier_answers), stored.follow_ups, strict=True))[::-1]
        key = stored.request.key
        digest = hashlib.sha256(repr((hash_code(CHECKING), self._reject, key, answers)).encode()).hexdigest()
        for kept, text in self._ledger.results.find("SELECT digest, turns FROM best WHERE key = ?", (key,)):
            if kept == digest and (whole := self._seal.open(text, digest)) is not None:
                return msgspec.json.decode(whole, type=list[Turn])
        candidates = read_candidates(stored.request, answers)
        if not candidates:
            return read_turns(stored)  # which says why
        scene = self._ledger.scene(stored.request.image_id)
        turns, _ = merge_candidates(stored.request.task, candidates, scene, self._reject)
        row = (key, digest, self._seal.close(msgspec.json.encode(turns).decode(), digest))
        self._ledger.results.add("INSERT OR REPLACE INTO best VALUES (?, ?, ?)", [row])
        return turns
