"""`tallywire import`: reports from a file, as if their feeds had brought them."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import track

from bot.app import Rooms, open_rooms
from bot.cli.options import ConfigOption, DatabaseOption, settings_for
from bot.cli.rows import lines_of, moment_of, parse_line, report_text
from bot.config import Settings
from bot.errors import ReportError
from bot.ledger.views import Incoming


def import_reports(
    file: Annotated[
        Path, typer.Argument(help="Reports, one JSON object a line, as `extract --jsonl` reads.")
    ],
    *,
    post: Annotated[bool, typer.Option("--post", help="Owe posts to the chats that subscribe.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Put reports into the store; what is there is left as it is."""
    settings = settings_for(config, database)
    if file.is_dir() or not file.exists():
        what = "is a folder, not a file" if file.is_dir() else "does not exist"
        raise typer.BadParameter(f"{file} {what}", param_hint="FILE")
    raise typer.Exit(asyncio.run(_import(list(lines_of(file)), settings, post=post)))


async def _import(lines: Sequence[str], settings: Settings, *, post: bool) -> int:
    counts = Counter[str]()
    async with open_rooms(settings) as rooms:
        console = Console(stderr=True)
        numbered = track(
            list(enumerate(lines, 1)), "Importing", console=console, disable=not console.is_terminal
        )
        for number, line in numbered:
            if line.strip():
                counts += await _import_line(rooms, number, line, post=post)
    typer.echo(
        f"{counts['new']} new, {counts['known']} already known, {counts['figures']} figures, "
        f"{counts['bad']} not readable"
    )
    return 1 if counts["bad"] else 0


async def _import_line(rooms: Rooms, number: int, line: str, *, post: bool) -> Counter[str]:
    try:
        incoming = incoming_report(parse_line(line), rooms.settings.newsroom.tz)
    except ReportError as error:
        typer.echo(f"line {number}: {error}", err=True)
        return Counter(bad=1)
    async with rooms.store.begin() as session:
        taken = await rooms.desk.take_in(session, incoming, now=datetime.now(UTC), post=post)
    return Counter(new=1, figures=taken.figures) if taken.new else Counter(known=1)


def incoming_report(content: dict[str, Any], zone: ZoneInfo) -> Incoming:
    """Make an incoming report of an object; without an `id` it is known by outlet, title and text.

    Raises `ReportError`.
    """
    report = report_text(content, zone)
    identity = content.get("id")
    if identity is None:
        words = "\0".join((report.outlet, report.title, report.text))
        identity = hashlib.sha256(words.encode(errors="replace")).hexdigest()
    return Incoming(
        text=report.text,
        title=report.title,
        outlet=report.outlet,
        link=content.get("link"),
        published_at=moment_of(content.get("published"), zone),
        external_id=f"import:{identity}"[:200],
    )
