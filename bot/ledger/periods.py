"""Periods as people write them, read to inclusive days, and said again so that they read back.

"since 1 Nov", "last 30 days", "November 2024", "2023-06", "2024-10-01..2024-11-30", "from 1 Oct to 30 Nov
2024", "this week", "yesterday", "Q3 2024", "until May". A month or day without a year is the latest one that
has begun. "last month" is the calendar month before this one; "the last month" and "past month" end today.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import QuestionError
from bot.ledger.points import (
    DAY_NUMBER,
    MONTHS,
    UNITS,
    day_of,
    in_year,
    month_end,
    next_day,
    read_point,
    say_day,
    word_at,
)

_NUMBER = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_TO = frozenset({"to", "till", "til", "until", "through", "thru", "-", "..", "...", "and"})
_SINCE = frozenset({"since", "from", "starting", "after"})
_UNTIL = frozenset({"until", "till", "til", "before", "by"})
_ALL_TIME = (("all", "time"), ("all", "of", "time"), ("ever",), ("overall",), ("everything",), ("anytime",))
_COUNTED = re.compile(r"(\d{1,5})(h|d|w|mo|m|y)")
_LONGEST = timedelta(days=366 * 400)


RECENT = (7, 30, 90)
"""Days up to today that are offered to choose from, and whose totals are therefore kept ready."""


@dataclass(frozen=True, slots=True)
class Period:
    """Inclusive days; None leaves a side open."""

    start: date | None = None
    end: date | None = None


def read_period(tokens: Sequence[str], at: int, today: date) -> tuple[Period, int] | None:
    """Read the period that begins at `tokens[at]` (lower case); give it and where it ends, or None.

    Raises `QuestionError` where the words are a period that cannot be: 31 November, an end before its start.
    """
    for form in (_all_time, _range, _open, _relative, _single):
        read = form(tokens, at, today)
        if read is not None:
            period, after = read
            if period.start and period.end and period.end < period.start:
                written = " ".join(tokens[at:after])
                message = f'"{written}" ends before it begins. Write the earlier day first.'
                raise QuestionError(message, written)
            return read
    return None


def say_period(start: date | None, end: date | None) -> str:
    """Say a period so that `read_period` reads the same days back, whatever the day."""
    if start is None and end is None:
        return "all time"
    if start is None:
        return f"until {say_day(end)}" if end else ""
    if end is None:
        return f"since {say_day(start)}"
    if start == end:
        return say_day(start)
    if start.day == 1 and end == month_end(end.year, end.month):
        if (start.year, start.month) == (end.year, end.month):
            return f"{MONTHS[start.month - 1]} {start.year}"
        if (start.year, start.month, end.month) == (end.year, 1, 12):
            return str(start.year)
    return f"{say_day(start)} to {say_day(end)}"


def last_days(count: int, today: date) -> Period:
    """Give the `count` days that end today."""
    return Period(today - timedelta(days=count - 1), today)


_Read = tuple[Period, int] | None


def _all_time(tokens: Sequence[str], at: int, today: date) -> _Read:
    del today
    for words in _ALL_TIME:
        if tuple(tokens[at : at + len(words)]) == words:
            return Period(), at + len(words)
    return None


def _range(tokens: Sequence[str], at: int, today: date) -> _Read:
    begin = at + 1 if word_at(tokens, at) in {"from", "between", "since"} else at
    days = _days_of_a_month(tokens, begin, today)
    if days is not None:
        return days
    first = read_point(tokens, begin, today)
    if first is None or word_at(tokens, first.after) not in _TO:
        return None
    last = read_point(tokens, first.after + 1, today)
    if last is None:
        if word_at(tokens, first.after + 1) in {"now", "present"}:
            return Period(first.start, today), first.after + 2
        return None
    if not first.dated and last.dated:
        first = in_year(first, last.end.year)
        if first.start > last.end:
            first = in_year(first, last.end.year - 1)
    elif first.dated and not last.dated:
        last = in_year(last, first.start.year)
        if last.end < first.start:
            last = in_year(last, first.start.year + 1)
    elif not first.dated and last.end < first.start:
        last = in_year(last, last.end.year + 1)
    return Period(first.start, last.end), last.after


def _days_of_a_month(tokens: Sequence[str], at: int, today: date) -> _Read:
    """Read "1 to 15 Nov 2024", where only the second day has a month."""
    day = DAY_NUMBER.fullmatch(word_at(tokens, at))
    if day is None or word_at(tokens, at + 1) not in _TO:
        return None
    last = read_point(tokens, at + 2, today)
    if last is None or last.start != last.end:
        return None
    return Period(day_of(last.end.year, last.end.month, int(day[1])), last.end), last.after


def _open(tokens: Sequence[str], at: int, today: date) -> _Read:
    word = word_at(tokens, at)
    if word in _SINCE:
        point = read_point(tokens, at + 1, today)
        if point is not None:
            return Period(start=next_day(point.end) if word == "after" else point.start), point.after
    if word in _UNTIL:
        point = read_point(tokens, at + 1, today)
        if point is not None:
            return Period(end=point.start - timedelta(days=1) if word == "before" else point.end), point.after
    return None


def _relative(tokens: Sequence[str], at: int, today: date) -> _Read:
    word = word_at(tokens, at)
    if word == "today":
        return Period(today, today), at + 1
    if word == "yesterday":
        return Period(today - timedelta(days=1), today - timedelta(days=1)), at + 1
    rolling = word == "the"
    begin = at + 1 if rolling else at
    word = word_at(tokens, begin)
    if word in {"last", "past", "previous"}:
        counted = _count_and_unit(tokens, begin + 1)
        if counted is not None:
            return _back(*counted[:2], today), counted[2]
        unit = UNITS.get(word_at(tokens, begin + 1))
        if unit is None:
            return None
        ends_today = unit in {"hour", "day"} or word == "past" or (rolling and word == "last")
        return (_back(1, unit, today) if ends_today else _calendar(unit, today, back=1)), begin + 2
    if word in {"this", "current"}:
        unit = UNITS.get(word_at(tokens, begin + 1))
        return None if unit in {None, "hour"} else (_calendar(str(unit), today, back=0), begin + 2)
    counted = None if rolling else _count_and_unit(tokens, at)
    if counted is not None and not counted[3]:
        return _back(*counted[:2], today), counted[2]
    return None


def _single(tokens: Sequence[str], at: int, today: date) -> _Read:
    point = read_point(tokens, at, today)
    return None if point is None else (Period(point.start, point.end), point.after)


def _count_and_unit(tokens: Sequence[str], at: int) -> tuple[int, str, int, bool] | None:
    """Read "30 days", "30d", "two weeks": number, unit, where it ends, whether the number was a word."""
    word = word_at(tokens, at)
    short = _COUNTED.fullmatch(word)
    if short is not None:
        return int(short[1]), {"m": "month"}.get(short[2]) or UNITS[short[2]], at + 1, False
    unit = UNITS.get(word_at(tokens, at + 1))
    if unit is None:
        return None
    if word.isascii() and word.isdigit() and len(word) <= 5:
        return int(word), unit, at + 2, False
    return (_NUMBER[word], unit, at + 2, True) if word in _NUMBER else None


def _back(count: int, unit: str, today: date) -> Period:
    """Give the `count` units that end today; 24 hours reach into yesterday."""
    if count == 0:
        message = "A period has at least one day, as in last 30 days."
        raise QuestionError(message, "0")
    days = {"hour": -(-count // 24) + 1, "day": count, "week": 7 * count}.get(unit)
    if days is not None:
        if timedelta(days=days) > _LONGEST:
            message = f"{count} {unit}s reach back too far."
            raise QuestionError(message, str(count))
        return last_days(days, today)
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    if months > 12 * 400:
        message = f"{count} {unit}s reach back too far."
        raise QuestionError(message, str(count))
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return Period(next_day(date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))), today)


def _calendar(unit: str, today: date, back: int) -> Period:
    if unit == "day":
        return last_days(1, today - timedelta(days=back))
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return Period(monday, monday + timedelta(days=6))
    if unit == "year":
        return Period(date(today.year - back, 1, 1), date(today.year - back, 12, 31))
    size = {"month": 1, "quarter": 3}[unit]
    first = (today.year * 12 + today.month - 1) // size * size - back * size
    last = first + size - 1
    return Period(date(first // 12, first % 12 + 1, 1), month_end(last // 12, last % 12 + 1))
