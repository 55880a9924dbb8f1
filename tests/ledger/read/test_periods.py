"""Periods as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import QuestionError
from bot.ledger.periods import Period, read_period, say_period
from bot.ledger.vocabulary import tokens_of

TODAY = date(2026, 11, 20)  # a Friday


def read(words: str) -> Period | None:
    tokens = tokens_of(words)
    found = read_period(tokens, 0, TODAY)
    if found is None:
        return None
    assert found[1] == len(tokens), words
    return found[0]


def days(start: str | None, end: str | None) -> Period:
    return Period(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


WRITTEN = {
    "today": days("2026-11-20", "2026-11-20"),
    "yesterday": days("2026-11-19", "2026-11-19"),
    "last 30 days": days("2026-10-22", "2026-11-20"),
    "the past 30 days": days("2026-10-22", "2026-11-20"),
    "30 days": days("2026-10-22", "2026-11-20"),
    "30d": days("2026-10-22", "2026-11-20"),
    "past 2 weeks": days("2026-11-07", "2026-11-20"),
    "last two weeks": days("2026-11-07", "2026-11-20"),
    "6 months": days("2026-05-21", "2026-11-20"),
    "last 24 hours": days("2026-11-19", "2026-11-20"),
    "this week": days("2026-11-16", "2026-11-22"),
    "last week": days("2026-11-09", "2026-11-15"),
    "past week": days("2026-11-14", "2026-11-20"),
    "this month": days("2026-11-01", "2026-11-30"),
    "last month": days("2026-10-01", "2026-10-31"),
    "the last month": days("2026-10-21", "2026-11-20"),
    "this quarter": days("2026-10-01", "2026-12-31"),
    "this year": days("2026-01-01", "2026-12-31"),
    "last year": days("2025-01-01", "2025-12-31"),
    "the last year": days("2025-11-21", "2026-11-20"),
    "2024": days("2024-01-01", "2024-12-31"),
    "2023-06": days("2023-06-01", "2023-06-30"),
    "2024-02-29": days("2024-02-29", "2024-02-29"),
    "Q3 2024": days("2024-07-01", "2024-09-30"),
    "q4": days("2026-10-01", "2026-12-31"),
    "November 2024": days("2024-11-01", "2024-11-30"),
    "2024 November": days("2024-11-01", "2024-11-30"),
    "nov": days("2026-11-01", "2026-11-30"),
    "dec": days("2025-12-01", "2025-12-31"),
    "Sept. 2024": days("2024-09-01", "2024-09-30"),
    "1 Nov": days("2026-11-01", "2026-11-01"),
    "21 Nov": days("2025-11-21", "2025-11-21"),
    "Nov 1st, 2024": days("2024-11-01", "2024-11-01"),
    "3rd of March 2024": days("2024-03-03", "2024-03-03"),
    "29 Feb": days("2024-02-29", "2024-02-29"),
    "since 1 Nov": days("2026-11-01", None),
    "since 2024": days("2024-01-01", None),
    "from November 2024": days("2024-11-01", None),
    "after 30 Oct 2024": days("2024-10-31", None),
    "until May 2025": days(None, "2025-05-31"),
    "before 1 Nov 2024": days(None, "2024-10-31"),
    "2024-10-01..2024-11-30": days("2024-10-01", "2024-11-30"),
    "2024-10-01 - 2024-11-30": days("2024-10-01", "2024-11-30"),
    "2024-10..2024-11": days("2024-10-01", "2024-11-30"),
    "2023 to 2024": days("2023-01-01", "2024-12-31"),
    "from 1 Oct to 30 Nov 2024": days("2024-10-01", "2024-11-30"),
    "between 15 December and 3 January 2025": days("2024-12-15", "2025-01-03"),
    "Oct 2024 to Jan": days("2024-10-01", "2025-01-31"),
    "Oct–Nov 2024": days("2024-10-01", "2024-11-30"),
    "feb 2023 to feb 2024": days("2023-02-01", "2024-02-29"),
    "1 to 15 Nov 2024": days("2024-11-01", "2024-11-15"),
    "1-15 Nov 2024": days("2024-11-01", "2024-11-15"),
    "since 1 Nov 2024 until now": days("2024-11-01", "2026-11-20"),
    "all time": days(None, None),
    "everything": days(None, None),
    "regime": None,
    "": None,
}


@pytest.mark.parametrize("words", [words for words, period in WRITTEN.items() if period is not None])
def test_what_people_write(words: str) -> None:
    assert read(words) == WRITTEN[words]


@pytest.mark.parametrize("words", ["regime", "", "the", "last", "by month", "30", "of 2024"])
def test_what_is_no_period(words: str) -> None:
    assert read(words) is None


@pytest.mark.parametrize(
    "words",
    ["31 November 2024", "2024-13", "2024-02-30", "1234-05-06", "last 0 days", "last 99999 years",
     "2024-11-30..2024-10-01"],
)  # fmt: skip
def test_what_cannot_be_is_said(words: str) -> None:
    with pytest.raises(QuestionError):
        read(words)


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
ENDS = st.one_of(st.none(), DAYS)


@given(ENDS, ENDS)
def test_what_is_said_reads_back(start: date | None, end: date | None) -> None:
    if start and end and end < start:
        start, end = end, start
    assert read(say_period(start, end)) == Period(start, end)


@given(st.integers(1900, 2199), st.integers(1, 12), st.integers(0, 40))
def test_whole_months_and_years_are_said_as_such_and_read_back(year: int, month: int, more: int) -> None:
    start = date(year, month, 1)
    end = min((start + timedelta(days=31 * (more + 1))).replace(day=1), date(2200, 1, 1)) - timedelta(days=1)
    assert read(say_period(start, end)) == Period(start, end)
