"""Editors' work: the queue and its buttons, corrections, retractions, claims split and joined, the audit.

Buttons that need a reason ask for it by a message that is answered; the answer names what it is about, so
that nothing is remembered in between.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.errors import QuestionError, TallywireError
from bot.figures.model import Qualifier
from bot.ledger.desk_views import ReviewView
from bot.ledger.views import FigureView
from bot.wire.history import audit_message
from bot.wire.markup import Message
from bot.wire.records import queue_message, review_keyboard, review_message
from bot.wire.signs import many, stated
from handlers.room import Asked, Command, number_in

_NUMBER = re.compile(
    r"(?P<sign>>=|≥|at least|>|more than|~|about|<=|≤|up to|nearly)?\s*"
    r"(?P<value>\d[\d,]{0,14})(?:\s*[-–]\s*(?P<upper>\d[\d,]{0,14}))?(?:\s+|$)",
    re.IGNORECASE,
)
_SIGNS: dict[str, Qualifier] = {
    ">=": "at_least",
    "≥": "at_least",
    "at least": "at_least",
    ">": "more_than",
    "more than": "more_than",
    "~": "about",
    "about": "about",
    "<=": "up_to",
    "≤": "up_to",
    "up to": "up_to",
    "nearly": "nearly",
}
_ASKED = re.compile(r"(?:Amend|Reject) review (\d{1,18})")


async def queue(asked: Asked) -> None:
    """List what waits for an editor."""
    asked.require_editor()
    await asked.reply(queue_message(await asked.room.desk.queue(asked.now), asked.voice, asked.now))


async def review(asked: Asked) -> None:
    """Show one review with its buttons."""
    asked.require_editor()
    found = await asked.room.desk.review(number_in(asked, "/review 7"), asked.now)
    await asked.reply(await _shown(asked, found))


async def _shown(asked: Asked, found: ReviewView) -> Message:
    changes = await asked.room.desk.history("figure", found.figure.id) if found.closed_by else ()
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
    found = await asked.room.desk.amend(
        number, value=value, qualifier=qualifier, upper=upper, by=asked.person, reason=reason, now=asked.now
    )
    await asked.reply(await _shown(asked, found))


async def take_reason(asked: Asked) -> None:
    """Settle a review by rejecting its figure, for the reason that answers `ask_reason`."""
    asked.require_editor()
    number, reason = _answered(asked)
    found = await asked.room.desk.refuse(number, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(await _shown(asked, found))


async def correct(asked: Asked) -> None:
    """Let a figure say another number."""
    asked.require_editor()
    example = "/correct 12 ≥ 41 the outlet corrected its text"
    number, rest = _number_and_rest(asked, example)
    value, qualifier, upper, reason = read_amendment(rest)
    _given(reason, f"/correct {number} {rest} the outlet erred")
    figure = await asked.room.desk.correct(
        number, value=value, qualifier=qualifier, upper=upper, by=asked.person, reason=reason, now=asked.now
    )
    noun = asked.voice.noun(figure.measure)
    report = await asked.room.archive.report(figure.report_id)
    said = f"Figure {figure.id} now says {stated(figure)} {noun}. Its posts are edited."
    await asked.reply("\n".join([said, *parts_that_exceed(figure, report.figures)]))


def parts_that_exceed(changed: FigureView, figures: Sequence[FigureView]) -> list[str]:
    """Warn where the parts of a corrected figure, or of its whole, add up to more than that."""
    warnings = []
    for whole in figures:
        if whole.id not in (changed.id, changed.part_of) or whole.high is None:
            continue
        parts = [one for one in figures if one.part_of == whole.id and one.state == "standing" and one.low]
        if sum(part.low or 0 for part in parts) > whole.high:
            named = " and ".join(f"figure {part.id} ({stated(part)})" for part in parts)
            are = "is its part and more than it" if len(parts) == 1 else "are its parts and together more"
            warnings.append(
                f"Look again at figure {whole.id} ({stated(whole)}): {named} {are}. "
                "/correct or /reject what is wrong."
            )
    return warnings


async def reject(asked: Asked) -> None:
    """Take a figure out of posts and totals."""
    asked.require_editor()
    number, reason = _number_and_reason(asked, "/reject 12 counted twice by the outlet")
    figure = await asked.room.desk.reject(number, by=asked.person, reason=reason, now=asked.now)
    again = f"/correct {figure.id} {stated(figure)} and why" if figure.value is not None else ""
    undo = f"\nTo let it stand again: {again}" if again else ""
    await asked.reply(f"Figure {figure.id} is rejected: it counts no more. Its posts are edited.{undo}")


async def retract(asked: Asked) -> None:
    """Take a report back."""
    asked.require_editor()
    number, reason = _number_and_reason(asked, "/retract 34 the outlet withdrew it")
    await asked.room.desk.retract(number, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(
        f"Report {number} is retracted: its figures count no more. Its posts are edited.\n"
        f"To take that back: /restore {number} and why"
    )


async def restore(asked: Asked) -> None:
    """Undo a retraction."""
    asked.require_editor()
    number, reason = _number_and_reason(asked, "/restore 34 it was another report")
    await asked.room.desk.restore(number, by=asked.person, reason=reason, now=asked.now)
    waiting = [one for one in (await asked.room.archive.report(number)).figures if one.state == "held"]
    held = f" {many(len(waiting), 'figure waits', 'figures wait')} for an editor: /queue" if waiting else ""
    await asked.reply(f"Report {number} is restored: its figures count again. Its posts are edited.{held}")


async def split(asked: Asked) -> None:
    """Give a figure a claim of its own."""
    asked.require_editor()
    number, reason = _number_and_reason(asked, "/split 12 another attack on the same day")
    claim = await asked.room.desk.split(number, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(f"Figure {number} has a claim of its own now: /claim_{claim}")


async def join(asked: Asked) -> None:
    """Make one claim of two."""
    asked.require_editor()
    example = "/join 12 15 both tell of the same raid"
    first, rest = _number_and_rest(asked, example)
    second, reason = _number_and_reason(replace(asked, words=rest), example)
    claim = await asked.room.desk.join(first, second, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(f"Claims {first} and {second} are one now: /claim_{claim}")


async def audit(asked: Asked) -> None:
    """Show who changed what."""
    asked.require_editor()
    count = min(number_in(asked, "/audit 20"), 100) if asked.words.strip() else 20
    await asked.reply(audit_message(await asked.room.desk.audit(count), asked.voice))


def read_amendment(words: str) -> tuple[int, Qualifier, int | None, str]:
    """Read "≥ 41 why", "20-30 why" or "41 why". Raises `QuestionError` where the number is missing."""
    match = _NUMBER.match(words.strip())
    if match is None:
        message = "Write the right number first, then the reason: ≥ 41 the outlet corrected its text"
        raise QuestionError(message, words[:40])
    value = int(match["value"].replace(",", ""))
    upper = int(match["upper"].replace(",", "")) if match["upper"] else None
    sign = (match["sign"] or "").lower()
    qualifier: Qualifier = "range" if upper is not None else _SIGNS.get(sign, "exact")
    return value, qualifier, upper, words.strip()[match.end() :].strip()


def _number_and_rest(asked: Asked, example: str) -> tuple[int, str]:
    number = number_in(asked, example)
    _, *rest = asked.words.split(maxsplit=1)
    return number, rest[0].strip() if rest else ""


def _number_and_reason(asked: Asked, example: str) -> tuple[int, str]:
    number, reason = _number_and_rest(asked, example)
    return number, _given(reason, example)


def _given(reason: str, example: str) -> str:
    """Give the reason. Raises `QuestionError` with an example where there is none."""
    if not reason:
        message = f"Say why, too: every change is kept with its reason. For example: {example}"
        raise QuestionError(message)
    return reason


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
    Command(
        "correct", correct, "amend a figure", "FIGURE number reason", "12 ≥ 41 the outlet erred", "editors"
    ),
    Command("reject", reject, "take a figure out", "FIGURE reason", "12 counted twice", "editors"),
    Command("retract", retract, "take a report back", "REPORT reason", "34 withdrawn", "editors"),
    Command(
        "restore", restore, "undo a retraction", "REPORT reason", "34 another report was meant", "editors"
    ),
    Command(
        "split", split, "give a figure a claim of its own", "FIGURE reason", "12 another raid", "editors"
    ),
    Command("join", join, "make one claim of two", "CLAIM CLAIM reason", "12 15 the same raid", "editors"),
    Command("audit", audit, "who changed what", "[n]", "20", "editors"),
)
PRESSES = {"ok": approve, "am": ask_number, "no": ask_reason}
ANSWERS = {"Amend": take_number, "Reject": take_reason}
