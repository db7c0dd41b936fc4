"""One run: read the scenes, plan the requests, have the missing ones answered, keep everything in the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec
from tqdm import tqdm

from ..annotations.coco import SceneSet, read_scenes
from ..annotations.scene import Scene
from ..errors import RunError, TeacherError
from .batch_book import BatchBook
from .budget import Budget
from .follow_up import FollowUps, reopen
from .ledger import Ledger
from .options import RunOptions, check_same_run, read_run_file, write_run_file
from .plan import find_scenes, plan_requests, rebuild_bytes
from .preview import DryRun, preview
from .progress import ProgressBar
from .prompts import Prompts, load_prompts
from .record import Attempt, Request
from .reparse import note_rows
from .rows import RowCount, count_rows
from .spending import Spending, read_spending
from .structured import SchemaRefused

__all__ = ["DryRun", "RunOptions", "RunSummary", "generate", "preview"]

_PLAN_PAGE = 500


@dataclass(frozen=True)
class RunSummary:
    """What a call of `generate` found and did.

    Attributes:
        images: how many images the options ask about.
        exclusions: annotations and images that were left out, by named reason.
        already_answered: requests whose answer was in the ledger before.
        sent: requests that this call had answered or tried.
        tasks: rows, pending images and failures of each task of the run.
        prompt_tokens: all that the run has used so far, as servers counted them.
        answer_tokens: all that the run has used so far, as servers counted them.
        spending: what the run has cost so far.
        in_batches: requests in batches that still run, or whose results were not collected yet.
        notes: what a user should know besides.
    """

    images: int
    exclusions: dict[str, int]
    already_answered: int
    sent: int
    tasks: dict[str, RowCount]
    prompt_tokens: int
    answer_tokens: int
    spending: Spending
    in_batches: int = 0
    notes: tuple[str, ...] = ()


def generate(options: RunOptions, *, progress: bool = False, scene_set: SceneSet | None = None) -> RunSummary:
    """Ask the teacher for whatever the run does not have yet.

    What a run wants is set anew for the tasks that the options name; answers to earlier requests stay in the ledger. A
    run that was stopped at any point goes on with the same call.

    Args:
        options: what to ask, of whom, and where to keep it.
        progress: show a bar on stderr.
        scene_set: scenes that were read before, in place of reading ``options.coco``.

    Raises:
        AnnotationError: the COCO folder cannot be read.
        PromptError: a template or seed example is broken.
        RunError: the run folder is in use, was made from other images, or cannot be written; ``max_cost`` has no
            price to go by, or is reached.
        TeacherError: the teacher cannot be used, or answered nothing at all.
    """
    load_prompts(options.prompts_dir)
    check_same_run(options)
    if scene_set is None:
        scene_set = read_scenes(options.coco, options.split, min_keypoints=options.min_keypoints)
    try:
        return _generate(options, scene_set, progress)
    except SchemaRefused:
        note = f"{options.teacher_name} takes no schema for answers, and was asked for text in spite of --structured"
        return replace(_generate(replace(options, structured=False), scene_set, progress), notes=(note,))


def _generate(options: RunOptions, scene_set: SceneSet, progress: bool) -> RunSummary:
    prompts = load_prompts(options.prompts_dir)
    price = options.price
    check_same_run(options)
    scenes, exclusions = find_scenes(options, scene_set)
    list(plan_requests(options, scenes[:1], prompts))  # a broken template is found before anything is written
    with Ledger.write(options.run_dir) as ledger:
        record = check_same_run(options)  # again: only now can no other process write to the run
        write_run_file(options, prompt_hashes=prompts.hashes, exclusions=exclusions)
        already_answered = _record_plan(ledger, options, scenes, prompts, progress)
        if record is not None and record["options"].get("max_reasks") != options.max_reasks:
            reopen(ledger, options)
        book = BatchBook(ledger)
        to_send = ledger.count_pending_of(options.tasks)
        in_batches = book.count_live_requests()
        spent = read_spending(ledger, options.prices, options.max_tokens)
        budget = Budget(options.max_cost, (spent.usd or 0.0) + spent.uncertain_usd)
        shown = budget if options.teacher != "pose" and price is not None else None
        with ProgressBar(options.teacher_name, to_send + in_batches, budget=shown, is_shown=progress) as bar:
            pending = ledger.pending(options.tasks)
            if options.teacher == "pose":
                _answer_by_pose(ledger, pending, options.seed, bar.step)
            elif to_send or in_batches:
                if options.max_cost is not None and spent.usd is None:
                    raise RunError(
                        f"--max-cost {options.max_cost:g}: the run has answers of a model whose price is unknown;"
                        " give --prices PROMPT,ANSWER for all of them"
                    )
                if options.teacher == "openai-batch" or in_batches:
                    _answer_in_batches(ledger, options, budget, bar.step)
                if options.teacher == "openai":
                    _answer_online(ledger, pending, options, budget, bar.step, has_answers=already_answered > 0)
        if options.max_cost is not None and (left := ledger.count_pending_of(options.tasks)) and budget.is_used_up:
            raise RunError(
                f"--max-cost {options.max_cost:g}: the next call could pass it (spent so far: ${budget.spent:.4f});"
                f" {left} requests are left, what was answered is kept; a higher bound goes on from there"
            )
        prompt_tokens, answer_tokens = ledger.count_tokens()
        tasks = count_rows(ledger, options.checks, is_written=True)
        note_rows(ledger, tasks)
        return RunSummary(
            images=len(scenes),
            exclusions=exclusions,
            already_answered=already_answered,
            sent=to_send,
            tasks=tasks,
            prompt_tokens=prompt_tokens,
            answer_tokens=answer_tokens,
            spending=read_spending(ledger, options.prices, options.max_tokens),
            in_batches=book.count_live_requests(),
        )


def _record_plan(ledger: Ledger, options: RunOptions, scenes: list[Scene], prompts: Prompts, progress: bool) -> int:
    """Write scenes and requests, a page a transaction; returns how many of the requests have an answer."""
    openings: set[str] = set()
    answered = 0
    with tqdm(total=len(scenes), desc="plan", unit="image", disable=not progress) as bar:
        for start in range(0, len(scenes), _PLAN_PAGE):
            page = scenes[start : start + _PLAN_PAGE]
            with ledger.transaction():
                for scene in page:
                    ledger.add_scene(scene)
                for request, opening in plan_requests(options, page, prompts):
                    if opening.id not in openings:
                        ledger.add_opening(opening.id, opening.payload)
                        openings.add(opening.id)
                    ledger.add_request(request)
                    answered += ledger.has_answer(request.key)
            bar.update(len(page))
    image_ids = {scene.image_id for scene in scenes}
    with ledger.transaction():
        for task in options.tasks:
            ledger.forget_wanted(task, ledger.wanted_image_ids(task) - image_ids)
    return answered


def _answer_by_pose(ledger: Ledger, pending: Iterator[Request], seed: int, on_done: Callable[[], object]) -> None:
    from .pose_teacher import write_answer

    @lru_cache(maxsize=1)  # the tasks of one image follow each other
    def find_scene(image_id: int) -> Scene:
        return ledger.scene(image_id)

    for request in pending:
        started_at = time.time()
        text = write_answer(find_scene(request.image_id), request.task, seed=seed, instruction=request.instruction)
        # the shape of a chat completion, so that every answer in the ledger is read the same way
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        answer = msgspec.json.encode({"model": "pose", "choices": [choice]}).decode()
        ledger.add_attempt(
            Attempt(request.key, started_at, time.time(), answer=answer, model="pose", finish_reason="stop")
        )
        on_done()


def _answer_in_batches(ledger: Ledger, options: RunOptions, budget: Budget, on_done: Callable[[int], object]) -> None:
    from .batch_teacher import BatchTeacher

    teacher = BatchTeacher(options, ledger, budget, options.price, on_done)
    if options.teacher == "openai-batch":
        teacher.answer_all()
    else:
        teacher.look()  # what earlier calls have left running


def cancel_batches(options: RunOptions) -> int:
    """Cancel the batches of a run that still run, and collect what they have; returns how many there were.

    Args:
        options: name the run and the server, and whether to wait for the end.

    Raises:
        RunError: the folder is not a run, or another process is writing to it.
        TeacherError: the server cannot be used.
    """
    from .batch_teacher import BatchTeacher

    read_run_file(options.run_dir)
    with Ledger.write(options.run_dir) as ledger:
        return BatchTeacher(options, ledger, Budget(None), options.price).cancel()


def _answer_online(
    ledger: Ledger,
    pending: Iterator[Request],
    options: RunOptions,
    budget: Budget,
    on_done: Callable[[], object],
    *,
    has_answers: bool,
) -> None:
    from . import openai_teacher

    answers = 0
    last_failure: Attempt | None = None

    def record(attempt: Attempt) -> None:
        nonlocal answers, last_failure
        ledger.add_attempt(attempt)
        if attempt.answer is None:
            last_failure = attempt
        else:
            answers += 1

    def build_payload(request: Request) -> bytes:
        return rebuild_bytes(ledger, request)

    openai_teacher.find_key(options.base_url)
    money = openai_teacher.Money(budget, options.price)
    openai_teacher.run_to_end(
        openai_teacher.answer_all(
            options, pending, build_payload, record, on_done, money=money, follow_ups=FollowUps(ledger, options)
        )
    )
    if last_failure is None or answers:
        return
    # a few requests that the server refuses each time are counted; a server that can't be used is an error
    if not has_answers or last_failure.error in ("APIConnectionError", "APITimeoutError"):
        server = openai_teacher.describe_server(options)
        raise TeacherError(
            f"{server}: nothing was answered; {last_failure.error}: {last_failure.error_text};"
            " see that the server runs, then give the same command again"
        )
