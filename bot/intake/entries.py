"""One model for every feed format, and what an entry is known by."""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as its feed gives it. What the feed does not give is empty or None, never guessed.

    `title` is plain text, the two bodies are HTML as received; `published_at` is aware; `outlet` is the
    original source that an aggregator names. `content_hash` is the SHA-256 of the entry's words.
    """

    guid: str
    link: str | None
    title: str
    summary_html: str
    content_html: str
    published_at: datetime | None
    outlet: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed, read. `cut`: it ends in the middle, and its last entry was left out. `ttl`: its own wish.

    `left_out` counts entries beyond the most that are taken from one answer.
    """

    title: str
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    cut: bool = False
    left_out: int = 0


def content_hash(title: str, body_html: str, link: str | None) -> str:
    """Give the SHA-256 of an entry's words: title and text without tags and spacing, and its place.

    Changes that no reader would see (attributes, tracking parameters, https for http) leave it alone.
    """
    words = " ".join(html.unescape(_TAG.sub(" ", body_html)).split())
    return _sha(title, words, _place(link))


def by_key(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Give the entries by what they are known by: guid, else link, else content; the first of a key stays.

    A guid that a feed gives to several different entries identifies none of them: these are known by
    guid and link together, or by guid and content.
    """
    entries = tuple(entries)
    places: Counter[str] = Counter()
    for guid, _ in {(entry.guid, entry.link or entry.content_hash) for entry in entries}:
        places[guid] += 1
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(_key(entry, shared=places[entry.guid] > 1), entry)
    return found


def _key(entry: Entry, *, shared: bool) -> str:
    if entry.guid and not shared:
        return _sha("guid", entry.guid)
    if entry.guid:
        return _sha("guid", entry.guid, entry.link or entry.content_hash)
    if entry.link:
        return _sha("link", entry.link)
    return _sha("content", entry.content_hash)


def _place(link: str | None) -> str:
    parts = urlsplit(link or "")
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _sha(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
