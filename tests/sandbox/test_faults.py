"""Trouble that tests plan."""

import asyncio
import logging
from urllib.parse import urlsplit

import pytest
import telegram
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox import RefusalError, Sandbox

CHANNEL = "@sandbox_channel"


def said(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.world.messages(CHANNEL)]


async def test_calls_fail_as_often_as_planned(sandbox: Sandbox, bot: telegram.Bot):
    sandbox.faults.fail("sendMessage", RefusalError(403, "bot was kicked from the channel chat"), times=2)
    for _ in range(2):
        with pytest.raises(Forbidden):
            await bot.send_message(CHANNEL, "x")
    assert sandbox.faults.left == 0
    await bot.send_message(CHANNEL, "third")
    assert said(sandbox) == ["third"]
    assert sandbox.bot_api.calls["sendMessage"] == 3


async def test_flood_bad_gateway_and_conditions(sandbox: Sandbox, bot: telegram.Bot):
    sandbox.faults.flood("*", 7)
    with pytest.raises(RetryAfter):
        await bot.get_chat(CHANNEL)
    sandbox.faults.garble("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(CHANNEL, "x")
    sandbox.faults.fail(
        "sendMessage", RefusalError(400, "nonsense"), when=lambda call: call.text("text") == "bad"
    )
    await bot.send_message(CHANNEL, "good")
    with pytest.raises(BadRequest):
        await bot.send_message(CHANNEL, "bad")
    sandbox.faults.flood("sendMessage", 5, times=9)
    sandbox.faults.clear()
    await bot.send_message(CHANNEL, "again")
    assert said(sandbox) == ["good", "again"]


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_dropped_connection_leaves_the_outcome_unknown(sandbox: Sandbox, bot: telegram.Bot, accepted):
    sandbox.faults.drop("sendMessage", accepted=accepted)
    with pytest.raises(NetworkError):
        await bot.send_message(CHANNEL, "x")
    assert said(sandbox) == (["x"] if accepted else [])


async def test_a_late_answer_has_taken_effect(sandbox: Sandbox, bot: telegram.Bot):
    sandbox.faults.delay("sendMessage", 0.3)
    with pytest.raises(TimedOut):
        await bot.send_message(CHANNEL, "x", read_timeout=0.1)
    await sandbox.world.expect(CHANNEL, "x")


async def test_a_paused_sandbox_refuses_connections(sandbox: Sandbox, bot: telegram.Bot):
    await bot.send_message(CHANNEL, "before")
    address = sandbox.api_url
    await sandbox.pause()
    with pytest.raises(NetworkError):
        await bot.send_message(CHANNEL, "lost")
    await sandbox.resume()
    assert sandbox.api_url == address
    await bot.send_message(CHANNEL, "after")
    assert said(sandbox) == ["before", "after"]


async def test_a_bot_that_dies_while_it_asks_is_no_error(sandbox: Sandbox, caplog: pytest.LogCaptureFixture):
    address = urlsplit(sandbox.api_url)
    with caplog.at_level(logging.ERROR):
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        question = (
            f"POST /bot{sandbox.token}/getMe HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 99\r\n"
        )
        writer.write(f"{question}Content-Type: application/json\r\n\r\nhalf".encode())
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.transport.abort()
        await asyncio.sleep(0.1)
    assert caplog.messages == []
    assert sandbox.bot_api.calls["getMe"] == 1
