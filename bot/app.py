"""The one place where the parts are put together."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

import handlers
import jobs
from bot.config import Settings
from bot.errors import ConfigError, QuestionError, TallywireError
from bot.figures import Beat, load_beat
from bot.intake.feeds import FeedBook
from bot.intake.outside import Outside
from bot.intake.polling import Polling
from bot.ledger.archive import Archive
from bot.ledger.chats import Chats
from bot.ledger.desk import Desk
from bot.ledger.filters import Filter
from bot.ledger.question import Grammar
from bot.sandbox import Sandbox
from bot.sandbox import SandboxSettings as SandboxPlan
from bot.store import Store
from bot.wire.channels import meet_channels
from bot.wire.delivery import Delivery
from bot.wire.numbering import Numbering
from bot.wire.outbox import Outbox
from bot.wire.outcomes import back_off
from bot.wire.pacing import Pacing
from bot.wire.redaction import redacted
from bot.wire.replies import Replies
from bot.wire.seen import SeenUpdates
from bot.wire.updates import UpdateLoop
from bot.wire.writing import PostWriter

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Clock = Callable[[], datetime]

SANDBOX_CHANNEL = "@sandbox_channel"
SANDBOX_BACKLOG_HOURS = 24 * 365 * 10
"""The samples are years old; in the sandbox the first of them are posted all the same."""

_TIMEOUT = 25.0


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Rooms:
    """What works without Telegram: the packs, the store and the ledger's two sides."""

    settings: Settings
    beat: Beat
    store: Store
    desk: Desk
    archive: Archive
    chats: Chats
    filters: tuple[Filter, ...]
    """What each configured channel wants, in their order."""


@asynccontextmanager
async def open_rooms(settings: Settings, *, anew: bool = True) -> AsyncIterator[Rooms]:
    """Load the packs, open the store and bring its tables to this version.

    `anew` False refuses a database that holds nothing yet: who asks a mistyped address must not read zero.
    Raises `PackError`, `ConfigError` where a channel's filter is not understood, and `TallywireError` where
    the database cannot be used.
    """
    beat = load_beat(settings.newsroom.packs, extra=settings.newsroom.pack_files)
    store = Store.open(settings.database.url.get_secret_value())
    try:
        if not anew and (not store.exists() or await store.revision() is None):
            message = f"the database {store.shown_url} is not there yet; `tallywire run` or `import` makes it"
            raise TallywireError(message)
        await store.migrate()
        outlets = [feed.name for feed in settings.feeds]
        archive = Archive(store, beat, settings.newsroom.tz, outlets)
        desk = Desk(store, beat, settings)
        yield Rooms(
            settings,
            beat,
            store,
            desk,
            archive,
            Chats(store, settings),
            read_filters(settings, archive.grammar),
        )
    finally:
        await store.close()


def read_filters(settings: Settings, grammar: Grammar) -> tuple[Filter, ...]:
    """Read what the configured channels want. Raises `ConfigError`, each problem named by its key."""
    filters, problems = [], []
    for number, channel in enumerate(settings.channels):
        try:
            filters.append(grammar.read_filter(channel.only))
        except QuestionError as error:
            problems.append(f"channels.{number}.only: {error}")
    if problems:
        raise ConfigError(problems)
    return tuple(filters)


async def run_newsroom(settings: Settings, stop: asyncio.Event, clock: Clock = utc_now) -> None:
    """Run the bot until `stop` is set. Raises `TallywireError` where it cannot go on."""
    if settings.telegram.token is None:
        raise ConfigError(
            ["telegram.token: this key is needed; BotFather gives one (docs/administration.md)"]
        )
    async with AsyncExitStack() as stack:
        rooms = await stack.enter_async_context(open_rooms(settings))
        application = build_application(settings)
        await _reach_telegram(application, stop)
        if stop.is_set():
            return
        stack.push_async_callback(application.shutdown)
        outside = Outside(settings.intake)
        stack.push_async_callback(outside.close)
        feeds = FeedBook(rooms.store, outside)
        await feeds.sync_configured(settings.feeds, clock())
        updates = await _furnish(stack, application, rooms, feeds, outside, clock)
        log.info("Tallywire %s runs as @%s", version("tallywire"), application.bot.username)
        await _until(stop, updates)
        log.info("stopping")


async def _furnish(
    stack: AsyncExitStack, application: App, rooms: Rooms, feeds: FeedBook, outside: Outside, clock: Clock
) -> UpdateLoop:
    """Put handlers and jobs on the application and start it; give the loop that takes updates."""
    settings, bot = rooms.settings, application.bot
    pacing, numbering = Pacing(), Numbering()
    seen = SeenUpdates(rooms.store)
    outbox = Outbox(rooms.store, owner=f"{socket.gethostname()[:20]}:{os.getpid()}")
    writer = PostWriter(rooms.archive, rooms.desk, rooms.beat, settings.newsroom.tz)
    delivery = Delivery(
        bot,
        outbox,
        rooms.chats,
        writer,
        pacing=pacing,
        numbering=numbering,
        clock=clock,
        admins=settings.newsroom.admins,
    )
    stack.push_async_callback(delivery.close)
    updates = UpdateLoop(application, seen, clock=clock)
    room = handlers.Room(
        archive=rooms.archive,
        desk=rooms.desk,
        feeds=feeds,
        chats=rooms.chats,
        outbox=outbox,
        replies=Replies(bot, pacing, numbering, clock),
        settings=settings,
        beat=rooms.beat,
        clock=clock,
        heartbeat=updates.heartbeat,
        about=(f"Tallywire {version('tallywire')}", rooms.store.shown_url),
    )
    handlers.register(application, room)
    await handlers.publish_commands(bot, settings)
    # Before the first feed is asked: what comes in is owed to those who are subscribed by then.
    await meet_channels(bot, rooms.chats, rooms.filters, clock())
    assert application.job_queue is not None  # noqa: S101  (built with one, three functions below)
    jobs.schedule(
        application.job_queue,
        jobs.Work(
            polling=Polling(rooms.store, rooms.desk, settings, outside),
            delivery=delivery,
            desk=rooms.desk,
            seen=seen,
            chats=rooms.chats,
            archive=rooms.archive,
            totals=settings.totals,
            filters=rooms.filters,
            clock=clock,
        ),
    )
    await application.start()
    stack.push_async_callback(application.stop)
    return updates


def build_application(settings: Settings) -> App:
    """Build the Telegram side: no updater (`bot.wire.updates` polls), one job queue."""
    token = settings.telegram.token
    assert token is not None  # noqa: S101  (checked where the newsroom starts)
    address = settings.telegram.api_url.rstrip("/")
    request = HTTPXRequest(
        connection_pool_size=64,
        read_timeout=_TIMEOUT,
        write_timeout=_TIMEOUT,
        connect_timeout=10.0,
        media_write_timeout=60.0,
    )
    return (
        ApplicationBuilder()
        .token(token.get_secret_value())
        .base_url(f"{address}/bot")
        .base_file_url(f"{address}/file/bot")
        .request(request)
        .updater(None)
        .build()
    )


async def _reach_telegram(application: App, stop: asyncio.Event) -> None:
    """Introduce the bot to Telegram; where it cannot be reached, try until it can or `stop` is set."""
    failures = 0
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            message = "Telegram does not accept telegram.token; set it to the one that BotFather gives"
            raise TallywireError(message) from None
        except TelegramError as error:
            wait = back_off(failures).total_seconds()
            failures += 1
            log.warning("Telegram cannot be reached (%s); trying again in %.0f s", redacted(str(error)), wait)
            try:
                await asyncio.wait_for(stop.wait(), wait)
            except TimeoutError:
                continue
        else:
            return


async def _until(stop: asyncio.Event, updates: UpdateLoop) -> None:
    """Take updates until `stop` is set; an error that ends the loop ends the bot."""
    taking = asyncio.create_task(updates.run(), name="updates")
    waiting = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait({taking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if taking.done():
            taking.result()
    finally:
        waiting.cancel()
        taking.cancel()
        await asyncio.gather(taking, waiting, return_exceptions=True)


async def run_sandbox(
    settings: Settings,
    plan: SandboxPlan,
    stop: asyncio.Event,
    ready: Callable[[Sandbox], None] = lambda _: None,
    clock: Clock = utc_now,
) -> None:
    """Run the sandbox and, against it, the same newsroom, until `stop` is set."""
    async with Sandbox(plan) as sandbox:
        ready(sandbox)
        await run_newsroom(in_sandbox(settings, sandbox), stop, clock)


def in_sandbox(settings: Settings, sandbox: Sandbox) -> Settings:
    """Give `settings` with the sandbox's Telegram, feeds and channel in place of real ones."""
    content = settings.model_dump(exclude={"telegram", "feeds", "channels"})
    content["telegram"] = {"token": sandbox.token, "api_url": sandbox.api_url}
    content["feeds"] = [{"name": feed.name, "url": feed.url, "every": "10s"} for feed in sandbox.feeds]
    content["channels"] = [{"chat": SANDBOX_CHANNEL}]
    content["intake"]["allow_private"] = (*settings.intake.allow_private, plan_host(sandbox))
    content["intake"]["backlog_hours"] = SANDBOX_BACKLOG_HOURS
    return Settings.model_validate(content)


def plan_host(sandbox: Sandbox) -> str:
    """Give the host on which a sandbox listens, as feeds name it."""
    return sandbox.settings.host
