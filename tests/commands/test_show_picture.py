"""`kp-llava generate --show-picture`: the wire, the key, the cost, and what is said of it."""

from __future__ import annotations

import base64
import io
import json
import re
import sqlite3

import pytest
from PIL import Image

from kp_llava.generation.prompts.picture import count_picture_tokens
from kp_llava.generation.rows import read_rows
from tests.batch_server import BatchPlan, BatchServer
from tests.factories import make_coco, make_coco_folder
from tests.teacher_server import TeacherServer

from .test_responses import ResponsesServer


@pytest.fixture
def coco(tmp_path):
    """Two pictures: one of 1600 x 1200 pixels, red on the left and blue on the right, and a small one."""
    contents = make_coco(2)
    for content in contents.values():
        content["images"][0] |= {"width": 1600, "height": 1200}
    folder = make_coco_folder(tmp_path / "coco", contents)
    picture = Image.new("RGB", (1600, 1200), (200, 20, 20))
    picture.paste((20, 20, 200), (800, 0, 1600, 1200))
    picture.save(folder / "val2017" / "000000000001.jpg")
    return folder


@pytest.fixture
def kp_llava(monkeypatch, run_command):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return run_command


def command(run, coco, server, *more, teacher="openai"):
    words = ["generate", run, "--coco", coco, "--split", "val2017", "--teacher", teacher, "--tasks", "detail"]
    return [*words, "--base-url", server.base_url, *more]


def open_data_url(url):
    start = "data:image/jpeg;base64,"
    assert url.startswith(start)
    return Image.open(io.BytesIO(base64.b64decode(url.removeprefix(start))))


def find_pictures(payloads):
    """The pictures of payloads by their widths; each payload's last message has one, and its text."""
    found = {}
    for payload in payloads:
        picture, text = payload["messages"][-1]["content"]
        assert (picture["type"], text["type"]) == ("image_url", "text")
        assert "person: [" in text["text"]
        opened = open_data_url(picture["image_url"]["url"])
        found[opened.width] = opened
    return found


def test_the_picture_goes_along_downscaled_and_is_part_of_the_key(tmp_path, coco, kp_llava):
    with TeacherServer() as server:
        assert kp_llava(*command(tmp_path / "run", coco, server, "--show-picture"))[0] == 0
        assert len(server.payloads) == 2
        found = find_pictures(server.payloads)
        assert {opened.size for opened in found.values()} == {(768, 576), (100, 120)}
        left, right = (found[768].convert("RGB").getpixel((x, 300)) for x in (100, 700))
        assert left[0] > 150 > 80 > left[2]
        assert right[2] > 150 > 80 > right[0]
        system = server.payloads[0]["messages"][0]["content"]
        assert "You see the image itself, and receive what is known about it as text:" in system
        assert "The worked examples come without their images." in system
        # nothing is asked twice, and the ledger holds no picture
        assert (
            "asked gpt-4o 0 times; 2 answers" in kp_llava(*command(tmp_path / "run", coco, server, "--show-picture"))[1]
        )
        with sqlite3.connect(tmp_path / "run" / "ledger.sqlite") as ledger:
            assert "base64" not in "".join(ledger.iterdump())
        # without the picture it is another question, and so it is with another picture
        _, out, _ = kp_llava(*command(tmp_path / "run", coco, server, "--dry-run"))
        assert "show_picture: True -> False" in out
        assert "to send: 2 requests" in out
        Image.new("RGB", (1600, 1200), (20, 200, 20)).save(coco / "val2017" / "000000000001.jpg")
        _, out, _ = kp_llava(*command(tmp_path / "run", coco, server, "--show-picture"))
        assert "asked gpt-4o 1 times; 1 answers" in out
    rows = list(read_rows(tmp_path / "run", "detail"))
    assert len(rows) == 2
    assert rows[0]["context"].startswith("A person stands beside a ball.")


def test_it_is_off_by_default(tmp_path, coco, kp_llava):
    with TeacherServer() as server:
        assert kp_llava(*command(tmp_path / "run", coco, server))[0] == 0
    assert all(isinstance(one["messages"][-1]["content"], str) for one in server.payloads)
    assert "You receive the image as text:" in server.payloads[0]["messages"][0]["content"]


def test_the_dry_run_counts_the_picture_by_openai_s_rule(tmp_path, coco, kp_llava):
    with TeacherServer() as server:
        without = kp_llava(*command(tmp_path / "run", coco, server, "--dry-run"))[1]
        shown = kp_llava(*command(tmp_path / "run", coco, server, "--dry-run", "--show-picture"))[1]
    # 768 x 576 is two by two tiles of 512 pixels, 100 x 120 is one: 85 + 4 * 170 and 85 + 170
    assert "1,020 of them for pictures (by the rule of the model's maker), downscaled to 768 pixels" in shown
    counts = [int(re.search(r"([\d,]+) prompt tokens", text)[1].replace(",", "")) for text in (without, shown)]
    # the system message says a little more, too
    assert 1020 < counts[1] - counts[0] < 1020 + 2 * 200
    assert server.payloads == []


@pytest.mark.parametrize(
    ("model", "tokens"),
    [
        ("gpt-4o", 765),
        ("gpt-4o-2024-08-06", 765),
        # 2833 + 4 * 5667
        ("gpt-4o-mini", 25501),
        # 24 x 18 patches of 32 pixels, times 1.62
        ("gpt-4.1-mini", 700),
        # 28 x 21 of 28 pixels
        ("Qwen/Qwen2.5-VL-7B-Instruct", 588),
    ],
)
def test_models_count_pictures_in_ways_of_their_own(model, tokens):
    assert count_picture_tokens(f"picture:{'a' * 64}/768x576", model) == tokens
    assert count_picture_tokens(b"no picture", model) == 0


def test_a_bound_on_the_cost_counts_a_picture_by_its_tokens_and_not_by_its_bytes(tmp_path, coco, kp_llava):
    noise = Image.effect_noise((1600, 1200), 100).convert("RGB")
    noise.save(coco / "val2017" / "000000000001.jpg", quality=95)
    with TeacherServer() as server:
        # at 100 dollars a million tokens the bytes of a picture of noise would cost more than this
        words = ("--show-picture", "--prices", "100,100", "--max-cost", 12, "--concurrency", 1)
        code, _, err = kp_llava(*command(tmp_path / "run", coco, server, *words))
    assert (code, err.count("error")) == (0, 0), err
    assert max(len(json.dumps(payload)) for payload in server.payloads) > 250_000


def test_a_picture_that_is_missing_or_broken_is_left_out_under_its_name(tmp_path, coco, kp_llava):
    (coco / "val2017" / "000000000002.jpg").write_bytes(b"no picture")
    with TeacherServer() as server:
        code, out, _ = kp_llava(*command(tmp_path / "run", coco, server, "--show-picture"))
        assert code == 0
        assert "failed: picture cannot be shown: 1" in out
        (coco / "val2017" / "000000000002.jpg").unlink()
        code, out, _ = kp_llava(*command(tmp_path / "other", coco, server, "--show-picture"))
        assert "left out: images without a picture to show: 1" in out
    assert len(server.payloads) == 2


def test_the_responses_api_has_names_of_its_own_for_it(tmp_path, coco, kp_llava):
    with ResponsesServer(lambda payload, number: "One person stands in a hall. " * 5) as server:
        code, _, err = kp_llava(*command(tmp_path / "run", coco, server, "--show-picture", "--api", "responses"))
        assert code == 0, err
        picture, text = server.payloads[0]["input"][-1]["content"]
    assert (picture["type"], text["type"]) == ("input_image", "input_text")
    assert open_data_url(picture["image_url"]).format == "JPEG"


def test_batches_carry_the_picture(tmp_path, coco, kp_llava):
    with BatchServer(default=BatchPlan(seconds=0.01)) as server:
        words = ("--show-picture", "--poll", 0.02, "--checks", "none")
        code, out, err = kp_llava(*command(tmp_path / "run", coco, server, *words, teacher="openai-batch"))
        assert code == 0, err
        assert "detail: 2 rows" in out
        (lines,) = (server._lines_of(batch["input_file_id"]) for batch in server.batches)
    assert set(find_pictures(json.loads(line)["body"] for line in lines)) == {768, 100}


def test_the_pose_teacher_sees_none(tmp_path, coco, kp_llava):
    code, _, err = kp_llava("generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--show-picture")
    assert code == 1
    assert "--show-picture: the teacher pose sees keypoints only; name another with --teacher" in err


def test_the_card_and_the_gallery_say_so(tmp_path, coco, kp_llava):
    with TeacherServer() as server:
        kp_llava(*command(tmp_path / "run", coco, server, "--show-picture"))
    assert kp_llava("export", tmp_path / "run", tmp_path / "out", "--format", "hub")[0] == 0
    card = (tmp_path / "out" / "README.md").read_text()
    assert "was shown the images, downscaled to 768 pixels" in card
    assert "never saw the images" not in card
    code, _, err = kp_llava("view", tmp_path / "run", "--out", tmp_path / "view.html")
    assert code == 0, err
