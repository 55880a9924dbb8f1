"""The table of kept totals: what is asked, and the total while nothing it rests on has changed.

A total is kept only as of a state that no change has left: first its place is taken under a token, then it is
reckoned, then it is put down where the token is still there. Triggers empty the place within the transaction
of any change that could touch the total, so that a change that came in between is not missed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.totals import Outline
from bot.ledger.views import Question
from bot.store import Store
from bot.store.tables import KeptTotalRow

MOST = 500
"""Questions that are remembered; those asked longest ago go first."""

_NOTED = timedelta(hours=1)
"""How exactly it is known when a question was last asked."""


class Kept(NamedTuple):
    """What is known of a question that was asked before. `outlines`: None where they are not kept now."""

    outlines: list[Outline] | None
    asked_at: datetime


async def find(session: AsyncSession, question: Question) -> Kept | None:
    """Give what is kept for a question; None where it is not known. One look into an index."""
    statement = select(KeptTotalRow.answer, KeptTotalRow.asked_at).where(*_this(question))
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        return None
    answer, asked_at = found
    return Kept(None if answer is None else [_read(plain) for plain in answer], asked_at)


async def take_place(store: Store, question: Question, asked_at: datetime) -> str:
    """Take the place of a total, once no change is under way that would not see it; give its token."""
    token = secrets.token_hex(16)
    dialect = sqlite if store.dialect == "sqlite" else postgresql
    place = dialect.insert(KeptTotalRow).values(
        measure=question.measure,
        scope=_scope(question),
        party=question.party,
        place_path="/".join(question.place_path),
        start=question.start,
        end=question.end,
        outlet=question.outlet,
        asked_at=asked_at,
        token=token,
        answer=None,
    )
    again = {"token": token, "answer": None, "asked_at": asked_at}
    async with store.begin() as session:
        if store.dialect == "postgresql":  # SQLite has one writer at a time anyway
            await session.execute(text("LOCK TABLE claims, figures, reports IN SHARE MODE"))
        await session.execute(place.on_conflict_do_update(index_elements=["measure", "scope"], set_=again))
    return token


async def put_down(store: Store, question: Question, token: str, reckoned: Sequence[Outline]) -> None:
    """Keep a total in the place of this token, unless a change has emptied the place since."""
    statement = update(KeptTotalRow).where(*_this(question), KeptTotalRow.token == token)
    async with store.begin() as session:
        await session.execute(statement.values(answer=[_plain(outline) for outline in reckoned]))


async def note_asked(store: Store, question: Question, before: datetime, now: datetime) -> None:
    """Note that a question was asked at `now`, where that was last noted a while `before`."""
    if now - before < _NOTED:
        return
    async with store.begin() as session:
        await session.execute(update(KeptTotalRow).where(*_this(question)).values(asked_at=now))


async def dropped(session: AsyncSession, since: datetime) -> list[tuple[Question, datetime]]:
    """Give the questions asked since a time whose totals a change has dropped, the last asked first."""
    rows = await session.scalars(
        select(KeptTotalRow)
        .where(KeptTotalRow.asked_at >= since, KeptTotalRow.token == "")
        .order_by(KeptTotalRow.asked_at.desc(), KeptTotalRow.id)
    )
    return [(_question(row), row.asked_at) for row in rows]


async def forget(session: AsyncSession, before: datetime) -> int:
    """Forget the questions last asked before a time, and those beyond `MOST`; tell how many."""
    newest = select(KeptTotalRow.asked_at).order_by(KeptTotalRow.asked_at.desc()).offset(MOST - 1).limit(1)
    oldest = max(before, await session.scalar(newest) or before)
    gone = select(func.count()).where(KeptTotalRow.asked_at < oldest)
    count = await session.scalar(gone) or 0
    if count:
        await session.execute(delete(KeptTotalRow).where(KeptTotalRow.asked_at < oldest))
    return count


def _this(question: Question) -> tuple[Any, Any]:
    return KeptTotalRow.measure == question.measure, KeptTotalRow.scope == _scope(question)


def _scope(question: Question) -> str:
    asked = (question.party, "/".join(question.place_path), question.start, question.end, question.outlet)
    return "|".join("" if one is None else str(one) for one in asked)


def _question(row: KeptTotalRow) -> Question:
    return Question(
        measure=row.measure,
        party=row.party,
        place_path=tuple(row.place_path.split("/")) if row.place_path else (),
        start=row.start,
        end=row.end,
        outlet=row.outlet,
    )


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
