"""To which side bodies and heads point and lean, looks over a shoulder, sides that are seen, and stances."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

READ = {
    # directions of bodies, heads and eyes
    "He is oriented toward the left side of the picture.": ["body turned to the viewer's left"],
    "Her body is oriented to the left.": ["body turned to the left"],
    "His torso is turned to the left of the image.": ["body turned to the viewer's left"],
    "Her shoulders are turned toward the right of the picture.": ["body turned to the viewer's right"],
    "Her body is angled to the left side of the image.": ["body angled to the viewer's left"],
    "His head is directed to the left.": ["head turned to the left"],
    "His head faces the right side of the photo.": ["head turned to the viewer's right"],
    "Her eyes are directed toward the right.": ["head looking to the right"],
    "His head leans over to the left side of the image.": ["head tilted to the viewer's left"],
    "Turned to the left, she waits.": ["body turned to the left"],
    # to the own side
    "She leans to her left.": ["trunk leaning to the own left"],
    "His torso is tilted to his right.": ["trunk leaning to the own right"],
    "The woman's face is turned to her left, away from the stage.": ["head turned to the own left"],
    "His head leans over toward his right.": ["head tilted to the own right"],
    # over a shoulder, to the side
    "He looks back over his shoulder.": ["head turned over the shoulder"],
    "Her head is twisted back over her shoulder.": ["head turned over the shoulder"],
    "He peers behind him.": ["head turned over the shoulder"],
    "She looks off to the side.": ["head turned aside"],
    # sides that are seen
    "We see the girl from her right side.": ["side right side to the viewer"],
    "Her left side is the one nearer to us.": ["side left side to the viewer"],
    "His side is turned to the camera.": ["body seen from the side"],
    "His body is sideways to the camera.": ["body seen from the side"],
    "Only one side of his face is visible.": ["head in profile"],
    "Her back faces the viewer.": ["body facing away"],
    "Both shoulders are square to the camera.": ["body facing the viewer"],
    # trunks, shoulders, stances and postures in nouns
    "His upright torso shows that he waits.": ["trunk upright"],
    "She maintains a forward-leaning posture.": ["trunk leaning forward"],
    "His left shoulder is lower than his right.": ["trunk right shoulder higher"],
    "He drops his right shoulder.": ["trunk left shoulder higher"],
    "He stands with a narrow stance.": ["!stance apart", "posture standing"],
    "The player adopts a wide, stable stance.": ["stance apart"],
    "Her seated posture is relaxed.": ["posture sitting"],
    "She rests on her knees.": ["posture kneeling"],
    "He has leapt into the air.": ["posture airborne"],
    "The woman leans in toward the screen.": ["trunk leaning forward"],
    "He maintains a straight back.": ["trunk upright"],
    "His upper body is straight.": ["trunk upright"],
    "She directs her gaze to the left.": ["head looking to the left"],
    "His eyes follow the ball overhead.": ["head looking up"],
    "He takes a knee.": ["posture kneeling"],
    "He stands with his back facing us.": ["body facing away", "posture standing"],
    "Her face is in profile to the viewer.": ["head in profile"],
    # what says something else
    "He is positioned to the left of the table.": [],
    "He looks behind the counter.": [],
    "His stance on the matter is clear.": [],
    "She leans to her left hand.": [],
    "In the glass of the train door, a figure raises both arms.": [],
    "The fingers of her left hand point up.": [],
    "Both of his hands stay below chest level.": ["!both hand above the shoulder"],
}  # fmt: skip


@pytest.mark.parametrize("sentence", READ)
def test_each_of_these_is_read(sentence):
    found = find_claims(f"A man and a woman are here. {sentence}")
    assert sorted(set(map(write, found))) == sorted(READ[sentence])


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
