"""Money and tokens, worked by hand."""

from __future__ import annotations

import hashlib
import inspect
import tempfile
from datetime import date

import pytest
import tiktoken
from tiktoken_ext import openai_public

from kp_llava.generation.cost import tokens
from kp_llava.generation.cost.money import Money
from kp_llava.generation.cost.prices import Budget, find_age_note, find_price, unknown_price_text
from kp_llava.generation.cost.tokens import TokenCounter, estimate_tokens
from kp_llava.generation.ledger.records import Attempt


def make_attempt(**changes):
    fields = {"key": "k", "started_at": 0.0, "ended_at": 1.0}
    return Attempt(**{**fields, **changes})


def test_a_call_can_cost_at_most_its_bytes_and_its_longest_answer():
    money = Money(Budget(None), find_price("any", "2,10"))
    # 300 bytes and 200 tokens of a picture at $2 a million, 100 tokens of answer at $10 a million
    assert money.most(b"x" * 300, 200, 100) == pytest.approx(500 * 2e-6 + 100 * 10e-6)
    assert Money(Budget(None), None).most(b"x" * 300, 200, 100) == 0.0


def test_a_call_costs_its_tokens_with_those_of_the_cache_and_half_in_a_batch():
    money = Money(Budget(None), find_price("any", "2,10,0.5"))
    tokens = {"prompt_tokens": 1000, "answer_tokens": 50, "cached_tokens": 400}
    # 600 x 2 + 400 x 0.5 + 50 x 10 = 1900 millionths
    assert money.cost(make_attempt(**tokens)) == pytest.approx(1900e-6)
    assert money.cost(make_attempt(**tokens, is_batch=True)) == pytest.approx(950e-6)
    assert money.cost(make_attempt(prompt_tokens=1000, answer_tokens=50)) == pytest.approx(2500e-6)
    assert money.cost(make_attempt()) == 0.0
    assert Money(Budget(None), None).cost(make_attempt(**tokens)) == 0.0


def test_more_tokens_out_of_the_cache_than_were_sent_cost_no_less_than_nothing():
    assert find_price("any", "2,10,0.5").cost(1_000_000, 0, cached=3_000_000) == pytest.approx(0.5)


def test_without_a_price_out_of_the_cache_its_tokens_cost_as_any_others():
    price = find_price("any", "3,12")
    assert (price.tokens.prompt, price.tokens.answer, price.tokens.cached) == (3, 12, 3)
    assert price.source == "--prices"
    assert find_price("any", "0,0").cost(1e6, 1e6) == 0.0


def test_a_budget_has_room_up_to_its_bound_and_counts_what_is_in_flight():
    budget = Budget(1.0, spent=0.25)
    assert (budget.bound, budget.spent, budget.reserved, budget.is_used_up) == (1.0, 0.25, 0.0, False)
    assert budget.has_room(0.75) and not budget.has_room(0.76)
    budget.reserve(0.25)
    budget.reserve(0.25)
    assert budget.reserved == 0.5
    assert budget.has_room(0.25) and not budget.has_room(0.26)
    budget.settle(0.25, 0.125)
    assert (budget.reserved, budget.spent) == (0.25, 0.375)
    budget.settle(5.0, 0.0)  # more than was reserved, as after rounding
    assert (budget.reserved, budget.spent) == (0.0, 0.375)
    assert Budget(None).has_room(1e9)
    assert Budget(None).spent == 0.0


def test_prices_are_called_old_after_90_days():
    # of June 2026, which counts from its 28th: 26 September is the 90th day
    assert find_age_note(date(2026, 9, 26)) is None
    assert find_age_note(date(2026, 9, 27)) == "the prices are of 2026-06, 91 days old; --prices corrects them"
    assert find_age_note(date(2026, 6, 1)) is None


def test_a_model_without_a_price_is_named_with_the_way_out():
    assert unknown_price_text("homemade") == (
        "the price of homemade is not among those of 2026-06; give --prices PROMPT,ANSWER in US dollars a million"
        " tokens"
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("two words", 2),
        ("two words.", 3),
        ("0.421", 3),  # 0 . 421
        ("12345", 2),  # 123 45
        ("a 5", 3),  # the blank before a number is a token of its own
        ("end\n", 2),
        (".\n", 1),
        ("[0.1, 0.25]", 10),  # [ 0 . 1 , blank 0 . 25 ]
    ],
)
def test_an_estimate_counts_words_signs_and_groups_of_three_digits(text, count):
    assert estimate_tokens(text) == count


def test_messages_have_four_tokens_around_each_and_the_last_one_three_more():
    counter = TokenCounter()
    assert counter.encoding_name is None
    assert counter.count_messages([]) == 0
    assert counter.count_messages([{"content": "two words"}, {"content": "three more words"}]) == 4 + 2 + 4 + 3
    assert counter.count_text("") == 0
    assert counter.count_text("two words") == 2
    assert counter.count_last("two words") == 4 + 3 + 2
    # the last paragraph is counted by itself: "A man .", newline, newline after a sign are none, "Describe him ."
    assert counter.count_last("A man.\n\nDescribe him.") == 4 + 3 + 3 + 3


class Words:
    """An encoding that joins what stands on one line."""

    name = "lines"

    def encode_ordinary(self, text):
        return [part for part in text.split("\n") if part]


def test_an_encoding_counts_in_place_of_the_estimate():
    counter = TokenCounter(Words())
    assert counter.encoding_name == "lines"
    assert counter.count_text("one two\nthree") == 2
    assert counter.count_messages([{"content": "one two\nthree"}]) == 4 + 2
    # cut before the line on which the last paragraph but one begins, so that each part is counted by itself
    assert counter.count_last("one\ntwo\n\nthree") == 4 + 3 + 3


def test_what_the_requests_of_one_image_share_is_counted_once():
    asked = []

    class Recorder(Words):
        def encode_ordinary(self, text):
            asked.append(text)
            return super().encode_ordinary(text)

    counter = TokenCounter(Recorder())
    shared = "A man stands.\n\nHe waves.\nHis arm is up.\n"
    for last in ("Boxes: 3.\n\nDescribe him.", "Boxes: 3.\n\nWhat does he do?"):
        assert counter.count_last(shared + last) == 4 + 3 + 3 + 2
    # from the line before the last blank one on, they differ
    assert asked == [shared, "Boxes: 3.\n\nDescribe him.", "Boxes: 3.\n\nWhat does he do?"]
    asked.clear()
    for text in ("One line.\nThe last.", "One line.\nAnother one.", "A line alone.", "A line.\n- a bullet"):
        counter.count_last(text)
    # what begins with a sign may be joined to the line before by a tokenizer: it is counted as a whole
    assert asked == ["One line.\n", "The last.", "Another one.", "A line alone.", "A line.\n- a bullet"]


def test_a_vocabulary_is_looked_for_where_tiktoken_keeps_it_by_itself(tmp_path, monkeypatch):
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    monkeypatch.delenv("DATA_GYM_CACHE_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert not tokens._is_at_hand("o200k_base")
    # as tiktoken.load.read_file_cached does: a folder among the temporary files, a name by the SHA-1 of the address
    address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    place = tmp_path / "data-gym-cache" / hashlib.sha1(address.encode()).hexdigest()
    place.parent.mkdir()
    place.write_bytes(b"words")
    assert not tokens._is_at_hand("o200k_base"), "another file than OpenAI's"
    monkeypatch.setitem(tokens._VOCABULARIES, "o200k_base", ("o200k_base", hashlib.sha256(b"words").hexdigest()))
    assert tokens._is_at_hand("o200k_base")
    assert not tokens._is_at_hand("p50k_base")


def test_vocabularies_are_those_that_tiktoken_asks_for():
    for name, (vocabulary, sha256) in tokens._VOCABULARIES.items():
        assert name in tiktoken.list_encoding_names()
        source = inspect.getsource(getattr(openai_public, vocabulary))
        assert f"{vocabulary}.tiktoken" in source and sha256 in source
    assert set(tokens._VOCABULARIES) == {"o200k_base", "o200k_harmony", "cl100k_base"}
