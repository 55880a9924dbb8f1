"""Editors' corrections: of figures, reports and claims; and the audit of all changes."""

from collections.abc import Sequence
from dataclasses import replace

from bot.ledger.views import ClaimView, FigureView
from bot.wire.history import audit_message
from bot.wire.signs import Voice, claim_said, figure_said, many, stated, where
from handlers.room import Asked, Command, only_number
from handlers.written import given, number_and_reason, number_and_rest, read_correction

MOST_CHANGES = 100
"""Changes that /audit shows at most."""


async def correct(asked: Asked) -> None:
    """Let a figure say another number, party, place or days."""
    asked.require_editor()
    example = "/correct 12 ≥ 41 the outlet corrected its text"
    number, rest = number_and_rest(asked, example)
    amendment, reason = read_correction(asked, rest)
    reason = given(reason, f"/correct {number} {rest} the outlet erred")
    figure = await asked.room.desk.correct(number, amendment, by=asked.person, reason=reason, now=asked.now)
    report = await asked.room.archive.report(figure.report_id)
    said = f"Figure {figure.id} now says {figure_said(figure, asked.voice)}. Its posts are edited."
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
    number, reason = number_and_reason(asked, "/reject 12 counted twice by the outlet")
    figure = await asked.room.desk.reject(number, by=asked.person, reason=reason, now=asked.now)
    again = f"/correct {figure.id} {stated(figure)} and why" if figure.value is not None else ""
    undo = f"\nTo let it stand again: {again}" if again else ""
    await asked.reply(f"Figure {figure.id} is rejected: it counts no more. Its posts are edited.{undo}")


async def retract(asked: Asked) -> None:
    """Take a report back."""
    asked.require_editor()
    number, reason = number_and_reason(asked, "/retract 34 the outlet withdrew it")
    await asked.room.desk.retract(number, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(
        f"Report {number} is retracted: its figures count no more. Its posts are edited.\n"
        f"To take that back: /restore {number} and why"
    )


async def restore(asked: Asked) -> None:
    """Undo a retraction."""
    asked.require_editor()
    number, reason = number_and_reason(asked, "/restore 34 it was another report")
    await asked.room.desk.restore(number, by=asked.person, reason=reason, now=asked.now)
    waiting = [one for one in (await asked.room.archive.report(number)).figures if one.state == "held"]
    held = f" {many(len(waiting), 'figure waits', 'figures wait')} for an editor: /queue" if waiting else ""
    await asked.reply(f"Report {number} is restored: its figures count again. Its posts are edited.{held}")


async def split(asked: Asked) -> None:
    """Give a figure a claim of its own."""
    asked.require_editor()
    number, reason = number_and_reason(asked, "/split 12 another attack on the same day")
    claim = await asked.room.desk.split(number, by=asked.person, reason=reason, now=asked.now)
    await asked.reply(f"Figure {number} has a claim of its own now: /claim_{claim}")


async def join(asked: Asked) -> None:
    """Make one claim of two."""
    asked.require_editor()
    example = "/join 12 15 both tell of the same raid"
    first, rest = number_and_rest(asked, example)
    second, reason = number_and_reason(replace(asked, words=rest), example)
    claim = await asked.room.desk.join(first, second, by=asked.person, reason=reason, now=asked.now)
    joined = await asked.room.archive.claim(claim)
    said = f"Claims {first} and {second} are one now: /claim_{claim}, {claim_said(joined, asked.voice)}."
    await asked.reply("\n".join([said, *_look_again(joined, asked.voice)]))


def _look_again(claim: ClaimView, voice: Voice) -> list[str]:
    """Warn where what was joined names different parties or places: a number may have been mistyped."""
    parties = {voice.party(one.party) for one in claim.figures if one.party}
    places = {where(one.place, one.region) for one in claim.figures if one.place}
    differ = " and of ".join(" and ".join(sorted(names)) for names in (parties, places) if len(names) > 1)
    return (
        [f"Look again: these were counts of {differ}. To part them: /split FIGURE and why"] if differ else []
    )


async def audit(asked: Asked) -> None:
    """Show who changed what."""
    asked.require_editor()
    count = only_number(asked, "/audit 20") if asked.words.strip() else 20
    heading = "Audit" if count <= MOST_CHANGES else f"Audit ({MOST_CHANGES} at most)"
    changes = await asked.room.desk.audit(min(count, MOST_CHANGES))
    await asked.reply(audit_message(changes, asked.voice, heading))


COMMANDS = (
    Command(
        "correct",
        correct,
        "amend a figure",
        "FIGURE [number] [party=…] [place=…] [days=…] reason",
        "12 ≥ 41 place=Loikaw the outlet erred",
        "editors",
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
