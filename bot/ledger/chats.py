"""Chats that the bot has met, and what they subscribed to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.errors import NotFoundError, TallywireError
from bot.ledger import owing
from bot.ledger.desk_views import ChatView, SubscriptionView
from bot.ledger.filters import Filter
from bot.store import Store
from bot.store.tables import ChatRow, FigureRow, PostRow, ReportRow, ReviewRow, SubscriptionRow

_WORDS_LENGTH = 300

ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(frozen=True, slots=True)
class Met:
    """A chat as Telegram shows it. `handle` is its @name, with or without the @."""

    id: int
    kind: ChatKind
    title: str = ""
    handle: str | None = None


class Chats:
    """Who is posted to, and what each chat wants to hear of."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    async def meet(self, met: Met, *, now: datetime) -> ChatView:
        """Note a chat, or what changed about it; one the bot had left is back with it."""
        async with self._store.begin() as session:
            return _chat_view(await _meet(session, met, now))

    async def leave(self, chat_id: int, *, now: datetime) -> None:
        """Note that the bot may not post in a chat any more; what is owed there waits no longer."""
        async with self._store.begin() as session:
            row = await session.get(ChatRow, chat_id)
            if row is not None:
                row.left_at = now
                await _give_up_posts(session, chat_id)

    async def move(self, old: int, new: int, *, now: datetime) -> None:
        """Follow a group that became a supergroup: Telegram gave it another id."""
        async with self._store.begin() as session:
            row = await session.get(ChatRow, old)
            if row is None:
                return
            await _meet(session, Met(new, "supergroup", row.title, row.handle), now, zone=row.zone)
            await _move_subscriptions(session, old, new)
            waiting = (PostRow.chat_id == old) & PostRow.state.in_(("owed", "unsure", "sending"))
            await session.execute(update(PostRow).where(waiting).values(chat_id=new))
            row.left_at = now

    async def chat(self, chat_id: int) -> ChatView | None:
        """Give a chat; None where the bot has not met it."""
        async with self._store.read() as session:
            row = await session.get(ChatRow, chat_id)
            return _chat_view(row) if row else None

    async def set_zone(self, chat_id: int, zone: str | None) -> None:
        """Show times in a chat in a zone of its own (None: the newsroom's). Raises `NotFoundError`."""
        async with self._store.begin() as session:
            row = await session.get(ChatRow, chat_id)
            if row is None:
                message = "the bot does not know this chat yet"
                raise NotFoundError(message)
            row.zone = zone

    async def subscribe(
        self, chat_id: int, only: Filter, *, thread_id: int = 0, by: int | None, now: datetime
    ) -> tuple[SubscriptionView, bool]:
        """Let a chat (and topic) get posts that match; False where it does already. The chat must be met."""
        async with self._store.begin() as session:
            if await session.get(ChatRow, chat_id) is None:
                message = "the bot does not know this chat yet"
                raise NotFoundError(message)
            if len(only.words) > _WORDS_LENGTH:
                message = f"say it in fewer words: a filter may have {_WORDS_LENGTH} characters"
                raise TallywireError(message)
            return await _subscribe(session, chat_id, thread_id, only, by=by, configured=False, now=now)

    async def unsubscribe(
        self, chat_id: int, *, thread_id: int = 0, words: str | None = None, now: datetime
    ) -> tuple[SubscriptionView, ...]:
        """End the subscription of these words (None: all) in a chat and topic; return those ended."""
        async with self._store.begin() as session:
            rows = [
                row
                for row in await _subscriptions(session, chat_id, thread_id)
                if words is None or row.words.casefold() == words.casefold()
            ]
            for row in rows:
                row.ended_at = now
            return tuple(_subscription_view(row) for row in rows)

    async def subscriptions(self, chat_id: int | None = None) -> tuple[SubscriptionView, ...]:
        """Give what a chat (None: any chat) is subscribed to, the oldest first."""
        async with self._store.read() as session:
            query = select(SubscriptionRow).where(SubscriptionRow.ended_at.is_(None))
            if chat_id is not None:
                query = query.where(SubscriptionRow.chat_id == chat_id)
            rows = await session.scalars(query.order_by(SubscriptionRow.id))
            return tuple(_subscription_view(row) for row in rows)

    async def unmet(self) -> tuple[int | str, ...]:
        """Give the configured chats that the bot has not met: Telegram is to be asked about them by name."""
        async with self._store.read() as session:
            names = [channel.chat for channel in self._settings.channels]
            if self._settings.review.chat is not None:
                names.append(self._settings.review.chat)
            distinct = dict.fromkeys(names)
            return tuple([name for name in distinct if await owing.find_chat(session, name) is None])

    async def sync(self, filters: Sequence[Filter], *, now: datetime) -> None:
        """Make the configured channels' subscriptions what the configuration says.

        `filters` are the channels' `only`, in their order. Those that it names no more are ended; those that
        people made stay. Chats that are not met are left for later. Reviews that opened before the editors'
        chat was met are put to it now.
        """
        async with self._store.begin() as session:
            wanted: set[tuple[int, int, str]] = set()
            for channel, only in zip(self._settings.channels, filters, strict=True):
                chat = await owing.find_chat(session, channel.chat)
                if chat is not None:
                    wanted.add((chat.id, channel.topic, only.words))
                    await _subscribe(session, chat.id, channel.topic, only, by=None, configured=True, now=now)
            rows = await session.scalars(
                select(SubscriptionRow).where(SubscriptionRow.configured, SubscriptionRow.ended_at.is_(None))
            )
            for row in rows:
                if (row.chat_id, row.thread_id, row.words) not in wanted:
                    row.configured = False
                    row.ended_at = now if row.created_by is None else None
            await self._owe_open_reviews(session, now)

    async def _owe_open_reviews(self, session: AsyncSession, now: datetime) -> None:
        has_post = select(PostRow.review_id).where(PostRow.review_id.is_not(None))
        waiting = await session.scalars(
            select(ReviewRow)
            .join(FigureRow, FigureRow.id == ReviewRow.figure_id)
            .join(ReportRow, ReportRow.id == FigureRow.report_id)
            .where(ReviewRow.outcome.is_(None), ReviewRow.id.not_in(has_post), ReportRow.to_post)
            .order_by(ReviewRow.id)
        )
        for review in waiting:
            await owing.owe_review(session, review, self._settings.review.chat, now=now)


async def _meet(session: AsyncSession, met: Met, now: datetime, zone: str | None = None) -> ChatRow:
    handle = met.handle.removeprefix("@").casefold() if met.handle else None
    if handle is not None:  # a name that another chat gave up
        await session.execute(
            update(ChatRow).where(ChatRow.handle == handle, ChatRow.id != met.id).values(handle=None)
        )
    row = await session.get(ChatRow, met.id)
    if row is None:
        row = ChatRow(id=met.id, kind=met.kind, met_at=now, zone=zone)
        session.add(row)
    row.kind, row.title, row.handle, row.left_at = met.kind, met.title, handle, None
    await session.flush()
    return row


async def _subscribe(
    session: AsyncSession,
    chat_id: int,
    thread_id: int,
    only: Filter,
    *,
    by: int | None,
    configured: bool,
    now: datetime,
) -> tuple[SubscriptionView, bool]:
    row = await session.scalar(
        select(SubscriptionRow).where(
            SubscriptionRow.chat_id == chat_id,
            SubscriptionRow.thread_id == thread_id,
            SubscriptionRow.words == only.words,
        )
    )
    stands = row is not None and row.ended_at is None
    if row is None:
        row = SubscriptionRow(chat_id=chat_id, thread_id=thread_id, words=only.words, created_at=now)
        session.add(row)
    if not stands:
        row.created_by, row.created_at, row.ended_at = by, now, None
    row.filter = only.to_dict()
    row.configured = configured or (stands and row.configured)
    await session.flush()
    return _subscription_view(row), not stands


async def _subscriptions(session: AsyncSession, chat_id: int, thread_id: int) -> list[SubscriptionRow]:
    rows = await session.scalars(
        select(SubscriptionRow)
        .where(
            SubscriptionRow.chat_id == chat_id,
            SubscriptionRow.thread_id == thread_id,
            SubscriptionRow.ended_at.is_(None),
        )
        .order_by(SubscriptionRow.id)
    )
    return list(rows)


async def _move_subscriptions(session: AsyncSession, old: int, new: int) -> None:
    rows = await session.scalars(select(SubscriptionRow).where(SubscriptionRow.chat_id == old))
    taken = await session.execute(
        select(SubscriptionRow.thread_id, SubscriptionRow.words).where(SubscriptionRow.chat_id == new)
    )
    there = {(thread, words) for thread, words in taken}
    for row in list(rows):
        if (row.thread_id, row.words) not in there:
            row.chat_id = new


async def _give_up_posts(session: AsyncSession, chat_id: int) -> None:
    await session.execute(
        update(PostRow)
        .where(PostRow.chat_id == chat_id, PostRow.state == "owed")
        .values(state="failed", error="the bot may not post in this chat any more")
    )


def _chat_view(row: ChatRow) -> ChatView:
    return ChatView(row.id, row.kind, row.title, row.handle, row.zone, row.left_at)


def _subscription_view(row: SubscriptionRow) -> SubscriptionView:
    only = replace(Filter.from_dict(row.filter), words=row.words)
    return SubscriptionView(
        id=row.id,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        words=row.words,
        only=only,
        configured=row.configured,
        created_by=row.created_by,
        created_at=row.created_at,
    )
