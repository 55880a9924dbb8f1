"""One name for a body that a report calls by its name and by its letters: "Karen National Union (KNU)"."""

import re
from collections.abc import Mapping

from bot.figures.context import Context
from bot.figures.word_lists import word_set

_LETTERS = re.compile(r"(?<![\w.])[A-Z]{2,7}(?![\w.])")
_SMALL = word_set("of and for the in on to a an")
_SHORTEST = 2


def name_in_full(context: Context, text: str) -> None:
    """Add a body's letters to its name, and its name to its letters, where the report has both."""
    known = frozenset(_LETTERS.findall(text))
    if not known:
        return
    full = {letters: voice.who for voice in context.roll if (letters := _initials(voice.who)) in known}
    for draft in context.drafts:
        if draft.source is not None:
            draft.source = _in_full(draft.source, known, full)


def _in_full(source: str, known: frozenset[str], full: Mapping[str, str]) -> str:
    if source in full:
        return f"{full[source]} ({source})"
    letters = _initials(source)
    return f"{source} ({letters})" if letters in known else source


def _initials(name: str) -> str:
    """Give the first letters of a name's words; nothing where some word is not written as a name's."""
    words = [word for word in name.split() if word.lower() not in _SMALL]
    if len(words) < _SHORTEST or not all(word[0].isupper() and word[1:2].islower() for word in words):
        return ""
    return "".join(word[0] for word in words)
