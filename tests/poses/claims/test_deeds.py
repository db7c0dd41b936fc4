"""What people do with trunk and head, and what is said of these by other verbs and in other places: what is read."""

import pytest

from kp_llava.poses.claims.find import find_claims

from .test_claims import write

TRUNKS = {
    # what somebody does with the trunk
    "He is bending his torso low over the board.": ["trunk bent over"],
    "She has bent her upper body over the counter.": ["trunk bent over"],
    "By leaning his body to the left, he turns the board.": ["trunk leaning to the left"],
    "The man tilts his upper body slightly to the right as he waits.": ["trunk leaning to the right"],
    "They lean their bodies to the left.": ["trunk leaning to the left"],
    "She folds her upper body forward.": ["trunk leaning forward"],
    "He brings his torso forward over the board.": ["trunk leaning forward"],
    "She holds her upper body forward.": ["trunk leaning forward"],
    "Without bending his torso to the left, he waits.": [],
    "He is not leaning his upper body to the left.": ["!trunk leaning to the left"],
    "The man helps her lean her body to the left.": [],
    "He is about to bend his torso over the table.": [],
    "She leans the boy's torso to the left.": [],
    "The horse leans its body to the right.": [],
    "He lowers his body onto the bench.": [],
    "He holds his body forward.": [],
    "He brings his torso.": [],
    # which way it leans
    "The surfer leans left to keep his balance.": ["trunk leaning to the left"],
    "The skier is leaning hard to the left.": ["trunk leaning to the left"],
    "The woman is leaned over to the left.": ["trunk leaning to the left"],
    "Her torso is bent to the left.": ["trunk leaning to the left"],
    "His upper body is leaning leftward.": ["trunk leaning to the left"],
    "She is bending sideways to the right.": ["trunk leaning to the right"],
    "The man sits on a bench and leans to the left.": ["posture sitting", "trunk leaning to the left"],
    "He rides where the path bends to the left.": [],
    "The boat tilts to the left and the man holds on.": [],
    "A man rides a motorcycle that leans to the left.": [],
    "The man leans on the left railing.": [],
    "His left arm is bent to the left.": [],
    "She is leaned over to the side of the road.": ["trunk leaning forward"],
    # a trunk that is bent or forward
    "With his back bent, he works on the engine.": ["trunk leaning forward"],
    "The skier's upper body is forward over his boots.": ["trunk leaning forward"],
    "His back is slightly bent.": [],
    "His body is forward in the boat.": [],
    "His upper body is angled back.": ["trunk leaning back"],
}
HEADS = {
    "She tilts her head to the left.": ["head tilted to the left"],
    "By leaning his head to the right, he listens.": ["head tilted to the right"],
    "The man is not tilting his head to the right.": ["!head tilted to the right"],
    "She bends her head to the left.": ["head tilted to the left"],
    "The man's head drops to one side.": ["head tilted to one side"],
    "She tilts his head to the left.": [],
    "The woman next to the man tilts her head to the left.": ["head tilted to the left"],
    "The barber tilts the boy's head to the left.": [],
    "The dog tilts his head to the left while the man waits.": [],
    "His head is tilted back against the cushion.": ["head tipped back"],
    "He leans his head back against the seat.": ["head tipped back"],
    "Her head rests back against the seat.": ["head up"],
    "Her head rests on the pillow.": ["head laid down"],
    "He tilts the chair back against the wall.": [],
    "Her face is turned down toward the plate.": ["head lowered"],
    "His chin points to the right.": ["head turned to the right"],
    "His chin rests to the left of the cup.": [],
    "His gaze goes to the left.": ["head looking to the left"],
    "He has turned his head to the right to see the ball.": ["head turned to the right"],
    "He turns to look to the right.": ["head looking to the right"],
    "He wants to look to the right.": [],
    "She sits on a bench and looks to the left.": ["head looking to the left", "posture sitting"],
    "She sits on a bench and the dog looks to the left.": ["posture sitting"],
    "She looks left and right.": [],
    "His head faces the camera.": ["head facing the viewer"],
    "His head is seen from behind.": ["head turned away from the viewer"],
    "His head is seen from behind the counter.": [],
    "His head is turned so that only the back of it is visible to the camera.": ["head turned away from the viewer"],
    "His head is turned over the shoulder.": ["head turned over the shoulder"],
    "Her eyes look back over her shoulder.": ["head turned over the shoulder"],
    "He looks over her shoulder.": [],
    "He looks over the shoulder of the woman.": [],
}
BODIES = {
    "His upper body is turned toward the viewer's right.": ["body turned to the viewer's right"],
    "She is turned leftward.": ["body turned to the left"],
    "Her shoulders face right.": ["body turned to the right"],
    "His trunk faces the viewer.": ["body facing the viewer"],
    "She turns her body toward the dog.": ["body toward the dog"],
    "The man turns the dog's body toward the cat.": [],
    "He carries the bag on his back to the bus.": [],
    "The back of the man is turned to the camera.": ["body facing away"],
    "The back of the head of the man is turned to the camera.": [],
    "The face of the man is in profile.": [],
    "The woman at the head of the table is facing the camera.": ["body facing the viewer"],
    # other verbs, and whose
    "His body appears to be turned toward the camera.": ["?body facing the viewer"],
    "His torso is clearly tilted to the left as he waits.": ["trunk leaning to the left"],
    "His head is hardly tilted to the left.": ["!head tilted to the left"],
    "The man is the one whose torso is upright.": ["trunk upright"],
    "The man is the one whose back is turned to the dog.": ["body away from the dog"],
    "The man holds a dog, whose head is turned to the left.": ["one hand holding dog"],
    "He sits on a chair whose back is turned to the camera.": ["posture sitting"],
}


@pytest.mark.parametrize(("text", "expected"), (TRUNKS | HEADS | BODIES).items())
def test_deeds_with_trunk_and_head_are_states_of_these(text, expected):
    assert sorted(write(claim) for claim in find_claims(text)) == sorted(expected)
