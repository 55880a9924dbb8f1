"""A newsroom that only polls: a store, a real desk, a clock that is turned by hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import SecretStr
from sqlalchemy import select

from bot.config import Database, FeedSettings, Intake, Newsroom, Settings
from bot.intake.feeds import FeedBook
from bot.intake.outside import Outside
from bot.intake.polling import Polling
from bot.intake.rounds import FeedResult, Round
from bot.ledger.desk import Desk, Reader
from bot.ledger.recording import Prepared
from bot.ledger.views import Incoming
from bot.store import Store
from bot.store.tables import ChatRow, EntryRow, FeedRow, PostRow, ReportRow, SubscriptionRow
from tests.ledger.desk.newsroom import BEAT, read_lines

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
EVERY = timedelta(minutes=10)
CHAT = -100


def said(killed: int, more: str = "") -> str:
    """Words of which the desk's reader makes one figure."""
    return f"# {killed} killed party=civilian place=Pauk on=2024-11-19\n\nThat was report {killed}. {more}"


@dataclass
class House:
    """Feeds, and what polling them does. `poisoned` are words at which reading a report fails."""

    store: Store
    settings: Settings
    outside: Outside
    desk: Desk
    polling: Polling
    book: FeedBook
    clock: datetime = NOW
    poisoned: set[str] = field(default_factory=set)

    async def poll(self, **later: float) -> Round:
        self.clock += timedelta(**later)
        return await self.polling.poll_due(self.clock)

    async def poll_one(self, **later: float) -> FeedResult:
        (result,) = (await self.poll(**later)).feeds
        return result

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.store.read() as session:
            return list(await session.scalars(select(table).order_by(table.id)))

    async def feed(self) -> FeedRow:
        (row,) = await self.rows(FeedRow)
        assert isinstance(row, FeedRow)
        return row

    async def reports(self) -> list[ReportRow]:
        return await self.rows(ReportRow)

    async def entries(self) -> list[EntryRow]:
        return await self.rows(EntryRow)

    async def posts(self) -> list[PostRow]:
        return await self.rows(PostRow)


@asynccontextmanager
async def open_house(
    store: Store,
    urls: Sequence[str],
    *,
    article: Literal["auto", "always", "never"] = "never",
    every: timedelta = EVERY,
    names: Sequence[str] = (),
    configure: bool = True,
    reader: Reader = read_lines,
    **intake: Any,
) -> AsyncIterator[House]:
    """Open a house in which these feeds are configured, and one chat subscribes to everything."""
    feeds = tuple(
        FeedSettings(name=name, url=url, every=every, article=article)
        for name, url in zip(names or [f"Outlet {n}" for n in range(1, len(urls) + 1)], urls, strict=True)
    )
    settings = Settings(
        database=Database(url=SecretStr("sqlite+aiosqlite:///unused.db")),
        newsroom=Newsroom(zone="Asia/Yangon"),
        intake=Intake(
            **{"allow_private": ("127.0.0.1", "localhost"), "timeout": timedelta(seconds=5), **intake}
        ),
        feeds=feeds,
    )
    poisoned: set[str] = set()

    class Poisonable(Desk):
        """A desk that breaks at some words."""

        def prepare(self, incoming: Incoming) -> Prepared:
            if any(word in incoming.text for word in poisoned):
                message = "this report cannot be taken in"
                raise RuntimeError(message)
            return super().prepare(incoming)

    outside = Outside(settings.intake)
    desk = Poisonable(store, BEAT, settings, reader=reader)
    polling = Polling(store, desk, settings, outside)
    house = House(store, settings, outside, desk, polling, FeedBook(store, outside), poisoned=poisoned)
    try:
        if configure:
            await house.book.sync_configured(settings.feeds, NOW)
            await _subscribe(store)
        yield house
    finally:
        await outside.close()


async def _subscribe(store: Store) -> None:
    async with store.begin() as session:
        if await session.get(ChatRow, CHAT) is None:
            session.add(ChatRow(id=CHAT, kind="channel", title="The desk", met_at=NOW))
            session.add(SubscriptionRow(chat_id=CHAT, filter={}, created_at=NOW))
