"""A data set of CrowdPose's 14 points from its file to prompts, ledger, rows, page, export, questions and judge."""

from __future__ import annotations

import json

import pytest
from datasets import load_dataset

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.skeleton import COCO_SKELETON, CROWDPOSE_PARTS
from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.dataset.export import export_hub
from kp_llava.dataset.view import write_view
from kp_llava.evaluation.benchmark import read_benchmark
from kp_llava.evaluation.judges.keypoints import KeypointJudge
from kp_llava.evaluation.judges.statements import read_scene
from kp_llava.evaluation.questions import make_questions
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.prompts.messages import context_to_scene
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import RunOptions, generate
from tests.teacher_server import TeacherServer

from .view.test_view import read_blocks

SPLIT = "train"

# CrowdPose's 14 points: shoulders 0 and 1, elbows, wrists, hips 6 and 7, knees, ankles, then head 12 and neck 13
EDGES = {
    *((0, 1), (0, 2), (2, 4), (1, 3), (3, 5), (0, 6), (1, 7), (6, 7)),
    *((8, 6), (10, 8), (9, 7), (11, 9), (12, 13), (13, 0), (13, 1)),
}


def to_crowdpose(flat: list[float]) -> list[float]:
    """COCO's 17 points as CrowdPose's 14; the head's top and the neck from ears and shoulders."""
    points = {part: flat[3 * i : 3 * i + 3] for i, part in enumerate(COCO_SKELETON.parts)}
    neck = [(a + b) / 2 for a, b in zip(points["left shoulder"], points["right shoulder"], strict=True)]
    nose = points["nose"]
    head = [nose[0], nose[1] - (neck[1] - nose[1]), 1] if nose[2] and neck[2] == 2 else [0, 0, 0]
    points |= {"head": head, "neck": neck if neck[2] == 2 else [0, 0, 0]}
    return [number for part in CROWDPOSE_PARTS for number in points[part]]


@pytest.fixture(scope="module")
def crowdpose(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crowdpose")
    draw_sample(folder, images=8, seed=4, split=SPLIT, with_images=False)
    path = folder / "annotations" / f"person_keypoints_{SPLIT}.json"
    content = json.loads(path.read_text())
    category = content["categories"][0]
    category["keypoints"] = [part.replace(" ", "_") for part in CROWDPOSE_PARTS]
    for person in content["annotations"]:
        person["keypoints"] = to_crowdpose(person["keypoints"])
    path.write_text(json.dumps(content))
    for kind in ("captions", "instances"):
        (folder / "annotations" / f"{kind}_{SPLIT}.json").unlink()
    return folder


@pytest.fixture(scope="module")
def run(crowdpose, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "run"
    summary = generate(RunOptions(run_dir=folder, coco=crowdpose, split=SPLIT))
    rows = {task: count.rows for task, count in summary.tasks.items()}
    assert (rows["conversation"], rows["detail"]) == (40, 8)
    # nothing is written where too little is known for a conclusion
    assert rows["complex"] + summary.tasks["complex"].failed.get("nothing to say", 0) == 8
    assert rows["complex"] >= 6
    return folder


def test_the_ledger_and_the_contexts_carry_the_skeleton(crowdpose, run):
    scenes = {scene.image_id: scene for scene in read_scenes(crowdpose, SPLIT).scenes}
    with Ledger.read(run) as ledger:
        kept = {image_id: ledger.scene(image_id) for image_id in scenes}
    assert all(scene.skeleton.parts == CROWDPOSE_PARTS for scene in kept.values())
    for row in read_rows(run, "detail"):
        scene = scenes[row["image_id"]]
        back = context_to_scene(row["context"], width=scene.width, height=scene.height, skeleton=scene.skeleton)
        assert [p.labeled_count for p in back.people] == [p.labeled_count for p in scene.people]


def test_the_prompt_lists_the_fourteen_parts(crowdpose, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789-not-a-real-key")
    with TeacherServer() as server:
        options = {"coco": crowdpose, "split": SPLIT, "teacher": "openai", "base_url": server.base_url}
        generate(RunOptions(run_dir=tmp_path, tasks=("complex",), max_images=1, **options))
    (payload,) = server.payloads
    system = payload["messages"][0]["content"]
    assert "three numbers for each of 14 parts" in system
    assert "  1. left shoulder\n" in system and "  13. head\n  14. neck\n" in system and "15. " not in system
    # the package's examples have 17 points, which would contradict the prompt
    assert len(payload["messages"]) == 2


def test_rows_are_loaded_and_exported_and_speak_of_arms_and_legs(run, tmp_path):
    rows = load_dataset("kp_llava", "detail", data_dir=str(run), cache_dir=str(tmp_path / "cache"))["train"]
    assert rows.num_rows == 8
    texts = " ".join(row["messages"][1]["content"] for row in rows)
    assert any(word in texts for word in ("arm", "hand", "elbow"))
    assert any(word in texts for word in ("leg", "knee", "feet"))
    export_hub([(run, None)], tmp_path / "out")
    exported = load_dataset(str(tmp_path / "out"), "detail", cache_dir=str(tmp_path / "cache"))["train"]
    assert exported["messages"][:] == rows["messages"][:]


def test_the_page_draws_the_edges_of_the_skeleton(run, tmp_path):
    write_view(run, tmp_path / "view.html", pictures=False)
    (skeleton,) = read_blocks((tmp_path / "view.html").read_text(encoding="utf-8"))["index"]["skeletons"]
    assert tuple(skeleton["parts"]) == CROWDPOSE_PARTS
    assert {tuple(edge) for edge in skeleton["edges"]} == EDGES


def test_questions_keep_the_parts_and_the_judge_reads_them(crowdpose, tmp_path):
    make_questions(
        tmp_path / "bench.jsonl", RunOptions(run_dir=tmp_path / "run", coco=crowdpose, split=SPLIT), images=3
    )
    questions = read_benchmark(tmp_path / "bench.jsonl").questions
    assert len(questions) == 9
    assert all(question.parts == CROWDPOSE_PARTS for question in questions)
    scene = read_scene(questions[0])
    assert scene is not None and set(scene.skeleton.edges) == EDGES
    judge = KeypointJudge(questions)
    scored = [question for question in questions if not judge.reason(question)]
    assert scored
    for question in scored:
        verdict = judge.judge(question, "", question.reference)
        assert verdict.candidate_score > verdict.baseline_score
