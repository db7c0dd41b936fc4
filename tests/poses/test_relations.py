"""Who is left of whom and what a hand is at, in scenes made for it."""

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.poses.relations import overlap_share, scene_relations

from .test_facts import BATTER, CATCHER, SKIER

BAT = SceneObject(10, "baseball bat", (164.0, 153.0, 85.0, 29.0))
SKIS = SceneObject(11, "skis", (209.0, 368.0, 404.0, 32.0))


def person(annotation_id, points, box):
    keypoints = tuple(Keypoint(0.0, 0.0, 0) if p is None else Keypoint(float(p[0]), float(p[1]), 2) for p in points)
    return SceneObject(annotation_id, "person", box, keypoints)


def relations(*objects):
    scene = Scene(1, "1.jpg", 640, 429, (), objects)
    return {(r.subject, r.kind, r.other) for r in scene_relations(scene)}


BATTER_PERSON = person(1, BATTER, (248.0, 74.0, 170.0, 301.0))
CATCHER_PERSON = person(2, CATCHER, (454.0, 207.0, 177.0, 211.0))


def test_the_batter_is_left_of_the_catcher_and_not_the_other_way_round():
    found = relations(BATTER_PERSON, CATCHER_PERSON)
    assert (1, "left of", 2) in found
    assert (2, "left of", 1) not in found


def test_a_hand_is_at_the_bat():
    assert (1, "left hand at", 10) in relations(BATTER_PERSON, BAT)


# a rider seen from the front, 400 pixels from head to foot; the right wrist lies halfway from right hip to right knee
RIDER = [
    (300, 60), (308, 52), (292, 52), (318, 56), (282, 56), (340, 120), (260, 120), (390, 170), (240, 200), (430, 215),
    (262, 278), (322, 250), (278, 250), (346, 306), (246, 306), (340, 420), (250, 420),
]  # fmt: skip
MOTORCYCLE = SceneObject(14, "motorcycle", (190.0, 190.0, 260.0, 260.0))  # both wrists are inside the box


def test_a_hand_on_the_own_thigh_is_not_at_the_motorcycle_and_the_one_on_the_handlebar_is():
    found = relations(person(1, RIDER, (230.0, 30.0, 210.0, 410.0)), MOTORCYCLE)
    assert (1, "left hand at", 14) in found
    assert (1, "right hand at", 14) not in found


def test_a_hand_next_to_the_hip_is_not_at_the_motorcycle_where_the_knees_are_not_labeled():
    points = [*RIDER[:13], None, None, None, None]
    points[10] = (272, 262)  # a few pixels below the right hip
    found = relations(person(1, points, (230.0, 30.0, 210.0, 410.0)), MOTORCYCLE)
    assert {kind for _, kind, other in found if other == 14} & {"left hand at", "right hand at"} == {"left hand at"}


def test_a_hand_on_the_thigh_may_be_at_something_that_nobody_rides():
    box = SceneObject(15, "box", (250.0, 230.0, 100.0, 90.0))
    assert (1, "right hand at", 15) in relations(person(1, RIDER, (230.0, 30.0, 210.0, 410.0)), box)


def test_feet_are_on_skis():
    assert (3, "foot on", 11) in relations(person(3, SKIER, (281.0, 45.0, 219.0, 347.0)), SKIS)


def test_feet_behind_a_board_that_is_held_upright_are_not_on_it():
    # the board reaches from below the hips to the ground, as somebody holds it on its end
    hips, ankles = ([SKIER[i][1] for i in pair if SKIER[i] is not None] for pair in ((11, 12), (15, 16)))
    top = max(hips) + 10
    board = SceneObject(21, "skateboard", (281.0, top, 219.0, max(ankles) + 20 - top))
    low = SceneObject(21, "skateboard", (281.0, max(ankles) - 20, 219.0, 50.0))
    skater = person(3, SKIER, (281.0, 45.0, 219.0, 347.0))
    assert (3, "foot on", 21) in relations(skater, low) and (3, "foot on", 21) not in relations(skater, board)


def test_a_large_low_person_is_in_front_of_a_small_high_one():
    small = [None if p is None else (p[0] / 3, p[1] / 3 + 60) for p in SKIER]
    found = relations(BATTER_PERSON, person(4, small, (90.0, 75.0, 80.0, 115.0)))
    assert (1, "in front of", 4) in found
    assert (4, "in front of", 1) not in found


def test_somebody_under_an_umbrella_is_under_it():
    umbrella = SceneObject(12, "umbrella", (200.0, 0.0, 300.0, 60.0))
    assert (1, "under", 12) in relations(BATTER_PERSON, umbrella)


def test_a_thing_far_away_has_no_relation():
    assert relations(BATTER_PERSON, SceneObject(13, "cup", (600.0, 10.0, 10.0, 10.0))) == set()


def test_a_person_without_points_gets_no_relation_to_things():
    nobody = SceneObject(5, "person", (160.0, 150.0, 90.0, 40.0))
    assert relations(nobody, BAT) == set()


def test_overlap_is_a_share_of_the_smaller_box():
    assert overlap_share(BATTER_PERSON, BATTER_PERSON) == 1
    assert overlap_share(BATTER_PERSON, CATCHER_PERSON) == 0


def test_in_games_without_hands_no_hand_holds_the_ball_unless_captions_say_so():
    player = person(1, BATTER, (248.0, 74.0, 170.0, 301.0))
    wrist = player.keypoints[9]
    ball = SceneObject(16, "sports ball", (wrist.x - 22.0, wrist.y - 22.0, 44.0, 44.0))
    for captions, is_held in (
        (("A man plays baseball.",), True),
        (("A man plays soccer.",), False),
        (("A man plays soccer.", "A man catches the ball."), True),
        (("A goalkeeper in a soccer game.",), True),
    ):
        found = scene_relations(Scene(1, "1.jpg", 640, 429, captions, (player, ball)))
        assert any(one.kind.endswith("hand at") for one in found) is is_held, captions


def test_both_hands_hold_a_large_ball():
    points = [*BATTER]
    points[10] = points[9]
    player, (x, y) = person(1, points, (248.0, 74.0, 170.0, 301.0)), points[9][:2]
    ball = SceneObject(16, "sports ball", (x - 22.0, y - 22.0, 44.0, 44.0))
    assert {kind for _, kind, _ in relations(player, ball)} == {"left hand at", "right hand at"}
