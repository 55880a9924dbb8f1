"""A total of one measure and unit, from the bounds of its claims. Pure arithmetic.

"At least" is the largest sum of lows over claims of which no two may overlap; a claim without a lower bound
("nearly 100") adds 0. "If nothing overlaps" adds every claim's highest number; a whole and its parts enter
once, with the whole's number or that of the parts together, whichever is more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
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

    `certain` is False where a larger "at least" may exist than the one found.
    """

    at_least: int
    if_nothing_overlaps: int
    counted: tuple[int, ...]
    left_out: tuple[int, ...]
    without_lower_bound: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim was left out, and the counted claim that stands in its way, where one does."""

    words: str
    claim: int | None = None


def reckon(claims: Sequence[Bounded], boxes: Sequence[Box] | None = None) -> Reckoned:
    """Reckon a total over claims of one measure and unit; `boxes` are theirs, where they are made already."""
    chosen = largest_sum(boxes_of(claims) if boxes is None else boxes)
    ranked = sorted(claims, key=lambda claim: (-(claim.low or 0), -claim.highest, claim.id))
    return Reckoned(
        at_least=chosen.total,
        if_nothing_overlaps=plain_sum(claims),
        counted=tuple(claim.id for claim in ranked if claim.id in chosen.chosen),
        left_out=tuple(claim.id for claim in ranked if claim.id not in chosen.chosen),
        without_lower_bound=sum(claim.low is None for claim in claims),
        certain=chosen.largest,
    )


def plain_sum(claims: Iterable[Bounded]) -> int:
    """Add the highest numbers; parts only where together they are more than their whole."""
    known = {claim.id: claim for claim in claims}
    parts: dict[int, list[int]] = {}
    for claim in known.values():
        if claim.whole_id in known and claim.whole_id is not None:
            parts.setdefault(claim.whole_id, []).append(claim.id)
    if not parts:
        return sum(claim.highest for claim in known.values())
    return _sum_of_trees(known, parts)


def _sum_of_trees(known: dict[int, Bounded], parts: dict[int, list[int]]) -> int:
    summed: dict[int, int] = {}
    total = 0
    for claim in known.values():
        if claim.whole_id in known and not _goes_round(claim, known):
            continue
        waiting = [claim.id]
        while waiting:
            at = waiting[-1]
            open_parts = [part for part in parts.get(at, ()) if part not in summed and part not in waiting]
            if open_parts:
                waiting += open_parts
                continue
            waiting.pop()
            summed[at] = max(known[at].highest, sum(summed.get(part, 0) for part in parts.get(at, ())))
        total += summed[claim.id]
    return total


def _goes_round(claim: Bounded, known: dict[int, Bounded]) -> bool:
    """Tell whether the chain of wholes leads back to itself and this is where to begin it."""
    seen = [claim.id]
    above = claim.whole_id
    while above is not None and above in known:
        if above in seen:
            return above == claim.id and claim.id == min(seen)
        seen.append(above)
        above = known[above].whole_id
    return False


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
    paths: dict[str, tuple[str, ...]] = {"": ()}
    boxes = []
    wholes = {}
    for claim in claims:
        path = paths.get(claim.path)
        if path is None:
            path = paths[claim.path] = certain(tuple(claim.path.split("/")))
        boxes.append(box(claim.id, path, (claim.start, claim.end), claim.party, claim.low))
        if claim.whole_id is not None:
            wholes[claim.id] = claim.whole_id
    return widened(boxes, wholes) if wholes else boxes
