"""/status: how the program is, for admins."""

from bot.wire.health import status_message
from handlers.room import Asked, Command


async def status(asked: Asked) -> None:
    """Tell how feeds, queue, posts, updates and database are."""
    asked.require_admin()
    room = asked.room
    message = status_message(
        await room.feeds.list(),
        await room.outbox.counts(),
        len(await room.desk.queue(asked.now)),
        room.heartbeat,
        room.about,
        asked.voice,
        asked.now,
    )
    await asked.reply(message)


COMMANDS = (Command("status", status, "how the program is", who="admins"),)
PRESSES = {"st": status}
