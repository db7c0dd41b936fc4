"""A ledger's book of batches: what was meant to be sent, what was, and what came of it."""

from __future__ import annotations

import time

import pytest

from kp_llava.generation.ledger.batches import BatchBook, Shard
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt, FollowUp, Request

from ..factories import make_scene


def request_of(number):
    return Request(f"key {number:03d}", number, "detail", "gpt-4o", "opening", f"context {number}", "Describe.")


@pytest.fixture
def ledger(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        with ledger.transaction():
            for number in range(1, 301):
                ledger.add_scene(make_scene(number))
                ledger.add_request(request_of(number))
        yield ledger


def shard(first, last, follow_up=None):
    return Shard([(f"key {number:03d}", follow_up) for number in range(first, last + 1)], 1000, 0.25)


def test_an_intent_is_kept_with_its_requests_which_nobody_else_is_offered(ledger):
    book = BatchBook(ledger)
    assert (book.all(), book.live(), book.live_keys(), book.count_live_requests()) == ([], [], set(), 0)
    before = time.time()
    first, second = book.intend(shard(1, 3)), book.intend(shard(4, 5))
    assert (first.number, second.number) == (1, 2)
    assert before <= first.created_at <= time.time()
    assert (first.requests, first.prompt_tokens, first.most_usd, first.state) == (3, 1000, 0.25, "intended")
    assert (first.input_file_id, first.batch_id, first.status, first.completed, first.failed) == (
        None,
        None,
        None,
        0,
        0,
    )
    assert len(first.shard) == 64 and first.shard != second.shard
    assert book.find(1) == first
    assert book.all() == book.live() == [first, second]
    assert book.live_keys() == {"key 001", "key 002", "key 003", "key 004", "key 005"}
    assert book.count_live_requests() == 5
    offered = [request.image_id for request in ledger.pending(["detail"])]
    assert offered == list(range(6, 301))


def test_the_name_of_a_shard_follows_from_the_run_and_what_is_asked(tmp_path, ledger):
    book = BatchBook(ledger)
    assert book.run_id() == BatchBook(ledger).run_id()
    assert len(book.run_id()) == 32
    names = {book.intend(one).shard for one in (shard(1, 2), shard(1, 2), shard(1, 2, "{}"), shard(1, 3))}
    assert len(names) == 4
    with Ledger.write(tmp_path / "other") as other:
        assert BatchBook(other).run_id() != book.run_id()


def test_each_step_is_kept_and_touches_no_other_batch(ledger):
    book = BatchBook(ledger)
    book.intend(shard(1, 3))
    other = book.intend(shard(4, 5))
    assert book.set_file(1, "file-1").input_file_id == "file-1"
    assert book.set_state(1, "sending").state == "sending"
    submitted = book.set_submitted(1, "batch-1")
    assert (submitted.state, submitted.batch_id, submitted.input_file_id) == ("submitted", "batch-1", "file-1")
    book.set_status(1, "in_progress", 2, 1)
    found = book.find(1)
    assert (found.status, found.completed, found.failed) == ("in_progress", 2, 1)
    assert book.set_file(1, None).input_file_id is None
    assert book.find(2) == other


def test_a_finished_batch_leaves_its_answers_and_frees_the_rest(ledger):
    book = BatchBook(ledger)
    book.intend(shard(1, 3))
    book.intend(shard(4, 5))
    book.finish(1, [Attempt("key 001", 1.0, 2.0, answer="{}", is_batch=True), Attempt("key 002", 1.0, 2.0, error="x")])
    assert book.find(1).state == "done"
    assert [batch.number for batch in book.live()] == [2]
    assert [batch.number for batch in book.all()] == [1, 2]
    assert book.live_keys() == {"key 004", "key 005"}
    assert book.count_live_requests() == 2
    assert [request.image_id for request in ledger.pending(["detail"])][:3] == [2, 3, 6]
    assert [attempt.answer for attempt in ledger.attempts("key 001")] == ["{}"]


def test_results_that_cannot_be_kept_leave_the_batch_as_it_was(ledger):
    book = BatchBook(ledger)
    book.intend(shard(1, 3))

    def results():
        yield Attempt("key 001", 1.0, 2.0, answer="{}")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        book.finish(1, results())
    assert book.find(1).state == "intended"
    assert ledger.attempts("key 001") == []
    assert book.live_keys() == {"key 001", "key 002", "key 003"}


def test_what_a_batch_asks_comes_whole_and_in_the_order_of_its_file(ledger):
    book = BatchBook(ledger)
    again = FollowUp(({"role": "user", "content": "Again."},), 500, (2, 4))
    book.intend(shard(1, 1))
    book.intend(
        Shard([(f"key {number:03d}", again.to_json() if number == 7 else None) for number in range(300, 1, -1)], 1, 1.0)
    )
    asks = list(book.asks(2))
    assert [request for request, _ in asks] == [request_of(number) for number in range(2, 301)]
    assert [request.image_id for request, ask in asks if ask != FollowUp()] == [7]
    assert dict((request.image_id, ask) for request, ask in asks)[7] == again
    assert list(book.asks(3)) == []
