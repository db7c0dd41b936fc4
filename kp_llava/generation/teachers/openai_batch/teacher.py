"""The batch teacher: requests as files to OpenAI's Batch API, at a share of the price, within a day.

What is to be submitted is written to the ledger first, under a name that the batch carries in its metadata. Whenever it
is unknown whether the server has a batch, batches are listed and the one of that name is adopted: a stop at any moment
submits nothing twice. Results that expired, failed or cancelled batches have are kept, and the rest goes into the next.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Set
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import openai
from openai.types import Batch as ServerBatch

from ....errors import TeacherError
from ....files import PictureFault
from ...cost.prices import Budget, Price
from ...ledger.batches import INTENDED, SENDING, SUBMITTED, Batch, BatchBook
from ...ledger.ledger import Ledger
from ...ledger.pictures import find_place
from ...ledger.records import LOST_OUTPUT, Attempt, is_schema_error
from ...options import RunOptions
from ...payload import rebuild_bytes
from ...prompts.picture import show_picture
from ..bounds import MOST_BYTES
from ..client import (
    Outcome,
    describe_server,
    hide_key,
    open_waiting_client,
    read_error,
    read_reply,
    read_status,
)
from ..follow_ups import FollowUps
from ..openai import retry_wait_s
from .lines import Result, read_line, write_line
from .shards import ShardMaker

Found = TypeVar("Found")

_OVER = ("completed", "failed", "expired", "cancelled")
# a batch that the server has just taken may not be in its list at once: a minute in all, in growing steps
_LOOKS, _LOOK_WAIT_S = 6, 2.0
# the server's clock and ours may differ by so much
_CLOCK_MARGIN_S = 2 * 86400.0
# within one call, a request goes into so many batches, and so many batches may fail one after the other
_MOST_BATCHES, _MOST_FAILED = 3, 4


class _FileGoneError(Exception):
    """The server no longer has a file of a batch."""


def _most_bytes_of_a_line(max_tokens: int | None) -> int:
    """Bytes that one answer of a batch has at most, with all that stands round it."""
    return (1 << 16) + 64 * (max_tokens or 1 << 17)


def _check_batch(found: ServerBatch) -> ServerBatch:
    """A batch as the server describes it, with what is kept of it looked at.

    Raises:
        TypeError: a field is of another type or out of range.
    """
    if not isinstance(found.id, str) or not isinstance(found.status, str):
        raise TypeError("id and status of a batch are no text")
    counts = found.request_counts
    numbers = [found.created_at, *((counts.completed, counts.failed) if counts else ())]
    if not all(isinstance(number, int | float) and 0 <= number < 1 << 53 for number in numbers):
        raise TypeError("a batch's time or counts are no such numbers")
    for name in (found.error_file_id, found.output_file_id):
        if name is not None and not isinstance(name, str):
            raise TypeError("the name of a batch's file is no text")
    return found


class BatchTeacher:
    """Has a run's requests answered in batches.

    Args:
        options: of the run.
        ledger: open for writing.
        budget: spent and reserved; the batches that live already are reserved here.
        price: of the model; None where it is unknown.
        on_done: called with how many requests have their results.
    """

    def __init__(
        self,
        options: RunOptions,
        ledger: Ledger,
        budget: Budget,
        price: Price | None,
        on_done: Callable[[int], object] = lambda count: None,
    ) -> None:
        self._options = options
        self._ledger = ledger
        self._book = BatchBook(ledger)
        self._budget = budget
        self._price = price
        self._on_done = on_done
        self._follow_ups = FollowUps(ledger, options)
        self._client = open_waiting_client(options)
        self._shards = ShardMaker(options, ledger, self._book, self._follow_ups, budget, price)
        self._batches_of: Counter[str] = Counter()
        self._failed_in_a_row = 0
        self._is_cancelling = False
        self.schemas_refused = 0
        for left in options.run_dir.glob("batch-*.part"):
            left.unlink()  # of a call that was killed
        for batch in self._book.live():
            budget.reserve(batch.most_usd)

    def answer_all(self, only: Set[str] | None = None) -> None:
        """Submit, wait and collect until nothing is left; without waiting where the options say so.

        Args:
            only: submit the requests of these keys; None for all that are open.

        Raises:
            TeacherError: no further batch can succeed; what was answered is recorded.
        """
        while True:
            self.look()
            while (shard := self._shards.make(only)) is not None:
                self._submit(self._book.intend(shard))
            if not self._book.live() or not self._options.is_waiting:
                return
            time.sleep(self._options.poll_s)

    def look(self) -> None:
        """Submit what was meant to be, and collect the results of batches that are over."""
        for batch in self._book.live():
            if batch.state != SUBMITTED:
                batch = self._submit(batch)
            self._collect(batch)

    def cancel(self) -> int:
        """Cancel every batch that lives, and collect what they have; returns how many there were."""
        self._is_cancelling = True
        live = self._book.live()
        for batch in live:
            found = batch if batch.state == SUBMITTED else None
            if batch.state == SENDING:
                found = self._adopt(batch)
            if found is None:
                self._book.finish(batch.number, [])  # the server never had it
            else:
                self._cancel_one(found.batch_id or "")
        while self._book.live():
            self.look()
            if not self._options.is_waiting or not self._book.live():
                break
            time.sleep(self._options.poll_s)
        return len(live)

    def _cancel_one(self, batch_id: str) -> None:
        def cancel() -> None:
            if self._client.batches.retrieve(batch_id).status not in (*_OVER, "cancelling"):
                self._client.batches.cancel(batch_id)

        self._ask(cancel)

    def _submit(self, batch: Batch) -> Batch:
        """Bring a batch from its intent to the server, wherever an earlier call stopped."""
        is_new = batch.state == INTENDED
        if not is_new and (adopted := self._adopt(batch)) is not None:
            return adopted
        if batch.input_file_id is None:
            batch = self._book.set_file(batch.number, self._upload(batch))
        if is_new:
            batch = self._book.set_state(batch.number, SENDING)
        for number in range(1, self._options.max_attempts + 1):
            try:
                created = self._client.batches.create(
                    input_file_id=batch.input_file_id or "",
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata=self._metadata(batch),
                    extra_headers={"Idempotency-Key": batch.shard},
                )
            except openai.APIError as error:
                outcome = self._read(error)
                if outcome.is_passing and (adopted := self._adopt(batch)) is not None:
                    return adopted
                if outcome.is_passing and number < self._options.max_attempts:
                    time.sleep(retry_wait_s(number, outcome.wait_s))
                    continue
                if not outcome.is_passing and is_new and number == 1:
                    self._book.finish(batch.number, [])  # what the server refuses it does not have
                elif not outcome.is_passing:
                    self._book.set_file(batch.number, None)  # the file may be gone by now
                raise self._error(outcome) from None
            else:
                return self._book.set_submitted(batch.number, created.id)
        raise AssertionError("the last try returns or raises")

    def _metadata(self, batch: Batch) -> dict[str, str]:
        return {"kp_llava_run": self._book.run_id(), "kp_llava_shard": batch.shard}

    def _adopt(self, batch: Batch) -> Batch | None:
        """Find a batch that the server has under our name; of several, which cannot be wanted, the oldest."""
        for look in range(_LOOKS):
            if look:
                time.sleep(_LOOK_WAIT_S * 2 ** (look - 1))
            found = self._ask(lambda: self._list(batch))
            if found:
                for other in found[1:]:
                    self._cancel_one(other.id)
                return self._book.set_submitted(batch.number, found[0].id)
        return None

    def _list(self, batch: Batch) -> list[ServerBatch]:
        metadata = self._metadata(batch)
        found = []
        for listed in self._client.batches.list(limit=100):
            if listed.created_at < batch.created_at - _CLOCK_MARGIN_S:
                break  # the newest come first
            if listed.metadata is not None and metadata.items() <= listed.metadata.items():
                found.append(listed)
        return sorted(found, key=lambda listed: (listed.created_at, listed.id))

    def _upload(self, batch: Batch) -> str:
        name = f"kp-llava-{batch.shard[:32]}.jsonl"
        path = self._part(batch.number)
        try:
            with path.open("wb") as file:
                for request, ask in self._book.asks(batch.number):
                    payload = ask.extend(rebuild_bytes(self._ledger, request))
                    try:
                        place = find_place(self._ledger, request.image_id, self._options.picture_folders)
                        payload = show_picture(payload, place)
                    except PictureFault as fault:
                        raise TeacherError(f"batch {batch.number}: {fault}; put the picture back, then go on") from None
                    file.write(write_line(request.key, payload))

            def upload() -> str:
                with path.open("rb") as file:
                    return self._client.files.create(file=(name, file, "application/jsonl"), purpose="batch").id

            return self._ask(upload)
        finally:
            path.unlink(missing_ok=True)

    def _collect(self, batch: Batch) -> None:
        """Look at a batch, and keep all of its results once it is over."""
        found = self._ask(lambda: _check_batch(self._client.batches.retrieve(batch.batch_id or "")))
        counts = found.request_counts
        self._book.set_status(
            batch.number, found.status, counts.completed if counts else 0, counts.failed if counts else 0
        )
        if found.status not in _OVER:
            return
        results: dict[str, Result] = {}
        has_lost = False
        for file_id in (found.error_file_id, found.output_file_id):
            if file_id:
                try:
                    results.update(self._download(batch, file_id))  # an answer goes before an error
                except _FileGoneError:
                    has_lost = True
        if has_lost:
            self._book.set_status(batch.number, LOST_OUTPUT, len(results), batch.requests - len(results))
        attempts, last_failure = self._read_results(batch, found, results, has_lost)
        self._book.finish(batch.number, attempts)
        lost = sum(attempt.error == LOST_OUTPUT for attempt in attempts)
        most_lost = batch.most_usd * lost / max(1, batch.requests)  # the server may bill what it no longer has
        self._budget.settle(batch.most_usd, sum(map(self._cost, attempts)) + most_lost)
        self._on_done(len(attempts))
        has_answers = any(attempt.answer is not None for attempt in attempts)
        self._failed_in_a_row = 0 if has_answers else self._failed_in_a_row + 1
        if has_answers or self._is_cancelling:
            return
        if found.status == "failed":
            self._learn(batch, found)
        if last_failure is not None and last_failure.advice is not None:
            raise self._error(last_failure)
        if self._failed_in_a_row >= _MOST_FAILED:
            raise TeacherError(
                f"{describe_server(self._options)}: {self._failed_in_a_row} batches in a row gave no answer;"
                f" the last is {found.status}; see the account's list of batches; answers so far are kept"
            )

    def _read_results(
        self, batch: Batch, found: ServerBatch, results: dict[str, Result], has_lost: bool
    ) -> tuple[list[Attempt], Outcome | None]:
        """The attempts to keep, and the last failure among them."""
        attempts: list[Attempt] = []
        last_failure: Outcome | None = None
        for request, ask in self._book.asks(batch.number):
            result = results.pop(request.key, None)
            self._batches_of[request.key] += 1
            if (result is None or result.body is None) and self._batches_of[request.key] >= _MOST_BATCHES:
                self._shards.give_up(request.key)
            if result is None and has_lost:
                text = "the server no longer has the batch's file; the request goes into another batch"
                result = Result(request.key, None, error=LOST_OUTPUT, error_text=text)
            if result is None:
                if found.status != "completed":
                    continue  # it was not tried
                result = Result(request.key, None, error="no result", error_text="the batch has no line for it")
            attempt = replace(result.to_attempt(float(found.created_at), time.time()), follow_up=ask.to_json())
            if result.body is not None:
                attempt = read_reply(hide_key(result.body, self._client.api_key), attempt).attempt
                if attempt.answer is not None:
                    attempt = replace(attempt, is_final=self._follow_ups.after(request, attempt) is None)
            elif result.status is not None:
                last_failure = read_status(result.status, set(result.codes), attempt, {})
                if is_schema_error(attempt) and not ask.without_schema:
                    self.schemas_refused += 1  # the next batch has it without the schema
                elif not last_failure.is_passing:
                    self._shards.give_up(request.key)
            attempts.append(attempt)
        return attempts, last_failure

    def _cost(self, attempt: Attempt) -> float:
        if self._price is None or attempt.answer is None:
            return 0.0
        tokens = (attempt.prompt_tokens or 0, attempt.answer_tokens or 0)
        return self._price.cost(*tokens, cached=attempt.cached_tokens or 0, is_batch=True)

    def _learn(self, batch: Batch, found: ServerBatch) -> None:
        """Learn the account's limit from a batch that was too much for it; any other failure is reported."""
        errors = (found.errors.data or []) if found.errors is not None else []
        text = " ".join(hide_key(error.message or error.code or "", self._client.api_key) for error in errors)[:500]
        if any(error.code == "token_limit_exceeded" for error in errors):
            self._shards.learn_limit(text, batch.prompt_tokens)
            return
        raise TeacherError(
            f"{describe_server(self._options)}: batch {found.id} failed: {text or 'without a reason'};"
            " nothing of it is billed, answers so far are kept"
        )

    def _download(self, batch: Batch, file_id: str) -> dict[str, Result]:
        path = self._part(batch.number)
        most = MOST_BYTES + batch.requests * _most_bytes_of_a_line(self._options.max_tokens)

        def download() -> None:
            try:
                with (
                    self._client.files.with_streaming_response.content(file_id) as reply,
                    path.open("wb") as file,
                ):
                    for block in reply.iter_bytes(1 << 16):
                        if file.tell() + len(block) > most:
                            raise TeacherError(
                                f"{describe_server(self._options)}: the file of batch {batch.batch_id} has more than "
                                f"{most:,} bytes, which {batch.requests:,} answers cannot have; nothing of it is kept, "
                                "ask the server's owner"
                            )
                        file.write(block)
            except openai.NotFoundError:
                raise _FileGoneError from None

        try:
            self._ask(download)
            with path.open(encoding="utf-8") as file:
                lines = (read_line(line) for line in file if line.strip())
                return {result.key: result for result in lines if result is not None}
        finally:
            path.unlink(missing_ok=True)

    def _part(self, number: int) -> Path:
        return self._options.run_dir / f"batch-{number}.part"

    def _ask(self, call: Callable[[], Found]) -> Found:
        """Make a call that may be made twice, again after passing errors."""
        number = 0
        while True:
            number += 1
            try:
                return call()
            except (TypeError, AttributeError, ValueError, OverflowError, RecursionError) as error:
                # the client takes any JSON for what it asked for
                said = hide_key(f"{type(error).__name__}: {error}", self._client.api_key)[:300]
                raise TeacherError(
                    f"{describe_server(self._options)}: its reply about files or batches cannot be read ({said}); "
                    "nothing of the run is lost, give the same command again"
                ) from None
            except openai.APIError as error:
                outcome = self._read(error)
                if not outcome.is_passing or number >= self._options.max_attempts:
                    raise self._error(outcome) from None
                time.sleep(retry_wait_s(number, outcome.wait_s))

    def _read(self, error: openai.APIError) -> Outcome:
        now = time.time()
        return read_error(error, Attempt("", now, now), self._client.api_key)

    def _error(self, outcome: Outcome) -> TeacherError:
        said = f"{outcome.attempt.error}: {outcome.attempt.error_text}"
        advice = outcome.advice or "give the same command again to go on"
        return TeacherError(f"{describe_server(self._options)}: {said}; {advice}; answers so far are kept")
