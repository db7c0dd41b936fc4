from __future__ import annotations

import pytest

from kp_llava.evaluation.choices.read import read_choice

ARMS = ("the left arm", "the right arm")
STATES = ("raised", "hanging down at the side", "bent, with the hand on the hip", "stretched out to the side")
YES_NO = ("yes", "no")


@pytest.mark.parametrize(
    ("answer", "options", "number"),
    [
        ("B", ARMS, 1),
        ("b", ARMS, 1),
        ("(B)", ARMS, 1),
        ("B.", ARMS, 1),
        ("B) the right arm", ARMS, 1),
        ("**B**", ARMS, 1),
        ("The answer is B.", ARMS, 1),
        ("Answer: A", ARMS, 0),
        ("The correct answer is **A**. It is up.", ARMS, 0),
        ("Option B", ARMS, 1),
        ("A the left arm", ARMS, 0),
        ("the left arm", ARMS, 0),
        ("Left arm.", ARMS, 0),
        ("It is their right arm that is raised.", ARMS, 1),
        ("Hanging down at the side", STATES, 1),
        ("Their arm is bent, with the hand on the hip.", STATES, 2),
        ("D. Stretched out to the side", STATES, 3),
        ("Yes", YES_NO, 0),
        ("No, the arm hangs down.", YES_NO, 1),
        ("yes.", YES_NO, 0),
        ("The answer is no", YES_NO, 1),
        ("A", YES_NO, 0),
        ("B", ("no", "yes"), 1),
        ("both arms are raised", ("both arms are raised", "both arms are hanging down"), 0),
    ],
)
def test_an_answer_that_names_one_option_is_read(answer, options, number):
    assert read_choice(answer, options) == number


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        ("", ARMS),
        ("C", ARMS),
        ("A or B", ARMS),
        ("A and B", ARMS),
        ("A/B", ARMS),
        ("A. the right arm", ARMS),
        ("A the right arm", ARMS),
        ("A man stands on a beach.", ARMS),
        ("the left arm or the right arm", ARMS),
        ("not the left arm", ARMS),
        ("Both the left arm", ARMS),
        ("neither", ARMS),
        ("I cannot tell from this picture.", ARMS),
        ("There is a person on a beach who wears a hat and holds the left arm of a friend who laughs at them", ARMS),
        ("yes or no", YES_NO),
        ("yes and no", YES_NO),
        ("Maybe yes", YES_NO),
        ("It is not raised.", YES_NO),
        ("I am not sure.", YES_NO),
        ("<unk> <unk>", STATES),
    ],
)
def test_an_answer_that_names_none_or_two_is_unreadable(answer, options):
    assert read_choice(answer, options) is None
