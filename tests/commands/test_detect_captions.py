"""`kp-llava detect --captioner http://...`: five sentences a picture, with the ledger, cost and resume of a teacher."""

from __future__ import annotations

import json

import pytest

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.detection import run as detection
from kp_llava.generation.rows import read_rows
from kp_llava.generation.teachers import openai as openai_teacher
from tests.annotations.detection.factories import save_pictures
from tests.annotations.detection.test_run import Finder
from tests.teacher_server import TeacherServer, error_reply

from .test_show_picture import open_data_url


@pytest.fixture
def kp_llava(monkeypatch, run_command):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.01)
    # somebody stands in each picture
    monkeypatch.setattr(detection, "make_detector", lambda options, **more: Finder())
    return run_command


def command(tmp_path, server, *more):
    words = ["detect", tmp_path / "in", tmp_path / "out", "--split", "mine", "--captioner", server.base_url]
    return [*words, "--captioner-model", "seeing-model", *more]


def describe(payload, number):
    """Three sentences at first, and what is missing when it is asked for more."""
    first = payload["messages"][0]["content"]
    assert [part["type"] for part in first] == ["image_url", "text"]
    width = open_data_url(first[0]["image_url"]["url"]).width
    if len(payload["messages"]) == 1:
        assert "in 5 different sentences" in first[1]["text"]
        return "\n".join(f"{n}. Somebody stands in a picture of width {width}, take {n}." for n in (1, 2, 3))
    assert payload["messages"][-1]["content"].startswith("Write 2 more sentences")
    return f"A person is upright before a wall of {width}.\nOne more standing person, seen at {width}.\nToo many here."


def test_five_sentences_a_picture_are_written_marked_and_counted(tmp_path, kp_llava):
    save_pictures(tmp_path / "in", 3)
    with TeacherServer(describe) as server:
        code, out, err = kp_llava(*command(tmp_path, server, "--prices", "1,2"))
        assert code == 0, err
        assert "captions by seeing-model: 15 sentences for 3 pictures" in out
        assert "cost of the run so far: $0.00" in out
        assert len(server.payloads) == 6
        # given again, nothing is asked
        assert kp_llava(*command(tmp_path, server, "--prices", "1,2"))[0] == 0
        assert len(server.payloads) == 6
        # a new picture costs the difference
        save_pictures(tmp_path / "in", 4)
        assert kp_llava(*command(tmp_path, server))[0] == 0
        assert len(server.payloads) == 8
    scenes = read_scenes(tmp_path / "out", "mine").scenes
    assert {(scene.captioner, len(set(scene.captions))) for scene in scenes} == {("seeing-model", 5)}
    for scene in scenes:
        assert f"width {scene.width}, take 1" in scene.captions[0]
    words = ("--coco", tmp_path / "out", "--split", "mine")
    assert "captions written by a model: 20" in kp_llava("audit", *words)[1]
    assert kp_llava("generate", tmp_path / "run", *words, "--tasks", "detail")[0] == 0
    assert {row["captioner"] for row in read_rows(tmp_path / "run", "detail")} == {"seeing-model"}


@pytest.mark.slow
def test_the_card_says_who_wrote_the_captions(tmp_path, kp_llava):
    save_pictures(tmp_path / "in", 4)
    with TeacherServer(describe) as server:
        assert kp_llava(*command(tmp_path, server))[0] == 0
    words = ("--coco", tmp_path / "out", "--split", "mine")
    assert kp_llava("generate", tmp_path / "run", *words, "--tasks", "detail")[0] == 0
    assert kp_llava("export", tmp_path / "run", tmp_path / "hub", "--format", "hub")[0] == 0
    card = (tmp_path / "hub" / "README.md").read_text()
    assert "the captions of 4 images were written by the model `seeing-model`" in card


def test_a_bound_on_the_cost_stops_and_a_higher_one_goes_on(tmp_path, kp_llava):
    save_pictures(tmp_path / "in", 4)
    with TeacherServer(describe) as server:
        words = ("--prices", "1000,1000", "--concurrency", 1)
        code, _, err = kp_llava(*command(tmp_path, server, *words, "--max-cost", 1.3))
        assert code == 1
        assert "--max-cost 1.3: the next call could pass it" in err
        done = server.answered
        assert 0 < done < 8
        code, _, err = kp_llava(*command(tmp_path, server, *words, "--max-cost", 100))
        assert code == 0, err
        assert server.answered == 8


def test_faults_of_one_picture_are_counted_and_of_all_are_an_error(tmp_path, kp_llava):
    save_pictures(tmp_path / "in", 3)

    def refuse_one(payload, number):
        if open_data_url(payload["messages"][0]["content"][0]["image_url"]["url"]).width == 110:
            return error_reply(400, "flagged by the content policy", code="content_policy")
        return describe(payload, number)

    with TeacherServer(refuse_one) as server:
        code, out, err = kp_llava(*command(tmp_path, server))
        assert code == 0, err
        assert "10 sentences for 2 pictures" in out
        assert "pictures without any: 1" in out
        assert "failed: BadRequestError: 1" in out
    content = json.loads((tmp_path / "out" / "annotations" / "captions_mine.json").read_text())
    assert len(content["annotations"]) == 10
    with TeacherServer(lambda payload, number: error_reply(401, "bad key", code="invalid_api_key")) as server:
        save_pictures(tmp_path / "other" / "in", 2)
        code, _, err = kp_llava(*command(tmp_path / "other", server))
        assert code == 1
        assert "set OPENAI_API_KEY to a valid one" in err


def test_options_that_do_not_fit_are_named(tmp_path, kp_llava):
    save_pictures(tmp_path / "in", 1)
    start = ("detect", tmp_path / "in", tmp_path / "out", "--captioner")
    code, _, err = kp_llava(*start, "http://127.0.0.1:9/v1")
    assert (code, "give the model's name there to" in err.replace("\n", " ")) == (2, True), err
    code, _, err = kp_llava(*start, "some/model", "--max-cost", 2)
    assert (code, "is for a captioner on a server" in " ".join(err.replace("│", " ").split())) == (2, True), err


def test_damaged_captions_are_named_and_asked_for_again_alone(tmp_path, kp_llava):
    save_pictures(tmp_path / "in", 3)
    with TeacherServer(describe) as server:
        assert kp_llava(*command(tmp_path, server))[0] == 0
        before = read_scenes(tmp_path / "out", "mine").scenes
        (ledger,) = (tmp_path / "out").rglob("ledger.sqlite")
        text = b"Somebody stands in a picture of width 110, take 1."
        assert text in ledger.read_bytes()
        ledger.write_bytes(ledger.read_bytes().replace(text, text.replace(b"110, take 1", b"910, take 1")))
        code, _, err = kp_llava(*command(tmp_path, server))
        assert code == 1
        assert "are damaged; `kp-llava status " in err.splitlines()[-1]
        assert len(server.payloads) == 6
        assert kp_llava("status", ledger.parent, "--repair")[0] == 0
        code, _, err = kp_llava(*command(tmp_path, server))
        assert code == 0, err
        assert len(server.payloads) == 7
    assert read_scenes(tmp_path / "out", "mine").scenes == before
