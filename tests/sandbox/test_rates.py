"""Sending limits: what passes, what is told to wait and how long."""

from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from bot.sandbox import EDITOR_ID, Rates, Sandbox, SandboxSettings
from bot.sandbox.botapi.rates import RateGate
from bot.sandbox.botapi.refusal import RefusalError
from bot.sandbox.model import Chat
from tests.sandbox.conftest import client

CHANNEL = Chat(-100, "channel", "A channel")
PRIVATE = Chat(1, "private")


class Gate:
    """A gate with a clock to set."""

    def __init__(self, rates: Rates | None) -> None:
        self.now = 1000.0
        self._gate = RateGate(rates, lambda: self.now)

    def wait(self, chat: Chat) -> int:
        try:
            self._gate.check(chat)
        except RefusalError as refusal:
            return refusal.parameters["retry_after"]
        return 0


def test_the_refusal_has_telegrams_words():
    gate = RateGate(Rates(chat_burst=1), lambda: 0.0)
    gate.check(PRIVATE)
    with pytest.raises(RefusalError) as refused:
        gate.check(PRIVATE)
    assert refused.value.body() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


def test_a_chat_takes_a_short_burst_and_then_one_a_second():
    gate = Gate(Rates(chat_burst=3))
    assert [gate.wait(PRIVATE) for _ in range(4)] == [0, 0, 0, 1]
    gate.now += 1
    assert [gate.wait(PRIVATE) for _ in range(2)] == [0, 1]


def test_a_channel_takes_twenty_a_minute():
    gate = Gate(Rates())
    for _ in range(20):
        assert gate.wait(CHANNEL) == 0
        gate.now += 1
    assert gate.wait(CHANNEL) == 40
    assert gate.wait(PRIVATE) == 0
    gate.now += 40
    assert gate.wait(CHANNEL) == 0
    assert gate.wait(CHANNEL) == 1


def test_all_chats_together_take_thirty_a_second():
    gate = Gate(Rates())
    waits = [gate.wait(Chat(number, "private")) for number in range(1, 32)]
    assert waits == [0] * 30 + [1]
    gate.now += 1
    assert gate.wait(Chat(99, "private")) == 0


def test_without_rates_everything_passes():
    gate = Gate(None)
    assert [gate.wait(CHANNEL) for _ in range(100)] == [0] * 100


async def test_the_client_hears_how_long_to_wait():
    rates = Rates(chat_per_second=0.1, chat_burst=2)
    settings = SandboxSettings(port=0, rates=rates, arrival_seconds=None)
    async with Sandbox(settings) as sandbox, client(sandbox) as bot:
        sandbox.world.say(EDITOR_ID, EDITOR_ID, "/start")
        first = await bot.send_message("@sandbox_channel", "1")
        await bot.edit_message_text("2", "@sandbox_channel", first.message_id)
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(first.chat_id, "the number and the name are one chat")
        assert refused.value.retry_after == timedelta(seconds=10)
        await bot.send_chat_action(first.chat_id, "typing")
        await bot.send_message(EDITOR_ID, "another chat")
        assert sandbox.bot_api.gate.refused == 1
