"""Whether an entry's page is asked for its article, and whose words are kept. Pure."""

import re
from difflib import SequenceMatcher
from typing import Literal

SHORT = 600
"""Characters below which an entry's own text is taken for a summary."""
LONGEST = 200_000
"""Characters of a report's text that are kept; no report is longer, some pages are."""
_CUT_MARK = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.|more)\)|\bmore\s*[»›>→]"
    r"|\b(?:read more|read the full (?:story|article)|continue reading)\b[^.\n]{0,80})[\s»›>→]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\w{5,}")
_NAME = re.compile(r"\b[^\W\d_a-z]\w{3,}")
_WORDS_COMPARED = 60
_LEAST_SHARE = 0.4
_LEAST_NAMES = 3
_LEAST_SHARE_OF_NAMES = 2 / 3
_RUN = 3
_LEAST_RUNS = 0.8
_BYLINE = re.compile(
    r"(?:(?:story|report|reporting|written|words|text|posted|published) )?by:? "
    r"(?:the )?[^\W\d_][^.!?\d\n]{1,70}(?:[|·•,/–—-][^!?\n]{0,40})?",
    re.IGNORECASE,
)
_NEARLY = 0.85


def wants_article(mode: Literal["auto", "always", "never"], own_text: str, link: str | None) -> bool:
    """Decide whether the linked page is asked: `auto` does where the entry's own text is short or cut."""
    if mode == "never" or not link:
        return False
    return mode == "always" or len(own_text) < SHORT or _CUT_MARK.search(own_text[-120:]) is not None


def why_not(title: str, own_text: str, article: str, *, whole: bool = False) -> str | None:
    """Say why a page's text is not this entry's article; None where it is.

    A page that asks for consent, a subscription or a proof of being human has text too. `whole`: the feed
    gave the report itself, not a summary in other words, so the page must hold that very text.
    """
    if len(article) < len(own_text) * 0.8:
        return "the page holds less text than the feed"
    if whole and not _holds(article, own_text):
        return "the page does not hold the text that the feed gives"
    known = [word.lower() for word in _LONG_WORD.findall(f"{title} {own_text}")][:_WORDS_COMPARED]
    if len(known) < 5:  # a handful of words is soon found anywhere: all of them must be there
        return None if set(known) <= _words(article) else "the page speaks of something else"
    there = _words(article)
    share = sum(word in there for word in known) / len(known)
    if share >= _LEAST_SHARE or _names_the_same(f"{title} {own_text}", there):
        return None
    return "the page speaks of something else (a login, a consent?)"


def _names_the_same(said: str, there: set[str]) -> bool:
    """Whether the page has most names of an entry that tells its article in other words throughout."""
    names = {name.lower() for name in _NAME.findall(said)}
    return len(names) >= _LEAST_NAMES and len(names & there) >= _LEAST_SHARE_OF_NAMES * len(names)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _holds(article: str, own_text: str) -> bool:
    """Whether nearly all runs of a few words of a text, without its mark of a cut, stand in the article."""
    own = _runs(_CUT_MARK.sub("", own_text))
    return len(own & _runs(article)) >= _LEAST_RUNS * len(own)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(text)]
    return {tuple(words[at : at + _RUN]) for at in range(max(len(words) - _RUN + 1, 1))}


def without_heading(text: str, *titles: str) -> str:
    """Leave out the headline (one of `titles`, or nearly) and the byline before the first words of a report.

    A toll that stands in the title would be read from the text a second time. A text that is nothing else
    stays as it is.
    """
    paragraphs = text.split("\n\n")
    while len(paragraphs) > 1 and (
        _BYLINE.fullmatch(paragraphs[0]) or any(_nearly(paragraphs[0], title) for title in titles if title)
    ):
        del paragraphs[0]
    return "\n\n".join(paragraphs)


def _nearly(paragraph: str, title: str) -> bool:
    """Whether both say the same in nearly the same words, and with the same numbers."""
    if len(paragraph) > 2 * len(title) + 20:
        return False
    one, other = ([word.lower() for word in _WORD.findall(words)] for words in (paragraph, title))
    if [word for word in one if word.isdigit()] != [word for word in other if word.isdigit()]:
        return False
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEARLY


def bounded(text: str) -> tuple[str, str | None]:
    """Give at most `LONGEST` characters of `text`, ended at a paragraph or word, and a note if it was cut."""
    if len(text) <= LONGEST:
        return text, None
    kept = text[:LONGEST]
    end = max(kept.rfind("\n\n"), kept.rfind(" ", LONGEST - 1_000))
    note = f"its text of {len(text):,} characters was cut to the first {LONGEST:,}"
    return kept[: end if end > LONGEST // 2 else LONGEST].rstrip(), note
