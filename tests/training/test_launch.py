"""One process or one of many, by the environments that launchers make."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import KpLlavaTrainingArguments
from kp_llava.training.launch import Launch, first_host, join_launch

from .test_deepspeed import ROOT, free_port, read_losses, write_recipe

TORCHRUN = {
    "RANK": "5", "LOCAL_RANK": "1", "WORLD_SIZE": "8", "LOCAL_WORLD_SIZE": "4", "MASTER_ADDR": "gpu1",
    "MASTER_PORT": "29500", "TORCHELASTIC_RUN_ID": "none",
}  # fmt: skip
DEEPSPEED = {
    "RANK": "1", "LOCAL_RANK": "1", "WORLD_SIZE": "2", "LOCAL_SIZE": "2", "CROSS_RANK": "0", "CROSS_SIZE": "1",
    "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29500",
}  # fmt: skip
# the second node of `srun --nodes 2 --ntasks-per-node 4`
SRUN = {
    "SLURM_JOB_ID": "4711", "SLURM_STEP_ID": "0", "SLURM_NTASKS": "8", "SLURM_STEP_NUM_TASKS": "8",
    "SLURM_PROCID": "6", "SLURM_LOCALID": "2", "SLURM_NODEID": "1", "SLURM_STEP_NODELIST": "gpu[07-08]",
    "SLURM_STEP_TASKS_PER_NODE": "4(x2)",
}  # fmt: skip
MPIRUN = {
    "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_LOCAL_RANK": "1",
    "OMPI_COMM_WORLD_LOCAL_SIZE": "2",
}  # fmt: skip


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Launch()),
        (TORCHRUN, Launch("torchrun", 5, 8, 1, 4)),
        (DEEPSPEED, Launch("deepspeed", 1, 2, 1, 2)),
        ({**TORCHRUN, "ACCELERATE_MIXED_PRECISION": "bf16"}, Launch("accelerate", 5, 8, 1, 4)),
        (SRUN, Launch("srun", 6, 8, 2, 4)),
        # torchrun on each node: its variables win
        ({**SRUN, "SLURM_STEP_NUM_TASKS": "2", **TORCHRUN}, Launch("torchrun", 5, 8, 1, 4)),
        # a job of eight tasks whose script calls python without srun is one process
        ({"SLURM_JOB_ID": "4711", "SLURM_NTASKS": "8", "SLURM_PROCID": "0", "SLURM_LOCALID": "0"}, Launch()),
        (MPIRUN, Launch("mpirun", 1, 2, 1, 2)),
    ],
)
def test_launchers_are_told_apart(environ, expected):
    environ = dict(environ)
    assert join_launch(environ) == expected
    if expected.ranks > 1:
        assert (environ["RANK"], environ["WORLD_SIZE"]) == (str(expected.rank), str(expected.ranks))
        assert environ["MASTER_ADDR"] and int(environ["MASTER_PORT"]) > 1024


def test_srun_processes_of_one_job_meet_at_one_place():
    places = []
    for rank in range(8):
        environ = {**SRUN, "SLURM_PROCID": str(rank)}
        join_launch(environ)
        places.append((environ["MASTER_ADDR"], environ["MASTER_PORT"]))
    assert set(places) == {("gpu07", places[0][1])}
    other = {**SRUN, "SLURM_JOB_ID": "4712"}
    join_launch(other)
    assert other["MASTER_PORT"] != places[0][1]


def test_a_task_that_sees_one_gpu_takes_it():
    environ = {**SRUN, "CUDA_VISIBLE_DEVICES": "2"}
    join_launch(environ)
    assert environ["LOCAL_RANK"] == "0"


@pytest.mark.parametrize(
    ("nodes", "first"),
    [("gpu1", "gpu1"), ("gpu1,gpu2", "gpu1"), ("gpu[03-07,12],x1", "gpu03"), ("n[1,4]-ib", "n1-ib")],
)
def test_the_first_host_of_a_list(nodes, first):
    assert first_host(nodes) == first


@pytest.mark.parametrize(
    ("environ", "complaint"),
    [
        ({"WORLD_SIZE": "4", "RANK": "0"}, "LOCAL_RANK is not set: each process would train by itself"),
        ({"LOCAL_RANK": "0", "WORLD_SIZE": "2", "RANK": "0"}, "MASTER_ADDR is not set"),
        ({"SLURM_STEP_NUM_TASKS": "2"}, "SLURM_PROCID or SLURM_LOCALID is not set"),
        ({**SRUN, "SLURM_STEP_NODELIST": ""}, "set MASTER_ADDR"),
        ({**MPIRUN, "OMPI_COMM_WORLD_LOCAL_SIZE": "1"}, "several machines, and MASTER_ADDR is not set"),
        ({"LOCAL_RANK": "first"}, "'first' is not a number"),
    ],
)
def test_what_cannot_be_joined_is_refused(environ, complaint):
    with pytest.raises(TrainingError, match=complaint):
        join_launch(dict(environ))


def test_several_gpus_of_one_process_are_not_divided_by_dataparallel(tmp_path):
    args = KpLlavaTrainingArguments(output_dir=str(tmp_path), report_to="none")
    args._n_gpu = 4  # what transformers finds on a machine with four GPUs
    assert args.n_gpu == 1
    assert args.train_batch_size == args.per_device_train_batch_size


@pytest.mark.slow
def test_two_tasks_of_srun_are_one_training(model_folder, data_folder, tmp_path):
    recipe = write_recipe(tmp_path, model_folder, data_folder, max_steps=2)
    tasks = []
    for rank in range(2):
        environ = {
            **os.environ, "OMP_NUM_THREADS": "1", "MASTER_PORT": free_port() if not rank else tasks[0][1],
            "SLURM_JOB_ID": "1", "SLURM_STEP_NUM_TASKS": "2", "SLURM_PROCID": str(rank), "SLURM_LOCALID": str(rank),
            "SLURM_STEP_NODELIST": "127.0.0.1", "SLURM_STEP_TASKS_PER_NODE": "2",
        }  # fmt: skip
        environ["MASTER_PORT"] = str(environ["MASTER_PORT"])
        command = [sys.executable, "train.py", str(recipe), "--output_dir", str(tmp_path / "out")]
        command += ["--per_device_train_batch_size", "4"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        tasks.append((process, environ["MASTER_PORT"]))
    printed = [process.communicate(timeout=300)[0] for process, _ in tasks]
    assert [process.returncode for process, _ in tasks] == [0, 0], printed[0][-2000:] + printed[1][-2000:]
    assert "2 process(es)" in printed[0] and "process(es)" not in printed[1]
    assert len(read_losses(tmp_path / "out")) == 2
