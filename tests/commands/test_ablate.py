from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import SampleOptions, draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import KpLlavaError, TrainingError
from kp_llava.evaluation.questions import make_questions
from kp_llava.evaluation.report.report import Report
from kp_llava.evaluation.scores import build_scores
from kp_llava.experiments.ablation.ablation import Training, list_variants, lock_folder, name_changes
from kp_llava.experiments.ablation.settings import describe_fields, hash_rows, saves_checkpoints, split_fields
from kp_llava.experiments.ablation.table import render_ablation, write_ablation
from kp_llava.experiments.demo.ablation import ABLATION_SIZE
from kp_llava.experiments.demo.ablation import STAGES as ABLATION_STAGES
from kp_llava.experiments.demo.ablation import print_result as print_ablation
from kp_llava.experiments.demo.folder import DemoFolder, DemoSize
from kp_llava.experiments.launch import find_recipe
from kp_llava.generation.run import RunOptions, generate
from kp_llava.training.checkpoints.find import find_checkpoints
from tests.evaluation.test_scores import paper_judgements

SETTINGS = {"learning_rate": "0.001", "rows of detail": "8 (ab12)"}


def make_training(folder: Path, **settings: str) -> Training:
    return Training("detail-only", folder / "models" / "detail-only", SETTINGS | settings, rows=8)


def finish(training: Training, steps: int = 5) -> None:
    """What a training leaves in its folder."""
    (training.folder / "config.json").write_text("{}")
    (training.folder / "trainer_state.json").write_text(json.dumps({"global_step": steps, "epoch": 1.0}))


def stop() -> None:
    raise TrainingError("stopped")


def test_the_variants_are_the_papers():
    assert list_variants() == {
        "full": ("conversation", "detail", "complex"),
        "conversation-only": ("conversation",),
        "detail-only": ("detail",),
        "complex-only": ("complex",),
    }


def test_a_finished_training_is_skipped(tmp_path):
    training = make_training(tmp_path)
    assert training.decide() == "start"
    training.start(lambda: finish(training), is_new=True)
    again = make_training(tmp_path)
    assert again.decide() == "skip"
    assert (again.record["steps"], again.record["epochs"]) == (5, 1.0)


def test_a_stopped_training_goes_on_from_its_newest_whole_checkpoint(tmp_path):
    training = make_training(tmp_path)
    training.decide()
    with pytest.raises(TrainingError, match="stopped"):
        training.start(stop, is_new=True)
    assert make_training(tmp_path).decide() == "start"
    for step, is_whole in ((20, True), (100, True), (120, False)):
        folder = training.folder / f"checkpoint-{step}"
        folder.mkdir()
        (folder / "model.safetensors").write_bytes(b"")
        # Trainer's own state is no proof: it is there before DeepSpeed's files are
        (folder / "trainer_state.json").write_text("{}")
        if is_whole:
            sizes = {"model.safetensors": 0, "trainer_state.json": 2}
            (folder / "complete.json").write_text(json.dumps({"processes": 1, "zero_stage": None, "files": sizes}))
    again = make_training(tmp_path)
    assert again.decide() == "resume"
    assert sorted(find_checkpoints(training.folder)) == [20, 100]
    again.start(lambda: finish(again), is_new=False)
    assert (training.folder / "checkpoint-100").is_dir()
    assert make_training(tmp_path).decide() == "skip"


def test_other_settings_are_named_and_refused_until_retrain(tmp_path):
    training = make_training(tmp_path)
    training.decide()
    training.start(lambda: finish(training), is_new=True)
    other = make_training(tmp_path, learning_rate="0.002")
    with pytest.raises(TrainingError, match=r"other settings \(learning_rate: 0.001, now 0.002\); --retrain") as caught:
        other.decide()
    assert "\n" not in str(caught.value)
    assert other.decide(retrain=True) == "start"
    (training.folder / "old.txt").write_text("")
    other.start(lambda: finish(other, steps=9), is_new=True)
    assert not (training.folder / "old.txt").exists()
    again = make_training(tmp_path, learning_rate="0.002")
    assert again.decide() == "skip"
    assert again.record["steps"] == 9


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    training = make_training(tmp_path)
    training.folder.mkdir(parents=True)
    (training.folder / "thesis.txt").write_text("mine")
    with pytest.raises(TrainingError, match="is not empty and no training of an ablation"):
        training.decide(retrain=True)
    assert (training.folder / "thesis.txt").exists()


def test_a_broken_record_is_named(tmp_path):
    training = make_training(tmp_path)
    training.record_file.parent.mkdir(parents=True)
    training.record_file.write_text("{")
    with pytest.raises(TrainingError, match=r"detail-only\.json: cannot be read"):
        training.decide()


def test_two_trainings_do_not_share_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("kp_llava.experiments.ablation.ablation._LOCK_WAIT_S", 0.1)
    with (
        lock_folder(tmp_path / "models"),
        pytest.raises(TrainingError, match="a training still runs there"),
        lock_folder(tmp_path / "models"),
    ):
        raise AssertionError("both hold the folder")


def test_changes_are_named_three_at_most():
    assert name_changes({"a": "1"}, {"a": "1"}) == ""
    assert name_changes({"a": "1"}, {"a": "1", "b": "2"}) == "b: not given, now 2"
    text = name_changes(dict.fromkeys("abcd", "1"), dict.fromkeys("abcd", "2"))
    assert text == "a: 1, now 2; b: 1, now 2; c: 1, now 2; and 1 more"


def test_only_what_the_weights_depend_on_is_compared(tmp_path):
    recipe = tmp_path / "r.yaml"
    (tmp_path / "zero.json").write_text('{"b": 1, "a": 2}')
    values = {"learning_rate": 0.001, "logging_steps": 5, "tune": ["projector"], "deepspeed": "zero.json", "seed": None}
    given = split_fields(["--learning_rate", "5e-4", "--save_steps=7", "--tune", "projector", "language"])
    assert given == {"learning_rate": "5e-4", "save_steps": "7", "tune": "projector language"}
    assert describe_fields(values, given, recipe) == {
        "learning_rate": "5e-4",
        "tune": "projector language",
        "deepspeed": '{"a": 2, "b": 1}',
    }


def test_a_recipe_without_checkpoints_is_told_from_one_with():
    assert not saves_checkpoints(find_recipe("tiny.yaml"), [])
    assert saves_checkpoints(find_recipe("tiny.yaml"), ["--save_strategy", "steps"])
    assert saves_checkpoints(find_recipe("paper.yaml"), [])


def test_the_hash_of_rows_follows_their_messages():
    import datasets

    rows = [{"id": f"detail-{n}", "messages": [{"role": "user", "content": f"Q{n}"}], "context": "c"} for n in range(3)]
    other = [*rows[:2], {**rows[2], "messages": [{"role": "user", "content": "Q"}]}]
    first, again, changed = (hash_rows(datasets.Dataset.from_list(table)) for table in (rows, rows, other))
    assert first == again != changed


def paper_report() -> tuple[Report, list[Training]]:
    """The report of judgements that have the paper's sums, and trainings that were done."""
    names = list(list_variants())
    scores = build_scores(paper_judgements(names), baseline="LLaVA-7B", candidates=names)
    bench = {"file": "bench.jsonl", "hash": "ab" * 32, "questions": 90, "images": 30}
    trainings = [Training(name, Path("models") / name, dict(SETTINGS), 8) for name in names]
    for one in trainings:
        one.record = {"steps": 10, "epochs": 1.0, "seconds": 3.0, "is_done": True}
    return Report(scores, bench, {"name": "gpt-4o"}, {}, {}, ("a | note",)), trainings


def test_the_table_has_the_papers_figures():
    report, _ = paper_report()
    lines = render_ablation(report).splitlines()
    # ours has the paper's sums, so both tables have the paper's cells
    for first in (2, lines.index("The paper's table (arXiv 2409.09306, Table 3):") + 3):
        shown = lines[first : first + 5]
        rows = {line.split()[0]: re.sub(r"\[[^]]*\]", "", line).split()[1:] for line in shown}
        assert rows == {
            "LLaVA-7B": ["35.75", "38.50", "72.08", "48.78"],
            "full": ["43.67", "67.00", "66.67", "59.11"],
            "conversation-only": ["45.00", "32.33", "38.67", "38.67"],
            "detail-only": ["60.33", "61.67", "64.67", "62.22"],
            "complex-only": ["48.00", "55.67", "81.00", "61.56"],
        }
    assert "full against LLaVA-7B: +21.18% (95%: " in lines[8]
    assert "in the paper: full against LLaVA-7B +21.18%" in lines


def test_the_files_have_the_table_the_paper_and_the_trainings(tmp_path):
    report, trainings = paper_report()
    write_ablation(report, trainings, tmp_path, "evaluation-abab")
    record = json.loads((tmp_path / "ablation.json").read_text())
    assert record["table"]["full"]["all"] == pytest.approx(59.111, abs=1e-3)
    table = record["paper"]["table"]
    assert {name: {c: round(cell, 2) for c, cell in cells.items()} for name, cells in record["table"].items()} == table
    assert round(record["improvement_percent"], 2) == record["paper"]["improvement_percent"] == 21.18
    assert record["paper"]["improvements_percent"]["detail-only"] == 27.56
    assert record["trainings"]["detail-only"]["settings"] == SETTINGS
    text = (tmp_path / "ablation.md").read_text()
    assert "| full | 8 | 1 | 10 | 3 |" in text
    assert re.search(r"\| full \|.* 59\.11 \[[^]]+\] \|", text)
    assert "two of its single-kind models are above full data" in text
    assert "a \\| note" in text
    assert "`evaluation-abab/report.md`" in text


def test_a_skipped_training_gives_the_same_file_as_the_training_itself(tmp_path):
    report, _ = paper_report()
    training = make_training(tmp_path)
    training.decide()
    training.start(lambda: finish(training), is_new=True)
    write_ablation(report, [training], tmp_path, "evaluation-abab")
    first = (tmp_path / "ablation.json").read_bytes()
    again = make_training(tmp_path)
    assert again.decide() == "skip"
    write_ablation(report, [again], tmp_path, "evaluation-abab")
    assert (tmp_path / "ablation.json").read_bytes() == first


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A run of twelve drawn scenes and a benchmark of four others."""
    folder = tmp_path_factory.mktemp("drawn")
    options = SampleOptions(people=(1, 1), size=(96, 96), objects=False, captions=(0, 0))
    for split, images, seed in (("train2014", 12, 0), ("val2014", 8, 99)):
        draw_sample(folder / "coco", images=images, seed=seed, split=split, options=options)
    generate(RunOptions(run_dir=folder / "run", coco=folder / "coco", split="train2014"))
    asked = RunOptions(run_dir=folder / "bench.run", coco=folder / "coco", split="val2014")
    make_questions(folder / "bench.jsonl", asked, images=2)
    return folder


JUDGE = ("--judge", "keypoints")


def ablate_command(drawn: Path, out: Path, *more: object) -> list[str]:
    fields = ("--per_device_train_batch_size", 5, "--save_strategy", "steps", "--save_steps", 2, "--max_steps", 12)
    parts = (
        *("ablate", find_recipe("tiny.yaml"), "--data_dir", drawn / "run", "--benchmark", drawn / "bench.jsonl"),
        *("--out", out, "--max-new-tokens", 8, "--device", "cpu", "--processes", 1, *fields, *more),
    )
    return [str(part) for part in parts]


def test_what_ablate_cannot_do_is_said_before_any_training(drawn, tmp_path):
    def complain(*more: object) -> str:
        result = CliRunner().invoke(app, ablate_command(drawn, tmp_path / "out", *more))
        assert isinstance(result.exception, KpLlavaError), result.output
        assert "\n" not in str(result.exception)
        assert not (tmp_path / "out" / "models").exists()
        return str(result.exception)

    assert complain(*JUDGE, "--output_dir", "x") == "--output_dir: an ablation sets it; give --out"
    assert complain(*JUDGE, "--config_names", "detail").startswith("--config_names: an ablation sets it")
    assert "unknown field 'learning_rat'; did you mean 'learning_rate'?" in complain(*JUDGE, "--learning_rat", "1")
    assert "--baseline full: is the name of a variant" in complain(*JUDGE, "--baseline", "full=reference")
    assert "--processes 0: expected 1 or more" in complain("--processes", 0)
    assert "cannot read the benchmark file" in complain(*JUDGE, "--benchmark", tmp_path / "none.jsonl")
    assert "--images DIR" in complain(*JUDGE, "--images", tmp_path / "none")
    assert "is no folder" in complain(*JUDGE, "--data_dir", tmp_path / "none")
    assert "the keypoints judge does not use it" in complain("--judge", "keypoints", "--prompts", tmp_path)
    assert "--judge: name who judges" in complain()
    assert "cannot read the benchmark file" in complain(*JUDGE, "--choices", tmp_path / "none.jsonl")
    assert "--score words: unknown" in complain(*JUDGE, "--choices", drawn / "bench.jsonl", "--score", "words")
    assert "goes with --choices" in complain(*JUDGE, "--score", "sentences")
    # the recipe's own value 5 comes first and this one is not a number
    assert "per_device_train_batch_size" in complain(*JUDGE, "--per_device_train_batch_size", "many")


def test_no_key_for_the_judge_is_said_before_any_training(drawn, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    result = CliRunner().invoke(app, ablate_command(drawn, tmp_path / "out", "--judge", "openai"))
    assert isinstance(result.exception, KpLlavaError)
    assert "OPENAI_API_KEY" in str(result.exception)


def test_every_scene_of_the_demos_ablation_gets_all_kinds_of_rows():
    assert (ABLATION_SIZE.train_scenes, ABLATION_SIZE.described_scenes) == (1200, 1200)


def test_a_folder_of_the_demo_is_not_taken_for_one_of_the_ablation(tmp_path):
    DemoFolder.open(tmp_path / "demo")
    with pytest.raises(KpLlavaError, match="was made at another size"):
        DemoFolder.open(tmp_path / "demo", size=ABLATION_SIZE)


@pytest.mark.slow
def test_the_ablation_is_killed_goes_on_and_skips_what_is_done(drawn, tmp_path):
    out = tmp_path / "out"
    code = "import sys; sys.argv[0] = 'kp-llava'; from kp_llava.commands.main import main; main()"
    command = [sys.executable, "-c", code, *ablate_command(drawn, out, "--judge", "keypoints")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # in the middle of the second training, after its first checkpoint
    deadline = time.monotonic() + 400
    while not (out / "models" / "conversation-only" / "checkpoint-2" / "trainer_state.json").is_file():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    full = (out / "models" / "full" / "model.safetensors").stat().st_mtime_ns
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "[1/4] full: " in done.stdout and "trained before (12 steps), kept" in done.stdout
    assert (out / "models" / "full" / "model.safetensors").stat().st_mtime_ns == full
    assert re.search(r"\[2/4\] conversation-only: \d+ rows; .*goes on from step \d+;", done.stdout), done.stdout
    assert "in the paper: full against LLaVA-7B +21.18%" in done.stdout
    record = json.loads((out / "ablation.json").read_text())
    assert set(record["table"]) == {"original", *list_variants()}
    assert {one["steps"] for one in record["trainings"].values()} == {12}
    assert not list((out / "models").glob("*/checkpoint-*"))
    before = (out / "ablation.json").read_bytes()
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.stdout.count("trained before") == 4
    assert (out / "ablation.json").read_bytes() == before
    changed = subprocess.run([*command, "--learning_rate", "0.1"], capture_output=True, text=True, check=False)
    assert changed.returncode == 1
    assert "learning_rate: 0.001, now 0.1" in changed.stderr


@pytest.mark.slow
def test_the_demos_ablation_runs_on_a_small_scale(tmp_path, capsys):
    size = DemoSize(
        train_scenes=16, described_scenes=16, held_out_scenes=8, tower_steps=4, epochs=1, questions=2, asked_scenes=1
    )
    folder = DemoFolder.open(tmp_path / "demo", size=size)
    for name, _, run_stage in ABLATION_STAGES:
        folder.mark_done(name, 1.0, run_stage(folder))
    print_ablation(folder)
    shown = capsys.readouterr().out
    assert "complex-only against untrained" in shown
    record = json.loads((folder.ablation / "ablation.json").read_text())
    assert set(record["table"]) == {"untrained", *list_variants()}
    rows = {name: one["rows"] for name, one in record["trainings"].items()}
    assert rows["full"] == sum(count for name, count in rows.items() if name != "full")
    assert rows["detail-only"] == rows["complex-only"] == 16
    assert "ZeRO-2; 2 process(es)" in (folder.ablation / "models" / "full.log").read_text()
