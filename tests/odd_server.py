"""A server on loopback that writes raw bytes: for one request in so many something that no client expects.

    with OddServer(lambda number: raw_bytes_or_None) as server: ...

``None`` gives a well-formed answer of `teacher_server.good_answer`. Replies may be bytes, or an iterator of bytes of
which each is sent by itself; an iterator may sleep in between.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

from .teacher_server import good_answer

Raw = bytes | Iterable[bytes] | None


def http(body: bytes | str, *, status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """A reply with its length and these headers."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}"]
    lines += [f"{name}: {value}" for name, value in {"Content-Type": "application/json", **dict(headers)}.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def completion(text: str, **fields: Any) -> dict[str, Any]:
    """A chat completion as servers send it; fields may replace its own."""
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 4000, "completion_tokens": 60, "total_tokens": 4060}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "x", "object": "chat.completion", "model": "odd", "choices": [choice], "usage": usage, **fields}


class OddServer:
    """The server; use it as a context manager.

    Attributes:
        calls: head and body of every request, in the order of arrival.
    """

    def __init__(self, answer: Callable[[int, dict[str, Any]], Raw]) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._lock = threading.Lock()
        self._is_over = False
        self.calls: list[tuple[str, bytes]] = []

    @property
    def base_url(self) -> str:
        """What --base-url takes."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def __enter__(self) -> OddServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        self._socket.close()

    def _accept(self) -> None:
        while not self._is_over:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            data = b""
            while True:
                try:
                    while b"\r\n\r\n" not in data:
                        data += (block := connection.recv(65536))
                        if not block:
                            return
                    head, _, rest = data.partition(b"\r\n\r\n")
                    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                    length = int(lengths[0].split(b":")[1]) if lengths else 0
                    while len(rest) < length:
                        rest += connection.recv(65536)
                    body, data = rest[:length], rest[length:]
                    with self._lock:
                        number = len(self.calls)
                        self.calls.append((head.decode("latin-1"), body))
                    payload = json.loads(body) if body[:1] == b"{" else {}
                    raw = self._answer(number, payload)
                    if raw is None:
                        connection.sendall(http(json.dumps(completion(good_answer(payload, number)))))
                        continue
                    for part in [raw] if isinstance(raw, bytes) else raw:
                        connection.sendall(part)
                    return  # what follows an odd reply is another connection's
                except OSError:
                    return
