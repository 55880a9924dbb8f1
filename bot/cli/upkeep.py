"""`tallywire migrate` and `tallywire reread`: looking after what is stored."""

import asyncio
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from bot.app import open_rooms
from bot.cli.options import ConfigOption, DatabaseOption, settings_for
from bot.config import Settings
from bot.ledger.desk_views import FigureDifference, RereadView
from bot.ledger.people import Person
from bot.store import Store

_OPERATOR = Person(0, "command line")


def migrate(*, config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Bring the database to this version."""
    settings = settings_for(config, database)
    asyncio.run(_migrate(settings))


async def _migrate(settings: Settings) -> None:
    store = Store.open(settings.database.url.get_secret_value())
    try:
        await store.migrate()
        typer.echo(f"{store.shown_url} is at this version")
    finally:
        await store.close()


def reread(
    *,
    since: Annotated[
        str | None, typer.Option(help="Only reports taken in since this day, 2024-11-30.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Make the differences corrections.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Read stored reports by the present rules; show what changes."""
    settings = settings_for(config, database)
    first = None
    if since is not None:
        try:
            first = datetime.combine(date.fromisoformat(since), time(), settings.newsroom.tz)
        except ValueError:
            raise typer.BadParameter("write a day like 2024-11-30", param_hint="--since") from None
    seen = asyncio.run(_reread(settings, first, apply=apply))
    for line in _lines(seen):
        typer.echo(line)


async def _reread(settings: Settings, since: datetime | None, *, apply: bool) -> RereadView:
    async with open_rooms(settings, anew=False) as rooms:
        return await rooms.desk.reread(since=since, apply=apply, by=_OPERATOR, now=datetime.now(UTC))


def _lines(seen: RereadView) -> list[str]:
    lines = []
    for report in seen.reports:
        lines.append(f"report {report.report_id} · {report.outlet} · {report.title}")
        lines += [f"  {_figure_line(difference)}" for difference in report.figures]
    for claim in seen.claims:
        about = " ".join(part for part in (claim.measure, claim.party, claim.place, claim.unit) if part)
        lines.append(
            f"claim {claim.claim_id} · {about}: {_bounds(claim.before)} becomes {_bounds(claim.after)}"
        )
    for total in seen.totals:
        about = " ".join(part for part in (total.measure, total.party, total.unit) if part)
        (least, most), (new_least, new_most) = total.before, total.after
        lines.append(f"total of {about}: {least:,} to {most:,} becomes {new_least:,} to {new_most:,}")
    done = "changed" if seen.applied else "would change"
    lines.append(f"{seen.read} reports read, {len(seen.reports)} {done}")
    if seen.failed:
        failed = ", ".join(str(report_id) for report_id in seen.failed)
        lines.append(f"not read, for an error of our own that the log tells: reports {failed}")
    if seen.reports and not seen.applied:
        lines.append("`tallywire reread --apply` makes these corrections.")
    return lines


def _figure_line(difference: FigureDifference) -> str:
    before, after = difference.before, difference.after
    if before is None and after is not None:
        return f"new: {after.measure} {after.value} {after.party or ''}: “{after.quote}”"
    if after is None and before is not None:
        return f"gone: {before.measure} {before.value} {before.party or ''}: “{before.quote}”"
    assert before is not None  # noqa: S101  (a difference has a side)
    assert after is not None  # noqa: S101
    changed = [
        f"{name} {getattr(before, name)} becomes {getattr(after, name)}"
        for name in ("measure", "value", "low", "high", "party", "place", "start", "end", "source")
        if getattr(before, name) != getattr(after, name)
    ]
    return f"{before.measure} {before.value}: {', '.join(changed) or 'its quote or confidence'}"


def _bounds(said: tuple[int | None, int | None, int | None] | None) -> str:
    if said is None:
        return "nothing"
    value, low, high = said
    return f"{value} ({low if low is not None else '…'} to {high if high is not None else '…'})"
