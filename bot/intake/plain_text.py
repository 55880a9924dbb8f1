"""HTML to plain paragraphs. Run where it can be killed: what comes in is anybody's."""

import html
import re
from html.parser import HTMLParser

_SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "figcaption",
    "head",
    "form",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figure", "footer", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_CELLS = {"td", "th"}
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&[#\w]+;")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_STRAY_BLOCK = re.compile(
    r"</?(?:article|blockquote|br|div|h[1-6]|li|ol|p|section|table|tr|ul)\b[^<>]*>", re.IGNORECASE
)
_STRAY = re.compile(
    r"</?(?:a|abbr|audio|b|body|button|center|cite|code|del|em|embed|figcaption|figure|font|footer|form|head"
    r"|header|hr|html|i|iframe|img|input|ins|link|main|meta|nav|noscript|object|picture|pre|q|s|script|small"
    r"|source|span|strong|style|sub|sup|svg|tbody|td|template|th|thead|u|video)\b[^<>]*>",
    re.IGNORECASE,
)
_TIMES_ESCAPED = 3
"""How often markup may have been escaped and is still taken for markup, not for words about it."""
TITLE_CHARACTERS = 500
"""A longer title is cut at a word and ends in "…". What is cut off is kept nowhere: it is no title but a text
in the wrong place, or one headline said over and over, which would be counted as often."""
_TRAILER = re.compile(
    r"\n*\s*(?:The post|The article) [^\n]{0,400}\b(?:appeared first|first appeared) on [^\n]{0,200}$"
)
_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xAD, 0xFEFF, 0x200B])


class _Paragraphs(HTMLParser):
    """Collects text into paragraphs; anything within an element that no reader sees is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[str] = []
        self._pieces: list[str] = []
        self._skipping: list[str] = []
        self._breaks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SKIPPED:
            self._skipping.append(tag)
        elif tag in _BLOCKS:
            self.end_paragraph()
        elif tag == "br":
            self._line_break()
        elif tag in _CELLS:
            self._pieces.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SKIPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if data.strip():
            self._breaks = 0
        self._pieces.append(data)

    def _line_break(self) -> None:
        """Two line breaks in a row are how many editors end a paragraph."""
        self._breaks += 1
        if self._breaks > 1:
            self.end_paragraph()
        else:
            self._pieces.append(" ")

    def end_paragraph(self) -> None:
        text = squeezed("".join(self._pieces))
        self._pieces.clear()
        self._breaks = 0
        if text:
            self.done.append(text)


def paragraphs(body: str) -> str:
    """Give the text of an HTML fragment (or of plain text), paragraphs separated by a blank line."""
    if _MARKUP.search(body):
        reader = _Paragraphs()
        reader.feed(body)
        reader.close()
        reader.end_paragraph()
        found = reader.done
    else:
        found = [squeezed(piece) for piece in re.split(r"\n[ \t]*\n", body.replace("\r", ""))]
    return without_trailer("\n\n".join(piece for one in found for piece in _unescaped(one)))


def one_line(title: str) -> str:
    """Give a title as plain text: tags out, entities decoded, in one line. "AT&T" and "<3" stay."""
    plain = html.unescape(_TAG.sub("", _HIDDEN.sub(" ", title)))
    return " ".join(_unescaped(plain))


def cut_title(title: str) -> str:
    """Give at most `TITLE_CHARACTERS` of a title, "…" at its end if it was cut."""
    if len(title) <= TITLE_CHARACTERS:
        return title
    kept = title[: TITLE_CHARACTERS - 1]
    return kept[: max(kept.rfind(" "), TITLE_CHARACTERS // 2)].rstrip() + "…"


def _unescaped(text: str) -> list[str]:
    """Take out tags of HTML that were escaped, even twice, before they came; give what paragraphs are left.

    By patterns, not as a page is read: a script that is never closed would swallow the words that follow it.
    """
    for _ in range(_TIMES_ESCAPED):
        before = text
        text = _STRAY.sub("", _STRAY_BLOCK.sub("\n\n", _HIDDEN.sub(" ", text)))
        if "&lt;" in text:
            text = html.unescape(text)
        if text == before:
            break
    return [piece for piece in (squeezed(one) for one in text.split("\n\n")) if piece]


def squeezed(text: str) -> str:
    """Give `text` with every run of space as one, and without characters that no reader sees."""
    return " ".join(seen(text).split())


def seen(text: str) -> str:
    """Leave out control characters (PostgreSQL refuses NUL) and halves of surrogate pairs."""
    return text.translate(_UNSEEN).encode("utf-8", "replace").decode()


def without_trailer(text: str) -> str:
    """Leave out the "The post … appeared first on …" that WordPress puts at the end of every entry."""
    return _TRAILER.sub("", text).rstrip()
