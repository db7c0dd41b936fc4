"""How much of a reply is read: a server that sends without end, or much in few bytes, is cut off."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx2

MOST_BYTES = 16 << 20
"""The longest reply to one call; the longest answers of today's models are a tenth of it."""

_PART = 1 << 16


class OddReply(Exception):  # noqa: N818 - the client's errors have names of their own
    """A reply that is not read to its end.

    Attributes:
        name: under which it is counted.
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


async def bound_reply(response: Any) -> None:
    """Let a reply end with an error after `MOST_BYTES`, before and after it is unpacked; a hook of httpx2."""
    response.stream = _Bounded(response.stream, response.headers.pop("content-encoding", "identity").strip().lower())


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: Any, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding

    async def __aiter__(self) -> AsyncIterator[bytes]:
        unpack = None
        if self._encoding in ("gzip", "x-gzip", "deflate"):
            unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
        elif self._encoding not in ("identity", ""):
            raise OddReply("malformed reply", f"the server packs its reply as {self._encoding[:60]!r}, unasked")
        count = packed = 0
        async for block in self._stream:
            packed += len(block)
            while block:
                if unpack is None:
                    part, block = block, b""
                else:
                    try:
                        part = unpack.decompress(block, _PART)
                    except zlib.error as error:
                        raise OddReply("malformed reply", f"the reply is not packed as it says: {error}") from error
                    block = unpack.unconsumed_tail
                count += len(part)
                if max(count, packed) > MOST_BYTES:
                    raise OddReply("reply too large", f"the reply has more than {MOST_BYTES:,} bytes")
                yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
