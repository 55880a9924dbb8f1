"""What outlives a restart of the sandbox: one SQLite file of JSON rows."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.errors import TallywireError
from bot.sandbox.model import Json, StoredFile

_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS rows (kind TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE IF NOT EXISTS files (file_id TEXT PRIMARY KEY, name TEXT, mime TEXT, body BLOB NOT NULL);
"""


class Archive:
    """Rows by kind and name, written at once, so that a killed process loses nothing.

    With no `path` the archive lives in memory. A file that cannot be used raises TallywireError.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(path, error) from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._database.close()
            raise _unusable(path, error) from error

    def _prepare(self) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"written by another version, {version}")
        self._database.execute("PRAGMA journal_mode=WAL")
        # A lost write after a power cut costs a sandbox nothing; a slow one costs every message.
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.executescript(_TABLES)
        self._database.execute(f"PRAGMA user_version={_VERSION}")

    def put(self, kind: str, name: str | int, body: Json) -> None:
        """Write a row, over an earlier one of that name."""
        self._database.execute(
            "INSERT INTO rows VALUES (?, ?, ?) ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body",
            (kind, str(name), json.dumps(body, ensure_ascii=False)),
        )

    def drop(self, kind: str, name: str | int) -> None:
        """Remove a row; nothing happens where there is none."""
        self._database.execute("DELETE FROM rows WHERE kind = ? AND name = ?", (kind, str(name)))

    def rows(self, kind: str) -> Iterator[tuple[str, Json]]:
        """Give all rows of a kind as (name, body), in the order in which they were first written."""
        query = "SELECT name, body FROM rows WHERE kind = ? ORDER BY rowid"
        for name, body in self._database.execute(query, (kind,)):
            yield name, json.loads(body)

    def row(self, kind: str, name: str | int) -> Json | None:
        """Give one row, None where there is none."""
        query = "SELECT body FROM rows WHERE kind = ? AND name = ?"
        found = self._database.execute(query, (kind, str(name))).fetchone()
        return dict(json.loads(found[0])) if found else None

    def put_file(self, file: StoredFile) -> None:
        """Keep an uploaded file."""
        self._database.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
            (file.file_id, file.name, file.mime, file.body),
        )

    def file(self, file_id: str) -> StoredFile | None:
        """Give a file, None where there is none of that id."""
        query = "SELECT file_id, name, mime, body FROM files WHERE file_id = ?"
        found = self._database.execute(query, (file_id,)).fetchone()
        return StoredFile(*found) if found else None

    def close(self) -> None:
        """Close the file; the archive cannot be used after."""
        self._database.close()


def _unusable(path: Path | None, error: Exception) -> TallywireError:
    there = path is not None and path.is_file()
    todo = "Delete it to begin with empty chats." if there else "Name a folder that can be written to."
    return TallywireError(f"The sandbox cannot use its file {path} ({error}). {todo}")
