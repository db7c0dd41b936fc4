"""A run folder that somebody else made names files of this user, through the command line as people run it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import DatasetError

SECRET = (201, 7, 99)
PROGRAM = [sys.executable, "-m", "kp_llava.commands.main"]


def call(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own, which is killed where it hangs."""
    return subprocess.run([*PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60, check=False)


def invoke(*words: object):
    """Run the program in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


def point_to(run: Path, path: object) -> None:
    """Let the run name this path for the picture of its first scene."""
    with sqlite3.connect(run / "ledger.sqlite") as connection:
        first = "(SELECT min(image_id) FROM scenes)"
        # a stranger leaves the checksum out, or works it out anew: it guards against damage, not against people
        connection.execute(f"UPDATE scenes SET image_path = ?, checksum = NULL WHERE image_id = {first}", (str(path),))
    connection.close()


@pytest.fixture
def secret(tmp_path) -> Path:
    """A picture of the user that no run is about."""
    (tmp_path / "private").mkdir()
    Image.new("RGB", (40, 30), SECRET).save(tmp_path / "private" / "secret.png")
    return tmp_path / "private" / "secret.png"


def make_odd_file(kind: str, folder: Path) -> Path:
    """A file in a folder of pictures that is none."""
    path = folder / f"{kind}.jpg"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(3 << 30)
    elif kind == "bomb":
        Image.new("1", (15_000, 14_000)).save(path, "PNG")
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "text":
        path.write_text("the password is swordfish")
    elif kind == "postscript":
        path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n")
    return path


@pytest.mark.parametrize("place", ["/etc/passwd", "ABSOLUTE", "DOTS", "LINK", "/dev/zero", "/proc/self/environ"])
def test_a_picture_outside_of_the_users_folders_is_never_read(run, drawn, secret, tmp_path, place):
    picture = {"ABSOLUTE": secret, "DOTS": drawn / "train2014" / ".." / ".." / os.path.relpath(secret, drawn.parent)}
    path = picture.get(place, place)
    if place == "LINK":
        copy = Path(shutil.copytree(drawn, tmp_path / "coco"))
        path = copy / "train2014" / "link.png"
        path.symlink_to(secret)
    point_to(run, path)
    done = invoke("export", run, tmp_path / "out", "--embed-images")
    assert done.exit_code == 1
    assert "outside of the folders that were named" in str(done.exception)
    assert "--image-folder DIR" in str(done.exception)
    assert not (tmp_path / "out").exists()
    seen = invoke("view", run, "--out", tmp_path / "page.html")
    assert seen.exit_code == 0, seen.output
    assert "left out: 1 pictures: it lies outside" in seen.output
    assert (tmp_path / "page.html").read_text().count("data:image/jpeg") == 6


@pytest.mark.parametrize("kind", ["folder", "huge", "bomb", "device", "text", "postscript"])
def test_what_is_no_picture_in_the_users_own_folder_is_named(run, tmp_path, kind):
    (tmp_path / "odd").mkdir()
    point_to(run, make_odd_file(kind, tmp_path / "odd"))
    done = invoke("export", run, tmp_path / "out", "--embed-images", "--image-folder", tmp_path / "odd")
    assert done.exit_code == 1
    assert isinstance(done.exception, DatasetError)
    assert "cannot read picture" in str(done.exception)
    assert "swordfish" not in str(done.exception)
    seen = invoke("view", run, "--out", tmp_path / "page.html", "--image-folder", tmp_path / "odd")
    assert seen.exit_code == 0, seen.output
    assert "left out: 1 pictures" in seen.output


def test_a_pipe_is_not_waited_for(run, tmp_path):
    (tmp_path / "odd").mkdir()
    point_to(run, make_odd_file("pipe", tmp_path / "odd"))
    done = call("export", run, tmp_path / "out", "--embed-images", "--image-folder", tmp_path / "odd")
    assert done.returncode == 1, done.stderr
    assert "it is a pipe, not a regular file" in done.stderr
    assert "Traceback" not in done.stderr
    seen = call("view", run, "--out", tmp_path / "page.html", "--image-folder", tmp_path / "odd")
    assert seen.returncode == 0, seen.stderr
    assert "left out: 1 pictures: it is a pipe" in seen.stdout


def test_a_run_of_somebody_else_shows_pictures_only_from_a_folder_that_is_named_now(run, drawn, tmp_path, monkeypatch):
    home = tmp_path / "another"
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    done = invoke("export", run, tmp_path / "out", "--embed-images")
    assert done.exit_code == 1
    assert "(none)" in str(done.exception)
    seen = invoke("view", run, "--out", tmp_path / "page.html")
    assert "left out: 7 pictures" in seen.output
    named = invoke("export", run, tmp_path / "out", "--embed-images", "--image-folder", drawn / "train2014")
    assert named.exit_code == 0, named.output
    assert not home.exists()  # reading leaves nothing behind
    (file,) = (tmp_path / "out" / "detail").glob("*.parquet")
    cells = pq.read_table(file).column("image").to_pylist()
    assert {cell["bytes"] for cell in cells} == {path.read_bytes() for path in (drawn / "train2014").iterdir()}


@pytest.mark.parametrize("change", ["folders", "signature", "both"])
def test_a_changed_list_of_folders_is_not_believed(run, secret, tmp_path, change):
    record = json.loads((run / "run.json").read_text())
    if change in ("folders", "both"):
        record["pictures"]["folders"].append(str(secret.parent))
    if change in ("signature", "both"):
        record["pictures"]["signature"] = "0" * 64
    (run / "run.json").write_text(json.dumps(record))
    point_to(run, secret)
    done = invoke("export", run, tmp_path / "out", "--embed-images")
    assert done.exit_code == 1
    assert "outside of the folders that were named" in str(done.exception)


LOAD = """
import sys, warnings, kp_llava
from datasets import load_dataset
rows = load_dataset("kp_llava", "detail", data_dir=sys.argv[1], split="train", cache_dir=sys.argv[2])
print([None if row["image"] is None else row["image"].size for row in rows])
"""


@pytest.mark.parametrize("kind", ["secret", "pipe"])
def test_load_dataset_leaves_such_a_picture_out_and_says_so(run, drawn, secret, tmp_path, kind):
    if kind == "pipe":
        record = json.loads((run / "run.json").read_text())
        odd = Path(record["pictures"]["folders"][0]) / f"pipe-{tmp_path.name}.jpg"
        os.mkfifo(odd)
    try:
        point_to(run, secret if kind == "secret" else odd)
        done = subprocess.run(
            [sys.executable, "-c", LOAD, run, tmp_path / "cache"],
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    finally:
        if kind == "pipe":
            odd.unlink()
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("None") == 1
    assert done.stdout.count("(320, 240)") == 6
    assert "1 rows of detail have no picture" in done.stderr
    assert "image_folder=DIR" in done.stderr


def test_detect_follows_no_link_out_of_the_folder(secret, tmp_path):
    from kp_llava.annotations.detection.pictures import UnreadablePicture, list_pictures

    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "1.png").symlink_to(secret)
    (picture,) = list_pictures(str(tmp_path / "holiday"))
    with pytest.raises(UnreadablePicture, match="outside of the folders"):
        picture.open()
