"""A tuned model behind real servers: the same words over HTTP as our own greedy answer.

KP_LLAVA_VLLM names the Python of an environment that has vLLM and torchvision, as `make vllm` makes it;
`transformers serve` needs fastapi and uvicorn, which the extra `slow` brings. What is not there is skipped.
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

from kp_llava.serving.model import ChatModel, Turn
from kp_llava.training.arguments import ModelArguments
from kp_llava.training.chat import VicunaFormat
from kp_llava.training.model import load_model
from tests.language_model import serve_language_model, wait_until_healthy
from tests.training.families.builders import save_family
from tests.training.families.test_families import LOADABLE

from .factories import draw_blob, save_vivid_model

VLLM = os.environ.get("KP_LLAVA_VLLM", "")
QUESTION = "What does the left arm do?"
TOKENS = 6


def ask(url, model, picture, **more):
    """One picture question by the chat completions API, greedy."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    address = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
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
    command += ["--max-model-len", "256", "--limit-mm-per-prompt", '{"image": 1}']
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


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    # vLLM's attention on a CPU wants heads of 32
    start = save_vivid_model(tmp_path_factory.mktemp("start"), width=128)
    folder = tmp_path_factory.mktemp("model")
    # saved again as a training saves it, under the names that vLLM reads
    load_model(ModelArguments(model_name_or_path=str(start)), packing="none", dtype=torch.float32).save_pretrained(
        folder
    )
    processor = AutoProcessor.from_pretrained(start)
    VicunaFormat(processor)  # installs the chat template that a training leaves
    processor.save_pretrained(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("server", ["transformers", "vllm"])
def test_a_server_answers_a_picture_question_as_we_do(model, server):
    if server == "vllm" and not VLLM:
        pytest.skip("KP_LLAVA_VLLM names no environment with vLLM")
    if server == "transformers" and not all(map(importlib.util.find_spec, ("fastapi", "uvicorn"))):
        pytest.skip(f"{sys.executable} has no fastapi and uvicorn")
    pictures = [draw_blob(number) for number in range(3)]
    expected = [ask_ourselves(model, picture) for picture in pictures]
    assert len(set(expected)) == 3
    # LLaVA-1.5's tokenizer adds the BOS token, and vLLM's chat leaves that out unless asked
    more = {"add_special_tokens": True} if server == "vllm" else {}
    serve = serve_vllm if server == "vllm" else serve_language_model
    with serve(model) as url:
        said = [ask(url, model, picture, **more) for picture in pictures]
    # of a character that the last token leaves unfinished vLLM says nothing, and transformers a mark
    assert [text.rstrip("�") for text in said] == [text.rstrip("�") for text in expected]


@pytest.mark.slow
@pytest.mark.parametrize("name", LOADABLE)
def test_a_model_of_each_family_answers_behind_transformers_serve(name, tmp_path):
    if not all(map(importlib.util.find_spec, ("fastapi", "uvicorn"))):
        pytest.skip(f"{sys.executable} has no fastapi and uvicorn")
    model = save_family(name, tmp_path, is_whole=True)
    pictures = [draw_blob(number) for number in range(2)]
    expected = [ask_ourselves(model, picture) for picture in pictures]
    with serve_language_model(model) as url:
        assert [ask(url, model, picture) for picture in pictures] == expected
