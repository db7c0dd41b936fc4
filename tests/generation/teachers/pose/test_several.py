"""What descriptions of several people say more: faces, feet, hands at the face, clothes of all, wheelchairs, balls."""

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.teachers.pose.activities.answers import find_reasons
from kp_llava.generation.teachers.pose.activities.known import script_of
from kp_llava.generation.teachers.pose.activities.table import ACTIVITIES
from kp_llava.generation.teachers.pose.captions.looks import find_worn_by_all
from kp_llava.generation.teachers.pose.captions.nouns import find_plural
from kp_llava.generation.teachers.pose.captions.scenery import find_setting
from kp_llava.generation.teachers.pose.clauses.body import leg_clauses
from kp_llava.generation.teachers.pose.frame.around import higher_sentence
from kp_llava.generation.teachers.pose.frame.group import name_group, read_group
from kp_llava.generation.teachers.pose.frame.limbs import face_heights, foot_sentence
from kp_llava.generation.teachers.pose.frame.others import faces_sentence, facing_sentence
from kp_llava.generation.teachers.pose.frame.person import extent_of_all_sentence, worn_by_all_sentence
from kp_llava.generation.teachers.pose.frame.things import thing_sentence
from kp_llava.generation.teachers.pose.person import _without_repeats
from kp_llava.generation.teachers.pose.questions.limbs import hand_holds
from kp_llava.generation.teachers.pose.reading import read_person
from kp_llava.generation.teachers.pose.speaker import name_speakers
from kp_llava.generation.teachers.pose.wording import Chooser
from kp_llava.poses.people import read_people

from ....factories import STANDING, make_person, make_scene
from .test_certain import EMPTY, MAN, write
from .test_safe import standing_at
from .test_scripts import case_of, feature

TWO = ("Two men wait.", "Two men in a hall.")


def read(scene):
    people = read_people(scene)
    return people, name_speakers(people)


def profile(way):
    """Points of a head in profile: the nose and one eye on one side of one ear."""
    near, far = ("left", "right") if way == "left" else ("right", "left")
    step = -1 if way == "left" else 1
    return {"nose": (50 + 9 * step, 18), f"{near} eye": (50 + 6 * step, 15), f"{near} ear": (50 - 3 * step, 17),
            f"{far} eye": None, f"{far} ear": None}  # fmt: skip


def moved(points, x):
    return {name: None if at is None else (at[0] + x - 50, at[1]) for name, at in {**STANDING, **points}.items()}


@pytest.mark.parametrize(
    ("ways", "is_said"), [(("right", "left"), True), (("left", "right"), False), (("right", "right"), False)]
)
def test_two_faces_are_turned_to_each_other(ways, is_said):
    people = [
        make_person(moved(profile(way), x), annotation_id=n, bbox_xywh=(x - 20.0, 4.0, 40.0, 114.0))
        for n, (x, way) in enumerate(zip((60, 160), ways, strict=True), 1)
    ]
    people, speakers = read(replace(make_scene(*people, captions=TWO), width=220))
    heads = [read_person(people, who.person.annotation_id).head for who in speakers]
    assert sorted(head.split()[-1] for head in heads) == sorted(ways)
    said = "The two men have their faces turned to each other."
    assert facing_sentence(people, speakers) == (said if is_said else None)


@pytest.mark.parametrize(
    ("ankle", "said"),
    [
        ((62, 85), "His left foot is off the ground, higher than his right knee."),  # that knee is at 91
        ((62, 108), None),  # as in a step toward the viewer
        ((62, 85, 1), None),  # hidden
    ],
)
def test_a_foot_that_is_far_above_the_other_one_is_off_the_ground(ankle, said):
    knee = (62, 74) if ankle[1] < 100 else STANDING["left knee"]
    scene = make_scene(make_person({"left knee": knee, "left ankle": ankle}), captions=("A man in a room.",))
    people, (who,) = read(scene)
    reading = replace(EMPTY, posture="standing")
    assert foot_sentence(people, who, reading) == said
    assert foot_sentence(people, who, replace(reading, posture="sitting")) is None
    assert foot_sentence(people, who, replace(reading, legs={"left": "lifted"})) is None


@pytest.mark.parametrize(
    ("wrist", "state", "sides"),
    [
        ((64, 28), "bent", ["left"]),  # the nose is at 18; the hand goes on upward from the wrist
        ((64, 28, 1), "bent", []),
        ((64, 28), "near the face", []),
        ((64, 44), "bent", []),
    ],
)
def test_hands_at_the_height_of_the_face(wrist, state, sides):
    people, _ = read(make_scene(make_person({"left elbow": (70, 50), "left wrist": wrist}), captions=("A man.",)))
    assert list(face_heights(people.bodies[1], replace(EMPTY, arms={"left": state}))) == sides


def test_what_everybody_wears_is_in_a_caption_that_counts_them_right():
    assert find_worn_by_all(("Two men in suits feed each other.",), 2) == "suits"
    assert find_worn_by_all(("Both players wearing white uniforms run.",), 2) == "white uniforms"
    assert find_worn_by_all(("Two people in black are dancing.",), 2) == "black"
    assert find_worn_by_all(("Two men in suits.",), 3) is None
    assert find_worn_by_all(("Two men and a woman in suits.",), 2) is None
    assert find_worn_by_all(("Two men in the black car.",), 2) is None
    captions = (*TWO, "Two men in suits stand there.")
    pair = replace(make_scene(standing_at(60, 1), standing_at(160, 2), captions=captions), width=220)
    assert worn_by_all_sentence(*read(pair)) == "Both men are wearing suits."
    assert "Both men are wearing suits." in write(pair, "detail")


def test_how_much_of_everybody_is_seen_is_said_where_it_is_the_same():
    cut = {name: None for name in STANDING if name.endswith("ankle")}
    for points, said in (({}, "Both men are shown from head to foot."), (cut, None)):
        pair = replace(make_scene(standing_at(60, 1), standing_at(160, 2, points), captions=TWO), width=220)
        assert extent_of_all_sentence(*read(pair)) == said
    whole = replace(make_scene(standing_at(60, 1), standing_at(160, 2), captions=TWO), width=220)
    for size, is_said in (({}, True), ({"height": 118}, False), ({"width": 181}, False)):  # the picture ends with a box
        assert (extent_of_all_sentence(*read(replace(whole, **size))) is not None) == is_said, size


@pytest.mark.parametrize(
    ("captions", "noun"),
    [
        (
            ("Two men practicing basketball.", "A man holds a ball.", "A player reaches out.", "A basketball drill."),
            "man",
        ),
        (("Two women playing chess.", "A lady thinks.", "A game of chess.", "A room."), "woman"),
        (("Two men practicing basketball.", "A woman watches.", "A game.", "A drill."), "person"),
        (("Two men with a child.", "A man with a boy.", "A room.", "A table."), "person"),
        (("Two men practicing.", "A player.", "A game.", "A drill."), "person"),  # one caption is too few
    ],
)
def test_everybody_is_a_man_where_captions_have_men_and_nobody_else(captions, noun):
    assert find_plural(captions).word == noun


@pytest.mark.parametrize(
    ("more", "seat"), [("Two men in wheelchairs.", "wheelchair"), ("A man in a wheelchair.", None)]
)
def test_everybody_is_in_a_wheelchair_only_where_captions_have_several(more, seat):
    low = {"left knee": (64, 70), "right knee": (36, 70), "left ankle": (64, 100), "right ankle": (36, 100)}
    chairs = [SceneObject(20 + n, "chair", (x - 20.0, 60.0, 40.0, 55.0)) for n, x in enumerate((60, 160))]
    people = [
        make_person(moved(low, x), annotation_id=n, bbox_xywh=(x - 20.0, 4.0, 40.0, 114.0))
        for n, x in enumerate((60, 160), 1)
    ]
    captions = ("Two men sit in a hall.", "A wheelchair.", more)
    scene = replace(make_scene(*people, *chairs, captions=captions), width=220)
    assert read_person(read_people(scene), 1).seat == seat
    assert ("in a wheelchair" in write(scene, "detail")) is (seat is not None)


def test_a_ball_has_its_side_of_the_picture_unless_it_is_tiny():
    for size, said in ((10.0, "There is a ball on the left side of the picture."), (2.0, None)):
        ball = SceneObject(9, "sports ball", (10.0, 100.0, size, size))
        scene = make_scene(make_person(), ball, captions=("A man kicks a ball.",))
        assert thing_sentence(read_people(scene), ["A man stands."]) == said


def test_a_leg_at_the_edge_is_not_counted_among_those_of_whom_captions_speak():
    legs = {name: None for name in STANDING if not name.endswith(("knee", "ankle"))}
    captions = ("Two men are talking in a hall.", "Two men talk.")
    people = [standing_at(60, 1), standing_at(160, 2), standing_at(215, 3, legs)]
    group = read_group(read_people(replace(make_scene(*people, captions=captions), width=230)))
    assert group is not None and group.count == 2 and group.is_all


def test_a_side_of_the_picture_is_named_once():
    left = "the left side of the picture"
    one, two = f"He faces {left}.", f"He turns his head toward {left}, where the dog is."
    assert _without_repeats([one, two]) == [one, "He turns his head toward that side, where the dog is."]
    other = "He stretches his arm out toward the right side of the picture."
    assert _without_repeats([one, other, two]) == [one, other, two]


@pytest.mark.parametrize(
    ("place", "said"),
    [("on a stage", "on a stage"), ("on the ice", "on the ice"), ("in a parking lot", "in a parking lot")],
)
def test_more_places_are_read(place, said):
    assert find_setting((f"A man {place}.", f"A man stands {place}.")) == said


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ((None, None), "Both faces are turned to the camera."),
        (("right", "left"), "Neither of them is facing the camera."),
        (("right", None), None),
    ],
)
def test_whether_anybody_faces_the_camera_is_said_where_all_faces_are_known(ways, said):
    people = [
        make_person(moved(profile(way) if way else {}, x), annotation_id=n, bbox_xywh=(x - 20.0, 4.0, 40.0, 114.0))
        for n, (x, way) in enumerate(zip((60, 160), ways, strict=True), 1)
    ]
    assert faces_sentence(*read(replace(make_scene(*people, captions=TWO), width=220)), "") == said
    again = "The man on the left is facing the camera. The man on the right stands, facing the camera."
    assert "Both faces" not in (
        faces_sentence(*read(replace(make_scene(*people, captions=TWO), width=220)), again) or ""
    )


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Two older men are playing chess.", "two older men"),
        ("Two bald men are playing chess.", "two bald men"),
        ("Two men are playing chess with an old board.", "two men"),
        ("Three older men, two men are playing chess.", "two men"),
    ],
)
def test_an_age_is_given_to_all_where_a_caption_gives_it_to_so_many(caption, name):
    people = read_people(
        replace(
            make_scene(standing_at(60, 1), standing_at(160, 2), captions=(caption, "Two men playing chess.")), width=220
        )
    )
    group = read_group(people)
    assert group is not None and name_group(people, group) == name


def test_the_feet_of_somebody_who_sits_are_said():
    reading = replace(EMPTY, posture="sitting", legs={"left": "bent", "right": "bent"}, stance="apart")
    said = [clause.after(False) for clause in leg_clauses(reading, MAN, Chooser(0, 1, "x"))]
    assert said == ["has both knees bent", "has his feet set apart"]
    standing = [c.after(False) for c in leg_clauses(replace(reading, posture="standing"), MAN, Chooser(0, 1, "x"))]
    assert not any("feet" in one for one in standing)


def test_who_dances_does_no_exercise():
    dancing = next(one for one in ACTIVITIES if one.name == "dancing")
    parts = [feature("lifted leg", side="left"), feature("arm up", side="left"), feature("lean", thing="left")]
    reasons = [one.text for one in find_reasons(case_of(script_of(dancing, None), *parts), Chooser(0, 1, "complex"))]
    assert len(reasons) == len(parts)
    assert not any(word in " ".join(reasons) for word in ("stretches", "exercise")), reasons


def test_a_hand_of_somebody_without_a_sex_holds_something_without_they():
    assert hand_holds(MAN, "cake") == "he holds a piece of cake in that hand"
    nobody = replace(MAN, name="the person on the left", noun="person", sex="", is_subject=False)
    assert hand_holds(nobody, "cell phone") == "a cell phone is in that hand"


@pytest.mark.parametrize(("height", "is_named"), [(110.0, False), (60.0, True)])
def test_nobody_is_on_the_far_right_next_to_a_cut_off_person_about_as_tall(height, is_named):
    headless = {name: None for name in ("nose", "left eye", "right eye", "left ear", "right ear")}
    torso = replace(standing_at(285, 4, headless), bbox_xywh=(290.0, 10.0, 10.0, height))
    people = [standing_at(60, 1), standing_at(150, 2), standing_at(230, 3), torso]
    _, speakers = read(replace(make_scene(*people, captions=("Three men wait.", "Three men in a hall.")), width=300))
    assert any(who.name == "the man on the far right" for who in speakers) is is_named


@pytest.mark.parametrize(
    ("wrist", "said"),
    [
        ((34, 32), "His right hand is clearly higher than his left one."),  # the left one is at 66: 34 of 114 pixels
        ((34, 50), "His right hand is higher than his left one."),
        ((34, 58), None),
        ((34, 50, 1), None),  # hidden
    ],
)
def test_which_hand_is_the_higher_one(wrist, said):
    points = {"left wrist": (66, 66), "left elbow": (66, 48), "right elbow": (30, 48), "right wrist": wrist}
    people, (who,) = read(make_scene(make_person(points), captions=("A man in a room.",)))
    reading = replace(EMPTY, posture="standing", arms={"left": "bent", "right": "bent"})
    assert higher_sentence(people, who, reading, "He waits.") == said
    assert higher_sentence(people, who, reading, "He holds a phone to his ear.") is None
    assert higher_sentence(people, who, replace(reading, posture="lying"), "He waits.") is None
