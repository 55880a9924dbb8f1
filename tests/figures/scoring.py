"""What agreement with the gold is worth: scores of reports, of coded counts, and of sentence cases.

A figure that was read matches one that is stated where the measure is the same and its value is the
stated one or one of its `alt`; each stated figure is matched once, pairs that agree on more first.
Stated figures without a value ("dozens") are neither asked for nor held against a reading.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.figures.corpus import Counted, Row, Scored

PEOPLE = frozenset({"killed", "injured", "captured", "surrendered", "arrested", "missing", "displaced"})
FIELDS = ("bounds", "region", "dates", "source", "headline")
_ARTICLES = frozenset({"the", "of", "and", "a", "an"})

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure that was read and the stated one it matches, by index, with the fields that agree."""

    given: int
    stated: int
    agrees: dict[str, bool]


def telling(text: str | None) -> set[str]:
    """The words of a name that tell it from others."""
    return set(re.findall(r"[a-z0-9]+", (text or "").lower())) - _ARTICLES


def agreement(given: Row, stated: Row) -> dict[str, bool]:
    """Field by field: does the figure that was read agree with the stated one?"""
    source = telling(stated["source"])
    same_bounds = (given["low"], given["high"]) == (stated["low"], stated["high"])
    return {
        "party": given["party"] == stated["party"],
        "bounds": same_bounds or given["value"] in stated["alt"],
        "region": given["region"] == stated["region"],
        "dates": (given["start"], given["end"]) == (stated["start"], stated["end"]),
        "source": bool(source & telling(given["source"])) if source else not given["source"],
        "headline": given["headline"] == stated["headline"],
    }


def valued(rows: Iterable[Row]) -> list[Row]:
    """The figures with a value."""
    return [row for row in rows if row["value"] is not None]


def pairs_of(given: Sequence[Row], stated: Sequence[Row]) -> list[Pair]:
    """Match figures one to one, the best agreeing first."""
    found: list[tuple[int, int, int, dict[str, bool]]] = []
    for i, one in enumerate(given):
        for j, two in enumerate(stated):
            if one["measure"] == two["measure"] and one["value"] in (two["value"], *two["alt"]):
                fields = agreement(one, two)
                found.append((-2 * fields["party"] - sum(fields.values()), i, j, fields))
    found.sort(key=lambda each: each[:3])
    chosen: list[Pair] = []
    for _, i, j, fields in found:
        if all(pair.given != i and pair.stated != j for pair in chosen):
            chosen.append(Pair(i, j, fields))
    return chosen


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 1.0


def _precision_recall(name: str, hit: int, given: int, stated: int) -> Scores:
    precision = hit / given if given else 1.0
    recall = hit / stated if stated else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        f"{name} precision": round(precision, 3),
        f"{name} recall": round(recall, 3),
        f"{name} f1": round(f1, 3),
    }


def score_reports(reports: Sequence[Scored]) -> Scores:
    """Score whole reports.

    `counts` asks for measure and value; `figures` for the party too; `people` is `figures` over the people
    measures; then the recall of headline figures, the share of matched figures whose fields agree, and how
    many figures were read in reports that state none.
    """
    tally = {"counts": [0, 0, 0], "figures": [0, 0, 0], "people": [0, 0, 0]}
    headline = [0, 0]
    fields = dict.fromkeys(FIELDS, 0)
    matched = invented = 0
    for report in reports:
        given, stated = valued(report.given), valued(report.stated)
        pairs = pairs_of(given, stated)
        strict = [pair for pair in pairs if pair.agrees["party"]]
        for name, hits in (("counts", pairs), ("figures", strict), ("people", strict)):
            for place, measures in enumerate(
                (
                    [stated[pair.stated]["measure"] for pair in hits],
                    [row["measure"] for row in given],
                    [row["measure"] for row in stated],
                )
            ):
                tally[name][place] += sum(name != "people" or measure in PEOPLE for measure in measures)
        headline[0] += sum(stated[pair.stated]["headline"] for pair in strict)
        headline[1] += sum(row["headline"] for row in stated)
        matched += len(pairs)
        for name in FIELDS:
            fields[name] += sum(pair.agrees[name] for pair in pairs)
        invented += len(given) if not report.stated else 0
    scores: Scores = {}
    for name, (hit, said, gold) in tally.items():
        scores |= _precision_recall(name, hit, said, gold)
    scores["headline recall"] = _share(*headline)
    scores |= {f"field {name}": _share(fields[name], matched) for name in FIELDS}
    scores["invented where none"] = invented
    return scores


def summed(figures: Iterable[Row], measure: str) -> int:
    """The sum of a measure's figures, parts left out."""
    return sum(
        row["value"]
        for row in figures
        if row["measure"] == measure and row["value"] is not None and not row["part_of"]
    )


def score_counts(rows: Sequence[Counted]) -> Scores:
    """Score coded counts: exact where the sum is the coded number, by its size; mean error."""
    scores: Scores = {}
    for measure in ("killed", "injured"):
        errors: dict[str, list[int]] = {"": [], " of 3+": [], " of 0": []}
        for row in rows:
            coded = row.coded[measure]
            if coded is None:
                continue
            error = abs(summed(row.given, measure) - coded)
            for name, holds in (("", coded > 0), (" of 3+", coded >= 3), (" of 0", coded == 0)):
                if holds:
                    errors[name].append(error)
        for name, found in errors.items():
            if found:
                scores[f"{measure}{name} exact"] = _share(found.count(0), len(found))
        scores[f"{measure} mean error"] = _share(sum(errors[""]), len(errors[""]))
    return scores


def differences(case: Scored) -> list[str]:
    """What a sentence case asks for and did not get, in words; empty where it passes."""
    if case.problem is not None and case.stated:
        return [f"not read: {case.problem}"]
    matched = _matched_case(case)
    found = []
    for place, stated in enumerate(case.stated):
        if place not in matched:
            found.append(f"missed {stated['measure']} {stated['value']}")
            continue
        given = case.given[matched[place]]
        wrong = [name for name in stated if not _field_agrees(name, given, stated, matched, case)]
        found += [
            f"{stated['measure']} {stated['value']}: {name} {given[name]!r}, not {stated[name]!r}"
            for name in wrong
        ]
    taken = set(matched.values())
    found += [
        f"invented {row['measure']} {row['value']}: {row['quote']!r}"
        for number, row in enumerate(case.given)
        if number not in taken
    ]
    return found


def _matched_case(case: Scored) -> dict[int, int]:
    """Index of the stated figure to that of the read one, the best agreeing first."""
    options = [
        (-sum(_field_agrees(name, given, stated, {}, case) for name in stated if name != "part_of"), j, i)
        for j, stated in enumerate(case.stated)
        for i, given in enumerate(case.given)
        if given["measure"] == stated["measure"] and given["value"] == stated["value"]
    ]
    matched: dict[int, int] = {}
    for _, j, i in sorted(options):
        if j not in matched and i not in matched.values():
            matched[j] = i
    return matched


def _field_agrees(name: str, given: Row, stated: Row, matched: dict[int, int], case: Scored) -> bool:
    wanted = stated[name]
    if name == "part_of":
        parent = case.given[matched[wanted]]["id"] if wanted in matched else None
        return given["part_of"] == parent if wanted is not None else given["part_of"] is None
    if name in ("source", "place"):
        return bool(telling(wanted) & telling(given[name])) if wanted else not given[name]
    if name == "quote":
        return wanted in given["quote"]
    if name == "alt":
        return set(wanted) == set(given["alt"])
    return bool(given[name] == wanted)


def calibration(reports: Iterable[Scored]) -> list[tuple[float, float, int]]:
    """Stated confidence against share right: (mean confidence, share right, figures) a bucket of 0.05.

    A figure is right where measure, value and party are.
    """
    buckets: dict[int, list[tuple[float, bool]]] = {}
    for report in reports:
        given, stated = valued(report.given), valued(report.stated)
        right = {pair.given for pair in pairs_of(given, stated) if pair.agrees["party"]}
        for number, row in enumerate(given):
            bucket = min(int(row["confidence"] * 20), 19)
            buckets.setdefault(bucket, []).append((row["confidence"], number in right))
    return [
        (
            sum(said for said, _ in found) / len(found),
            sum(right for _, right in found) / len(found),
            len(found),
        )
        for _, found in sorted(buckets.items(), reverse=True)
    ]
