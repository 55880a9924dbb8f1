"""Migrations, run in process by Alembic; an installed wheel has no alembic.ini to point at."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

_SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x74616C6C79  # any number of ours; PostgreSQL knows its advisory locks by number


def move(connection: Connection, revision: str) -> None:
    """Upgrade to `revision`, or downgrade when it is `base`, inside the connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    config = _config()
    config.attributes["connection"] = connection
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def knows(revision: str) -> bool:
    """Whether this version of the program has a migration of that name."""
    return any(
        script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config


def current(connection: Connection) -> str | None:
    """Give the revision that the tables stand at, None before the first."""
    return MigrationContext.configure(connection).get_current_revision()
