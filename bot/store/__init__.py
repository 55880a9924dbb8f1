"""What is kept: SQLAlchemy tables, the engine and its sessions, migrations."""

from bot.store.engine import Store

__all__ = ["Store"]
