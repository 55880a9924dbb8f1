from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import Store
from bot.store.tables import Base
from tests.store.databases import KINDS, fresh_database


def _differences(connection: Connection) -> list[object]:
    # SQLite gives defaults back in other words than were written; PostgreSQL compares them by value.
    defaults = connection.dialect.name == "postgresql"
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": defaults,
            "include_name": lambda name, kind, parents: not _told_apart(name),
        },
    )
    return list(compare_metadata(context, Base.metadata))


def _tables(connection: Connection) -> set[str]:
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name for name in names if not _told_apart(name)}


_TOLD_APART = ("report_words", "ix_reports_words", "ix_reports_told", "ix_claims_highest")


def _told_apart(name: str | None) -> bool:
    """The index over words is each database's own, and some others are made in words of their own."""
    return name is not None and name.startswith(_TOLD_APART)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.parametrize("kind", KINDS)
async def test_the_migrations_make_what_the_tables_say_and_unmake_it(kind: str, tmp_path: Path) -> None:
    async with fresh_database(kind, tmp_path) as url:
        store = Store.open(url)
        engine = create_async_engine(url)
        try:
            assert await store.revision() is None
            await store.migrate()
            async with engine.connect() as connection:
                assert await connection.run_sync(_differences) == []
                assert await connection.run_sync(_tables) == set(Base.metadata.tables)
            assert await store.revision() is not None
            await store.migrate()  # again, to no effect
            await store.migrate("base")
            async with engine.connect() as connection:
                assert await connection.run_sync(_tables) == set()
            await store.migrate()
        finally:
            await engine.dispose()
            await store.close()
