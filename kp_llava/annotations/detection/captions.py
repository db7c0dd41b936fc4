"""Captions that a model writes for the pictures of a folder that `detect` made: five different sentences a picture.

The sentences lie in ``annotations/captions_SPLIT.json``, each with the model that wrote it, so that no later step takes
them for those of people. Who writes them is not decided here: see `captioner` for a model of transformers, and
`kp_llava.generation.teachers.captioner` for a server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from tqdm import tqdm

from ...errors import AnnotationError
from ...files import write_atomically
from ..coco.records import CaptionFile, ImageRecord, PersonFile, read_file

WANTED = 5
"""How many sentences a picture gets, as COCO has."""
PROMPT = (
    f"Describe this picture in {WANTED} different sentences, one a line. Each is a caption of its own, as {WANTED} "
    "people would write them who do not know of each other: 8 to 20 words on the people, what they do, and the place. "
    "Say only what can be seen. Write the sentences alone, without numbers."
)
MORE = "Write {count} more sentences of this kind, different from these, one a line."
_LOG_NAME = "captions.jsonl"
_MOST_LETTERS = 300
_MARK = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.):]|caption\s*\d*\s*:|sentence\s*\d*\s*:)\s*", re.IGNORECASE)
_QUOTES = "\"'“”‘’`*"


@dataclass(frozen=True)
class CaptionSummary:
    """What came of captions.

    Attributes:
        captioner: the model.
        pictures: how many have any.
        sentences: of all pictures.
        few: pictures with fewer than five.
        without: pictures with none.
    """

    captioner: str
    pictures: int
    sentences: int
    few: int
    without: int


@dataclass(frozen=True)
class Pictured:
    """A picture of a folder: its id, name and file."""

    image_id: int
    name: str
    path: Path
    width: int
    height: int


class _Head(msgspec.Struct):
    captioner: str


class _Line(msgspec.Struct):
    name: str
    sentences: list[str]


def list_pictured(folder: Path, split: str) -> list[Pictured]:
    """The pictures of a folder in which somebody was found, by id.

    Raises:
        AnnotationError: the folder has no such split.
    """
    people: PersonFile = read_file(folder / "annotations" / f"person_keypoints_{split}.json", "person_keypoints")
    return [
        Pictured(image.id, image.file_name, folder / split / image.file_name, image.width, image.height)
        for image in sorted(people.images, key=lambda image: image.id)
    ]


def check_captions(folder: Path, split: str, captioner: str) -> None:
    """Refuse a folder whose captions come from people, or from another model.

    Raises:
        AnnotationError: it has such captions.
    """
    path = folder / "annotations" / f"captions_{split}.json"
    if not path.is_file():
        return
    content: CaptionFile = read_file(path, "captions")
    others = {caption.captioner for caption in content.annotations} - {captioner}
    if others:
        who = " and ".join("people" if other is None else other for other in sorted(others, key=str))
        raise AnnotationError(f"{path}: has captions of {who}; move the file away to have {captioner} write others")


def pick_sentences(text: str, known: Sequence[str] = ()) -> list[str]:
    """The sentences of a model's answer, each once.

    Args:
        text: one sentence a line; numbers, bullets, quotation marks and opening remarks are left out.
        known: sentences that the picture has already.

    Returns:
        The known ones and the new ones, five at most.
    """
    found = list(known)
    seen = {_fold(sentence) for sentence in found}
    for line in text.splitlines():
        sentence = " ".join(_MARK.sub("", line).strip().strip(_QUOTES).split())
        is_remark = sentence.endswith(":") or len(sentence.split()) < 3 or len(sentence) > _MOST_LETTERS
        if is_remark or not sentence.isprintable() or _fold(sentence) in seen:
            continue
        seen.add(_fold(sentence))
        found.append(sentence)
    return found[:WANTED]


def _fold(sentence: str) -> str:
    return re.sub(r"\W+", " ", sentence).strip().lower()


def write_captions(folder: Path, split: str, captioner: str, sentences: Mapping[int, Sequence[str]]) -> CaptionSummary:
    """Write the captions file of a split.

    Args:
        folder: the COCO folder.
        split: its split.
        captioner: the model that wrote them.
        sentences: by image id.

    Raises:
        AnnotationError: no picture has any, or the file cannot be written.
    """
    pictured = list_pictured(folder, split)
    annotations: list[dict[str, object]] = []
    for picture in pictured:
        for sentence in sentences.get(picture.image_id, ()):
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": picture.image_id,
                    "caption": sentence,
                    "captioner": captioner,
                }
            )
    if not annotations:
        raise AnnotationError(f"{folder}: {captioner} wrote no sentence for any of {len(pictured)} pictures")
    content = {
        "info": {"description": f"sentences written by {captioner}, not by people", "captioner": captioner},
        "images": [_to_record(picture) for picture in pictured],
        "annotations": annotations,
    }
    path = folder / "annotations" / f"captions_{split}.json"
    write_atomically(path, msgspec.json.encode(content), error=AnnotationError)
    counts = [len(sentences.get(picture.image_id, ())) for picture in pictured]
    return CaptionSummary(
        captioner,
        pictures=sum(count > 0 for count in counts),
        sentences=sum(counts),
        few=sum(0 < count < WANTED for count in counts),
        without=counts.count(0),
    )


def _to_record(picture: Pictured) -> dict[str, object]:
    record = ImageRecord(picture.image_id, picture.name, picture.width, picture.height)
    return {name: value for name, value in msgspec.structs.asdict(record).items() if value is not None}


def caption_folder(
    folder: Path,
    split: str,
    captioner: str,
    write: Callable[[Path], list[str]],
    *,
    progress: bool = False,
) -> CaptionSummary:
    """Have a model on this machine write the captions of a folder; a stopped call goes on where it was.

    Args:
        folder: the COCO folder.
        split: its split.
        captioner: the model's name.
        write: gives the sentences of a picture.
        progress: show a bar on stderr.

    Raises:
        AnnotationError: the folder has other captions, a picture cannot be read, or nothing can be written.
    """
    check_captions(folder, split, captioner)
    pictured = list_pictured(folder, split)
    path = folder / _LOG_NAME
    try:
        known = _read_log(path, captioner)
        with path.open("ab") as log:
            if log.tell() == 0:
                log.write(msgspec.json.encode(_Head(captioner)) + b"\n")
            todo = [picture for picture in pictured if picture.name not in known]
            for picture in tqdm(todo, desc="captions", unit="picture", disable=not progress):
                known[picture.name] = write(picture.path)
                log.write(msgspec.json.encode(_Line(picture.name, known[picture.name])) + b"\n")
                log.flush()
    except OSError as error:
        raise AnnotationError(
            f"{folder}: cannot be written ({error.strerror or error}); make room, then go on"
        ) from error
    found = {picture.image_id: known[picture.name] for picture in pictured}
    return write_captions(folder, split, captioner, found)


def _read_log(path: Path, captioner: str) -> dict[str, list[str]]:
    """What earlier calls wrote; a half line at the end, of a call that was killed, is cut off."""
    if not path.is_file():
        return {}
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return dict(_read_lines(path, whole.splitlines(), captioner))


def _read_lines(path: Path, lines: Iterable[bytes], captioner: str) -> Iterator[tuple[str, list[str]]]:
    stream = iter(lines)
    try:
        first = next(stream, None)
        if first is not None and (before := msgspec.json.decode(first, type=_Head).captioner) != captioner:
            raise AnnotationError(f"{path}: has captions of {before}; delete it to have {captioner} write others")
        for line in stream:
            entry = msgspec.json.decode(line, type=_Line)
            yield entry.name, entry.sentences
    except msgspec.DecodeError as error:
        raise AnnotationError(f"{path}: cannot be read ({error}); delete it to write all captions again") from error
