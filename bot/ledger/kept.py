"""The table of kept totals: what was asked, and the answer while nothing it rests on has changed.

An answer (a total, its lines or its steps) is kept only as of a state that no change has left: first its
place is taken under a token, then it is reckoned, then it is put down where the token is still there.
Triggers empty the place within the transaction of any change that could touch the answer, so that a change
that came in between is not missed.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.views import Question
from bot.store import Store
from bot.store.engine import Dialect
from bot.store.tables import KeptTotalRow

MOST = 500
"""Questions that are remembered; those asked longest ago go first."""

_KEPT = KeptTotalRow.__table__.c
_FIND = select(_KEPT.answer, _KEPT.asked_at).where(
    _KEPT.measure == bindparam("asked"), _KEPT.scope == bindparam("as")
)

_NOTED = timedelta(hours=1)
"""How exactly it is known when a question was last asked."""


class Asked(NamedTuple):
    """What was asked: a question that names a measure, and the form of the answer."""

    question: Question
    form: str

    @property
    def scope(self) -> str:
        """What tells it from others of its measure."""
        asked = self.question
        place = "/".join(asked.place_path)
        parts = (asked.party, place, asked.start, asked.end, asked.outlet, self.form)
        return "|".join("" if part is None else str(part) for part in parts)


class Kept(NamedTuple):
    """What is known of what was asked before. `answer`: None where it is not kept now."""

    answer: Any
    asked_at: datetime


async def find(session: AsyncSession, asked: Asked) -> Kept | None:
    """Give what is kept; None where it was not asked before. One look into an index."""
    found = (await session.execute(_FIND, {"asked": asked.question.measure, "as": asked.scope})).one_or_none()
    return None if found is None else Kept(*found)


async def take_place(store: Store, asked: Asked, asked_at: datetime) -> str:
    """Take the place of an answer, once no change is under way that would not see it; give its token."""
    token = secrets.token_hex(16)
    again = {"token": token, "answer": None, "asked_at": asked_at}
    place = _place(store.dialect, asked, asked_at, token)
    async with store.begin() as session:
        if store.dialect == "postgresql":  # SQLite has one writer at a time anyway
            await session.execute(text("LOCK TABLE claims, figures, reports IN SHARE MODE"))
        await session.execute(place.on_conflict_do_update(index_elements=["measure", "scope"], set_=again))
    return token


async def remember(session: AsyncSession, dialect: Dialect, asked: Asked, asked_at: datetime) -> None:
    """Remember that this was asked, and that its place is empty, unless it is known already."""
    await session.execute(_place(dialect, asked, asked_at, token="").on_conflict_do_nothing())


def _place(dialect: Dialect, asked: Asked, asked_at: datetime, token: str) -> Any:
    question = asked.question
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(KeptTotalRow).values(
        measure=question.measure,
        scope=asked.scope,
        form=asked.form,
        party=question.party,
        place_path="/".join(question.place_path),
        start=question.start,
        end=question.end,
        outlet=question.outlet,
        asked_at=asked_at,
        token=token,
        answer=None,
    )


async def put_down(store: Store, asked: Asked, token: str, answer: Any) -> None:
    """Keep an answer in the place of this token, unless a change has emptied the place since."""
    statement = update(KeptTotalRow).where(*_this(asked), KeptTotalRow.token == token)
    async with store.begin() as session:
        await session.execute(statement.values(answer=answer))


async def note_asked(store: Store, asked: Asked, before: datetime, now: datetime) -> None:
    """Note that this was asked at `now`, where that was last noted a while `before`."""
    if now - before < _NOTED:
        return
    async with store.begin() as session:
        await session.execute(update(KeptTotalRow).where(*_this(asked)).values(asked_at=now))


async def dropped(session: AsyncSession, since: datetime) -> list[tuple[Asked, datetime]]:
    """Give what was asked since a time and a change has dropped, the last asked first."""
    rows = await session.scalars(
        select(KeptTotalRow)
        .where(KeptTotalRow.asked_at >= since, KeptTotalRow.token == "")
        .order_by(KeptTotalRow.asked_at.desc(), KeptTotalRow.id)
    )
    return [(Asked(_question(row), row.form), row.asked_at) for row in rows]


async def not_taken(session: AsyncSession, asked: Iterable[Asked]) -> list[Asked]:
    """Give those whose places nobody has taken, or a change has emptied."""
    taken = select(KeptTotalRow.measure, KeptTotalRow.scope).where(KeptTotalRow.token != "")
    places = {(measure, scope) for measure, scope in await session.execute(taken)}
    return [one for one in asked if (one.question.measure, one.scope) not in places]


async def forget(session: AsyncSession, before: datetime, spared: Iterable[Asked] = ()) -> int:
    """Forget the questions last asked before a time, and those beyond `MOST`, but these; tell how many."""
    newest = select(KeptTotalRow.asked_at).order_by(KeptTotalRow.asked_at.desc()).offset(MOST - 1).limit(1)
    oldest = max(before, await session.scalar(newest) or before)
    kept_on = {(asked.question.measure, asked.scope) for asked in spared}
    known = select(KeptTotalRow.id, KeptTotalRow.measure, KeptTotalRow.scope)
    old = await session.execute(known.where(KeptTotalRow.asked_at < oldest))
    gone = [row_id for row_id, measure, scope in old if (measure, scope) not in kept_on]
    if gone:
        await session.execute(delete(KeptTotalRow).where(KeptTotalRow.id.in_(gone)))
    return len(gone)


def _this(asked: Asked) -> tuple[Any, Any]:
    return KeptTotalRow.measure == asked.question.measure, KeptTotalRow.scope == asked.scope


def _question(row: KeptTotalRow) -> Question:
    return Question(
        measure=row.measure,
        party=row.party,
        place_path=tuple(row.place_path.split("/")) if row.place_path else (),
        start=row.start,
        end=row.end,
        outlet=row.outlet,
    )
