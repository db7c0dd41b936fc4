"""What is wrong with an answer, in words that its teacher can use: the statement, and what the keypoints say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...annotations.skeleton import SIDES
from ...poses.claims.find import find_claims
from ...poses.claims.verify import CONTRADICT, Claim, judge_claims
from ...poses.people import People, read_people
from ...poses.vocabulary import Fact, are_exclusive
from ..checks.best import merge_candidates, read_candidates
from ..checks.checks import CHECKS, TurnCheck, ask_before
from ..ledger.records import Request, json_to_scene
from ..parsing import Turn, UnusableAnswer
from ..prompts.facts import fact_sentence
from .pose.wording import SURE

_ABOUT_POSES = ("contradiction", "doubtful-contradiction")
_LONGEST = 160


@dataclass(frozen=True)
class Judged:
    """What the answers to one request come to.

    Attributes:
        turns: the best pairs; empty where no answer can be read.
        results: what the checks say of each.
        faults: of the rejected pairs, their numbers from 1 and what is wrong with them.
    """

    turns: tuple[Turn, ...] = ()
    results: tuple[TurnCheck, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()


JudgeJob = tuple[Request, Sequence[tuple[str, str | None]], str, tuple[str, ...]]
"""The arguments of `judge`: the request, its answers with their follow-ups, the scene as JSON, the rejecting checks."""


def judge_all(jobs: Sequence[JudgeJob]) -> list[Judged]:
    """Judge the answers to several requests, as a worker process does."""
    return [judge(*job) for job in jobs]


def judge(
    request: Request, answers: Sequence[tuple[str, str | None]], scene_json: str, reject: tuple[str, ...]
) -> Judged:
    """Read and check the answers to one request.

    Args:
        request: what was asked.
        answers: raw, each with what was sent for it beyond the request's own payload, the oldest first.
        scene_json: what they are about.
        reject: the checks that reject a pair.
    """
    candidates = read_candidates(request, answers)
    if not candidates:
        return Judged()
    scene = json_to_scene(scene_json)
    try:
        turns, results = merge_candidates(request.task, candidates, scene, reject)
    except UnusableAnswer:
        return Judged()
    bad = [n for n, result in enumerate(results) if result.is_rejected(reject)]
    people = read_people(scene) if bad else None
    faults = tuple((n + 1, _describe(turns[n], results[n], reject, people)) for n in bad if people is not None)
    return Judged(tuple(turns), tuple(results), faults)


def _describe(turn: Turn, result: TurnCheck, reject: Iterable[str], people: People) -> str:
    found = []
    for name in result.names:
        if name in reject:
            found.append((_describe_contradictions(turn, people) if name in _ABOUT_POSES else "") or CHECKS[name])
    return " and ".join(dict.fromkeys(found))


def _describe_contradictions(turn: Turn, people: People) -> str:
    before = ask_before(turn.question.strip())
    text = before + turn.answer.strip()
    said = []
    for item in judge_claims(find_claims(text), people).items:
        if item.verdict == CONTRADICT:
            start, end = item.claim.span
            start = max((text.rfind(sign, 0, start) for sign in ".!?\n"), default=-1) + 1
            end = min((place for place in (text.find(sign, end) for sign in ".!?\n") if place >= 0), default=len(text))
            quote = " ".join(text[start:end].split())[:_LONGEST]
            facts = _facts_against(item.claim, people)
            by = f", but by the keypoints: {facts}" if facts else ", which the keypoints exclude"
            said.append(f'says "{quote}"{by}')
    return " and ".join(dict.fromkeys(said))


def _facts_against(claim: Claim, people: People) -> str:
    """What the keypoints say of the same part of a body, in sentences; of somebody where nobody is named."""
    named = [one.facts for one in people.named if claim.who is not None and one.name == claim.who]
    parts = {f"{side} {claim.part}" for side in SIDES} if claim.side in ("both", "one") else {claim.part}
    if claim.side in SIDES:
        parts = {f"{claim.side} {claim.part}"}
    kinds = {part.replace("hand", "arm") for part in parts} | parts
    found: list[Fact] = []
    for facts in named or people.facts.values():
        found += [fact for fact in facts if fact.part in kinds and fact.confidence >= SURE]
    # what the statement cannot be true together with comes first
    found.sort(key=lambda fact: not are_exclusive(fact.part, fact.state, claim.state))
    return " ".join(dict.fromkeys(fact_sentence(fact) for fact in found[:3])).rstrip(".")
