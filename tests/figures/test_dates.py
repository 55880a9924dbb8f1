"""The date grammar: what words name, reckoned from Tuesday, 14 May 2024."""

from datetime import date

import pytest

from bot.figures.calendar_spans import Span
from tests.figures.stages import TUESDAY, tokens_of

D = date.fromisoformat
SPANS = [
    ("on Monday", "2024-05-13", "2024-05-13"),
    ("on Tuesday", "2024-05-14", "2024-05-14"),
    ("on Wednesday", "2024-05-08", "2024-05-08"),
    ("last Friday", "2024-05-10", "2024-05-10"),
    ("on Sunday morning", "2024-05-12", "2024-05-12"),
    ("on May 12", "2024-05-12", "2024-05-12"),
    ("on 12 May", "2024-05-12", "2024-05-12"),
    ("on Nov. 11", "2023-11-11", "2023-11-11"),
    ("on November 11, 2022", "2022-11-11", "2022-11-11"),
    ("on May 3 and 4", "2024-05-03", "2024-05-04"),
    ("today", "2024-05-14", "2024-05-14"),
    ("yesterday", "2024-05-13", "2024-05-13"),
    ("in April", "2024-04-01", "2024-04-30"),
    ("in May", "2024-05-01", "2024-05-14"),
    ("in December", "2023-12-01", "2023-12-31"),
    ("in March 2022", "2022-03-01", "2022-03-31"),
    ("last month", "2024-04-01", "2024-04-30"),
    ("this year", "2024-01-01", "2024-05-14"),
    ("last year", "2023-01-01", "2023-12-31"),
    ("last week", "2024-05-06", "2024-05-12"),
    ("over the weekend", "2024-05-11", "2024-05-12"),
    ("between January and March", "2024-01-01", "2024-03-31"),
    ("from 1 February 2021 to 31 July 2022", "2021-02-01", "2022-07-31"),
    ("since November 11", "2023-11-11", "2024-05-14"),
    ("since the coup", "2021-02-01", "2024-05-14"),
]


def spans_in(text: str, published: date | None = TUESDAY) -> list[Span | None]:
    return [
        token.span if isinstance(token.span, Span) else None
        for token in tokens_of(text, published)
        if token.kind == "time"
    ]


@pytest.mark.parametrize(("words", "start", "end"), SPANS)
def test_a_period_is_reckoned_from_the_day_of_publication(words: str, start: str, end: str) -> None:
    (span,) = spans_in(f"Nine people were killed {words} in Muse.")
    assert span is not None
    assert (span.start, span.end) == (D(start), D(end))


@pytest.mark.parametrize(("words", "days"), [("in the past ten days", 10), ("in the last two weeks", 14)])
def test_the_past_days_end_on_the_day_of_publication(words: str, days: int) -> None:
    (span,) = spans_in(f"Nine people were killed {words}.")
    assert span is not None
    assert span.end == TUESDAY
    assert span.start is not None
    assert (TUESDAY - span.start).days in (days - 1, days)


@pytest.mark.parametrize("text", ["Nine men marched.", "It may rain.", "In 40 houses they slept."])
def test_words_that_name_no_time(text: str) -> None:
    assert spans_in(text) == []


def test_without_a_day_of_publication_a_time_is_found_but_not_known() -> None:
    assert spans_in("Nine people were killed on Monday.", None) == [None]


@pytest.mark.parametrize(
    ("words", "shift"), [("the same day", 0), ("the following day", 1), ("the day before", -1)]
)
def test_a_time_named_by_an_earlier_one(words: str, shift: int) -> None:
    (span,) = spans_in(f"Nine people were killed {words}.")
    assert span is not None
    assert (span.kind, span.shift) == ("again", shift)
