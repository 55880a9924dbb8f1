"""Rows by their ids, as the views that leave the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.showing import FIGURE_COLUMNS, figure_of_columns, figure_view
from bot.ledger.views import ClaimView, FigureView, ReportView, StoryView
from bot.store.tables import Base, ClaimRow, FigureRow, ReportRow, StoryRow


def _columns(table: type[Base], names: Iterable[str]) -> list[ColumnElement[Any]]:
    return [table.__table__.columns[name] for name in names]


# Columns in the order of the views' fields, not objects: a total names many claims, and none is written back.
_OF_CLAIM = [field.name for field in fields(ClaimView) if field.name not in {"figures", "outlets"}]
_CLAIM = _columns(ClaimRow, _OF_CLAIM)
_FIGURE = _columns(FigureRow, FIGURE_COLUMNS)
_PATH = _OF_CLAIM.index("place_path")
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
    rows = await session.execute(_stated(tuple(states)), {"ids": ids})
    claims: dict[int, Sequence[Any]] = {}
    figures: dict[int, list[FigureView]] = {}
    outlets: dict[int, dict[int, str]] = {}
    for row in rows:
        claim_id, outlet = row[0], row[-1]
        if claim_id not in claims:
            claims[claim_id], figures[claim_id], outlets[claim_id] = row[: len(_CLAIM)], [], {}
        if outlet is not None:
            figure = figure_of_columns(row[len(_CLAIM) : -1])
            figures[claim_id].append(figure)
            outlets[claim_id][figure.report_id] = outlet
    return {
        claim_id: _claim_view(claim, figures[claim_id], outlets[claim_id])
        for claim_id, claim in claims.items()
    }


@cache
def _stated(states: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Select claims (`ids`), each once for each of its figures of these states, or once where it has none."""
    figures, reports, claim_id = FigureRow.__table__, ReportRow.__table__, ClaimRow.__table__.c.id
    return (
        select(*_CLAIM, *_FIGURE, reports.c.outlet)
        .outerjoin(figures, and_(figures.c.claim_id == claim_id, figures.c.state.in_(states)))
        .outerjoin(reports, reports.c.id == figures.c.report_id)
        .where(claim_id.in_(bindparam("ids", expanding=True)))
        .order_by(reports.c.received_at, figures.c.id)
    )


def _claim_view(claim: Sequence[Any], figures: Sequence[FigureView], outlets: Mapping[int, str]) -> ClaimView:
    path = tuple(claim[_PATH].split("/")) if claim[_PATH] else ()
    return ClaimView(*[*claim[:_PATH], path, *claim[_PATH + 1 :], tuple(figures), outlets])


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
