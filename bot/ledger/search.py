"""Full-text search over reports: FTS5 on SQLite, PostgreSQL's own there; the same words for both.

Words must all occur; "quoted words" stand together; a minus sign before a word excludes it; OR between two
words asks for either. Nothing else has a meaning, so nothing typed can be an error of syntax.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import QuestionError
from bot.ledger.views import Hit
from bot.store.engine import Dialect
from bot.store.tables import UtcDateTime

_MARK, _UNMARK = "\ue000", "\ue001"  # of the private use area: no report has a meaning for them
_TERM = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 200

_SQLITE = text(
    """
    SELECT r.id, r.outlet, r.title, r.link, r.published_on, r.received_at,
           snippet(report_words, -1, :mark, :unmark, ' … ', 28) AS excerpt
    FROM report_words JOIN reports r ON r.id = report_words.rowid
    WHERE report_words MATCH :sought AND r.retracted_at IS NULL
    ORDER BY bm25(report_words, 4.0, 1.0), r.received_at DESC, r.id DESC LIMIT :count
    """
)

_VECTOR = "to_tsvector('english', title || ' ' || left(text, 250000))"  # as the index has it
_POSTGRESQL = text(
    f"""
    SELECT id, outlet, title, link, published_on, received_at,
           ts_headline('english', title || ' … ' || left(text, 250000), query, :options) AS excerpt
    FROM (
        SELECT reports.*, query, ts_rank({_VECTOR}, query) AS rank
        FROM reports, to_tsquery('english', :sought) AS query
        WHERE {_VECTOR} @@ query AND retracted_at IS NULL
        ORDER BY rank DESC, received_at DESC, id DESC LIMIT :count
    ) AS found
    ORDER BY rank DESC, received_at DESC, id DESC
    """  # noqa: S608  (the expression is the constant above)
)


async def search(session: AsyncSession, dialect: Dialect, words: str, count: int) -> tuple[Hit, ...]:
    """Give the reports that the words are found in, best first. Raises `QuestionError` for no words."""
    wanted, unwanted = terms(words[:_LONGEST])
    if not wanted:
        message = 'Write the words to look for, as in: airstrike Loikaw, or "displaced people".'
        raise QuestionError(message)
    if dialect == "sqlite":
        found = {"sought": _fts5(wanted, unwanted), "mark": _MARK, "unmark": _UNMARK}
        typed = _SQLITE.columns(received_at=UtcDateTime(), published_on=Date())
        rows = await session.execute(typed, {**found, "count": count})
    else:
        options = f"StartSel={_MARK}, StopSel={_UNMARK}, MaxWords=28, MinWords=14, MaxFragments=1"
        found = {"sought": _tsquery(wanted, unwanted), "options": options}
        rows = await session.execute(_POSTGRESQL, {**found, "count": count})
    return tuple(_hit(row._mapping) for row in rows)


Phrase = tuple[str, ...]


def terms(words: str) -> tuple[list[list[Phrase]], list[Phrase]]:
    """Read what is sought: groups of phrases of which one must occur each, and phrases that must not."""
    wanted: list[list[Phrase]] = []
    unwanted: list[Phrase] = []
    either = False
    for minus, quoted, dash, plain in _TERM.findall(words):
        if plain == "OR" and not dash:
            either = bool(wanted)
            continue
        phrase = tuple(_WORD.findall((quoted or plain).casefold()))
        if not phrase:
            continue
        if minus or dash:
            unwanted.append(phrase)
        elif either:
            wanted[-1].append(phrase)
        else:
            wanted.append([phrase])
        either = False
    return wanted, unwanted


def _fts5(wanted: Sequence[Sequence[Phrase]], unwanted: Sequence[Phrase]) -> str:
    def said(phrase: Phrase) -> str:
        return '"' + " ".join(phrase) + '"'

    groups = ["(" + " OR ".join(map(said, group)) + ")" for group in wanted]
    return "(" + " AND ".join(groups) + ")" + "".join(f" NOT {said(phrase)}" for phrase in unwanted)


def _tsquery(wanted: Sequence[Sequence[Phrase]], unwanted: Sequence[Phrase]) -> str:
    def said(phrase: Phrase) -> str:
        return "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")"  # words hold no quotes

    groups = ["(" + " | ".join(map(said, group)) + ")" for group in wanted]
    return " & ".join([*groups, *(f"!{said(phrase)}" for phrase in unwanted)])


def _hit(row: Any) -> Hit:
    excerpt, marks = _unmarked(row["excerpt"])
    return Hit(
        report_id=row["id"],
        outlet=row["outlet"],
        title=row["title"],
        link=row["link"],
        published_on=row["published_on"],
        received_at=row["received_at"],
        excerpt=excerpt,
        marks=marks,
    )


def _unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    words = ""
    marks = []
    for at, piece in enumerate(re.split(f"[{_MARK}{_UNMARK}]", " ".join(marked.split()))):
        if at % 2:
            marks.append((len(words), len(words) + len(piece)))
        words += piece
    return words, tuple(marks)
