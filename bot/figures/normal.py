"""One spelling for what the press writes in many ways, with the way back to the stored text.

Dashes, quotes and spaces become one character each, so most texts keep their offsets; characters that
are not seen (zero-width, soft hyphen) are dropped and letters with their accents composed, and then
every position is mapped back.
"""

import re
import unicodedata
from dataclasses import dataclass

_SAME: dict[str, str] = {
        "’": "'", "‘": "'", "ʼ": "'", "‛": "'", "´": "'", "`": "'", "′": "'", "＇": "'",
        "“": "“", "„": "“", "«": "“", "”": "”", "»": "”", "‟": "“", "＂": '"', "″": '"',
        "‐": "-", "‑": "-", "⁃": "-", "−": "-", "–": "–", "—": "—", "―": "—", "‒": "–",
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ",
        "\u200a": " ", "\u3000": " ",
        "\t": " ", "\r": " ", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n",
        "…": ".", "，": ",",
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }  # fmt: skip
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e]")
# "2 065" is one number, with a narrow or unbreakable space any such; "200-plus" is "200+".
# Both keep their length.
_SPACED = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_SPACED_PLAINLY = re.compile("(?<![0-9.,])([0-9]{1,3}) (?=0[0-9]{2}(?![0-9]))")
_PLUS = re.compile("(?<=[0-9])-plus\\b")
_MARK = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text; `back` gives where in the stored text each position begins and ends (None: there)."""

    text: str
    back: tuple[tuple[int, int], ...] | None = None

    def stored(self, start: int, end: int) -> tuple[int, int]:
        """Give the stored text's offsets of a span of this one."""
        if self.back is None or start >= end:
            return start, end
        return self.back[start][0], self.back[end - 1][1]


def normalise(text: str) -> Normal:
    """Give the text one spelling; `stored` leads from its spans back to the text as received."""
    if not text.isascii():
        text = _SPACED.sub(",", text)
    if " 0" in text:
        text = _SPACED_PLAINLY.sub(r"\1,", text)
    if "-plus" in text:
        text = _PLUS.sub("+    ", text)
    if text.isascii() or not (_UNSEEN.search(text) or _MARK.search(text)):
        return Normal(_same(text))
    kept: list[str] = []
    back: list[tuple[int, int]] = []
    for index, char in enumerate(text):
        if _UNSEEN.match(char):
            continue
        if kept and _MARK.match(char):
            whole = unicodedata.normalize("NFC", kept[-1] + char)
            if len(whole) == 1:
                kept[-1] = whole
                back[-1] = (back[-1][0], index + 1)
                continue
        kept.append(char)
        back.append((index, index + 1))
    return Normal(_same("".join(kept)), tuple(back))


def _same(text: str) -> str:
    """Write every character as `_SAME` has it; quicker than `str.translate`, as a text has few of them."""
    for char in set(text).intersection(_SAME):
        text = text.replace(char, _SAME[char])
    return text
