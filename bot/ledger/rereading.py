"""A report's figures read anew, because its outlet changed it or the rules did: what follows from it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.figures import Beat
from bot.ledger import claims, doubts, owing, recording, review
from bot.ledger.arrival import Arrival
from bot.ledger.audit import Doing, plain, write
from bot.ledger.recording import Prepared
from bot.ledger.revising import Match, carry_decision, match_readings
from bot.store.tables import FigureRow, ReportRow, StoryRow

_EVIDENCE = (
    "key",
    "quote",
    "field",
    "start_char",
    "end_char",
    "headline",
    "alt",
    "rule",
    "confidence",
    "caveat",
)
"""Where a figure stands and how it was found: it moves with the text, and is no part of what it says."""


@dataclass(slots=True)
class Outcome:
    """What a new reading changed: how many figures say something else, and whether a headline one does."""

    changed: int = 0
    headline: bool = False
    posts: int = 0


class Rereading:
    """Puts a new reading in the place of a report's present one, in the caller's transaction."""

    def __init__(
        self, session: AsyncSession, beat: Beat, settings: Settings, doing: Doing, action: str
    ) -> None:
        self._session = session
        self._beat = beat
        self._settings = settings
        self._doing = doing
        self._action = action
        self._now: datetime = doing.at

    async def apply(self, report: ReportRow, known: Prepared, *, retitled: bool = False) -> Outcome:
        """Keep what says the same, supersede what changed; write the audit, and owe edits and corrections."""
        old = await recording.present_figures(self._session, report.id)
        new = [
            (figure, recording.figure_values(figure, self._beat, report.outlet))
            for figure in known.reading.figures
        ]
        matches = match_readings(old, new)
        outcome = Outcome(
            changed=sum(not match.same for match in matches),
            headline=any(_was_shown(match) for match in matches if not match.same),
        )
        report.problem, report.language = known.reading.problem, known.reading.language
        story = await self._session.get_one(StoryRow, report.story_id)
        if outcome.changed or retitled:
            await owing.raise_revision(self._session, story)
        await self._replace(report, story, matches, {figure.id: values for figure, values in new})
        if outcome.headline:
            gather = self._settings.review.gather_corrections
            await owing.owe_correction(self._session, story, gather=gather, now=self._now)
        outcome.posts = await owing.owe_story(self._session, story, now=self._now)
        return outcome

    async def _replace(
        self,
        report: ReportRow,
        story: StoryRow,
        matches: list[Match],
        values: dict[str, dict[str, object]],
    ) -> None:
        by_key: dict[str, FigureRow] = {}
        fresh: list[tuple[FigureRow, FigureRow | None]] = []
        touched = {match.old.claim_id for match in matches if match.old and match.old.claim_id is not None}
        for match in matches:
            if match.same and match.old and match.new:
                by_key[match.new.id] = self._keep(match.old, report, values[match.new.id])
            elif match.new:
                row = self._new(match.old, report, values[match.new.id])
                by_key[match.new.id] = row
                fresh.append((row, match.old))
        await self._session.flush()
        recording.tie_parts(by_key, tuple(match.new for match in matches if match.new))
        before = {match.old.id: plain(match.old) for match in matches if match.old and not match.same}
        gone = [match.old for match in matches if match.old and not match.same]
        for row in gone:
            row.state = "superseded"
        await review.close(self._session, [row.id for row in gone], "withdrawn", by=None, now=self._now)
        arrival = Arrival(self._session, self._beat, self._settings, self._now)
        await arrival.settle(report, [row for row, _ in fresh])
        await claims.refresh(self._session, touched, now=self._now)
        await review.ask_about_copies(self._session, story.id, self._settings.review, now=self._now)
        for row, replaced in fresh:
            await self._ask_about_change(row, replaced)
            await self._note(story, row, before.get(replaced.id) if replaced else None, plain(row))
        replaced_ids = {replaced.id for _, replaced in fresh if replaced}
        for row in gone:
            if row.id not in replaced_ids:
                await self._note(story, row, before[row.id], None)

    def _keep(self, row: FigureRow, report: ReportRow, values: dict[str, object]) -> FigureRow:
        for name in _EVIDENCE:
            setattr(row, name, values[name])
        row.version = report.version
        return row

    def _new(self, old: FigureRow | None, report: ReportRow, values: dict[str, object]) -> FigureRow:
        row = FigureRow(report_id=report.id, version=report.version, state="standing", **values)
        row.origin, row.placed, row.joined_by = "read", False, ""
        if old is not None:
            row.supersedes_id = old.id
            row.claim_id = old.claim_id
            carry_decision(old, row)
        if report.retracted_at is not None:
            row.state = "rejected"
        self._session.add(row)
        return row

    async def _ask_about_change(self, row: FigureRow, old: FigureRow | None) -> None:
        """Ask editors about a number that came down, or one that takes the place of their own."""
        if old is None or row.state != "standing":
            return
        reasons = doubts.lowered(row, old.value)
        if old.as_read is not None and row.as_read is None:
            reasons = (f"an editor had amended the earlier number to {old.value or 0:,}", *reasons)
        await review.ask(self._session, row, reasons, self._settings.review, now=self._now)

    async def _note(
        self,
        story: StoryRow,
        row: FigureRow,
        before: dict[str, object] | None,
        after: dict[str, object] | None,
    ) -> None:
        await write(
            self._session,
            self._doing,
            self._action,
            ("figure", row.id),
            report_id=row.report_id,
            story=(story.id, story.revision),
            before=before,
            after=after,
        )


def _was_shown(match: Match) -> bool:
    """Tell whether a headline figure that posts showed says something else now, or is gone."""
    if match.old is None or match.old.state != "standing":
        return False
    return match.old.headline or (match.new is not None and match.new.headline)
