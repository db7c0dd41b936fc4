"""One rank of a tiny DeepSpeed training on CPU; rank 0 prints the bytes of all tensors alive between two micro-batches.

Started by the test with torchrun's environment variables: `python -m tests.training.measure_zero SETTINGS.json`.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

os.environ["DS_ACCELERATOR"] = "cpu"

import deepspeed
import torch
from transformers import LlavaForConditionalGeneration

from kp_llava.training.model import apply_tune, teach_packing
from tests.training.planning.planned_step import packed_batch, tiny_config


def count_live_bytes():
    """Bytes of every tensor that Python can see, gradients included; tensors of the meta device hold none."""
    gc.collect()
    seen = [thing for thing in gc.get_objects() if issubclass(type(thing), torch.Tensor)]
    seen += [tensor.grad for tensor in seen if tensor.is_leaf and tensor.grad is not None]
    storages = [tensor.untyped_storage() for tensor in seen if tensor.device.type == "cpu"]
    return sum({storage._cdata: storage.nbytes() for storage in storages}.values())


def main(settings):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    deepspeed.init_distributed(dist_backend="gloo")
    config = tiny_config(vocab_size=4096)
    model = LlavaForConditionalGeneration(config).to(torch.bfloat16)
    teach_packing(model)
    apply_tune(model, ["projector", "language"])
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    engine, *_ = deepspeed.initialize(model=model, optimizer=torch.optim.AdamW(trained), config=settings)
    inputs, _ = packed_batch(config, images=1, branches=1, branch_tokens=8)
    for _ in range(3):  # one whole step of two micro-batches, and the first half of the next
        engine.backward(engine(**inputs).loss)
        engine.step()
    if engine.global_rank == 0:
        print(json.dumps({"live_bytes": count_live_bytes()}))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
