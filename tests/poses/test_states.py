"""Each state of the vocabulary in a figure made for it, and a near miss where nothing may be said."""

import pytest

from kp_llava.poses.facts import person_facts
from tests.factories import make_person, make_scene

# somebody seen from the side who looks to the viewer's right
PROFILE = {
    **{"nose": (57, 18), "left eye": None, "right eye": (54, 15), "left ear": None, "right ear": (49, 17)},
    **{"left shoulder": (51, 34), "right shoulder": (49, 34), "left elbow": (51, 52), "right elbow": (49, 52)},
    **{"left wrist": (51, 69), "right wrist": (49, 69), "left hip": (51, 68), "right hip": (49, 68)},
    **{"left knee": (51, 91), "right knee": (49, 91), "left ankle": (51, 113), "right ankle": (49, 113)},
}
BACK = {
    **{"nose": None, "left eye": None, "right eye": None, "left ear": (43, 17), "right ear": (57, 17)},
    **{f"left {joint}": point for joint, point in (("shoulder", (38, 34)), ("hip", (43, 68)), ("knee", (42, 91)))},
    **{f"right {joint}": point for joint, point in (("shoulder", (62, 34)), ("hip", (57, 68)), ("knee", (58, 91)))},
    **{"left ankle": (42, 113), "right ankle": (58, 113), "left elbow": (34, 52), "right elbow": (66, 52)},
    **{"left wrist": (33, 69), "right wrist": (67, 69)},
}


def states(changes):
    person = make_person(changes)
    return {(fact.part, fact.state) for fact in person_facts(person, make_scene(person, captions=()))}


@pytest.mark.parametrize(
    ("changes", "part", "state"),
    [
        ({"left elbow": (66, 18), "left wrist": (67, 2)}, "left arm", "raised"),
        ({"left elbow": (66, 18), "left wrist": (67, 2)}, "left hand", "above the head"),
        ({"left elbow": (79, 34), "left wrist": (95, 34)}, "left arm", "out to the side"),
        ({"left elbow": (79, 34), "left wrist": (95, 34)}, "left arm", "at shoulder height"),
        ({"left elbow": (79, 34), "left wrist": (95, 34)}, "left arm", "reaching to the viewer's right"),
        ({"left elbow": (76, 48), "left wrist": (86, 60)}, "left arm", "held away from the body"),
        ({}, "left arm", "hanging"),
        ({}, "left arm", "straight"),
        ({"left elbow": (76, 50), "left wrist": (59, 63)}, "left arm", "on the hip"),
        ({"left elbow": (76, 50), "left wrist": (59, 63)}, "left arm", "bent"),
        ({"left elbow": (66, 52), "left wrist": (40, 48)}, "left arm", "across the body"),
        ({"left elbow": (70, 48), "left wrist": (54, 45)}, "left hand", "in front of the chest"),
        ({"left elbow": (70, 40), "left wrist": (54, 20)}, "left hand", "near the face"),
        ({"left elbow": (76, 26), "left wrist": (61, 15)}, "left hand", "at the head"),
        ({"left wrist": (53, 60), "right wrist": (49, 60)}, "hands", "together"),
        ({**PROFILE, "right elbow": (67, 36), "right wrist": (82, 34)}, "right arm", "forward"),
        ({**PROFILE, "left elbow": (67, 36), "left wrist": (82, 34)}, "left arm", "forward"),
        ({}, "left leg", "straight"),
        ({"left knee": (70, 86), "left ankle": (56, 104)}, "left leg", "bent"),
        ({"left knee": (72, 68), "left ankle": (70, 90)}, "left leg", "lifted"),
        ({"left knee": (72, 68), "left ankle": (70, 90)}, "left leg", "knee up"),
        ({"left knee": (67, 88), "left ankle": (78, 108)}, "left leg", "out to the side"),
        ({"left ankle": (40, 113), "right ankle": (60, 113)}, "legs", "crossed"),
        ({"left ankle": (53, 113), "right ankle": (47, 113)}, "stance", "together"),
        ({"left ankle": (70, 113), "right ankle": (30, 113)}, "stance", "apart"),
        (
            {
                **PROFILE,
                "left knee": (61, 90),
                "left ankle": (68, 112),
                "right knee": (42, 90),
                "right ankle": (32, 110),
            },
            "stance",
            "striding",
        ),
        ({}, "trunk", "upright"),
        ({"left shoulder": (76, 40), "right shoulder": (54, 36)}, "trunk", "leaning to the viewer's right"),
        (
            {
                **{**PROFILE, "left shoulder": (82, 58), "right shoulder": (81, 59), "left elbow": (80, 76)},
                **{"right elbow": (79, 76), "left wrist": (78, 90), "right wrist": (77, 90)},
            },
            "trunk",
            "bent over",
        ),
        ({}, "posture", "standing"),
        ({}, "head", "facing the viewer"),
        ({"nose": (62, 18)}, "head", "turned to the viewer's right"),
        ({"nose": (38, 18)}, "head", "turned to the viewer's left"),
        (
            {"left ear": (56, 17), "left eye": (51, 15), "nose": (48, 18), "right eye": (47, 15), "right ear": None},
            "head",
            "turned to the viewer's left",
        ),
        ({"left ear": (56, 23), "right ear": (44, 13)}, "head", "tilted to the viewer's right"),
        (BACK, "head", "turned away from the viewer"),
        (BACK, "body", "facing away"),
        ({}, "body", "facing the viewer"),
        (PROFILE, "body", "seen from the side"),
        (PROFILE, "side", "right side to the viewer"),
    ],
)
def test_a_figure_made_for_a_state_has_it(changes, part, state):
    assert (part, state) in states(changes)


@pytest.mark.parametrize(
    ("changes", "part", "state"),
    [
        # a hand that cannot be seen may be behind the back
        ({"left elbow": (66, 52), "left wrist": (40, 48, 1)}, "left arm", "across the body"),
        # the elbow points out, but the hand is back at the hip
        ({"left elbow": (84, 48), "left wrist": (75, 66), "left hip": (72, 68)}, "left arm", "held away from the body"),
        # an arm that points backwards
        ({**PROFILE, "right elbow": (33, 36), "right wrist": (18, 34)}, "right arm", "forward"),
        # feet that only touch
        ({"left ankle": (49, 113), "right ankle": (51, 113)}, "legs", "crossed"),
        # feet apart, seen from the front
        ({"left ankle": (70, 113), "right ankle": (30, 113)}, "stance", "striding"),
        (BACK, "head", "facing the viewer"),
        # a head that hangs upside down shows the left ear on the viewer's left, too
        ({"left ear": (43, 40), "right ear": (57, 40), "nose": None}, "head", "turned away from the viewer"),
        ({"nose": (55, 18)}, "side", "right side to the viewer"),
        # the right side would be the near one, and is hidden: the head is turned back
        ({**PROFILE, "right shoulder": (49, 34, 1)}, "side", "right side to the viewer"),
        # a head that looks ahead, with one ear under the hair
        ({"right ear": None}, "head", "turned to the viewer's left"),
    ],
)
def test_a_near_miss_is_not_told(changes, part, state):
    assert (part, state) not in states(changes)


def test_a_head_seen_from_behind_rests_on_ears_above_shoulders_and_on_the_trunk_that_gives_the_size():
    person = make_person(BACK)
    facts = [fact for fact in person_facts(person, make_scene(person, captions=())) if fact.part == "head"]
    joints = ("ear", "hip", "shoulder")
    points = (*(f"left {joint}" for joint in joints), *(f"right {joint}" for joint in joints))
    assert [(fact.state, fact.points) for fact in facts] == [("turned away from the viewer", points)]


@pytest.mark.parametrize("changes", [{}, BACK, PROFILE], ids=["front", "back", "profile"])
def test_every_fact_rests_on_points(changes):
    person = make_person(changes)
    facts = person_facts(person, make_scene(person, captions=()))
    assert len(facts) > 5
    assert [fact for fact in facts if not fact.points] == []
