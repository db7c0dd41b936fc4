"""States that are stated as far more than a weak one, of drawn people who are only in the weak one, or in both."""

import pytest

from kp_llava.annotations.synthetic.bodies3d.skeleton import Arm, Leg, Pose
from kp_llava.poses.body import Body
from kp_llava.poses.claims.find import find_claims
from kp_llava.poses.claims.limbs.reach import reach_facts
from kp_llava.poses.claims.verify import judge_claims
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import Fact

from ...factories import make_person, make_scene
from ..estimate.test_estimate import see
from .test_estimated import OneChance
from .test_verdicts import CONTRADICT, OPEN


def judge(text, people):
    return [item.verdict for item in judge_claims(find_claims(text), people).items]


@pytest.mark.parametrize(
    ("text", "far", "little"),
    [
        ("The person's feet are planted wide apart.", Pose("standing", Leg(0, 30, 4), Leg(0, 30, 4)), Pose("standing")),
        (
            "The person's legs are pressed tightly together.",
            Pose("standing", Leg(0, 0, 0), Leg(0, 0, 0)),
            Pose("standing", Leg(0, 18, 4), Leg(0, 18, 4)),
        ),
        (
            "The person's left hand is high above their head.",
            Pose("standing", left_arm=Arm(175, 80, 4)),
            Pose("standing", left_arm=Arm(100, 80, 90)),
        ),
        ("The person is doubled over.", Pose("standing", pitch=85), Pose("standing", pitch=10)),
        ("The person is leaning strongly forward.", Pose("standing", pitch=40), Pose("standing", pitch=-8)),
    ],
)
def test_what_is_said_strongly_contradicts_where_it_is_so_only_by_a_little(text, far, little):
    assert judge(text, see(far)) == OPEN
    assert judge(text, see(little)) == CONTRADICT


@pytest.mark.parametrize(
    ("text", "part", "weak", "strong"),
    [
        ("The person is doubled over.", "trunk", "bent over", "doubled over"),
        ("The person leans far back.", "trunk", "leaning back", "leaning far back"),
        ("The person's feet are wide apart.", "stance", "apart", "wide apart"),
        ("The person's feet are side by side.", "stance", "together", "close together"),
        ("The person's left hand is high above their head.", "left hand", "above the head", "high above the head"),
    ],
)
def test_a_fact_about_the_weak_state_neither_proves_the_strong_one_nor_keeps_it_from_being_refuted(
    text, part, weak, strong
):
    for chance, verdict in ((0.5, OPEN), (0.001, CONTRADICT)):
        people = People(make_scene(make_person(bbox_xywh=(10.0, 40.0, 80.0, 60.0))))
        people.estimate = OneChance(part, strong, chance)
        people.facts, people.excluded = {1: (Fact(1, part, weak, 0.99, ()),)}, {1: ()}
        assert judge(text, people) == verdict


def test_what_is_widely_accepted_as_strong_may_be_denied():
    for text in ("The person's feet are not wide apart.", "The person does not lean far back."):
        for part, state in (("stance", "wide apart"), ("trunk", "leaning far back")):
            people = People(make_scene(make_person(bbox_xywh=(10.0, 40.0, 80.0, 60.0))))
            people.estimate = OneChance(part, state, 0.999)
            people.facts, people.excluded = {1: ()}, {1: ()}
            assert judge(text, people) == OPEN


@pytest.mark.parametrize(
    ("text", "states"),
    [
        (
            "The woman is seen from behind, looking back at the camera.",
            ["facing away", "looking at the viewer", "turned over the shoulder"],
        ),
        ("She looks back at the camera.", ["looking at the viewer"]),
        (
            "The man is seen from behind, and the woman looks back at the camera.",
            ["facing away", "looking at the viewer"],
        ),
        (
            "She looks back at the camera over her left shoulder.",
            ["looking at the viewer", "turned over the shoulder"],
        ),
        (
            "He has twisted his head round over his left shoulder.",
            ["turned over the shoulder", "turned to the own left"],
        ),
        ("He looks to his left.", ["turned to the own left"]),
        ("He has turned his head to watch the bus.", ["toward the bus", "turned aside"]),
        ("She has turned her head back to the man.", ["toward the people", "turned aside"]),
    ],
)
def test_a_head_that_is_turned_back_is_turned_over_the_shoulder(text, states):
    assert sorted(claim.state for claim in find_claims(text)) == states


def test_only_a_face_and_a_chest_that_point_at_the_viewer_exclude_a_look_over_the_shoulder():
    frontal = [Fact(1, part, "facing the viewer", 0.99, ()) for part in ("body", "body", "head")]
    body = Body(1, {}, 1.0, frozenset())
    excluded = [{(f.part, f.state) for f in reach_facts(body, facts)} for facts in (frontal[:2], frontal)]
    assert excluded == [set(), {("head", "turned over the shoulder")}]
