"""What several people do together: read from captions, held against bodies, and written."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.teachers.pose.activities.answers import answer_question
from kp_llava.generation.teachers.pose.activities.daily import EATING
from kp_llava.generation.teachers.pose.captions.actions import Action
from kp_llava.generation.teachers.pose.captions.groups import find_group, say_hand_in_hand
from kp_llava.generation.teachers.pose.frame.group import gait_of_all, name_group, read_group
from kp_llava.generation.teachers.pose.questions.pair import in_singular
from kp_llava.generation.teachers.pose.questions.person import person_pairs
from kp_llava.generation.teachers.pose.reading import read_person
from kp_llava.generation.teachers.pose.speaker import name_speakers
from kp_llava.generation.teachers.pose.teacher import _find_activity
from kp_llava.poses.claims.find import check_claims
from kp_llava.poses.people import read_people

from ....factories import STANDING, make_person, make_scene
from .test_scripts import case_of, choose, feature
from .test_teacher import TASKS, drawn_scenes, write
from .test_wordings import ASIDE, row_of

WALKERS = ("Three people are walking down a street.", "A woman walks past a shop.")


def gerund_of(captions, people):
    group = find_group(captions, people)
    return None if group is None else group.act.gerund


@pytest.mark.parametrize(
    ("captions", "doing"),
    [
        (("Two men eating apples.", "Men are eating apples.", "A field."), "eating apples"),
        (("Two men eating apples.", "Men stand around.", "A field."), None),  # two of three, and nobody else says so
        (("People riding horses.", "Some people are riding horses."), "riding horses"),
        (("People riding horses.", "A field."), None),  # neither a number nor another caption
        (("A man eating an apple.", "A man is eating."), None),
        (("Three boys in white shirts play chess.", "A lawn."), "playing chess"),  # it counts them right
        (("A group of women are rowing a boat.", "A lake."), "rowing a boat"),
        (("Two girls share an ice cream.", "The ice cream melts."), "sharing an ice cream"),
        (("Four boys play chess.", "A game of chess."), None),  # there are only three
    ],
)
def test_what_a_group_does_is_in_two_captions_or_in_one_that_counts_it_right(captions, doing):
    assert gerund_of(captions, 3) == doing


@pytest.mark.parametrize(
    ("captions", "doing"),
    [
        (("A man and a woman walking together.",), "walking together"),
        (("A boy in a cap and another boy are flying a kite.",), "flying a kite"),
        (("A girl and her dog are walking.",), None),
        (("A man stands while two boys play football.", "A game of football."), None),  # the man is the subject
        (("Two boys feed each other slices of pie.", "Pie on a plate."), "feeding each other slices of pie"),
        (("Two girls ride a tandem down a hill.", "A hill."), "riding a tandem"),
        (("A bride and groom cut a pie.", "A pie."), "cutting a pie"),
        (("Two people are standing and drinking tea.", "A cup of tea."), "drinking tea"),
        (("Two women walk their dogs.", "Dogs on leashes."), "walking their dogs"),
        (("Two boys watch a girl play chess.", "A game of chess."), None),  # the girl is a third person
        (("Two men take a photo.", "A camera."), "taking a photo"),
        (("Two men take off their coats.", "Coats."), None),
    ],
)
def test_pairs_are_read_from_their_nouns(captions, doing):
    assert gerund_of(captions, 2) == doing


def test_a_group_is_everybody_only_where_nobody_does_something_else():
    everybody = find_group(("Three men playing football.",), 3)
    assert everybody is not None and everybody.is_all
    fewer = find_group(("Two men playing football.", "A game of football."), 3)
    assert fewer is not None and not fewer.is_all
    watched = find_group(("Three men playing football while a woman watches.",), 3)
    assert watched is not None and not watched.is_all


def test_two_captions_are_needed_for_held_hands():
    assert say_hand_in_hand(("A boy holds a girl's hand.", "They walk hand in hand."))
    assert not say_hand_in_hand(("A boy holds a girl's hand.", "A hand holds a cup."))


def test_the_description_opens_with_what_the_group_does_in_words_of_its_own():
    text = write(row_of(3, ("Three tall men in hats playing football on a lawn.", "Men kick a ball.")), "detail")
    assert text.startswith("Three men are playing football on a lawn.")


def test_the_scene_is_named_once():
    text = write(row_of(3, ("Three men flying kites in a park.", "A park with kites.")), "detail")
    assert text.startswith("Three men are flying kites in a park.") and text.count("park") == 1


def test_a_conversation_asks_what_the_group_does():
    found = set()
    for seed in range(4):
        found |= set(re.findall(r"Answer: (They are walking[^\n]*)", write(row_of(3, WALKERS), "conversation", seed)))
    assert found == {"They are walking down a street."}


def test_people_who_all_walk_do_not_stand():
    people = read_people(row_of(3, WALKERS))
    assert gait_of_all(people) == "walking"
    for task in TASKS:
        text = write(row_of(3, WALKERS), task)
        assert "standing upright" not in text and "stands" not in text, text
        assert check_claims(text, people.scene).contradict == 0
    assert "walking, facing the camera" in write(row_of(3, WALKERS), "detail")


@pytest.mark.parametrize("more", ["A man stands at a corner.", "A man is sitting there.", "Another man watches."])
def test_nobody_walks_where_a_caption_has_somebody_who_stays(more):
    scene = row_of(3, (*WALKERS, more))
    assert gait_of_all(read_people(scene)) is None
    assert "is walking" not in write(scene, "detail")


def test_nobody_sits_who_is_known_to_stand():
    captions = ("Three people are sitting on a bench.", "People sitting on a bench.")
    assert find_group(captions, 3) is not None
    assert read_group(read_people(row_of(3, captions))) is None


def test_three_people_do_not_walk_of_whom_one_sits_or_lies():
    scene = row_of(3, WALKERS)
    flat = {name: (y + 100.0, 100.0 - x / 8) for name, (x, y) in STANDING.items()}
    lying = make_person(flat, annotation_id=1, bbox_xywh=(104.0, 80.0, 114.0, 30.0))
    people = read_people(replace(scene, objects=(lying, *scene.objects[1:])))
    assert "lying" in [fact.state for fact in people.clear[1]]
    assert read_group(read_people(scene)) is not None and read_group(people) is None
    played = replace(people.scene, captions=("Three people are unloading boxes.",))
    group = read_group(read_people(played))
    assert group is not None and not group.is_all  # the one who lies there does not


@pytest.mark.parametrize("doing", ["riding bicycles", "riding horses"])
def test_who_stands_does_not_ride(doing):
    group = read_group(read_people(row_of(2, (f"Two men are {doing}.", "A field."))))
    assert group is not None and not group.is_all


def test_a_group_is_named_as_captions_agree():
    def named(captions, count=2):
        people = read_people(row_of(count, captions))
        return name_group(people, read_group(people))

    assert named(("Two men playing chess.", "A game of chess.")) == "two men"
    assert named(("Two men playing chess.", "A woman plays chess.")) == "two people"
    assert named(("A man and a woman playing chess.",)) == "a man and a woman"
    assert named(("Several people playing chess.",), 4) == "several people"
    assert named(("Two skiers ski down a hill.", "Two skiers.")) == "two people"
    assert named(("Two skiers eat apples.", "Two skiers.")) == "two skiers"


def complex_texts(scene):
    return {text for seed in range(8) if (text := write(scene, "complex", seed))}


def test_an_answer_that_reasons_begins_with_what_the_group_does_and_reasons_from_it():
    captions = ("Two men are unloading boxes from a truck.", "Boxes in a truck.")
    for text in complex_texts(row_of(2, captions)):
        assert "Answer: Two men are unloading boxes. The man on the " in text
        assert re.search(r"\bloads?\b|\blift|\bcarry", text.rsplit(". ", 1)[1]), text


def test_who_feeds_somebody_else_does_not_take_the_next_bite():
    action = Action("feed", "feeding each other cake")
    parts = (feature("holds", side="left", thing="cake"), feature("holds", side="right", thing="spoon"))
    found = [answer_question(case_of(EATING, *parts, action=action), choose(seed)) for seed in range(12)]
    assert all(answer is not None and "somebody else's mouth" in " ".join(answer[1]) for answer in found)
    assert not any("another bite" in answer[2] for answer in found)


def test_two_who_hold_hands_keep_the_same_pace_unless_their_wrists_are_far_apart():
    captions = (
        "A man and a woman walking together.",
        "A man holds a woman's hand.",
        "A woman walks hand in hand with a man.",
    )
    aside = {name: (x + 45, y) for name, (x, y) in STANDING.items()}
    near = make_person(aside, annotation_id=2, bbox_xywh=(75.0, 4.0, 40.0, 114.0))
    scene = replace(make_scene(make_person(annotation_id=1), near, captions=captions), width=160)
    texts = complex_texts(scene)
    assert texts and all("holding hands" in text.lower() for text in texts), texts
    assert "The two are holding hands." in write(scene, "detail")
    assert "holding hands" not in write(row_of(2, captions), "detail")


def test_nobody_who_stands_is_said_to_play_where_somebody_looks_on():
    played = ("Two men playing soccer on a field.", "A soccer game.")
    at_waist = {"left elbow": (70, 52), "left wrist": (60, 58), "right elbow": (30, 52), "right wrist": (40, 58)}
    one, two, three = (
        make_person(at_waist, annotation_id=n, bbox_xywh=(30.0 * n, 4.0, 40.0, 114.0)) for n in (1, 2, 3)
    )
    for more, is_known in (((), True), (("A coach watches the players.",), False)):
        people = read_people(replace(make_scene(one, two, three, captions=(*played, *more)), width=300))
        activities = [_find_activity(people, who) for who in name_speakers(people)]
        assert activities and all((found is not None) is is_known for found in activities), activities


def test_nobody_lets_an_arm_sink_whose_hand_has_something_to_do():
    reach = {"right elbow": (30, 30), "right wrist": (8, 32)}
    person = make_person({**STANDING, **reach}, annotation_id=1)
    other = row_of(1, ()).people[0]
    scenes = [
        replace(make_scene(person, replace(other, annotation_id=2), captions=captions, image_id=i), width=300)
        for captions in (("Two people in a room.",), ("A man reaches across the board.", "Two people in a room."))
        for i in range(20)
    ]
    guess = re.compile(r"arm sink|draw the right arm back|hand back to the body|shoulder gets tired|minutes? at most")
    idle, busy = (" ".join(write(scene, "complex") for scene in half) for half in (scenes[:20], scenes[20:]))
    assert guess.search(idle) and not guess.search(busy), (idle, busy)


def test_nobody_in_a_running_game_stands_there_unless_somebody_looks_on_and_the_legs_are_straight():
    played = ("Two men playing soccer.", "A soccer game.")
    watched = (*played, "A coach watches the players.")
    bent = {**STANDING, "left ankle": None}
    other = row_of(1, ()).people[0]
    for points, captions, is_still in ((bent, watched, False), (STANDING, played, False), (STANDING, watched, True)):
        people = (make_person(points, annotation_id=1), replace(other, annotation_id=2))
        text = write(replace(make_scene(*people, captions=captions), width=300), "detail")
        said = re.findall(r"(?:man|person) on the left (?:is standing|stands|is upright)", text)
        assert len(said) == 1 and ("upright" not in said[0]) is is_still, text


def test_a_head_that_is_turned_to_the_other_person_is_not_read_of_that_person():
    aside = {name: point and (point[0] + 220, point[1]) for name, point in {**STANDING, **ASIDE}.items()}
    scene = row_of(2, ("A man and a woman in a hall.",))
    right = make_person(aside, annotation_id=2, bbox_xywh=(250.0, 4.0, 40.0, 114.0))
    scene = replace(scene, objects=(scene.objects[0], right))
    people = read_people(scene)
    who = next(one for one in name_speakers(people) if one.person.annotation_id == right.annotation_id)
    (pair,) = (
        in_singular(one, who) for one in person_pairs(people, who, None, choose()) if one.topic.startswith("head")
    )
    where = "the head turned toward the left side of the picture, where the other person is."
    assert pair.answer == f"The person on the right has {where}"
    assert check_claims(f"{pair.question} {pair.answer}", scene).contradict == 0


def test_a_soccer_ball_near_a_hand_is_held_only_where_a_caption_has_hands_for_it():
    ball = SceneObject(20, "sports ball", (60.0, 62.0, 12.0, 12.0))
    person = make_person({"left elbow": (72, 54), "left wrist": (66, 66)})
    for more, is_held in (("A man holds off another and kicks a ball.", False), ("A goalie with a ball.", True)):
        people = read_people(make_scene(person, ball, captions=("A man plays soccer.", more)))
        assert bool(read_person(people, 1).held) is is_held


def test_no_text_about_a_group_contradicts_the_keypoints():
    said = ("people walking down a street.", "men playing soccer.", "women dancing.", "people feeding each other cake.")
    scenes = [
        replace(scene, captions=(f"{('Two', 'Three')[len(scene.people) - 2]} {said[number % 4]}",))
        for number, scene in enumerate(one for one in drawn_scenes(120) if len(one.people) in (2, 3))
    ]
    texts = [(scene, write(scene, task)) for scene in scenes for task in TASKS]
    assert sum(" are " in text and bool(read_group(read_people(scene))) for scene, text in texts) > len(scenes)
    assert not [text for scene, text in texts if check_claims(text, scene).contradict]
