"""The bot's queue of updates: offsets, allowed kinds and long polling as `getUpdates` has them."""

import asyncio
from collections.abc import Sequence

from bot.sandbox.archive import Archive
from bot.sandbox.botapi.refusal import RefusalError
from bot.sandbox.model import Json

MAX_WAIT = 50.0
"""Seconds that one `getUpdates` waits at most."""

_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_ID = 100_000_001
_CONFLICT = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """Updates that the bot has not confirmed yet, kept in the archive until it does."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        rows = [(int(name), body) for name, body in archive.rows("update")]
        self._pending: dict[int, Json] = dict(sorted(rows))
        counter = archive.row("counter", "update") or {"next": _FIRST_ID}
        self._next = int(counter["next"])
        allowed = archive.row("setting", "allowed_updates") or {"kinds": []}
        self._allowed: list[str] = list(allowed["kinds"])
        self._changed = asyncio.Event()
        self._poll = 0
        self._closed = False

    @property
    def pending(self) -> int:
        """How many updates wait for the bot."""
        return len(self._pending)

    @property
    def allowed(self) -> Sequence[str]:
        """The kinds that the bot asked for; empty for all that come by default."""
        return tuple(self._allowed)

    def add(self, kind: str, body: Json) -> int | None:
        """Queue an update and give its id, None where the bot does not want that kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return None
        number = self._next
        self._next += 1
        self.put_again({"update_id": number, kind: body})
        self._archive.put("counter", "update", {"next": self._next})
        return number

    def put_again(self, update: Json) -> None:
        """Queue an update under its own id, as Telegram does when it delivers one twice."""
        self._pending[update["update_id"]] = update
        self._archive.put("update", update["update_id"], update)
        self._changed.set()

    def allow(self, kinds: Sequence[str]) -> None:
        """Queue only these kinds from now on; empty brings the default ones."""
        self._allowed = list(kinds)
        self._archive.put("setting", "allowed_updates", {"kinds": self._allowed})

    async def take(self, offset: int, limit: int, wait: float) -> list[Json]:
        """Give up to `limit` updates from `offset` on, waiting up to `wait` seconds for the first.

        Updates before `offset` are confirmed and forgotten; a negative one counts from the end. A later
        call ends an earlier one that still waits: that one raises a RefusalError (409).
        """
        self._poll += 1
        mine = self._poll
        self._changed.set()
        self._confirm(offset)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(wait, 0), MAX_WAIT)
        while True:
            if mine != self._poll:
                raise RefusalError(409, _CONFLICT)
            left = deadline - loop.time()
            if self._pending or left <= 0 or self._closed:
                return [self._pending[key] for key in sorted(self._pending)[:limit]]
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                continue

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            keys = sorted(self._pending)[offset:]
            offset = keys[0] if keys else 0
        for key in [key for key in self._pending if key < offset]:
            self.forget(key)

    def forget(self, update_id: int) -> None:
        """Drop one update, as a confirmation does."""
        self._pending.pop(update_id, None)
        self._archive.drop("update", update_id)

    def clear(self) -> None:
        """Drop all that waits (`drop_pending_updates`)."""
        for key in tuple(self._pending):
            self.forget(key)

    def close(self) -> None:
        """Let waiting calls return at once, empty."""
        self._closed = True
        self._changed.set()
