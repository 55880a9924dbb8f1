"""Rows by their ids, as the views that leave the ledger."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.showing import figure_view
from bot.ledger.views import ClaimView, FigureView, ReportView, StoryView
from bot.store.tables import Base, ClaimRow, FigureRow, ReportRow, StoryRow


def _columns(table: type[Base], *unseen: str) -> list[ColumnElement[Any]]:
    return [column for column in table.__table__.columns if column.name not in unseen]


# Columns, not objects, and only those that are seen: a total names many claims, and none is written back.
_CLAIM = _columns(ClaimRow, "days", "standing", "created_at", "changed_at")
_FIGURE = _columns(
    FigureRow, "version", "as_read", "joined_by", "placed", "unreviewed", "supersedes_id", "place_path",
    "source_key", "teller",
)  # fmt: skip
_AT_ONCE = 500  # ids in one statement; SQLite takes no more than 32,766 values


async def claim_views(session: AsyncSession, ids: Iterable[int], *, states: Sequence[str]) -> list[ClaimView]:
    """Give claims in the order of `ids`, each with its figures of these states; unknown ids are left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, ClaimView] = {}
    for begin in range(0, len(wanted), _AT_ONCE):
        found |= await _claims(session, wanted[begin : begin + _AT_ONCE], states)
    return [found[claim_id] for claim_id in wanted if claim_id in found]


async def report_views(session: AsyncSession, ids: Iterable[int]) -> list[ReportView]:
    """Give reports in the order of `ids`, with their present figures; unknown ids are left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, ReportView] = {}
    for begin in range(0, len(wanted), _AT_ONCE):
        found |= await _reports(session, wanted[begin : begin + _AT_ONCE])
    return [found[report_id] for report_id in wanted if report_id in found]


async def story_view(session: AsyncSession, story_id: int) -> StoryView | None:
    """Give a story with its reports, the first taken in first; of a story that was joined, the other one."""
    row = await session.get(StoryRow, story_id)
    seen = set()
    while row is not None and row.joined_to_id is not None and row.id not in seen:
        seen.add(row.id)
        row = await session.get(StoryRow, row.joined_to_id)
    if row is None:
        return None
    ids = (
        select(ReportRow.id).where(ReportRow.story_id == row.id).order_by(ReportRow.received_at, ReportRow.id)
    )
    reports = await report_views(session, (await session.scalars(ids)).all())
    unreviewed = (
        select(FigureRow.id)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(ReportRow.story_id == row.id, FigureRow.unreviewed.is_(True), FigureRow.state == "standing")
    )
    marked = (await session.scalars(unreviewed.limit(1))).first() is not None
    return StoryView(row.id, row.revision, tuple(reports), unreviewed=marked)


async def _claims(session: AsyncSession, ids: Sequence[int], states: Sequence[str]) -> dict[int, ClaimView]:
    rows = (await session.execute(select(*_CLAIM).where(ClaimRow.id.in_(ids)))).all()
    stating = (
        select(*_FIGURE, ReportRow.outlet)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(FigureRow.claim_id.in_(ids), FigureRow.state.in_(states))
        .order_by(ReportRow.received_at, FigureRow.id)
    )
    figures: dict[int, list[FigureView]] = {}
    outlets: dict[int, dict[int, str]] = {}
    for figure in await session.execute(stating):
        figures.setdefault(figure.claim_id, []).append(figure_view(figure))
        outlets.setdefault(figure.claim_id, {})[figure.report_id] = figure.outlet
    return {row.id: _claim_view(row, figures.get(row.id, []), outlets.get(row.id, {})) for row in rows}


def _claim_view(row: Row[Any], figures: Sequence[FigureView], outlets: dict[int, str]) -> ClaimView:
    return ClaimView(
        id=row.id,
        measure=row.measure,
        unit=row.unit,
        party=row.party,
        place=row.place,
        place_path=tuple(row.place_path.split("/")) if row.place_path else (),
        start=row.start,
        end=row.end,
        value=row.value,
        low=row.low,
        high=row.high,
        rivals=row.rivals,
        source=row.source,
        whole_id=row.whole_id,
        joined_by=row.joined_by,
        figures=tuple(figures),
        outlets=outlets,
    )


async def _reports(session: AsyncSession, ids: Sequence[int]) -> dict[int, ReportView]:
    rows = (await session.scalars(select(ReportRow).where(ReportRow.id.in_(ids)))).all()
    present = select(FigureRow).where(FigureRow.report_id.in_(ids), FigureRow.state != "superseded")
    figures: dict[int, list[FigureView]] = {}
    # The title's quotes come before the text's: "title" sorts after "text".
    in_order = present.order_by(FigureRow.field.desc(), FigureRow.start_char, FigureRow.id)
    for figure in await session.scalars(in_order):
        figures.setdefault(figure.report_id, []).append(figure_view(figure))
    return {row.id: _report_view(row, figures.get(row.id, [])) for row in rows}


def _report_view(row: ReportRow, figures: Sequence[FigureView]) -> ReportView:
    return ReportView(
        id=row.id,
        story_id=row.story_id,
        outlet=row.outlet,
        title=row.title,
        text=row.text,
        link=row.link,
        published_at=row.published_at,
        published_on=row.published_on,
        received_at=row.received_at,
        version=row.version,
        problem=row.problem,
        retracted_at=row.retracted_at,
        retracted_because=row.retracted_because,
        figures=tuple(figures),
    )
