"""What Telegram does to a text before it keeps it: cleaning, trimming, and finding links in it."""

import re
from collections.abc import Iterable

from bot.sandbox.markup import checked_url, utf16_length
from bot.sandbox.model import Json

MAX_ENTITIES = 100
"""Telegram keeps the first 100 entities of a message and drops the others without a word."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\u2028-\u202e]")
_BLOCKS = ("blockquote", "expandable_blockquote")
_VERBATIM = ("pre", "code")
_FOUND = re.compile(
    r"""
    (?P<email>\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b)
  | (?P<url>\bhttps?://[^\s<>"“”]+ | \b(?:t\.me|www\.[\w-]+\.[\w-]+)(?:/[^\s<>"“”]*)?)
  | (?<![\w@/])(?P<mention>@[A-Za-z0-9_]{4,32})\b
  | (?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])
  | (?<!\w)(?P<hashtag>\#\w*[^\W\d]\w*)
  | (?<!\w)(?P<cashtag>\$[A-Z]{1,8})\b
    """,
    re.VERBOSE,
)


def settled(text: str, entities: Iterable[Json]) -> tuple[str, tuple[Json, ...]]:
    """Give text and entities as Telegram keeps them.

    Control characters become spaces, carriage returns go, white space at both ends is cut, entities are
    sorted, clipped to the text, nested only as Telegram allows, joined by the links, commands and
    mentions that it finds itself, and limited to `MAX_ENTITIES`.
    """
    given = [dict(item) for item in entities]
    if "\r" in text and not given:
        text = text.replace("\r", "")
    text = _CONTROL.sub(" ", text)
    body = text.strip()
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(body)
    kept: list[Json] = []
    for item in given:
        start = max(item["offset"] - cut, 0)
        end = min(item["offset"] - cut + item["length"], length)
        if end > start:
            kept.append({**item, "offset": start, "length": end - start})
    kept = _nested(sorted(kept, key=lambda item: (item["offset"], -item["length"], item["type"])))
    kept += _detected(body, kept)
    kept.sort(key=lambda item: (item["offset"], -item["length"]))
    return body, tuple(kept[:MAX_ENTITIES])


def _nested(entities: list[Json]) -> list[Json]:
    """Leave out what stands inside code, quotes within quotes, and repeated entities."""
    kept: list[Json] = []
    for item in entities:
        around = [outer for outer in kept if _overlap(outer, item)]
        if any(outer["type"] in _VERBATIM for outer in around):
            continue
        if item["type"] in _BLOCKS and any(outer["type"] in _BLOCKS for outer in around):
            continue
        if any(outer["type"] == item["type"] for outer in around):
            continue
        kept.append(item)
    return kept


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )


def _detected(text: str, explicit: list[Json]) -> list[Json]:
    closed = [item for item in explicit if item["type"] in (*_VERBATIM, "text_link", "text_mention")]
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or ""
        words = match[kind]
        if kind == "url":
            words = words.rstrip(".,;:!?'")
            while words.endswith(")") and words.count(")") > words.count("("):
                words = words[:-1]
            if checked_url(words) is None:
                continue
        start = utf16_length(text[: match.start(kind)])
        item = {"type": kind, "offset": start, "length": utf16_length(words)}
        if not any(_overlap(item, other) for other in closed):
            found.append(item)
    return found
