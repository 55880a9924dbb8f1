"""Reports and what stands in them: /latest, /report, /search, /claim, /history, and a post's button."""

import re

from bot.errors import QuestionError
from bot.wire.buttons import search_keyboard
from bot.wire.evidence import claim_message, report_message, reports_message
from bot.wire.history import history_message, joined_to
from bot.wire.markup import Message
from bot.wire.posts import lead_report
from bot.wire.sources import hits_message
from handlers.room import Asked, Command, only_number, page_number

_HOW_MANY = re.compile(r"(?<!\S)([+-]?[0-9]{1,9})(?!\S)")
LATEST = 5
MOST = 20
HITS = 8
SEARCH_PAGES = 10
"""Whoever wants to see more than 80 hits is helped by more words, not by more pages."""


async def latest(asked: Asked) -> None:
    """List the newest reports: how many, and of what."""
    count, filter_words = _how_many(asked.words)
    only = asked.room.archive.grammar.read_filter(filter_words) if filter_words else None
    found = await asked.room.archive.latest(min(count, MOST), only)
    heading = f"Latest: {only.words}" if only else "Latest reports"
    if count > MOST:
        heading += f" ({MOST} at most)"
    await asked.reply(reports_message(heading, found, asked.voice, "No report has come in that matches."))


def _how_many(words: str) -> tuple[int, str]:
    """Find the number among the words, wherever it stands, and give it with the other words."""
    number = _HOW_MANY.search(words)
    if number is None:
        return LATEST, words.strip()
    if int(number[1]) < 1:
        message = f"How many reports? From 1 to {MOST}, like this: /latest 5 killed"
        raise QuestionError(message, number[1])
    return int(number[1]), f"{words[: number.start()]} {words[number.end() :]}".strip()


async def report(asked: Asked) -> None:
    """Show a report with all its figures and quotes."""
    number = only_number(asked, "/report 34")
    await asked.reply(report_message(await asked.room.archive.report(number), asked.voice))


async def search(asked: Asked) -> None:
    """List the reports whose words match, the first page of them."""
    if not asked.words.strip():
        message = "Which words? For example: /search Kyaukme outposts"
        raise QuestionError(message)
    await asked.reply(await _hits(asked, asked.words.strip(), 0))


async def search_on(asked: Asked) -> None:
    """Show another page of what a search found, in place."""
    number, _, sought = asked.words.partition(":")
    await asked.edit(await _hits(asked, sought, min(page_number(number), SEARCH_PAGES - 1)))


async def _hits(asked: Asked, sought: str, page: int) -> Message:
    """Give a page of hits. Whether there are more is known by asking for one more than is shown."""
    found = await asked.room.archive.search(sought, (page + 1) * HITS + 1)
    shown = found[page * HITS : (page + 1) * HITS]
    more = len(found) > (page + 1) * HITS
    keyboard = search_keyboard(sought, page, more=more and page + 1 < SEARCH_PAGES)
    return hits_message(sought, shown, asked.voice, first=page * HITS + 1, more=more, keyboard=keyboard)


async def claim(asked: Asked) -> None:
    """Show a claim with the figures that state it."""
    found = await asked.room.archive.claim(only_number(asked, "/claim 12"))
    reports = await asked.room.archive.reports(found.outlets)
    changes = () if found.figures else await asked.room.desk.history("claim", found.id)
    await asked.reply(claim_message(found, reports, asked.voice, joined_to(found.id, changes)))


async def history(asked: Asked) -> None:
    """Show what changed of a report, when and by whom."""
    await history_of(asked, only_number(asked, "/history 34"))


async def history_of(asked: Asked, number: int) -> None:
    """Show what changed of this report."""
    shown = await asked.room.archive.report(number)
    changes = await asked.room.desk.history("report", number)
    named = asked.private and asked.room.is_editor(asked.person.id)
    await asked.reply(history_message(shown, changes, asked.voice, named=named))


async def open_story(asked: Asked) -> None:
    """Show the figures and quotes of a post's story, in the person's own chat with the bot."""
    lead = lead_report(await asked.room.archive.story(asked.first_number))
    if asked.private or asked.pressed is None:
        await asked.reply(report_message(lead, asked.voice))
    else:
        await asked.pressed.open(asked.deep_link(f"report_{lead.id}"))


async def open_history(asked: Asked) -> None:
    """Show what changed of a corrected story, in the person's own chat with the bot."""
    lead = lead_report(await asked.room.archive.story(asked.first_number))
    if asked.private or asked.pressed is None:
        await history_of(asked, lead.id)
    else:
        await asked.pressed.open(asked.deep_link(f"history_{lead.id}"))


COMMANDS = (
    Command("latest", latest, "the newest reports", "[n] [filter]", "10 killed sagaing"),
    Command("report", report, "one report, its figures and quotes", "ID", "34"),
    Command("search", search, "reports by their words", "words", "Kyaukme outposts"),
    Command("claim", claim, "one claim and who states it", "ID", "12"),
    Command("history", history, "what changed of a report, when and why", "ID", "34"),
)
PRESSES = {"fig": open_story, "his": open_history, "s": search_on}
