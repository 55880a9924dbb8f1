"""What can be wrong with a feed, as bytes and headers."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "html",
    "empty",
    "big",
    "cut",
    "half-gzip",
    "slow",
    "windows-1252",
    "bomb",
    "status",
    "moved",
]

BIG = 5 * 1024 * 1024
"""Bytes of a "big" feed."""

_BOMB = """<?xml version="1.0"?>
<!DOCTYPE rss [
<!ENTITY a "boom boom boom boom boom boom boom boom">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">
<!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">
]>
<rss version="2.0"><channel><title>&h;</title><item><title>&h;</title></item></channel></rss>
"""
_HTML = (
    b'<!doctype html><html lang="en"><title>Just a moment</title>'
    b"<h1>Checking your browser</h1><p>Please enable JavaScript.</p></html>"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which a feed misbehaves until it is mended.

    "html" gives a page instead, "empty" nothing, "big" 5 MB, "cut" closes the connection in the middle,
    "half-gzip" gives half of a gzip body as if it were whole, "slow" waits `seconds` between pieces,
    "windows-1252" encodes and declares the feed so, "bomb" nests entities, "status" answers with `status`
    (and `retry_after` seconds), "moved" redirects to `location` with `status` (301 or 302).
    """

    kind: Kind
    status: int = 500
    retry_after: int | None = None
    seconds: float = 0.0
    location: str = ""


def broken_body(trouble: Trouble, feed: bytes) -> bytes:
    """Give what a misbehaving feed sends in the place of its proper body."""
    match trouble.kind:
        case "html":
            return _HTML
        case "empty":
            return b""
        case "bomb":
            return _BOMB.encode()
        case "big":
            closing = feed.rindex(b"</")
            return feed[:closing] + b"<!--" + b"x" * (BIG - len(feed) - 7) + b"-->" + feed[closing:]
        case _:
            return feed
