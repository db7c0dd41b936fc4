"""One run: read the scenes, plan the requests, have the missing ones answered, keep everything in the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from tqdm import tqdm

from ..annotations.coco.scenes import SceneSet
from ..annotations.scene import Scene
from ..errors import RunError, TeacherError
from .cost.prices import Budget, Price
from .cost.spending import Spending, read_spending
from .ledger.batches import BatchBook
from .ledger.ledger import Ledger
from .ledger.records import Attempt, Request
from .options import RunOptions, check_same_run, read_run_file, write_run_file
from .payload import rebuild_bytes
from .plan import find_scenes, plan_requests, read_options_scenes
from .preview import DryRun, preview
from .prompts.messages import Prompts, load_prompts
from .prompts.schema import SchemaRefused
from .rows import RowCount, count_rows
from .status import note_rows
from .teachers.follow_ups import FollowUps, reopen, reopen_rejected
from .teachers.progress import ProgressBar

if TYPE_CHECKING:
    from .teachers.openai_batch.teacher import BatchTeacher

__all__ = ["DryRun", "RunOptions", "RunSummary", "generate", "preview"]

_PLAN_PAGE = 500
# a note in the ledger: the number of the last attempt whose answer has been sent back where a check rejects it
_CHECKED = "checked attempts"


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
        asked_again: answers that were sent back because a check rejects them.
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
    asked_again: int = 0
    notes: tuple[str, ...] = ()


def generate(
    options: RunOptions, *, progress: bool = False, scene_set: SceneSet | None = None, processes: int = 1
) -> RunSummary:
    """Ask the teacher for whatever the run does not have yet.

    What a run wants is set anew for the tasks that the options name; answers to earlier requests stay in the ledger. A
    run that was stopped at any point goes on with the same call.

    Args:
        options: what to ask, of whom, and where to keep it.
        progress: show a bar on stderr.
        scene_set: scenes that were read before, in place of reading ``options.coco``.
        processes: how many check the answers.

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
        scene_set = read_options_scenes(options)
    try:
        return _generate(options, scene_set, progress, processes)
    except SchemaRefused:
        note = f"{options.teacher_name} takes no schema for answers, and was asked for text in spite of --structured"
        unstructured = replace(options, structured=False)
        return replace(_generate(unstructured, scene_set, progress, processes), notes=(note,))


def _generate(options: RunOptions, scene_set: SceneSet, progress: bool, processes: int) -> RunSummary:
    prompts = load_prompts(options.prompts_dir)
    price = options.price
    check_same_run(options)
    scenes, exclusions = find_scenes(options, scene_set)
    list(plan_requests(options, scenes[:1], prompts))  # a broken template is found before anything is written
    with Ledger.write(options.run_dir) as ledger:
        record = check_same_run(options)  # again: only now can no other process write to the run
        write_run_file(options, prompt_hashes=prompts.hashes, exclusions=exclusions)
        already_answered = _record_plan(ledger, options, scenes, prompts, progress)
        since = int(ledger.find_note(_CHECKED) or 0)
        if record is not None and record["options"].get("max_reasks") != options.max_reasks:
            since = 0  # more tries are allowed: all answers are looked at again
            reopen(ledger, options)
        book = BatchBook(ledger)
        to_send = ledger.count_pending_of(options.tasks)
        in_batches = book.count_live_requests()
        spent = read_spending(ledger, options.prices, options.max_tokens)
        budget = Budget(options.max_cost, (spent.usd or 0.0) + spent.uncertain_usd)
        asked_again = 0
        if options.teacher == "pose":
            with ProgressBar("pose", to_send, is_shown=progress) as bar:
                _answer_by_pose(ledger, ledger.pending(options.tasks), options.seed, bar.step)
        elif to_send or in_batches or since < ledger.last_attempt():
            if options.max_cost is not None and spent.usd is None:
                raise RunError(
                    f"--max-cost {options.max_cost:g}: the run has answers of a model whose price is unknown;"
                    " give --prices PROMPT,ANSWER for all of them"
                )
            teachers = _Teachers(ledger, options, budget, price, progress, processes)
            if to_send or in_batches:
                teachers.answer(to_send + in_batches, has_answers=already_answered > 0)
            asked_again = teachers.ask_again(since)
        if options.max_cost is not None and (left := ledger.count_pending_of(options.tasks)) and budget.is_used_up:
            raise RunError(
                f"--max-cost {options.max_cost:g}: the next call could pass it (spent so far: ${budget.spent:.4f});"
                f" {left} requests are left, what was answered is kept; a higher bound goes on from there"
            )
        prompt_tokens, answer_tokens = ledger.count_tokens()
        tasks = count_rows(ledger, options.checks, progress=progress, processes=processes)
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
            asked_again=asked_again,
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
    from .parsing import NOTHING_TO_SAY
    from .teachers.pose.teacher import NothingToSay, write_answer

    @lru_cache(maxsize=1)  # the tasks of one image follow each other
    def find_scene(image_id: int) -> Scene:
        return ledger.scene(image_id)

    for request in pending:
        started_at = time.time()
        text, reason = "", "stop"
        try:
            text = write_answer(find_scene(request.image_id), request.task, seed=seed, instruction=request.instruction)
        except NothingToSay:
            reason = NOTHING_TO_SAY  # settled: asking again would change nothing
        # the shape of a chat completion, so that every answer in the ledger is read the same way
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": reason}
        answer = msgspec.json.encode({"model": "pose", "choices": [choice]}).decode()
        ledger.add_attempt(
            Attempt(request.key, started_at, time.time(), answer=answer, model="pose", finish_reason=reason)
        )
        on_done()


class _Teachers:
    """The teachers on the network, as one call of `generate` uses them."""

    def __init__(
        self,
        ledger: Ledger,
        options: RunOptions,
        budget: Budget,
        price: Price | None,
        progress: bool,
        processes: int,
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._budget = budget
        self._price = price
        self._progress = progress
        self._processes = processes
        self._step: Callable[[int], object] = lambda count: None
        self._batches: BatchTeacher | None = None

    def answer(self, total: int, *, has_answers: bool, only: Set[str] | None = None) -> None:
        """Have all open requests answered, or those of some keys; batches that live are looked after in any case."""
        options, name = self._options, self._options.teacher_name + ("" if only is None else " again")
        budget = None if self._price is None else self._budget
        with ProgressBar(name, total, budget=budget, is_shown=self._progress) as bar:
            self._step = bar.step
            if self._batches is None and (options.teacher == "openai-batch" or BatchBook(self._ledger).live()):
                self._batches = self._open_batches()
            if self._batches is not None and options.teacher == "openai-batch":
                self._batches.answer_all(only)
            elif self._batches is not None:
                self._batches.look()  # what earlier calls have left running
            if options.teacher == "openai":
                pending = self._ledger.pending(options.tasks)
                wanted = pending if only is None else (one for one in pending if one.key in only)
                _answer_online(self._ledger, wanted, options, self._budget, bar.step, has_answers=has_answers)

    def ask_again(self, since: int) -> int:
        """Send back what a check rejects, with the reason; returns how many answers.

        Args:
            since: the number of the last attempt whose answer was looked at before, and stays as it is.
        """
        total = 0
        for _ in range(self._options.max_reasks):
            keys = reopen_rejected(
                self._ledger, self._options, since, progress=self._progress, processes=self._processes
            )
            if not keys:
                break
            before = self._ledger.last_attempt()
            self.answer(len(keys), has_answers=True, only=keys)
            # they have an answer, be it the first one: none of them is left over
            with self._ledger.transaction():
                for key in keys:
                    self._ledger.settle(key)
            query = "SELECT count(DISTINCT key) FROM attempts WHERE id > ?"
            total += int(self._ledger.connection.execute(query, (before,)).fetchone()[0])
            since = before
        if not self._budget.is_used_up:
            self._ledger.note(_CHECKED, str(self._ledger.last_attempt()))
        return total

    def _open_batches(self) -> BatchTeacher:
        from .teachers.openai_batch.teacher import BatchTeacher

        return BatchTeacher(
            self._options, self._ledger, self._budget, self._price, on_done=lambda count: self._step(count)
        )


def cancel_batches(options: RunOptions) -> int:
    """Cancel the batches of a run that still run, and collect what they have; returns how many there were.

    Args:
        options: name the run and the server, and whether to wait for the end.

    Raises:
        RunError: the folder is not a run, or another process is writing to it.
        TeacherError: the server cannot be used.
    """
    from .teachers.openai_batch.teacher import BatchTeacher

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
    from .teachers import openai as openai_teacher

    def build_payload(request: Request) -> bytes:
        return rebuild_bytes(ledger, request)

    money = openai_teacher.Money(budget, options.price)
    follow_ups = FollowUps(ledger, options)
    tally = openai_teacher.ask(options, ledger, pending, build_payload, on_done, money=money, follow_ups=follow_ups)
    last_failure = tally.last_failure
    if last_failure is None or tally.answers:
        return
    # a few requests that the server refuses each time are counted; a server that can't be used is an error
    if not has_answers or last_failure.error in ("APIConnectionError", "APITimeoutError"):
        server = openai_teacher.describe_server(options)
        raise TeacherError(
            f"{server}: nothing was answered; {last_failure.error}: {last_failure.error_text};"
            " see that the server runs, then give the same command again"
        )
