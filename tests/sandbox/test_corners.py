"""Rarer ways of a bot: given entities, reply keyboards, many deletions, old messages, odd files."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import telegram
from PIL import Image
from telegram import InputMediaDocument, InputMediaPhoto, MessageEntity, ReplyKeyboardMarkup

from bot.sandbox import EDITOR_ID, Sandbox
from bot.sandbox.botapi.pictures import Picture, picture_of
from bot.sandbox.events import Events
from bot.sandbox.furnish import CHANNEL_ID, GROUP_ID
from tests.sandbox.conftest import QUIET, client, refused
from tests.sandbox.test_bot_api import png


class Clock:
    """A clock to set."""

    now = datetime(2024, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(replace(QUIET, clock=clock)) as started:
        yield started


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    async with client(sandbox) as started:
        yield started


@pytest.mark.parametrize(
    ("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif")]
)
def test_pictures_are_known_by_their_bytes(kind, mime):
    body = io.BytesIO()
    Image.new("RGB", (30, 20)).save(body, kind)
    assert picture_of(body.getvalue()) == Picture(mime, 30, 20)
    for length in range(24):
        cut = picture_of(body.getvalue()[:length])
        assert cut is None or (cut.width, cut.height) == (30, 20)
    assert picture_of(b"\xff\xd8 and then nothing of the kind") is None


async def test_entities_can_be_given(sandbox: Sandbox, bot: telegram.Bot):
    user = telegram.User(EDITOR_ID, "Editor", False)
    entities = [
        MessageEntity("bold", 0, 2),
        MessageEntity("text_mention", 3, 6, user=user),
        MessageEntity("blockquote", 0, 9),
        MessageEntity("expandable_blockquote", 0, 2),
        MessageEntity("bold", 1, 1),
    ]
    message = await bot.send_message(CHANNEL_ID, "12 Editor", entities=entities)
    kept = [(entity.type, entity.offset, entity.length) for entity in message.entities]
    assert kept == [("blockquote", 0, 9), ("bold", 0, 2), ("text_mention", 3, 6)]
    assert message.entities[2].user == user


async def test_reply_keyboards_are_taken_outside_channels(sandbox: Sandbox, bot: telegram.Bot):
    sandbox.world.say(EDITOR_ID, EDITOR_ID, "/start")
    message = await bot.send_message(EDITOR_ID, "x", reply_markup=ReplyKeyboardMarkup([["Totals", "Latest"]]))
    assert message.reply_markup is None, "Telegram gives inline keyboards alone"
    await bot.send_message(EDITOR_ID, "x", reply_markup=telegram.ForceReply())
    with refused("inline keyboard expected"):
        await bot.edit_message_reply_markup(EDITOR_ID, message.message_id, reply_markup=telegram.ForceReply())


async def test_many_messages_are_deleted_at_once(sandbox: Sandbox, bot: telegram.Bot):
    numbers = [(await bot.send_message(CHANNEL_ID, str(n))).message_id for n in range(3)]
    assert await bot.delete_messages(CHANNEL_ID, [*numbers[:2], 99])
    assert [message.text for message in sandbox.world.messages(CHANNEL_ID)] == ["2"]
    with refused("not specified"):
        await bot.delete_messages(CHANNEL_ID, [])


async def test_old_messages_stay_where_the_bot_is_no_administrator(
    sandbox: Sandbox, bot: telegram.Bot, clock: Clock
):
    old = await bot.send_message(GROUP_ID, "x")
    posted = await bot.send_message(CHANNEL_ID, "x")
    clock.now += timedelta(hours=49)
    with refused("can't be deleted for everyone"):
        await bot.delete_message(GROUP_ID, old.message_id)
    assert await bot.delete_message(CHANNEL_ID, posted.message_id)
    with refused("not specified"):
        await bot.delete_message(CHANNEL_ID, 0)


async def test_a_press_can_be_answered_for_a_minute(sandbox: Sandbox, bot: telegram.Bot, clock: Clock):
    button = telegram.InlineKeyboardButton("a", callback_data="a")
    message = await bot.send_message(CHANNEL_ID, "x", reply_markup=telegram.InlineKeyboardMarkup([[button]]))
    query = sandbox.world.press(EDITOR_ID, CHANNEL_ID, message.message_id, "a")
    clock.now += timedelta(seconds=61)
    with refused("query is too old"):
        await bot.answer_callback_query(query)


async def test_media_that_is_not_there_is_refused(sandbox: Sandbox, bot: telegram.Bot):
    sheet = await bot.send_document(CHANNEL_ID, b"a,b", filename="a.csv")
    assert sheet.document is not None
    with refused("can't use file of type Document as Photo"):
        await bot.send_photo(CHANNEL_ID, sheet.document.file_id)
    with refused("there is no text"):
        await bot.edit_message_text("x", CHANNEL_ID, sheet.message_id)
    with refused("is not supported here"):
        await bot.send_media_group(CHANNEL_ID, [telegram.InputMediaVideo(b"x"), InputMediaPhoto(png())])
    with refused("2 to 10"):
        await bot.send_media_group(CHANNEL_ID, [InputMediaPhoto(png())])
    album = await bot.send_media_group(CHANNEL_ID, [InputMediaPhoto(png()), InputMediaPhoto(png())])
    with refused("media_grouped_invalid"):
        await bot.edit_message_media(InputMediaDocument(b"x"), CHANNEL_ID, album[0].message_id)
    with refused("message to copy not found"):
        await bot.copy_message(CHANNEL_ID, CHANNEL_ID, 99)
    copied = await bot.copy_message(
        CHANNEL_ID, CHANNEL_ID, sheet.message_id, caption="<b>all</b>", parse_mode="HTML"
    )
    assert sandbox.world.message(CHANNEL_ID, copied.message_id).text == "all"
    with refused("invalid file_id"):
        await bot.get_file("none")


async def test_rights_that_the_bot_lacks(sandbox: Sandbox, bot: telegram.Bot):
    message = await bot.send_message(GROUP_ID, "x")
    with refused("not enough rights to manage pinned"):
        await bot.pin_chat_message(GROUP_ID, message.message_id)
    with refused("message to unpin not found"):
        await bot.unpin_chat_message(CHANNEL_ID)
    with refused("message to pin not found"):
        await bot.pin_chat_message(CHANNEL_ID, 99)
    post = await bot.send_message(CHANNEL_ID, "x")
    sandbox.world.set_bot(EDITOR_ID, CHANNEL_ID, "administrator", frozenset({"can_manage_chat"}))
    with refused("need administrator rights"):
        await bot.edit_message_text("y", CHANNEL_ID, post.message_id)
    with refused("can't be deleted"):
        await bot.delete_message(CHANNEL_ID, post.message_id)
    sandbox.world.say(EDITOR_ID, EDITOR_ID, "/start")
    with refused("private chat"):
        await bot.get_chat_administrators(EDITOR_ID)


def test_a_listener_that_falls_behind_is_told_so():
    events = Events()
    with events.listening() as queue:
        for _ in range(1500):
            events.publish({"kind": "message"})
        kinds = [queue.get_nowait()["kind"] for _ in range(queue.qsize())]
    assert kinds == ["message"] * 1000 + ["gone"]
