"""Lengths and angles of a body, worked by hand on points with round numbers."""

from __future__ import annotations

import math

import pytest

from kp_llava.poses.body import Body, read_body

from ..factories import make_person, make_scene


def body(size=100.0, size_points=(), **points):
    """A body of 100 pixels; `left_knee=(x, y)` or `(x, y, visibility)`."""
    placed = {
        name.replace("_", " "): (*map(float, at[:2]), at[2] if len(at) == 3 else 2) for name, at in points.items()
    }
    return Body(7, placed, size, frozenset(size_points))


def test_places_are_measured_in_body_sizes_right_and_up_counting_above_0():
    found = body(nose=(10, 20), left_wrist=(60, 70))
    assert found.right_of("left wrist", "nose") == 0.5
    assert found.right_of("nose", "left wrist") == -0.5
    assert found.above("nose", "left wrist") == 0.5
    assert found.above("left wrist", "nose") == -0.5
    assert found.has("nose", "left wrist") and not found.has("nose", "right wrist")


def test_distances_are_those_of_pythagoras():
    found = body(nose=(0, 0), left_wrist=(30, 40), left_hip=(0, 40), left_knee=(0, 0))
    assert found.distance("nose", "left wrist") == 0.5
    # the foot of the perpendicular lies between the ends, before the first one, and behind the second one
    line = body(a=(0, 0), b=(100, 0), over=(50, 30), before=(-30, 40), behind=(130, -40))
    assert line.distance_to_line("over", "a", "b") == pytest.approx(0.3)
    assert line.distance_to_line("before", "a", "b") == pytest.approx(0.5)
    assert line.distance_to_line("behind", "a", "b") == pytest.approx(0.5)
    # a line of no length is a point
    assert line.distance_to_line("before", "a", "a") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("end", "angle"), [((20, 10), 180), ((10, 20), 90), ((10, 0), 90), ((0, 10), 0), ((20, 20), 135), ((0, 20), 45)]
)
def test_angles_run_from_0_to_180_on_both_sides(end, angle):
    found = body(hip=(0, 10), knee=(10, 10), ankle=end)
    assert found.angle("hip", "knee", "ankle") == pytest.approx(angle)
    assert found.angle("ankle", "knee", "hip") == pytest.approx(angle)


def test_joints_that_coincide_have_the_angle_0():
    assert body(hip=(10, 10), knee=(10, 10), ankle=(5, 3)).angle("hip", "knee", "ankle") == 0.0


def test_who_lies_is_turned_so_that_the_head_is_at_the_top():
    right = body(nose=(100, 0), left_hip=(20, 5), size_points=("nose",)).turned_up(True)
    assert right.above("nose", "left hip") == pytest.approx(0.8)
    assert right.right_of("nose", "left hip") == pytest.approx(-0.05)
    left = body(nose=(0, 0), left_hip=(80, 5)).turned_up(False)
    assert left.above("nose", "left hip") == pytest.approx(0.8)
    assert left.right_of("nose", "left hip") == pytest.approx(0.05)
    assert (right.subject, right.size, right.size_points) == (7, 100.0, {"nose"})


def test_left_of_the_person_is_right_on_the_screen_for_who_faces_the_viewer():
    assert body(left_shoulder=(30, 0), right_shoulder=(0, 0)).left_sign == {"shoulder": 1.0, "hip": 0.0}
    assert body(left_hip=(0, 0), right_hip=(30, 0)).left_sign == {"shoulder": 0.0, "hip": -1.0}
    # 9 and 4.5 hundredths of the size are wide enough
    assert body(left_shoulder=(9, 0), right_shoulder=(0, 0)).left_sign["shoulder"] == 1.0
    assert body(left_shoulder=(8.9, 0), right_shoulder=(0, 0)).left_sign["shoulder"] == 0.0
    assert body(left_hip=(4.5, 0), right_hip=(0, 0)).left_sign["hip"] == 1.0
    assert body(left_hip=(4.4, 0), right_hip=(0, 0)).left_sign["hip"] == 0.0


def trunk(left_shoulder=(2, 0), right_shoulder=(0, 0), left_hip=(2, 30), right_hip=(0, 30)):
    return body(left_shoulder=left_shoulder, right_shoulder=right_shoulder, left_hip=left_hip, right_hip=right_hip)


def test_a_profile_has_shoulders_and_hips_one_behind_the_other_and_an_upright_trunk():
    assert trunk().is_profile
    assert trunk(left_shoulder=(4.4, 0)).is_profile and not trunk(left_shoulder=(4.5, 0)).is_profile
    assert trunk(left_hip=(3.9, 30)).is_profile and not trunk(left_hip=(4, 30)).is_profile
    assert trunk(left_hip=(2, 12), right_hip=(0, 12)).is_profile
    assert not trunk(left_hip=(2, 12), right_hip=(0, 11)).is_profile
    assert not trunk(left_shoulder=(2, 20)).is_profile
    assert not body(left_shoulder=(2, 0), right_shoulder=(0, 0)).is_profile


def test_the_trunk_s_length_and_lean_are_those_between_the_middles():
    upright = trunk(left_shoulder=(20, 0), right_shoulder=(0, 0), left_hip=(15, 30), right_hip=(5, 30))
    assert upright.trunk_length == pytest.approx(0.3)
    assert upright.lean[0] == pytest.approx(0)
    tilted = trunk(left_shoulder=(40, 0), right_shoulder=(20, 0), left_hip=(10, 20), right_hip=(10, 20))
    assert tilted.trunk_length == pytest.approx(math.hypot(20, 20) / 100)
    assert tilted.lean == (pytest.approx(45), ("left shoulder", "right shoulder", "left hip", "right hip"))
    one_side = body(right_shoulder=(0, 0), right_hip=(30, 0))
    assert one_side.lean == (pytest.approx(-90), ("right shoulder", "right hip"))
    assert one_side.trunk_length == pytest.approx(0.3)
    assert body(thorax=(0, 0), pelvis=(0, 25)).lean == (pytest.approx(0), ("thorax", "pelvis"))
    assert body(neck=(0, 0), pelvis=(0, 17)).lean is not None
    assert body(neck=(0, 0), pelvis=(0, 16.9)).lean is None
    assert body(nose=(0, 0)).lean is None and body(nose=(0, 0)).trunk_length == 0.0


def test_the_size_is_the_largest_that_a_bone_gives():
    # hip to knee is 0.245 of the height: 49 pixels make 200; shoulder to hip 0.31: 31 pixels make 100
    nothing = dict.fromkeys(
        ("nose", "left eye", "right eye", "left ear", "right ear", "right shoulder", "left elbow", "right elbow"), None
    )
    rest = dict.fromkeys(("left wrist", "right wrist", "right hip", "right knee", "left ankle", "right ankle"), None)
    bones = {"left shoulder": (10, 10), "left hip": (10, 41), "left knee": (10, 90)}
    person = make_person({**nothing, **rest, **bones})
    found = read_body(person, make_scene(person))
    assert found.size == pytest.approx(200)
    assert found.size_points == {"left hip", "left knee"}
    assert found.subject == 1 and set(found.points) == set(bones)
    # a head alone: ears 9 pixels apart make 100
    head = make_person({**dict.fromkeys([*nothing, *rest, *bones], None), "left ear": (19, 5), "right ear": (10, 5)})
    assert read_body(head, make_scene(head)).size == pytest.approx(100)
    lone = make_person({**dict.fromkeys([*nothing, *rest, *bones], None), "nose": (10, 10)})
    assert read_body(lone, make_scene(lone)) is None


def test_hidden_points_take_from_the_confidence_of_a_relation():
    found = body(nose=(0, 0, 1), left_wrist=(5, 5), left_hip=(1, 1, 1))
    assert found.hidden == {"nose", "left hip"}
    # 0.4 of it where all points are hidden, half of that where half of them are
    assert found.lower(0.9, ("nose", "left hip")) == pytest.approx(0.54)
    assert found.lower(0.9, ("nose", "left wrist")) == pytest.approx(0.72)
    assert found.lower(0.9, ("left wrist",)) == 0.9
    assert body(nose=(0, 0)).lower(0.9, ("nose",)) == 0.9


def test_a_fact_rests_on_its_points_and_on_those_of_the_size():
    found = body(nose=(0, 0), left_wrist=(5, 5), size_points=("left hip", "left knee"))
    fact = found.fact("left arm", "raised", 1.0, "nose", "left wrist")
    assert (fact.subject, fact.part, fact.state) == (7, "left arm", "raised")
    assert fact.points == ("left hip", "left knee", "left wrist", "nose")
    assert 0 < fact.confidence <= 1
    assert found.excludes("left arm", "raised", 0.0, "nose") == ()
    assert found.excludes("left arm", "raised", -0.1, "nose") == ()
