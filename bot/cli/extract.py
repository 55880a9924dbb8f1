"""`tallywire extract`: figures of texts, without a store or a feed."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.options import ConfigOption, settings_for
from bot.cli.rows import day_of, figure_row, lines_of, parse_line, report_text
from bot.errors import ReportError
from bot.figures import Beat, Reading, ReportText, load_beat, read
from bot.figures.explain import render


def extract(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="A text; standard input where none is named."),
    ] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write one JSON object a line.")] = False,
    pack: Annotated[
        list[str] | None, typer.Option("--pack", metavar="NAME", help="Packs, by name or path.")
    ] = None,
    title: Annotated[str, typer.Option(help="The report's title (without --jsonl).")] = "",
    published: Annotated[str | None, typer.Option(help="Day of publication, 2024-11-30.")] = None,
    outlet: Annotated[str, typer.Option(help="The report's outlet.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Show how each figure was read.")] = False,
    config: ConfigOption = None,
) -> None:
    """Write the figures that a text, or standard input, states."""
    settings = settings_for(config)
    beat = load_beat(pack or settings.newsroom.packs, extra=settings.newsroom.pack_files)
    if jsonl:
        raise typer.Exit(_extract_lines(lines_of(file), beat, settings.newsroom.tz))
    words = file.read_text(encoding="utf-8", errors="replace") if file else sys.stdin.read()
    try:
        day = day_of(published, settings.newsroom.tz)
    except ReportError:
        raise typer.BadParameter("write a day like 2024-11-30", param_hint="--published") from None
    report = ReportText(words, title, day, outlet)
    _show(report, read(report, beat, explain=explain), explain=explain)


def _extract_lines(lines: Iterable[str], beat: Beat, zone: ZoneInfo) -> int:
    """Write one result a line, in order; give 1 where a line was no report, else 0."""
    status = 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        row: dict[str, Any] = {"id": number}
        try:
            content = parse_line(line)
            if content.get("id") is not None:
                row["id"] = content["id"]
            reading = read(report_text(content, zone), beat)
        except ReportError as error:
            row["error"] = str(error)
            status = 1
        else:
            row["figures"] = [figure_row(figure) for figure in reading.figures]
            if reading.problem:
                row["problem"] = reading.problem
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return status


def _show(report: ReportText, reading: Reading, *, explain: bool) -> None:
    console = Console()
    if reading.problem:
        console.print(f"No figures were read: {reading.problem}.")
    elif not reading.figures:
        console.print("The text states no figures.")
    if explain:
        console.print(render(reading, report), markup=False, highlight=False, soft_wrap=True)
        return
    if reading.figures:
        console.print(_table(reading))


def _table(reading: Reading) -> Table:
    table = Table("id", "measure", "number", "party", "place", "period", "source", "quote")
    for figure in reading.figures:
        period = " – ".join(str(day) for day in dict.fromkeys((figure.start, figure.end)) if day)
        number = f"{figure.qualifier} {figure.value}" if figure.qualifier != "exact" else str(figure.value)
        key = figure.id if figure.part_of is None else f"{figure.id} (of {figure.part_of})"
        table.add_row(
            key, figure.measure, number, figure.party, figure.place, period, figure.source, figure.quote
        )
    return table
