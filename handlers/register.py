"""The commands put on an application."""

import logging
from collections.abc import Mapping
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, TypeHandler

from handlers import (
    charts,
    corrections,
    exports,
    feeds,
    method,
    reports,
    review,
    start,
    status,
    subscriptions,
    totals,
)
from handlers.help import help_on
from handlers.room import KEY, Room
from handlers.routing import Routes, on_membership, on_message, on_press

log = logging.getLogger(__name__)

_MODULES = (
    start,
    reports,
    totals,
    charts,
    exports,
    subscriptions,
    feeds,
    review,
    corrections,
    status,
    method,
)

App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]


def routes() -> Routes:
    """Give everything that is understood. Raises `ValueError` where two modules claim the same name."""
    commands = _each_once([(one.name, one) for module in _MODULES for one in module.COMMANDS])
    asking_for_help = help_on(commands)
    presses = [item for module in _MODULES for item in getattr(module, "PRESSES", {}).items()]
    answers = [item for module in _MODULES for item in getattr(module, "ANSWERS", {}).items()]
    return Routes(
        {**commands, asking_for_help.name: asking_for_help},
        _each_once(presses),
        _each_once(answers),
        totals.ask_in_words,
    )


def register(application: App, room: Room) -> None:
    """Put the commands, buttons and the note of chats joined and left on the application."""
    known = routes()
    application.bot_data[KEY] = room

    async def handle(update: Update, _context: Context) -> None:
        if update.message is not None:
            room.replies.saw(update.message.chat.id, update.message.message_id)
            await on_message(update, room, known)
        elif update.callback_query is not None:
            await on_press(update, room, known)
        elif update.my_chat_member is not None:
            await on_membership(update, room)
        elif update.channel_post is not None:
            room.replies.saw(update.channel_post.chat.id, update.channel_post.message_id)

    application.add_handler(TypeHandler(Update, handle))
    application.add_error_handler(_log_error)


async def _log_error(_update: object, context: Context) -> None:
    log.error("an update could not be handled", exc_info=context.error)


def _each_once(items: list[tuple[str, Any]]) -> Mapping[str, Any]:
    named = dict(items)
    if len(named) != len(items):
        message = "two handlers claim the same name"
        raise ValueError(message)
    return named
