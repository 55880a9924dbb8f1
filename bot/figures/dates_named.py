"""Days and months by name: "Nov. 11", "12 and 13 October", "Tuesday morning", "the coup"."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.figures.calendar_spans import Span, day_span, month_span, weekday_span, year_span
from bot.figures.dates_words import MONTHS, WEEKDAYS
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

PARTS = word_set("morning afternoon evening night noon dawn midnight midday overnight early late")


UNITS = {
    form: unit
    for unit in ("day", "week", "month", "year", "hour", "weekend", "night", "fortnight", "quarter", "half")
    for form in (unit, unit + "s")
}


_FILLER = frozenset({"on", "early", "late", "the", "last", "this", "of", "mid", "around", "at", "since"})


Epochs = tuple[tuple[tuple[str, ...], date], ...]


_BEYOND = 4


class Reader:
    """Reads one time expression at a position of a sentence."""

    def __init__(self, tokens: Sequence[Token], published: date, epochs: Epochs) -> None:
        self.tokens = tokens
        self.published = published
        self.epochs = epochs
        self.epoch_words = {words[0] for words, _ in epochs}
        # What is asked for a little before or beyond the sentence is found empty.
        self.lows = [token.low for token in tokens] + [""] * _BEYOND
        self.named: dict[int, tuple[Span, int] | None] = {}

    def low(self, at: int) -> str:
        """Give a token in lower case, "" beyond the sentence."""
        return self.lows[at] if at < len(self.lows) else ""

    def skip_dot(self, at: int) -> int:
        """Give the index after a full stop that stands at `at` ("Nov." 11)."""
        return at + 1 if at < len(self.tokens) and self.tokens[at].kind == "." else at

    def year(self, at: int) -> tuple[int | None, int]:
        """Read a year at `at` ("2023", "last year"): the year or None, and the index after it."""
        begin = at + 1 if self.low(at) in (",", "of") else at
        raw = self.low(begin)
        if len(raw) == 4 and raw.isdecimal() and 1900 <= int(raw) <= 2099:
            return int(raw), begin + 1
        if self.low(at) == "last" and self.low(at + 1) == "year":
            return self.published.year - 1, at + 2
        if (self.low(at) == "this" and self.low(at + 1) == "year") or (
            self.low(at) == "of" and self.low(at + 1) == "this"
        ):
            return self.published.year, at + (2 if self.low(at) == "this" else 3)
        return None, at

    def day_number(self, at: int) -> int | None:
        """Give the day of a month that a token names ("11", "11th"), None where it is none."""
        raw = self.low(at)
        if raw[-2:] in ("st", "nd", "rd", "th"):
            raw = raw[:-2]
        return int(raw) if raw.isdecimal() and len(raw) <= 2 and 1 <= int(raw) <= 31 else None


def simple(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Read a day or a month by name, with what stands before it ("early on Tuesday")."""
    if at not in reader.named:
        reader.named[at] = _simple(reader, at)
    return reader.named[at]


def _simple(reader: Reader, at: int) -> tuple[Span, int] | None:
    begin = at
    last = False
    while reader.low(begin) in _FILLER and begin - at < 4:
        last = last or reader.low(begin) == "last"
        begin += 1
    if reader.low(begin) in PARTS and begin > at and reader.low(begin + 1) in ("on", "of", "last", "this"):
        return simple(reader, begin + 2) if reader.low(begin + 1) in ("on", "of") else None
    found = _named(reader, begin, last=last)
    if found is None:
        return None
    span, end = found
    while reader.low(end) in PARTS and end < len(reader.tokens):
        end += 1
    return span, end


def _named(reader: Reader, at: int, *, last: bool) -> tuple[Span, int] | None:
    token = reader.tokens[at] if at < len(reader.tokens) else None
    if token is None:
        return None
    low = token.low
    capital = token.text[:1].isupper()
    if low in WEEKDAYS and capital:
        span, end = weekday_span(WEEKDAYS[low], reader.published, last=last), at + 1
        if reader.low(end) == "," and reader.low(end + 1) in MONTHS:
            exact = _named(reader, end + 1, last=False)
            if exact is not None:
                return exact
        return span, end
    if low in MONTHS and capital:
        return _month(reader, at, last=last)
    if (token.kind == "digits" or low[:1].isdecimal()) and (day := reader.day_number(at)) is not None:
        return _day_month(reader, at, day)
    if len(low) == 4 and low.isdecimal() and at and reader.low(at - 1) in _YEAR_AFTER:
        return year_at(reader, at)
    if low in ("today", "overnight"):
        return Span(reader.published, reader.published), at + 1
    if low == "yesterday":
        day_before = reader.published - timedelta(days=1)
        return Span(day_before, day_before), at + 1
    return None


_YEAR_AFTER = frozenset({"in", "during", "of", "through", "for", "throughout", "late", "early", "mid"})


def _month(reader: Reader, at: int, *, last: bool) -> tuple[Span, int] | None:
    month = MONTHS[reader.low(at)]
    begin = reader.skip_dot(at + 1)
    short = len(reader.low(at)) < 4 and month != 5
    if short and begin == at + 1 and reader.day_number(begin) is None and reader.year(begin)[0] is None:
        return None
    day = reader.day_number(begin)
    if day is None or (reader.tokens[begin].kind != "digits" and not reader.low(begin)[0].isdecimal()):
        year, end = reader.year(at + 1 if reader.low(at + 1) != "." else begin)
        if (
            month == 5
            and year is None
            and at
            and reader.low(at - 1)
            not in (
                "in",
                "since",
                "last",
                "to",
                "and",
                "from",
                "between",
                "of",
                "during",
                "by",
                "mid",
                "until",
                "end",
                "for",
                "early",
                "late",
                ",",
                "through",
            )
        ):
            return None
        return month_span(year, month, reader.published, last=last), end if year is not None else at + 1
    end = begin + 1
    second = None
    link = reader.low(end) in ("and", "-", "–", "to")
    if link and reader.day_number(end + 1) is not None and _not_counted(reader, end + 2):
        second, end = reader.day_number(end + 1), end + 2
    year, end = reader.year(end)
    first_span = day_span(year, month, day, reader.published)
    last_span = day_span(year, month, second or day, reader.published)
    if first_span is None or last_span is None:
        return None
    return Span(first_span.start, last_span.end), end


def _not_counted(reader: Reader, at: int) -> bool:
    return reader.low(at) in (
        "",
        ".",
        ",",
        ";",
        "in",
        "at",
        "on",
        "and",
        "when",
        "by",
        ")",
        "near",
    ) or at >= len(reader.tokens)


def _day_month(reader: Reader, at: int, day: int) -> tuple[Span, int] | None:
    end = at + 1
    second = None
    if reader.low(end) in ("and", "-", "–", "to") and reader.day_number(end + 1) is not None:
        second, end = reader.day_number(end + 1), end + 2
    if reader.low(end) == "of":
        end += 1
    if (
        end >= len(reader.tokens)
        or reader.low(end) not in MONTHS
        or not reader.tokens[end].text[:1].isupper()
    ):
        return None
    month = MONTHS[reader.low(end)]
    year, end = reader.year(
        reader.skip_dot(end + 1)
        if reader.low(end + 1) == "." and reader.low(end + 2).isdecimal()
        else end + 1
    )
    first_span = day_span(year, month, day, reader.published)
    last_span = day_span(year, month, second or day, reader.published)
    if first_span is None or last_span is None:
        return None
    return Span(first_span.start, last_span.end), end


def year_at(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Read a year that stands alone."""
    low = reader.low(at)
    if len(low) == 4 and low.isdecimal() and 1900 <= int(low) <= 2099:
        return year_span(int(low), reader.published), at + 1
    return None


def epoch_at(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Read an event that the pack dates ("the coup"), with a date of its own where one follows."""
    low = reader.low(at)
    if low not in reader.epoch_words:
        return None
    for words, day in reader.epochs:
        if words[0] != low:
            continue
        if all(reader.low(at + n) == word for n, word in enumerate(words)):
            end = at + len(words)
            if reader.low(end) in ("of", "on", "in", "last") and (
                exact := simple(reader, end + (reader.low(end) == "of"))
            ):
                return exact
            return Span(day, day), end
    return None
