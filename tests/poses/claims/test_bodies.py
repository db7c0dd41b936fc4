"""Postures, trunks, sides and heads in any words: what is read, what is not, and how it is judged."""

from random import Random

import pytest

from kp_llava.poses.claims import stems
from kp_llava.poses.claims.bodies.gazes import GAZES
from kp_llava.poses.claims.bodies.postures import POSTURES
from kp_llava.poses.claims.bodies.trunks import TRUNKS
from kp_llava.poses.claims.bodies.views import VIEWS
from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import STANDING, make_person, make_scene
from .sentences.bodies import LONGER, NOT_SO, OF_OWNERS
from .test_claims import write
from .test_stems import parser, write_match

STATED = {
    "posture standing": """
        The guests have all stood up for the speech.
        Both men are on their feet.
        The old man has risen from his chair.
        She scrambles back to her feet.
        The crowd in front of her is gone, and the girl is still on her feet.
        With an effort, he gets to his feet.
    """,
    "posture sitting": """
        The woman remains in her seat.
        He has sunk deep into the cushions of an armchair.
        She settles down in a folding chair.
        The boy has plopped himself down on the curb.
        The driver is behind the wheel.
        All four people at the table are seated.
    """,
    "posture lying": """
        The boy is flat on his back in the sand.
        The swimmer lies prone, paddling with both hands.
        A man sleeps stretched out on his side.
        The girl is on her stomach.
        He is stretched out flat on the towel.
    """,
    "posture kneeling": """
        He has dropped onto one knee.
        The worker is down on his left knee.
        The boy sinks to his knees.
        She goes down on bended knee.
    """,
    "posture crouching": """
        The catcher is hunkered down behind the plate.
        The boy sits back on his haunches.
        He drops into a deep crouch.
        She holds a low squat.
    """,
    "posture on all fours": """
        The toddler is on all fours.
        The child is on her hands and knees next to the sofa.
        The baby crawls across the carpet.
    """,
    "posture fallen": """
        The skier has fallen over.
        The boy has wiped out at the edge of the ramp.
        A rider who has been thrown off is helped by others.
    """,
    "posture on foot": """
        The man strolls along the beach.
        A woman is walking down the stairs.
        The boys march across the yard.
    """,
    "trunk bent over": """
        She doubles over in the saddle.
        The cook bows low at the waist.
        He is slumped over the steering wheel.
        The boy leans far over the railing.
        The woman's torso is folded forward from the hips.
    """,
    "trunk doubled over": """
        The man is bent almost double.
    """,
    "trunk horizontal": """
        The skier is in a low tuck.
        The skater's back is nearly parallel to the ground.
        Her upper body is stretched out flat over the ironing board.
    """,
    "trunk leaning back": """
        The boy leans back as far as he can.
        Her upper body is thrown backward.
        He tilts his whole body backward.
        The woman reclines against the cushions.
    """,
    "trunk leaning forward": """
        The girl leans forward.
        The man's torso inclines forward a bit more than before.
        He is hunched in the wind.
        She bends her upper body forward.
    """,
    "trunk upright": """
        The rider holds her back vertical.
        He is as straight as a poker, upright as a post.
    """,
    "trunk bolt upright": """
        He is bolt upright.
        The woman's spine is perfectly straight.
    """,
    "body facing away": """
        The woman has her back mostly to us.
        He shows the camera only his back.
        We see only his back.
        The two players are photographed from behind.
        The cyclist rides away from the camera.
        Only his back is visible.
    """,
    "body facing the viewer": """
        The skier comes straight toward the photographer.
        We see the player head-on.
        The woman has swung around to greet us.
        His chest is turned to the camera.
        She faces the lens squarely.
    """,
    "body seen from the side": """
        The runner is pictured side-on.
        We see her from the side.
        The waiter is shown in strict profile.
    """,
    "head looking at the viewer": """
        The girl beams straight into the lens.
        His eyes are fixed on the camera.
        She makes eye contact with the viewer.
        The boy glances over his shoulder at us.
        He meets our gaze.
    """,
    "head turned away from the viewer": """
        The man shows us only the back of his neck.
        Only the back of her head is visible.
    """,
    "head hidden": """
        Nothing of his face can be seen.
        Her face is hidden from view.
        We cannot see his face.
    """,
    "head bowed": """
        The old man hangs his head.
        The girl's head is bowed.
        With bowed head, he waits.
    """,
    "head on the chest": """
        Her chin rests on her chest.
        He has dropped his chin to his chest.
    """,
    "head lowered": """
        Head down, the cyclist pedals hard.
        She keeps her chin tucked in.
        The man ducks his head.
        With his head lowered, the boy listens.
    """,
    "head tipped back": """
        The boy tips back his head.
        He tilts his head far back.
    """,
    "head thrown back": """
        With his head thrown back, the man laughs.
        The girl's face is tipped up toward the sky.
        She flings back her head.
    """,
    "head up": """
        Chin lifted, the girl waits.
        He raises his head.
    """,
    "head looking up": """
        The man looks up at the balcony.
        His eyes are rolled up toward the ceiling.
    """,
    "head looking far up": """
        The boy stares up at the ceiling.
        The man looks straight up.
        She gazes into the cloudy sky.
        Her gaze is on the sky.
    """,
    "head looking down": """
        He peers down into the sink.
        Her eyes are on the floor.
        She looks down at the ground.
    """,
    "head looking far down": """
        She frowns at her shoes.
        The boy looks down into his lap.
        The girl gazes down at the ground by her feet.
        He looks straight down.
    """,
    "head laid down": """
        His forehead rests on the tabletop.
        The student has his cheek pressed against the desk.
    """,
    "head turned to the own left": """
        She has turned her head to her left.
        The man glances over his left shoulder.
    """,
    "both hand near the face": """
        The boy buries his face in his hands.
        Her face is hidden behind her hands.
    """,
    "!posture sitting": """
        Neither of the women is seated.
        The boy is not sitting on the bench.
    """,
    "!head looking at the viewer": """
        Nobody is looking at the camera.
        The girl does not look into the lens.
    """,
}

NOT_STATED = """
A dog is on its feet next to the man.
The man watches a cat that has curled up and is lying on its side.
The statue of the man is bent double.
A helmet sits on his head.
She wears a hat on her bowed straw hatstand.
He holds a sign above his head.
The ball is up in the air behind his head.
The boy wants to get to his feet.
The girl tries to look into the camera.
The woman is about to lean far over the table.
If he leaned back, the chair would tip over.
He walks a fine line.
The back of the chair leans back.
The man scratches the dog's head, which hangs down.
A lamp stands upright behind the sofa.
Is she looking at the camera?
The path leads away from the camera.
The road runs toward the viewer.
The man's hat is tipped back.
The boat heads toward us.
The man and his horse, seen from behind a fence, and the trees.
He keeps a close eye on the ball.
The rider comes down the face of the wave.
In the stands behind the player, the whole crowd is up on its feet.
"""


def sentences(text):
    return [line.strip() for line in text.strip().splitlines()]


def read(sentence):
    return {write(claim) for claim in find_claims(sentence)}


@pytest.mark.parametrize("said", [STATED, LONGER, OF_OWNERS], ids=["short", "longer", "of owners"])
def test_a_state_is_read_in_many_words(said):
    missed = [
        (statement, sentence, read(sentence))
        for statement, text in said.items()
        for sentence in sentences(text)
        if statement not in read(sentence)
    ]
    assert not missed


@pytest.mark.parametrize("words", ["He has his {} side turned to us.", "He points his {} shoulder at the camera."])
def test_who_turns_a_side_to_the_viewer_is_not_said_to_face_the_viewer(words):
    for side in ("left", "right"):
        assert read(f"The man waits. {words.format(side)}") == {f"side {side} side to the viewer"}


def test_what_only_looks_like_a_statement_is_none():
    found = {sentence: read(sentence) for sentence in sentences(NOT_STATED + NOT_SO) if read(sentence)}
    assert not found


@pytest.mark.parametrize("cue", [c for c in (*GAZES, *POSTURES, *TRUNKS, *VIEWS) if c.gate >= 0], ids=lambda c: c.state)
def test_every_match_has_a_word_of_the_gate(cue):
    random, parsed = Random(3), parser.parse(cue.words.pattern)
    for _ in range(300):
        match = cue.words.compiled.search(write_match(parsed, random))
        if match is not None:
            part = match.group()
            assert stems.Words(part, 0, len(part)).bits & cue.gate, part


FRONT = {
    "nose": (50, 12),
    "left eye": (52.5, 10),
    "right eye": (47.5, 10),
    "left ear": (55.5, 12),
    "right ear": (44.5, 12),
}


def verdict(text, changes=None):
    scene = make_scene(make_person({**STANDING, **FRONT, **(changes or {})}), captions=("A person.",))
    return {item.verdict for item in check_claims(text, scene).items}


BOWED = {"nose": (50, 18), "left eye": (52.5, 14), "right eye": (47.5, 14)}
RAISED = {"nose": (50, 5), "left eye": (52.5, 3), "right eye": (47.5, 3)}


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("He is on all fours.", None, {"contradict"}),
        ("The man has fallen over.", None, {"contradict"}),
        ("He lies flat on his back.", None, {"contradict"}),
        ("He is on his feet.", None, {"agree"}),
        ("His upper body is folded flat over the table.", None, {"contradict"}),
        ("The man is bent almost double.", None, {"contradict"}),
        ("He leans forward.", None, {"unjudged"}),  # toward the viewer, perhaps
        ("He leans slightly forward.", None, {"unjudged"}),
        ("His back is to us.", None, {"contradict"}),
        ("He faces the camera squarely.", None, {"agree"}),
        ("Nothing of his face can be seen.", None, {"contradict"}),
        ("He has thrown his head back.", BOWED, {"contradict"}),
        ("He hangs his head.", BOWED, {"unjudged"}),
        ("He hangs his head.", RAISED, {"contradict"}),
        ("He has thrown his head back.", RAISED, {"unjudged"}),
        ("He does not hang his head.", BOWED, {"unjudged"}),
        ("His forehead rests on the tabletop.", None, {"contradict"}),
        ("His head is perhaps bowed.", RAISED, {"unjudged"}),
    ],
)
def test_a_body_is_held_against_its_points(text, changes, expected):
    assert verdict(text, changes) == expected


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("The surfer leans far back at the hips.", "leaning far back"),
        ("The surfer leans forward at the hips.", "leaning forward"),  # by any angle
        ("The woman leans back from the crowd.", "leaning back"),
        ("By leaning back from the counter, the cook avoids the steam.", "leaning back"),
    ],
)
def test_a_lean_back_is_no_bow(text, state):
    assert [claim.state for claim in find_claims(text) if claim.part == "trunk"] == [state]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She tilts her head back to drink from a can.", {"head tipped back"}),
        ("The boy has his head tipped back to look at the hanging lamps.", {"head tipped back"}),
        ("She leans her head back to the wall.", set()),
        ("The man is turned to face the right side of the image.", {"body turned to the viewer's right"}),
        ("The woman is oriented toward the left side of the picture.", {"body turned to the viewer's left"}),
        ("The bench is oriented toward the left side of the picture.", set()),
    ],
)
def test_what_a_head_is_turned_for_is_no_state(text, wanted):
    assert {write(claim) for claim in find_claims(text)} == wanted


@pytest.mark.parametrize("how", ["angled", "turned partly", "half turned", "turned slightly"])
def test_who_is_turned_away_in_part_may_still_show_the_front(how):
    report = check_claims(f"The man is {how} away from the viewer.", make_scene())
    assert "contradict" not in {item.verdict for item in report.items}
    assert [item.verdict for item in check_claims("The man is turned away from the viewer.", make_scene()).items] == [
        "contradict"
    ]


@pytest.mark.parametrize("how", ["fairly", "relatively", "more or less"])
def test_who_leans_may_still_be_rather_upright(how):
    # the hips 40 below the shoulders, which are 15 aside of them: 21 degrees
    lean = {name: (x + 15, y) for name, (x, y) in {**STANDING, **FRONT}.items() if y < STANDING["left hip"][1] - 1}
    assert verdict("The man sits bolt upright.", lean) == {"contradict"}
    assert verdict(f"The man keeps his torso {how} upright.", lean) == {"unjudged"}


def test_an_arm_that_goes_down_may_hang_though_its_elbow_is_bent():
    # both parts of the arm go down, by 63 and 59 degrees: nobody would call that wrong
    assert verdict("The man's left arm hangs down.", {"left elbow": (68, 46), "left wrist": (56, 66)}) == {"unjudged"}
    # the forearm goes up
    assert verdict("The man's left arm hangs down.", {"left elbow": (68, 50), "left wrist": (60, 34)}) == {"contradict"}


def test_a_raised_arm_is_away_from_the_body():
    raised = {"left elbow": (78, 22), "left wrist": (92, 8)}
    assert verdict("The man's left arm reaches out away from his body.", raised) == {"agree"}
    assert verdict("The man's left arm reaches out away from his body.") == {"contradict"}


def test_a_trunk_seen_from_the_front_proves_no_upright_back_to_the_last_degree():
    # he may lean toward the viewer by a little
    assert verdict("The man keeps his torso upright.") == {"agree"}
    assert verdict("The man keeps his torso bolt upright.") == {"unjudged"}
