"""`kp-llava generate --api responses` against a server of the Responses API."""

from __future__ import annotations

import json
import sqlite3

import pytest
from aiohttp import web
from openai.types.responses import Response, ResponseTextConfigParam
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.generation.rows import read_rows
from tests.teacher_server import Reply, TeacherServer, count_tokens, good_answer, pairs_text

FIELDS = {"model", "input", "max_output_tokens", "store", "temperature", "reasoning", "text", "top_p"}


class ResponsesServer(TeacherServer):
    """Takes what the Responses API takes, refuses what it does not, and replies in its form."""

    def _make_app(self):
        made = super()._make_app()
        made.router.add_post("/v1/responses", self._complete)
        return made

    async def _complete(self, request):
        payload = await request.json()
        if request.path.endswith("/responses") and (unknown := set(payload) - FIELDS):
            error = {"message": f"Unknown parameter: '{unknown.pop()}'.", "code": "unknown_parameter"}
            return web.json_response({"error": error}, status=400)
        return await super()._complete(request)

    @staticmethod
    def _completion(payload, number, reply):
        if "input" not in payload:
            return TeacherServer._completion(payload, number, reply)
        part = {"type": "output_text", "text": reply.text, "annotations": []}
        if reply.refusal:
            part = {"type": "refusal", "refusal": reply.refusal}
        is_cut = reply.finish_reason == "length"
        made = {
            "id": f"resp_{number}",
            "object": "response",
            "created_at": 1700000000,
            "model": payload["model"],
            "status": "incomplete" if is_cut else "completed",
            "incomplete_details": {"reason": "max_output_tokens"} if is_cut else None,
            "output": [
                {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "Question: Hm?"}]},
                {"id": "m_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]},
            ],
            "parallel_tool_calls": False,
            "tool_choice": "auto",
            "tools": [],
            "usage": {
                "input_tokens": count_prompt(payload),
                "input_tokens_details": {"cached_tokens": 100, "cache_write_tokens": 0},
                "output_tokens": 90,
                "output_tokens_details": {"reasoning_tokens": 40},
                "total_tokens": count_prompt(payload) + 90,
            },
        }
        Response.model_validate(made)  # the official client's own type: what is served here is of the real form
        return made


def count_prompt(payload):
    return sum(count_tokens(message["content"]) for message in payload["input"])


def answer(payload, number):
    return good_answer({"messages": payload.get("input") or payload["messages"]}, number)


@pytest.fixture
def coco(tmp_path):
    return draw_sample(tmp_path / "coco", images=2, seed=2, split="val2017", with_images=False)


def generate(run, coco, server, *options, code=0):
    arguments = ["generate", run, "--coco", coco, "--split", "val2017", "--teacher", "openai"]
    arguments += ["--base-url", server.base_url, *options]
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_requests_and_replies_have_the_form_of_the_responses_api(tmp_path, coco):
    run = tmp_path / "run"
    options = ("--api", "responses", "--temperature", 0.5, "--prices", "1,10,0.5")
    with ResponsesServer(answer) as server:
        out = generate(run, coco, server, *options)
        assert "asked gpt-4o 6 times" in out
        sent = list(server.payloads)
        assert "asked gpt-4o 0 times" in generate(run, coco, server, *options)
        assert len(server.payloads) == 6
    for payload in sent:
        assert payload["max_output_tokens"] == 1024
        assert payload["temperature"] == 0.5
        assert payload["store"] is False
        assert payload["input"][0]["role"] == "system"
        assert payload["input"][-1]["role"] == "user"
    assert len(list(read_rows(run, "conversation"))) == 10
    with sqlite3.connect(run / "ledger.sqlite") as ledger:
        query = "SELECT DISTINCT cached_tokens, answer_tokens, finish_reason, reasoning_tokens FROM attempts"
        assert ledger.execute(query).fetchall() == [(100, 90, "stop", 40)]
    status = json.loads(CliRunner().invoke(app, ["status", str(run), "--json"]).output)
    # a million new prompt tokens cost $1, cached ones $0.5, and answer tokens, with those of the reasoning, $10
    bill = sum((count_prompt(payload) - 100) * 1 + 100 * 0.5 + 90 * 10 for payload in sent) / 1e6
    assert status["spending"]["usd"] == pytest.approx(bill)


def test_an_answer_of_one_api_is_not_taken_for_one_of_the_other(tmp_path, coco):
    with ResponsesServer(answer) as server:
        generate(tmp_path / "run", coco, server, "--tasks", "detail")
        out = generate(tmp_path / "run", coco, server, "--tasks", "detail", "--api", "responses", "--dry-run")
        assert "api: chat -> responses" in out
        assert "to send: 2 requests" in out
        generate(tmp_path / "run", coco, server, "--tasks", "detail", "--api", "responses")
        assert [("input" in payload) for payload in server.payloads] == [False, False, True, True]


def test_schemas_refusals_cut_answers_and_questions_back_work_too(tmp_path, coco):
    def respond(payload, number):
        kind: ResponseTextConfigParam = payload["text"]
        assert kind["format"]["type"] == "json_schema"
        assert kind["format"]["strict"] is True
        replies = [
            Reply('{"pairs": [', finish_reason="length"),
            Reply('{"pairs": [{"question": "Why?", "answer": "As the person waits for somebody in a quiet place."}]}'),
            Reply(None, refusal="I can't help with that."),
        ]
        return replies[number]

    with ResponsesServer(respond) as server:
        out = generate(
            tmp_path / "run",
            coco,
            server,
            *("--tasks", "complex", "--api", "responses", "--structured", "--concurrency", 1, "--checks", "none"),
        )
        assert [payload["max_output_tokens"] for payload in server.payloads] == [1024, 4096, 1024]
    assert "complex: 1 rows of 1 images" in out
    assert "failed: refused: 1" in out


def test_an_unreadable_answer_is_sent_back_as_earlier_input(tmp_path, coco):
    texts = ["No form at all.", pairs_text(1), pairs_text(1)]
    with ResponsesServer(lambda payload, number: texts[number]) as server:
        generate(tmp_path / "run", coco, server, "--tasks", "complex", "--api", "responses", "--concurrency", 1)
        again = server.payloads[1]["input"]
    assert again[-2] == {"role": "assistant", "content": "No form at all."}
    assert again[-1]["role"] == "user"


def test_an_unknown_api_and_batches_are_refused(tmp_path, coco):
    with ResponsesServer(answer) as server:
        for options, message in (
            (("--api", "assistants"), "--api assistants: expected chat or responses"),
            (("--api", "responses", "--teacher", "openai-batch"), "batches are of chat completions"),
        ):
            result = CliRunner().invoke(
                app,
                [
                    *("generate", str(tmp_path / "run"), "--coco", str(coco), "--split", "val2017"),
                    *("--teacher", "openai", "--base-url", server.base_url, *options),
                ],
            )
            assert result.exit_code == 1
            assert message in str(result.exception)


def test_several_servers_share_the_calls(tmp_path, coco):
    with ResponsesServer(answer, wait_s=0.05) as first, ResponsesServer(answer, wait_s=0.05) as second:
        generate(tmp_path / "run", coco, first, "--base-url", second.base_url, "--api", "responses")
        assert len(first.payloads) + len(second.payloads) == 6
        assert first.payloads and second.payloads
        assert all("input" in payload for payload in (*first.payloads, *second.payloads))
    assert len(list(read_rows(tmp_path / "run", "conversation"))) == 10
