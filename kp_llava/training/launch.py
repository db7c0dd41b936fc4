"""How this process was started: alone, or as one of several by torchrun, deepspeed, accelerate, srun or mpirun.

PyTorch reads RANK, LOCAL_RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT. The first three launchers set them. srun and
mpirun set variables of their own, which are translated here. Otherwise every process would believe to be alone, and N
processes would train N times into one folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import MutableMapping
from dataclasses import dataclass

from ..errors import TrainingError

_PORTS = range(20_000, 40_000)  # of a job without MASTER_PORT; the job's number picks one


@dataclass(frozen=True)
class Launch:
    """How this process was started.

    Attributes:
        way: plain Python, torchrun, deepspeed, accelerate, srun or mpirun.
        rank: of this process among all.
        ranks: processes.
        local_rank: of this process on its machine.
        local_ranks: processes of this machine.
    """

    way: str = "plain Python"
    rank: int = 0
    ranks: int = 1
    local_rank: int = 0
    local_ranks: int = 1


def join_launch(environ: MutableMapping[str, str] | None = None) -> Launch:
    """Find out how the process was started, and set what PyTorch needs to join the others.

    Args:
        environ: the environment, which is changed; the process's own when not given.

    Raises:
        TrainingError: there are other processes, and it cannot be found out how to reach them.
    """
    environ = os.environ if environ is None else environ
    if "LOCAL_RANK" in environ:
        launch = _read_launcher(environ)
    elif _number(environ, "SLURM_STEP_NUM_TASKS", 1) > 1:
        launch = _read_slurm(environ)
    elif _number(environ, "OMPI_COMM_WORLD_SIZE", 1) > 1:
        launch = _read_mpi(environ)
    elif _number(environ, "WORLD_SIZE", 1) > 1:
        raise TrainingError(
            f"WORLD_SIZE is {environ['WORLD_SIZE']}, but LOCAL_RANK is not set: each process would train by itself; "
            "start with torchrun, which sets both"
        )
    else:
        return Launch()
    environ.update(
        {
            "RANK": str(launch.rank),
            "WORLD_SIZE": str(launch.ranks),
            "LOCAL_RANK": str(launch.local_rank),
            "LOCAL_WORLD_SIZE": str(launch.local_ranks),
        }
    )
    return launch


def _read_launcher(environ: MutableMapping[str, str]) -> Launch:
    way = "torchrun"
    if "CROSS_RANK" in environ:
        way = "deepspeed"
    elif any(name.startswith("ACCELERATE_") for name in environ):
        way = "accelerate"
    ranks = _number(environ, "WORLD_SIZE", 1)
    if ranks > 1 and not {"RANK", "MASTER_ADDR", "MASTER_PORT"} <= set(environ):
        missing = next(name for name in ("RANK", "MASTER_ADDR", "MASTER_PORT") if name not in environ)
        raise TrainingError(f"WORLD_SIZE is {ranks}, but {missing} is not set; start with torchrun, which sets both")
    local_rank = _number(environ, "LOCAL_RANK", 0)
    local_ranks = _number(environ, "LOCAL_WORLD_SIZE", _number(environ, "LOCAL_SIZE", ranks))
    return Launch(way, _number(environ, "RANK", 0), ranks, local_rank, local_ranks)


def _read_slurm(environ: MutableMapping[str, str]) -> Launch:
    ranks = _number(environ, "SLURM_STEP_NUM_TASKS", 1)
    if "SLURM_PROCID" not in environ or "SLURM_LOCALID" not in environ:
        raise TrainingError(
            f"SLURM_STEP_NUM_TASKS is {ranks}, but SLURM_PROCID or SLURM_LOCALID is not set; start with srun, or with "
            "srun --ntasks-per-node 1 torchrun"
        )
    nodes = environ.get("SLURM_STEP_NODELIST") or environ.get("SLURM_NODELIST", "")
    if "MASTER_ADDR" not in environ:
        if not nodes:
            raise TrainingError("SLURM_STEP_NODELIST is not set; set MASTER_ADDR to the name of the first node")
        environ["MASTER_ADDR"] = first_host(nodes)
    environ.setdefault("MASTER_PORT", str(_port(_number(environ, "SLURM_JOB_ID", 0), environ.get("SLURM_STEP_ID"))))
    local_ranks = _tasks_of_node(
        environ.get("SLURM_STEP_TASKS_PER_NODE", str(ranks)), _number(environ, "SLURM_NODEID", 0)
    )
    local_rank = _number(environ, "SLURM_LOCALID", 0)
    # with --gpus-per-task 1 every process sees its own GPU only, as number 0
    visible = environ.get("CUDA_VISIBLE_DEVICES", "")
    if local_ranks > 1 and visible and "," not in visible:
        local_rank = 0
    return Launch("srun", _number(environ, "SLURM_PROCID", 0), ranks, local_rank, local_ranks)


def _read_mpi(environ: MutableMapping[str, str]) -> Launch:
    ranks = _number(environ, "OMPI_COMM_WORLD_SIZE", 1)
    local_ranks = _number(environ, "OMPI_COMM_WORLD_LOCAL_SIZE", 0)
    if "MASTER_ADDR" not in environ:
        if local_ranks != ranks:
            raise TrainingError(
                f"mpirun started {ranks} processes on several machines, and MASTER_ADDR is not set; give the name of "
                "the first machine: mpirun -x MASTER_ADDR=... -x MASTER_PORT=29500"
            )
        environ["MASTER_ADDR"] = "127.0.0.1"
    environ.setdefault("MASTER_PORT", str(_port(os.getppid(), None)))
    rank, local_rank = _number(environ, "OMPI_COMM_WORLD_RANK", 0), _number(environ, "OMPI_COMM_WORLD_LOCAL_RANK", 0)
    return Launch("mpirun", rank, ranks, local_rank, local_ranks)


def first_host(nodes: str) -> str:
    """The first host of SLURM's short form of a list, such as `gpu[03-07,12],login1`."""
    match = re.match(r"([^\[,]*)(?:\[([^\]]*)\]([^,]*))?", nodes)
    if match is None or match[2] is None:
        return nodes.split(",")[0]
    return f"{match[1]}{re.split('[-,]', match[2])[0]}{match[3]}"


def _tasks_of_node(text: str, node: int) -> int:
    """Tasks of the n-th node, from SLURM's short form such as `4(x2),3`."""
    tasks: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d+)(?:\(x(\d+)\))?", part.strip())
        if match is None:
            raise TrainingError(f"SLURM_STEP_TASKS_PER_NODE: {text!r} cannot be read; start with torchrun")
        tasks += [int(match[1])] * int(match[2] or 1)
    return tasks[min(node, len(tasks) - 1)]


def _port(job: int, step: str | None) -> int:
    number = int(step) if step is not None and step.isdecimal() else 0
    return _PORTS[(job * 7 + number) % len(_PORTS)]


def _number(environ: MutableMapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if text is None or text == "":
        return default
    if not text.lstrip("-").isdecimal():
        raise TrainingError(f"{name}: {text!r} is not a number; unset it, or start with torchrun")
    return int(text)
