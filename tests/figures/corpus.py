"""The texts that extraction is measured on, and what is read from them.

Reports and cases of our own stand beside this file. The seeds, the practice reports and the coded
incidents stand beside the repository and are used where they exist.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.figures import Beat, Figure, Reading, ReportText, load_beat, read

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "figures"
STAGES = ("numbers", "triggers", "parties", "places", "dates", "speakers", "document", "refusals")
KNOWN_FAILURES = HERE / "known_failures.txt"

_PLAIN = (
    "id", "measure", "value", "low", "high", "qualifier", "unit", "party", "place", "region", "source",
    "headline", "part_of", "quote", "confidence", "rule",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """A text with the figures it states and those that were read; `stated` and `given` in the gold's form."""

    id: str
    stated: list[Row]
    given: list[Row]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A short text with its coded numbers of killed and injured, and the figures that were read."""

    text: str
    coded: Row
    given: list[Row]


@cache
def beat_of(*packs: str) -> Beat:
    """The beat of these packs, loaded once."""
    return load_beat(list(packs))


def lines(path: Path) -> list[Row]:
    """The JSON objects of a file that holds one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def stage_cases(stages: Iterable[str] = STAGES) -> list[Row]:
    """The sentence cases of these stages, in order."""
    return [row for stage in stages for row in lines(HERE / "cases" / f"{stage}.jsonl")]


def read_row(row: Row, *packs: str, explain: bool = False) -> Reading:
    """Read a gold row's title and text with these packs."""
    return read(_report_of(row), beat_of(*packs), explain=explain)


def in_gold_form(figure: Figure) -> Row:
    """A figure in the form that the gold has: dates as ISO days, `alt` as a list."""
    row = {name: getattr(figure, name) for name in _PLAIN}
    start, end = figure.start and figure.start.isoformat(), figure.end and figure.end.isoformat()
    return row | {"start": start, "end": end, "alt": list(figure.alt)}


def read_reports(folder: Path) -> list[Scored]:
    """Read every gold report of a folder, in order of their names."""
    scored = []
    for path in sorted(folder.glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        reading = read_row(row, "myanmar")
        scored.append(Scored(row["id"], row["figures"], given(reading), reading.problem))
    return scored


def read_counts(path: Path) -> list[Counted]:
    """Read every coded incident of a file."""
    return [Counted(row["text"], row, given(read_row(row, "myanmar"))) for row in lines(path)]


def read_case(case: Row) -> Scored:
    """Read one sentence case with the packs it names."""
    reading = read_row(case, *case["packs"])
    return Scored(case["id"], case["figures"], given(reading), reading.problem)


def given(reading: Reading) -> list[Row]:
    """The figures of a reading in the gold's form."""
    return [in_gold_form(figure) for figure in reading.figures]


def known_failures() -> frozenset[str]:
    """The ids of the sentence cases that are known to fail."""
    if not KNOWN_FAILURES.exists():
        return frozenset()
    return frozenset(KNOWN_FAILURES.read_text(encoding="utf-8").split())


def gold_texts() -> list[ReportText]:
    """The texts of our own reports and cases, each with its title and day."""
    rows = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "reports").glob("*.json"))
    ]
    return [_report_of(row) for row in [*rows, *stage_cases()]]


def _report_of(row: Row) -> ReportText:
    published = row.get("published")
    day = date.fromisoformat(published) if published else None
    return ReportText(row["text"], row.get("title", ""), day, row.get("outlet", ""))
