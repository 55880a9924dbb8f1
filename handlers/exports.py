"""/export: the figures that a question asks for, as a file."""

import re
import unicodedata
from contextlib import aclosing
from datetime import date

from bot.errors import TallywireError
from bot.wire.markup import CAPTION_LIMIT, Page, bold, clip
from handlers.room import Asked, Command

_FORMS = ("csv", "json")
_MOST_BYTES = 45_000_000
"""Telegram takes documents of 50 MB from a bot."""


async def export(asked: Asked) -> None:
    """Send the figures asked for as CSV or JSON, one row a figure."""
    first, _, rest = asked.words.partition(" ")
    form, words = (first.lower(), rest) if first.lower() in _FORMS else ("csv", asked.words)
    archive = asked.room.archive
    question = archive.parse(words, today=asked.today)
    body, pieces = bytearray(), 0
    async with aclosing(archive.export(question, "json" if form == "json" else "csv")) as rows:
        async for piece in rows:
            body += piece.encode()
            pieces += 1
            if len(body) > _MOST_BYTES:
                message = "This is too much for one file on Telegram. Ask for a shorter period."
                raise TallywireError(message)
    if pieces < 2:  # the heading of the columns, or an empty list
        await asked.reply(f"{question.words}: no figures, so there is no file.")
        return
    page = Page(limit=CAPTION_LIMIT)
    page.add(bold(clip(question.words, 200)))
    name = file_name(question.words, asked.today, form)
    await asked.room.replies.document(asked.place, name, bytes(body), page.message())


def file_name(words: str, today: date, form: str) -> str:
    """Name a file after its question: `tallywire-killed-regime-november-2024-2024-11-13.csv`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")
    return f"tallywire-{slug}{'-' if slug else ''}{today.isoformat()}.{form}"


COMMANDS = (
    Command("export", export, "figures as a file", "[csv|json] question", "csv killed regime november 2024"),
)
