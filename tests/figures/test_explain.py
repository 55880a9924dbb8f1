"""`extract --explain`: the sentence with its spans marked, the rule, and what each stage decided and why."""

from datetime import date

import pytest

from bot.figures import Figure, Reading, ReportText, read
from bot.figures.explain import render
from tests.figures.corpus import beat_of, gold_texts

BEAT = beat_of("myanmar")
REPORT = ReportText(
    "At least 14 junta soldiers were killed near Muse on Monday, the KIA said.\n\n"
    "Three civilians, including two children, died when jets bombed a village of Kutkai.\n\n"
    "The Arakan Army\u200b seized\u200b four\u200b bases in Ann last week, according to a local commander.",
    "KIA kills 14 junta soldiers",
    date(2024, 5, 15),
)


def explained(report: ReportText) -> Reading:
    return read(report, BEAT, explain=True)


def block(report: ReportText, measure: str, value: int) -> str:
    """What is written of one figure."""
    reading = explained(report)
    figure = next(f for f in reading.figures if (f.measure, f.value) == (measure, value))
    return next(part for part in render(reading, report).split("\n\n") if part.startswith(f"{figure.id} "))


def test_the_sentence_is_shown_with_its_spans() -> None:
    assert (
        "[{party: At least {number: 14} junta soldiers} were killed] near {place: Muse} on {date: Monday}, "
        "{source: the KIA said}." in block(REPORT, "killed", 14)
    )


def test_the_rule_and_each_decision_are_told() -> None:
    lines = [line.split("  (")[0].strip() for line in block(REPORT, "killed", 14).splitlines()]
    for line in (
        "rule        object:kill",
        "number      at_least 14",
        "party       regime",
        "place       Muse",
        "date        2024-05-13 to 2024-05-13",
        "source      KIA",
        "document    also stated as 14",
    ):
        assert line in lines
    assert lines[0].endswith("killed at_least 14, regime, Muse in Shan, 2024-05-13, KIA")
    assert lines[-1].startswith("confidence  0.")


def test_a_part_names_its_whole() -> None:
    shown = block(REPORT, "killed", 2)
    assert "including {party: {number: two} children}" in shown
    assert "its sentence says so" in shown
    assert "part of     f" in shown


def test_who_took_something_is_marked_as_what_tells_whose_it_was() -> None:
    shown = block(REPORT, "bases_seized", 4).replace("\u200b", "")
    assert "{party: The Arakan Army} [seized {number: four} bases] in {place: Ann} {date: last week}" in shown
    assert "taken by the other side" in shown


def spans_of(reading: Reading, figure: Figure, stage: str) -> list[tuple[int, int]]:
    return [step.span for step in reading.explanations[figure.id] if step.stage == stage and step.span]


@pytest.mark.parametrize("report", [REPORT, *gold_texts()[:60]], ids=lambda report: report.title[:30])
def test_spans_stand_in_the_text_as_received(report: ReportText) -> None:
    reading = explained(report)
    assert set(reading.explanations) == {figure.id for figure in reading.figures}
    for figure in reading.figures:
        words = report.title if figure.field == "title" else report.text
        for step in reading.explanations[figure.id]:
            if step.span is not None:
                assert 0 <= step.span[0] < step.span[1] <= len(words)
        for start, end in spans_of(reading, figure, "number"):
            assert figure.start_char <= start < end <= figure.end_char


def test_explaining_changes_nothing_and_costs_nothing_unless_asked_for() -> None:
    plain = read(REPORT, BEAT)
    assert plain.figures == explained(REPORT).figures
    assert plain.explanations == {}


def test_nothing_read_explains_nothing() -> None:
    report = ReportText("The road was closed.")
    assert render(explained(report), report) == ""
