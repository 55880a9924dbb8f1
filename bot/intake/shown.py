"""Addresses as they may be shown in chats and logs: without names, passwords and keys in them."""

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

_SECRET_KEY = re.compile(
    r"token|key|secret|auth|pass|pwd|sig|session|credential|^(u|user|sid|code|hash)$", re.IGNORECASE
)
_LOOKS_RANDOM = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_-]{24,}")
_HIDDEN = "***"


def shown(url: str) -> str:
    """Give `url` without user name and password, and with anything that looks like a key hidden."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return _HIDDEN
    place = f"[{host}]" if ":" in host else host
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    path = "/".join(_HIDDEN if _hides(piece) else piece for piece in parts.path.split("/"))
    query = _query(parts)
    return f"{parts.scheme}://{place}{port}{path}{'?' + query if query else ''}"


def host_of(url: str) -> str:
    """Give the host and port of an address, by which askers take turns."""
    try:
        parts = urlsplit(url)
        return f"{(parts.hostname or '').lower()}:{parts.port or parts.scheme}"
    except ValueError:
        return ""


def _query(parts: SplitResult) -> str:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if parts.query and not pairs:
        return _HIDDEN
    return "&".join(
        _HIDDEN
        if _hides(key)
        else f"{quote(key)}={_HIDDEN if _SECRET_KEY.search(key) or _hides(value) else quote(value)}"
        for key, value in pairs
    )


def _hides(piece: str) -> bool:
    return _LOOKS_RANDOM.fullmatch(piece) is not None and piece.count("-") < len(piece) / 12
