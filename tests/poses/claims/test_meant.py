"""Whom a text means, by what else it says: of people whom clothes alone describe, and who are alike in size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims, find_claims
from kp_llava.poses.claims.meant.chance import beyond_usual, estimated_chance, usual_chance
from kp_llava.poses.claims.meant.fit import fit_part, fit_phrase
from kp_llava.poses.claims.meant.resolve import Crowd, Resolved
from kp_llava.poses.claims.meant.weigh import Said, weigh
from kp_llava.poses.people import read_people

from .test_resolve import RAISED, place, scene_of, thing

RIGHT_RAISED = {"right elbow": (32, 20), "right wrist": (34, 2)}
ANN = {**RAISED}  # the left arm raised, the right one hanging
BEN = {**RIGHT_RAISED}  # the other way round
TWO_MEN = ("Two men are outdoors.",)
ONE_WOMAN = ("A woman stands in a street.", "A lady by a wall.")
NOBODY = ("People in a street.", "A street with people.")


def verdicts(text, scene):
    return [item.verdict for item in check_claims(text, scene).items]


def test_what_a_text_says_rightly_of_somebody_shows_who_is_meant():
    pair = scene_of(place(1, 100, changes=ANN), place(2, 320, changes=BEN), captions=TWO_MEN)
    last = "The man in the blue shirt has his right arm raised."
    assert verdicts(last, pair) == ["unjudged"]  # true of the second man
    says = (
        "The man in the blue shirt has his left arm raised. His left hand is above his head. "
        "His right arm is hanging at his side. The right arm is lowered. "
    )
    assert verdicts(says + last, pair)[-1] == "contradict"
    other = says.replace("left", "x").replace("right", "left").replace("x", "right")
    assert verdicts(other + last, pair)[-1] == "unjudged"


def test_a_pronoun_or_a_shorter_phrase_goes_on_with_the_same_person():
    pair = scene_of(place(1, 100, changes=ANN), place(2, 320, changes=BEN), captions=TWO_MEN)
    says = "A man in a blue shirt has his left arm raised. His left hand is above his head. The right arm hangs down. "
    for last in ("He has his right arm raised.", "The man has raised his right arm.", "The man's right arm is raised."):
        assert verdicts(says + "His right arm is lowered. " + last, pair)[-1] == "contradict", last
    last = "The man in the black coat has his right arm raised."
    assert verdicts(says + "His right arm is lowered. " + last, pair)[-1] == "unjudged"


def test_people_of_two_phrases_that_exclude_each_other_are_two():
    pair = scene_of(place(1, 100, changes=ANN), place(2, 320), captions=("A man and a woman.",))
    assert verdicts("The man has his left arm raised.", pair) == ["unjudged"]
    text = "The woman on the left is calm and is standing. The man has his left arm raised."
    assert verdicts(text, pair)[-1] == "contradict"
    text = "The woman on the right is calm and is standing. The man has his left arm raised."
    assert verdicts(text, pair)[-1] == "unjudged"


def test_a_hedge_says_nothing_about_who_is_meant():
    pair = scene_of(place(1, 100, changes=ANN), place(2, 320, changes=BEN), captions=TWO_MEN)
    says = (
        "Perhaps the man in the blue shirt has his left arm raised. Perhaps his left hand is above his head. "
        "His right arm may be hanging at his side. Maybe the right arm is lowered. "
    )
    assert verdicts(says + "The man in the blue shirt has his right arm raised.", pair)[-1] == "unjudged"


def fits(text, scene, star=1):
    """How well each person of a scene fits the phrase of the last statement."""
    people = read_people(scene)
    found = fit_phrase(find_claims(text)[-1].who, people, star)
    return [found.get(person.annotation_id, 1.0) for person in people.all]


def test_captions_about_one_woman_are_about_the_most_prominent_person():
    people = (place(1, 100, 1.9), place(2, 360, 1.5))
    one, nobody = scene_of(*people, captions=ONE_WOMAN), scene_of(*people, captions=NOBODY)
    woman, man = "The woman in the shirt is sitting.", "The man in the shirt is sitting."
    assert fits(woman, one)[0] > 2 * fits(woman, one)[1]
    assert fits(man, one)[1] > 2 * fits(man, one)[0]
    assert fits("The person in the shirt is sitting.", one) == fits(woman, nobody) == fits(man, nobody) == [1.0, 1.0]
    mixed = scene_of(*people, captions=("A woman stands in a street.", "A man by a wall."))
    assert fits(woman, mixed) == fits(man, mixed) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The man beside the parking meter has his left arm raised.", "contradict"),
        ("The man next to the machine has his left arm raised.", "contradict"),
        ("Beside the parking meter, a man in a hat has his left arm raised.", "contradict"),
        ("The man by the fire hydrant has his left arm raised.", "unjudged"),
        ("The man by the wall has his left arm raised.", "unjudged"),
        ("The man in the hat has his left arm raised.", "unjudged"),
    ],
)
def test_a_thing_that_is_near_shows_who_is_meant(text, verdict):
    meter, hydrant = thing(8, "parking meter", 20, 120, 12, 80), thing(9, "fire hydrant", 565, 170, 15, 30)
    scene = scene_of(place(1, 40), place(2, 500, changes=ANN), meter, hydrant, captions=TWO_MEN)
    assert verdicts(text, scene) == [verdict]


def test_the_head_of_a_table_is_across_from_the_camera():
    table = thing(8, "dining table", 100, 120, 400, 110)
    sides = (place(1, 40, 1.4, changes=ANN), place(3, 500, 1.4, changes=ANN))
    far = place(2, 290)
    far = replace(far, bbox_xywh=(290.0, 60.0, 40.0, 114.0))  # its feet are hidden behind the table
    scene = scene_of(*sides, far, table, captions=TWO_MEN)
    first, third, second = fits("The man at the head of the table has his left arm raised.", scene)
    assert second > 4 * max(first, third)
    assert min(fits("The man at the table has his left arm raised.", scene)) > 0.9
    along = replace(far, annotation_id=4, bbox_xywh=(290.0, 100.0, 40.0, 114.0))  # as near its middle, but further down
    _, _, second, fourth = fits(
        "At the head of the table, a man has his left arm raised.", scene_of(*sides, far, along, table)
    )
    assert second > 1.5 * fourth


def test_who_is_said_to_be_at_a_thing_may_be_small():
    table = thing(8, "dining table", 100, 120, 400, 110)
    scene = scene_of(place(1, 40, 1.4), place(2, 290, 0.7), table)
    first, second = fits("The man at the table has his left arm raised.", scene)
    assert second > 2 * first


def test_who_is_behind_the_one_spoken_of_before_is_near_that_one():
    row = scene_of(place(1, 40, 1.2), place(2, 110, 0.9), place(3, 460, 0.9))
    crowd = Crowd(read_people(row))
    who = find_claims("The man on the far left is calm. The boy just behind him is sitting.")[-1].who
    found = crowd.fits(who)
    assert found[2] > 5 * found[3]


def test_the_other_man_is_not_the_one_who_is_spoken_of_first():
    pair = scene_of(place(1, 100, 1.2, changes=ANN), place(2, 320), captions=("A man in a park.", "A man outdoors."))
    assert fits("The man is standing. The other man is sitting.", pair) == [1.0, 1.0]
    text = "The man has his left arm raised. The other man has his left arm raised. That man looks on."
    assert verdicts(text, pair)[-1] == "contradict"


def test_what_a_thing_refutes_of_the_one_who_is_nearly_certainly_meant_is_false():
    meter, hidden = thing(8, "parking meter", 180, 120, 12, 80), SceneObject(2, "person", (420.0, 60.0, 30.0, 80.0))
    scene = scene_of(place(1, 100, 1.6), hidden, meter, captions=TWO_MEN)
    text = "The man in the blue shirt rests his {} hand against the parking meter."
    assert verdicts(text.format("right"), scene) == ["contradict"]  # it is at the left hand
    assert verdicts(text.format("left"), scene) == ["unjudged"]
    handless = place(2, 190, 1.6, changes={"left wrist": None, "right wrist": None})
    alike = scene_of(place(1, 100, 1.6), handless, meter, captions=TWO_MEN)
    assert verdicts(text.format("right"), alike) == ["unjudged"]


def test_who_is_further_to_a_side_is_rather_on_it():
    scene = scene_of(place(1, 330), place(2, 420), place(3, 540))
    first, second, third = fits("The man in red on the right is sitting.", scene)
    assert first < second < third == 1.0


def test_who_ends_further_up_is_rather_in_the_background():
    far = replace(place(2, 300), bbox_xywh=(300.0, 20.0, 40.0, 90.0))
    first, second = fits("The man in the background is sitting.", scene_of(place(1, 100), far))
    assert second > 2 * first


def test_who_is_nearer_to_a_corner_is_rather_in_it():
    scene = scene_of(place(1, 20), place(2, 60, 1.2), place(3, 500))
    first, second, third = fits("The man in red at the lower left is sitting.", scene)
    assert 1.0 == first > second > 5 * third


def test_whose_part_is_described_shows_it():
    headless = dict.fromkeys(("nose", "left eye", "right eye", "left ear", "right ear"))
    people = read_people(
        scene_of(place(1, 100, changes=headless), place(2, 320, changes={"left wrist": None, "left elbow": None}))
    )
    assert fit_part("head", None, people) == {1: 0.3}
    assert fit_part("arm", "left", people) == {2: 0.3}
    assert (
        fit_part("arm", "both", people) == fit_part("leg", "right", people) == fit_part("posture", None, people) == {}
    )
    nobody = read_people(scene_of(place(1, 100, changes=headless)))
    assert fit_part("head", None, nobody) == {}


def test_whom_one_statement_shows_the_others_are_about():
    who = find_claims("The man in blue has his left arm raised.")[0].who
    arm = Said(who, Resolved((1, 2), "either"), lambda person: (0.08, 0.5), {})
    assert weigh([arm, arm], {1: 1.0, 2: 1.0})[1] == {1: 0.5, 2: 0.5}
    face = replace(arm, shown={1: 0.25})  # the first one's face is not seen
    assert weigh([face, arm, face], {1: 1.0, 2: 1.0})[1] == {1: 0.2, 2: 0.8}


def test_to_the_left_of_a_thing_is_on_its_left():
    scene = scene_of(place(1, 100), place(2, 220), thing(8, "parking meter", 170, 120, 12, 80))
    first, second = fits("The man to the left of the parking meter is sitting.", scene)
    assert first > 2 * second
    first, second = fits("The man in red to the right of the parking meter is sitting.", scene)
    assert second > 2 * first


def test_a_child_among_people_whom_captions_call_adults_is_none_of_the_large_ones():
    people = (place(1, 100, 1.8), place(2, 320, 0.8))
    text = "The child in red is sitting."
    assert fits(text, scene_of(*people, captions=("A man in a street.",))) == [0.25, 1.0]
    assert fits("The girl in red is sitting.", scene_of(*people, captions=("A man in a street.",))) == [0.5, 1.0]
    assert fits(text, scene_of(*people, captions=("A man and a girl.",))) == [1.0, 1.0]


def test_a_role_says_nothing_of_size():
    pair = scene_of(place(1, 100, 1.2), place(2, 320))
    assert fits("The man has his left arm raised.", pair) == [1.0, 0.4]
    assert fits("The monk has his left arm raised.", pair) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("first", "second", "is_apart"),
    [
        ("The giver is sitting.", "The monk is sitting.", True),
        ("The man in front is sitting.", "The man at the back is sitting.", True),
        ("The man in red is sitting.", "The man in a blue coat is sitting.", True),
        ("The boy in red is sitting.", "The man on the mat is sitting.", True),
        ("The child is sitting.", "The woman is sitting.", True),
        ("The boy is sitting.", "The player is sitting.", False),
        ("The giver is sitting.", "The man is sitting.", False),
        ("The surfer is sitting.", "The man on the left is sitting.", False),
    ],
)
def test_people_of_two_places_roles_or_clothes_are_rather_two(first, second, is_apart):
    def said(text, chances):
        return Said(find_claims(text)[0].who, Resolved((1, 2), "either"), lambda person: (0.08, chances[person]), {})

    # the first is the first one of two, by ten statements
    texts = [said(first, {1: 0.9, 2: 0.1})] * 10 + [said(second, {1: 0.5, 2: 0.5})]
    share = weigh(texts, {1: 1.0, 2: 1.0})[-1]
    assert (share[2] > 0.8) == is_apart


def test_a_pronoun_of_whom_nothing_was_said_stands_for_the_most_prominent_person():
    for text, share in (("He has his left arm raised.", 4 / 5), ("The man in red has his left arm raised.", 2 / 3)):
        said = Said(find_claims(text)[0].who, Resolved((1, 2), "either"), lambda person: (0.08, 0.5), {})
        assert weigh([said], {1: 2.0, 2: 1.0})[0][1] == pytest.approx(share), text


def test_small_children_are_no_tall_people():
    scene = scene_of(place(1, 100, 1.8), place(2, 320, 0.8))
    assert fits("The little girl in red is sitting.", scene) == [0.25, 1.0]
    assert fits("The toddler in red is sitting.", scene) == [0.25, 1.0]
    assert (
        fits("The girl in red is sitting.", scene) == fits("The little woman in red is sitting.", scene) == [1.0, 1.0]
    )


def test_who_is_behind_a_car_ends_above_its_wheels():
    car = thing(8, "car", 160, 120, 150, 60)
    scene = scene_of(place(1, 160), replace(place(2, 240), bbox_xywh=(240.0, 60.0, 40.0, 100.0)), car)
    behind = fits("The man behind the car is sitting.", scene)
    before = fits("The man in front of the car is sitting.", scene)
    assert behind[1] > 2 * behind[0] and before[0] > 2 * before[1]


def test_a_player_who_is_described_is_not_the_one_with_the_bat_alone():
    scene = scene_of(
        place(1, 100, changes=ANN), place(2, 320), thing(8, "baseball bat", 130, 60, 10, 40), captions=("A game.",)
    )
    assert [i.people for i in check_claims("The player is standing.", scene).items] == [(1,)]
    assert [i.people for i in check_claims("The player in the dark helmet is standing.", scene).items] == [(1, 2)]


def test_somebody_small_of_whom_nothing_is_known_is_hardly_meant():
    for scale, verdict in ((0.4, "contradict"), (2.6, "unjudged")):
        far = place(2, 320, scale)
        far = replace(far, keypoints=())
        scene = scene_of(place(1, 100, 0.9), far, replace(far, annotation_id=3), captions=TWO_MEN)
        assert verdicts("The man in the red coat has his left arm raised.", scene) == [verdict], scale


def test_a_batter_whose_bat_is_near_nobody_may_have_no_annotation():
    held, lost = thing(8, "baseball bat", 130, 60, 10, 40), thing(9, "baseball bat", 480, 120, 10, 40)
    batter = place(1, 100, changes=ANN)
    assert verdicts("The batter is sitting.", scene_of(batter, place(2, 260), held)) == ["contradict"]
    assert verdicts("The batter is sitting.", scene_of(batter, place(2, 260), held, lost)) == ["unjudged"]
    beside = thing(9, "baseball bat", 300, 120, 10, 40)
    assert verdicts("The batter is sitting.", scene_of(batter, place(2, 260), held, beside)) == ["contradict"]


def test_what_the_points_make_unlikely_counts_without_any_certain_fact():
    usual = usual_chance("arm", "left", "raised")
    assert beyond_usual(usual, usual) == pytest.approx(0.08)
    assert beyond_usual(0.001, usual) < 0.004 and beyond_usual(0.9, usual) > 0.3
    # a state that most people are in: an even chance is no evidence against it
    assert beyond_usual(0.5, usual_chance("trunk", None, "upright")) > 0.08
    assert (
        usual_chance("arm", "both", "bent") < usual_chance("arm", "left", "bent") < usual_chance("arm", "one", "bent")
    )


def test_of_both_limbs_the_one_that_is_known_bounds_the_chance():
    people = read_people(scene_of(place(1, 100, changes={**ANN, "right wrist": None}), place(2, 320)))
    assert estimated_chance("arm", "left", "raised", 1, people) > 0.9
    assert estimated_chance("arm", "right", "raised", 1, people) is None
    assert estimated_chance("arm", "one", "raised", 1, people) is None
    assert estimated_chance("arm", "both", "raised", 1, people) > 0.9
    assert estimated_chance("arm", "both", "raised", 2, people) < 0.05
    assert estimated_chance("arm", "one", "raised", 2, people) < 0.05
    assert estimated_chance("posture", None, "on foot", 2, people) is None


@pytest.mark.parametrize(
    ("text", "noun", "is_plural"),
    [
        ("The woman in red sits. She looks at the camera, ignoring the other guests.", "woman", False),
        ("The woman in red sits. Her left arm is raised toward the men.", "woman", False),
        ("The woman in red sits. With her arms raised, the player looks up.", "player", False),
        ("The men sit. Arms raised, the players look up.", "players", True),
        ("The boy waits. He turns to where the player is. His left arm is raised.", "boy", False),
        ("The boy waits. The player runs. His left arm is raised.", "player", False),
        ("Around him, most of the spectators are sitting.", "spectators", True),
        ("A man stands there. His friends are sitting.", "friends", True),
        ("A man waits. Both men are calm. He is sitting.", "man", False),
        ("Both men are calm. He is sitting.", "men", False),
        ("Both men are calm. They are sitting.", "men", True),
        ("Two men stand there. The bearded one has his left arm raised.", "one", False),
        ("Two men stand there. The one near the tree has his left arm raised.", "one", False),
    ],
)
def test_a_pronoun_goes_on_with_one_person_and_not_with_people_named_later(text, noun, is_plural):
    who = find_claims(text)[-1].who
    assert (who.noun, who.is_plural) == (noun, is_plural)


def test_clothes_of_two_words_hide_no_place():
    who = find_claims("The man in the plaid shirt on the right has his left arm raised.")[-1].who
    assert who.marks == (("look", "in the plaid shirt"), ("side", "right"))
    who = find_claims("The man in the leather jacket in the background has his left arm raised.")[-1].who
    assert who.marks == (("look", "in the leather jacket"), ("back", "background"))
