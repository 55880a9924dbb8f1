"""Taking updates in: long polling of our own.

The library's updater spins on an update that cannot be parsed, ends in silence when the token is refused, and
handles a redelivered update twice. This loop reads each update by itself, says what is wrong and waits,
and stops with an error only where a person must act.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from telegram import Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.errors import TallywireError
from bot.wire.outcomes import back_off, outcome_of
from bot.wire.redaction import redacted

log = logging.getLogger(__name__)

ALLOWED = ("message", "channel_post", "callback_query", "my_chat_member")
POLL_SECONDS = 25
READ_MARGIN = 10.0
AT_ONCE = 32
"""Updates handled at the same time; those of one chat are handled in order."""

MOST_WAITING = 500
"""With so many updates taken in and not yet handled, no more are asked for."""


class Seen(Protocol):
    """Remembers updates that were handled."""

    async def first_time(self, update_id: int, now: datetime) -> bool:
        """Mark an update, and say whether it had not been marked before.

        Raises `TallywireError` where that cannot be known for now.
        """


@dataclass
class Heartbeat:
    """When the loop last heard from Telegram, and what is wrong since, if anything is."""

    heard_at: datetime | None = None
    trouble: str = ""


class UpdateLoop:
    """Polls for updates and has the application handle each once, a chat's in order."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        seen: Seen,
        *,
        clock: Callable[[], datetime],
        poll_seconds: int = POLL_SECONDS,
        pause: Callable[[float], Any] = asyncio.sleep,
    ) -> None:
        self.heartbeat = Heartbeat()
        self._application = application
        self._bot = application.bot
        self._seen = seen
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._pause = pause
        self._offset: int | None = None
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._waiting = 0
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Poll until cancelled. Raises `TallywireError` where Telegram refuses the token."""
        failures = 0
        try:
            while True:
                wait = await self._poll(failures)
                failures = failures + 1 if wait else 0
                if wait:
                    await self._pause(wait.total_seconds())
        finally:
            await self.idle()

    async def idle(self, patience: float = 10.0) -> None:
        """Wait until every update taken in is handled, `patience` seconds at most."""
        if self._lanes:
            await asyncio.wait(list(self._lanes.values()), timeout=patience)

    async def _poll(self, failures: int) -> timedelta | None:
        """Ask once; gives how long to wait before asking again where it went wrong."""
        try:
            raw = await self._ask()
        except (InvalidToken, EndPointNotFound):
            return await self._refused()
        except Conflict:
            return self._wrong(
                "another program polls with this bot's token; stop it, or give it its own bot", 5
            )
        except RetryAfter as error:
            return self._wrong("asked too often", outcome_of(error).wait.total_seconds())
        except TelegramError as error:
            return self._wrong(redacted(error.message), back_off(failures).total_seconds())
        try:
            for item in raw:
                await self._take(item)
        except TallywireError as error:  # what was not taken is not confirmed, so it comes again
            return self._wrong(redacted(str(error)), back_off(failures).total_seconds())
        if self.heartbeat.trouble:
            log.info("updates come in again")
        self.heartbeat.heard_at, self.heartbeat.trouble = self._clock(), ""
        while self._waiting >= MOST_WAITING:
            await asyncio.wait(list(self._lanes.values()), return_when=asyncio.FIRST_COMPLETED)
        return None

    async def _refused(self) -> timedelta:
        """Find out whether the token was refused: the library takes a 401 for an unknown method."""
        try:
            await self._bot.get_me()
        except InvalidToken:
            message = "Telegram does not accept telegram.token; set it to the one that BotFather gives"
            raise TallywireError(message) from None
        except TelegramError as error:
            return self._wrong(redacted(error.message), back_off(0).total_seconds())
        return self._wrong("Telegram does not answer as its Bot API does", back_off(4).total_seconds())

    def _wrong(self, trouble: str, seconds: float) -> timedelta:
        if trouble != self.heartbeat.trouble:
            log.warning("no updates: %s", trouble)
        self.heartbeat.trouble = trouble
        return timedelta(seconds=min(seconds, 60.0))

    async def _ask(self) -> list[dict[str, Any]]:
        arguments = {"timeout": self._poll_seconds, "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            arguments["offset"] = self._offset
        # Named with a capital: the library warns of a method that it has a function for, but its function
        # parses all updates at once. Telegram takes method names in any case.
        answer = await self._bot.do_api_request(
            "GetUpdates", api_kwargs=arguments, read_timeout=self._poll_seconds + READ_MARGIN
        )
        return [item for item in answer if isinstance(item, dict)] if isinstance(answer, list) else []

    async def _take(self, item: dict[str, Any]) -> None:
        update_id = item.get("update_id")
        if not isinstance(update_id, int):
            log.error("an update without a number was passed over")
            return
        try:
            update = Update.de_json(item, self._bot)
        except Exception:
            log.exception("update %s cannot be read; it is passed over", update_id)
            self._offset = update_id + 1
            return
        first = await self._seen.first_time(update_id, self._clock())
        self._offset = update_id + 1
        if not first:
            log.info("update %s came again; it was handled before", update_id)
            return
        self._put_in_lane(update)

    def _put_in_lane(self, update: Update) -> None:
        """Have the update handled after those of its chat, beside those of others."""
        lane = update.effective_chat.id if update.effective_chat else 0
        before = self._lanes.get(lane)
        self._waiting += 1
        task = asyncio.create_task(self._handle(update, before), name=f"update {update.update_id}")
        self._lanes[lane] = task

        def leave(done: asyncio.Task[None]) -> None:
            if self._lanes.get(lane) is done:
                del self._lanes[lane]

        task.add_done_callback(leave)

    async def _handle(self, update: Update, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._places:
            try:
                await self._application.process_update(update)
            except Exception:
                log.exception("update %s could not be handled", update.update_id)
            finally:
                self._waiting -= 1
