"""The ledger: one SQLite file a run, in which every request and every answer is kept for ever.

A request's key is the hash of its final payload. ``wanted`` says which request stands for an image and task now; older
requests and their answers stay, so that going back to an earlier template or model costs nothing. Every attempt is a
row of ``attempts``: an answer is the server's raw JSON, a failure is its named error. Nothing here parses an answer.

Each answer is committed as it arrives, in WAL mode with synchronous=NORMAL: a killed process loses nothing that it had
recorded. One process writes; a lock that the system drops with the process keeps a second one out. Readers need none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import filelock

from ...annotations.scene import Scene
from ...errors import RunError
from .answers import read_answers, read_attempts
from .checksums import SUMMED, checksum, has_checksums, is_opening, is_whole
from .connect import connect_to_read, connect_to_write, find_fault, lock_run
from .damage import Damage, describe_left_out
from .faults import clear_errors, way_out
from .format import ATTEMPT_COLUMNS, FORMAT, attempt_row, find_columns
from .records import IN_FLIGHT, Attempt, Request, StoredAnswer, json_to_scene, scene_to_json
from .results import Results

LEDGER_NAME = "ledger.sqlite"
logger = logging.getLogger(__name__)


class Ledger:
    """An open ledger. Use `Ledger.write` or `Ledger.read`, each as a context manager."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        lock: filelock.BaseFileLock | None,
        damaged: Sequence[Damage] = (),
    ) -> None:
        self.damaged = list(damaged)
        self._connection = connection
        self._path = path
        self._lock = lock
        self._results: Results | None = None
        self._attempt_columns = find_columns(connection)
        self._scene_columns = f"{SUMMED['scenes']}, {'checksum' if has_checksums(connection, 'scenes') else 'NULL'}"

    @classmethod
    def write(cls, run_dir: Path) -> Ledger:
        """Open a run's ledger for writing, and make it where there is none.

        Raises:
            RunError: another process writes to this run, or the file is no ledger of ours.
        """
        path = run_dir / LEDGER_NAME
        lock = lock_run(run_dir)
        try:
            with clear_errors(path):
                connection = connect_to_write(path)
        except BaseException:
            lock.release()
            raise
        return cls(connection, path, lock)

    @classmethod
    def read(cls, run_dir: Path) -> Ledger:
        """Open a run's ledger for reading, also while another process writes to it.

        Of a damaged file all that is whole is read; `damaged` names the rest.

        Raises:
            RunError: the folder holds no ledger.
        """
        ledger = cls.find(run_dir)
        if ledger is not None:
            return ledger
        if (run_dir / LEDGER_NAME).is_file():
            raise RunError(f"{run_dir / LEDGER_NAME}: is empty; run `kp-llava generate` again")
        raise RunError(f"{run_dir}: not a run folder (it has no {LEDGER_NAME}); `kp-llava generate` makes one")

    @classmethod
    def find(cls, run_dir: Path) -> Ledger | None:
        """Open a run's ledger for reading; None where there is none yet.

        A process that is killed while it makes the file leaves one without tables, which counts as none.

        Raises:
            RunError: the file cannot be read, or is no ledger of ours.
        """
        path = run_dir / LEDGER_NAME
        if not path.is_file():
            return None
        with clear_errors(path):
            connection, damaged = connect_to_read(path)
            if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                connection.close()
                return None
        return cls(connection, path, None, damaged)

    @property
    def connection(self) -> sqlite3.Connection:
        """For this room's modules that have questions or tables of their own."""
        return self._connection

    @property
    def folder(self) -> Path:
        """The run's."""
        return self._path.parent

    @property
    def results(self) -> Results:
        """What was worked out from the answers; open as long as the ledger is."""
        if self._results is None:
            self._results = Results(self.folder)
        return self._results

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        fault = find_fault(self._connection, self._path, error)
        self.close()
        if fault is not None:
            raise fault from None

    def close(self) -> None:
        """Close the file and let others write; what turned out to be damaged is logged in one line."""
        if self.damaged:
            logger.warning("%s", describe_left_out(self._path, self.damaged))
            self.damaged.clear()
        if self._results is not None:
            self._results.close()
        if self._lock is not None:
            # one file without companions is easier to copy and can be read from a folder without write permission;
            # a reader that is at work prevents it, which does no harm
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._connection.execute("PRAGMA journal_mode=DELETE")
        self._connection.close()
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group writes: all of them are kept, or none.

        Raises:
            RunError: the disk is full, or the file cannot be written.
        """
        with clear_errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def add_scene(self, scene: Scene) -> None:
        """Keep a scene, in place of an earlier one of the same image."""
        path = None if scene.image_path is None else str(scene.image_path.absolute())
        row = (scene.image_id, scene.file_name, path, scene.image_url, scene_to_json(scene))
        self._connection.execute("INSERT OR REPLACE INTO scenes VALUES (?, ?, ?, ?, ?, ?)", (*row, checksum(row)))

    def add_opening(self, opening_id: str, payload: str) -> None:
        """Keep the JSON of a payload without its last message."""
        self._connection.execute("INSERT OR IGNORE INTO openings VALUES (?, ?)", (opening_id, payload))

    def add_request(self, request: Request) -> None:
        """Keep a request, and make it the one that is wanted for its image and task."""
        context_id = hashlib.sha256(request.context.encode()).hexdigest()
        self._connection.execute("INSERT OR IGNORE INTO contexts VALUES (?, ?)", (context_id, request.context))
        place = (request.key, request.image_id, request.task, request.teacher)
        row = (*place, request.opening_id, context_id, request.instruction)
        query = f"INSERT OR IGNORE INTO requests ({SUMMED['requests']}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        self._connection.execute(query, (*row, checksum(row)))
        wanted = (request.task, request.image_id, request.key)
        self._connection.execute("INSERT OR REPLACE INTO wanted VALUES (?, ?, ?)", wanted)

    def forget_wanted(self, task: str, image_ids: Iterable[int]) -> None:
        """Want nothing any more for these images in this task; their requests and answers stay."""
        rows = [(task, image_id) for image_id in image_ids]
        self._connection.executemany("DELETE FROM wanted WHERE task = ? AND image_id = ?", rows)

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep an attempt; outside a transaction it is on the disk when this returns.

        Raises:
            RunError: the disk is full, or the file cannot be written; everything recorded before is safe.
        """
        self._write_attempt(
            f"INSERT INTO attempts ({ATTEMPT_COLUMNS}, checksum) VALUES ({', '.join('?' * 16)})",  # noqa: S608
            attempt_row(attempt),
            attempt,
        )

    def open_attempt(self, key: str, follow_up: str | None) -> int:
        """Keep that a call is about to be made, so that a kill leaves a trace of it; returns the attempt's number.

        Raises:
            RunError: the disk is full, or the file cannot be written.
        """
        now = time.time()
        with clear_errors(self._path):
            cursor = self._connection.execute(
                "INSERT INTO attempts (key, started_at, ended_at, error, follow_up) VALUES (?, ?, ?, ?, ?)",
                (key, now, now, IN_FLIGHT, follow_up),
            )
        return int(cursor.lastrowid or 0)

    def close_attempt(self, number: int, attempt: Attempt) -> None:
        """Keep what became of a call; outside a transaction it is on the disk when this returns.

        Raises:
            RunError: the disk is full, or the file cannot be written; everything recorded before is safe.
        """
        fields = ", ".join(f"{name} = ?" for name in f"{ATTEMPT_COLUMNS}, checksum".split(", "))
        self._write_attempt(f"UPDATE attempts SET {fields} WHERE id = ?", (*attempt_row(attempt), number), attempt)  # noqa: S608

    def _write_attempt(self, query: str, row: Sequence[object], attempt: Attempt) -> None:
        with clear_errors(self._path) if self._connection.in_transaction else self.transaction():
            self._connection.execute(query, row)
            if attempt.answer is not None and attempt.is_final:
                self.settle(attempt.key)

    def settle(self, key: str, is_settled: bool = True) -> None:
        """Say whether a request needs nothing more to be sent."""
        self._connection.execute("UPDATE requests SET is_settled = ? WHERE key = ?", (is_settled, key))

    def note(self, name: str, value: str) -> None:
        """Keep a fact about the run, in place of an earlier one of that name."""
        self._connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def find_note(self, name: str) -> str | None:
        """A fact that `note` kept."""
        row = self._connection.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def wanted_image_ids(self, task: str) -> set[int]:
        """The images for which this task is wanted."""
        rows = self._connection.execute("SELECT image_id FROM wanted WHERE task = ?", (task,))
        return {image_id for (image_id,) in rows}

    def count_images(self) -> int:
        """For how many images any task is wanted."""
        return int(self._connection.execute("SELECT count(DISTINCT image_id) FROM wanted").fetchone()[0])

    def count_wanted(self, task: str) -> int:
        """For how many images this task is wanted."""
        return int(self._connection.execute("SELECT count(*) FROM wanted WHERE task = ?", (task,)).fetchone()[0])

    def wanted_tasks(self) -> list[str]:
        """The tasks that are wanted for any image."""
        return [task for (task,) in self._connection.execute("SELECT DISTINCT task FROM wanted ORDER BY task")]

    def has_request(self, key: str) -> bool:
        """Whether a request was ever wanted in this run."""
        return self._connection.execute("SELECT 1 FROM requests WHERE key = ?", (key,)).fetchone() is not None

    def has_opening(self, opening_id: str) -> bool:
        """Whether requests of this run begin with an opening."""
        return self._connection.execute("SELECT 1 FROM openings WHERE id = ?", (opening_id,)).fetchone() is not None

    def has_answer(self, key: str) -> bool:
        """Whether a request has an answer, usable or not, and nothing more is to be sent for it."""
        row = self._connection.execute("SELECT is_settled FROM requests WHERE key = ?", (key,)).fetchone()
        return row is not None and bool(row[0])

    def count_pending_of(self, tasks: Iterable[str]) -> int:
        """How many different requests of these tasks are wanted, have no answer, and are in no batch."""
        query = (
            "SELECT count(DISTINCT key) FROM wanted w JOIN requests r USING (key) WHERE w.task = ? AND is_settled = 0"
            " AND NOT EXISTS (SELECT 1 FROM batch_requests b WHERE b.key = r.key AND b.is_live = 1)"
        )
        return sum(int(self._connection.execute(query, (task,)).fetchone()[0]) for task in tasks)

    def pending(self, tasks: Iterable[str], *, page_size: int = 256) -> Iterator[Request]:
        """These tasks' wanted requests without an answer and in no batch, each once, by image, a page at a time."""
        names = json.dumps(list(tasks))
        last: tuple[int, str] = (-(2**63), "")
        while True:
            rows = self._connection.execute(
                "SELECT r.key, r.image_id, r.task, r.teacher, r.opening_id, c.text, r.instruction FROM requests r"
                " JOIN contexts c ON c.id = r.context_id WHERE (r.image_id, r.key) > (?, ?) AND r.is_settled = 0"
                " AND r.task IN (SELECT value FROM json_each(?))"
                " AND EXISTS (SELECT 1 FROM wanted w WHERE w.task = r.task AND w.key = r.key)"
                " AND NOT EXISTS (SELECT 1 FROM batch_requests b WHERE b.key = r.key AND b.is_live = 1)"
                " ORDER BY r.image_id, r.key LIMIT ?",
                (*last, names, page_size),
            ).fetchall()
            for row in rows:
                yield Request(*row)
            if len(rows) < page_size:
                return
            last = (rows[-1][1], rows[-1][0])

    def answers(self, task: str, image_ids: Sequence[int] | None = None) -> Iterator[StoredAnswer]:
        """What is wanted for a task, of these images or of all, by image id, with the last answer of each."""
        return read_answers(self._connection, self._attempt_columns, task, image_ids, self._note_damage)

    def _note_damage(self, request: Request) -> None:
        found = Damage("answer", request.key, request.image_id, request.task)
        if found not in self.damaged:
            self.damaged.append(found)

    def attempts(self, key: str) -> list[Attempt]:
        """Every attempt at a request, the oldest first; an answer that is damaged is left out."""
        return read_attempts(self._connection, self._attempt_columns, key, self._note_damage)

    def scene(self, image_id: int) -> Scene:
        """The scene that was used for an image.

        Raises:
            RunError: the run has no such image.
        """
        found = self.find_scene(image_id)
        if found is None:
            raise RunError(f"{self._path.parent}: the run has no image {image_id}")
        return found

    def find_scene(self, image_id: int) -> Scene | None:
        """The scene that was used for an image; None where the run has no such image."""
        row = self._find_scene_row(image_id)
        return None if row is None else json_to_scene(row[4], row[2])

    def has_scene(self, image_id: int) -> bool:
        """Whether the scene that was used for an image is there, and whole."""
        with suppress(RunError):
            return self._find_scene_row(image_id) is not None
        return False

    def scene_json(self, image_id: int) -> str:
        """The scene that was used for an image, as JSON.

        Raises:
            RunError: the run has no such image.
        """
        row = self._find_scene_row(image_id)
        if row is not None:
            return str(row[4])
        raise RunError(f"{self._path.parent}: the run has no image {image_id}")

    def _find_scene_row(self, image_id: int) -> Sequence[Any] | None:
        query = f"SELECT {self._scene_columns} FROM scenes WHERE image_id = ?"  # noqa: S608
        row = self._connection.execute(query, (image_id,)).fetchone()
        if row is not None and not is_whole(row[:-1], row[-1]):
            raise RunError(f"{self._path}: is damaged (scene of image {image_id}); {way_out(self.folder)}")
        return row

    def scenes(self) -> Iterator[Scene]:
        """All scenes of the run, by image id; a damaged one is left out."""
        for row in self._connection.execute(f"SELECT {self._scene_columns} FROM scenes ORDER BY image_id"):  # noqa: S608
            if is_whole(row[:-1], row[-1]):
                yield json_to_scene(row[4], row[2])
            else:
                self.damaged.append(Damage("scene", image_id=row[0]))

    def opening(self, opening_id: str) -> str:
        """The JSON of a payload without its last message.

        Raises:
            RunError: the run has no such opening.
        """
        row = self._connection.execute("SELECT payload FROM openings WHERE id = ?", (opening_id,)).fetchone()
        if row is None or not is_opening(opening_id, row[0]):
            raise RunError(f"{self._path}: is damaged (opening {opening_id[:16]} of prompts); {way_out(self.folder)}")
        return str(row[0])

    def count_tokens(self) -> tuple[int, int]:
        """All prompt and answer tokens that servers have counted in this run, failed attempts included."""
        query = "SELECT coalesce(sum(prompt_tokens), 0), coalesce(sum(answer_tokens), 0) FROM attempts"
        prompt, answer = self._connection.execute(query).fetchone()
        return int(prompt), int(answer)

    def last_attempt(self) -> int:
        """The number of the newest attempt; 0 where there is none."""
        return int(self._connection.execute("SELECT coalesce(max(id), 0) FROM attempts").fetchone()[0])

    def count_attempts(self) -> int:
        """How many attempts this run has made, with and without an answer."""
        return int(self._connection.execute("SELECT count(*) FROM attempts").fetchone()[0])
