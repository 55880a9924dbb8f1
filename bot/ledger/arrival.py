"""A report comes in: its story, its figures, their claims, what editors are asked, what posts are owed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.figures import Beat
from bot.ledger import claims, doubts, owing, pairing, recording, review, stories
from bot.ledger.audit import RULES, Doing, write
from bot.ledger.disputes import disagreement
from bot.ledger.recording import Prepared
from bot.ledger.views import Incoming, TakenIn
from bot.store.tables import ClaimRow, FigureRow, ReportRow, StoryRow


class Arrival:
    """What the ledger does with a new report, step by step, in the caller's transaction."""

    def __init__(self, session: AsyncSession, beat: Beat, settings: Settings, now: datetime) -> None:
        self._session = session
        self._beat = beat
        self._settings = settings
        self._now = now

    async def take_in(self, incoming: Incoming, known: Prepared, *, post: bool) -> TakenIn:
        """Write the report down, unless it is known already.

        One that was only kept so far (imported, or of a feed's backlog) is posted now where `post` is True.
        """
        report = recording.new_report(incoming, known, now=self._now, zone=self._settings.newsroom.tz)
        before = await stories.known_report(self._session, report)
        if before is not None:
            posts = await self._post_after_all(before, incoming) if post and not before.to_post else 0
            return TakenIn(before.id, before.story_id, new=False, posts=posts)
        report.to_post = post
        story, is_new = await self._find_story(report, known)
        report.story_id = story.id
        self._session.add(report)
        await self._session.flush()
        await stories.keep_bands(self._session, report.id, known.bands)
        rows = await self.add_figures(report, known)
        await self.settle(report, rows)
        if not is_new:
            await owing.raise_revision(self._session, story)
        owed = await owing.owe_story(self._session, story, now=self._now)
        return TakenIn(report.id, story.id, new=True, figures=len(rows), posts=owed)

    async def _post_after_all(self, report: ReportRow, incoming: Incoming) -> int:
        """Owe the posts, and the questions to editors, of a report that was kept without them."""
        report.to_post = True
        report.feed_id = report.feed_id or incoming.feed_id
        await self._session.flush()
        await review.bring_before_editors(self._session, report, self._settings.review, now=self._now)
        story = await self._session.get_one(StoryRow, report.story_id)
        return await owing.owe_story(self._session, story, now=self._now)

    async def add_figures(self, report: ReportRow, known: Prepared) -> list[FigureRow]:
        """Write the figures of a reading down, each in the state `standing` until it is judged."""
        by_key = {
            figure.id: FigureRow(
                report_id=report.id,
                version=report.version,
                state="standing",
                **recording.figure_values(figure, self._beat, report.outlet),
            )
            for figure in known.reading.figures
        }
        self._session.add_all(by_key.values())
        await self._session.flush()
        recording.tie_parts(by_key, known.reading.figures)
        await self._session.flush()
        return list(by_key.values())

    async def settle(self, report: ReportRow, rows: Sequence[FigureRow]) -> None:
        """Judge new figures, join them to claims, and ask editors where something is doubtful."""
        pairs = await pairing.with_copies(self._session, report, rows)
        inherited = await pairing.inherit(self._session, pairs, now=self._now)
        limits = self._settings.review
        held: list[tuple[FigureRow, tuple[str, ...]]] = []
        for row in rows:
            if row.id not in inherited and row.state == "standing":
                reasons = await doubts.about_reading(self._session, row, report, limits)
                if reasons:
                    row.state = "held"
                    held.append((row, reasons))
        await claims.place(self._session, report, list(rows), pairs, now=self._now)
        for row, reasons in held:
            await review.ask(self._session, row, reasons, limits, now=self._now)
        for row in rows:
            if row.state == "standing" and row.id not in inherited:
                await self._ask_about_claim(row)

    async def _ask_about_claim(self, row: FigureRow) -> None:
        """Ask editors about a figure that disputes others, or brings a number down; it stands meanwhile."""
        if row.joined_by not in {"rivals", "updated"} or row.claim_id is None:
            return
        claim = await self._session.get_one(ClaimRow, row.claim_id)
        reasons: tuple[str, ...] = ()
        if row.joined_by == "rivals" and claim.rivals:
            members = await claims.figures_of(self._session, claim.id)
            said = disagreement([recording.stated(one, of) for one, of in members if one.state == "standing"])
            reasons = (f"sources disagree: {said} (claim {claim.id})",)
        if row.joined_by == "updated":
            highest = await self._session.scalar(
                select(FigureRow.value)
                .where(
                    FigureRow.claim_id == claim.id,
                    FigureRow.id != row.id,
                    FigureRow.state == "standing",
                    FigureRow.teller == row.teller,
                )
                .order_by(FigureRow.value.desc())
                .limit(1)
            )
            reasons = doubts.lowered(row, highest)
        await review.ask(self._session, row, reasons, self._settings.review, now=self._now)

    async def _find_story(self, report: ReportRow, known: Prepared) -> tuple[StoryRow, bool]:
        found = await stories.stories_of(self._session, report, known)
        if not found:
            story = StoryRow(created_at=self._now, revision=1)
            self._session.add(story)
            await self._session.flush()
            return story, True
        report.joined_story_by = found[0].rule
        story = await stories.unite(self._session, [one.story_id for one in found])
        if len(found) > 1:
            await self._unite_claims(story, [one.story_id for one in found[1:]])
        return story, False

    async def meet_copies(self, report: ReportRow, known: Prepared) -> None:
        """Join the story of a report that changed with those whose text it carries now."""
        found = {one.story_id for one in await stories.stories_of(self._session, report, known)}
        others = sorted(found | {report.story_id})
        if len(others) > 1:
            story = await stories.unite(self._session, others)
            await self._session.refresh(report)
            await owing.want_newest(self._session, story)
            await self._unite_claims(story, others[1:])

    async def _unite_claims(self, story: StoryRow, joined: list[int]) -> None:
        """Join the figures of stories that turned out to be one, as those of any copies are."""
        for report, rows in await pairing.reports_of(self._session, story.id):
            pairs = await pairing.with_copies(self._session, report, rows)
            await claims.place_copies(self._session, pairs, now=self._now)
        doing = Doing(RULES, self._now, "one report carries the text of both")
        await write(
            self._session,
            doing,
            "join stories",
            ("story", story.id),
            story=(story.id, story.revision),
            before={"stories": [story.id, *joined]},
            after={"story": story.id},
        )
