"""The best pairs of several answers to one request, worked out by hand."""

from __future__ import annotations

import json

import pytest

from kp_llava.generation.checks import best
from kp_llava.generation.checks.best import BestPairs, Candidate, merge_candidates, read_candidate, read_candidates
from kp_llava.generation.checks.checks import rejecting_checks
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt, FollowUp, Request
from kp_llava.generation.parsing import Turn, UnusableAnswer

from ...factories import make_scene

REJECT = ("leak",)
LEAK = "This is clear from the keypoints."


def pairs(*answers):
    """One pair an answer; "!" makes it one that a check rejects."""
    return [
        Turn(f"What is seen, part {number}?", LEAK if answer == "!" else f"This is {answer}, and it is well seen.")
        for number, answer in enumerate(answers, 1)
    ]


def short(turns):
    return ["!" if turn.answer == LEAK else turn.answer.split()[2].strip(",") for turn in turns]


def merged(task, *candidates):
    """Answers as (words, numbers of the pairs that were asked for); the words of the result, and what is rejected."""
    turns, results = merge_candidates(
        task, [Candidate(pairs(*words.split()), missing) for words, missing in candidates], make_scene(), REJECT
    )
    assert [result.is_rejected(REJECT) for result in results] == [answer == "!" for answer in short(turns)]
    return " ".join(short(turns))


@pytest.mark.parametrize(
    ("candidates", "best_pairs"),
    [
        ([("a b c d e", ())], "a b c d e"),
        ([("a ! c d e", ())], "a ! c d e"),
        # the later answer to all pairs takes the place of the earlier one, also where it is worse
        ([("a b c d e", ()), ("! g h i j", ())], "! g h i j"),
        # what was asked for again fills what is rejected, in order
        ([("a ! c ! e", ()), ("f g", (2, 4))], "a f c g e"),
        ([("a ! c ! e", ()), ("! g", (2, 4))], "a g c ! e"),
        ([("a ! c ! e", ()), ("! !", (2, 4))], "a ! c ! e"),
        ([("a ! c ! e", ()), ("! g", (2, 4)), ("h", (4,))], "a g c h e"),
        ([("! ! ! ! !", ()), ("f", (1,)), ("g h", (2, 3)), ("i j", (4, 5))], "f g h i j"),
        # a whole answer to a part of the pairs: each pair at its place, and the others where they are needed
        ([("a ! c d e", ()), ("f g h i j", (2,))], "a g c d e"),
        ([("a ! c ! e", ()), ("f ! h i j", (2, 4))], "a f c i e"),
        ([("! b ! d e", ()), ("f g ! i j", (1, 3))], "f b g d e"),
        # nothing is left to fill
        ([("a b c d e", ()), ("f", (2,))], "a b c d e"),
        ([("a ! c d e", ()), ("f", (2,)), ("g", (2,))], "a f c d e"),
        # what came before the last whole answer does not count
        ([("a b c d e", ()), ("f g", (1, 2)), ("! h i j k", ()), ("l", (1,))], "l h i j k"),
    ],
)
def test_each_later_answer_fills_what_is_rejected_and_destroys_nothing(candidates, best_pairs):
    assert merged("conversation", *candidates) == best_pairs


@pytest.mark.parametrize(
    ("candidates", "best_pairs"),
    [
        ([("!", ()), ("a", (1,))], "a"),
        ([("a", ()), ("b", (1,))], "a"),
        ([("!", ()), ("a", (1,)), ("b", (1,))], "a"),
    ],
)
def test_of_single_pairs_the_first_good_one_counts(candidates, best_pairs):
    assert merged("complex", *candidates) == best_pairs


def test_of_single_pairs_of_which_none_is_good_the_newest_counts():
    first, second, third = (Turn("What is it?", f"The keypoints say {word}.") for word in ("one", "two", "three"))
    for task in ("complex", "detail"):
        candidates = [Candidate([first], ()), Candidate([second], (1,)), Candidate([third], (1,))]
        turns, _ = merge_candidates(task, candidates, make_scene(), REJECT)
        assert turns == [third]


def test_pairs_of_a_later_answer_alone_are_too_few():
    with pytest.raises(UnusableAnswer) as error:
        merge_candidates("conversation", [Candidate(pairs("a", "b"), (2, 4))], make_scene(), REJECT)
    assert error.value.reason == "wrong number of pairs"
    assert merged("conversation", ("a b c d e", (2, 4))) == "a b c d e"


REQUEST = Request("k1", 1, "conversation", "gpt", "opening", "context 1")


def raw(*answers):
    text = "\n".join(f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in pairs(*answers))
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})


def follow_up(*missing):
    return FollowUp(({"role": "user", "content": "Again."},), None, missing).to_json()


def test_an_answer_may_have_the_pairs_that_were_asked_for_or_all():
    assert short(read_candidate(REQUEST, raw(*"abcde"), None).turns) == list("abcde")
    two = read_candidate(REQUEST, raw("f", "g"), follow_up(2, 4))
    assert (short(two.turns), two.missing) == (["f", "g"], (2, 4))
    assert short(read_candidate(REQUEST, raw(*"abcde"), follow_up(2, 4)).turns) == list("abcde")
    for answer, ask in ((raw("f", "g"), None), (raw("f"), follow_up(2, 4)), ("no JSON", follow_up(2, 4))):
        with pytest.raises(UnusableAnswer):
            read_candidate(REQUEST, answer, ask)
    answers = [(raw(*"abcde"), None), ("no JSON", None), (raw("f", "g"), None), (raw("f", "g"), follow_up(2, 4))]
    assert [short(one.turns) for one in read_candidates(REQUEST, answers)] == [list("abcde"), ["f", "g"]]


def fill(run, *answers):
    with Ledger.write(run) as ledger, ledger.transaction():
        ledger.add_scene(make_scene())
        ledger.add_request(REQUEST)
        for answer, ask in answers:
            ledger.add_attempt(Attempt(REQUEST.key, 1.0, 2.0, answer=answer, follow_up=ask))


def read(run, reject=REJECT):
    ledger = Ledger.read(run)
    try:
        (stored,) = ledger.answers("conversation")
        return short(BestPairs(ledger, reject).read(stored))
    finally:
        ledger.close()


def test_stored_answers_are_put_together_once_and_again_for_other_checks(tmp_path, monkeypatch):
    fill(tmp_path, (raw("a", "!", "c", "!", "e"), None), (raw("f", "g"), follow_up(2, 4)))
    assert read(tmp_path) == list("afcge")
    with monkeypatch.context() as patch:
        patch.setattr(best, "merge_candidates", None)  # what is kept is not put together again
        assert read(tmp_path) == list("afcge")
    # without a check that rejects them the first pairs stay
    assert read(tmp_path, ()) == ["a", "!", "c", "!", "e"]
    with monkeypatch.context() as patch:
        patch.setattr(best, "merge_candidates", None)
        with pytest.raises(TypeError):
            read(tmp_path)  # one result is kept a request, that of the last checks


def test_answers_to_all_pairs_need_no_putting_together(tmp_path, monkeypatch):
    monkeypatch.setattr(best, "merge_candidates", None)
    fill(tmp_path, (raw(*"a!cde"), None), (raw(*"fghij"), follow_up()))
    assert read(tmp_path) == list("fghij")


def test_answers_of_which_none_can_be_read_say_why(tmp_path):
    fill(tmp_path, ("no JSON", None), (raw("f"), follow_up(2, 4)))
    with pytest.raises(UnusableAnswer) as error:
        read(tmp_path)
    assert error.value.reason == "wrong number of pairs"


def test_a_run_of_an_earlier_version_rejects_by_the_three_usual_checks():
    assert rejecting_checks({}) == ("leak", "contradiction", "cut-off")
    assert rejecting_checks({"checks": ["markup"]}) == ("markup",)
    assert rejecting_checks({"checks": []}) == ()
