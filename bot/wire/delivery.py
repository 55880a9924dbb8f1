"""Delivery: what is owed is sent once, in order, at the pace that Telegram allows.

A tick claims what is due and sends it, a chat beside the others; each outcome is recorded before the chat's
next post is claimed. An outcome that is not known is settled (`bot.wire.settling`) before anything else is
sent to the chat.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.ledger.chats import Chats
from bot.wire.aftermath import SETTLE_AFTER, Aftermath
from bot.wire.markup import TEXT_LIMIT, Keyboard, Message, clip
from bot.wire.numbering import Numbering
from bot.wire.outbox import Outbox, Owed
from bot.wire.outcomes import Outcome, back_off, outcome_of
from bot.wire.pacing import Pacing
from bot.wire.sending import NO_PREVIEW, markup_of
from bot.wire.settling import Settler

log = logging.getLogger(__name__)

READ_TIMEOUT = 25.0


class Writer(Protocol):
    """Writes a post's message from the present state of what it tells."""

    async def write(self, post: Owed, now: datetime) -> Message | None:
        """Give the message; None where there is nothing to tell any more."""

    def first_buttons(self, post: Owed) -> Keyboard:
        """Give the buttons that the post is first sent with: always the same, and no other post's."""


class Delivery:
    """Delivers the outbox through a bot. `admins` are the chats that get notices of lost chats."""

    def __init__(
        self,
        bot: Bot,
        outbox: Outbox,
        chats: Chats,
        writer: Writer,
        *,
        pacing: Pacing,
        numbering: Numbering,
        clock: Callable[[], datetime],
        admins: Sequence[int] = (),
    ) -> None:
        self._bot = bot
        self._outbox = outbox
        self._writer = writer
        self._pacing = pacing
        self._numbering = numbering
        self._clock = clock
        self._aftermath = Aftermath(outbox, chats, pacing, clock, admins)
        self._settler = Settler(bot, outbox, numbering, self._aftermath)
        self._running: dict[int, asyncio.Task[None]] = {}

    async def start_due(self, now: datetime) -> int:
        """Claim what is due now and begin to send it; gives how many posts and edits were begun."""
        posts = await self._outbox.claim(now, lambda chat: self._place_for(chat, now))
        for post in posts:
            task = asyncio.create_task(self._handle(post), name=f"post {post.id}")
            self._running[post.chat_id] = task
            task.add_done_callback(partial(self._done, post.chat_id))
        return len(posts)

    async def deliver_due(self, now: datetime) -> int:
        """Send what is due now and wait for the outcomes; gives how many posts and edits were handled."""
        begun = await self.start_due(now)
        await self.idle()
        return begun

    async def idle(self) -> None:
        """Wait until nothing is being sent."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def close(self, patience: float = 10.0) -> None:
        """Let what is being sent end, `patience` seconds at most; the rest is settled at the next start."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=patience)
        for task in list(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _place_for(self, chat_id: int, now: datetime) -> bool:
        """Whether the chat may be sent to now; the send is counted at once, for the next chat asked about."""
        if chat_id in self._running or self._pacing.ready_at(chat_id, now) > now:
            return False
        self._pacing.took(chat_id, now)
        return True

    def _done(self, chat_id: int, task: asyncio.Task[None]) -> None:
        self._running.pop(chat_id, None)
        if not task.cancelled() and task.exception():
            log.error("chat %s: an outcome could not be recorded", chat_id, exc_info=task.exception())

    async def _handle(self, post: Owed) -> None:
        try:
            message = await self._writer.write(post, self._clock())
        except Exception:
            log.exception("post %s could not be written; it is tried again", post.id)
            await self._aftermath.again(
                post, self._clock() + back_off(post.attempts + 2), "it could not be written"
            )
            return
        try:
            await self._take_on(post, message)
        except Exception:
            log.exception("post %s: trouble while it was sent; it is settled first", post.id)
            if not post.edit:
                await self._outbox.unsure(post, self._clock() + SETTLE_AFTER, "trouble while it was sent")

    async def _take_on(self, post: Owed, message: Message | None) -> None:
        if post.state == "unsure":
            buttons = markup_of(self._writer.first_buttons(post))
            text = message.plain.strip() if message else ""
            await self._settler.settle(post, text, buttons, self._clock())
        elif message is None:
            await self._nothing_to_tell(post)
        elif post.edit:
            await self._edit(post, message)
        else:
            await self._send(post, message)

    async def _nothing_to_tell(self, post: Owed) -> None:
        if post.edit:
            await self._outbox.edited(post, post.wanted, post.shown_hash)
        else:
            await self._outbox.failed(post, "nothing to tell any more")

    async def _send(self, post: Owed, message: Message) -> None:
        self._settler.about_to_send(post)
        try:
            sent_id = await self._request(post, message.html, markup_of(message.keyboard), ParseMode.HTML)
        except TelegramError as error:
            outcome = outcome_of(error)
            if outcome.kind == "malformed":
                await self._send_plain(post, message, outcome)
            else:
                await self._aftermath.not_sent(post, outcome)
            return
        await self._arrived(post, sent_id, message)

    async def _send_plain(self, post: Owed, message: Message, outcome: Outcome) -> None:
        """Send the words without markup: Telegram could not read ours, which is a defect to be mended."""
        log.error("post %s: Telegram cannot read it (%s); sending it without markup", post.id, outcome.said)
        try:
            sent_id = await self._request(
                post, clip(message.plain, TEXT_LIMIT), markup_of(message.keyboard), None
            )
        except TelegramError as error:
            again = outcome_of(error)
            if again.kind == "malformed":
                await self._outbox.failed(post, again.said)
            else:
                await self._aftermath.not_sent(post, again)
            return
        await self._arrived(post, sent_id, message)

    async def _request(
        self, post: Owed, text: str, buttons: InlineKeyboardMarkup | None, mode: ParseMode | None
    ) -> int:
        reply = ReplyParameters(post.reply_to, allow_sending_without_reply=True) if post.reply_to else None
        sent = await self._bot.send_message(
            post.chat_id,
            text,
            parse_mode=mode,
            reply_markup=buttons,
            reply_parameters=reply,
            message_thread_id=post.thread_id or None,
            link_preview_options=NO_PREVIEW,
            read_timeout=READ_TIMEOUT,
        )
        return sent.message_id

    async def _arrived(self, post: Owed, message_id: int, message: Message) -> None:
        self._settler.forget(post)
        self._numbering.saw(post.chat_id, message_id)
        await self._outbox.sent(post, message_id, post.wanted, fingerprint(message), self._clock())

    async def _edit(self, post: Owed, message: Message) -> None:
        mark = fingerprint(message)
        if mark == post.shown_hash:
            await self._outbox.edited(post, post.wanted, mark)
            return
        try:
            await self._bot.edit_message_text(
                message.html,
                post.chat_id,
                post.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=markup_of(message.keyboard),
                link_preview_options=NO_PREVIEW,
                read_timeout=READ_TIMEOUT,
            )
        except TelegramError as error:
            await self._aftermath.not_edited(post, outcome_of(error), mark)
            return
        await self._outbox.edited(post, post.wanted, mark)


def fingerprint(message: Message) -> str:
    """Give a hash of what a message shows, by which an edit that would change nothing is spared."""
    return hashlib.sha256(f"{message.html}\0{message.keyboard!r}".encode()).hexdigest()
