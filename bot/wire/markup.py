"""Telegram's HTML: escaping, links, and a message that is built to fit.

Telegram knows four named entities and a handful of tags, refuses a message whose HTML does not parse, and
counts its limits in code points after parsing. https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
"""Telegram keeps so many entities of a message and drops the others without a word."""

CALLBACK_BYTES = 64
"""The most that a button may carry as callback data, in bytes of UTF-8."""

_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_SPECIAL = re.compile(r'[&<>"]')
_TAG = re.compile(r"<[^>]*>")
_OPENING = re.compile(r"<[a-z]")
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot);")
_BLANK = re.compile(r"\s+")
_BLANKED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]"
)
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r'[\s<>"\\^`{|}\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `label`, and either callback `data` (at most 64 bytes) or a `url`."""

    label: str
    data: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if len(self.data.encode()) > CALLBACK_BYTES:
            message = f"callback data of {len(self.data.encode())} bytes: Telegram takes {CALLBACK_BYTES}"
            raise ValueError(message)


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Words ready to be sent: Telegram HTML within the limits, and the buttons beneath."""

    html: str
    keyboard: Keyboard = ()

    @property
    def plain(self) -> str:
        """The words without markup, as Telegram shows them."""
        return plain(self.html)


def clean(words: str) -> str:
    """Give words on one line, without control characters, lone surrogates and marks that turn text around."""
    return _BLANK.sub(" ", _TURNING.sub("", _BLANKED.sub(" ", words))).strip()


def clip(words: str, most: int) -> str:
    """Cut cleaned words to `most` code points, at a word's end where one is near; the cut shows as "…"."""
    words = clean(words)
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    space = cut.rfind(" ", most * 2 // 3)
    return (cut[:space] if space > 0 else cut).rstrip(" ,;:–—-") + "…"


def esc(words: str) -> str:
    """Escape cleaned words with the only four entities that Telegram decodes."""
    return _SPECIAL.sub(lambda match: _NAMED[match[0]], clean(words))


def bold(words: str) -> str:
    """Set words bold."""
    return f"<b>{esc(words)}</b>"


def italic(words: str) -> str:
    """Set words in italics."""
    return f"<i>{esc(words)}</i>"


def code(words: str) -> str:
    """Set words as code; a tap copies them."""
    return f"<code>{esc(words)}</code>"


def web_link(url: str | None) -> str | None:
    """Give a link that may be shown: http or https, a host with a dot, no blank in it; else None."""
    if not url or len(url) > 2000 or _BREAKS.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or "." not in host.strip("."):
        return None
    return url if url == clean(url) else None


def link(label: str, url: str | None) -> str:
    """Link the label to a web address; the label alone where the address may not be shown."""
    checked = web_link(url)
    return f'<a href="{esc(checked)}">{esc(label)}</a>' if checked else esc(label)


def quoted(words: str, *, expandable: bool = True) -> str:
    """Set words as a block quotation, folded by default."""
    return f"<blockquote{' expandable' if expandable else ''}>{esc(words)}</blockquote>"


def plain(html: str) -> str:
    """Give what Telegram shows of HTML that this module made."""
    back = {named: char for char, named in _NAMED.items()}
    return _REFERENCE.sub(lambda match: back[match[0]], _TAG.sub("", html))


def visible(html: str) -> int:
    """Count code points after parsing, the unit of Telegram's limits."""
    return len(plain(html))


def entities(html: str) -> int:
    """Count the entities that HTML made by this module gives, commands (Telegram finds them) included."""
    return len(_OPENING.findall(html)) + html.count(" /")


class Page:
    """A message under construction that cannot outgrow Telegram.

    `add` puts lines while they fit; `listing` puts as many items as fit and says how many more there are;
    `close` puts the last lines, for which `reserve` code points were kept free. What does not fit is left
    out whole, never cut within markup.
    """

    def __init__(self, *, limit: int = TEXT_LIMIT, reserve: int = 0) -> None:
        self._limit = limit
        self._reserve = reserve
        self._parts: list[str] = []
        self._size = 0
        self._marks = 0

    def fits(self, html: str, *, beside: int = 0) -> bool:
        """Whether a line still fits, with `beside` code points and the reserve kept free after it."""
        return (
            self._size + visible(html) + 1 + beside + self._reserve <= self._limit
            and self._marks + entities(html) <= ENTITY_LIMIT - 4
        )

    def add(self, *lines: str) -> int:
        """Add lines while they fit, and give how many were added."""
        for index, line in enumerate(lines):
            if not self.fits(line):
                return index
            self._put(line)
        return len(lines)

    def gap(self) -> None:
        """Leave an empty line, unless nothing stands above or the last line is one."""
        if self._parts and self._parts[-1] and self.fits(""):
            self._put("")

    def listing(self, items: Sequence[str], more: str) -> int:
        """Add items while they fit; `more` (`{n}`: the number left out) ends a list that was cut.

        Gives how many items stand.
        """
        for index, item in enumerate(items):
            tail = more.format(n=len(items) - index)
            last = index == len(items) - 1
            if not self.fits(item, beside=0 if last else visible(tail) + 1):
                if self.fits(tail):
                    self._put(tail)
                return index
            self._put(item)
        return len(items)

    def close(self, *lines: str) -> None:
        """Add the last lines, in the reserve."""
        self._reserve = 0
        self.add(*lines)

    def message(self, keyboard: Keyboard = ()) -> Message:
        """Give the finished message."""
        html = "\n".join(self._parts).strip("\n")
        return Message(html if plain(html).strip() else "–", keyboard)

    def _put(self, line: str) -> None:
        self._parts.append(line)
        self._size += visible(line) + 1
        self._marks += entities(line)


def joined(parts: Iterable[str | None], by: str = " · ") -> str:
    """Join the parts that say something."""
    return by.join(part for part in parts if part)


def rows(buttons: Sequence[Button], across: int) -> Keyboard:
    """Lay buttons out in rows of at most `across`."""
    return tuple(tuple(buttons[at : at + across]) for at in range(0, len(buttons), across))
