"""Figures one by one, for spreadsheets and programs: CSV and JSON."""

import csv
import io
import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import scope
from bot.ledger.scope import Shape
from bot.ledger.views import Exported, Question
from bot.store.tables import AuditRow, ClaimRow, FigureRow, ReportRow

Form = Literal["csv", "json"]

COLUMNS = tuple(field.name for field in fields(Exported))

_AT_ONCE = 500
_RISKY = ("=", "+", "-", "@", "\t", "\r")


async def exported(session: AsyncSession, question: Question) -> AsyncGenerator[Exported, None]:
    """Give the standing figures behind a question, whether or not "at least" counts them, by number.

    Read in pieces, so that an export of everything needs no more memory than one of a day.
    """
    ledger = await ledger_version(session)
    piece, values = _piece(Shape.of(question)), scope.values(question)
    after = 0
    while True:
        rows = (await session.execute(piece, values | {"after": after})).mappings().all()
        for row in rows:
            yield Exported(ledger=ledger, **row)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1]["figure"]


async def ledger_version(session: AsyncSession) -> str:
    """Name the present state of the ledger: its newest report and its newest change, "r120.c7"."""
    newest = await session.scalar(select(func.max(ReportRow.id)))
    change = await session.scalar(select(func.max(AuditRow.id)))
    return f"r{newest or 0}.c{change or 0}"


async def as_csv(rows: AsyncIterator[Exported]) -> AsyncGenerator[str, None]:
    """Write CSV line by line, the first with the names of the columns.

    A cell of text that a spreadsheet would take for a formula is begun with an apostrophe.
    """
    yield _csv_line(COLUMNS)
    async for row in rows:
        yield _csv_line(tuple(_cell(getattr(row, name)) for name in COLUMNS))


async def as_json(rows: AsyncIterator[Exported]) -> AsyncGenerator[str, None]:
    """Write a JSON array, one object a line."""
    separator = "[\n"
    async for row in rows:
        plain = {name: _plain(getattr(row, name)) for name in COLUMNS}
        yield separator + json.dumps(plain, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator.startswith("[") else "\n]\n"


_OF_FIGURE = (
    "measure", "value", "low", "high", "qualifier", "unit", "party", "place", "region", "place_path", "start",
    "end", "source", "quote", "field", "start_char", "end_char", "caveat", "confidence", "rule", "origin",
)  # fmt: skip
_SELECTED = (
    FigureRow.id.label("figure"),
    ClaimRow.id.label("claim"),
    ReportRow.id.label("report"),
    *(getattr(FigureRow, name) for name in _OF_FIGURE),
    FigureRow.part_of_id.label("part_of"),
    ClaimRow.low.label("claim_low"),
    ClaimRow.high.label("claim_high"),
    ClaimRow.rivals.label("claim_rivals"),
    ReportRow.outlet,
    ReportRow.title,
    ReportRow.link,
    ReportRow.published_on.label("published"),
    ReportRow.received_at.label("received"),
    ReportRow.version,
)


def _piece(shape: Shape) -> Select[Any]:
    return (
        select(*_SELECTED)
        .join(ClaimRow, ClaimRow.id == FigureRow.claim_id)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(
            FigureRow.id > bindparam("after", type_=FigureRow.id.type),
            *scope.within(shape),
            *scope.standing_figures(shape),
        )
        .order_by(FigureRow.id)
        .limit(_AT_ONCE)
    )


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_RISKY) else value
    return str(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
