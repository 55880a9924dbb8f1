"""A newsroom that runs: sandbox, real library and loop, real store; reports are written as figures."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import Application, ApplicationBuilder

import handlers
from bot.config import Intake, Newsroom, Review, Settings
from bot.intake.feeds import FeedBook
from bot.intake.outside import Outside
from bot.ledger.archive import Archive
from bot.ledger.chats import Chats
from bot.ledger.desk import Desk
from bot.ledger.views import Incoming, TakenIn
from bot.sandbox import EDITOR_ID, READER_ID, Message, Sandbox, SandboxSettings
from bot.store import Store
from bot.wire.delivery import Delivery
from bot.wire.numbering import Numbering
from bot.wire.outbox import Outbox
from bot.wire.pacing import Pacing
from bot.wire.replies import Replies
from bot.wire.seen import SeenUpdates
from bot.wire.updates import UpdateLoop
from bot.wire.writing import PostWriter
from tests.ledger.desk.newsroom import BEAT, read_lines
from tests.store.databases import KINDS, fresh_store
from tests.wire.conftest import Clock

CHANNEL = -1_001_000_000_001
GROUP = -1_001_000_000_002
both_databases = pytest.mark.parametrize("store", KINDS, indirect=True)
App = Application[Any, Any, Any, Any, Any, Any]


@dataclass
class Office:
    """The running newsroom, and short words for what people do in it."""

    sandbox: Sandbox
    store: Store
    settings: Settings
    application: App
    clock: Clock
    desk: Desk
    archive: Archive
    chats: Chats
    delivery: Delivery
    loop: UpdateLoop
    outside: Outside
    seen: dict[int, int] = field(default_factory=dict)

    async def take_in(self, text: str, **fields: Any) -> TakenIn:
        incoming = replace(Incoming(text, outlet="DVB", published_at=self.clock.now), **fields)
        async with self.store.begin() as session:
            return await self.desk.take_in(session, incoming, now=self.clock.now, post=True)

    async def ask(self, text: str, chat: int = READER_ID, user: int = READER_ID, **how: Any) -> Message:
        """Write a message and give the bot's answer to it."""
        said = self.sandbox.world.say(user, chat, text, **how)
        return await self.sandbox.world.expect(chat, after=said.message_id)

    async def silence(self, text: str, chat: int = READER_ID, user: int = READER_ID) -> None:
        """Write a message, and see that the bot does not answer it: the next one is answered first."""
        said = self.sandbox.world.say(user, chat, text)
        await self.loop_is_through(said)
        assert [one.message_id for one in self.sandbox.world.messages(chat)][-1] == said.message_id

    async def loop_is_through(self, said: Message) -> None:
        marker = await self.ask("/help start", EDITOR_ID, EDITOR_ID)
        await self.loop.idle()
        assert marker.message_id
        del said

    async def press(self, message: Message, button: str, user: int = READER_ID) -> dict[str, Any]:
        """Press a button, and give how the bot answered the press."""
        query = self.sandbox.world.press(user, message.chat_id, message.message_id, button)
        answer = await self.sandbox.world.answer(query)
        await self.loop.idle()
        return answer

    def now_shown(self, message: Message) -> Message:
        return self.sandbox.world.message(message.chat_id, message.message_id)

    async def deliver(self, seconds: int = 3) -> None:
        for _ in range(seconds):
            await self.delivery.deliver_due(self.clock.now)
            self.clock.forward(seconds=1)


def settings_for_tests() -> Settings:
    return Settings(
        newsroom=Newsroom(zone="Asia/Yangon", packs=("myanmar",), admins=(EDITOR_ID,), editors=(33333333,)),
        review=Review(chat=GROUP, hold_below=0.5),
        intake=Intake(allow_private=("127.0.0.1",)),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store on SQLite, or on each database in turn where a test asks for it (`both_databases`)."""
    async with fresh_store(getattr(request, "param", "sqlite"), tmp_path) as opened:
        yield opened


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    plan = SandboxSettings(port=0, arrival_seconds=None, rates=None, clock=clock)
    async with Sandbox(plan) as running:
        yield running


@pytest.fixture
async def office(store: Store, sandbox: Sandbox, clock: Clock) -> AsyncIterator[Office]:
    settings = settings_for_tests()
    application: App = (
        ApplicationBuilder()
        .token(sandbox.token)
        .base_url(f"{sandbox.api_url}/bot")
        .updater(None)
        .job_queue(None)
        .build()
    )
    async with application:
        made = open_office(store, sandbox, clock, settings, application)
        running = asyncio.create_task(made.loop.run())
        yield made
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await made.delivery.close()
        await made.outside.close()


def open_office(store: Store, sandbox: Sandbox, clock: Clock, settings: Settings, application: App) -> Office:
    async def pause(seconds: float) -> None:
        clock.forward(seconds=seconds)
        await asyncio.sleep(0)

    archive = Archive(store, BEAT, settings.newsroom.tz, ["DVB", "Mizzima"])
    desk = Desk(store, BEAT, settings, reader=read_lines)
    chats = Chats(store, settings)
    pacing, numbering = Pacing(), Numbering()
    outbox = Outbox(store, "office")
    writer = PostWriter(archive, desk, BEAT, settings.newsroom.tz)
    delivery = Delivery(
        application.bot, outbox, chats, writer, pacing=pacing, numbering=numbering, clock=clock,
        admins=settings.newsroom.admins,
    )  # fmt: skip
    outside = Outside(settings.intake)
    loop = UpdateLoop(application, SeenUpdates(store), clock=clock, poll_seconds=1)
    room = handlers.Room(
        archive, desk, FeedBook(store, outside), chats, outbox,
        Replies(application.bot, pacing, numbering, clock, pause), settings, BEAT, clock, loop.heartbeat,
        ("Tallywire test", store.shown_url),
    )  # fmt: skip
    handlers.register(application, room)
    return Office(sandbox, store, settings, application, clock, desk, archive, chats, delivery, loop, outside)
