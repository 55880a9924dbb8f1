"""The Bot API as python-telegram-bot uses it."""

import io
import struct
import zlib

import pytest
import telegram
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatMemberStatus
from telegram.error import InvalidToken

from bot.sandbox import EDITOR_ID, READER_ID, Sandbox
from bot.sandbox.furnish import BOT, CHANNEL_ID, GROUP_ID
from tests.sandbox.conftest import client, refused

CHANNEL = "@sandbox_channel"
BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Figures", callback_data="f:1")],
        [
            InlineKeyboardButton("Open", url="https://example.org/a"),
            InlineKeyboardButton("Copy", copy_text=CopyTextButton("#1")),
        ],
    ]
)


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x0d\x6e\x6e" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_the_bot_knows_itself(bot: telegram.Bot):
    assert (bot.id, bot.username, bot.can_read_all_group_messages) == (BOT.id, BOT.username, False)
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_webhook(drop_pending_updates=True)


async def test_another_token_is_refused(sandbox: Sandbox):
    with pytest.raises(InvalidToken):
        async with client(sandbox, "1:wrong"):
            pass


async def test_a_post_with_all_that_it_can_have(sandbox: Sandbox, bot: telegram.Bot):
    html = '<b>12</b> killed <blockquote expandable>a\nb</blockquote><a href="https://x.org/?a=1">x</a>'
    message = await bot.send_message(
        CHANNEL,
        html,
        parse_mode="HTML",
        reply_markup=BUTTONS,
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert message.text == "12 killed a\nbx"
    assert message.text_html == html
    assert message.chat_id == CHANNEL_ID
    assert message.sender_chat is not None
    assert message.from_user is None
    assert message.link_preview_options is not None
    assert message.link_preview_options.is_disabled
    assert message.reply_markup == BUTTONS
    kept = sandbox.world.message(CHANNEL, message.message_id)
    assert [button["text"] for button in kept.buttons] == ["Figures", "Open", "Copy"]


async def test_each_channel_counts_its_messages_and_private_chats_share_one_count(
    sandbox: Sandbox, bot: telegram.Bot
):
    for person in (EDITOR_ID, READER_ID):
        sandbox.world.say(person, person, "/start")
    chats = [CHANNEL, CHANNEL, GROUP_ID, EDITOR_ID, READER_ID, CHANNEL]
    numbers = [(await bot.send_message(chat, "x")).message_id for chat in chats]
    assert numbers == [1, 2, 1, 3, 4, 3]


async def test_replies_and_quotes(bot: telegram.Bot):
    first = await bot.send_message(CHANNEL, "nine were killed", parse_mode="HTML")
    answer = await bot.send_message(
        CHANNEL, "now 12", reply_parameters=ReplyParameters(first.message_id, quote="killed")
    )
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == first.text
    assert answer.quote is not None
    assert (answer.quote.text, answer.quote.position) == ("killed", 10)
    with refused("quote_text_invalid"):
        await bot.send_message(
            CHANNEL, "x", reply_parameters=ReplyParameters(first.message_id, quote="injured")
        )
    missing = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(CHANNEL, "x", reply_parameters=missing)).reply_to_message is None


async def test_edits_leave_a_mark_and_deletions_nothing(sandbox: Sandbox, bot: telegram.Bot):
    first = await bot.send_message(CHANNEL, "9", reply_markup=BUTTONS)
    same_words = await bot.edit_message_reply_markup(CHANNEL, first.message_id)
    assert isinstance(same_words, telegram.Message)
    assert same_words.edit_date is None, "a change of buttons leaves no mark"
    edited = await bot.edit_message_text("<b>12</b>", CHANNEL, first.message_id, parse_mode="HTML")
    assert isinstance(edited, telegram.Message)
    assert (edited.text_html, edited.edit_date is not None) == ("<b>12</b>", True)
    assert await bot.delete_message(CHANNEL, first.message_id)
    assert sandbox.world.messages(CHANNEL) == []
    assert (await bot.send_message(CHANNEL, "next")).message_id == 2, "a number is not given twice"


async def test_pictures_and_documents(sandbox: Sandbox, bot: telegram.Bot):
    photo = await bot.send_photo(CHANNEL, png(), caption="<i>by week</i>", parse_mode="HTML")
    assert (photo.photo[-1].width, photo.photo[-1].height, photo.caption_html) == (4, 3, "<i>by week</i>")
    file = await bot.get_file(photo.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == png()
    again = await bot.send_photo(CHANNEL, photo.photo[-1].file_id)
    assert again.photo[-1].file_id == photo.photo[-1].file_id
    other = await bot.edit_message_media(
        InputMediaPhoto(png(8, 8), caption="by month"), CHANNEL, photo.message_id
    )
    assert isinstance(other, telegram.Message)
    assert (other.photo[-1].width, other.caption) == (8, "by month")
    worded = await bot.edit_message_caption(CHANNEL, photo.message_id, caption="by year")
    assert isinstance(worded, telegram.Message)
    assert worded.caption == "by year"
    sheet = await bot.send_document(CHANNEL, io.BytesIO(b"a,b\n"), filename="figures.csv")
    assert sheet.document is not None
    assert (sheet.document.file_name, sheet.document.file_size) == ("figures.csv", 4)
    album = await bot.send_media_group(CHANNEL, [InputMediaPhoto(png()), InputMediaPhoto(png(), caption="b")])
    assert len({message.media_group_id for message in album}) == 1
    assert [message.caption for message in album] == [None, "b"]
    copied = await bot.copy_message(CHANNEL, CHANNEL, sheet.message_id)
    assert sandbox.world.message(CHANNEL, copied.message_id).media is not None


async def test_pressed_buttons_are_answered(sandbox: Sandbox, bot: telegram.Bot):
    message = await bot.send_message(CHANNEL, "x", reply_markup=BUTTONS)
    query_id = sandbox.world.press(READER_ID, CHANNEL, message.message_id, "Figures")
    (update,) = await bot.get_updates(timeout=2)
    query = update.callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (query_id, "f:1", READER_ID)
    assert isinstance(query.message, telegram.Message)
    assert query.message.text == "x"
    await bot.answer_callback_query(query.id, "Two figures", show_alert=True)
    assert await sandbox.world.answer(query_id) == {"text": "Two figures", "show_alert": True, "url": ""}
    with refused("message_too_long"):
        await bot.answer_callback_query(query.id, "x" * 201)


async def test_command_lists_by_scope(sandbox: Sandbox, bot: telegram.Bot):
    general = [BotCommand("help", "What one can ask")]
    admin = [BotCommand("addfeed", "Add a feed")]
    await bot.set_my_commands(general)
    await bot.set_my_commands(general[:1], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands(admin, scope=BotCommandScopeChat(EDITOR_ID))
    assert list(await bot.get_my_commands()) == general
    assert list(await bot.get_my_commands(BotCommandScopeChat(EDITOR_ID))) == admin
    world = sandbox.world
    editor = world.commands.seen_by(EDITOR_ID, False, world.chat(EDITOR_ID), "en")
    reader = world.commands.seen_by(READER_ID, False, world.chat(READER_ID), "en")
    assert [item["command"] for item in (*editor, *reader)] == ["addfeed", "help"]
    await bot.delete_my_commands(BotCommandScopeChat(EDITOR_ID))
    assert await bot.get_my_commands(BotCommandScopeChat(EDITOR_ID)) == ()


async def test_texts_about_the_bot(bot: telegram.Bot):
    await bot.set_my_description("Counts")
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_description()).description == "Counts"
    assert (await bot.get_my_short_description()).short_description == "Short"
    assert (await bot.get_my_name()).name == "Tallywire"


async def test_chats_and_members(sandbox: Sandbox, bot: telegram.Bot):
    chat = await bot.get_chat(CHANNEL)
    assert (chat.id, chat.type, chat.title) == (CHANNEL_ID, "channel", "Sandbox channel")
    administrators = await bot.get_chat_administrators(CHANNEL)
    assert {member.user.id: member.status for member in administrators} == {
        EDITOR_ID: ChatMemberStatus.OWNER,
        BOT.id: ChatMemberStatus.ADMINISTRATOR,
    }
    me = await bot.get_chat_member(CHANNEL, BOT.id)
    assert isinstance(me, telegram.ChatMemberAdministrator)
    assert me.can_post_messages
    assert (await bot.get_chat_member(GROUP_ID, READER_ID)).status == ChatMemberStatus.MEMBER
    assert await bot.get_chat_member_count(GROUP_ID) == 3
    with refused("participant_id_invalid"):
        await bot.get_chat_member(GROUP_ID, 5)
    message = await bot.send_message(CHANNEL, "pin me")
    assert await bot.pin_chat_message(CHANNEL, message.message_id)
    assert (await bot.get_chat(CHANNEL)).pinned_message is not None
    assert await bot.unpin_chat_message(CHANNEL)
    assert await bot.send_chat_action(CHANNEL, "typing")
    assert await bot.leave_chat(GROUP_ID)
    assert not sandbox.world.register.member(GROUP_ID, BOT.id).present


async def test_topics(sandbox: Sandbox, bot: telegram.Bot):
    forum = sandbox.world.add_chat("supergroup", "Desk", owner=EDITOR_ID, topics=("North", "South"))
    sandbox.world.say(EDITOR_ID, forum, "/latest", thread=3)
    (update,) = await bot.get_updates(timeout=2)
    assert update.message is not None
    assert (update.message.message_thread_id, update.message.is_topic_message) == (3, True)
    sent = await bot.send_message(forum.id, "x", message_thread_id=2)
    assert sent.message_thread_id == 2
