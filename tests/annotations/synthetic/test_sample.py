from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from PIL import Image
from pycocotools.coco import COCO

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.synthetic import sample
from kp_llava.annotations.synthetic.sample import SampleOptions, draw_sample, draw_scene
from kp_llava.errors import AnnotationError
from tests.factories import make_coco_folder

SMALL = SampleOptions(size=(96, 72))


def read_all(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_reading_a_drawn_folder_gives_the_scenes_that_were_drawn(tmp_path):
    assert draw_sample(tmp_path / "coco", images=6, seed=3, options=SMALL) == tmp_path / "coco"
    found = read_scenes(tmp_path / "coco", "train2014", min_keypoints=0)
    poses = json.loads((tmp_path / "coco/annotations/drawn_poses_train2014.json").read_text())
    assert [scene.image_id for scene in found.scenes] == [1, 2, 3, 4, 5, 6]
    assert "pictures missing" not in found.exclusions
    seen = []
    for index, scene in enumerate(found.scenes):
        drawn = draw_scene(3, index, SMALL)
        ids = [o.annotation_id for o in scene.objects]
        renumbered = [replace(o, annotation_id=n) for o, n in zip(drawn.scene.objects, ids, strict=True)]
        assert replace(scene, image_path=None) == replace(drawn.scene, objects=tuple(renumbered))
        assert [poses[str(person.annotation_id)] for person in scene.people] == list(drawn.states)
        with Image.open(scene.image_path) as picture:
            assert picture.size == (96, 72)
        seen += ids
    assert len(set(seen)) == len(seen)
    assert len(poses) == sum(len(scene.people) for scene in found.scenes)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        draw_sample(tmp_path / name, images=3, seed=seed, options=SMALL)
    assert read_all(tmp_path / "a") == read_all(tmp_path / "b")
    differing = {k for k, v in read_all(tmp_path / "a").items() if v != read_all(tmp_path / "c")[k]}
    assert differing == set(read_all(tmp_path / "a"))


def test_several_processes_draw_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "_BLOCK", 7)
    monkeypatch.setattr(sample, "_CHUNK", 2)
    for processes in (1, 2):
        draw_sample(tmp_path / str(processes), images=10, seed=4, options=SMALL, processes=processes)
    names = [sorted(p.relative_to(tmp_path / n).as_posix() for p in (tmp_path / n).rglob("*.*")) for n in "12"]
    assert names[0] == names[1] and len(names[0]) == 14
    assert all((tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes() for name in names[0])


def test_fewer_images_are_the_first_of_more(tmp_path):
    draw_sample(tmp_path / "few", images=2, options=SMALL, with_images=False)
    draw_sample(tmp_path / "more", images=5, options=SMALL, with_images=False)
    few, more = (read_scenes(tmp_path / name, "train2014", min_keypoints=0).scenes for name in ("few", "more"))
    assert few == more[:2]


def test_cocos_own_tools_read_it_and_agree_on_areas_and_boxes(tmp_path):
    draw_sample(tmp_path, images=12, options=SampleOptions(occlusion=0.5), with_images=False)
    assert not (tmp_path / "train2014").exists()
    people = COCO(tmp_path / "annotations/person_keypoints_train2014.json")
    coco = COCO(tmp_path / "annotations/instances_train2014.json")
    captions = COCO(tmp_path / "annotations/captions_train2014.json")
    assert {a["image_id"] for a in captions.anns.values()} == set(coco.imgs)
    assert set(people.anns) == {n for n, a in coco.anns.items() if a["category_id"] == 1}
    for annotation in coco.anns.values():
        mask = coco.annToMask(annotation)
        assert annotation["area"] == mask.sum()
        x, y, width, height = annotation["bbox"]
        rows, columns = mask.any(1).nonzero()[0], mask.any(0).nonzero()[0]
        # a corner-cut circle is up to a twentieth smaller than the circle
        slack = 1.5 + 0.05 * max(width, height)
        edges = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
        assert edges == pytest.approx((x, y, x + width, y + height), abs=slack)
    for annotation in people.anns.values():
        assert annotation["num_keypoints"] == sum(v > 0 for v in annotation["keypoints"][2::3])


def test_several_splits_in_one_folder_share_no_image_id(tmp_path):
    draw_sample(tmp_path, images=4, options=SMALL)
    before = read_all(tmp_path)
    draw_sample(tmp_path, images=4, split="val2014", options=SMALL)
    after = read_all(tmp_path)
    assert {k: after[k] for k in before} == before
    train, val = (read_scenes(tmp_path, split, min_keypoints=0) for split in ("train2014", "val2014"))
    assert not {s.image_id for s in train.scenes} & {s.image_id for s in val.scenes}
    assert [s.captions for s in train.scenes] != [s.captions for s in val.scenes]


def test_drawing_again_changes_nothing_and_adds_missing_pictures(tmp_path):
    draw_sample(tmp_path, images=3, options=SMALL, with_images=False)
    annotations = read_all(tmp_path)
    draw_sample(tmp_path, images=3, options=SMALL)
    whole = read_all(tmp_path)
    assert {k: whole[k] for k in annotations} == annotations
    assert len(whole) == len(annotations) + 3
    stamp = (tmp_path / "annotations/captions_train2014.json").stat().st_mtime_ns
    draw_sample(tmp_path, images=3, options=SMALL)
    assert (tmp_path / "annotations/captions_train2014.json").stat().st_mtime_ns == stamp
    next((tmp_path / "train2014").glob("*.jpg")).unlink()
    draw_sample(tmp_path, images=3, options=SMALL)
    assert read_all(tmp_path) == whole


def test_what_was_interrupted_leaves_no_half_split_and_is_drawn_again(tmp_path, monkeypatch):
    draw_sample(tmp_path / "whole", images=4, options=SMALL)
    painted = []

    def stop_at_third(plan, clutter):
        painted.append(plan)
        if len(painted) == 3:
            raise KeyboardInterrupt
        return paint(plan, clutter)

    paint = sample.paint_plan
    monkeypatch.setattr(sample, "paint_plan", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        draw_sample(tmp_path / "cut", images=4, options=SMALL)
    assert not list((tmp_path / "cut").glob("annotations/*.json"))
    assert not (tmp_path / "cut" / "train2014").exists()
    monkeypatch.undo()
    draw_sample(tmp_path / "cut", images=4, options=SMALL)
    assert read_all(tmp_path / "cut") == read_all(tmp_path / "whole")


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    coco = make_coco_folder(tmp_path / "coco")
    before = read_all(tmp_path)
    for folder in ("full", "coco"):
        with pytest.raises(AnnotationError, match=f"{folder}: holds something else than drawn scenes; give an empty"):
            draw_sample(tmp_path / folder, images=2)
    with pytest.raises(AnnotationError, match="file: is a file; give a folder to draw into"):
        draw_sample(tmp_path / "file", images=2)
    assert coco.is_dir()
    assert read_all(tmp_path) == before


def test_a_split_drawn_otherwise_is_refused_and_the_difference_named(tmp_path):
    draw_sample(tmp_path, images=2, options=SMALL)
    before = read_all(tmp_path)
    message = "holds a split 'train2014' that was drawn with other images, seed, size; give another folder"
    with pytest.raises(AnnotationError, match=message):
        draw_sample(tmp_path, images=3, seed=1)
    assert read_all(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"images": 0}, "images is 0; expected 1 to 1000000"),
        ({"images": 2_000_000}, "images is 2000000; expected 1 to 1000000"),
        ({"split": "../up"}, "split '../up' is not the name of a split"),
        ({"split": "annotations"}, "split 'annotations' is not the name of a split"),
    ],
)
def test_bad_arguments_are_refused(tmp_path, arguments, message):
    with pytest.raises(AnnotationError, match=message):
        draw_sample(tmp_path, **arguments)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AnnotationError, match=r"file/inside: cannot be written \(Not a directory\)"):
        draw_sample(tmp_path / "file" / "inside", images=1)


@pytest.mark.slow
def test_annotations_alone_are_drawn_by_the_hundreds_a_second(tmp_path):
    # 50,000 in a minute are 833 a second on a core of one's own; the suite shares its core, and gets half of that
    rates = []
    for seed in range(6):
        start = time.process_time()
        draw_sample(tmp_path / str(seed), images=300, seed=seed, with_images=False)
        rates.append(300 / (time.process_time() - start))
    assert max(rates) > 833 / 2
