"""Answers to people: sent once, at the pace that Telegram allows, in the chat and topic they asked in."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TypeVar

from telegram import Bot, ForceReply, InputFile, ReplyParameters
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.wire.markup import TEXT_LIMIT, Message, clip
from bot.wire.numbering import Numbering
from bot.wire.outcomes import outcome_of
from bot.wire.pacing import Pacing
from bot.wire.sending import NO_PREVIEW, markup_of

log = logging.getLogger(__name__)

T = TypeVar("T")
_TRIES = 3
_LONGEST_WAIT = 60.0
"""Seconds; a person who asked has given up by then."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: chat, topic (0: none) and the message it answers (0: none)."""

    chat_id: int
    thread_id: int = 0
    reply_to: int = 0


class Replies:
    """Sends answers through a bot, sharing the pace of the posts."""

    def __init__(
        self,
        bot: Bot,
        pacing: Pacing,
        numbering: Numbering,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._pacing = pacing
        self._numbering = numbering
        self._clock = clock
        self._pause = pause

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note a message of a chat, so that a lost send is looked for above it."""
        self._numbering.saw(chat_id, message_id)

    async def send(self, place: Place, message: Message, *, asks: str = "") -> Sent:
        """Send an answer; `asks` has Telegram open a reply to it, with this as the placeholder."""
        reply = ForceReply(selective=True, input_field_placeholder=asks[:64]) if asks else None

        async def request(html: str, mode: ParseMode | None) -> Sent:
            return await self._bot.send_message(
                place.chat_id,
                html,
                parse_mode=mode,
                reply_markup=reply or markup_of(message.keyboard),
                reply_parameters=_answering(place),
                message_thread_id=place.thread_id or None,
                link_preview_options=NO_PREVIEW,
            )

        sent = await self._readable(place.chat_id, message, request)
        self._numbering.answered(place.chat_id, sent.message_id)
        return sent

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Change an answer in place; one that shows this already, or is gone, is left."""

        async def request(html: str, mode: ParseMode | None) -> object:
            return await self._bot.edit_message_text(
                html,
                chat_id,
                message_id,
                parse_mode=mode,
                reply_markup=markup_of(message.keyboard),
                link_preview_options=NO_PREVIEW,
            )

        try:
            await self._readable(chat_id, message, request)
        except TelegramError as error:
            if outcome_of(error).kind not in {"unchanged", "missing"}:
                raise

    async def photo(self, place: Place, png: bytes, caption: Message) -> None:
        """Send a picture with a caption of at most 1,024 characters."""

        async def request() -> Sent:
            return await self._bot.send_photo(
                place.chat_id,
                InputFile(BytesIO(png), filename="chart.png"),
                caption=caption.html,
                parse_mode=ParseMode.HTML,
                reply_markup=markup_of(caption.keyboard),
                reply_parameters=_answering(place),
                message_thread_id=place.thread_id or None,
            )

        sent = await self._paced(place.chat_id, request)
        self._numbering.answered(place.chat_id, sent.message_id)

    async def document(self, place: Place, name: str, body: bytes, caption: Message) -> None:
        """Send a file under a name, with a caption."""

        async def request() -> Sent:
            return await self._bot.send_document(
                place.chat_id,
                InputFile(BytesIO(body), filename=name),
                caption=caption.html,
                parse_mode=ParseMode.HTML,
                reply_parameters=_answering(place),
                message_thread_id=place.thread_id or None,
            )

        sent = await self._paced(place.chat_id, request)
        self._numbering.answered(place.chat_id, sent.message_id)

    async def _readable(
        self, chat_id: int, message: Message, request: Callable[[str, ParseMode | None], Awaitable[T]]
    ) -> T:
        """Send the words; without markup where Telegram cannot read ours, which is a defect to be mended."""
        try:
            return await self._paced(chat_id, lambda: request(message.html, ParseMode.HTML))
        except TelegramError as error:
            outcome = outcome_of(error)
            if outcome.kind != "malformed":
                raise
            log.exception("an answer to chat %s cannot be read by Telegram: %s", chat_id, outcome.said)
        return await self._paced(chat_id, lambda: request(clip(message.plain, TEXT_LIMIT), None))

    async def _paced(self, chat_id: int, request: Callable[[], Awaitable[T]]) -> T:
        """Wait for the chat's turn and ask; again only where it is certain that nothing was sent."""
        for attempt in range(_TRIES):
            await self._turn(chat_id)
            try:
                return await request()
            except TelegramError as error:
                outcome = outcome_of(error)
                too_long = outcome.wait.total_seconds() > _LONGEST_WAIT
                if outcome.kind not in {"wait", "later"} or too_long or attempt == _TRIES - 1:
                    raise
                if outcome.kind == "wait":
                    self._pacing.hold(chat_id, self._clock() + outcome.wait)
                else:
                    await self._pause(2.0**attempt)
        message = "unreachable: the last attempt returns or raises"
        raise AssertionError(message)

    async def _turn(self, chat_id: int) -> None:
        now = self._clock()
        ready = self._pacing.ready_at(chat_id, now)
        self._pacing.took(chat_id, ready)
        if ready > now:
            await self._pause(min((ready - now).total_seconds(), _LONGEST_WAIT))


def _answering(place: Place) -> ReplyParameters | None:
    if not place.reply_to:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)
