"""Editors' reviews: the queue, and the buttons that decide.

Buttons that need a reason ask for it by a message that is answered; the answer names what it is about, so
that nothing is remembered in between.
"""

import re

from bot.errors import QuestionError, TallywireError
from bot.ledger.amendment import Amendment
from bot.ledger.desk_views import ReviewView
from bot.wire.markup import Message
from bot.wire.records import queue_message, review_keyboard, review_message
from handlers.room import Asked, Command, only_number, page_number
from handlers.written import given, read_amendment

_ASKED = re.compile(r"(?:Amend|Reject) review (\d{1,18})")


async def queue(asked: Asked) -> None:
    """List what waits for an editor."""
    asked.require_editor()
    await asked.reply(queue_message(await asked.room.desk.queue(asked.now), asked.voice, asked.now))


async def turn_queue(asked: Asked) -> None:
    """Show another page of what waits, in place."""
    asked.require_editor()
    waiting = await asked.room.desk.queue(asked.now)
    await asked.edit(queue_message(waiting, asked.voice, asked.now, page_number(asked.words)))


async def review(asked: Asked) -> None:
    """Show one review with its buttons."""
    asked.require_editor()
    found = await asked.room.desk.review(only_number(asked, "/review 7"), asked.now)
    await asked.reply(await _shown(asked, found))


async def _shown(asked: Asked, found: ReviewView) -> Message:
    changes = await asked.room.desk.decisions_on(found)
    return review_message(found, asked.voice, review_keyboard(found.id), changes)


async def approve(asked: Asked) -> None:
    """Count an approval, by the button."""
    asked.require_editor()
    found = await asked.room.desk.approve(asked.first_number, by=asked.person, now=asked.now)
    await asked.edit(await _shown(asked, found))
    if asked.pressed is not None:
        left = found.needed - len(found.approvals)
        await asked.pressed.toast("Approved." if found.outcome else f"Noted; {left} more needed.")


async def ask_number(asked: Asked) -> None:
    """Ask for the right number and a reason."""
    asked.require_editor()
    number = await _undecided(asked)
    await asked.reply(
        f"Amend review {number}: answer this with the right number and the reason, like this: "
        "≥ 41 the outlet corrected its text",
        asks="41 the reason",
    )


async def ask_reason(asked: Asked) -> None:
    """Ask why a figure is rejected."""
    asked.require_editor()
    number = await _undecided(asked)
    await asked.reply(f"Reject review {number}: answer this with the reason.", asks="the reason")


async def _undecided(asked: Asked) -> int:
    """Give the number of the review that a button is for. Raises `TallywireError` where it is settled."""
    found = await asked.room.desk.review(asked.first_number, asked.now)
    if found.settled:
        message = f"Review {found.id} is settled: {found.outcome}."
        raise TallywireError(message)
    return found.id


async def take_number(asked: Asked) -> None:
    """Settle a review with the number and reason that answer `ask_number`."""
    asked.require_editor()
    number, answer = _answered(asked)
    value, qualifier, upper, reason = read_amendment(answer)
    given(reason, f"{answer} the outlet corrected its text")
    amendment = Amendment(value, qualifier, upper)
    found = await asked.room.desk.amend(number, amendment, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(await _shown(asked, found))


async def take_reason(asked: Asked) -> None:
    """Settle a review by rejecting its figure, for the reason that answers `ask_reason`."""
    asked.require_editor()
    number, reason = _answered(asked)
    found = await asked.room.desk.refuse(number, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(await _shown(asked, found))


def _answered(asked: Asked) -> tuple[int, str]:
    """Give the number from the question that was answered (its first line), and the answer."""
    question, _, answer = asked.words.partition("\n")
    match = _ASKED.match(question)
    if match is None:
        message = "I no longer know what this answers. /queue shows what waits."
        raise QuestionError(message)
    return int(match[1]), answer.strip()


COMMANDS = (
    Command("queue", queue, "what waits for an editor", who="editors"),
    Command("review", review, "one review, to decide it", "ID", "7", "editors"),
)
PRESSES = {"u": turn_queue, "ok": approve, "am": ask_number, "no": ask_reason}
ANSWERS = {"Amend": take_number, "Reject": take_reason}
