"""Money: prices, what answers cost, and the bound that is never passed."""

from __future__ import annotations

import re
import sqlite3

import pytest

from kp_llava.errors import RunError
from kp_llava.generation.cost.prices import find_price
from kp_llava.generation.status import read_status
from kp_llava.generation.teachers import openai as openai_teacher
from tests.teacher_server import Reply, TeacherServer, good_answer

from ..factories import make_options, run_on

# US dollars a million tokens: prompt, prompt out of the server's cache, answer; copied from LiteLLM 1.110.2
# (model_prices_and_context_window_backup.json), which has no price out of the cache for gpt-4o-2024-05-13: the full one
PUBLISHED = {
    "gpt-4o": (2.5, 1.25, 10.0),
    "gpt-4o-2024-05-13": (5.0, 5.0, 15.0),
    "gpt-4o-mini": (0.15, 0.075, 0.6),
    "gpt-4.1": (2.0, 0.5, 8.0),
    "gpt-4.1-mini": (0.4, 0.1, 1.6),
    "gpt-4.1-nano": (0.1, 0.025, 0.4),
    "gpt-5": (1.25, 0.125, 10.0),
    "gpt-5-mini": (0.25, 0.025, 2.0),
    "gpt-5-nano": (0.05, 0.005, 0.4),
    "gpt-5.1": (1.25, 0.125, 10.0),
    "gpt-5.2": (1.75, 0.175, 14.0),
    "gpt-5.4": (2.5, 0.25, 15.0),
    "gpt-5.4-mini": (0.75, 0.075, 4.5),
    "gpt-5.4-nano": (0.2, 0.02, 1.25),
    "gpt-5.5": (5.0, 0.5, 30.0),
    "o3": (2.0, 0.5, 8.0),
    "o3-mini": (1.1, 0.55, 4.4),
    "o4-mini": (1.1, 0.275, 4.4),
}
MILLION = 1_000_000


@pytest.mark.parametrize("model", PUBLISHED)
def test_a_model_costs_what_its_maker_publishes(model):
    price = find_price(model)
    prompt, cached, answer = PUBLISHED[model]
    assert price.cost(MILLION, 0) == pytest.approx(prompt)
    assert price.cost(MILLION, 0, cached=MILLION) == pytest.approx(cached)
    assert price.cost(0, MILLION) == pytest.approx(answer)
    # a batch costs half, cached or not
    assert price.cost(MILLION, MILLION, is_batch=True) == pytest.approx((prompt + answer) / 2)
    assert price.source == "prices of 2026-06"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.001)


def ask(run_dir, server, count=3, **changes):
    return run_on(run_dir, count, teacher="openai", base_url=server.base_url, **changes)


def test_a_dated_name_has_its_family_s_price_unless_it_has_its_own():
    assert find_price("gpt-4o-2024-11-20").tokens == find_price("gpt-4o").tokens
    assert find_price("gpt-4o-2024-05-13").tokens != find_price("gpt-4o").tokens
    assert find_price("gpt-4o-custom") is None
    assert re.fullmatch(r"prices of 20\d\d-\d\d", find_price("gpt-4o").source)


def test_tokens_are_priced_with_those_in_the_cache_and_at_half_in_batches():
    price = find_price("any", "2,10,0.5")
    assert price.cost(1_000_000, 100_000) == pytest.approx(3.0)
    assert price.cost(1_000_000, 100_000, cached=400_000) == pytest.approx(2.4)
    assert price.cost(1_000_000, 100_000, is_batch=True) == pytest.approx(1.5)


@pytest.mark.parametrize("given", ["", "2.5", "a,b", "1,2,3,4", "-1,2", "inf,1"])
def test_a_wrong_price_names_the_form(given):
    with pytest.raises(RunError, match=r"--prices .*expected PROMPT,ANSWER"):
        find_price("any", given)


def test_what_answers_have_cost_is_told(tmp_path):
    with TeacherServer() as server:
        summary = ask(tmp_path, server, prices="10,100")
    spent = summary.spending
    assert spent.usd == pytest.approx(summary.prompt_tokens * 10e-6 + summary.answer_tokens * 100e-6)
    assert (spent.uncertain_calls, spent.batch_usd) == (0, 0.0)
    assert read_status(tmp_path).spending == spent


def test_calls_without_a_reply_are_told_apart_with_the_most_that_they_can_cost(tmp_path):
    def answer(payload, number):
        return Reply(is_dropped=True) if number == 0 else good_answer(payload, number)

    with TeacherServer(answer) as server:
        spent = ask(tmp_path, server, 1, tasks=("detail",), prices="10,100").spending
    assert spent.uncertain_calls == 1
    assert spent.uncertain_usd > spent.usd


@pytest.mark.parametrize(("max_tokens", "usd"), [(500, 0.05), (None, 0.0)])
def test_the_longest_answer_is_what_a_call_without_a_reply_can_cost(tmp_path, max_tokens, usd):
    def answer(payload, number):
        return Reply(is_dropped=True) if number == 0 else good_answer(payload, number)

    with TeacherServer(answer) as server:
        spent = ask(tmp_path, server, 1, tasks=("detail",), prices="0,100", max_tokens=max_tokens).spending
    # 500 tokens at $100 a million; nobody knows how long an answer without a bound can be
    assert (spent.uncertain_calls, spent.uncertain_usd) == (1, pytest.approx(usd))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "unheard-of"}, "--max-cost 1: the price of unheard-of is not among those of 20.*give --prices"),
        ({"max_tokens": None}, "--max-cost 1: needs --max-tokens"),
    ],
)
def test_a_bound_that_cannot_be_kept_is_refused_before_anything_is_sent(tmp_path, changes, message):
    with TeacherServer() as server:
        with pytest.raises(RunError, match=message):
            ask(tmp_path, server, max_cost=1.0, **changes)
        assert not server.payloads
    assert not (tmp_path / "run.json").exists()


@pytest.mark.parametrize("concurrency", [1, 16])
def test_the_bound_is_never_passed_not_even_by_the_longest_answers(tmp_path, concurrency):
    words = 200  # the server counts words; every answer is as long as it may be

    def answer(payload, number):
        return Reply("word " * words, wait_s=0.01)

    with TeacherServer(answer) as server:
        options = {"prices": "1,1000", "max_tokens": words, "tasks": ("detail",), "concurrency": concurrency}
        with pytest.raises(RunError, match=r"--max-cost 2: the next call could pass it \(spent so far: \$1\."):
            ask(tmp_path, server, 30, max_cost=2.0, **options)
        sent = len(server.payloads)
        assert 7 <= sent <= 9  # $0.2 an answer and a bit for the prompt
        assert read_status(tmp_path).spending.usd <= 2.0
        with pytest.raises(RunError, match="--max-cost 2: the next call"):
            ask(tmp_path, server, 30, max_cost=2.0, **options)
        assert len(server.payloads) == sent, "what earlier calls spent counts"
        assert ask(tmp_path, server, 30, max_cost=99.0, **options).tasks["detail"].pending == 0


def test_calls_in_flight_count_with_all_that_they_can_cost(tmp_path):
    with TeacherServer(lambda payload, number: Reply("word", wait_s=0.05)) as server:
        summary = ask(
            tmp_path, server, 12, tasks=("detail",), prices="0.01,1000", max_tokens=100, max_cost=0.35, concurrency=12
        )
        assert server.most_in_flight <= 3
    assert summary.tasks["detail"].pending == 0, "short answers make room for more"


def test_answers_of_a_model_without_a_price_leave_the_cost_unknown(tmp_path):
    with TeacherServer() as server:
        ask(tmp_path, server, 1, model="homemade")
        with pytest.raises(RunError, match="the run has answers of a model whose price is unknown"):
            ask(tmp_path, server, 2, max_cost=5.0)
    assert read_status(tmp_path).spending.usd is None


def test_tokens_from_the_server_s_cache_are_kept_apart(tmp_path):
    body = (
        b'{"choices": [{"message": {"content": "One person stands."}, "finish_reason": "stop"}], "usage":'
        b' {"prompt_tokens": 5000, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 800}}}'
    )
    with TeacherServer(lambda payload, number: Reply(body=body)) as server:
        summary = ask(tmp_path, server, 1, tasks=("detail",), prices="10,0,1")
    assert summary.spending.usd == pytest.approx((4200 * 10 + 800 * 1) / 1e6)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        assert connection.execute("SELECT cached_tokens FROM attempts").fetchall() == [(800,)]


def test_the_price_of_the_pose_teacher_is_not_asked_for(tmp_path):
    assert run_on(tmp_path, 1, max_cost=0.01).spending.usd == 0
    assert make_options(tmp_path, model="unheard-of").price is None
