"""A folder that is whole or not there, also in place of an earlier one; a draft that a kill leaves is known as ours."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import KpLlavaError

_NAME = re.compile(r"\.(?P<stem>.*)\.kp-llava-(?P<kind>new|old)-(?P<host>\w+)-(?P<pid>\d+)-[0-9a-f]{16}", re.DOTALL)
_STEM = 60  # of the 255 bytes that a name may have
_HOST = re.sub(r"\W", "", platform.node(), flags=re.ASCII)[:40] or "here"
_EXCHANGE = 2  # renameat2's RENAME_EXCHANGE
_AT_CWD = -100


@contextmanager
def drafted_folder(
    out: Path, *, error: type[KpLlavaError], finish: Callable[[Path], object] | None = None
) -> Iterator[Path]:
    """Make a folder under a name of our own; it gets its own name when the block ends without an error.

    Args:
        out: the folder; one that exists is replaced only where it is empty or ``finish`` is given.
        error: the class to raise.
        finish: called with the new folder, just before it takes the place of an existing one.

    Yields:
        The folder to write to.

    Raises:
        KpLlavaError: of the class ``error``; it cannot be written, or came to be there meanwhile.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - a link stays the link that the user gave
    try:
        if out.parent.exists() and not out.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        out.parent.mkdir(parents=True, exist_ok=True)
        _clean(out)
        draft = _make_name(out, "new")
        draft.mkdir()
        try:
            yield draft
            if finish is not None and out.exists():
                finish(draft)
                _swap(draft, out)
            else:
                draft.rename(out)  # takes the place of an empty folder, and of nothing else
        finally:
            # the draft, or what the new folder has taken the place of
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as fault:
        raise error(f"{out}: cannot be written ({fault.strerror or fault})") from fault


def _swap(draft: Path, out: Path) -> None:
    """Let two folders change names at once, where the system can; the old one has the draft's name then."""
    if not _exchange(draft, out):
        old = _make_name(out, "old")
        out.rename(old)
        draft.rename(out)
        old.rename(draft)


def _exchange(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE) == 0


def _make_name(out: Path, kind: str) -> Path:
    return out.with_name(f".{_stem(out)}.kp-llava-{kind}-{_HOST}-{os.getpid()}-{secrets.token_hex(8)}")


def _stem(out: Path) -> str:
    return out.name.encode("utf-8", "surrogateescape")[:_STEM].decode("utf-8", "ignore")


def _clean(out: Path) -> None:
    """Take away what killed processes of this machine have left of this folder, and bring it back where it is gone."""
    for path in out.parent.iterdir():
        found = _NAME.fullmatch(path.name)
        if found is None or found["stem"] != _stem(out) or found["host"] != _HOST or not path.is_dir():
            continue
        if path.is_symlink() or (hasattr(os, "getuid") and path.stat().st_uid != os.getuid()) or _lives(found["pid"]):
            continue
        if found["kind"] == "old" and not out.exists():
            path.rename(out)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _lives(pid: str) -> bool:
    if int(pid) == os.getpid():
        return True
    with suppress(ProcessLookupError, OverflowError):
        try:
            os.kill(int(pid), 0)
        except PermissionError:
            return True
        return True
    return False
