"""One run: read the scenes, plan the requests, have the missing ones answered, keep everything in the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from tqdm import tqdm

from ..annotations.coco import SceneSet, pick_scenes, read_scenes
from ..annotations.scene import Scene
from ..errors import TeacherError
from .ledger import LEDGER_NAME, Ledger
from .options import RunOptions, check_same_run, write_run_file
from .plan import estimate_tokens, plan_requests, rebuild_payload
from .prompts import Prompts, join_user_text, load_prompts
from .record import Attempt, Request
from .rows import RowCount, count_rows

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
    """

    images: int
    exclusions: dict[str, int]
    already_answered: int
    sent: int
    tasks: dict[str, RowCount]
    prompt_tokens: int
    answer_tokens: int


@dataclass(frozen=True)
class DryRun:
    """What `generate` would do.

    Attributes:
        images: how many images the options ask about.
        exclusions: annotations and images that are left out, by named reason.
        already_answered: requests whose answer is in the ledger.
        to_send: requests that would be sent.
        to_send_by_task: the same for each task.
        prompt_tokens: an estimate of their prompt tokens; 0 for the pose teacher.
    """

    images: int
    exclusions: dict[str, int]
    already_answered: int
    to_send: int
    to_send_by_task: dict[str, int]
    prompt_tokens: int


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
        RunError: the run folder is in use, was made from other images, or cannot be written.
        TeacherError: the teacher cannot be used, or answered nothing at all.
    """
    prompts = load_prompts(options.prompts_dir)
    check_same_run(options)
    scenes, exclusions = _find_scenes(options, scene_set)
    list(plan_requests(options, scenes[:1], prompts))  # a broken template is found before anything is written
    with Ledger.write(options.run_dir) as ledger:
        check_same_run(options)  # again: only now can no other process write to the run
        write_run_file(options, prompt_hashes=prompts.hashes, exclusions=exclusions)
        already_answered = _record_plan(ledger, options, scenes, prompts, progress)
        to_send = ledger.count_pending_of(options.tasks)
        with tqdm(total=to_send, desc=options.teacher_name, unit="answer", disable=not progress or not to_send) as bar:
            pending = ledger.pending(options.tasks)
            if options.teacher == "pose":
                _answer_by_pose(ledger, pending, options.seed, bar.update)
            elif to_send:
                _answer_online(ledger, pending, options, bar.update, has_answers=already_answered > 0)
        prompt_tokens, answer_tokens = ledger.count_tokens()
        return RunSummary(
            images=len(scenes),
            exclusions=exclusions,
            already_answered=already_answered,
            sent=to_send,
            tasks=count_rows(ledger),
            prompt_tokens=prompt_tokens,
            answer_tokens=answer_tokens,
        )


def preview(options: RunOptions, *, progress: bool = False, scene_set: SceneSet | None = None) -> DryRun:
    """Count what `generate` would send; nothing is sent or written.

    Raises:
        AnnotationError: the COCO folder cannot be read.
        PromptError: a template or seed example is broken.
        RunError: the run was made from other images.
    """
    prompts = load_prompts(options.prompts_dir)
    check_same_run(options)
    scenes, exclusions = _find_scenes(options, scene_set)
    to_send_by_task = dict.fromkeys(options.tasks, 0)
    already_answered = prompt_tokens = 0
    seen: set[str] = set()
    with ExitStack() as stack:
        has_ledger = (options.run_dir / LEDGER_NAME).exists()
        ledger = stack.enter_context(Ledger.read(options.run_dir)) if has_ledger else None
        planned = plan_requests(options, scenes, prompts)
        total = len(scenes) * len(options.tasks)
        for request, opening in tqdm(planned, total=total, desc="plan", unit="request", disable=not progress):
            if ledger is not None and ledger.has_answer(request.key):
                already_answered += 1
            elif request.key not in seen:
                seen.add(request.key)
                to_send_by_task[request.task] += 1
                if options.teacher != "pose":
                    text = join_user_text(request.context, request.instruction)
                    prompt_tokens += opening.token_count + estimate_tokens(text)
    return DryRun(
        images=len(scenes),
        exclusions=exclusions,
        already_answered=already_answered,
        to_send=len(seen),
        to_send_by_task=to_send_by_task,
        prompt_tokens=prompt_tokens,
    )


def _find_scenes(options: RunOptions, scene_set: SceneSet | None) -> tuple[list[Scene], dict[str, int]]:
    if scene_set is None:
        scene_set = read_scenes(options.coco, options.split, min_keypoints=options.min_keypoints)
    scenes = list(scene_set.scenes)
    if options.max_images is not None and options.max_images < len(scenes):
        scenes = pick_scenes(scenes, options.max_images, seed=options.seed)
    return sorted(scenes, key=lambda scene: scene.image_id), dict(scene_set.exclusions)


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


def _answer_online(
    ledger: Ledger,
    pending: Iterator[Request],
    options: RunOptions,
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

    def build_payload(request: Request) -> dict[str, Any]:
        return rebuild_payload(ledger, request)

    openai_teacher.find_key(options.base_url)
    openai_teacher.run_to_end(openai_teacher.answer_all(options, pending, build_payload, record, on_done))
    if last_failure is None or answers:
        return
    # a few requests that the server refuses each time are counted; a server that can't be used is an error
    if not has_answers or last_failure.error in ("APIConnectionError", "APITimeoutError"):
        server = openai_teacher.describe_server(options)
        raise TeacherError(
            f"{server}: nothing was answered; {last_failure.error}: {last_failure.error_text};"
            " see that the server runs, then give the same command again"
        )
