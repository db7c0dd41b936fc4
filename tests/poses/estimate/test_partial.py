"""What is excluded of people of whom little is labeled rarely holds of people in space, and is the same in a mirror."""

from dataclasses import replace

import pytest

from kp_llava.annotations.scene import Keypoint
from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.poses.body import Body
from kp_llava.poses.claims.find import check_claims
from kp_llava.poses.estimate import partial
from kp_llava.poses.people import People

from ...factories import STANDING, make_person, make_scene

NO_LEGS = {f"{side} {joint}": None for side in ("left", "right") for joint in ("hip", "knee", "ankle")}
NO_ARMS = {f"{side} {joint}": None for side in ("left", "right") for joint in ("elbow", "wrist")}


def test_hardly_any_true_state_of_people_who_are_cut_off_is_excluded():
    true = wrong = false = right = 0
    for number in range(600):
        person = draw_person(5_150, number)
        who, *things = person.scene.objects
        points = tuple(point if place < 11 else Keypoint(0.0, 0.0, 0) for place, point in enumerate(who.keypoints))
        people = People(replace(person.scene, objects=(replace(who, keypoints=points), *things)))
        body = people.bodies[1]
        if body is None:
            continue
        for part, state in partial.known_states():
            if people.estimate.chance(1, part, state) is None and partial.knows(body, part):
                is_out = partial.excludes(body, part, state) > 0
                if (part, state) in person.states:
                    true, wrong = true + 1, wrong + is_out
                else:
                    false, right = false + 1, right + is_out
    assert true > 3_000 and wrong <= 0.006 * true, f"{wrong} of {true}"
    assert right >= 0.2 * false, f"{right} of {false}"


def test_a_glimpse_is_about_the_share_that_is_so():
    said, so, count = [0.0] * 5, [0] * 5, [0] * 5
    for number in range(500):
        person = draw_person(6_160, number)
        who, *things = person.scene.objects
        points = tuple(point if place < 11 else Keypoint(0.0, 0.0, 0) for place, point in enumerate(who.keypoints))
        people = People(replace(person.scene, objects=(replace(who, keypoints=points), *things)))
        for part, state in partial.known_states():
            share = people.estimate.glimpse(1, part, state)
            if share is None or part.split()[-1] not in ("arm", "hand", "hands", "trunk"):
                continue
            assert people.estimate.chance(1, part, state) is None
            place = min(4, int(share * 5))
            said[place], so[place], count[place] = (
                said[place] + share, so[place] + ((part, state) in person.states), count[place] + 1,
            )  # fmt: skip
    assert min(count) > 300
    for place in range(5):
        assert abs(said[place] - so[place]) < 0.1 * count[place], (
            place,
            said[place] / count[place],
            so[place] / count[place],
        )


def test_a_mirrored_person_has_the_mirrored_exclusions():
    points = {name: (float(x), float(y), 2) for name, (x, y) in STANDING.items() if NO_LEGS.get(name, 1) is not None}
    points["left wrist"] = (52.0, 24.0, 2)
    swap = {"left": "right", "right": "left"}

    def mirror(text):
        return " ".join(swap.get(word, word) for word in text.replace("'s ", "'s  ").split(" ")).replace("  ", " ")

    mirrored = {mirror(name): (100.0 - x, y, v) for name, (x, y, v) in points.items()}
    one, other = (Body(1, all_, 98.0, frozenset()) for all_ in (points, mirrored))
    states = partial.known_states()
    found = {(part, state) for part, state in states if partial.excludes(one, part, state)}
    assert found
    assert {(mirror(p), mirror(s)) for p, s in found} == {
        (part, state) for part, state in states if partial.excludes(other, part, state)
    }


@pytest.mark.parametrize(
    ("sentence", "changes", "verdict"),
    [
        # a head well above level shoulders is not that of somebody whose trunk is level
        ("His torso is slumped flat across the table.", NO_ARMS, "contradict"),
        ("He is lying on his back.", NO_ARMS, "contradict"),
        ("He leans forward.", NO_ARMS, "unjudged"),
        # a hand at the chin
        ("His left hand is in his lap.", {"left elbow": (66, 52), "left wrist": (52, 26)}, "contradict"),
        ("His left hand is behind his back.", {"left elbow": (66, 52), "left wrist": (52, 26)}, "contradict"),
        ("His left hand is in his lap.", {}, "unjudged"),
        # of a hand without a wrist nothing is said
        ("His left hand is in his lap.", {"left elbow": (66, 52), "left wrist": None}, "unjudged"),
    ],
)
def test_a_bust_excludes_what_its_head_and_its_hands_cannot_do(sentence, changes, verdict):
    person = make_person({**NO_LEGS, **changes}, bbox_xywh=(20.0, 4.0, 60.0, 60.0))
    items = check_claims(f"A man is at a table. {sentence}", make_scene(person, captions=("A man.",))).items
    assert [item.verdict for item in items] == [verdict]


def test_without_a_head_or_a_shoulder_nothing_is_excluded():
    points = {"left shoulder": (62.0, 34.0, 2), "left elbow": (66.0, 52.0, 2), "left wrist": (67.0, 30.0, 2)}
    assert not partial.knows(Body(1, points, 98.0, frozenset()), "left hand")
    face = {
        name: (float(x), float(y), 2) for name, (x, y) in STANDING.items() if name in ("nose", "left eye", "right eye")
    }
    assert not partial.knows(Body(1, face, 98.0, frozenset()), "trunk")
