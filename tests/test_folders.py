"""A folder is whole or not there: whatever is killed, and whatever of the user's lies next to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kp_llava.errors import DatasetError
from kp_llava.files import drafted_folder
from kp_llava.files import folder as folders

# writes the number of a generation into 40 files, over and over
WRITER = """
import sys
from pathlib import Path
from kp_llava.errors import DatasetError
from kp_llava.files import drafted_folder, folder
if sys.argv[2] == "without exchange":
    folder._exchange = lambda *all_: False
out, number = Path(sys.argv[1]), int(sys.argv[3])
while True:
    number += 1
    with drafted_folder(out, error=DatasetError, finish=lambda draft: None) as draft:
        for name in range(40):
            (draft / f"{name}.txt").write_text(str(number))
    print(number, flush=True)
"""


def generation(out: Path) -> set[str]:
    files = list(out.iterdir())
    assert len(files) == 40, f"{len(files)} of 40 files"
    return {path.read_text() for path in files}


@pytest.mark.parametrize(
    ("way", "kills"),
    [
        ("with exchange", 1),
        ("without exchange", 1),
        pytest.param("with exchange", 30, marks=pytest.mark.slow),
        pytest.param("without exchange", 30, marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_moment_the_old_folder_or_the_new_one_is_whole(tmp_path, way, kills):
    out = tmp_path / "out"
    for name in ("out.partial", "out.old", ".out.partial"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes").write_text("mine")
    gone = 0
    for kill in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, out, way, str(1000 * kill)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.003 * kill)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if not out.exists():
            gone += 1
            old = [path for path in tmp_path.iterdir() if "kp-llava-old" in path.name]
            assert len(generation(old[0])) == 1
            continue
        assert len(generation(out)) == 1
    assert not gone or way == "without exchange"
    with drafted_folder(out, error=DatasetError, finish=lambda draft: None) as draft:
        (draft / "last").write_text("x")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"out", "out.partial", "out.old", ".out.partial"}, "only what was ours is gone"
    for name in ("out.partial", "out.old", ".out.partial"):
        assert (tmp_path / name / "notes").read_text() == "mine"


def test_without_an_exchange_a_kill_between_the_renames_is_mended_by_the_next_call(tmp_path):
    out = tmp_path / "out"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    old = tmp_path / f".out.kp-llava-old-{folders._HOST}-{dead.pid}-0123456789abcdef"
    old.mkdir()
    (old / "rows").write_text("old")
    with pytest.raises(ZeroDivisionError), drafted_folder(out, error=DatasetError, finish=lambda draft: None):
        raise ZeroDivisionError
    assert (out / "rows").read_text() == "old"


@pytest.mark.parametrize("name", [".out.kp-llava-new-notes", ".out.partial", "out.kp-llava-new", ".outer.kp-llava-new"])
def test_what_is_not_surely_ours_stays(tmp_path, name):
    (tmp_path / name).mkdir()
    with drafted_folder(tmp_path / "out", error=DatasetError):
        pass
    assert (tmp_path / name).is_dir()


def test_the_draft_of_a_process_that_lives_or_of_another_machine_stays(tmp_path):
    mine = tmp_path / f".out.kp-llava-new-{folders._HOST}-{os.getppid()}-0123456789abcdef"
    theirs = tmp_path / ".out.kp-llava-new-elsewhere-1-0123456789abcdef"
    for path in (mine, theirs):
        path.mkdir()
    with drafted_folder(tmp_path / "out", error=DatasetError) as draft:
        assert re.fullmatch(r"\.out\.kp-llava-new-\w+-\d+-[0-9a-f]{16}", draft.name)
    assert mine.is_dir()
    assert theirs.is_dir()


def test_a_folder_that_came_to_be_there_meanwhile_is_not_replaced(tmp_path):
    with (
        pytest.raises(DatasetError, match="cannot be written"),
        drafted_folder(tmp_path / "out", error=DatasetError) as draft,
    ):
        (draft / "rows").write_text("ours")
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "notes").write_text("mine")
    assert (tmp_path / "out" / "notes").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_sample_that_is_killed_does_not_look_whole(tmp_path):
    from kp_llava.annotations.coco.scenes import read_scenes
    from kp_llava.errors import AnnotationError

    line = [sys.executable, "-m", "kp_llava.commands.main", "sample", tmp_path / "drawn", "--images", "400"]
    line += ["--size", "64x64"]
    (tmp_path / "drawn.partial").mkdir()
    process = subprocess.Popen(list(map(str, line)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".drawn.kp-llava-new-*/.kp-llava-drawing-*/*/*.jpg")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not (tmp_path / "drawn").exists()
    # a part that is drawn into a folder with other splits is not whole before its file of keypoints is there
    done = subprocess.run([*map(str, line[:6]), "3"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"drawn", "drawn.partial"}
    assert len(read_scenes(tmp_path / "drawn", "train2014").scenes) == 3
    (tmp_path / "drawn" / "annotations" / "person_keypoints_train2014.json").unlink()
    with pytest.raises(AnnotationError):
        read_scenes(tmp_path / "drawn", "train2014")
