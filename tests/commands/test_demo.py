import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.synthetic.sample import SampleOptions, draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import KpLlavaError, TrainingError
from kp_llava.experiments.demo.folder import HELD_OUT_SPLIT, TRAIN_SPLIT, DemoFolder, DemoSize
from kp_llava.experiments.demo.stages import STAGES, print_result
from kp_llava.experiments.demo.states import exchange_pictures, find_states, is_true
from kp_llava.experiments.launch import build_command, find_recipe, run_training

SMALL = DemoSize(
    train_scenes=24, described_scenes=8, held_out_scenes=8, tower_steps=4, epochs=1, questions=4, asked_scenes=4
)


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(KpLlavaError, match="is not empty and no demo's folder; name another with --out"):
        DemoFolder.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_command_says_so_in_one_line(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path)])
    assert isinstance(result.exception, KpLlavaError)
    assert "\n" not in str(result.exception)


def test_finished_stages_are_remembered_with_what_they_found(tmp_path):
    folder = DemoFolder.open(tmp_path / "demo", seed=3)
    folder.mark_done("draw", 1.25, {"scenes": 7})
    again = DemoFolder.open(tmp_path / "demo", seed=3)
    assert again.is_done("draw")
    assert not again.is_done("train")
    assert again.result("draw") == {"scenes": 7}


def test_a_folder_of_another_seed_is_refused(tmp_path):
    DemoFolder.open(tmp_path / "demo", seed=3)
    with pytest.raises(KpLlavaError, match=r"made with seed 3 .* seed 4"):
        DemoFolder.open(tmp_path / "demo", seed=4)


def test_a_broken_record_is_named(tmp_path):
    DemoFolder.open(tmp_path / "demo")
    (tmp_path / "demo" / "demo.json").write_text("{")
    with pytest.raises(KpLlavaError, match=r"demo\.json: cannot be read"):
        DemoFolder.open(tmp_path / "demo")


def test_every_picture_goes_to_another_scene_once(tmp_path):
    draw_sample(tmp_path, images=9, options=SampleOptions(people=(1, 1)))
    scenes = read_scenes(tmp_path, "train2014").scenes
    exchanged = exchange_pictures(scenes, seed=0)
    assert sorted(exchanged.values()) == sorted(scene.file_name for scene in scenes)
    assert all(exchanged[scene.image_id] != scene.file_name for scene in scenes)


@pytest.mark.parametrize(
    ("answer", "limb", "states"),
    [
        ("Their left arm is raised high above their head.", "left arm", {"raised"}),
        ("Their left arm is raised high above their head.", "right arm", set()),
        ("Their right arm is bent with the hand resting on the hip.", "right arm", {"bent", "on the hip"}),
        ("Their right leg is lifted, with the knee bent.", "right leg", {"lifted", "bent"}),
        ("Their right leg is straight and out to the side.", "right leg", {"straight", "out to the side"}),
        ("Their left leg is not bent.", "left leg", set()),
        ("raised their the arm", "left arm", set()),
    ],
)
def test_the_states_of_a_limb_are_found_in_an_answer(answer, limb, states):
    assert find_states(answer, limb) == states


@pytest.mark.parametrize(
    ("states", "limb", "drawn", "expected"),
    [
        ({"raised"}, "left arm", "raised", True),
        ({"raised"}, "left arm", "hanging", False),
        ({"bent"}, "left arm", "on the hip", True),  # less telling, and true
        ({"straight"}, "left arm", "hanging", True),
        ({"straight"}, "left arm", "on the hip", False),
        ({"bent", "lifted"}, "right leg", "lifted", True),
        ({"bent", "lifted"}, "right leg", "bent", False),  # one of the two is false
        ({"reaching to the viewer's right"}, "left arm", "out to the side", True),
        ({"reaching to the viewer's right"}, "right arm", "out to the side", False),
        (set(), "left leg", "straight", False),  # who says nothing is not right
    ],
)
def test_an_answer_is_right_where_all_that_it_says_is_true_of_the_drawing(states, limb, drawn, expected):
    assert is_true(frozenset(states), limb, drawn) is expected


def test_training_is_started_by_the_deepspeed_launcher():
    command = build_command(find_recipe("tiny.yaml"), ["--data_dir", "run"], processes=2)
    assert command[0] == sys.executable
    assert command[command.index("--num_accelerators") + 1] == "2"
    assert command[-3:] == [next(part for part in command if part.endswith("tiny.yaml")), "--data_dir", "run"]
    assert Path(command[-3]).is_file()


def test_a_failed_training_gives_its_own_error_and_keeps_the_log(tmp_path):
    log = tmp_path / "training.log"
    code = "import sys; print('loading'); print('kp-llava: error: no rows', file=sys.stderr); print('bye'); sys.exit(3)"
    with pytest.raises(TrainingError, match=r"ended with code 3 and said: kp-llava: error: no rows; all of it is in"):
        run_training([sys.executable, "-u", "-c", code], log)
    assert "loading" in log.read_text()


def test_progress_of_training_is_shown(tmp_path, capfd):
    bars = r"Loading weights: 100%|##| 9/9 [00:01<00:00]\r 43%|# | 3/7 [00:01<00:01]\r100%|##| 7/7 [00:02]"
    code = f"print('{bars}'); print({{'loss': '0.25'}})"
    run_training([sys.executable, "-c", code], tmp_path / "training.log")
    shown = capfd.readouterr().err
    assert "7/7" in shown
    assert "9/9" not in shown
    assert "loss=0.25" in shown


def test_the_stages_before_training_make_what_it_needs(tmp_path, capsys):
    folder = DemoFolder.open(tmp_path / "demo", size=SMALL)
    for _, _, run_stage in STAGES[:4]:
        run_stage(folder)
    shown = capsys.readouterr().out
    assert "stands" in shown and "CLIP's pre-training" in shown
    assert 'load_dataset("kp_llava", "complex"' in shown
    for split, count in ((TRAIN_SPLIT, 24), (HELD_OUT_SPLIT, 8)):
        assert len(read_scenes(folder.coco, split).scenes) == count
    assert (folder.base / "model.safetensors").is_file()


@pytest.mark.slow
def test_the_whole_demo_runs_on_a_small_scale_and_goes_on_where_it_was(tmp_path, capsys):
    folder = DemoFolder.open(tmp_path / "demo", size=SMALL)
    for name, _, run_stage in STAGES:
        folder.mark_done(name, 1.0, run_stage(folder))
    print_result(DemoFolder.open(tmp_path / "demo", size=SMALL))
    shown = capsys.readouterr().out
    assert "Detailed description" in shown and "tuned" in shown
    assert "held-out arm and leg states named right" in shown
    assert "pictures exchanged" in shown
    report = json.loads((folder.evaluation / "report.json").read_text())
    assert set(report["table"]) == {"untrained", "tuned"}
    assert "ZeRO-2" in folder.training_log.read_text()
