"""Which commands Telegram's menu lists, and for whom."""

import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.config import Settings
from bot.wire.redaction import redacted
from handlers.register import routes
from handlers.room import Command

log = logging.getLogger(__name__)

_RANK = {"everybody": 0, "editors": 1, "admins": 2}


async def publish_commands(bot: Bot, settings: Settings) -> None:
    """Set the menus: everybody's, groups', and those of editors and admins in their own chats.

    A person whom the bot has not met yet has no chat for a menu; that one is set at a later start.
    Menus are a comfort: where Telegram does not take one, the bot goes on without it.
    """
    commands = tuple(routes().commands.values())
    newsroom = settings.newsroom
    scopes: list[tuple[BotCommandScope, int]] = [
        (BotCommandScopeDefault(), 0),
        (BotCommandScopeAllPrivateChats(), 0),
        (BotCommandScopeAllGroupChats(), 0),
        *((BotCommandScopeChat(user), 1) for user in newsroom.editors if user not in newsroom.admins),
        *((BotCommandScopeChat(user), 2) for user in newsroom.admins),
    ]
    for scope, rank in scopes:
        try:
            await bot.set_my_commands(_menu(commands, rank), scope)
        except TelegramError as error:
            log.info("no menu set for %s: %s", scope.to_dict(), redacted(error.message))


def _menu(commands: tuple[Command, ...], rank: int) -> list[BotCommand]:
    return [
        BotCommand(command.name, command.summary[:256]) for command in commands if _RANK[command.who] <= rank
    ]
