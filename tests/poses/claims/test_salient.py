"""Whom a text means, by what strikes the eye: size, labeled parts, screens and depth, and people who are not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import find_claims
from kp_llava.poses.claims.meant.chance import beyond_usual, usual_chance
from kp_llava.poses.claims.meant.fit import fit_phrase, weigh_people
from kp_llava.poses.people import read_people

from ...factories import make_person, make_scene
from .test_meant import ANN, TWO_MEN, fits, verdicts
from .test_resolve import meant, place, scene_of, thing


def test_of_several_boards_the_largest_is_spoken_of():
    boards = thing(8, "surfboard", 90, 190, 60, 12), thing(9, "surfboard", 320, 195, 20, 5)
    first, second = fits("The man on the striped board is sitting.", scene_of(place(1, 100), place(2, 310), *boards))
    assert first == 1.0 and second < 0.5
    first, second = fits("The man on the board is sitting.", scene_of(place(1, 100), place(2, 310), boards[1]))
    assert first == second == 1.0


def test_what_fits_neither_of_two_is_not_true_of_both():
    def verdict_of(text, *changes):
        people = (place(number, 100 * number, changes=change) for number, change in enumerate(changes, 1))
        return verdicts(text, scene_of(*people, captions=TWO_MEN))

    lowered = {}
    assert verdict_of("Both men have their left arm raised.", lowered, lowered) == ["contradict"]
    assert verdict_of("Both men have their left arm raised.", ANN, ANN) == ["agree"]
    hidden = {"left wrist": None, "left elbow": None}
    assert verdict_of("Both men have their left arm raised.", hidden, hidden) == ["unjudged"]
    assert verdict_of("Both men have their left arm raised.", ANN, hidden) == ["unjudged"]


def test_whose_beard_or_shoes_are_described_shows_face_or_feet():
    faceless = dict.fromkeys(("nose", "left eye", "right eye"))
    legless = dict.fromkeys(("left knee", "right knee", "left ankle", "right ankle"))
    scene = scene_of(place(1, 100, changes=faceless), place(2, 320, changes=legless))
    for text, wanted in (
        ("The bearded man is sitting.", [0.3, 1.0]),
        ("The woman with sunglasses is sitting.", [0.3, 1.0]),
        ("The man in blue jeans is sitting.", [1.0, 0.3]),
        ("The man in the blue shirt is sitting.", [1.0, 1.0]),
    ):
        assert fits(text, scene) == wanted, text
    nobody = scene_of(place(1, 100, changes=faceless), place(2, 320, changes=faceless))
    assert fits("The bearded man is sitting.", nobody) == [1.0, 1.0]


def test_a_posture_in_the_phrase_fits_by_degrees_but_for_statements_about_it():
    seated = {"left knee": (66, 72), "right knee": (34, 72), "left ankle": (66, 100), "right ankle": (34, 100)}
    people = read_people(scene_of(place(1, 100), place(2, 320, changes=seated)))
    who = find_claims("The seated man has his left arm raised.")[-1].who
    standing, sitting = (fit_phrase(who, people, 1)[number] for number in (1, 2))
    assert sitting > 3 * standing
    assert not fit_phrase(who, people, 1, is_posture=True)


def test_somebody_on_a_screen_is_hardly_meant():
    text = "The man in the blue shirt has his left arm raised."
    people = (place(1, 100), place(2, 320, 0.9, changes=ANN))
    assert verdicts(text, scene_of(*people, captions=TWO_MEN)) == ["unjudged"]
    assert verdicts(text, scene_of(*people, thing(8, "tv", 300, 60, 100, 150), captions=TWO_MEN)) == ["unjudged"]
    first, second = weigh_people(read_people(scene_of(*people))).values()
    shown, seen = weigh_people(read_people(scene_of(*people, thing(8, "tv", 300, 60, 100, 150)))).values()
    assert shown == first and seen < 0.2 * second
    small = weigh_people(read_people(scene_of(*people, thing(8, "tv", 330, 110, 20, 20))))
    assert list(small.values()) == [first, second]  # the set stands before the person


def test_the_nearest_one_is_the_tallest_in_the_picture():
    scene = scene_of(place(1, 100, 1.8), place(2, 320, 1.3))
    assert (
        fits("The man nearest the camera is sitting.", scene)[0]
        > 2 * fits("The man nearest the camera is sitting.", scene)[1]
    )
    assert fits("The men in the foreground are sitting.", scene) == [1.0, 1.0]


def test_who_is_between_others_has_some_on_both_sides():
    scene = scene_of(place(1, 40), place(2, 180), place(3, 320), place(4, 460, 0.2))
    for text in (
        "The man between the two women is sitting.",
        "Between the other two, a man in red is sitting.",
        "They wait, and between them a boy in red is sitting.",
    ):
        found = fits(text, scene)
        assert found[1] > 10 * max(found[0], found[2]), text


def test_what_is_ruled_out_of_everybody_is_true_of_nobody():
    scene = scene_of(place(1, 100), place(2, 320))
    assert verdicts("One of the men has his left arm raised.", scene) == ["contradict"]
    assert verdicts("Someone has the left arm raised.", scene) == ["contradict"]
    hidden = {"left wrist": None, "left elbow": None}
    scene = scene_of(place(1, 100), place(2, 320, changes=hidden))
    assert verdicts("One of the men has his left arm raised.", scene) == ["unjudged"]


@pytest.mark.parametrize(
    "text",
    [
        "The spectators are sitting.",
        "The man in the red hat is sitting. He has his left arm raised.",
        "Everyone is sitting, and nobody has an arm raised.",
        "Someone in red is sitting. Both men raise their arms.",
        "The woman with the beard sits between the two men, at the head of the table.",
    ],
)
def test_nobody_is_wronged_where_nobody_is_seen(text):
    box = SceneObject(1, "person", (10.0, 10.0, 20.0, 50.0))
    for objects in ((), (thing(8, "dining table", 100, 120, 40, 10),), (box,), (box, replace(box, annotation_id=2))):
        scene = replace(make_scene(make_person()), objects=objects)
        assert set(verdicts(text, scene)) <= {"unjudged"}, objects


def test_bystanders_are_not_the_only_person_annotated():
    assert verdicts("The spectators are sitting.", scene_of(place(1, 100))) == ["unjudged"]
    assert verdicts("The man is sitting.", scene_of(place(1, 100))) == ["contradict"]


def test_a_state_that_nobody_counted_was_in_is_rare_and_not_impossible():
    assert 0.0 < usual_chance("leg", "both", "knee up") < 0.01  # of nobody who stands on a leg are both knees up
    assert 0.0 < beyond_usual(0.5, usual_chance("leg", "both", "knee up")) < 1.0
    assert usual_chance("arm", "left", "of no such state") == usual_chance("arm", "right", "of no such state")


def test_the_one_on_the_right_is_one_of_the_few_whom_the_picture_is_of():
    pair = place(1, 200, 1.0), place(2, 300, 1.0)
    far = [place(number, 420 + 20 * number, 0.5) for number in range(3, 7)]
    scene = scene_of(*pair, *far)
    assert meant("The man on the right is standing.", scene) == ((2,), "each")
    assert set(meant("In the background, the man on the right is standing.", scene)[0]) <= {3, 4, 5, 6}
    assert 6 in meant("The man on the right is standing.", scene_of(pair[0], *far))[0]  # a contrast to one alone


def test_a_number_on_the_shirt_is_a_look():
    scene = scene_of(place(1, 100, 1.1), place(2, 320), captions=("Two players in a match.",))
    assert meant("The player wearing number 3 is standing.", scene) == ((1, 2), "either")


def test_onlookers_are_none_of_the_few_who_are_far_larger():
    pair = scene_of(place(1, 100, 1.6), place(2, 260, 1.6), place(3, 420, 0.6), place(4, 500, 0.6))
    assert meant("The spectator in the purple sweater has the left arm raised.", pair)[0] == (3, 4)
    alike = scene_of(place(1, 100), place(2, 260), place(3, 420))
    assert meant("The spectator in the purple sweater has the left arm raised.", alike)[0] == (1, 2, 3)


def test_who_looks_after_a_game_does_not_hold_what_is_played_with():
    scene = scene_of(place(1, 40), place(2, 180), thing(9, "frisbee", 214, 148))
    for noun in ("coach", "referee", "trainer", "official"):
        assert meant(f"The {noun} has the left arm raised.", scene)[0] == (1,), noun
    assert meant("The player has the left arm raised.", scene)[0] == (2,)


def test_a_large_person_without_a_head_counts_at_a_side():
    headless = dict.fromkeys(("nose", "left eye", "right eye", "left ear", "right ear"))
    people = place(1, 100), place(2, 250), place(3, 560, 1.6, headless)
    assert meant("The person on the far right has the left arm raised.", scene_of(*people))[0] == (3,)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("The man faces his rival across the table, seen from behind.", "man"),
        ("The girl hugs her father, leaning forward.", "girl"),
        ("The nurse greets the doctor, standing upright.", "nurse"),
    ],
)
def test_what_follows_a_comma_is_of_the_subject_and_not_of_whom_it_faces(text, noun):
    assert find_claims(text)[-1].who.noun == noun


def test_a_pronoun_after_an_opening_keeps_those_behind_it_from_being_meant():
    claim = find_claims("The man waits. Seen from behind, he faces the street, away from his friend.")[0]
    assert claim.who.noun == "man"


def test_a_place_that_nothing_shows_is_seldom_that_of_the_most_prominent_person():
    def fit_of(text, *captions):
        scene = scene_of(place(1, 100, 1.9), place(2, 300, 0.6), place(3, 380, 0.6), captions=captions)
        return fits(text, scene)

    stairs = "The man in the white shirt on the stairs is standing."
    assert fit_of(stairs, "A man swings his racket.")[0] < 0.5 * fit_of(stairs, "A man swings his racket.")[1]
    star, other, _ = fit_of(stairs, "A man waits on the stairs.")
    assert star == other
    star, other, _ = fit_of("The men on the stairs are standing.", "A man swings his racket.")
    assert star == other
