"""`--shard I/N` through the commands: the runs of all parts are read as the one run that they replace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from datasets import load_dataset
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import DatasetError
from kp_llava.generation.rows import read_rows

PARTS = 4
IMAGES = 24
TASKS = ("conversation", "detail", "complex")


def kp_llava(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.output if code == 0 else str(result.exception or result.output)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One run of all images, and the runs of its parts."""
    folder = tmp_path_factory.mktemp("shards")
    coco = draw_sample(folder / "coco", images=IMAGES, seed=4, split="val2017")
    asked = ("--coco", coco, "--split", "val2017")
    kp_llava("generate", folder / "whole", *asked)
    parts = [folder / f"part-{number}" for number in range(1, PARTS + 1)]
    for number, part in enumerate(parts, start=1):
        kp_llava("generate", part, *asked, "--shard", f"{number}/{PARTS}")
    return folder / "whole", parts


def images_of(out: str) -> int:
    return next(int(line.removeprefix("images: ")) for line in out.splitlines() if line.startswith("images: "))


def test_the_parts_share_the_images_and_give_the_same_rows(made):
    whole, parts = made
    sizes = [images_of(kp_llava("status", part)) for part in parts]
    assert sum(sizes) == IMAGES
    assert all(0 < size < IMAGES for size in sizes)
    for task in TASKS:
        assert list(read_rows(parts, task)) == list(read_rows(whole, task))
        assert list(read_rows(parts[::-1], task, turns="multi")) == list(read_rows(whole, task, turns="multi"))


def test_status_adds_the_parts_up_and_names_those_that_are_missing(made):
    whole, parts = made
    assert f"all {PARTS} parts of the images" in kp_llava("status", *parts)
    assert "3 of 4 parts of the images; not among them: 2" in kp_llava("status", parts[0], *parts[2:])
    one = json.loads(kp_llava("status", whole, "--json"))
    together = json.loads(kp_llava("status", *parts, "--json"))
    for name in ("images", "exclusions", "tasks", "attempts", "fidelity", "checks"):
        assert together[name] == one[name], name


def test_an_export_of_the_parts_has_the_bytes_of_the_one_run(made, tmp_path):
    whole, parts = made
    kp_llava("export", whole, tmp_path / "one", "--embed-images")
    out = kp_llava("export", *parts, tmp_path / "parts", "--embed-images")
    assert f"validation: all {PARTS} parts of the images" in out
    names = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.parquet"))
    assert len(names) == len(TASKS)
    for name in names:
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()
    card = (tmp_path / "parts" / "README.md").read_text()
    assert f"{IMAGES} images" in card


def test_llavas_json_of_the_parts_is_that_of_the_one_run(made, tmp_path):
    whole, parts = made
    kp_llava("export", whole, tmp_path / "one.json", "--format", "llava")
    kp_llava("export", *parts, tmp_path / "parts.json", "--format", "llava")
    assert (tmp_path / "parts.json").read_bytes() == (tmp_path / "one.json").read_bytes()


def test_load_dataset_takes_the_parts_as_one_split(made, tmp_path):
    whole, parts = made
    one = load_dataset("kp_llava", "complex", data_dir=str(whole), cache_dir=tmp_path)
    together = load_dataset("kp_llava", "complex", data_dir=[str(part) for part in parts], cache_dir=tmp_path)
    assert list(together) == list(one)
    assert [row["id"] for row in together["validation"]] == [row["id"] for row in one["validation"]]
    fewer = load_dataset("kp_llava", "complex", data_dir=parts[:2], cache_dir=tmp_path)
    assert 0 < len(fewer["validation"]) < len(one["validation"])
    streamed = load_dataset("kp_llava", "complex", data_dir=parts, cache_dir=tmp_path, streaming=True)
    assert [row["id"] for row in streamed["validation"]] == [row["id"] for row in one["validation"]]
    with pytest.raises(DatasetError, match="twice; give each part once"):
        load_dataset("kp_llava", "complex", data_dir=[parts[0], parts[0]], cache_dir=tmp_path)


def test_a_page_shows_the_scenes_of_all_parts(made, tmp_path):
    whole, parts = made
    for sample in (0, 7):
        asked = ("--no-pictures", "--sample", sample)
        kp_llava("view", whole, "--out", tmp_path / "one.html", *asked)
        kp_llava("view", *parts, "--out", tmp_path / "parts.html", *asked)
        assert (tmp_path / "parts.html").read_bytes() == (tmp_path / "one.html").read_bytes()


def test_a_part_goes_on_as_itself_and_is_no_other_part(made):
    whole, parts = made
    asked = ("--coco", Path(whole).with_name("coco"), "--split", "val2017")
    out = kp_llava("generate", parts[0], *asked, "--shard", "1/4")
    assert "asked pose 0 times" in out
    message = kp_llava("generate", parts[0], *asked, "--shard", "2/4", code=1)
    assert "was made with --shard 1/4, and is now asked for --shard 2/4" in message
    assert "was made with --shard 1/4, and is now asked for no --shard" in kp_llava(
        "generate", parts[0], *asked, code=1
    )
    assert "expected I/N with I from 1 to N" in kp_llava("generate", parts[0], *asked, "--shard", "5/4", code=1)


def test_runs_that_have_the_same_image_are_not_read_as_one(made):
    whole, parts = made
    message = kp_llava("export", whole, parts[0], Path(whole).with_name("out"), code=1)
    assert "runs that are read as one hold different images" in message


def test_sixteen_parts_have_the_rows_of_the_one_run(tmp_path):
    coco = draw_sample(tmp_path / "coco", images=48, seed=9, split="val2017", with_images=False)
    asked = ("--coco", coco, "--split", "val2017")
    kp_llava("generate", tmp_path / "whole", *asked)
    parts = [tmp_path / f"part-{number}" for number in range(1, 17)]
    for number, part in enumerate(parts, start=1):
        kp_llava("generate", part, *asked, "--shard", f"{number}/16")
    for task in TASKS:
        rows = list(read_rows(parts, task))
        assert rows == list(read_rows(tmp_path / "whole", task))
        assert rows
    assert sum(images_of(kp_llava("status", part)) for part in parts) == 48
