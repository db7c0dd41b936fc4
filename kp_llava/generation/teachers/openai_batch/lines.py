"""The lines of a batch's files: requests as they are uploaded, answers and errors as they come back. Pure functions."""

from __future__ import annotations

from typing import Any

import msgspec

from ...ledger.records import Attempt

ENDPOINT = "/v1/chat/completions"
# named as the official client names these of online calls
_STATUS_NAMES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


class _Response(msgspec.Struct):
    status_code: int
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Error(msgspec.Struct):
    code: Any = None
    message: Any = None
    type: Any = None


class _ErrorBody(msgspec.Struct):
    error: _Error | None = None


class _Line(msgspec.Struct):
    custom_id: str
    response: _Response | None = None
    error: _Error | None = None


class Result(msgspec.Struct):
    """One line of an output or error file.

    Attributes:
        key: the request's.
        status: the HTTP status that the request would have had online; None where it was not made.
        body: the raw JSON answer, where there is one.
        error: the error's name, where there is one.
        error_text: what the server says about it.
        codes: the error's code and type.
    """

    key: str
    status: int | None
    body: str | None = None
    error: str | None = None
    error_text: str | None = None
    codes: tuple[str, ...] = ()

    def to_attempt(self, started_at: float, ended_at: float) -> Attempt:
        """As the ledger keeps it, before the answer itself is read."""
        return Attempt(self.key, started_at, ended_at, error=self.error, error_text=self.error_text, is_batch=True)


def write_line(key: str, payload: bytes) -> bytes:
    """The line of one request, its payload byte by byte as it is hashed and sent online."""
    head = msgspec.json.encode({"custom_id": key, "method": "POST", "url": ENDPOINT})
    return head[:-1] + b',"body":' + payload + b"}\n"


def read_line(line: str) -> Result | None:
    """Read one line; None for a line that is none."""
    try:
        found = msgspec.json.decode(line, type=_Line)
    except msgspec.DecodeError:
        return None
    if found.response is not None and found.response.status_code == 200:
        return Result(found.custom_id, 200, body=bytes(found.response.body).decode())
    if found.response is not None:
        try:
            error = msgspec.json.decode(bytes(found.response.body), type=_ErrorBody).error or _Error()
        except msgspec.DecodeError:
            error = _Error()
        status = found.response.status_code
        name = _STATUS_NAMES.get(status, "InternalServerError" if status >= 500 else "APIStatusError")
        return Result(found.custom_id, status, error=name, error_text=_text(error), codes=_codes(error))
    error = found.error or _Error()
    name = error.code if isinstance(error.code, str) and error.code else "no result"
    return Result(found.custom_id, None, error=name, error_text=_text(error), codes=_codes(error))


def _text(error: _Error) -> str | None:
    return " ".join(error.message.split())[:500] if isinstance(error.message, str) else None


def _codes(error: _Error) -> tuple[str, ...]:
    return tuple(code for code in (error.code, error.type) if isinstance(code, str))
