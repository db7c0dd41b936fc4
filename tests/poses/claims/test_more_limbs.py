"""Limbs in noun phrases, asides and openings, hands by elbows, and sides of the picture: read and judged."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

READ = {
    # nouns for how a limb is
    "The crossed position of his legs looks casual.": ["legs crossed"],
    "The raised position of her left arm looks odd.": ["left arm raised"],
    "The outstretched position of both arms helps him.": ["both arm extended"],
    "The crossing of his arms gives him a stern look.": ["both arm across the body"],
    "The extension of his left arm is striking.": ["left arm extended"],
    "The straightness of her legs is striking.": ["both leg straight"],
    # what "they" and "it" are after a denial
    "She doesn't leave her hands at her sides, they remain at the height of her face.": ["both hand at head height"],
    "Neither hand is visible, they are both in his pockets.": ["both hand in the pocket"],
    "His left arm is not hanging; it is raised high.": ["!left arm hanging", "left arm raised"],
    # asides and what is said of one of two
    "Her left arm, the one nearer to us, is lifted over her head.": [
        "left arm raised",
        "left hand above the head",
        "side left side to the viewer",
    ],
    "The left foot is the one closer to the camera.": ["side left side to the viewer"],
    "The near arm is his left one.": ["side left side to the viewer"],
    "The far arm is his left one.": ["side right side to the viewer"],
    "His right hand is the one closer to his body.": ["left arm farther out than the other"],
    "The hand on the right of the picture is his left one.": ["left hand farther right in the picture"],
    "His left leg, the one toward the left of the picture, is bent.": [
        "left leg bent",
        "left leg farther left in the picture",
    ],
    "Of the girl's two arms, her right one is raised.": ["right arm raised"],
    "The raised hand (on the left in the picture) is his right one.": ["right hand farther left in the picture"],
    "In the picture, his left hand is to the right of his right hand.": ["left hand farther right in the picture"],
    "The hand on the right of the picture is not his left one.": [],
    "It is his right hand, not his left, that holds the racket.": ["right hand holding racket"],
    # hands by their elbows
    "The hands of the man in blue are below his elbows.": ["both hand below the elbow"],
    "His left hand is higher than his elbow.": ["left hand above the elbow"],
    "His left forearm points straight up.": ["left hand above the elbow"],
    "His left forearm hangs straight down.": ["left hand below the elbow"],
    "His left forearm is lifted and points forward.": ["!left arm hanging"],
    "He grips her arm just above the elbow.": [],
    # heights and places
    "His left hand is higher in the picture than his face.": ["left hand above the shoulder"],
    "His left hand is at about the top of his head.": ["left hand at the head"],
    "He holds his hands on both of his knees.": ["both hand at the knee"],
    "The glove arm is dropped to about ankle height.": ["one hand at knee height"],
    "His right hand is lowered below the height of his hip.": ["right arm lowered", "right hand at thigh height"],
    "His right hand is up by the neck of the guitar.": ["!right arm hanging"],
    "He raises his left hand to the other man's mouth.": ["!left arm hanging", "left hand at the head of somebody"],
    "Her elbows are up next to her ears.": ["both arm raised"],
    "His left hand is high above his head, out to the side.": ["left hand high above the head"],
    "One arm is tucked in behind him, against his back.": ["one hand behind the back"],
    "He gestures with one hand, which dangles below her hip.": ["one arm lowered", "one hand at thigh height"],
    "He extends his left arm in front.": ["left arm forward"],
    "His left arm hangs straight, its hand below the elbow.": ["left arm hanging", "left hand below the elbow"],
    "Both gloves are thrown up above the level of the helmet.": ["both hand above the head"],
    "He squeezes a bag between his right upper arm and his side.": ["right arm close to the body"],
    # hands that are named by what they hold, and joints
    "The hand with the phone is higher than the other one.": ["one hand higher than the other"],
    "The hand on the leg is higher than the one on the handlebar.": [
        "one hand in the lap",
        "one hand lower than the other",
    ],
    "His empty hand is higher than the one that holds the bottle.": ["one hand lower than the other"],
    "The left knee of the man is lower than his right one.": ["right leg with the higher knee"],
    "His left elbow is higher than his right.": ["left arm with the higher elbow"],
    "His left elbow is higher than his left hand.": ["left hand below the elbow"],
    "Her right hand is raised above her elbow.": ["right hand above the elbow"],
    "Her left arm is the one held closer to her side.": ["right arm farther out than the other"],
    "It is his right arm that is closer to us.": ["side right side to the viewer"],
    # things in hands, and none
    "He picks at the sausage with the fingers of his left hand.": ["left hand holding sausage"],
    "The scissors are worked by the left hand.": ["left hand holding scissors"],
    "She is getting ready to serve with her left arm.": ["left hand holding racket"],
    "He offers the target with his right hand, on which he wears the mitt.": ["right hand holding mitt"],
    "His left hand holds no cup and is raised.": ["left arm raised"],
    "His left hand, without a glove, hangs at his side.": ["left arm hanging"],
    # feet
    "He keeps his right foot on the ground.": ["!right leg lifted"],
    "The sole of his boot is below the level of his knees.": ["one leg with the foot below the knees"],
    "His left foot is higher than his knee.": ["left leg with the foot above the knees"],
    "His left foot is at about knee height.": ["left leg with the foot at knee height"],
    "His left forearm rests at the edge of the table.": ["left hand on the table"],
    "His feet are crossed.": ["legs crossed at the ankles"],
    "Folded arms and a frown suggest that she is sad.": ["both arm across the body"],
    "His raised arm is twisted behind his back.": ["one hand behind the back"],
    # denied, and of others
    "His left forearm does not point up.": [],
    "His hands are not above his elbows.": [],
    "His knees are not crossed.": ["!legs crossed"],
    "He doesn't keep his right foot on the ground.": [],
    "The woman's left hand is below the man's elbow.": [],
    "The hands of the clock are raised.": [],
    # shapes
    "His outstretched left arm is folded tightly.": ["left arm sharply bent"],
    "His knees are crossed one over the other.": ["legs crossed"],
    "His right foot is down, flat on the ground.": ["!right leg lifted"],
    "He's on his knees.": ["posture kneeling"],
}


@pytest.mark.parametrize(("sentence", "statements"), READ.items())
def test_more_wordings_of_limbs_are_read(sentence, statements):
    assert sorted(set(map(write, find_claims(f"A person is outdoors. {sentence}")))) == sorted(statements)


# of a body of 114 pixels; the viewer sees the person's left on the right
LEFT_UP = {"left elbow": (68, 16), "left wrist": (70, -2)}
LEFT_AHEAD = {"left elbow": (70, 50), "left wrist": (54, 40)}
BOTH_UP = {**LEFT_UP, "right elbow": (32, 16), "right wrist": (30, -2)}

FALSE = [
    ("The hands of the man are above his elbows.", None),
    ("His left forearm points straight up.", None),
    ("His left hand is below his elbow.", LEFT_UP),
    ("His left forearm hangs straight down.", LEFT_UP),
    ("His left forearm is lifted and points forward.", None),
    ("The hand on the right of the picture is his right one.", None),
    ("His right leg, the one toward the right of the picture, is straight.", None),
    ("His left hand is higher in the picture than his face.", None),
    ("His left hand is at about the top of his head.", None),
    ("His left hand is high above his head, out to the side.", None),
    ("The crossed position of his legs looks casual.", None),
    ("The raised position of his left arm looks odd.", None),
    ("His hands aren't at his hips, they remain at the height of his face.", None),
    ("Her elbows are up next to her ears.", None),
    ("The tightly crossed arms suggest that the child is cold.", None),
    ("With a palm lying against her cheek, she seems to think.", None),
    ("The forearm points up from the elbow to the ceiling.", None),
    ("The arms stretched high over the head show that the girl is happy.", None),
    ("He's on his knees.", None),
    ("His right hand is the one closer to his body.", {"left wrist": (62, 69), "right wrist": (8, 60)}),
    ("His left hand is lowered below the height of his hip.", LEFT_UP),
    ("He raises his left hand to the other man's mouth.", None),
    ("His left elbow is higher than his left hand.", LEFT_UP),
    ("His right elbow is higher than his left.", LEFT_UP),
    ("His left knee is lower than his right.", {"left knee": (60, 70), "left ankle": (62, 92)}),
    ("His feet are crossed.", {"left ankle": (76, 112)}),
    ("His left foot is higher than his knee.", None),
    ("His left foot is at about knee height.", None),
    ("The left foot is below the level of his knees.", {"left knee": (80, 66), "left ankle": (100, 44)}),
]
NOT_FALSE = [
    ("The hands of the man are below his elbows.", None),
    ("His left forearm points straight up.", LEFT_UP),
    ("His left forearm points straight up.", LEFT_AHEAD),
    ("His left forearm is lifted and points forward.", LEFT_AHEAD),
    ("The hand on the right of the picture is his left one.", None),
    ("His left leg, the one toward the right of the picture, is straight.", None),
    ("His left hand is higher in the picture than his face.", LEFT_UP),
    ("The raised position of his left arm looks odd.", LEFT_UP),
    ("His elbows are up next to his ears.", BOTH_UP),
    ("His left elbow is higher than his right.", LEFT_UP),
    ("The left foot is below the level of his knees.", None),
    ("His left foot is higher than his knee.", {"left knee": (80, 66), "left ankle": (100, 60)}),
    ("His left foot is at about knee height.", {"left ankle": (66, 93)}),
    ("His feet are crossed.", {"left ankle": (46, 113), "right ankle": (54, 113)}),
    # what is common knowledge, of somebody else, or of no person
    ("Raised arms help a skier to keep his balance.", None),
    ("A hand reaches in from the left, with its palm above the head.", None),
    ("The arms of the clock are raised.", None),
    ("The arms of the statue, raised high, suggest that it is a saint.", None),
    ("He grips her arm just above the elbow.", None),
    ("His left hand is down by the neck of the guitar.", None),
    ("He raises his left hand to the other man's mouth.", LEFT_AHEAD),
]


@pytest.mark.parametrize(("text", "changes"), FALSE)
def test_a_limb_that_is_not_as_these_words_say_contradicts(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" in {item.verdict for item in items}


@pytest.mark.parametrize(("text", "changes"), NOT_FALSE)
def test_a_limb_that_may_be_as_these_words_say_does_not_contradict(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" not in {item.verdict for item in items}
