"""The table of limbs: who is asked about, what counts as right, and that nothing blind can look like sight."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.synthetic.sample import SampleOptions, draw_sample
from kp_llava.errors import EvaluationError
from kp_llava.evaluation.benchmark import Question
from kp_llava.experiments.small import limbs
from kp_llava.experiments.small.limbs import Pictured, compare, cut_out_people, drawn_people

ALONE = SampleOptions(people=(1, 1), size=(128, 128), facing=("viewer",), postures=("standing",), occlusion=0.0)


class Answering:
    """In the model's place: says of each limb what `say` makes of the question."""

    asked: list[Question]

    def __init__(self, say):
        self.say, self.asked = say, []

    def answer(self, questions):
        self.asked += questions
        for question in questions:
            yield type("Answer", (), {"question_id": question.question_id, "answer": self.say(question)})


def people_of(count):
    states = ("raised", "hanging", "hanging")
    return [
        Pictured(
            str(n),
            f"{n}.png",
            {
                "left arm": frozenset({states[n % 3], "held away from the body"}),
                "left leg": frozenset({"bent" if n % 2 else "straight"}),
            },
        )
        for n in range(count)
    ]


def asking(monkeypatch, say):
    model = Answering(say)
    monkeypatch.setattr(limbs, "VisionModel", lambda place, options: model)
    return model


def test_a_model_that_sees_is_right_with_its_own_pictures_only(monkeypatch, tmp_path):
    people = people_of(12)
    shown = {person.file_name: person for person in people}

    def say(question):
        limb = "left arm" if "left arm" in question.question else "left leg"
        if question.view.is_grey:
            return f"Their {limb} is bent."
        return f"Their {limb} is {min(shown[question.file_name].states[limb] - {'held away from the body'})}."

    model = asking(monkeypatch, say)
    table = compare(tmp_path, people, tmp_path)
    assert (table.asked, table.people) == (24, 12)
    assert table.rows["the model"][0] == 1.0
    assert table.rows["blind: pictures exchanged"][0] < 0.9
    # 6 of 12 legs are bent, no arm is
    assert table.rows["blind: grey pictures"][0] == pytest.approx(6 / 24)
    # every arm is away from the body, 6 of 12 legs are bent
    assert table.rows["blind: the state of each limb that is true most often"][0] == pytest.approx(18 / 24)
    exchanged = model.asked[24:48]
    assert sorted(q.file_name for q in exchanged) == sorted(q.file_name for q in model.asked[:24])
    assert all(q.file_name != people[int(q.question_id) // 2].file_name for q in exchanged)


def test_a_constant_answer_gains_nothing_from_pictures(monkeypatch, tmp_path):
    asking(monkeypatch, lambda question: "Their left arm is hanging at their side. Their left leg is straight.")
    rows = compare(tmp_path, people_of(12), tmp_path).rows
    # 8 of 12 arms hang, 6 of 12 legs are straight
    assert [row[0] for row in list(rows.values())[:3]] == [pytest.approx(14 / 24)] * 3
    assert all(low <= share <= high for share, low, high in rows.values())


def test_an_answer_with_a_false_part_or_without_any_state_is_not_right(monkeypatch, tmp_path):
    asking(
        monkeypatch, lambda question: "Their left arm is raised and hanging." if "arm" in question.question else "Yes."
    )
    assert compare(tmp_path, people_of(12), tmp_path).rows["the model"][0] == 0


def test_the_states_of_drawn_people_are_those_they_were_drawn_with(tmp_path):
    coco = draw_sample(tmp_path, images=6, seed=2, options=ALONE)
    people = drawn_people(coco, "train2014", count=4, seed=0)
    assert len(people) == 4
    assert all(set(person.states) == {"left arm", "right arm", "left leg", "right leg"} for person in people)
    drawn = json.loads((coco / "annotations" / "drawn_poses_train2014.json").read_text())
    persons = {str(scene.image_id): scene.people[0].annotation_id for scene in read_scenes(coco, "train2014").scenes}
    for person in people:
        assert drawn[str(persons[person.name])]["left arm"] in person.states["left arm"]
    assert all((coco / "train2014" / person.file_name).is_file() for person in people)


def test_people_are_cut_out_one_a_picture_with_what_their_keypoints_say(tmp_path):
    options = SampleOptions(
        people=(2, 2), size=(640, 480), postures=("standing",), occlusion=0.0, person_height=(0.8, 0.9)
    )
    coco = draw_sample(tmp_path / "coco", images=4, seed=5, options=options)
    people = cut_out_people(coco, "train2014", tmp_path / "cut", most=5)
    assert len(people) == 5
    boxes = {
        f"{scene.image_id}-{person.annotation_id}": person.bbox_xywh
        for scene in read_scenes(coco, "train2014").scenes
        for person in scene.people
    }
    heights = [boxes[person.name][3] for person in people]
    assert heights == sorted(heights, reverse=True)
    for person in people:
        with Image.open(tmp_path / "cut" / person.file_name) as picture:
            width, height = boxes[person.name][2:]
            assert width <= picture.width <= width + 0.31 * max(width, height) + 1
            assert picture.height < 480 or height > 380
        assert set(person.states) <= {"left arm", "right arm", "left leg", "right leg"}
        assert all(person.states.values())


def test_people_too_small_to_see_are_left_out_and_nobody_is_an_error(tmp_path):
    coco = draw_sample(tmp_path / "coco", images=2, seed=5, options=SampleOptions(size=(96, 96)))
    with pytest.raises(EvaluationError, match="has no picture of a person of 96 px or more"):
        cut_out_people(coco, "train2014", tmp_path / "cut", most=5)
