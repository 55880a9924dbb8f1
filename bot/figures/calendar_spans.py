"""Days and periods reckoned from the day of publication: weekdays, months, years, weeks, epochs."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

TimeKind = Literal["on", "since", "as_of", "again"]


@dataclass(frozen=True, slots=True)
class Span:
    """A period that words name, days inclusive.

    kind: "on" the period itself; "since" from `start` to the day of publication; "as_of" a state on
    `end`; "again" a period named by an earlier one ("the same day", "that period"), shifted by `shift`.
    `grain` is what the words name: day, week, month, year, range; or, of a range, how it came about: "late"
    in a week or month, "began" on a day, a "length" that ends on publication.
    """

    start: date | None
    end: date | None
    kind: TimeKind = "on"
    grain: str = "day"
    shift: int = 0


def weekday_span(weekday: int, published: date, *, last: bool = False) -> Span:
    """Give the latest such day up to publication ("last Friday" is never the day of publication itself)."""
    back = (published.weekday() - weekday) % 7
    if last and back == 0:
        back = 7
    day = published - timedelta(days=back)
    return Span(day, day)


def day_span(year: int | None, month: int, day: int, published: date) -> Span | None:
    """Give a day of a month; without a year the latest up to publication. None where no such day exists."""
    try:
        if year is not None:
            found = date(year, month, day)
        else:
            found = date(published.year, month, day)
            if found > published + timedelta(days=7):
                found = date(published.year - 1, month, day)
    except ValueError:
        return None
    return Span(found, found)


def month_span(year: int | None, month: int, published: date, *, last: bool = False) -> Span:
    """Give a whole month; without a year the latest that had begun, cut at publication where it still.

    Runs.
    """
    if year is None:
        year = published.year if (month, 0) <= (published.month, 0) else published.year - 1
        if last and month == published.month:
            year -= 1
    first = date(year, month, 1)
    end = date(year, month, monthrange(year, month)[1])
    return Span(first, min(end, published) if first <= published else end, grain="month")


def months_back(count: int, published: date) -> Span:
    """Give the month that lies `count` months before that of publication."""
    index = published.year * 12 + published.month - 1 - count
    return month_span(index // 12, index % 12 + 1, published)


def year_span(year: int, published: date) -> Span:
    """Give a whole year, cut at publication where it still runs."""
    end = date(year, 12, 31)
    return Span(date(year, 1, 1), min(end, published) if year <= published.year else end, grain="year")


def week_back(count: int, published: date) -> Span:
    """Give the week, Monday to Sunday, `count` weeks before that of publication.

    This one ends on publication.
    """
    monday = published - timedelta(days=published.weekday() + 7 * count)
    return Span(monday, min(monday + timedelta(days=6), published), grain="week")


def weekend(published: date) -> Span:
    """Give the latest Saturday and Sunday before or on publication."""
    sunday = published - timedelta(days=(published.weekday() + 1) % 7)
    if published.weekday() == 5:
        return Span(published, published, grain="range")
    return Span(sunday - timedelta(days=1), sunday, grain="range")


def past(count: int, unit: str, published: date) -> Span:
    """Give the past `count` days, weeks, months or years, ending on publication."""
    if unit in ("month", "year"):
        index = published.year * 12 + published.month - 1 - count * (12 if unit == "year" else 1)
        if index < 12:
            return Span(None, published, grain="range")
        year, month = index // 12, index % 12 + 1
        start = date(year, month, min(published.day, monthrange(year, month)[1]))
    else:
        days = {"day": 1, "week": 7, "hour": 0, "weekend": 7, "night": 1, "fortnight": 14}.get(
            unit, 1
        ) * count
        if days > 36500:
            return Span(None, published, grain="range")
        start = published - timedelta(days=days)
    return Span(start, published, grain="range")
