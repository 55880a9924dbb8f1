"""The largest sum of boxes that cannot overlap, held against every subset, and against what must hold."""

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.ledger.overlap import EVER_AFTER, EVER_SINCE, Box, covers, may_overlap, widened
from bot.ledger.selection import largest_sum
from bot.ledger.tangles import untangled

PATHS = [(), ("A",), ("B",), ("A", "x"), ("A", "y"), ("B", "z"), ("A", "x", "v")]
ONE_PARTY = st.just("regime")
NAMED = st.sampled_from(["regime", "resistance"])
ANY = st.sampled_from(["regime", "resistance", "civilian", None, None])


def boxes_of(party: st.SearchStrategy[str | None], most: int, days: int) -> st.SearchStrategy[list[Box]]:
    day = st.integers(1, days)
    period = st.one_of(
        st.tuples(day, st.integers(0, days)).map(lambda p: (p[0], p[0] + p[1])),
        day.map(lambda d: (d, d)),
        day.map(lambda d: (EVER_SINCE, d)),
        day.map(lambda d: (d, EVER_AFTER)),
        st.just((EVER_SINCE, EVER_AFTER)),
    )
    weight = st.sampled_from([0, 1, 2, 3, 5, 8, 13, 40])
    plain = st.tuples(st.sampled_from(PATHS), period, party, weight)
    return st.lists(plain, max_size=most).map(
        lambda found: [
            Box(path, start, end, whose, heavy, number)
            for number, (path, (start, end), whose, heavy) in enumerate(found)
        ]
    )


def largest_by_trying(boxes: list[Box]) -> int:
    """The largest sum, by looking at every set of boxes of which no two may overlap."""
    near = [
        sum(1 << at for at, other in enumerate(boxes) if other is not box and may_overlap(box, other))
        for box in boxes
    ]

    @cache
    def best(mask: int) -> int:
        if not mask:
            return 0
        at = mask.bit_length() - 1
        rest = mask & ~(1 << at)
        return max(best(rest), boxes[at].weight + best(rest & ~near[at]))

    return best((1 << len(boxes)) - 1)


def check(boxes: list[Box]) -> None:
    selection = largest_sum(boxes)
    chosen = [box for box in boxes if box.id in selection.chosen]
    assert sum(box.weight for box in chosen) == selection.total
    assert not any(may_overlap(one, other) for one in chosen for other in chosen if one is not other)
    assert selection.largest
    assert selection.total == largest_by_trying(boxes)


@given(boxes_of(ONE_PARTY, 14, 12))
@example([Box((), 0, 2, "r", 1, 0), Box(("A",), 1, 6, "r", 1, 1), Box((), 5, 7, "r", 1, 2),
          Box(("B",), 4, 6, "r", 1, 3), Box(("B",), 1, 4, "r", 1, 4)])  # fmt: skip  # an odd ring
def test_one_party(boxes: list[Box]) -> None:
    check(boxes)


@given(boxes_of(NAMED, 14, 12))
def test_parties_that_are_named(boxes: list[Box]) -> None:
    check(boxes)


@given(boxes_of(ANY, 14, 12))
@settings(max_examples=300)
def test_parties_named_and_not(boxes: list[Box]) -> None:
    check(boxes)


@given(boxes_of(ANY, 30, 40), st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing(boxes: list[Box], chance) -> None:  # type: ignore[no-untyped-def]
    selection = largest_sum(boxes)
    shuffled = boxes[:]
    chance.shuffle(shuffled)
    assert largest_sum(shuffled) == selection
    renumbered = [box._replace(id=1000 - box.id) for box in boxes]
    assert largest_sum(renumbered).total == selection.total


@given(boxes_of(ANY, 40, 60), boxes_of(ANY, 1, 60))
def test_one_more_claim_never_makes_less(boxes: list[Box], more: list[Box]) -> None:
    before = largest_sum(boxes)
    after = largest_sum([*boxes, *(box._replace(id=9999) for box in more)])
    assert before.total <= after.total <= before.total + sum(box.weight for box in more)


@given(boxes_of(ANY, 60, 200))
def test_it_is_no_more_than_the_plain_sum_and_no_less_than_any_one(boxes: list[Box]) -> None:
    total = largest_sum(boxes).total
    assert max((box.weight for box in boxes), default=0) <= total <= sum(box.weight for box in boxes)


@given(boxes_of(ANY, 16, 12))
def test_a_search_cut_short_says_so_and_never_says_too_much(boxes: list[Box]) -> None:
    weighty = [box for box in boxes if box.weight]
    truth = largest_by_trying(weighty)
    for effort, size in ((0, 100), (100, 3), (0, 3)):
        found = untangled(weighty, effort, size)
        assert not any(may_overlap(a, b) for a in found.boxes for b in found.boxes if a is not b)
        assert found.weight == truth if found.exact else found.weight <= truth


@pytest.mark.slow
@given(boxes_of(ANY, 400, 300))
@settings(max_examples=25, deadline=None)
def test_many_boxes_are_cut_apart_to_the_same_sum(boxes: list[Box]) -> None:
    """Places under two roots that share nothing add up."""
    here = [box._replace(path=("H", *box.path)) for box in boxes]
    there = [box._replace(path=("T", *box.path), id=box.id + 10_000) for box in boxes]
    assert largest_sum(here + there).total == 2 * largest_sum(boxes).total


@given(boxes_of(ANY, 8, 12), st.dictionaries(st.integers(0, 7), st.integers(0, 7), max_size=6))
def test_a_part_may_overlap_every_whole_above_it(boxes: list[Box], wholes: dict[int, int]) -> None:
    known = {box.id: box for box in boxes}
    reaching = {box.id: box for box in widened(boxes, wholes)}
    assert reaching.keys() == known.keys()
    for part, whole in wholes.items():
        if part in known and whole in known and part != whole:
            assert covers(reaching[part], known[part])
            assert may_overlap(reaching[part], known[whole])


def test_a_box_covers_what_lies_in_it() -> None:
    outer = Box(("A",), 1, 30, None, 1, 1)
    assert covers(outer, Box(("A", "x"), 3, 4, "regime", 1, 2))
    assert not covers(Box(("A",), 1, 30, "regime", 1, 1), Box(("A",), 3, 4, None, 1, 2))
    assert not covers(outer, Box(("AB",), 3, 4, None, 1, 2))
