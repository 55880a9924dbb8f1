"""The editors' queue: figures that were put before them, and what they decide."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Review
from bot.errors import NotFoundError, TallywireError
from bot.ledger import doubts, owing
from bot.ledger.desk_views import SETTLED, ReviewView
from bot.ledger.recording import stated
from bot.ledger.sameness import same_number
from bot.ledger.showing import figure_view
from bot.store.tables import FigureRow, ReportRow, ReviewRow


async def ask(
    session: AsyncSession, row: FigureRow, reasons: tuple[str, ...], limits: Review, *, now: datetime
) -> ReviewRow | None:
    """Put a figure before the editors; an open review of it gets the further reasons instead.

    Their chat is asked about reports that are posted; what an import or a feed's backlog brings waits in the
    queue, or it would bury what is urgent.
    """
    if not reasons:
        return None
    is_open = await session.scalar(
        select(ReviewRow).where(ReviewRow.figure_id == row.id, ReviewRow.outcome.is_(None)).limit(1)
    )
    if is_open is not None:
        known = is_open.reasons.split("\n")
        is_open.reasons = "\n".join([*known, *(reason for reason in reasons if reason not in known)])
        await owing.want_review_edit(session, [is_open.id])
        return is_open
    review = ReviewRow(
        figure_id=row.id,
        reasons="\n".join(reasons),
        opened_at=now,
        deadline_at=now + limits.deadline,
        needed=doubts.editors_needed(row, limits),
        approvals=[],
    )
    session.add(review)
    await session.flush()
    report = await session.get_one(ReportRow, row.report_id)
    if report.to_post:
        await owing.owe_review(session, review, limits.chat, now=now)
    return review


async def bring_before_editors(
    session: AsyncSession, report: ReportRow, limits: Review, *, now: datetime
) -> None:
    """Ask the editors' chat what waited in the queue alone while its report was not to be posted."""
    rows = await session.scalars(
        select(ReviewRow)
        .join(FigureRow, FigureRow.id == ReviewRow.figure_id)
        .where(FigureRow.report_id == report.id, ReviewRow.outcome.is_(None))
        .order_by(ReviewRow.id)
    )
    for row in rows:
        await owing.owe_review(session, row, limits.chat, now=now)


async def review_by_id(session: AsyncSession, review_id: int) -> ReviewRow:
    """Give a review that may still be decided. Raises `NotFoundError`, `TallywireError` once it is settled.

    One whose deadline passed may still be decided.
    """
    review = await session.get(ReviewRow, review_id, with_for_update=True)
    if review is None:
        message = f"there is no review {review_id}"
        raise NotFoundError(message)
    if review.outcome in SETTLED:
        message = f"review {review_id} is settled: {review.outcome}"
        raise TallywireError(message)
    return review


async def close(
    session: AsyncSession, figure_ids: Iterable[int], outcome: str, *, by: int | None, now: datetime
) -> None:
    """Settle every review of these figures that is not settled."""
    rows = await session.scalars(
        select(ReviewRow).where(
            ReviewRow.figure_id.in_(sorted(figure_ids)),
            _unsettled(),
        )
    )
    closed = list(rows)
    for review in closed:
        review.outcome, review.closed_at, review.closed_by = outcome, now, by
    await session.flush()
    await owing.want_review_edit(session, [review.id for review in closed])


async def ask_about_copies(session: AsyncSession, story_id: int, limits: Review, *, now: datetime) -> None:
    """Ask about held figures whose question was asked for a copy that is gone now: nothing waits silently."""
    held = await session.scalars(
        select(FigureRow)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(ReportRow.story_id == story_id, FigureRow.state == "held")
        .order_by(FigureRow.id)
    )
    by_claim: dict[int | None, list[FigureRow]] = {}
    for row in held:
        by_claim.setdefault(row.claim_id, []).append(row)
    for rows in by_claim.values():
        waiting = await session.scalar(
            select(ReviewRow.id)
            .where(ReviewRow.figure_id.in_([row.id for row in rows]), _unsettled())
            .limit(1)
        )
        if waiting is None:
            await ask(session, rows[0], ("the report it was asked about for changed",), limits, now=now)


async def fellows(session: AsyncSession, row: FigureRow, report: ReportRow) -> list[FigureRow]:
    """Give the figure and its likes in copies of its report: what is decided of one holds for all."""
    rows = await session.execute(
        select(FigureRow, ReportRow)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(
            FigureRow.claim_id == row.claim_id,
            FigureRow.claim_id.is_not(None),
            FigureRow.id != row.id,
            FigureRow.report_id != row.report_id,
            FigureRow.state.in_(("standing", "held")),
            ReportRow.story_id == report.story_id,
        )
        .order_by(FigureRow.id)
    )
    this = stated(row, report)
    return [row, *(other for other, of in rows if same_number(this, stated(other, of)))]


async def due(session: AsyncSession, now: datetime) -> list[ReviewRow]:
    """Give the open reviews whose deadline has passed."""
    rows = await session.scalars(
        select(ReviewRow)
        .where(ReviewRow.outcome.is_(None), ReviewRow.deadline_at <= now)
        .order_by(ReviewRow.id)
    )
    return list(rows)


async def queue(session: AsyncSession, *, now: datetime) -> tuple[ReviewView, ...]:
    """Give what waits for an editor, the oldest first: open reviews, and what is held past its deadline."""
    rows = await session.execute(
        select(ReviewRow, FigureRow, ReportRow)
        .join(FigureRow, FigureRow.id == ReviewRow.figure_id)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(ReviewRow.outcome.is_(None) | ((ReviewRow.outcome == "expired") & (FigureRow.state == "held")))
        .order_by(ReviewRow.opened_at, ReviewRow.id)
    )
    return tuple(view(review, row, report, now=now) for review, row, report in rows)


async def view_of(session: AsyncSession, review_id: int, *, now: datetime) -> ReviewView:
    """Give one review, settled or not. Raises `NotFoundError`."""
    found = (
        await session.execute(
            select(ReviewRow, FigureRow, ReportRow)
            .join(FigureRow, FigureRow.id == ReviewRow.figure_id)
            .join(ReportRow, ReportRow.id == FigureRow.report_id)
            .where(ReviewRow.id == review_id)
        )
    ).first()
    if found is None:
        message = f"there is no review {review_id}"
        raise NotFoundError(message)
    review, row, report = found
    return view(review, row, report, now=now)


def _unsettled() -> ColumnElement[bool]:
    return ReviewRow.outcome.is_(None) | ReviewRow.outcome.not_in(SETTLED)


def view(review: ReviewRow, row: FigureRow, report: ReportRow, *, now: datetime) -> ReviewView:
    """Give a review as editors see it."""
    return ReviewView(
        id=review.id,
        figure=figure_view(row),
        report_id=report.id,
        outlet=report.outlet,
        title=report.title,
        link=report.link,
        reasons=tuple(review.reasons.split("\n")),
        held=row.state == "held",
        opened_at=review.opened_at,
        age=now - review.opened_at,
        deadline_at=review.deadline_at,
        needed=review.needed,
        approvals=tuple(review.approvals),
        outcome=review.outcome,
        closed_at=review.closed_at,
        closed_by=review.closed_by,
    )
