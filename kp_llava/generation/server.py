"""Which server is asked, and how its address is checked."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def find_url_fault(url: str) -> str | None:
    """What is wrong with a server's address, without repeating it, as it may hold a secret; None for a good one."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        return "expected an address like http://127.0.0.1:8000/v1"
    if "@" in parts.netloc or parts.query or parts.fragment:
        return "leave out the user name, password or query; the key is read from OPENAI_API_KEY"
    return None


def clean_url(url: str) -> str:
    """An address without user name, password, query and fragment, any of which can hold a key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "[not an address]"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
