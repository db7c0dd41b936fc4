"""What earlier commands have left, damaged: the next command names the file and the way out in one line."""

from __future__ import annotations

import json
import shutil

import pytest
from PIL import Image

from kp_llava.experiments.demo.folder import DemoFolder
from tests.commands.test_ablate import ablate_command, drawn  # noqa: F401  (a fixture)
from tests.serving.factories import save_vivid_model

BYTES = {
    "half": lambda data: data[: len(data) // 2],
    "list": lambda data: b"[1]",
    "deep": lambda data: b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no text": lambda data: data.replace(b'"', b'"\xff', 1),
    "NUL": lambda data: b"\0" * len(data),
    "empty": lambda data: b"",
    "huge number": lambda data: b'{"a": ' + b"9" * 5_000 + b"}",
}


def damaged(path, damage):
    path.write_bytes(BYTES[damage](path.read_bytes()))


def set_fields(path, **fields):
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def only_line(done, *words):
    """The one line of a command that refused, which has these words."""
    code, _, err = done
    assert code == 1, err
    # it may follow a bar of progress
    lines = [
        "kp-llava: error: " + line.partition("kp-llava: error: ")[2] for line in err.splitlines() if "error: " in line
    ]
    assert len(lines) == 1, err
    assert "Traceback" not in err
    for word in words:
        assert word in lines[0]
    assert len(lines[0]) < 1500
    return lines[0]


# the demo


@pytest.fixture
def demo(tmp_path):
    """A demo whose every stage is done."""
    folder = DemoFolder.open(tmp_path / "demo")
    from kp_llava.experiments.demo.stages import STAGES

    for name, *_ in STAGES:
        folder.mark_done(name, 1.0, {"table": "a table"})
    return tmp_path / "demo"


@pytest.mark.parametrize("damage", BYTES)
def test_a_damaged_record_of_the_demo(run_command, demo, damage):
    damaged(demo / "demo.json", damage)
    only_line(
        run_command("demo", "--out", demo), f"{demo / 'demo.json'}: ", "name another folder with --out, or delete"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"settings": [1]}, "settings is [1]"),
        ({"settings": None}, "settings is None"),
        ({"done": "all"}, "done is 'all'"),
        ({"done": {"draw": 7}}, "done.draw is 7"),
        ({"done": {"draw": {"seconds": "x", "result": {}}}}, "done.draw is {'seconds': 'x'"),
        ({"done": {"draw": {"seconds": 1.0, "result": [1]}}}, "done.draw is "),
    ],
)
def test_a_wrong_type_in_the_record_of_the_demo(run_command, demo, fields, words):
    set_fields(demo / "demo.json", **fields)
    only_line(run_command("demo", "--out", demo), f"{demo / 'demo.json'}: ", words)


def test_a_stage_of_the_demo_without_its_result(run_command, demo):
    record = json.loads((demo / "demo.json").read_text())
    set_fields(demo / "demo.json", done=record["done"] | {"states": {"seconds": 1.0, "result": {"untrained": 5}}})
    only_line(run_command("demo", "--out", demo), f"{demo / 'demo.json'}: the results of its stages are damaged")


# an ablation


@pytest.fixture
def ablation(drawn, tmp_path):  # noqa: F811
    """The record of a variant whose training was stopped, as the ablation of the command writes it."""
    (tmp_path / "out" / "models" / "full").mkdir(parents=True)
    path = tmp_path / "out" / "models" / "full.json"
    path.write_text(json.dumps({"seconds": 1.0, "settings": {"a": "1"}, "rows": 8, "is_done": False}, indent=2))
    return path, ablate_command(drawn, tmp_path / "out", "--judge", "keypoints")


@pytest.mark.parametrize("damage", BYTES)
def test_a_damaged_record_of_an_ablation(run_command, ablation, damage):
    path, command = ablation
    damaged(path, damage)
    only_line(run_command(*command), f"{path}: cannot be read", "name another --out, or delete it and ")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"settings": "x"}, "settings is 'x'"),
        ({"is_done": "no"}, "is_done is 'no'"),
        ({"seconds": None}, "seconds is None"),
        ({"is_done": True}, "steps is None"),
        ({"is_done": True, "steps": "5", "epochs": 1.0}, "steps is '5'"),
        ({"is_done": True, "steps": 5, "epochs": [1]}, "epochs is [1]"),
    ],
)
def test_a_wrong_type_in_the_record_of_an_ablation(run_command, ablation, fields, words):
    path, command = ablation
    set_fields(path, **fields)
    only_line(run_command(*command), f"{path}: {words}")


# a checkpoint, and the cache of tokens


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A training of one step with its checkpoint."""
    from kp_llava.training.run import train_recipe

    home = tmp_path_factory.mktemp("trained")
    save_vivid_model(home / "model", width=16)
    Image.new("RGB", (48, 32), (200, 10, 10)).save(home / "1.jpg")
    turns = [{"from": who, "value": "Yes."} for who in ("human", "gpt")]
    (home / "rows.json").write_text(json.dumps([{"id": "1", "image": "1.jpg", "conversations": turns}]))
    (home / "recipe.yaml").write_text(
        f"model_name_or_path: {home / 'model'}\nmax_steps: 1\nsave_strategy: steps\nsave_steps: 1\n"
        f"sources: [{{llava_json: {home / 'rows.json'}, image_folder: {home}}}]\n"
        "use_cpu: true\nreport_to: none\nper_device_train_batch_size: 1\n"
    )
    train_recipe([str(home / "recipe.yaml"), "--output_dir", str(home / "out")])
    return home


@pytest.fixture
def checkpoint(trained, tmp_path):
    """A copy of the checkpoint, and the command that goes on from it."""
    folder = shutil.copytree(trained / "out" / "checkpoint-1", tmp_path / "out" / "checkpoint-1")
    command = ("train", trained / "recipe.yaml", "--output_dir", tmp_path / "out", "--max_steps", 2)
    return folder, (*command, "--resume_from_checkpoint", folder, "--allow_changed", "true")


def same_size(data, new):
    assert len(new) <= len(data)
    return new + b" " * (len(data) - len(new))


STATES = {
    "list": (lambda data: same_size(data, b"[1]"), "it holds a list"),
    "deep": (lambda data: same_size(data, b"[" * len(data)), "nested too deeply|not JSON"),
    "text": (lambda data: same_size(data, json.dumps(json.loads(data) | {"epoch": "1"}).encode()), "epoch is '1'"),
    "history": (
        lambda data: same_size(data, json.dumps(json.loads(data) | {"log_history": [7]}).encode()),
        "log_history is [7]",
    ),
    "unknown": (lambda data: same_size(data, json.dumps({"a": 1}).encode()), "'a' is no field"),
    "half": (lambda data: data[: len(data) // 2], "bytes"),
}


@pytest.mark.parametrize("damage", STATES)
def test_a_damaged_state_of_a_checkpoint(run_command, checkpoint, damage):
    folder, command = checkpoint
    change, words = STATES[damage]
    path = folder / "trainer_state.json"
    path.write_bytes(change(path.read_bytes()))
    line = only_line(
        run_command(*command), str(folder), "is damaged (trainer_state.json", "auto takes the newest whole"
    )
    assert any(word in line for word in words.split("|")), line


def test_a_checkpoint_without_its_state(run_command, checkpoint):
    folder, command = checkpoint
    (folder / "trainer_state.json").unlink()
    only_line(run_command(*command), "is damaged (trainer_state.json is missing)")


@pytest.mark.parametrize("name", ["optimizer.pt", "rng_state.pth", "scheduler.pt", "model.safetensors"])
def test_a_damaged_file_of_a_trusted_checkpoint(run_command, checkpoint, name):
    folder, command = checkpoint
    data = bytearray((folder / name).read_bytes())
    data[:200] = bytes(200)
    (folder / name).write_bytes(data)
    only_line(run_command(*command, "--trust_checkpoint", "true"), str(folder), name.partition(".")[0])


def test_a_renamed_weight_of_a_checkpoint(run_command, checkpoint):
    from safetensors.torch import load_file, save_file

    folder, command = checkpoint
    path = folder / "model.safetensors"
    tensors = load_file(path)
    first = sorted(tensors)[0]
    tensors["X" + first[1:]] = tensors.pop(first)  # the file keeps its size
    save_file(tensors, path, metadata={"format": "pt"})
    only_line(run_command(*command), str(folder), "lack 1 of the model's weights, such as ", "X" + first[1:])


@pytest.fixture
def cached(run_command, trained, tmp_path, monkeypatch):
    """A cache of tokens, and the command that reads it."""
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    command = ("train", trained / "recipe.yaml", "--output_dir", tmp_path / "out", "--save_strategy", "no")
    assert run_command(*command)[0] == 0
    (store,) = (tmp_path / "cache" / "kp_llava_tokens").iterdir()
    return store, command


def assert_is_made_anew(run_command, cached, caplog, word):
    store, command = cached
    assert run_command(*command)[0] == 0
    (line,) = [one for one in caplog.messages if "cached tokens are damaged" in one]
    assert line.startswith(f"{store}: ") and word in line and line.endswith("the rows are tokenized again")
    assert [path.name for path in store.parent.iterdir()] == [store.name]
    caplog.clear()
    assert run_command(*command)[0] == 0
    assert not [one for one in caplog.messages if "cached tokens" in one]


@pytest.mark.parametrize("name", ["meta.json", "ids.bin"])
def test_a_damaged_cache_of_tokens_is_made_anew(run_command, cached, caplog, name):
    damaged(cached[0] / name, "half")
    assert_is_made_anew(run_command, cached, caplog, name)
