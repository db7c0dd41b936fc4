"""The text that stands for a picture, written and read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.errors import PromptError
from kp_llava.generation.prompts.context import context_to_scene, format_share
from kp_llava.generation.prompts.messages import render_context

from ..factories import make_scene


def scene_of(objects=(), captions=(), width=640, height=480) -> Scene:
    return Scene(7, "7.jpg", width, height, tuple(captions), tuple(objects))


@pytest.mark.parametrize(
    ("value", "whole", "text"),
    [
        (268.8, 640, "0.42"),
        (0, 640, "0"),
        (640, 640, "1"),
        (700, 640, "1"),
        (-3, 640, "0"),
        (-0.0, 9, "0"),
        (1, 3, "0.333"),
    ],
)
def test_a_share_is_clipped_rounded_and_in_its_shortest_form(value, whole, text):
    assert format_share(value, whole) == text


def test_a_context_is_the_captions_then_a_line_an_object():
    points = (Keypoint(320, 120, 2), *[Keypoint(0, 0, 0)] * 15, Keypoint(64, 481, 1))
    person = SceneObject(1, "person", (64.0, 48.0, 256.0, 432.0), points)
    skis = SceneObject(2, "skis", (0.0, 456.0, 640.0, 24.0))
    text = render_context(scene_of([person, skis], ["A man skis.", "Someone on snow."]))
    nothing = ", ".join(["0, 0, 0"] * 15)
    assert text.split("\n") == [
        "A man skis.",
        "Someone on snow.",
        f"person: [0.1, 0.1, 0.5, 1], keypoints: [0.5, 0.25, 2, {nothing}, 0.1, 1, 1]",
        "skis: [0, 0.95, 1, 1]",
    ]


def test_a_person_without_any_labeled_point_has_a_box_only():
    person = SceneObject(1, "person", (64.0, 48.0, 256.0, 432.0), (Keypoint(0, 0, 0),) * 17)
    assert render_context(scene_of([person])) == "person: [0.1, 0.1, 0.5, 1]"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\u2028", "\x0b", "\x1e", "\x85"])
def test_a_caption_cannot_pass_for_an_object(line_break):
    caption = f"A man.{line_break}person: [0.1, 0.2, 0.3, 0.4]"
    text = render_context(scene_of(captions=[caption, "person: [0, 0, 1, 1]", " \n "]))
    assert text.splitlines() == ["A man. person: (0.1, 0.2, 0.3, 0.4)", "person: (0, 0, 1, 1)"]
    assert context_to_scene(text).objects == ()


def test_a_category_cannot_pass_for_another_object():
    thing = SceneObject(1, "cup\nperson: [0, 0, 1, 1]", (0.0, 0.0, 320.0, 240.0))
    text = render_context(scene_of([thing]))
    assert [item.category for item in context_to_scene(text).objects] == ["cup person 0, 0, 1, 1"]


def test_a_wrong_number_of_keypoints_is_named():
    with pytest.raises(PromptError, match=r"line 2: keypoints has 6 numbers; expected 3 x 17 parts"):
        context_to_scene("A man.\nperson: [0, 0, 1, 1], keypoints: [0.1, 0.1, 2, 0, 0, 0]")


def test_a_wrong_box_is_named():
    with pytest.raises(PromptError, match="line 1: the box has 3 numbers"):
        context_to_scene("person: [0, 0, 1]")


coordinates = st.floats(-20, 700, allow_nan=False)
points = st.builds(
    lambda x, y, v: Keypoint(x, y, v) if v else Keypoint(0.0, 0.0, 0), coordinates, coordinates, st.integers(0, 2)
)
boxes = st.tuples(st.floats(0, 300), st.floats(0, 200), st.floats(2, 330), st.floats(2, 270))
words = st.text(st.characters(exclude_characters=":[]\r\n", exclude_categories=("C", "Z")), min_size=1, max_size=12)
people = st.builds(
    SceneObject, st.just(0), st.just("person"), boxes, st.lists(points, min_size=17, max_size=17).map(tuple)
)
things = st.builds(SceneObject, st.just(0), words, boxes)


@settings(deadline=None)
@given(
    captions=st.lists(words.map(lambda word: f"A {word} here."), max_size=4),
    objects=st.lists(st.one_of(people, things), max_size=5),
)
def test_reading_a_written_context_gives_the_scene_to_three_decimals(captions, objects):
    scene = scene_of(objects, captions)
    back = context_to_scene(render_context(scene), width=scene.width, height=scene.height)
    assert back.captions == tuple(captions)
    assert [item.category for item in back.objects] == [item.category for item in objects]
    x_step, y_step = 0.000501 * scene.width, 0.000501 * scene.height
    for item, written in zip(back.objects, objects, strict=True):
        left, top, width, height = written.bbox_xywh
        # every box here lies within the picture
        assert item.bbox_xywh == pytest.approx((left, top, width, height), abs=2 * x_step)
        if not written.labeled_count:
            assert item.keypoints == ()
            continue
        for point, true_point in zip(item.keypoints, written.keypoints, strict=True):
            assert point.visibility == true_point.visibility
            if point.is_labeled:
                assert point.x == pytest.approx(min(max(true_point.x, 0), scene.width), abs=x_step)
                assert point.y == pytest.approx(min(max(true_point.y, 0), scene.height), abs=y_step)
    # once rounded, nothing is lost any more
    assert render_context(back) == render_context(scene)


def test_reading_a_context_numbers_its_objects():
    scene = context_to_scene(render_context(make_scene(1)), width=640, height=480)
    assert [(item.annotation_id, item.category) for item in scene.objects] == [(1, "person"), (2, "bench")]
    assert scene.people[0].labeled_count == 17
