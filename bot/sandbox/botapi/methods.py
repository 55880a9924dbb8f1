"""The table of methods, by lower-case name."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.botapi import editing, profile, rooms, sending
from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.world import World

Method = Callable[[World, Arguments], Any | Awaitable[Any]]

_NAMED: dict[str, Method] = {
    "getMe": profile.get_me,
    "getUpdates": profile.get_updates,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "copyMessage": sending.copy_message,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": profile.answer_callback_query,
    "getChat": rooms.get_chat,
    "getChatMember": rooms.get_chat_member,
    "getChatAdministrators": rooms.get_chat_administrators,
    "getChatMemberCount": rooms.get_chat_member_count,
    "pinChatMessage": rooms.pin_chat_message,
    "unpinChatMessage": rooms.unpin_chat_message,
    "leaveChat": rooms.leave_chat,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_text("name"),
    "getMyName": profile.get_text("name"),
    "setMyDescription": profile.set_text("description"),
    "getMyDescription": profile.get_text("description"),
    "setMyShortDescription": profile.set_text("short_description"),
    "getMyShortDescription": profile.get_text("short_description"),
    "deleteWebhook": profile.delete_webhook,
    "getWebhookInfo": profile.get_webhook_info,
    "getFile": profile.get_file,
}

METHODS: dict[str, Method] = {name.lower(): method for name, method in _NAMED.items()}

RATED = frozenset(
    name for name in METHODS if name.startswith(("send", "edit", "copy")) and name != "sendchataction"
)
"""Methods that count against the sending limits."""
