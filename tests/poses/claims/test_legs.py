"""Legs, feet and postures in the plain forms of English: what is read, and what is not."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

HIGH = ["left leg as high as the hips", "left leg lifted"]
READ = {
    # legs that are more than lifted
    "His left leg is kicked up high.": HIGH,
    "The player's left leg is kicked high up in front of him.": HIGH,
    "With his left leg lifted high in the air, he waits.": HIGH,
    "He swings his left leg up high.": HIGH,
    "It is his left leg that is raised high.": HIGH,
    "One of her legs is kicked up high behind her.": ["one leg as high as the hips", "one leg lifted"],
    "His left leg is kicked as high as his waist.": HIGH,
    "His left foot is lifted high off the ground.": ["left leg lifted"],
    "His left knee is raised high.": ["left leg lifted"],
    "His left leg is raised high above the ground.": ["left leg lifted"],
    "He swings the bat high with his left leg lifted.": ["left leg lifted"],
    "His left leg is not raised high.": ["!left leg lifted"],
    # "is the one"
    "His left leg is the straight one.": ["left leg straight"],
    "Her right knee is clearly the bent one.": ["right leg bent"],
    "His left leg is the raised one.": ["left leg lifted"],
    "The right leg is the supporting one.": ["!right leg lifted"],
    "His left leg is the injured one.": [],
    # which leg carries
    "The left leg is carrying his weight.": ["!left leg lifted"],
    "His right leg bears most of the weight.": ["!right leg lifted"],
    "It is his right leg that supports him.": ["!right leg lifted"],
    "His supporting left leg is straight.": ["!left leg lifted", "left leg straight"],
    "His weight is on both feet.": ["!both leg lifted"],
    "His left leg supports the table.": [],
    "His left leg is not supporting his weight.": [],
    # feet on the ground and off it
    "His left foot, which is planted on the ground, is bare.": ["!left leg lifted"],
    "His right foot is also planted on the ground.": ["!right leg lifted"],
    "The left foot does not touch the ground.": ["left leg lifted"],
    "His right foot is not on the floor.": ["right leg lifted"],
    "Only his right foot is on the ground.": ["!right leg lifted", "left leg lifted"],
    "Only his right foot is on the board.": ["!right leg lifted"],
    "His left foot is not on the skateboard.": [],
    "Both feet are not on the ground.": [],
    # verbs with an object and what follows it
    "He bends his knees deeply.": ["both leg sharply bent"],
    "She has bent her left leg sharply at the knee.": ["left leg sharply bent"],
    "His right knee is bent all the way.": ["right leg sharply bent"],
    "He bends his knees slightly.": ["both leg bent"],
    "By fully extending his right leg, he kicks the ball.": ["right leg straight"],
    "He has fully straightened his left leg.": ["left leg fully straight"],
    "He locks his right knee.": ["right leg fully straight"],
    "He extends his left leg to the side.": ["left leg out to the side"],
    "He kicks the ball to the side with his left leg.": [],
    "He tucks his knees into his chest.": ["both leg drawn up"],
    "He lifts his right knee toward his chest.": ["right leg lifted"],
    "The girl has drawn her legs up onto the seat.": ["both leg bent"],
    "She tucks her feet under her.": ["both leg folded under the body"],
    "Tucking her left leg under her body, she waits.": ["left leg folded under the body"],
    "He tucks his left foot under the chair.": [],
    "Both of his knees are bent over the front of the seat.": ["both leg bent"],
    "The player has spread his legs wide.": ["stance wide apart"],
    "Her right foot is at the back.": ["left leg in front of the other"],
    "He has stepped forward with his left foot.": ["left leg in front of the other"],
    "Her left leg takes a step forward.": ["left leg in front of the other"],
    "He rests his left ankle on his right knee.": ["legs crossed"],
    "She places her left foot on her right knee.": [],
    "He props his left foot on the bench.": ["left leg lifted"],
    "He puts his left foot on the ground.": ["!left leg lifted"],
    "He pivots on his left foot.": ["!left leg lifted"],
    "She sits with her knees against her chest.": ["both leg drawn up", "posture sitting"],
    # how far the feet are from each other
    "There is a wide gap between her feet.": ["stance wide apart"],
    "There is little space between his feet.": ["stance together"],
    "With feet wide apart, he waits.": ["stance wide apart"],
    "The bench is three feet wide.": [],
    "He has a shoulder-width stance.": ["stance apart"],
    "He stands wide-legged.": ["posture standing", "stance wide apart"],
    "There is a ball between his feet.": [],
    # people who walk, jump and kneel
    "He is walking.": ["posture on foot"],
    "The man walks his dog.": ["posture on foot"],
    "She is taking a step forward.": ["posture on foot"],
    "His legs are in a walking motion.": ["posture on foot"],
    "He takes a long stride.": ["posture on foot", "stance striding"],
    "The walking stick is in front of him.": [],
    "Two women walk side by side.": ["posture on foot"],
    "They are out for a walk together.": [],
    "He bends his knees into a crouch.": ["both leg bent", "posture crouching"],
    "He walks a fine line.": [],
    "He takes a step ladder from the wall.": [],
    "He performs a jump.": ["posture airborne"],
    "The skateboarder has left the ground.": ["posture airborne"],
    "He has left the room.": [],
    "He is performing a jump shot.": [],
    "He is resting on one knee.": ["posture kneeling"],
    "From a kneeling position, he waits.": ["posture kneeling"],
    "The cat is resting on his knees.": [],
    "He stands in snow up to his knees.": ["posture standing"],
}


@pytest.mark.parametrize("sentence", READ)
def test_plain_forms_are_read(sentence):
    assert sorted({write(claim) for claim in find_claims(f"The man is tall. {sentence}")}) == READ[sentence]


# of a body of 114 pixels, whose hips are at 68 and whose knees are at 91; the viewer sees the left leg on the right
LEGS = {
    "standing": (None, "contradict"),
    "a step": ({"left knee": (62, 90), "left ankle": (68, 110)}, "contradict"),
    "the knee at the hips, the foot below": ({"left knee": (76, 67), "left ankle": (77, 90)}, "unjudged"),
    "the knee a little lower": ({"left knee": (74, 77), "left ankle": (76, 100)}, "unjudged"),
    "the foot behind, as high as the knee": ({"left knee": (64, 89), "left ankle": (86, 88)}, "unjudged"),
    "the whole leg level": ({"left knee": (79, 68), "left ankle": (100, 66)}, "unjudged"),
}


@pytest.mark.parametrize("name", LEGS)
def test_a_leg_kicked_up_high_has_its_knee_or_its_foot_near_the_hips(name):
    changes, verdict = LEGS[name]
    items = check_claims(
        "A man is outdoors. His left leg is kicked up high in front of him.", make_scene(make_person(changes))
    ).items
    assert [item.verdict for item in items if item.claim.state == "as high as the hips"] == [verdict]
