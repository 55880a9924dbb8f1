"""Totals from the bounds of claims: wholes and parts, rivals, reasons."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.overlap import may_overlap
from bot.ledger.reckoning import Bounded, Explained, boxes_of, plain_sum, reckon

FIRST = date(2024, 1, 1)


def bounded(number: int, low: int | None, top: int | None = None, **more) -> Bounded:  # type: ignore[no-untyped-def]
    plain = {"path": "", "start": FIRST, "end": FIRST, "party": None, "whole_id": None} | more
    return Bounded(id=number, value=low, low=low, high=top if top is not None else low, **plain)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Bounded]:
    claims = []
    for number in range(draw(st.integers(0, 14))):
        start = draw(st.none() | st.integers(0, 20).map(lambda day: FIRST + timedelta(days=day)))
        length = draw(st.integers(0, 10))
        endless = length == 10 and draw(st.booleans())
        end = None if start is None or endless else start + timedelta(days=length)
        low = draw(st.none() | st.integers(0, 50))
        high = draw(st.none() | st.integers(low or 0, 90))
        claims.append(
            Bounded(
                id=number,
                path=draw(st.sampled_from(["", "A", "A/x", "A/y", "B"])),
                start=start,
                end=end,
                party=draw(st.sampled_from(["regime", "civilian", None])),
                value=low if low is not None else high,
                low=low,
                high=high,
                whole_id=draw(st.none() | st.none() | st.integers(0, 14)),
            )
        )
    return claims


@given(ledgers())
@settings(max_examples=300)
def test_what_holds_of_every_total(claims: list[Bounded]) -> None:
    total = reckon(claims)
    known = {claim.id: claim for claim in claims}
    boxes = {box.id: box for box in boxes_of(claims)}
    assert total.at_least == sum(known[claim].low or 0 for claim in total.counted)
    assert total.at_least <= total.if_nothing_overlaps <= sum(claim.highest for claim in claims)
    assert sorted((*total.counted, *total.left_out)) == sorted(known)
    for one in total.counted:
        whole = known[one].whole_id
        assert whole == one or whole not in total.counted
        assert not any(may_overlap(boxes[one], boxes[other]) for other in total.counted if other != one)
    explained = Explained(claims, list(boxes.values()), total.counted)
    for claim in total.left_out:
        reason = explained.why(claim)
        assert reason.words
        if known[claim].low:  # a counted claim stands in its way, or there would be more to count
            assert reason.claim in total.counted
            assert may_overlap(boxes[claim], boxes[reason.claim])  # type: ignore[index]


@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing(claims: list[Bounded], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = claims[:]
    chance.shuffle(shuffled)
    assert reckon(shuffled) == reckon(claims)


def test_parts_enter_with_their_whole_or_together_instead_of_it() -> None:
    whole = bounded(1, None, 30)
    assert plain_sum([whole, bounded(2, 12, whole_id=1), bounded(3, 10, whole_id=1)]) == 30
    assert plain_sum([whole, bounded(2, 22, whole_id=1), bounded(3, 10, whole_id=1)]) == 32
    assert plain_sum([bounded(2, 12, whole_id=99), bounded(3, 10)]) == 22
    nested = [whole, bounded(2, 25, whole_id=1), bounded(3, 20, whole_id=2), bounded(4, 20, whole_id=2)]
    assert plain_sum(nested) == 40


def test_wholes_that_go_round_in_a_ring_enter_once() -> None:
    ring = [bounded(1, 5, whole_id=2), bounded(2, 7, whole_id=1), bounded(3, 2, whole_id=1)]
    assert plain_sum(ring) >= 7
    assert plain_sum([bounded(1, 5, whole_id=1)]) == 5


def test_a_part_with_another_place_than_its_whole_is_not_added_to_it() -> None:
    whole, part = bounded(1, 10, path="A"), bounded(2, 3, path="B", whole_id=1)
    total = reckon([whole, part])
    assert (total.at_least, total.counted) == (10, (1,))
    assert Explained([whole, part], boxes_of([whole, part]), total.counted).why(2).words == "part of #1"


def test_a_claim_without_a_lower_bound_adds_nought() -> None:
    total = reckon([bounded(1, None, 1200), bounded(2, None, None), bounded(3, 4, path="A")])
    assert (total.at_least, total.if_nothing_overlaps, total.without_lower_bound) == (4, 1204, 2)
