"""The teacher that needs no network: its format, its truth, its variety, its silence about what is not known."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.generation.teachers.pose.activities import ACTIVITIES
from kp_llava.generation.teachers.pose.teacher import write_answer
from kp_llava.poses.claims.find import check_claims, find_claims

from ....factories import make_person, make_scene

TASKS = ("conversation", "detail", "complex")
LEAK = re.compile(
    r"\d|keypoint|bounding|\bbox\b|caption|coordinate|annotat|\bdata\b|provided|information|visib|unlabel",
    re.IGNORECASE,
)
LIMB_QUESTION = re.compile(r"\b(arm|leg)s?\b")
ONLY_HEAD_AND_SHOULDERS = {
    part: None
    for part in (
        "left elbow", "right elbow", "left wrist", "right wrist", "left hip", "right hip", "left knee", "right knee",
        "left ankle", "right ankle", "left eye", "right eye", "left ear", "right ear",
    )
}  # fmt: skip


def drawn_scenes(count, **options):
    return [plan_scene(5, i, SampleOptions(**options), split="train2014", first_id=1).scene for i in range(count)]


def pairs_of(text):
    lines = text.split("\n")
    assert all(line.startswith(("Question: ", "Answer: ")[i % 2]) for i, line in enumerate(lines))
    return [(lines[i][len("Question: ") :], lines[i + 1][len("Answer: ") :]) for i in range(0, len(lines), 2)]


SCENES = drawn_scenes(60)


def test_a_conversation_has_five_pairs_with_different_questions():
    for scene in SCENES:
        pairs = pairs_of(write_answer(scene, "conversation", seed=0))
        assert len(pairs) == 5
        assert len({question for question, _ in pairs}) == 5
        assert all(question.endswith("?") and answer.endswith(".") for question, answer in pairs)


def test_a_complex_answer_is_one_pair_and_a_detail_one_paragraph():
    for scene in SCENES:
        ((question, answer),) = pairs_of(write_answer(scene, "complex", seed=0))
        assert question.endswith("?") and len(answer.split()) > 15
        detail = write_answer(scene, "detail", seed=0)
        assert "\n" not in detail and 60 <= len(detail.split()) <= 250


def test_no_text_leaks_how_it_was_made():
    for scene in SCENES:
        for task in TASKS:
            assert not LEAK.search(write_answer(scene, task, seed=1))


def check_texts(scenes):
    report = [check_claims(write_answer(scene, task, seed=2), scene) for scene in scenes for task in TASKS]
    agree, contradict = sum(r.agree for r in report), sum(r.contradict for r in report)
    print(f"{len(scenes)} drawn scenes: {agree} statements agree, {contradict} contradict")
    assert contradict == 0
    assert agree > 10 * len(scenes)


def test_no_statement_of_a_text_contradicts_the_keypoints():
    check_texts(SCENES)


@pytest.mark.slow
def test_no_statement_of_a_thousand_scenes_texts_contradicts_the_keypoints():
    check_texts(drawn_scenes(1000))


def test_equal_seeds_give_equal_texts_and_others_vary_them():
    scene = SCENES[3]
    for task in TASKS:
        assert write_answer(scene, task, seed=0) == write_answer(scene, task, seed=0)
        assert len({write_answer(scene, task, seed=seed) for seed in range(8)}) > 3


def test_there_are_many_ways_to_ask():
    scenes = drawn_scenes(150, people=(1, 1))
    asked = {q for scene in scenes for q, _ in pairs_of(write_answer(scene, "conversation", seed=0))}
    assert len(asked) >= 40


def test_at_least_two_questions_ask_about_a_limb_of_a_lone_person_whose_limbs_are_clear():
    for scene in drawn_scenes(60, people=(1, 1), occlusion=0.0):
        pairs = pairs_of(write_answer(scene, "conversation", seed=0))
        assert sum(bool(LIMB_QUESTION.search(question)) for question, _ in pairs) >= 2


def test_limb_answers_hold_the_states_word_for_word():
    raised = make_person({"left elbow": (68, 20), "left wrist": (66, 2)})
    answers = set()
    for image_id in range(60):
        scene = make_scene(raised, image_id=image_id)
        for question, answer in pairs_of(write_answer(scene, "conversation", seed=0)):
            if question == "What is the person doing with their left arm?":
                answers.add(answer)
    assert "Their left arm is raised above their head." in answers
    assert all("raised" in answer for answer in answers)


def test_nothing_is_said_about_points_that_are_not_labeled():
    person = make_person(ONLY_HEAD_AND_SHOULDERS)
    for image_id in range(20):
        scene = make_scene(person, image_id=image_id, captions=())
        for task in TASKS:
            text = write_answer(scene, task, seed=0)
            assert not re.search(r"\b(arm|leg|hand|knee|elbow|foot|feet)s?\b", text.split("Answer:")[-1].lower()), text
            assert find_claims(text) == []


def test_a_scene_with_few_points_and_no_captions_still_gives_five_true_pairs():
    for image_id in range(10):
        scene = make_scene(make_person(ONLY_HEAD_AND_SHOULDERS), image_id=image_id, captions=())
        assert len(pairs_of(write_answer(scene, "conversation", seed=0))) == 5


def test_a_scene_whose_people_have_no_point_still_gets_an_answer():
    nobody = SceneObject(3, "person", (10.0, 10.0, 20.0, 60.0))
    for task in TASKS:
        assert write_answer(make_scene(nobody), task, seed=0)


def test_people_are_told_apart_by_place():
    right = replace(make_person(annotation_id=2), bbox_xywh=(230.0, 4.0, 40.0, 114.0))
    scene = replace(make_scene(make_person(), right), width=300)
    text = " ".join(write_answer(replace(scene, image_id=i), "conversation", seed=0) for i in range(10))
    assert "the person on the left" in text and "the person on the right" in text


def test_a_caption_that_the_keypoints_contradict_is_not_repeated():
    lie = "A person stands with the left arm raised above the head."
    scene = make_scene(make_person(), captions=(lie,))
    assert all(lie not in write_answer(scene, task, seed=seed) for task in TASKS for seed in range(5))


def test_captions_with_figures_or_about_the_picture_are_not_used():
    captions = ("A photo of a person standing outside.", "The 2 people stand in a hall today.")
    texts = [write_answer(make_scene(captions=captions), task, seed=seed) for task in TASKS for seed in range(5)]
    assert all("photo" not in text and "2 people" not in text for text in texts)


def test_what_one_of_several_people_does_is_not_told_of_another():
    shift = replace(make_person(annotation_id=2), bbox_xywh=(230.0, 4.0, 40.0, 114.0))
    captions = ("One person is lying on the ground and another stands.",)
    scene = replace(make_scene(make_person(), shift, captions=captions), width=300)
    texts = [write_answer(replace(scene, image_id=i), "complex", seed=0) for i in range(12)]
    assert all("Lying spreads" not in text and "to roll to one side" not in text for text in texts)


def test_an_unknown_task_is_refused():
    with pytest.raises(ValueError, match="use conversation, detail or complex"):
        write_answer(make_scene(), "poem", seed=0)


def test_the_table_of_activities_is_long_and_states_nothing_about_anybody():
    assert len(ACTIVITIES) >= 40
    assert len({activity.name for activity in ACTIVITIES}) == len(ACTIVITIES)
    for activity in ACTIVITIES:
        for sentence in (activity.purpose, activity.next_move, activity.advice):
            assert find_claims("The person is here. " + sentence) == [], sentence
            assert not LEAK.search(sentence)


def test_a_detail_begins_with_the_caption_that_tells_most_of_the_pose():
    captions = (
        "A skier on a slope today.",
        "A skier leans forward with a pole in each hand.",
        "Snow lies on the slope.",
    )
    for image_id in range(6):
        text = write_answer(make_scene(image_id=image_id, captions=captions), "detail", seed=0)
        assert text.startswith(captions[1])


def test_somebody_without_a_name_of_their_own_is_told_of_as_another_person():
    near, far = (50, 4, 40, 114), (56, 4, 40, 114)  # almost the same place and size: nothing tells them apart
    people = [
        replace(make_person(annotation_id=i), bbox_xywh=tuple(map(float, box))) for i, box in ((1, near), (2, far))
    ]
    text = write_answer(make_scene(*people, captions=()), "detail", seed=0)
    assert "Another person is standing" in text and "One more person is standing" in text


def test_crossed_legs_and_an_arm_across_the_body_are_told():
    crossed = {"left ankle": (42, 113), "right ankle": (58, 113), "left knee": (51, 91), "right knee": (49, 91)}
    person = make_person({**crossed, "left elbow": (70, 50), "left wrist": (44, 56)})
    texts = [write_answer(make_scene(person, image_id=i), task, seed=0) for i in range(12) for task in TASKS]
    told = " ".join(texts)
    assert "Their legs are crossed." in told
    assert re.search(r"left arm is (?:bent and held|held|bent) across the body", told)
    for text in texts:
        report = check_claims(text, make_scene(person))
        assert report.contradict == 0
        assert {item.verdict for item in report.items if item.claim.state in ("crossed", "across the body")} <= {
            "agree"
        }
