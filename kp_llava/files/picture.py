"""Pictures that a file names: found, opened and measured within the folders that the user named.

A name or path in a run, a benchmark or a dataset is foreign text. It is followed to the end of its links, must lie in
one of the user's folders then, and must be a regular file of a bearable size that Pillow knows as a picture: no pipe
that is waited for, no device that never ends.
"""

from __future__ import annotations

import io
import os
import stat
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..errors import KpLlavaError

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 200_000_000
MOST_PIXELS = 200_000_000
# pictures of pixels only: EPS starts another program, and the formats of plain text would let any text through
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "JPEG2000", "AVIF")


class PictureFault(ValueError):  # noqa: N818 - callers turn it into their own error, or count it
    """Why a picture is not read, as the end of a sentence."""


def is_within(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a path, followed to the end of its links, lies in one of the folders.

    The cache of the Hugging Face Hub keeps a folder's files as links into its own ``blobs``; these count as in it.
    """
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError):  # a name that no file system takes
        return False
    for folder in folders:
        home = Path(os.path.realpath(folder))
        if real.is_relative_to(home):
            return True
        for parent in (home, *home.parents):
            if parent.parent.name == "snapshots" and real.parent == parent.parent.parent / "blobs":
                return True
    return False


def is_regular(path: Path) -> bool:
    """Whether a path is a file, or nothing yet: no pipe, device or folder."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False


def find_picture(file_name: str, folders: Sequence[Path], *, error: type[KpLlavaError]) -> Path:
    """Find a picture by name in the first folder that has it.

    Args:
        file_name: relative to a folder; not trusted.
        folders: where to look, in order; named by the user.
        error: the class to raise.

    Raises:
        KpLlavaError: of the class ``error``; the name or its link leads out of the folders, or none has such a file.
    """
    if not file_name or "\0" in file_name or len(file_name) > _MOST_LETTERS:
        raise error(f"file_name {_shorten(file_name)}: expected the name of a picture")
    for folder in folders:
        path = Path(os.path.normpath(folder / file_name))
        if not path.is_relative_to(os.path.normpath(folder)):
            raise error(
                f"file_name {file_name!r} leads out of the picture folder {folder}; the file is not to be trusted"
            )
        try:
            found = path.is_file()
        except OSError:  # a name that no file system takes
            found = False
        if not found:
            continue
        if not is_within(path, folders):
            raise error(
                f"file_name {file_name!r} is a link in {folder} that leads to {os.path.realpath(path)}, outside of the "
                "picture folder; put the picture there, or name the folder that really holds it"
            )
        return path
    shown = folders[0] if folders else "any folder"
    raise error(f"{file_name!r} is not in {shown}; name the folder that holds the pictures")


def read_picture(path: Path, folders: Iterable[Path] | None = None) -> bytes:
    """Read a picture's file.

    Args:
        path: the file; not trusted where ``folders`` are given.
        folders: where it must lie; None for a path that the user gave.

    Returns:
        Its bytes; they decode as a picture.

    Raises:
        PictureFault: it lies elsewhere, is no regular file, is too large, or is no picture.
    """
    with _open_file(path, folders) as file:
        data = file.read(MOST_BYTES + 1)
    with opened_picture(data) as picture:
        if picture.format == "JPEG":
            picture.draft("L", (1, 1))  # every byte is read, an eighth of the pixels is computed
        picture.load()
    return data


@contextmanager
def opened_picture(source: Path | bytes | Any, folders: Iterable[Path] | None = None) -> Iterator[Image.Image]:
    """Open a picture for the time of a block; its pixels are decoded when the block asks for them.

    Args:
        source: a path, not trusted where ``folders`` are given; the bytes of a file; or an open file.
        folders: where the path must lie; None for one that the user gave.

    Raises:
        PictureFault: it lies elsewhere, is no regular file, is too large, or cannot be decoded; this covers the block.
    """
    from PIL import Image, UnidentifiedImageError

    if isinstance(source, str | os.PathLike):
        with _open_file(Path(source), folders) as file, opened_picture(file) as picture:
            yield picture
        return
    file = io.BytesIO(source) if isinstance(source, bytes | bytearray | memoryview) else source
    try:
        with warnings.catch_warnings():
            # below our own bound
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=_list_formats())
        with picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureFault(f"it has {picture.width} x {picture.height} pixels, {MOST_PIXELS:,} is the most")
            yield picture
    except (PictureFault, KpLlavaError):
        raise
    except MemoryError as fault:
        raise PictureFault("it needs more memory than there is") from fault
    except Image.DecompressionBombError as fault:
        raise PictureFault(str(fault)) from fault
    except UnidentifiedImageError as fault:  # its message names an object of Python's
        raise PictureFault("it is not a picture of a known format") from fault
    except Exception as fault:  # decoders raise what comes (struct.error, zlib.error, IndexError, ...)
        raise PictureFault(f"it is not a picture that can be read: {_shorten(fault)}") from fault


@cache
def _list_formats() -> tuple[str, ...]:
    """The formats that this Pillow was built with."""
    from PIL import Image

    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _open_file(path: Path, folders: Iterable[Path] | None) -> IO[bytes]:
    """Open a regular file of a bearable size, without waiting for what is at the other end."""
    places = None if folders is None else list(folders)
    try:
        if places is not None and not is_within(path, places):
            shown = ", ".join(map(str, places[:4])) or "none"
            raise PictureFault(f"it lies outside of the folders that were named for pictures ({shown})")
        place = os.open(os.path.realpath(path) if places is not None else path, _READ)
    except ValueError as fault:
        raise fault if isinstance(fault, PictureFault) else PictureFault("its name is no name of a file") from fault
    except OSError as fault:
        raise PictureFault(fault.strerror or str(fault)) from fault
    try:
        found = os.fstat(place)
        if not stat.S_ISREG(found.st_mode):
            kind = next((name for name, check in _KINDS if check(found.st_mode)), "something else")
            raise PictureFault(f"it is {kind}, not a regular file")
        if found.st_size > MOST_BYTES:
            raise PictureFault(f"it has {found.st_size:,} bytes, {MOST_BYTES:,} is the most")
        return os.fdopen(place, "rb")
    except BaseException:
        os.close(place)
        raise


_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_KINDS = (
    ("a folder", stat.S_ISDIR),
    ("a pipe", stat.S_ISFIFO),
    ("a device", stat.S_ISCHR),
    ("a device", stat.S_ISBLK),
    ("a socket", stat.S_ISSOCK),
)
_MOST_LETTERS = 1024


def _shorten(value: object) -> str:
    text = repr(value) if isinstance(value, str) else " ".join(str(value).split())
    return text if len(text) <= 200 else f"{text[:190]}… ({len(text):,} characters)"
