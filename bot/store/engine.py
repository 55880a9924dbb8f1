"""The engine and its sessions, on SQLite and PostgreSQL.

SQLite runs in WAL with `BEGIN IMMEDIATE` for everything that writes: a deferred transaction that reads
first and writes later fails or loses updates when two do it at once. Readers take a deferred `BEGIN` on
a connection that refuses to write, and see one snapshot to their end.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.errors import TallywireError
from bot.store import migration, sqlite

Dialect = Literal["sqlite", "postgresql"]

_READS_ONLY = "tallywire_reads_only"
_BUSY_SECONDS = 30
_CACHE_KIB = 8_192  # of pages, a connection; four times SQLite's own choice, which large ledgers outgrow
_WRITERS = 0x6C6564676572  # any number of ours; PostgreSQL knows its advisory locks by number


class Store:
    """Where everything is kept. Sessions are short: no network, no reading of texts inside one."""

    def __init__(self, url: URL, engine: AsyncEngine) -> None:
        self._url = url
        self._engine = engine
        reading = engine.execution_options(**_read_options(engine.dialect.name))
        self._writers = async_sessionmaker(engine, expire_on_commit=False)
        self._readers = async_sessionmaker(reading, expire_on_commit=False, autoflush=False)

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open the database at `url` (`sqlite+aiosqlite:///path` or `postgresql+psycopg://...`).

        Nothing is connected yet, and nothing made: `migrate` makes what is missing. Raises `TallywireError`
        where the address cannot be used; the message never holds its password.
        """
        try:
            parsed = make_url(url)
        except ArgumentError:
            message = "database.url: not a database address; write sqlite+aiosqlite:///path"
            raise TallywireError(message) from None
        return cls(parsed, _engine(parsed))

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return "sqlite" if self._engine.dialect.name == "sqlite" else "postgresql"

    @property
    def shown_url(self) -> str:
        """The address without its password, for messages and logs."""
        return self._url.render_as_string(hide_password=True)

    def exists(self) -> bool:
        """Whether there is a database to connect to; on a server this is found out by connecting."""
        return self.dialect != "sqlite" or Path(self._url.database or "").exists()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Give a session in a transaction that commits at the end, or rolls back when an error leaves it."""
        async with self._writers() as session, session.begin():
            yield session

    @asynccontextmanager
    async def rehearse(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose every change is taken back at the end: to see what would come of it."""
        async with self._writers() as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one snapshot and cannot write."""
        async with self._readers() as session:
            yield session

    async def take_turn(self, session: AsyncSession) -> None:
        """Wait until no other transaction that took its turn is open; SQLite's writers do so by themselves.

        Released at the end of the session's transaction.
        """
        if self.dialect == "postgresql":
            await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _WRITERS})

    async def analyse(self) -> None:
        """Let SQLite see how its tables are filled, as PostgreSQL does by itself; a second a million rows.

        It chooses between indexes by that: without, or after a look at some rows only, a question for one
        township may read every claim.
        """
        if self.dialect == "sqlite":
            async with self.begin() as session:
                await session.execute(text("ANALYZE"))
            await self._engine.dispose()  # a connection learns of it when it is opened

    async def migrate(self, revision: str = "head") -> None:
        """Bring the tables to `revision` (`head`: the newest; `base`: none at all).

        A missing folder of an SQLite file is made. Two processes that start at once migrate one after the
        other. Raises `TallywireError` where the database cannot be used.
        """
        self._make_folder()
        if self.exists():
            await self.revision()
        engine = _engine(self._url, foreign_keys=False)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(migration.move, revision)
        except DatabaseError as error:
            raise self._unusable(error) from None
        finally:
            await engine.dispose()

    async def revision(self) -> str | None:
        """Give the revision that the tables stand at; None before the first migration.

        Raises `TallywireError` where the database cannot be used, or a later version of the program made it.
        """
        try:
            async with self._engine.connect() as connection:
                revision = await connection.run_sync(migration.current)
        except DatabaseError as error:
            raise self._unusable(error) from None
        if revision is not None and not migration.knows(revision):
            message = (
                f"the database {self.shown_url} was made by a later version of Tallywire ({revision}); "
                "run that version, or restore a back-up"
            )
            raise TallywireError(message)
        return revision

    def _make_folder(self) -> None:
        if self.dialect != "sqlite" or not self._url.database:
            return
        try:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"the folder of {self.shown_url} cannot be made: {error.strerror}"
            raise TallywireError(message) from None

    def _unusable(self, error: DatabaseError) -> Exception:
        """Say why the database cannot be used; an error of our own statements stays what it is."""
        if type(error) not in (DatabaseError, OperationalError):
            return error
        return TallywireError(f"the database {self.shown_url} cannot be used: {error.orig}")

    async def close(self) -> None:
        """Give every connection back."""
        await self._engine.dispose()


def _engine(url: URL, *, foreign_keys: bool = True) -> AsyncEngine:
    if url.drivername == "postgresql+psycopg":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    if url.drivername != "sqlite+aiosqlite":
        message = "database.url: begin it with sqlite+aiosqlite:/// or postgresql+psycopg://"
        raise TallywireError(message)
    if not url.database or url.database == ":memory:":
        message = "database.url: name a file; a database in memory would be lost with every connection"
        raise TallywireError(message)
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})
    _prepare_sqlite(engine, foreign_keys=foreign_keys)
    return engine


def _read_options(dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {_READS_ONLY: True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _prepare_sqlite(engine: AsyncEngine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine.sync_engine, "do_connect")
    def on_connecting(dialect: Any, _record: object, args: Sequence[Any], options: dict[str, Any]) -> Any:
        return dialect.dbapi.connect(*args, async_creator_fn=sqlite.connect, **options)

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # or the driver would begin transactions of its own
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA cache_size={-_CACHE_KIB}")
        cursor.execute("PRAGMA synchronous=FULL")  # what is marked as sent must not come back as owed
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get(_READS_ONLY, False)
        if connection.info.get(_READS_ONLY) != reads_only:  # as it was set before, in the pool
            connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
            connection.info[_READS_ONLY] = reads_only
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
