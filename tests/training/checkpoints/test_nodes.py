"""Two nodes without a shared disk: two processes in two folders, with an output folder of the same relative name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from ..test_deepspeed import ROOT, free_port, read_losses, write_recipe

pytestmark = pytest.mark.slow


def run_nodes(folder, recipe, *more):
    """Exit codes and output of both nodes."""
    port, nodes = str(free_port()), []
    for rank in range(2):
        place = folder / f"node{rank}"
        place.mkdir(exist_ok=True)
        environ = {
            **os.environ, "OMP_NUM_THREADS": "1", "DS_ACCELERATOR": "cpu", "PYTHONPATH": str(ROOT), "RANK": str(rank),
            "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "1", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": port,
        }  # fmt: skip
        command = [sys.executable, str(ROOT / "train.py"), str(recipe), "--output_dir", "out"]
        command += ["--per_device_train_batch_size", "4", "--save_strategy", "steps", "--save_steps", "2", *more]
        nodes.append(
            subprocess.Popen(
                command, cwd=place, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
        )
    printed = [node.communicate(timeout=300)[0] for node in nodes]
    return [node.returncode for node in nodes], printed


def test_without_a_shared_disk_training_is_refused_on_both_nodes(model_folder, data_folder, tmp_path):
    recipe = write_recipe(tmp_path, model_folder, data_folder, max_steps=4)
    codes, printed = run_nodes(tmp_path, recipe)
    assert codes == [1, 1]
    for text in printed:
        assert "'out' is not the same folder on all nodes; use a shared disk, or train with" in text
        assert "Traceback" not in text


@pytest.mark.parametrize("stage", [None, "zero2", "zero3"])
def test_save_on_each_node_goes_on_from_what_is_whole_on_both(model_folder, data_folder, tmp_path, stage):
    deepspeed = {} if stage is None else {"deepspeed": ROOT / "recipes" / f"{stage}.json"}
    recipe = write_recipe(
        tmp_path, model_folder, data_folder, max_steps=4, save_on_each_node="true", save_total_limit=5, **deepspeed
    )
    codes, printed = run_nodes(tmp_path, recipe)
    assert codes == [0, 0], printed[0][-2000:] + printed[1][-2000:]
    out = tmp_path / "node0" / "out"
    whole = [entry["loss"] for entry in read_losses(out)]
    # the newest is whole on the second node only
    shutil.rmtree(out / "checkpoint-4")
    (out / "trainer_state.json").unlink()
    codes, printed = run_nodes(tmp_path, recipe, "--resume_from_checkpoint", "auto")
    assert codes == [0, 0], printed[0][-2000:] + printed[1][-2000:]
    assert [entry["loss"] for entry in read_losses(out)] == whole
    assert printed[0].count("'loss':") == 2
