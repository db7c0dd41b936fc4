"""Clefts, inversions and gerunds of bodies, parts whose owner stands behind them, and nouns without an owner."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

READ = {
    # postures in nouns
    "The man's deep squat shows his strength.": ["posture crouching"],
    "The half-crouch of the goalkeeper suggests that she is ready.": ["posture crouching"],
    "A low squat like this one is hard to keep up.": ["posture crouching"],
    "The seated pose of the two women suggests patience.": ["posture sitting"],
    "His prone position on the board shows that he is paddling.": ["posture lying"],
    "The dog's leap is high.": [],
    "A deep crouch would help him.": [],
    "A deep crouch makes that easier.": ["posture crouching"],
    "There is no deep crouch here.": [],
    "His slump over the table suggests that he is tired.": ["trunk leaning forward"],
    "He waits on the stoop.": [],
    # trunks
    "The bent-over posture of the farmer implies fatigue.": ["trunk bent over"],
    "The stooped carriage of the gardener hints at age.": ["trunk leaning forward"],
    "Her crumpled, hunched-over torso points to cold.": ["trunk bent over"],
    "The rigid, perfectly vertical trunk shows how tense he is.": ["trunk bolt upright"],
    "The children's backward lean suggests that they are afraid.": ["trunk leaning back"],
    "His backward-leaning posture shows that he is braking.": ["trunk leaning back"],
    "His forward lean suggests speed.": ["trunk leaning forward"],
    "The central skier's deep tuck suggests speed.": ["trunk horizontal"],
    "A torso bent down to the floor and weak legs indicate that he is ill.": ["trunk bent over"],
    "The straight back of the cellist gives him dignity.": ["trunk upright"],
    "The straight back of the chair gives it dignity.": [],
    "His bent knees and straight back show training.": ["both leg bent"],
    # heads
    "The lifted heads of the two players suggest that they watch a kite.": ["head up"],
    "The upturned face of the girl on the left glows.": ["head tipped back"],
    "Her averted face suggests shyness.": ["head turned aside"],
    "His upward gaze suggests that he is tracking the ball.": ["head looking up"],
    "Her downward glance suggests that she is reading.": ["head looking down"],
    "The tall head of the table is empty.": [],
    # gerunds
    "Her slumping forward over the handlebars suggests that she is tired.": ["trunk bent over"],
    "His kneeling on the grass suggests that he is weeding.": ["posture kneeling"],
    "The man's leaning far back suggests ease.": ["trunk leaning far back"],
    "Her facing away from the camera suggests that she is leaving.": ["body facing away"],
    "His being seated suggests a rest.": ["posture sitting"],
    "Her not kneeling on the grass is a surprise.": [],
    "His sitting room is empty.": [],
    "The man's standing lamp is lit.": [],
    # clefts and inversions
    "It is to the right of the picture that the bald man's head is tilted.": ["head tilted to the viewer's right"],
    "It is toward the camera that she is looking.": ["head looking at the viewer"],
    "It's his back that is turned to the camera.": ["body facing away"],
    "It is her right side that we see.": ["side right side to the viewer"],
    "It is her left shoulder that is closest to us.": ["side left side to the viewer"],
    "Turned to the camera is her left side.": ["side left side to the viewer"],
    "It is not her left shoulder that is closest to us.": [],
    # owners
    "The direction of his gaze is upward.": ["head looking up"],
    "The angle of her head, tilted down, shows focus.": ["head lowered"],
    "The direction of her gaze, straight into the camera, is bold.": ["head looking straight at the viewer"],
    "The angle of his head is odd.": [],
    "The face of the woman is turned away from the camera.": ["head turned away from the viewer"],
    "The eyes of the batter on the right are fixed on his shoes.": ["head looking down"],
    "The chest of the player faces the camera.": ["body facing the viewer"],
    "The back of the chair is turned to the camera.": [],
    "The eyes are directed down at the shoes.": ["head looking down"],
    "The face aimed straight at the lens shows that he poses.": ["head looking at the viewer"],
    "The child's gaze, aimed straight into the lens, is calm.": ["head looking straight at the viewer"],
    "His head, which is turned away from us, cannot be read.": ["head turned away from the viewer"],
}  # fmt: skip


def test_a_part_is_somebodys_who_is_only_named_by_a_pronoun_behind_it():
    sentence = "The eyes directed down at the shoes show that he is shy."
    assert [write(claim) for claim in find_claims(sentence)] == ["head looking down"]
    assert find_claims("The eyes directed down at the shoes are those of a doll.") == []


@pytest.mark.parametrize("sentence", READ)
def test_nouns_and_unusual_orders_are_read(sentence):
    assert sorted(write(claim) for claim in find_claims(f"A man is outdoors. {sentence}")) == sorted(READ[sentence])


@pytest.mark.parametrize(
    "sentence",
    [
        "The person's deep crouch suggests patience.",
        "The person's lying flat on the ground suggests an accident.",
        "The deeply bent-over posture of the person suggests fatigue.",
        "It is the person's back that is turned to the camera.",
        "The face of the person is turned away from the camera.",
    ],
)
def test_a_false_noun_contradicts_somebody_who_stands_upright_and_faces_the_viewer(sentence):
    assert [item.verdict for item in check_claims(sentence, make_scene(make_person())).items] == ["contradict"]


@pytest.mark.parametrize(
    "sentence", ["The person's upright stance suggests pride.", "It is the person's chest that faces the camera."]
)
def test_a_true_noun_does_not_contradict(sentence):
    verdicts = [item.verdict for item in check_claims(sentence, make_scene(make_person())).items]
    assert verdicts
    assert "contradict" not in verdicts
