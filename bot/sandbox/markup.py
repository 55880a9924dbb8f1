"""Telegram's HTML to text and entities, with Telegram's refusals.

Follows the grammar that the Bot API documents under "HTML style" and the order of checks of TDLib's
open source parser, so that the offsets (bytes) and words of a refusal are what a bot sees in earnest.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from bot.sandbox.model import Json

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+))")
_LONGEST_REFERENCE = 9
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACE = " \t\r\n\0\v"
_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
}
_TAGS = frozenset(_SIMPLE) | {"a", "blockquote", "tg-emoji", "tg-time"}


class MarkupError(Exception):
    """Markup that Telegram cannot parse; the message is what follows "can't parse entities: "."""


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, the unit of entity offsets."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    start: int


@dataclass
class _Parser:
    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    offset: int = 0
    opened: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def run(self) -> tuple[str, list[Json]]:
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "<":
                if self.source.startswith("</", self.at):
                    self._end_tag()
                else:
                    self._start_tag()
            else:
                self._emit(self._character())
        if self.opened:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        text = "".join(self.out)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for item in self.entities:
            if item["type"] == "code":  # a language is a block's alone
                item.pop("language", None)
        return text, self.entities

    def _emit(self, char: str) -> None:
        self.out.append(char)
        self.offset += utf16_length(char)

    def _character(self) -> str:
        """Take one character or one reference; a reference that is not known stays as it is written."""
        char = self.source[self.at]
        match = _REFERENCE.match(self.source, self.at) if char == "&" else None
        if match and (match[3] or len(match[0]) <= _LONGEST_REFERENCE):
            hexadecimal, decimal, name = match.groups()
            number = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else 0
            decoded = _NAMED.get(name or "") or (chr(number) if 0 < number < 0x10FFFF else None)
            if decoded:
                self.at = match.end() + self.source.startswith(";", match.end())
                return decoded
        self.at += 1
        return char

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _until(self, stops: str) -> str:
        start = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[start : self.at]

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self.at += 1

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._until(_SPACE + ">").lower()
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _TAGS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        attributes: dict[str, str] = {}
        self._skip_space()
        while self._peek() != ">":
            name, value = self._attribute(tag, begin)
            attributes[name] = value
            self._skip_space()
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.opened.append(_Open(tag, attributes, self.offset, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        unclosed = MarkupError(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        broken_off = MarkupError(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if not self._peek():
            raise unclosed
        name = self._until(_SPACE + "=>/\"'").lower()
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
        self._skip_space()
        if self._peek() != "=":
            if not self._peek():
                raise unclosed
            return name, ""
        self.at += 1
        self._skip_space()
        if not self._peek():
            raise unclosed
        quoted = self._peek() in ("'", '"')
        value = self._string() if quoted else self._name_token()
        if not self._peek():
            raise broken_off
        return name, value

    def _string(self) -> str:
        quote = self.source[self.at]
        self.at += 1
        parts: list[str] = []
        while self._peek() and self._peek() != quote:
            parts.append(self._character())
        self.at += bool(self._peek())
        return "".join(parts)

    def _name_token(self) -> str:
        token = _NAME_TOKEN.match(self.source, self.at)
        value = token[0] if token else ""
        start, self.at = self.at, self.at + len(value)
        if self._peek() and self._peek() not in _SPACE + ">":
            raise MarkupError(f"Unexpected end of name token at byte offset {self._byte(start)}")
        return value.lower()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.opened:
            raise MarkupError(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._until(_SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        opened = self.opened.pop()
        if name and name != opened.tag:
            raise MarkupError(
                f"Unmatched end tag at byte offset {self._byte(begin)}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        length = self.offset - opened.offset
        if length:
            self._close(opened, length)

    def _close(self, opened: _Open, length: int) -> None:
        extra = _extra(opened, "".join(self.out[opened.start :]))
        if extra is None:
            return
        span = {"offset": opened.offset, "length": length}
        inner = self.entities[-1] if self.entities else None
        other = {"pre": "code", "code": "pre"}.get(opened.tag)
        if other and inner and inner == {**inner, **span, "type": other}:
            # <pre><code class="language-x"> is one entity: the block, with the language.
            self.entities[-1] = {**inner, **extra, "type": "pre"}
            return
        self.entities.append({**span, **extra})


def _extra(opened: _Open, inside: str) -> Json | None:
    """Give an entity's type and details; None where Telegram drops it silently."""
    tag, attributes = opened.tag, opened.attributes
    if tag == "a":
        return _link(attributes.get("href") or inside)
    if tag == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
    if tag == "tg-emoji":
        emoji = attributes.get("emoji-id", "")
        if not emoji.isascii() or not emoji.isdigit():
            raise MarkupError("Invalid custom emoji identifier specified")
        return {"type": "custom_emoji", "custom_emoji_id": emoji}
    if tag == "tg-time":
        unix = attributes.get("unix", "")
        if not re.fullmatch(r"-?[0-9]{1,11}", unix):
            raise MarkupError("Invalid date-time identifier specified")
        shown = attributes.get("format", "")
        return {"type": "date_time", "unix_time": int(unix), "date_time_format": shown}
    if tag == "code" and attributes.get("class", "").startswith("language-"):
        return {"type": "code", "language": attributes["class"].removeprefix("language-")}
    return {"type": _SIMPLE[tag]}


def _link(href: str) -> Json | None:
    person = re.fullmatch(r"tg://user\?id=([0-9]{1,19})", href)
    if person:
        return {"type": "text_mention", "user_id": int(person[1])}
    url = checked_url(href)
    return {"type": "text_link", "url": url} if url else None


def checked_url(url: str) -> str | None:
    """Give a link as Telegram keeps it, None where it is none: wrong scheme, no host, no dot in it."""
    if not url or any(char.isspace() for char in url):
        return None
    if "://" not in url:
        url = "http://" + url
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme in ("tg", "ton", "tonsite"):
        return url
    if parts.scheme not in ("http", "https") or ("." not in host and ":" not in host):
        return None
    return url if parts.path else urlunsplit(parts._replace(path="/"))


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Parse Telegram's HTML style into text and entities; raises MarkupError."""
    return _Parser(source).run()
