"""Bodies as they came over the wire, made plain: one packing at most, never beyond a limit."""

import zlib

from bot.errors import FeedError

_GZIP_HEADER = b"\x1f\x8b"
_MEMBERS = 64
"""Each member costs a copy of what follows it, so a body of nothing but empty members would cost hours."""
_PLAIN = {"", "identity"}
_GZIP = {"gzip", "x-gzip"}


def inflate(raw: bytes, encodings: list[str], limit: int) -> bytes:
    """Give the body that `raw` packs, `encodings` being the values of its Content-Encoding headers.

    Raises `FeedError` where the body is packed twice or otherwise than by gzip or deflate, is cut off, is
    broken, or would be longer than `limit` bytes: inflating stops there, whatever the body promises.
    """
    names = [name.strip().lower() for value in encodings for name in value.split(",")]
    names = [name for name in names if name not in _PLAIN]
    if not names:
        return raw
    if len(names) > 1:
        message = "the answer is packed more than once, which no honest server does"
        raise FeedError(message)
    try:
        if names[0] in _GZIP:
            return _gunzip(raw, limit)
        if names[0] == "deflate":
            return _one(raw, limit, zlib.MAX_WBITS if _has_zlib_header(raw) else -zlib.MAX_WBITS)[0]
    except zlib.error:
        message = "the answer says that it is packed, but cannot be unpacked"
        raise FeedError(message) from None
    message = "the answer is packed in a way that was not asked for"
    raise FeedError(message)


def _gunzip(raw: bytes, limit: int) -> bytes:
    """Unpack all members of a gzip file (RFC 1952 allows several); padding after the last is ignored."""
    body, rest = _one(raw, limit, 31)
    members = 1
    while rest.startswith(_GZIP_HEADER):
        members += 1
        if members > _MEMBERS:
            raise zlib.error
        more, rest = _one(rest, limit, 31, spent=len(body))
        body += more
    return body


def _one(raw: bytes, limit: int, bits: int, *, spent: int = 0) -> tuple[bytes, bytes]:
    machine = zlib.decompressobj(bits)
    body = machine.decompress(raw, limit - spent + 1)
    if len(body) > limit - spent:
        raise FeedError(too_long(limit))
    if not machine.eof:
        message = "the answer was cut off before its end"
        raise FeedError(message)
    return body, machine.unused_data


def too_long(limit: int) -> str:
    """Say that a body is over `limit` bytes."""
    return f"the answer is longer than {limit / 1_000_000:g} MB, the most that is taken"


def _has_zlib_header(raw: bytes) -> bool:
    return len(raw) > 1 and raw[0] & 0x0F == zlib.DEFLATED and int.from_bytes(raw[:2]) % 31 == 0
