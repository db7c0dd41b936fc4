"""The statements of answers with their places, as a page shows them."""

from __future__ import annotations

from kp_llava.generation.checks.statements import find_statements
from kp_llava.generation.parsing import Turn

from ...factories import make_person, make_scene

UP = {"left elbow": (68, 20), "left wrist": (66, 2)}


def test_each_statement_has_its_place_words_verdict_and_people():
    answer = "  The man's left arm is raised. His right arm may be raised, and his left knee is not bent.  "
    scene = make_scene(make_person(UP, annotation_id=7))
    (found,) = find_statements([Turn(" What does he do with his left arm raised? ", answer)], scene)
    assert [answer[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.text for one in found] == [
        "The man's left arm is raised",
        "His right arm may be raised",
        "his left knee is not bent",
    ]
    assert [(one.part, one.side, one.state, one.negated, one.hedged) for one in found] == [
        ("arm", "left", "raised", False, False),
        ("arm", "right", "raised", False, True),
        ("leg", "left", "bent", True, False),
    ]
    assert [one.verdict for one in found] == ["agree", "open", "agree"]
    assert [one.people for one in found] == [(7,)] * 3
    assert [one.confidence > 0.6 for one in found] == [True, False, True]


def test_each_pair_has_its_own_statements_and_a_question_names_whom_they_are_about():
    scene = make_scene(make_person(annotation_id=7))
    turns = [
        Turn("Is the man's left arm raised?", "His left arm is raised."),
        Turn("Who is there?", "A man."),
        Turn("", "He is standing."),
    ]
    first, second, third = find_statements(turns, scene)
    assert [(one.start, one.end, one.verdict) for one in first] == [(0, 22, "contradict")]
    assert second == ()
    assert [(one.start, one.text, one.verdict) for one in third] == [(6, "standing", "agree")]
    assert find_statements([], scene) == []
