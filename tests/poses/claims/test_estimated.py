"""Statements against facts and an estimate that are given: which of the two decides."""

from __future__ import annotations

import pytest

from kp_llava.poses.claims.find import find_claims
from kp_llava.poses.claims.verify import judge_claims
from kp_llava.poses.estimate import Chance, Estimate
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import Fact

from ...factories import make_person, make_scene
from .test_verdicts import AGREE, CONTRADICT, OPEN, SURE


class OneChance(Estimate):
    """An estimate that knows one state alone."""

    def __init__(self, part, state, chance):
        super().__init__({})
        self.known = {(part, state): Chance(chance, chance)}

    def chance(self, subject, part, state):
        return self.known.get((part, state))


@pytest.mark.parametrize(
    ("text", "is_excluded", "part", "state", "doubted", "supported"),
    [
        ("The person's left arm is bent.", False, "left arm", "straight", 0.85, 0.95),
        ("The person is facing the camera.", False, "body", "facing away", 0.85, 0.95),
        ("The person's left arm is raised.", True, "left arm", "raised", 0.15, 0.05),
        ("The person's left hand is above their head.", True, "left hand", "above the head", 0.15, 0.05),
    ],
)
def test_what_a_rule_has_refutes_nothing_where_the_estimate_is_not_sure_of_it(
    text, is_excluded, part, state, doubted, supported
):
    for chance, verdict in ((doubted, OPEN), (supported, CONTRADICT)):
        people = People(make_scene(make_person(bbox_xywh=(10.0, 40.0, 80.0, 60.0))))
        people.estimate = OneChance(part, state, chance)
        sure = (Fact(1, part, state, SURE, ()),)
        people.facts, people.excluded = {1: () if is_excluded else sure}, {1: sure if is_excluded else ()}
        assert [item.verdict for item in judge_claims(find_claims(text), people).items] == verdict, chance


@pytest.mark.parametrize(("chance", "verdict"), [(0.5, OPEN), (0.05, CONTRADICT)])
def test_a_bend_that_is_measured_once_does_not_add_up_where_the_estimate_finds_the_state_possible(chance, verdict):
    people = People(make_scene(make_person(bbox_xywh=(10.0, 40.0, 80.0, 60.0))))
    people.estimate = OneChance("left arm", "straight", chance)
    people.facts = {1: (Fact(1, "left arm", "bent", 0.85, ()),)}
    people.excluded = {1: (Fact(1, "left arm", "straight", 0.8, ()),)}
    items = judge_claims(find_claims("The person's left arm is straight."), people).items
    assert [item.verdict for item in items] == verdict


def test_a_posture_that_captions_or_a_seat_have_settled_needs_no_estimate():
    people = People(make_scene(make_person(), captions=()))
    people.estimate = OneChance("posture", "sitting", 0.1)
    people.facts, people.excluded = {1: (Fact(1, "posture", "sitting", SURE, ()),)}, {1: ()}
    (item,) = judge_claims(find_claims("The person is standing."), people).items
    assert item.verdict == "contradict"


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (0.99, 0.0, CONTRADICT),
        (0.96, 0.0, OPEN),  # of several people one is sooner misread than a lone one
        (0.9, 0.85, CONTRADICT),  # 0.985 that it is false of one of them
        (0.84, 0.84, OPEN),
    ],
)
def test_what_is_said_of_several_has_to_be_false_of_one_for_certain(first, second, verdict):
    pair = (make_person(annotation_id=number, bbox_xywh=(100.0 * number, 4.0, 40.0, 114.0)) for number in (0, 1))
    people = People(make_scene(*pair))
    people.facts, people.estimate = dict.fromkeys(range(2), ()), Estimate({})
    people.excluded = {
        number: (Fact(number, "posture", "sitting", confidence, ()),)
        for number, confidence in enumerate((first, second))
    }
    assert [i.verdict for i in judge_claims(find_claims("Both people are sitting."), people).items] == verdict


def test_the_estimate_decides_about_a_known_person_where_no_fact_does():
    for text, verdict in (
        ("The person has the left arm raised.", CONTRADICT),
        ("The person's left arm is slightly raised.", OPEN),
        ("The person may have the left arm raised.", OPEN),
        ("The person's left arm is hanging.", AGREE),
        ("The person's left arm is not raised.", AGREE),
        ("The person's left arm is bent.", OPEN),  # by a little, for all that the points say
    ):
        people = People(make_scene(make_person()))
        people.facts, people.excluded = {1: ()}, {1: ()}
        assert [i.verdict for i in judge_claims(find_claims(text), people).items] == verdict, text
        people = People(make_scene(make_person()))
        people.facts, people.excluded, people.estimate = {1: ()}, {1: ()}, Estimate({})
        assert [i.verdict for i in judge_claims(find_claims(text), people).items] == OPEN, text


@pytest.mark.parametrize(("sitting", "verdict"), [(1, OPEN), (2, CONTRADICT)])
def test_a_text_about_a_crowd_leaves_one_of_them_out_of_account(sitting, verdict):
    crowd = (make_person(annotation_id=number, bbox_xywh=(60.0 * number, 4.0, 40.0, 114.0)) for number in range(6))
    people = People(make_scene(*crowd))
    people.facts, people.estimate = dict.fromkeys(range(6), ()), Estimate({})
    people.excluded = {
        number: (Fact(number, "posture", "standing", 0.99, ()),) if number < sitting else () for number in range(6)
    }
    assert [i.verdict for i in judge_claims(find_claims("All six people are standing."), people).items] == verdict
