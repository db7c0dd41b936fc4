"""What the ledger keeps of a request and of the tries to get its answer: plain data."""

from __future__ import annotations

from dataclasses import dataclass

# the server may have answered, and billed, although nothing usable came back
UNCERTAIN_ERRORS = ("APITimeoutError", "APIConnectionError", "malformed reply")


@dataclass(frozen=True)
class Request:
    """One request, complete but for the parts that it shares with others.

    Attributes:
        key: hex SHA-256 of the final payload.
        image_id: the image it is about.
        task: conversation, detail or complex.
        teacher: the model's name, or ``pose``.
        opening_id: names the payload without the last message, which all requests of a task share.
        context: the exact text about the image.
        instruction: the wording that a detailed description answers.
    """

    key: str
    image_id: int
    task: str
    teacher: str
    opening_id: str
    context: str
    instruction: str | None = None


@dataclass(frozen=True)
class Attempt:
    """One try to get an answer, made or failed.

    Attributes:
        key: the request's key.
        started_at: seconds since 1970.
        ended_at: seconds since 1970.
        answer: the raw JSON answer, as the server sent it; None for a failure.
        model: the model that the server says has answered.
        finish_reason: why the teacher stopped.
        prompt_tokens: as the server counted them.
        answer_tokens: as the server counted them.
        error: the named error of a failure.
        error_text: what the server or the network said.
        cached_tokens: those of the prompt's that the server had in its cache.
        is_batch: whether it was part of a batch, at a batch's price.
        follow_up: JSON of what was sent beyond the request's own payload, or None.
        is_final: whether an answer settles the request; one that cannot be used may be followed up.
    """

    key: str
    started_at: float
    ended_at: float
    answer: str | None = None
    model: str | None = None
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    error: str | None = None
    error_text: str | None = None
    cached_tokens: int | None = None
    is_batch: bool = False
    follow_up: str | None = None
    is_final: bool = True


@dataclass(frozen=True)
class StoredAnswer:
    """What is wanted for one image and task, with its last answer where there is one.

    Attributes:
        request: the wanted request.
        file_name: the picture's name in its folder.
        image_path: the picture, or None.
        image_url: where the picture is on the web, or None.
        answer: the raw JSON answer, or None.
        error: without an answer, the named error of the last attempt, or None where none was made.
        earlier_answers: raw answers before the last one, the newest first.
    """

    request: Request
    file_name: str
    image_path: str | None
    image_url: str | None
    answer: str | None
    error: str | None
    earlier_answers: tuple[str, ...] = ()
