"""Whether two figures state the same thing: the rules that join figures to claims.

Pure arithmetic. Every rule errs on the side of keeping figures apart: a claim that was wrongly split adds
nothing to a total, because overlapping claims are never added; one that was wrongly joined hides a count.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.ledger.stated import Stated

EVENT_DAYS = 4
"""An event is told with its day, or a few days at most."""

GROWING_DAYS = 31
"""A toll that grows belongs to its event while it covers no more than this."""

_RIVAL_FACTOR = 5
_ROUNDED_BY = 15  # per cent: "nearly 20" may be 17, but is not 12
_COARSE_PLACE_FROM = 10
_SAME_WORDS = 80.0


def same_number(one: Stated, other: Stated) -> bool:
    """Tell whether two figures give one number, as it is or rounded ("nearly 1,200" for 1,189).

    A range is the same number only as the same range.
    """
    if one.value is None or other.value is None:
        return False
    if "range" in {one.qualifier, other.qualifier}:
        return (one.qualifier, one.value, one.high) == (other.qualifier, other.value, other.high)
    if one.value == other.value or one.value in other.alt or other.value in one.alt:
        return True
    return _rounder(one, other.value) or _rounder(other, one.value)


def numbers_near(figure: Stated) -> tuple[frozenset[int], tuple[int, int] | None]:
    """Give where to look for figures of the same number: the values that it may be given as, and a range.

    A superset of what `same_number` accepts: the number, its other forms, the round numbers about it, and
    for a round number all that it may have been rounded from.
    """
    number = figure.value or 0
    values = {number, *figure.alt}
    step = 10
    while step <= number:
        values |= {number // step * step, (number // step + 1) * step}
        step *= 10
    rounded_to = roundness(number)
    return frozenset(values), (number - rounded_to, number + rounded_to) if rounded_to else None


def _rounder(figure: Stated, value: int) -> bool:
    """Tell whether `figure` is `value` rounded, in the direction that its words give."""
    number = figure.value or 0
    step = roundness(number)
    if not step or abs(value - number) * 100 > number * _ROUNDED_BY:
        return False
    if figure.qualifier == "nearly":
        return number - step < value <= number
    if figure.qualifier == "more_than":
        return number < value < number + step
    return figure.qualifier == "about" and abs(value - number) * 2 <= step


def roundness(number: int) -> int:
    """Give the power of ten that a number may have been rounded to; 0 where it is not round or below 20."""
    step = 10
    while number % (step * 10) == 0 and step * 20 <= number:
        step *= 10
    return step if number >= 20 and number % step == 0 else 0


def restated(one: Stated, other: Stated) -> bool:
    """Tell whether one report restates what another has: same number, same named source, same scope.

    An outlet is a source too, its own and that of another which cites it ("DVB reported"). Where the place
    of one is only the larger of the two, the number must be at least 10: a source counts "one soldier in
    Shan" too often for it to name the same one.
    """
    return (
        _same_kind(one, other)
        and _same_source(one, other)
        and same_number(one, other)
        and _similar_periods(one, other)
        and (same_place(one, other) or _coarser_place(one, other))
    )


def same_event(one: Stated, other: Stated) -> bool:
    """Tell whether two figures count one event: same measure and party, named township or town, first day."""
    if not (_same_kind(one, other) and len(one.path) > 1 and one.path == other.path):
        return False
    if one.start is None or one.start != other.start or one.days is None or other.days is None:
        return False
    return min(one.days, other.days) <= EVENT_DAYS and max(one.days, other.days) <= GROWING_DAYS


def may_be_rivals(one: Stated, other: Stated) -> bool:
    """Tell whether two numbers for one event dispute each other.

    A report that sets two speakers' numbers beside each other says so itself, however far apart they are (a
    side admits 3 dead where the other claims 40). Between reports they are at most fivefold apart: beyond
    that, two events of one day are likelier.
    """
    if one.value is None or other.value is None or one.voice == other.voice:
        return False
    if one.report_id == other.report_id:
        return bool(one.source and other.source) and not (one.part or other.part)
    return max(one.value, other.value) <= _RIVAL_FACTOR * min(one.value, other.value)


def grown_from(later: Stated, earlier: Stated) -> bool:
    """Tell whether `later` is a running count that already holds `earlier` ("since the coup", weeks on).

    A toll that grows day by day is one too: its earlier states go on answering for their own days.
    """
    if not (_same_kind(later, earlier) and _same_source(later, earlier)):
        return False
    if later.value is None or earlier.value is None or later.end is None or earlier.end is None:
        return False
    return (
        same_place(later, earlier)
        and later.start is not None
        and later.start == earlier.start
        and later.end > earlier.end
        and later.value >= earlier.value
    )


def copied(one: Stated, other: Stated) -> float:
    """Tell how surely a figure of one copy of a text is that of another copy, 0 (not) to 1.

    Copies published on different days may reckon "yesterday" differently, so the words that state the
    figure count for more than its dates.
    """
    if (one.measure, one.unit) != (other.measure, other.unit) or not _same_or_unknown(one.party, other.party):
        return 0.0
    numbers = same_number(one, other) or (one.value is None and other.value is None)
    words = fuzz.ratio(one.quote.casefold(), other.quote.casefold())
    near = same_place(one, other) or _coarser_place(one, other, least=0) or not (one.path and other.path)
    if not (numbers and near):
        return 0.0
    if words < _SAME_WORDS and (one.value is None or not _periods_touch(one, other)):
        return 0.0
    exact = (
        0.3 * (one.value == other.value) + 0.1 * (one.party == other.party) + 0.1 * (one.path == other.path)
    )
    return exact + words / 200


def revised_copy(one: Stated, other: Stated) -> bool:
    """Tell whether two copies of one text state one count with two numbers (a toll brought up to date)."""
    return (
        _same_kind(one, other)
        and one.value is not None
        and other.value is not None
        and one.start == other.start
        and same_place(one, other)
        and fuzz.ratio(one.quote.casefold(), other.quote.casefold()) >= _SAME_WORDS
    )


def pair_copies(ours: Sequence[Stated], theirs: Sequence[Stated]) -> list[tuple[Stated, Stated]]:
    """Pair the figures of two copies, each at most once, the surest first."""
    scores = sorted(
        ((copied(one, other), -at, -to) for at, one in enumerate(ours) for to, other in enumerate(theirs)),
        reverse=True,
    )
    pairs: list[tuple[Stated, Stated]] = []
    taken: set[int] = set()
    for score, at, to in scores:
        one, other = ours[-at], theirs[-to]
        if score > 0 and not {one.figure_id, other.figure_id} & taken:
            pairs.append((one, other))
            taken |= {one.figure_id, other.figure_id}
    for one in ours:
        rest = [other for other in theirs if other.figure_id not in taken and revised_copy(one, other)]
        if one.figure_id not in taken and len(rest) == 1:
            pairs.append((one, rest[0]))
            taken |= {one.figure_id, rest[0].figure_id}
    return pairs


def same_place(one: Stated, other: Stated) -> bool:
    """Tell whether two figures are stated for one place; places unknown to the tree compare by name."""
    if one.path or other.path:
        return one.path == other.path
    return (one.place or "").casefold() == (other.place or "").casefold()


def _coarser_place(one: Stated, other: Stated, least: int = _COARSE_PLACE_FROM) -> bool:
    shorter, longer = sorted((one.path, other.path), key=len)
    inside = bool(shorter) and longer[: len(shorter)] == shorter
    return inside and min(one.value or 0, other.value or 0) >= least


def _same_kind(one: Stated, other: Stated) -> bool:
    return (one.measure, one.unit, one.party) == (other.measure, other.unit, other.party)


def _same_source(one: Stated, other: Stated) -> bool:
    return bool(one.teller) and one.teller == other.teller


def _same_or_unknown(one: str | None, other: str | None) -> bool:
    return one == other or one is None or other is None


def _periods_touch(one: Stated, other: Stated) -> bool:
    if one.start and other.end and one.start > other.end:
        return False
    return not (other.start and one.end and other.start > one.end)


def _similar_periods(one: Stated, other: Stated) -> bool:
    """Both known, and either of one first day or with half of all their days in common."""
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    if one.start == other.start:
        return True
    common = (min(one.end, other.end) - max(one.start, other.start)).days + 1
    together = (max(one.end, other.end) - min(one.start, other.start)).days + 1
    return common * 2 >= together
