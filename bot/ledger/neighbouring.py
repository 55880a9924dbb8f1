"""One event that two outlets tell with different days, or one of them without a day. Pure.

Outlets err about a day, or tell it from another end ("overnight"). Two events in one town on neighbouring
days with the same number of dead are seldom, where the number is not one that is met with often. So such a
number, and nothing in what either outlet tells that speaks for two events, makes one claim for both days.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.ledger.bounds import current
from bot.ledger.sameness import EVENT_DAYS
from bot.ledger.stated import Stated

RULE: Final = "days differ"

TOLD_WITHIN = timedelta(days=3)
"""So far apart two outlets may tell of one event and differ about its day; later ones tell of another."""

_LEAST = 11


def telling(number: int | None) -> bool:
    """Tell whether a number is one that two events seldom share: above 10, no multiple of 5 or of 12."""
    return number is not None and number >= _LEAST and number % 5 != 0 and number % 12 != 0


def may_differ_in_day(figure: Stated) -> bool:
    """Tell whether the rule is for a figure: a whole event in a town or township, with a telling number."""
    whole = not figure.part and figure.qualifier not in {"range", "vague"}
    return whole and len(figure.path) > 1 and telling(figure.value) and _days_of(figure) is not None


def neighbour(figure: Stated, ours: Sequence[Stated], near: Sequence[Stated]) -> int | None:
    """Give the claim that tells of the same event with another day; None where there is none for certain.

    `ours` are all figures of its report, `near` those of its measure, party and place about its days. None,
    too, where several claims might be meant, or what one of them holds does not neighbour the figure's days.
    """
    among = [*near, *(one for one in ours if one.figure_id != figure.figure_id and _of_one_kind(one, figure))]
    alike = [one for one in _newest(near) if _alike(figure, one) and not _told_apart(figure, one, among)]
    claims = {one.claim_id for one in alike}
    if len(claims) != 1:
        return None
    members = [one for one in near if one.claim_id in claims]
    return claims.pop() if all(_neighbours(figure, one) for one in members) else None


def parts_from(figure: Stated, other: Stated) -> bool:
    """Tell whether an outlet tells of two events by these two figures: they belong to different days."""
    return _same_outlet(figure, other) and _dated(figure) and _dated(other) and not _meet(figure, other)


def _alike(one: Stated, other: Stated) -> bool:
    return (
        may_differ_in_day(other)
        and one.value == other.value
        and not _same_outlet(one, other)
        and abs(one.told_at - other.told_at) <= TOLD_WITHIN
        and _neighbours(one, other)
    )


def _told_apart(one: Stated, other: Stated, among: Sequence[Stated]) -> bool:
    """Tell whether the outlet of either tells of something else on the other's days."""
    return any(
        _tells_of_both(ours, theirs, figure)
        for figure in among
        for ours, theirs in ((one, other), (other, one))
        if figure.figure_id not in {one.figure_id, other.figure_id}
    )


def _tells_of_both(ours: Stated, theirs: Stated, figure: Stated) -> bool:
    if not (_same_outlet(figure, ours) and _dated(figure) and _meet(figure, theirs)):
        return False
    if ours.start is None:
        return figure.value != ours.value
    return not _meet(figure, ours) and (theirs.start is not None or figure.value == ours.value)


def _newest(near: Sequence[Stated]) -> list[Stated]:
    """Leave out what a claim's own sources have replaced by another number since."""
    by_claim: dict[int | None, list[Stated]] = {}
    for one in near:
        by_claim.setdefault(one.claim_id, []).append(one)
    return [one for members in by_claim.values() for one in current(members)]


def _of_one_kind(one: Stated, other: Stated) -> bool:
    return (one.measure, one.unit, one.party, one.path) == (
        other.measure,
        other.unit,
        other.party,
        other.path,
    )


def _same_outlet(one: Stated, other: Stated) -> bool:
    return one.outlet.casefold() == other.outlet.casefold()


def _dated(figure: Stated) -> bool:
    return figure.start is not None and _days_of(figure) is not None


def _days_of(figure: Stated) -> tuple[date, date] | None:
    """Give the first and last day of an event; of one told without a day the days before it was told.

    None for what is no event: it lasts longer.
    """
    last = figure.end
    if last is None:
        return None
    first = figure.start or last - timedelta(days=EVENT_DAYS - 1)
    return (first, last) if (last - first).days < EVENT_DAYS else None


def _meet(one: Stated, other: Stated, *, apart: int = 0) -> bool:
    ours, theirs = _days_of(one), _days_of(other)
    if ours is None or theirs is None:
        return False
    return (max(ours[0], theirs[0]) - min(ours[1], theirs[1])).days <= apart


def _neighbours(one: Stated, other: Stated) -> bool:
    return _meet(one, other, apart=1)
