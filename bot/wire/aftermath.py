"""What follows where Telegram did not carry out a request: when the post is tried again, and who is told."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.ledger.chats import Chats
from bot.wire.outbox import Outbox, Owed
from bot.wire.outcomes import Outcome, back_off
from bot.wire.pacing import Pacing

log = logging.getLogger(__name__)

SETTLE_AFTER = timedelta(seconds=5)
"""A request that was cut off may still be on its way; so long it is given to arrive."""

STUCK_RETRY = timedelta(minutes=10)


class Aftermath:
    """Records what became of posts that were not sent. `admins` are the chats that get notices."""

    def __init__(
        self,
        outbox: Outbox,
        chats: Chats,
        pacing: Pacing,
        clock: Callable[[], datetime],
        admins: Sequence[int],
    ) -> None:
        self._outbox = outbox
        self._chats = chats
        self._pacing = pacing
        self._clock = clock
        self._admins = tuple(admins)

    async def not_sent(self, post: Owed, outcome: Outcome) -> None:
        """Record why a post did not go out, or that it is not known whether it did."""
        now = self._clock()
        if outcome.kind == "unknown":
            log.warning("post %s: outcome not known (%s); it is settled first", post.id, outcome.said)
            await self._outbox.unsure(post, now + SETTLE_AFTER, outcome.said)
        elif outcome.kind in {"refused", "missing", "unchanged"}:
            log.error("post %s to chat %s was refused: %s", post.id, post.chat_id, outcome.said)
            await self._outbox.failed(post, outcome.said)
            await self._tell_admins(f"refused:{post.id}", f"A post could not be sent: {outcome.said}", now)
        else:
            await self.trouble(post, outcome)

    async def trouble(self, post: Owed, outcome: Outcome) -> None:
        """Handle what sends, edits and searches have in common: the network, the pace, the chat itself."""
        now = self._clock()
        if outcome.kind == "wait":
            self._pacing.hold(post.chat_id, now + outcome.wait)
            await self._outbox.waiting(post, now + outcome.wait)
        elif outcome.kind == "moved":
            log.info("chat %s became the supergroup %s", post.chat_id, outcome.moved_to)
            await self._chats.move(post.chat_id, outcome.moved_to, now=now)
            if not post.edit:
                await self._outbox.later(post, now, outcome.said)
        elif outcome.kind == "gone":
            await self._chat_gone(post, outcome, now)
        elif outcome.kind == "stuck":
            await self.again(post, now + STUCK_RETRY, outcome.said)
            words = (
                f"Posts to chat {post.chat_id} are held up: {outcome.said}. Give the bot the right to post."
            )
            await self._tell_admins(f"stuck:{post.chat_id}:{now:%Y-%m-%d}", words, now)
        else:
            await self.again(post, now + back_off(post.attempts), outcome.said)

    async def again(self, post: Owed, due_at: datetime, said: str) -> None:
        """Have the post tried again at `due_at`: sent, edited or settled, whatever was to be done."""
        if post.state == "unsure":
            await self._outbox.unsure(post, due_at, said)
        else:
            await self._outbox.later(post, due_at, said)

    async def _chat_gone(self, post: Owed, outcome: Outcome, now: datetime) -> None:
        log.warning("chat %s is lost: %s", post.chat_id, outcome.said)
        chat = await self._chats.chat(post.chat_id)
        await self._chats.leave(post.chat_id, now=now)
        if not post.edit:
            await self._outbox.failed(post, outcome.said)
        title = (chat.title or chat.handle if chat else None) or str(post.chat_id)
        words = (
            f"“{title}” can no longer be posted to ({outcome.said}). Its subscriptions rest until I am back."
        )
        await self._tell_admins(f"gone:{post.chat_id}:{now:%Y-%m-%d}", words, now)

    async def _tell_admins(self, about: str, words: str, now: datetime) -> None:
        await self._outbox.notify(self._admins, f"notice:{about}", words, now)

    async def not_edited(self, post: Owed, outcome: Outcome, mark: str) -> None:
        """Record why an edit was not made; `mark` is the fingerprint of what was to be shown."""
        now = self._clock()
        if outcome.kind == "unchanged":
            await self._outbox.edited(post, post.wanted, mark)
        elif outcome.kind == "missing":
            note = "the message was deleted in the chat, or can no longer be edited"
            await self._outbox.edited(post, post.wanted, post.shown_hash, note)
        elif outcome.kind in {"malformed", "refused"}:
            log.error("post %s: its edit was refused: %s", post.id, outcome.said)
            await self._outbox.edited(post, post.wanted, post.shown_hash, outcome.said)
        elif outcome.kind == "unknown":  # an edit may be repeated: the same words twice change nothing
            await self._outbox.later(post, now + back_off(post.attempts), outcome.said)
        else:
            await self.trouble(post, outcome)

    async def lost(self, post: Owed) -> None:
        """Give a post up of which it cannot be found out whether it arrived."""
        now = self._clock()
        words = f"It is not known whether post {post.id} to chat {post.chat_id} arrived. Please look there."
        await self._outbox.failed(post, "it is not known whether this arrived")
        await self._tell_admins(f"lost:{post.id}", words, now)
