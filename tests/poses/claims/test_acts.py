"""Arms and hands in what somebody does with them, "the raised one" of two, and bare comparisons of two hands."""

import pytest

from kp_llava.poses.claims.find import find_claims

from .test_claims import write

READ = {
    # a movement, and the limb at the end, in front or in the middle
    "He waves high in the air with his left hand.": ["left arm raised"],
    "With his left hand, he waves high in the air so that everyone sees him.": ["left arm raised"],
    "The child is reaching up and out to the side with her left arm.": ["left arm out to the side"],
    "He is reaching out in front of him with his left hand.": ["left arm forward"],
    "She reaches across her body with her right arm.": ["right arm extended", "right arm across the body"],
    "The boy is pointing away with his left arm.": ["left arm extended"],
    "The boy points with his left arm toward the boat.": ["left arm extended"],
    "He points with his left arm down at the dog.": ["left arm lowered"],
    "He points to the clouds with his left hand.": ["left arm raised"],
    "By pointing with his left hand, the man shows the way.": ["!left arm hanging"],
    "He is not pointing away with his left arm.": [],
    "He points to his knee with his right hand.": [],
    "He points the stick at the wall with his right hand.": [],
    # a thing that is held out or up
    "He holds a match out over the table with his right hand.": ["right arm extended"],
    "He holds out a match with his right hand.": ["right arm extended"],
    "Her right hand holds the coin out toward the man.": ["right arm extended"],
    "She holds the coin out to the side with her left hand.": ["left arm out to the side"],
    "She holds the trophy high in the air with both hands.": ["both arm raised"],
    "The skier holds both poles up in the air.": ["both arm raised"],
    "She waves the flag high in the air with one hand.": ["one arm raised"],
    "She waves the streamer high in the air with one hand.": ["one arm raised"],
    "She holds the sign high with her left hand.": [],
    "She holds the girl out of the water with both hands.": [],
    "He holds the door open with his left hand.": [],
    "He might hold out a match with his right hand.": [],
    # a perfect, and what somebody leans on
    "The man has reached up with his left arm.": ["left arm raised"],
    "She has held out her right arm.": ["right arm extended"],
    "He has not put up his left arm.": [],
    "She has thrown the ball with her left arm.": [],
    "He reaches out his left arm.": ["left arm extended"],
    "He swings up both arms.": ["both arm raised"],
    "She props herself on her knee with her left hand.": ["left hand at the knee"],
    "He leans on the table with his left hand.": ["left hand holding table", "left hand on the table"],
    # "the one", and positions
    "Her right arm is the extended one.": ["right arm extended"],
    "The raised one is his left arm.": ["left arm raised"],
    "His left leg is the bent one.": ["left leg bent"],
    "Of her two arms, the left is the raised one.": ["left arm raised"],
    "His right arm is in a bent position.": ["right arm bent"],
    "It is his left hand that is stretched out.": ["left arm extended"],
    "Her left arm is the more bent one.": ["left arm more bent than the other"],
    "His left glove is not the raised one.": [],
    # bare comparisons
    "Her left hand is lower, holding the scissors.": ["left hand lower than the other"],
    "The right hand is held a little higher on the pole.": ["right hand higher than the other"],
    "His left hand grips the bat below his right.": ["left hand holding bat", "left hand lower than the other"],
    "His left hand is lower than the table.": [],
    "His left hand is lower on the wall than the picture.": [],
    # arms at the side
    "He presses his left arm to his side.": ["left arm close to the body"],
    "She squeezes her left arm against her ribs.": ["left arm close to the body"],
    "He pulls both arms in close.": ["both arm close to the body"],
    "He presses his left arm against the wall.": [],
    "He folds his left arm at the elbow.": ["left arm bent"],
    "He drops his left arm to his side.": ["left arm lowered"],
    "He stretches his left arm to his side.": ["left arm out to the side"],
    "He has his right arm tucked in at his side.": ["right arm against the body"],
    "The man keeps his elbows down at his sides.": ["both arm close to the body"],
    "With his arms low and close to his body, he waits.": ["both arm close to the body"],
    # many arms, and what ends where an "and" begins
    "Both of the girl's arms reach forward.": ["both arm forward"],
    "Her left arm reaches forward, away from her body.": ["left arm forward"],
    "Both arms are held out from his body.": ["both arm extended"],
    "He keeps one arm up and smiles.": ["one arm raised"],
    "Holding a hand to his ear, the man is busy with the call.": ["one hand near the face"],
    "By keeping the arm down, the woman looks relaxed.": ["one arm lowered"],
    # hands
    "Her right hand touches the knee.": ["right hand at the knee"],
    "Hands in pockets, he waits.": ["both hand in the pocket"],
    "Her left hand points at the pocket.": [],
    "She runs her right hand through her hair.": ["right hand at the head"],
    "She presses her left hand into her hip.": ["left arm on the hip"],
    "His left hand is beside his thigh.": ["left hand at thigh height"],
    "With his left hand low over the board, he seems to be busy.": ["left arm lowered"],
    "His right hand is at about the height of his shoulder.": ["right arm at shoulder height"],
}


@pytest.mark.parametrize(("text", "stated"), READ.items(), ids=READ)
def test_what_is_done_with_an_arm_says_how_it_is(text, stated):
    assert sorted(write(claim) for claim in find_claims(text)) == sorted(stated)
