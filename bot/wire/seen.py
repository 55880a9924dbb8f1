"""Which updates were handled: Telegram delivers one again where its receipt was lost."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from bot.errors import TallywireError
from bot.store import Store
from bot.store.tables import SeenUpdateRow

KEPT = timedelta(days=3)
"""Telegram itself keeps an update for 24 hours."""


class SeenUpdates:
    """Marks updates in the database, so that a restart or a second process knows them too."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def first_time(self, update_id: int, now: datetime) -> bool:
        """Mark an update, and say whether it had not been marked before.

        Raises `TallywireError` where the database cannot be used for now: locked, full, restarting.
        """
        try:
            async with self._store.begin() as session:
                session.add(SeenUpdateRow(update_id=update_id, seen_at=now))
        except IntegrityError:
            return False
        except (OperationalError, InterfaceError) as error:
            message = f"the database cannot be used: {error.orig}"
            raise TallywireError(message) from error
        return True

    async def purge(self, now: datetime) -> int:
        """Forget updates that cannot come again; gives how many were forgotten."""
        async with self._store.begin() as session:
            gone = await session.scalars(
                delete(SeenUpdateRow)
                .where(SeenUpdateRow.seen_at < now - KEPT)
                .returning(SeenUpdateRow.update_id)
            )
            return len(gone.all())
