"""What outlives a restart: message numbers, chats, updates, files and the news."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import telegram

from bot.errors import TallywireError
from bot.sandbox import EDITOR_ID, READER_ID, Sandbox
from bot.sandbox.furnish import CHANNEL_ID, GROUP_ID
from tests.sandbox.conftest import QUIET, client
from tests.sandbox.test_bot_api import BUTTONS, png


async def test_chats_go_on_where_they_were(tmp_path: Path):
    settings = replace(QUIET, data_dir=tmp_path / "data")
    async with Sandbox(settings) as sandbox, client(sandbox) as bot:
        sandbox.world.say(EDITOR_ID, EDITOR_ID, "/start")
        first = await bot.send_message(
            "@sandbox_channel", "<b>9</b>", parse_mode="HTML", reply_markup=BUTTONS
        )
        picture = await bot.send_photo("@sandbox_channel", png())
        await bot.delete_message("@sandbox_channel", picture.message_id)
        kept = await bot.send_photo("@sandbox_channel", png(), caption="by week")
        await bot.set_my_commands([telegram.BotCommand("help", "x")])
        sandbox.world.leave(READER_ID, GROUP_ID)
        sandbox.world.add_chat("supergroup", "Desk", owner=EDITOR_ID, topics=("North",))
        before = sandbox.world.messages("@sandbox_channel")
    async with Sandbox(settings) as sandbox, client(sandbox) as bot:
        assert sandbox.world.messages("@sandbox_channel") == before
        assert not sandbox.world.register.member(GROUP_ID, READER_ID).present
        updates = await bot.get_updates()
        assert [update.message is not None for update in updates] == [False, True]
        edited = await bot.edit_message_text("12", CHANNEL_ID, first.message_id)
        assert isinstance(edited, telegram.Message)
        assert edited.edit_date is not None
        assert (await bot.send_message(CHANNEL_ID, "next")).message_id == kept.message_id + 1
        assert (await bot.send_message(EDITOR_ID, "next")).message_id == 2
        file = await bot.get_file(kept.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == png()
        assert len(await bot.get_my_commands()) == 1
        sandbox.world.say(EDITOR_ID, EDITOR_ID, "more")
        (more,) = await bot.get_updates(offset=updates[-1].update_id + 1)
        assert more.update_id == updates[-1].update_id + 1
        (desk,) = [chat for chat in sandbox.world.register.chats.values() if chat.title == "Desk"]
        assert desk.topics == {2: "North"}


async def test_reports_that_arrived_are_still_there(tmp_path: Path):
    settings = replace(QUIET, data_dir=tmp_path, first_reports=4)
    async with Sandbox(settings) as sandbox:
        arrived = [sandbox.arrivals.next_report() for _ in range(4)]
        assert arrived[1] == arrived[3] == "momauk-market", "the report and its correction"
        left = sandbox.arrivals.left
        slugs = [outlet.slug for outlet in sandbox.newsstand.outlets]
        before = {slug: [entry.title for entry in sandbox.newsstand.entries(slug)] for slug in slugs}
    async with Sandbox(settings) as sandbox:
        assert sandbox.arrivals.left == left
        after = {slug: [entry.title for entry in sandbox.newsstand.entries(slug)] for slug in slugs}
        assert after == before
        corrected = sandbox.newsstand.entry("border-dispatch", "momauk-market")
        assert "rises to 12" in corrected.title


def test_a_file_of_another_version_is_left_alone(tmp_path: Path):
    database = sqlite3.connect(tmp_path / "sandbox.db")
    database.execute("PRAGMA user_version=9")
    database.close()
    with pytest.raises(TallywireError, match="another version, 9"):
        Sandbox(replace(QUIET, data_dir=tmp_path))


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path):
    (tmp_path / "sandbox.db").write_bytes(b"this is no database, whatever its name says" * 50)
    with pytest.raises(TallywireError, match=r"sandbox\.db"):
        Sandbox(replace(QUIET, data_dir=tmp_path))
