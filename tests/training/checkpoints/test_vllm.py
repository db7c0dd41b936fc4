"""vLLM reads what training saves: the tiny model untrained, trained whole, merged from LoRA, and by ZeRO-3.

KP_LLAVA_VLLM names the Python of an environment that has vLLM, as `make vllm` makes it; without it the test is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from transformers import AutoProcessor, LlavaForConditionalGeneration

from kp_llava.training.models.tiny import save_tiny

from .. import factories as factory
from ..test_deepspeed import ROOT, launch, write_recipe
from ..test_trainer import train

PYTHON = os.environ.get("KP_LLAVA_VLLM", "")
QUESTION = "What does the left arm do?"
PROGRAM = """
import json, sys
from PIL import Image
from vllm import LLM, SamplingParams

if __name__ == "__main__":
    model, prompt, picture = sys.argv[1:]
    llm = LLM(model, dtype="float32", enforce_eager=True, max_model_len=256, max_num_seqs=1)
    request = {"prompt": prompt, "multi_modal_data": {"image": Image.open(picture)}}
    answer = llm.generate([request], SamplingParams(temperature=0, max_tokens=8))[0].outputs[0]
    print("ANSWER " + json.dumps(list(answer.token_ids)))
"""


def ask_vllm(folder, prompt, picture):
    settings = os.environ | {"HF_HUB_OFFLINE": "1", "VLLM_CPU_KVCACHE_SPACE": "1", "OMP_NUM_THREADS": "1"}
    run = subprocess.run(
        [PYTHON, "-c", PROGRAM, str(folder), prompt, str(picture)], env=settings, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-3000:]
    return json.loads(run.stdout.rpartition("ANSWER ")[2].splitlines()[0])


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    return save_tiny(tmp_path_factory.mktemp("start"), factory.CORPUS, seed=1)


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON, reason="KP_LLAVA_VLLM names no environment with vLLM")
@pytest.mark.parametrize("kind", ["untrained", "whole", "lora", "zero3"])
def test_vllm_loads_what_was_saved_and_answers_with_the_tokens_of_transformers(start, data_folder, tmp_path, kind):
    out = start if kind == "untrained" else tmp_path / "out"
    more = ("--num_train_epochs", 4)
    if kind == "whole":
        train(start, data_folder, out, *more)
    elif kind == "lora":
        train(start, data_folder, out, *more, "--lora_r", 4)
    elif kind == "zero3":
        launch(write_recipe(tmp_path, start, data_folder, deepspeed=ROOT / "recipes" / "zero3.json"), out)
    processor = AutoProcessor.from_pretrained(out)
    picture = tmp_path / "picture.png"
    factory.draw_picture(1, width=64, height=64).save(picture)
    parts = [{"type": "image", "path": str(picture)}, {"type": "text", "text": QUESTION}]
    chat = [{"role": "user", "content": parts}]
    inputs = processor.apply_chat_template(
        chat, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )
    model = LlavaForConditionalGeneration.from_pretrained(out)
    expected = model.generate(**inputs, do_sample=False, max_new_tokens=8)[0, inputs["input_ids"].shape[1] :].tolist()
    prompt = processor.apply_chat_template(chat, add_generation_prompt=True)
    assert ask_vllm(out, prompt, picture) == expected
