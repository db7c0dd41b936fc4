"""curator's side of generation_peers.py; it runs in curator's own environment and imports nothing of kp_llava.

python benchmarks/peer_curator.py MESSAGES.jsonl BASE_URL CONCURRENCY FOLDER
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path


def main() -> None:
    file, base_url, concurrency, folder = sys.argv[1:]
    os.environ |= {"TELEMETRY_ENABLED": "false", "CURATOR_CACHE_DIR": folder, "HF_HOME": folder, "HF_HUB_OFFLINE": "1"}
    os.environ |= {"OPENAI_API_KEY": "none", "CURATOR_DISABLE_RICH_DISPLAY": "1"}
    # curator counts tokens by a vocabulary that it would download; LiteLLM, which it needs, brings it along
    litellm = Path(importlib.util.find_spec("litellm").origin).parent
    os.environ["TIKTOKEN_CACHE_DIR"] = str(litellm / "litellm_core_utils" / "tokenizers")
    from bespokelabs import curator
    from datasets import Dataset

    class Teacher(curator.LLM):
        def prompt(self, row):
            return json.loads(row["messages"])

        def parse(self, row, answer):
            return [{"number": row["number"], "answer": answer}]

    with Path(file).open(encoding="utf-8") as lines:
        rows = [{"number": number, "messages": line} for number, line in enumerate(lines)]
    limits = {"max_requests_per_minute": 10**7, "max_tokens_per_minute": 10**12}
    teacher = Teacher(
        model_name="gpt-4o",
        backend="openai",
        generation_params={"max_tokens": 1024},
        backend_params={"base_url": base_url, "max_concurrent_requests": int(concurrency), **limits},
    )
    answers = teacher(Dataset.from_list(rows)).dataset
    print(json.dumps({"answers": sum(bool(answer) for answer in answers["answer"])}))


if __name__ == "__main__":
    main()
