"""People in space: their joints are where geometry puts them, and confidences hold on people who were not fitted on."""

import math
from collections import defaultdict
from itertools import pairwise

import pytest

from kp_llava.annotations.synthetic.bodies3d.camera import View
from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.annotations.synthetic.bodies3d.skeleton import Arm, Build, Leg, Pose, pose_body
from kp_llava.annotations.synthetic.bodies3d.truth import true_states
from kp_llava.annotations.synthetic.bodies3d.vectors import distance
from kp_llava.poses.confidence import GROUPS, KNOTS, confidence_of, is_sure, kind_of, sure_from
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import Fact, part_kind

BEFORE_A_CAMERA = (0.0, 0.0, 8.0)


def states(pose):
    return true_states(pose, View(pose_body(pose, Build()), BEFORE_A_CAMERA, 100.0))


def test_bones_keep_their_lengths_in_every_pose():
    for number in range(40):
        pose = Pose(
            "standing", Leg(number, 5, 2 * number), Leg(-number, 9, number), Arm(number * 4, 3 * number, number)
        )
        points = pose_body(pose, Build()).points
        assert math.isclose(distance(points["left hip"], points["left knee"]), 0.245, rel_tol=1e-9)
        assert math.isclose(distance(points["right knee"], points["right ankle"]), 0.245, rel_tol=1e-9)
        assert math.isclose(distance(points["left shoulder"], points["left elbow"]), 0.172, rel_tol=1e-9)


def test_a_hand_with_a_target_is_there():
    points = pose_body(Pose("standing", left_arm=Arm(target=(0.1, 0.1, 0.15))), Build()).points
    assert distance(points["left wrist"], (0.1, 0.1, 0.15)) < 1e-6


def test_truth_is_what_a_viewer_of_the_scene_would_say():
    upright = states(Pose("standing"))
    assert {("posture", "standing"), ("trunk", "upright"), ("body", "facing the viewer")} <= upright
    assert {("left arm", "hanging"), ("right leg", "straight"), ("head", "facing the viewer")} <= upright
    ahead = states(Pose("standing", left_arm=Arm(90, 0, 0)))
    assert ("left arm", "forward") in ahead and ("left arm", "hanging") not in ahead
    aside = states(Pose("standing", right_arm=Arm(90, 90, 0)))
    # somebody who faces the viewer stretches the right arm to the viewer's left
    assert {("right arm", "out to the side"), ("right arm", "reaching to the viewer's left")} <= aside
    assert ("left arm", "raised") in states(Pose("standing", left_arm=Arm(170, 80, 10)))
    bent = states(Pose("standing", pitch=70))
    assert ("trunk", "bent over") in bent and ("trunk", "upright") not in bent


@pytest.mark.parametrize(
    ("part", "state", "far", "little"),
    [
        ("trunk", "doubled over", Pose("standing", pitch=60), Pose("standing", pitch=40)),
        # the chest comes near the thighs of who sits or crouches
        ("trunk", "doubled over", Pose("sitting", Leg(88), Leg(88), pitch=28), Pose("sitting", Leg(88), Leg(88))),
        ("trunk", "leaning far back", Pose("standing", pitch=-18), Pose("standing", pitch=-8)),
        ("trunk", "leaning far forward", Pose("standing", pitch=20), Pose("standing", pitch=10)),
        ("head", "turned over the shoulder", Pose("standing", head_yaw=-60), Pose("standing", head_yaw=30)),
        ("stance", "wide apart", Pose("standing", Leg(0, 20), Leg(0, 20)), Pose("standing", Leg(0, 9), Leg(0, 9))),
        ("stance", "close together", Pose("standing", Leg(0, 0), Leg(0, 0)), Pose("standing", Leg(0, 9), Leg(0, 9))),
        (
            "left hand",
            "high above the head",
            Pose("standing", left_arm=Arm(170)),
            Pose("standing", left_arm=Arm(100, 80, 90)),
        ),
    ],
)
def test_a_strong_state_holds_where_it_is_so_by_far(part, state, far, little):
    assert (part, state) in states(far) and (part, state) not in states(little)


def test_equal_numbers_give_equal_people():
    assert draw_person(5, 17) == draw_person(5, 17)
    assert draw_person(5, 17) != draw_person(6, 17)


def test_a_larger_margin_and_seen_points_never_make_a_fact_less_certain():
    for rule in ("arm/bent", "posture/standing", "trunk/upright", "not arm/raised", "a rule without a table"):
        for low, high in pairwise(KNOTS):
            assert confidence_of(rule, low, False) <= confidence_of(rule, high, False)
            assert confidence_of(rule, low, True) <= confidence_of(rule, low, False)


def test_each_kind_of_fact_has_its_own_limit():
    assert len({sure_from("left arm", state) for state in ("bent", "straight", "raised")}) == 3
    assert sure_from("left arm", "bent") == sure_from("right arm", "bent")
    for part, state in (("left arm", "bent"), ("right leg", "straight")):
        limit = sure_from(part, state)
        assert is_sure(Fact(1, part, state, limit, ("nose",)))
        assert not is_sure(Fact(1, part, state, round(limit - 0.001, 3), ("nose",)))
    # geometry never makes a crouch certain; captions do
    for rule, is_stated in (("posture/crouching (captions)", True), ("posture/crouching", False)):
        confidence = confidence_of(rule, 4.0, False)
        assert is_sure(Fact(1, "posture", "crouching", confidence, ("nose",))) is is_stated


def measure(count):
    """Right shares of stated facts by group, by kind, and of all by tenths of confidence, of people not fitted on."""
    stated, kinds, tenths = defaultdict(list), defaultdict(list), defaultdict(list)
    for number in range(count):
        person = draw_person(3, number)
        people = People(person.scene)
        for fact in people.facts[1]:
            is_right = (fact.part, fact.state) in person.states
            tenths["facts", min(9, int(10 * fact.confidence))].append((fact.confidence, is_right))
            if is_sure(fact):
                stated[GROUPS[part_kind(fact.part)]].append(is_right)
                kinds[kind_of(fact.part, fact.state)].append(is_right)
        for fact in people.excluded[1]:
            is_right = (fact.part, fact.state) not in person.states
            tenths["excluded", min(9, int(10 * fact.confidence))].append((fact.confidence, is_right))
    return stated, kinds, tenths


def hold(count, slack_told, slack_kind, slack_tenth, fewest):
    stated, kinds, tenths = measure(count)
    for kind, right in stated.items():
        print(f"{kind}: {len(right):,} stated, {sum(right) / len(right):.4f} right")
        assert sum(right) / len(right) >= 0.99 - slack_told, kind
    for kind, right in sorted(kinds.items()):
        print(f"{kind}: {len(right):,} stated, {sum(right) / len(right):.4f} right")
        if len(right) >= 1_000:
            assert sum(right) / len(right) >= 0.99 - slack_kind, kind
    assert set(stated) == {"arm", "leg", "trunk", "posture", "head", "facing"}
    for (what, tenth), found in sorted(tenths.items()):
        said = sum(confidence for confidence, _ in found) / len(found)
        right = sum(is_right for _, is_right in found) / len(found)
        print(f"{what} from {tenth / 10:.1f}: {len(found):,}, said {said:.3f}, right {right:.3f}")
        if len(found) >= fewest:
            assert abs(said - right) <= slack_tenth, (what, tenth)
    every = [one for right in stated.values() for one in right]
    print(f"{len(every) / count:.2f} facts stated a person, {sum(every) / len(every):.4f} right")


def test_confidence_is_about_the_share_that_is_right():
    hold(600, 0.025, 0.025, 0.1, 100)


@pytest.mark.slow
def test_confidence_is_within_three_hundredths_of_the_share_that_is_right_for_20000_people():
    hold(20_000, 0.003, 0.005, 0.03, 2_000)  # a tenth with fewer facts scatters by more than that
