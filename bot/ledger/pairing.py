"""The figures of a report beside those of its copies: which states the same, and what editors said of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import recording
from bot.ledger.audit import RULES, Doing, plain, write
from bot.ledger.recording import as_read, read_value
from bot.ledger.sameness import pair_copies
from bot.store.tables import FigureRow, ReportRow, ReviewRow

Pairs = list[tuple[FigureRow, FigureRow]]
"""Figures of a report, each with the figure of a copy of that report that states the same."""

_MOST_COPIES = 12
"""A story of hundreds of copies is compared by its first ones; the rest say the same."""


async def reports_of(session: AsyncSession, story_id: int) -> list[tuple[ReportRow, list[FigureRow]]]:
    """Give a story's first reports with their present figures, the first taken in first."""
    reports = await session.scalars(
        select(ReportRow)
        .where(ReportRow.story_id == story_id, ReportRow.retracted_at.is_(None))
        .order_by(ReportRow.id)
        .limit(_MOST_COPIES)
    )
    found = {report.id: (report, list[FigureRow]()) for report in reports}
    rows = await session.scalars(
        select(FigureRow)
        .where(FigureRow.report_id.in_(sorted(found)), FigureRow.state != "superseded")
        .order_by(FigureRow.id)
    )
    for row in rows:
        found[row.report_id][1].append(row)
    return list(found.values())


async def with_copies(session: AsyncSession, report: ReportRow, rows: Sequence[FigureRow]) -> Pairs:
    """Pair a report's figures with those of its story's other reports, as they were read."""
    if not rows:
        return []
    pairs: Pairs = []
    ours = [as_read(row, report) for row in rows]
    by_id = {row.id: row for row in rows}
    for other, others in await reports_of(session, report.story_id):
        if other.id != report.id:
            theirs = {row.id: row for row in others}
            found = pair_copies(ours, [as_read(row, other) for row in others])
            pairs += [(by_id[one.figure_id], theirs[two.figure_id]) for one, two in found]
    return pairs


async def inherit(session: AsyncSession, pairs: Pairs, *, now: datetime) -> set[int]:
    """Let a copy's figure take over what editors said of the figure it copies; return those that did.

    What was amended or rejected in one copy is so in the next, and what waits or was approved is not
    asked about again.
    """
    done: set[int] = set()
    approved = await _approved(session, {other.id for _, other in pairs})
    for row, other in pairs:
        if row.id in done or row.value != read_value(other):
            continue
        if other.origin == "amended" or other.state in {"held", "rejected"}:
            await _take_over(session, row, other, now=now)
            done.add(row.id)
        elif other.id in approved:
            done.add(row.id)
    return done


async def _take_over(session: AsyncSession, row: FigureRow, other: FigureRow, *, now: datetime) -> None:
    before = plain(row)
    if other.origin == "amended":
        row.as_read = recording.said_by(row)
        for name in recording.COMPARED_FIELDS:
            setattr(row, name, getattr(other, name))
        row.teller = other.teller if other.source else row.teller
        row.origin = "amended"
    row.state = other.state
    if row.state == "held":
        return
    action = "reject" if row.state == "rejected" else "amend"
    doing = Doing(RULES, now, f"as figure {other.id}, of which this is a copy")
    await write(
        session, doing, action, ("figure", row.id), report_id=row.report_id, before=before, after=plain(row)
    )


async def _approved(session: AsyncSession, figure_ids: set[int]) -> set[int]:
    """Give those of the figures that an editor approved."""
    if not figure_ids:
        return set()
    approved = select(ReviewRow.figure_id).where(
        ReviewRow.figure_id.in_(sorted(figure_ids)), ReviewRow.outcome == "approved"
    )
    return set(await session.scalars(approved))
