"""An exported folder in an environment that has `datasets` and what it needs, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from importlib.metadata import version
from pathlib import Path

import pytest

from kp_llava.dataset.export import ExportOptions, export_hub
from kp_llava.generation.rows import read_rows

CODE = """
import importlib.util, json, sys
from datasets import get_dataset_config_names, load_dataset
folder, is_embedded = sys.argv[1], sys.argv[2] == "True"
found = {"others": [name for name in ("kp_llava", "torch", "transformers") if importlib.util.find_spec(name)]}
assert sorted(get_dataset_config_names(folder)) == ["complex", "conversation", "detail"]
for config in ("conversation", "detail", "complex"):
    splits = load_dataset(folder, config)
    stream = load_dataset(folder, config, streaming=True)
    assert list(splits) == list(stream) == ["train"]
    rows, streamed = splits["train"], list(stream["train"])
    assert rows.features == stream["train"].features
    assert len(rows) == len(streamed)
    for row, other in zip(rows, streamed):
        pictures = row.pop("image"), other.pop("image")
        assert row == other
        if is_embedded:
            assert pictures[0].size == pictures[1].size == tuple(int(side) for side in sys.argv[3].split("x"))
        else:
            assert pictures == (None, None)
        assert [message["role"] for message in row["messages"]] == ["user", "assistant"]
    found[config] = [row["id"] for row in streamed]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def fresh_python(tmp_path_factory) -> Path:
    """An environment with the `datasets` of this one."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    install(python, "datasets")
    return python


def install(python: Path, name: str) -> None:
    subprocess.run([python, "-m", "pip", "install", "--quiet", f"{name}=={version(name)}"], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("embed_images", [False, True])
def test_an_environment_with_datasets_alone_loads_and_streams_every_config(
    fresh_python, finished_run, tmp_path, embed_images
):
    export_hub([(finished_run, None)], tmp_path / "out", ExportOptions(embed_images=embed_images))
    if embed_images:
        install(fresh_python, "pillow")  # what `datasets` opens any picture with
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [fresh_python, "-c", CODE, tmp_path / "out", str(embed_images), "320x240"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("others") == []
    assert found == {config: [row["id"] for row in read_rows(finished_run, config)] for config in found}
    assert len(found) == 3
