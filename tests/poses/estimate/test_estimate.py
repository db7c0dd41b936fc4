"""The fitted estimate: what it says of known poses, which points it needs, its laws, and its calibration."""

import importlib.resources
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.annotations.synthetic.bodies3d.camera import View, project
from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.annotations.synthetic.bodies3d.skeleton import Arm, Build, Leg, Pose, pose_body
from kp_llava.poses.confidence import is_sure
from kp_llava.poses.estimate.bank import load_bank
from kp_llava.poses.estimate.networks import load_networks
from kp_llava.poses.facts import body_facts
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import are_exclusive, part_kind
from tests.poses.test_fact_laws import NOWHERE, PARTS, SIZE, make_scene, people, swap_sides

STATES = sorted(load_bank().states)


def see(pose):
    """Somebody in a pose a few steps before a camera at eye level, with every joint seen and no noise."""
    view = View(pose_body(pose, Build()), (0.0, 0.0, 8.0), 200.0)
    places = (project(view, view.joints.points[part]) for part in COCO_SKELETON.parts)
    points = tuple(Keypoint(300 + x, 300 + y, 2) for x, y in places)
    return People(Scene(1, "1.jpg", 640, 640, (), (SceneObject(7, "person", (0.0, 0.0, 640.0, 640.0), points),)))


@pytest.mark.parametrize(
    ("pose", "likely", "unlikely"),
    [
        (
            Pose("standing", left_arm=Arm(172, 80, 8)),
            [("left arm", "raised"), ("right arm", "hanging"), ("left leg", "straight"), ("posture", "standing")],
            [("left arm", "hanging"), ("right arm", "raised"), ("left leg", "drawn up"), ("posture", "sitting")],
        ),
        (
            Pose("sitting", Leg(88, 8, 88), Leg(88, 8, 88), right_arm=Arm(88, 88, 4)),
            [("posture", "sitting"), ("left leg", "bent"), ("right arm", "straight"), ("body", "facing the viewer")],
            [("posture", "standing"), ("right arm", "sharply bent"), ("body", "facing away"), ("posture", "lying")],
        ),
        (
            Pose("standing", pitch=80, left_arm=Arm(20, 10, 5), right_arm=Arm(20, 10, 5)),
            [("trunk", "bent over")],
            [("trunk", "upright")],
        ),
        (
            Pose("standing", left_arm=Arm(172, 80, 8)),
            [("left hand", "above the shoulder"), ("right hand", "at thigh height"), ("head", "level")],
            [("left hand", "at waist height"), ("right hand", "at head height"), ("head", "in profile")],
        ),
        (
            Pose("standing", Leg(0, 24, 4), Leg(0, 24, 4), pitch=90, left_arm=Arm(20, 10, 5), right_arm=Arm(20, 10, 5)),
            [("trunk", "doubled over"), ("trunk", "leaning far forward"), ("stance", "wide apart")],
            [("trunk", "leaning far back"), ("stance", "close together"), ("left hand", "high above the head")],
        ),
        (
            Pose("standing", Leg(0, 0, 0), Leg(0, 0, 0), left_arm=Arm(172, 80, 8)),
            [("stance", "close together"), ("left hand", "high above the head")],
            [("stance", "wide apart"), ("right hand", "high above the head"), ("trunk", "doubled over")],
        ),
    ],
)
def test_poses_that_are_known_are_likely_and_others_are_not(pose, likely, unlikely):
    known = see(pose)
    assert [state for state in likely if known.probability(7, *state) < 0.6] == []
    assert [state for state in unlikely if known.probability(7, *state) > 0.4] == []


def test_nothing_is_said_without_the_points_that_a_state_needs_or_of_a_state_that_no_network_knows():
    known = see(Pose("standing"))
    assert known.probability(7, "left arm", "hanging") is not None
    assert known.probability(7, "posture", "on foot") is None
    assert known.probability(8, "left arm", "hanging") is None
    (person,) = known.all
    at = COCO_SKELETON.parts.index("left elbow")
    without = replace(person, keypoints=tuple(NOWHERE if i == at else p for i, p in enumerate(person.keypoints)))
    less = People(replace(known.scene, objects=(without,)))
    assert less.probability(7, "left arm", "hanging") is None
    assert less.probability(7, "right arm", "hanging") is not None
    nobody = People(Scene(1, "1.jpg", 64, 64, (), (SceneObject(7, "person", (0.0, 0.0, 9.0, 9.0)),)))
    assert nobody.probability(7, "left arm", "hanging") is None
    assert nobody.facts == {7: ()}


def test_people_of_one_scene_do_not_change_each_other():
    drawn = [draw_person(8, number).scene.people[0] for number in range(5)]
    crowd = tuple(replace(person, annotation_id=number) for number, person in enumerate(drawn))
    together = People(Scene(1, "1.jpg", 640, 640, (), crowd))
    for number, person in enumerate(crowd):
        alone = People(Scene(1, "1.jpg", 640, 640, (), (person,)))
        assert all(together.probability(number, *s) == alone.probability(number, *s) for s in STATES)
        assert together.facts[number] == alone.facts[number]


def chances(points, parts=PARTS):
    estimate = People(make_scene(points, parts)).estimate
    return {state: estimate.chance(7, *state) for state in STATES}


@settings(max_examples=60, deadline=None)
@given(people)
def test_mirrored_people_have_mirrored_chances(points):
    by_part = {p: q if not q.is_labeled else replace(q, x=SIZE - q.x) for p, q in zip(PARTS, points, strict=True)}
    mirrored = chances([by_part[swap_sides(part)] for part in PARTS])
    assert {tuple(map(swap_sides, s)): chance for s, chance in mirrored.items()} == chances(points)


@settings(max_examples=60, deadline=None)
@given(people, st.sampled_from([0.5, 2.0, 8.0]), st.integers(-50, 500), st.randoms(use_true_random=False))
def test_place_size_and_order_change_nothing(points, factor, shift, rng):
    order = list(range(17))
    rng.shuffle(order)
    moved = [Keypoint(p.x * factor + shift, p.y * factor - shift, p.visibility) if p.is_labeled else p for p in points]
    assert chances([moved[i] for i in order], tuple(PARTS[i] for i in order)) == chances(points)


@settings(max_examples=60, deadline=None)
@given(people)
def test_hidden_points_make_nothing_more_certain_neither_that_it_is_so_nor_that_it_is_not(points):
    seen = chances([replace(p, visibility=2 * p.is_labeled) for p in points])
    for state, chance in chances(points).items():
        if chance is not None:
            assert chance.least <= seen[state].least and chance.most >= seen[state].most


def test_what_is_clear_says_nothing_twice_and_nothing_that_excludes_itself():
    for number in range(150):
        known = People(draw_person(9, number).scene)
        states = [(fact.part, fact.state) for fact in known.clear[1]]
        assert len(states) == len(set(states))
        pairs = [(one, other) for one in states for other in states if one[0] == other[0]]
        assert [pair for pair in pairs if are_exclusive(pair[0][0], pair[0][1], pair[1][1])] == []


def test_the_estimate_makes_certain_what_rules_leave_open_and_refutes_what_does_not_hold():
    known = see(Pose("sitting", Leg(88, 8, 88), Leg(88, 8, 88)))
    by_rules = {(f.part, f.state) for f in body_facts(known.bodies[7], known.scene) if is_sure(f)}
    certain = {(f.part, f.state) for f in known.facts[7] if is_sure(f)}
    assert by_rules < certain and all(is_sure(fact) for fact in known.estimate.facts[7])
    assert known.estimate.against(7, "posture", "standing") > 0.95
    assert known.estimate.against(7, "left arm", "raised") > 0.95
    # what holds is not refuted, and what may hold by less than it takes
    assert known.estimate.against(7, "posture", "sitting") < 0.1
    assert known.estimate.against(7, "posture", "on foot") == 0.0


def test_strong_states_have_one_network_and_are_never_stated():
    strong = {
        *(("trunk", state) for state in ("doubled over", "leaning far back", "leaning far forward")),
        *(("stance", state) for state in ("wide apart", "close together")),
        ("head", "turned over the shoulder"),
        *((f"{side} hand", "high above the head") for side in ("left", "right")),
    }
    networks = load_networks()
    assert set(networks["strong"].states) == strong
    assert not any(strong & set(networks[name].states) for name in networks if name != "strong")
    for number in range(150):
        known = People(draw_person(9, number).scene)
        assert not strong & {(fact.part, fact.state) for fact in known.facts[1]}


def test_a_back_without_a_head_is_none_for_certain():
    (person,) = see(Pose("standing")).all
    at = [COCO_SKELETON.parts.index(part) for part in ("nose", "left eye", "right eye", "left ear", "right ear")]
    turned = [replace(p, x=600 - p.x) for p in person.keypoints]  # left and right as annotators mistake them
    headless = [NOWHERE if i in at else p for i, p in enumerate(turned)]
    assert People(make_scene(turned)).probability(7, "body", "facing away") is not None
    assert People(make_scene(headless)).probability(7, "body", "facing away") is None


def test_the_weights_are_small_and_hold_no_objects():
    file = importlib.resources.files("kp_llava.poses.estimate").joinpath("weights.npz")
    with importlib.resources.as_file(file) as path:
        assert path.stat().st_size < 200_000
        with np.load(path, allow_pickle=False) as stored:
            assert {stored[name].dtype.kind for name in stored} <= {"f", "U"}


def measure(count):
    """By part and tenth of the probability: what was said, and whether it is so."""
    tenths = defaultdict(list)
    for number in range(count):
        person = draw_person(4, number)
        known = People(person.scene)
        for part, state in STATES:
            said = known.probability(1, part, state)
            if said is not None:
                is_so = (part, state) in person.states
                tenths[part_kind(part), min(9, int(said * 10))].append((said, is_so))
    return tenths


def hold(count, fewest, slack):
    for (part, tenth), found in sorted(measure(count).items()):
        said, right = (sum(column) / len(found) for column in zip(*found, strict=True))
        print(f"{part} from {tenth / 10:.1f}: {len(found):,}, said {said:.3f}, so {right:.3f}")
        if len(found) >= fewest:
            assert abs(said - right) <= slack, (part, tenth)


def test_probabilities_are_about_the_share_of_true_states():
    hold(300, 300, 0.1)


@pytest.mark.slow
def test_probabilities_are_within_three_hundredths_of_the_share_of_true_states_of_20000_people():
    hold(20_000, 2_000, 0.03)
