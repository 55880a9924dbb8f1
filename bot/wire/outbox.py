"""The posts owed, in the database: claimed by lease, recorded by outcome.

A post is claimed before it is sent (`owed` to `sending`), so that a second process leaves it alone, and only
when no earlier post of its chat is still open: order holds in every chat. A process that dies while it
sends leaves a lease that expires; whether its message arrived is then not known, and is settled first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.store import Store
from bot.store.tables import ChatRow, PostRow

LEASE = timedelta(seconds=90)
"""Longer than any request takes (connecting, writing and reading together)."""

OPEN = ("owed", "sending", "unsure")
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Owed:
    """A post in hand. `edit`: its message stands and is to be brought up to `wanted`.

    `reply_to` is the message that it answers; `message_id` its own, once known.
    """

    id: int
    chat_id: int
    thread_id: int
    kind: str
    subject: str
    state: str
    story_id: int | None
    review_id: int | None
    words: str | None
    wanted: int
    attempts: int
    message_id: int | None
    reply_to: int | None
    shown_hash: str | None
    zone: str | None

    @property
    def edit(self) -> bool:
        """Whether the post was sent and its message is to be changed."""
        return self.state == "sent"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many posts stand in which state, edits owed, and since when the oldest open post waits."""

    owed: int
    sending: int
    unsure: int
    failed: int
    edits: int
    oldest: datetime | None


class Outbox:
    """The posts owed. `owner` names this process in its leases."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner[:40]

    async def claim(self, now: datetime, ready: Callable[[int], bool]) -> tuple[Owed, ...]:
        """Take posts and edits that are due into hand: one a chat, of each chat for which `ready` says yes.

        Posts whose lease ran out while they were sent become `unsure` first.
        """
        async with self._store.read() as session:
            if not await session.scalar(
                select(or_(_posts_due(now).exists(), _edits_due(now).exists(), _lost(now)))
            ):
                return ()
        async with self._store.begin() as session:
            await session.execute(
                update(PostRow)
                .where(PostRow.state == "sending", PostRow.lease_until <= now)
                .values(state="unsure", due_at=now, lease_owner=None, lease_until=None)
            )
            posts = await self._due(session, now, ready)
            await _take(session, [post.id for post in posts], self._owner, now)
        return posts

    async def _due(
        self, session: AsyncSession, now: datetime, ready: Callable[[int], bool]
    ) -> tuple[Owed, ...]:
        answered = aliased(PostRow)
        taken: dict[int, Owed] = {}
        for part in (_posts_due(now), _edits_due(now)):
            query = (
                part.outerjoin(answered, answered.id == PostRow.reply_to_id)
                .join(ChatRow, ChatRow.id == PostRow.chat_id)
                .add_columns(answered.message_id, ChatRow.zone)
                .order_by(PostRow.due_at, PostRow.id)
                .limit(_AT_ONCE)
                .with_for_update(of=PostRow, skip_locked=True)
            )
            for row, reply_to, zone in await session.execute(query):
                if row.chat_id not in taken and ready(row.chat_id):
                    taken[row.chat_id] = _owed(row, reply_to, zone)
        return tuple(taken.values())

    async def sent(self, post: Owed, message_id: int, shown: int, shown_hash: str, now: datetime) -> None:
        """Record that the post arrived as this message."""
        await self._record(
            post,
            state="sent",
            message_id=message_id,
            shown=shown,
            shown_hash=shown_hash,
            sent_at=now,
            due_at=now,
        )

    async def later(self, post: Owed, due_at: datetime, error: str) -> None:
        """Record that nothing was sent; it is due again at `due_at`."""
        await self._record(post, state="owed" if not post.edit else "sent", due_at=due_at, error=error)

    async def waiting(self, post: Owed, due_at: datetime) -> None:
        """Put a post back unsent because its chat is asked too often; no attempt is counted."""
        state = "sent" if post.edit else "unsure" if post.state == "unsure" else "owed"
        await self._record(post, state=state, due_at=due_at, attempts=post.attempts)

    async def unsure(self, post: Owed, due_at: datetime, error: str) -> None:
        """Record that the outcome is not known; it is to be settled from `due_at` on."""
        await self._record(post, state="unsure", due_at=due_at, error=error)

    async def absent(self, post: Owed, now: datetime) -> None:
        """Record that the post had not arrived: it is owed again, at once."""
        await self._record(post, state="owed", due_at=now)

    async def failed(self, post: Owed, error: str) -> None:
        """Record that the post will not be tried again, and why."""
        await self._record(post, state="failed", error=error)

    async def edited(self, post: Owed, shown: int, shown_hash: str | None, note: str | None = None) -> None:
        """Record what the message shows now; `note` says why it cannot show more."""
        await self._record(post, state="sent", shown=shown, shown_hash=shown_hash, error=note, attempts=0)

    async def _record(self, post: Owed, **values: object) -> None:
        values.setdefault("error", None)
        async with self._store.begin() as session:
            await session.execute(
                update(PostRow)
                .where(
                    PostRow.id == post.id,
                    PostRow.state.in_((*OPEN, "sent")),
                    or_(PostRow.lease_owner == self._owner, PostRow.lease_owner.is_(None)),
                )
                .values(lease_owner=None, lease_until=None, **values)
            )

    async def last_message(self, chat_id: int, before_post: int) -> int | None:
        """Give the highest message number known in the chat from posts owed before this one."""
        query = select(func.max(PostRow.message_id)).where(
            PostRow.chat_id == chat_id, PostRow.id < before_post, PostRow.message_id.is_not(None)
        )
        async with self._store.read() as session:
            return await session.scalar(query)

    async def messages_above(self, chat_id: int, floor: int) -> frozenset[int]:
        """Give the numbers above `floor` that are known to be messages of other posts."""
        query = select(PostRow.message_id).where(PostRow.chat_id == chat_id, PostRow.message_id > floor)
        async with self._store.read() as session:
            return frozenset(number for number in await session.scalars(query) if number is not None)

    async def notify(self, chat_ids: Sequence[int], subject: str, words: str, now: datetime) -> None:
        """Owe a notice to chats that were met; the same subject is owed to a chat only once."""
        async with self._store.begin() as session:
            for chat_id in chat_ids:
                chat = await session.get(ChatRow, chat_id)
                told = await session.scalar(
                    select(PostRow.id).where(PostRow.chat_id == chat_id, PostRow.subject == subject)
                )
                if chat is None or chat.left_at is not None or told is not None:
                    continue
                session.add(
                    PostRow(
                        chat_id=chat_id, kind="notice", subject=subject, words=words, state="owed",
                        owed_at=now, due_at=now,
                    )
                )  # fmt: skip

    async def counts(self) -> Counts:
        """Count the posts by state, for /status."""
        async with self._store.read() as session:
            by_state = dict(
                (await session.execute(select(PostRow.state, func.count()).group_by(PostRow.state))).all()
            )
            edits = await session.scalar(
                select(func.count()).where(PostRow.state == "sent", PostRow.wanted > PostRow.shown)
            )
            oldest = await session.scalar(select(func.min(PostRow.owed_at)).where(PostRow.state.in_(OPEN)))
        return Counts(
            by_state.get("owed", 0),
            by_state.get("sending", 0),
            by_state.get("unsure", 0),
            by_state.get("failed", 0),
            edits or 0,
            oldest,
        )


def _posts_due(now: datetime) -> Select[PostRow]:
    earlier = aliased(PostRow)
    blocked = (
        select(earlier.id)
        .where(earlier.chat_id == PostRow.chat_id, earlier.id < PostRow.id, earlier.state.in_(OPEN))
        .correlate(PostRow)
        .exists()
    )
    return select(PostRow).where(
        PostRow.state.in_(("owed", "unsure")), PostRow.due_at <= now, _free(now), ~blocked
    )


def _edits_due(now: datetime) -> Select[PostRow]:
    there = PostRow.chat_id.in_(select(ChatRow.id).where(ChatRow.left_at.is_(None)))
    return select(PostRow).where(
        PostRow.state == "sent",
        PostRow.wanted > PostRow.shown,
        PostRow.message_id.is_not(None),
        PostRow.due_at <= now,
        _free(now),
        there,
    )


def _lost(now: datetime) -> ColumnElement[bool]:
    return select(PostRow.id).where(PostRow.state == "sending", PostRow.lease_until <= now).exists()


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(PostRow.lease_until.is_(None), PostRow.lease_until <= now)


def _owed(row: PostRow, reply_to: int | None, zone: str | None) -> Owed:
    return Owed(
        row.id, row.chat_id, row.thread_id, row.kind, row.subject, row.state, row.story_id, row.review_id,
        row.words, row.wanted, row.attempts, row.message_id, reply_to, row.shown_hash, zone,
    )  # fmt: skip


async def _take(session: AsyncSession, ids: Sequence[int], owner: str, now: datetime) -> None:
    sending = case((PostRow.state == "owed", "sending"), else_=PostRow.state)
    await session.execute(
        update(PostRow)
        .where(PostRow.id.in_(ids))
        .values(state=sending, attempts=PostRow.attempts + 1, lease_owner=owner, lease_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
