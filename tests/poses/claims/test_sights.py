"""Backs, fronts and heads in further words, and limbs in front, high up, along the trunk and on the ground."""

import pytest

from kp_llava.poses.claims.find import find_claims

from .test_claims import write

READ = {
    "The woman in the red coat has turned her back this way.": ["body facing away"],
    "The dog turns its back this way.": [],
    "He turned this way and that.": [],
    "The boy faces our way.": ["body facing the viewer"],
    "Only the back of the sweater can be seen.": ["body facing away"],
    "We see the back of the shirt on the hanger.": [],
    "Her head is turned so that only the back of her scalp can be seen.": ["head turned away from the viewer"],
    "The goalkeeper is squared up to the camera.": ["body facing the viewer"],
    "The goalkeeper squares up to the ball.": [],
    "He sits with his chest to the left edge of the picture.": ["body turned to the viewer's left", "posture sitting"],
    "She stands with her body to the left of the tree.": ["posture standing"],
    "Her body is turned so that her right side is nearer to us.": ["side right side to the viewer"],
    "Her head leans toward her left shoulder.": ["head tilted to the own left"],
    "Her head leans toward his left shoulder.": [],
    "The chin is sunk on the chest.": ["head on the chest"],
    "Her gaze drifts over her shoulder.": ["head turned over the shoulder"],
    # fronts and backs of the picture, and faces
    "His back is turned to the front.": ["body facing away"],
    "The man has his back to the front of the stage.": ["body facing away"],
    "The man has his back to the front of the car.": [],
    "The man's upper body faces the rear.": ["body facing away"],
    "The woman faces the back of the room.": ["body facing away"],
    "His body faces the back of the chair.": [],
    "The woman faces the front of the picture.": ["body facing the viewer"],
    "The man faces the front.": [],
    "The man faces forward, toward the camera.": ["body facing the viewer"],
    "She has turned her chest and face to the camera.": ["body facing the viewer"],
    "He turned his face and chest toward the lens.": ["body facing the viewer", "head looking at the viewer"],
    "She has turned her back and the face is hidden.": ["body facing away", "head hidden"],
    "She has turned her back.": [],
    "The batter's back is visible to the viewer.": ["!body facing the viewer"],
    "The skier has turned his body away from the camera.": ["body facing away"],
    "He faces in the direction of the camera.": ["body facing the viewer"],
    "She looks in the direction of the camera.": ["head looking at the viewer"],
    "The man waits, face to the camera.": ["head looking at the viewer"],
    "He has twisted his upper body to the right.": ["body turned to the right"],
    "Both faces look directly into the lens.": ["head looking straight at the viewer"],
    "All three faces are turned to the camera.": ["head looking at the viewer"],
    "By turning her face to the garage doors behind her, she hides.": ["head turned aside"],
    "He has his face toward the tall fence behind him.": ["head turned over the shoulder"],
    "By lowering her head, she hides.": ["head lowered"],
    "The guard stands squarely facing the photographer.": ["body facing the viewer", "posture standing"],
    "The guard on his shin faces the camera.": [],
    "The head is tipped over toward his right shoulder.": ["head tilted to the own right"],
    "Her head is cocked to the left shoulder.": ["head tilted to the own left"],
    "His weight is shifted back.": ["trunk leaning back"],
    "The man's torso is folded forward until it is parallel to the ground.": ["trunk horizontal"],
    "He waits until it is level.": [],
    "He has both feet on the ground, one on either side of the bicycle.": ["!both leg lifted"],
    "He keeps both hands high above his head.": ["both hand high above the head"],
    "The horse is fifteen hands high.": [],
    "Both arms are pressed flat along the trunk.": ["both arm hanging"],
    "The mitt of the team is on the bench.": [],
    "His mitt is resting on the ground between his feet.": ["one hand near the ground"],
    "His right leg is the one that trails behind him.": ["left leg in front of the other"],
    "His left foot is the rear one of the two.": ["right leg in front of the other"],
    "Her left foot is a little ahead of her right.": ["left leg in front of the other"],
    "It is her left foot that has stepped out in front.": ["left leg in front of the other"],
    "His right hand is the higher of the two on the wheel.": ["right hand higher than the other"],
    "His right elbow is lifted to shoulder height.": ["!right arm hanging"],
    "The left elbow is raised level with the shoulder, and he waits.": ["!left arm hanging"],
    "Her left elbow is not at shoulder height.": [],
    "His left elbow is propped on the table, level with the plate.": [],
    "Her right forearm is parallel to the ground.": ["!right arm hanging"],
    "His forearms are horizontal.": ["!both arm hanging"],
    "Her right leg, the one closer to the net, is completely straight.": ["right leg fully straight"],
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_further_words_for_sides_and_limbs_are_read(text, expected):
    assert sorted(write(claim) for claim in find_claims(text)) == sorted(expected)
