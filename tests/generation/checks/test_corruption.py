"""True texts made false in a known way: how many the checks flag, and how many true ones they flag by mistake.

Two corruptions: every left limb becomes a right one and the other way round, or every hanging arm is said to be raised
above the head. A swap that leaves the text true is none: where both arms hang, "the left arm is hanging" is as true as
"the right arm is hanging". Likewise nothing can be told of a limb that the annotators did not label. So a text counts
as corrupted by the swap only if it tells of one limb of a pair whose two states differ, both labeled. For drawn people
the states are those that they were drawn from, not what the geometry makes of them.
"""

import re

import pytest

from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.generation.checks.checks import check_turns
from kp_llava.generation.parsing import Turn, parse_answer
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer

from ...factories import make_person, make_scene

TASKS = ("conversation", "detail", "complex")
JOINTS = {"arm": ("shoulder", "elbow", "wrist"), "leg": ("hip", "knee", "ankle")}
SIDED = re.compile(r"\b(left|right)(?= (?:arm|hand|elbow|leg|knee|foot|one)\b)")
LIMB = re.compile(r"\b(left|right) (arm|leg)\b")
HANGING = re.compile(
    r"\b(?:is |are )?hang(?:s|ing)?(?: (?:down|loosely|straight))* (?:at|by) (?:his|her|their) sides?\b"
)


def swap_sides(text):
    return SIDED.sub(lambda match: "right" if match[1] == "left" else "left", text)


def raise_arms(text):
    return HANGING.sub("raised above the head", text)


def is_flagged(task, turns, scene):
    return any({"contradiction", "doubtful-contradiction"} & set(r.names) for r in check_turns(task, turns, scene))


def change(turns, corrupt):
    return [Turn(turn.question, corrupt(turn.answer)) for turn in turns]


def differs_by_side(answers, plan):
    """Whether the answers tell of a limb whose other side was drawn in another state and is labeled."""
    (person,), (drawn,) = plan.scene.people, plan.states
    labeled = {
        part for part, point in zip(plan.scene.skeleton.parts, person.keypoints, strict=True) if point.is_labeled
    }
    return any(
        drawn.get(f"left {kind}") != drawn.get(f"right {kind}")
        and all(f"{side} {joint}" in labeled for side in ("left", "right") for joint in JOINTS[kind])
        for _, kind in LIMB.findall(answers)
    )


def count_flagged(count):
    """Texts and flagged ones, untouched and by corruption, of the pose teacher on drawn scenes."""
    texts = {"untouched": [0, 0], "swapped": [0, 0], "raised": [0, 0]}

    def add(name, task, turns, scene):
        texts[name][0] += 1
        texts[name][1] += is_flagged(task, turns, scene)

    for index in range(count):
        people = (2, 3) if index % 4 == 3 else (1, 1)
        plan = plan_scene(11, index, SampleOptions(people=people), split="train2014", first_id=1)
        for task in TASKS:
            try:
                text = write_answer(plan.scene, task, seed=2)
            except NothingToSay:
                continue
            turns = parse_answer(task, text, instruction="Describe the person.")
            answers = "\n".join(turn.answer for turn in turns)
            add("untouched", task, turns, plan.scene)
            # of several people it would take the text's own naming to tell whose limb the swap makes false
            if len(plan.states) == 1 and differs_by_side(answers, plan):
                # the questions name limbs, too: they are swapped with the answers, as by a teacher who mixes up sides
                swapped = [Turn(swap_sides(turn.question), swap_sides(turn.answer)) for turn in turns]
                add("swapped", task, swapped, plan.scene)
            if raise_arms(answers) != answers:
                add("raised", task, change(turns, raise_arms), plan.scene)
    for name, (total, flagged) in texts.items():
        print(f"{name}: {flagged} of {total} texts flagged, {flagged / total:.3f}")
    return {name: flagged / total for name, (total, flagged) in texts.items()}, texts


def hold_shares(count, least_texts):
    shares, texts = count_flagged(count)
    assert texts["swapped"][0] >= least_texts and texts["raised"][0] >= least_texts
    assert shares["swapped"] >= 0.8
    assert shares["raised"] >= 0.8
    assert shares["untouched"] <= 0.01


def test_most_corrupted_texts_are_flagged_and_true_ones_are_not():
    hold_shares(180, 60)


@pytest.mark.slow
def test_most_corrupted_texts_of_a_thousand_scenes_are_flagged_and_true_ones_are_not():
    hold_shares(1650, 450)


# left arm up, right arm down; left leg straight, right knee bent and lifted to the side
WAVING = make_person({"left elbow": (68, 20), "left wrist": (66, 2), "right knee": (28, 84), "right ankle": (40, 98)})
# the right hand on the hip, the left arm down
POSING = make_person({"right elbow": (24, 52), "right wrist": (40, 67)})
WRITTEN = (
    (WAVING, "The man has his left arm raised above his head, while his right arm hangs down by his side."),
    (WAVING, "She waves at somebody: her left arm is up in the air. Her right arm is hanging loosely at her side."),
    (WAVING, "With her left arm raised, the woman greets a friend. The other arm stays down."),
    (WAVING, "The player raises his left arm high. His right knee is bent, and his left leg is straight."),
    (WAVING, "The right knee of the person is bent, and so the weight rests on the left leg, which is straight."),
    (WAVING, "He stands on a straight left leg with his right knee bent."),
    (WAVING, "Her right arm hangs at her side as she lifts her left arm."),
    (POSING, "The woman stands with her right hand on her hip, and her left arm is hanging at her side."),
    (POSING, "The model has one hand on the hip. It is the right arm that is bent, with the hand on the hip."),
    (POSING, "His right arm is bent, with the hand resting on his hip. His left arm hangs straight by his side."),
    (POSING, "The man rests his right hand on his hip and looks at the camera."),
    (POSING, "Her left arm hangs loosely by her side, her right hand is on her hip."),
)  # fmt: skip


def test_hand_written_texts_are_flagged_when_corrupted_and_only_then():
    swapped, raised = [], []
    for person, text in WRITTEN:
        scene = make_scene(person, captions=("A person is outside.",))
        turns = [Turn("Describe the person's pose.", text)]
        assert not is_flagged("detail", turns, scene), text
        swapped.append((is_flagged("detail", change(turns, swap_sides), scene), text))
        if raise_arms(text) != text:
            raised.append((is_flagged("detail", change(turns, raise_arms), scene), text))
    for name, results in (("swapped", swapped), ("raised", raised)):
        share = sum(flagged for flagged, _ in results) / len(results)
        print(f"hand-written, {name}: {share:.2f} of {len(results)} flagged")
        assert share >= 0.8, [text for flagged, text in results if not flagged]
