"""Good answers about the four real pictures, in the manner of a large model, written by hand while looking at them.

Each is a scene, a task, a question and an answer with nothing wrong in it.
"""

# ruff: noqa: E501 - an answer stands as it reads
from .real_scenes import BASEBALL, RACE, SKI, STALL

DESCRIBE = "Describe the people in the image and what they are doing."
GOOD_ANSWERS = (
    # a lone skier
    (SKI, "conversation", "What is the woman doing?", "She is skiing down a gentle, snow-covered slope."),
    (SKI, "conversation", "How are her knees?", "Both of her knees are bent, the right one more than the left."),
    (SKI, "conversation", "What does the skier hold in her hands?", "She holds a ski pole in each hand."),
    (SKI, "conversation", "Is the skier standing or sitting?", "She is standing on her skis, with her knees flexed."),
    (SKI, "conversation", "Where is she looking?", "She is facing the camera and smiling"),
    (SKI, "conversation", "Are her arms raised?",
     "No, her arms are not raised; they are held away from her body at about the height of her waist."),
    (SKI, "detail", DESCRIBE,
     "A woman in a red jacket and a striped hat is skiing on a bright, snow-covered slope. Her knees are bent, and her "
     "upper body leans slightly forward, a stance that keeps her weight over the middle of the skis. Both arms are held "
     "out from her body, each hand gripping a pole, and the pole in her left hand trails behind her. She looks toward "
     "the viewer with a smile, which suggests that she feels at ease. Thin red markers stand in a row behind her."),
    (SKI, "complex", "What does the posture of the skier tell about her skill?",
     "Her posture suggests that she is a fairly confident skier. With her knees bent and her arms held away from her "
     "body, she can absorb bumps and keep her balance. She also looks up instead of down at her skis, which is a key "
     "point of good technique."),
    (SKI, "complex", "What could the woman do next, judging by how she stands?",
     "She may be about to turn. Her right leg is bent more than her left leg, so her weight can shift from one ski to the "
     "other. To turn, she would press on the outer ski and let her upper body follow."),
    (SKI, "complex", "Why does the skier keep her arms away from her body?",
     "Arms that are held out give balance on a moving surface, like the pole of a tightrope walker. They also keep the "
     "poles clear of the skis, so that they are at hand for the next turn."),
    # two men at a stall
    (STALL, "conversation", "What are the two men doing?", "They are sitting in the shade of a large umbrella."),
    (STALL, "conversation", "What is the posture of the man on the left?",
     "He is sitting on a folding chair with his legs crossed and his arms folded."),
    (STALL, "conversation", "What is in front of the man on the right?", "Wooden boxes with small goods are in front of him."),
    (STALL, "conversation", "How many people sit under the umbrella?", "Two men sit under it."),
    (STALL, "conversation", "Which way does the man on the left look?",
     "He looks over his shoulder toward the viewer's right side of the street."),
    (STALL, "conversation", "What is the mood of the scene?", "It is calm: both men seem to be waiting for customers."),
    (STALL, "detail", DESCRIBE,
     "In this black and white photograph, two men are seated at a small street stall under a large umbrella. The man on "
     "the left sits on a folding chair, one leg crossed over the other, and turns his head to look behind him. The man on "
     "the right wears a light shirt and sits on a low stool behind wooden trays, his hands resting near his knees. Their "
     "upper bodies are upright and relaxed. A car and a bicycle are parked in the background."),
    (STALL, "complex", "What do the postures of the two men say about their work?",
     "Both men are sitting in relaxed positions, which is typical of people who wait for customers. The information on "
     "the umbrella hints at a shop nearby, and the trays in front of them hold tools. Because they sit low and keep their "
     "hands near their knees, they can reach the goods at once when somebody stops."),
    (STALL, "complex", "How might the man on the left feel?",
     "His folded arms and crossed legs may mean that he is resting or a little bored. He turns his head, so something "
     "down the street may have caught his attention."),
    (STALL, "complex", "What would the men have to do in order to stand up?",
     "They would lean forward, bring their feet under their bodies and straighten their legs. For the man on the left, "
     "this means uncrossing his legs first."),
    # a boy who bats
    (BASEBALL, "conversation", "What has the batter just done?", "He has swung his bat at the ball."),
    (BASEBALL, "conversation", "What is the batter doing with his arms?",
     "Both of his arms are reaching to the viewer's left as he follows through with the bat."),
    (BASEBALL, "conversation", "What posture is the catcher in?", "The catcher is crouching behind home plate with a glove held out."),
    (BASEBALL, "conversation", "How are the batter's legs?", "They are set wide apart, and both knees are bent."),
    (BASEBALL, "conversation", "Who stands at the fence?",
     "A man in a light shirt and blue jeans stands there with his arms bent in front of his body."),
    (BASEBALL, "conversation", "What number is on the batter's shirt?", "It shows the number 8"),
    (BASEBALL, "detail", DESCRIBE,
     "A young batter in a red helmet and a red shirt is in the middle of his swing. His feet are wide apart, his knees "
     "are bent, and both hands grip the bat, which points to the viewer's left. Behind him, a catcher in blue crouches in "
     "the batter's box area and stretches out his glove. Another boy and a man in a light shirt are standing on the far "
     "sides of the field, and cars are parked behind the fence."),
    (BASEBALL, "complex", "Why does the batter stand with his feet wide apart?",
     "A wide stance gives him a firm base for the swing. As he turns his hips, his weight moves from the back foot to the "
     "front foot, and the power of his legs goes into the bat. With his feet close together he would lose his balance."),
    (BASEBALL, "complex", "What is the catcher ready to do?",
     "He is crouching with his glove arm stretched out, so he is ready to catch the ball if the batter misses it. From "
     "this position he can also rise quickly and throw the ball to one of the bases."),
    (BASEBALL, "complex", "What might the man at the fence think?",
     "He is standing with his arms bent in front of him, watching the play. He may be a coach or a father who pays "
     "attention to how the boy coordinates his arms and legs."),
    # a race
    (RACE, "conversation", "What sport is this?", "It is cross-country skiing; five athletes race over a snowy course."),
    (RACE, "conversation", "What is the skier in blue in the middle doing with his legs?",
     "His right leg is straight and pushes out to the side, while his weight is on the other leg."),
    (RACE, "conversation", "Which way do the skiers look?", "All of them look to the viewer's right, where the course goes on."),
    (RACE, "conversation", "How many skiers can be seen?", "Five skiers can be seen."),
    (RACE, "conversation", "Are the skiers' arms bent or straight?", "Most of them have bent arms as they work with their poles."),
    (RACE, "conversation", "What do they wear?", "They wear tight racing suits, bibs with numbers, and sunglasses."),
    (RACE, "detail", DESCRIBE,
     "Five cross-country skiers in tight racing suits move over the snow. The skier in the middle, dressed in blue, leans "
     "forward and pushes off to the side with his right leg. In the lower right, another skier is bent low over his skis "
     "with his left knee bent and his right leg stretched out behind him. The others follow at a short distance, their "
     "poles pointing backwards. Their heads are turned to the viewer's right, the direction of the race."),
    (RACE, "complex", "What technique do the skiers use, and how can you tell?",
     "They seem to be skating. In this technique one leg glides while the other pushes out to the side, and that is what "
     "the legs of the skier in blue show: his right leg is out to the side, and his upper body leans over the gliding ski."),
    (RACE, "complex", "Who could overtake whom next?",
     "The skier in the lower right is the closest to the viewer and leans far into the turn, which suggests that he is "
     "attacking. The one in blue follows and would have to push harder with both arms to catch up. A gap of 1.5 seconds "
     "can decide such a race."),
    (RACE, "complex", "Why do the skiers lean forward?",
     "Leaning forward keeps their weight over the gliding ski and lowers the drag of the air. It also lets them use the "
     "weight of their upper bodies when they push with their poles, instead of relying on the arms alone."),
)  # fmt: skip
