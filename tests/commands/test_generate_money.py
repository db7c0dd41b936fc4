"""What `kp-llava generate` pays for: the best of several answers, tokens counted or not, and bounds that hold."""

from __future__ import annotations

import json
import re

import pytest

from kp_llava.generation.cost import prices
from kp_llava.generation.teachers import openai as openai_teacher
from tests.factories import make_coco, make_coco_folder
from tests.teacher_server import Reply, TeacherServer, good_answer, pairs_text

IMAGES = 3


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    contents = make_coco(IMAGES)
    for caption in contents["captions"]["annotations"]:  # equal prompts would be one request
        caption["caption"] += f" It is picture {caption['image_id']}."
    return make_coco_folder(tmp_path_factory.mktemp("coco"), contents, with_pictures=False)


@pytest.fixture
def kp_llava(monkeypatch, run_command):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.01)
    return run_command


def command(run_dir, coco, teacher, *more, tasks="complex"):
    server = ("--teacher", "openai", "--base-url", teacher.base_url)
    return "generate", run_dir, "--coco", coco, "--split", "val2017", "--tasks", tasks, *server, *more


def status(kp_llava, run_dir):
    return json.loads(kp_llava("status", run_dir, "--json")[1])


def four_of_five(bad):
    pairs = pairs_text(5).split("\n")
    pairs[5] = f"Answer: {bad}"
    return "\n".join(pairs)


def is_again(payload):
    return "Your answer cannot be used" in payload["messages"][-1]["content"]


LEAK = "The keypoints of the person are given in the middle."
LIE = "The person raises both arms high above the head."


def test_a_worse_second_answer_destroys_nothing_of_the_first(tmp_path, coco, kp_llava):
    bad = "\n".join(f"Question: What is part {n}?\nAnswer: {LEAK}" for n in range(5))

    with TeacherServer(lambda payload, number: bad if is_again(payload) else four_of_five(LEAK)) as teacher:
        ask = command(tmp_path, coco, teacher, tasks="conversation")
        code, out, _ = kp_llava(*ask)
        assert (code, len(teacher.payloads)) == (0, 2 * IMAGES)
        assert f"conversation: {4 * IMAGES} rows of {IMAGES} images" in out
        assert "asked gpt-4o 0 times" in kp_llava(*ask)[1]


def test_only_the_missing_pair_is_asked_for_and_fills_its_place(tmp_path, coco, kp_llava):
    new = "Question: What lies near the person?\nAnswer: A ball lies near the feet of the person."

    with TeacherServer(lambda payload, number: new if is_again(payload) else four_of_five(LEAK)) as teacher:
        _, out, _ = kp_llava(*command(tmp_path, coco, teacher, tasks="conversation"))
        (why, *_) = [payload["messages"][-1]["content"] for payload in teacher.payloads if is_again(payload)]
    assert (
        "pair 3 speaks of keypoints, boxes, captions or other means of making, or gives coordinates. Write 1 new pair"
        " in its place"
    ) in why
    assert f"conversation: {5 * IMAGES} rows of {IMAGES} images" in out
    from kp_llava.generation.rows import read_rows

    rows = [row["messages"][0]["content"] for row in read_rows(tmp_path, "conversation")]
    assert rows[:5] == [
        "What is the person doing, part 1?",
        "What is the person doing, part 2?",
        "What lies near the person?",
        "What is the person doing, part 4?",
        "What is the person doing, part 5?",
    ]


def test_what_goes_back_names_the_statement_and_what_the_keypoints_say(tmp_path, coco, kp_llava):
    with TeacherServer(lambda payload, number: pairs_text(5) if is_again(payload) else four_of_five(LIE)) as teacher:
        _, out, _ = kp_llava(*command(tmp_path, coco, teacher, tasks="conversation"))
        (why, *_) = [payload["messages"][-1]["content"] for payload in teacher.payloads if is_again(payload)]
    assert f'pair 3 says "{LIE.rstrip(".")}", but by the keypoints: ' in why
    assert re.search(r"by the keypoints: The \w+ arm is hanging", why), why
    assert f"conversation: {5 * IMAGES} rows of {IMAGES} images" in out


def test_a_rejected_answer_goes_back_while_others_are_still_asked_for(tmp_path, coco, kp_llava):
    order = []

    def answer(payload, number):
        order.append(is_again(payload))
        if is_again(payload):
            return pairs_text(1)
        return f"Question: What is it?\nAnswer: {LEAK}" if number == 0 else pairs_text(1)

    with TeacherServer(answer) as teacher:
        _, out, _ = kp_llava(*command(tmp_path, coco, teacher, "--concurrency", 1))
    assert order.count(True) == 1 and order.index(True) < len(order) - 1, "before the last picture is asked about"
    assert "sent back because a check rejects them: 1 answers" in out


def without_usage(payload, number):
    message = {"content": good_answer(payload, number)}
    return Reply(body=json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode())


def test_without_the_server_s_count_tokens_are_counted_the_same_before_and_after_a_restart(tmp_path, coco, kp_llava):
    with TeacherServer(without_usage) as teacher:
        ask = command(tmp_path, coco, teacher, "--prices", "10,100")
        _, out, _ = kp_llava(*ask)
        (cost,) = re.findall(r"cost of the run so far: \$([\d.]+)", out)
        found = status(kp_llava, tmp_path)
        assert float(cost) == pytest.approx(found["spending"]["usd"], abs=1e-4)
        assert found["prompt_tokens"] > 1000 * IMAGES and found["answer_tokens"] > 10 * IMAGES
        code, _, err = kp_llava(
            *command(tmp_path, coco, teacher, "--prices", "10,100", "--max-cost", cost, tasks="detail")
        )
    assert code == 1 and f"spent so far: ${cost}" in err


def test_hidden_tokens_of_reasoning_are_paid_for(tmp_path, coco, kp_llava):
    def answer(payload, number):
        usage = {"prompt_tokens": 5000, "completion_tokens": 50, "total_tokens": 5550}
        body = {"choices": [{"message": {"content": pairs_text(1)}, "finish_reason": "stop"}], "usage": usage}
        return Reply(body=json.dumps(body).encode())

    with TeacherServer(answer) as teacher:
        kp_llava(*command(tmp_path, coco, teacher, "--prices", "0,1000"))
    found = status(kp_llava, tmp_path)
    assert found["answer_tokens"] == 550 * IMAGES
    assert found["spending"]["usd"] == pytest.approx(0.55 * IMAGES)


def test_no_run_costs_more_than_the_dry_run_s_at_most(tmp_path, coco, kp_llava):
    def answer(payload, number):  # thinks to the limit, is cut off, and is then of no use as often as it can be
        limit = payload["max_tokens"]
        if limit == 100:
            text, reason = "word " * 100, "length"
        else:
            text, reason = f"Question: What is it?\nAnswer: {LEAK}" + " word" * 370, "stop"
        return Reply(text, finish_reason=reason)

    with TeacherServer(answer) as teacher:
        ask = command(tmp_path, coco, teacher, "--prices", "1,100", "--max-tokens", 100, "--max-reasks", 2)
        (most,) = re.findall(r"cost online: about \$[\d.]+, at most \$([\d.]+)", kp_llava(*ask, "--dry-run")[1])
        kp_llava(*ask)
        assert len(teacher.payloads) == 4 * IMAGES
    paid = status(kp_llava, tmp_path)["spending"]["usd"]
    assert 0.5 * float(most) < paid <= float(most)


def test_the_dry_run_counts_with_what_the_server_has_in_its_cache(tmp_path, coco, kp_llava):
    with TeacherServer() as teacher:
        cost = re.compile(r"cost online: about \$([\d.]+)")
        ask = command(tmp_path, coco, teacher, "--dry-run", "--max-tokens", 1)
        (plain,) = cost.findall(kp_llava(*ask, "--prices", "1000,0,1000")[1])
        (cached,) = cost.findall(kp_llava(*ask, "--prices", "1000,0,0")[1])
        (tokens,) = re.findall(r"about ([\d,]+) prompt tokens", kp_llava(*ask)[1])
    assert float(plain) == pytest.approx(int(tokens.replace(",", "")) / 1000, abs=0.01)
    # of three prompts with one beginning, two find more than half of theirs in the cache
    assert 0.34 * float(plain) < float(cached) < 0.66 * float(plain)


def test_old_prices_are_shown_with_their_date(tmp_path, coco, kp_llava, monkeypatch):
    with TeacherServer() as teacher:
        out = kp_llava(*command(tmp_path, coco, teacher, "--dry-run"))[1]
        assert "the prices are of 2026-06, " in out
        assert "the prices are of" not in kp_llava(*command(tmp_path, coco, teacher, "--dry-run", "--prices", "1,1"))[1]
    from datetime import date

    assert prices.find_age_note(date(2026, 9, 1)) is None
    assert prices.find_age_note(date(2026, 10, 1)) is not None
