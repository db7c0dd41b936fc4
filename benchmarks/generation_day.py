"""A day in the life of a run: 3,000 requests to a server that does all that servers do, killed and stopped seven times.

python benchmarks/generation_day.py --requests 3000 --kills 5 --stops 2

The server limits the rate, stalls, answers 503 for a while, refuses, cuts off, thinks aloud, answers in parts, drops
connections and goes away twice. Every answer is checked as it arrives. In the end all is done, and the ledger's cost is
compared with the server's bill, call by call: each reply carries a number, which the ledger stores with the answer.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kp_llava.annotations.synthetic.sample import draw_sample
from tests.teacher_server import Reply, TeacherServer, count_tokens, error_reply, good_answer

CONCURRENCY = 32
PROMPT_USD, ANSWER_USD = 2.5e-6, 10e-6


class Day:
    """What the server does with each call, and what it bills."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self.outage_until = 0.0
        self.bills: dict[str, float] = {}
        self.billed: dict[str, list[float]] = {}

    @property
    def usd(self) -> float:
        """What all calls cost."""
        return sum(self.bills.values())

    def __call__(self, payload: dict, number: int) -> Reply:
        """Decide one call."""
        draw = self._rng.random()
        if time.monotonic() < self.outage_until:
            return error_reply(503, "restarting")
        if draw < 0.02:
            return error_reply(429, "slow down", retry_after="0.2")
        if draw < 0.03:
            return Reply(is_dropped=True)
        if draw < 0.04:
            self._bill(payload, number, text := "I'm sorry, but I can't assist with that.")
            return Reply(text)
        text = good_answer(payload, number)
        if draw < 0.06:
            text = text[: len(text) // 2]
            self._bill(payload, number, text)
            return Reply(text, finish_reason="length")
        if draw < 0.16:
            text = f"<think>\nI look at the person first.\n</think>\n\n{text}"
        wait_s = 2.0 if draw > 0.995 else 0.0
        self._bill(payload, number, text)
        if 0.16 <= draw < 0.26:
            return Reply(body=self._in_parts(payload, number, text), wait_s=wait_s)
        return Reply(text, wait_s=wait_s)

    def _bill(self, payload: dict, number: int, text: str) -> None:
        prompt = sum(count_tokens(one["content"]) for one in payload["messages"])
        usd = prompt * PROMPT_USD + count_tokens(text) * ANSWER_USD
        self.bills[f"chatcmpl-{number}"] = usd
        self.billed.setdefault(json.dumps(payload, sort_keys=True), []).append(usd)

    @staticmethod
    def _in_parts(payload: dict, number: int, text: str) -> bytes:
        half = len(text) // 2
        parts = [{"type": "text", "text": part} for part in (text[:half], text[half:])]
        prompt = sum(count_tokens(one["content"]) for one in payload["messages"])
        usage = {"prompt_tokens": prompt, "completion_tokens": count_tokens(text)}
        choice = {"index": 0, "message": {"role": "assistant", "content": parts}, "finish_reason": "stop"}
        completion = {"id": f"chatcmpl-{number}", "model": payload["model"], "choices": [choice], "usage": usage}
        return json.dumps(completion).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--stops", type=int, default=2)
    parser.add_argument("--outage", type=float, default=60.0, help="seconds of 503")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    day, images = Day(asked.seed), asked.requests // 3
    with tempfile.TemporaryDirectory() as folder:
        coco = draw_sample(Path(folder) / "coco", images=images, seed=1, split="val2017", with_images=False)
        run = Path(folder) / "run"
        command = [sys.executable, "-m", "kp_llava.commands.main", "generate", str(run), "--coco", str(coco)]
        command += ["--split", "val2017", "--teacher", "openai", "--concurrency", str(CONCURRENCY)]
        environment = os.environ | {"OPENAI_API_KEY": "none"}
        server = TeacherServer(day, wait_s=0.05)
        server.__enter__()
        command += ["--base-url", server.base_url]
        signs = [signal.SIGKILL] * asked.kills + [signal.SIGINT] * asked.stops
        random.Random(asked.seed).shuffle(signs)
        step = asked.requests // (len(signs) + 2)
        seen = 0
        for number, sign in enumerate([*signs, None]):
            process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=environment,
                # a shell starts what it runs in the background with SIGINT ignored
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
            if sign is not None:
                while server.answered + len(day.billed) < seen + step and process.poll() is None:
                    time.sleep(0.01)
                seen = server.answered + len(day.billed)
                if number == 2:
                    day.outage_until = time.monotonic() + asked.outage
                if number in (1, 4):  # the server goes away and comes back
                    port, payloads, answered = server._port, server.payloads, server.answered
                    server.__exit__(None, None, None)
                    time.sleep(1.0)
                    server = TeacherServer(day, wait_s=0.05, port=port)
                    server.payloads, server.answered = payloads, answered
                    server.__enter__()
                    time.sleep(1.0)
                process.send_signal(sign)
            process.communicate(timeout=900)
            what = "to its end" if sign is None else sign.name
            print(f"call {number + 1}: {what}, exit code {process.returncode}, {len(day.bills)} calls billed so far")
        server.__exit__(None, None, None)
        status = subprocess.run(
            [*command[:3], "status", str(run), "--json"], capture_output=True, text=True, check=True
        )
        found = json.loads(status.stdout)
        tasks = found["tasks"]
        done = sum(task["usable"] + sum(task["failed"].values()) for task in tasks.values())
        pending = sum(task["pending"] for task in tasks.values())
        twice = sum(len(bills) - 1 for bills in day.billed.values())
        known, uncertain = found["spending"]["usd"], found["spending"]["uncertain_usd"]
        failed = {task: count["failed"] for task, count in tasks.items()}
        at_most = CONCURRENCY * (asked.kills + 4)
        calls = found["spending"]["uncertain_calls"]
        print(f"{done} of {images * 3} requests done, {pending} pending; {json.dumps(failed)}")
        print(f"billed twice: {twice} calls; at most {at_most} were in flight at kills and deaths")
        stored = read_reply_ids(run)
        replied = sum(day.bills[one] for one in stored)
        lost = {one: usd for one, usd in day.bills.items() if one not in stored}
        print(f"the ledger: ${known:.4f} for {len(stored)} replies; the server billed ${replied:.4f} for them")
        print(f"calls without a reply: {len(lost)} billed, ${sum(lost.values()):.4f}", end="; ")
        print(f"the ledger has {calls} of them, at most ${uncertain:.4f}")
        assert (done, pending) == (images * 3, 0)
        assert twice <= at_most
        assert abs(known - replied) < 0.005
        assert len(lost) <= calls and sum(lost.values()) <= uncertain


def read_reply_ids(run: Path) -> set[str]:
    """The ids of all replies that a run's ledger stores; each is stored once."""
    with sqlite3.connect(run / "ledger.sqlite") as connection:
        answers = [json.loads(row[0]) for row in connection.execute("SELECT answer FROM attempts WHERE answer NOTNULL")]
    ids = [answer["id"] for answer in answers]
    assert len(ids) == len(set(ids))
    return set(ids)


if __name__ == "__main__":
    main()
