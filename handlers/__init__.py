"""Commands, buttons and lines of text: parse the words, ask one question, reply.

`register(application, room)` puts them on an application; `publish_commands(bot, settings)` tells Telegram
which commands each chat's menu lists.
"""

from handlers.menus import publish_commands
from handlers.register import register
from handlers.room import Room

__all__ = ["Room", "publish_commands", "register"]
