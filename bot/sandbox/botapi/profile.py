"""Methods about the bot itself: who it is, its commands, its descriptions, its updates."""

import re
from typing import Any

from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.permission import chat_of
from bot.sandbox.botapi.refusal import bad_request
from bot.sandbox.model import Json
from bot.sandbox.render import user_json
from bot.sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_TEXTS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, _arguments: Arguments) -> Json:
    """Do `getMe`."""
    flags = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return user_json(world.register.me) | flags


async def get_updates(world: World, arguments: Arguments) -> list[Json]:
    """Do `getUpdates`; waits up to `timeout` seconds for the first update."""
    kinds = arguments.parsed("allowed_updates", "allowed updates")
    if kinds is not None:
        if not isinstance(kinds, list):
            raise bad_request("can't parse allowed updates JSON object")
        world.updates.allow([str(kind) for kind in kinds])
    limit = min(max(arguments.integer("limit", 100), 1), 100)
    return await world.updates.take(arguments.integer("offset"), limit, arguments.integer("timeout"))


def set_my_commands(world: World, arguments: Arguments) -> bool:
    """Do `setMyCommands`."""
    scope = _scope(world, arguments)
    given = arguments.parsed("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("can't parse commands JSON object")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(item) for item in given]
    world.commands.put(scope, arguments.text("language_code"), commands)
    world.events.publish({"kind": "commands"})
    return True


def _command(item: Any) -> Json:
    if not isinstance(item, dict) or not isinstance(item.get("command"), str):
        raise bad_request("can't parse BotCommand: expected an Object with command and description")
    name, description = item["command"].removeprefix("/"), str(item.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(world: World, arguments: Arguments) -> list[Json]:
    """Do `getMyCommands`."""
    return world.commands.get(_scope(world, arguments), arguments.text("language_code"))


def delete_my_commands(world: World, arguments: Arguments) -> bool:
    """Do `deleteMyCommands`."""
    world.commands.drop(_scope(world, arguments), arguments.text("language_code"))
    world.events.publish({"kind": "commands"})
    return True


def _scope(world: World, arguments: Arguments) -> str:
    given = arguments.parsed("scope", "bot command scope") or {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind in _PLAIN_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = chat_of(world.register, Arguments(given))
    if chat.type == "channel":
        raise bad_request("can't change commands in channel chats")
    if kind == "chat_member":
        return f"{kind}:{chat.id}:{Arguments(given).integer('user_id')}"
    return f"{kind}:{chat.id}"


def set_text(name: str) -> Any:
    """Give the method that sets one of the bot's texts: name, description or short description."""

    def method(world: World, arguments: Arguments) -> bool:
        text = arguments.text(name)
        if len(text) > _TEXTS[name]:
            raise bad_request(f"{name.upper()}_TOO_LONG")
        world.commands.put_text(f"{name}|{arguments.text('language_code')}", text)
        return True

    return method


def get_text(name: str) -> Any:
    """Give the method that tells one of the bot's texts."""

    def method(world: World, arguments: Arguments) -> Json:
        key = f"{name}|{arguments.text('language_code')}"
        fallback = world.register.me.first_name if name == "name" else ""
        return {name: world.commands.texts.get(key, fallback)}

    return method


def delete_webhook(world: World, arguments: Arguments) -> bool:
    """Do `deleteWebhook`: there is none, but what waits can be dropped."""
    if arguments.flag("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, _arguments: Arguments) -> Json:
    """Do `getWebhookInfo`: there never is one."""
    shape: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": world.updates.pending}
    if world.updates.allowed:
        shape["allowed_updates"] = list(world.updates.allowed)
    return shape


def answer_callback_query(world: World, arguments: Arguments) -> bool:
    """Do `answerCallbackQuery`; the person who pressed sees the words."""
    text = arguments.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": arguments.flag("show_alert"), "url": arguments.text("url")}
    query = world.callbacks.answer(arguments.text("callback_query_id"), answer)
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.events.publish({"kind": "answer", "user": query.user_id, "query": query.id, **answer})
    return True


def get_file(world: World, arguments: Arguments) -> Json:
    """Do `getFile`."""
    file = world.register.file(arguments.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    size = len(file.body)
    if size > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_id[-16:],
        "file_size": size,
        "file_path": f"files/{file.file_id}",
    }
