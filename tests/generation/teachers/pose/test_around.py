"""What a text says of ground, light, seats, boards and other people, and what it leaves out where it is not sure."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.generation.teachers.pose.captions.actions import find_board
from kp_llava.generation.teachers.pose.captions.ground import find_ground, find_time
from kp_llava.generation.teachers.pose.captions.nouns import find_plural
from kp_llava.generation.teachers.pose.captions.scenery import find_setting
from kp_llava.generation.teachers.pose.clauses.arms import arm_clauses, target_clause, touch_clause
from kp_llava.generation.teachers.pose.clauses.body import body_clause
from kp_llava.generation.teachers.pose.questions.pair import PosePair, in_singular
from kp_llava.generation.teachers.pose.questions.person import person_pairs
from kp_llava.generation.teachers.pose.reading import Reading, is_face_seen, read_person
from kp_llava.generation.teachers.pose.speaker import Speaker, as_one, name_speakers
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.generation.teachers.pose.wording import Chooser
from kp_llava.poses.people import read_people

from ....factories import STANDING, make_person, make_scene

TASKS = ("conversation", "detail", "complex")
MAN = Speaker(SceneObject(1, "person", (0.0, 0.0, 10.0, 10.0)), "the man", "man", "m", True)
SOMEBODY = Speaker(MAN.person, "the person on the left", "person", "", False)
EMPTY = Reading(None, {}, frozenset(), {}, None, None, None, None, False, False, {}, None, None, None)
RAISED = {"left elbow": (68, 20), "left wrist": (66, 2)}


def write(scene, task, seed=0):
    try:
        return write_answer(scene, task, seed=seed)
    except NothingToSay:
        return ""


@pytest.mark.parametrize(
    ("captions", "ground", "time"),
    [
        (("A child on top of leaves.", "A boy on a road."), "leaves", None),
        (("A path covered with fallen leaves at dusk.",), "leaves", "at dusk"),
        (("A man in fresh snow on a sunny day.",), "snow", "on a sunny day"),
        (("A woman in a snow jacket.", "A snowboarder."), None, None),
        (("A man in a kitchen holds a snowy globe.",), None, None),
        (("A sunny day.", "It is raining."), None, None),  # they disagree
        (("A man at dusk.", "A man in a street.", "A man walks."), None, None),  # one of three may take shade for dusk
        (("A man at dusk.", "A street at twilight.", "A man walks."), None, "at dusk"),
    ],
)
def test_ground_and_light_are_read_where_captions_say_them(captions, ground, time):
    assert (find_ground(captions), find_time(captions)) == (ground, time)


def test_who_goes_down_a_slope_is_on_it():
    assert find_setting(("A man skis down a steep slope.", "A man on a slope.")) == "on a slope"
    assert find_setting(("A woman in the snow.", "Skis in the snow.", "She is on a hill.")) == "on a hill"
    assert find_setting(("A man looks down a court.", "A man.")) is None


def test_a_face_with_the_nose_between_both_eyes_may_look_into_the_camera():
    def seen(**changes):
        person = make_person({key.replace("_", " "): value for key, value in changes.items()})
        return is_face_seen(read_people(make_scene(person)).bodies[1])

    assert seen()
    assert seen(nose=(49, 18), left_eye=(54, 18), right_eye=(46, 12))  # the head is tilted, too
    assert not seen(nose=(47, 18))
    assert not seen(left_eye=None)


def test_no_text_turns_a_head_that_may_look_into_the_camera():
    checked = 0
    for number in range(120):
        scene = draw_person(31, number).scene
        people = read_people(scene)
        for person in scene.people:
            reading = read_person(people, person.annotation_id)
            if (reading.head or "").startswith("turned to") and reading.target is None:
                checked += 1
                assert not is_face_seen(people.bodies[person.annotation_id])
    assert checked >= 5


def test_a_body_faces_a_side_only_with_the_head_turned_the_same_way():
    turned = replace(EMPTY, body="turned to the viewer's left", side="left")
    said = "his body turned to the left side of the picture"
    assert body_clause(turned, MAN) == said
    same = replace(turned, head="turned to the viewer's left")
    assert body_clause(same, MAN) == "facing the left side of the picture"
    assert body_clause(replace(turned, head="turned to the viewer's right"), MAN) == said


def test_a_hand_reaches_for_the_handlebar_and_down_to_the_board():
    rider = replace(
        EMPTY, posture="sitting", touched={"left": "handlebar"}, arms={"left": "reaching to the viewer's left"}
    )
    assert touch_clause(rider, MAN, "left").after(False) == "stretches his left arm out toward the handlebar"
    assert touch_clause(rider, MAN, "right") is None
    assert touch_clause(replace(rider, bent=frozenset(("left",))), MAN, "left") is None
    skater = replace(EMPTY, board="skateboard", touched={"right": "skateboard"}, trunk="bent over")
    assert touch_clause(skater, MAN, "right").after(False) == "reaches down to the board with his right hand"
    assert touch_clause(replace(skater, trunk="upright"), MAN, "right") is None  # the hand hangs before the board
    assert touch_clause(replace(EMPTY, touched={"left": "dog"}), MAN, "left").rest == "his left hand close to a dog"


def test_one_of_several_people_is_not_called_they():
    assert as_one(["They sit upright, so they can see the table.", "They look relaxed."], "person") == [
        "This person sits upright, so they can see the table.",
        "This person looks relaxed.",
    ]
    assert as_one(["Both legs are straight, so they are standing still."], "child") == [
        "Both legs are straight, so this child is standing still."
    ]
    assert as_one(["Both feet are on one board, so they cannot take a step and have to balance."], "child") == [
        "Both feet are on one board, so this child cannot take a step and has to balance."
    ]
    assert as_one(["They use their lap as a table."], "child") == ["This child uses their lap as a table."]
    pair = PosePair(
        "How is the person on the left holding their left arm?",
        "Their left arm is bent. They are standing.",
        "limb",
        "x",
    )
    said = in_singular(pair, SOMEBODY)
    assert said.question == "How is the person on the left holding the left arm?"
    assert said.answer == "The left arm is bent. This person is standing."
    assert in_singular(pair, MAN) == pair
    posture = replace(pair, answer="They are standing upright.")
    assert in_singular(posture, SOMEBODY).answer == "The person on the left is standing upright."
    held = replace(pair, answer="Yes, they hold a bat in their right hand.")
    assert in_singular(held, SOMEBODY).answer == "Yes, the person on the left holds a bat in the right hand."


def test_hands_at_food_are_on_it_or_reach_for_it_and_say_more_than_a_bent_arm():
    arms = {"left": "bent", "right": "bent"}
    one = replace(EMPTY, arms=arms, target="the pizza", at_target=("left",))
    assert target_clause(one, MAN).after(False) == "reaches for the pizza with his left hand"
    both = replace(one, at_target=("left", "right"))
    assert [clause.rest for clause in arm_clauses(both, MAN, Chooser(0, 1, "detail"))] == ["both hands on the pizza"]
    meter = replace(both, target="the parking meter")  # people stand before large things
    assert target_clause(meter, MAN).rest == "both hands close to the parking meter"


def two_somebodies():
    captions = ("Two persons in a park near a car.", "Two persons stand in a park.")
    moved = {part: (x + 200, y) for part, (x, y) in {**STANDING, **RAISED}.items()}
    right = make_person(moved, annotation_id=2, bbox_xywh=(230.0, 4.0, 40.0, 114.0))
    return replace(make_scene(make_person(RAISED), right, captions=captions), width=300)


def test_people_without_a_sex_get_one_sentence_each_and_questions_about_the_group_first():
    scene = two_somebodies()
    text = write(scene, "detail")
    for name in ("The person on the left", "The person on the right"):
        assert text.count(name) == 1, text
    assert not re.search(r"\b(?:They|their|This person)\b", text), text
    for seed in range(4):
        said = write(scene, "conversation", seed)
        questions = re.findall(r"Question: (.*)", said)
        assert any("How many people" in one for one in questions), said
        assert any("each other" in one for one in questions), said
        assert not re.search(r"We see them|from head to foot|\btheir\b", said), said


def test_the_other_hand_is_named_where_it_holds_something():
    phone = SceneObject(20, "cell phone", (28.0, 36.0, 6.0, 6.0))
    captions = ("A man talking on a cell phone.", "A man is talking on a phone.")
    bent = {"right elbow": (26, 50), "right wrist": (31, 38), "left elbow": (74, 50), "left wrist": (66, 40)}
    scene = make_scene(make_person(bent), phone, captions=captions)
    (who,) = name_speakers(read_people(scene))
    reading = read_person(read_people(scene), 1)
    assert reading.held == {"cell phone": ("right",)}
    pairs = person_pairs(read_people(scene), who, None, Chooser(0, 1, "conversation"))
    (left,) = [pair.answer for pair in pairs if pair.topic == "arm left 1"]
    assert "while he is talking" not in left and re.search(r"right hand holds a cell phone|with the hand", left), left


def test_a_question_that_needs_reasoning_is_about_somebody_with_a_role_where_there_is_one():
    captions = ("A batter and a catcher at a baseball game.", "A batter swings at the ball while people watch.")
    bat = SceneObject(20, "baseball bat", (60.0, -10.0, 8.0, 20.0))
    moved = {part: (x + 200, y) for part, (x, y) in {**STANDING, **RAISED}.items()}
    right = make_person(moved, annotation_id=2, bbox_xywh=(230.0, 4.0, 40.0, 114.0))
    scene = replace(make_scene(make_person(RAISED), right, bat, captions=captions), width=300)
    names = [who.name for who in name_speakers(read_people(scene))]
    assert "the batter" in names and len(names) == 2
    for seed in range(6):
        assert "the batter" in write(scene, "complex", seed).lower()


def two_men(*things, captions):
    moved = {part: (x + 200, y) for part, (x, y) in {**STANDING, **RAISED}.items()}
    right = make_person(moved, annotation_id=2, bbox_xywh=(230.0, 4.0, 40.0, 114.0))
    return replace(make_scene(make_person(RAISED), right, *things, captions=captions), width=300)


def test_the_one_with_the_only_bat_is_the_batter():
    captions = ("A batter at a baseball game.", "The batter stands next to another man.")
    bat = SceneObject(9, "baseball bat", (62.0, 0.0, 12.0, 10.0))  # at the raised left wrist of the first person
    names = [who.name for who in name_speakers(read_people(two_men(bat, captions=captions)))]
    assert "the batter" in names
    second = replace(bat, annotation_id=10, bbox_xywh=(150.0, 100.0, 12.0, 10.0))  # whose it is, nobody can say
    assert "the batter" not in [w.name for w in name_speakers(read_people(two_men(bat, second, captions=captions)))]
    plain = ("A man with a baseball bat.", "Two men.")
    assert "the batter" not in [w.name for w in name_speakers(read_people(two_men(bat, captions=plain)))]


def test_skiers_may_be_men_in_another_caption_and_get_their_pronoun():
    noun = find_plural(("Five skiers race.", "Skiers push off.", "Several men ski."))
    assert (noun.word, noun.sex) == ("skier", "m")
    noun = find_plural(("Five skiers race.", "Skiers push off.", "Men and women ski."))
    assert (noun.word, noun.sex) == ("skier", "")
    assert find_plural(("Five skiers race.", "Skiers.", "A man watches skiers.")).word == "person"


def test_things_that_annotators_name_loosely_get_a_wider_word():
    captions = ("A man stands in a street.", "A man on a street.")
    truck = SceneObject(20, "truck", (160.0, 40.0, 60.0, 80.0))
    scene = replace(make_scene(make_person(RAISED), truck, captions=captions), width=220)
    assert "A vehicle can be seen on the right." in write(scene, "detail")
    spoken = replace(scene, captions=("A man stands next to a truck.", "A man on a street."))
    assert "vehicle" not in write(spoken, "detail") and "truck" in write(spoken, "detail")


def test_most_of_the_others_may_be_on_one_side():
    captions = ("A man stands in a park.", "A man is in a park.")
    left = SceneObject(30, "person", (10.0, 30.0, 8.0, 30.0))
    right = [SceneObject(31 + n, "person", (140.0 + 20 * n, 30.0, 8.0, 30.0)) for n in range(4)]
    star = make_person(RAISED)
    both = replace(make_scene(star, left, *right, captions=captions), width=240)
    assert "Farther away there are several other people, most of them to the right of him." in write(both, "detail")
    even = replace(both, objects=(star, left, replace(left, annotation_id=40), *right[:2]))
    assert "Farther away there are several other people." in write(even, "detail")


def test_a_shirt_with_a_color_is_asked_for_its_color():
    captions = ("A man in a blue shirt.", "A man wearing a blue shirt.")
    texts = " ".join(write(make_scene(make_person(), image_id=i, captions=captions), "conversation") for i in range(20))
    assert re.search(r"What color is the shirt .*\nAnswer: His shirt is blue\.", texts)
    assert "What kind of shirt" not in texts


def test_what_has_to_come_first_holds_whenever_the_pose_does():
    captions = ("A man leaning on a post on the street.", "A man leans on a post.")
    texts = {write(make_scene(make_person(RAISED), image_id=i, captions=captions), "complex") for i in range(40)}
    firsts = [text for text in texts if "weight off the post" in text]
    assert firsts and all("bring it back over his feet" in text for text in firsts)


def test_a_group_whose_boxes_overlap_is_close_together():
    captions = ("Two men in a park.", "Two men stand in a park.")
    apart = two_men(captions=captions)
    moved = {part: (x + 30, y) for part, (x, y) in {**STANDING, **RAISED}.items()}
    near = make_person(moved, annotation_id=2, bbox_xywh=(60.0, 4.0, 40.0, 114.0))
    assert "close together" not in write(apart, "detail")
    close = replace(apart, objects=(make_person(RAISED), near))
    assert "The two men are close together." in write(close, "detail")


def test_a_ball_above_somebody_who_serves_is_in_the_air():
    captions = ("A man serving a tennis ball.", "A man serves a tennis ball on a court.")
    ball = SceneObject(20, "sports ball", (52.0, 2.0, 3.0, 3.0))
    low = {part: (x, y + 20) for part, (x, y) in STANDING.items()}
    man = make_person(low, bbox_xywh=(30.0, 24.0, 40.0, 114.0))
    scene = replace(make_scene(man, ball, captions=captions), height=140)
    assert "The ball is in the air above him." in write(scene, "detail")
    aside = replace(scene, objects=(man, replace(ball, bbox_xywh=(52.0, 60.0, 3.0, 3.0))))
    assert "in the air" not in write(aside, "detail")


@pytest.mark.parametrize(
    ("captions", "mood"),
    [
        (("A man leaning on a post on the street.", "A man leans on a post."), "he looks relaxed"),
        (("A man hitting a tennis ball.", "A man hits a tennis ball."), None),
        (("A man stands on the street.", "A man on a street."), None),
    ],
)
def test_a_description_ends_in_how_the_pose_looks_where_that_is_plain(captions, mood):
    last = write(make_scene(make_person(), captions=captions), "detail")
    assert last
    last = last.rpartition("On the whole, ")[2] if "On the whole" in last else ""
    assert (mood is None) is (last == "") and (mood or "") in last


def test_no_height_is_given_to_a_hand_behind_something():
    at_waist = {"left elbow": (70, 52), "left wrist": (60, 58), "right elbow": (30, 52), "right wrist": (40, 58)}
    captions = ("A man stands in a room.", "A man in a room.")
    bare = make_scene(make_person(at_waist), captions=captions)
    said = [
        write(replace(bare, image_id=i), "conversation") + write(replace(bare, image_id=i), "detail") for i in range(9)
    ]
    assert any(re.search(r"height of his (?:waist|hips)", text) for text in said)
    vases = [SceneObject(20 + n, "vase", (x, 56.0, 8.0, 20.0)) for n, x in enumerate((36.0, 56.0))]
    hidden = replace(bare, objects=(*bare.objects, *vases))
    for image_id in range(9):
        for task in TASKS:
            assert "height of his" not in write(replace(hidden, image_id=image_id), task)


def test_a_board_that_only_captions_have_carries_somebody_who_stands():
    surfs = ("A man on a surfboard.", "A surfer on a wave.", "A man surfing.")
    assert find_board(surfs) == "surfboard"
    assert find_board(("A man carrying a surfboard.", "A man with a surfboard.", "A surfer.")) is None
    assert find_board(("A man on a skateboard.", "A man skis.", "A skateboarder.")) is None
    text = write(make_scene(make_person(RAISED), captions=surfs), "detail")
    assert "on a surfboard" in text, text
    board = SceneObject(20, "snowboard", (20.0, 108.0, 90.0, 14.0))  # as an annotator may call it
    text = write(make_scene(make_person(RAISED), board, captions=surfs), "detail")
    assert "on a surfboard" in text and "snow" not in text, text


def test_one_side_of_the_picture_is_named_once_a_sentence():
    for number in range(60):
        scene = draw_person(3, number).scene
        for sentence in re.split(r"(?<=\.) ", write(scene, "detail")):
            assert sentence.count("left side of the picture") < 2 or sentence.startswith(("He", "She", "They")), (
                sentence
            )


def test_no_question_of_sides_is_asked_of_an_arm_whose_hand_reaches_for_the_board(monkeypatch):
    people = read_people(make_scene(make_person(RAISED), captions=("A man.", "A man outside.")))
    who, reading = name_speakers(people)[0], read_person(people, 1)
    reaching = replace(reading, board="skateboard", touched={"left": "skateboard"}, trunk="bent over")

    def contrasts(known):
        monkeypatch.setattr("kp_llava.generation.teachers.pose.questions.person.read_person", lambda *_: known)
        found = [
            pair for seed in range(9) for pair in person_pairs(people, who, None, Chooser(seed, 1, "conversation"))
        ]
        return [pair.answer for pair in found if pair.group == "contrast" and "left arm" in pair.answer]

    assert contrasts(reading)
    assert not contrasts(reaching)


def test_of_several_skiers_none_is_they_in_an_answer_that_reasons():
    captions = ("Three skiers on a snowy slope.", "Three skiers in the snow.", "Skiers.")
    people, skis = [], []
    for number, shift in enumerate((0, 100, 200), start=1):
        points = {part: (x + shift, y) for part, (x, y) in STANDING.items()}
        people.append(make_person(points, annotation_id=number, bbox_xywh=(30.0 + shift, 4.0, 40.0, 114.0)))
        skis.append(SceneObject(20 + number, "skis", (20.0 + shift, 108.0, 60.0, 14.0)))
    scene = replace(make_scene(*people, *skis, captions=captions), width=330)
    answers = {write(scene, "complex", seed).partition("Answer: ")[2] for seed in range(8)}
    assert all(answers) and not any(re.search(r"(?:^|[.,] )[Tt]hey ", answer) for answer in answers), answers
