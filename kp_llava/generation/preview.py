"""What a call of `generate` would send, cost and take; nothing here sends or writes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import msgspec
from tqdm import tqdm

from ..annotations.coco.scenes import SceneSet
from ..annotations.scene import Scene
from .cost.spending import (
    Spending,
    mean_answer_tokens,
    mean_cached_share,
    mean_calls,
    mean_seconds,
    read_spending,
)
from .cost.tokens import TokenCounter, find_counter
from .ledger.batches import BatchBook
from .ledger.ledger import Ledger
from .ledger.records import Request
from .options import RunOptions, check_same_run
from .plan import find_scenes, plan_requests
from .prompts.messages import join_user_text, load_prompts
from .prompts.picture import count_picture_tokens
from .teachers.follow_ups import LONGER

# where the run has no answers yet to judge by
_ASSUMED_ANSWER_TOKENS = 250
_ASSUMED_SECONDS = 6.0
# how far the estimate of prompt tokens may be off
_ESTIMATE_MARGIN = 1.25
# the message that sends an answer back
_REASON_TOKENS = 300
# OpenAI keeps the beginnings of prompts that are at least so long, in steps of so many tokens
_LEAST_CACHED, _CACHED_STEP = 1024, 128


@dataclass
class DryRun:
    """What `generate` would do.

    Attributes:
        images: how many images the options ask about.
        exclusions: annotations and images that are left out, by named reason.
        changes: what is asked differently from the last call, a line each.
        already_answered: requests whose answer is in the ledger.
        in_batches: requests that are in batches now.
        to_send: requests that would be sent.
        to_send_by_task: the same for each task.
        prompt_tokens: of these requests, with their pictures; 0 for the pose teacher.
        picture_tokens: those among them that pictures take.
        encoding_name: the tokenizer that counted them; None for an estimate.
        answer_tokens: expected of these requests.
        most_answer_tokens: the same at most, see `most_usd`; None where answers have no bound.
        is_length_measured: whether the expectation is of the run's own answers.
        usd: expected cost online, with what servers have in their cache; None where the price is unknown.
        batch_usd: expected cost in batches, without a cache; None where the price is unknown.
        most_usd: cost online if every answer were as long as it may be, and were cut off and sent back as often as
            options allow.
        batch_share: what a batch costs of that.
        price_source: who says what tokens cost.
        spent: what the run has cost so far.
        seconds: expected time online.
        seconds_per_call: what that is made from.
        is_time_measured: whether it is of the run's own calls.
        payload_bytes: what would be sent, in bytes.
    """

    images: int
    exclusions: dict[str, int]
    changes: list[str] = field(default_factory=list)
    already_answered: int = 0
    in_batches: int = 0
    to_send: int = 0
    to_send_by_task: dict[str, int] = field(default_factory=dict)
    prompt_tokens: int = 0
    picture_tokens: int = 0
    encoding_name: str | None = None
    answer_tokens: int = 0
    most_answer_tokens: int | None = None
    is_length_measured: bool = False
    usd: float | None = None
    batch_usd: float | None = None
    most_usd: float | None = None
    batch_share: float = 1.0
    price_source: str | None = None
    spent: Spending | None = None
    seconds: float = 0.0
    seconds_per_call: float = _ASSUMED_SECONDS
    is_time_measured: bool = False
    payload_bytes: int = 0


def preview(options: RunOptions, *, progress: bool = False, scene_set: SceneSet | None = None) -> DryRun:
    """Count what `generate` would send, what it would cost and how long it would take; nothing is sent or written.

    Raises:
        AnnotationError: the COCO folder cannot be read.
        PromptError: a template or seed example is broken.
        RunError: the run was made from other images.
    """
    prompts = load_prompts(options.prompts_dir)
    record = check_same_run(options)
    scenes, exclusions = find_scenes(options, scene_set)
    found = DryRun(images=len(scenes), exclusions=exclusions, to_send_by_task=dict.fromkeys(options.tasks, 0))
    is_online = options.teacher != "pose"
    counter = find_counter(options.model) if is_online else TokenCounter()
    found.encoding_name = counter.encoding_name
    openings: dict[str, tuple[int, int]] = {}
    uses: Counter[str] = Counter()
    seen: set[str] = set()
    with ExitStack() as stack:
        ledger = Ledger.find(options.run_dir)
        if ledger is not None:
            stack.enter_context(ledger)
        found.changes = describe_changes(options, record, prompts.hashes, scenes, ledger)
        in_batches = set() if ledger is None else BatchBook(ledger).live_keys()
        total = len(scenes) * len(options.tasks)
        planned = plan_requests(options, scenes, prompts, ledger)
        for request, opening in tqdm(planned, total=total, desc="plan", unit="request", disable=not progress):
            if ledger is not None and ledger.has_answer(request.key):
                found.already_answered += 1
            elif request.key in in_batches:
                found.in_batches += 1
            elif request.key not in seen:
                seen.add(request.key)
                found.to_send_by_task[request.task] += 1
                if is_online:
                    if opening.id not in openings:
                        openings[opening.id] = _measure_opening(opening.payload, counter)
                    uses[opening.id] += 1
                    _add_request(found, request, openings[opening.id], counter)
                    pictures = count_picture_tokens(request.picture, options.model)
                    found.picture_tokens += pictures
                    found.prompt_tokens += pictures
        found.to_send = len(seen)
        if is_online:
            _add_cost_and_time(found, options, ledger, {key: (one[0], uses[key]) for key, one in openings.items()})
    return found


def _measure_opening(payload: str, counter: TokenCounter) -> tuple[int, int]:
    opening: dict[str, Any] = msgspec.json.decode(payload)
    extra = opening.get("response_format")
    tokens = counter.count_messages(opening["messages"])
    if extra is not None:
        tokens += counter.count_messages([{"content": msgspec.json.encode(extra).decode()}])
    return tokens, len(payload.encode())


def _add_request(found: DryRun, request: Request, opening: tuple[int, int], counter: TokenCounter) -> None:
    text = join_user_text(request.context, request.instruction)
    found.prompt_tokens += opening[0] + counter.count_last(text)
    found.payload_bytes += opening[1] + len(text.encode()) + 64


def _add_cost_and_time(
    found: DryRun, options: RunOptions, ledger: Ledger | None, shared: Mapping[str, tuple[int, int]]
) -> None:
    lengths = {} if ledger is None else mean_answer_tokens(ledger, options.model)
    calls = 1.0 if ledger is None else mean_calls(ledger, options.model)
    found.is_length_measured = bool(lengths)
    answers = sum(count * lengths.get(task, _ASSUMED_ANSWER_TOKENS) for task, count in found.to_send_by_task.items())
    if options.max_tokens is not None:
        answers = min(answers, found.to_send * options.max_tokens)
    found.answer_tokens = round(answers * calls)
    margin = 1.0 if found.encoding_name else _ESTIMATE_MARGIN
    most_prompt = found.prompt_tokens * margin
    if options.max_tokens is not None:
        # an answer that is cut off gets more room once; one of no use is sent back, with its text, so many times
        longest = options.max_tokens * LONGER
        reasks = options.max_reasks
        found.most_answer_tokens = found.to_send * (options.max_tokens + longest * (1 + reasks))
        most_prompt = most_prompt * (2 + reasks) + found.to_send * reasks * (longest + _REASON_TOKENS)
    price = options.price
    if price is not None:
        cached = _expect_cached(found, options, ledger, shared)
        found.usd = price.cost(found.prompt_tokens * calls, found.answer_tokens, cached=cached * calls)
        found.batch_usd = price.cost(found.prompt_tokens * calls, found.answer_tokens, is_batch=True)
        if found.most_answer_tokens is not None:
            found.most_usd = price.cost(most_prompt, found.most_answer_tokens)
        found.batch_share, found.price_source = price.batch_share, price.source
    if ledger is not None:
        found.spent = read_spending(ledger, options.prices, options.max_tokens)
        measured = mean_seconds(ledger, options.model)
        if measured is not None:
            found.seconds_per_call, found.is_time_measured = measured, True
    tokens = found.prompt_tokens + found.answer_tokens
    found.seconds = max(
        math.ceil(found.to_send / options.concurrency) * found.seconds_per_call,
        found.to_send / (options.requests_per_minute or math.inf) * 60,
        tokens / (options.tokens_per_minute or math.inf) * 60,
    )


def _expect_cached(
    found: DryRun, options: RunOptions, ledger: Ledger | None, openings: Mapping[str, tuple[int, int]]
) -> float:
    """How many of the prompt tokens the server will have in its cache: as measured, or by OpenAI's rule."""
    measured = None if ledger is None else mean_cached_share(ledger, options.model)
    if measured is not None:
        return measured * found.prompt_tokens
    cached = 0
    for tokens, requests in openings.values():
        if tokens >= _LEAST_CACHED:
            cached += (requests - 1) * (tokens // _CACHED_STEP * _CACHED_STEP)
    return cached


# what the server sees of the options: a change asks everything anew
_SEEN = (
    *("teacher", "model", "api", "temperature", "top_p", "reasoning_effort", "extra_body", "max_tokens"),
    *("structured", "facts", "show_picture", "seed"),
)


def describe_changes(
    options: RunOptions,
    record: Mapping[str, Any] | None,
    prompt_hashes: Mapping[str, str],
    scenes: Sequence[Scene],
    ledger: Ledger | None,
) -> list[str]:
    """Say what changed since the last call, a line each; nothing for a new run.

    Args:
        options: what is asked now.
        record: the run's file as the last call left it.
        prompt_hashes: of the prompt files, now.
        scenes: what is asked about now.
        ledger: the run's, which knows the images of the last call.
    """
    if record is None or ledger is None:
        return []
    before, now = record["options"], options.to_record()
    before = {"facts": False, "api": "chat", "show_picture": False, **before}  # runs of earlier versions leave it out
    lines = [f"{name}: {before.get(name)} -> {now[name]}" for name in _SEEN if before.get(name) != now[name]]
    if (reasks := before.get("max_reasks")) != now["max_reasks"]:
        # which answers these are is only known when they are read again
        lines.append(f"max_reasks: {reasks} -> {now['max_reasks']}: answers of no use may be sent back, uncounted here")
    hashes = record.get("prompt_hashes", {})
    lines += [f"prompt: {name} was edited" for name in sorted(prompt_hashes) if hashes.get(name) != prompt_hashes[name]]
    had = set(ledger.wanted_tasks())
    new_tasks = [task for task in options.tasks if task not in had]
    if new_tasks:
        lines.append(f"tasks: {', '.join(new_tasks)} added")
    image_ids = {scene.image_id for scene in scenes}
    for task in options.tasks:
        if task in had:
            known = ledger.wanted_image_ids(task)
            more, fewer = len(image_ids - known), len(known - image_ids)
            if more or fewer:
                lines.append(f"images of {task}: {more} more, {fewer} fewer")
    changed = sum(1 for scene in scenes if (kept := ledger.find_scene(scene.image_id)) is not None and kept != scene)
    if changed:
        lines.append(f"annotations: {changed} images have others than before")
    return lines
