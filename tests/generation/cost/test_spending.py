"""What a ledger's calls have cost and how they went, worked out by hand."""

from __future__ import annotations

import pytest

from kp_llava.generation.cost.spending import (
    mean_answer_tokens,
    mean_cached_share,
    mean_calls,
    mean_seconds,
    read_spending,
)
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt, FollowUp, Request

from ..factories import make_scene

PRICES = "2,10,0.5"  # US dollars a million tokens: sent, answered, out of the cache


def request_of(number, teacher="gpt-4o", task="detail"):
    return Request(f"{teacher} {task} {number}", number, task, teacher, "opening", f"context {number}", "Describe.")


@pytest.fixture
def ledger(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        yield ledger


def add(ledger, request, seconds=1.0, answer="{}", **facts):
    if not ledger.has_request(request.key):
        with ledger.transaction():
            ledger.add_scene(make_scene(request.image_id))
            ledger.add_request(request)
    ledger.add_attempt(Attempt(request.key, 100.0, 100.0 + seconds, answer=answer, **facts))


def test_answers_cost_their_tokens_at_their_teacher_s_price(ledger):
    tokens = {"prompt_tokens": 1000, "answer_tokens": 50}
    add(ledger, request_of(1), **tokens)  # 1000 x 2 + 50 x 10 = 2500 millionths
    add(ledger, request_of(1), **tokens, cached_tokens=400)  # 600 x 2 + 400 x 0.5 + 500 = 1900
    add(ledger, request_of(2), **tokens, is_batch=True)  # half of 2500
    add(ledger, request_of(3), answer=None, error="unparsable", prompt_tokens=100)  # 200: it was answered all the same
    add(ledger, request_of(4), prompt_tokens=None, answer_tokens=30)  # 300
    add(ledger, request_of(5), answer=None, error="RateLimitError")  # nothing
    spending = read_spending(ledger, PRICES, 500)
    assert spending.usd == pytest.approx((2500 + 1900 + 1250 + 200 + 300) * 1e-6)
    assert spending.batch_usd == pytest.approx(1250e-6)
    assert (spending.uncertain_usd, spending.uncertain_calls) == (0.0, 0)


def test_an_empty_ledger_has_cost_nothing(ledger):
    spending = read_spending(ledger, None, 500)
    assert (spending.usd, spending.batch_usd, spending.uncertain_usd, spending.uncertain_calls) == (0.0, 0.0, 0.0, 0)


def test_each_teacher_has_its_own_price_and_one_without_tokens_needs_none(ledger):
    add(ledger, request_of(1, "gpt-4o"), prompt_tokens=1_000_000, answer_tokens=1_000_000)
    add(ledger, request_of(1, "gpt-4o-mini"), prompt_tokens=1_000_000, answer_tokens=1_000_000)
    add(ledger, request_of(1, "pose"))
    # OpenAI's list of June 2026: 2.50 and 10 dollars a million for gpt-4o, 0.15 and 0.60 for gpt-4o-mini
    assert read_spending(ledger, None, None).usd == pytest.approx(12.5 + 0.75)


def test_the_cost_of_a_teacher_without_a_price_is_not_known(ledger):
    add(ledger, request_of(1), prompt_tokens=1000, answer_tokens=50)
    add(ledger, request_of(1, "homemade"), prompt_tokens=1, answer_tokens=0)
    assert read_spending(ledger, None, None).usd is None
    assert read_spending(ledger, PRICES, None).usd == pytest.approx(2502e-6)


@pytest.mark.parametrize(
    "error",
    [
        *("APITimeoutError", "APIConnectionError", "malformed reply", "reply too large", "in flight", "interrupted"),
        "batch output gone",
    ],
)
def test_a_call_without_a_reply_can_have_cost_its_bytes_and_its_longest_answer(ledger, error):
    opening = '{"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."}]}'
    size = len(opening) + len(',{"role":"user","content":"context 1\\n\\nDescribe."}')
    request = request_of(1)
    ledger.add_opening("opening", opening)
    add(ledger, request, answer=None, error=error)
    # every byte may be a token at 2 millionths, and the answer may have 500 at 10 millionths each
    once = size * 2e-6 + 500 * 10e-6
    spending = read_spending(ledger, PRICES, 500)
    assert (spending.usd, spending.uncertain_calls) == (0.0, 1)
    assert spending.uncertain_usd == pytest.approx(once)
    add(ledger, request, answer=None, error=error, is_batch=True)  # at half the price
    assert read_spending(ledger, PRICES, 500).uncertain_usd == pytest.approx(1.5 * once)
    # with more room for the answer, which stands in the payload, too
    add(ledger, request, answer=None, error=error, follow_up=FollowUp(max_tokens=2000).to_json())
    longer = (size + len(',"max_tokens":2000')) * 2e-6 + 2000 * 10e-6
    spending = read_spending(ledger, PRICES, 500)
    assert spending.uncertain_usd == pytest.approx(1.5 * once + longer)
    assert spending.uncertain_calls == 3
    # without a bound of the user's own an answer's length is only bounded where one was asked for
    assert read_spending(ledger, PRICES, None).uncertain_usd == pytest.approx(3 * size * 1e-6 + longer)
    add(ledger, request, answer=None, error="RateLimitError")
    assert read_spending(ledger, PRICES, 500) == spending


def test_calls_without_a_reply_are_counted_where_they_cannot_be_priced_or_read(ledger):
    ledger.add_opening("opening", '{"model":"homemade","messages":[]}')
    add(ledger, request_of(1, "homemade"), answer=None, error="APITimeoutError")
    spending = read_spending(ledger, None, 500)
    assert (spending.usd, spending.uncertain_usd, spending.uncertain_calls) == (0.0, 0.0, 1)
    add(ledger, request_of(2, "homemade"), answer=None, error="APITimeoutError", follow_up="no JSON")
    add(ledger, request_of(3, "homemade"), answer=None, error="APITimeoutError")
    with ledger.transaction():
        ledger.connection.execute("UPDATE requests SET opening_id = 'gone' WHERE image_id = 3")
    size = len('{"model":"homemade","messages":[{"role":"user","content":"context 1\\n\\nDescribe."}]}')
    spending = read_spending(ledger, PRICES, 500)
    assert spending.uncertain_calls == 3
    assert spending.uncertain_usd == pytest.approx(size * 2e-6 + 500 * 10e-6)


def test_answers_are_as_long_as_they_were_on_average_by_task(ledger):
    for number, tokens in enumerate((100, 200, 600), 1):
        add(ledger, request_of(number), answer_tokens=tokens)
    add(ledger, request_of(4), answer_tokens=None)
    add(ledger, request_of(1, task="complex"), answer_tokens=50)
    add(ledger, request_of(1, "gpt-4o-mini"), answer_tokens=9999)
    assert mean_answer_tokens(ledger, "gpt-4o") == {"detail": 300.0, "complex": 50.0}
    assert mean_answer_tokens(ledger, "nobody") == {}


def test_calls_a_request_count_from_twenty_requests_on(ledger):
    for number in range(1, 20):
        add(ledger, request_of(number))
        add(ledger, request_of(number))
    add(ledger, request_of(20), answer=None, error="RateLimitError")
    add(ledger, request_of(1, "gpt-4o-mini"))
    assert mean_calls(ledger, "gpt-4o") == 1.0
    add(ledger, request_of(20))
    assert mean_calls(ledger, "gpt-4o") == pytest.approx(39 / 20)
    assert mean_calls(ledger, "gpt-4o-mini") == 1.0
    assert mean_calls(ledger, "nobody") == 1.0


def test_the_share_out_of_the_cache_counts_from_twenty_calls_online_on(ledger):
    for _ in range(19):
        add(ledger, request_of(1), prompt_tokens=100, cached_tokens=40)
    add(ledger, request_of(1), prompt_tokens=100, cached_tokens=40, is_batch=True)
    add(ledger, request_of(1), prompt_tokens=100)
    add(ledger, request_of(1, "gpt-4o-mini"), prompt_tokens=100, cached_tokens=40)
    assert mean_cached_share(ledger, "gpt-4o") is None
    add(ledger, request_of(2), prompt_tokens=100, cached_tokens=0)
    assert mean_cached_share(ledger, "gpt-4o") == pytest.approx(19 * 40 / 2000)
    assert mean_cached_share(ledger, "nobody") is None


def test_a_cache_of_calls_without_tokens_has_no_share(ledger):
    for _ in range(20):
        add(ledger, request_of(1), prompt_tokens=0, cached_tokens=0)
    assert mean_cached_share(ledger, "gpt-4o") is None


def test_answers_take_as_long_as_they_took_online(ledger):
    assert mean_seconds(ledger, "gpt-4o") is None
    add(ledger, request_of(1), seconds=2.0)
    add(ledger, request_of(2), seconds=5.0)
    add(ledger, request_of(3), seconds=80.0, answer=None, error="APITimeoutError")
    add(ledger, request_of(4), seconds=9000.0, is_batch=True)
    add(ledger, request_of(1, "gpt-4o-mini"), seconds=70.0)
    assert mean_seconds(ledger, "gpt-4o") == pytest.approx(3.5)
