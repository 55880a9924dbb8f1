"""Which stored figures may state the same thing as a new one: looked up by index, never by a scan."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.ledger.recording import stated
from bot.ledger.sameness import numbers_near
from bot.ledger.stated import Stated
from bot.store.tables import FigureRow, ReportRow

_MOST = 300
_LONGER_BY = timedelta(days=366)
_LIVE = ("standing", "held")


async def of_event(session: AsyncSession, figure: Stated) -> list[Stated]:
    """Give the figures of other reports, and of this one, at its measure, place, party and first day."""
    if figure.start is None or len(figure.path) < 2:
        return []
    return await _load(
        session,
        _figures(figure).where(
            FigureRow.place_path == "/".join(figure.path),
            FigureRow.start == figure.start,
            _is(FigureRow.party, figure.party),
        ),
    )


async def restating(session: AsyncSession, figure: Stated) -> list[Stated]:
    """Give other reports' figures of about its number and its source, over days that meet its own."""
    if figure.start is None or figure.end is None or figure.value is None or not figure.teller:
        return []
    values, around = numbers_near(figure)
    number: ColumnElement[bool] = FigureRow.value.in_(sorted(values))
    if around:
        number = or_(number, FigureRow.value.between(*around))
    return await _load(
        session,
        _figures(figure).where(
            FigureRow.teller == figure.teller,
            number,
            FigureRow.end.between(figure.start, figure.end + _LONGER_BY),
            FigureRow.start <= figure.end,
            FigureRow.report_id != figure.report_id,
        ),
    )


async def running_counts(session: AsyncSession, figure: Stated, *, later: bool) -> list[Stated]:
    """Give a running count's next (`later`) or previous states: same source, place and first day."""
    if figure.start is None or figure.end is None or not figure.teller:
        return []
    order = FigureRow.end.asc() if later else FigureRow.end.desc()
    found = await _load(
        session,
        _figures(figure)
        .where(
            FigureRow.place_path == "/".join(figure.path),
            FigureRow.start == figure.start,
            _is(FigureRow.party, figure.party),
            FigureRow.teller == figure.teller,
            FigureRow.end > figure.end if later else FigureRow.end < figure.end,
            FigureRow.report_id != figure.report_id,
        )
        .order_by(None)
        .order_by(order, FigureRow.id),
        most=20,
    )
    return [other for other in found if other.stands]


def _figures(like: Stated) -> Select[FigureRow, ReportRow]:
    return (
        select(FigureRow, ReportRow)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(
            FigureRow.measure == like.measure,
            _is(FigureRow.unit, like.unit),
            FigureRow.state.in_(_LIVE),
            FigureRow.claim_id.is_not(None),
            FigureRow.id != like.figure_id,
        )
        .order_by(FigureRow.id.desc())
    )


def _is(column: InstrumentedAttribute[str | None], value: str | None) -> ColumnElement[bool]:
    """Compare with a value that may be absent."""
    return column.is_(None) if value is None else column == value


async def _load(
    session: AsyncSession, query: Select[FigureRow, ReportRow], *, most: int = _MOST
) -> list[Stated]:
    return [stated(row, report) for row, report in await session.execute(query.limit(most))]
