"""What editors change: numbers amended, figures rejected, reports retracted and restored."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Review
from bot.errors import TallywireError
from bot.figures import Beat
from bot.ledger import claims, doubts, owing, pairing, recording, retracted, review
from bot.ledger.amendment import Amendment
from bot.ledger.audit import Doing, plain, write
from bot.ledger.recording import said_by
from bot.store.tables import FigureRow, ReportRow, StoryRow


class Corrections:
    """An editor's changes, in the caller's transaction."""

    def __init__(self, session: AsyncSession, beat: Beat, limits: Review, doing: Doing, by: int) -> None:
        self._session = session
        self._beat = beat
        self._limits = limits
        self._doing = doing
        self._by = by

    async def amend(self, figure_id: int, amendment: Amendment) -> FigureRow:
        """Let a figure, and its likes in copies of its report, say what an editor says.

        A held or rejected figure stands again with it.
        """
        row, report = await self._find(figure_id)
        rows = await review.fellows(self._session, row, report)
        before = {one.id: plain(one) for one in rows}
        shown = any(one.headline and one.state == "standing" for one in rows)
        changed = amendment.values(self._beat, row)
        for one in rows:
            one.as_read = one.as_read or said_by(one)
            for name, value in changed.items():
                setattr(one, name, value)
            one.origin, one.state, one.unreviewed = "amended", "standing", False
        await self._place_again(rows)
        await self._finish(report, rows, "amend", before, outcome="amended", shown=shown)
        return row

    async def reject(self, figure_id: int) -> FigureRow:
        """Take a figure, and its likes in copies of its report, out of posts and totals."""
        row, report = await self._find(figure_id)
        if row.state == "rejected":
            raise TallywireError(f"figure {figure_id} is rejected already")
        rows = await review.fellows(self._session, row, report)
        before = {one.id: plain(one) for one in rows}
        shown = any(one.headline and one.state == "standing" for one in rows)
        for one in rows:
            one.state, one.unreviewed = "rejected", False
        await self._finish(report, rows, "reject", before, outcome="rejected", shown=shown)
        return row

    async def retract(self, report_id: int) -> ReportRow:
        """Take a whole report back: none of its figures stands any more. Its copies keep theirs."""
        report = await recording.report_by_id(self._session, report_id)
        if report.retracted_at is not None:
            raise TallywireError(f"report {report_id} is retracted already")
        present = await recording.present_figures(self._session, report_id)
        rows = [row for row in present if row.state != "rejected"]
        before = {row.id: plain(row) for row in rows}
        shown = any(row.headline and row.state == "standing" for row in rows)
        report.retracted_at, report.retracted_because = self._doing.at, self._doing.reason
        for row in rows:
            row.state = "rejected"
        await self._finish(report, rows, "retract", before, outcome="withdrawn", shown=shown)
        out_before = [row.id for row in present if row not in rows]
        await self._note_report(
            report,
            "retract",
            before={"retracted": False, "figures": [row.id for row in rows], "rejected": out_before},
            after={"retracted": True},
        )
        return report

    async def restore(self, report_id: int) -> ReportRow:
        """Undo a retraction: what it took out stands, or waits for an editor, as before.

        What was stated since is judged like what has just come in.
        """
        report = await recording.report_by_id(self._session, report_id)
        if report.retracted_at is None:
            raise TallywireError(f"report {report_id} is not retracted")
        present = await recording.present_figures(self._session, report_id)
        known = await retracted.before_retraction(self._session, report, present)
        back = [(row, was) for row, was in known if was != "rejected"]
        rows = [row for row, _ in back]
        before = {row.id: plain(row) for row in rows}
        why = report.retracted_because
        report.retracted_at = report.retracted_because = None
        doubtful = [(row, reasons) for row, was in back if (reasons := await self._doubts(row, was, report))]
        for row in rows:
            row.state = "standing"
        for row, _ in doubtful:
            row.state = "held"
        await self._session.flush()
        pairs = await pairing.with_copies(self._session, report, rows)
        await claims.place(self._session, report, rows, pairs, now=self._doing.at)
        for row, reasons in doubtful:
            await review.ask(self._session, row, reasons, self._limits, now=self._doing.at)
        shown = any(row.headline and row.state == "standing" for row in rows)
        await self._finish(report, rows, "restore", before, outcome=None, shown=shown)
        await self._note_report(
            report,
            "restore",
            before={"retracted": True, "because": why},
            after={"retracted": False, "figures": [row.id for row in rows]},
        )
        return report

    async def _doubts(self, row: FigureRow, was: retracted.Was, report: ReportRow) -> tuple[str, ...]:
        if was == "held":
            return await retracted.reasons_of_last_review(self._session, row)
        return await doubts.about_reading(self._session, row, report, self._limits) if was == "new" else ()

    async def _note_report(
        self, report: ReportRow, action: str, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        story = await self._session.get_one(StoryRow, report.story_id)
        await write(
            self._session,
            self._doing,
            action,
            ("report", report.id),
            report_id=report.id,
            story=(story.id, story.revision),
            before=before,
            after=after,
        )

    async def _find(self, figure_id: int) -> tuple[FigureRow, ReportRow]:
        row = await recording.figure_by_id(self._session, figure_id)
        report = await recording.report_by_id(self._session, row.report_id)
        if report.retracted_at is not None:
            raise TallywireError(
                f"report {report.id} is retracted; its figures cannot be changed before it is restored"
            )
        return row, report

    async def _place_again(self, rows: Sequence[FigureRow]) -> None:
        """Find the claim that the figures state now; copies stay together."""
        first, *others = rows
        before = {row.claim_id for row in rows if row.claim_id is not None}
        for other in others:
            if not other.placed:
                other.claim_id = None
        await self._session.flush()
        now = self._doing.at
        for row in rows:
            report = await recording.report_by_id(self._session, row.report_id)
            pairs = [] if row is first else [(row, first)]
            await claims.place(self._session, report, [row], pairs, now=now)
        await claims.refresh(self._session, before, now=now)

    async def _finish(
        self,
        report: ReportRow,
        rows: Sequence[FigureRow],
        action: str,
        before: dict[int, dict[str, Any]],
        *,
        outcome: str | None,
        shown: bool,
    ) -> None:
        """Bring claims, reviews (settled with `outcome`, where one is given), audit and posts up to date."""
        now = self._doing.at
        await self._session.flush()
        await claims.refresh(
            self._session, [row.claim_id for row in rows if row.claim_id is not None], now=now
        )
        if outcome is not None:
            await review.close(self._session, [row.id for row in rows], outcome, by=self._by, now=now)
        await review.ask_about_copies(self._session, report.story_id, self._limits, now=now)
        story = await self._session.get_one(StoryRow, report.story_id)
        revision = await owing.raise_revision(self._session, story)
        for row in rows:
            await write(
                self._session,
                self._doing,
                action,
                ("figure", row.id),
                report_id=row.report_id,
                story=(story.id, revision),
                before=before[row.id],
                after=plain(row),
            )
        if shown:
            await owing.owe_correction(self._session, story, gather=self._limits.gather_corrections, now=now)
        await owing.owe_story(self._session, story, now=now)
