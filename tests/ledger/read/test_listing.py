"""What is kept of the number of claims by place is what a recount gives, after every kind of change."""

import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import listing
from bot.ledger.listing import Listed, Lists
from bot.ledger.views import Question
from bot.store import Store
from bot.store.tables import ClaimCountRow, ClaimRow
from tests.ledger.read.changes import ANY_CHANGE, any_values
from tests.ledger.read.shelf import put, said

KANI = Question(measure="killed", place="Kani", place_path=("Sagaing", "Kani"))
ASKED = (
    KANI,
    replace(KANI, party="regime"),
    replace(KANI, measure=None),
    replace(KANI, place="Sagaing", place_path=("Sagaing",)),
    replace(KANI, place_path=("Magway", "Pauk", "Pauk"), party="civilian"),
)


async def kept(session: AsyncSession) -> dict[tuple[Any, ...], int]:
    rows = await session.execute(select(ClaimCountRow.__table__).where(ClaimCountRow.claims != 0))
    return {(measure, path, party, unit): claims for measure, path, party, unit, claims in rows}


async def recounted(session: AsyncSession) -> dict[tuple[Any, ...], int]:
    by = (ClaimRow.measure, ClaimRow.place_path, ClaimRow.party, ClaimRow.unit)
    standing = select(*by, func.count()).where(ClaimRow.standing.is_(True)).group_by(*by)
    rows = await session.execute(standing)
    return {(measure, path, party or "", unit or ""): claims for measure, path, party, unit, claims in rows}


async def looked_up(session: AsyncSession, question: Question, reach: int) -> Lists:
    """List what reaches beyond the place without what is kept, of every claim there is."""
    every = (await listing.beside(session, question, None)).beyond
    return {kind: Listed(listed.total, listed.ids[:reach]) for kind, listed in every.items()}


@pytest.mark.parametrize("seed", range(3))
async def test_counts_and_lists_equal_a_recount_whatever_changes(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    await put(store, *(said(**any_values(chance)) for _ in range(12)))
    for _ in range(20):
        async with store.begin() as session:
            for _ in range(chance.randint(1, 3)):
                await chance.choice(ANY_CHANGE)(session, chance)
        async with store.read() as session:
            assert await kept(session) == await recounted(session)
            for question in ASKED:
                for reach in (1, 3, 50):
                    told = (await listing.beside(session, question, reach)).beyond
                    assert told == await looked_up(session, question, reach), question


async def test_a_change_that_is_rolled_back_counts_nothing(store: Store) -> None:
    await put(store, said(), said(path="", unit="families"))
    async with store.begin() as session:
        before = await kept(session)
        await session.execute(ClaimRow.__table__.delete())
        assert await kept(session) == {}
        await session.rollback()
    async with store.read() as session:
        assert await kept(session) == before != {}


async def test_long_lists_are_told_by_their_numbers_and_first_claims(store: Store) -> None:
    days = [said(low=low, path="", start=None, end=None) for low in (5, 9, 7, 9)]
    families = [said(low=low, path="", start=None, end=None, unit="families") for low in (1, 2)]
    first, most, second, again, *_ = await put(store, *days, *families)
    november = Question(measure="killed", start=any_day(), end=any_day())
    async with store.read() as session:
        told = (await listing.beside(session, november, 2)).beyond
        assert told["killed", None] == Listed(4, (most, again))
        assert told["killed", "families"].total == 2
        whole = (await listing.beside(session, november, None)).beyond
        assert whole["killed", None] == Listed(4, (most, again, second, first))
        assert (await listing.beside(session, november, 2)).unstated == {}


def any_day() -> Any:
    return said().start
