"""From scenes to requests: which payload each image and task needs, and its key. Nothing here sends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ..annotations.coco.scenes import SceneSet, pick_scenes, read_scenes
from ..annotations.scene import Scene
from ..annotations.skeleton import Skeleton
from ..code_hash import POSE_TEXT, digest_code
from ..version import __version__
from .ledger.ledger import Ledger
from .ledger.records import Request
from .ledger.scene_json import scene_to_json
from .options import RunOptions
from .prompts.messages import Prompts, join_user_text
from .prompts.schema import response_format, structure_messages

# words, groups of at most three digits and the space before them, single signs and line ends behind words: within a
# few percent of what o200k_base makes of our prompts
_PIECES = re.compile(r"\d{1,3}| (?=\d)|[^\W\d]+|[^\w\s]|(?<=\w)\n")


@dataclass(frozen=True)
class Opening:
    """What all requests of one task share: the payload without its last part.

    Attributes:
        id: hex SHA-256 of ``payload``.
        payload: JSON of the payload up to the image.
    """

    id: str
    payload: str


def find_scenes(options: RunOptions, scene_set: SceneSet | None = None) -> tuple[list[Scene], dict[str, int]]:
    """The scenes that the options ask about, by image id, and what was left out under which name.

    Raises:
        AnnotationError: the COCO folder cannot be read.
    """
    if scene_set is None:
        scene_set = read_scenes(options.coco, options.split, min_keypoints=options.min_keypoints)
    scenes = list(scene_set.scenes)
    if options.max_images is not None and options.max_images < len(scenes):
        scenes = pick_scenes(scenes, options.max_images, seed=options.seed)
    return sorted(scenes, key=lambda scene: scene.image_id), dict(scene_set.exclusions)


def plan_requests(options: RunOptions, scenes: Iterable[Scene], prompts: Prompts) -> Iterator[tuple[Request, Opening]]:
    """Render one request for each scene and task, one at a time.

    Raises:
        PromptError: a template fails.
    """
    openings: dict[tuple[str, Skeleton], Opening] = {}
    for scene in scenes:
        context = prompts.render_context(scene, with_facts=options.facts)
        for task in options.tasks:
            opening = openings.get((task, scene.skeleton))
            if opening is None:
                opening = openings[task, scene.skeleton] = _render_opening(options, prompts, task, scene.skeleton)
            instruction = prompts.pick_instruction(task, scene.image_id, options.seed)
            if options.teacher == "pose":
                last = _pose_part(scene, context, instruction)
            else:
                last = _message_part(context, instruction)
            key = hashlib.sha256(_close_payload(opening.payload, last)).hexdigest()
            request = Request(
                key=key,
                image_id=scene.image_id,
                task=task,
                teacher=options.teacher_name,
                opening_id=opening.id,
                context=context,
                instruction=instruction,
            )
            yield request, opening


def rebuild_payload(ledger: Ledger, request: Request) -> dict[str, Any]:
    """The final payload of a request, exactly as its key was made from.

    Raises:
        RunError: the ledger is damaged.
    """
    payload: dict[str, Any] = msgspec.json.decode(rebuild_bytes(ledger, request))
    return payload


def rebuild_bytes(ledger: Ledger, request: Request) -> bytes:
    """The same, as the JSON of which the key is the hash.

    Raises:
        RunError: the ledger is damaged.
    """
    opening = ledger.opening(request.opening_id)
    if request.teacher == "pose" and '"messages"' not in opening:
        last = _pose_part(ledger.scene(request.image_id), request.context, request.instruction)
    else:
        last = _message_part(request.context, request.instruction)
    return _close_payload(opening, last)


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text without a tokenizer: words, signs and groups of up to three digits."""
    return len(_PIECES.findall(text))


def _render_opening(options: RunOptions, prompts: Prompts, task: str, skeleton: Skeleton) -> Opening:
    if options.teacher == "pose":
        # its answers follow from its code, the seed and the scene; no prompt changes them
        payload = {"model": "pose", "version": _pose_version(), "seed": options.seed, "task": task}
        return _make_opening(payload)
    messages = prompts.render_opening(task, skeleton, with_facts=options.facts)
    parameters = options.request_parameters()
    if options.structured:
        messages = structure_messages(task, messages)
        parameters["response_format"] = response_format(task)
    parameters = dict(sorted(parameters.items()))
    return _make_opening({**parameters, "messages": messages})


def _make_opening(payload: dict[str, Any]) -> Opening:
    encoded = msgspec.json.encode(payload)
    return Opening(hashlib.sha256(encoded).hexdigest(), encoded.decode())


def _message_part(context: str, instruction: str | None) -> bytes:
    return msgspec.json.encode({"role": "user", "content": join_user_text(context, instruction)})


def _pose_part(scene: Scene, context: str, instruction: str | None) -> bytes:
    rest = msgspec.json.encode({"context": context, "instruction": instruction})
    return b'"scene":' + scene_to_json(scene).encode() + b"," + rest[1:-1]


def _close_payload(opening: str, last: bytes) -> bytes:
    """Put the last part, a message or further fields, into an opening's JSON."""
    end = "]}" if opening.endswith("]}") else "}"
    return opening[: -len(end)].encode() + b"," + last + end.encode()


def _pose_version() -> str:
    """Names the pose teacher's code, so that answers of an older wording are not taken for the present one's."""
    return f"{__version__}+{digest_code(POSE_TEXT)[:12]}"
