"""The largest sum of claims that certainly do not overlap: what decides itself, and what must be searched.

1. From short periods to long ones and from the smallest places up, a box is dropped where finer boxes inside
   of it already add up to at least as much: whatever it may overlap includes whatever they may overlap, so
   no sum loses by the exchange.
2. What is left is cut into groups that cannot overlap one another.
3. Each group is solved by itself: `windows` where it has one party (always exact), `tangles` where boxes
   with and without a party meet (exact within its limits, and says so).

Cost for n boxes: O(n log n) for steps 1 and 2; for step 3 see there. Ties go to the finer claims, then by
what the boxes say, so that the order of arrival decides nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, groupby
from operator import attrgetter

from bot.ledger.overlap import Box, Selection, may_overlap
from bot.ledger.tangles import EFFORT, untangled
from bot.ledger.windows import largest_of_one_party, scheduled

_Layers = dict[str | None, list[Box]]

_FEW = 1_000
"""Boxes up to which easy decisions are looked for first, even among those of one party."""

_SPANS = (1, 3, 31, 10**9)
"""Days up to which boxes are looked at first, so that a long box does not hide what short ones add up to."""


_PATH, _START, _END, _WEIGHT = map(attrgetter, ("path", "start", "end", "weight"))


def largest_sum(boxes: Iterable[Box], effort: int = EFFORT) -> Selection:
    """Choose boxes of which no two may overlap so that their weights add up to the most."""
    weighty = _heaviest_of_each(sorted((box for box in boxes if box.weight > 0), key=_content))
    chosen: list[int] = []
    total = 0
    largest = True
    for group in _groups(weighty):
        if len(group) == 1:
            picked = group
        elif len(group) == 2 and may_overlap(*group):
            picked = [max(sorted(group, key=_content), key=_WEIGHT)]
        elif len(group) > _FEW and len({box.party for box in group}) == 1:
            picked = largest_of_one_party(group)
        else:
            found = untangled(sorted(group, key=_content), effort)
            picked = found.boxes
            largest = largest and found.exact
        for box in picked:
            total += box.weight
            chosen.append(box.id)
    return Selection(total, frozenset(chosen), largest)


def _content(box: Box) -> tuple[tuple[str, ...], int, int, str, int, int]:
    return (box.path, box.start, box.end, box.party or "", -box.weight, box.id)


def _heaviest_of_each(boxes: Iterable[Box]) -> list[Box]:
    """Leave out boxes that another of the same place, days and party outweighs; in `_content`'s order."""
    heaviest: list[Box] = []
    before = None
    for box in boxes:
        covered = box[:4]
        if covered != before:
            heaviest.append(box)
            before = covered
    return heaviest


@dataclass(slots=True)
class _Group:
    """Boxes that hang together; `party` is None where they are of several or of none."""

    start: int
    end: int
    party: str | None
    boxes: list[Box]


@dataclass(slots=True)
class _Node:
    """A place: its boxes by span and party, those kept so far, and a good choice of these and all beneath."""

    own: dict[int, _Layers] = field(default_factory=dict)
    beneath: "dict[str, _Node]" = field(default_factory=dict)
    kept: _Layers = field(default_factory=dict)
    choice: _Layers = field(default_factory=dict)

    def at(self, path: Sequence[str]) -> "_Node":
        """Give the place at this path beneath, made where it is not there yet."""
        node = self
        for step in path:
            beneath = node.beneath.get(step)
            if beneath is None:
                beneath = node.beneath[step] = _Node()
            node = beneath
        return node


def _groups(boxes: Sequence[Box]) -> list[list[Box]]:
    root = _Node()
    for path, of_place in groupby(boxes, key=_PATH):
        own = root.at(path).own
        for box in of_place:
            span = bisect_left(_SPANS, box.end - box.start + 1)
            own.setdefault(span, {}).setdefault(box.party, []).append(box)
    for span in range(len(_SPANS)):
        _prune(root, span)
    return [group.boxes for group in _gathered(root)]


def _prune(node: _Node, span: int) -> None:
    """Keep, of the boxes of one span in a place and beneath, those that no finer ones make needless."""
    beneath: _Layers = {}
    for child in node.beneath.values():
        _prune(child, span)
        for party, chosen in child.choice.items():
            beneath.setdefault(party, []).extend(chosen)
    own = node.own.get(span, {})
    if not own and not node.beneath:
        return  # nothing is added to what the shorter ones gave
    if not span and not node.beneath:  # one box a day at most: they need no choice
        node.kept, node.choice = {party: [*boxes] for party, boxes in own.items()}, own
        return
    # With nothing beneath, the choice of a party changes only with its own boxes.
    changing = own.keys() | node.kept.keys() if node.beneath else own.keys()
    before = node.choice
    if node.beneath:
        node.choice = beneath
    else:
        node.choice = {party: chosen for party, chosen in before.items() if party not in changing}
    for party in sorted(party for party in changing if party is not None):
        _keep(node, party, own.get(party, []), [before.get(party, [])])
    if None in changing:
        named = [_named(beneath), _named(before)]
        _keep(node, None, own.get(None, []), [*named, before.get(None, [])])


def _keep(node: _Node, party: str | None, own: Sequence[Box], finer: Sequence[Sequence[Box]]) -> None:
    """Keep of own boxes what neither `finer` ones nor the choice beneath make needless; choose anew."""
    chosen = node.choice.get(party, [])
    inside = _Inside(chosen)
    kept = node.kept.setdefault(party, [])
    if own:
        kept += _undominated(own, [inside, *(_Inside(boxes) for boxes in finer if boxes)])
    node.choice[party] = _improved(chosen, inside, kept)


def _named(layers: _Layers) -> list[Box]:
    return list(chain.from_iterable(chosen for party, chosen in layers.items() if party is not None))


def _gathered(node: _Node) -> list[_Group]:
    """Give the groups of the kept boxes of a place and all beneath."""
    groups = list(chain.from_iterable(_gathered(child) for child in node.beneath.values()))
    return _joined(groups, list(chain.from_iterable(node.kept.values())))


class _Inside:
    """How much a choice of boxes that do not overlap adds up to within some days."""

    def __init__(self, chosen: Sequence[Box]) -> None:
        by_start, by_end = sorted(chosen, key=_START), sorted(chosen, key=_END)
        self._starts = list(map(_START, by_start))
        self._ends = list(map(_END, by_end))
        self._until_start: list[int] = [0, *accumulate(map(_WEIGHT, by_start))]
        self._until_end: list[int] = [0, *accumulate(map(_WEIGHT, by_end))]

    def within(self, first: int, last: int) -> int:
        """Give no more than the sum of those that lie within the days."""
        ended = self._until_end[bisect_right(self._ends, last)]
        return ended - self._until_start[bisect_left(self._starts, first)]

    def touching(self, first: int, last: int) -> int:
        """Give the sum of those that have a day within the days."""
        begun = self._until_start[bisect_right(self._starts, last)]
        return begun - self._until_end[bisect_left(self._ends, first)]


def _undominated(own: Sequence[Box], insides: Sequence[_Inside]) -> list[Box]:
    """Leave out boxes of one place and party inside of which finer ones add up to as much."""
    kept = []
    ends: list[int] = []  # of the boxes kept so far, which begin no earlier: rising, and so are weights
    weights: list[int] = []
    for box in sorted(own, key=_latest_first):
        if _is_needless(box, insides):
            continue
        at = bisect_right(ends, box.end)
        if at and weights[at - 1] >= box.weight:
            continue
        kept.append(box)
        begin = bisect_left(ends, box.end)
        stop = begin
        while stop < len(ends) and weights[stop] <= box.weight:
            stop += 1
        ends[begin:stop] = [box.end]
        weights[begin:stop] = [box.weight]
    return kept


def _latest_first(box: Box) -> tuple[int, int, int]:
    return (-box.start, box.end, -box.weight)


def _is_needless(box: Box, insides: Sequence[_Inside]) -> bool:
    return any(inside.within(box.start, box.end) >= box.weight for inside in insides)


def _improved(chosen: list[Box], inside: _Inside, own: Sequence[Box]) -> list[Box]:
    """Exchange chosen boxes for own ones that outweigh all of them that they touch."""
    if not own:
        return chosen
    if not chosen:
        return scheduled(own)
    gains = []
    for path, start, end, party, weight, claim_id in own:
        gain = weight - inside.touching(start, end)
        if gain > 0:
            gains.append(Box(path, start, end, party, gain, claim_id))
    if not gains:
        return chosen
    winners = {gain.id for gain in scheduled(gains)}
    taken = sorted((box for box in own if box.id in winners), key=lambda box: box.start)
    starts = [box.start for box in taken]
    ends = [box.end for box in taken]
    left = [box for box in chosen if bisect_right(starts, box.end) == bisect_left(ends, box.start)]
    return left + taken


def _joined(groups: list[_Group], own: Sequence[Box]) -> list[_Group]:
    """Join the groups beneath a place that its own boxes may overlap, with these, into larger groups."""
    if not own:
        return groups
    entries = [*groups, *(_Group(box.start, box.end, box.party, [box]) for box in own)]
    leader = list(range(len(entries)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first_own = len(groups)
    order = sorted(range(len(entries)), key=lambda at: (entries[at].start, -at))
    open_groups: dict[str | None, list[tuple[int, int]]] = {}
    open_own: dict[str | None, tuple[int, int]] = {}
    for at in order:
        entry = entries[at]
        end = entry.end
        for party, (reach, other) in open_own.items():
            if reach >= entry.start and (party is None or entry.party is None or party == entry.party):
                leader[lead(other)] = lead(at)
        if at < first_own:
            open_groups.setdefault(entry.party, []).append((end, at))
            continue
        for party, waiting in open_groups.items():
            if not (party is None or entry.party is None or party == entry.party):
                continue
            live = [(reach, other) for reach, other in waiting if reach >= entry.start]
            for _, other in live:
                leader[lead(other)] = lead(at)
            open_groups[party] = [max(live)] if live else []
        reach, _ = open_own.get(entry.party, (end, at))
        open_own[entry.party] = (max(reach, end), at) if reach >= entry.start else (end, at)
    return _merged(entries, [lead(at) for at in range(len(entries))])


def _merged(entries: Sequence[_Group], leaders: Sequence[int]) -> list[_Group]:
    merged: dict[int, _Group] = {}
    for entry, leader in zip(entries, leaders, strict=True):
        group = merged.get(leader)
        if group is None:
            merged[leader] = entry
            continue
        group.start = min(group.start, entry.start)
        group.end = max(group.end, entry.end)
        if group.party != entry.party:
            group.party = None
        group.boxes += entry.boxes
    return list(merged.values())
