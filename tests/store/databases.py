"""Fresh databases for tests: an SQLite file, or a schema of its own on PostgreSQL."""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import Store
from bot.store.tables import Base

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@asynccontextmanager
async def fresh_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """Give the URL of an empty database, and take it away afterwards."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'tallywire.db'}"
        return
    server = _server()
    schema = f"t_{secrets.token_hex(6)}"
    await _execute(server, f"CREATE SCHEMA {schema}")
    try:
        yield _within(server, schema)
    finally:
        await _execute(server, f"DROP SCHEMA {schema} CASCADE")


@asynccontextmanager
async def fresh_store(kind: str, folder: Path) -> AsyncIterator[Store]:
    """Give a store with all tables, empty; tables that were migrated once are used again."""
    if kind == "sqlite":
        template = _template_folder() / "tallywire.db"
        if not template.exists():
            await _migrate(f"sqlite+aiosqlite:///{template}")
        shutil.copyfile(template, folder / "tallywire.db")
        url = f"sqlite+aiosqlite:///{folder / 'tallywire.db'}"
    else:
        url = await _emptied_schema()
    store = Store.open(url)
    try:
        yield store
    finally:
        await store.close()


_schemas: list[str] = []


async def _emptied_schema() -> str:
    """Give the URL of this process's schema: migrated at its first use, emptied at every other."""
    server = _server()
    if not _schemas:
        schema = f"t_{secrets.token_hex(6)}"
        await _execute(server, f"CREATE SCHEMA {schema}")
        atexit.register(_drop, server, schema)
        await _migrate(_within(server, schema))
        _schemas.append(schema)
    url = _within(server, _schemas[0])
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    # The audit's triggers refuse to empty it; only a superuser can look past them.
    await _execute(
        url, "SET session_replication_role = replica", f"TRUNCATE {tables} RESTART IDENTITY CASCADE"
    )
    return url


def _within(server: str, schema: str) -> str:
    url = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    return url.render_as_string(hide_password=False)


def _drop(server: str, schema: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def _server() -> str:
    server = os.environ.get("TALLYWIRE_TEST_POSTGRES")
    if server:
        return server
    if os.environ.get("TALLYWIRE_TEST_NO_SKIP") == "1":
        pytest.fail("TALLYWIRE_TEST_POSTGRES is not set, and nothing may be skipped")
    pytest.skip("TALLYWIRE_TEST_POSTGRES is not set: no PostgreSQL to test with")


@cache
def _template_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="tallywire-test-"))


async def _migrate(url: str) -> None:
    store = Store.open(url)
    try:
        await store.migrate()
    finally:
        await store.close()


async def _execute(server: str, *statements: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()
