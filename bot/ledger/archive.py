"""The read side of the ledger: questions in, frozen views out."""

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFoundError
from bot.figures import Beat
from bot.ledger.breakdown import rows
from bot.ledger.export import Form, as_csv, as_json, exported
from bot.ledger.filters import Filter
from bot.ledger.keeping import KEEP_FROM, Keeper, MadeReady
from bot.ledger.loading import claim_views, report_views, story_view
from bot.ledger.question import Grammar
from bot.ledger.reckonable import Lines, Steps
from bot.ledger.search import search
from bot.ledger.sources import sources
from bot.ledger.totals import FirstOfEach, PageOfAll, Shown
from bot.ledger.views import (
    Answer,
    ClaimView,
    Exported,
    Hit,
    Question,
    ReportView,
    Row,
    Series,
    SourceView,
    Step,
    StoryView,
)
from bot.store import Store
from bot.store.tables import FigureRow, ReportRow

DETAILS = 12
"""How many claims of each list an answer holds, unless told."""

_SCANNED_AT_ONCE = 200


class Archive:
    """Answers what the ledger knows. `outlets` are the feeds' names, beside those of the packs.

    `keep_from`: from how many claims asked for a total is kept; `clock` tells when one was asked.
    """

    def __init__(
        self,
        store: Store,
        beat: Beat,
        zone: ZoneInfo,
        outlets: Iterable[str] = (),
        *,
        keep_from: int = KEEP_FROM,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._clock = clock
        self._keeper = Keeper(store, beat.measures, keep_from)
        self._zone = zone
        self._beat = beat
        self.grammar = Grammar(beat, outlets)

    def parse(self, words: str, *, today: date) -> Question:
        """Read a question; see `Grammar.read`."""
        return self.grammar.read(words, today=today)

    def today(self, now: datetime) -> date:
        """Give the newsroom's day at `now`."""
        return now.astimezone(self._zone).date()

    async def totals(self, question: Question, *, details: int | None = DETAILS) -> tuple[Answer, ...]:
        """Answer a question: one answer a measure; `details` claims of each list are given (None: all)."""
        return await self._answers(question, FirstOfEach(details))

    async def why(self, question: Question, *, page: int, size: int) -> tuple[Answer, ...]:
        """Answer a question showing one page (from 0) of its claims: counted, left out, reaching beyond.

        The three lists are laid end to end; their `..._total`s tell how many pages there are.
        """
        return await self._answers(question, PageOfAll(page, size))

    async def make_ready(self, now: datetime, *, asked_within: timedelta, budget: timedelta) -> MadeReady:
        """Reckon again, ahead of the next question, what a change has dropped; see `Keeper.make_ready`."""
        return await self._keeper.make_ready(now, self.today(now), asked_within=asked_within, budget=budget)

    async def analyse(self) -> None:
        """Let the database look at its tables, so that it answers by the right index; see `Store.analyse`."""
        await self._store.analyse()

    async def breakdown(self, question: Question) -> tuple[Row, ...]:
        """Divide a question's total as its `breakdown` says (None: by party); see `breakdown.lines`."""
        by = Lines(question.breakdown or "party")
        question = replace(question, breakdown=by.by)
        async with self._keeper.reckoned(question, by, self._clock()) as (session, lines):
            return await rows(session, question, by.read(lines), self._beat, self.grammar.said)

    async def compare(
        self, one: Question, other: Question, *, details: int | None = DETAILS
    ) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
        """Answer two questions beside each other; `Grammar.read_pair` reads them from words."""
        shown = FirstOfEach(details)
        return await self._answers(one, shown), await self._answers(other, shown)

    async def series(self, question: Question, step: Step | None = None, *, today: date) -> Series:
        """Divide a question into days, weeks or months for a picture; see `series.series`."""
        steps = Steps(step, today)
        async with self._keeper.reckoned(question, steps, self._clock()) as (_, over_time):
            return steps.read(over_time, question)

    async def sources(self, count: int = 20) -> tuple[SourceView, ...]:
        """Give the outlets and the cited sources that state the most, `count` of each, outlets first."""
        async with self._store.read() as session:
            return await sources(session, count)

    async def search(self, words: str, count: int = 10) -> tuple[Hit, ...]:
        """Find words in reports, best first. Raises `QuestionError` where no word is given."""
        async with self._store.read() as session:
            return await search(session, self._store.dialect, words, count)

    async def export_rows(self, question: Question) -> AsyncGenerator[Exported, None]:
        """Give the standing figures behind a question one by one, from one state of the ledger."""
        async with self._store.read() as session, aclosing(exported(session, question)) as found:
            async for row in found:
                yield row

    async def export(self, question: Question, form: Form) -> AsyncGenerator[str, None]:
        """Write the standing figures behind a question as CSV or JSON, piece by piece.

        Whoever stops before the end closes it (`aclosing`), so that the store is read no longer.
        """
        write = as_csv if form == "csv" else as_json
        async with aclosing(self.export_rows(question)) as found, aclosing(write(found)) as pieces:
            async for piece in pieces:
                yield piece

    async def _answers(self, question: Question, shown: Shown) -> tuple[Answer, ...]:
        given = await self._keeper.answers(question, shown, self._clock())
        return tuple(replace(answer, question=self.grammar.said(answer.question)) for answer in given)

    async def latest(self, count: int, only: Filter | None = None) -> tuple[ReportView, ...]:
        """Give the newest reports that a filter wants, the newest first; retracted ones are left out."""
        found: list[ReportView] = []
        async with self._store.read() as session:
            newest = (
                select(ReportRow.id)
                .where(ReportRow.retracted_at.is_(None))
                .order_by(ReportRow.received_at.desc(), ReportRow.id.desc())
            )
            at_once = count if only is None else _SCANNED_AT_ONCE
            skip = 0
            while len(found) < count:
                ids = (await session.scalars(newest.offset(skip).limit(at_once))).all()
                skip += len(ids)
                wanted = ids
                if only is not None:
                    wanted = await _wanted(session, ids, only)
                found += await report_views(session, wanted[: count - len(found)])
                if len(ids) < at_once:
                    break
        return tuple(found)

    async def report(self, report_id: int) -> ReportView:
        """Give a report with its present figures. Raises `NotFoundError`."""
        async with self._store.read() as session:
            found = await report_views(session, [report_id])
        if not found:
            message = f"There is no report {report_id}."
            raise NotFoundError(message)
        return found[0]

    async def reports(self, ids: Iterable[int]) -> tuple[ReportView, ...]:
        """Give reports in the order of `ids`; those that do not exist are left out."""
        async with self._store.read() as session:
            return tuple(await report_views(session, ids))

    async def story(self, story_id: int) -> StoryView:
        """Give a story with its reports, the first taken in first. Raises `NotFoundError`."""
        async with self._store.read() as session:
            found = await story_view(session, story_id)
        if found is None:
            message = f"There is no story {story_id}."
            raise NotFoundError(message)
        return found

    async def claim(self, claim_id: int) -> ClaimView:
        """Give a claim with the figures that state it, held ones too. Raises `NotFoundError`."""
        async with self._store.read() as session:
            found = await claim_views(session, [claim_id], states=("standing", "held"))
        if not found:
            message = f"There is no claim {claim_id}."
            raise NotFoundError(message)
        return found[0]


async def _wanted(session: AsyncSession, ids: Sequence[int], only: Filter) -> list[int]:
    """Give the ids of the reports that a filter wants, looking at no more of them than it must."""
    outlets = {
        row.id: row.outlet
        for row in await session.execute(select(ReportRow.id, ReportRow.outlet).where(ReportRow.id.in_(ids)))
    }
    figures: dict[int, list[FigureRow]] = {}
    standing = select(FigureRow).where(FigureRow.report_id.in_(ids), FigureRow.state == "standing")
    for figure in await session.scalars(standing):
        figures.setdefault(figure.report_id, []).append(figure)
    return [one for one in ids if only.matches(figures.get(one, ()), outlets[one])]
