"""When two claims may count the same people, and the largest sum of which no two do. Pure arithmetic.

A claim is a box: a position in the tree of places, a period, a party. Two boxes certainly do not overlap
when their periods are disjoint, or neither place lies in the other, or both name a party and not the same
one. Everything that is not known reaches as far as it could: no place is the whole country, no start is
ever since, no end is ever after, no party is any of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

EVER_SINCE = date.min.toordinal() - 1
EVER_AFTER = date.max.toordinal() + 1


class Box(NamedTuple):
    """What a claim covers: place, first and last day (ordinals, inclusive), party; `weight` is its low."""

    path: tuple[str, ...]
    start: int
    end: int
    party: str | None
    weight: int
    id: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The boxes of the largest sum. `largest` is False where the search was cut short.

    The sum is then still one of boxes that do not overlap, but a larger one may exist.
    """

    total: int
    chosen: frozenset[int]
    largest: bool = True


def box(
    claim_id: int,
    path: tuple[str, ...],
    days: tuple[date | None, date | None],
    party: str | None,
    low: int | None,
) -> Box:
    """Make the box of a claim; a claim without a lower bound weighs 0."""
    start, end = days
    first = EVER_SINCE if start is None else _ordinal(start)
    last = EVER_AFTER if end is None else _ordinal(end)
    return Box(path, first, last, party, low or 0, claim_id)


@lru_cache(maxsize=16_384)
def _ordinal(day: date) -> int:
    return day.toordinal()  # one number a day, however many claims name it


def may_overlap(one: Box, other: Box) -> bool:
    """Tell whether the two may count the same people."""
    if one.start > other.end or other.start > one.end:
        return False
    if one.party is not None and other.party is not None and one.party != other.party:
        return False
    shorter = min(len(one.path), len(other.path))
    return one.path[:shorter] == other.path[:shorter]


def covers(outer: Box, inner: Box) -> bool:
    """Tell whether all that `inner` covers is covered by `outer`."""
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and (outer.party is None or outer.party == inner.party)
        and inner.path[: len(outer.path)] == outer.path
    )


def widened(boxes: Iterable[Box], wholes: Mapping[int, int]) -> list[Box]:
    """Let every part overlap its whole (`wholes`: part to whole), and the whole of that.

    A report that gives a part another place, period or party than its whole leaves open which is meant:
    the part then reaches over both, in that respect.
    """
    known = {box.id: box for box in boxes}
    return [_reaching(box, known, wholes) if box.id in wholes else box for box in known.values()]


def _reaching(part: Box, known: Mapping[int, Box], wholes: Mapping[int, int]) -> Box:
    reaching, seen = part, {part.id}
    above = wholes.get(part.id)
    while above is not None and above in known and above not in seen:
        seen.add(above)
        whole = known[above]
        if not may_overlap(reaching, whole):
            reaching = _joint(reaching, whole)
        above = wholes.get(above)
    return reaching


def _joint(part: Box, whole: Box) -> Box:
    apart = part.start > whole.end or whole.start > part.end
    shared = 0
    for ours, theirs in zip(part.path, whole.path, strict=False):
        if ours != theirs:
            break
        shared += 1
    comparable = shared == min(len(part.path), len(whole.path))
    parties = {part.party, whole.party}
    return part._replace(
        path=part.path if comparable else part.path[:shared],
        start=min(part.start, whole.start) if apart else part.start,
        end=max(part.end, whole.end) if apart else part.end,
        party=part.party if None in parties or len(parties) == 1 else None,
    )
