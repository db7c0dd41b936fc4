"""PoseChoice for VLMEvalKit and lmms-eval: what the files hold, and that their figures are ours."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import datasets
import pytest
import yaml
from PIL import Image, ImageChops, ImageOps
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.evaluation.choices.benchmark import read_choices
from kp_llava.evaluation.choices.scores import Outcomes, score

csv.field_size_limit(1 << 30)
# what models say: letters, words, wrong ones, and texts that name no option
SAYINGS = (
    lambda one: one.letter,
    lambda one: f"{one.letter}. {one.answer}",
    lambda one: one.answer,
    lambda one: one.options[0],
    lambda one: "ABCD"[len(one.options) - 1],
    lambda one: "The picture shows a park.",
)


def run(*parts):
    return CliRunner().invoke(app, [str(part) for part in parts], catch_exceptions=False)


def say(questions):
    return {one.question_id: SAYINGS[number % len(SAYINGS)](one) for number, one in enumerate(questions)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("formats")
    draw_sample(path / "coco", images=4, seed=9, split="val2014")
    own = ("--form", "choice", "--coco", path / "coco", "--split", "val2014")
    assert run("questions", path / "PoseChoice.tsv", *own, "--format", "vlmevalkit").exit_code == 0
    options = ("--form", "choice", "--from", path / "PoseChoice.jsonl", "--format", "lmms-eval")
    assert run("questions", path / "task", *options).exit_code == 0
    return path


def test_the_tsv_has_the_columns_of_vlmevalkit_and_the_pictures_as_shown(folder):
    questions = read_choices(folder / "PoseChoice.jsonl").questions
    with (folder / "PoseChoice.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["question_id"] for row in rows] == [one.question_id for one in questions]
    assert {"index", "image", "question", "A", "B", "C", "D", "answer", "category", "split"} <= set(rows[0])
    by_index = {row["index"]: row for row in rows}
    for row, one in zip(rows, questions, strict=True):
        assert row[row["answer"]] == one.answer
        assert [row[letter] for letter in "ABCD" if row[letter]] == list(one.options)
        image = row["image"] if len(row["image"]) > 64 else by_index[row["image"]]["image"]
        shown = Image.open(io.BytesIO(base64.b64decode(image))).convert("RGB")
        with Image.open(folder / "coco" / "val2014" / one.file_name) as file:
            expected = ImageOps.mirror(file.convert("RGB")) if one.is_mirrored else file.convert("RGB")
        assert shown.size == expected.size
        if not one.marks:
            assert ImageChops.difference(shown, expected).getbbox() is None


def test_the_folder_is_a_task_with_a_dataset_on_disk(folder):
    questions = read_choices(folder / "PoseChoice.jsonl").questions
    text = (folder / "task" / "pose_choice.yaml").read_text()
    task = yaml.safe_load(text.replace("!function ", ""))
    assert task["task"] == "pose_choice" and task["dataset_kwargs"] == {"load_from_disk": True}
    rows = datasets.load_from_disk(task["dataset_path"])[task["test_split"]]
    assert rows["question_id"] == [one.question_id for one in questions]
    assert rows[0]["image"].size == (questions[0].width, questions[0].height)
    assert rows[0]["prompt"] == questions[0].prompt


def test_the_tasks_functions_need_nothing_of_this_library_and_give_its_figures(folder):
    questions = read_choices(folder / "PoseChoice.jsonl").questions
    said = say(questions)
    code = (
        "import importlib.util, json, sys\n"
        "spec = importlib.util.spec_from_file_location('utils', sys.argv[1])\n"
        "m = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(m)\n"
        "found = [m.process_results(doc, [text]) for doc, text in json.load(sys.stdin)]\n"
        "print(json.dumps({n: getattr(m, n)([one[n] for one in found]) for n in found[0]}))\n"
        "assert not any(name.startswith('kp_llava') for name in sys.modules)\n"
    )
    rows = datasets.load_from_disk(str(folder / "task" / "data"))["test"].remove_columns("image")
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(folder / "task" / "utils.py")],
        input=json.dumps([(row, said[row["question_id"]]) for row in rows]),
        capture_output=True,
        text=True,
        check=True,
    )
    theirs, ours = json.loads(done.stdout), score(Outcomes.read(questions, said)).all
    assert theirs["accuracy"] == pytest.approx(ours.accuracy)
    assert theirs["kappa"] == pytest.approx(ours.kappa)
    assert theirs["mirror_consistency"] == pytest.approx(ours.mirror_consistency)
    assert theirs["unreadable"] == pytest.approx(ours.unreadable / ours.questions)
    assert 0 < ours.unreadable < ours.questions


def test_nothing_is_written_over(folder):
    own = ("--form", "choice", "--from", folder / "PoseChoice.jsonl")
    for name, form in (("PoseChoice.tsv", "vlmevalkit"), ("task", "lmms-eval")):
        done = CliRunner().invoke(app, [str(p) for p in ("questions", folder / name, *own, "--format", form)])
        assert "write under another name" in str(done.exception)


def make_environment(folder: Path, module: str, *packages: str) -> Path:
    """An interpreter that has the packages besides this one's; the test is skipped where they cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    # what is here already, torch above all, is not installed again
    Path(site, "here.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")) + "\n")
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *packages], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"{packages[0]} cannot be installed here: {done.stderr[-300:]}")
    found = subprocess.run([python, "-c", f"import {module}"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr[-2000:]
    return python


@pytest.fixture(scope="module")
def letter_model(folder):
    """A tiny model that has learned to answer this file's questions by a letter, or by yes and no."""
    import torch

    from kp_llava.evaluation.answers.model import AnswerOptions, VisionModel
    from kp_llava.training.models.tiny import save_tiny

    questions = read_choices(folder / "PoseChoice.jsonl").questions
    options = "Question: Options: Please select the correct answer from the options above."
    texts = [f"{one.prompt} {options} {' '.join(one.options)} A. B. C. D. yes no" for one in questions]
    place = save_tiny(folder / "tiny", texts)
    model = VisionModel(str(place), AnswerOptions(images=folder / "coco" / "val2014", device="cpu"))
    model.model.train()
    optimizer = torch.optim.AdamW(model.model.parameters(), lr=3e-3)
    for step in range(60):
        batch = [questions[(8 * step + number) % len(questions)] for number in range(8)]
        with torch.no_grad():
            inputs, _ = model.encode_batch([one.to_question() for one in batch])
        said = [one.answer if one.is_yes_no else one.letter for one in batch]
        tails = [
            [*model.tokenizer.encode(text, add_special_tokens=False)[:1], model.tokenizer.eos_token_id] for text in said
        ]
        tail = torch.tensor(tails)
        ids = torch.cat([inputs["input_ids"], tail], dim=1)
        mask = torch.cat([inputs["attention_mask"], torch.ones_like(tail)], dim=1)
        logits = model.model(input_ids=ids, attention_mask=mask, pixel_values=inputs["pixel_values"]).logits[:, -3:-1]
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tail.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.model.eval().save_pretrained(place)
    return place


OFFLINE = {"HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}


def score_answers(folder, answers, out):
    """Our own figures of an answers file, through the command."""
    path = out / "theirs.jsonl"
    path.write_text("".join(json.dumps({"question_id": key, "answer": text}) + "\n" for key, text in answers.items()))
    done = run("eval", "--benchmark", folder / "PoseChoice.jsonl", "--candidate", f"m={path}", "--out", out / "report")
    assert done.exit_code == 0, done.output
    return json.loads((out / "report" / "report.json").read_text())["choice"]["m"]


@pytest.mark.slow
def test_lmms_eval_runs_the_folder_and_has_our_figures(folder, letter_model, tmp_path):
    # newer file locks have no module that it imports
    python = make_environment(tmp_path / "env", "lmms_eval", "lmms-eval", "decord", "filelock<3.20")
    done = subprocess.run(
        [
            *(python, "-m", "lmms_eval", "--include_path", folder / "task", "--tasks", "pose_choice"),
            *("--model", "llava_hf", "--model_args", f"pretrained={letter_model},device=cpu,device_map=cpu"),
            *("--output_path", tmp_path / "out", "--log_samples", "--batch_size", "1"),
        ],
        env=os.environ | OFFLINE | {"HF_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    found = sorted((tmp_path / "out").rglob("*_results.json"))
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    theirs = json.loads(found[0].read_text())["results"]["pose_choice"]
    samples = next((tmp_path / "out").rglob("*samples*.jsonl")).read_text().splitlines()
    answers = {}
    for record in map(json.loads, samples):
        text = record["filtered_resps"]
        answers[record["accuracy"]["question_id"]] = text[0] if isinstance(text, list) else text
    ours = score_answers(folder, answers, tmp_path)
    assert len(answers) == ours["questions"] and ours["unreadable"] < 0.1 * ours["questions"]
    for name in ("accuracy", "kappa", "mirror_consistency"):
        assert theirs[f"{name},none"] == pytest.approx(ours[name])


VLMEVALKIT = """
import glob, json, sys
import torch
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor
from vlmeval.dataset import build_dataset
from vlmeval.inference import infer_data_job
from vlmeval.vlm.base import BaseModel

class Local(BaseModel):
    INTERLEAVE = False

    def __init__(self, place):
        super().__init__()
        self.processor = AutoProcessor.from_pretrained(place)
        self.model = AutoModelForImageTextToText.from_pretrained(place).eval()

    def use_custom_prompt(self, dataset):
        return True

    def build_prompt(self, line, dataset=None):
        line = dict(line)
        listed = [f"{k}. {line[k]}" for k in "ABCD" if isinstance(line.get(k), str) and line[k]]
        last = "Answer with the option's letter from the given choices directly."
        text = "\\n".join([line["question"], *listed, last])
        return [{"type": "image", "value": self.dump_image(line, dataset)[0]}, {"type": "text", "value": text}]

    def generate_inner(self, message, dataset=None):
        text, path = self.message_to_promptimg(message, dataset=dataset)
        content = [{"type": "image", "image": Image.open(path).convert("RGB")}, {"type": "text", "text": text}]
        inputs = self.processor.apply_chat_template(
            [{"role": "user", "content": content}],
            add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt",
        )
        with torch.inference_mode():
            ids = self.model.generate(**inputs, max_new_tokens=4, do_sample=False)
        return self.processor.tokenizer.decode(ids[0, inputs["input_ids"].shape[1]:], skip_special_tokens=True).strip()

place, work = sys.argv[1:]
data = build_dataset("PoseChoice")
model = Local(place)
model.set_dump_image(data.dump_image)
infer_data_job(model, work, "local", data, verbose=False)
path = glob.glob(work + "/local_PoseChoice.*")[0]
table = data.evaluate(path, model="exact_matching", nproc=1)
from vlmeval.smp import load
said = load(path)
print("FOUND" + json.dumps({
    "overall": float(table["Overall"].iloc[0]),
    "answers": dict(zip(said["question_id"].astype(str), said["prediction"].astype(str))),
}))
"""


@pytest.mark.slow
def test_vlmevalkit_runs_the_tsv_and_has_our_accuracy(folder, letter_model, tmp_path):
    python = make_environment(tmp_path / "env", "vlmeval", "ms-vlmeval")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PoseChoice.tsv").symlink_to(folder / "PoseChoice.tsv")
    (tmp_path / "work").mkdir()
    done = subprocess.run(
        [python, "-c", VLMEVALKIT, letter_model, tmp_path / "work"],
        env=os.environ | OFFLINE | {"LMUData": str(tmp_path / "data"), "HF_HOME": str(tmp_path / "home")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("FOUND")]
    assert lines, done.stdout[-1000:] + done.stderr[-3000:]
    found = json.loads(lines[0].removeprefix("FOUND"))
    ours = score_answers(folder, found["answers"], tmp_path)
    assert ours["unreadable"] < 0.1 * ours["questions"]
    assert found["overall"] == pytest.approx(ours["accuracy"])
