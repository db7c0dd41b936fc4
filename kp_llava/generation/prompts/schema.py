"""Answers as JSON by a schema, for servers that can hold a teacher to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ...tasks import TASKS
from ..parsing import parse_answer

_NOTE = (
    "Give the answer as one JSON object by the schema that comes with this request. The object takes the place of the"
    " form described above; what is asked of the content stays."
)


def response_format(task: str) -> dict[str, Any]:
    """The request parameter that holds a server to a task's schema."""
    count = TASKS[task].pair_count
    text = {"type": "string"}
    fields: dict[str, Any] = {"description": text}
    if count is not None:
        pair = {
            "type": "object",
            "properties": {"question": text, "answer": text},
            "required": ["question", "answer"],
            "additionalProperties": False,
        }
        fields = {"pairs": {"type": "array", "items": pair, "minItems": count, "maxItems": count}}
    schema = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {"type": "json_schema", "json_schema": {"name": task, "strict": True, "schema": schema}}


def structure_messages(task: str, messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """An opening's messages, with the worked examples' answers as JSON and a note on it in the system message."""
    structured = []
    for message in messages:
        content = message["content"]
        if message["role"] == "system":
            content = f"{content}\n\n{_NOTE}"
        elif message["role"] == "assistant":
            content = _structure_answer(task, content)
        structured.append({**message, "content": content})
    return structured


def _structure_answer(task: str, text: str) -> str:
    turns = parse_answer(task, text)
    if TASKS[task].pair_count is None:
        return msgspec.json.encode({"description": turns[0].answer}).decode()
    return msgspec.json.encode({"pairs": turns}).decode()
