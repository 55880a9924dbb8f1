"""Entries into the ledger: each in a transaction of its own, so that a bad one costs the others nothing."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.errors import FeedError
from bot.intake.article_text import SHORT, bounded, wants_article, why_not, without_heading
from bot.intake.entries import Entry, FeedDocument, by_key
from bot.intake.feed_rows import LostLeaseError, Turn, renew
from bot.intake.outside import Article, Outside
from bot.intake.sorting import Known, Work, dated, is_posted, work_on
from bot.ledger.desk import Desk
from bot.ledger.views import Incoming, TakenIn
from bot.store import Store
from bot.store.tables import EntryRow, ReportRow

_ENTRIES = cast("Table", EntryRow.__table__)
_log = logging.getLogger(__name__)
_TRIES = 3
_AT_ONCE = 500
"""Keys asked for in one statement: SQLite and PostgreSQL bound the number of parameters."""
_ARTICLE_TIME = timedelta(minutes=2)
"""What a feed's turn may spend on asking for articles; the entries left over wait for its next turn."""


@dataclass(slots=True)
class Taken:
    """What came of a feed's entries; `left` are those to be tried again, so the feed is asked again whole."""

    new: int = 0
    corrected: int = 0
    posts: int = 0
    failed: int = 0
    left: int = 0
    notes: list[str] = field(default_factory=list)


class Taking:
    """Takes the new and changed entries of feeds into the ledger."""

    def __init__(self, store: Store, desk: Desk, settings: Settings, outside: Outside) -> None:
        self._store = store
        self._desk = desk
        self._outside = outside
        self._backlog = timedelta(hours=settings.intake.backlog_hours)
        self._modes = {feed.url: feed.article for feed in settings.feeds}
        self._tries: Counter[tuple[int, str]] = Counter()
        self._writing = asyncio.Lock()  # the database has writers take turns; waiting here is cheaper

    async def take(
        self, turn: Turn, document: FeedDocument, clock: Callable[[], datetime]
    ) -> tuple[Turn, Taken]:
        """Take in what is new or changed; give the turn with its lease renewed, and what was done.

        Raises `LostLeaseError` where another process has taken the feed over.
        """
        taken = Taken()
        found = by_key(dated(document.entries, clock()))
        work = await self._plain(await self._work(turn.feed_id, found))
        until = clock() + _ARTICLE_TIME
        for at, one in enumerate(work):
            if clock() > until:
                late = len(work) - at
                taken.left += late
                taken.notes.append(
                    f"{late} entries wait for the next turn: asking for articles took too long"
                )
                break
            turn = await self._one(turn, one, taken, clock)
        return turn, taken

    async def _one(self, turn: Turn, work: Work, taken: Taken, clock: Callable[[], datetime]) -> Turn:
        """Take one entry in. What goes wrong is counted, and tried again on the feed's next turns."""
        try:
            incoming = await self._incoming(turn, work, taken, clock())
            return await self._stored(turn, work, incoming, taken, clock())
        except (LostLeaseError, OperationalError, InterfaceError):
            raise  # not this entry's fault
        except Exception as error:  # noqa: BLE001  (one entry's trouble is not the others')
            if not isinstance(error, FeedError):
                _log.exception("feed %s: entry %s could not be taken in", turn.feed_id, work.key[:12])
            return await self._gone_wrong(turn, work, error, taken, clock())

    async def _work(self, feed_id: int, found: dict[str, Entry]) -> list[Work]:
        known: dict[str, Known] = {}
        async with self._store.read() as session:
            keys = list(found)
            for start in range(0, len(keys), _AT_ONCE):
                rows = await session.execute(
                    select(EntryRow.key, EntryRow.id, EntryRow.content_hash, EntryRow.report_id).where(
                        EntryRow.feed_id == feed_id, EntryRow.key.in_(keys[start : start + _AT_ONCE])
                    )
                )
                known |= {
                    key: Known(row_id, content_hash, report_id)
                    for key, row_id, content_hash, report_id in rows
                }
            unknown = {entry.content_hash for key, entry in found.items() if key not in known}
            copies = await _seen_words(session, feed_id, list(unknown))
        return work_on(found, known, copies)

    async def _plain(self, work: list[Work]) -> list[Work]:
        """Turn the entries' HTML into plain words; where one breaks the parser, each by itself."""
        bodies = [body for one in work for body in (one.entry.content_html, one.entry.summary_html)]
        try:
            texts = await self._outside.texts(bodies)
        except FeedError:
            texts = [await self._plain_or_nothing(body) for body in bodies]
        pairs = zip(texts[::2], texts[1::2], strict=True)
        return [
            replace(one, text=max(content, summary, key=len))
            for one, (content, summary) in zip(work, pairs, strict=True)
        ]

    async def _plain_or_nothing(self, body: str) -> str:
        try:
            return (await self._outside.texts([body]))[0]
        except FeedError:
            return ""

    async def _incoming(self, turn: Turn, work: Work, taken: Taken, now: datetime) -> Incoming | None:
        """Make the report; None where the entry says nothing at all."""
        entry = work.entry
        found = Article(work.text, "")
        mode: Literal["auto", "always", "never"] = self._modes.get(turn.url, "auto")
        if entry.link and wants_article(mode, work.text, entry.link):
            whole = mode == "auto" and bool(entry.content_html.strip())
            found = await self._article(work, entry.link, taken, now, whole=whole)
        title = entry.title or found.title
        text, note = bounded(without_heading(found.text, title, found.title))
        if note:
            taken.notes.append(f"{_named(entry)}: {note}")
        if not text and not title:
            taken.notes.append("an entry without title and text was left out")
            return None
        return Incoming(
            text=text,
            title=title,
            link=entry.link,
            outlet=entry.outlet or turn.name,
            published_at=entry.published_at,
            feed_id=turn.feed_id,
        )

    async def _article(self, work: Work, link: str, taken: Taken, now: datetime, *, whole: bool) -> Article:
        """Give the article itself, or the feed's words where it cannot be had. `whole` as for `why_not`.

        Not the feed's words for a report that was taken in with its article: its figures would vanish from
        what was posted, only because a page was not to be had for a moment.
        """
        try:
            article = await self._outside.article(link, now)
            problem = why_not(work.entry.title, work.text, article.text, whole=whole)
        except FeedError as error:
            problem = str(error)
        else:
            if problem is None:
                return article
        if work.revises is not None and await self._holds_article(work.revises, work.text):
            raise FeedError(problem)
        taken.notes.append(f"{_named(work.entry)}: only the feed's own words were taken in: {problem}")
        return Article(work.text, "")

    async def _holds_article(self, report_id: int, own_text: str) -> bool:
        """Whether a report's text is much longer than what its feed says of it."""
        async with self._store.read() as session:
            length = await session.scalar(
                select(func.length(ReportRow.text)).where(ReportRow.id == report_id)
            )
        return (length or 0) > 1.5 * len(own_text) + SHORT / 3

    async def _stored(
        self, turn: Turn, work: Work, incoming: Incoming | None, taken: Taken, now: datetime
    ) -> Turn:
        read = None
        if incoming and work.revises is None:
            read = await asyncio.to_thread(self._desk.prepare, incoming)
        done: TakenIn | None = None
        async with self._writing, self._store.begin() as session:
            turn = await renew(session, turn, now)
            if incoming and work.revises is not None:
                done = await self._desk.revise(session, work.revises, incoming, now=now)
            elif incoming:
                post = is_posted(work.entry, first=turn.first, now=now, backlog=self._backlog)
                done = await self._desk.take_in(session, incoming, now=now, post=post, known=read)
            await _remember(session, turn.feed_id, work, done.report_id if done else work.revises, now)
        self._tries.pop((turn.feed_id, work.key), None)
        if done:
            taken.new += done.new
            taken.corrected += done.corrected
            taken.posts += done.posts
        return turn

    async def _gone_wrong(
        self, turn: Turn, work: Work, error: Exception, taken: Taken, now: datetime
    ) -> Turn:
        """Count a failure; after so many the entry is remembered as seen, with nothing taken in from it."""
        taken.failed += 1
        said = str(error) if isinstance(error, FeedError) else "an error of our own, told in the log"
        self._tries[turn.feed_id, work.key] += 1
        if self._tries[turn.feed_id, work.key] < _TRIES:
            taken.left += 1
            taken.notes.append(f"{_named(work.entry)}: {said}; it will be tried again")
            return turn
        del self._tries[turn.feed_id, work.key]
        taken.notes.append(f"{_named(work.entry)}: {said}; given up after {_TRIES} tries")
        async with self._writing, self._store.begin() as session:
            turn = await renew(session, turn, now)
            await _remember(session, turn.feed_id, work, work.revises, now)
        return turn


async def _seen_words(session: AsyncSession, feed_id: int, hashes: list[str]) -> set[str]:
    seen: set[str] = set()
    for start in range(0, len(hashes), _AT_ONCE):
        seen |= set(
            await session.scalars(
                select(EntryRow.content_hash).where(
                    EntryRow.feed_id == feed_id,
                    EntryRow.content_hash.in_(hashes[start : start + _AT_ONCE]),
                )
            )
        )
    return seen


async def _remember(
    session: AsyncSession, feed_id: int, work: Work, report_id: int | None, now: datetime
) -> None:
    """Note the entry as seen in its present form."""
    if work.known is None:
        await session.execute(
            insert(_ENTRIES).values(
                feed_id=feed_id,
                key=work.key,
                content_hash=work.entry.content_hash,
                seen_at=now,
                report_id=report_id,
            )
        )
        return
    await session.execute(
        update(_ENTRIES)
        .where(_ENTRIES.c.id == work.known.row_id)
        .values(content_hash=work.entry.content_hash, changed_at=now, report_id=report_id)
    )


def _named(entry: Entry) -> str:
    return f"“{entry.title[:60]}”" if entry.title else "an entry without a title"
