"""A total of one measure and unit, from the bounds of its claims. Pure arithmetic.

"At least" is the largest sum of lows over claims of which no two may overlap; a claim without a lower bound
("nearly 100") adds 0. "If nothing overlaps" adds every claim's highest number; a whole and its parts enter
once, with the whole's number or that of the parts together, whichever is more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple

import numpy as np

from bot.figures.gazetteer import LOOSE, certain
from bot.ledger.overlap import Box, box, covers, may_overlap, widened
from bot.ledger.periods import say_period
from bot.ledger.selection import largest_sum


class Bounded(NamedTuple):
    """What a total needs of a claim; names as in the table of claims, `path` `/`-separated."""

    id: int
    path: str
    start: date | None
    end: date | None
    party: str | None
    value: int | None
    low: int | None
    high: int | None
    whole_id: int | None

    @property
    def highest(self) -> int:
        """The number that it enters "if nothing overlaps" with; 0 for a vague count."""
        return max(self.high or 0, self.low or 0, self.value or 0)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The total, and the claims in it and out of it by id, the heaviest first.

    `counted` and `left_out` hold as many as were asked for; `chosen` are all that are counted, of so many
    `claims`.
    `certain` is False where a larger "at least" may exist than the one found.
    """

    at_least: int
    if_nothing_overlaps: int
    claims: int
    chosen: frozenset[int]
    counted: tuple[int, ...]
    left_out: tuple[int, ...]
    without_lower_bound: int
    certain: bool

    @property
    def lengths(self) -> tuple[int, int]:
        """How many claims are counted, and how many left out."""
        return len(self.chosen), self.claims - len(self.chosen)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim was left out, and the counted claim that stands in its way, where one does."""

    words: str
    claim: int | None = None


def reckon(
    claims: Sequence[Bounded], boxes: Sequence[Box] | None = None, most: int | None = None
) -> Reckoned:
    """Reckon a total over claims of one measure and unit; `boxes` are theirs, where they are made already.

    `most`: how many of those counted, and of those left out, are told (None: all).
    """
    found = largest_sum(boxes_of(claims) if boxes is None else boxes)
    return Reckoned(
        at_least=found.total,
        if_nothing_overlaps=plain_sum(claims),
        claims=len(claims),
        chosen=found.chosen,
        counted=_heaviest((claim for claim in claims if claim.id in found.chosen), most),
        left_out=_heaviest((claim for claim in claims if claim.id not in found.chosen), most),
        without_lower_bound=sum(claim.low is None for claim in claims),
        certain=found.largest,
    )


def _heaviest(claims: Iterable[Bounded], most: int | None) -> tuple[int, ...]:
    ranked = ((-(claim.low or 0), -claim.highest, claim.id) for claim in claims)
    first = sorted(ranked) if most is None else nsmallest(most, ranked)
    return tuple(claim_id for _, _, claim_id in first)


def plain_sum(claims: Iterable[Bounded]) -> int:
    """Add the highest numbers; parts only where together they are more than their whole. O(n)."""
    total = 0
    numbers: dict[int, int] = {}
    wholes: dict[int, int] = {}
    for claim in claims:
        numbers[claim.id] = claim.highest
        if claim.whole_id is not None:
            wholes[claim.id] = claim.whole_id
    wholes = {part: whole for part, whole in wholes.items() if whole in numbers}
    open_parts = Counter(wholes.values())
    inside = dict.fromkeys(open_parts, 0)
    settled = [claim_id for claim_id in numbers if claim_id not in inside]
    for claim_id in settled:  # which grows by the wholes whose parts are all known
        number = max(numbers[claim_id], inside.get(claim_id, 0))
        whole = wholes.get(claim_id)
        if whole is None:
            total += number
            continue
        inside[whole] += number
        open_parts[whole] -= 1
        if not open_parts[whole]:
            settled.append(whole)
    if len(settled) < len(numbers):
        rings = numbers.keys() - set(settled)
        total += _sum_of_rings({part: wholes[part] for part in sorted(rings)}, numbers, inside)
    return total


def _sum_of_rings(wholes: dict[int, int], numbers: Mapping[int, int], inside: Mapping[int, int]) -> int:
    """Add up claims that are, at some remove, parts of themselves: the oldest of a ring is its whole."""
    total = 0
    seen: set[int] = set()
    for oldest in wholes:
        if oldest in seen:
            continue
        below, at = 0, wholes[oldest]
        while at != oldest:
            seen.add(at)
            below, at = max(numbers[at], inside[at] + below), wholes[at]
        total += max(numbers[oldest], inside[oldest] + below)
    return total


class Explained:
    """Why claims were left out of a total: the counted ones, in columns by which rivals are found at once."""

    def __init__(self, claims: Sequence[Bounded], boxes: Sequence[Box], counted: Iterable[int]) -> None:
        self._claims = {claim.id: claim for claim in claims}
        self._boxes = {box.id: box for box in boxes}
        self._counted = frozenset(counted)
        chosen = self._chosen = [self._boxes[claim_id] for claim_id in self._counted]
        self._starts = np.array([box.start for box in chosen], np.int64)
        self._ends = np.array([box.end for box in chosen], np.int64)

    def why(self, claim_id: int) -> Reason:
        """Say why a claim was left out."""
        claim = self._claims[claim_id]
        whole = claim.whole_id
        if whole in self._counted and whole is not None:
            return Reason(f"part of #{whole}", whole)
        if claim.low is None:
            return Reason("it gives no lower bound")
        left = self._boxes[claim_id]
        rivals = self._against(left)
        if not rivals:
            return Reason("it adds nothing")
        rival = max(rivals, key=lambda other: (covers(other, left), other.weight, -other.id))
        if covers(rival, left):
            return Reason(f"covered by #{rival.id} ({self._where(rival.id)})", rival.id)
        if all(covers(left, other) for other in rivals):
            others = f" and {len(rivals) - 1} more" if len(rivals) > 1 else ""
            return Reason(f"claims inside it add up to as much: #{rival.id}{others}", rival.id)
        return Reason(f"may overlap #{rival.id} ({self._where(rival.id)})", rival.id)

    def _against(self, left: Box) -> list[Box]:
        """Give the counted boxes that may overlap this one."""
        touching = np.flatnonzero((self._starts <= left.end) & (self._ends >= left.start))
        return [other for at in touching.tolist() if may_overlap(other := self._chosen[at], left)]

    def _where(self, claim_id: int) -> str:
        claim = self._claims[claim_id]
        place = claim.path.rpartition("/")[2].removeprefix(LOOSE) or "no place"
        return f"{say_period(claim.start, claim.end)}, {place}"


def boxes_of(claims: Iterable[Bounded]) -> list[Box]:
    """Give the boxes of claims, a part so wide that it may overlap its whole."""
    boxes = []
    wholes = {}
    for claim in claims:
        boxes.append(box(claim.id, _path(claim.path), (claim.start, claim.end), claim.party, claim.low))
        if claim.whole_id is not None:
            wholes[claim.id] = claim.whole_id
    return widened(boxes, wholes) if wholes else boxes


@lru_cache(maxsize=4096)
def _path(path: str) -> tuple[str, ...]:
    return certain(tuple(path.split("/"))) if path else ()
