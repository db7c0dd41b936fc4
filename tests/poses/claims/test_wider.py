"""More ways to say where a head is turned, what is held, and which limb is meant."""

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

READ = {
    # heads that are turned to something else than the camera
    "He has turned his head to watch the bus.": ["head toward the bus", "head turned aside"],
    "She turns her face toward the fountain.": ["head turned aside"],
    "Her head is turned away from the stage.": ["head turned aside"],
    "The boy twists his head around to look behind him.": ["head turned over the shoulder"],
    "He has turned his head to look at the camera.": ["head looking at the viewer"],
    "His head is turned toward the right-hand edge of the picture.": ["head turned to the viewer's right"],
    "The woman faces the left-hand side of the photo.": ["body turned to the viewer's left"],
    # a lean is no turn, and back is not forward
    "By tilting his upper body to the left side of the picture, he gets ready.": ["trunk leaning to the viewer's left"],
    "She is leaning her body to the right of the image.": ["trunk leaning to the viewer's right"],
    "He turns his upper body to the left side of the picture.": ["body turned to the viewer's left"],
    "The man leans far back over his board.": ["trunk leaning far back"],
    "He leans back over the rail.": ["trunk leaning back"],
    "He leans over the rail.": ["trunk leaning forward"],
    "The skier is bent low, with a pole in each hand.": ["trunk bent over"],
    "Her left arm is bent, with the hand holding a pole at the side.": ["left arm bent"],
    "Her left arm is bent, with the hand out to the side.": ["left arm bent", "left arm held away from the body"],
    "She stretches her left hand out to the side.": ["left arm out to the side"],
    # who holds a thing, unsaid in which hand
    "The waiter is holding a bowl.": ["one hand holding bowl"],
    "Somebody carries a red umbrella.": ["one hand holding umbrella"],
    "The waiter holding a bowl is standing.": ["posture standing"],
    "She holds the leash of the dog.": [],
    "In his left hand the man carries a bottle.": ["left hand holding bottle"],
    "He is carrying the puppy in both arms.": ["both hand holding puppy"],
    "With her right hand on the ear of the horse, she waits.": ["right hand holding petted horse"],
    # which limb is meant
    "The hand that holds the fork is his left one.": ["left hand holding fork"],
    "The right hand holds a cup, and the left works the scissors.": [
        "left hand holding scissors", "right hand holding cup"],
    "The woman near the horse has both arms crossed.": ["both arm across the body"],
    "She is touching the strap of her helmet with both hands.": ["both hand at the head"],
    "The child hugs one arm against her chest.": ["one hand in front of the chest"],
    "His right hand is higher than his hair.": ["right hand above the head"],
    "The left arm is completely straight above the cat.": ["left arm fully straight"],
    "In his right hand, he's holding a remote.": ["right hand holding remote"],
    "She is brushing her teeth with her left hand.": ["left hand near the face"],
    "The man straightens his tie with both hands.": ["both hand in front of the chest"],
    "The man has his hands clasped on the desk.": ["both hand on the table", "hands together"],
    "A boy is reaching up toward the balloon.": ["one arm raised"],
    "She stands with her weight on her left leg.": ["!left leg lifted", "posture standing"],
    "His hand is resting on his left leg.": ["one hand in the lap"],
    "He holds a leash in his left hand, and his right hand is in his pocket.": ["right hand in the pocket"],
    "Her right hand is grabbing the surfboard.": ["right hand holding surfboard"],
    "The goalkeeper waits, her left hand outstretched.": ["left arm extended"],
    "His left hand seems to be holding a beer.": ["?left hand holding beer"],
    # bodies
    "The boy is sitting on his heels.": [],
    "The woman turns her body to the left side of the picture.": ["body turned to the viewer's left"],
    "His face is turned to the right.": ["head turned to the right"],
    "Her head is turned to her left.": ["head turned to the own left"],
    "His right knee is on the ground.": ["posture kneeling"],
    "The left side of her body faces the camera.": ["side left side to the viewer"],
    "He stands with his right side toward the viewer.": ["posture standing", "side right side to the viewer"],
    "The man's shoulders are square to the camera.": ["body facing the viewer"],
    "His shoulders are square to the camera.": ["body facing the viewer"],
    "The woman's back is facing the camera.": ["body facing away"],
    "The girl is standing sideways.": ["body seen from the side", "posture standing"],
    "The child sits with his feet dangling above the floor.": ["posture sitting"],
    "The man is reclining on the sofa.": ["trunk leaning back"],
    "His torso leans to the left.": ["trunk leaning to the left"],
    "We see a man in a dark coat from behind.": ["body facing away"],
    "Both of them are turned from the camera.": ["body facing away"],
    "The girls are on their backs.": ["posture lying"],
    "The man has climbed a ladder and stands near the roof.": ["posture standing"],
    "You can tell that the boy is kneeling.": ["posture kneeling"],
    "His back is bent so low that his chest touches the table.": ["trunk bent over"],
    # negations, pairs and owners of limbs
    "The girl does not lift her left leg.": ["!left leg lifted"],
    "His arms are neither raised nor crossed.": ["!both arm across the body", "!both arm raised"],
    "His right arm is not hanging but raised.": ["!right arm hanging", "right arm raised"],
    "Neither boy bends his knees.": ["!both leg bent"],
    "His left knee and his right knee are bent.": ["left leg bent", "right leg bent"],
    "The right arm of the woman in white hangs at her side.": ["right arm hanging"],
    "Her left arm stretches straight up, without a trace of a bend.": ["left arm raised", "left arm straight"],
}  # fmt: skip


@pytest.mark.parametrize("sentence", READ)
def test_each_of_these_ways_to_say_it_is_read(sentence):
    assert sorted(set(map(write, find_claims(sentence)))) == sorted(READ[sentence])


def test_a_head_that_points_at_the_viewer_is_not_turned_to_something_else():
    items = check_claims("She has turned her head to watch the bus.", make_scene(make_person())).items
    assert {item.claim.state: item.verdict for item in items}["turned aside"] == "contradict"


@pytest.mark.parametrize(("left", "verdict"), [(30.0, "unjudged"), (260.0, "contradict")])
def test_nobody_holds_what_both_hands_are_far_from(left, verdict):
    person = make_person()
    cup = SceneObject(9, "cup", (left, 66.0, 6.0, 6.0))
    items = check_claims("The person is holding a cup.", make_scene(person, cup)).items
    assert [item.verdict for item in items] == [verdict]


SIDEWAYS = {"right shoulder": (58, 34), "right hip": (55, 68), "nose": (62, 18), "left eye": None, "right ear": None}


@pytest.mark.parametrize(
    ("sentence", "statements"),
    [
        # "up" in front of other words is no direction of the whole arm
        ("His elbow is bent so that it brings the hand up between his chest and the glass.", ["one arm bent"]),
        ("His right forearm points up.", ["right hand above the elbow"]),
        ("Both his forearms are raised above shoulder height.", ["both arm raised"]),
        ("He sits with one knee drawn up.", ["one leg bent", "posture sitting"]),
        ("The stick in her left hand trails behind her.", []),
        (
            "In her left hand, which is raised above her head, she has a cup.",
            ["left hand above the head", "left hand holding cup"],
        ),
        ("His folded arms show that he is bored.", ["both arm across the body"]),
        ("Turning his head to look at the road would help him.", []),
        ("The chair's back is facing the viewer while the woman reads.", []),
        # whose left it is stays open
        ("He looks to the left.", ["head looking to the left"]),
        ("She is facing right.", ["body turned to the right"]),
        ("He is facing left field.", []),
        ("He looks left and right.", []),
    ],
)
def test_what_is_said_of_a_part_is_not_said_of_the_whole(sentence, statements):
    assert sorted(set(map(write, find_claims(sentence)))) == statements


def test_a_bare_left_is_judged_only_of_somebody_who_is_not_frontal():
    texts = ("The person is looking to the left.", "The person is facing left.")
    for text in texts:
        assert [item.verdict for item in check_claims(text, make_scene(make_person())).items] == ["unjudged"], text


def test_whom_a_word_behind_for_names_is_not_meant():
    (claim,) = find_claims("Neither arm is raised, as is usual for someone who waits.")
    assert claim.who is None
    (claim,) = find_claims("Her face is turned toward the camera, as if someone had called her.")
    assert claim.who is None
