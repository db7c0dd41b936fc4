"""What this user named or wrote on this machine: signed with a key that never leaves the user's own folder.

A file that comes from elsewhere can say anything, but it cannot carry this signature. The key lies in
``$XDG_STATE_HOME/kp_llava/key`` (by default ``~/.local/state``), for the user's eyes only; without one, nothing is
known to be the user's.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import stat
from pathlib import Path
from typing import Any

_KEY_BYTES = 32


def sign(purpose: str, value: Any) -> str | None:
    """Sign plain values.

    Args:
        purpose: a signature for one purpose does not do for another.
        value: what JSON can hold.

    Returns:
        64 hexadecimal digits, or None where the user has no folder for a key.
    """
    key = _find_key(is_made=True)
    return None if key is None else _digest(key, purpose, value)


def is_signed(purpose: str, value: Any, signature: Any) -> bool:
    """Whether this user signed these values for this purpose."""
    key = _find_key(is_made=False)
    if key is None or not isinstance(signature, str) or not signature.isascii():
        return False
    return hmac.compare_digest(_digest(key, purpose, value), signature)


class Signer:
    """Signs much for one purpose with the key that is there, and reads it once; none is made.

    Args:
        purpose: as for `sign`.
    """

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._key: bytes | None = None

    def sign(self, value: Any) -> str | None:
        """64 hexadecimal digits, or None where the user has no key."""
        key = self._key = self._key or _find_key(is_made=False)
        return None if key is None else _digest(key, self._purpose, value)

    def is_signed(self, value: Any, signature: str) -> bool:
        """Whether this user signed these values."""
        found = self.sign(value)
        return found is not None and hmac.compare_digest(found.encode(), signature.encode("utf-8", "replace"))


def _digest(key: bytes, purpose: str, value: Any) -> str:
    text = json.dumps([purpose, value], sort_keys=True)
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _find_key(*, is_made: bool) -> bytes | None:
    try:
        state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    except RuntimeError:  # there is no home
        return None
    path = Path(state) / "kp_llava" / "key"
    try:
        if not path.exists():
            if not is_made:
                return None
            _make_key(path)
        return _read_key(path)
    except OSError:
        return None


def _read_key(path: Path) -> bytes | None:
    place = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(place, "rb") as file:
        found = os.fstat(file.fileno())
        is_ours = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o077)
        key = file.read(_KEY_BYTES + 1) if stat.S_ISREG(found.st_mode) and is_ours else b""
    return key if len(key) == _KEY_BYTES else None


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".key.{secrets.token_hex(8)}")
    place = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(place, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:  # another process was faster: its key is the one
            pass
        except OSError:  # a file system without links
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
