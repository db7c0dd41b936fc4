"""The summary pictures: what is counted for them, and that they are drawn the same way everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import matplotlib
import pytest
from PIL import Image

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.dataset.card.figures import NAMES, draw_figures
from kp_llava.dataset.card.tally import Tally, find_median
from kp_llava.dataset.card.words import VERBS, find_words
from kp_llava.dataset.export import export_hub
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.rows import read_rows

from ..factories import HOSTILE


def make_row(*texts: str) -> dict:
    roles = ["user", "assistant"] * (len(texts) // 2)
    return {"messages": [{"role": role, "content": text} for role, text in zip(roles, texts, strict=True)]}


def make_person(visible: int, hidden: int = 0) -> SceneObject:
    seen = [2] * visible + [1] * hidden + [0] * (len(COCO_SKELETON.parts) - visible - hidden)
    points = tuple(Keypoint(5, 5, v) for v in seen) if visible + hidden else ()
    return SceneObject(annotation_id=1, category="person", bbox_xywh=(0, 0, 9, 9), keypoints=points)


@pytest.fixture(scope="module")
def tally(finished_run) -> Tally:
    found = Tally()
    for task in ("conversation", "detail", "complex"):
        for row in read_rows(finished_run, task):
            found.add_row(task, row)
    with Ledger.read(finished_run) as ledger:
        found.add_scenes(ledger.scenes())
    return found


@pytest.mark.parametrize(
    ("text", "verbs", "parts"),
    [
        ("He carries a bag, bends his knees and is lying down.", "carry bend lie", "knees"),
        ("She skied, sat and stood; they are running and swimming.", "ski sit stand run swim", ""),
        ("The stand, a walk, their raised arms, the lower leg, on skis.", "", "arms legs"),
        ("People STAND facing the camera.", "stand face", ""),
        ("Their back is straight; it hangs on the back of the man's face.", "hang", "back face"),
        ("His back leg, back to back, the face of a clock.", "", "legs"),
        ("Both feet, one foot, a shin and the left elbow.", "", "feet legs elbows"),
        ("", "", ""),
    ],
)
def test_verbs_and_parts_are_found_in_all_their_forms(text, verbs, parts):
    assert find_words(text) == (set(verbs.split()), set(parts.split()))


def test_forms_follow_the_spelling_rules():
    assert {form for form, verb in VERBS.items() if verb == "carry"} == {"carry", "carries", "carried", "carrying"}
    assert {form for form, verb in VERBS.items() if verb == "squat"} == {"squat", "squats", "squatted", "squatting"}
    assert {form for form, verb in VERBS.items() if verb == "lie"} == {"lie", "lies", "lay", "lain", "lying"}
    assert {form for form, verb in VERBS.items() if verb == "ride"} == {"ride", "rides", "rode", "ridden", "riding"}
    assert {form for form, verb in VERBS.items() if verb == "reach"} == {"reach", "reaches", "reached", "reaching"}
    assert not [form for form in VERBS if not re.fullmatch("[a-z]+", form)]


def test_rows_are_counted_by_words_verbs_and_parts():
    found = Tally()
    found.add_row(
        "complex", make_row("Why does he stand?", "He leans on his left leg and leans on.", "And?", "His arms.")
    )
    found.add_row("complex", make_row("Why?", "word " * 2005))
    config = found.configs["complex"]
    assert config.rows == 2
    assert config.question_words == Counter({4: 1, 1: 2})
    assert config.answer_words == Counter({9: 1, 2: 1, 2_000: 1})  # 2,000 stands for all longer ones
    assert config.verbs == Counter({"lean": 1})
    assert config.parts == Counter({"legs": 1, "arms": 1})


def test_images_are_counted_by_people_and_visible_points():
    people = (make_person(17), make_person(3, hidden=4), make_person(0, hidden=2), make_person(0))
    crowd = tuple(make_person(5) for _ in range(14))
    found = Tally()
    found.add_scenes(Scene(i, "a.jpg", 10, 10, (), objects) for i, objects in enumerate((people, crowd, ())))
    assert found.people == Counter({4: 1, 10: 1, 0: 1})  # 10 stands for 10 and more
    assert found.visible_points == Counter({5: 14, 17: 1, 3: 1, 0: 1})
    assert (found.people_without_points, found.parts_of_skeleton) == (1, 17)


def test_a_median_is_one_of_the_values():
    assert find_median(Counter({3: 1, 5: 1, 100: 1})) == 5
    assert find_median(Counter({3: 2, 5: 2})) == 3
    assert find_median(Counter()) == 0


def test_the_same_counts_give_the_same_bytes_whatever_the_users_settings(tally, tmp_path):
    notes = draw_figures(tally, tmp_path / "one")
    assert list(notes) == ["lengths.png", "people.png", "verbs.png", "body_parts.png"]
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 30, "figure.facecolor": "red", "savefig.dpi": 20, "text.usetex": False}):
        draw_figures(tally, tmp_path / "two")
    assert dict(matplotlib.rcParams) == before
    for name in NAMES:
        data = (tmp_path / "one" / name).read_bytes()
        assert data == (tmp_path / "two" / name).read_bytes()
        assert b"Software" not in data
        picture = Image.open(tmp_path / "one" / name)
        assert picture.width == 990
        assert len(picture.convert("RGB").getcolors(100_000) or []) > 20


def test_no_text_of_a_run_gets_into_a_picture_or_its_note(tmp_path):
    hostile = Tally()
    hostile.add_row("detail", make_row(HOSTILE, f"{HOSTILE} they stand"))
    notes = draw_figures(hostile, tmp_path)
    assert list(notes) == ["lengths.png", "verbs.png"]
    assert notes["verbs.png"] == "The verbs of action that most answers name: detail stand"


def test_the_card_shows_each_picture(finished_run, tmp_path):
    export_hub([(finished_run, None)], tmp_path / "out")
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]\n]{20,})\]\(([^)]+)\)", text)
    digest = "[0-9a-f]{16}"
    for (_, path), name in zip(shown, NAMES, strict=True):
        assert re.fullmatch(rf"figures/train-{name.removesuffix('.png')}-{digest}\.png", path)
    assert all((tmp_path / "out" / path).is_file() for _, path in shown)


def test_only_drawing_imports_matplotlib():
    code = "import sys, kp_llava, kp_llava.dataset.export, kp_llava.dataset.push; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
