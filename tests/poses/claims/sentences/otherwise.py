"""Sentences that are read otherwise than by their authors, who wrote before more was read, or beyond what is read."""

READ_OTHERWISE = {
    "A woman walks her dog, whose front legs are lifted off the ground.": ["posture on foot"],
    "Her left leg supports most of her weight, while her right leg is lifted behind her.": [
        "!left leg lifted",
        "right leg lifted",
    ],
    "She bends her left knee deeply.": ["left leg sharply bent"],
    "The pitcher's left leg is lifted high as he winds up for the throw.": [
        "left leg as high as the hips",
        "left leg lifted",
    ],
    "The man sitting on the motorcycle has his left foot on the ground.": ["!left leg lifted", "posture sitting"],
    "The player's right knee touches the ground, and his left leg is bent.": ["left leg bent", "posture kneeling"],
    "His left hand holds a racket.": ["left hand holding racket"],
    "The man carries a bag in his right hand.": ["right hand holding bag"],
    "He raises a glass with his right hand.": ["right hand holding glass"],
    "Her right hand holds a phone.": ["right hand holding phone"],
    "Holding a kite in her right hand, the woman raises her left arm.": ["left arm raised", "right hand holding kite"],
    "The man is holding a cell phone to his ear with his right hand.": [
        "right hand holding cell phone",
        "right hand near the face",
    ],
    "He holds the banana in his right hand and keeps his left arm straight down by his side.": [
        "left arm hanging",
        "right hand holding banana",
    ],
    "The batter stands in a wide stance, with his knees slightly bent and both hands gripping the bat.": [
        "both hand holding bat",
        "both leg bent",
        "posture standing",
        "stance wide apart",
    ],
    "Her hands are folded together in her lap.": ["both hand in the lap", "hands together"],
    "His upper body is bent forward over the bicycle.": ["trunk leaning forward"],
    "Her left arm, unlike her right, is raised.": [],
    "The man and his dog are lying on the couch.": [],
    "One arm is raised while the other hangs at his side.": ["one arm hanging", "one arm raised"],
    "Standing on his right leg, the boy keeps still.": ["left leg lifted", "posture standing"],
    "His legs are slightly bent and his arms are outstretched.": ["both arm extended", "both leg bent"],
    "The photograph shows a man mid-stride, his left leg forward and his right arm swinging back.": [
        "!right arm forward",
        "left leg in front of the other",
        "stance striding",
    ],
    "The conductor raises his right arm and lowers his left arm.": ["left arm lowered", "right arm raised"],
    "The boy stands on one leg.": ["one leg lifted", "posture standing"],
    "The skater's arms are stretched out for balance, the left one a little higher.": ["both arm extended"],
    "The snowboarder is airborne, with both knees tucked up toward his chest.": [
        "both leg bent",
        "both leg drawn up",
        "posture airborne",
    ],
    "She rests her chin on her left hand.": ["left hand near the face"],
    "He reaches out with his right arm to pet the elephant.": ["right arm extended"],
    "Their arms are around each other's shoulders.": ["one hand at somebody"],
    "Her right arm might be bent behind her back.": ["?right arm bent", "?right hand behind the back"],
    "The girl's right hand touches her hair.": ["right hand at the head"],
    "The rider's knees are bent, his back is straight, and his arms are extended toward the handlebars.": [
        "both arm extended",
        "both leg bent",
        "trunk upright",
    ],
    "The skier crouches with his arms tucked in.": ["both arm against the body", "posture crouching"],
    "The man sitting across from her has his arms folded.": ["both arm across the body", "posture sitting"],
    "The man and the woman stand close together, holding an umbrella.": [
        "one hand holding umbrella",
        "posture standing",
    ],
    "Judging by his bent knees and outstretched arms, he is trying to keep his balance.": [
        "both arm extended",
        "both leg bent",
    ],
    "The man walks forward with his hands behind his back.": ["both hand behind the back", "posture on foot"],
    "The man's upper body leans to the viewer's right, but his head stays upright.": [
        "head level",
        "trunk leaning to the viewer's right",
    ],
    "He has his hands in his pockets.": ["both hand in the pocket"],
    "The woman in the red coat stands on the sidewalk with her hands in her pockets.": [
        "both hand in the pocket",
        "posture standing",
    ],
    "Her left elbow is bent at about a right angle.": ["left arm sharply bent"],
    "The tennis player is in the middle of a serve, with her left arm extended upward and her right arm bent behind"
    " her head.": ["left arm raised", "right arm bent", "right hand at the head"],
    "The cyclist is seated on the bike with both hands on the handlebars.": [
        "both hand holding handlebars",
        "posture sitting",
    ],
    "A girl in a white dress sits cross-legged on the floor.": ["legs crossed", "posture sitting"],
    "He isn't facing the camera.": ["!head facing the viewer"],
}
