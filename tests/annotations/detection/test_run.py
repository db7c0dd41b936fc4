"""Pictures to a COCO folder: sources, what is skipped, resume, errors, and what the next commands make of it."""

from __future__ import annotations

import errno
import json
import shutil

import av
import numpy as np
import pytest
from datasets import Dataset
from PIL import Image
from typer.testing import CliRunner

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.detection.found import Found, Person, Thing
from kp_llava.annotations.detection.options import DetectOptions
from kp_llava.annotations.detection.pictures import count_pictures, list_pictures
from kp_llava.annotations.detection.run import detect, detect_part, join_parts
from kp_llava.annotations.shard import Shard
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.commands.main import app
from kp_llava.errors import AnnotationError
from kp_llava.generation.rows import read_rows
from tests.factories import make_keypoints

from .factories import save_box_model, save_pictures, save_pose_model


class Finder:
    """Finds somebody who stands, and a dog, in each picture that is not black; one wrist has a confidence of 0.03."""

    parts = COCO_SKELETON.parts
    batch_size = 2

    def __init__(self, fail_at=None):
        self.seen = 0
        self.fail_at = fail_at

    def detect(self, pictures):
        results = []
        for picture in pictures:
            self.seen += 1
            if self.seen == self.fail_at:
                raise KeyboardInterrupt
            if picture.getpixel((0, 0)) == (0, 0, 0):
                results.append(Found())
                continue
            flat = [float(number) for number in make_keypoints()]
            flat[2::3] = [0.9] * 9 + [0.03] + [0.9] * 7
            results.append(
                Found([Person((30.0, 4.0, 40.0, 114.0), 0.8, flat)], [Thing("dog", (1.0, 2.0, 20.0, 30.0), 0.7)])
            )
        return results


def make_folder(folder):
    save_pictures(folder, 3)
    (folder / "more").mkdir()
    Image.new("RGB", (100, 120), (10, 200, 10)).save(folder / "more" / "4.png")
    Image.new("RGB", (100, 120)).save(folder / "black.png")
    (folder / "broken.jpg").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("no picture either")
    return folder


def test_a_folder_becomes_a_coco_folder_that_the_line_takes(tmp_path):
    summary = detect(
        str(make_folder(tmp_path / "in")), tmp_path / "out", DetectOptions(split="mine"), detector=Finder()
    )
    assert (summary.pictures, summary.new, summary.people, summary.things) == (6, 6, 4, 4)
    assert summary.points == 4 * 16
    assert summary.skipped == {"pictures that cannot be read": 1, "pictures without a person": 1}
    found = read_scenes(tmp_path / "out", "mine")
    assert sorted(scene.file_name for scene in found.scenes) == ["1.jpg", "2.jpg", "3.jpg", "more/4.png"]
    scene = found.scenes[0]
    assert scene.image_path is not None
    assert scene.image_path.is_file()
    assert [item.category for item in scene.objects] == ["person", "dog"]
    # the detector's own box, not one round the points
    assert scene.people[0].bbox_xywh == (30, 4, 40, 114)
    assert scene.people[0].keypoints[9].visibility == 0
    assert found.exclusions["points below the confidence threshold"] == 4
    done = CliRunner().invoke(
        app, ["generate", str(tmp_path / "run"), "--coco", str(tmp_path / "out"), "--split", "mine"]
    )
    assert done.exit_code == 0, done.output
    assert len({row["image_id"] for row in read_rows(tmp_path / "run", "detail")}) == 4


def test_a_stopped_call_goes_on_and_new_pictures_cost_the_difference(tmp_path):
    source = make_folder(tmp_path / "in")
    with pytest.raises(KeyboardInterrupt):
        detect(str(source), tmp_path / "out", DetectOptions(), detector=Finder(fail_at=4))
    # killed in the middle of a line
    with (tmp_path / "out" / "detect.jsonl").open("ab") as log:
        log.write(b'{"name": "ha')
    second = Finder()
    summary = detect(str(source), tmp_path / "out", DetectOptions(), detector=second)
    assert (summary.pictures, second.seen) == (6, 3)
    whole = detect(str(source), tmp_path / "once", DetectOptions(), detector=Finder())
    assert whole.people == summary.people
    for kind in ("person_keypoints", "instances"):
        one, other = ((tmp_path / name / "annotations" / f"{kind}_train.json").read_bytes() for name in ("out", "once"))
        assert one == other
    Image.new("RGB", (100, 120), (99, 9, 9)).save(source / "5.jpg")
    third = Finder()
    assert detect(str(source), tmp_path / "out", DetectOptions(), detector=third).people == 5
    assert third.seen == 1


def test_parts_write_the_bytes_of_one_call(tmp_path):
    source = str(make_folder(tmp_path / "in"))
    whole = detect(source, tmp_path / "once", DetectOptions(), detector=Finder())
    shards = [Shard(number, 3) for number in (1, 2, 3)]
    with pytest.raises(AnnotationError, match=r"detect-00001-of-00003\.jsonl: part 1 of 3 is missing"):
        join_parts(tmp_path / "out", DetectOptions(), 3, 0)
    looked_at = []
    for shard in shards:
        finder = Finder()
        new = detect_part(source, tmp_path / "out", DetectOptions(), shard, detector=finder)
        looked_at.append(finder.seen)
        # given again, it has nothing to do
        assert detect_part(source, tmp_path / "out", DetectOptions(), shard, detector=Finder()) == 0
        assert new >= finder.seen
    assert sum(looked_at) == 5
    assert max(looked_at) < 5
    summary = join_parts(tmp_path / "out", DetectOptions(), 3, 6)
    assert summary == whole
    for kind in ("person_keypoints", "instances"):
        one, other = ((tmp_path / name / "annotations" / f"{kind}_train.json").read_bytes() for name in ("out", "once"))
        assert one == other
    # `detect` goes on from there
    assert detect(source, tmp_path / "out", DetectOptions(), detector=Finder()).new == 0


def test_other_options_and_a_broken_log_are_refused(tmp_path):
    source = str(save_pictures(tmp_path / "in"))
    detect(source, tmp_path / "out", DetectOptions(), detector=Finder())
    with pytest.raises(AnnotationError, match=r"out: was made with threshold 0.5, now 0.3; name another OUT"):
        detect(source, tmp_path / "out", DetectOptions(threshold=0.3), detector=Finder())
    (tmp_path / "out" / "detect.jsonl").write_text("[1]\n")
    with pytest.raises(AnnotationError, match=r"detect.jsonl: cannot be read .*; delete it to look at all pictures"):
        detect(source, tmp_path / "out", DetectOptions(), detector=Finder())


def test_no_source_no_picture_and_no_person_are_named(tmp_path):
    with pytest.raises(AnnotationError, match="nowhere: no such folder, picture or video"):
        detect(str(tmp_path / "nowhere"), tmp_path / "out", DetectOptions(), detector=Finder())
    (tmp_path / "empty").mkdir()
    with pytest.raises(AnnotationError, match=r"empty: holds no picture; expected files of .jpg"):
        detect(str(tmp_path / "empty"), tmp_path / "out", DetectOptions(), detector=Finder())
    (tmp_path / "black").mkdir()
    Image.new("RGB", (50, 50)).save(tmp_path / "black" / "1.png")
    with pytest.raises(AnnotationError, match=r"nobody was found in 1 pictures \(1 pictures without a person\)"):
        detect(str(tmp_path / "black"), tmp_path / "out", DetectOptions(), detector=Finder())
    assert not (tmp_path / "out" / "annotations").exists()


def test_a_full_disk_is_one_line(tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(AnnotationError, match=r"out: cannot be written \(File exists\); make room, then go on"):
        detect(str(save_pictures(tmp_path / "in")), tmp_path / "out", DetectOptions(), detector=Finder())


def test_a_pattern_takes_what_it_names(tmp_path):
    make_folder(tmp_path / "in")
    names = [picture.name for picture in list_pictures(str(tmp_path / "in" / "[12].jpg"))]
    assert names == ["1.jpg", "2.jpg"]
    names = [picture.name for picture in list_pictures(str(tmp_path / "in" / "**" / "*.png"))]
    assert names == ["black.png", "more/4.png"]


def test_a_turned_picture_is_stored_upright(tmp_path):
    (tmp_path / "in").mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", (120, 100), (200, 10, 10)).save(tmp_path / "in" / "1.jpg", exif=exif)
    detect(str(tmp_path / "in"), tmp_path / "out", DetectOptions(), detector=Finder())
    with Image.open(tmp_path / "out" / "train" / "1.jpg") as picture:
        assert picture.size == (100, 120)
    (scene,) = read_scenes(tmp_path / "out", "train").scenes
    assert (scene.width, scene.height) == (100, 120)


def test_a_video_gives_frames_at_a_steady_rate(tmp_path):
    path = tmp_path / "walk.mp4"
    with av.open(str(path), "w") as video:
        stream = video.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 96, 128, "yuv420p"
        for number in range(30):
            pixels = np.full((128, 96, 3), 8 * number, dtype=np.uint8)
            video.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        video.mux(stream.encode())
    pictures = list(list_pictures(str(path), fps=2))
    # three seconds at two frames a second
    assert [picture.name for picture in pictures] == [f"walk_{ms:09d}.jpg" for ms in (0, 500, 1000, 1500, 2000, 2500)]
    shades = [picture.open().getpixel((40, 40))[0] for picture in pictures]
    assert shades == pytest.approx([8 * number for number in (0, 5, 10, 15, 20, 25)], abs=6)
    assert [count_pictures(str(path), fps=fps) for fps in (2, 0.5, 1, 10, 25)] == [6, 2, 3, 30, 30]
    summary = detect(str(path), tmp_path / "out", DetectOptions(fps=2), detector=Finder())
    assert summary.pictures == 6
    path.write_bytes(b"no video")
    with pytest.raises(AnnotationError, match=r"walk.mp4: cannot be read as a video"):
        list(list_pictures(str(path)))


def test_the_bar_knows_how_many_pictures_there_are(tmp_path, capsys):
    source = str(make_folder(tmp_path / "in"))
    with pytest.raises(KeyboardInterrupt):
        detect(source, tmp_path / "out", DetectOptions(), detector=Finder(fail_at=4))
    detect(source, tmp_path / "out", DetectOptions(), detector=Finder(), progress=True)
    last = capsys.readouterr().err.strip().rsplit("\r", 1)[-1]
    assert "detect: 100%" in last
    assert " 6/6 " in last


def test_a_disk_that_fills_up_on_the_way_is_one_line_and_the_rest_goes_on_from_there(tmp_path, monkeypatch):
    source = str(make_folder(tmp_path / "in"))
    copy, seen = shutil.copyfile, []

    def fill_up(one, other):
        seen.append(one)
        if len(seen) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(one, other)

    monkeypatch.setattr(shutil, "copyfile", fill_up)
    message = r"out: cannot be written \(No space left on device\); make room, then go on"
    with pytest.raises(AnnotationError, match=message):
        detect(source, tmp_path / "out", DetectOptions(), detector=Finder())
    monkeypatch.undo()
    again = Finder()
    assert detect(source, tmp_path / "out", DetectOptions(), detector=again).people == 4
    # what was found before the disk was full is not looked at again
    assert again.seen < 5


def test_a_pose_model_in_the_place_of_a_detector_and_the_other_way_round_are_named(tmp_path):
    source = save_pictures(tmp_path / "in", 1)
    box, pose = save_box_model(tmp_path / "box"), save_pose_model(tmp_path / "pose")
    for models, flag, what in (((box, box), "--pose-model", "a pose estimator"), ((pose, pose), "--box-model", "an")):
        words = ["detect", source, tmp_path / "out", "--box-model", models[0], "--pose-model", models[1]]
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert isinstance(done.exception, AnnotationError)
        assert f"{flag} {models[0]}: cannot be loaded as {what}" in str(done.exception)


def test_an_image_dataset_gives_its_pictures(tmp_path):
    pictures = [Image.new("RGB", (100, 120), (50 * number, 90, 90)) for number in (1, 2)]
    (tmp_path / "set").mkdir()
    Dataset.from_dict({"photo": pictures, "label": [0, 1]}).to_parquet(tmp_path / "set" / "train.parquet")
    summary = detect(f"dataset:{tmp_path / 'set'}", tmp_path / "out", DetectOptions(), detector=Finder())
    assert summary.people == 2
    with pytest.raises(AnnotationError, match=r"dataset .*nowhere: "):
        list(list_pictures(f"dataset:{tmp_path / 'nowhere'}"))


def test_the_command_runs_the_default_detectors(tmp_path):
    source = save_pictures(tmp_path / "in", 2)
    models = ["--box-model", save_box_model(tmp_path / "box"), "--pose-model", save_pose_model(tmp_path / "pose")]
    words = ["detect", source, tmp_path / "out", *models, "--threshold", "0.2", "--device", "cpu"]
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert "in 2 pictures, 2 of them new" in done.output
    content = json.loads((tmp_path / "out" / "annotations" / "person_keypoints_train.json").read_text())
    assert content["info"]["detector"] == "transformers"
    assert {len(person["keypoints"]) for person in content["annotations"]} == {51}
    done = CliRunner().invoke(app, ["audit", "--coco", str(tmp_path / "out"), "--split", "train"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--detector", "magic", "--detector magic: unknown; expected transformers or mediapipe"),
        ("--threshold", "2", "--threshold 2: expected 0 to 1"),
        ("--fps", "0", "--fps 0: expected frames a second above 0"),
        ("--max-people", "0", "--max-people 0: expected 1 or more"),
    ],
)
def test_wrong_options_are_named(tmp_path, option, value, message):
    done = CliRunner().invoke(app, ["detect", str(tmp_path), str(tmp_path / "out"), option, value])
    assert isinstance(done.exception, AnnotationError)
    assert message in str(done.exception)
