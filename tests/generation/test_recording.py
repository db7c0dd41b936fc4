"""Planning is left out where nothing has changed, and done again where anything has."""

from __future__ import annotations

import dataclasses
import json

import pytest
from PIL import Image

from kp_llava.generation import recording, run
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions, read_run_file
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate
from tests.factories import make_coco_folder


@pytest.fixture
def options(tmp_path):
    return RunOptions(run_dir=tmp_path / "run", coco=make_coco_folder(tmp_path / "coco", images=3), split="val2017")


@pytest.fixture
def reads(monkeypatch):
    """Counts how often scenes are read."""
    calls, real = [], run.find_scenes
    monkeypatch.setattr(run, "find_scenes", lambda *all_: calls.append(all_) or real(*all_))
    return calls


def test_the_same_call_again_reads_no_scene_and_says_the_same(options, reads):
    first = generate(options)
    again = generate(options)
    assert len(reads) == 1
    assert (again.images, again.exclusions) == (first.images, first.exclusions)
    assert (again.sent, again.already_answered) == (0, 9)
    assert again.tasks == first.tasks
    assert read_run_file(options.run_dir)["exclusions"] == first.exclusions


def test_options_that_change_no_request_read_no_scene(options, reads):
    generate(options)
    generate(dataclasses.replace(options, concurrency=3, checks=("leak",), max_reasks=2, timeout_s=5.0))
    assert len(reads) == 1


def change_annotations(options):
    path = options.coco / "annotations" / "captions_val2017.json"
    content = json.loads(path.read_text())
    content["annotations"][0]["caption"] = "A person waits."
    path.write_text(json.dumps(content))
    return options


def add_picture(options):
    Image.new("RGB", (4, 4)).save(options.coco / "val2017" / "new.jpg")
    return options


def replace_prompt(options):
    folder = options.run_dir.parent / "prompts"
    folder.mkdir()
    (folder / "complex.j2").write_text("Ask.")
    return dataclasses.replace(options, prompts_dir=folder)


CHANGES = {
    "annotations": change_annotations,
    "a picture": add_picture,
    "a prompt": replace_prompt,
    "fewer images": lambda options: dataclasses.replace(options, max_images=2),
    "fewer kinds": lambda options: dataclasses.replace(options, tasks=("detail",)),
    "facts": lambda options: dataclasses.replace(options, facts=True),
    "the least number of points": lambda options: dataclasses.replace(options, min_keypoints=2),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_plans_anew_and_going_back_too(options, reads, change):
    generate(options)
    before = list(read_rows(options.run_dir, "detail"))
    changed = change(options)
    generate(changed)
    assert len(reads) == 2
    generate(changed)
    assert len(reads) == 2
    if changed is not options:
        generate(options)
        assert len(reads) == 3
        assert list(read_rows(options.run_dir, "detail")) == before


def test_other_code_plans_anew(options, reads, monkeypatch):
    generate(options)
    monkeypatch.setattr(recording, "hash_code", lambda folders: "other code")
    generate(options)
    assert len(reads) == 2


def test_a_plan_that_was_stopped_is_made_again(options, reads, monkeypatch):
    real = Ledger.add_request

    def stop(ledger, request):
        if request.image_id == 3:
            raise KeyboardInterrupt
        real(ledger, request)

    generate(options)
    grown = dataclasses.replace(options, seed=0, facts=True)
    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr(Ledger, "add_request", stop)
        generate(grown)
    generate(options)  # what the first call had planned is no longer all in the ledger
    assert len(reads) == 3
    assert generate(options).already_answered == 9
