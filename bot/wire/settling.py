"""Finding out whether a send of unknown outcome arrived, without sending it again.

Channels and supergroups number their messages in sequence, and a bot may edit no other people's messages.
Every post carries buttons whose data hold the post's own number. So the numbers above the last one known
are tried, in order, one at each turn of the chat, with a change of buttons to exactly those of the post: "not
modified" proves that the message is this post, and changes nothing; "can't be edited" is somebody else's
message; "not found" is none. A run of numbers without a message is the end of the chat: it did not arrive.

Limits: answers to commands that the bot gave before a crash are not known by number. Meeting one, the
change succeeds and is undone at once; such an answer loses its buttons. Administrators' posts in a
channel are met the same way, and have none to lose. In a chat where nothing is known to have been sent,
the newest number is learnt by a silent message that is deleted at once. Private chats and basic groups share
one count, so that a longer run of numbers is passed over there.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from telegram import Bot, InlineKeyboardMarkup
from telegram import Message as Sent
from telegram.error import TelegramError

from bot.wire.aftermath import Aftermath
from bot.wire.numbering import Numbering
from bot.wire.outbox import Outbox, Owed
from bot.wire.outcomes import Outcome, outcome_of

log = logging.getLogger(__name__)

RUN_ALONE = 8
"""So many numbers in a row without a message end the search where the chat counts its own messages."""

RUN_SHARED = 40
"""The same where private chats share one count."""

MOST_PROBES = 300

FIRST_OF_ITS_OWN = -1_000_000_000_000
"""Ids of channels and supergroups, which count their own messages, are below this."""


@dataclass
class Search:
    """A search under way: `number` is the last one tried, `run` the numbers without a message up to it.

    `undo` is another message of the bot's whose buttons were changed and must be taken off again.
    """

    number: int
    shared: bool
    run: int = 0
    probes: int = 0
    undo: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Whether the post `arrived` (as `message_id`), is `absent`, past finding (`lost`), or still looked for.

    In the last case (`on`) `trouble` is set where Telegram did not answer the step; it is to be taken again.
    """

    verdict: Literal["arrived", "absent", "lost", "on"]
    message_id: int = 0
    trouble: Outcome | None = None


async def step(
    bot: Bot, chat_id: int, search: Search, known: frozenset[int], text: str, buttons: InlineKeyboardMarkup
) -> Found:
    """Try the next number that is not `known` to be another message. Asks Telegram once, twice to undo.

    `buttons` are those that the post is first sent with, `text` what it shows at present.
    """
    number = search.number + 1
    while number in known:
        number += 1
        search.run = 0
    try:
        if search.undo:
            await _undo(bot, chat_id, search)
            return Found("on")
        whose = await _probe(bot, chat_id, number, text, buttons)
        search.number, search.probes = number, search.probes + 1
        if whose == "ours":
            return Found("arrived", number)
        if whose == "changed":
            search.undo = number
            await _undo(bot, chat_id, search)
    except TelegramError as error:
        outcome = outcome_of(error)
        if outcome.kind == "unknown" and not search.undo:  # the buttons may have been changed
            search.undo = number
        return Found("on", trouble=outcome)
    search.run = search.run + 1 if whose == "none" else 0
    if search.run >= (RUN_SHARED if search.shared else RUN_ALONE):
        return Found("absent")
    return Found("lost" if search.probes >= MOST_PROBES else "on")


async def _probe(
    bot: Bot, chat_id: int, number: int, text: str, buttons: InlineKeyboardMarkup
) -> Literal["ours", "changed", "theirs", "none"]:
    try:
        changed = await bot.edit_message_reply_markup(chat_id, number, reply_markup=buttons)
    except TelegramError as error:
        outcome = outcome_of(error)
        if outcome.kind == "unchanged":
            return "ours"
        if outcome.kind == "missing":
            return "theirs" if "can't be edited" in outcome.said.casefold() else "none"
        raise
    same = isinstance(changed, Sent) and changed.text == text
    return "ours" if same else "changed"


async def _undo(bot: Bot, chat_id: int, search: Search) -> None:
    try:
        await bot.edit_message_reply_markup(chat_id, search.undo, reply_markup=None)
    except TelegramError as error:
        if outcome_of(error).kind not in {"unchanged", "missing"}:
            raise
    search.undo = 0


async def newest_number(bot: Bot, chat_id: int, thread_id: int) -> int:
    """Learn a chat's newest message number by a silent message, deleted at once. Raises TelegramError."""
    probe = await bot.send_message(
        chat_id, "…", disable_notification=True, message_thread_id=thread_id or None
    )
    await bot.delete_message(chat_id, probe.message_id)
    return probe.message_id


class Settler:
    """Finds out, step by step, which posts of unknown outcome arrived."""

    def __init__(self, bot: Bot, outbox: Outbox, numbering: Numbering, aftermath: Aftermath) -> None:
        self._bot = bot
        self._outbox = outbox
        self._numbering = numbering
        self._aftermath = aftermath
        self._floors: dict[int, int] = {}
        self._searches: dict[int, Search] = {}

    def about_to_send(self, post: Owed) -> None:
        """Note the newest message of the chat: the post can only be above it."""
        self._floors[post.id] = self._numbering.last(post.chat_id)

    def forget(self, post: Owed) -> None:
        """Drop what was noted of a post whose outcome is known."""
        self._floors.pop(post.id, None)
        self._searches.pop(post.id, None)

    async def settle(
        self, post: Owed, text: str, buttons: InlineKeyboardMarkup | None, now: datetime
    ) -> None:
        """Take one step of the search for a post, and record what it found.

        `buttons` are those that the post is first sent with, `text` is what it would show at present.
        """
        if buttons is None:
            await self._give_up(post)
            return
        try:
            search = self._searches.get(post.id) or await self._begin(post)
        except TelegramError as error:
            outcome = outcome_of(error)
            again = Outcome("later", outcome.said) if outcome.kind == "unknown" else outcome
            await self._aftermath.trouble(post, again)
            return
        self._searches[post.id] = search
        known = await self._outbox.messages_above(post.chat_id, search.number)
        known |= self._numbering.answers(post.chat_id)
        await self._record(post, await step(self._bot, post.chat_id, search, known, text, buttons), now)

    async def _record(self, post: Owed, found: Found, now: datetime) -> None:
        if found.trouble is not None and found.trouble.kind not in {"unknown", "malformed", "refused"}:
            await self._aftermath.trouble(post, found.trouble)
        elif found.verdict == "arrived":
            log.info("post %s had arrived as message %s", post.id, found.message_id)
            self.forget(post)
            # What it shows may be behind by now: as revision 0 it owes an edit.
            await self._outbox.sent(post, found.message_id, 0, "", now)
        elif found.verdict == "absent":
            log.info("post %s had not arrived; it is sent again", post.id)
            self.forget(post)
            await self._outbox.absent(post, now)
        elif found.verdict == "lost":
            await self._give_up(post)
        else:
            await self._outbox.waiting(post, now)

    async def _begin(self, post: Owed) -> Search:
        """Begin a search above the last message known before the post was sent. Raises TelegramError."""
        floor = await self._outbox.last_message(post.chat_id, post.id) or 0
        floor = max(floor, self._floors.get(post.id, 0))
        if not floor:
            newest = await newest_number(self._bot, post.chat_id, post.thread_id)
            floor = max(0, newest - 1 - 2 * RUN_ALONE)
        return Search(floor, shared=post.chat_id > FIRST_OF_ITS_OWN)

    async def _give_up(self, post: Owed) -> None:
        self.forget(post)
        await self._aftermath.lost(post)
