"""A picture that is shown with a prompt: its name in the ledger, its bytes on the wire, and its tokens.

A request keeps no picture. It has a name, ``picture:DIGEST/768x512``: the SHA-256 of the file and the size in which it
is shown. The request's key is made from that name, so that another picture, or another size, is another request. Just
before a request is sent, the name is replaced by the downscaled picture as a data URL.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import math
import re
from pathlib import Path
from typing import Any

from PIL import ImageOps

from ...files import PictureFault, opened_picture

MOST_SIDE = 768
"""The longest side of a picture as it is shown, in pixels."""
_QUALITY = 85
_NAME = re.compile(rb"picture:([0-9a-f]{64})/(\d{1,4})x(\d{1,4})")

# OpenAI's rule for detail "high": so many tokens, and so many more for each tile of 512 pixels
_TILE = 512
_TILED = (
    ("gpt-4o-mini", 2833, 5667),
    ("gpt-4o", 85, 170),
    ("gpt-4.1", 85, 170),
    ("gpt-5", 70, 140),
    ("o1", 75, 150),
    ("o3", 75, 150),
)
# its smaller models count patches of 32 pixels, each times a factor
_PATCH, _MOST_PATCHES = 32, 1536
_PATCHED = (
    ("gpt-4.1-mini", 1.62),
    ("gpt-5-mini", 1.62),
    ("gpt-4.1-nano", 2.46),
    ("gpt-5-nano", 2.46),
    ("o4-mini", 1.72),
)
# any other model: a token for each 28 x 28 pixels, as the models of Qwen have it
_OTHER_PATCH = 28


def name_picture(path: Path, width: int, height: int) -> str:
    """The name of a picture as a request has it.

    Args:
        path: the picture's file.
        width: of the whole picture, in pixels.
        height: of the whole picture, in pixels.

    Raises:
        PictureFault: the file cannot be read.
    """
    across, down = _fit(width, height)
    return f"picture:{_hash_file(path)}/{across}x{down}"


def picture_part(name: str) -> dict[str, Any]:
    """The part of a message's content that shows a picture."""
    return {"type": "image_url", "image_url": {"url": name, "detail": "high"}}


def has_picture(payload: bytes) -> bool:
    """Whether a payload names a picture that is still to be put in."""
    return _NAME.search(payload) is not None


def show_picture(payload: bytes, path: Path | None) -> bytes:
    """Put a picture into a payload, in the place of its name.

    Args:
        payload: names at most one picture, once or several times.
        path: the picture's file.

    Raises:
        PictureFault: the file is missing, is not the picture that the payload names, or cannot be read.
    """
    match = _NAME.search(payload)
    return payload if match is None else put_picture(payload, _encode_named(match, path))


async def load_picture(payload: bytes, path: Path | None) -> bytes | None:
    """Encode the picture that a payload names, while other calls go on; None where it names none.

    Raises:
        PictureFault: see `show_picture`.
    """
    match = _NAME.search(payload)
    return None if match is None else await asyncio.to_thread(_encode_named, match, path)


def put_picture(payload: bytes, picture: bytes | None) -> bytes:
    """Put an encoded picture into a payload, in the place of its name."""
    return payload if picture is None else _NAME.sub(lambda match: picture, payload)


def _encode_named(match: re.Match[bytes], path: Path | None) -> bytes:
    return encode_picture(path, match[1].decode(), (int(match[2]), int(match[3])))


def encode_picture(path: Path | None, digest: str, size: tuple[int, int]) -> bytes:
    """A picture as the data URL of a JPEG.

    Args:
        path: the picture's file.
        digest: SHA-256 of the file.
        size: width and height that it must fit in, in pixels.

    Raises:
        PictureFault: the file is missing, has another digest, or cannot be read.
    """
    if path is None:
        raise PictureFault("the folder has no such picture")
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise PictureFault("it is not the picture that was asked about; give the same command again")
        with opened_picture(content) as picture:
            is_wide = picture.width >= picture.height
            picture.draft("RGB", size)
            # annotations are about the pixels as they lie, unless their width and height are those of the turned ones
            upright = picture if is_wide == (size[0] >= size[1]) else ImageOps.exif_transpose(picture)
            shown = upright.convert("RGB")
    except OSError as error:
        raise PictureFault(f"{path}: {error.strerror or error}") from error
    except PictureFault as fault:
        raise PictureFault(f"{path}: {fault}") from fault
    shown.thumbnail(size)
    buffer = io.BytesIO()
    shown.save(buffer, format="JPEG", quality=_QUALITY)
    return b"data:image/jpeg;base64," + base64.b64encode(buffer.getvalue())


def count_picture_tokens(payload: bytes | str | None, model: str) -> int:
    """How many tokens the picture that a payload names has for a model, by its maker's rule or an estimate.

    Args:
        payload: with the picture's name, or that name alone; None has no picture.
        model: as in ``gpt-4o``.
    """
    if payload is None:
        return 0
    match = _NAME.search(payload if isinstance(payload, bytes) else payload.encode())
    return 0 if match is None else _count_tokens(model, int(match[2]), int(match[3]))


def has_picture_rule(model: str) -> bool:
    """Whether the tokens of a picture follow from a rule that the model's maker has published."""
    return any(model.startswith(name) for name, *_ in (*_TILED, *_PATCHED))


def _count_tokens(model: str, width: int, height: int) -> int:
    for start, factor in _PATCHED:
        if model.startswith(start):
            patches = min(_MOST_PATCHES, math.ceil(width / _PATCH) * math.ceil(height / _PATCH))
            return math.ceil(patches * factor)
    for start, base, tile in _TILED:
        if model.startswith(start):
            return base + tile * math.ceil(width / _TILE) * math.ceil(height / _TILE)
    return math.ceil(width / _OTHER_PATCH) * math.ceil(height / _OTHER_PATCH)


def _fit(width: int, height: int) -> tuple[int, int]:
    """The size in which a picture is shown."""
    scale = min(1.0, MOST_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _hash_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise PictureFault(f"{path}: cannot be read ({error.strerror or error})") from error
