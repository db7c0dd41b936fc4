"""Statements against facts that are given, not measured: which facts prove a statement, and which exclude it.

The expectations are those of the words: who has an arm raised has not lowered it, and so on. Each row has one fact, so
that no other one can decide.
"""

from __future__ import annotations

import pytest

from kp_llava.poses.claims.find import find_claims
from kp_llava.poses.claims.verify import judge_claims
from kp_llava.poses.estimate import Estimate
from kp_llava.poses.estimate.people import Chance
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import Fact

from ...factories import make_person, make_scene

SURE = 0.98
AGREE, CONTRADICT, OPEN = ["agree"], ["contradict"], ["unjudged"]


def judge(text, *facts, excluded=()):
    """The report on a text about one person of whom only these facts are known, as (part, state, confidence)."""
    people = People(make_scene(make_person(bbox_xywh=(10.0, 40.0, 80.0, 60.0)), captions=()))  # of no certain posture
    people.estimate = Estimate({})
    people.facts = {1: tuple(Fact(1, part, state, confidence, ()) for part, state, confidence in facts)}
    people.excluded = {1: tuple(Fact(1, part, state, confidence, ()) for part, state, confidence in excluded)}
    return judge_claims(find_claims(text), people)


def verdicts(text, *facts, excluded=()):
    return [item.verdict for item in judge(text, *facts, excluded=excluded).items]


@pytest.mark.parametrize(
    ("text", "part", "state"),
    [
        ("The person's left leg is lifted.", "left leg", "lifted"),
        ("The person's left leg is lifted.", "left leg", "knee up"),
        ("The person's left knee is bent.", "left leg", "slightly bent"),
        ("The person is facing the camera.", "body", "facing the viewer"),
        ("The person is facing the camera.", "head", "facing the viewer"),
        ("The person is facing the left side of the image.", "side", "left side to the viewer"),
        ("The person is facing the right side of the image.", "side", "right side to the viewer"),
        ("The person's right arm is lowered.", "right arm", "hanging"),
        ("The person is looking at the camera.", "head", "facing the viewer"),
        ("The person is looking to the left side of the image.", "head", "turned to the viewer's left"),
        ("The person is looking to the right side of the image.", "head", "turned to the viewer's right"),
        ("The person's left hand is near their face.", "left hand", "at the head"),
        ("The person is standing.", "posture", "standing"),
        ("The person's legs are apart.", "stance", "apart"),
    ],
)
def test_a_fact_proves_what_means_the_same(text, part, state):
    assert verdicts(text, (part, state, SURE)) == AGREE
    assert verdicts(text, (part, state, 0.65)) == AGREE
    assert verdicts(text, (part, state, 0.64)) == OPEN
    other = {"left": "right", "right": "left"}
    if part.split()[0] in other and part.split()[0] in text:
        assert verdicts(text, (f"{other[part.split()[0]]} {part.split()[1]}", state, SURE)) == OPEN


@pytest.mark.parametrize(
    ("text", "part", "states"),
    [
        ("The person's left hand is above their head.", "left arm", ("hanging", "on the hip", "out to the side")),
        ("The person's left hand is above their head.", "left hand", ("near the face", "in the lap", "on the hip")),
        ("The person's right hand is near their face.", "right arm", ("hanging", "on the hip", "out to the side")),
        ("The person's right hand is on their knee.", "right arm", ("raised", "out to the side")),
        ("The person's left hand is in front of their chest.", "left arm", ("hanging", "out to the side")),
        ("The person's left arm is raised.", "left hand", ("on the hip",)),
        ("The person's left arm is raised.", "left arm", ("hanging", "on the hip", "out to the side")),
        ("The person's right arm is hanging.", "right hand", ("above the head", "near the face")),
        ("The person's right arm is hanging.", "right arm", ("raised", "out to the side", "at shoulder height")),
        ("The person's left arm is out to the side.", "left hand", ("above the head",)),
        ("The person's left arm is out to the side.", "left arm", ("hanging", "on the hip")),
        ("The person is facing the left side of the image.", "body", ("facing the viewer", "facing away")),
        ("The person is facing the left side of the image.", "side", ("right side to the viewer",)),
        ("The person is facing the right side of the image.", "body", ("facing the viewer", "facing away")),
        ("The person is facing the right side of the image.", "side", ("left side to the viewer",)),
        ("The person's left arm is lowered.", "left arm", ("raised", "out to the side", "at shoulder height")),
        ("The person's left arm is lowered.", "left hand", ("above the head", "near the face", "at the head")),
        ("The person is looking at the camera.", "head", ("turned away from the viewer",)),
        ("The person is looking to the left side of the image.", "head", ("turned to the viewer's right",)),
        ("The person is looking to the right side of the image.", "head", ("turned to the viewer's left",)),
        ("The person's left hand is in their lap.", "left arm", ("raised", "out to the side")),
        ("The person's left hand is in their lap.", "left hand", ("above the head", "near the face", "at the head")),
        ("The person's left leg is bent.", "left leg", ("straight",)),
        ("The person's left leg is straight.", "left leg", ("bent", "lifted")),
        ("The person's right elbow is bent.", "right arm", ("straight", "hanging")),
        ("The person's legs are apart.", "stance", ("together",)),
        ("The person's torso is upright.", "trunk", ("bent over", "horizontal", "leaning to the viewer's left")),
        ("The person's torso is bent over.", "trunk", ("upright", "horizontal")),
        ("The person is facing away from the camera.", "body", ("facing the viewer", "seen from the side")),
        ("The person is standing.", "posture", ("sitting", "kneeling", "lying", "airborne")),
        ("The person is sitting.", "posture", ("standing", "kneeling", "lying", "crouching", "airborne")),
        ("The person is jumping.", "posture", ("sitting", "kneeling", "lying", "crouching")),
        ("The person is crouching.", "posture", ("sitting", "lying", "airborne")),
        ("The person is lying.", "posture", ("standing", "sitting", "crouching")),
    ],
)
def test_a_fact_excludes_what_cannot_be_at_the_same_time(text, part, states):
    for state in states:
        assert verdicts(text, (part, state, SURE)) == CONTRADICT, state
        assert verdicts(text, (part, state, 0.93)) == CONTRADICT, state
        assert verdicts(text, (part, state, 0.92)) == OPEN, state
        assert verdicts(text.replace(" is ", " is not ").replace(" are ", " are not "), (part, state, SURE)) == AGREE


@pytest.mark.parametrize(
    ("text", "part", "states"),
    [
        ("The person's left arm is raised.", "left arm", ("straight", "bent", "forward")),
        ("The person's left arm is raised.", "right arm", ("raised", "hanging")),
        ("The person's left arm is bent.", "left arm", ("raised", "on the hip", "forward")),
        ("The person's left hand is on their knee.", "left arm", ("hanging", "bent")),
        ("The person's left leg is lifted.", "left leg", ("bent", "out to the side")),
        ("The person's left leg is bent.", "left leg", ("lifted",)),
        ("The person is facing the camera.", "body", ("turned to the viewer's left", "turned to the viewer's right")),
        ("The person is crouching.", "posture", ("standing",)),
        ("The person is standing.", "posture", ("crouching",)),
        ("The person is jumping.", "posture", ("standing",)),
        ("The person is looking at the camera.", "body", ("seen from the side",)),
        ("The person's torso is upright.", "posture", ("sitting", "standing", "kneeling")),
    ],
)
def test_what_can_be_true_together_leaves_a_statement_open(text, part, states):
    for state in states:
        assert verdicts(text, (part, state, SURE)) == OPEN, state


@pytest.mark.parametrize(
    ("text", "part", "state"),
    [
        ("The person's left hand is above their head.", "left hand", "above the head"),
        ("The person's left hand is above their head.", "left arm", "raised"),
        ("The person's left arm is raised.", "left arm", "raised"),
        ("The person is sitting.", "posture", "sitting"),
        ("The person's right knee is bent.", "right leg", "bent"),
    ],
)
def test_what_a_part_certainly_does_not_do_contradicts(text, part, state):
    assert verdicts(text, excluded=[(part, state, SURE)]) == CONTRADICT
    assert verdicts(text, excluded=[(part, state, 0.9)]) == OPEN
    assert verdicts(text.replace(" is ", " is not "), excluded=[(part, state, SURE)]) == AGREE


def test_two_straight_legs_exclude_kneeling_and_crouching_with_some_doubt():
    legs = ("left leg", "straight", 0.99), ("right leg", "straight", 0.97)
    for text in ("The person is crouching.", "The person is kneeling."):
        (item,) = judge(text, *legs).items
        assert (item.verdict, item.confidence) == ("contradict", 0.95)
        assert verdicts(text, legs[0]) == OPEN
        assert verdicts(text, legs[0], ("right leg", "straight", 0.9)) == OPEN
    assert verdicts("The person is sitting.", *legs) == OPEN


def test_who_certainly_stands_does_not_crouch_unless_the_points_allow_it():
    stands, tall = ("posture", "standing", 0.99), ("posture", "standing", 0.97)
    for fact, chance, verdict in ((stands, 0.05, CONTRADICT), (stands, 0.3, OPEN), (tall, 0.05, OPEN)):
        people = People(make_scene(make_person(bbox_xywh=(10.0, 40.0, 80.0, 60.0)), captions=()))
        people.estimate = Estimate({})
        people.estimate.chance = lambda *of, chance=chance: Chance(chance, chance)
        people.facts, people.excluded = {1: (Fact(1, *fact, ()),)}, {1: ()}
        report = judge_claims(find_claims("The person is crouching."), people)
        assert [item.verdict for item in report.items] == verdict, (fact, chance)


UP, DOWN = ("raised", SURE), ("hanging", SURE)


@pytest.mark.parametrize(
    ("text", "left", "right", "verdict"),
    [
        ("The person's arms are raised.", UP, UP, AGREE),
        ("The person's arms are raised.", UP, DOWN, CONTRADICT),
        ("The person's arms are raised.", DOWN, UP, CONTRADICT),
        ("The person's arms are raised.", DOWN, DOWN, CONTRADICT),
        ("The person's arms are raised.", UP, None, OPEN),
        ("The person's arms are raised.", None, DOWN, CONTRADICT),
        ("One of the person's arms is raised.", UP, DOWN, AGREE),
        ("One of the person's arms is raised.", DOWN, UP, AGREE),
        ("One of the person's arms is raised.", DOWN, DOWN, CONTRADICT),
        ("One of the person's arms is raised.", DOWN, None, OPEN),
        ("The person raises neither arm.", DOWN, DOWN, AGREE),
        ("The person raises neither arm.", UP, DOWN, CONTRADICT),
        ("The person raises neither arm.", DOWN, None, OPEN),
        ("The person's left arm is raised.", UP, DOWN, AGREE),
        ("The person's right arm is raised.", UP, DOWN, CONTRADICT),
        ("The person's right arm is not raised.", UP, DOWN, AGREE),
        ("The person's right arm is not raised.", DOWN, UP, CONTRADICT),
        ("The person's right arm is not raised.", DOWN, None, OPEN),
    ],
)
def test_both_arms_one_arm_and_neither(text, left, right, verdict):
    facts = [(f"{side} arm", *fact) for side, fact in (("left", left), ("right", right)) if fact]
    assert verdicts(text, *facts) == verdict


def test_hedged_and_slight_statements_agree_and_never_contradict():
    down = ("left arm", "hanging", SURE)
    for text in ("The person's left arm may be raised.", "The person's left arm is slightly raised."):
        assert verdicts(text, down) == OPEN
        assert verdicts(text, ("left arm", "raised", SURE)) == AGREE
    assert verdicts("The person's left arm is raised.", down) == CONTRADICT


def test_a_stretched_arm_is_not_one_that_is_certainly_bent():
    up = ("left arm", "raised", SURE)
    bent = [("left arm", "extended", SURE)]
    assert verdicts("The person's left arm is extended upward.", up) == AGREE
    assert verdicts("The person's left arm is extended upward.", up, excluded=bent) == CONTRADICT
    assert verdicts("The person's left arm is extended upward.", up, excluded=[("left arm", "extended", 0.9)]) == AGREE
    assert verdicts("The person's right arm is extended upward.", up, excluded=bent) == OPEN
    assert verdicts("The person's left arm is raised.", up, excluded=bent) == AGREE
    assert verdicts("The person's left arm is not extended upward.", up, excluded=bent) == CONTRADICT
    forward = ("left arm", "forward", SURE)
    assert verdicts("The person stretches the left hand forward.", forward, excluded=bent) == AGREE
    assert verdicts("The person stretches the left arm forward.", forward, excluded=bent) == CONTRADICT


def test_a_report_counts_its_verdicts_and_names_whom_it_is_about():
    text = "The person's left arm is raised. The person's right arm is raised. The person's left leg is bent."
    report = judge(text, ("left arm", "raised", 0.8), ("right arm", "hanging", 0.97), ("left arm", "straight", 0.9))
    assert (report.agree, report.contradict, report.unjudged) == (1, 1, 1)
    assert [(item.verdict, item.confidence, item.people) for item in report.items] == [
        ("agree", 0.8, (1,)),
        ("contradict", 0.97, (1,)),
        ("unjudged", 0.0, (1,)),
    ]


def test_the_surest_of_several_facts_decides():
    facts = [("left arm", "hanging", 0.7), ("left arm", "hanging", 0.97), ("left arm", "hanging", 0.8)]
    (item,) = judge("The person's left arm is hanging.", *facts).items
    assert (item.verdict, item.confidence) == ("agree", 0.97)
    (item,) = judge("The person's left arm is raised.", *facts).items
    assert (item.verdict, item.confidence) == ("contradict", 0.97)
    # of two statements about both arms the less sure one bounds the agreement, and the surer one the contradiction
    (item,) = judge("The person's arms are hanging.", *facts, ("right arm", "hanging", 0.9)).items
    assert (item.verdict, item.confidence) == ("agree", 0.9)
    (item,) = judge("The person's arms are raised.", *facts, ("right arm", "hanging", 0.94)).items
    assert item.verdict == "contradict"


@pytest.mark.parametrize(
    ("widths", "verdict"),
    [
        ((40.0, 20.0), CONTRADICT),  # nothing is known of somebody smaller
        ((40.0, 110.0), OPEN),  # the other one is large enough to be meant
        ((20.0, 60.0), OPEN),  # the one of whom it is false is small
    ],
)
def test_small_people_of_whom_nothing_is_known_block_no_contradiction(widths, verdict):
    first, second = (
        make_person(annotation_id=number, bbox_xywh=(100.0 * number, 4.0, width, 114.0))
        for number, width in enumerate(widths)
    )
    text = "The person in the plaid shirt is sitting."
    sits = (Fact(1, "posture", "sitting", SURE, ()),)
    for of_second, wanted in (((), verdict), (sits, OPEN)):  # whom it fits may be meant, however small
        people = People(make_scene(first, second))
        people.facts = {0: (Fact(0, "posture", "standing", SURE, ()),), 1: of_second}
        people.excluded = {0: (Fact(0, "posture", "sitting", SURE, ()),), 1: ()}
        people.estimate = Estimate({})
        assert [item.verdict for item in judge_claims(find_claims(text), people).items] == wanted


@pytest.mark.parametrize(
    ("text", "left", "right", "verdict"),
    [
        ("Both of the person's arms are raised.", 0.85, 0.8, CONTRADICT),  # 0.97 that one of them is not
        ("Both of the person's arms are raised.", 0.85, 0.3, OPEN),
        ("The person's left arm is raised.", 0.85, 0.8, OPEN),
        ("The person's arms are not raised.", 0.85, 0.8, OPEN),
        ("One of the person's arms is raised.", 0.85, 0.8, OPEN),
        ("Both of the person's knees are straight.", 0.85, 0.8, OPEN),  # legs look alike by the way they point
    ],
)
def test_two_doubtful_arms_add_up(text, left, right, verdict):
    part, state = ("leg", "straight") if "knees" in text else ("arm", "raised")
    excluded = ((f"left {part}", state, left), (f"right {part}", state, right))
    assert verdicts(text, excluded=excluded) == verdict


@pytest.mark.parametrize(
    ("second", "third", "verdict"),
    [
        (0.98, 0.98, CONTRADICT),
        (0.98, 0.0, CONTRADICT),  # of two thirds of the people who may be meant it is certain
        (0.9, 0.9, OPEN),  # of less than a third only
        (0.9, 0.0, OPEN),
    ],
)
def test_doubts_about_the_others_add_up(second, third, verdict):
    boxes = ((0.0, 22.0), (100.0, 25.0), (200.0, 25.0))
    people = People(
        make_scene(
            *(
                make_person(annotation_id=number, bbox_xywh=(x, 4.0, width, 114.0))
                for number, (x, width) in enumerate(boxes)
            )
        )
    )
    people.facts, people.estimate = dict.fromkeys(range(3), ()), Estimate({})
    people.excluded = {
        number: (Fact(number, "posture", "sitting", confidence, ()),)
        for number, confidence in enumerate((SURE, second, third))
    }
    text = "The person in the plaid shirt is sitting."
    items = judge_claims(find_claims(text), people).items
    assert [item.verdict for item in items] == verdict
    assert all(item.confidence == 0.0 for item in items if item.verdict == "unjudged")


@pytest.mark.parametrize(
    ("text", "fact", "excluded", "verdict"),
    [
        # the hand is probably at the knee, and probably far from the face
        ("The person's left hand is near their face.", 0.85, 0.8, CONTRADICT),
        ("The person's left hand is near their face.", 0.85, 0.4, OPEN),
        ("The person's left hand is near their face.", 0.4, 0.85, OPEN),
        ("The person's left hand may be near their face.", 0.85, 0.8, OPEN),
    ],
)
def test_a_fact_and_an_exclusion_of_one_hand_add_up(text, fact, excluded, verdict):
    known = ("left hand", "at the knee", fact)
    assert verdicts(text, known, excluded=(("left hand", "near the face", excluded),)) == verdict
