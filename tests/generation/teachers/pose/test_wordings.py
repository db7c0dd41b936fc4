"""What captions give to a text in pieces, and what the pose teacher never writes: measurements, laws, bare states."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.generation.teachers.pose.captions.actions import find_acts
from kp_llava.generation.teachers.pose.captions.looks import find_age, find_clothes, find_color, find_hair, find_lap
from kp_llava.generation.teachers.pose.captions.nouns import find_plural
from kp_llava.generation.teachers.pose.captions.scenery import find_gathering, find_near, find_setting
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.generation.teachers.pose.wording import arm_predicates
from kp_llava.poses.vocabulary import Fact

from ....factories import STANDING, make_person, make_scene

RAISED = {"left elbow": (68, 20), "left wrist": (66, 2)}
TASKS = ("conversation", "detail", "complex")


def write(scene, task, seed=0):
    try:
        return write_answer(scene, task, seed=seed)
    except NothingToSay:
        return ""


def row_of(count, captions, *others):
    """Several people who stand side by side, the first at x = 130, and others."""
    people = [
        make_person(
            {name: (x + shift, y) for name, (x, y) in STANDING.items()},
            annotation_id=number,
            bbox_xywh=(30.0 + shift, 4.0, 40.0, 114.0),
        )
        for number, shift in enumerate(range(100, 100 + 120 * count, 120), start=1)
    ]
    return replace(make_scene(*people, *others, captions=captions), width=100 + 120 * count)


@pytest.mark.parametrize(
    ("captions", "worn"),
    [
        (("A man in a green coat waits.", "A man outdoors."), "a green coat"),
        (("A girl wearing an old hat.",), "an old hat"),
        (("A woman holding a bag and wearing red boots.",), "red boots"),
        (("A boy dressed in warm clothes stands there.", "A boy in a hat."), "warm clothes and a hat"),
        (("A man dressed in leather waits.", "A man in a brown jacket."), "a brown jacket"),
        (("A man dressed in leather waits.",), "leather"),
        (("A man in a kitchen.", "A man with a dog."), None),
        (("A coat on a chair.", "A shop with a blue shirt."), None),
        (("A man in front of a dress shop.",), None),
        (("A man near a woman in a red dress.",), "a red dress"),  # only read of pictures about one person
    ],
)
def test_clothes_are_read_from_the_captions_of_one_person(captions, worn):
    assert find_clothes(captions) == worn


def test_what_lies_on_the_lap_is_read_and_what_lies_elsewhere_is_not():
    assert find_lap(("A girl sits with a bowl of soup on her lap.",)) == "a bowl of soup on"
    assert find_lap(("A girl with a bowl of soup on the table.",)) is None


def test_guys_are_men_and_boys_are_not():
    assert find_plural(("Three guys stand.", "Three men.", "Some guys.")).word == "man"
    assert find_plural(("Three boys stand.", "Three men.", "Some guys.")).word == "person"


def test_a_lone_persons_clothes_are_in_the_description_and_nobody_elses():
    captions = ("A man in a green coat stands on the street.", "A man is standing on the street.")
    alone = write(make_scene(make_person(), captions=captions), "detail")
    assert "He is wearing a green coat." in alone
    several = write(row_of(2, captions), "detail")
    assert several and "green coat" not in several


def test_no_sentence_measures_the_picture_or_recites_mechanics():
    banned = re.compile(
        r"higher in the picture|highest part|takes? up about|of the picture's height|on the (?:left|right) for us|"
        r"the bones stand|at arm's length|muscles of the back"
    )
    texts = [
        write(plan_scene(5, number, SampleOptions(), split="train2014", first_id=1).scene, task)
        for number in range(60)
        for task in TASKS
    ]
    assert sum(bool(text) for text in texts) > 150
    assert [match.group() for text in texts if (match := banned.search(text))] == []


def test_a_straight_leg_is_said_with_what_its_owner_does_or_with_the_other_one():
    captions = ("A man is standing on the street.", "A man stands on the street.")
    answers = set()
    for image_id in range(40):
        text = write(make_scene(make_person(), captions=captions, image_id=image_id), "conversation")
        answers |= set(re.findall(r"Answer: ([^\n]*\bleg\b[^.\n]*)\.", text))
    straight = {answer for answer in answers if "straight" in answer}
    assert straight
    assert all("and so is his" in answer or "standing" in answer for answer in straight), straight


@pytest.mark.parametrize(("height", "is_named"), [(6, True), (12, False)])
def test_nobody_is_on_the_far_left_whom_somebody_well_seen_passes(height, is_named):
    passer = SceneObject(9, "person", (2.0, 40.0, 5.0, float(height)))
    scene = row_of(3, ("Some stand in a park.",), passer)
    text = " ".join(write(scene, task, seed=seed) for task in TASKS for seed in range(3))
    assert "on the far right" in text
    assert ("on the far left" in text) is is_named


def test_hair_and_colors_are_read_where_captions_have_them():
    assert find_hair(("A woman with dark brown hair reads.", "A woman with hair.")) == "dark brown hair"
    assert find_hair(("A man with a beard.",)) == "a beard"
    assert find_hair(("A woman with a hair drier.", "A man with a dog.")) is None
    assert find_color(("A man next to a blue car.", "A parked car."), "car") == "blue"
    assert find_color(("A man next to a blue car.", "A red car."), "car") is None  # they disagree


def test_a_gathering_and_a_setting_take_as_many_captions_as_asked():
    assert find_gathering(("Friends around a table.", "People sit at a dining room table.", "Food.")) == "a table"
    assert find_gathering(("Friends around a table.", "Friends eat.", "Food.")) is None
    assert find_gathering(("Food on a table.", "Cups on the table.", "Two friends.")) is None  # nobody need sit there
    once = ("A boy on a trail.", "A boy outside.", "A boy.")
    assert find_setting(once) is None
    assert find_setting(once, 1) == "on a trail"


def test_a_description_begins_with_what_somebody_is_out_for_and_goes_on_with_a_pronoun():
    skis = SceneObject(20, "skis", (20.0, 108.0, 90.0, 14.0))
    captions = ("A man cross country skiing on a slope.", "A man on skis.", "A man wears skis.")
    text = write(make_scene(make_person(), skis, captions=captions), "detail")
    assert text.startswith("A man is out skiing on a slope. He "), text
    assert text.count(" slope") == 1


def test_one_place_is_enough():
    skis = SceneObject(20, "skis", (20.0, 108.0, 90.0, 14.0))
    captions = ("A man skiing down a slope.", "A man is skiing.", "A skier in the snow.")
    text = write(make_scene(make_person(), skis, captions=captions), "detail")
    assert "skiing down a slope" in text and "in the snow" not in text, text
    assert "The ground around him is covered with snow." in text, text


def test_something_large_is_on_the_side_where_its_box_is():
    captions = ("A man in a kitchen.", "A man stands in a kitchen.")
    stove = SceneObject(20, "oven", (150.0, 40.0, 60.0, 80.0))
    scene = replace(make_scene(make_person(RAISED), stove, captions=captions), width=220)
    assert "An oven can be seen on the right." in write(scene, "detail")
    twice = replace(scene, objects=(*scene.objects, replace(stove, annotation_id=21)))
    assert "Two ovens can be seen on the right." in write(twice, "detail")
    around = replace(
        scene, objects=(*scene.objects, replace(stove, annotation_id=21, bbox_xywh=(0.0, 40.0, 20.0, 80.0)))
    )
    assert "oven" not in write(around, "detail")  # on both sides
    tiny = replace(stove, bbox_xywh=(200.0, 40.0, 9.0, 9.0))
    assert "oven" not in write(replace(scene, objects=(scene.objects[0], tiny)), "detail")
    sink = SceneObject(22, "sink", (0.0, 60.0, 25.0, 30.0))
    both = write(replace(scene, objects=(*scene.objects, sink)), "detail")
    assert "An oven can be seen on the right and a sink on the left." in both


@pytest.mark.parametrize(
    ("captions", "acts"),
    [
        (("A man sitting on a bench reading a newspaper.",), ["reading a newspaper"]),
        (("A woman stands by a car and looks at her phone.",), ["looking at her phone"]),
        (("A boy smiles as he cuts a cake.",), ["cutting a cake", "smiling"]),
        (("A man using a knife to cut bread.",), ["using a knife to cut bread"]),
        (("A girl reaching into a bag of chips.",), ["reaching into a bag of chips"]),
        (("A man with a dog holding a ball.",), []),  # the dog may hold it
        (("A man next to a woman eating cake.",), []),
        (("A man in a room with a cutting board.",), []),
        (("A woman has finished cutting bread.",), []),
        (("A man is about to eat, not reading a book.",), []),
        (("A dog watching a man.",), []),
        (("A man standing on the beach.",), []),  # postures have sentences of their own
        (("A man skis while holding poles.", "A skier holding poles."), ["holding poles"]),
    ],
)
def test_what_else_somebody_does_is_read_where_nobody_else_can_be_meant(captions, acts):
    assert sorted(act.gerund for act in find_acts(captions)) == sorted(acts)


def test_what_else_somebody_does_is_said_once_and_fits_the_head():
    captions = ("A man in a park smiling at the camera.", "A man stands in a park holding a cup.")
    text = write(make_scene(make_person(RAISED), captions=captions), "detail")
    assert len(re.findall(r"\bsmiling\b", text)) == 1 and len(re.findall(r"\bcup\b", text)) == 1, text
    aside = {
        **RAISED,
        "nose": (40, 14),
        "right eye": (42, 12),
        "left eye": (46, 12),
        "left ear": (54, 13),
        "right ear": None,
    }
    looks = ("A man in a park looking at the camera.", "A man in a park.")
    assert "looking at the camera" not in write(make_scene(make_person({**RAISED, **aside}), captions=looks), "detail")


def test_a_table_has_what_lies_within_its_box():
    table = SceneObject(20, "dining table", (0.0, 60.0, 60.0, 60.0))
    cup, far = SceneObject(21, "cup", (10.0, 55.0, 8.0, 20.0)), SceneObject(22, "bowl", (150.0, 10.0, 8.0, 8.0))
    scene = make_scene(make_person(RAISED), table, cup, far, captions=("A man at a table.", "A man stands at a table."))
    text = write(scene, "detail")
    assert "On the table there is a drink." in text and "bowl" not in text, text  # glasses are cups to COCO
    told = replace(scene, captions=("A man at a table with a cup.", "A man stands at a table."))
    assert "On the table there is a cup." in write(told, "detail")
    twice = replace(scene, objects=(*scene.objects, replace(cup, annotation_id=23, category="wine glass")))
    assert "wine glass" not in write(twice, "detail")  # the same box
    forks = [SceneObject(30 + n, "fork", (20.0 + 5 * n, 80.0, 4.0, 8.0)) for n in range(2)]
    both = write(replace(scene, objects=(*scene.objects, *forks)), "detail")
    assert "On the table there is a drink, along with forks." in both, both  # small things are not counted


def test_of_several_people_each_is_named_and_none_is_they():
    scene = row_of(3, ("Three people in a park.", "Three people stand in a park."))
    text = write(scene, "detail")
    for name in ("The person on the far left", "The person in the middle", "The person on the far right"):
        assert re.search(rf"{name} (?:is|stands|has) [^.]*\bwith both arms hanging at the sides", text), text
    assert not re.search(r"(?:^|\. )They ", text), text
    assert not re.search(r"This person (?:keep|have|let|turn|hold|bend|raise) ", text), text


def test_others_are_farther_away_only_where_they_are_smaller_and_higher():
    captions = ("A man stands in a park.", "A man is in a park.")
    others = [SceneObject(30 + n, "person", (140.0 + 20 * n, 30.0, 8.0, 30.0)) for n in range(4)]
    star = make_person(RAISED)
    said = "Farther away, to the right of him, there are several other people."
    assert said in write(replace(make_scene(star, *others, captions=captions), width=240), "detail")
    near = [replace(other, bbox_xywh=(other.bbox_xywh[0], 90.0, 8.0, 30.0)) for other in others]
    assert said not in write(replace(make_scene(star, *near, captions=captions), width=240), "detail")
    assert said not in write(replace(make_scene(star, *others[:2], captions=captions), width=240), "detail")
    one = replace(make_scene(star, others[0], captions=captions), width=240)
    assert "Farther away, to the right of him, there is another person." in write(one, "detail")
    cut = replace(others[0], bbox_xywh=(232.0, 30.0, 8.0, 30.0))  # by the edge: it may be close
    assert "another person" not in write(replace(one, objects=(star, cut)), "detail")


ASIDE = {
    "nose": (40, 14), "right eye": (42, 12), "left eye": (46, 12), "left ear": (54, 13), "right ear": None,
}  # fmt: skip
CAKE = ("A man waits for the cake.", "A man with a cake.")


def test_a_turned_head_is_turned_to_what_is_there_and_to_nothing_else():
    cake = SceneObject(20, "cake", (0.0, 20.0, 12.0, 12.0))
    scene = make_scene(make_person({**RAISED, **ASIDE}), cake, captions=CAKE)
    assert "toward the left side of the picture, where the cake is" in write(scene, "detail")
    behind = replace(cake, bbox_xywh=(150.0, 20.0, 12.0, 12.0))
    low = replace(cake, bbox_xywh=(20.0, 110.0, 12.0, 9.0))
    for elsewhere in (behind, low):
        text = write(replace(scene, width=220, objects=(scene.objects[0], elsewhere)), "detail")
        assert "toward the left side of the picture" in text and "where the cake" not in text, text
    unsaid = replace(scene, captions=("A man in a room.", "A man stands."))
    assert "where the cake" not in write(unsaid, "detail")


def test_the_other_one_is_where_a_head_is_turned_to_where_nothing_nearer_is():
    scene = row_of(2, ("Two men in a park.", "Two men stand in a park."))
    right = make_person(
        {
            name: (point[0] + 220, point[1]) if point else None
            for name, point in {**STANDING, **RAISED, **ASIDE}.items()
        },
        annotation_id=2,
        bbox_xywh=(250.0, 4.0, 40.0, 114.0),
    )
    scene = replace(scene, objects=(scene.objects[0], right))
    assert "side of the picture, and seems to be looking at the other man." in write(scene, "detail")
    third = SceneObject(3, "person", (60.0, 4.0, 30.0, 100.0))
    assert "where the other man" not in write(replace(scene, objects=(*scene.objects, third)), "detail")


@pytest.mark.parametrize(
    ("captions", "age"),
    [
        (("A young man sits.", "A man."), "young"),
        (("A small child.", "A little boy plays."), "little"),
        (("An elderly man on a bench.", "A man."), "older"),
        (("An old man and a young man.", "A young man."), None),  # they disagree
        (("A man in a small kitchen.", "A man with an old car."), None),
    ],
)
def test_ages_are_read_where_captions_agree(captions, age):
    assert find_age(captions) == age


@pytest.mark.parametrize(
    ("captions", "near"),
    [
        (("A man near a red building.", "A man."), ("near", "a red building")),
        (("A man behind the car.", "A man next to a car.", "A man behind a car."), ("behind", "a car")),
        (("A man in front of a crowd.", "A man next to a woman."), None),
        (("A man sits on a bench.",), None),
    ],
)
def test_what_somebody_is_near_is_read(captions, near):
    assert find_near(captions) == near


def test_two_kinds_of_captions_make_two_children_and_one_child_is_one():
    assert find_plural(("A boy and a girl eat.", "Two kids.", "Food.")).word == "child"
    assert find_plural(("A boy and his mother.", "Two kids.")).word == "person"
    assert find_plural(("A little boy eats.", "A child.", "A small kid.")).word == "person"


def test_a_description_begins_with_age_and_says_what_somebody_leans_on():
    captions = ("An older man leaning on post on the street.", "A man stands on the street.")
    text = write(make_scene(make_person(RAISED), captions=captions), "detail")
    assert "an older man " in text.lower().partition(".")[0], text
    assert "leans on a post" in text and "stands there upright" not in text, text


def test_what_ends_high_up_is_in_the_background_of_somebody_close():
    captions = ("A man in a room.", "A man stands in a room.")
    clocks = [SceneObject(20 + n, "clock", (80.0 + 15 * n, 2.0, 12.0, 12.0)) for n in range(2)]
    scene = replace(make_scene(make_person(RAISED), *clocks, captions=captions), width=140)
    assert "In the background there are two clocks." in write(scene, "detail")
    low = replace(clocks[1], bbox_xywh=(95.0, 100.0, 12.0, 12.0))
    assert "background" not in write(replace(scene, objects=(*scene.objects[:2], low)), "detail")


def test_an_answer_about_the_posture_names_the_limbs_that_strike_the_eye():
    answers = set()
    for image_id in range(30):
        text = write(make_scene(make_person(RAISED), image_id=image_id, captions=("A man.",)), "conversation")
        answers |= set(re.findall(r"Answer: (He is standing[^\n]*)", text))
    assert any(re.search(r"with his left arm (?:raised|up) above his head", answer) for answer in answers), answers


def test_nobody_who_eats_is_said_to_face_the_camera():
    eats, smiles = ("A man eats a sandwich.", "A man is eating."), ("A man eats and smiles.", "A man is eating.")
    ready = ("A cute man is ready to play.", "A man.")
    for captions, is_said in ((eats, False), (smiles, True), (ready, True)):
        scenes = [make_scene(make_person(RAISED), captions=captions, image_id=i) for i in range(8)]
        texts = " ".join(write(scene, task) for scene in scenes for task in TASKS)
        found = re.search(r"face is turned to the camera|facing the camera|look into the camera", texts)
        assert (found is not None) is is_said, texts


def test_a_bent_arm_is_not_stretched_out():
    reaching = Fact(1, "right arm", "reaching to the viewer's left", 1.0, ())
    assert any("stretched out" in text for text in arm_predicates((reaching,), "right"))
    bent = arm_predicates((reaching, Fact(1, "right arm", "bent", 1.0, ())), "right")
    assert bent and not any("stretched" in text for text in bent), bent
