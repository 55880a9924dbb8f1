"""Feeds in the table: whose turn it is, and what came of it.

A feed is polled under a lease, a time in its row until which it is nobody else's. The very value of that
time is the proof of holding it: every write of a turn asks for it, so a process that was away for longer
than its lease writes nothing any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Table, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.intake.web import Validators
from bot.store.tables import FeedRow

LEASE = timedelta(minutes=5)
ADOPT_AFTER = timedelta(days=7)
"""So long a feed must have said that it moved for good before its old address is no longer asked."""

_FEEDS = cast("Table", FeedRow.__table__)


class LostLeaseError(Exception):
    """The feed's turn took longer than its lease, and another process has it now."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A feed whose turn it is, and its state as its row holds it. `lease_until` is the proof."""

    feed_id: int
    name: str
    url: str
    every: timedelta
    lease_until: datetime
    validators: Validators
    body_hash: str | None
    failures: int
    moved_to: str | None
    moved_since: datetime | None
    succeeded_at: datetime | None
    backlog_taken_at: datetime | None
    next_check_at: datetime
    checked_at: datetime | None = None
    gone_at: datetime | None = None
    error: str | None = None

    @property
    def first(self) -> bool:
        """Whether its backlog has not been taken in yet."""
        return self.backlog_taken_at is None

    def asks_new_address(self, now: datetime) -> bool:
        """Whether the feed has said for long enough that it moved for good."""
        return (
            self.moved_to is not None
            and self.moved_since is not None
            and (now - self.moved_since >= ADOPT_AFTER)
        )

    def moved(self, moved_to: str | None, now: datetime) -> "Turn":
        """Remember that the feed says it moved for good (or no longer says so). `url` stays what it is."""
        if self.asks_new_address(now) or moved_to == self.moved_to:
            return self
        return replace(self, moved_to=moved_to, moved_since=now if moved_to else None)


async def claim(session: AsyncSession, now: datetime, most: int) -> list[Turn]:
    """Take the leases of up to `most` feeds that are due, the longest due first."""
    row = FeedRow
    due = (
        select(row.id)
        .where(
            row.next_check_at <= now,
            row.paused_at.is_(None),
            row.removed_at.is_(None),
            row.gone_at.is_(None),
            or_(row.lease_until.is_(None), row.lease_until <= now),
        )
        .order_by(row.next_check_at, row.id)
        .limit(most)
        .with_for_update(skip_locked=True)  # left out on SQLite, where one transaction writes at a time
    )
    taken = update(_FEEDS).where(_FEEDS.c.id.in_(due)).values(lease_until=now + LEASE).returning(*_FEEDS.c)
    turns = [_turn(found._mapping) for found in await session.execute(taken)]
    return sorted(turns, key=lambda turn: (turn.next_check_at, turn.feed_id))


async def renew(session: AsyncSession, turn: Turn, now: datetime) -> Turn:
    """Hold the lease for longer, within the transaction that writes; raise `LostLeaseError` if it is lost.

    Nothing is done while most of the lease is left: nobody else can have the feed then.
    """
    if turn.lease_until - now > LEASE / 2:
        return turn
    until = now + LEASE
    done = await session.execute(
        update(_FEEDS)
        .where(_FEEDS.c.id == turn.feed_id, _FEEDS.c.lease_until == turn.lease_until)
        .values(lease_until=until)
    )
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise LostLeaseError
    return replace(turn, lease_until=until)


async def settle(session: AsyncSession, turns: Sequence[Turn]) -> None:
    """Write what came of these turns, and give their leases back; one whose lease was lost writes nothing."""
    if turns:
        connection = await session.connection()
        await connection.execute(_SETTLE, [_settled(turn) for turn in turns])


async def release(session: AsyncSession, turns: Sequence[Turn], now: datetime) -> None:
    """Give back the leases of turns that were broken off, so that they need not run out first."""
    held = [turn.feed_id for turn in turns if turn.lease_until > now]  # or they may be another's by now
    await session.execute(update(_FEEDS).where(_FEEDS.c.id.in_(held)).values(lease_until=None))


_SETTLED = (
    "etag", "last_modified", "body_hash", "next_check_at", "checked_at", "succeeded_at", "backlog_taken_at",
    "failures", "error", "moved_to", "moved_since", "gone_at",
)  # fmt: skip

_SETTLE = (
    update(_FEEDS)
    .where(_FEEDS.c.id == bindparam("of_feed"), _FEEDS.c.lease_until == bindparam("held_until"))
    .values(lease_until=None, **{name: bindparam(f"new_{name}") for name in _SETTLED})
)


def _settled(turn: Turn) -> dict[str, Any]:
    values = {name: getattr(turn, name) for name in _SETTLED if name not in {"etag", "last_modified"}} | {
        "etag": turn.validators.etag,
        "last_modified": turn.validators.last_modified,
    }
    return {"of_feed": turn.feed_id, "held_until": turn.lease_until} | {
        f"new_{name}": value for name, value in values.items()
    }


def _turn(found: Any) -> Turn:
    return Turn(
        feed_id=found["id"],
        every=timedelta(seconds=found["every_seconds"]),
        validators=Validators(found["etag"], found["last_modified"]),
        **{
            name: found[name]
            for name in (
                "name", "url", "lease_until", "body_hash", "failures", "moved_to", "moved_since",
                "succeeded_at", "backlog_taken_at", "next_check_at", "checked_at", "gone_at", "error",
            )
        },
    )  # fmt: skip
