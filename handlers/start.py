"""/start, with the deep links that posts open."""

import re

from bot.wire.evidence import report_message
from bot.wire.markup import Page, code, esc
from handlers import reports, totals
from handlers.room import Asked, Command

_LINK = re.compile(r"(report|history|totals)_(\d{1,18})")

WELCOME = (
    "I read news reports that state figures, keep each figure with the words that state it, and tell "
    "totals that never count the same people twice."
)


async def start(asked: Asked) -> None:
    """Greet; or open what a link from a post points at."""
    link = _LINK.fullmatch(asked.words)
    if link:
        await _LINKED[link[1]](asked, int(link[2]))
        return
    page = Page()
    page.add(esc(WELCOME), "", f"Ask: {code('/totals killed this month')}")
    page.add(f"Read: {code('/latest')}", f"Get posts here: {code('/subscribe')}", "", "All commands: /help")
    await asked.reply(page.message())


async def _report(asked: Asked, number: int) -> None:
    await asked.reply(report_message(await asked.room.archive.report(number), asked.voice))


_LINKED = {"report": _report, "history": reports.history_of, "totals": totals.of_story}


COMMANDS = (Command("start", start, "what I do"),)
