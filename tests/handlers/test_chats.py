"""Chats joined and left, people who cannot be told apart, menus, and what happens when something breaks."""

from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

import handlers
from bot.config import ChannelSettings, Settings, Telegram
from bot.ledger.archive import Archive
from bot.ledger.chats import Chats
from bot.ledger.filters import Filter
from bot.sandbox import EDITOR_ID, READER_ID, Message, World
from bot.wire.channels import meet_channels
from tests.handlers.conftest import CHANNEL, GROUP, Office, settings_for_tests


async def test_a_chat_that_removes_the_bot_is_left_and_one_that_adds_it_is_met(office: Office) -> None:
    world = office.sandbox.world
    world.set_bot(EDITOR_ID, GROUP, "administrator")
    await world.until(lambda: True)
    await office.ask("/help start", EDITOR_ID, EDITOR_ID)
    await office.loop.idle()
    met = await office.chats.chat(GROUP)
    assert met is not None
    assert (met.title, met.kind, met.left_at) == ("Newsroom", "supergroup", None)
    world.set_bot(EDITOR_ID, GROUP, "kicked")
    await office.ask("/help start", EDITOR_ID, EDITOR_ID)
    await office.loop.idle()
    left = await office.chats.chat(GROUP)
    assert left is not None
    assert left.left_at is not None
    world.set_bot(EDITOR_ID, GROUP, "administrator")
    await office.ask("/help start", EDITOR_ID, EDITOR_ID)
    await office.loop.idle()
    back = await office.chats.chat(GROUP)
    assert back is not None
    assert back.left_at is None


async def test_an_anonymous_administrator_is_refused_with_words(office: Office) -> None:
    world = office.sandbox.world
    world.set_bot(EDITOR_ID, GROUP, "administrator")
    said = world.say(EDITOR_ID, GROUP, "talk")
    world.updates.add(
        "message",
        {
            "message_id": said.message_id,
            "date": said.date,
            "chat": {"id": GROUP, "type": "supergroup", "title": "Newsroom"},
            "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
            "sender_chat": {"id": GROUP, "type": "supergroup", "title": "Newsroom"},
            "text": "/subscribe killed",
        },
    )
    answer = await world.expect(GROUP, after=said.message_id)
    assert "You write anonymously here" in answer.text


def _send_picture(world: World, said: Message, **words: str) -> None:
    """Let a reader's message come again as a picture, without words or with a caption."""
    world.updates.add(
        "message",
        {
            "message_id": said.message_id,
            "date": said.date,
            "chat": {"id": READER_ID, "type": "private", "first_name": "Reader"},
            "from": {"id": READER_ID, "is_bot": False, "first_name": "Reader"},
            "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
            **words,
        },
    )


async def test_a_command_in_a_caption_is_understood(office: Office) -> None:
    world = office.sandbox.world
    said = world.say(READER_ID, READER_ID, "picture")
    await world.expect(READER_ID, after=said.message_id)
    _send_picture(world, said, caption="/help latest")
    answer = await world.expect(READER_ID, "the newest reports", after=said.message_id)
    assert "/latest 10 killed sagaing" in answer.text


async def test_what_has_no_words_gets_an_example(office: Office) -> None:
    world = office.sandbox.world
    said = world.say(READER_ID, READER_ID, "sticker")
    await world.expect(READER_ID, after=said.message_id)
    _send_picture(world, said)
    await world.expect(READER_ID, "Ask in words, like this", after=said.message_id)


async def test_what_breaks_is_logged_and_the_person_gets_one_clear_message(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_given: Any, **_named: Any) -> None:
        message = f"a secret {office.sandbox.token}"
        raise RuntimeError(message)

    monkeypatch.setattr(Archive, "latest", broken)
    answer = await office.ask("/latest")
    assert answer.text == "Something went wrong here; it was logged."
    assert "RuntimeError" in caplog.text


async def test_a_chat_that_cannot_be_looked_up_is_told_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = await office.ask("/totals killed")

    async def broken(*_given: Any) -> None:
        raise OperationalError("SELECT", None, RuntimeError("database is locked"))

    monkeypatch.setattr(Chats, "chat", broken)
    assert (await office.ask("/latest")).text == "Something went wrong here; it was logged."
    assert (await office.press(total, "7 days"))["text"] == "Something went wrong here; it was logged."


async def test_an_old_button_says_that_it_is_old(office: Office) -> None:
    answer = await office.ask("/totals killed")
    keyboard = {"inline_keyboard": [[{"text": "Old", "callback_data": "from:another:age"}]]}
    await office.application.bot.edit_message_reply_markup(
        READER_ID, answer.message_id, api_kwargs={"reply_markup": keyboard}
    )
    said = await office.press(office.now_shown(answer), "Old")
    assert "too old" in said["text"]


async def test_menus_are_set_for_everybody_and_for_those_who_may_do_more(office: Office) -> None:
    office.sandbox.world.say(EDITOR_ID, EDITOR_ID, "/start")
    await handlers.publish_commands(office.application.bot, office.settings)
    bot = office.application.bot
    everybody = {one.command for one in await bot.get_my_commands()}
    admins = {one.command for one in await bot.get_my_commands({"type": "chat", "chat_id": EDITOR_ID})}  # type: ignore[arg-type]
    assert "totals" in everybody
    assert not everybody & {"addfeed", "correct"}
    assert {"totals", "correct", "addfeed"} <= admins


async def test_configured_channels_are_met_and_subscribed(office: Office) -> None:
    settings = Settings(
        **settings_for_tests().model_dump(exclude={"channels", "telegram", "database"}),
        telegram=Telegram(token=SecretStr(office.sandbox.token)),
        channels=(ChannelSettings(chat="@sandbox_channel"), ChannelSettings(chat="@not_there_yet")),
    )
    chats = Chats(office.store, settings)
    hidden = await meet_channels(office.application.bot, chats, (Filter(), Filter()), office.clock.now)
    assert hidden == ("@not_there_yet",)
    [subscription] = await chats.subscriptions(CHANNEL)
    assert subscription.configured
    answer = await office.ask("/unsubscribe @sandbox_channel", EDITOR_ID, EDITOR_ID)
    assert "config.toml" in answer.text
