"""Bytes to a `FeedDocument` in plain form, by feedparser. Runs in a child process with limits only.

Small hostile feeds make feedparser take minutes or gigabytes, so nothing else may import this module.
"""

import calendar
import html
import io
import re
import time
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from bot.errors import FeedError
from bot.intake.entries import content_hash
from bot.intake.plain_text import cut_title, one_line, seen

_ENTRIES = 1_000
_CHARACTERS = 8_000_000
_BODY_CHARACTERS = 1_000_000
_LINK_CHARACTERS = 2_000
_EARLIEST = 631_152_000
"""1990: an earlier date is a program's zero, not a day of publication."""
_LATEST = 4_102_444_800
_END = re.compile(rb"</(?:[\w-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ALTERNATE = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(href|type)\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_PERMALINK = re.compile(rb"<guid\b[^<>]*>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<>\]]+)", re.IGNORECASE)
_LOOKED_AT = 200_000


def read_feed(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """Read a feed; raise `FeedError`, in words for an editor, where the bytes are none."""
    if not body.strip():
        message = "the address answers with nothing at all"
        raise FeedError(message)
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    parsed = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.get("version"):
        raise FeedError(_what_else(body, url))
    cut = not _END.search(body.replace(b"\0", b""))  # UTF-16 is full of zeros
    found = parsed.entries[:-1] if cut else parsed.entries
    entries = _within_limits(found[:_ENTRIES], urljoin(url, "."), _addresses(body))
    return {
        "title": one_line(str(parsed.feed.get("title", "")))[:200],
        "ttl": _minutes(parsed.feed.get("ttl")),
        "cut": cut,
        "left_out": len(found) - len(entries),
        "entries": entries,
    }


def _addresses(body: bytes) -> frozenset[str]:
    """Give the guids that are addresses as they stand; feedparser makes one of any guid."""
    stated = _PERMALINK.findall(body.replace(b"\0", b""))
    return frozenset(html.unescape(one.decode("utf-8", "replace")) for one in stated)


def _within_limits(
    found: list[dict[str, Any]], folder: str, permalinks: frozenset[str]
) -> list[dict[str, Any]]:
    """Adapt entries until they are more than one answer can rightly hold (entities multiply)."""
    entries, characters = [], 0
    for one in found:
        entry = _adapted(one, folder, permalinks)
        characters += len(entry["summary_html"]) + len(entry["content_html"])
        if characters > _CHARACTERS:
            break
        entries.append(entry)
    return entries


def _adapted(one: dict[str, Any], folder: str, permalinks: frozenset[str]) -> dict[str, Any]:
    get = partial(dict.get, one)  # feedparser's own `get` tries other names, and is ten times slower
    title = cut_title(one_line(str(get("title", ""))))
    summary = seen(str(get("summary", "")))[:_BODY_CHARACTERS]
    contents = [str(part.get("value", "")) for part in get("content") or ()]
    content = seen(max(contents, key=len, default=""))[:_BODY_CHARACTERS]
    link = _link(str(get("link", "")))
    linked = any(given.get("rel") == "alternate" for given in get("links") or ())
    if not linked and link not in permalinks:
        link = None  # made of an id: Atom's need not lead anywhere, nor does a word that is no address
    source = get("source") or {}
    return {
        # feedparser takes a bare guid for a relative address: without the folder it outlives a move
        "guid": seen(str(get("id", ""))).strip().removeprefix(folder),
        "link": link,
        "title": title,
        "summary_html": "" if summary == content else summary,
        "content_html": content,
        "published": _seconds(get("published_parsed") or get("updated_parsed")),
        "outlet": one_line(str(source.get("title", "")))[:200],
        "content_hash": content_hash(title, content or summary, link),
    }


def _link(link: str) -> str | None:
    """Give a link that a reader can follow; one that carries a password or leads elsewhere is none."""
    link = seen(link).strip()
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    usable = parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc
    return link if usable and len(link) <= _LINK_CHARACTERS else None


def _seconds(parsed: time.struct_time | None) -> int | None:
    """Give a time in UTC in seconds of Unix time; None where it cannot be that of a publication."""
    if not parsed:
        return None
    try:
        seconds = calendar.timegm(parsed)
    except (ValueError, OverflowError):
        return None
    return seconds if _EARLIEST <= seconds <= _LATEST else None


def _minutes(ttl: object) -> int | None:
    words = str(ttl or "").strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 7 else None


def _what_else(body: bytes, url: str) -> str:
    start = body[:_LOOKED_AT].decode("utf-8", "replace")
    low = start[:5000].lower()
    if "<html" in low or "<!doctype html" in low or "<body" in low:
        said = "the address answers with a web page, not with a feed"
        named = _named_feed(start, url)
        return f"{said}; the page names this feed: {named}" if named else said
    if low.lstrip().startswith("{") and "jsonfeed.org" in low:
        return "the address answers with a JSON feed; Tallywire reads RSS and Atom"
    if body.startswith(b"\x1f\x8b"):
        return "the answer is a packed file, not a feed"
    return "the address answers with something that is neither RSS nor Atom"


def _named_feed(page: str, url: str) -> str | None:
    for match in _ALTERNATE.finditer(page):
        attributes = {key.lower(): value for key, value in _ATTRIBUTE.findall(match[0])}
        if attributes.get("type", "").lower() in {"application/rss+xml", "application/atom+xml"}:
            return _link(urljoin(url, attributes.get("href", "")))
    return None
