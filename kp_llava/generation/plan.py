"""From scenes to requests: which payload each image and task needs, and its key. Nothing here sends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from ..annotations.coco.scenes import SceneSet, pick_scenes, read_scenes
from ..annotations.scene import Scene
from ..annotations.shard import Shard
from ..annotations.skeleton import Skeleton
from ..code_hash import POSE_TEXT, hash_code
from ..errors import AnnotationError
from ..files import PictureFault
from ..version import __version__
from .ledger.ledger import Ledger
from .ledger.records import Request
from .options import RunOptions
from .payload import Opening, close_payload, make_opening, message_part, pose_part
from .prompts.messages import Prompts, find_captions
from .prompts.picture import name_picture
from .prompts.schema import response_format, structure_messages
from .server import TOKEN_PARAMETERS

NO_PICTURE_TO_SHOW = "images without a picture to show"


def read_options_scenes(options: RunOptions) -> SceneSet:
    """Read the scenes of the options' COCO folder, by the options that say how.

    Raises:
        AnnotationError: the COCO folder cannot be read.
    """
    return read_scenes(
        options.coco,
        options.split,
        min_keypoints=options.min_keypoints,
        keypoint_threshold=options.keypoint_threshold,
        points=options.points,
        shard=None if options.shard is None else Shard.read(options.shard),
        division=None if options.division is None else options.division.folder,
    )


def find_scenes(options: RunOptions, scene_set: SceneSet | None = None) -> tuple[list[Scene], dict[str, int]]:
    """The scenes that the options ask about, by image id, and what was left out under which name.

    Where the teacher is to be shown the pictures, scenes without one are left out.

    Raises:
        AnnotationError: the COCO folder cannot be read.
    """
    if scene_set is None:
        scene_set = read_options_scenes(options)
    scenes = list(scene_set.scenes)
    if options.shard is not None:
        shard = Shard.read(options.shard)
        scenes = [scene for scene in scenes if shard.holds(scene.image_id)]
    exclusions = dict(scene_set.exclusions)
    if options.show_picture:
        shown = [scene for scene in scenes if scene.image_path is not None]
        if len(shown) < len(scenes):
            exclusions[NO_PICTURE_TO_SHOW] = len(scenes) - len(shown)
        scenes = shown
    if options.max_images is not None and options.max_images < len(scenes):
        scenes = pick_scenes(scenes, options.max_images, seed=options.seed)
    return sorted(scenes, key=lambda scene: scene.image_id), exclusions


def plan_requests(
    options: RunOptions, scenes: Iterable[Scene], prompts: Prompts, ledger: Ledger | None = None
) -> Iterator[tuple[Request, Opening]]:
    """Render one request for each scene and task, one at a time.

    Args:
        options: of the run.
        scenes: what is asked about.
        prompts: from the package or the user.
        ledger: of the run; a request that it has under the other name of the token limit keeps its key. Such keys come
            from versions that named the limit by the option that gave the server.

    Raises:
        PromptError: a template fails.
    """
    openings: dict[tuple[str, Skeleton, str, bool], Opening] = {}
    others: dict[str, Opening | None] = {}
    for scene in scenes:
        context = prompts.render_context(scene, with_facts=options.facts)
        captions = find_captions(scene)
        picture = _name_picture(scene) if options.show_picture else None
        for task in options.tasks:
            kind = task, scene.skeleton, captions, scene.is_detected
            opening = openings.get(kind)
            if opening is None:
                opening = openings[kind] = _render_opening(options, prompts, *kind)
            instruction = prompts.pick_instruction(task, scene.image_id, options.seed)
            if options.teacher == "pose":
                last = pose_part(scene, context, instruction)
            else:
                last = message_part(context, instruction, picture)
            key = hashlib.sha256(close_payload(opening.payload, last)).hexdigest()
            if ledger is not None and options.teacher != "pose":
                if (other := others.get(opening.id, opening)) is opening:
                    other = others[opening.id] = _rename_limit(opening, ledger)
                if other is not None:
                    other_key = hashlib.sha256(close_payload(other.payload, last)).hexdigest()
                    if not ledger.has_request(key) and ledger.has_request(other_key):
                        key, opening = other_key, other
            request = Request(
                key=key,
                image_id=scene.image_id,
                task=task,
                teacher=options.teacher_name,
                opening_id=opening.id,
                context=context,
                instruction=instruction,
                picture=picture,
            )
            yield request, opening


def _name_picture(scene: Scene) -> str:
    try:
        if scene.image_path is None:
            raise PictureFault(f"{scene.file_name}: the folder has no such picture")
        return name_picture(scene.image_path, scene.width, scene.height)
    except PictureFault as fault:
        raise AnnotationError(f"--show-picture: {fault}; leave the image or the option out") from None


def _render_opening(
    options: RunOptions, prompts: Prompts, task: str, skeleton: Skeleton, captions: str, is_detected: bool
) -> Opening:
    if options.teacher == "pose":
        # its answers follow from its code, the seed and the scene; no prompt changes them
        payload = {"model": "pose", "version": _pose_version(), "seed": options.seed, "task": task}
        return make_opening(payload)
    messages = prompts.render_opening(
        task,
        skeleton,
        with_facts=options.facts,
        captions=captions,
        with_picture=options.show_picture,
        is_detected=is_detected,
    )
    parameters = options.request_parameters()
    if options.structured:
        messages = structure_messages(task, messages)
        parameters["response_format"] = response_format(task)
    parameters = dict(sorted(parameters.items()))
    return make_opening({**parameters, "messages": messages})


def _rename_limit(opening: Opening, ledger: Ledger) -> Opening | None:
    """The same opening with the other name of the token limit, where the ledger has requests with it."""
    payload = msgspec.json.decode(opening.payload)
    names = [name for name in TOKEN_PARAMETERS if name in payload]
    if not names:
        return None
    messages, limit = payload.pop("messages"), payload.pop(names[0])
    payload[TOKEN_PARAMETERS[1 - TOKEN_PARAMETERS.index(names[0])]] = limit
    other = make_opening({**dict(sorted(payload.items())), "messages": messages})
    return other if ledger.has_opening(other.id) else None


def _pose_version() -> str:
    """Names the pose teacher's code, so that answers of an older wording are not taken for the present one's."""
    return f"{__version__}+{hash_code(POSE_TEXT)[:12]}"
