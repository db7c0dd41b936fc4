"""Statements found in free English, and held against keypoints."""

from collections import Counter
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import STANDING, make_person, make_scene
from .sentences.blind import BLIND_SENTENCES
from .sentences.model import MODEL_SENTENCES
from .sentences.otherwise import READ_OTHERWISE
from .sentences.own import SENTENCES

PARTS = ("arm", "hands", "hand", "leg", "stance", "trunk", "head", "body", "posture")


def write(claim):
    flags = ("!" if claim.negated else "") + ("?" if claim.hedged else "")
    return flags + " ".join(filter(None, (claim.side, claim.part, claim.state)))


def read_sentences(name, sentences):
    """The statements found rightly, found and expected, and what was misread; prints the figures."""
    right = found = expected = 0
    misread = []
    for sentence, statements in sentences:
        read = Counter(set(map(write, find_claims(sentence))))
        wanted = Counter(READ_OTHERWISE.get(sentence, statements))
        right += sum((read & wanted).values())
        found += sum(read.values())
        expected += sum(wanted.values())
        if read - wanted:
            misread.append((sentence, sorted(read - wanted)))
    print(
        f"{name}: {len(sentences)} sentences, {found} statements found of {expected}, "
        f"precision {right / found:.3f}, recall {right / expected:.3f}"
    )
    return right, found, expected, misread


SETS = {"plain to tricky": SENTENCES, "blind": BLIND_SENTENCES, "in a model's manner": MODEL_SENTENCES}


def test_statements_in_hand_written_sentences_are_found_and_no_others():
    assert len({sentence for sentences in SETS.values() for sentence, _ in sentences}) >= 300
    for name, sentences in {**SETS, "all": sum(SETS.values(), ())}.items():
        right, found, expected, misread = read_sentences(name, sentences)
        assert right / found >= 0.97, misread
        assert right / expected >= 0.7


RAISED_LEFT = {"left elbow": (68, 20), "left wrist": (66, 2)}  # of the standing person of the factories


def verdicts(text, *people):
    scene = make_scene(*people)
    return [item.verdict for item in check_claims(text, scene).items]


def test_a_true_statement_agrees_and_its_opposite_contradicts():
    person = make_person(RAISED_LEFT)
    assert verdicts("Their left arm is raised.", person) == ["agree"]
    assert verdicts("Their left arm is hanging at their side.", person) == ["contradict"]
    assert verdicts("Their right arm is hanging at their side.", person) == ["agree"]
    assert verdicts("Their right arm is raised.", person) == ["contradict"]


def test_a_denial_turns_the_verdict_round():
    person = make_person(RAISED_LEFT)
    assert verdicts("Their left arm is not raised.", person) == ["contradict"]
    assert verdicts("Their right arm is not raised.", person) == ["agree"]


def test_both_needs_both_and_one_needs_one():
    person = make_person(RAISED_LEFT)
    assert verdicts("Both arms are raised.", person) == ["contradict"]
    assert verdicts("The man raises one arm.", person) == ["agree"]
    assert verdicts("Neither arm is raised.", person) == ["contradict"]


def test_a_hedged_statement_never_contradicts():
    assert verdicts("Their right arm is probably raised.", make_person(RAISED_LEFT)) == ["unjudged"]
    assert verdicts("Their left arm is probably raised.", make_person(RAISED_LEFT)) == ["agree"]


def test_states_that_go_together_do_not_contradict():
    assert verdicts("Their left leg is straight.", make_person(RAISED_LEFT)) == ["agree"]
    assert verdicts("Their left arm is bent.", make_person(RAISED_LEFT)) == ["unjudged"]


def test_a_little_is_never_a_contradiction():
    person = make_person()
    assert verdicts("Their left leg is bent.", person) == ["contradict"]
    assert verdicts("Their left leg is slightly bent.", person) == ["unjudged"]


def test_nobody_crouches_or_kneels_on_two_straight_legs():
    for text in ("The person is crouching.", "The person squats.", "The person is kneeling."):
        assert verdicts(text, make_person()) == ["contradict"], text


def test_both_arms_of_one_player_are_no_arms_of_several_players():
    (claim,) = find_claims("Both of the player's arms are lowered.")
    assert (claim.side, claim.who.amount, claim.who.is_plural) == ("both", "one", False)


def test_postures_that_a_flat_picture_does_not_separate_do_not_contradict():
    assert verdicts("The person is sitting.", make_person()) == ["contradict"]
    assert verdicts("The person is crouching.", make_person()) == ["contradict"]  # on legs this long and straight
    assert verdicts("The person is jumping.", make_person()) == ["unjudged"]


def test_what_has_a_person_s_shape_is_nobody():
    scene = make_scene(make_person())
    for text in (
        "A statue of a man raises its left arm.",
        "There is a doll on the shelf. Its left arm is raised. Her right arm is raised, too.",
        "In the painting, a woman sits with her arms raised.",
        "A dog is here. He is sitting.",
    ):
        assert check_claims(text, scene).items == (), text


def test_nothing_is_judged_by_points_that_are_not_labeled():
    person = make_person({"left wrist": None, "left elbow": None})
    assert verdicts("Their left arm is raised.", person) == ["unjudged"]


def wide_scene(*objects):
    return replace(make_scene(*objects), width=300)


def two_people():
    shift = {part: (x + 200, y) for part, (x, y) in STANDING.items()}
    shift |= {"left elbow": (268, 20), "left wrist": (266, 2)}
    return make_person(), make_person(shift, annotation_id=2, bbox_xywh=(230.0, 4.0, 40.0, 114.0))


def test_a_named_person_is_judged_alone():
    scene = wide_scene(*two_people())
    assert check_claims("The left arm of the person on the right is raised.", scene).agree == 1
    assert check_claims("The left arm of the person on the left is raised.", scene).contradict == 1


def test_a_statement_about_nobody_in_particular_contradicts_only_if_it_fits_nobody():
    scene = wide_scene(*two_people())
    assert check_claims("Someone's left arm is raised.", scene).agree == 1
    assert check_claims("Someone's right arm is raised.", scene).contradict == 1


def test_a_person_without_points_may_be_the_one_that_is_meant():
    unseen = SceneObject(3, "person", (100.0, 4.0, 40.0, 114.0))
    scene = wide_scene(*two_people(), unseen)
    assert check_claims("Someone's right arm is raised.", scene).contradict == 0


def test_spans_fit_the_text_even_where_small_letters_are_longer():
    text = "İİ. His left arm is raised."
    (claim,) = find_claims(text)
    assert text[claim.span[0] : claim.span[1]] == "His left arm is raised"


def test_an_endless_sentence_is_not_read():
    assert find_claims("His left arm is raised and " * 50_000) == []
    assert len(find_claims("His left arm is raised. " * 5)) == 5


def test_an_empty_text_states_nothing():
    assert find_claims("") == []
    report = check_claims("", make_scene(make_person()))
    assert (report.agree, report.contradict, report.unjudged, report.items) == (0, 0, 0, ())


def test_a_face_that_turns_is_the_head_and_a_person_who_faces_is_the_body():
    for text, statement in (
        ("The player is facing the camera.", "body facing the viewer"),
        ("She faces the right side of the image.", "body turned to the viewer's right"),
        ("He has turned his face away from the camera.", "head turned away from the viewer"),
        ("He has turned his face toward the camera.", "head looking at the viewer"),
        ("She has turned her head toward the left side of the image.", "head turned to the viewer's left"),
        ("His head is facing the camera.", "head facing the viewer"),
        ("She is looking straight at the camera.", "head looking straight at the viewer"),
    ):
        assert [write(claim) for claim in find_claims(text)] == [statement], text


def test_the_other_arm_and_the_one_in_apposition_have_a_side():
    claims = find_claims("His left arm is raised and the other arm is bent. The tossing arm, his right one, is raised.")
    assert [write(claim) for claim in claims] == ["left arm raised", "right arm bent", "right arm raised"]


def test_somebody_who_stands_is_no_grandstand():
    for text, statements in (
        ("The man stands.", ["posture standing"]),
        ("She smiles while she stands, and he watches.", ["posture standing"]),
        ("The man is in the stands.", []),
        ("People watch the player from the stands.", []),
        ("A man walks past the stands.", ["posture on foot"]),
    ):
        assert [write(claim) for claim in find_claims(text)] == statements, text


def test_an_arm_that_is_stretched_upward_is_not_bent_sharply():
    folded = make_person({"left elbow": (76, 34), "left wrist": (68, 16)})  # at the shoulder, the hand beside the head
    straight = make_person({"left elbow": (64, 12), "left wrist": (66, -14)})
    for text in ("His left arm is extended upward.", "He is extending his left arm upward."):
        assert verdicts(text, folded) == ["contradict"], text
        assert verdicts(text, straight) == ["agree"], text
    assert "contradict" not in verdicts("His left arm is raised.", folded)


def test_backs_gazes_and_laps():
    for text, statements in (
        ("Both men have their backs to the camera.", ["body facing away"]),
        ("He has turned his back on the viewer.", ["body facing away"]),
        ("The man is turned toward the right side of the image.", ["body turned to the viewer's right"]),
        ("She gazes off to the left side of the picture.", ["head looking to the viewer's left"]),
        ("His hands rest on his thighs.", ["both hand in the lap"]),
        ("Her left hand is in her lap.", ["left hand in the lap"]),
        ("Her upper body is almost horizontal.", ["trunk horizontal"]),
    ):
        assert [write(claim) for claim in find_claims(text)] == statements, text
    standing = make_person()
    assert verdicts("Their left hand is in their lap.", make_person(RAISED_LEFT)) == ["contradict"]
    assert verdicts("The person's upper body is almost horizontal.", standing) == ["contradict"]
    assert verdicts("The person has turned their back to the viewer.", standing) == ["contradict"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Both elbows are bent to hold the poles.", {("arm", "both", "bent")}),
        ("His arm is bent to the left.", set()),
        ("He has let his right arm drop to his side.", {("arm", "right", "hanging")}),
        ("He reaches up with his right arm.", {("arm", "right", "raised")}),
        ("He holds himself upright.", {("trunk", None, "upright")}),
        ("She is seated on a bench, upright and calm.", {("posture", None, "sitting"), ("trunk", None, "upright")}),
        (
            "She has sat down on a bench with a straight back.",
            {("posture", None, "sitting"), ("trunk", None, "upright")},
        ),
        ("The man lifts his left hand to his forehead.", {("hand", "left", "near the face")}),
        ("His right arm is pressed against his side.", {("arm", "right", "against the body")}),
        (
            "The man keeps both hands down at his hips.",
            {("arm", "both", "lowered"), ("hand", "both", "at thigh height")},
        ),
        ("The player raises a trophy high over her head.", {("arm", "one", "raised")}),
        ("The woman raises an umbrella over her head.", set()),  # the hand holds it at the chest
        ("The boy stretches out along the floor.", {("posture", None, "lying")}),
        ("The woman is sprawled on a couch.", {("posture", None, "lying")}),
        ("Crouched on his board, the boy rolls downhill.", {("posture", None, "crouching")}),
        ("The boy has his right hand on top of his head.", {("hand", "right", "on top of the head")}),
        ("The woman looks back, showing only the back of her head.", {("head", None, "turned away from the viewer")}),
        (
            "The man walks along a bustling street with both arms raised.",
            {("posture", None, "on foot"), ("arm", "both", "raised")},
        ),
    ],
)
def test_what_prose_about_photographs_says_of_trunks_and_arms_is_read(text, expected):
    assert {(claim.part, claim.side, claim.state) for claim in find_claims(text)} == expected


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("None of them has an arm raised.", ["!one arm raised"]),
        ("Neither of them has the left arm raised.", ["!left arm raised"]),
        ("None of them raises the left arm.", ["!left arm raised"]),
        ("None of the men has an arm raised.", ["!one arm raised"]),
        ("No man raises his left arm.", ["!left arm raised"]),
        ("Nobody has the left arm raised.", ["!left arm raised"]),
        ("He neither stands nor sits.", ["!posture standing", "!posture sitting"]),
        # what is denied before says nothing of what follows
        ("They wait for a bus that is not there. Both are standing.", ["posture standing"]),
        ("They wait for a bus that is not there. One of them is sitting.", ["posture sitting"]),
        ("The bus is not there; the man is standing.", ["posture standing"]),
        ("He is not smiling, and his left arm is raised.", ["left arm raised"]),
        ("He does not smile while he stands.", ["posture standing"]),
        ("The man stands or sits on the path.", []),
        ("The man is standing, sitting or kneeling.", []),
        ("The man is kneeling, or perhaps sitting.", []),
        ("His left arm is bent or straight.", []),
        ("His left arm is raised and bent.", ["left arm raised", "left arm bent"]),
        ("His left arm is raised but not straight.", ["left arm raised", "!left arm straight"]),
        ("His left arm is not raised but bent.", ["!left arm raised", "left arm bent"]),
        ("His left arm is neither raised nor bent.", ["!left arm raised", "!left arm bent"]),
        ("His left arm is probably raised and bent.", ["?left arm raised", "?left arm bent"]),
        ("His left and right knees are bent.", ["both leg bent"]),
        ("His left arm and his right arm are raised.", ["left arm raised", "right arm raised"]),
        ("His left arm, right arm are raised.", ["left arm raised", "right arm raised"]),
        ("His left arm and a hand on the table are raised.", []),
        ("Her arms and legs are straight.", ["both leg straight"]),
        ("One hand is on his hip, and the other hand is raised.", ["one arm on the hip", "one arm raised"]),
        ("His right arm is on his hip, and the other arm is raised.", ["right arm on the hip", "left arm raised"]),
        ("His left arm is raised, and the right is bent.", ["left arm raised", "right arm bent"]),
        ("His left arm is raised, his right hangs down.", ["left arm raised", "right arm hanging"]),
        ("His left leg is straight, and the right one is bent.", ["left leg straight", "right leg bent"]),
        ("The man raises his left arm to shoulder height.", ["left arm at shoulder height"]),
        ("The man raises his left hand toward his friend.", []),
        ("The man raises his left hand off the table.", []),
        ("The man raises his left hand to the sky.", ["left arm raised"]),
        ("His arm is above his head.", ["one arm raised", "one hand above the head"]),
        ("His hand is above his head.", ["one hand above the head"]),
        # a state that does not fit its part says nothing
        *((text, []) for text in (
            "His body is straight.", "His foot is bent.", "His legs are raised.", "His hand is bent.",
            "His hand is straight.",
            "His elbow is raised.", "His elbow is on the hip.", "The foot is out to the side.",
            "His arms are together.",
            "His left hand is at the head of the table.", "His elbows are in his lap.", "His arm is at his head.",
            "His knees are apart.", "His foot is straight.", "His arm is in his lap.",
            "On the other hand, he is raised.", "Hand over hand, raised on a farm.", "Its left leg is bent.",
            "His left side is raised.", "The left-hand side is raised.",
        )),
    ],
)  # fmt: skip
def test_what_follows_a_part_is_read_as_far_as_it_goes(text, statements):
    assert sorted(set(map(write, find_claims(text)))) == sorted(statements)


@pytest.mark.parametrize(
    ("text", "statement", "said"),
    [
        ("The man raises his left hand to the sky.", "left arm raised", "raises his left hand to the sky"),
        ("He lifts both hands into the air.", "both arm raised", "lifts both hands into the air"),
        ("The man raises his left arm high.", "left arm raised", "raises his left arm high"),
        ("He keeps his raised left arm in the air.", "left arm raised", "his raised left arm in the air"),
        ("She bends her left knee, which is bent.", "left leg bent", "bends her left knee, which is bent"),
        ("His left arm is raised, lifted high.", "left arm raised", "His left arm is raised"),
        # a denial of the verb is one of the whole; what comes after a verb takes nothing back
        ("He does not raise his left hand to the sky.", "!left arm raised", "raise his left hand"),
        ("Nobody raises the left arm to the sky.", "!left arm raised", "raises the left arm to the sky"),
        ("He raises his left arm, not high.", "left arm raised", "raises his left arm"),
        ("He raises his left arm, perhaps to the sky.", "left arm raised", "raises his left arm"),
    ],
)
def test_verb_and_state_of_one_part_make_one_statement(text, statement, said):
    (claim,) = find_claims(text)
    assert write(claim) == statement
    assert text[slice(*claim.span)] == said


def test_the_arm_of_the_one_who_is_named_last_is_his_alone():
    (claim,) = find_claims("The man raises the boy's left arm up.")
    assert (write(claim), claim.who.noun) == ("left arm raised", "boy")
    claims = find_claims("The man raises his left arm, and the woman raises her left arm to the sky.")
    assert [(write(claim), claim.who.noun) for claim in claims] == [
        ("left arm raised", "man"),
        ("left arm raised", "woman"),
    ]


def test_two_arms_of_one_verb_and_one_state_are_two_statements():
    claims = find_claims("He raises his left hand and his right hand to the sky.")
    assert sorted(map(write, claims)) == ["left arm raised", "right arm raised"]
    (slight,) = find_claims("The man raises his left arm slightly, up.")
    assert slight.is_slight


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Nobody raises the left arm.", ["!left arm raised"]),
        ("No one raises the left arm.", ["!left arm raised"]),
        ("Nobody raises a left arm.", ["!left arm raised"]),
        ("Nobody has a raised left arm.", ["!left arm raised"]),
        ("Nobody in the picture lifts the right leg.", ["!right leg lifted"]),
        ("No one bends the knees.", ["!both leg bent"]),
        ("Everyone raises the left arm.", ["left arm raised"]),
        ("Someone raises the left arm.", ["left arm raised"]),
        ("Nobody raises the left arm, and the woman bends the right knee.", ["!left arm raised", "right leg bent"]),
        ("The man raises the left arm, and nobody raises the right arm.", ["left arm raised", "!right arm raised"]),
        ("Nobody watches while the man raises the left arm.", ["left arm raised"]),
        ("Nobody sees the dog raise the left leg.", []),
        ("Nobody may raise the left arm.", []),
        ("Does nobody raise the left arm?", []),
    ],
)
def test_nobody_does_what_a_verb_says_of_the_arm(text, statements):
    assert sorted(map(write, find_claims(text))) == sorted(statements)


def test_nobody_is_held_against_every_person():
    raised = {"left elbow": (68, 20), "left wrist": (66, 2)}
    low, high = make_person(annotation_id=1), make_person({**STANDING, **raised}, annotation_id=2)
    for text in ("Nobody raises the left arm.", "No one raises the left arm."):
        assert [item.verdict for item in check_claims(text, make_scene(low)).items] == ["agree"]
        assert [item.verdict for item in check_claims(text, make_scene(high)).items] == ["contradict"]
        assert [item.verdict for item in check_claims(text, make_scene(low, high)).items] == ["contradict"]
    (everyone,) = check_claims("Everyone raises the left arm.", make_scene(low, high)).items
    assert everyone.verdict == "contradict"
