"""Whom a text speaks of, in scenes of several people."""

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims, find_claims
from kp_llava.poses.claims.meant.resolve import Crowd
from kp_llava.poses.people import read_people

from ...factories import STANDING, make_person, make_scene

ONLY_NOSE = dict.fromkeys(part for part in STANDING if part != "nose")
RAISED = {"left elbow": (68, 20), "left wrist": (66, 2)}


def place(number, x, scale=1.0, changes=None):
    """A standing person of a size, whose feet are at y = 200 and whose left edge is at x; the id is the number."""
    points = {**STANDING, **(changes or {})}
    moved = {
        part: point and (x + (point[0] - 30) * scale, 200 - (118 - point[1]) * scale) for part, point in points.items()
    }
    box = (float(x), 200 - 114 * scale, 40 * scale, 114 * scale)
    return make_person(moved, annotation_id=number, bbox_xywh=box)


def thing(number, category, x, y, width=12.0, height=12.0):
    return SceneObject(number, category, (float(x), float(y), width, height))


def scene_of(*objects, captions=("People are outdoors.",)):
    return replace(make_scene(*objects, captions=captions), width=600, height=240)


ROW = scene_of(place(1, 40), place(2, 180), place(3, 320), place(4, 460))
# a batter in front, a catcher, and two small spectators without points in the background
GAME = scene_of(
    place(1, 100, 1.6),
    place(2, 260),
    SceneObject(3, "person", (400.0, 60.0, 12.0, 20.0)),
    SceneObject(4, "person", (500.0, 60.0, 12.0, 20.0)),
    thing(10, "baseball bat", 154, 115, 10.0, 40.0),
    thing(11, "baseball glove", 254, 148),
    captions=("A batter swings at a ball.", "A baseball player at bat, with a catcher behind."),
)
FAMILY = scene_of(
    place(1, 100, 1.5), place(2, 300, 0.8), captions=("A man stands next to a child.", "A father and his son.")
)
SURFER = scene_of(place(1, 100, 1.6), place(2, 400, 0.5), captions=("A surfer by the sea.",))
# one in front, one further back and another at the far end of the place, about as tall in the picture
DEEP = scene_of(
    replace(place(1, 100), bbox_xywh=(100.0, 126.0, 40.0, 114.0)),
    replace(place(2, 180, 0.9), bbox_xywh=(180.0, 50.0, 40.0, 100.0)),
    replace(place(3, 460, 0.9), bbox_xywh=(460.0, 56.0, 40.0, 100.0)),
)


def meant(text, scene):
    """The ids that the last statement of a text is about, and in which way."""
    found = Crowd(read_people(scene)).resolve(find_claims(text)[-1].who)
    return found.ids, found.mode


@pytest.mark.parametrize(
    ("text", "scene", "ids"),
    [
        ("The man on the far left has his left arm raised.", ROW, (1,)),
        ("The woman on the far right side of the image is standing.", ROW, (4,)),
        ("The left arm of the second person from the left is raised.", ROW, (2,)),
        ("The third man from the right raises his left arm.", ROW, (2,)),
        ("The leftmost player is standing.", ROW, (1,)),
        ("The man closest to the right edge is standing.", ROW, (4,)),
        ("The taller of the two figures is standing.", FAMILY, (1,)),
        ("The smaller of the two people is standing.", FAMILY, (2,)),
        ("The man on the far left is standing. The boy beside him is standing.", FAMILY, (2,)),
        ("The men on either side are standing.", ROW, (1, 4)),
        ("The women at both ends of the row are standing.", ROW, (1, 4)),
        ("The people at the edges are standing.", ROW, (1, 4)),
        ("The person in front is standing.", GAME, (1,)),
        ("The people farthest from the camera are standing.", GAME, (2,)),
        ("The man is standing on the far right of the picture. His left arm is raised.", ROW, (4,)),
        ("The woman next to the man on the far left is standing.", ROW, (1, 2, 3, 4)),
        ("The man on the far left watches the others. She has her left arm raised.", ROW, (1,)),
        ("On the far left, a woman is standing.", ROW, (1,)),
        ("On the right side of the picture there is a child. His left arm is raised.", FAMILY, (2,)),
        ("The player is holding a bat. His left arm is raised.", GAME, (1,)),
        ("The batter has his left arm raised.", GAME, (1,)),
        ("The catcher is crouching.", GAME, (2,)),
        ("The man with the bat is standing.", GAME, (1,)),
        ("The man in the foreground is standing.", GAME, (1,)),
        ("The player is standing.", GAME, (1,)),
        ("The man is standing.", GAME, (1,)),
        ("The spectators are sitting.", GAME, (3, 4)),
        ("The child is standing.", FAMILY, (2,)),
        ("The father is standing.", FAMILY, (1,)),
        ("The boy stands next to the man. His left arm is raised.", FAMILY, (2,)),
        ("The man is next to the boy. The other person is standing.", FAMILY, (2,)),
        ("The man raises his left arm.", SURFER, (1,)),
        ("A pair of women at the far left are standing.", ROW, (1, 2)),
        ("The two men on the far right are standing.", ROW, (3, 4)),
        ("Near the right edge, a man is sitting.", ROW, (4,)),
        ("A man in a red coat near the left edge of the picture is sitting.", ROW, (1,)),
        ("The person in the bottom left corner is standing.", ROW, (1,)),
        ("At the upper right, a man is standing.", ROW, (4,)),
        ("The person on the far left is a man. Next to him, a boy is standing.", FAMILY, (2,)),
        ("The man on the left is calm. His companion is standing.", FAMILY, (2,)),
        ("In the background, far from the camera, the spectators are sitting.", GAME, (3, 4)),
        ("The two main figures are standing.", GAME, (1, 2)),
        ("The man, not the boy, is standing.", FAMILY, (1,)),
        ("The blonde woman on the far right is standing. She has her left arm raised.", ROW, (4,)),
        ("The man in the foreground is calm. The man just behind him is standing.", DEEP, (2, 3)),
        ("The woman on the far right is calm. The man right behind her is standing.", DEEP, (2,)),
        ("A man in the foreground has his left arm raised.", DEEP, (1,)),
        ("The distant player is standing.", GAME, (2, 3, 4)),
        ("The lead player is standing.", GAME, (1,)),
        ("The leading man has his left arm raised.", DEEP, (1,)),
        ("The person near the top of the picture is standing.", DEEP, (2, 3)),
        ("The man at the bottom of the slope is standing.", DEEP, (1,)),
        ("Seated at the far right, a woman has her left arm raised.", ROW, (4,)),
        ("The second man, on the far left, is standing.", ROW, (1,)),
        ("The woman in red, with a man on the far left, is standing.", ROW, (1, 2, 3, 4)),
        ("Two people are here, a man at the far left and a woman. The man has his left arm raised.", ROW, (1,)),
        ("There are a man on the far left and one more man on the far right. The man is standing.", ROW, (1, 2, 3, 4)),
        ("The man on the far left is calm. The man in red is standing.", ROW, (1, 2, 3, 4)),
        ("Two people wait, the boy on the far left and the girl. The tall boy is standing.", ROW, (1,)),
        ("The photographer watches. The man turns to the photographer and is standing.", SURFER, (1,)),
    ],
)  # fmt: skip
def test_a_phrase_stands_for_those_whom_its_words_fit(text, scene, ids):
    assert meant(text, scene)[0] == ids


@pytest.mark.parametrize(
    ("text", "scene", "mode"),
    [
        ("Everyone is standing.", ROW, ((1, 2, 3, 4), "each")),
        ("All of the people are standing.", ROW, ((1, 2, 3, 4), "each")),
        ("Both people are standing.", FAMILY, ((1, 2), "each")),
        ("Both of them are standing.", FAMILY, ((1, 2), "each")),
        ("The man and the boy are standing.", FAMILY, ((1, 2), "each")),
        ("One of the men is sitting.", ROW, ((1, 2, 3, 4), "some")),
        ("Two men are sitting.", ROW, ((1, 2, 3, 4), "among")),
        ("The man is sitting.", ROW, ((1, 2, 3, 4), "either")),
        ("The man in the red shirt is sitting.", GAME, ((1, 2), "either")),
    ],
)
def test_a_phrase_says_of_how_many_it_speaks(text, scene, mode):
    assert meant(text, scene) == mode


def test_of_two_sexes_in_the_captions_the_larger_person_is_not_taken_for_either():
    pair = scene_of(place(1, 100, 1.5), place(2, 300, 0.9), captions=("A man and a woman outdoors.",))
    assert meant("The man is standing.", pair) == ((1, 2), "either")
    assert meant("The person is standing.", pair) == ((1,), "each")


def test_clothes_describe_nobody_in_the_distance():
    crowd = scene_of(place(1, 40, 1.4), place(2, 260, 1.2), place(3, 460, 0.3), captions=("People.",))
    assert meant("The man in the red shirt is standing.", crowd)[0] == (1, 2)
    assert meant("The little child in the red shirt is standing.", crowd)[0] == (1, 2, 3)


def test_one_of_a_group_that_is_not_told_apart_stays_open():
    assert meant("Of the three men, the one in the middle is sitting.", ROW)[1] == "either"


def test_what_is_said_of_all_but_somebody_is_not_said_of_that_one():
    assert find_claims("Everyone but the man in the hat is seated.") == []
    assert find_claims("Nobody except the girl is standing.") == []


def test_what_a_caption_says_of_a_lone_person_is_not_refuted():
    leaning = {"left knee": (58, 89), "right knee": (42, 89)}
    alone = make_scene(make_person({**STANDING, **leaning}), captions=("A man sits on a post.", "A man stands there."))
    assert check_claims("The man is sitting on a post.", alone).contradict == 0
    for place_said in ("on the ground behind a car", "right on the wet grass", "down on the floor"):
        assert check_claims(f"The man is sitting {place_said}.", alone).contradict == 1, place_said
    low = replace(alone, captions=("A man sits on the ground.", "A man stands there."))
    assert check_claims("The man is sitting on the ground.", low).contradict == 0
    assert check_claims("The man is lying on his back.", alone).contradict == 1


def test_every_one_of_all_is_held_against_the_statement():
    scene = scene_of(place(1, 40, changes=RAISED), place(2, 180, changes=RAISED), place(3, 320))
    assert check_claims("Everyone has the left arm raised.", scene).contradict == 1
    assert check_claims("Everyone is standing.", scene).agree == 1
    assert check_claims("Nobody is standing.", scene).contradict == 1
    assert check_claims("Someone has the left arm raised.", scene).agree == 1


def test_one_of_several_unsaid_which_agrees_only_with_all():
    scene = scene_of(place(1, 40, changes=RAISED), place(2, 180), place(3, 320))
    (item,) = check_claims("The man in the red cap has his left arm raised.", scene).items
    assert (item.verdict, item.people) == ("unjudged", (1, 2, 3))
    (item,) = check_claims("The man in the red cap is standing.", scene).items
    assert item.verdict == "agree"
    (item,) = check_claims("The man in the red cap is sitting.", scene).items
    assert item.verdict == "contradict"


def test_small_people_without_points_do_not_block_a_contradiction():
    assert check_claims("The batter is sitting.", GAME).contradict == 1
    assert check_claims("The spectators are sitting.", GAME).contradict == 0


def test_a_thing_in_the_other_hand_contradicts():
    person = place(1, 100)  # facing the viewer: the left hand is on the viewer's right
    scene = scene_of(person, thing(9, "cell phone", 135, 147, 6.0, 6.0))
    for text, verdict in (
        ("The man holds a phone in his left hand.", "agree"),
        ("The man holds a phone in his right hand.", "contradict"),
        ("His right hand is holding the phone.", "contradict"),
        ("With his left hand, he grips a black phone.", "agree"),
        ("He holds a remote in his right hand.", "unjudged"),  # which may be what is labeled as a phone
    ):
        assert [item.verdict for item in check_claims(text, scene).items] == [verdict], text


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("On the far left, a man has his left arm raised.", (1,)),
        ("To the far right stands a woman with her left arm raised.", (4,)),
        ("On the far left somebody has their left arm raised.", (1,)),
        ("The one on the far right has their left arm raised.", (4,)),
        ("They stand in a row, and on the far right a boy has his left arm raised.", (4,)),
        ("In the middle, two men are seen. The one on the far left has his left arm raised.", (1,)),
    ],
)
def test_a_place_that_is_said_before_the_noun_counts_as_one_after_it(text, ids):
    claim = next(claim for claim in find_claims(text) if (claim.part, claim.state) == ("arm", "raised"))
    assert Crowd(read_people(ROW)).resolve(claim.who).ids == ids


def test_the_left_person_and_the_right_one_are_two_people():
    pair = scene_of(place(1, 40, changes=RAISED), place(2, 320))
    report = check_claims("The left person raises the left arm. The right one has their left arm at their side.", pair)
    assert [item.people for item in report.items] == [(1,), (2,)]
    assert {item.verdict for item in report.items} == {"agree"}


def test_the_left_one_of_two_legs_is_no_person():
    scene = scene_of(place(1, 40, changes=RAISED), place(2, 180))
    text = "The man on the left stands on the right leg, and the left one is straight. His left arm is raised."
    assert [item.people for item in check_claims(text, scene).items if item.claim.part == "arm"] == [(1,)]


def test_what_is_said_first_tells_people_apart_first():
    board = thing(20, "surfboard", 170, 190, 60.0, 12.0)
    scene = scene_of(place(1, 40), place(2, 180), place(3, 320), board)
    assert meant("One person on the far left is lying on a board.", scene)[0] == (1,)
    assert meant("The person on a board is standing.", scene)[0] == (2,)


def test_looks_stand_for_the_one_who_is_far_larger_than_all_others():
    scene = scene_of(place(1, 100, 1.6), place(2, 300, 0.7))
    assert meant("The man in the red shirt is sitting.", scene) == ((1,), "each")
    assert check_claims("The bearded man is sitting.", scene).contradict == 1
    near = scene_of(place(1, 100, 1.6), place(2, 300, 1.2))
    assert meant("The man in the red shirt is sitting.", near) == ((1, 2), "either")


def test_one_and_another_are_some_of_them():
    seated = {"left knee": (66, 72), "right knee": (34, 72), "left ankle": (66, 100), "right ankle": (34, 100)}
    scene = scene_of(place(1, 40), place(2, 180, changes=seated), place(3, 320, changes=RAISED))
    text = "Three people, one standing with one arm raised, another sitting and another standing."
    assert all(meant(text[: text.index(word)] + ".", scene)[1] == "some" for word in (", another", " and another"))
    assert check_claims(text, scene).contradict == 0
    assert check_claims("Three people, one lying on the grass and another standing.", scene).contradict == 1


def test_a_bag_is_first_of_all_the_one_that_is_named():
    scene = scene_of(place(1, 40), place(2, 320), thing(5, "suitcase", 36, 150, 12, 40), thing(6, "handbag", 366, 150))
    assert meant("The person with the handbag is standing.", scene)[0] == (2,)
    assert meant("The person with the suitcase is standing.", scene)[0] == (1,)


def test_a_catcher_and_an_umpire_are_near_the_batter():
    # a batter with a bat at the left hand, two behind him, two gloves in the field
    field = scene_of(
        place(1, 100),
        place(2, 170, 0.8),
        place(3, 215),
        place(4, 460, 0.9),
        place(5, 520, 0.3),
        thing(10, "baseball bat", 134, 120, 8.0, 34.0),
        thing(11, "baseball glove", 455, 150),
        captions=("A batter swings.", "A baseball game."),
    )
    assert meant("The catcher is sitting.", field)[0] == (2, 3)
    assert meant("The umpire is leaning forward.", field)[0] == (2, 3)
    assert meant("The batter is sitting.", field)[0] == (1,)
    assert meant("The pitcher is sitting.", field)[0] == (4,)
    without = scene_of(place(1, 100), place(2, 170, 0.8), thing(11, "baseball glove", 455, 150), place(4, 460))
    assert meant("The catcher is sitting.", without)[0] == (4,)


def test_who_is_behind_a_fence_or_in_the_stands_is_not_the_one_in_front():
    scene = scene_of(place(1, 100, 1.6), place(2, 300, 0.5), place(3, 400, 0.5))
    for text in (
        "Behind the fence, a man in a cap is sitting.",
        "In the stands, a man is sitting.",
        "Beyond the wire fence, a man is sitting.",
    ):
        assert meant(text, scene)[0] == (2, 3), text
    assert meant("The man is sitting.", scene)[0] == (1,)


def test_two_of_whom_one_is_found_are_that_one_and_somebody_else():
    scene = scene_of(place(1, 40), place(2, 400), place(3, 480))
    assert check_claims("On the left side of the image, two people are sitting.", scene).contradict == 1
    assert check_claims("On the right side of the image, two people are sitting.", scene).contradict == 1
    assert check_claims("On the left side of the image, a person is standing.", scene).agree == 1


def test_of_several_boards_each_may_be_that_of_the_one_who_is_meant():
    rider = place(1, 100, 1.6)
    boards = thing(8, "skateboard", 90, 196, 90, 12), thing(9, "skateboard", 330, 185, 12, 20)
    scene = scene_of(rider, place(2, 310, 0.6), boards[0])
    whom = find_claims("The person with the pink skateboard is sitting.")[-1].who
    assert Crowd(read_people(scene)).resolve(whom).ids == (1,)
    found = Crowd(read_people(replace(scene, objects=(*scene.objects, boards[1])))).resolve(whom)
    assert set(found.ids) | set(found.pool) == {1, 2}


def test_a_surfer_who_is_newly_spoken_of_is_anybody_at_that_place():
    board = thing(9, "surfboard", 300, 196, 60, 12)
    scene = scene_of(place(1, 20), place(2, 310), board)  # the right one stands on the board
    crowd = Crowd(read_people(replace(scene, captions=("Two people surf.",))))
    new, known = (find_claims(f"On the left, {who} surfer is lying down.")[-1].who for who in ("a", "the"))
    assert crowd.resolve(new, True).ids == (1,)
    assert crowd.resolve(known, True).ids == (2,)


def test_where_captions_speak_of_surfers_one_without_a_board_may_be_meant():
    board = thing(10, "surfboard", 100, 190, 60.0, 10.0)
    people = place(1, 100), place(2, 300), place(3, 460)
    text = "The surfer with red hair is standing."
    assert meant(text, scene_of(*people, board, captions=("A surfer at the sea.",))) == ((1,), "each")
    assert meant(text, scene_of(*people, board, captions=("A group of surfers.",))) == ((1, 2, 3), "either")


def test_who_is_lying_on_a_board_in_a_corner_need_not_have_one_with_a_box():
    scene = scene_of(place(1, 300), place(2, 20), thing(10, "surfboard", 300, 190, 60.0, 10.0))
    assert meant("The surfer on his board at the lower left is standing.", scene) == ((1, 2), "either")
    assert meant("The surfer on the far left is standing.", scene) == ((1, 2), "either")


def test_of_a_crowd_nobody_may_be_annotated_at_an_edge():
    crowd = scene_of(*(place(number, 100 + 30 * number, 0.5) for number in range(10)))
    text = "{}, a man has his left arm raised."
    assert Crowd(read_people(crowd)).resolve(find_claims(text.format("At the right edge"))[-1].who).is_lost
    assert not Crowd(read_people(crowd)).resolve(find_claims(text.format("On the far right"))[-1].who).is_lost
    assert not Crowd(read_people(ROW)).resolve(find_claims(text.format("At the left edge"))[-1].who).is_lost


def test_whose_hands_are_not_labeled_holds_what_is_within_the_box():
    phone = thing(10, "cell phone", 110, 120, 10.0, 20.0)
    handless = place(1, 100, changes=ONLY_NOSE)
    scene = scene_of(handless, place(2, 140, changes={"right wrist": (34, 30)}), phone)
    assert meant("The man with the phone is standing.", scene)[0] == (1,)


def test_a_bat_is_no_bat_of_somebody_far_smaller():
    bat = thing(10, "baseball bat", 60, 10, 100.0, 190.0)
    girl = place(1, 40, 1.6, changes=ONLY_NOSE)
    assert meant("The batter is standing.", scene_of(girl, place(2, 100, 0.4), bat))[0] == (1,)


def test_a_bag_is_no_bag_of_somebody_far_smaller():
    bag = thing(10, "handbag", 100, 40, 60.0, 150.0)
    scene = scene_of(place(1, 100, 1.6, changes=ONLY_NOSE), place(2, 110, 0.4), bag)
    assert meant("The man with the bag is standing.", scene)[0] == (1,)


def test_who_holds_a_board_does_not_stand_on_it():
    rider = place(1, 100)
    boards = thing(10, "skateboard", 100, 196, 50.0, 12.0), thing(11, "skateboard", 452, 128, 10.0, 40.0)
    holder = place(2, 420, changes={"right wrist": (68, 66), "right elbow": (66, 50)})
    scene = scene_of(rider, holder, place(3, 260), *boards)
    assert meant("The boy holding the skateboard is standing.", scene)[0] == (2,)
    assert set(meant("The boy with the skateboard is standing.", scene)[0]) >= {1, 2}


def test_small_people_without_points_may_be_in_a_corner():
    small = SceneObject(3, "person", (580.0, 10.0, 12.0, 20.0))
    scene = scene_of(place(1, 100), place(2, 460), small)
    assert meant("The man at the upper right is standing.", scene)[0] == (2, 3)
    assert meant("The man at the upper left is standing.", scene)[0] == (1,)


def test_of_two_whose_boxes_end_at_the_same_side_either_is_on_the_far_right():
    arm = SceneObject(2, "person", (560.0, 120.0, 40.0, 20.0))
    apart = replace(place(2, 440, changes=ONLY_NOSE), bbox_xywh=(470.0, 120.0, 40.0, 20.0))  # not at the picture's edge
    assert meant("The man on the far right is standing.", scene_of(place(1, 430, 2.0), place(3, 100), apart))[0] == (2,)
    man = replace(place(1, 500, 1.2), bbox_xywh=(500.0, 60.0, 100.0, 140.0))
    assert meant("The man on the far right is standing.", scene_of(man, place(3, 100), arm))[0] == (1,)
    labeled = replace(place(2, 560, changes=ONLY_NOSE), bbox_xywh=arm.bbox_xywh)
    assert meant("The man on the far right is standing.", scene_of(man, place(3, 100), labeled))[0] == (1, 2)
