"""One name for a body that a report calls by its name and by its letters: "Karen National Union (KNU)"."""

from collections.abc import Mapping, Sequence

from bot.figures.context import Context
from bot.figures.word_lists import word_set

_SMALL = word_set("of and for the in on to a an")
_SHORTEST, _LONGEST = 2, 7


def name_in_full(context: Context, written: Sequence[str]) -> None:
    """Add a body's letters to its name, and its name to its letters, where a report has both."""
    known = {word for word in written if word.isupper() and _SHORTEST <= len(word) <= _LONGEST}
    if not known:
        return
    full = {letters: voice.who for voice in context.roll if (letters := _initials(voice.who)) in known}
    for draft in context.drafts:
        if draft.source is not None:
            draft.source = _in_full(draft.source, known, full)


def _in_full(source: str, known: set[str], full: Mapping[str, str]) -> str:
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
