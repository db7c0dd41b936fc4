from __future__ import annotations

import json

import pytest

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.errors import EvaluationError
from kp_llava.evaluation.benchmark import read_benchmark
from kp_llava.evaluation.judges.keypoints import KeypointJudge
from kp_llava.evaluation.questions import PersonRule, make_questions
from kp_llava.generation.prompts.messages import context_to_scene
from kp_llava.generation.run import RunOptions, generate
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from tests.teacher_server import TeacherServer

SPLIT = "val2014"


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coco")
    draw_sample(folder, images=16, seed=3, split=SPLIT, with_images=False)
    return folder


def options(folder, coco, **fields: object) -> RunOptions:
    return RunOptions(**({"run_dir": folder / "bench.jsonl.run", "coco": coco, "split": SPLIT, "seed": 1} | fields))


def test_every_image_gets_one_question_of_each_kind(tmp_path, coco):
    path = tmp_path / "bench.jsonl"
    summary = make_questions(path, options(tmp_path, coco), images=5)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(lines) == 15
    assert summary.images == len({line["image_id"] for line in lines}) == 5
    assert [line["task"] for line in lines[:3]] == ["conversation", "detail", "complex"]
    fields = {"question_id", "image_id", "file_name", "task", "question", "reference", "context", "width", "height"}
    assert all(set(line) == fields for line in lines)
    assert all(line["question"] and line["reference"] and "keypoints: [" in line["context"] for line in lines)


def test_the_same_seed_gives_the_same_file_and_another_seed_another(tmp_path, coco):
    hashes = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        folder = tmp_path / name
        folder.mkdir()
        summary = make_questions(folder / "bench.jsonl", options(folder, coco, seed=seed), images=5)
        hashes.append(summary.benchmark_hash)
    assert hashes[0] == hashes[1] != hashes[2]


def test_more_images_keep_the_fewer(tmp_path, coco):
    make_questions(tmp_path / "bench.jsonl", options(tmp_path, coco), images=3)
    few = {question.image_id for question in read_benchmark(tmp_path / "bench.jsonl").questions}
    make_questions(tmp_path / "more.jsonl", options(tmp_path, coco), images=6)
    assert few < {question.image_id for question in read_benchmark(tmp_path / "more.jsonl").questions}


def test_the_pose_teachers_references_score_at_the_top_of_the_keypoints_judge(tmp_path, coco):
    make_questions(tmp_path / "bench.jsonl", options(tmp_path, coco), images=8)
    questions = read_benchmark(tmp_path / "bench.jsonl").questions
    judge = KeypointJudge(questions)
    verdicts = [judge.judge(question, "", question.reference) for question in questions if not judge.reason(question)]
    assert len(verdicts) > len(questions) / 2
    assert all((one.baseline_score, one.candidate_score) == (1, 10) for one in verdicts)


def test_a_benchmark_is_not_overwritten_by_another(tmp_path, coco):
    path = tmp_path / "bench.jsonl"
    first = make_questions(path, options(tmp_path, coco), images=4)
    before = path.read_bytes()
    assert make_questions(path, options(tmp_path, coco), images=4).benchmark_hash == first.benchmark_hash
    with pytest.raises(EvaluationError, match=r"bench\.jsonl: another benchmark lies there; write under another name"):
        make_questions(path, options(tmp_path, coco), images=5)
    path.with_name("bench.jsonl.meta.json").unlink()
    with pytest.raises(EvaluationError, match="another benchmark lies there"):
        make_questions(path, options(tmp_path, coco), images=4)
    assert path.read_bytes() == before


def test_fewer_images_than_asked_for_say_so_and_why(tmp_path, coco):
    with pytest.raises(EvaluationError, match=r"\d+ images qualify, 99 were asked for .*ask for fewer with --images"):
        make_questions(tmp_path / "bench.jsonl", options(tmp_path, coco), images=99)
    with pytest.raises(
        EvaluationError, match=r"0 images qualify.*16 left out: nobody with enough labeled points and size"
    ):
        make_questions(tmp_path / "b.jsonl", options(tmp_path, coco), images=1, rule=PersonRule(min_height=1.0))
    assert not (tmp_path / "bench.jsonl").exists()


def test_images_of_a_training_run_are_left_out(tmp_path, coco):
    generate(RunOptions(run_dir=tmp_path / "train", coco=coco, split=SPLIT, max_images=8, tasks=("detail",)))
    summary = make_questions(
        tmp_path / "bench.jsonl", options(tmp_path, coco), images=2, trained_on=[tmp_path / "train"]
    )
    assert summary.exclusions["in the training data"] >= 1
    with (tmp_path / "bench.jsonl").open() as file:
        asked = {json.loads(line)["image_id"] for line in file}
    from kp_llava.evaluation.questions import read_image_ids

    assert not asked & read_image_ids([tmp_path / "train"])


def test_an_online_teacher_is_asked_once_and_its_unusable_answers_are_replaced(tmp_path, coco):
    seen: list[str] = []

    def answer(payload: dict, number: int) -> str:
        system = payload["messages"][0]["content"]
        context = next(m["content"] for m in payload["messages"] if m["content"].startswith(openings))
        seen.append(context.split("\n\n")[0])
        if seen[-1] == seen[0]:
            return "I like it."  # whatever is asked about the first picture
        task = "conversation" if "five pairs" in system else "complex" if "one hard question" in system else "detail"
        try:
            return write_answer(context_to_scene(seen[-1], width=320, height=240), task, seed=1)
        except NothingToSay:
            return "Question: What may they do next?\nAnswer: They are at ease and look ahead, so they may step on."

    scenes = read_scenes(coco, SPLIT).scenes
    openings = tuple(scene.captions[0] for scene in scenes)

    with TeacherServer(answer) as server:
        run = options(tmp_path, coco, teacher="openai", model="m", base_url=server.base_url, concurrency=1)
        summary = make_questions(tmp_path / "bench.jsonl", run, images=4)
        sent = len(server.payloads)
        again = make_questions(tmp_path / "bench.jsonl", run, images=4)
        assert len(server.payloads) == sent
    assert summary.images == 4
    assert summary.benchmark_hash == again.benchmark_hash
    assert summary.exclusions["without a usable answer of every kind"] == 1


def test_a_teacher_without_usable_answers_gives_no_benchmark(tmp_path, coco):
    with TeacherServer(lambda payload, number: "I like it.") as server:
        run = options(tmp_path, coco, teacher="openai", model="m", base_url=server.base_url)
        with pytest.raises(EvaluationError, match=r"only 0 of .* images got usable answers of every kind"):
            make_questions(tmp_path / "bench.jsonl", run, images=4)
