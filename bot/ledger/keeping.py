"""Totals that take long are kept, dropped by the change that could touch them, and made ready again."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import kept, scope
from bot.ledger.kept import Asked
from bot.ledger.reading import few
from bot.ledger.reckonable import Reckonable, Total, of_form
from bot.ledger.totals import Outline, Shown, answers, filled
from bot.ledger.unasked import NEVER, Unasked
from bot.ledger.views import Answer, Question
from bot.store import Store
from bot.store.tables import ClaimRow

KEEP_FROM = 6_000
"""Claims that a question asks for from which its total is kept as soon as it is asked."""

REMEMBER_FROM = 50
"""Claims from which a question is remembered at least, so that its total is kept ready from then on."""

LARGE = 20_000
"""Claims from which a ledger is asked for one measure at a time, where none is named."""

REMEMBERED = timedelta(days=30)
"""How long after it was asked a question is remembered, at least, and its total kept."""


@dataclass(frozen=True, slots=True)
class MadeReady:
    """One round of making totals ready: how many were, wait for the next round, were forgotten."""

    ready: int = 0
    waiting: int = 0
    forgotten: int = 0

    def __bool__(self) -> bool:
        """Whether there was anything to do."""
        return bool(self.ready or self.waiting or self.forgotten)

    def __str__(self) -> str:
        """Say it in words for a log."""
        said = f"{self.ready} made ready, {self.waiting} wait"
        return f"{said}, {self.forgotten} not asked for long forgotten" if self.forgotten else said


class Keeper:
    """Answers questions, from what is kept where it is, and keeps what took long."""

    def __init__(
        self,
        store: Store,
        measures: Iterable[str] = (),
        keep_from: int = KEEP_FROM,
        *,
        remember_from: int = REMEMBER_FROM,
        large: int = LARGE,
        unasked: Unasked | None = None,
    ) -> None:
        self._store = store
        self._measures = tuple(sorted(measures))
        self._keep_from = keep_from
        self._remember_from = remember_from
        self._large = large
        self._unasked = unasked or Unasked()
        self._remembered: dict[Asked, datetime] = {}
        self._turns: WeakValueDictionary[tuple[str | None, str], asyncio.Lock] = WeakValueDictionary()

    async def answers(self, question: Question, shown: Shown, now: datetime) -> tuple[Answer, ...]:
        """Answer a question, showing this part of its claims."""
        if question.measure is None and await self._is_large():
            return await self._by_measure(question, shown, now)
        at_once = await self._noted(question, shown, now)
        if at_once is not None:
            return at_once
        async with self._turn(Asked(question, Total().form)) as waited:
            at_once = await self._noted(question, shown, now) if waited else None
            return at_once or await self._kept_first(question, shown, now)

    async def answered_at_once(
        self, session: AsyncSession, question: Question, shown: Shown
    ) -> tuple[Answer, ...] | None:
        """Answer from what is kept, or where there are few claims; None where it is worth keeping first."""
        return (await self._at_once(session, question, shown))[0]

    @asynccontextmanager
    async def reckoned(
        self, question: Question, what: Reckonable, now: datetime
    ) -> AsyncIterator[tuple[AsyncSession, Any]]:
        """Give what is reckoned of a question, from what is kept where it is, as `what` reads it.

        The session beside it sees the state that it was reckoned in.
        """
        asked = Asked(question, what.form)
        async with self._store.read() as session:
            known = await self._known(session, question, what)
            answer = known.answer if known is not None else None
            long = answer is None and question.measure is not None and await self._is_long(session, question)
            if not long:
                yield session, await what.reckon(session, question) if answer is None else answer
        if long:
            async with self._turn(asked) as waited:
                async with self._store.read() as session:
                    known = await self._known(session, question, what) if waited else None
                    if known is not None and known.answer is not None:
                        yield session, known.answer
                        return
                token = await kept.take_place(self._store, asked, now)
                async with self._store.read() as session:
                    answer = await what.reckon(session, question)
                    yield session, answer
                await kept.put_down(self._store, asked, token, answer)
        elif known is not None:
            await kept.note_asked(self._store, asked, known.asked_at, now)

    async def make_ready(
        self, now: datetime, today: date, *, asked_within: timedelta, budget: timedelta
    ) -> MadeReady:
        """Reckon what was asked lately and is not kept, or a change has dropped, the last asked first.

        Then the totals that are kept ready whether or not they were asked (see `Unasked`). None is begun once
        `budget` has passed. What nobody asked for in `REMEMBERED` is forgotten.
        """
        since = now - asked_within
        async with self._store.read() as session:
            unasked = await self._unasked.questions(session, today) if asked_within else []
        asked_since, self._remembered = self._remembered, {}
        async with self._store.begin() as session:
            for asked, asked_at in asked_since.items():
                await kept.remember(session, self._store.dialect, asked, asked_at)
            forgotten = await kept.forget(session, min(since, now - REMEMBERED), unasked)
        async with self._store.read() as session:
            waiting = await kept.dropped(session, since)
            known = {asked for asked, _ in waiting}
            dropped = await kept.not_taken(session, unasked)
            waiting += [(asked, NEVER) for asked in dropped if asked not in known]
        stop = time.monotonic() + budget.total_seconds()
        ready = 0
        while waiting and time.monotonic() < stop:
            asked, asked_at = waiting.pop(0)
            what = of_form(asked.form, today)
            if what is not None:
                await self._keep(asked, what, asked_at)
                ready += 1
        return MadeReady(ready, len(waiting), forgotten)

    @asynccontextmanager
    async def _turn(self, asked: Asked) -> AsyncIterator[bool]:
        """Let one at a time reckon the same; who had to wait (True) may find it kept."""
        turn = self._turns.setdefault((asked.question.measure, asked.scope), asyncio.Lock())
        waited = turn.locked()
        async with turn:
            yield waited

    async def _noted(self, question: Question, shown: Shown, now: datetime) -> tuple[Answer, ...] | None:
        """Answer where it can be done at once, and note that it was asked."""
        async with self._store.read() as session:
            at_once, known = await self._at_once(session, question, shown)
        asked = Asked(question, Total().form)
        if at_once is not None and known is not None:
            await kept.note_asked(self._store, asked, known.asked_at, now)
        elif at_once is not None and question.measure is not None and self._is_worth_keeping(at_once):
            self._remembered[asked] = now  # written down by the job, so that nobody waits for it
        return at_once

    def _is_worth_keeping(self, given: Sequence[Answer]) -> bool:
        units = [unit for answer in given for unit in (answer, *answer.other_units)]
        return sum(unit.counted_total + unit.left_out_total for unit in units) >= self._remember_from

    async def _known(self, session: AsyncSession, question: Question, what: Reckonable) -> kept.Kept | None:
        return None if question.measure is None else await kept.find(session, Asked(question, what.form))

    async def _at_once(
        self, session: AsyncSession, question: Question, shown: Shown
    ) -> tuple[tuple[Answer, ...] | None, kept.Kept | None]:
        """Answer from what is kept, or where there are few claims; and tell what is known of the question."""
        known = await self._known(session, question, Total())
        if known is not None and known.answer is not None:
            part = _parts(Total.read(known.answer), shown)
            given = answers(session, question, shown) if part is None else filled(session, question, part)
            return await given, known
        found = None
        if question.measure is not None:
            found = await few(session, question, self._keep_from)
            if found is None:
                return None, known
        return await answers(session, question, shown, found), known

    async def _kept_first(self, question: Question, shown: Shown, now: datetime) -> tuple[Answer, ...]:
        asked = Asked(question, Total().form)
        token = await kept.take_place(self._store, asked, now)
        async with self._store.read() as session:
            answer = await Total().reckon(session, question)
            part = _parts(Total.read(answer), shown)
            given = await (
                answers(session, question, shown) if part is None else filled(session, question, part)
            )
        await kept.put_down(self._store, asked, token, answer)
        return given

    async def _keep(self, asked: Asked, what: Reckonable, asked_at: datetime) -> None:
        async with self._turn(asked) as waited:
            if waited:
                return  # by whoever asked in the meantime
            token = await kept.take_place(self._store, asked, asked_at)
            async with self._store.read() as session:
                answer = await what.reckon(session, asked.question)
            await kept.put_down(self._store, asked, token, answer)

    async def _is_large(self) -> bool:
        some = select(ClaimRow.id).limit(self._large).subquery()
        async with self._store.read() as session:
            return (await session.scalar(select(func.count()).select_from(some)) or 0) >= self._large

    async def _by_measure(self, question: Question, shown: Shown, now: datetime) -> tuple[Answer, ...]:
        """Answer measure by measure, as indexes and what is kept go, where anything is known."""
        given: list[Answer] = []
        for measure in self._measures:
            given += await self.answers(replace(question, measure=measure), shown, now)
        return tuple(answer for answer in given if answer.other_units or _tells(answer))

    async def _is_long(self, session: AsyncSession, question: Question) -> bool:
        some = select(ClaimRow.id).where(*scope.within(scope.Shape.of(question))).limit(self._keep_from)
        number = select(func.count()).select_from(some.subquery())
        found = await session.scalar(number, scope.values(question))
        return (found or 0) >= self._keep_from


def _tells(answer: Answer) -> bool:
    return bool(answer.counted_total or answer.left_out_total or answer.reaches_beyond_total)


def _parts(reckoned: Sequence[Outline], shown: Shown) -> list[Outline] | None:
    """Give the part of each list that is to be shown, None where it is not all there."""
    parts = []
    for outline in reckoned:
        lists = (outline.counted, outline.left_out, outline.reaches_beyond)
        slices = shown.slices(outline.lengths)
        if any(part.stop > max(len(held), part.start) for part, held in zip(slices, lists, strict=True)):
            return None
        counted, left_out, beyond = slices
        parts.append(
            replace(
                outline,
                counted=outline.counted[counted],
                left_out=outline.left_out[left_out],
                reaches_beyond=outline.reaches_beyond[beyond],
            )
        )
    return parts
