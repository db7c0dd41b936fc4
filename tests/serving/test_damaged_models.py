"""A model folder with a broken file, or one that describes what nothing can build: one line, and nothing is built."""

from __future__ import annotations

import io
import json
import shutil
import struct
import sys
import time

import pytest
from PIL import Image

from kp_llava.errors import TrainingError
from kp_llava.files.model_folder import check_model_folder, loading_model
from tests.commands.conftest import run_command  # noqa: F401  (a fixture)

from .factories import save_vivid_model

QUESTION = {
    "question_id": "1",
    "image_id": 1,
    "file_name": "1.jpg",
    "task": "detail",
    "question": "What is seen?",
    "reference": "A person stands.",
    "context": "A person.",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return save_vivid_model(tmp_path_factory.mktemp("whole"), width=16)


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "model")


@pytest.fixture
def commands(folder, tmp_path, monkeypatch):
    """Every command that reads a model folder, by name."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("What is seen?\n"))
    Image.new("RGB", (48, 32), (200, 10, 10)).save(tmp_path / "1.jpg")
    (tmp_path / "bench.jsonl").write_text(json.dumps(QUESTION) + "\n")
    turns = [{"from": who, "value": "Yes."} for who in ("human", "gpt")]
    (tmp_path / "rows.json").write_text(json.dumps([{"id": "1", "image": "1.jpg", "conversations": turns}]))
    (tmp_path / "recipe.yaml").write_text(
        f"model_name_or_path: {folder}\nmax_steps: 1\n"
        f"sources: [{{llava_json: {tmp_path / 'rows.json'}, image_folder: {tmp_path}}}]\n"
        f"output_dir: {tmp_path / 'out'}\nuse_cpu: true\nreport_to: none\nper_device_train_batch_size: 1\n"
    )
    asked = ("--baseline", "a=reference", "--candidate", f"b={folder}", "--judge", "keypoints", "--images", tmp_path)
    return {
        "chat": ("chat", folder, "--image", tmp_path / "1.jpg", "--max-new-tokens", 1),
        "to-gguf": ("to-gguf", folder, tmp_path / "out"),
        "build-model": ("build-model", tmp_path / "out", "--vision-folder", folder, "--language-folder", folder),
        "eval": ("eval", "--benchmark", tmp_path / "bench.jsonl", *asked, "--out", tmp_path / "judged"),
        "plan-training": ("plan-training", tmp_path / "recipe.yaml"),
        "train": ("train", tmp_path / "recipe.yaml"),
        "detect": ("detect", tmp_path / "1.jpg", tmp_path / "out", "--captioner", folder),
    }


COMMANDS = ("chat", "to-gguf", "build-model", "eval", "plan-training", "train", "detect")


def half(data):
    return data[: len(data) // 2]


def set_field(*names, value):
    def change(data):
        record = json.loads(data)
        place = record
        for name in names[:-1]:
            place = place[name]
        place[names[-1]] = value
        return json.dumps(record).encode()

    return change


def set_header(**fields):
    """Change a safetensors file's header."""

    def change(data):
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8 : 8 + size])
        header[next(name for name in header if name != "__metadata__")] |= fields
        text = json.dumps(header).encode()
        return struct.pack("<Q", len(text)) + text + data[8 + size :]

    return change


# file, what becomes of it, what the line says
DAMAGES = [
    ("config.json", half, "truncated"),
    ("config.json", lambda data: b"[" + data + b"]", "holds a list"),
    ("config.json", lambda data: b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ("config.json", lambda data: b"\0" * len(data), "not JSON"),
    ("config.json", lambda data: data.replace(b"llava", b"ll\xffva", 1), "not UTF-8"),
    ("config.json", set_field("text_config", "rms_norm_eps", value=float("nan")), "not JSON"),
    (
        "config.json",
        set_field("text_config", "num_hidden_layers", value=10**9),
        "text_config.num_hidden_layers is 1000000000; expected a whole number from 0 to 2,000",
    ),
    ("config.json", set_field("text_config", "vocab_size", value=99_000_000), "describes"),
    ("config.json", set_field("text_config", "hidden_size", value="wide"), "text_config.hidden_size is 'wide'"),
    ("config.json", set_field("vision_config", "image_size", value=-8), "vision_config.image_size is -8"),
    ("config.json", set_field("image_token_index", value=10**40), "image_token_index is 100000"),
    ("processor_config.json", half, "truncated"),
    ("tokenizer.json", half, "truncated"),
    ("tokenizer_config.json", lambda data: b"7", "holds a number"),
    ("chat_template.jinja", half, "line 2: Unexpected end of template. "),
    ("chat_template.jinja", lambda data: b"{% for %}", "line 1: Expected an expression, "),
    ("chat_template.jinja", lambda data: b"\xff" + data, "it is not UTF-8"),
    ("chat_template.jinja", lambda data: b"\0" * len(data), "it shows none of the messages"),
    ("chat_template.jinja", lambda data: b"", "it shows none of the messages"),
    ("chat_template.jinja", lambda data: b"{{" + b"(" * 100_000, "it is nested too deeply"),
    ("model.safetensors", half, "cut short or damaged"),
    ("model.safetensors", lambda data: data[:-1], "cut short or damaged"),
    ("model.safetensors", lambda data: b"", "cut short or damaged"),
    ("model.safetensors", lambda data: struct.pack("<Q", 2**62) + data[8:], "cut short or damaged"),
    ("model.safetensors", set_header(data_offsets=[0, 10**15]), "cut short or damaged"),
    ("model.safetensors", set_header(dtype="X1"), "cut short or damaged"),
]


@pytest.mark.parametrize(("name", "change", "words"), DAMAGES)
def test_a_damaged_file_is_named_in_one_line(folder, name, change, words):
    (folder / name).write_bytes(change((folder / name).read_bytes()))
    started = time.monotonic()
    with pytest.raises(TrainingError) as caught:
        check_model_folder(folder, error=TrainingError)
    assert time.monotonic() - started < 2
    line = str(caught.value)
    assert f"{folder / name}: " in line
    assert words in line
    assert "save the model again" in line
    assert "\n" not in line
    assert len(line) < 700 + len(str(folder))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("config.json", set_field("vision_config", "num_hidden_layers", value=10**9)),
        ("tokenizer.json", half),
        ("model.safetensors", half),
    ],
    ids=["config", "tokenizer", "weights"],
)
def test_every_command_refuses_it_and_writes_nothing(request, commands, folder, tmp_path, command, name, change):
    run = request.getfixturevalue("run_command")
    (folder / name).write_bytes(change((folder / name).read_bytes()))
    code, _, err = run(*commands[command])
    assert code == 1
    assert f"{folder / name}: " in err.splitlines()[-1]
    assert "Traceback" not in err
    assert not [path for path in tmp_path.rglob("*.gguf") if path.is_file()]
    assert not list((tmp_path / "out").rglob("*.safetensors"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("config.json", set_field("text_config", "hidden_act", value=["silu"])),
        ("config.json", set_field("image_token_index", value=None)),
        ("processor_config.json", set_field("image_processor", "image_mean", value=["red"])),
        ("processor_config.json", set_field("image_processor", "size", value={"shortest_edge": "x"})),
        ("chat_template.jinja", lambda data: b"{% for %}"),
        ("tokenizer.json", set_field("post_processor", "special_tokens", value={})),
        ("model.safetensors", set_header(dtype="I64", shape=[1])),
    ],
    ids=["types", "null", "mean", "size", "template", "panic", "weights"],
)
@pytest.mark.parametrize("command", ["chat", "eval", "to-gguf"])
def test_what_only_a_library_notices_is_one_line_too(request, commands, folder, command, name, change):
    run = request.getfixturevalue("run_command")
    (folder / name).write_bytes(change((folder / name).read_bytes()))
    code, _, err = run(*commands[command])
    if command == "to-gguf" and code == 0:  # it runs neither templates nor pictures
        assert name in ("chat_template.jinja", "processor_config.json")
        return
    assert code == 1
    assert str(folder) in err.splitlines()[-1]
    assert "Traceback" not in err


def rename_words(data):
    """Give the tensor of the words in a safetensors file another name of the same length."""
    size = struct.unpack("<Q", data[:8])[0]
    name = next(name for name in json.loads(data[8 : 8 + size]) if "embed_tokens" in name)
    return data.replace(json.dumps(name).encode(), json.dumps("X" + name[1:]).encode(), 1)


@pytest.mark.parametrize("command", ["chat", "eval", "train", "build-model", "detect", "to-gguf"])
@pytest.mark.parametrize("is_there", [True, False], ids=["renamed", "gone"])
def test_weights_that_are_missing_are_never_made_up(request, commands, folder, tmp_path, command, is_there):
    run = request.getfixturevalue("run_command")
    path = folder / "model.safetensors"
    data = path.read_bytes()
    path.unlink()
    if is_there:
        path.write_bytes(rename_words(data))
    code, _, err = run(*commands[command])
    assert code == 1
    line = err.splitlines()[-1]
    assert str(folder) in line
    assert "Traceback" not in err
    if is_there and command not in ("build-model", "to-gguf"):  # one takes parts, the other asks for one at a time
        assert "its files lack 1 of the model's weights, such as" in line
        assert "has no place for, such as X" in line
        assert "save the model again" in line
    assert not list((tmp_path / "out").rglob("*.safetensors"))
    assert not list(tmp_path.rglob("*.gguf"))


def test_a_model_of_the_hub_is_looked_at_before_it_is_built():
    config = {"model_type": "llava", "text_config": {"num_hidden_layers": 10**9}}
    with (
        pytest.raises(TrainingError, match=r"^somebody/llava/config\.json: text_config\.num_hidden_layers is 10"),
        loading_model("somebody/llava", "it cannot be loaded", error=TrainingError, read_config=lambda: config),
    ):
        pytest.fail("it was loaded")


def test_a_whole_folder_passes(folder):
    check_model_folder(folder, error=TrainingError)
