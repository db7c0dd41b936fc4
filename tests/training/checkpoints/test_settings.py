"""A run goes on only with the rows and settings that its checkpoint was saved with."""

from __future__ import annotations

import json

import pytest

from kp_llava.errors import TrainingError

from .. import factories as factory
from ..test_trainer import train

RESUME = ("--max_steps", 4, "--save_strategy", "steps", "--save_steps", 2, "--resume_from_checkpoint", "auto")


@pytest.fixture(scope="module")
def stopped(model_folder, data_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("stopped")
    train(model_folder, data_folder, out, *RESUME)
    return out


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        (("--learning_rate", 1e-4), r"learning_rate 0\.003 is now 0\.0001"),
        (("--packing", "none"), "packing shared is now none"),
        (("--tune", "projector"), r"tune \['language', 'projector'\] is now \['projector'\]"),
        (("--max_samples", 14), "other rows"),
        (("--gradient_accumulation_steps", 1), "samples_per_step 8 is now 4"),
    ],
)
def test_other_settings_are_refused_by_name(stopped, model_folder, data_folder, fields, complaint):
    with pytest.raises(TrainingError, match=f"checkpoint-4 was saved under other settings: {complaint}") as caught:
        train(model_folder, data_folder, stopped, *RESUME, *fields)
    assert "--allow_changed true" in str(caught.value)


def test_other_rows_are_refused_though_they_are_as_many(stopped, model_folder, tmp_path):
    tables = factory.make_tables(5)
    tables["detail"] = tables["detail"].map(
        lambda row: {"messages": [row["messages"][0], {"role": "assistant", "content": "Both knees."}]}
    )
    other = factory.export_tables(tmp_path / "rows", tables)
    with pytest.raises(TrainingError, match="other settings: other rows"):
        train(model_folder, other, stopped, *RESUME)


def test_allow_changed_goes_on_all_the_same(stopped, model_folder, data_folder, tmp_path):
    import shutil

    shutil.copytree(stopped / "checkpoint-2", tmp_path / "checkpoint-2")
    logs = train(model_folder, data_folder, tmp_path, *RESUME, "--learning_rate", 1e-4, "--allow_changed", "true")
    assert [entry["step"] for entry in logs] == [1, 2, 3, 4]
    saved = json.loads((tmp_path / "checkpoint-4" / "complete.json").read_text())["settings"]
    assert saved["learning_rate"] == 1e-4
