"""The feed book: which feeds there are, how they are, and who may have them added or taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import FeedSettings
from bot.errors import FeedError, NotFoundError
from bot.intake.outside import Outside, Probe
from bot.intake.shown import shown
from bot.store import Store
from bot.store.tables import FeedRow

ADDED_EVERY = timedelta(minutes=15)
"""How often a feed is asked that was added by command."""
_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed and its health. `address` is shown without passwords and keys.

    `state`: `well`, `new` (not asked yet), `failing` (`failures` times in a row, `error` says why),
    `paused`, or `gone` (its server said for good that it is). `moved_to` is the address that it says it
    has moved to for good. `error` of a feed that is well tells of entries that could not be taken in.
    """

    id: int
    name: str
    address: str
    every: timedelta
    state: Literal["well", "new", "failing", "paused", "gone"]
    configured: bool
    checked_at: datetime | None
    succeeded_at: datetime | None
    next_check_at: datetime | None
    failures: int
    error: str | None
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """A feed that was added, and what a first look at it found."""

    feed: FeedView
    probe: Probe


class FeedBook:
    """Adds, removes, pauses and lists feeds. Who may do so is decided before."""

    def __init__(self, store: Store, outside: Outside) -> None:
        self._store = store
        self._outside = outside

    async def sync_configured(self, feeds: Sequence[FeedSettings], now: datetime) -> None:
        """Make the table agree with `config.toml`: add, update, and remove what no longer stands there.

        A feed that was (also) added by command stays when the configuration drops it.
        """
        async with self._store.begin() as session:
            rows = {row.url: row for row in await session.scalars(select(FeedRow))}
            for feed in feeds:
                row = rows.pop(feed.url, None)
                if row is None:
                    row = _new_row(feed.name, feed.url, feed.every, now)
                    session.add(row)
                _configure(row, feed, now)
            for row in rows.values():
                if row.configured:
                    row.configured = False
                    row.removed_at = row.removed_at or (now if row.added_by is None else None)

    async def add(self, url: str, name: str, by: int, now: datetime) -> Added:
        """Add a feed for the person `by`, after a look at it; an empty `name` takes the feed's own title.

        Raises `FeedError` where the address is no feed, or already in the book.
        """
        url = url.strip()
        async with self._store.read() as session:
            _refuse_double(await _by_url(session, url))
        probe = await self._outside.probe(url, now)
        name = (name.strip() or probe.title or shown(url))[:_NAME_CHARACTERS]
        async with self._store.begin() as session:
            row = await _by_url(session, url)
            _refuse_double(row)
            if row is None:
                row = _new_row(name, url, ADDED_EVERY, now)
                session.add(row)
            row.name, row.added_by, row.removed_at, row.paused_at = name, by, None, None
            _wake(row, now)
            await session.flush()
            return Added(_view(row), probe)

    async def remove(self, words: str, now: datetime) -> FeedView:
        """Remove the feed that `words` names; its reports stay.

        Raises `FeedError` where it stands in the configuration: it would be back at the next start.
        """
        async with self._store.begin() as session:
            row = await _row(session, words)
            if row.configured:
                message = f"{row.name} stands in config.toml: remove it there, or pause it here"
                raise FeedError(message)
            row.removed_at = now
            return _view(row)

    async def pause(self, words: str, now: datetime) -> FeedView:
        """Ask the feed that `words` names no more until it is resumed."""
        async with self._store.begin() as session:
            row = await _row(session, words)
            row.paused_at = row.paused_at or now
            return _view(row)

    async def resume(self, words: str, now: datetime) -> FeedView:
        """Ask the feed that `words` names again, at once; also one that failed or was gone."""
        async with self._store.begin() as session:
            row = await _row(session, words)
            row.paused_at = None
            _wake(row, now)
            return _view(row)

    async def list(self) -> tuple[FeedView, ...]:
        """Give all feeds by name."""
        async with self._store.read() as session:
            return tuple(_view(row) for row in await _standing(session))

    async def find(self, words: str) -> FeedView:
        """Give the feed that `words` names: by number, by name, or by a part of the name only it has.

        Raises `NotFoundError` where none is meant, or more than one may be.
        """
        async with self._store.read() as session:
            return _view(await _row(session, words))


def _new_row(name: str, url: str, every: timedelta, now: datetime) -> FeedRow:
    return FeedRow(
        name=name,
        url=url,
        every_seconds=int(every.total_seconds()),
        configured=False,
        added_at=now,
        next_check_at=now,
        failures=0,
    )


def _configure(row: FeedRow, feed: FeedSettings, now: datetime) -> None:
    if row.removed_at is not None:
        row.removed_at = None
        _wake(row, now)
    row.name = feed.name
    row.configured = True
    if row.every_seconds != int(feed.every.total_seconds()):
        row.every_seconds = int(feed.every.total_seconds())
        if not row.failures:
            row.next_check_at = min(row.next_check_at, now + feed.every)


def _wake(row: FeedRow, now: datetime) -> None:
    """Have the feed asked at once; what it brought while nobody asked is backlog, posted only while young."""
    row.gone_at, row.failures, row.error, row.next_check_at = None, 0, None, now
    row.backlog_taken_at = None


def _refuse_double(row: FeedRow | None) -> None:
    if row is not None and row.removed_at is None:
        message = f"this address is in the book already, as {row.name} (number {row.id})"
        raise FeedError(message)


async def _by_url(session: AsyncSession, url: str) -> FeedRow | None:
    return await session.scalar(select(FeedRow).where(FeedRow.url == url))


async def _standing(session: AsyncSession) -> Sequence[FeedRow]:
    rows = await session.scalars(select(FeedRow).where(FeedRow.removed_at.is_(None)))
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


async def _row(session: AsyncSession, words: str) -> FeedRow:
    rows = await _standing(session)
    wanted = " ".join(words.split()).casefold()
    number = wanted.removeprefix("#")
    by_number = [row for row in rows if str(row.id) == number]
    by_name = [row for row in rows if row.name.casefold() == wanted]
    by_part = [row for row in rows if wanted and wanted in row.name.casefold()]
    for found in (by_number, by_name, by_part):
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{row.name} ({row.id})" for row in found[:5])
            message = f"“{words[:40]}” can mean {names}: give the number"
            raise NotFoundError(message)
    near = get_close_matches(wanted, [row.name.casefold() for row in rows], n=3, cutoff=0.5)
    meant = ", ".join(row.name for row in rows if row.name.casefold() in near)
    said = words if len(words) <= 40 else f"{words[:39]}…"
    message = f"no feed is called “{said}”" + (f"; did you mean {meant}?" if meant else "; /feeds lists them")
    raise NotFoundError(message)


def _view(row: FeedRow) -> FeedView:
    return FeedView(
        id=row.id,
        name=row.name,
        address=shown(row.url),
        every=timedelta(seconds=row.every_seconds),
        state=_state(row),
        configured=row.configured,
        checked_at=row.checked_at,
        succeeded_at=row.succeeded_at,
        next_check_at=None if row.paused_at or row.gone_at else row.next_check_at,
        failures=row.failures,
        error=row.error,
        moved_to=shown(row.moved_to) if row.moved_to else None,
    )


def _state(row: FeedRow) -> Literal["well", "new", "failing", "paused", "gone"]:
    if row.paused_at:
        return "paused"
    if row.gone_at:
        return "gone"
    if row.failures:
        return "failing"
    return "well" if row.checked_at else "new"
