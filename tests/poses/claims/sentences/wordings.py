"""Ways to say one thing: for each statement the sentences that make it, and no other one.

Written from the other end than the other sentences: not what somebody writes of a picture, but in how many ways English
says that an arm hangs. Statements are written as in `own`.
"""

WORDINGS: dict[str, tuple[str, ...]] = {
    "left arm raised": (
        "His left arm is raised.", "His left arm is lifted.", "His left arm is upraised.", "His left arm is uplifted.",
        "His left arm is up.", "His left arm is held high.", "His left arm is high.", "His left arm points upward.",
        "His left arm is pointing skyward.", "His left arm is stretched upwards.", "His left arm is flung up.",
        "His left arm reaches up.", "His left arm is thrown into the air.", "His left arm is thrust toward the sky.",
        "His left arm is in the air.", "His left arm is raised to the sky.", "His left arm is lifted toward the sky.", "His left arm is raised high.",
        "He raises his left arm.", "He is raising his left arm.", "He has raised his left arm.", "He lifts his left arm.",
        "He is lifting his left arm.", "He throws up his left arm.", "He sticks up his left arm.", "He puts up his left arm.",
        "He holds up his left arm.", "He is holding up his left arm.", "He raises up his left arm.",
        "He reaches up with his left arm.", "He is reaching high upward with his left arm.", "He points up with his left arm.",
        "He is pointing upwards with his left arm.", "With his left arm raised, the man waits.",
        "The man waits with a raised left arm.", "The man waits with a lifted left arm.",
        "The left arm of the man is raised.", "The man's left arm is raised.", "The man's own left arm is raised.",
        "The man's left arm is still slightly straight up in the air.", "His left arm, which is raised, is seen well.",
    ),
    "left arm out to the side": (
        "His left arm is out to the side.", "His left arm is raised to the side.", "His left arm is extended to his side.",
        "His left arm is stretched out to the side.", "His left arm is held out to one side.", "His left arm extends sideways.",
        "His left arm is straight out wide.", "His left arm stretches to the side.", "His left arm is flung wide.",
        "His left arm is spread out.", "His left arm is spread out wide.", "His left arm is outspread wide.",
        "His left arm is outstretched to the side.", "His left arm is wide open to the side.",
    ),
    "both arm out to the side": (
        "His arms are out to the sides.", "His arms are spread to either side.", "His arms are spread out to each side.",
        "His arms are on both sides of his body.", "Her arms are at either side.", "Their arms are opened wide.",
        "His arms are stretched out wide.", "His arms are spread outwards.", "His arms are out at the sides.",
    ),
    "left arm at shoulder height": (
        "His left arm is at shoulder height.", "His left arm is raised to shoulder level.",
        "His left arm is extended at about chest height.", "His left arm is held out at shoulder-height.",
        "His left arm is lifted to chest level.",
    ),
    "left arm hanging": (
        "His left arm hangs.", "His left arm is hanging.", "His left arm hangs down.", "His left arm dangles.",
        "His left arm is dangling loosely.", "His left arm hung at his side.", "His left arm is straight down by his side.",
        "His left arm is down at his side.", "His left arm is resting at his side.", "His left arm is lowered to his side.",
        "His left arm is at his side.", "His left arm is by his side.", "His left arm hangs loosely along his body.",
        "His left arm hangs down straight beside his body.", "His left arm hangs alongside the body.",
        "His left arm drops to his side.", "His left arm has dropped to his side.", "His left arm falls down by his side.",
        "His left arm has fallen at his side.", "His left arm hangs relaxed by his side.", "His left arm hangs limply.",
        "His left arm hangs freely.", "His left arm hangs limp.", "His left arm hangs low.",
        "His left arm hangs naturally at his side.", "The left arm of the man hangs at the side.",
        "He lets his left arm hang.",
    ),
    "left arm lowered": (
        "His left arm is lowered.", "His left arm is down.", "His left arm is down by his hip.", "His left arm is down at his thigh.",
        "His left arm is down along his leg.", "His left arm is down at his waist.",
    ),
    "left arm bent": (
        "His left arm is bent.", "His left arm is flexed.", "His left arm is folded.", "His left arm bends.",
        "His left arm is bending.", "His left arm is bent at the elbow.", "His left arm is bent to hold a pole.",
        "He bends his left arm.", "He is bending his left arm.", "He flexes his left arm.", "He is flexing his left arm.",
        "His left elbow is bent.", "His left elbow is flexed.",
        "His left arm is bent to grip a bar.", "His left arm is bent to carry a bag.", "His left arm is bent to keep warm.",
    ),
    "left arm straight": (
        "His left arm is straight.", "His left arm is straightened.", "His left arm is fully extended.",
        "His left arm is stretched straight.", "He straightens his left arm.", "He is straightening his left arm.",
        "The man waits with a straight left arm.", "His left elbow is straight.",
    ),
    "left arm on the hip": (
        "His left hand is on his hip.", "His left arm is on his hip.", "His left hand is planted on his hip.",
        "His left hand is resting on his waist.", "His left hand is firmly on the hip.", "His left hand is propped on his hip.",
        "His left hand is against his hip.", "His left hand is at his waist.", "His left hand is on his own hip.",
        "His left arm is akimbo.", "His left hand is on his left hip.", "His left hand rests on his hip.",
    ),
    "left arm reaching to the viewer's left": (
        "His left arm is reaching to the viewer's left.", "His left arm reaches toward the left of the image.",
        "His left arm points toward the left side of the picture.", "His left arm is extended towards the left of the photo.",
        "His left arm is stretched out to the left from the viewer.", "His left arm is pointing to the viewer’s left.",
        "His left arm is held out to the left side of the frame.",
    ),
    "left arm reaching to the viewer's right": (
        "His left arm is reaching to the viewer's right.", "His left arm extends toward the right of the scene.",
        "His left arm points toward the right side of the photograph.",
    ),
    "left arm against the body": (
        "His left arm is pressed against his side.", "His left arm is tucked close to his body.",
        "His left arm is pinned tight against his ribs.", "His left arm is tucked tightly to his side.",
        "His left arm is pressed flat to his body.",
    ),
    "left arm forward": (
        "His left arm is held forward.", "His left arm is stretched forwards.", "His left arm reaches forward.",
        "His left arm is extended in front of him.", "His left arm is kept out in front of himself.",
        "His left arm is outstretched in front of his body.", "His left arm is pointing straight forward.",
        "His left arm extends forward.", "Her left arm is reaching out in front of her.",
    ),
    "left arm across the body": (
        "His left arm is crossed.", "His left arm is crossed over his chest.", "His left arm is crossed in front of his body.",
        "His left arm is held across his chest.", "His left arm is folded across his body.", "His left arm is across his chest.",
        "His left arm is crossed across his body.",
    ),
    "left arm held away from the body": (
        "His left arm is held away from his body.", "His left arm is away from his body.", "His left arm is kept away from his body.",
        "His left arm is held out away from the body.",
    ),
    "left hand above the head": (
        "His left hand is above his head.", "His left hand is over his head.", "His left hand is raised over his head.",
        "His left hand is overhead.", "His left hand reaches above his head.",
        "His left hand is lifted overhead.", "His left hand is thrust up above his head.",
    ),
    "left hand high above the head": (
        "His left hand is stretched high above his head.", "His left hand is well above his head.",
        "His left hand is raised high over his helmet.",
    ),
    "left hand near the face": (
        "His left hand is near his face.", "His left hand is raised to his mouth.", "His left hand is at his chin.",
        "His left hand is on his cheek.", "His left hand is against his nose.", "His left hand is in front of his eyes.",
        "His left hand is close to his lips.", "His left hand is by his ear.", "His left hand is touching his forehead.",
        "His left hand is beside his brow.", "His left hand is next to his temple.", "His left hand is brought up to his jaw.",
        "His left hand is at his glasses.", "His left hand is at his sunglasses.", "His left hand is held to his own face.",
        "His left hand is lifted to his eye.",
    ),
    "left hand at the head": (
        "His left hand is on his head.", "His left hand is near the top of his head.", "His left hand is behind his head.",
        "His left hand is at the back of his head.", "His left hand is placed against his head.",
        "His left hand is held to his head.", "His left hand is clasped behind his head.", "Her left hand is raised at her head.",
    ),
    "left hand on top of the head": (
        "His left hand is on top of his head.", "His left hand is resting on top of his hat.",
        "His left hand is placed on the crown of his head.", "His left hand lies on top of his own head.",
        "His left hand is flat on top of his cap.", "Her left hand rests atop her head.",
    ),
    "left hand in front of the chest": (
        "His left hand is in front of his chest.", "His left hand is held against his chest.", "His left hand is on his chest.",
        "His left hand is close to his chest.",
        "His left hand is near his chest.", "His left hand is at his chest.",
    ),
    "left hand in the lap": (
        "His left hand is in his lap.", "His left hand is on his lap.", "His left hand lies on his thigh.",
        "His left hand is folded in his lap.", "His left hand is placed upon his leg.", "His left hand is held across his lap.",
        "His left hand is lying in the lap.", "His left hand is on his left thigh.", "His left hand is clasped in his lap.",
    ),
    "left hand at the knee": (
        "His left hand is on his knee.", "His left hand is resting on his knee.", "His left hand is placed on his left knee.",
        "His left hand is at the knee.", "His left hand is near his knee.",
    ),
    "hands together": (
        "His hands are together.", "His hands are clasped.", "His hands are clasped together.", "His hands are folded together.",
        "His hands are pressed together.", "His hands are joined together.", "His hands are held together.",
    ),
    "left leg bent": (
        "The left leg of the left one is bent.",
        "The left leg of the young man is bent.",
        "His left leg is bent.", "His left knee is bent.", "His left knee is flexed.", "His left leg is folded.",
        "His left knee bends.", "His left knee is bending.", "His left leg is bent at the knee.", "He bends his left knee.",
        "He is bending his left leg.", "He flexes his left knee.", "He is flexing his left knee.",
        "He waits with a bent left knee.", "He waits with a flexed left knee.",
    ),
    "left leg straight": (
        "His left leg is straight.", "His left leg is straightened.", "His left leg is fully extended.",
        "His left leg is extended straight.",
        "He straightens his left leg.", "He is straightening his left leg.",
    ),
    "left leg fully straight": (
        "His left leg is stretched out completely straight.", "His left leg is extended out fully straight.",
        "His left leg is locked.", "His left knee has no bend at all.", "There is not the slightest bend in his left knee.",
        "His left knee is rigid and straight.",
    ),
    "?left leg straight": ("His left leg is stretched almost straight.", "His left leg is probably straight."),
    "left leg lifted": (
        "His left leg is lifted.", "His left leg is raised.", "His left leg is kicked up.", "His left foot is picked up.",
        "His left foot is off the ground.", "His left foot is off the floor.", "His left leg is in the air.",
        "His left leg is up.", "His left leg is up in the air.",
        "His left leg is lifted off the ground.", "His left leg is lifted into the air.", "He raises his left leg.",
        "He is raising his left leg.", "He lifts his left leg.", "He is lifting his left foot.", "He picks up his left foot.",
        "He kicks up his left leg.",
    ),
    "left leg out to the side": (
        "His left leg is out to the side.", "His left leg is stretched to the side.", "His left leg is kicked out to the side.",
        "His left leg extends to the side.", "His left leg kicks sideways.",
        "His left leg stretches out to the side.", "His left leg is held to one side.",
    ),
    "stance apart": (
        "His legs are apart.", "His feet are apart.", "His feet are shoulder-width apart.", "His feet are hip width apart.",
        "His legs are spread apart.", "His legs are spread.", "His feet are well apart.", "His feet are held slightly apart.",
    ),
    "stance wide apart": (
        "His feet are planted wide apart.", "His legs are set far apart.", "His legs are widely apart.",
        "His legs are spread wide.", "His feet are set wide.", "His legs are planted wide.",
        "He has a wide stance.", "He has a wide-legged stance.", "His stance is wide.", "His stance is very wide.",
        "He is in a wide legged stance.",
    ),
    "stance together": (
        "His legs are together.", "His feet are together.", "His feet are near together.",
    ),
    "stance close together": (
        "His feet are close together.", "His legs are pressed tightly together.", "His feet are held tight together.",
        "His legs are closely together.", "His feet are side by side.", "His feet are right next to each other.",
    ),
    "legs crossed": (
        "His legs are crossed.", "His legs are crossed at the knee.",
        "His legs are crossed over each other.",
    ),
    "stance striding": ("He is striding.", "He strides.", "The man is in mid-stride.", "The man is in midstride."),
    "trunk upright": (
        "His torso is upright.", "His upper body is erect.", "His trunk is vertical.", "His back is straight.",
        "His posture is upright.", "He has an upright posture.", "He has an upright stance.", "He keeps himself upright.",
        "He is holding himself erect.", "She holds herself straight.", "They are keeping themselves upright.",
        "He remains upright.", "He stays erect.", "He is upright.", "His posture is erect.",
    ),
    "trunk bent over": (
        "His torso is bent over.", "His trunk is bending over.", "His upper body is hunched over.",
        "His body is folded over.", "His torso is bent at the waist.", "His torso is bent forward at the hips.",
        "He is bent over.", "He is bending over.", "He bends over.", "He is hunched over.",
    ),
    "trunk doubled over": (
        "His torso is doubled over.", "He is doubled over.", "He is folded double.", "He is bent double.",
        "He is bent deeply at the waist.", "He is tucked forward over his knees.", "His chest is near his knees.",
        "His chest is pressed against his thighs.", "He bends forward with the chest near the knees.",
        "His trunk is folded over his thighs.",
    ),
    "trunk leaning far back": (
        "He leans far back.", "He leans heavily backward.", "His torso is tilted sharply back.", "He reclines steeply.",
        "He is leaning back hard.", "He leans back heavily against the wall.",
    ),
    "trunk leaning far forward": ("He leans strongly forward.", "He leans forward heavily over the counter."),
    "head turned over the shoulder": (
        "He has turned his head back.", "His head is turned back.", "His head is turned back toward the catcher.",
        "He has turned his head to look back.", "He has twisted his head to look behind him.",
        "He glances back toward the catcher.", "He looks behind him.",
    ),
    "trunk horizontal": (
        "His torso is horizontal.", "His body is nearly horizontal.", "His upper body is almost parallel to the ground.",
        "His trunk is parallel to the floor.",
    ),
    "trunk leaning to the viewer's left": (
        "His torso leans to the viewer's left.", "His trunk is leaning slightly toward the viewer's left.",
        "His upper body is tilted to the left of the image.", "His body tilts to the viewer's left.",
        "His torso is inclined to the viewer's left.", "He leans to the viewer's left.",
        "He is leaning heavily toward the left of the picture.", "He leans sharply to the viewer's left.",
        "He is leaning over to the viewer's left.", "His torso leaned over to the viewer's left.",
    ),
    "head turned to the viewer's right": (
        "His head is turned to the viewer's right.", "His head turns toward the right of the image.",
        "His head is pointed to the viewer's right.", "His head points to the viewer's right.",
        "His head is directed slightly toward the viewer's right.", "He turns his head to the viewer's right.",
        "He is turning his head sharply toward the right side of the picture.", "He rotates his head to the viewer's right.",
        "He has turned his head slightly to the viewer's right.",
    ),
    "head tilted to the viewer's right": (
        "His head is tilted to the viewer's right.", "His head is tipped slightly to the viewer's right.",
        "His head is cocked toward the right of the image.", "He tilts his head to the viewer's right.",
        "He tips his head to the viewer's right.", "He cocks his head slightly to the viewer's right.",
        "He is tilting his head to the viewer's right.", "He has cocked his head to the viewer's right.",
    ),
    "head turned away from the viewer": (
        "His head is turned away from the viewer.", "His head is facing away from the camera.", "His face is turned away from us.",
        "His head is pointing away from the viewer.", "He turns his head away from the camera.", "He turns his face away.",
        "He walks, showing only the back of his head.",
    ),
    "head facing the viewer": (
        "His head is facing the camera.", "His face is turned to the viewer.", "His face is turned toward the camera.",
        "His head is turned towards the viewer.",
    ),
    "head looking at the viewer": (
        "He looks at the camera.", "He is looking at the viewer.", "He gazes into the lens.", "He is gazing at us.",
        "He smiles at the camera.", "She is smiling up at the viewer.", "He glances back at the camera.",
        "He is glancing toward the camera.", "He is looking out towards the camera.", "He turns his face to the camera.",
        "He turns his head directly toward us.",
    ),
    "head looking straight at the viewer": (
        "He stares straight at the camera.", "He is staring directly into the camera.", "He looks right at us.",
        "His eyes are fixed straight on the camera.", "He gazes squarely into the lens.",
    ),
    "head looking to the viewer's left": (
        "He looks to the viewer's left.", "He is looking off to the left of the image.", "He gazes toward the viewer's left.",
        "He is gazing out to the viewer's left.", "He stares over to the left side of the picture.",
        "He is staring straight to the viewer's left.", "He glances away to the viewer's left.",
        "He is glancing directly toward the left of the scene.",
    ),
    "body facing the viewer": (
        "He is facing the camera.", "He faces the viewer.", "He faces us.", "They face the camera.", "He is facing directly the camera.",
        "The man is facing us.",
    ),
    "body turned to the viewer's left": (
        "He is facing the left side of the image.", "He faces the left of the picture.", "He is turned to the viewer's left.",
        "He is turned toward the left of the photo.", "He faces the viewer's left.",
        "He is facing to the viewer's left.", "He is facing left from the viewer.",
    ),
    "body turned to the viewer's right": (
        "He is facing the right side of the image.", "He is turned to the viewer's right.", "He faces toward the viewer's right.",
    ),
    "body facing away": (
        "He is facing away.", "He faces away from the camera.", "He is turned away from the viewer.", "He is facing away from us.",
        "His back is to the camera.", "His back is turned to the viewer.", "His back is turned toward us.",
        "He turns his back to the camera.", "He has turned his back on the viewer.", "He is turning his back to us.",
        "He is seen from behind.", "He is viewed from behind.", "The man is shown from the back.", "The man is pictured from behind.",
        "The man is photographed from the back.", "The man, captured from behind, waits.", "We see his back.",
        "You see only his back.", "We see him from behind.", "You see her from the back.",
    ),
    "body seen from the side": (
        "He is seen from the side.", "He is viewed in profile.", "The man is shown from the side.", "The man is pictured in profile.",
        "The man is photographed from the side.", "He is captured in profile.", "He is in profile.",
    ),
    "posture standing": ("He stands.", "He is standing.", "The man stood there.", "He is on his feet.", "She stands on a path."),
    "posture sitting": ("He sits.", "He is sitting.", "He is seated.", "He sat there.", "He is astride a horse.", "He is perched on a wall."),
    "posture crouching": (
        "He crouches.", "He is crouching.", "He is crouched.", "He squats.", "He is squatting.", "He squatted.",
    ),
    "posture kneeling": (
        "He kneels.", "He is kneeling.", "He knelt.", "He is on his knees.", "He is on one knee.", "They are on their knees.",
    ),
    "posture lying": (
        "He lies there.", "He is lying.", "He sprawls on the bed.", "He is sprawled on the bed.", "He is sprawling there.",
        "He stretches out along the floor.", "He has stretched out flat on the grass.", "They lie down.",
        "He is laying on a towel.", "They lie on the snow.", "They lie flat.", "He stretches out fully across the couch.",
        "They lie under a tree.", "They lie face down.",
    ),
    "posture airborne": (
        "He is in mid-air.", "He is in midair.", "He is airborne.", "He is in the air.", "They are in the air.", "He jumps.",
        "He is jumping.", "He leaps.", "He is leaping.",
    ),
    "one arm raised": (
        "He lifts a cup over his head.", "He raises the trophy above his head.", "He hoists a flag overhead.",
        "She is raising her racket high over her head.", "He is lifting an old box up above his head.", "He is hoisting their bag overhead.",
        "One of his arms is raised.", "One of the man's arms is raised.", "One of the young man's arms is up.",
        "He raises one arm.", "He raises an arm.", "The man has one arm raised.",
    ),
    "both arm raised": (
        "His arms are raised.", "Both arms of the man are raised.", "Both of the man's arms are raised.",
        "Both of his arms are raised.", "He raises both arms.", "He raises his arms.", "His left and right arms are raised.",
        "Each of his arms is raised.", "The man has both his arms raised.",
    ),
    "!both arm raised": (
        "Neither arm of the man is raised.", "Neither of his arms is raised.", "Neither of the man's arms is raised.",
        "None of the man's arms is raised.", "None of his arms is raised.", "His arms are not raised.", "His arms aren't raised.",
        "His arms are never raised.", "The man has no arms raised.",
    ),
    "!left arm raised": (
        "His left arm is not raised.", "His left arm isn't raised.", "His left arm is no longer raised.",
        "His left arm is hardly raised.", "His left arm isn’t raised.",
    ),
    "?left arm raised": (
        "His left arm is likely raised.", "His left arm is probably raised.", "Perhaps his left arm is raised.",
        "Maybe his left arm is raised.", "His left arm is possibly raised.", "His left arm may be raised.",
        "His left arm might be raised.", "His left arm could be raised.", "His left arm seems raised.",
        "His left arm appears raised.", "Apparently his left arm is raised.", "Presumably his left arm is raised.",
        "It looks like his left arm is raised.", "His left arm appears to be raised.",
        "His left arm is seemingly raised.",
    ),
    "!posture standing": ("He is not standing.", "He does not stand.", "He isn't standing."),
    "?posture sitting": ("She may be sitting.", "She seems to be sitting.", "He is probably sitting."),
    "left hand holding phone": (
        "He holds a phone in his left hand.", "He is holding the phone in his left hand.", "He grips a phone with his left hand.",
        "His left hand holds a phone.", "His left hand is holding a black phone.", "His left hand is gripping a phone.",
        "With his left hand, he holds a phone.", "With his left hand he is clutching a phone.", "He carries a phone in his left hand.",
        "The phone is held in his left hand.", "He is using a phone with his left hand.", "A phone is firmly in his left hand.",
        "His left hand grasps a phone.", "The man keeps a phone in his left hand.",
    ),
    "both hand holding bat": (
        "He holds a bat with both hands.", "He is gripping the bat with both of his hands.", "Both hands grip a bat.",
        "He swings the bat with his two hands.", "Both of her hands are gripping the bat.",
    ),
}  # fmt: skip
