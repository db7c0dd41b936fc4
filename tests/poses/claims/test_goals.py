"""Things and people that somebody is said to face, look at or lean to, held against where they are."""

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

READ = {
    "The man faces the car.": ["body toward the car"],
    "He has his back to the open car.": ["body away from the car"],
    "He turns his back on the train.": ["body away from the train"],
    "His body is turned to the bus.": ["body toward the bus"],
    "She looks over at the dog.": ["head toward the dog"],
    "Her head is turned toward the horse.": ["head toward the horse", "head turned aside"],
    "He leans away from the other man.": ["trunk away from the person"],
    "His back is directed at the carriages.": ["body away from the train"],
    "The two men face each other.": ["body toward the person"],
    "The cook has turned with the back against the table.": ["body away from the dining table"],
    "He has turned his back on the monk.": ["body away from the people"],
    "He has turned his back to the person who waits.": ["body away from the people"],
    "With his back turned to the players, he waits.": ["body away from the people"],
    "He waits, back turned to the players.": ["body away from the people"],
    "She has turned around to look straight at the two visitors.": ["head toward the people"],
    "She looks straight across at her companions.": ["head toward the people"],
    "The two of them stand back to back.": ["body away from the people", "posture standing"],
    "Her upper body leans away from the table.": ["trunk away from the dining table"],
    "The two women face away from each other.": ["body away from the person"],
    "His eyes are on the ball.": ["head toward the sports ball"],
    # who may be outside of the picture
    "He looks at the pitcher.": [],
    "He has his back to the spectators.": [],
    # other subjects, and other things
    "The dog faces the car.": [],
    "The bus faces the train.": [],
    "He faces the bus stop.": [],
    "Her face is red.": [],
}


@pytest.mark.parametrize("sentence", READ)
def test_each_of_these_is_read(sentence):
    found = find_claims(f"A man and a woman are here. {sentence}")
    assert sorted(set(map(write, found))) == sorted(READ[sentence])


# somebody who walks to the viewer's right
TO_THE_RIGHT = {
    "nose": (58, 18), "left eye": None, "right eye": (55, 15), "left ear": None, "right ear": (48, 17),
    "left shoulder": (50, 34), "right shoulder": (49, 34), "left hip": (50, 68), "right hip": (49, 68),
    "left elbow": (55, 52), "right elbow": (46, 52), "left wrist": (60, 66), "right wrist": (47, 69),
    "left knee": (56, 91), "right knee": (46, 91), "left ankle": (60, 112), "right ankle": (38, 111),
}  # fmt: skip
CAR_BEHIND = SceneObject(9, "car", (2.0, 60.0, 24.0, 30.0))
CAR_AHEAD = SceneObject(9, "car", (74.0, 60.0, 24.0, 30.0))


@pytest.mark.parametrize(
    ("sentence", "is_toward"),
    [
        ("The person faces the car.", True),
        ("The person is looking at the car.", True),
        ("The person's body is turned toward the car.", True),
        ("The person has their back to the car.", False),
        ("The person is looking away from the car.", False),
    ],
)
def test_nobody_faces_what_is_behind_or_has_the_back_to_what_is_ahead(sentence, is_toward):
    for car in (CAR_BEHIND, CAR_AHEAD):
        is_false = is_toward is (car is CAR_BEHIND)
        (item,) = check_claims(sentence, make_scene(make_person(TO_THE_RIGHT), car)).items
        assert item.verdict == ("contradict" if is_false else "unjudged"), car


def test_things_on_both_sides_and_people_who_face_the_viewer_are_left_open():
    both = SceneObject(10, "car", CAR_AHEAD.bbox_xywh)
    for scene in (make_scene(make_person(TO_THE_RIGHT), CAR_BEHIND, both), make_scene(make_person(), CAR_BEHIND)):
        (item,) = check_claims("The person faces the car.", scene).items
        assert item.verdict == "unjudged"


def test_the_other_one_of_two_is_a_goal_as_well():
    other = make_person({name: None for name in TO_THE_RIGHT}, annotation_id=2, bbox_xywh=(2.0, 40.0, 20.0, 70.0))
    scene = make_scene(make_person(TO_THE_RIGHT), other)
    items = check_claims("The person on the right faces the other person.", scene).items
    assert [item.verdict for item in items] == ["contradict"]


@pytest.mark.parametrize(
    ("sentence", "is_toward"),
    [
        ("The person on the right faces the two men.", True),
        ("The person on the right is looking at the woman.", True),
        ("The person on the right has turned their back on the woman.", False),
    ],
)
@pytest.mark.parametrize("ways", [("behind", "behind"), ("behind", "ahead")])
def test_people_are_goals_where_all_others_are_on_one_side(sentence, is_toward, ways):
    no_points = {name: None for name in TO_THE_RIGHT}
    at = {"behind": (2.0, 40.0, 20.0, 70.0), "ahead": (74.0, 60.0, 8.0, 30.0)}
    others = [make_person(no_points, annotation_id=i + 2, bbox_xywh=at[way]) for i, way in enumerate(ways)]
    items = check_claims(sentence, make_scene(make_person(TO_THE_RIGHT), *others)).items
    is_false = is_toward and ways == ("behind", "behind")
    assert {item.verdict for item in items} == {"contradict" if is_false else "unjudged"}


FACING_LEFT = {  # the same person, turned round
    name.replace("left", "?").replace("right", "left").replace("?", "right"): point and (110 - point[0], point[1])
    for name, point in TO_THE_RIGHT.items()
}


@pytest.mark.parametrize(
    ("by", "scale", "verdict"), [(25, 1.0, "contradict"), (60, 0.7, "unjudged"), (120, 1.0, "unjudged")]
)
def test_two_who_face_each_other_at_arm_s_length_are_not_turned_away(by, scale, verdict):
    points = {name: point and (point[0] * scale + by, point[1] * scale) for name, point in FACING_LEFT.items()}
    other = make_person(points, annotation_id=2, bbox_xywh=(30.0 + by, 10.0, 40.0, 110.0))
    sentence = "The person on the left has their head turned away from the other person."
    items = check_claims(sentence, make_scene(make_person(TO_THE_RIGHT), other)).items
    assert {item.claim.state: item.verdict for item in items}["away from the person"] == verdict


@pytest.mark.parametrize(("top", "verdict"), [(40.0, "contradict"), (90.0, "unjudged")])
@pytest.mark.parametrize("sentence", ["The person faces the car.", "The person is looking at the car."])
def test_who_faces_the_viewer_does_not_face_what_stands_right_behind(sentence, top, verdict):
    car = SceneObject(9, "car", (20.0, top, 80.0, 40.0))
    assert check_claims(sentence, make_scene(make_person(), car)).items[0].verdict == verdict
