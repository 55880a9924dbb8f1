"""Periods reckoned from another.

"last week", "the past ten days", "the first half of October", "the same day".
"""

from dataclasses import replace
from datetime import date, timedelta

from bot.figures.calendar_spans import Span, month_span, months_back, past, week_back, weekend, year_span
from bot.figures.cardinals import simple_word
from bot.figures.dates_named import PARTS, UNITS, Reader, epoch_at, simple, year_at
from bot.figures.word_lists import word_set

PAST = frozenset({"past", "last", "previous", "preceding"})


def again(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Give a time named by an earlier one: "the same day", "the following day", "in that period"."""
    low = reader.low(at)
    begin = at + 1 if low in ("in", "over", "during", "on") else at
    if reader.low(begin) not in _AGAIN_FIRST:
        return None
    words = tuple(reader.lows[begin : begin + _AGAIN_LONGEST])
    whole = len(words) > 2 and words[0] == "the" and words[1] in ("week", "month", "quarter", "year")
    if whole and words[2] == "before" and reader.low(begin + 3) in ("", ".", ",", ";", "and", "when"):
        return Span(None, None, "again", words[1], -1), begin + 3
    for phrase, shift in _AGAIN:
        if words[: len(phrase)] == phrase:
            end = begin + len(phrase)
            while reader.low(end) in PARTS and end < len(reader.tokens):
                end += 1
            return Span(None, None, "again", "day", shift), end
    return _that_period(reader, at)


def _that_period(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Give a longer period named before: "during the week", "over the two weeks", "in that quarter"."""
    if reader.low(at) not in ("in", "over", "during", "for", "within", "throughout"):
        return None
    end = at + 1
    if reader.low(end) not in ("the", "that", "those", "these"):
        return None
    end += 1 + (reader.low(end + 1) == "same")
    if reader.low(end).isdecimal() or simple_word(reader.low(end)):
        end += 1
    if reader.low(end).startswith("weekend"):
        return None
    if reader.low(end) not in UNITS and reader.low(end) not in ("period", "time"):
        return None
    if (ending := _up_to(reader, end)) is not None:
        return ending
    if reader.low(end + 1) in _BOUND:
        return None
    return Span(None, None, "again", "period"), end + 1


def _up_to(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Give a period by its length and its end, its unit at `at`: "the week to August 10"."""
    if reader.low(at + 1) not in ("to", "ending", "ended", "until", "through"):
        return None
    found = halves(reader, at + 2) or simple(reader, at + 2)
    if found is None or found[0].end is None:
        return None
    count = reader.low(at - 1)
    number = int(count) if count.isdecimal() and len(count) <= 3 else simple_word(count) or 1
    end = found[0].end
    unit = UNITS.get(reader.low(at), "")
    if unit == "month":
        index = end.year * 12 + end.month - number
        first = date(index // 12, index % 12 + 1, 1) if index >= 12 else None
        return (Span(first, end, "on", "range"), found[1]) if first is not None else None
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if days is None:
        return None
    return Span(end - timedelta(days=number * days - 1), end, "on", "range"), found[1]


_BOUND = word_set(
    "of before after since to when that until from prior up leading following ahead he she they"
)
_AGAIN = (
    (("the", "same", "day"), 0), (("the", "same", "night"), 0), (("the", "same", "evening"), 0),
    (("the", "same", "morning"), 0),
    (("the", "following", "day"), 1), (("the", "next", "day"), 1), (("the", "day", "after"), 1),
    (("a", "day", "later"), 1),
    (("the", "day", "before"), -1), (("a", "day", "earlier"), -1), (("the", "previous", "day"), -1),
    (("two", "days", "later"), 2),
    (("two", "days", "earlier"), -2), (("that", "day"), 0), (("that", "month"), 0), (("that", "time"), 0),
    (("the", "next", "morning"), 1), (("the", "following", "morning"), 1),
    (("the", "next", "evening"), 1), (("the", "following", "evening"), 1), (("the", "following", "night"), 1),
    (("the", "next", "night"), 1), (("the", "night", "before"), -1), (("the", "evening", "before"), -1),
    (("early", "the", "next", "day"), 1),
    (("that", "night"), 0), (("that", "same", "day"), 0), (("that", "evening"), 0),
    (("that", "morning"), 0), (("that", "afternoon"), 0),
    (("that", "week"), 0), (("the", "same", "month"), 0),
)  # fmt: skip
_AGAIN_FIRST = frozenset(phrase[0] for phrase, _ in _AGAIN)
_AGAIN_LONGEST = max(len(phrase) for phrase, _ in _AGAIN)


def relative(reader: Reader, at: int) -> tuple[Span, int] | None:
    """As in "last week", "this year", "the past ten days", "over the weekend", "late last month"."""
    begin = at
    while (
        reader.low(begin)
        in ("in", "over", "during", "for", "at", "within", "the", "early", "late", "on", "just", "mid")
        and begin - at < 4
    ):
        begin += 1
    word = reader.low(begin)
    if word == "weekend" and begin > at:
        return weekend(reader.published), begin + 1
    late = any(reader.low(n) == "late" for n in range(at, begin))
    unit = UNITS.get(reader.low(begin + 1).removesuffix("'s"))
    if word in ("last", "this", "previous", "preceding", "past") and unit:
        found = _this_or_last(reader, word, unit)
        if found is not None:
            span = _late(found) if late and found.grain in ("week", "month") else found
            return span, begin + 2
    if word in PAST:
        count = reader.low(begin + 1)
        number = int(count) if count.isdecimal() and len(count) <= 4 else simple_word(count)
        unit = UNITS.get(reader.low(begin + 2))
        if count == "few" and unit:
            return past(
                {"day": 3, "week": 3, "month": 3, "year": 3}.get(unit, 1), unit, reader.published
            ), begin + 3
        if number and unit and word in ("previous", "preceding"):
            days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
            if days is not None and number < 1000:
                return Span(None, None, "again", "before", number * days), begin + 3
        if number and unit:
            return past(number, unit, reader.published), begin + 3
    return None


def within(reader: Reader, at: int) -> tuple[Span, int] | None:
    """As in "killed in five days", "in two weeks of fighting": a length that ends on publication."""
    if reader.low(at) not in ("in", "within", "over"):
        return None
    count = reader.low(at + 1)
    number = int(count) if count.isdecimal() and len(count) <= 3 else simple_word(count)
    unit = UNITS.get(reader.low(at + 2), "")
    if (
        not number
        or unit not in ("day", "week", "month", "year")
        or (reader.low(at + 2) == unit and number > 1)
    ):
        return None
    after = reader.low(at + 3)
    if after == "of" and reader.low(at + 4) in (
        "fighting",
        "clashes",
        "battles",
        "battle",
        "combat",
        "violence",
    ):
        return _length(number, unit, reader), at + 5
    if after in (
        "of",
        "after",
        "before",
        "later",
        "ago",
        "time",
        "from",
        "to",
        "when",
        "since",
        "into",
    ) or after.startswith("'"):
        return None
    return _length(number, unit, reader), at + 3


def _length(number: int, unit: str, reader: Reader) -> Span:
    return replace(past(number, unit, reader.published), grain="length")


def _this_or_last(reader: Reader, word: str, unit: str) -> Span | None:
    back = 0 if word == "this" else 1
    day = reader.published
    if word in ("previous", "preceding"):
        return Span(None, None, "again", unit, -1)
    if word == "past":
        return past(1, unit, day) if unit in ("day", "week", "month", "year") else None
    if unit == "week":
        return week_back(back, day)
    if unit == "month":
        return months_back(back, day)
    if unit == "year":
        return year_span(day.year - back, day)
    if unit == "weekend":
        return weekend(day)
    if unit in ("day", "night"):
        before = day - timedelta(days=back)
        return Span(before, before)
    return None


def _late(span: Span) -> Span:
    """Give the last days of a week or month, as far as "late" says."""
    if span.end is None:
        return span
    return Span(span.end - timedelta(days=3 if span.grain == "week" else 9), span.end, "on", "late")


def halves(reader: Reader, at: int) -> tuple[Span, int] | None:
    """As in "the first half of October", "the start of the year", "the first quarter", "the end of April"."""
    begin = at
    while reader.low(begin) in ("in", "over", "during", "for", "at", "the") and begin - at < 3:
        begin += 1
    word, unit = reader.low(begin), reader.low(begin + 1)
    if word in ("start", "beginning", "turn", "end", "launch", "outbreak", "onset") and unit == "of":
        return _edge(reader, begin + 2, first=word != "end")
    if word in ("first", "last") and (few := _first_of(reader, begin, last=word == "last")) is not None:
        return few
    if (
        word in ("first", "second", "last", "third", "fourth")
        and unit in ("half", "quarter")
        and reader.low(begin + 2) == "of"
    ):
        skipped = begin + 3
        inner = _whole(reader, skipped)
        if inner is None:
            return None
        return _piece(inner[0], word, unit), inner[1]
    if word in ("first", "second", "third", "fourth") and unit == "quarter":
        return _piece(year_span(reader.published.year, reader.published), word, unit), begin + 2
    return None


def _first_of(reader: Reader, at: int, *, last: bool) -> tuple[Span, int] | None:
    """As in "the first three weeks of May", "the last ten days of the month", "the first week of June"."""
    count = reader.low(at + 1)
    number = int(count) if count.isdecimal() and len(count) <= 3 else simple_word(count)
    unit = at + 2 if number else at + 1
    kind = UNITS.get(reader.low(unit), "")
    days = {"day": 1, "week": 7, "month": 31}.get(kind)
    if days is None or reader.low(unit + 1) != "of" or (number or 1) > 400:
        return None
    inner = _whole(reader, unit + 2)
    if inner is None or inner[0].start is None or inner[0].end is None:
        return None
    start, end = inner[0].start, inner[0].end
    if kind == "month":
        months = start.year * 12 + start.month - 2 + (number or 1)
        closing = (
            month_span(months // 12, months % 12 + 1, date.max).end if not last and months < 36000 else None
        )
        return (Span(start, closing, "on", "range"), inner[1]) if closing is not None else None
    length = timedelta(days=(number or 1) * days - 1)
    piece = Span(end - length, end, "on", "range") if last else Span(start, start + length, "on", "range")
    return piece, inner[1]


def _whole(reader: Reader, at: int) -> tuple[Span, int] | None:
    begin = at + 1 if reader.low(at) == "the" else at
    if reader.low(begin) in ("year", "month") and begin > at:
        back = (
            year_span(reader.published.year, reader.published)
            if reader.low(begin) == "year"
            else months_back(0, reader.published)
        )
        return back, begin + 1
    return relative(reader, at) or simple(reader, at) or year_at(reader, at)


def _edge(reader: Reader, at: int, *, first: bool) -> tuple[Span, int] | None:
    inner = epoch_at(reader, at) or _whole(reader, at)
    if inner is None:
        return None
    span, end = inner
    edge = span.start if first else span.end
    return Span(edge, edge, "on", "day"), end


def _piece(whole: Span, word: str, unit: str) -> Span:
    if whole.start is None or whole.end is None:
        return whole
    start = whole.start
    if unit == "half" and whole.grain == "month":
        middle = start.replace(day=15)
        return (
            Span(start, middle, "on", "range")
            if word == "first"
            else Span(start.replace(day=16), month_span(start.year, start.month, date.max).end, "on", "range")
        )
    if unit == "half":
        return (
            Span(start, date(start.year, 6, 30), "on", "range")
            if word == "first"
            else Span(date(start.year, 7, 1), date(start.year, 12, 31), "on", "range")
        )
    quarter = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}[word]
    return Span(
        date(start.year, 3 * quarter - 2, 1), month_span(start.year, 3 * quarter, date.max).end, "on", "range"
    )
