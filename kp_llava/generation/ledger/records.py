"""What the ledger keeps of a request and of the tries to get its answer: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ...annotations.scene import Keypoint, Scene, SceneObject
from ...annotations.skeleton import COCO_SKELETON, Skeleton

IN_FLIGHT, INTERRUPTED, LOST_OUTPUT = "in flight", "interrupted", "batch output gone"
"""What an attempt has for its error while its call runs, after a kill or a stop amid the call, and without its file."""

NO_CONNECTION, PROMPT_CUT_OFF = "no connection", "prompt cut off by the server"
"""Errors of calls that never reached the server, and of answers to a part of the prompt only."""

NO_PICTURE = "picture cannot be shown"
"""The error of a request whose picture is missing, cannot be read, or has changed."""

# the server may have answered, and billed, although nothing usable came back
UNCERTAIN_ERRORS = (
    *("APITimeoutError", "APIConnectionError", "malformed reply", "reply too large"),
    *(IN_FLIGHT, INTERRUPTED, LOST_OUTPUT),
)


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
        picture: names the picture that is shown with the text, see `kp_llava.generation.prompts.picture`; None where
            none is, and where the ledger has not been asked for it.
    """

    key: str
    image_id: int
    task: str
    teacher: str
    opening_id: str
    context: str
    instruction: str | None = None
    picture: str | None = None


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
        reasoning_tokens: those of the answer's that the model used for thinking, as the server counted them.
        is_estimated: whether the server counted nothing, and the tokens are our own count.
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
    reasoning_tokens: int | None = None
    is_estimated: bool = False


def is_schema_error(attempt: Attempt) -> bool:
    """Whether a server has said that it does not take the schema for its answer."""
    text = (attempt.error_text or "").lower()
    is_rejected = attempt.error in ("BadRequestError", "UnprocessableEntityError")
    words = ("response_format", "text.format", "json_schema", "structured output")
    return is_rejected and any(word in text for word in words)


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
        follow_ups: what was sent for each of the answers beyond the request's own payload, as JSON; the newest first.
        captioner: the model that wrote the image's captions; None where people did, or where there are none.
    """

    request: Request
    file_name: str
    image_path: str | None
    image_url: str | None
    answer: str | None
    error: str | None
    earlier_answers: tuple[str, ...] = ()
    follow_ups: tuple[str | None, ...] = ()
    captioner: str | None = None


@dataclass(frozen=True)
class FollowUp:
    """What is sent beyond a request's own payload.

    Attributes:
        messages: put behind the request's own.
        max_tokens: in place of the request's own limit; None keeps that.
        missing: the numbers, from 1, of the question-answer pairs that are asked for again; the others of the earlier
            answers are kept. Without it the answer takes the place of all earlier ones.
        without_schema: leave the request's schema out, which the server does not take.
    """

    messages: tuple[dict[str, str], ...] = ()
    max_tokens: int | None = None
    missing: tuple[int, ...] = ()
    without_schema: bool = False

    def to_json(self) -> str | None:
        """As an attempt keeps it; None for the request's own payload."""
        if self == OWN_PAYLOAD:
            return None
        record: dict[str, Any] = {"messages": self.messages, "max_tokens": self.max_tokens}
        if self.missing:
            record["missing"] = self.missing
        if self.without_schema:
            record["without_schema"] = True
        return msgspec.json.encode(record).decode()

    def extend(self, payload: bytes) -> bytes:
        """Put it into a request's payload."""
        if not self.messages and self.max_tokens is None and not self.without_schema:
            return payload
        record: dict[str, Any] = msgspec.json.decode(payload)
        if self.without_schema:
            record.pop("response_format", None)
        record["messages"] = [*record["messages"], *self.messages]
        if self.max_tokens is not None:
            name = "max_completion_tokens" if "max_completion_tokens" in record else "max_tokens"
            record[name] = self.max_tokens
        return msgspec.json.encode(record)


OWN_PAYLOAD = FollowUp()


def json_to_follow_up(text: str | None) -> FollowUp:
    """Read what `FollowUp.to_json` wrote."""
    return OWN_PAYLOAD if text is None else msgspec.json.decode(text, type=FollowUp)


def scene_to_json(scene: Scene) -> str:
    """Write a scene as JSON, all but its picture's path, which differs between machines."""
    record: dict[str, Any] = {
        "image_id": scene.image_id,
        "file_name": scene.file_name,
        "width": scene.width,
        "height": scene.height,
        "captions": scene.captions,
        "objects": [
            {
                "annotation_id": item.annotation_id,
                "category": item.category,
                "bbox_xywh": item.bbox_xywh,
                "keypoints": [(point.x, point.y, point.visibility) for point in item.keypoints],
            }
            for item in scene.objects
        ],
        "image_url": scene.image_url,
    }
    if scene.skeleton != COCO_SKELETON:
        record["skeleton"] = {"parts": scene.skeleton.parts, "edges": scene.skeleton.edges}
    if scene.captioner is not None:
        record["captioner"] = scene.captioner
    if scene.is_detected:
        record["is_detected"] = True
    return msgspec.json.encode(record).decode()


def json_to_scene(text: str, image_path: str | None = None) -> Scene:
    """Read a scene that `scene_to_json` wrote; the picture's path is kept apart."""
    record = msgspec.json.decode(text)
    skeleton = COCO_SKELETON
    if "skeleton" in record:
        edges = tuple((start, end) for start, end in record["skeleton"]["edges"])
        skeleton = Skeleton(parts=tuple(record["skeleton"]["parts"]), edges=edges)
    objects = tuple(
        SceneObject(
            annotation_id=item["annotation_id"],
            category=item["category"],
            bbox_xywh=tuple(item["bbox_xywh"]),
            keypoints=tuple(Keypoint(*point) for point in item["keypoints"]),
        )
        for item in record["objects"]
    )
    return Scene(
        image_id=record["image_id"],
        file_name=record["file_name"],
        width=record["width"],
        height=record["height"],
        captions=tuple(record["captions"]),
        objects=objects,
        image_path=None if image_path is None else Path(image_path),
        image_url=record["image_url"],
        skeleton=skeleton,
        captioner=record.get("captioner"),
        is_detected=record.get("is_detected", False),
    )
