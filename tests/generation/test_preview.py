"""A dry run tells requests, tokens, cost, time and what changed, and sends nothing."""

from __future__ import annotations

import dataclasses

import pytest
import tiktoken

from kp_llava.generation import tokens
from kp_llava.generation.prompts import render_messages
from kp_llava.generation.run import preview
from kp_llava.generation.tokens import TokenCounter, find_counter
from tests.teacher_server import TeacherServer

from .factory import make_options, make_scene, make_scene_set, run_on


@pytest.fixture
def encoding():
    """A real tokenizer, with a vocabulary of our own: single bytes and a few words."""
    words = [b"person", b"keypoints", b" the", b"0.", b", ", b"Question:"]
    ranks = {bytes([number]): number for number in range(256)}
    for word in words:  # every prefix, so that the words can be merged
        for end in range(2, len(word) + 1):
            ranks.setdefault(word[:end], len(ranks))
    pattern = r"""[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+"""
    return tiktoken.Encoding("tiny", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})


def preview_of(run_dir, count=4, **changes):
    scenes = make_scene_set(make_scene(image_id) for image_id in range(1, count + 1))
    return preview(make_options(run_dir, **({"teacher": "openai"} | changes)), scene_set=scenes)


@pytest.mark.parametrize("task", ["conversation", "detail", "complex"])
def test_with_the_tokenizer_at_hand_prompts_are_counted_exactly(tmp_path, monkeypatch, encoding, task):
    monkeypatch.setattr("kp_llava.generation.preview.find_counter", lambda model: TokenCounter(encoding))
    found = preview_of(tmp_path, 3, tasks=(task,))
    whole = 0
    for image_id in (1, 2, 3):
        messages = render_messages(task, make_scene(image_id))
        whole += sum(4 + len(encoding.encode_ordinary(message["content"])) for message in messages) + 3
    assert found.prompt_tokens == whole
    assert found.encoding_name == "tiny"


def test_a_vocabulary_is_taken_from_tiktoken_s_cache_and_never_downloaded(tmp_path, monkeypatch, encoding):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))

    def get_encoding(name):
        assert name == "o200k_base"
        return encoding

    monkeypatch.setattr(tiktoken, "get_encoding", get_encoding)
    assert find_counter("gpt-4o").encoding_name is None
    # the name under which tiktoken keeps o200k_base
    (tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(b"")
    assert find_counter("gpt-4o").encoding_name == "tiny"
    assert find_counter("homemade").encoding_name is None
    assert tokens.TokenCounter().count_last("two words") == 2 + 7


def test_cost_and_time_are_told_for_online_and_batch(tmp_path):
    found = preview_of(tmp_path, 4, prices="2,20", concurrency=6, max_tokens=1000)
    assert (found.to_send, found.answer_tokens, found.most_answer_tokens) == (12, 12 * 250, 12 * 1000)
    assert found.usd == pytest.approx(found.prompt_tokens * 2e-6 + 12 * 250 * 20e-6)
    assert found.most_usd > found.usd
    assert found.batch_share == 0.5
    assert (found.seconds, found.is_time_measured) == (12.0, False)
    assert not (tmp_path / "run.json").exists()


def test_an_account_s_limits_make_the_time(tmp_path):
    assert preview_of(tmp_path, requests_per_minute=2).seconds == 12 / 2 * 60
    found = preview_of(tmp_path, tokens_per_minute=1000)
    assert found.seconds == pytest.approx((found.prompt_tokens + found.answer_tokens) / 1000 * 60)


def test_what_the_run_has_measured_takes_the_place_of_assumptions(tmp_path):
    with TeacherServer(wait_s=0.05) as server:
        run_on(tmp_path, 2, teacher="openai", base_url=server.base_url)
        found = preview_of(tmp_path, 4, base_url=server.base_url)
    assert (found.to_send, found.is_time_measured, found.is_length_measured) == (6, True, True)
    assert 0.05 <= found.seconds_per_call < 5
    assert 0 < found.answer_tokens < 6 * 100
    assert found.spent.usd > 0


def test_an_unknown_model_has_no_cost(tmp_path):
    assert preview_of(tmp_path, model="homemade").usd is None


def test_a_new_run_has_no_changes_and_a_repeated_one_neither(tmp_path):
    assert preview_of(tmp_path / "run").changes == []
    run_on(tmp_path / "run", 4)
    assert preview_of(tmp_path / "run", teacher="pose").changes == []


def test_it_says_what_changed_since_the_last_call(tmp_path):
    run = tmp_path / "run"
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "detail.j2").write_text("Describe them shortly.")
    run_on(run, 3, tasks=("detail",))
    found = preview_of(
        run, 5, tasks=("detail", "complex"), prompts_dir=tmp_path / "prompts", temperature=0.5, model="gpt-4.1"
    )
    assert found.changes == [
        "teacher: pose -> openai",
        "model: pose -> gpt-4.1",
        "temperature: None -> 0.5",
        "prompt: detail.j2 was edited",
        "tasks: complex added",
        "images of detail: 2 more, 0 fewer",
    ]
    assert found.to_send == 10


def test_changed_annotations_are_told(tmp_path):
    run_on(tmp_path, 3)
    moved = [dataclasses.replace(make_scene(1), captions=("Somebody stands.",)), make_scene(2), make_scene(3)]
    found = preview(make_options(tmp_path), scene_set=make_scene_set(moved))
    assert found.changes == ["annotations: 1 images have others than before"]
    assert found.to_send == 3
