"""LLaVA's JSON: the list of {id, image, conversations} that LLaVA and its relatives train on, read and written."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ...annotations.coco.scenes import SceneSet
from ...annotations.scene import Scene
from ...errors import DatasetError
from ...files import open_atomically
from ...generation.parsing import MOST_LETTERS, Turn
from ...generation.rows import Runs, read_rows
from ...tasks import TASKS

IMAGE_TOKEN = "<image>"  # noqa: S105  it marks the picture's place in a text
SPEAKERS = {"user": "human", "assistant": "gpt"}
NO_IMAGE = "text without an image"
MANY_IMAGES = "several images in one item"
UNKNOWN_IMAGE = "image not among the scenes of the split"
LONG_TURN = f"a turn of more than {MOST_LETTERS:,} letters"
ODD_TURNS = "turns are not questions and answers in turn"
_ROLES = {"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant"}
_OWN_ID = re.compile(r"([a-z]+)-\d+-\d+")
_DESCRIBES = re.compile(r"\b(describ\w*|descripti\w*|in detail|detailed|explain what|elaborate)\b", re.IGNORECASE)
# COCO names a picture by its id; its 2014 splits put the split's name before it
_COCO_NAME = re.compile(r"(?:COCO_(\w+?)_)?(\d{12})\.\w+")


@dataclass(frozen=True)
class LlavaReport:
    """What an export wrote and what it left out.

    Attributes:
        written: items in the file.
        exclusions: rows left out, by named reason.
    """

    written: int
    exclusions: dict[str, int]


class _Turn(msgspec.Struct):
    speaker: str = msgspec.field(name="from")
    value: str


class _Item(msgspec.Struct):
    conversations: list[_Turn]
    id: str | int = ""
    image: str | list[str] | None = None


@dataclass(frozen=True)
class ItemTurn(Turn):
    """A question and its answer as they stand in a file.

    Attributes:
        item_id: the item's id.
        place: which item of the file it is, from 0.
        number: which pair of the item, from 0.
    """

    item_id: str | int
    place: int
    number: int


class PictureIndex:
    """Finds the scene of a picture by the name that a file of instruction data gives it."""

    def __init__(self, scenes: Iterable[Scene]) -> None:
        self._by_name: dict[str, Scene] = {}
        self._by_id: dict[int, tuple[str | None, Scene]] = {}
        for scene in scenes:
            name = Path(scene.file_name).name
            self._by_name[name] = scene
            found = _COCO_NAME.fullmatch(name)
            if found and int(found[2]) == scene.image_id:
                self._by_id[scene.image_id] = (found[1], scene)

    def find(self, image: str) -> Scene | None:
        """Find a scene by the last part of a path, or else by COCO's id in it.

        COCO calls one picture ``000000000009.jpg`` in its 2017 splits and ``COCO_train2014_000000000009.jpg`` in its
        2014 splits; either name finds it. Two names with different splits in them are two pictures.

        Args:
            image: a path or name, not trusted.
        """
        name = re.sub(r"^.*[/\\]", "", image)
        if name in self._by_name:
            return self._by_name[name]
        asked = _COCO_NAME.fullmatch(name)
        if asked is None or int(asked[2]) not in self._by_id:
            return None
        split, scene = self._by_id[int(asked[2])]
        return None if asked[1] and split and asked[1] != split else scene


def read_groups(
    file: Path, scene_set: SceneSet, *, task: str | None = None
) -> tuple[dict[tuple[str, int], list[ItemTurn]], Counter[str]]:
    """Read the questions and answers of a LLaVA JSON file that are about the scenes.

    Args:
        file: a JSON list, or an item a line, of {id, image, conversations}.
        scene_set: the scenes of one split.
        task: the kind of all items. Without it, the kind follows from the item's id where kp_llava wrote the item;
            otherwise several pairs are a conversation, a pair whose question asks for a description is a detail, and
            any other pair is a complex.

    Returns:
        The turns of each (task, image id) in the file's order; and the items left out, by reason.

    Raises:
        DatasetError: the file cannot be read, or no item fits.
    """
    exclusions: Counter[str] = Counter()
    groups = _group_items(_read_items(file), PictureIndex(scene_set.scenes), task, exclusions)
    if not groups:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in exclusions.items()) or "it is empty"
        raise DatasetError(
            f"{file}: no item fits the split {scene_set.split} ({reasons}); give the split the images are from"
        )
    return groups, exclusions


def _read_items(file: Path) -> Iterator[_Item]:
    try:
        text = file.read_bytes()
    except OSError as error:
        raise DatasetError(f"{file}: cannot be read ({error.strerror})") from None
    try:
        if text.lstrip()[:1] == b"[":
            yield from msgspec.json.decode(text, type=list[_Item])
            return
        decoder = msgspec.json.Decoder(_Item)
        for line in text.splitlines():
            if line.strip():
                yield decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DatasetError(
            f"{file}: {error}; expected a list of {{id, image, conversations: [{{from, value}}, ...]}}"
        ) from None


def _group_items(
    items: Iterable[_Item], pictures: PictureIndex, task: str | None, exclusions: Counter[str]
) -> dict[tuple[str, int], list[ItemTurn]]:
    """Return the turns of each (task, image id), in the file's order."""
    groups: dict[tuple[str, int], list[ItemTurn]] = {}
    for place, item in enumerate(items):
        image = item.image[0] if isinstance(item.image, list) and len(item.image) == 1 else item.image
        is_long = any(len(turn.value) > MOST_LETTERS for turn in item.conversations)
        turns = None if is_long else _read_turns(item, place)
        scene = pictures.find(image) if isinstance(image, str) else None
        if not image:
            exclusions[NO_IMAGE] += 1
        elif not isinstance(image, str):
            exclusions[MANY_IMAGES] += 1
        elif scene is None:
            exclusions[UNKNOWN_IMAGE] += 1
        elif is_long:
            exclusions[LONG_TURN] += 1
        elif turns is None:
            exclusions[ODD_TURNS] += 1
        else:
            groups.setdefault((task or _guess_task(str(item.id), turns), scene.image_id), []).extend(turns)
    return groups


def _read_turns(item: _Item, place: int) -> list[ItemTurn] | None:
    roles = [_ROLES.get(turn.speaker) for turn in item.conversations]
    if not roles or roles != ["user", "assistant"] * (len(roles) // 2):
        return None
    texts = [turn.value for turn in item.conversations]
    if any(IMAGE_TOKEN in text for text in texts[1:]) or texts[0].count(IMAGE_TOKEN) > 1:
        return None
    texts[0] = re.sub(rf"^{IMAGE_TOKEN}\n?|\n?{IMAGE_TOKEN}$", "", texts[0])
    if IMAGE_TOKEN in texts[0] or not all(text.strip() for text in texts):
        return None
    pairs = zip(texts[0::2], texts[1::2], strict=True)
    return [ItemTurn(ask, say, item.id, place, number) for number, (ask, say) in enumerate(pairs)]


def _guess_task(item_id: str, turns: Sequence[ItemTurn]) -> str:
    own = _OWN_ID.fullmatch(item_id)
    if own and own[1] in TASKS:
        return own[1]
    if len(turns) > 1:
        return "conversation"
    return "detail" if _DESCRIBES.search(turns[0].question) else "complex"


def read_tasks(runs: Runs, tasks: Sequence[str], *, turns: str = "single") -> Iterator[dict[str, Any]]:
    """Read the rows of several tasks of a run, or of several that are parts of one, one task after the other.

    Raises:
        RunError: the folder is not a run, or a task is unknown.
    """
    for task in tasks:
        yield from read_rows(runs, task, turns=turns)


def row_to_item(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return a row as LLaVA writes it; None where its text holds the image token, which would ask for a second picture.

    Args:
        row: of `generation.rows.read_rows`.
    """
    if any(IMAGE_TOKEN in message["content"] for message in row["messages"]):
        return None
    turns = [{"from": SPEAKERS[message["role"]], "value": message["content"]} for message in row["messages"]]
    turns[0]["value"] = f"{IMAGE_TOKEN}\n{turns[0]['value']}"
    return {"id": row["id"], "image": row["file_name"], "conversations": turns}


def write_llava(rows: Iterable[dict[str, Any]], path: Path) -> LlavaReport:
    """Write rows as one JSON list, an item a line; the file is whole or not there.

    Args:
        rows: as `generation.rows.read_rows` gives them; read once, never held together.
        path: the file; replaced where it exists.

    Raises:
        DatasetError: there are no rows, or the file cannot be written.
    """
    written = skipped = 0
    with open_atomically(path, error=DatasetError) as file:
        for row in rows:
            item = row_to_item(row)
            if item is None:
                skipped += 1
                continue
            file.write((",\n" if written else "[\n") + json.dumps(item, ensure_ascii=False))
            written += 1
        file.write("\n]\n")
        if not written:
            raise DatasetError(f"{path}: there is no row to write")
    return LlavaReport(written, {f"text holds {IMAGE_TOKEN}": skipped} if skipped else {})
