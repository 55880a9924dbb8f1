"""The kind and size of a picture, from its first bytes."""

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's head tells: media type, width and height in pixels."""

    mime: str
    width: int
    height: int


def picture_of(body: bytes) -> Picture | None:
    """Recognise a PNG, GIF or JPEG; None for anything else or a broken one."""
    try:
        if body.startswith(b"\x89PNG\r\n\x1a\n"):
            return Picture("image/png", *struct.unpack(">II", body[16:24]))
        if body[:6] in (b"GIF87a", b"GIF89a"):
            return Picture("image/gif", *struct.unpack("<HH", body[6:10]))
        if body.startswith(b"\xff\xd8"):
            return _jpeg(body)
    except (struct.error, IndexError):
        return None
    return None


def _jpeg(body: bytes) -> Picture | None:
    """Go from segment to segment to the frame, which holds the size."""
    at = 2
    while body[at] == 0xFF:
        marker = body[at + 1]
        (length,) = struct.unpack(">H", body[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return Picture("image/jpeg", width, height)
        at += 2 + length
    return None
