"""SQLite's driver, with one visit to a connection's thread for each statement.

aiosqlite makes a cursor, runs it, fetches its rows and closes it in a visit each, and waking a thread takes
longer than most statements of ours.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

_AHEAD = 1_000
"""Rows that are fetched in the visit that runs a statement; longer results take more visits."""


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Open a connection, once it is awaited; `options` are those of `sqlite3.connect`."""
    connection = _Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=_AHEAD)
    # As SQLAlchemy has it: a connection that nobody closed must not keep the program from ending.
    connection._thread.daemon = True
    return connection


class _Connection(aiosqlite.Connection):
    """A connection whose cursors wait for nothing before they are run."""

    def cursor(self) -> "_Cursor":  # type: ignore[override]
        return _Cursor(self)

    async def visit(self, work: Any, *given: Any) -> Any:
        """Do some work in the connection's thread."""
        return await self._execute(work, *given)  # type: ignore[no-untyped-call]


class _Cursor:
    """What SQLAlchemy needs of a cursor: results are read ahead, and closed as soon as all is read."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._open: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.visit(self._run, operation, parameters)
        return self

    async def executemany(self, operation: str, parameters: Sequence[Sequence[Any]]) -> Self:
        await self._connection.visit(self._run_many, operation, parameters)
        return self

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = size or self.arraysize
        if len(self._rows) < wanted and self._open is not None:
            await self._connection.visit(self._read, max(_AHEAD, wanted))
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        return rows

    async def fetchall(self) -> list[Any]:
        if self._open is not None:
            await self._connection.visit(self._read, None)
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        if self._open is not None:
            await self._connection.visit(self._close)

    # What follows runs in the connection's thread.

    def _run(self, operation: str, parameters: Sequence[Any]) -> None:
        self._begin().execute(operation, parameters)
        self._read(_AHEAD)

    def _run_many(self, operation: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._begin().executemany(operation, parameters)
        self._told()
        self._close()

    def _begin(self) -> sqlite3.Cursor:
        self._close()
        self._rows = []
        self._open = self._connection._conn.cursor()
        return self._open

    def _told(self) -> None:
        if self._open is not None:
            self.description = self._open.description
            self.rowcount, self.lastrowid = self._open.rowcount, self._open.lastrowid

    def _read(self, count: int | None) -> None:
        if self._open is None:
            return
        rows = self._open.fetchall() if count is None else self._open.fetchmany(count)
        self._rows += rows
        self._told()  # the number of changed rows is known once all that is returned has been read
        if count is None or len(rows) < count:
            self._close()

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
