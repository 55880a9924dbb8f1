"""What becomes of figures that wait for editors: approved, or past their deadline."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Review
from bot.errors import TallywireError
from bot.ledger import claims, owing, recording, review
from bot.ledger.audit import RULES, Doing, plain, write
from bot.store.tables import FigureRow, ReportRow, ReviewRow, StoryRow


async def approve(session: AsyncSession, review_id: int, by: int, limits: Review, doing: Doing) -> ReviewRow:
    """Count an editor's approval; the last one needed lets the figure stand.

    Raises `NotFoundError`, and `TallywireError` for a settled review or a second approval by one person.
    """
    row = await review.review_by_id(session, review_id)
    if by in row.approvals:
        message = f"you approved review {review_id} already; it needs another editor"
        raise TallywireError(message)
    row.approvals = [*row.approvals, by]
    if len(row.approvals) < row.needed:
        await owing.want_review_edit(session, [row.id])
        await write(
            session,
            doing,
            "approve",
            ("review", row.id),
            before={"approvals": len(row.approvals) - 1},
            after={"approvals": len(row.approvals), "needed": row.needed},
        )
        return row
    figure = await recording.figure_by_id(session, row.figure_id)
    report = await recording.report_by_id(session, figure.report_id)
    rows = await review.fellows(session, figure, report)
    await _let_stand(session, report, rows, doing, "approve", limits, unreviewed=False)
    await review.close(session, [one.id for one in rows], "approved", by=by, now=doing.at)
    return row


async def expire(session: AsyncSession, limits: Review, *, now: datetime) -> int:
    """Close the reviews whose deadline has passed, as the configuration says; return how many.

    `post`: a held figure stands from now on, marked as unreviewed. `hold`: it waits on, and `/queue` shows
    it. A figure that stands already (rival numbers) goes on standing.
    """
    due = await review.due(session, now)
    doing = Doing(RULES, now, "no editor answered before the deadline")
    for row in due:
        figure = await session.get_one(FigureRow, row.figure_id)
        row.outcome, row.closed_at = "expired", now
        if figure.state == "held" and limits.after_deadline == "post":
            row.outcome = "posted"
            report = await recording.report_by_id(session, figure.report_id)
            rows = [one for one in await review.fellows(session, figure, report) if one.state == "held"]
            await _let_stand(session, report, rows, doing, "post unreviewed", limits, unreviewed=True)
    await owing.want_review_edit(session, [row.id for row in due])
    return len(due)


async def _let_stand(
    session: AsyncSession,
    report: ReportRow,
    rows: Sequence[FigureRow],
    doing: Doing,
    action: str,
    limits: Review,
    *,
    unreviewed: bool,
) -> None:
    replacing = any(row.headline and row.state == "held" and row.supersedes_id is not None for row in rows)
    before = {row.id: plain(row) for row in rows}
    changed = [row for row in rows if row.state == "held" or row.unreviewed != unreviewed]
    for row in rows:
        row.state, row.unreviewed = "standing", unreviewed
    await session.flush()
    await claims.refresh(session, [row.claim_id for row in rows if row.claim_id is not None], now=doing.at)
    story = await session.get_one(StoryRow, report.story_id)
    if changed:
        await owing.raise_revision(session, story)
    for row in rows:
        await write(
            session,
            doing,
            action,
            ("figure", row.id),
            report_id=row.report_id,
            story=(story.id, story.revision),
            before=before[row.id],
            after=plain(row),
        )
    if replacing:  # the number that it took the place of was shown
        await owing.owe_correction(session, story, gather=limits.gather_corrections, now=doing.at)
    await owing.owe_story(session, story, now=doing.at)
