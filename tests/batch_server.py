"""The teacher server with OpenAI's Files and Batches API, as a client sees it: real HTTP, scripted batches.

    with BatchServer(plans=[BatchPlan(share=0.5, end="expired")]) as server:
        ...  # the first batch expires half-way, later ones complete

Every line that a batch answers is counted in `billed`: what is there twice was paid for twice.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.teacher_server import Answer, Reply, TeacherServer, good_answer


@dataclass
class BatchPlan:
    """What becomes of one batch.

    Attributes:
        seconds: how long it runs.
        share: of its lines, so much is worked on.
        end: completed, expired, cancelled or failed.
        errors: the batch's own errors, for one that failed.
        is_dropped: the server takes the batch, and the connection is closed without a reply.
        on_accept: called once the server has taken the batch, before the reply.
        hidden_looks: so many listings do not show it.
        is_output_gone: the server answers that it has no such file when the answers are asked for.
    """

    seconds: float = 0.0
    share: float = 1.0
    end: str = "completed"
    errors: list[dict[str, Any]] = field(default_factory=list)
    is_dropped: bool = False
    on_accept: Callable[[], None] | None = None
    hidden_looks: int = 0
    is_output_gone: bool = False


@dataclass
class _Batch:
    record: dict[str, Any]
    plan: BatchPlan
    lines: list[dict[str, Any]]
    started: float
    is_over: bool = False


class BatchServer(TeacherServer):
    """The server; use it as a context manager.

    Attributes:
        batches: the record of each batch, in the order of their creation.
        files: the bytes of each file.
        billed: how often each payload has been answered, online or in a batch.
    """

    def __init__(
        self,
        answer: Answer = good_answer,
        *,
        plans: Sequence[BatchPlan] = (),
        default: BatchPlan | None = None,
        enqueued_limit: int | None = None,
        wait_s: float = 0.0,
    ) -> None:
        super().__init__(answer, wait_s=wait_s)
        self._plans = list(plans)
        self._default = default or BatchPlan()
        self._enqueued_limit = enqueued_limit
        self._batches: dict[str, _Batch] = {}
        self._lock = threading.Lock()
        self.files: dict[str, bytes] = {}
        self.batch_calls: Counter[str] = Counter()

    @property
    def batches(self) -> list[dict[str, Any]]:
        return [batch.record for batch in self._batches.values()]

    @property
    def billed(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for batch in self._batches.values():
            if batch.record["output_file_id"]:
                done = {json.loads(line)["custom_id"] for line in self._lines_of(batch.record["output_file_id"])}
                for line in batch.lines:
                    if line["custom_id"] in done:
                        counted[json.dumps(line["body"], sort_keys=True)] += 1
        return counted + self.count_payloads()

    def custom_ids(self, number: int) -> set[str]:
        """The requests of the batch of this number, from 0."""
        return {line["custom_id"] for line in list(self._batches.values())[number].lines}

    def _lines_of(self, file_id: str) -> list[bytes]:
        return [line for line in self.files[file_id].split(b"\n") if line]

    def _make_app(self) -> web.Application:
        app = super()._make_app()
        app.router.add_post("/v1/files", self._upload)
        app.router.add_get("/v1/files/{id}/content", self._content)
        app.router.add_post("/v1/batches", self._create)
        app.router.add_get("/v1/batches", self._list)
        app.router.add_get("/v1/batches/{id}", self._retrieve)
        app.router.add_post("/v1/batches/{id}/cancel", self._cancel)
        return app

    def _keep(self, content: bytes) -> str:
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = content
        return file_id

    async def _upload(self, request: web.Request) -> web.Response:
        self.batch_calls["upload"] += 1
        form = await request.post()
        assert form["purpose"] == "batch"
        upload = form["file"]
        content = upload.file.read()
        record = {"id": self._keep(content), "object": "file", "bytes": len(content), "created_at": int(time.time())}
        return web.json_response(record | {"filename": upload.filename, "purpose": "batch", "status": "processed"})

    async def _content(self, request: web.Request) -> web.Response:
        file_id = request.match_info["id"]
        if any(one.plan.is_output_gone and one.record["output_file_id"] == file_id for one in self._batches.values()):
            error = {"message": f"No such File object: {file_id}", "type": "invalid_request_error", "code": None}
            return web.json_response({"error": error}, status=404)
        return web.Response(body=self.files[file_id])

    async def _create(self, request: web.Request) -> web.Response:
        self.batch_calls["create"] += 1
        asked = await request.json()
        assert asked["endpoint"] == "/v1/chat/completions" and asked["completion_window"] == "24h"
        number = len(self._batches)
        plan = self._plans[number] if number < len(self._plans) else self._default
        lines = [json.loads(line) for line in self._lines_of(asked["input_file_id"])]
        if self._enqueued_limit is not None:
            running = [batch for batch in self._batches.values() if not self._advance(batch).is_over]
            tokens = sum(map(self._count, [*lines, *(line for batch in running for line in batch.lines)]))
            if tokens > self._enqueued_limit:
                limit = f"{self._enqueued_limit:,}"
                message = f"Enqueued token limit reached for gpt-4o. Limit: {limit} enqueued tokens. Please try later."
                error = {"code": "token_limit_exceeded", "message": message, "line": None, "param": None}
                plan = BatchPlan(end="failed", errors=[error])
        record = {
            "id": f"batch_{number}",
            "object": "batch",
            "endpoint": asked["endpoint"],
            "input_file_id": asked["input_file_id"],
            "completion_window": "24h",
            "status": "in_progress",
            "created_at": int(time.time()),
            "metadata": asked.get("metadata"),
            "output_file_id": None,
            "error_file_id": None,
            "errors": None,
            "request_counts": {"total": len(lines), "completed": 0, "failed": 0},
        }
        self._batches[record["id"]] = _Batch(record, plan, lines, time.monotonic())
        if plan.on_accept is not None:
            plan.on_accept()
        if plan.is_dropped:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(record)

    @staticmethod
    def _count(line: dict[str, Any]) -> int:
        return sum(len(message["content"].split()) for message in line["body"]["messages"])

    async def _list(self, request: web.Request) -> web.Response:
        self.batch_calls["list"] += 1
        limit = int(request.query.get("limit", "20"))
        shown = []
        for batch in reversed(list(self._batches.values())):
            if batch.plan.hidden_looks > 0:
                batch.plan.hidden_looks -= 1
            else:
                shown.append(self._advance(batch).record)
        ids = [record["id"] for record in shown]
        start = ids.index(request.query["after"]) + 1 if "after" in request.query else 0
        page = shown[start : start + limit]
        return web.json_response({"object": "list", "data": page, "has_more": start + limit < len(shown)})

    async def _retrieve(self, request: web.Request) -> web.Response:
        self.batch_calls["retrieve"] += 1
        return web.json_response(self._advance(self._batches[request.match_info["id"]]).record)

    async def _cancel(self, request: web.Request) -> web.Response:
        self.batch_calls["cancel"] += 1
        batch = self._advance(self._batches[request.match_info["id"]])
        if not batch.is_over:
            batch.record["status"] = "cancelling"
            batch.plan.end, batch.started = "cancelled", float("-inf")
        return web.json_response(batch.record)

    def _advance(self, batch: _Batch) -> _Batch:
        """Let a batch end whose time has come."""
        with self._lock:
            if not batch.is_over and time.monotonic() - batch.started >= batch.plan.seconds:
                batch.is_over = True
                self._end(batch)
        return batch

    def _end(self, batch: _Batch) -> None:
        record, plan = batch.record, batch.plan
        record["status"] = plan.end
        if plan.end == "failed":
            record["errors"] = {"object": "list", "data": plan.errors}
            return
        worked_on = round(len(batch.lines) * plan.share)
        outputs, errors = [], []
        for number, line in enumerate(batch.lines):
            entry: dict[str, Any] = {"id": f"batch_req_{number}", "custom_id": line["custom_id"], "error": None}
            if number >= worked_on:
                if plan.end == "expired":
                    message = "This request could not be executed before the completion window expired."
                    errors.append(entry | {"response": None, "error": {"code": "batch_expired", "message": message}})
                continue
            reply = self._answer(line["body"], number)
            if isinstance(reply, str):
                reply = Reply(reply)
            if reply.status == 200:
                body = self._completion(line["body"], number, reply)
                outputs.append(entry | {"response": {"status_code": 200, "request_id": "r", "body": body}})
            else:
                response = {"status_code": reply.status, "request_id": "r", "body": {"error": reply.error}}
                errors.append(entry | {"response": response})
        outputs.reverse()  # the order of a batch's results is not that of its requests
        if outputs:
            record["output_file_id"] = self._keep(b"".join(json.dumps(line).encode() + b"\n" for line in outputs))
        if errors:
            record["error_file_id"] = self._keep(b"".join(json.dumps(line).encode() + b"\n" for line in errors))
        record["request_counts"] = {"total": len(batch.lines), "completed": len(outputs), "failed": len(errors)}
