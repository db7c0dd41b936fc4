"""Postures, trunks and heads in nouns, heads that stand alone behind a comma, and whose they are."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import STANDING, make_person, make_scene
from .test_claims import write
from .test_goals import TO_THE_RIGHT

_ABOVE = ("nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder")
LEANING = {name: (x + 20, y + 4) for name, (x, y) in STANDING.items() if name in _ABOVE}
TILTED = {"left eye": (54, 19), "right eye": (46, 16), "left ear": (58, 21), "right ear": (42, 15)}

READ = {
    # postures
    "Her crouch is deep.": ["posture crouching"],
    "The low squat of the catcher suggests that he waits.": ["posture crouching"],
    "His sprawl on the ground is comical.": ["posture lying"],
    "The man's leap suggests joy.": ["posture airborne"],
    "The seated position of the woman suggests rest.": ["posture sitting"],
    "The crouching posture of the batter is low.": ["posture crouching"],
    "Holding a kneeling pose, the dancer waits.": ["posture kneeling"],
    "The man's stance, upright in mid-stride, is elegant.": ["stance striding"],
    # trunks
    "The coach's backward lean is odd.": ["trunk leaning back"],
    "The backward arch of her trunk is odd.": ["trunk leaning back"],
    "The woman's upper body, thrown back in a recline, is relaxed.": ["trunk leaning back"],
    "Her reclined posture is odd.": ["trunk leaning back"],
    "The man's forward lean is odd.": ["trunk leaning forward"],
    "His bent back is odd.": ["trunk leaning forward"],
    "The bent back of the man is odd.": ["trunk leaning forward"],
    "The deep forward bend of her torso is odd.": ["trunk bent over"],
    "Her trunk is bent forward until her back is flat.": ["trunk horizontal"],
    "The lean of her trunk to one side is deep.": ["trunk leaning to one side"],
    "The man's body leans to one side.": ["trunk leaning to one side"],
    "The man leans heavily to one side.": ["trunk leaning to one side"],
    "The man leans to the side of the table.": [],
    "The man hangs upside down.": ["!trunk upright"],
    "The dancer does a handstand.": ["!trunk upright"],
    "The man holds a phone, turned upside down.": ["one hand holding phone"],
    "The man waits, back straight.": ["trunk upright"],
    "Back bent, the man waits.": ["trunk leaning forward"],
    "He takes a bow.": ["trunk leaning forward"],
    "The woman is reclining.": ["trunk leaning back"],
    "Her head is cocked to one side.": ["head tilted to one side"],
    "The boy tilts his head to the side.": ["head tilted to one side"],
    "Her head is tilted to the side of the bed.": [],
    "His whole body is upside down.": ["!trunk upright"],
    "The upright stance of the man is odd.": ["trunk upright"],
    # heads
    "The upturned face of the long-haired midfielder is happy.": ["head tipped back"],
    "The bowed head of the man suggests that he looks high up.": ["head bowed"],
    "The man, head thrown back, laughs.": ["head thrown back"],
    "Three men wait, heads bowed and turned away from it.": ["head bowed"],
    "The woman waits, face averted.": ["head turned aside"],
    "His averted face is pale.": ["head turned aside"],
    "The turned head of the woman is in the sun.": ["head turned aside"],
    "The sideways turn of her head is odd.": ["head turned aside"],
    "The turn of her head to the left side of the picture is odd.": ["head turned to the viewer's left"],
    "The backward tilt of his head is odd.": ["head tipped back"],
    "The downward tilt of her head is odd.": ["head lowered"],
    "She rests her forehead on her partner's chest.": ["head lowered"],
    # of others, by a little, or something else
    "The crouch of the cat is low.": [],
    "The dog's crouch is low.": [],
    "The man's squat build is odd.": [],
    "His jump shot missed.": [],
    "The kneeling posture of the dog is odd.": [],
    "The backward tilt of the chair is odd.": [],
    "The slight forward tilt of her head is odd.": [],
    "He leads a horse, head lowered.": [],
    "The man sits at the head of the table.": ["posture sitting"],
    "The face of the clock is turned up.": [],
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_nouns_and_heads_that_stand_alone_are_read(text, expected):
    assert sorted({write(claim) for claim in find_claims(f"A man and a woman are here. {text}")}) == sorted(expected)


@pytest.mark.parametrize(
    ("sentence", "points", "verdict"),
    [
        ("The deep crouch of the man suggests that he waits.", {}, "contradict"),
        ("The man's sprawl on the ground is comical.", {}, "contradict"),
        ("The standing pose of the man suggests that he waits.", {}, "agree"),
        ("The deep backward lean of the man is odd.", TO_THE_RIGHT, "contradict"),
        ("The deep forward bend of his torso is odd.", TO_THE_RIGHT, "contradict"),
        ("The upright stance of the man is odd.", TO_THE_RIGHT, "agree"),
        ("The lean of his trunk to one side is odd.", {}, "contradict"),
        ("The lean of his trunk to one side is odd.", LEANING, "agree"),
        ("The man hangs upside down.", {}, "contradict"),
        ("His head is tilted to one side.", {}, "contradict"),
        ("His head is tilted to one side.", TILTED, "agree"),
        ("The man, head thrown back, laughs.", TO_THE_RIGHT, "contradict"),
        ("His averted face is pale.", {}, "contradict"),
        ("His averted face is pale.", TO_THE_RIGHT, "unjudged"),
    ],
)
def test_what_nouns_state_is_held_against_the_points(sentence, points, verdict):
    items = check_claims(f"A man is outdoors. {sentence}", make_scene(make_person(points))).items
    assert [item.verdict for item in items] == [verdict]
