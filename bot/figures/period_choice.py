"""The period that a count stands for, of those that its sentence names."""

from collections.abc import Sequence
from dataclasses import replace

from bot.figures.calendar_spans import Span
from bot.figures.when import When

# A time this close before a count is its own rather than one that stands far behind it, in tokens.
_CLOSE = 4
_FAR = 6


def choose_time(found: Sequence[When], begin: int, end: int, breaks: Sequence[int]) -> Span | None:
    """Give the period of a count at tokens `begin:end`.

    The nearest in its own clause, then in its sentence.
    """
    usable = [when for when in found if not when.saying]
    if any(not when.lasting for when in usable):
        usable = [when for when in usable if not when.lasting or when.at < begin]
    if any(when.span.grain != "length" for when in usable):
        usable = [when for when in usable if when.span.grain != "length"]
    if not usable:
        return None
    close = [when for when in usable if 0 <= begin - when.at <= _CLOSE]
    left = max((b for b in breaks if b <= begin), default=0)
    right = min((b for b in breaks if b >= end), default=10**9)
    inside = [when for when in usable if left <= when.at < right]
    for pool in (inside, usable):
        after = [when for when in pool if when.at >= begin]
        before = [when for when in pool if when.at < begin]
        if after and not (close and after[0].at - end > _FAR):
            return _with_end(after, pool)
        if before:
            return _with_end(before[-1:], pool)
    return None


def _with_end(after: Sequence[When], pool: Sequence[When]) -> Span:
    span = after[0].span
    if after[0].began:
        return replace(span, kind="since", grain="began")
    if span.kind == "since":
        closing = next((when.span for when in pool if when.span.kind == "as_of"), None)
        if closing is not None:
            return replace(span, end=closing.end)
    if span.kind == "as_of":
        opening = next((when.span for when in reversed(pool) if when.span.kind == "since"), None)
        if opening is not None and opening.start is not None:
            return replace(opening, end=span.end)
    return span
