"""Measure extraction: `python -m tests.figures.measure [--misses] [--write]`.

Prints the scores of every set that is there, which of them rose or fell against those committed in
scores.json, and stated confidence against the share that was right. Exit status 1 where a score fell.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.figures.corpus import (
    HERE,
    KNOWN_FAILURES,
    SHARED,
    STAGES,
    Counted,
    Scored,
    read_case,
    read_counts,
    read_reports,
    stage_cases,
)
from tests.figures.scoring import (
    Scores,
    calibration,
    differences,
    pairs_of,
    score_counts,
    score_reports,
    summed,
    valued,
)

SCORES = HERE / "scores.json"
_LOWER_IS_BETTER = ("mean error", "invented where none")


@dataclass
class Measured:
    """Everything that was read, by the name of its set, and what was not there to read."""

    reports: dict[str, list[Scored]] = field(default_factory=dict)
    counts: dict[str, list[Counted]] = field(default_factory=dict)
    cases: dict[str, list[Scored]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def measure() -> Measured:
    """Read every set that is there."""
    found = Measured()
    for name in ("seeds", "practice"):
        if (SHARED / name).is_dir():
            found.reports[name] = read_reports(SHARED / name)
        else:
            found.skipped.append(f"{name} (reports beside the repository)")
    if found.reports:
        found.reports["seeds and practice"] = [each for reports in found.reports.values() for each in reports]
    found.reports["own reports"] = read_reports(HERE / "reports")
    if (SHARED / "satp-dev.jsonl").is_file():
        found.counts["satp-dev"] = read_counts(SHARED / "satp-dev.jsonl")
    else:
        found.skipped.append("satp-dev (coded incidents beside the repository)")
    found.counts["own counts"] = read_counts(HERE / "cases" / "counts.jsonl")
    for stage in STAGES:
        found.cases[stage] = [read_case(case) for case in stage_cases([stage])]
    return found


def scores_of(found: Measured) -> dict[str, Scores]:
    """Every set's scores."""
    scores = {name: score_reports(reports) for name, reports in found.reports.items()}
    scores |= {name: score_counts(rows) for name, rows in found.counts.items()}
    shares = {
        stage: round(sum(not differences(case) for case in cases) / len(cases), 3)
        for stage, cases in found.cases.items()
    }
    scores["sentence cases"] = shares
    return scores


def changes(
    before: dict[str, Scores], after: dict[str, Scores]
) -> Iterator[tuple[str, str, float, float, bool]]:
    """Scores that differ: set, score, before, after, and whether it fell (grew worse)."""
    for name, scores in after.items():
        for key, now in scores.items():
            then = before.get(name, {}).get(key)
            if then is not None and then != now:
                yield name, key, then, now, (now > then) == key.endswith(_LOWER_IS_BETTER)


def failing(found: Measured) -> list[str]:
    """The ids of the sentence cases that fail, in order."""
    return [case.id for cases in found.cases.values() for case in cases if differences(case)]


def _print_scores(scores: dict[str, Scores]) -> None:
    for name, each in scores.items():
        print(f"\n{name}")
        for group in _groups(each):
            print("  " + "   ".join(f"{key} {value:.3f}" for key, value in group))


def _groups(scores: Scores) -> Iterator[list[tuple[str, float]]]:
    """Scores that share their first word, a line each."""
    line: list[tuple[str, float]] = []
    for item in scores.items():
        if line and line[0][0].split()[0] != item[0].split()[0] and " " in item[0]:
            yield line
            line = []
        line.append(item)
    if line:
        yield line


def _print_misses(found: Measured) -> None:
    for name, reports in found.reports.items():
        if name != "seeds and practice":
            for report in reports:
                _print_report(name, report)
    for name, rows in found.counts.items():
        for row in rows:
            for key in ("killed", "injured"):
                coded, said = row.coded[key], summed(row.given, key)
                if coded is not None and coded != said:
                    print(f"{name}: {key} {coded}, read {said}: {row.text}")
    for cases in found.cases.values():
        for case in cases:
            for words in differences(case):
                print(f"case {case.id}: {words}")


def _print_report(name: str, report: Scored) -> None:
    given, stated = valued(report.given), valued(report.stated)
    pairs = pairs_of(given, stated)
    for number in sorted(set(range(len(stated))) - {pair.stated for pair in pairs}):
        row = stated[number]
        print(
            f"missed    {name} {report.id}: {row['measure']} {row['value']} {row['party']}: {row['quote']!r}"
        )
    for number in sorted(set(range(len(given))) - {pair.given for pair in pairs}):
        row = given[number]
        print(
            f"invented  {name} {report.id}: {row['measure']} {row['value']} {row['party']}: {row['quote']!r}"
        )
    for pair in pairs:
        for key in (key for key, agrees in pair.agrees.items() if not agrees):
            keys = {"bounds": ("low", "high"), "dates": ("start", "end")}.get(key, (key,))
            said, gold = ([row[k] for k in keys] for row in (given[pair.given], stated[pair.stated]))
            row = stated[pair.stated]
            print(
                f"differs   {name} {report.id}: {row['measure']} {row['value']}: {key} {said}, stated {gold}"
            )


def _print_calibration(found: Measured) -> None:
    reports = [each for name in ("seeds", "practice", "own reports") for each in found.reports.get(name, [])]
    print("\nconfidence stated, share right, figures")
    for stated, right, number in calibration(reports):
        print(f"  {stated:.2f}  {right:.2f}  {number}")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, compare; 1 where a score fell."""
    parser = argparse.ArgumentParser(prog="python -m tests.figures.measure", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what was missed, invented or differs")
    parser.add_argument("--write", action="store_true", help="update scores.json and known_failures.txt")
    asked = parser.parse_args(arguments)
    found = measure()
    scores = scores_of(found)
    if asked.misses:
        _print_misses(found)
    _print_scores(scores)
    _print_calibration(found)
    for name in found.skipped:
        print(f"skipped: {name}")
    before: dict[str, Scores] = json.loads(SCORES.read_text(encoding="utf-8")) if SCORES.exists() else {}
    fell = False
    for name, key, then, now, worse in changes(before, scores):
        fell = fell or worse
        print(f"{'fell' if worse else 'rose'}  {name}: {key} {then:.3f} -> {now:.3f}")
    if asked.write:
        SCORES.write_text(json.dumps(before | scores, indent=1) + "\n", encoding="utf-8")
        KNOWN_FAILURES.write_text("".join(f"{name}\n" for name in failing(found)), encoding="utf-8")
        return 0
    return int(fell)


if __name__ == "__main__":
    sys.exit(main())
