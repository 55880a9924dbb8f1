"""The desk: everything that changes what is known."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import figures
from bot.config import Settings
from bot.errors import TallywireError
from bot.figures import Beat, Reading, ReportText
from bot.ledger import audit, claims, decisions, recording, rejoining, review, told
from bot.ledger.amendment import Amendment
from bot.ledger.arrival import Arrival
from bot.ledger.audit import Doing
from bot.ledger.copies import text_hash
from bot.ledger.corrections import Corrections
from bot.ledger.desk_views import AuditView, RereadView, ReviewView
from bot.ledger.people import Person
from bot.ledger.recording import Prepared, prepared, report_text
from bot.ledger.reread import Reread
from bot.ledger.revision import revise
from bot.ledger.showing import figure_view
from bot.ledger.storable import storable, storable_reading
from bot.ledger.views import FigureView, Incoming, TakenIn
from bot.store import Store
from bot.store.tables import ReportRow

_log = logging.getLogger(__name__)

BROKEN = "could not be read: an error of our own, told in the log"
"""The problem of a report whose text broke the rules of reading."""

Reader = Callable[[ReportText, Beat], Reading]


class Desk:
    """The write side of the ledger.

    Methods that are given a session work in the caller's transaction; the others open their own. Writers
    take turns, on PostgreSQL too: two copies of a text that come in at once must not become two stories.
    `reader` reads the figures of a text (the tests' own, or `bot.figures.read`). Whoever calls an editor's
    method has seen to it that the person is one.
    """

    def __init__(self, store: Store, beat: Beat, settings: Settings, reader: Reader | None = None) -> None:
        self._store = store
        self._beat = beat
        self._settings = settings
        self._reader = reader or figures.read

    def prepare(self, incoming: Incoming) -> Prepared:
        """Read a report's figures and reckon its signature: all that takes time and needs no session.

        May run in a thread. Give the outcome to `take_in`, so that no transaction waits for it. A text that
        breaks the rules of reading is no reason to lose the report: it is kept without figures, its
        `problem` says so, and it can be read again once the rules are mended.
        """
        zone = self._settings.newsroom.tz
        clean = storable(incoming)
        try:
            reading = self._read(report_text(clean, zone))
        except Exception:  # noqa: BLE001  (one text must not cost a report)
            _log.exception("a report of %s could not be read: %s", clean.outlet, clean.title[:80])
            reading = Reading(problem=BROKEN)
        return prepared(clean, reading, zone)

    async def take_in(
        self,
        session: AsyncSession,
        incoming: Incoming,
        *,
        now: datetime,
        post: bool,
        known: Prepared | None = None,
    ) -> TakenIn:
        """Take in a report: its figures, story, claims, reviews, and the posts it owes where `post` is True.

        A report that is known (by its `external_id`, or by outlet, text and link) is not taken in again;
        one known by its `external_id` whose text differs is revised.
        """
        incoming = storable(incoming)
        known = known or self.prepare(incoming)
        await self._store.take_turn(session)
        if incoming.external_id is not None:
            before = await session.scalar(
                select(ReportRow.id).where(ReportRow.external_id == incoming.external_id)
            )
            if before is not None:
                return await self.revise(session, before, incoming, now=now)
        return await Arrival(session, self._beat, self._settings, now).take_in(incoming, known, post=post)

    async def revise(
        self, session: AsyncSession, report_id: int, incoming: Incoming, *, now: datetime
    ) -> TakenIn:
        """Take in a report that its outlet changed; the earlier text and figures are kept.

        Days in the text go on being reckoned from the first publication. What changed is a correction:
        edits are owed to posts, and a reply where a headline figure changed. The same text changes nothing.
        One that cannot be read raises what reading it raised: figures are not given up for that.
        """
        await self._store.take_turn(session)
        report = await recording.report_by_id(session, report_id)
        same_day = replace(storable(incoming), published_at=report.published_at, outlet=report.outlet)
        if text_hash(same_day.title, same_day.text) == report.text_hash:
            return TakenIn(report.id, report.story_id, new=False)
        zone = self._settings.newsroom.tz
        known = prepared(same_day, self._read(report_text(same_day, zone)), zone)
        return await revise(session, self._beat, self._settings, report, known, same_day, now)

    async def correct(
        self,
        figure_id: int,
        amendment: Amendment,
        *,
        by: Person,
        reason: str,
        now: datetime,
    ) -> FigureView:
        """Let a figure say what an editor says; a held or rejected one stands again with it.

        The same figure in copies of its report follows. Raises `NotFoundError`, and `TallywireError` for
        what cannot be, or without a reason.
        """
        async with self._editing(by, reason, now) as (_, editing):
            return figure_view(await editing.amend(figure_id, amendment))

    async def reject(self, figure_id: int, *, by: Person, reason: str, now: datetime) -> FigureView:
        """Take a figure, and the same in copies of its report, out of posts and totals."""
        async with self._editing(by, reason, now) as (_, editing):
            return figure_view(await editing.reject(figure_id))

    async def retract(self, report_id: int, *, by: Person, reason: str, now: datetime) -> None:
        """Take a whole report back. Copies of it by other outlets keep their figures."""
        async with self._editing(by, reason, now) as (_, editing):
            await editing.retract(report_id)

    async def restore(self, report_id: int, *, by: Person, reason: str, now: datetime) -> None:
        """Undo a retraction. Raises `NotFoundError`, and `TallywireError` for a report that stands."""
        async with self._editing(by, reason, now) as (_, editing):
            await editing.restore(report_id)

    async def split(self, figure_id: int, *, by: Person, reason: str, now: datetime) -> int:
        """Give a figure a claim of its own; return the claim's id. The rules leave it there."""
        async with self._writing() as session:
            return (await rejoining.split(session, figure_id, _doing(by, reason, now))).id

    async def join(self, claim: int, other: int, *, by: Person, reason: str, now: datetime) -> int:
        """Make one claim of two of one measure and unit; return the id that stays, the older one's."""
        async with self._writing() as session:
            return (await rejoining.join(session, claim, other, _doing(by, reason, now))).id

    async def approve(self, review_id: int, *, by: Person, now: datetime) -> ReviewView:
        """Count a person's approval; with the last one needed the figure stands.

        Raises `NotFoundError`, and `TallywireError` for a settled review or the same person's second one.
        """
        async with self._writing() as session:
            doing = Doing(by.actor, now, "approved")
            await decisions.approve(session, review_id, by.id, self._settings.review, doing)
            return await review.view_of(session, review_id, now=now)

    async def amend(
        self, review_id: int, amendment: Amendment, *, by: Person, reason: str, now: datetime
    ) -> ReviewView:
        """Settle a review with what its figure should say."""
        async with self._editing(by, reason, now) as (session, editing):
            row = await review.review_by_id(session, review_id)
            await editing.amend(row.figure_id, amendment)
            return await review.view_of(session, review_id, now=now)

    async def refuse(self, review_id: int, *, by: Person, reason: str, now: datetime) -> ReviewView:
        """Settle a review by rejecting its figure."""
        async with self._editing(by, reason, now) as (session, editing):
            row = await review.review_by_id(session, review_id)
            await editing.reject(row.figure_id)
            return await review.view_of(session, review_id, now=now)

    async def expire_reviews(self, now: datetime) -> int:
        """Close the reviews whose deadline has passed, as configured; return how many."""
        async with self._writing() as session:
            return await decisions.expire(session, self._settings.review, now=now)

    async def queue(self, now: datetime) -> tuple[ReviewView, ...]:
        """Give what waits for an editor, the oldest first."""
        async with self._store.read() as session:
            return await review.queue(session, now=now)

    async def review(self, review_id: int, now: datetime) -> ReviewView:
        """Give one review, settled or not. Raises `NotFoundError`."""
        async with self._store.read() as session:
            return await review.view_of(session, review_id, now=now)

    async def reread(self, *, since: datetime | None, apply: bool, by: Person, now: datetime) -> RereadView:
        """Read stored reports again with the present rules; show what changes, and make it so if `apply`."""
        rules = Reread(self._store, self._beat, self._settings, self._read)
        doing = Doing(by.actor, now, "read again with the present rules")
        return await rules.run(since, doing, apply=apply)

    async def history(self, kind: audit.SubjectKind, subject_id: int) -> tuple[AuditView, ...]:
        """Tell what happened to one report, figure or claim, the oldest first. Raises `NotFoundError`."""
        async with self._store.read() as session:
            if kind == "report":
                await recording.report_by_id(session, subject_id)
            inside: list[int] = []
            if kind == "claim":
                await claims.claim_by_id(session, subject_id)
                inside = [row.id for row, _ in await claims.figures_of(session, subject_id)]
            found = await audit.history(session, kind, subject_id, figures=inside)
            if kind == "figure" and not found:
                await recording.figure_by_id(session, subject_id)
            return found

    async def decisions_on(self, review: ReviewView) -> tuple[AuditView, ...]:
        """Tell what was done about a review and its figure, the oldest first; nothing before that."""
        if not (review.closed_by or review.approvals):
            return ()
        async with self._store.read() as session:
            ours = await audit.history(session, "review", review.id)
            figures = await audit.history(session, "figure", review.figure.id)
        return tuple(sorted((*ours, *figures), key=lambda line: line.id))

    async def audit(self, count: int = 20) -> tuple[AuditView, ...]:
        """Give the newest changes, the newest first."""
        async with self._store.read() as session:
            return await audit.newest(session, count)

    async def told_by(self, post_id: int) -> tuple[AuditView, ...]:
        """Give the changes that a correction's reply is to tell. Raises `NotFoundError`."""
        async with self._store.read() as session:
            return await told.told_by(session, post_id)

    def _read(self, text: ReportText) -> Reading:
        return storable_reading(self._reader(text, self._beat))

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncSession]:
        async with self._store.begin() as session:
            await self._store.take_turn(session)
            yield session

    @asynccontextmanager
    async def _editing(
        self, by: Person, reason: str, now: datetime
    ) -> AsyncIterator[tuple[AsyncSession, Corrections]]:
        doing = _doing(by, reason, now)
        async with self._writing() as session:
            yield session, Corrections(session, self._beat, self._settings.review, doing, by.id)


def _doing(by: Person, reason: str, now: datetime) -> Doing:
    if not reason.strip():
        message = "say why: every change is kept with its reason"
        raise TallywireError(message)
    return Doing(by.actor, now, " ".join(reason.split())[:500])
