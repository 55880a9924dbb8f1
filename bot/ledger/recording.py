"""Writing a report and its figures down: what is read, what is stored, and in which form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFoundError
from bot.figures import Beat, Figure, Reading, ReportText
from bot.ledger import copies
from bot.ledger.links import canonical_link
from bot.ledger.stated import Stated, source_key, teller
from bot.ledger.views import Incoming
from bot.store.tables import FigureRow, ReportRow

READ_FIELDS = (
    "measure",
    "value",
    "low",
    "high",
    "qualifier",
    "unit",
    "party",
    "place",
    "region",
    "start",
    "end",
    "source",
)
"""What a figure says; two readings that agree in these say the same."""


COMPARED_FIELDS = (*READ_FIELDS, "place_path", "source_key")
"""What a figure says, with the forms of place and source that compare."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What can be known of an incoming report before the ledger is asked: takes time, needs no session."""

    reading: Reading
    text_hash: str
    canonical_link: str | None
    bands: tuple[int, ...]
    published_on: date | None


def report_text(incoming: Incoming, zone: ZoneInfo) -> ReportText:
    """Give the words that are read; the day of publication is reckoned in the newsroom's zone."""
    published = incoming.published_at.astimezone(zone).date() if incoming.published_at else None
    return ReportText(text=incoming.text, title=incoming.title, published=published, outlet=incoming.outlet)


def prepared(incoming: Incoming, reading: Reading, zone: ZoneInfo) -> Prepared:
    """Put together what is known of a report once its figures are read."""
    return Prepared(
        reading=reading,
        text_hash=copies.text_hash(incoming.title, incoming.text),
        canonical_link=canonical_link(incoming.link),
        bands=copies.bands(copies.shingles(incoming.text)),
        published_on=incoming.published_at.astimezone(zone).date() if incoming.published_at else None,
    )


def new_report(incoming: Incoming, known: Prepared, *, now: datetime, zone: ZoneInfo) -> ReportRow:
    """Give the row of a report that has just come in; its story is found next."""
    return ReportRow(
        feed_id=incoming.feed_id,
        external_id=incoming.external_id,
        outlet=incoming.outlet,
        title=incoming.title,
        text=incoming.text,
        link=incoming.link,
        canonical_link=known.canonical_link,
        text_hash=known.text_hash,
        published_at=incoming.published_at,
        published_on=known.published_on,
        received_at=now,
        day=known.published_on or now.astimezone(zone).date(),
        language=known.reading.language,
        problem=known.reading.problem,
        version=1,
    )


def figure_values(figure: Figure, beat: Beat, outlet: str) -> dict[str, Any]:
    """Give a figure as the columns of its row, without what ties it to other rows."""
    return {
        **{name: getattr(figure, name) for name in READ_FIELDS},
        "key": figure.id,
        "place_path": "/".join(beat.places.path(figure.place, figure.region)),
        "source_key": source_key(figure.source),
        "teller": teller(figure.source, outlet),
        "headline": figure.headline,
        "alt": list(figure.alt),
        "quote": figure.quote,
        "field": figure.field,
        "start_char": figure.start_char,
        "end_char": figure.end_char,
        "rule": figure.rule[:80],
        "confidence": figure.confidence,
        "caveat": figure.caveat,
    }


def tie_parts(rows: dict[str, FigureRow], figures: tuple[Figure, ...]) -> None:
    """Point each part at the row of its whole; `rows` by the figures' keys, already flushed."""
    for figure in figures:
        whole = rows.get(figure.part_of) if figure.part_of else None
        rows[figure.id].part_of_id = whole.id if whole else None


def stated(row: FigureRow, report: ReportRow) -> Stated:
    """Give a figure in the form in which the ledger compares it."""
    return Stated(
        figure_id=row.id,
        report_id=row.report_id,
        story_id=report.story_id,
        outlet=report.outlet,
        told_at=report.published_at or report.received_at,
        measure=row.measure,
        value=row.value,
        low=row.low,
        high=row.high,
        qualifier=row.qualifier,
        unit=row.unit,
        party=row.party,
        place=row.place,
        path=tuple(row.place_path.split("/")) if row.place_path else (),
        start=row.start,
        end=row.end,
        source=row.source,
        teller=row.teller,
        quote=row.quote,
        alt=tuple(row.alt),
        claim_id=row.claim_id,
        stands=row.state == "standing",
        part=row.part_of_id is not None,
    )


def said_by(row: FigureRow) -> dict[str, Any]:
    """Give what a figure says in the form that JSON holds."""
    values = {name: getattr(row, name) for name in COMPARED_FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def from_plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what `said_by` gave back as the values of columns."""
    return {
        name: date.fromisoformat(value) if name in {"start", "end"} and value else value
        for name, value in said.items()
        if name in COMPARED_FIELDS
    }


def as_read(row: FigureRow, report: ReportRow) -> Stated:
    """Give a figure as the rules read it, whatever an editor made of it."""
    if row.as_read is None:
        return stated(row, report)
    kept = ("id", "report_id", "quote", "alt", "claim_id", "state", "teller")
    columns = {name: getattr(row, name) for name in kept}
    return stated(FigureRow(**columns, **from_plain(row.as_read)), report)


def read_value(row: FigureRow) -> int | None:
    """Give the number as the rules read it."""
    return row.value if row.as_read is None else row.as_read["value"]


async def report_by_id(session: AsyncSession, report_id: int) -> ReportRow:
    """Give a report's row. Raises `NotFoundError`."""
    report = await session.get(ReportRow, report_id)
    if report is None:
        message = f"there is no report {report_id}"
        raise NotFoundError(message)
    return report


async def figure_by_id(session: AsyncSession, figure_id: int) -> FigureRow:
    """Give a figure's row. Raises `NotFoundError`, also for one that a newer version has replaced."""
    row = await session.get(FigureRow, figure_id)
    if row is None:
        message = f"there is no figure {figure_id}"
        raise NotFoundError(message)
    if row.state == "superseded":
        newer = await session.scalar(select(FigureRow.id).where(FigureRow.supersedes_id == figure_id))
        message = f"figure {figure_id} was replaced" + (
            f" by figure {newer}" if newer else "; its report changed"
        )
        raise NotFoundError(message)
    return row


async def present_figures(session: AsyncSession, report_id: int) -> list[FigureRow]:
    """Give a report's figures but the superseded ones, in the order of their keys."""
    rows = await session.scalars(
        select(FigureRow)
        .where(FigureRow.report_id == report_id, FigureRow.state != "superseded")
        .order_by(FigureRow.id)
    )
    return list(rows)
