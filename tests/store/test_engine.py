import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from bot.errors import TallywireError
from bot.store import Store
from bot.store.tables import AuditRow, EntryRow, SeenUpdateRow, StoryRow

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def test_writers_at_once_lose_nothing(store: Store) -> None:
    async with store.begin() as session:
        session.add(StoryRow(id=1, created_at=NOW, revision=0))

    async def write() -> None:
        for _ in range(10):
            async with store.begin() as session:
                row = await session.get_one(StoryRow, 1, with_for_update=True)
                row.revision += 1

    await asyncio.gather(*(write() for _ in range(4)))
    async with store.read() as session:
        assert (await session.get_one(StoryRow, 1)).revision == 40


async def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.begin() as session:
            session.add(StoryRow(created_at=NOW))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with store.read() as session:
        assert await session.scalar(select(func.count(StoryRow.id))) == 0


async def test_a_reader_sees_one_snapshot_and_cannot_write(store: Store) -> None:
    async with store.read() as session:
        assert await session.scalar(select(func.count(StoryRow.id))) == 0
        async with store.begin() as other:
            other.add(StoryRow(created_at=NOW))
        assert await session.scalar(select(func.count(StoryRow.id))) == 0
    async with store.read() as session:
        assert await session.scalar(select(func.count(StoryRow.id))) == 1
        session.add(StoryRow(created_at=NOW))
        with pytest.raises(DBAPIError):
            await session.flush()
    async with store.begin() as session:  # the connection that only read can write again
        session.add(StoryRow(created_at=NOW))


async def test_times_come_back_aware_and_naive_ones_are_refused(store: Store) -> None:
    yangon = timezone(timedelta(hours=6, minutes=30))
    async with store.begin() as session:
        session.add(SeenUpdateRow(update_id=1, seen_at=datetime(2026, 11, 21, 1, 0, tzinfo=yangon)))
    async with store.read() as session:
        row = await session.get_one(SeenUpdateRow, 1)
        assert row.seen_at == datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
        assert row.seen_at.tzinfo is UTC
    with pytest.raises(StatementError, match="without a zone"):
        async with store.begin() as session:
            session.add(SeenUpdateRow(update_id=2, seen_at=datetime(2026, 11, 21)))  # noqa: DTZ001


async def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.begin() as session:
            session.add(EntryRow(feed_id=99, key="k", content_hash="h", seen_at=NOW))


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit"])
async def test_the_database_refuses_to_change_the_audit(store: Store, statement: str) -> None:
    async with store.begin() as session:
        session.add(
            AuditRow(at=NOW, actor="A", action="correct", subject_kind="figure", subject_id=1, reason="why")
        )
    with pytest.raises(DBAPIError, match="only ever added to"):
        async with store.begin() as session:
            await session.execute(text(statement))
    with pytest.raises(DBAPIError, match="only ever added to"):
        async with store.begin() as session:
            await session.execute(update(AuditRow).values(reason="y"))
    async with store.read() as session:
        assert await session.scalar(select(AuditRow.reason)) == "why"


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "mysql://u:hush@h/x"]
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(TallywireError, match=r"database\.url") as error:
        Store.open(url)
    assert "hush" not in str(error.value)


async def test_the_folder_of_a_new_file_is_made_with_its_tables(tmp_path: Path) -> None:
    store = Store.open(f"sqlite+aiosqlite:///{tmp_path}/a/b/c.db")
    assert not store.exists()
    assert not (tmp_path / "a").exists()
    await store.migrate()
    assert (tmp_path / "a/b/c.db").exists()
    await store.close()


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    store = Store.open(f"sqlite+aiosqlite:///{tmp_path}/a/b/c.db")
    with pytest.raises(TallywireError, match="cannot be made"):
        await store.migrate()
    await store.close()


async def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database at all")
    store = Store.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    for attempt in (store.migrate, store.revision):
        with pytest.raises(TallywireError, match=r"x\.db cannot be used: file is not a database"):
            await attempt()
    await store.close()


async def test_tables_of_a_later_version_are_left_alone(store: Store) -> None:
    async with store.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (store.migrate, store.revision):
        with pytest.raises(TallywireError, match=r"made by a later version of Tallywire \(9999\)"):
            await attempt()


async def test_sqlite_is_told_how_its_tables_are_filled(store: Store) -> None:
    async with store.begin() as session:
        session.add_all(SeenUpdateRow(update_id=number, seen_at=NOW) for number in range(9))
    await store.analyse()
    if store.dialect == "sqlite":
        seen = text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'seen_updates' LIMIT 1")
        async with store.read() as session:
            assert (await session.scalar(seen)).startswith("9 ")
