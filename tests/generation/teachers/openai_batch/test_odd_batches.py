"""What a server says about a batch may be any JSON: one line, and no traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import TeacherError
from kp_llava.generation.teachers.openai_batch import teacher

from ....factories import make_coco, make_coco_folder
from ....odd_server import OddServer, http

BATCH = {
    "id": "batch_1",
    "object": "batch",
    "endpoint": "/v1/chat/completions",
    "status": "in_progress",
    "created_at": 1,
    "input_file_id": "file_1",
    "completion_window": "24h",
    "request_counts": {"completed": 0, "failed": 0, "total": 1},
}


UPLOADED = http(json.dumps({"id": "file_1", "object": "file", "bytes": 1, "created_at": 1}))


def fail_on(answer_of: Callable[[str], bytes], tmp_path: Path) -> str:
    """What a run in batches ends with, on a server whose reply follows from the head of a request."""
    coco = make_coco_folder(tmp_path / "coco", make_coco(1), with_pictures=False)
    with OddServer(lambda number, payload: None) as server:
        server._answer = lambda number, payload: answer_of(server.calls[-1][0])
        words = ["generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--tasks", "detail"]
        words += ["--teacher", "openai-batch", "--base-url", server.base_url, "--poll", 0.01]
        done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 1
    assert isinstance(done.exception, TeacherError), done.exception
    return str(done.exception)


@pytest.mark.parametrize(
    "fields",
    [
        {"request_counts": {"completed": 10**40, "failed": 0, "total": 1}},
        {"request_counts": {"completed": "x", "failed": 0, "total": 1}},
        {"request_counts": 5},
        {"status": {"a": 1}},
        {"created_at": "yesterday", "status": "completed"},
        {"created_at": 10**400, "status": "completed"},
        {"status": "completed", "output_file_id": ["a"]},
    ],
    ids=["count", "text", "counts", "status", "time", "late", "file"],
)
def test_an_odd_batch_is_one_line(tmp_path, monkeypatch, fields):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-secret")

    def answer_of(head: str) -> bytes:
        if " /v1/files" in head:
            return UPLOADED
        return http(json.dumps(BATCH | ({} if head.startswith("POST") else fields)))

    assert "cannot be read" in fail_on(answer_of, tmp_path)


def test_a_file_that_is_larger_than_its_answers_can_be_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-secret")
    monkeypatch.setattr(teacher, "MOST_BYTES", 1000)

    def answer_of(head: str) -> bytes:
        if "/content" in head:
            return http("x" * 1_000_000)
        if " /v1/files" in head:
            return UPLOADED
        more = {} if head.startswith("POST") else {"status": "completed", "output_file_id": "file_2"}
        return http(json.dumps(BATCH | more))

    assert "which 1 answers cannot have; nothing of it is kept" in fail_on(answer_of, tmp_path)
    assert not list((tmp_path / "run").glob("*.part"))
