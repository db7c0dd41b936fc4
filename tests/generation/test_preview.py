"""A dry run prints requests, tokens, cost, time and what changed, and sends nothing."""

from __future__ import annotations

import base64
import dataclasses
import hashlib

import pytest
import tiktoken
import tiktoken.load
import tiktoken.registry

from kp_llava.generation.cost import tokens
from kp_llava.generation.cost.tokens import find_counter
from kp_llava.generation.prompts.messages import render_messages
from kp_llava.generation.run import preview
from tests.teacher_server import TeacherServer

from .factories import make_options, make_scene, make_scene_set, run_on

WORDS = (b"person", b"keypoints", b" the", b"0.", b", ", b"Question:")
CACHED_NAME = "fb374d419588a4632f3f557e76b4b70aebbca790"  # under which tiktoken keeps o200k_base


@pytest.fixture
def vocabulary(tmp_path, monkeypatch):
    """A vocabulary of single bytes and a few words where tiktoken would keep o200k_base, and taken for it."""
    ranks = {bytes([number]): number for number in range(256)}
    for word in WORDS:  # every prefix, so that the words can be merged
        for end in range(2, len(word) + 1):
            ranks.setdefault(word[:end], len(ranks))
    lines = (base64.b64encode(token) + f" {rank}\n".encode() for token, rank in ranks.items())
    path = tmp_path / "cache" / CACHED_NAME
    path.parent.mkdir()
    path.write_bytes(b"".join(lines))
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(path.parent))
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setitem(tokens._VOCABULARIES, "o200k_base", ("o200k_base", sha256))
    monkeypatch.setattr(tiktoken.load, "check_hash", lambda data, expected: data == path.read_bytes())
    return path


@pytest.fixture(autouse=True)
def no_download(monkeypatch):
    def read_file(place):
        raise AssertionError(f"tiktoken was about to download {place}")

    monkeypatch.setattr(tiktoken.load, "read_file", read_file)


def preview_of(run_dir, count=4, **changes):
    scenes = make_scene_set(make_scene(image_id) for image_id in range(1, count + 1))
    return preview(make_options(run_dir, **({"teacher": "openai"} | changes)), scene_set=scenes)


@pytest.mark.parametrize("task", ["conversation", "detail", "complex"])
def test_with_the_vocabulary_in_tiktoken_s_cache_prompts_are_counted_exactly(tmp_path, vocabulary, task):
    found = preview_of(tmp_path, 3, tasks=(task,))
    encoding = tiktoken.get_encoding("o200k_base")
    assert encoding.n_vocab > 200_000 and encoding.encode_ordinary(" the person") == [
        *encoding.encode_ordinary(" the"),
        *b" ",
        *encoding.encode_ordinary("person"),
    ]
    whole = 0
    for image_id in (1, 2, 3):
        messages = render_messages(task, make_scene(image_id))
        whole += sum(4 + len(encoding.encode_ordinary(message["content"])) for message in messages) + 3
    assert found.prompt_tokens == whole
    assert found.encoding_name == "o200k_base"


def test_models_of_the_same_vocabulary_are_counted_by_it_and_unknown_ones_by_the_estimate(vocabulary):
    names = {model: find_counter(model).encoding_name for model in ("gpt-4o", "gpt-5.1", "homemade")}
    assert names == {"gpt-4o": "o200k_base", "gpt-5.1": "o200k_base", "homemade": None}
    assert find_counter("gpt-4").encoding_name is None, "its vocabulary is not there"
    assert tokens.TokenCounter().count_last("two words") == 2 + 7


@pytest.mark.parametrize("fault", ["absent", "cut off", "no cache"])
def test_without_a_whole_vocabulary_the_count_is_an_estimate_and_nothing_is_downloaded(
    tmp_path, monkeypatch, vocabulary, fault
):
    if fault == "absent":
        vocabulary.unlink()
    elif fault == "cut off":
        vocabulary.write_bytes(vocabulary.read_bytes()[:-10])
    else:
        monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    found = preview_of(tmp_path, 2)
    assert found.encoding_name is None
    assert found.prompt_tokens > 1000
    assert vocabulary.exists() == (fault != "absent"), "tiktoken would have removed what it cannot use"


def test_cost_and_time_are_told_for_online_and_batch(tmp_path):
    found = preview_of(tmp_path, 4, prices="2,20", concurrency=6, max_tokens=1000)
    # each may be cut off at 1,000 tokens, given the room of 4,000, and sent back once
    assert (found.to_send, found.answer_tokens, found.most_answer_tokens) == (12, 12 * 250, 12 * 9000)
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
