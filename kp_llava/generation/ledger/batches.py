"""The ledger's pages on batches: what was meant to be submitted, what was, and what became of it.

An intent is on the disk before anything is sent, so that a batch which the server took just before a kill is found
again by the name that the intent gave it. While a batch lives, its requests are offered to nobody else.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..ledger.records import FollowUp, json_to_follow_up
from .ledger import Ledger
from .records import Attempt, Request

INTENDED, SENDING, SUBMITTED, DONE = "intended", "sending", "submitted", "done"
_COLUMNS = (
    "number, shard, state, created_at, requests, prompt_tokens, most_usd,"
    " input_file_id, batch_id, status, completed, failed"
)


@dataclass(frozen=True)
class Batch:
    """One batch of a run.

    Attributes:
        number: counts the run's batches.
        shard: names its contents to the server, in the batch's metadata.
        state: intended (nothing sent), sending (the server may have it), submitted or done.
        created_at: of the intent, in seconds since 1970.
        requests: how many.
        prompt_tokens: of all requests, by our own count.
        most_usd: the most that it can cost, in US dollars.
        input_file_id: the server's name of the uploaded file.
        batch_id: the server's name of the batch.
        status: the server's word on it, as last seen.
        completed: requests with an answer, as last seen.
        failed: requests without one, as last seen.
    """

    number: int
    shard: str
    state: str
    created_at: float
    requests: int
    prompt_tokens: int
    most_usd: float
    input_file_id: str | None
    batch_id: str | None
    status: str | None
    completed: int
    failed: int


@dataclass(frozen=True)
class Shard:
    """What goes into one batch.

    Attributes:
        asks: for each request its key and what is sent beyond its own payload, as JSON.
        prompt_tokens: of all, by our own count.
        most_usd: the most that they can cost, in US dollars.
    """

    asks: Sequence[tuple[str, str | None]]
    prompt_tokens: int
    most_usd: float


class BatchBook:
    """Reads and writes a ledger's batches."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._connection = ledger.connection

    def run_id(self) -> str:
        """The run's name in its batches' metadata; made once, and kept."""
        found = self._ledger.find_note("run id")
        if found is None:
            found = uuid.uuid4().hex
            self._ledger.note("run id", found)
        return found

    def intend(self, shard: Shard) -> Batch:
        """Write down what will be submitted; nobody else is offered these requests from now on."""
        run_id = self.run_id()
        with self._durably():
            number = 1 + self._connection.execute("SELECT coalesce(max(number), 0) FROM batches").fetchone()[0]
            digest = hashlib.sha256(f"{run_id}:{number}".encode())
            for key, follow_up in shard.asks:
                digest.update(f"\n{key} {follow_up or ''}".encode())
            row = (
                number,
                digest.hexdigest(),
                INTENDED,
                time.time(),
                len(shard.asks),
                shard.prompt_tokens,
                shard.most_usd,
            )
            self._connection.execute(
                "INSERT INTO batches (number, shard, state, created_at, requests, prompt_tokens, most_usd)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            self._connection.executemany(
                "INSERT INTO batch_requests (number, key, follow_up) VALUES (?, ?, ?)",
                [(number, key, follow_up) for key, follow_up in shard.asks],
            )
        return self.find(number)

    def set_file(self, number: int, input_file_id: str | None) -> Batch:
        """Keep the name of the uploaded file, or forget it."""
        with self._durably():
            self._connection.execute("UPDATE batches SET input_file_id = ? WHERE number = ?", (input_file_id, number))
        return self.find(number)

    def set_state(self, number: int, state: str) -> Batch:
        """Keep how far a batch is, before the next step is made."""
        with self._durably():
            self._connection.execute("UPDATE batches SET state = ? WHERE number = ?", (state, number))
        return self.find(number)

    def set_submitted(self, number: int, batch_id: str) -> Batch:
        """Keep the server's name of a batch."""
        with self._durably():
            self._connection.execute(
                "UPDATE batches SET state = ?, batch_id = ? WHERE number = ?", (SUBMITTED, batch_id, number)
            )
        return self.find(number)

    def set_status(self, number: int, status: str, completed: int, failed: int) -> None:
        """Keep the server's word on a batch."""
        with self._ledger.transaction():
            self._connection.execute(
                "UPDATE batches SET status = ?, completed = ?, failed = ? WHERE number = ?",
                (status, completed, failed, number),
            )

    def finish(self, number: int, attempts: Iterable[Attempt]) -> None:
        """Keep all of a batch's results and free what has none, all at once or not at all."""
        with self._durably():
            for attempt in attempts:
                self._ledger.add_attempt(attempt)
            self._connection.execute("UPDATE batch_requests SET is_live = 0 WHERE number = ?", (number,))
            self._connection.execute("UPDATE batches SET state = ? WHERE number = ?", (DONE, number))

    def find(self, number: int) -> Batch:
        """One batch."""
        row = self._connection.execute(f"SELECT {_COLUMNS} FROM batches WHERE number = ?", (number,)).fetchone()  # noqa: S608
        return Batch(*row)

    def all(self) -> list[Batch]:
        """Every batch of the run, the oldest first."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM batches ORDER BY number")  # noqa: S608
        return [Batch(*row) for row in rows]

    def live(self) -> list[Batch]:
        """The batches whose results are not in the ledger, the oldest first."""
        return [batch for batch in self.all() if batch.state != DONE]

    def asks(self, number: int) -> Iterator[tuple[Request, FollowUp]]:
        """What a batch consists of, in the order of its file; a page is read when it is asked for."""
        last = ""
        while True:
            rows = self._connection.execute(
                "SELECT b.follow_up, r.key, r.image_id, r.task, r.teacher, r.opening_id, c.text, r.instruction"
                " FROM batch_requests b JOIN requests r USING (key) JOIN contexts c ON c.id = r.context_id"
                " WHERE b.number = ? AND b.key > ? ORDER BY b.key LIMIT 256",
                (number, last),
            ).fetchall()
            for row in rows:
                yield Request(*row[1:]), json_to_follow_up(row[0])
            if not rows:
                return
            last = rows[-1][1]

    def live_keys(self) -> set[str]:
        """The requests that are in batches now."""
        return {key for (key,) in self._connection.execute("SELECT key FROM batch_requests WHERE is_live = 1")}

    def count_live_requests(self) -> int:
        """How many requests are in batches now."""
        return sum(batch.requests for batch in self.live())

    def _durably(self) -> _Durable:
        return _Durable(self._ledger)


class _Durable:
    """A transaction that a loss of power does not undo."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._transaction = ledger.transaction()

    def __enter__(self) -> None:
        self._ledger.connection.execute("PRAGMA synchronous=FULL")
        self._transaction.__enter__()

    def __exit__(self, *error: object) -> None:
        try:
            self._transaction.__exit__(*error)  # type: ignore[arg-type]
        finally:
            self._ledger.connection.execute("PRAGMA synchronous=NORMAL")
