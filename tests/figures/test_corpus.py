"""The corpus itself: every case and every gold report is well formed and keeps the rules it is written by.

A wrong corpus measures nothing, so what a machine can check of it is checked here: quotes are verbatim,
bounds follow from the qualifier, breakdowns point at a figure of the same measure and never in a circle.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CASES = HERE / "cases"
REPORTS = HERE / "reports"
STAGES = ("numbers", "triggers", "parties", "places", "dates", "speakers", "document", "refusals")

PEOPLE = {"killed", "injured", "captured", "surrendered", "arrested", "missing", "displaced"}
THINGS = {"bases_seized", "towns_seized", "weapons_seized", "buildings_destroyed"}
EVENTS = {"clashes", "airstrikes"}
PARTIES = {"regime", "resistance", "civilian", None}
UNITS = {"families", "households"}
REQUIRED = {
    "id", "measure", "value", "low", "high", "qualifier", "party", "place", "region", "start", "end",
    "source", "headline", "part_of", "alt", "quote",
}  # fmt: skip
OPTIONAL = {"unit"}
DIVISIONS = {
    "Ayeyarwady", "Bago", "Chin", "Kachin", "Kayah", "Kayin", "Magway", "Mandalay", "Mon", "Naypyidaw",
    "Rakhine", "Sagaing", "Shan", "Tanintharyi", "Yangon",
}  # fmt: skip

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def stage_cases() -> list[Row]:
    return [row for stage in STAGES for row in rows(CASES / f"{stage}.jsonl")]


def gold_reports() -> list[Row]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(REPORTS.glob("*.json"))]


def stated_figures() -> Iterator[tuple[str, Row, Row]]:
    """Name, the case or report, and one of its figures."""
    for row in [*stage_cases(), *gold_reports()]:
        for number, figure in enumerate(row["figures"], 1):
            yield f"{row['id']} figure {number}", row, figure


def bounds(qualifier: str, value: int | None, high: int | None) -> tuple[int | None, int | None]:
    """The bounds that the guide's table gives a value with this qualifier."""
    if qualifier == "vague" or value is None:
        return None, None
    table: dict[str, tuple[int | None, int | None]] = {
        "exact": (value, value),
        "about": (value, value),
        "at_least": (value, None),
        "more_than": (value + 1, None),
        "nearly": (None, value),
        "up_to": (None, value),
        "range": (value, high),
    }
    return table[qualifier]


def circular(parents: list[int | None]) -> bool:
    for start in range(len(parents)):
        seen: set[int] = set()
        at: int | None = start
        while at is not None:
            if at in seen:
                return True
            seen.add(at)
            at = parents[at]
    return False


def test_there_is_enough_of_every_stage() -> None:
    sizes = {stage: len(rows(CASES / f"{stage}.jsonl")) for stage in STAGES}
    assert sum(sizes.values()) >= 450
    assert min(sizes.values()) >= 40, sizes


def test_cases_have_the_form_that_the_readme_gives() -> None:
    for row in stage_cases():
        assert set(row) <= {"id", "text", "title", "published", "packs", "figures"}, row["id"]
        assert row["text"].strip(), row["id"]
        assert row["packs"] in (["myanmar"], ["world"]), row["id"]
        if "published" in row:
            date.fromisoformat(row["published"])


@pytest.mark.parametrize("stage", STAGES)
def test_case_ids_number_their_stage(stage: str) -> None:
    ids = [row["id"] for row in rows(CASES / f"{stage}.jsonl")]
    assert ids == [f"{stage}-{number:03d}" for number in range(1, len(ids) + 1)]


def test_no_sentence_stands_twice() -> None:
    seen = Counter(row["text"] for row in stage_cases())
    assert [text for text, times in seen.items() if times > 1] == []


def test_measures_parties_and_units_are_known() -> None:
    for name, row, figure in stated_figures():
        assert figure["measure"] in PEOPLE | THINGS | EVENTS, name
        assert figure.get("party") in PARTIES, name
        assert figure.get("unit") in UNITS | {None}, name
        if figure["measure"] in EVENTS:
            assert figure.get("party") is None, name
        if row.get("packs") == ["world"]:
            assert figure.get("party") in {"civilian", None}, name


def test_bounds_follow_from_the_qualifier() -> None:
    for name, _, figure in stated_figures():
        if "qualifier" not in figure:
            continue
        value, low, high = figure["value"], figure["low"], figure["high"]
        assert (low, high) == bounds(figure["qualifier"], value, high), name
        assert (value is None) == (figure["qualifier"] == "vague"), name
        if figure["qualifier"] == "range":
            assert low < high, name


def test_a_value_left_without_qualifier_is_a_plain_number() -> None:
    for name, _, figure in stated_figures():
        if "qualifier" not in figure:
            assert isinstance(figure["value"], int), name
            assert figure["value"] > 0, name


def test_quotes_are_verbatim() -> None:
    for name, row, figure in stated_figures():
        if "quote" in figure:
            assert figure["quote"] in row["text"] or figure["quote"] in row.get("title", ""), name


def test_dates_are_iso_and_in_order() -> None:
    for name, row, figure in stated_figures():
        days = [date.fromisoformat(figure[key]) for key in ("start", "end") if figure.get(key)]
        assert days == sorted(days), name
        if "published" in row and days:
            assert days[-1] <= date.fromisoformat(row["published"]), name


def test_breakdowns_of_cases_point_at_another_figure_and_end() -> None:
    for row in stage_cases():
        parents = [figure.get("part_of") for figure in row["figures"]]
        for child, parent in enumerate(parents):
            if parent is not None:
                assert parent in range(len(parents)), row["id"]
                assert row["figures"][parent]["measure"] == row["figures"][child]["measure"], row["id"]
        assert not circular(parents), row["id"]


def test_refused_texts_state_nothing() -> None:
    assert all(row["figures"] == [] for row in rows(CASES / "refusals.jsonl"))


def test_counts_are_one_number_of_killed_and_one_of_injured() -> None:
    counted = rows(CASES / "counts.jsonl")
    assert len(counted) >= 150
    assert len({row["text"] for row in counted}) == len(counted)
    for row in counted:
        assert set(row) == {"text", "killed", "injured"}
        for measure in ("killed", "injured"):
            assert row[measure] is None or row[measure] >= 0, row["text"]


def test_reports_are_whole() -> None:
    reports = gold_reports()
    assert len(reports) >= 40
    assert len({report["id"] for report in reports}) == len(reports)
    for report in reports:
        assert set(report) == {"id", "outlet", "title", "published", "text", "figures"}, report["id"]
        date.fromisoformat(report["published"])
        assert 150 <= len(report["text"].split()) <= 450, report["id"]
        for figure in report["figures"]:
            assert set(figure) - OPTIONAL == REQUIRED, f"{report['id']} {figure['id']}"
            assert isinstance(figure["headline"], bool), f"{report['id']} {figure['id']}"


def test_report_files_are_named_by_their_id() -> None:
    for path in REPORTS.glob("*.json"):
        assert re.fullmatch(r"\d\d-[a-z0-9-]+", path.stem)
        assert json.loads(path.read_text(encoding="utf-8"))["id"] == path.stem


def test_breakdowns_of_reports_point_at_a_figure_of_the_same_measure_and_end() -> None:
    for report in gold_reports():
        figures = report["figures"]
        index = {figure["id"]: place for place, figure in enumerate(figures)}
        assert list(index) == [f"f{number}" for number in range(1, len(figures) + 1)], report["id"]
        parents: list[int | None] = []
        for figure in figures:
            parent = None if figure["part_of"] is None else index[figure["part_of"]]
            if parent is not None:
                assert figures[parent]["measure"] == figure["measure"], f"{report['id']} {figure['id']}"
            parents.append(parent)
        assert not circular(parents), report["id"]


def test_no_part_is_larger_than_its_whole() -> None:
    for report in gold_reports():
        by_id = {figure["id"]: figure for figure in report["figures"]}
        for figure in report["figures"]:
            whole = by_id.get(figure["part_of"])
            if whole and figure["low"] is not None and whole["high"] is not None:
                assert figure["low"] <= whole["high"], f"{report['id']} {figure['id']}"


def test_other_values_differ_from_the_value() -> None:
    for name, _, figure in stated_figures():
        assert figure["value"] not in figure.get("alt", []), name


def test_regions_of_the_myanmar_cases_are_its_divisions() -> None:
    for row in stage_cases():
        if row["packs"] == ["myanmar"]:
            for figure in row["figures"]:
                assert figure.get("region") in DIVISIONS | {None}, row["id"]
