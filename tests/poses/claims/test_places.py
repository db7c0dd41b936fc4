"""Places that are said against roles and sizes, and true sentences that words for places and gazes make."""

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims, find_claims
from kp_llava.poses.claims.meant.boxes import cut_below
from kp_llava.poses.claims.meant.resolve import Crowd
from kp_llava.poses.people import read_people

from ...factories import make_person, make_scene
from .test_resolve import meant, place, scene_of, thing


def cut_off(number, x):
    """Somebody large at the lower edge of the picture, of whom no point is labeled."""
    return SceneObject(number, "person", (float(x), 170.0, 80.0, 70.0))


# a player with a glove further back; somebody else is nearer, and cut off by the lower edge of the picture
GAME = scene_of(place(1, 100), cut_off(2, 400), thing(10, "baseball glove", 128, 148))


@pytest.mark.parametrize("who", ["catcher", "pitcher", "player", "player named Ruiz"])
def test_the_one_in_the_foreground_may_be_whom_the_edge_cuts_off_whatever_a_glove_suggests(who):
    assert 2 in meant(f"The {who} in the foreground is standing.", GAME)[0]


def test_a_role_without_a_place_is_that_of_the_one_with_the_thing():
    assert meant("The catcher is standing.", GAME)[0] == (1,)
    assert meant("The catcher on the far left is standing.", GAME)[0] == (1,)
    assert 2 in meant("The catcher on the far right is standing.", GAME)[0]


def test_who_is_small_at_the_lower_edge_is_not_cut_off():
    small = SceneObject(3, "person", (500.0, 220.0, 15.0, 20.0))
    assert [p.annotation_id for p in cut_below([place(1, 100), cut_off(2, 400), small], 240)] == [2]


@pytest.mark.parametrize("where", ["at the lower left", "at the far left", "on the very left", "lying on the left"])
def test_the_one_at_a_place_is_somebody_else_than_the_subject(where):
    last = find_claims(f"The skater crouches on his board, while the one {where} is seated.")[-1]
    assert last.who is not None and last.who.noun == "one"


def test_a_child_at_a_side_of_a_crowd_where_no_box_is_may_not_be_annotated():
    crowd = Crowd(read_people(scene_of(*(place(number, 100 + 30 * number, 0.5) for number in range(10)))))
    lost = {
        who: crowd.resolve(find_claims(f"The {who} at the right is standing.")[-1].who).is_lost
        for who in ("boy", "man")
    }
    assert lost == {"boy": True, "man": False}


def test_a_knee_that_points_aside_is_no_leg_out_to_the_side():
    assert {claim.state for claim in find_claims("His right leg points out to the side.")} == {"out to the side"}
    assert not find_claims("His right knee points out to the side.")


def test_somebody_with_a_bowed_head_need_not_look_at_the_viewer_whom_the_face_points_at(monkeypatch):
    scene = replace(make_scene(make_person()), captions=())
    text = "The man is not looking at the camera."
    assert [item.verdict for item in check_claims(text, scene).items] == ["contradict"]
    monkeypatch.setattr("kp_llava.poses.people.People.probability", lambda *_: 0.9)
    assert [item.verdict for item in check_claims(text, scene).items] == ["unjudged"]


def test_a_head_that_is_turned_a_little_need_not_look_at_the_viewer(monkeypatch):
    scene = replace(make_scene(make_person()), captions=("Somebody.",))
    monkeypatch.setattr("kp_llava.poses.people.People.probability", lambda *ask: 0.8 if "looking" in ask[-1] else 0.1)
    assert [item.verdict for item in check_claims("The man is not looking at the camera.", scene).items] == ["unjudged"]


def test_who_is_far_along_a_platform_is_in_the_back_and_stays_there():
    scene = scene_of(place(1, 300, 1.6), place(2, 100, 0.4))
    text = "Far along the platform, an attendant is standing. Both of the attendant's arms are lowered."
    assert [Crowd(read_people(scene)).resolve(claim.who).ids for claim in find_claims(text)] == [(2,), (2,)]


def test_a_place_before_somebody_counts_where_clothes_follow():
    last = find_claims("Over at the right edge, somebody in a gray jacket is standing.")[-1]
    assert ("far", "right") in last.who.marks


def test_the_back_is_up_and_the_front_is_down():
    row = scene_of(*(place(number, x) for number, x in ((1, 40), (2, 180), (3, 320), (4, 460))))
    assert meant("The person at the front left is standing.", row)[0] == (1,)
    assert meant("The person at the back right of the room is standing.", row)[0] == (4,)


def test_the_only_one_near_a_corner_is_meant_though_no_point_is_labeled():
    near = SceneObject(3, "person", (10.0, 10.0, 60.0, 40.0))
    text = "The man at the upper left is standing."
    assert meant(text, scene_of(place(1, 300), place(2, 480), near))[0] == (3,)
    tiny = SceneObject(3, "person", (10.0, 10.0, 10.0, 8.0))
    assert meant(text, scene_of(place(1, 300), place(2, 480), tiny))[0] == (1, 3)


def test_standing_tall_is_half_true_of_somebody_upright_whose_posture_is_open():
    legless = dict.fromkeys(f"{side} {joint}" for side in ("left", "right") for joint in ("knee", "ankle"))
    items = check_claims(
        "The man is standing tall.", replace(make_scene(make_person(legless)), captions=("Somebody.",))
    ).items
    assert {item.claim.part: item.verdict for item in items} == {"posture": "unjudged", "trunk": "unjudged"}
    items = check_claims("The man is standing tall.", make_scene(make_person())).items
    assert {item.verdict for item in items} == {"agree"}


def test_half_a_sentence_does_not_agree_where_the_other_half_is_doubted():
    scene = make_scene(make_person(dict.fromkeys(("left wrist", "right wrist"))))

    def verdicts_of(text):
        return [item.verdict for item in check_claims(text, scene).items]

    assert verdicts_of("The man stands.") == ["agree"]
    assert verdicts_of("The man stands, and his left hand is in his pocket.") == ["unjudged", "unjudged"]
    assert verdicts_of("The man stands. His left hand is in his pocket.") == ["agree", "unjudged"]
    assert verdicts_of("The man stands, and his left hand may be in his pocket.") == ["agree", "unjudged"]
    assert verdicts_of("The man stands, and his left hand holds a frisbee.") == ["agree", "unjudged"]


def test_an_arm_that_hangs_in_front_of_somebody_is_low_and_not_at_the_side():
    assert [claim.state for claim in find_claims("His left arm hangs down in front of his knee.")] == ["lowered"]
    assert [claim.state for claim in find_claims("His left arm hangs down at his side.")] == ["hanging"]


def test_an_interest_that_lies_somewhere_and_a_face_turned_down_are_no_posture():
    for text in ("The man waits, as his interest lies in the field.", "The man is tilting his face down to the book."):
        assert "lying" not in [claim.state for claim in find_claims(text)], text
    assert "lying" in [claim.state for claim in find_claims("The man is lying in the field, completely face down.")]
