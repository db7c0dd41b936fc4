"""A prompt that a server cuts off without a word is found by what the server says it has read, of it and of others."""

from __future__ import annotations

import json
import re

import pytest

from tests.factories import make_coco, make_coco_folder
from tests.teacher_server import Reply, TeacherServer, pairs_text

from .test_generate_server import command
from .test_generate_server import kp_llava as kp_llava


@pytest.fixture(scope="module")
def varied(tmp_path_factory):
    """A folder whose prompts are of different lengths."""
    contents = make_coco(12)
    for caption in contents["captions"]["annotations"]:
        number = caption["image_id"]
        caption["caption"] = f"{caption['caption']} {'People walk on and on along the wall. ' * 4 * number} {number}"
    return make_coco_folder(tmp_path_factory.mktemp("varied"), contents, with_pictures=False)


def ask_a_server_that_reads(read, tmp_path, coco, kp_llava):
    """Ask for all of them; `read` says how many of so many tokens the server reads, by the number of the call."""

    def answer(payload, number):
        # its tokenizer needs a third more than the usual ones
        tokens = sum(len(message["content"]) for message in payload["messages"]) // 3
        usage = {"prompt_tokens": read(tokens, number), "completion_tokens": 20}
        body = {"choices": [{"message": {"content": pairs_text(1)}, "finish_reason": "stop"}], "usage": usage}
        return Reply(body=json.dumps(body).encode())

    with TeacherServer(answer) as teacher:
        options = ("--base-url", teacher.base_url, "--concurrency", 1, "--max-reasks", 0, "--prices", "1,1")
        code, _, err = kp_llava(*command(tmp_path, coco, *options))
    return code, err, len(teacher.payloads)


def test_a_prompt_cut_to_three_quarters_is_found_by_what_the_server_read_of_the_others(tmp_path, varied, kp_llava):
    code, err, calls = ask_a_server_that_reads(
        lambda tokens, number: tokens * 3 // 4 if number == 8 else tokens, tmp_path, varied, kp_llava
    )
    assert (code, calls) == (1, 9)
    found = re.search(r"the server read ([\d,]+) of about ([\d,]+) prompt tokens; it cuts long prompts off", err)
    read, whole = (int(number.replace(",", "")) for number in found.groups())
    assert read / whole == pytest.approx(0.75, abs=0.03)


def test_one_and_the_same_count_for_longer_and_longer_prompts_is_a_cap(tmp_path, varied, kp_llava):
    code, err, calls = ask_a_server_that_reads(lambda tokens, number: min(tokens, 1536), tmp_path, varied, kp_llava)
    assert code == 1
    assert calls < 9
    assert re.search(r"the server read 1,536 of about [\d,]+ prompt tokens; it cuts long prompts off", err)


def test_a_gateway_that_gives_one_count_for_all_calls_cuts_nothing_off(tmp_path, kp_llava):
    contents = make_coco(8)
    for number, caption in enumerate(contents["captions"]["annotations"]):
        caption["caption"] += " People walk on and on along the wall." * number
    coco, seen = make_coco_folder(tmp_path / "coco", contents, with_pictures=False), []

    def read(tokens, number):
        seen.append(tokens)
        return 5000

    code, err, calls = ask_a_server_that_reads(read, tmp_path / "run", coco, kp_llava)
    assert (code, calls) == (0, 8), err
    # by the count of its own tokenizer: these are the replies that would look like a cap
    assert max(seen) - min(seen) > 150 and 0.8 * max(seen) < 5000 < 0.95 * min(seen)


def test_another_tokenizer_alone_is_no_cut(tmp_path, varied, kp_llava):
    code, err, calls = ask_a_server_that_reads(lambda tokens, number: tokens, tmp_path, varied, kp_llava)
    assert (code, calls) == (0, 12), err
