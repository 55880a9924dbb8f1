"""Reports and figures as rows of JSON, one a line."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import ReportError
from bot.figures import Figure, ReportText

_HALVES = re.compile("[\ud800-\udfff]")
_STRINGS = ("title", "outlet", "published", "link")


def lines_of(file: Path | None) -> Iterator[str]:
    """Give the lines of a file, or of standard input; bytes that are no UTF-8 are replaced.

    Only line feeds end a line: JSON may hold other separators inside its strings.
    """
    with file.open("rb") if file else sys.stdin.buffer as source:
        for line in source:
            yield line.decode("utf-8", errors="replace")


def parse_line(line: str) -> dict[str, Any]:
    """Read one line of JSON as an object. Raises `ReportError`."""
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at character {error.pos}"
        raise ReportError(message) from None
    except RecursionError:
        message = "not JSON of a report: nested too deep"
        raise ReportError(message) from None
    if not isinstance(content, dict):
        message = "not a JSON object"
        raise ReportError(message)
    return {key: _whole(value) if isinstance(value, str) else value for key, value in content.items()}


def _whole(words: str) -> str:
    """Replace halves of characters, which JSON can write and nothing can store, one for one."""
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", words)


def report_text(content: dict[str, Any], zone: ZoneInfo) -> ReportText:
    """Make a report of an object; only `text` is needed. Raises `ReportError`."""
    for key in _STRINGS:
        if not isinstance(content.get(key) or "", str):
            message = f'"{key}" must be a string'
            raise ReportError(message)
    text = content.get("text")
    if not isinstance(text, str):
        message = '"text" is missing' if text is None else '"text" must be a string'
        raise ReportError(message)
    return ReportText(
        text=text,
        title=content.get("title") or "",
        published=day_of(content.get("published"), zone),
        outlet=content.get("outlet") or "",
    )


def day_of(words: str | None, zone: ZoneInfo) -> date | None:
    """Read the day of publication in `zone`; None for no words. Raises `ReportError`."""
    moment = moment_of(words, zone)
    return moment.astimezone(zone).date() if moment else None


def moment_of(words: str | None, zone: ZoneInfo) -> datetime | None:
    """Read the time of publication; a day alone begins at midnight in `zone`. Raises `ReportError`."""
    if not words:
        return None
    try:
        if len(words) <= len("2024-11-30"):
            return datetime.combine(date.fromisoformat(words), time(), zone)
        moment = datetime.fromisoformat(words)
    except ValueError:
        message = '"published" must be a day or a time in ISO form (2024-11-30)'
        raise ReportError(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def figure_row(figure: Figure) -> dict[str, Any]:
    """Give a figure as JSON writes it: days in ISO form; `unit` only where it is not people themselves."""
    row = asdict(figure)
    row["alt"] = list(figure.alt)
    for key in ("start", "end"):
        row[key] = row[key].isoformat() if row[key] else None
    if row["unit"] is None:
        del row["unit"]
    return row
