"""Two real processes under the deepspeed launcher on the CPU, against one process of plain Python."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from transformers import AutoProcessor, LlavaForConditionalGeneration

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def write_recipe(folder: Path, model_folder: Path, data_folder: Path, **more: object) -> Path:
    fields = {
        "model_name_or_path": model_folder, "dataset_name": data_folder, "max_length": 256, "max_samples": 21,
        "gradient_accumulation_steps": 2, "learning_rate": 0.003, "lr_scheduler_type": "cosine", "logging_steps": 1,
        "num_train_epochs": 2, "save_strategy": "no", "report_to": "none", "disable_tqdm": "true", **more,
    }  # fmt: skip
    path = folder / "recipe.yaml"
    path.write_text("".join(f"{name}: {value}\n" for name, value in fields.items()))
    return path


def fields_of(recipe: Path, out: Path, processes: int) -> list[str]:
    return [str(recipe), "--output_dir", str(out), "--per_device_train_batch_size", str(8 // processes)]


def start(recipe: Path, out: Path, *more: str, processes: int = 2) -> list[subprocess.Popen]:
    """Start the ranks as a launcher does, each writing to a file next to the output folder; one is plain Python."""
    port, ranks = str(free_port()), []
    for rank in range(processes):
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        if processes > 1:
            environment |= {"DS_ACCELERATOR": "cpu", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
            environment |= {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(processes)}
        command = [sys.executable, "train.py", *fields_of(recipe, out, processes), *more]
        with log_of(out, rank).open("w") as log:
            ranks.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT))
    return ranks


def log_of(out: Path, rank: int) -> Path:
    return out.with_name(f"{out.name}-rank-{rank}.log")


def launch(recipe: Path, out: Path, *more: str, processes: int = 2) -> list[dict]:
    """Train to the end and return the logs of the training steps."""
    ranks = start(recipe, out, *more, processes=processes)
    codes = [rank.wait(timeout=600) for rank in ranks]
    assert not any(codes), log_of(out, 0).read_text()[-3000:] + log_of(out, processes - 1).read_text()[-3000:]
    return read_losses(out)


def read_losses(out: Path) -> list[dict]:
    history = json.loads((out / "trainer_state.json").read_text())["log_history"]
    return [entry for entry in history if "loss" in entry]


@pytest.fixture(scope="module")
def alone(model_folder, data_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    return launch(write_recipe(folder, model_folder, data_folder), folder / "out", processes=1)


def assert_same_losses(logs, expected):
    assert len(logs) == len(expected)
    for entry, other in zip(logs, expected, strict=True):
        assert entry["loss"] == pytest.approx(other["loss"], rel=1e-4)
        assert entry["loss_conversation"] == pytest.approx(other["loss_conversation"], rel=1e-3)


@pytest.mark.parametrize(
    "stage", ["zero3", pytest.param("zero2", marks=pytest.mark.slow), pytest.param("zero1", marks=pytest.mark.slow)]
)
def test_two_processes_have_the_losses_of_one_and_save_a_whole_model(model_folder, data_folder, tmp_path, alone, stage):
    recipe = write_recipe(tmp_path, model_folder, data_folder, deepspeed=ROOT / "recipes" / f"{stage}.json")
    logs = launch(recipe, tmp_path / "out")
    assert_same_losses(logs, alone)
    assert logs[-1]["loss"] < logs[0]["loss"]
    assert f"DeepSpeed ZeRO-{stage[-1]}; 2 process(es)" in log_of(tmp_path / "out", 0).read_text()
    _, report = LlavaForConditionalGeneration.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(report.values())
    assert "ASSISTANT:" in AutoProcessor.from_pretrained(tmp_path / "out").chat_template


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"lora_r": 4}], ids=["full", "lora"])
def test_the_papers_combination_trains(model_folder, data_folder, tmp_path, more):
    """ZeRO-3 with activation checkpointing in bfloat16, which DeepSpeed 0.19.0 to 0.19.2 cannot do; with LoRA too."""
    recipe = write_recipe(
        tmp_path, model_folder, data_folder, deepspeed=ROOT / "recipes/zero3.json", activation_checkpointing="true",
        bf16="true", max_steps=3, **more,
    )  # fmt: skip
    logs = launch(recipe, tmp_path / "out")
    assert len(logs) == 3 and logs[-1]["loss"] < logs[0]["loss"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "more", [("--fsdp",), ("--fsdp", "--activation_checkpointing", "true")], ids=["plain", "again"]
)
def test_fsdp_has_the_losses_of_one_process(model_folder, data_folder, tmp_path, alone, more):
    recipe = write_recipe(tmp_path, model_folder, data_folder)
    assert_same_losses(launch(recipe, tmp_path / "out", "--fsdp", *more), alone)
    _, report = LlavaForConditionalGeneration.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(report.values())


@pytest.mark.slow
def test_a_trained_vision_tower_with_checkpointing_under_data_parallel_training(model_folder, data_folder, tmp_path):
    recipe = write_recipe(tmp_path, model_folder, data_folder, max_steps=2, activation_checkpointing="true")
    assert len(launch(recipe, tmp_path / "out", "--tune", "vision", "projector")) == 2


@pytest.mark.slow
def test_the_deepspeed_launcher_starts_them_too(model_folder, data_folder, tmp_path):
    recipe = write_recipe(tmp_path, model_folder, data_folder, deepspeed=ROOT / "recipes/zero3.json", max_steps=2)
    launcher = Path(sys.executable).with_name("deepspeed")
    command = [str(launcher), "--num_accelerators", "2", "--master_addr", "127.0.0.1", "--master_port"]
    command += [port := str(free_port()), "train.py", *fields_of(recipe, tmp_path / "out", 2)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "DS_ACCELERATOR": "cpu"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "DeepSpeed ZeRO-3; 2 process(es)" in done.stdout
    assert len(read_losses(tmp_path / "out")) == 2
    assert not list(Path("/dev/shm").glob(f"deepspeed_*_{port}_*"))


@pytest.mark.slow
def test_bfloat16_under_deepspeed_has_losses_near_those_of_float32(model_folder, data_folder, tmp_path, alone):
    recipe = write_recipe(
        tmp_path, model_folder, data_folder, deepspeed=ROOT / "recipes/zero3.json", bf16="true", max_steps=4
    )
    logs = launch(recipe, tmp_path / "out")
    assert [entry["loss"] for entry in logs] == pytest.approx([entry["loss"] for entry in alone[:4]], rel=0.03)
    assert LlavaForConditionalGeneration.from_pretrained(tmp_path / "out").dtype == torch.bfloat16


@pytest.mark.slow
def test_offload_to_the_cpu_has_the_losses_of_one_process(model_folder, data_folder, tmp_path, alone):
    # the optimizer for the CPU is compiled at its first use, for minutes; one process does so before two need it
    build = "from deepspeed.ops.op_builder.cpu import CPUAdamBuilder; CPUAdamBuilder().load()"
    environment = {**os.environ, "DS_ACCELERATOR": "cpu"}
    subprocess.run([sys.executable, "-c", build], env=environment, check=True, capture_output=True, timeout=900)
    settings = json.loads((ROOT / "recipes" / "zero3_offload.json").read_text())
    for part in ("offload_optimizer", "offload_param"):
        settings["zero_optimization"][part]["pin_memory"] = False  # pinning wants a GPU
    (tmp_path / "offload.json").write_text(json.dumps(settings))
    recipe = write_recipe(tmp_path, model_folder, data_folder, deepspeed="offload.json")
    assert_same_losses(launch(recipe, tmp_path / "out"), alone)


@pytest.mark.slow
def test_text_only_rows_on_one_rank_hang_no_other(model_folder, tmp_path):
    from . import factories as factory

    tables = factory.make_tables(2, conversations=1)
    tables["detail"] = tables["detail"].map(
        lambda record: {**record, "image": None, "file_name": None, "image_id": None}
    )
    data_folder = factory.export_tables(tmp_path / "rows", tables)
    settings = {"max_samples": 6, "gradient_accumulation_steps": 1}
    (tmp_path / "one").mkdir()
    alone = launch(
        write_recipe(tmp_path / "one", model_folder, data_folder, **settings), tmp_path / "one/out", processes=1
    )
    recipe = write_recipe(
        tmp_path, model_folder, data_folder, deepspeed=ROOT / "recipes/zero3.json", packing="shared", **settings
    )
    assert_same_losses(launch(recipe, tmp_path / "out"), alone)


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["zero2", "zero3"])
def test_adapters_under_deepspeed_have_the_losses_of_one_process_and_are_saved_merged(
    model_folder, data_folder, tmp_path, stage
):
    settings = {"lora_r": 4, "lora_alpha": 16, "max_samples": 14, "num_train_epochs": 2}
    (tmp_path / "one").mkdir()
    alone = launch(
        write_recipe(tmp_path / "one", model_folder, data_folder, **settings), tmp_path / "one/out", processes=1
    )
    recipe = write_recipe(
        tmp_path, model_folder, data_folder, deepspeed=ROOT / f"recipes/{stage}.json", save_strategy="epoch", **settings
    )
    assert_same_losses(launch(recipe, tmp_path / "out"), alone)
    model, report = LlavaForConditionalGeneration.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(report.values())
    expected = LlavaForConditionalGeneration.from_pretrained(tmp_path / "one/out").state_dict()
    for name, weight in model.state_dict().items():
        torch.testing.assert_close(weight, expected[name], rtol=1e-3, atol=1e-4)
    with_adapter = PeftModel.from_pretrained(
        LlavaForConditionalGeneration.from_pretrained(model_folder), tmp_path / "out/adapter"
    ).merge_and_unload()
    for name, weight in with_adapter.state_dict().items():
        torch.testing.assert_close(weight, model.state_dict()[name], rtol=1e-4, atol=1e-6)
    # checkpoints hold what trains only
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "out").glob("checkpoint-2/*.safetensors")}
    assert set(sizes) == {"adapter_model.safetensors"}
