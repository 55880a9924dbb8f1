"""The loop that takes updates in: each once, in order, whatever Telegram sends."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.errors import TallywireError
from bot.sandbox import READER_ID, RefusalError, Sandbox
from bot.store import Store
from bot.wire.seen import KEPT, SeenUpdates
from bot.wire.updates import UpdateLoop
from tests.wire.conftest import Clock

App = Application[Any, Any, Any, Any, Any, Any]


class Heard:
    """What the handlers were given, in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.slow: dict[str, float] = {}

    async def __call__(self, update: Update, _context: object) -> None:
        if update.message is None:
            return
        text = update.message.text or ""
        await asyncio.sleep(self.slow.get(text, 0))
        if text == "raise":
            raise RuntimeError(text)
        self.texts.append(text)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def application(sandbox: Sandbox, heard: Heard) -> AsyncIterator[App]:
    builder = ApplicationBuilder().token(sandbox.token).base_url(f"{sandbox.api_url}/bot")
    made: App = builder.updater(None).job_queue(None).build()
    made.add_handler(TypeHandler(Update, heard))
    async with made:
        yield made


def loop_of(application: App, store: Store, clock: Clock, **how: Any) -> UpdateLoop:
    async def pause(seconds: float) -> None:
        clock.forward(seconds=seconds)
        await asyncio.sleep(0.01)

    return UpdateLoop(application, SeenUpdates(store), clock=clock, poll_seconds=1, pause=pause, **how)


async def run_until(loop: UpdateLoop, heard: Heard, count: int) -> None:
    task = asyncio.create_task(loop.run())
    try:
        async with asyncio.timeout(10):
            while len(heard.texts) < count and not task.done():  # noqa: ASYNC110  (either may end it)
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if not task.cancelled() and task.exception():
        raise task.exception()  # type: ignore[misc]


async def test_updates_are_handled_in_the_order_of_their_chat(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock
) -> None:
    heard.slow["one"] = 0.1
    for text in ("one", "two", "three"):
        sandbox.world.say(READER_ID, READER_ID, text)
    loop = loop_of(application, store, clock)
    await run_until(loop, heard, 3)
    assert heard.texts == ["one", "two", "three"]
    assert loop.heartbeat.heard_at == clock.now
    assert loop.heartbeat.trouble == ""


async def test_a_redelivered_update_is_handled_once(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock
) -> None:
    sandbox.world.say(READER_ID, READER_ID, "one")
    sandbox.faults.drop("getUpdates", accepted=True)
    await run_until(loop_of(application, store, clock), heard, 1)
    assert heard.texts == ["one"]
    again = loop_of(application, store, clock)  # a new process asks without an offset
    sandbox.world.say(READER_ID, READER_ID, "two")
    await run_until(again, heard, 2)
    assert heard.texts == ["one", "two"]


async def test_an_update_that_cannot_be_read_is_passed_over(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock, caplog: Any
) -> None:
    sandbox.world.updates.add("message", {"message_id": "no message at all"})
    sandbox.world.say(READER_ID, READER_ID, "after")
    await run_until(loop_of(application, store, clock), heard, 1)
    assert heard.texts == ["after"]
    assert "cannot be read" in caplog.text
    assert sandbox.bot_api.calls["GetUpdates"] < 10


async def test_a_handler_that_raises_is_logged_and_the_next_update_handled(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock, caplog: Any
) -> None:
    sandbox.world.say(READER_ID, READER_ID, "raise")
    sandbox.world.say(READER_ID, READER_ID, "after")
    await run_until(loop_of(application, store, clock), heard, 1)
    assert heard.texts == ["after"]
    assert "RuntimeError" in caplog.text


async def test_another_poller_is_told_and_waited_for(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock, caplog: Any
) -> None:
    caplog.set_level(logging.INFO)
    conflict = RefusalError(409, "terminated by other getUpdates request")
    sandbox.faults.fail("getUpdates", conflict, times=3)
    sandbox.world.say(READER_ID, READER_ID, "one")
    await run_until(loop_of(application, store, clock), heard, 1)
    assert heard.texts == ["one"]
    assert caplog.text.count("another program polls") == 1
    assert "updates come in again" in caplog.text


async def test_a_refused_token_ends_the_loop_with_a_clear_error(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock, caplog: Any
) -> None:
    sandbox.faults.fail("*", RefusalError(401))
    sandbox.faults.fail("getUpdates", RefusalError(401))
    with pytest.raises(TallywireError, match=r"telegram\.token") as raised:
        await run_until(loop_of(application, store, clock), heard, 1)
    assert sandbox.token not in str(raised.value) + caplog.text


async def test_trouble_is_waited_out(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock
) -> None:
    sandbox.faults.garble("getUpdates", times=2)
    sandbox.faults.flood("getUpdates", 7)
    sandbox.world.say(READER_ID, READER_ID, "one")
    began = clock.now
    await run_until(loop_of(application, store, clock), heard, 1)
    assert heard.texts == ["one"]
    assert (clock.now - began).total_seconds() >= 7


async def test_a_database_that_cannot_be_used_is_waited_for_and_no_update_lost(
    sandbox: Sandbox, application: App, heard: Heard, store: Store, clock: Clock, caplog: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    begin, refusals = store.begin, iter(range(3))

    def begin_or_fail() -> Any:
        if next(refusals, None) is not None:
            raise OperationalError("INSERT", None, RuntimeError("database or disk is full"))
        return begin()

    monkeypatch.setattr(store, "begin", begin_or_fail)
    for text in ("one", "two"):
        sandbox.world.say(READER_ID, READER_ID, text)
    await run_until(loop_of(application, store, clock), heard, 2)
    assert heard.texts == ["one", "two"]
    assert caplog.text.count("no updates: the database cannot be used: database or disk is full") == 1


async def test_marks_of_updates_are_forgotten_when_they_cannot_come_again(store: Store, clock: Clock) -> None:
    seen = SeenUpdates(store)
    assert await seen.first_time(1, clock.now)
    assert not await seen.first_time(1, clock.now)
    assert await seen.purge(clock.now) == 0
    assert await seen.purge(clock.now + KEPT * 2) == 1
    assert await seen.first_time(1, clock.now)
