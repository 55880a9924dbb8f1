"""The largest sum among boxes where some name a party and some do not.

A box without a party stands against every party's at once, so the problem no longer falls apart into one a
party. Easy decisions are made first: a box that outweighs all it may overlap is taken, one that another can
always stand in for is dropped. What is left is branched on at the box that stands against most of the other
kind, counted or not; a branch whose bound cannot beat what is known is not followed. Branching is
exponential at worst, so it is limited: beyond `EFFORT` looks at a box, or `SIZE` boxes that hang together, a
sum of boxes that do not overlap is still given, and said not to be certainly the largest.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.ledger.overlap import Box, may_overlap
from bot.ledger.windows import largest_of_one_party

EFFORT = 120_000
"""How many times one search may look at a box: some seconds."""

FEW = 24
"""Boxes that are tried out rather than put into tables, which take longer to set up."""

DEPTH = 150
"""The most decisions that may hang on one another, so that Python's stack holds them."""

_HANDFUL = 8
"""Boxes that are compared one by one, since tables of them take longer to set up."""

_MANY = 48
"""Members of a mask from which they are read all at once."""

SIZE = 8_000
"""The most boxes that one search takes on."""

PIECES = 4
"""The most pieces of that size into which more are cut; of more pieces the cuts would take too much."""


@dataclass(slots=True)
class Untangled:
    """The boxes of the largest sum found; `exact` where none can be larger."""

    boxes: list[Box]
    exact: bool = True

    @property
    def weight(self) -> int:
        """What they add up to."""
        return sum(box.weight for box in self.boxes)


def untangled(boxes: Sequence[Box], effort: int = EFFORT, size: int = SIZE) -> Untangled:
    """Choose the boxes of the largest sum among boxes with and without a party."""
    if len(boxes) <= size:
        return _searched(boxes, effort)
    named = [box for box in boxes if box.party is not None]
    unnamed = [box for box in boxes if box.party is None]
    found = [Untangled(_by_party(named)), Untangled(_by_party(unnamed))]
    if len(boxes) <= PIECES * size:
        found.append(_in_pieces(boxes, effort, size))
    return Untangled(max(found, key=lambda one: one.weight).boxes, exact=False)


def _searched(boxes: Sequence[Box], effort: int) -> Untangled:
    tangle = _Tangle(boxes, effort)
    return Untangled(tangle.largest(), tangle.exact)


def _in_pieces(boxes: Sequence[Box], effort: int, size: int) -> Untangled:
    """Leave out the boxes that reach over a middle day, until the pieces are small; search each by itself."""
    if len(boxes) <= size:
        return _searched(boxes, effort) if boxes else Untangled([])
    days = sorted(box.end for box in boxes)
    middle = days[len(days) // 2]
    sides = [box for box in boxes if box.end < middle], [box for box in boxes if box.start >= middle]
    if not all(sides):
        return Untangled([], exact=False)
    pieces = [_in_pieces(side, effort // 2, size) for side in sides]
    return Untangled([box for piece in pieces for box in piece.boxes], exact=False)


def _by_party(boxes: Sequence[Box]) -> list[Box]:
    parties = dict.fromkeys(box.party for box in boxes)
    return [
        box for party in parties for box in largest_of_one_party([box for box in boxes if box.party == party])
    ]


class _Tangle:
    """Boxes that hang together, as a graph whose edges are possible overlaps; sets of boxes are bit masks."""

    def __init__(self, boxes: Sequence[Box], effort: int) -> None:
        self._boxes = boxes
        self._weights = [box.weight for box in boxes]
        self._near = _neighbours(boxes)
        self._as_heavy = _as_heavy(self._weights)
        self._against: dict[int, tuple[int, int]] = {}
        self._open = sum(1 << at for at, box in enumerate(boxes) if box.party is None)
        self._known: dict[int, tuple[int, int]] = {}
        self._effort = effort
        self._depth = 0
        self.exact = True

    def largest(self) -> list[Box]:
        """Choose the boxes of the largest sum."""
        return self._of(self._largest((1 << len(self._boxes)) - 1)[1])

    def _largest(self, mask: int) -> tuple[int, int]:
        """Give the largest sum within `mask` and its boxes."""
        total, taken = 0, 0
        for part in self._parts(mask):
            weight, chosen = self._of_part(part)
            total, taken = total + weight, taken | chosen
        return total, taken

    def _of_part(self, part: int) -> tuple[int, int]:
        known = self._known.get(part)
        if known is None:
            known = self._known[part] = self._decide(part)
        return known

    def _decide(self, part: int) -> tuple[int, int]:
        kept, won, taken = self._reduced(part)
        if kept != part:
            weight, chosen = self._largest(kept)
            return won + weight, taken | chosen
        if not part & self._open or not part & ~self._open:
            return self._tried(part) if part.bit_count() <= FEW else self._one_sided(part)
        return self._branched(part)

    def _reduced(self, part: int) -> tuple[int, int, int]:
        """Decide what is easy: what is left of `part`, the weight won, the boxes taken.

        A box at least as heavy as all it may overlap is taken; one that may overlap all that a heavier or
        equal one may overlap is dropped.
        """
        won, taken, before = 0, 0, 0
        while part != before:
            before = part
            self._effort -= part.bit_count()
            for at in _members(part):
                bit = 1 << at
                if not part & bit:
                    continue
                near = self._near[at] & part
                if self._weights[at] >= self._weight_against(at, near):
                    part &= ~(near | bit)
                    won, taken = won + self._weights[at], taken | bit
                elif self._needless(at, near, part):
                    part &= ~bit
        return part, won, taken

    def _weight_against(self, at: int, near: int) -> int:
        """Give what the neighbours `near` a box add up to; most are asked for again and again."""
        known, weight = self._against.get(at, (0, 0))
        if known != near:
            weight = sum(map(self._weights.__getitem__, _members(near)))
            self._against[at] = near, weight
        return weight

    def _needless(self, at: int, near: int, part: int) -> bool:
        """Tell whether a neighbour can always stand in for this box."""
        outside = part & ~(near | 1 << at)
        return any(not self._near[other] & outside for other in _members(near & self._as_heavy[at]))

    def _one_sided(self, part: int) -> tuple[int, int]:
        """Boxes that all name a party (each party by itself), or none of which does."""
        self._effort -= part.bit_count()
        places = {self._boxes[at].id: at for at in _members(part)}
        taken = 0
        for box in _by_party([self._boxes[at] for at in places.values()]):
            taken |= 1 << places[box.id]
        return sum(self._weights[at] for at in _members(taken)), taken

    def _tried(self, part: int) -> tuple[int, int]:
        """Few boxes: count the one that stands against most others, or do not."""
        pivot = max(_members(part), key=lambda at: (self._near[at] & part).bit_count())
        bit = 1 << pivot
        weight, chosen = self._largest(part & ~(self._near[pivot] | bit))
        taken = weight + self._weights[pivot], chosen | bit
        left = self._largest(part & ~bit)
        return left if left[0] >= taken[0] else taken

    def _branched(self, part: int) -> tuple[int, int]:
        sides = [self._largest(part & self._open), self._largest(part & ~self._open)]
        best = max(sides, key=lambda side: side[0])
        if self._effort <= 0 or self._depth >= DEPTH:
            self.exact = False
            return best
        self._depth += 1
        pivot = max(_members(part), key=lambda at: self._crossings(at, part))
        bit = 1 << pivot
        weight, chosen = self._largest(part & ~(self._near[pivot] | bit))
        if weight + self._weights[pivot] > best[0]:
            best = weight + self._weights[pivot], chosen | bit
        rest = part & ~bit
        kind, other = (self._open, 1) if bit & self._open else (~self._open, 0)
        bound = sides[other][0] + self._largest(rest & kind)[0]
        if bound > best[0]:
            without = self._largest(rest)
            if without[0] > best[0]:
                best = without
        self._depth -= 1
        return best

    def _crossings(self, at: int, part: int) -> int:
        """Count the boxes of `part` that this one stands against across the two kinds."""
        other_kind = ~self._open if self._open >> at & 1 else self._open
        return (self._near[at] & part & other_kind).bit_count()

    def _parts(self, mask: int) -> list[int]:
        """Cut a set of boxes into parts between which nothing may overlap."""
        parts = []
        while mask:
            part = fringe = mask & -mask
            while fringe:
                reached = 0
                for at in _members(fringe):
                    reached |= self._near[at]
                fringe = reached & mask & ~part
                part |= fringe
            parts.append(part)
            mask &= ~part
        return parts

    def _of(self, mask: int) -> list[Box]:
        return [self._boxes[at] for at in _members(mask)]


def _as_heavy(weights: Sequence[int]) -> list[int]:
    """Give, for each box, the bit mask of those that weigh as much or more."""
    masks = [0] * len(weights)
    mask = 0
    in_order = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)
    for _, equal in groupby(in_order, key=weights.__getitem__):
        members = list(equal)
        for at in members:
            mask |= 1 << at
        for at in members:
            masks[at] = mask
    return masks


def _neighbours(boxes: Sequence[Box]) -> list[int]:
    """Give, for each box, the bit mask of those that it may overlap, as `may_overlap` has it."""
    if len(boxes) <= _HANDFUL:
        return [
            sum(1 << other for other, box in enumerate(boxes) if other != at and may_overlap(one, box))
            for at, one in enumerate(boxes)
        ]
    starts = np.array([box.start for box in boxes])
    ends = np.array([box.end for box in boxes])
    parties, party_of = _numbered([box.party for box in boxes])
    paths, path_of = _numbered([box.path for box in boxes])
    same_party = np.array([[None in (one, other) or one == other for other in parties] for one in parties])
    of_place = [row[path_of] for row in _comparable(paths)]
    of_party = [row[party_of] for row in same_party]
    near = []
    for at, (place, party) in enumerate(zip(path_of.tolist(), party_of.tolist(), strict=True)):
        row = starts <= ends[at]
        row &= ends >= starts[at]
        row &= of_place[place]
        row &= of_party[party]
        row[at] = False
        near.append(int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little"))
    return near


def _numbered(names: Sequence[Hashable]) -> tuple[list[Any], NDArray[np.intp]]:
    """Give the different names, and each one's place among them."""
    places: dict[Hashable, int] = {}
    numbers = [places.setdefault(name, len(places)) for name in names]
    return list(places), np.array(numbers, np.intp)


def _comparable(paths: Sequence[tuple[str, ...]]) -> NDArray[np.bool_]:
    """Tell of each two different places whether one lies in the other."""
    places = {path: at for at, path in enumerate(paths)}
    same = np.zeros((len(paths), len(paths)), np.bool_)
    for path, at in places.items():
        for depth in range(len(path) + 1):
            above = places.get(path[:depth])
            if above is not None:
                same[at, above] = same[above, at] = True
    return same


def _members(mask: int) -> list[int]:
    if mask.bit_count() > _MANY:
        octets = np.frombuffer(mask.to_bytes((mask.bit_length() + 7) // 8, "little"), np.uint8)
        found: list[int] = np.flatnonzero(np.unpackbits(octets, bitorder="little")).tolist()
        return found
    members = []
    while mask:
        low = mask & -mask
        members.append(low.bit_length() - 1)
        mask ^= low
    return members
