"""Drawn scenes in COCO's layout: people whose keypoints are exact, because they are where the limbs were drawn."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from PIL import Image, ImageDraw
from tqdm import tqdm

from ...errors import AnnotationError
from ...files import drafted_folder
from ...processes import start_pool
from ...version import __version__
from ..coco.records import KINDS, check_split
from ..scene import Scene, SceneObject
from .background import paint_background
from .layout import ScenePlan, plan_scene, seed_random
from .options import SampleOptions
from .records import add_keypoints, make_categories, make_image_record, make_instance_record, trace_scene
from .shapes import paint

__all__ = ["DrawnScene", "SampleOptions", "draw_sample", "draw_scene"]

_BLOCK, _CHUNK = 4096, 64  # drawings that are under way, and those that one process makes at a time
_encode = msgspec.json.Encoder().encode
_DRAFT = ".kp-llava-drawing-"
_ZOOM = 2  # painted at twice the size, then halved, for smooth edges


@dataclass(frozen=True)
class DrawnScene:
    """A drawn picture and all that is true of it.

    Attributes:
        image: the picture, RGB.
        scene: its annotations, as `read_scenes` would give them.
        states: for each of `people`, the limbs' states by construction: "left arm", "right arm", "left leg",
            "right leg", "posture" and "facing".
    """

    image: Image.Image
    scene: Scene
    states: tuple[dict[str, str], ...]

    @property
    def people(self) -> tuple[SceneObject, ...]:
        """The people, in the order of `states`."""
        return self.scene.people

    @property
    def objects(self) -> tuple[SceneObject, ...]:
        """The things."""
        return tuple(o for o in self.scene.objects if o.category != "person")

    @property
    def captions(self) -> tuple[str, ...]:
        """One to five sentences."""
        return self.scene.captions


def draw_scene(seed: int, index: int, options: SampleOptions | None = None, *, split: str = "train2014") -> DrawnScene:
    """Draw one scene in memory; the same arguments give the same picture and annotations.

    Args:
        seed: changes every choice.
        index: the scene's number, from 0.
        options: how scenes look.
        split: scenes of another split differ.
    """
    options = options or SampleOptions()
    plan = plan_scene(seed, index, options, split=split, first_id=first_image_id(split))
    return DrawnScene(paint_plan(plan, options.clutter), plan.scene, plan.states)


def first_image_id(split: str) -> int:
    """The image id of a split's first scene: 1 for train2014, far from it for others, as COCO's splits share no id."""
    if split == "train2014":
        return 1
    return 1 + 1_000_000 * (1 + int.from_bytes(hashlib.sha256(split.encode()).digest()[:4], "big") % 900)


def paint_plan(plan: ScenePlan, clutter: float) -> Image.Image:
    """Paint a planned scene."""
    width, height = plan.scene.width, plan.scene.height
    size = (width * _ZOOM, height * _ZOOM)
    rng = seed_random(plan.key + " background")
    canvas = paint_background(rng, plan.background, size, plan.horizon * _ZOOM, clutter)
    draw = ImageDraw.Draw(canvas)
    edge = height * _ZOOM / 220
    for shape in plan.layers:
        paint(draw, shape, _ZOOM, edge)
    return canvas.reduce(_ZOOM)


def draw_sample(
    folder: Path | str,
    *,
    images: int = 32,
    seed: int = 0,
    split: str = "train2014",
    with_images: bool = True,
    options: SampleOptions | None = None,
    show_progress: bool = False,
    processes: int = 1,
) -> Path:
    """Draw a split of a COCO folder.

    Writes ``annotations/{captions,instances,person_keypoints}_SPLIT.json``, ``annotations/drawn_poses_SPLIT.json`` (the
    limbs' states by construction, by annotation id) and ``SPLIT/*.jpg``. A folder may hold several drawn splits. What
    is there already, from the same arguments, is left as it is; what was interrupted is drawn again.

    Args:
        folder: the COCO folder; made if absent.
        images: how many scenes.
        seed: changes every choice.
        split: the split's name.
        with_images: False writes the annotations only.
        options: how scenes look.
        show_progress: show a bar on stderr.
        processes: how many draw side by side; what they draw does not depend on it.

    Returns:
        The folder.

    Raises:
        AnnotationError: an option is out of range, the folder holds something else, or it cannot be written.
    """
    check_split(split)
    if not 1 <= images <= 1_000_000:
        raise AnnotationError(f"sample: images is {images}; expected 1 to 1000000")
    options = options or SampleOptions()
    folder = Path(folder)
    made_as = {"version": __version__, "seed": seed, "images": images, "split": split}
    made_as |= json.loads(msgspec.json.encode(options))
    try:
        if _is_drawn(folder, split, made_as) and (not with_images or _count_pictures(folder / split) == images):
            return folder
        draw = partial(_draw_one, seed=seed, split=split, options=options)
        bar = tqdm(total=images, desc=f"drawing {split}", disable=not show_progress)
        with bar:
            if folder.exists():
                _draw_into(folder, split, draw, made_as, bar, images, processes, with_images=with_images)
            else:
                with drafted_folder(folder, error=AnnotationError) as draft:
                    _draw_into(draft, split, draw, made_as, bar, images, processes, with_images=with_images)
    except OSError as error:
        raise AnnotationError(f"{folder}: cannot be written ({error.strerror or error})") from error
    return folder


def _draw_into(
    folder: Path,
    split: str,
    draw: partial[Any],
    made_as: dict[str, Any],
    bar: tqdm[Any],
    images: int,
    processes: int,
    *,
    with_images: bool,
) -> None:
    """Draw a split into a folder; the file of keypoints comes last, and without it nobody takes the split for whole."""
    part = folder / f"{_DRAFT}{split}"
    shutil.rmtree(part, ignore_errors=True)
    (part / split).mkdir(parents=True)
    (folder / "annotations").mkdir(exist_ok=True)
    draw = partial(draw, pictures=part / split if with_images else None)
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for kind in (*KINDS, "drawn_poses"):
            files[kind] = stack.enter_context((part / f"{kind}_{split}.json").open("wb"))
        writer = _Writer(files, made_as)
        for drawing in stack.enter_context(closing(_draw_all(draw, images, processes))):
            writer.add(drawing)
            bar.update()
        writer.finish()
    last = folder / "annotations" / f"person_keypoints_{split}.json"
    last.unlink(missing_ok=True)
    if with_images:
        (folder / split).mkdir(exist_ok=True)
        for picture in (part / split).iterdir():
            picture.replace(folder / split / picture.name)
    for kind in ("captions", "instances", "drawn_poses"):
        (part / f"{kind}_{split}.json").replace(folder / "annotations" / f"{kind}_{split}.json")
    (part / last.name).replace(last)
    shutil.rmtree(part)


def _is_drawn(folder: Path, split: str, made_as: dict[str, Any]) -> bool:
    """Whether the split is there as it would be drawn; a folder or split of something else is refused."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return False
    if not folder.is_dir():
        raise AnnotationError(f"{folder}: is a file; give a folder to draw into")
    if (folder / f"{_DRAFT}{split}").is_dir():
        return False
    known = {path.stem.removeprefix("person_keypoints_"): _read_made_as(path) for path in _find_marks(folder)}
    if (not known and not any(folder.glob(f"{_DRAFT}*"))) or not all(known.values()):
        raise AnnotationError(f"{folder}: holds something else than drawn scenes; give an empty folder or a new one")
    if split not in known and not (folder / split).exists():
        return False
    there = known.get(split) or {}
    changed = sorted(name for name in made_as if there.get(name) != made_as[name])
    if changed:
        raise AnnotationError(
            f"{folder}: holds a split {split!r} that was drawn with other {', '.join(changed)}; give another folder or "
            f"split, or remove that one"
        )
    return True


def _find_marks(folder: Path) -> list[Path]:
    return sorted((folder / "annotations").glob("person_keypoints_*.json"))


def _read_made_as(path: Path) -> dict[str, Any] | None:
    """What a keypoints file that `draw_sample` wrote says it was made with; None for others."""
    with path.open(encoding="utf-8", errors="replace") as file:
        start = file.read(4096)
    opening = '{"info":'
    if not start.startswith(opening):
        return None
    try:
        info, _ = json.JSONDecoder().raw_decode(start, len(opening))
    except ValueError:
        return None
    return info.get("drawn") if isinstance(info, dict) else None


def _count_pictures(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*.jpg"))


@dataclass(frozen=True)
class _Drawing:
    """COCO's records of one scene as JSON, without the braces and ids by which they begin.

    Attributes:
        image: the whole entry of ``images``.
        captions: the entries of the captions file.
        objects: for each object the entry of the instances file and, of a person, of the keypoints file.
        states: of each person, in their order.
    """

    image: bytes
    captions: list[bytes]
    objects: list[tuple[bytes, bytes | None]]
    states: list[bytes]


def _draw_one(index: int, *, seed: int, split: str, options: SampleOptions, pictures: Path | None) -> _Drawing:
    """Lay out one scene, and paint it where there is a folder for pictures."""
    plan = plan_scene(seed, index, options, split=split, first_id=first_image_id(split))
    scene = plan.scene
    if pictures is not None:
        paint_plan(plan, options.clutter).save(pictures / scene.file_name, quality=90)
    objects = []
    for item, outline in zip(scene.objects, trace_scene(scene, plan.shapes), strict=True):
        record = make_instance_record(item, outline, scene)
        person = _encode_rest(add_keypoints(record, item)) if item.category == "person" else None
        objects.append((_encode_rest(record), person))
    return _Drawing(
        _encode(make_image_record(scene)),
        [_encode({"image_id": scene.image_id, "caption": caption})[1:] for caption in scene.captions],
        objects,
        [_encode(states) for states in plan.states],
    )


def _encode_rest(record: dict[str, Any]) -> bytes:
    """A record's JSON behind its id, which is its first field."""
    encoded = _encode(record)
    return encoded[encoded.index(b",") + 1 :]


def _draw_all(draw: Callable[[int], _Drawing], images: int, processes: int) -> Generator[_Drawing, None, None]:
    """The drawings of a split, in their order."""
    if processes == 1:
        yield from map(draw, range(images))
        return
    pool = start_pool(processes)
    try:
        for start in range(0, images, _BLOCK):  # not all at once: drawings that wait to be written take memory
            yield from pool.map(draw, range(start, min(start + _BLOCK, images)), chunksize=_CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)


class _Writer:
    """Writes COCO's files record by record, so that memory stays flat."""

    def __init__(self, files: dict[str, BinaryIO], made_as: dict[str, Any]) -> None:
        self._files = files
        self._images: list[bytes] = []
        self._next_id = self._next_caption_id = first_image_id(made_as["split"])
        self._is_first = dict.fromkeys(files, True)
        info = {"drawn": made_as, "description": "People drawn by kp-llava sample; their keypoints are exact."}
        for kind in KINDS:
            files[kind].write(b'{"info":' + _encode(info) + b',"annotations":[')
        files["drawn_poses"].write(b"{")

    def add(self, drawing: _Drawing) -> None:
        self._images.append(drawing.image)
        for caption in drawing.captions:
            self._write("captions", self._next_caption_id, caption)
            self._next_caption_id += 1
        states = iter(drawing.states)
        for record, person in drawing.objects:
            self._write("instances", self._next_id, record)
            if person is not None:
                self._write("person_keypoints", self._next_id, person)
                self._separate("drawn_poses")
                self._files["drawn_poses"].write(b'"%d":' % self._next_id + next(states))
            self._next_id += 1

    def finish(self) -> None:
        images = b",\n".join(self._images)
        for kind in KINDS:
            # a captions file has no categories: pycocotools would look for them in its annotations
            end = b"" if kind == "captions" else b',\n"categories":' + _encode(make_categories(kind))
            self._files[kind].write(b'],\n"images":[' + images + b"]" + end + b"}\n")
        self._files["drawn_poses"].write(b"}\n")

    def _separate(self, kind: str) -> None:
        self._files[kind].write(b"\n" if self._is_first[kind] else b",\n")
        self._is_first[kind] = False

    def _write(self, kind: str, number: int, rest: bytes) -> None:
        self._separate(kind)
        self._files[kind].write(b'{"id":%d,' % number + rest)
