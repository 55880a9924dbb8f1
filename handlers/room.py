"""What a handler works with: the room's services, and the question that was asked of it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from telegram import Bot, CallbackQuery
from telegram.error import BadRequest

from bot.config import Settings
from bot.errors import NotAllowedError, QuestionError
from bot.figures import Beat
from bot.intake.feeds import FeedBook
from bot.ledger.archive import Archive
from bot.ledger.chats import ChatKind, Chats
from bot.ledger.desk import Desk
from bot.ledger.people import Person
from bot.wire.markup import Message, Page, clip, esc
from bot.wire.outbox import Outbox
from bot.wire.replies import Place, Replies
from bot.wire.signs import Voice
from bot.wire.updates import Heartbeat

log = logging.getLogger(__name__)

KEY = "room"
"""Under which the room stands in the application's `bot_data`."""


@dataclass(frozen=True)
class Room:
    """The services that handlers use; put together in one place, `bot.app`.

    `about` tells what /status shows of the program itself: its version, and where its data are kept, without
    passwords. `heartbeat` is the update loop's.
    """

    archive: Archive
    desk: Desk
    feeds: FeedBook
    chats: Chats
    outbox: Outbox
    replies: Replies
    settings: Settings
    beat: Beat
    clock: Callable[[], datetime]
    heartbeat: Heartbeat
    about: tuple[str, ...] = ()

    def voice(self, zone: ZoneInfo | None = None) -> Voice:
        """Give the words of the beat, in a chat's zone or the newsroom's."""
        return Voice.of(self.beat, zone or self.settings.newsroom.tz)

    def is_admin(self, user_id: int) -> bool:
        """Whether the person decides feeds, channels and people."""
        return user_id in self.settings.newsroom.admins

    def is_editor(self, user_id: int) -> bool:
        """Whether the person may correct figures; admins may."""
        return user_id in self.settings.newsroom.editors or self.is_admin(user_id)


@dataclass(frozen=True)
class Asked:
    """One command, button or line of text: who asks what, where.

    `words` follow the command. `message_id` is the message asked with, or the one whose button was pressed.
    `anonymous`: somebody who writes in a group's or channel's name, whom nobody can authorise.
    """

    room: Room
    bot: Bot
    person: Person
    chat_id: int
    chat_kind: ChatKind
    thread_id: int
    message_id: int
    words: str
    voice: Voice
    anonymous: bool = False
    pressed: "Pressed | None" = None

    @property
    def now(self) -> datetime:
        """The present time."""
        return self.room.clock()

    @property
    def today(self) -> date:
        """The day it is in the newsroom's zone, from which periods are reckoned."""
        return self.now.astimezone(self.room.settings.newsroom.tz).date()

    @property
    def first_number(self) -> int:
        """The number that a button's data begin with (`12:345`), 0 where there is none."""
        first = self.words.partition(":")[0]
        return int(first) if first.isascii() and first.isdigit() and len(first) < 19 else 0

    def deep_link(self, payload: str) -> str:
        """Give the link that opens the person's own chat with the bot at `/start payload`."""
        return f"https://t.me/{self.bot.username}?start={payload}"

    @property
    def private(self) -> bool:
        """Whether this is a chat of one person with the bot."""
        return self.chat_kind == "private"

    @property
    def place(self) -> Place:
        """Where the answer goes: the topic asked in; in groups as a reply to the question."""
        return Place(self.chat_id, self.thread_id, 0 if self.private else self.message_id)

    async def reply(self, said: Message | str, *, asks: str = "") -> None:
        """Answer with a message, or with plain words."""
        message = said if isinstance(said, Message) else words(said)
        await self.room.replies.send(self.place, message, asks=asks)

    async def edit(self, message: Message) -> None:
        """Change the message whose button was pressed."""
        await self.room.replies.edit(self.chat_id, self.message_id, message)

    def require_admin(self) -> None:
        """Raise `NotAllowedError` unless an admin of the newsroom asks."""
        self.require_name()
        if not self.room.is_admin(self.person.id):
            message = "Only the newsroom's admins may do this."
            raise NotAllowedError(message)

    def require_editor(self) -> None:
        """Raise `NotAllowedError` unless an editor or admin of the newsroom asks."""
        self.require_name()
        if not self.room.is_editor(self.person.id):
            message = "Only the newsroom's editors may do this."
            raise NotAllowedError(message)

    def require_name(self) -> None:
        """Raise `NotAllowedError` where somebody asks in a chat's name."""
        if self.anonymous:
            message = (
                "You write anonymously here, so I cannot tell who asks. Write as yourself, or to me alone."
            )
            raise NotAllowedError(message)


Run = Callable[[Asked], Awaitable[None]]
Who = Literal["everybody", "editors", "admins"]


@dataclass(frozen=True)
class Command:
    """A command: its name, what it does, how it is written (after the name), who may use it."""

    name: str
    run: Run
    summary: str
    usage: str = ""
    example: str = ""
    who: Who = "everybody"


class Pressed:
    """A button that was pressed; Telegram shows that it works until it is answered, which is done once."""

    def __init__(self, query: CallbackQuery) -> None:
        self._query = query
        self._answered = False

    async def alert(self, said: str) -> None:
        """Answer with words that the person must close (200 characters at most)."""
        await self._answer(text=clip(said, 200), show_alert=True)

    async def toast(self, said: str) -> None:
        """Answer with words that pass."""
        await self._answer(text=clip(said, 200))

    async def open(self, url: str) -> None:
        """Answer by opening the bot's private chat at a deep link."""
        await self._answer(url=url)

    async def end(self) -> None:
        """Answer without words, unless it was answered already."""
        await self._answer()

    async def _answer(
        self, *, text: str | None = None, url: str | None = None, show_alert: bool = False
    ) -> None:
        if self._answered:
            return
        self._answered = True
        try:
            await self._query.answer(text=text, url=url, show_alert=show_alert or None)
        except BadRequest as error:  # asked longer ago than Telegram remembers
            log.info("a button could not be answered: %s", error.message)


def words(said: str) -> Message:
    """Write plain words, line by line, as a message."""
    page = Page()
    page.listing([esc(line) for line in said.splitlines()] or [esc(said)], "…")
    return page.message()


def page_number(digits: str) -> int:
    """Read the number of a page (from 0) in a button's data; what is none is the first page."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0


def number_in(asked: Asked, example: str) -> int:
    """Read the number that the words begin with. Raises `QuestionError` with an example."""
    first = asked.words.split(maxsplit=1)[0] if asked.words.strip() else ""
    digits = first.lstrip("#")
    if digits.isascii() and digits.isdigit() and len(digits) < 19:
        return int(digits)
    message = f"A number is needed, like this: {example}"
    raise QuestionError(message, first)


def only_number(asked: Asked, example: str) -> int:
    """Read the one number that the words are. Raises `QuestionError` with an example."""
    number = number_in(asked, example)
    if len(asked.words.split()) > 1:
        message = f"One number and nothing else is needed, like this: {example}"
        raise QuestionError(message, asked.words)
    return number
