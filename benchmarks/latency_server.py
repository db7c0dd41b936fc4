"""An OpenAI-compatible server that answers after a drawn latency and does as little else as it can.

Started by the other scripts here: python benchmarks/latency_server.py PORT LATENCY SLOW_SHARE SLOW_S
GET /stats returns when the first call came and the last one ended, and how many there were; GET /reset begins anew.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

from aiohttp import web

# what is shorter carries no prompt: curator asks for the account's limits with an empty call, which is not counted
_SHORT = 500
TEXT = "Question: What is the person doing?\nAnswer: " + "One person stands on a path, with both arms hanging. " * 8
BODY = json.dumps(
    {
        "id": "chatcmpl-0",
        "object": "chat.completion",
        "created": 1700000000,
        "model": "gpt-4o",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": TEXT, "refusal": None},
                "finish_reason": "stop",
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 5700, "completion_tokens": 120, "total_tokens": 5820},
    }
).encode()


def make_app(latency_s: float, slow_share: float, slow_s: float) -> web.Application:
    seen = {"count": 0, "first": 0.0, "last": 0.0}

    async def complete(request: web.Request) -> web.Response:
        if (request.content_length or _SHORT) < _SHORT:
            return web.Response(body=BODY, content_type="application/json")
        number = seen["count"]
        seen["count"] += 1
        if not number:
            seen["first"] = time.monotonic()
        await request.read()
        # the same draw of latencies for whoever asks
        is_slow = random.Random(number).random() < slow_share
        await asyncio.sleep(slow_s if is_slow else latency_s)
        seen["last"] = time.monotonic()
        return web.Response(body=BODY, content_type="application/json")

    async def stats(request: web.Request) -> web.Response:
        return web.json_response(seen)

    async def reset(request: web.Request) -> web.Response:
        seen.update(count=0, first=0.0, last=0.0)
        return web.json_response(seen)

    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_post("/v1/chat/completions", complete)
    app.router.add_get("/stats", stats)
    app.router.add_get("/reset", reset)
    return app


if __name__ == "__main__":
    port, latency_s, slow_share, slow_s = int(sys.argv[1]), *map(float, sys.argv[2:])
    app = make_app(latency_s, slow_share, slow_s)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)
