"""A request's final payload as bytes: what is sent, and what its key is the hash of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from ..annotations.scene import Scene
from ..errors import RunError
from .ledger.faults import way_out
from .ledger.ledger import Ledger
from .ledger.pictures import find_picture
from .ledger.records import Request, scene_to_json
from .prompts.messages import join_user_text
from .prompts.picture import picture_part


@dataclass(frozen=True)
class Opening:
    """What all requests of one task share: the payload without its last part.

    Attributes:
        id: hex SHA-256 of ``payload``.
        payload: JSON of the payload up to the image.
    """

    id: str
    payload: str


def make_opening(payload: dict[str, Any]) -> Opening:
    """Encode what all requests of one task share."""
    encoded = msgspec.json.encode(payload)
    return Opening(hashlib.sha256(encoded).hexdigest(), encoded.decode())


def message_part(context: str, instruction: str | None, picture: str | None = None) -> bytes:
    """The last message of a request to a language model, as JSON; a picture that it shows is named."""
    text = join_user_text(context, instruction)
    if picture is None:
        return msgspec.json.encode({"role": "user", "content": text})
    return msgspec.json.encode({"role": "user", "content": [picture_part(picture), {"type": "text", "text": text}]})


def pose_part(scene: Scene, context: str, instruction: str | None) -> bytes:
    """The last fields of a request to the pose teacher, as JSON without braces."""
    rest = msgspec.json.encode({"context": context, "instruction": instruction})
    return b'"scene":' + scene_to_json(scene).encode() + b"," + rest[1:-1]


def close_payload(opening: str, last: bytes) -> bytes:
    """Put the last part, a message or further fields, into an opening's JSON."""
    end = "]}" if opening.endswith("]}") else "}"
    comma = b"" if opening.endswith("[]}") else b","
    return opening[: -len(end)].encode() + comma + last + end.encode()


def rebuild_payload(ledger: Ledger, request: Request, again: bytes = b"") -> dict[str, Any]:
    """The final payload of a request, exactly as its key was made from; a picture is named, and not in it.

    Args:
        ledger: has the request.
        request: to rebuild.
        again: what its key was made from behind the payload, where the same is asked more than once.

    Raises:
        RunError: the ledger is damaged.
    """
    payload: dict[str, Any] = msgspec.json.decode(rebuild_bytes(ledger, request, again))
    return payload


def rebuild_bytes(ledger: Ledger, request: Request, again: bytes = b"") -> bytes:
    """The same as JSON; the key is its hash.

    Raises:
        RunError: the ledger is damaged.
    """
    opening = ledger.opening(request.opening_id)
    if request.teacher == "pose" and '"messages"' not in opening:
        last = pose_part(ledger.scene(request.image_id), request.context, request.instruction)
    else:
        last = message_part(request.context, request.instruction, find_picture(ledger, request))
    payload = close_payload(opening, last)
    is_hash = len(request.key) == 64 and '"messages"' in opening
    if is_hash and hashlib.sha256(payload + again).hexdigest() != request.key:
        # another question than the one whose answer would be kept under this key
        raise RunError(f"{ledger.folder}: is damaged (prompt of request {request.key[:16]}); {way_out(ledger.folder)}")
    return payload
