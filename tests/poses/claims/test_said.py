"""Statements about postures of people of whom head and shoulders are labeled, held against captions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kp_llava.poses.claims.find import check_claims

from ...factories import STANDING
from .test_resolve import place, scene_of

BUST = dict.fromkeys(part for part in STANDING if part.split()[-1] in ("elbow", "wrist", "hip", "knee", "ankle"))


def bust(number, x, scale=1.0, up=0.0):
    """Head and chest of somebody, whose box is about as high as wide."""
    left, top, width, _ = place(number, x, scale).bbox_xywh
    return replace(place(number, x, scale, BUST), bbox_xywh=(left, top - up, width, 50.0 * scale + up))


ONE = (bust(1, 100, 2.0), bust(2, 400))  # the other one's box has a quarter of the area
TWO = (bust(1, 100, 2.0), bust(2, 300, 1.8))


def verdicts(text, people, *captions):
    items = check_claims(text, scene_of(*people, captions=captions)).items
    assert items, text
    return {item.verdict for item in items}


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("The man is sitting on the floor.", ("A man stands next to a train.",)),
        ("The man is squatting.", ("A man stands next to a train.", "A platform.")),
        ("Both of his knees are bent sharply.", ("A man stands next to a train.",)),
        ("The man is kneeling.", ("A man walks past a train.", "A man is walking on a platform.")),
        ("The woman is sitting.", ("A woman skis down a slope.", "A skier in red.", "A skier with a dog.")),
    ],
)
def test_a_posture_that_captions_speak_against_is_false_of_somebody_larger_than_all_others(text, captions):
    assert verdicts(text, ONE, *captions) == {"contradict"}
    assert verdicts(text, ONE, "People are outdoors.") == {"unjudged"}
    assert verdicts(text.replace(" is ", " may be ").replace(" are ", " may be "), ONE, *captions) == {"unjudged"}


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("The man is sitting.", ("A man stands next to a train.", "Somebody sits near a train.")),  # they disagree
        ("The man is sitting.", ("A man stands beside a bench.",)),
        ("The man is sitting.", ("A man looks at a fruit stand.",)),
        ("The man is sitting.", ("A dog stands next to a man.",)),
        ("The man is sitting.", ("A man walks past people on a bench.",)),
        ("One of his knees is bent sharply.", ("A man stands next to a train.",)),
        ("The man in the background is sitting.", ("A man stands next to a train.",)),
        ("The man is crouching.", ("A man is standing on skis.", "A man skis.")),
        ("The man is kneeling.", ("A man skis down a slope.", "A man plays in the snow.")),
        ("The man is standing.", ("A man looks at a computer sitting on a desk.", "A man and a book.")),
    ],
)
def test_captions_that_may_mean_something_else_exclude_no_posture(text, captions):
    assert verdicts(text, ONE, *captions) == {"unjudged"}


@pytest.mark.parametrize(
    ("text", "captions", "is_false"),
    [
        ("Both men are sitting.", ("Two men stand and talk.", "Men standing and talking."), True),
        ("Both men are sitting.", ("A man stands and talks.",), False),  # the other one is left out
        ("The man on the left is sitting.", ("Two men stand and talk.",), True),
        ("The man on the left is sitting.", ("A man stands and talks.",), False),
        ("The man on the left is sitting.", ("One of two men is standing.",), False),
        ("Both men are standing.", ("Men sitting at a table.",), False),  # the captions say it once
        ("Both people are sitting.", ("A man and a woman walking together.", "A couple walks by."), True),
        ("Both people are sitting.", ("A couple is walking past another man.",), False),
        ("Both people are sitting.", ("A man is walking by the sea.",), False),
    ],
)
def test_of_several_captions_have_to_speak_of_all(text, captions, is_false):
    assert verdicts(text, TWO, *captions) == {"contradict" if is_false else "unjudged"}


def test_who_ends_far_above_all_others_may_be_the_one_who_stands():
    captions = ("Men sitting at a table.", "A group of men sit at a table.")
    text = "The man on the left is standing."
    assert verdicts(text, TWO, *captions) == {"contradict"}
    assert verdicts(text, (bust(1, 100, 1.8, 60), bust(2, 300, 1.8)), *captions) == {"unjudged"}


@pytest.mark.parametrize(
    ("text", "captions", "is_false"),
    [
        ("The elderly woman is standing.", ("A young woman stands while an older woman sits.",), True),
        ("The young woman is standing.", ("A young woman stands while an older woman sits.",), False),
        ("The woman is standing.", ("A young woman stands while an older woman sits.",), False),
        ("The man is sitting.", ("A man stands while a woman sits.",), True),
        ("The man is standing.", ("A man stands while a woman sits.",), False),
        ("The man is sitting.", ("A man stands while another man sits.",), False),
        ("The man is sitting.", ("A man stands.", "Two men talk."), False),
        ("The elderly man is standing.", ("An older man sits.", "An old man standing."), False),  # they disagree
        ("The man is sitting.", ("A man stands while a woman talks.", "A person sits."), False),
    ],
)
def test_captions_speak_of_somebody_of_one_gender_and_age(text, captions, is_false):
    assert verdicts(text, TWO, *captions) == {"contradict" if is_false else "unjudged"}


def test_captions_exclude_nothing_of_somebody_without_points():
    unseen = replace(ONE[0], keypoints=())
    assert verdicts("The man is sitting.", (unseen, ONE[1]), "A man stands next to a train.") == {"unjudged"}
