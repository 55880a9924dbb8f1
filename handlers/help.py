"""/help: what is understood, and how it is written."""

from collections.abc import Mapping, Sequence

from bot.wire.markup import Message, Page, bold, code, esc
from handlers.room import Asked, Command, Who
from handlers.routing import unknown_command

_HEADINGS: Mapping[Who, str] = {
    "everybody": "What I understand",
    "editors": "For editors",
    "admins": "For admins",
}


def help_on(commands: Mapping[str, Command]) -> Command:
    """Give the command that tells of these commands, and of itself."""

    async def help_(asked: Asked) -> None:
        wanted = asked.words.strip().lstrip("/").lower()
        if wanted in known:
            await asked.reply(_one(known[wanted]))
        elif wanted:
            raise unknown_command(wanted, known)
        else:
            await asked.reply(_all([one for one in known.values() if _may(asked, one)]))

    this = Command("help", help_, "all commands, or how one is written", "[command]", "totals")
    known = {**commands, this.name: this}
    return this


def _all(commands: Sequence[Command]) -> Message:
    page = Page()
    for who, heading in _HEADINGS.items():
        lines = [_line(one) for one in commands if one.who == who]
        if lines:
            page.add(bold(heading))
            page.listing(lines, "… and {n} more")
            page.gap()
    page.add(
        "Words come in any order; periods as people write them: since 1 Nov, last 30 days, November 2024, "
        "2024-10-01..2024-11-30, this week."
    )
    return page.message()


def _may(asked: Asked, command: Command) -> bool:
    if command.who == "admins":
        return asked.room.is_admin(asked.person.id)
    return command.who == "everybody" or asked.room.is_editor(asked.person.id)


def _line(command: Command) -> str:
    usage = f" {esc(command.usage)}" if command.usage else ""
    return f"/{command.name}{usage}: {esc(command.summary)}"


def _one(command: Command) -> Message:
    page = Page()
    page.add(_line(command))
    if command.example:
        page.add(f"For example: {code(f'/{command.name} {command.example}')}")
    return page.message()
