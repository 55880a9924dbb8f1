"""Updates: offsets, waiting, kinds, and two pollers of one token."""

import asyncio

import pytest
import telegram
from telegram.error import Conflict

from bot.sandbox import EDITOR_ID, READER_ID, Sandbox
from bot.sandbox.furnish import BOT, CHANNEL_ID, GROUP_ID
from tests.sandbox.conftest import client


def words(updates: tuple[telegram.Update, ...]) -> list[str | None]:
    return [u.effective_message.text if u.effective_message else None for u in updates]


async def asked(sandbox: Sandbox) -> None:
    """Wait until a poll has arrived."""
    for _ in range(1000):
        await asyncio.sleep(0.01)
        if sandbox.bot_api.calls.get("getUpdates"):
            return


@pytest.fixture
def started(sandbox: Sandbox) -> Sandbox:
    sandbox.world.say(EDITOR_ID, EDITOR_ID, "/start")
    sandbox.world.updates.clear()
    return sandbox


async def test_updates_stay_until_their_offset_confirms_them(started: Sandbox, bot: telegram.Bot):
    for text in ("one", "two", "three"):
        started.world.say(EDITOR_ID, EDITOR_ID, text)
    first = await bot.get_updates(limit=2)
    assert words(first) == ["one", "two"]
    assert words(await bot.get_updates()) == ["one", "two", "three"], "nothing was confirmed"
    assert words(await bot.get_updates(offset=first[-1].update_id + 1)) == ["three"]
    assert words(await bot.get_updates()) == ["three"]
    assert words(await bot.get_updates(offset=-1)) == ["three"]
    assert await bot.get_updates(offset=first[-1].update_id + 2) == ()


async def test_a_poll_waits_for_the_first_update(started: Sandbox, bot: telegram.Bot):
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asked(started)
    assert not waiting.done()
    started.world.say(EDITOR_ID, EDITOR_ID, "now")
    assert words(await asyncio.wait_for(waiting, 5)) == ["now"]


async def test_of_two_pollers_the_earlier_is_sent_away(started: Sandbox, bot: telegram.Bot):
    async with client(started) as second:
        earlier = asyncio.create_task(bot.get_updates(timeout=20))
        await asked(started)
        later = asyncio.create_task(second.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await asyncio.wait_for(earlier, 5)
        started.world.say(EDITOR_ID, EDITOR_ID, "for the second")
        assert words(await asyncio.wait_for(later, 5)) == ["for the second"]


async def test_a_stopped_sandbox_lets_pollers_go(started: Sandbox, bot: telegram.Bot):
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asked(started)
    await started.stop()
    assert await asyncio.wait_for(waiting, 5) == ()


async def test_only_the_kinds_that_are_asked_for_are_queued(started: Sandbox, bot: telegram.Bot):
    await bot.get_updates(allowed_updates=["callback_query", "chat_member"])
    started.world.say(EDITOR_ID, EDITOR_ID, "unheard")
    started.world.leave(READER_ID, GROUP_ID)
    (update,) = await bot.get_updates()
    assert update.chat_member is not None
    assert update.chat_member.new_chat_member.status == "left"
    await bot.get_updates(offset=update.update_id + 1, allowed_updates=[])
    started.world.join(READER_ID, GROUP_ID)
    assert await bot.get_updates() == (), "chat_member does not come by default"


async def test_what_people_do_comes_as_the_right_update(started: Sandbox, bot: telegram.Bot):
    world = started.world
    said = world.say(EDITOR_ID, EDITOR_ID, "/totals kiled")
    world.edit(EDITOR_ID, EDITOR_ID, said.message_id, "/totals killed")
    post = world.say(EDITOR_ID, CHANNEL_ID, "by hand")
    world.edit(EDITOR_ID, CHANNEL_ID, post.message_id, "by hand, again")
    world.set_bot(EDITOR_ID, CHANNEL_ID, "left")
    updates = await bot.get_updates()
    assert updates[0].message is not None
    assert updates[0].message.entities[0].type == "bot_command"
    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "/totals killed"
    assert updates[2].channel_post is not None
    assert updates[2].channel_post.from_user is None
    assert updates[3].edited_channel_post is not None
    assert updates[4].my_chat_member is not None
    assert updates[4].my_chat_member.old_chat_member.status == "administrator"


async def test_privacy_mode_in_groups(started: Sandbox, bot: telegram.Bot):
    world = started.world
    mine = await bot.send_message(GROUP_ID, "the bot's")
    unheard = ["hello", "/help@another_bot", "a /help inside"]
    heard = ["/help", f"/help@{BOT.username} x", f"ask @{BOT.username}"]
    for text in (*unheard, *heard):
        world.say(READER_ID, GROUP_ID, text)
    world.say(READER_ID, GROUP_ID, "to you", reply_to=mine.message_id)
    assert words(await bot.get_updates()) == [*heard, "to you"]
    world.set_bot(EDITOR_ID, GROUP_ID, "administrator")
    world.updates.clear()
    world.say(READER_ID, GROUP_ID, "hello")
    assert words(await bot.get_updates()) == ["hello"]
    world.updates.clear()
    world.set_bot(EDITOR_ID, GROUP_ID, "kicked")
    world.say(READER_ID, GROUP_ID, "/help")
    assert [update.my_chat_member is not None for update in await bot.get_updates()] == [True]


async def test_one_update_can_come_twice(started: Sandbox, bot: telegram.Bot):
    started.world.say(EDITOR_ID, EDITOR_ID, "once")
    (update,) = await bot.get_updates()
    assert await bot.get_updates(offset=update.update_id + 1) == ()
    started.world.updates.put_again(update.to_dict())
    (again,) = await bot.get_updates()
    assert again.update_id == update.update_id
