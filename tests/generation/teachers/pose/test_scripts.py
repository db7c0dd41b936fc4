"""What a pose means in an activity: the reasons and conclusions that a person gets, in whole English."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.teachers.pose.activities import boards, daily, games, other, rides
from kp_llava.generation.teachers.pose.activities.answers import Case, answer_question, find_reasons
from kp_llava.generation.teachers.pose.activities.features import Feature, fill, find_features
from kp_llava.generation.teachers.pose.activities.general import GENERAL
from kp_llava.generation.teachers.pose.activities.known import script_of
from kp_llava.generation.teachers.pose.activities.script import Script
from kp_llava.generation.teachers.pose.activities.table import ACTIVITIES
from kp_llava.generation.teachers.pose.captions.actions import Action
from kp_llava.generation.teachers.pose.reading import Reading
from kp_llava.generation.teachers.pose.speaker import Speaker
from kp_llava.generation.teachers.pose.teacher import write_answer
from kp_llava.generation.teachers.pose.wording import Chooser
from kp_llava.poses.people import read_people

from ....factories import make_person, make_scene

MAN = Speaker(SceneObject(1, "person", (0.0, 0.0, 10.0, 10.0)), "the man", "man", "m", True)
SOMEBODY = Speaker(MAN.person, "the person on the left", "person", "", False)
SCRIPTS = {
    name: script
    for module in (boards, daily, games, other, rides)
    for name, script in vars(module).items()
    if isinstance(script, Script)
} | {"GENERAL": GENERAL}
# features that may occur, by hand; "holds racket" and the like are "holds" with a thing
KEYS = {
    "holds", "grips", "lifted leg", "bent knees", "bent knee", "straight legs", "wide stance", "narrow stance", "step",
    "upright", "bent over", "lean", "standing", "sitting", "lying", "kneeling", "crouching", "airborne",
    "facing", "behind", "looks", "looks at", "drawn up", "stretched out", "arm past head",
    "looks aside", "hand in hand", "comes", "arm level", "looks at ball",
    "looks at cake", "looks at pizza", "looks at other man", "looks at parking meter", "leans on", "looks on",
    "small child", "poles", "touch",
    "does", "pet", "helmet", "clothes", "lap", "crowd", "cover", "trick",
}  # fmt: skip
KEYS |= {
    f"{word} {state}" for word in ("arm", "arms") for state in ("up", "out", "at head", "on hip", "hanging", "bent")
}
EMPTY = Reading(None, {}, frozenset(), {}, None, None, None, None, False, False, {}, None, None, None)


def feature(key, because="x", side="", thing=""):
    return Feature(key, because, side, thing)


def case_of(script, *features, action=None, who=MAN):
    return Case(who, script, features, action)


def choose(seed=0):
    return Chooser(seed, 1, "complex")


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_key_of_a_script_can_occur(name):
    script = SCRIPTS[name]
    for table in (
        script.reasons,
        script.moves,
        script.aims,
        script.advice,
        script.stays,
        script.strains,
        script.firsts,
    ):
        for key in table:
            rest = key.rpartition(":")[2].strip()
            for part in filter(None, rest.split(" + ")):
                assert part in KEYS or part.partition(" ")[0] in ("holds", "grips", "does"), (key, part)


@pytest.mark.parametrize("name", sorted(SCRIPTS))
@pytest.mark.parametrize("who", [MAN, SOMEBODY], ids=["he", "they"])
def test_every_wording_is_filled_and_ends_as_a_sentence(name, who):
    script = SCRIPTS[name]
    part = feature("holds", "his arm", "left", "phone")
    for texts in script.reasons.values():
        for text in texts:
            said = fill(text, who, part)
            assert said.endswith(".") and said[0].isupper() and not re.search(r"[{}]|  |\bNone\b", said), said
            if who is SOMEBODY:
                assert not re.search(r"\bthey (?:is|has|does|\w+[^s]s)\b", said), said
            else:
                assert not re.search(r"\bhe (?:are|have|do|be)\b", said), said
    for texts in script.strains.values():  # "could stay like this ..."
        assert all(re.match(r"(?:for|only until) ", text) and not text.endswith(".") for text in texts), texts
    for texts in script.firsts.values():  # "To get up, the man would have to ..."
        for text in texts:
            said = fill(text, who, part, x=who.name)
            assert said.count(who.name) == 1 and re.search(r"\bwould (?:have|only have|need)\b", said), said
            assert said.endswith(".") and said[0].isupper() and not re.search(r"[{}]|  |\bNone\b", said), said
    for table in (script.moves, script.aims, script.advice, script.stays):
        for texts in table.values():
            for text in texts:  # the rest of "will ...", "in order to ...", "should ...", "could ..."
                assert not re.match(r"\w+(?:s|ing|ed)\b", text) or re.match(
                    r"(?:pass|cross|press|bring|swing)\b", text
                ), text
                assert not text.endswith(".") and text[0].islower(), text


def test_verbs_follow_the_pronoun():
    assert fill("{He} {leans} and {goes} on, so {he} {is} free and {watches} {his} step.", SOMEBODY) == (
        "They lean and go on, so they are free and watch their step."
    )
    assert fill("{He} {carries} it {himself}.", MAN) == "He carries it himself."


def test_what_the_action_asks_for_is_said_of_that_action_only():
    parts = feature("arm up", side="right"), feature("holds", side="left", thing="racket")
    serve = [
        r.text for r in find_reasons(case_of(games.TENNIS, *parts, action=Action("serve", "serving a ball")), choose())
    ]
    assert "tossed" in serve[0] and "right arm" in serve[0]
    other = [
        r.text for r in find_reasons(case_of(games.TENNIS, *parts, action=Action("play", "playing tennis")), choose())
    ]
    assert not any("tossed" in text for text in other)


def test_each_part_of_a_pose_is_the_subject_of_one_reason():
    parts = [feature("holds", side="left", thing="racket"), feature("arm up", side="right"), feature("bent knees")]
    reasons = find_reasons(case_of(games.TENNIS, *parts, action=Action("serve", "serving a ball")), choose())
    firsts = [reason.features[0].key for reason in reasons]
    assert sorted(firsts) == ["arm up", "bent knees"]  # the racket is in the reason with the arm
    both = feature("facing"), feature("upright"), feature("clothes", thing="jacket")
    texts = [reason.text for reason in find_reasons(case_of(rides.MOTORCYCLING, *both), choose())]
    assert len(texts) == 1 and "back and the look" in texts[0], texts  # neither part again, no word of the jacket


def test_one_reason_is_no_answer():
    assert answer_question(case_of(boards.SKIING, feature("bent knees")), choose()) is None
    assert answer_question(case_of(boards.SKIING, feature("bent knees"), feature("upright")), choose()) is not None


def test_what_comes_next_rests_on_a_part_that_the_answer_names():
    parts = [feature("bent knees", "{his} knees are bent"), feature("lean", "{he} {leans} to the left", thing="left")]
    for seed in range(40):
        _, reasons, closing = answer_question(case_of(boards.SKIING, *parts), choose(seed))
        if "next turn" in closing:
            assert any("knees" in reason for reason in reasons), closing
        if "finish the turn" in closing:
            assert any("The lean to the left" in reason for reason in reasons), closing


def test_a_shaky_pose_is_not_called_steady():
    parts = [
        feature("lifted leg", "{his} left leg is lifted", "left"),
        feature("bent knee", "{his} right knee is bent", "right"),
    ]
    seen = set()
    for seed in range(60):
        question, _, closing = answer_question(case_of(boards.SKATING, *parts), choose(seed))
        if "balance" in question or "steady" in question:
            seen.add(closing)
            assert "steady:" not in closing and "well balanced" not in closing, closing
    assert seen


def test_reasons_do_not_exclude_each_other():
    frisbee = feature("holds up", side="right", thing="frisbee")
    throws = [
        r.text for r in find_reasons(case_of(games.FRISBEE, frisbee, feature("arm up"), feature("upright")), choose())
    ]
    assert any("throw" in text for text in throws) and not any("wait or watch" in text for text in throws), throws
    people = read_people(make_scene(make_person(), captions=("A man does a trick.",)))
    who = Speaker(people.all[0], "the man", "man", "m", True)
    standing = replace(EMPTY, posture="standing", trunk="upright", legs={"left": "straight"})
    keys = {part.key for part in find_features(people, who, standing)}
    assert "standing" in keys and "trick" in keys and "upright" not in keys  # "no trick" and "a trick"
    pushing = replace(standing, legs={"left": "lifted"})
    keys = {part.key for part in find_features(people, who, pushing)}
    assert "lifted leg" in keys and "standing" not in keys  # "both feet on the board" and "one foot pushes"


def test_a_seat_tells_the_script_where_captions_name_no_activity():
    on_motorcycle, anywhere = script_of(None, "motorcycle"), script_of(None, None)
    assert any("motorcycle" in text for texts in on_motorcycle.reasons.values() for text in texts)
    assert script_of(None, "chair") == anywhere != on_motorcycle
    known = {activity.name for activity in ACTIVITIES if script_of(activity, None) != anywhere}
    assert known >= {"skiing", "tennis", "eating", "cooking"}


@pytest.mark.parametrize(
    ("captions", "wanted"),
    [
        (("A man skiing down a slope.", "A man is skiing.", "A skier on skis."), r"\bski|slope|poles|snow"),
        (("A man talking on a phone.", "A man talks on a phone.", "A man is using a phone."), r"\bphone|call\b"),
        (("A man eating a sandwich.", "A man eats a sandwich.", "A man is eating."), r"\bfood|bite|eat"),
    ],
)
def test_answers_are_about_the_activity(captions, wanted):
    scene = make_scene(make_person({"left elbow": (70, 50), "left wrist": (58, 34)}), captions=captions)
    found = [write_answer(scene, "complex", seed=seed).partition("Answer: ")[2] for seed in range(6)]
    assert all(re.search(wanted, text) for text in found), found
