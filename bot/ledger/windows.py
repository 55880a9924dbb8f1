"""The largest sum among boxes of one party: a dynamic programme over the tree of places and time.

At a place, its own boxes are scheduled like intervals; the days that they leave open are windows, and in a
window the places beneath are independent of each other. `best(p, a, b)` is the largest sum of what lies in
place p from day a to day b, `inner(p, a, b)` the sum of `best(c, a, b)` over the places c directly beneath:

    best(p, a, b) = max(inner(p, a, b), max over own boxes i of p with a <= i.start, i.end <= b:
                        best(p, a, i.start - 1) + i.weight + inner(p, i.end + 1, b))

A window can only begin where a box of a place above (or of p) has ended and end where one begins, so each
place needs a table of at most A x B windows, A and B counting the boxes of the places above that differ for
it. Cost: the sum over places of (own boxes) x A x B, on whole tables at a time; O(n^3) for n boxes at worst.
Always exact.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.ledger.overlap import EVER_AFTER, EVER_SINCE, Box

Days = NDArray[np.int64]
Table = NDArray[np.signedinteger[Any]]
Window = tuple[int, int]


def largest_of_one_party(boxes: Sequence[Box]) -> list[Box]:
    """Choose the boxes of the largest sum; all have the same party. Ties go to the places beneath."""
    first = boxes[0]
    if len(boxes) == 1:
        return [first]
    if all(box.path == first.path for box in boxes):
        return scheduled(boxes)
    chosen: list[Box] = []
    _tree(boxes).choose([(EVER_SINCE, EVER_AFTER)], chosen)
    return chosen


def scheduled(boxes: Sequence[Box]) -> list[Box]:
    """Choose the boxes of the largest sum among boxes of one place and party: interval scheduling."""
    ordered = sorted(boxes, key=lambda box: box.end)
    ends = [box.end for box in ordered]
    sums = [0]
    before = []
    for at, box in enumerate(ordered):
        last = bisect_left(ends, box.start, 0, at)
        before.append(last)
        sums.append(max(sums[at], sums[last] + box.weight))
    chosen = []
    at = len(ordered)
    while at:
        if sums[at] == sums[at - 1]:
            at -= 1
        else:
            chosen.append(ordered[at - 1])
            at = before[at - 1]
    return chosen


@dataclass(frozen=True, slots=True)
class _Columns:
    """Boxes of one place, column by column."""

    starts: Days
    ends: Days
    weights: Days

    @classmethod
    def of(cls, boxes: Sequence[Box]) -> "_Columns":
        """Take the columns of boxes."""
        starts, ends = _days(box.start for box in boxes), _days(box.end for box in boxes)
        return cls(starts, ends, _days(box.weight for box in boxes))


class _Place:
    """One place of the tree: its own boxes and the places beneath; `sums` is the type that holds any sum."""

    def __init__(self, sums: type[np.signedinteger[Any]]) -> None:
        self._sums = sums
        self.own: list[Box] = []
        self.beneath: dict[str, _Place] = {}
        self._own = _Columns.of(())
        self._starts: Days = _days(())
        self._ends: Days = _days(())

    def settle(self) -> None:
        """Order what the place holds, once it is complete."""
        for place in self.beneath.values():
            place.settle()
        self.own.sort(key=lambda box: (box.start, box.end))
        self._own = _Columns.of(self.own)
        inner = self.beneath.values()
        self._starts = np.unique(np.concatenate([self._own.starts, *(place._starts for place in inner)]))
        self._ends = np.unique(np.concatenate([self._own.ends, *(place._ends for place in inner)]))

    def best(self, begins: Days, stops: Days) -> Table:
        """Give the largest sum for every window from one of `begins` to one of `stops` (both rising)."""
        # Windows that hold the same boxes have one answer: from the first start in it to the last end in it.
        row_of = np.searchsorted(self._starts, begins)
        column_of = np.searchsorted(self._ends, stops, side="right")
        rows, row_at = np.unique(row_of, return_inverse=True)
        columns, column_at = np.unique(column_of, return_inverse=True)
        firsts = np.append(self._starts, EVER_AFTER + 1)[rows]
        lasts = np.insert(self._ends, 0, EVER_SINCE - 1)[columns]
        table = self._table(firsts, lasts)[0]
        return table.take(column_at, axis=1).take(row_at, axis=0)  # twice as fast as by both at once

    def choose(self, windows: Sequence[Window], chosen: list[Box]) -> None:
        """Add the boxes of the largest sum in each of the windows, which do not overlap, to `chosen`."""
        begins = _days(sorted({first for first, _ in windows}))
        stops = _days(sorted({last for _, last in windows}))
        table, inner = self._table(begins, stops, whole=True)
        open_windows: list[Window] = []
        for window in windows:
            open_windows += self._traced(window, begins, stops, table, inner, chosen)
        for place in self.beneath.values():
            held = [window for window in open_windows if place._holds(*window)]
            if held:
                place.choose(held, chosen)

    def _table(self, begins: Days, stops: Days, *, whole: bool = False) -> tuple[Table, Table]:
        """Give `best` for windows from `begins` to `stops`, and `inner` for those and the own boxes' gaps.

        `whole`: the first table has the own boxes' columns too, as `_traced` needs them.
        """
        rows, columns = self._with_gaps(begins, stops)
        inner: Table = np.zeros((len(rows), len(columns)), self._sums)
        for place in self.beneath.values():
            inner += place.best(rows, columns)
        table = inner[np.searchsorted(rows, begins)]
        own = self._own
        untils = np.searchsorted(begins, own.starts, side="right").tolist()
        sinces = np.searchsorted(columns, own.ends).tolist()
        before_at = np.searchsorted(columns, own.starts - 1).tolist()
        after_at = np.searchsorted(rows, own.ends + 1).tolist()
        for box, until, since, column, row in zip(self.own, untils, sinces, before_at, after_at, strict=True):
            here = table[:until, since:]
            with_box = (table[:until, column] + box.weight)[:, None] + inner[row, since:]
            np.maximum(here, with_box, out=here)
        return (table if whole else table[:, np.searchsorted(columns, stops)]), inner

    def _with_gaps(self, begins: Days, stops: Days) -> tuple[Days, Days]:
        if not self.own:
            return begins, stops
        return np.union1d(begins, self._own.ends + 1), np.union1d(stops, self._own.starts - 1)

    def _traced(
        self, window: Window, begins: Days, stops: Days, table: Table, inner: Table, chosen: list[Box]
    ) -> list[Window]:
        """Follow the tables back from a window's end: take own boxes, give the windows they leave open."""
        rows, columns = self._with_gaps(begins, stops)
        first, last = window
        best = table[int(np.searchsorted(begins, first))]
        inner_first = inner[int(np.searchsorted(rows, first))]
        own = self._own
        before_at = np.searchsorted(columns, own.starts - 1)
        after_at = np.searchsorted(rows, own.ends + 1)
        from_here = own.starts >= first
        left = []
        while last >= first:
            column = int(np.searchsorted(columns, last))
            if best[column] == inner_first[column]:
                left.append((first, last))
                break
            sums = best[before_at] + own.weights + inner[after_at, column]
            at = int(np.flatnonzero(from_here & (own.ends <= last) & (sums == best[column]))[-1])
            box = self.own[at]
            chosen.append(box)
            left.append((box.end + 1, last))
            last = box.start - 1
        return [window for window in left if window[0] <= window[1]]

    def _holds(self, first: int, last: int) -> bool:
        """Tell whether a box could lie in the window."""
        at = int(np.searchsorted(self._starts, first))
        return at < len(self._starts) and self._starts[at] <= last


def _tree(boxes: Sequence[Box]) -> _Place:
    # Half the bytes wherever they do: the tables are what takes time and memory.
    sums = np.int32 if sum(box.weight for box in boxes) <= np.iinfo(np.int32).max else np.int64
    root = _Place(sums)
    for box in boxes:
        place = root
        for step in box.path:
            if step not in place.beneath:
                place.beneath[step] = _Place(sums)
            place = place.beneath[step]
        place.own.append(box)
    root.settle()
    return root


def _days(days: Iterable[int]) -> Days:
    return np.fromiter(days, np.int64)
