"""Answers from an OpenAI-compatible server (vLLM, `transformers serve`), each kept in a ledger and asked for once.

The picture goes over the wire as a data URL; the ledger keeps its hash in its place, and the request's key is made from
that, so that an exchanged picture is asked about anew.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from tqdm import tqdm

from ...errors import EvaluationError
from ...files import find_picture
from ...generation.ledger.faults import way_out
from ...generation.ledger.ledger import Ledger
from ...generation.ledger.records import Request
from ...generation.parsing import read_reply
from ...generation.server import ServerOptions
from ...generation.teachers import openai as openai_teacher
from ..benchmark import Question
from ..pictures import View, encode_picture, is_larger, read_bytes
from .model import AnswerOptions, ModelAnswer
from .source import Source


def ask_server(
    source: Source, questions: Sequence[Question], folder: Path, options: AnswerOptions
) -> list[ModelAnswer]:
    """Answer every question about its picture, greedily.

    Args:
        source: the server's address with the model after a #, as in ``http://127.0.0.1:8000/v1#llava``.
        questions: those that want an answer.
        folder: where the ledger is kept.
        options: the pictures' folder, the longest answer, and the calls in flight.

    Raises:
        TeacherError: the server cannot be used.
        EvaluationError: the address names no model, a picture is missing, or questions got no answer.
    """
    place, pictures = source.place, options.picture_folder()
    if not source.model:
        raise EvaluationError(f"{place}: name the server's model after a #, as in {source.url}#my-model")
    server = ServerOptions(
        model=source.model,
        base_url=source.url,
        key_variable=source.key_variable,
        concurrency=options.concurrency,
        temperature=0.0,
        max_tokens=options.max_new_tokens,
    )
    size = options.picture_size
    with Ledger.write(folder) as ledger:
        by_key: dict[str, Question] = {}
        keys: dict[str, str] = {}
        pending: dict[str, Request] = {}
        with ledger.transaction():
            for question in questions:
                picture = find_picture(question.file_name, [pictures], error=EvaluationError)
                request, opening = _to_request(question, server, picture, size)
                ledger.add_opening(request.opening_id, opening)
                ledger.add_request(request)
                by_key[request.key] = question
                keys[question.question_id] = request.key
                if not ledger.has_answer(request.key):
                    pending[request.key] = request

        def build_payload(request: Request) -> dict[str, Any]:
            question = by_key[request.key]
            picture = find_picture(question.file_name, [pictures], error=EvaluationError)
            return _to_payload(question, server, _to_data_url(picture, question.view, size))

        if pending:
            with tqdm(total=len(pending), desc=f"answers of {source.name}", unit="call") as bar:
                openai_teacher.ask(server, ledger, list(pending.values()), build_payload, bar.update)
        return [_read_answer(ledger, key, question_id, place) for question_id, key in keys.items()]


def _to_request(question: Question, server: ServerOptions, picture: Path, size: int) -> tuple[Request, str]:
    shown = read_bytes(picture) + (b"" if question.view.is_plain else repr(question.view).encode())
    digest = hashlib.sha256(shown).hexdigest()
    if is_larger(picture, size):
        digest += f" reduced to {size}"  # another size is another request
    payload = msgspec.json.encode(_to_payload(question, server, f"sha256:{digest}"))
    opening = msgspec.json.encode({**dict(sorted(server.request_parameters().items())), "picture_sha256": digest})
    request = Request(
        key=hashlib.sha256(payload).hexdigest(),
        image_id=question.image_id,
        task=f"answer {question.question_id}",
        teacher=server.model,
        opening_id=hashlib.sha256(opening).hexdigest(),
        context=question.question,
    )
    return request, opening.decode()


def _to_payload(question: Question, server: ServerOptions, picture_url: str) -> dict[str, Any]:
    content = [
        {"type": "image_url", "image_url": {"url": picture_url}},
        {"type": "text", "text": question.question},
    ]
    parameters = dict(sorted(server.request_parameters().items()))
    return {**parameters, "messages": [{"role": "user", "content": content}]}


def _to_data_url(picture: Path, view: View, size: int) -> str:
    """The picture's own bytes, or a PNG where the view changes it or its longer side has more pixels than needed."""
    is_own = view.is_plain and not is_larger(picture, size)
    kind = (mimetypes.guess_type(picture.name)[0] or "image/jpeg") if is_own else "image/png"
    return f"data:{kind};base64,{base64.b64encode(encode_picture(picture, view, size)).decode()}"


def _read_answer(ledger: Ledger, key: str, question_id: str, place: str) -> ModelAnswer:
    attempts = ledger.attempts(key)
    answered = [attempt.answer for attempt in attempts if attempt.answer is not None]
    if not attempts and ledger.has_answer(key):
        raise EvaluationError(f"{place}: the answer to question {question_id!r} is damaged; {way_out(ledger.folder)}")
    if not answered:
        why = f"{attempts[-1].error}: {attempts[-1].error_text}" if attempts else "not asked"
        raise EvaluationError(f"{place}: question {question_id!r} got no answer ({why}); the same command asks again")
    # a refusal is the model's answer, and a poor one; an answer that was cut off counts as it is
    reply = read_reply(answered[-1])
    text = (reply.text or reply.refusal or "").strip()
    return ModelAnswer(question_id, text, is_cut_off=reply.finish_reason == "length")
