"""Days, months, quarters and years as people write them: "1 Nov", "Nov 1st, 2024", "2023-06", "Q3 2024".

A day, month or quarter without a year is the latest one that has begun.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import QuestionError

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_MONTH = {name[:3].casefold(): at for at, name in enumerate(MONTHS, 1)}
_MONTH |= {name.casefold(): at for at, name in enumerate(MONTHS, 1)} | {"sept": 9}
UNITS = {
    "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour", "h": "hour",
    "day": "day", "days": "day", "d": "day",
    "week": "week", "weeks": "week", "wk": "week", "w": "week",
    "month": "month", "months": "month", "mo": "month",
    "quarter": "quarter", "quarters": "quarter",
    "year": "year", "years": "year", "yr": "year", "y": "year",
}  # fmt: skip
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
DAY_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_QUARTER = re.compile(r"q([1-4])")


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, quarter or year; `dated` where its year was written."""

    start: date
    end: date
    after: int
    dated: bool


def read_point(tokens: Sequence[str], at: int, today: date) -> Point | None:
    """Read the point that begins at `tokens[at]` (lower case); None where there is none."""
    word = word_at(tokens, at)
    if word in {"today", "yesterday"}:
        day = today if word == "today" else today - timedelta(days=1)
        return Point(day, day, at + 1, dated=True)
    if iso := _ISO_DAY.fullmatch(word):
        day = day_of(int(iso[1]), int(iso[2]), int(iso[3]))
        return Point(day, day, at + 1, dated=True)
    if iso := _ISO_MONTH.fullmatch(word):
        return _month_point(int(iso[1]), int(iso[2]), at + 1)
    if quarter := _QUARTER.fullmatch(word):
        return _quarter_point(int(quarter[1]), tokens, at + 1, today)
    if _YEAR.fullmatch(word):
        month = _MONTH.get(word_at(tokens, at + 1))
        follows = word_at(tokens, at + 2)
        if month is not None and not DAY_NUMBER.fullmatch(follows) and not _YEAR.fullmatch(follows):
            return _month_point(int(word), month, at + 2)
        return Point(date(int(word), 1, 1), date(int(word), 12, 31), at + 1, dated=True)
    return _worded_point(tokens, at, today)


def _worded_point(tokens: Sequence[str], at: int, today: date) -> Point | None:
    """Read "1 Nov [2024]", "Nov 1 [2024]", "Nov [2024]"."""
    day = DAY_NUMBER.fullmatch(word_at(tokens, at))
    if day is not None:
        of = at + 2 if word_at(tokens, at + 1) == "of" else at + 1
        month = _MONTH.get(word_at(tokens, of))
        return None if month is None else _day_point(month, int(day[1]), tokens, of + 1, today)
    month = _MONTH.get(word_at(tokens, at))
    if month is None:
        return None
    day = DAY_NUMBER.fullmatch(word_at(tokens, at + 1))
    if day is not None and UNITS.get(word_at(tokens, at + 2)) is None:
        return _day_point(month, int(day[1]), tokens, at + 2, today)
    year = _YEAR.fullmatch(word_at(tokens, at + 1))
    if year is not None:
        return _month_point(int(year[0]), month, at + 2)
    latest = today.year if month <= today.month else today.year - 1
    return _month_point(latest, month, at + 1, dated=False)


def _day_point(month: int, day: int, tokens: Sequence[str], after: int, today: date) -> Point:
    year = _YEAR.fullmatch(word_at(tokens, after))
    if year is not None:
        found = day_of(int(year[0]), month, day)
        return Point(found, found, after + 1, dated=True)
    if (month, day) == (2, 29):
        latest = next(y for y in range(today.year, today.year - 9, -1) if _is_past_leap(y, today))
    else:
        latest = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    found = day_of(latest, month, day)
    return Point(found, found, after, dated=False)


def _is_past_leap(year: int, today: date) -> bool:
    return monthrange(year, 2)[1] == 29 and date(year, 2, 29) <= today


def _month_point(year: int, month: int, after: int, *, dated: bool = True) -> Point:
    return Point(day_of(year, month, 1), month_end(year, month), after, dated)


def _quarter_point(quarter: int, tokens: Sequence[str], after: int, today: date) -> Point:
    written = _YEAR.fullmatch(word_at(tokens, after))
    first = 3 * quarter - 2
    year = int(written[0]) if written else today.year - (first > today.month)
    end = month_end(year, first + 2)
    return Point(date(year, first, 1), end, after + bool(written), dated=bool(written))


def in_year(point: Point, year: int) -> Point:
    """Move a point to another year, a whole month staying whole."""
    whole_month = point.start.day == 1 and point.end == month_end(point.end.year, point.end.month)
    start = day_of(year, point.start.month, point.start.day)
    end = month_end(year, point.end.month) if whole_month else day_of(year, point.end.month, point.end.day)
    return Point(start, end, point.after, dated=True)


def day_of(year: int, month: int, day: int) -> date:
    """Give a day. Raises `QuestionError` where there is no such day."""
    if not 1900 <= year <= 2199:
        message = f"{year} is too far away; the years 1900 to 2199 are known."
        raise QuestionError(message, str(year))
    if not 1 <= month <= 12:
        message = f"There is no month {month}; write 2024-11 or November 2024."
        raise QuestionError(message, f"{year}-{month:02}")
    if not 1 <= day <= monthrange(year, month)[1]:
        message = (
            f"There is no {day} {MONTHS[month - 1]} {year}: "
            f"{MONTHS[month - 1]} has {monthrange(year, month)[1]} days."
        )
        raise QuestionError(message, f"{day} {MONTHS[month - 1]} {year}")
    return date(year, month, day)


def month_end(year: int, month: int) -> date:
    """Give the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def next_day(day: date) -> date:
    """Give the day after."""
    return day + timedelta(days=1)


def word_at(tokens: Sequence[str], at: int) -> str:
    """Give a token, or nothing beyond the last."""
    return tokens[at] if at < len(tokens) else ""


def say_day(day: date) -> str:
    """Say a day in full: "1 November 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"
