"""Tuned models behind real servers: the same words over HTTP as our own greedy answer, for each family too.

KP_LLAVA_VLLM names the Python of an environment that has vLLM and torchvision, as `make vllm` makes it;
`transformers serve` needs fastapi and uvicorn, which the extra `slow` brings. The processors of some families need the
extra `families` next to these tests, too. What is not there is skipped.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import io
import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import torch
from transformers import AutoProcessor
from transformers.utils import is_torchvision_available

from kp_llava.serving.model import ChatModel, Turn
from kp_llava.training.arguments import ModelArguments
from kp_llava.training.families.family import FAMILIES
from kp_llava.training.model import load_model
from tests.language_model import serve_language_model, wait_until_healthy
from tests.training import factories as factory
from tests.training.families.builders import MAKERS, build_model, save_family
from tests.training.family import (
    make_next_config,
    make_next_processor,
    make_onevision_config,
    make_onevision_processor,
)
from tests.training.test_deepspeed import ROOT, launch, write_recipe

from .factories import draw_blob, save_vivid_model

VLLM = os.environ.get("KP_LLAVA_VLLM", "")
QUESTION = "What does the left arm do?"
TOKENS = 6
WIDTH = 128  # heads of 32, which vLLM's attention on a CPU wants


def to_png(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def ask(url, model, picture, **more):
    """One picture question by the chat completions API, greedy."""
    address = "data:image/png;base64," + base64.b64encode(to_png(picture)).decode()
    content = [{"type": "image_url", "image_url": {"url": address}}, {"type": "text", "text": QUESTION}]
    body = {
        "model": str(model),
        "messages": [{"role": "user", "content": content}],
        "max_tokens": TOKENS,
        "temperature": 0,
        **more,
    }
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)["choices"][0]["message"]["content"]


def ask_ourselves(model, picture):
    return "".join(ChatModel(str(model)).stream([Turn("user", QUESTION, (picture,))], max_new_tokens=TOKENS))


@contextlib.contextmanager
def serve_vllm(model: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [VLLM, "-m", "vllm.entrypoints.openai.api_server", "--model", str(model), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--dtype", "float32", "--enforce-eager", "--max-num-seqs", "2"]
    command += ["--max-model-len", "1024", "--limit-mm-per-prompt", '{"image": 1, "video": 0}']
    settings = os.environ | {"HF_HUB_OFFLINE": "1", "VLLM_CPU_KVCACHE_SPACE": "1"}
    log = model / "vllm.log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, env=settings, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}/health", server, log, wait_s=500)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(timeout=60)


SERVERS = {"transformers": serve_language_model, "vllm": serve_vllm}


def skip_without(server):
    if server == "vllm" and not VLLM:
        pytest.skip("KP_LLAVA_VLLM names no environment with vLLM")
    if server == "transformers" and not all(map(importlib.util.find_spec, ("fastapi", "uvicorn"))):
        pytest.skip(f"{sys.executable} has no fastapi and uvicorn")
    if server == "transformers" and is_torchvision_available() and not decodes_pictures():
        pytest.skip("transformers serve decodes pictures by torchvision, and this one, built for a GPU, cannot")


def decodes_pictures():
    from torchvision.io import decode_image

    try:
        decode_image(torch.frombuffer(bytearray(to_png(draw_blob(0))), dtype=torch.uint8))
    except RuntimeError:
        return False
    return True


def assert_same_words(server, model, pictures, expected):
    """The server's answers are the expected ones."""
    # where the tokenizer adds the BOS token and the chat template does not, vLLM's chat leaves it out unless asked
    adds = server == "vllm" and "bos_token" not in AutoProcessor.from_pretrained(model).chat_template
    more = {"add_special_tokens": True} if adds else {}
    with SERVERS[server](model) as url:
        said = [ask(url, model, picture, **more) for picture in pictures]
    # transformers marks bytes that make no character and drops a first space; vLLM drops such bytes and keeps the space
    said, expected = ([text.replace("\ufffd", "").strip() for text in texts] for texts in (said, expected))
    assert said == expected and len(set(said)) > 1


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    return save_vivid_model(tmp_path_factory.mktemp("start"), width=WIDTH)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return factory.export_tables(tmp_path_factory.mktemp("rows") / "data", factory.make_tables())


@pytest.fixture(scope="module")
def tuned(start, rows, tmp_path_factory):
    """Trains once by each way, by the command line, and gives the folder that it saves."""
    made = {}

    def make(way):
        if way in made:
            return made[way]
        folder = tmp_path_factory.mktemp(way)
        made[way] = folder / "out"
        more = {"max_steps": 4, "learning_rate": 0.001, "lr_scheduler_type": "constant"}
        if way == "zero3":
            launch(write_recipe(folder, start, rows, deepspeed=ROOT / "recipes/zero3.json", **more), made[way])
            return made[way]
        if way == "lora":
            more |= {"lora_r": 8, "lora_alpha": 16, "learning_rate": 0.01}
        recipe = ROOT / "recipes/tiny.yaml" if way == "demo" else write_recipe(folder, start, rows, **more)
        fields = ["--output_dir", made[way], "--report_to", "none", "--save_strategy", "no"]
        if way == "demo":  # the recipe that `kp-llava demo` trains by, with the model that it makes
            fields += ["--dataset_name", rows, "--max_steps", 30]
        command = [Path(sys.executable).with_name("kp-llava"), "train", recipe, *fields]
        run = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=500)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
        return made[way]

    return make


@pytest.mark.slow
@pytest.mark.parametrize(
    ("server", "way"),
    [("transformers", "whole"), ("vllm", "whole"), ("vllm", "lora"), ("vllm", "zero3"), ("vllm", "demo")],
)
def test_a_server_says_of_pictures_what_the_tuned_model_says(start, tuned, server, way):
    skip_without(server)
    model = tuned(way)
    pictures = [draw_blob(number) for number in range(3)]
    if way == "demo":  # this model learns in 30 steps to see the arm
        pictures = [factory.draw_picture(number, width=64, height=64) for number in range(4)]
    expected = [ask_ourselves(model, picture) for picture in pictures]
    assert len(set(expected)) > 1
    if way != "demo":
        assert expected != [ask_ourselves(start, picture) for picture in pictures]
    assert_same_words(server, model, pictures, expected)


def save_any_family(name, folder):
    """A tiny model of the family with its whole processor, saved under the weight names that a training saves."""
    start = folder / "start"
    if name in MAKERS:
        save_family(name, start, is_whole=True, width=WIDTH)
    else:
        if name == "llava_next":
            processor = make_next_processor()
            config = make_next_config(processor, WIDTH)
        else:
            from transformers import LlavaOnevisionProcessor, LlavaOnevisionVideoProcessor

            videos = LlavaOnevisionVideoProcessor()
            processor = make_onevision_processor(LlavaOnevisionProcessor, video_processor=videos)
            config = make_onevision_config(processor, WIDTH)
        build_model(config, seed=7).save_pretrained(start)
        processor.save_pretrained(start)
    arguments = ModelArguments(model_name_or_path=str(start))
    load_model(arguments, packing="none", dtype=torch.float32).save_pretrained(folder)
    AutoProcessor.from_pretrained(start).save_pretrained(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "llava"])
def test_a_model_of_each_family_answers_behind_a_server(name, server, tmp_path):
    skip_without(server)
    if (name, server) == ("gemma3", "vllm"):
        pytest.skip("vLLM's attention on a CPU lets a picture's tokens see only those before them; Gemma's see all")
    if FAMILIES[name].needs and not is_torchvision_available():
        pytest.skip("transformers loads its processor with torchvision only")
    model = save_any_family(name, tmp_path)
    pictures = [draw_blob(number) for number in range(3)]
    expected = [ask_ourselves(model, picture) for picture in pictures]
    assert len(set(expected)) > 1
    assert_same_words(server, model, pictures, expected)
