"""distilabel's side of generation_peers.py; it runs in distilabel's own environment and imports nothing of kp_llava.

python benchmarks/peer_distilabel.py MESSAGES.jsonl BASE_URL CONCURRENCY FOLDER
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main() -> None:
    file, base_url, concurrency, folder = sys.argv[1:]
    os.environ |= {"DISTILABEL_CACHE_DIR": folder, "HF_HOME": folder, "HF_HUB_OFFLINE": "1"}
    from distilabel.models import OpenAILLM
    from distilabel.pipeline import Pipeline
    from distilabel.steps import LoadDataFromDicts
    from distilabel.steps.tasks import ChatGeneration

    with Path(file).open(encoding="utf-8") as lines:
        rows = [{"messages": json.loads(line)} for line in lines]
    with Pipeline(name="peer", cache_dir=folder) as pipeline:
        source = LoadDataFromDicts(data=rows, batch_size=int(concurrency))
        teacher = ChatGeneration(
            llm=OpenAILLM(
                model="gpt-4o", base_url=base_url, api_key="none", generation_kwargs={"max_new_tokens": 1024}
            ),
            input_batch_size=int(concurrency),
        )
        source >> teacher
    found = pipeline.run(use_cache=False)
    answers = found["default"]["train"]["generation"]
    print(json.dumps({"answers": sum(bool(answer) for answer in answers)}))


if __name__ == "__main__":
    main()
