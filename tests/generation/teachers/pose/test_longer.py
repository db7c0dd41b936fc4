"""What descriptions say besides of held things, sides, places, animals and what is in the background."""

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.teachers.pose.activities import boards
from kp_llava.generation.teachers.pose.activities.answers import Case, find_reasons
from kp_llava.generation.teachers.pose.activities.features import Feature
from kp_llava.generation.teachers.pose.activities.table import ACTIVITIES
from kp_llava.generation.teachers.pose.captions.ground import find_discipline, find_style
from kp_llava.generation.teachers.pose.captions.looks import find_clothes, find_kind, find_leather, find_open
from kp_llava.generation.teachers.pose.captions.scenery import find_surface, find_wider
from kp_llava.generation.teachers.pose.clauses.arms import arm_clauses
from kp_llava.generation.teachers.pose.frame.held import held_sentences, seat_sentence, with_phone
from kp_llava.generation.teachers.pose.frame.others import farther_sentence
from kp_llava.generation.teachers.pose.frame.person import side_sentence
from kp_llava.generation.teachers.pose.questions.person import person_pairs
from kp_llava.generation.teachers.pose.reading import Reading, read_person
from kp_llava.generation.teachers.pose.speaker import Speaker, name_speakers
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.generation.teachers.pose.wording import Chooser
from kp_llava.poses.people import read_people

from ....factories import STANDING, make_person, make_scene

MAN = Speaker(SceneObject(1, "person", (0.0, 0.0, 10.0, 10.0)), "the man", "man", "m", True)
EMPTY = Reading(None, {}, frozenset(), {}, None, None, None, None, False, False, {}, None, None, None)
RAISED = {"left elbow": (68, 20), "left wrist": (66, 2)}


def write(scene, task="detail", seed=0):
    try:
        return write_answer(scene, task, seed=seed)
    except NothingToSay:
        return ""


def read(scene):
    people = read_people(scene)
    return people, name_speakers(people)[0], read_person(people, 1)


@pytest.mark.parametrize(
    ("elbow", "middle", "said"),
    [
        (20.0, -4.0, ["The frisbee is above his head."]),  # the shoulders are at 34 and the hips at 68
        (34.0, 18.0, ["The frisbee is at the height of his head."]),
        (44.0, 32.0, []),  # at the shoulders: between head and chest
        (52.0, 44.0, ["The frisbee is at the height of his chest."]),
    ],
)
def test_a_held_thing_has_its_height_next_to_an_upright_trunk(elbow, middle, said):
    captions = ("A man holding a frisbee.", "A man with a frisbee.")
    frisbee = SceneObject(20, "frisbee", (66.0, middle - 5, 8.0, 10.0))
    arm = {"left elbow": (70, elbow), "left wrist": (68, middle + 4)}
    people, who, reading = read(make_scene(make_person(arm), frisbee, captions=captions))
    assert reading.held == {"frisbee": ("left",)}
    assert held_sentences(people, who, reading) == said
    assert held_sentences(people, who, replace(reading, arms={"left": "hanging"})) == []


def test_a_phone_is_held_to_the_ear_where_its_box_is_at_the_head():
    captions = ("A man talking on a cell phone.", "A man is talking on a phone.")
    bent = {"right elbow": (26, 40), "right wrist": (36, 20)}
    phone = SceneObject(20, "cell phone", (36.0, 14.0, 6.0, 6.0))
    scene = make_scene(make_person(bent), phone, captions=captions)
    people, who, reading = read(scene)
    held = replace(reading, held={"cell phone": ("right",)})
    said = with_phone(people, who, held, "He holds a cell phone in his right hand.")
    assert said == "He holds a cell phone to his ear with his right hand."
    quiet = replace(scene, captions=("A man with a cell phone.", "A man holds a phone."))
    people, who, _ = read(quiet)
    assert "to his head with his right hand" in with_phone(
        people, who, held, "He holds a cell phone in his right hand."
    )
    low = replace(scene, objects=(scene.objects[0], replace(phone, bbox_xywh=(36.0, 60.0, 6.0, 6.0))))
    people, who, _ = read(low)
    sentence = "He holds a cell phone in his right hand."
    assert with_phone(people, who, held, sentence) == sentence


def test_a_bat_that_reaches_past_the_head_sticks_up_above_it():
    captions = ("A man holding a baseball bat.", "A man is holding a bat.")
    person = make_person(bbox_xywh=(30.0, 14.0, 40.0, 100.0))
    bat = SceneObject(20, "baseball bat", (58.0, 2.0, 10.0, 60.0))
    assert "The bat sticks up above his head." in write(make_scene(person, bat, captions=captions))
    low = replace(bat, bbox_xywh=(58.0, 20.0, 10.0, 60.0))
    assert "sticks up" not in write(make_scene(person, low, captions=captions))
    two = make_scene(person, bat, replace(bat, annotation_id=21), captions=captions)
    assert "sticks up" not in write(two)  # whose bat it is is not known


def test_a_motorcycle_may_take_up_most_of_the_picture():
    large = SceneObject(20, "motorcycle", (2.0, 30.0, 90.0, 80.0))
    people = read_people(make_scene(make_person(), large))
    on_it = replace(EMPTY, posture="sitting", seat="motorcycle")
    assert seat_sentence(people, MAN, on_it) == "The motorcycle takes up most of the picture."
    small = read_people(make_scene(make_person(), replace(large, bbox_xywh=(2.0, 30.0, 50.0, 80.0))))
    assert seat_sentence(small, MAN, on_it) is None
    assert seat_sentence(people, MAN, replace(on_it, seat="chair")) is None


def test_the_side_from_which_somebody_is_seen_is_named():
    turned = replace(EMPTY, body="turned to the viewer's left", side="left", posture="standing")
    assert side_sentence(MAN, turned) == "We see him from his left side."
    assert side_sentence(MAN, replace(turned, side=None)) is None
    assert side_sentence(MAN, replace(turned, posture="lying")) is None


def test_the_hand_of_an_arm_that_only_is_bent_has_its_height():
    captions = ("A man stands in a park.", "A man in a park.")
    bent = {"left elbow": (74, 50), "left wrist": (66, 60), "right elbow": (34, 52), "right wrist": (30, 60)}
    assert read(make_scene(make_person(bent), captions=captions))[2].arms == {"left": "bent"}
    found = [write(make_scene(make_person(bent), image_id=i, captions=captions)) for i in range(4)]
    assert all("his left hand at" in text and ", with that arm bent." in text for text in found), found
    hidden = {**bent, "right wrist": None}
    assert "with that arm bent" not in write(make_scene(make_person(hidden), captions=captions))


def test_an_animal_at_somebodys_side_is_close_by_and_reaches_up_to_the_knees():
    captions = ("A man and his dog in a park.", "A man with his dog.")
    dog = SceneObject(20, "dog", (74.0, 90.0, 20.0, 26.0))  # the knees are at a height of 91
    scene = replace(make_scene(make_person(RAISED), dog, captions=captions), width=140)
    assert "To the right of him, close by, is his dog, which reaches up to his knees." in write(scene)
    small = replace(scene, objects=(scene.objects[0], replace(dog, bbox_xywh=(74.0, 102.0, 20.0, 14.0))))
    assert "is his dog." in write(small)


def test_what_stands_behind_somebody_as_a_caption_says_is_behind():
    captions = ("A man in a room with a tv behind him.", "A man in a room.")
    tv = SceneObject(20, "tv", (2.0, 30.0, 20.0, 20.0))
    scene = make_scene(make_person(RAISED), tv, captions=captions)
    assert "Behind him, on the left, there is a television." in write(scene)
    assert "To the left of him" in write(replace(scene, captions=("A man in a room with a tv.", captions[1])))


def test_kinds_of_things_take_two_captions():
    assert find_kind(("A birthday cake.", "The birthday cake is lit.", "A cake."), "cake") == "birthday"
    assert find_kind(("A birthday cake.", "A cake."), "cake") is None
    assert find_kind(("A hot dog.", "Two hot dogs and a hot dog."), "dog") is None
    assert find_kind(("A red car.", "The red car."), "car") is None  # colors are said otherwise
    assert find_kind(("A man rides horse.", "A boy rides horse."), "horse") is None
    assert find_kind(("There are many sheep.", "A man with many sheep."), "sheep") is None


def test_places_disciplines_styles_and_surfaces_are_read():
    slope = ("A man on a slope.", "A man skis down a slope.", "A skier at a busy ski resort.")
    assert find_wider(slope) == ("slope", "a busy ski resort")
    assert find_wider(slope[:2]) is None
    assert find_wider(("A man in a kitchen.", "A man in a kitchen of a resort.")) is None
    assert find_discipline(("A man cross country skiing.", "A cross-country skier.")) == "cross-country"
    assert find_discipline(("A man cross country skiing.", "A man skiing.")) is None
    assert find_style(("A black and white photo of a man.",)) == "black and white"
    assert find_style(("A man in black and white clothes.",)) is None
    assert find_surface(("Pizza on a counter.", "Food on the kitchen counter.")) == "counter"
    assert find_surface(("Pizza on a counter.", "Food.")) is None
    assert find_clothes(("A boy dressed in rain gear.", "A boy.")) == "rain gear"


def test_a_second_board_is_another_one():
    captions = ("A man on a skateboard at a skate park.", "A man skateboarding at a skate park.")
    board = SceneObject(20, "skateboard", (30.0, 110.0, 40.0, 8.0))
    others = [SceneObject(21 + n, "skateboard", (80.0 + 8 * n, 10.0, 6.0, 12.0)) for n in range(2)]
    scene = make_scene(make_person(RAISED), board, *others, captions=captions)
    assert "In the background there are more skateboards." in write(scene)
    assert "In the background there is another skateboard." in write(replace(scene, objects=scene.objects[:3]))
    assert "background" not in write(replace(scene, objects=scene.objects[:2]))


def test_what_is_on_the_plate_is_named_where_two_captions_have_it():
    captions = ("A man with a plate of food on his lap.", "A man with a hot dog.", "A man sits with a hotdog.")
    food = SceneObject(20, "hot dog", (44.0, 66.0, 12.0, 6.0))
    scene = make_scene(make_person(), food, captions=captions)
    text = write(scene)
    assert "a plate of food on his lap. There is a hot dog on the plate." in text, text
    assert "hot dog" not in write(replace(scene, captions=(captions[0], captions[1], "A man sits.")))


def test_a_lean_is_not_joined_with_what_leaning_on_a_post_means():
    captions = ("A man leaning on a post talking on a phone.", "A man talks on a phone.")
    upper = [name for name in STANDING if name.split()[-1] not in ("hip", "knee", "ankle")]
    leaning = {name: (STANDING[name][0] - 14, STANDING[name][1] + 1) for name in upper}
    people, who, reading = read(make_scene(make_person(leaning), captions=captions))
    assert reading.trunk == "leaning to the viewer's left"
    phoning = next(activity for activity in ACTIVITIES if activity.name == "using a phone")
    said = [
        pair.answer
        for seed in range(20)
        for pair in person_pairs(people, who, phoning, Chooser(seed, 1, "conversation"))
        if "upper body is leaning" in pair.answer
    ]
    assert said and not any("standing there" in answer or "off his legs" in answer for answer in said), said


def test_a_bent_arm_at_shoulder_height_has_its_hand_there():
    arms = {"left": "bent", "right": "bent"}
    one = replace(EMPTY, arms=arms, bent=frozenset(arms), at_shoulder=frozenset(("left",)))
    said = {clause.after(False) for clause in arm_clauses(one, MAN, Chooser(0, 1, "detail"))}
    assert "has his left arm bent so that the hand is at shoulder height" in said and len(said) == 2
    both = replace(one, at_shoulder=frozenset(arms))
    (clause,) = arm_clauses(both, MAN, Chooser(0, 1, "detail"))
    assert clause.after(False) == "has both arms bent so that the hands are at shoulder height"
    lying = replace(both, posture="lying")
    assert "shoulder height" not in arm_clauses(lying, MAN, Chooser(0, 1, "detail"))[0].rest


def test_what_somebody_stands_at_takes_a_caption_and_a_box_close_by():
    captions = ("A man at the sink in a kitchen.", "A man in a kitchen.")
    sink = SceneObject(20, "sink", (72.0, 60.0, 25.0, 30.0))
    scene = replace(make_scene(make_person(RAISED), sink, captions=captions), width=200)
    assert "at the sink" in write(scene)
    far = replace(scene, objects=(scene.objects[0], replace(sink, bbox_xywh=(150.0, 60.0, 25.0, 30.0))))
    assert "at the sink" not in write(far)
    assert "at the sink" not in write(replace(scene, captions=("A man in a kitchen.", captions[1])))


def test_leather_and_what_stands_open_take_two_captions():
    leather = ("A woman in black leather.", "A woman wearing leather and a red scarf.")
    assert find_leather(leather) == "black leather"
    assert find_leather(leather[:1]) is None
    assert find_leather(("A woman in a leather jacket.", "A woman wearing leather boots.")) is None
    opened = ("A car with the back open.", "A man by a car with its trunk open.", "A man.")
    assert find_open(opened, "car") == "trunk"
    assert find_open(opened[1:], "car") is None
    assert find_open(("A dog in the back of a car by an open gate.", "A car, its back at an open gate."), "car") is None


def test_a_raised_arm_is_said_to_balance_a_board_only_on_bent_knees():
    arm = Feature("arm up", "{his} left arm is raised", "left")
    for more, is_said in ((Feature("straight legs", "x"), False), (Feature("bent knees", "x"), True)):
        case = Case(MAN, boards.SKATEBOARDING, (arm, more, Feature("standing", "x")), None)
        texts = [reason.text for reason in find_reasons(case, Chooser(0, 1, "complex"))]
        assert any("sway" in text for text in texts) is is_said, texts


def test_of_a_group_without_sexes_those_farther_away_are_named_together():
    near = make_person(RAISED)
    moved = {part: (150 + x / 3, 20 + y / 3) for part, (x, y) in STANDING.items()}
    far = [
        make_person({part: (x + 20 * n, y) for part, (x, y) in moved.items()}, annotation_id=2 + n,
                    bbox_xywh=(158.0 + 20 * n, 21.0, 14.0, 38.0))
        for n in range(3)
    ]  # fmt: skip
    captions = ("Some people in a park.", "People stand in a park.")
    people = read_people(replace(make_scene(near, *far, captions=captions), width=260))
    who = Speaker(people.all[0], "the person on the far left", "person", "", False)
    assert farther_sentence(people, [who]) == "Farther away there are more people."
    assert farther_sentence(people, [replace(who, is_subject=True)]) is None
    one = read_people(replace(make_scene(near, far[0], captions=captions), width=260))
    assert farther_sentence(one, [who]) is None


def test_a_kite_in_the_sky_is_not_in_the_background():
    captions = ("A man stands in a park.", "A man in a park.")
    kite = SceneObject(20, "kite", (70.0, 2.0, 20.0, 12.0))
    scene = replace(make_scene(make_person(RAISED), kite, captions=captions), width=160)
    assert "background" not in write(scene)
    clock = replace(scene, objects=(scene.objects[0], replace(kite, category="clock")))
    assert "In the background there is a clock." in write(clock)


def test_arms_that_reach_to_their_own_sides_are_stretched_out_to_the_sides():
    arms = {"left": "reaching to the viewer's right", "right": "reaching to the viewer's left"}
    front = replace(EMPTY, body="facing the viewer", arms=arms)
    said = [clause.after(False) for clause in arm_clauses(front, MAN, Chooser(0, 1, "detail"))]
    assert said == ["stretches both arms out to the sides"]
    for other in (
        replace(front, body=None),
        replace(front, body="facing away"),
        replace(front, bent=frozenset(("left",))),
    ):
        assert len(arm_clauses(other, MAN, Chooser(0, 1, "detail"))) == 2  # they may cross, or one is bent


def test_what_the_hands_hold_is_not_said_as_an_action_too():
    captions = ("A man hitting a tennis ball.", "A man hits a ball and swings a tennis racket.")
    racket = SceneObject(20, "tennis racket", (60.0, 62.0, 12.0, 10.0))
    text = write(make_scene(make_person(), racket, captions=captions))
    assert "holds a tennis racket" in text and "swinging" not in text, text
