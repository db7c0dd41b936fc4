"""Looks that say how far a head is tipped, and heads that are turned away or hidden."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

_SIDE = {"left eye": None, "left ear": None, "right ear": (48, 16)}
LEVEL = {}  # the face of `STANDING` points at the viewer
AHEAD = {**_SIDE, "nose": (60, 18), "right eye": (57, 15.5)}  # to the viewer's right, eye and ear as high
DOWN = {**_SIDE, "nose": (57, 23), "right eye": (56, 19)}
UP = {**_SIDE, "nose": (58, 11), "right eye": (54, 9.5)}


@pytest.mark.parametrize(
    ("sentence", "face", "verdict"),
    [
        ("He looks up at the ceiling.", AHEAD, "contradict"),
        ("He looks up at the ceiling.", LEVEL, "contradict"),
        ("He looks up at the ceiling.", DOWN, "contradict"),
        ("He looks up at the ceiling.", UP, "unjudged"),
        # eyes may look up a little in a level head
        ("He looks up.", AHEAD, "unjudged"),
        ("He looks down at his shoes.", AHEAD, "contradict"),
        ("He looks down at his shoes.", DOWN, "unjudged"),
        ("He looks down at the ground.", AHEAD, "unjudged"),
        ("He looks down at his plate.", LEVEL, "contradict"),
        ("He looks down at his plate.", DOWN, "unjudged"),
        ("He looks straight into the camera.", LEVEL, "agree"),
        ("He looks straight into the camera.", AHEAD, "contradict"),
        ("He is not looking straight into the camera.", LEVEL, "contradict"),
        ("His head is turned away, showing only the back of it.", LEVEL, "contradict"),
        ("His face is turned to the wall and hidden from the camera.", AHEAD, "contradict"),
    ],
)
def test_a_look_is_held_against_the_pitch_and_the_turn_of_the_head(sentence, face, verdict):
    items = check_claims(f"A man is outdoors. {sentence}", make_scene(make_person(face))).items
    assert [item.verdict for item in items] == [verdict]


@pytest.mark.parametrize(
    ("sentence", "statements"),
    [
        ("His head is turned away, showing us only the back of it.", ["head turned away from the viewer"]),
        ("His head is turned so that we only see the back of it.", ["head turned away from the viewer"]),
        ("His face is turned toward the stands, directly away from the camera.", ["head turned away from the viewer"]),
        ("Her face is turned to the wall and hidden from the camera.", ["head hidden"]),
        ("His head is turned toward the stands.", ["head turned aside"]),
        ("His back is what he shows to the camera.", ["body facing away"]),
        ("She has her chest and face squarely toward the camera.", ["body facing the viewer"]),
        ("The body is turned squarely to the camera.", ["body facing the viewer"]),
        ("His torso is slumped flat across the table.", ["trunk horizontal"]),
        ("Her trunk, tucked down over her thighs, is still.", ["trunk doubled over"]),
        ("His deeply stooped back shows that he is tired.", ["trunk bent over"]),
        ("His stooped back shows that he is tired.", ["trunk leaning forward"]),
        ("The man keeps his gaze fixed on the ceiling.", ["head looking far up"]),
        ("Her eyes are cast down at her own feet.", ["head looking far down"]),
        ("His eyes are rolled up toward the ceiling.", ["head looking up"]),
        ("She gazes skyward.", ["head looking far up"]),
        ("His eyes are turned away from the lens.", ["head turned aside"]),
        ("His face is turned away from the lens.", ["head turned away from the viewer"]),
        # a lens overhead is no ceiling
        ("He looks straight up at the camera.", ["head looking straight at the viewer"]),
        ("He looks up at the ceiling fan.", ["head looking up"]),
        ("He looks up at the sky-blue tower.", ["head looking up"]),
    ],
)
def test_heads_and_trunks_in_these_words_are_read(sentence, statements):
    assert [write(claim) for claim in find_claims(f"A man is outdoors. {sentence}")] == statements
