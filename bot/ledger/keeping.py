"""Totals that take long are kept, and dropped by the change that makes them untrue.

A total is kept only as of a state that no change has left: first its place is put down, then it is reckoned,
then it is written there if its place is still there. Triggers take the place away within the transaction of
any change to a claim or figure of the measure, so that a change that came in between is not missed.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import scope
from bot.ledger.totals import FirstOfEach, Outline, Shown, answers, filled, outlines
from bot.ledger.views import Answer, Question
from bot.store import Store
from bot.store.tables import ClaimRow, KeptTotalRow

KEEP_FROM = 300
"""Claims, within what is asked or reaching beyond it, from which a total is kept."""

LARGE = 20_000
"""Claims from which a ledger is asked for one measure at a time, where none is named."""

KEPT_DETAILS = 50
"""Claims of each list that are kept with a total; a page beyond them is reckoned anew."""


class Keeper:
    """Answers questions, from what is kept where it is, and keeps what took long."""

    def __init__(
        self, store: Store, measures: Iterable[str] = (), keep_from: int = KEEP_FROM, large: int = LARGE
    ) -> None:
        self._store = store
        self._measures = tuple(sorted(measures))
        self._keep_from = keep_from
        self._large = large

    async def answers(self, question: Question, shown: Shown) -> tuple[Answer, ...]:
        """Answer a question, showing this part of its claims."""
        if question.measure is None and await self._is_large():
            return await self._by_measure(question, shown)
        async with self._store.read() as session:
            at_once = await self.answered_at_once(session, question, shown)
        if at_once is not None:
            return at_once
        token = await self._take_place(question)
        async with self._store.read() as session:
            reckoned = await outlines(session, question, FirstOfEach(KEPT_DETAILS))
            part = _parts(reckoned, shown)
            given = await (
                answers(session, question, shown) if part is None else filled(session, question, part)
            )
        await self._put_down(question, token, reckoned)
        return given

    async def answered_at_once(
        self, session: AsyncSession, question: Question, shown: Shown
    ) -> tuple[Answer, ...] | None:
        """Answer from what is kept, or where there are few claims; None where it is worth keeping first."""
        if question.measure is None:
            return await answers(session, question, shown)
        kept = await _kept(session, question)
        part = None if kept is None else _parts(kept, shown)
        if part is not None:
            return await filled(session, question, part)
        if kept is not None or not await self._is_long(session, question):
            return await answers(session, question, shown)
        return None

    async def _is_large(self) -> bool:
        some = select(ClaimRow.id).limit(self._large).subquery()
        async with self._store.read() as session:
            return (await session.scalar(select(func.count()).select_from(some)) or 0) >= self._large

    async def _by_measure(self, question: Question, shown: Shown) -> tuple[Answer, ...]:
        """Answer measure by measure, as indexes and what is kept go, where anything is known."""
        given: list[Answer] = []
        for measure in self._measures:
            given += await self.answers(replace(question, measure=measure), shown)
        return tuple(answer for answer in given if answer.other_units or _tells(answer))

    async def _is_long(self, session: AsyncSession, question: Question) -> bool:
        parts = [scope.within(question), *scope.beyond(question)]
        some = [select(ClaimRow.id).where(*part).limit(self._keep_from).subquery() for part in parts]
        each = union_all(*(select(func.count().label("found")).select_from(part) for part in some)).subquery()
        return (await session.scalar(select(func.sum(each.c.found))) or 0) >= self._keep_from

    async def _take_place(self, question: Question) -> str:
        """Put down the place of a total, once no change is under way that would not see it."""
        token = secrets.token_hex(16)
        dialect = sqlite if self._store.dialect == "sqlite" else postgresql
        place = dialect.insert(KeptTotalRow).values(
            measure=question.measure, scope=_scope(question), token=token, answer=None
        )
        again = {"token": token, "answer": None}
        async with self._store.begin() as session:
            if self._store.dialect == "postgresql":  # SQLite has one writer at a time anyway
                await session.execute(text("LOCK TABLE claims, figures IN SHARE MODE"))
            await session.execute(
                place.on_conflict_do_update(index_elements=["measure", "scope"], set_=again)
            )
        return token

    async def _put_down(self, question: Question, token: str, reckoned: Sequence[Outline]) -> None:
        async with self._store.begin() as session:
            await session.execute(
                update(KeptTotalRow)
                .where(KeptTotalRow.measure == question.measure, KeptTotalRow.scope == _scope(question))
                .where(KeptTotalRow.token == token)
                .values(answer=[_plain(outline) for outline in reckoned])
            )


async def _kept(session: AsyncSession, question: Question) -> list[Outline] | None:
    statement = select(KeptTotalRow.answer).where(
        KeptTotalRow.measure == question.measure, KeptTotalRow.scope == _scope(question)
    )
    found = await session.scalar(statement)
    return None if found is None else [_read(plain) for plain in found]


def _tells(answer: Answer) -> bool:
    return bool(answer.counted_total or answer.left_out_total or answer.reaches_beyond_total)


def _scope(question: Question) -> str:
    asked = (question.party, "/".join(question.place_path), question.start, question.end, question.outlet)
    return "|".join("" if one is None else str(one) for one in asked)


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


def _plain(outline: Outline) -> dict[str, Any]:
    newest = outline.newest.isoformat() if outline.newest else None
    return {**asdict(outline), "newest": newest}


def _read(plain: dict[str, Any]) -> Outline:
    newest = plain["newest"]
    return Outline(
        **{
            **plain,
            "newest": datetime.fromisoformat(newest) if newest else None,
            "counted": tuple(plain["counted"]),
            "left_out": tuple((claim, why, by) for claim, why, by in plain["left_out"]),
            "reaches_beyond": tuple(plain["reaches_beyond"]),
            "lengths": tuple(plain["lengths"]),
        }
    )
