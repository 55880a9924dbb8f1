"""A post's message, written when it is sent from what is known then."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.errors import NotFoundError
from bot.figures import Beat
from bot.ledger.desk_views import AuditView, ReviewView
from bot.ledger.told import story_and_revision
from bot.ledger.views import StoryView
from bot.wire.corrections import correction_message
from bot.wire.markup import Button, Keyboard, Message, Page, esc
from bot.wire.outbox import Owed
from bot.wire.posts import story_keyboard, story_post
from bot.wire.records import review_keyboard, review_message
from bot.wire.signs import Voice


class Stories(Protocol):
    """Where stories are read: `bot.ledger.archive.Archive`."""

    async def story(self, story_id: int) -> StoryView:
        """Give a story. Raises `NotFoundError`."""


class Decisions(Protocol):
    """Where reviews and changes are read: `bot.ledger.desk.Desk`."""

    async def review(self, review_id: int, now: datetime) -> ReviewView:
        """Give a review. Raises `NotFoundError`."""

    async def told_by(self, post_id: int) -> tuple[AuditView, ...]:
        """Give the changes that a correction's reply is to tell. Raises `NotFoundError`."""

    async def decisions_on(self, review: ReviewView) -> tuple[AuditView, ...]:
        """Tell what was done about a review and its figure, the oldest first."""


class PostWriter:
    """Writes posts in the zone of their chats."""

    def __init__(self, stories: Stories, decisions: Decisions, beat: Beat, zone: ZoneInfo) -> None:
        self._stories = stories
        self._decisions = decisions
        self._beat = beat
        self._zone = zone

    async def write(self, post: Owed, now: datetime) -> Message | None:
        """Give a post's message; None where there is nothing to tell any more."""
        try:
            return await self._write(post, now)
        except NotFoundError:
            return None

    async def _write(self, post: Owed, now: datetime) -> Message | None:
        voice = Voice.of(self._beat, ZoneInfo(post.zone) if post.zone else self._zone)
        if post.kind == "story" and post.story_id is not None:
            return story_post(await self._stories.story(post.story_id), voice, post_id=post.id)
        if post.kind == "correction":
            changes = await self._decisions.told_by(post.id)
            return correction_message(changes, voice, self.first_buttons(post))
        if post.kind == "review" and post.review_id is not None:
            review = await self._decisions.review(post.review_id, now)
            changes = await self._decisions.decisions_on(review)
            return review_message(review, voice, self.first_buttons(post), changes)
        return _notice(post.words or "", self.first_buttons(post))

    def first_buttons(self, post: Owed) -> Keyboard:
        """Give the buttons that a post is first sent with: always the same, and no other post's."""
        if post.kind == "story":
            return story_keyboard(post.story_id or 0, post.id)
        if post.kind == "correction":
            return ((Button("What changed", f"his:{story_and_revision(post.subject)[0]}:{post.id}"),),)
        if post.kind == "review":
            return review_keyboard(post.review_id or 0)
        return ((Button("Status", f"st:{post.id}"),),)


def _notice(words: str, keyboard: Keyboard) -> Message | None:
    page = Page()
    page.listing([esc(line) for line in words.splitlines()], "…")
    return page.message(keyboard) if words.strip() else None
