"""A date grammar: the words that name a day or a period become one token with its span."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.figures.calendar_spans import Span
from bot.figures.dates_named import UNITS, Epochs, Reader, epoch_at, simple, year_at
from bot.figures.dates_relative import PAST, again, halves, relative, within
from bot.figures.dates_words import MONTHS, WEEKDAYS
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_STARTERS = (
    frozenset(MONTHS) | frozenset(WEEKDAYS) | PAST
    | word_set(
        "since from between as the a within this that today yesterday overnight during over in until early "
        "late mid first second start beginning end at by following next same"
    )
)  # fmt: skip


def _expression(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Give a time expression that begins at `at`: its span and the index after it."""
    low = reader.lows[at]
    for opener in _NUMBERED if low[:1].isdecimal() else _OPENERS.get(low, _ALWAYS):
        found = opener(reader, at)
        if found is not None:
            return found
    return None


def _with_mid_apart(tokens: Sequence[Token]) -> Sequence[Token]:
    """Part "mid-November" into two words, as it is written without the hyphen too."""
    parted: list[Token] = []
    for token in tokens:
        if token.low in _MID:
            cut = token.start + 4
            parted.append(Token(token.text[:3], "mid", token.start, cut - 1, "word"))
            parted.append(Token(token.text[4:], token.low[4:], cut, token.end, "cap"))
        else:
            parted.append(token)
    return parted


def read_times(tokens: Sequence[Token], published: date | None, epochs: Epochs) -> list[Token]:
    """Return the tokens with each time expression merged into one of kind "time" (`span` is its Span).

    Without a day of publication only the words are merged: what they name stays unknown.
    """
    near = _near_anchor(tokens, epochs)
    if near is None:
        return list(tokens)
    if any(token.low in _MID for token in tokens):
        tokens = _with_mid_apart(tokens)
        near = _near_anchor(tokens, epochs) or []
    reader = Reader(tokens, published or date(2000, 1, 1), epochs)
    starters = _STARTERS | {words[0] for words, _ in epochs}
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        hit = None
        if near[index] and (token.low in starters or token.kind == "digits" or token.low[:1].isdecimal()):
            hit = _expression(reader, index)
        if hit is None:
            found.append(token)
            index += 1
            continue
        span, end = hit
        first, last = tokens[index], tokens[end - 1]
        merged = Token(first.text, " ".join(t.low for t in tokens[index:end]), first.start, last.end, "time")
        merged.span = span if published is not None else None
        found.append(merged)
        index = end
    return found


_MID = frozenset(f"mid-{month}" for month in MONTHS)
_ANCHORS = (
    frozenset(MONTHS)
    | _MID
    | frozenset(WEEKDAYS)
    | frozenset(UNITS)
    | {"today", "yesterday", "overnight", "period", "time", "later", "earlier", "morning", "evening", "night"}
)


_AHEAD = 7


def _near_anchor(tokens: Sequence[Token], epochs: Epochs) -> list[bool] | None:
    """Where a word that every time expression needs (a month, "week", a year) stands close ahead.

    None if nowhere.
    """
    ends = {words[-1] for words, _ in epochs}
    near: list[bool] | None = None
    for index, token in enumerate(tokens):
        low = token.low
        if low in _ANCHORS or low in ends or (token.kind == "digits" and len(low) == 4):
            if near is None:
                near = [False] * len(tokens)
            for before in range(max(index - _AHEAD, 0), index + 1):
                near[before] = True
    return near


def _since(reader: Reader, at: int) -> tuple[Span, int] | None:
    low = reader.low(at)
    if low == "since":
        found = _point(reader, at + 1)
        if found is None:
            return None
        return Span(found[0].start, reader.published, "since", "range"), found[1]
    return None


def _point(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Give a time after "since", "from", "until", "by": any named one, an epoch, "the start of the year"."""
    if (
        reader.low(at) == "mid"
        and (month := simple(reader, at + 1)) is not None
        and month[0].grain == "month"
    ):
        middle = month[0].start.replace(day=15) if month[0].start is not None else None
        return replace(month[0], start=middle, end=middle), month[1]
    for opener in (epoch_at, relative, halves, simple, year_at):
        found = opener(reader, at)
        if found is not None:
            return found
    return None


def _as_of(reader: Reader, at: int) -> tuple[Span, int] | None:
    low = reader.low(at)
    opened = 0
    if low == "as" and reader.low(at + 1) == "of":
        opened = 2
    elif low in ("by", "until", "till"):
        opened = 1
    elif (
        low == "at"
        and reader.low(at + 1) == "the"
        and reader.low(at + 2) == "end"
        and reader.low(at + 3) == "of"
    ):
        opened = 4
    elif low == "up" and reader.low(at + 1) in ("to", "until"):
        opened = 2
    if not opened:
        return None
    found = _point(reader, at + opened)
    return None if found is None else (Span(None, found[0].end, "as_of", found[0].grain), found[1])


def _between(reader: Reader, at: int) -> tuple[Span, int] | None:
    """As in "between January and August", "from 1 February 2021 to 31 July 2022", "January to March"."""
    low = reader.low(at)
    opened = low in ("between", "from")
    begin = at + 1 if opened else at
    if reader.low(begin) == "the" and opened and reader.low(begin + 1) == "coup":
        first = epoch_at(reader, begin)
    else:
        first = (
            epoch_at(reader, begin)
            or simple(reader, begin)
            or (_year_of_two(reader, begin) if opened else None)
        )
    if first is None:
        return None
    link = reader.low(first[1])
    if link not in ("and", "to", "until", "till", "through", "-", "–") or (
        link == "and" and low != "between"
    ):
        return (
            (Span(first[0].start, reader.published, "since", "range"), first[1])
            if low == "from" and reader.low(first[1]) == "onwards"
            else None
        )
    second_at = first[1] + 1
    second = halves(reader, second_at) or simple(reader, second_at) or _year_of_two(reader, second_at)
    if second is None or second[0].end is None:
        return None
    start = first[0].start
    if start is not None and start > second[0].end:
        start = _year_before(start)
    return Span(start, second[0].end, "on", "range"), second[1]


def _year_of_two(reader: Reader, at: int) -> tuple[Span, int] | None:
    """Give a year of "between 2018 and 2022", no count ("between 2000 and 2050 people")."""
    found = year_at(reader, at)
    after = reader.tokens[at + 1] if at + 1 < len(reader.tokens) else None
    return found if after is None or not (after.word.noun or after.kind == "cap") else None


def _year_before(day: date) -> date:
    return day - timedelta(days=365) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


# What may begin with a word, in the order in which it is tried.
_ALWAYS = (_between, epoch_at, again, relative, halves, simple)
_NUMBERED = (_between, simple)
_OPENERS = {
    "since": (_since, *_ALWAYS),
    "a": (again,),
    **dict.fromkeys(("in", "within", "over"), (again, relative, halves, within)),
    **dict.fromkeys(("as", "by", "until", "till", "at", "up"), (_as_of, *_ALWAYS)),
}
