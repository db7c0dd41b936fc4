"""Any mix of sources: runs, datasets and LLaVA's JSON; weights, system turns, several pictures, a held-out share."""

from __future__ import annotations

import json

import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.data.sources import load_llava_json
from kp_llava.training.recipe import parse_recipe

from .. import factories as factory
from ..test_trainer import train


@pytest.fixture(scope="module")
def llava(tmp_path_factory):
    """LLaVA's format: one picture, none, and two, one with a system turn."""
    folder = tmp_path_factory.mktemp("llava")
    for number in range(3):
        factory.draw_picture(number).save(folder / f"{number}.png")
    items = [
        {
            "id": f"{number}",
            "image": f"{number}.png",
            "conversations": [
                {"from": "human", "value": "<image>\nWhat does the left arm do?"},
                {"from": "gpt", "value": "The left arm is raised."},
            ],
        }
        for number in range(3)
    ]
    items.append(
        {"id": 3, "conversations": [{"from": "human", "value": "Who?"}, {"from": "gpt", "value": "A person."}]}
    )
    items.append(
        {
            "id": "4",
            "image": ["0.png", "1.png"],
            "conversations": [
                {"from": "system", "value": "The assistant gives helpful answers."},
                {"from": "human", "value": "<image>\n<image>\nWhat do both do?"},
                {"from": "gpt", "value": "Both stand."},
            ],
        }
    )
    (folder / "mix.json").write_text(json.dumps(items))
    return folder


def test_llavas_json_is_read_as_rows(llava):
    table = load_llava_json(llava / "mix.json")
    assert table["file_names"][:] == [["0.png"], ["1.png"], ["2.png"], [], ["0.png", "1.png"]]
    assert table[4]["messages"][0] == {"role": "system", "content": "The assistant gives helpful answers."}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[{"id": 1}]', "missing required field `conversations`"),
        ('[{"conversations": [{"from": "bot", "value": "a"}]}]', r"\[0\].conversations: from 'bot'; expected human"),
        ("not json", "is not in LLaVA's format"),
    ],
)
def test_another_form_is_named(tmp_path, text, complaint):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(TrainingError, match=complaint):
        load_llava_json(tmp_path / "x.json")


def sources(data_folder, llava, **more):
    return json.dumps(
        [
            {"dataset_name": str(data_folder), "config_names": ["conversation", "complex"], "weight": 0.5},
            {"llava_json": str(llava / "mix.json"), "image_folder": str(llava), **more},
        ]
    )


def test_a_recipe_mixes_a_dataset_and_llavas_rows(model_folder, data_folder, llava, tmp_path, capsys):
    recipe = tmp_path / "mix.yaml"
    recipe.write_text(
        f"sources:\n- {{dataset_name: {data_folder}, config_names: [complex], weight: 0.5}}\n"
        f"- {{llava_json: {llava}/mix.json, image_folder: {llava}, weight: 2}}\noutput_dir: out\n"
    )
    _, data, _ = parse_recipe([str(recipe)])
    assert json.loads(data.sources)[1]["weight"] == 2
    logs = train_mix(model_folder, tmp_path, "--sources", data.sources, "--num_train_epochs", 1)
    # 2 of 5 complex rows (half, rounded) and 5 rows of LLaVA's twice
    assert "12 rows of 9 pictures" in capsys.readouterr().out
    assert any("loss_complex" in entry for entry in logs) and any("loss_mix" in entry for entry in logs)
    record = json.loads((tmp_path / "out" / "training.json").read_text())
    assert record["data"]["weights"] == {"complex": 0.5, "mix": 2.0}
    assert record["data"]["rows"] == {"complex": 5, "mix": 5}


def train_mix(model_folder, tmp_path, *more):
    """As `train`, without a dataset of its own."""
    from kp_llava.commands.train import run

    fields = {
        "model_name_or_path": model_folder, "output_dir": tmp_path / "out", "max_length": 256, "learning_rate": 3e-3,
        "per_device_train_batch_size": 4, "logging_steps": 1, "save_strategy": "no", "disable_tqdm": True,
    }  # fmt: skip
    run([part for name, value in fields.items() for part in (f"--{name}", str(value))] + [str(part) for part in more])
    state = json.loads((tmp_path / "out" / "trainer_state.json").read_text())
    return [entry for entry in state["log_history"] if "loss" in entry]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nothing", "sources: is not JSON"),
        ("[]", "expected a list of sources"),
        ('[{"data_dir": "a", "llava_json": "b"}]', r"sources\[0\]: give exactly one of"),
        ('[{"dataset": "a"}]', r"sources\[0\]: unknown field 'dataset'; the fields are data_dir"),
        ('[{"llava_json": "b", "weight": 0}]', r"sources\[0\]: weight: 0; expected a number above 0"),
        ('[{"llava_json": "none.json"}]', "llava_json: 'none.json' is no file"),
    ],
)
def test_a_wrong_source_is_named(model_folder, tmp_path, text, complaint):
    with pytest.raises(TrainingError, match=complaint):
        train_mix(model_folder, tmp_path, "--sources", text)


def test_a_picture_that_is_not_in_the_folder_is_named(model_folder, data_folder, llava, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match=r"row \S+: '\d.png' is not in"):
        train_mix(
            model_folder, tmp_path, "--sources", sources(data_folder, llava, image_folder=str(tmp_path / "empty"))
        )


def test_a_share_of_the_pictures_is_held_out_whole(model_folder, data_folder, tmp_path):
    logs = train(
        model_folder, data_folder, tmp_path, "--eval_share", 0.4, "--eval_strategy", "steps", "--eval_steps", 1,
        "--max_steps", 1,
    )  # fmt: skip
    history = json.loads((tmp_path / "trainer_state.json").read_text())["log_history"]
    assert len(logs) == 1 and any("eval_loss_conversation" in entry for entry in history)
    data = json.loads((tmp_path / "training.json").read_text())["data"]
    # of five pictures with seven rows each
    assert data["held_out_rows"] in (7, 14, 21) and sum(data["rows"].values()) + data["held_out_rows"] == 35


def test_a_kind_that_is_added_at_run_time_trains(model_folder, tmp_path, monkeypatch):
    from kp_llava.tasks import TASKS, Task
    from kp_llava.training.planning.row_table import assume_rows
    from kp_llava.training.planning.text import parse_counts

    fields = {name: getattr(TASKS["detail"], name) for name in TASKS["detail"].__dataclass_fields__}
    monkeypatch.setitem(TASKS, "safety", Task(**{**fields, "name": "safety"}))
    tables = factory.make_tables(3)
    data = factory.export_tables(tmp_path / "rows", {**tables, "safety": tables["detail"]})
    logs = train(model_folder, data, tmp_path / "out", "--num_train_epochs", 1)
    assert any("loss_safety" in entry for entry in logs)
    assert parse_counts("safety=5") == {"safety": 5}
    assert assume_rows({"safety": 5}, image_tokens=16, max_length=512).rows_by_task == {"safety": 5}
