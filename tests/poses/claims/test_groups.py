"""What is said of so many of several people, of most of them, and of people who are counted at a place."""

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims

from .test_resolve import RAISED, ROW, meant, place, scene_of, thing


def verdicts(text, scene):
    return [item.verdict for item in check_claims(text, scene).items]


ONE_RAISES = scene_of(place(1, 40, changes=RAISED), place(2, 180), place(3, 320), place(4, 460))
TWO_RAISE = scene_of(place(1, 40, changes=RAISED), place(2, 180, changes=RAISED), place(3, 320), place(4, 460))


@pytest.mark.parametrize(
    ("text", "scene", "expected"),
    [
        ("Two of the four people have their left arm raised.", ROW, "contradict"),
        ("Two of the four people have their left arm raised.", ONE_RAISES, "contradict"),
        ("Two of the four people have their left arm raised.", TWO_RAISE, "unjudged"),  # two of them do: not all
        ("Three men are sitting.", ROW, "contradict"),
        ("Several of the men have their left arm raised.", ROW, "contradict"),
        ("Several of the men have their left arm raised.", ONE_RAISES, "contradict"),
        ("Several of the men have their left arm raised.", TWO_RAISE, "agree"),
        ("Some of the players are lying on the ground.", ROW, "contradict"),
        ("Most of the people are lying on the ground.", ROW, "contradict"),
        ("Most of the people have their left arm raised.", TWO_RAISE, "contradict"),
        ("Most of the people are standing.", ROW, "agree"),
        ("Not one of the men is standing.", ROW, "contradict"),
        ("Not a single person is sitting.", ROW, "agree"),
        ("Most of them are lying on the ground.", ROW, "contradict"),
    ],
)
def test_a_number_is_false_where_too_few_can_do_so(text, scene, expected):
    assert verdicts(text, scene) == [expected]


def test_people_without_points_may_be_among_those_who_are_counted():
    small = [SceneObject(number, "person", (20.0 * number, 20.0, 12.0, 20.0)) for number in (5, 6)]
    scene = scene_of(place(1, 60, changes=RAISED), place(2, 180), place(3, 320), *small)
    assert verdicts("Two people have their left arm raised.", scene) == ["unjudged"]
    assert verdicts("Two of the three people have their left arm raised.", scene) == ["contradict"]


SURFERS = scene_of(
    SceneObject(5, "person", (20.0, 90.0, 14.0, 20.0)),
    place(1, 60, 0.8),
    place(2, 330),
    place(3, 460),
    thing(10, "surfboard", 320, 195, 60.0, 12.0),
    thing(11, "surfboard", 450, 195, 60.0, 12.0),
    captions=("Surfers in the sea.",),
)


@pytest.mark.parametrize(
    "subject", ["The two surfers on the left", "On the left, two surfers", "Two other riders on the left"]
)
def test_people_who_are_counted_at_a_place_are_those_there_even_without_points_or_boards(subject):
    assert meant(f"{subject} are lying on their boards.", SURFERS) == ((1,), "each")
    assert verdicts(f"{subject} are lying on their boards.", SURFERS) == ["contradict"]


def test_the_only_surfer_with_a_board_is_still_who_is_meant():
    scene = scene_of(place(1, 60), place(2, 330), thing(10, "surfboard", 320, 195, 60.0, 12.0))
    assert meant("The surfer is sitting.", scene) == ((2,), "each")


LOST = scene_of(
    place(1, 420),  # on a level with the glove of a catcher without annotation
    place(2, 500, 0.5),
    thing(10, "baseball bat", 150, 150, 6.0, 12.0),
    thing(11, "baseball bat", 510, 190, 6.0, 12.0),
    thing(12, "baseball glove", 360, 140),
    captions=("A batter swings.",),
)


def test_an_umpire_is_known_behind_a_catcher_who_is_not():
    assert verdicts("The umpire is sitting.", LOST) == ["contradict"]
    assert verdicts("The umpire is standing.", LOST) == ["agree"]
    text = "The catcher is squatting. Behind him, the umpire is sitting."
    assert verdicts(text, LOST) == ["unjudged", "contradict"]
    for subject in ("The batter", "The catcher", "The player at the plate"):
        assert verdicts(f"{subject} is sitting.", LOST) == ["unjudged"], subject


def test_the_next_batter_has_a_bat_in_hand_wherever_others_lie():
    scene = scene_of(
        place(1, 60),
        place(2, 300),
        *(o for o in LOST.objects if o.category != "person"),
        thing(13, "baseball bat", 96, 130, 6.0, 30.0),
    )
    for subject in ("The batter on deck", "The next hitter", "The on-deck player"):
        assert verdicts(f"{subject} is sitting.", scene) == ["contradict"], subject
    assert verdicts("The batter is sitting.", scene) == ["unjudged"]


def test_a_face_that_no_point_shows_is_not_seen_whole():
    face = ("nose", "left eye", "right eye", "left ear", "right ear")
    scene = scene_of(place(1, 60, changes=dict.fromkeys(face)))
    assert verdicts("We can see her whole face.", scene) == ["contradict"]
    assert verdicts("We can see her whole face.", scene_of(place(1, 60))) != ["contradict"]


def test_an_umpire_stays_open_where_two_are_as_near_to_the_lost_glove():
    scene = scene_of(*LOST.people, place(3, 290), *(o for o in LOST.objects if o.category != "person"))
    assert verdicts("The umpire is sitting.", scene) == ["unjudged"]


def test_one_of_a_group_that_is_not_told_apart_is_nobody_in_particular():
    assert verdicts("Of the three men, the one in the middle is sitting.", ROW) == ["unjudged"]
    assert verdicts("Of all the men, the one on the far left is sitting.", ROW) == ["contradict"]


def test_those_elsewhere_are_no_others_of_a_pair_in_a_corner():
    high = [
        replace(place(number, x, 0.5), bbox_xywh=(float(x), 20.0, 20.0, 57.0)) for number, x in ((4, 430), (5, 500))
    ]
    text = "The two people in the upper right are lying on the ground."
    elsewhere = [SceneObject(number, "person", (20.0 * number, 170.0, 18.0, 30.0)) for number in (6, 7, 8)]
    assert verdicts(text, scene_of(place(1, 40, 0.6), *high, *elsewhere)) == ["contradict"]
