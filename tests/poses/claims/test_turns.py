"""To which side bodies and heads point and lean, looks over a shoulder, sides that are seen, and stances."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write
from .test_goals import TO_THE_RIGHT


def verdicts(sentence, person):
    return [item.verdict for item in check_claims(sentence, make_scene(person)).items]


def test_who_faces_the_viewer_does_not_look_over_a_shoulder():
    assert verdicts("The person looks back over one shoulder.", make_person()) == ["contradict"]


def test_a_lean_to_the_own_left_of_somebody_who_faces_the_viewer_is_one_to_the_viewer_s_right():
    names = ("nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder")
    at = {"nose": (74, 22), "left eye": (77, 20), "right eye": (71, 18), "left ear": (81, 23), "right ear": (67, 18)}
    at |= {"left shoulder": (80, 42), "right shoulder": (58, 32)}
    person = make_person({name: at[name] for name in names}, bbox_xywh=(30.0, 4.0, 60.0, 114.0))
    assert verdicts("The person leans to their left.", person) == ["agree"]
    assert verdicts("The person leans to their right.", person) == ["contradict"]


def test_the_lower_shoulder_is_not_the_higher_one():
    person = make_person({"left shoulder": (62, 44), "right shoulder": (38, 30)})
    assert verdicts("The person's left shoulder is higher than the right.", person) == ["contradict"]
    assert verdicts("The person's left shoulder is lower than the right.", person) == ["unjudged"]


READ = {
    # their own sides
    "The side of her body nearest to the camera is her left one.": ["side left side to the viewer"],
    "The side of his body that faces us is the right one.": ["side right side to the viewer"],
    "The side that we see of him is his left.": ["side left side to the viewer"],
    "The nearer shoulder is the left one.": ["side left side to the viewer"],
    "His right side is closest.": ["side right side to the viewer"],
    "We see the left side of his body.": ["side left side to the viewer"],
    "The camera sees the right side of the rider.": ["side right side to the viewer"],
    "The left side of her body is nearer to the viewer.": ["side left side to the viewer"],
    "We see the left side of the bus.": [],
    "The near side of the street is the left one.": [],
    "The bent arm on the near side is his right one.": ["right arm bent"],
    # fronts and backs
    "The woman's face is away from the viewer.": ["head turned away from the viewer"],
    "The rider's face and chest are away from the camera.": ["body facing away"],
    "Her head and torso face the camera.": ["body facing the viewer"],
    "His body is turned to the back, away from the viewer.": ["body facing away"],
    "His back stays square to the camera.": ["body facing away"],
    "His chest points away from us.": ["body facing away"],
    "The dog's face is away from the camera.": [],
    # what is behind
    "He is turned toward the wall in the background.": ["!body facing the viewer"],
    "He is facing the stands behind him.": ["!head facing the viewer"],
    "The bench faces the trees in the background.": [],
    "Looking back up the hill, he waits.": ["head turned over the shoulder"],
    "He looks back down the stairs.": ["head turned over the shoulder"],
    # away from something, toward a side
    "He is turned away from the food, toward the right edge of the picture.": ["body turned to the viewer's right"],
    "The two of them are turned away from the pot, to the left.": ["body turned to the left"],
    # verbs of several
    "All of them move away from the viewer.": ["body facing away"],
    "They ride toward the camera.": ["body facing the viewer"],
    "They gaze straight at the camera.": ["head looking straight at the viewer"],
    "The men stare at the floor.": ["head looking down"],
    "The two men turn and smile at the camera.": ["head looking at the viewer"],
    "They jump into the air.": ["posture airborne"],
    "His move away from us is quick.": [],
    "A smile at the camera is rare.": [],
    "A leap into the air is rare.": [],
    "Neither of them looks at the camera.": ["!head looking at the viewer"],
    # heads
    "His head falls toward his own right shoulder.": ["head tilted to the own right"],
    "Her head rests on her left shoulder.": ["head tilted to the own left"],
    "He drops his head toward his right shoulder.": ["head tilted to the own right"],
    "The monk tips his head back from the bowl.": ["head tipped back"],
    "He looks far off to one side.": ["head turned aside"],
    "The youngster looks over the right shoulder.": ["head turned over the shoulder"],
    "He looks over the shoulder of his friend.": [],
    "Her gaze over her shoulder is shy.": ["head turned over the shoulder"],
    "Eyes fixed on the camera, she smiles.": ["head looking at the viewer"],
    "His line of sight is directed up at the ceiling.": ["head looking far up"],
    "His gaze is fixed on something above him.": ["head looking up"],
    "She holds her head low.": ["head lowered"],
    "She cranes her neck upward.": ["head up"],
    "Her head is oriented away from the camera.": ["head turned away from the viewer"],
    "We see her in profile.": ["body seen from the side"],
    "He is turned to the side.": ["!body facing the viewer"],
    # lying and kneeling
    "The surfer rides a striped longboard on his belly.": ["posture lying"],
    "The child slides down the slope on her back.": ["posture lying"],
    "He rides a bike with a bag on his back.": [],
    "He's on his stomach.": ["posture lying"],
    "He lies face down in the water.": ["posture lying"],
    "She lies on her stomach, face down.": ["posture lying"],
    "He sits with his face down.": ["head lowered", "posture sitting"],
    "Stretched out on the floor, he rests.": ["posture lying"],
    "He scrubs the floor on his knees.": ["posture kneeling"],
    "He plays a game on his knees.": [],
    "She is flat on the ice.": ["posture fallen"],
    "He is still in his seat.": ["posture sitting"],
    "Both feet have left the ground.": ["posture airborne"],
    "Her body forms a right angle at the hips.": ["trunk bent over"],
    "The rider is tucked low over the handlebars.": ["trunk leaning forward"],
    "Her torso is thrown back in laughter.": ["trunk leaning back"],
    "A woman sits with a child on her knees.": ["posture sitting"],
}  # fmt: skip


@pytest.mark.parametrize("sentence", READ)
def test_sides_turns_and_lying_people_are_read_in_further_words(sentence):
    assert sorted(write(claim) for claim in find_claims(f"A man is outdoors. {sentence}")) == sorted(READ[sentence])


@pytest.mark.parametrize(
    "sentence",
    [
        "The person's face is away from the viewer.",
        "The person's back stays square to the camera.",
        "The person is facing the stands behind them.",
        "The person has been turned toward the wall in the background.",
        "The person rides a board on their belly.",
        "The person looks far off to the side.",
    ],
)
def test_who_stands_and_faces_the_viewer_is_not_turned_away_and_does_not_lie(sentence):
    assert [item.verdict for item in check_claims(sentence, make_scene(make_person())).items] == ["contradict"]


def test_which_own_side_is_nearer_is_held_against_the_turn():
    scene = make_scene(make_person(TO_THE_RIGHT))
    sides = ("left", "right")
    items = [check_claims(f"We see the {side} side of the person.", scene).items for side in sides]
    assert [[item.verdict for item in one] for one in items] == [["contradict"], ["agree"]]


def test_every_word_for_a_turn_may_stand_before_every_noun_of_the_head():
    nouns = ("head", "heads", "face", "faces", "chin", "gaze", "eyes", "forehead", "brow", "nose", "cheek")
    words = ("averted", "turned", "turned-away", "sideways-turned", "lifted", "lowered", "upturned", "downcast")
    for noun in nouns:
        for word in words:
            for text in (f"His {word} {noun} suggests doubt.", f"The man waits, his {word} {noun} low."):
                assert all(claim.part == "head" for claim in find_claims(text)), text
