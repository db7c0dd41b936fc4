"""One odd reply is that request's failure: the run goes on, and a rerun asks for nothing that was answered."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.generation.teachers import openai as openai_teacher

from ...factories import make_coco, make_coco_folder
from ...odd_server import OddServer, completion, http

TEXT = "One person stands on a path that leads to the trees. " * 3
BIG = 10**30


def deep(count: int) -> str:
    return "[" * count + "]" * count


def reply(**fields: object) -> bytes:
    return http(json.dumps(completion(TEXT, **fields)))


def splice(name: str, value: str) -> bytes:
    """A reply in which a field has this raw JSON."""
    return http(json.dumps(completion(TEXT, **{name: "HERE"})).replace('"HERE"', value))


USAGE = {"prompt_tokens": 4000, "completion_tokens": 60, "total_tokens": 4060}
# what comes, and the name under which it is counted; None where the answer can be used all the same
ODD: dict[str, tuple[bytes, str | None]] = {
    "count beyond 64 bits": (reply(usage={**USAGE, "prompt_tokens": BIG}), None),
    "negative count": (reply(usage={**USAGE, "completion_tokens": -5}), None),
    "count beyond floats": (splice("usage", '{"prompt_tokens": 1e999, "completion_tokens": 1}'), "malformed reply"),
    "count with 5000 digits": (splice("usage", f'{{"prompt_tokens": {"9" * 5000}}}'), "malformed reply"),
    "cached count beyond 64 bits": (
        reply(usage={**USAGE, "prompt_tokens_details": {"cached_tokens": BIG}}),
        None,
    ),
    "deep usage": (splice("usage", deep(100_000)), "malformed reply"),
    "deep usage, just under the stack": (splice("usage", deep(900)), "malformed reply"),
    "deep content": (
        http(json.dumps(completion("HERE")).replace('"HERE"', deep(5_000))),
        "malformed reply",
    ),
    "turns of a wrong type": (reply(turns=5), None),
    "turns of another": (reply(turns=[{"question": "Who?", "answer": "Eve."}]), None),
    "output of a wrong type": (reply(output={"type": "message"}), None),
    "model of a wrong type": (reply(model={"a": BIG}), None),
    "finish reason of a wrong type": (reply(choices=[{"message": {"content": TEXT}, "finish_reason": BIG}]), None),
    "no choices": (reply(choices=[]), "malformed reply"),
    "choices are text": (reply(choices="x"), "malformed reply"),
    "list": (http("[]"), "malformed reply"),
    "null": (http("null"), "malformed reply"),
    "half": (http(json.dumps(completion(TEXT))[:100]), "malformed reply"),
    "no utf-8": (http(b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'), None),
    "unknown charset": (
        http(json.dumps(completion(TEXT)), headers=[("Content-Type", "application/json; charset=nonsense")]),
        None,
    ),
    "lone surrogate": (http(json.dumps(completion(TEXT)).replace("One", "\\ud800")), "malformed reply"),
    "garbage": (b"\x00\xff garbage \r\n\r\n" * 20, "malformed reply"),
    "another protocol": (b"SSH-2.0-OpenSSH_9.6\r\n", "malformed reply"),
    "200 headers": (http("{}", headers=[(f"X-{n}", "a") for n in range(200)]), "malformed reply"),
    "100,000 headers": (http("{}", headers=[(f"X-{n}", "a") for n in range(100_000)]), "malformed reply"),
    "long header": (http("{}", headers=[("X-Long", "a" * 1_000_000)]), "malformed reply"),
    "odd status": (b"HTTP/1.1 999999 Odd\r\nContent-Length: 2\r\n\r\n{}", "malformed reply"),
    "status 700": (http("{}", status="700 Odd"), "InternalServerError"),
    "negative length": (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}", "malformed reply"),
    "too great a length": (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n{}", "malformed reply"),
    "odd chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", "malformed reply"),
    "no gzip": (http("{}", headers=[("Content-Encoding", "gzip")]), "malformed reply"),
    "bomb": (http(gzip.compress(b" " * 300_000_000), headers=[("Content-Encoding", "gzip")]), "reply too large"),
    "200 MB": (http(b" " * 200_000_000), "reply too large"),
    "odd limits": (
        http(
            json.dumps(completion(TEXT)),
            headers=[
                ("x-ratelimit-remaining-requests", "1e400"),
                ("x-ratelimit-limit-requests", "nan"),
                ("x-ratelimit-reset-requests", "99999999999999999999d"),
                ("x-ratelimit-remaining-tokens", "-1"),
            ],
        ),
        None,
    ),
    "redirect": (http("", status="307 Temporary Redirect", headers=[("Location", "ELSEWHERE")]), "redirected"),
    "redirect without end": (
        http("", status="302 Found", headers=[("Location", "/v1/chat/completions")]),
        "redirected",
    ),
}


@pytest.fixture(scope="module")
def coco(tmp_path_factory) -> Path:
    return make_coco_folder(tmp_path_factory.mktemp("odd") / "coco", make_coco(4))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(openai_teacher, "retry_wait_s", lambda *all_: 0.01)


def run_with(server: OddServer, run: Path, coco: Path, *words: object):
    line = ["generate", run, "--coco", coco, "--split", "val2017", "--tasks", "detail", "--teacher", "openai"]
    line += ["--base-url", server.base_url, "--timeout", 3, "--prices", "1,1", *words]
    return CliRunner().invoke(app, [str(word) for word in line])


@pytest.mark.parametrize("kind", ODD)
def test_one_request_with_an_odd_reply_each_time_ends_nothing(kind, coco, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-secret")
    raw, name = ODD[kind]
    with OddServer(lambda number, payload: None) as other:
        raw = raw.replace(b"ELSEWHERE", f"{other.base_url}/chat/completions".encode())
        first: list[str] = []

        def answer(number, payload):
            asked = json.dumps(payload["messages"][-1])
            if not first:
                first.append(asked)
            return raw if asked == first[0] else None

        with OddServer(answer) as server:
            done = run_with(server, tmp_path / "run", coco)
            assert done.exit_code == 0, (done.output, done.exception)
            assert "Traceback" not in done.output
            rows = 4 if name is None else 3
            assert f"detail: {rows} rows of {rows} images" in done.output, done.output
            if name is not None:
                assert f"failed: {name}: 1" in done.output
            asked = len(server.calls)
            again = run_with(server, tmp_path / "run", coco)
            assert again.exit_code == 0, (again.output, again.exception)
            assert len(server.calls) - asked <= (0 if name is None else 6)
        assert not other.calls, "the key was sent to another server"
    for words in (["status", tmp_path / "run"], ["export", tmp_path / "run", tmp_path / "out"]):
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == 0, (done.output, done.exception)


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_slow_drip_ends_with_the_timeout(part, coco, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-secret")

    def drip():
        head, _, body = reply().partition(b"\r\n\r\n")
        if part == "body":
            yield head + b"\r\n\r\n"
        for byte in head if part == "head" else body:
            yield bytes([byte])
            time.sleep(0.2)

    first: list[str] = []

    def answer(number, payload):
        asked = json.dumps(payload["messages"][-1])
        first.append(asked)
        return drip() if len(first) == 1 else None

    started = time.monotonic()
    with OddServer(answer) as server:
        done = run_with(server, tmp_path / "run", coco, "--timeout", 1)
    assert done.exit_code == 0, (done.output, done.exception)
    assert "detail: 4 rows of 4 images" in done.output
    assert first.count(first[0]) == 2, "the call was given up and made again"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("key", ["sk-a\nb", "sk-sch\u00f6n", "sk-\U0001f600", "sk-a\x00b", "sk a b", "\u200bsk-ab"])
def test_a_key_that_no_header_takes_is_named_in_one_line(key, coco, tmp_path, monkeypatch):
    monkeypatch.setattr("os.environ", {**__import__("os").environ, "OPENAI_API_KEY": key})
    with OddServer(lambda number, payload: None) as server:
        done = run_with(server, tmp_path / "run", coco)
    assert done.exit_code == 1
    assert type(done.exception).__name__ == "TeacherError"
    assert "OPENAI_API_KEY: holds" in str(done.exception)
    assert key not in str(done.exception)
    assert not server.calls
