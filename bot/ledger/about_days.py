"""Which stored figures are told of a place about some days: looked up by index, never by a scan."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.ledger.recording import stated
from bot.ledger.sameness import EVENT_DAYS
from bot.ledger.stated import Stated
from bot.store.tables import FigureRow, ReportRow

_ABOUT = timedelta(days=2 * EVENT_DAYS)
_MOST = 300


async def near(session: AsyncSession, figure: Stated) -> list[Stated]:
    """Give other reports' figures of its measure, party and place, from days about its own or undated."""
    query = _near(figure).where(FigureRow.report_id != figure.report_id)
    rows = await session.execute(query.order_by(FigureRow.id.desc()).limit(_MOST))
    return [stated(row, report) for row, report in rows]


async def claims_near(session: AsyncSession, figure: Stated, rule: str) -> list[int]:
    """Give the claims near a figure that hold one which joined by this rule."""
    found = await session.scalars(
        _near(figure).where(FigureRow.joined_by == rule).with_only_columns(FigureRow.claim_id).distinct()
    )
    return sorted(claim_id for claim_id in found if claim_id is not None)


def _near(figure: Stated) -> Select[FigureRow, ReportRow]:
    last = (figure.end or figure.told_at.date()) + _ABOUT
    first = (figure.start or last - _ABOUT) - _ABOUT
    undated = and_(FigureRow.start.is_(None), FigureRow.end.between(first, last))
    return (
        select(FigureRow, ReportRow)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(
            FigureRow.measure == figure.measure,
            FigureRow.place_path == "/".join(figure.path),
            or_(FigureRow.start.between(first, last), undated),
            _is(FigureRow.party, figure.party),
            _is(FigureRow.unit, figure.unit),
            FigureRow.state.in_(("standing", "held")),
            FigureRow.claim_id.is_not(None),
        )
    )


def _is(column: InstrumentedAttribute[str | None], value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
