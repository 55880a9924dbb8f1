"""The feeds: /feeds for everybody; /addfeed, /removefeed, /pausefeed, /resumefeed for admins."""

from bot.errors import QuestionError
from bot.wire.health import feed_line, feeds_message
from bot.wire.markup import Page, esc
from bot.wire.signs import many
from handlers.room import Asked, Command


async def feeds(asked: Asked) -> None:
    """List the feeds and how they are."""
    await asked.reply(feeds_message(await asked.room.feeds.list(), asked.now))


async def addfeed(asked: Asked) -> None:
    """Add a feed after a look at it."""
    asked.require_admin()
    url, _, name = _words(asked, "/addfeed https://example.org/feed").partition(" ")
    if not url.casefold().startswith(("http://", "https://")):
        message = (
            "Write the feed's address first, then its name: /addfeed https://example.org/feed The Example"
        )
        raise QuestionError(message, url)
    added = await asked.room.feeds.add(url, name.strip(), asked.person.id, asked.now)
    page = Page()
    page.add(f"Added: {feed_line(added.feed, asked.now)}")
    newest = f", the newest of {esc(asked.voice.moment(added.probe.newest))}" if added.probe.newest else ""
    page.add(f"It has {many(added.probe.entries, 'entry', 'entries')}{newest}.")
    await asked.reply(page.message())


async def removefeed(asked: Asked) -> None:
    """Remove a feed; its reports stay."""
    asked.require_admin()
    feed = await asked.room.feeds.remove(_words(asked, "/removefeed The Example"), asked.now)
    await asked.reply(f"{feed.name} is removed. Its reports stay.")


async def pausefeed(asked: Asked) -> None:
    """Ask a feed no more for now."""
    asked.require_admin()
    feed = await asked.room.feeds.pause(_words(asked, "/pausefeed The Example"), asked.now)
    await asked.reply(f"{feed.name} is paused. To go on: /resumefeed {feed.id}")


async def resumefeed(asked: Asked) -> None:
    """Ask a feed again, at once."""
    asked.require_admin()
    feed = await asked.room.feeds.resume(_words(asked, "/resumefeed The Example"), asked.now)
    await asked.reply(f"{feed.name} is asked again.")


def _words(asked: Asked, example: str) -> str:
    if not asked.words.strip():
        message = f"Which feed? For example: {example}"
        raise QuestionError(message)
    return asked.words.strip()


COMMANDS = (
    Command("feeds", feeds, "the feeds and how they are"),
    Command("addfeed", addfeed, "add a feed", "URL [name]", "https://example.org/feed The Example", "admins"),
    Command("removefeed", removefeed, "remove a feed", "name or number", "The Example", "admins"),
    Command("pausefeed", pausefeed, "ask a feed no more for now", "name or number", "The Example", "admins"),
    Command("resumefeed", resumefeed, "ask a feed again", "name or number", "The Example", "admins"),
)
