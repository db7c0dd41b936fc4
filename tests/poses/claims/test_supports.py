"""What arms, hands and legs rest on, hug, cross or swing to, against people whose places are worked out by hand."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

# of a body of 114 pixels; the viewer sees the person's left on the right
ARM_UP = {"left elbow": (68, 16), "left wrist": (70, -2)}
BOTH_UP = {**ARM_UP, "right elbow": (32, 16), "right wrist": (30, -2)}
AT_CHIN = {"left elbow": (70, 52), "left wrist": (55, 26)}
AT_BELLY = {"left elbow": (72, 54), "left wrist": (54, 58)}
ARM_OUT = {"left elbow": (84, 35), "left wrist": (103, 35)}
BOTH_OUT = {**ARM_OUT, "right elbow": (16, 35), "right wrist": (-3, 35)}
CLASPED = {**AT_BELLY, "right elbow": (28, 54), "right wrist": (48, 58)}
LEG_UP = {"left knee": (74, 58), "left ankle": (84, 36)}

FALSE = [
    ("The man's arms, pinned tightly to his chest, give him no balance.", BOTH_OUT),
    ("The man protects the ball by hugging his arms around his belly.", BOTH_UP),
    ("The man holds both arms tight against his own stomach.", BOTH_UP),
    ("The man's two hands are spread wide apart over the table.", CLASPED),
    ("The man's left hand is open in the air, away from the frame.", None),
    ("The man's left hand is stuffed in the pocket of his jeans.", ARM_UP),
    ("The woman's left hand is curled into a fist under her chin.", None),
    ("The man's left hand props up his chin.", None),
    ("The man swings his left leg up in front of his body.", None),
    ("The man's raised boot is above his own head.", None),
    ("The man's left arm is tucked under the other elbow.", ARM_OUT),
    ("The man's left hand supports his right elbow.", ARM_OUT),
    ("The woman has lowered the cup down to her lap.", BOTH_UP),
    ("The man waits with one hand on each hip.", BOTH_UP),
    ("The man holds his left hand beneath the right.", ARM_UP),
    ("The man's right hand is lifted in front of him, just above the other one.", ARM_UP),
    ("The man's forearms point straight down toward the floor.", BOTH_UP),
    ("The man props himself up on his left elbow.", ARM_OUT),
    ("The woman's calm look and arms clasped behind her back give no pressure.", BOTH_OUT),
    ("The man raises his left hand to the other man's mouth.", None),
    ("The man's left hand takes no part and dangles beside his thigh.", ARM_UP),
    ("The man rests his left fist on the tablecloth.", ARM_UP),
    ("Balancing on his two hands, the man shows great control.", None),
    ("The man reaches out sideways with his left arm.", None),
    ("The man's arms are flung up beside his ears.", None),
    ("The man's left forearm lies across his belly.", ARM_UP),
    ("The man's left forearm points up.", None),
    ("The man's left forearm points straight down.", ARM_UP),
    ("The man keeps his left arm low in front of his body.", ARM_UP),
    ("The woman's thumbs are hooked in her belt loops.", BOTH_UP),
    ("The woman's left hand plays with her hair.", None),
    ("The man's left foot has left the ground.", None),
    ("The raised left arm and bent right elbow of the man suggest a dance.", None),
]

NOT_FALSE = [
    ("The man's two hands are spread wide apart over the table.", BOTH_OUT),
    ("The man's left hand is open in the air, away from the frame.", ARM_UP),
    ("The woman's left hand is curled into a fist under her chin.", AT_CHIN),
    ("The man's left hand props up his chin.", AT_CHIN),
    ("The man swings his left leg up in front of his body.", LEG_UP),
    ("The man's left arm is tucked under the other elbow.", AT_BELLY),
    ("The man's left hand supports his right elbow.", AT_BELLY),
    ("The woman has lowered the cup down to her lap.", AT_BELLY),
    ("The man holds his left hand beneath the right.", {"right elbow": (32, 16), "right wrist": (30, -2)}),
    ("The man props himself up on his left elbow.", AT_BELLY),
    ("The man raises his left hand to the other man's mouth.", ARM_OUT),
    ("The man rests his left fist on the tablecloth.", AT_BELLY),
    ("The man's arms are flung up beside his ears.", BOTH_UP),
    ("The man's left forearm lies across his belly.", AT_BELLY),
    ("The man's left forearm points up.", ARM_UP),
    ("The man's left forearm points down.", None),
    ("The man's left forearm points up.", AT_BELLY),  # nearly level
    ("The man's hands are spread open at hip height.", None),
    ("The man's left arm is flung out behind him.", ARM_OUT),
    ("The man's left index finger is raised.", None),
    # at the body of somebody else, or of a thing
    ("The man has wrapped his arms around her waist.", BOTH_OUT),
    ("The man's left arm lies across her stomach.", ARM_OUT),
    ("The woman balances a plate on her lap.", BOTH_UP),
    # denied, or about to happen
    ("The man does not rest his left fist on the table.", ARM_UP),
    ("The man is about to prop himself up on his left elbow.", None),
    ("The man's hands are held apart, one on each pole.", CLASPED),
]


@pytest.mark.parametrize(("text", "changes"), FALSE)
def test_a_limb_that_is_elsewhere_contradicts(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" in {item.verdict for item in items}


@pytest.mark.parametrize(("text", "changes"), NOT_FALSE)
def test_a_limb_that_may_be_there_does_not_contradict(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" not in {item.verdict for item in items}


@pytest.mark.parametrize("text", ["The man rests his left fist on the table.", "He lifts his left hand to her mouth."])
def test_what_a_hand_is_at_never_agrees(text):
    for changes in (None, ARM_UP, AT_BELLY, AT_CHIN):
        items = check_claims(text, make_scene(make_person(changes))).items
        assert "agree" not in {item.verdict for item in items if "hand" in item.claim.part}


READ = {
    "His hands are balled into fists at his sides.": ["both arm hanging"],
    "Both arms are thrown out wide behind him.": ["!both arm forward", "both arm out to the side"],
    "She wraps both arms around her own waist.": ["both arm across the body", "both hand at the waist"],
    "The hand that we can see is in his pocket.": ["one hand in the pocket"],
    "He has crossed one leg over the other at the knee.": ["legs crossed"],
    "Her high right foot shows how she kicks.": ["right leg lifted"],
    "His feet are set flat and side by side.": ["stance close together"],
    "He sits with one hand on each knee.": ["both hand at the knee", "posture sitting"],
    "A hand in front of him is lowered to hold the cup down at his belt.": ["one hand at waist height"],
    "His arm hangs down instead of reaching for the ball.": ["one arm hanging"],
    "Her knees are tucked up under her chin.": ["both leg bent", "both leg drawn up"],
    "Her left forearm points straight up beside her ear.": ["left hand above the elbow", "left hand near the face"],
    "He leans on his right elbow.": ["right arm sharply bent"],
    "His left hand is at his side and does nothing.": ["left arm hanging"],
    "The crossed arms of the man could be read as a sign of doubt or boredom.": ["both arm across the body"],
    "Judging by her bent right knee, she takes the bumps.": ["right leg bent"],
    "His right hand lies on top of his thigh, near the knee.": ["right hand in the lap"],
    "The strong bend of his left knee carries him.": ["left leg bent"],
    "He holds a large frame above the top of his hat with both hands.": ["both hand above the shoulder"],
    "Both knees are locked straight with the feet side by side.": ["both leg fully straight", "stance close together"],
    "Her left foot runs a little ahead of her right.": ["left leg in front of the other"],
    "His foot is flat on the paving stones, right beside the other one.": ["stance together"],
    "The hand is placed behind the body on the lower back.": ["one hand behind the back"],
    "Her right arm reaches across to the far end of the bar.": ["right arm extended"],
    "The hand with the knife stays below her shoulder.": ["one arm lowered"],
    "He has both feet on the deck of the board.": ["!both leg lifted"],
    "His hand is swung high.": ["one arm raised"],
    "He holds his left arm out over the table.": ["left arm extended"],
    "His arms are out for balance.": ["both arm out to the side"],
    "His trailing arm is flung out behind him.": ["one arm extended"],
    "His left hand grips his right forearm behind his back.": ["right hand behind the back"],
}


@pytest.mark.parametrize("sentence", READ)
def test_these_ways_to_say_it_are_read(sentence):
    assert sorted({write(claim) for claim in find_claims(f"A person is outdoors. {sentence}")}) == READ[sentence]
