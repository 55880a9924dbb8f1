"""SQLite's driver: long results come whole, in order and piece by piece, and errors as SQLAlchemy's own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.store import Store
from bot.store.sqlite import _AHEAD
from bot.store.tables import StoryRow
from tests.store.databases import fresh_store

IDS = list(range(1, 2 * _AHEAD + 8))
A_STORY = {"created_at": datetime(2024, 11, 14, 8, tzinfo=UTC), "revision": 1}


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[Store]:
    async with fresh_store("sqlite", tmp_path) as store:
        async with store.begin() as session:
            await session.execute(insert(StoryRow), [{"id": one, **A_STORY} for one in IDS])
        yield store


@pytest.mark.parametrize("count", [0, 1, _AHEAD - 1, _AHEAD, _AHEAD + 1, len(IDS)])
async def test_every_row_comes_once_and_in_order(filled: Store, count: int) -> None:
    ids = select(StoryRow.id).order_by(StoryRow.id).limit(count)
    async with filled.read() as session:
        assert list(await session.scalars(ids)) == IDS[:count]
        streamed = await session.stream_scalars(ids)
        assert [one async for one in streamed] == IDS[:count]
        pieces = await session.stream_scalars(ids, execution_options={"yield_per": 300})
        sizes = [len(piece) async for piece in pieces.partitions()]
        assert sum(sizes) == count
        assert all(size == 300 for size in sizes[:-1])


async def test_a_result_that_is_left_half_read_is_in_nobodys_way(filled: Store) -> None:
    async with filled.read() as session:
        streamed = await session.stream_scalars(select(StoryRow.id))
        assert await anext(streamed) in IDS
        await streamed.close()
    async with filled.begin() as session:
        await session.execute(delete(StoryRow))
    async with filled.read() as session:
        assert (await session.scalars(select(StoryRow.id))).all() == []


async def test_changed_rows_are_counted_and_returned(filled: Store) -> None:
    some = StoryRow.id < IDS[_AHEAD + 3]
    async with filled.begin() as session:
        changed = await session.execute(update(StoryRow).where(some).values(revision=2))
        assert changed.rowcount == _AHEAD + 3
        gone = await session.scalars(delete(StoryRow).where(some).returning(StoryRow.id))
        assert sorted(gone) == IDS[: _AHEAD + 3]


async def test_errors_are_sqlalchemys_own(filled: Store) -> None:
    with pytest.raises(IntegrityError):
        async with filled.begin() as session:
            await session.execute(insert(StoryRow), [{"id": IDS[0], **A_STORY}])
    async with filled.read() as session:
        with pytest.raises(OperationalError, match="no such table"):
            await session.execute(text("SELECT * FROM nowhere"))
        with pytest.raises(OperationalError, match="readonly"):
            await session.execute(delete(StoryRow))
    async with filled.begin() as session:  # the same connection, which writes again
        assert (await session.execute(delete(StoryRow))).rowcount == len(IDS)
