"""The rules of joining as arithmetic: what holds for any two figures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import sameness
from bot.ledger.amendment import bounds_of
from bot.ledger.bounds import bounds
from bot.ledger.stated import Stated, source_key, teller

DAY = date(2024, 11, 1)
PLACES = [(), ("Shan",), ("Shan", "Muse"), ("Shan", "Lashio"), ("Kachin",)]


@st.composite
def stated(draw: st.DrawFn, figure_id: int | None = None) -> Stated:
    number = draw(
        st.one_of(st.integers(1, 60), st.sampled_from([100, 189, 200, 500, 554, 1189, 1200, 40_000]))
    )
    qualifier = draw(st.sampled_from(["exact", "at_least", "more_than", "nearly", "about", "up_to", "vague"]))
    start = DAY + timedelta(days=draw(st.integers(0, 4)))
    low, high = bounds_of(number, qualifier)
    source = draw(st.sampled_from([None, "TNLA", "NUG", "residents", "DVB"]))
    path = draw(st.sampled_from(PLACES))
    return Stated(
        figure_id=draw(st.integers(1, 10_000)) if figure_id is None else figure_id,
        report_id=draw(st.integers(1, 4)),
        story_id=1,
        outlet=draw(st.sampled_from(["DVB", "RFA"])),
        told_at=datetime(2024, 11, draw(st.integers(5, 9)), tzinfo=UTC),
        measure="killed",
        value=None if qualifier == "vague" else number,
        low=low,
        high=high,
        qualifier=qualifier,
        unit=None,
        party=draw(st.sampled_from([None, "regime"])),
        place=path[-1] if path else None,
        path=path,
        start=draw(st.sampled_from([start, None])),
        end=start + timedelta(days=draw(st.integers(0, 40))),
        source=source,
        teller=teller(source, "DVB"),
        quote=f"{number} killed",
        alt=draw(st.sampled_from([(), (200,), (1200,)])),
    )


@given(stated(), stated())
def test_every_rule_is_symmetric(one: Stated, other: Stated) -> None:
    for rule in (
        sameness.same_number,
        sameness.restated,
        sameness.same_event,
        sameness.may_be_rivals,
        sameness.copied,
        sameness.same_place,
        sameness.revised_copy,
    ):
        assert rule(one, other) == rule(other, one), rule.__name__


@given(stated(), stated())
def test_the_index_is_asked_for_all_that_may_be_the_same_number(one: Stated, other: Stated) -> None:
    if sameness.same_number(one, other):
        values, around = sameness.numbers_near(one)
        assert other.value is not None
        near = around is not None and around[0] <= other.value <= around[1]
        assert near or other.value in values or one.value in other.alt


@given(stated(), stated())
def test_a_running_count_never_holds_what_holds_it(one: Stated, other: Stated) -> None:
    assert not (sameness.grown_from(one, other) and sameness.grown_from(other, one))
    assert not sameness.grown_from(one, one)


@given(st.lists(stated(), min_size=1, max_size=6, unique_by=lambda figure: figure.figure_id))
def test_a_claims_bounds_do_not_depend_on_the_order_of_arrival(figures: list[Stated]) -> None:
    found = bounds(figures)
    assert bounds(figures[::-1]) == found
    if found.rivals:
        assert found.value is not None
        assert found.low is None or found.high is None or found.low <= found.high
        lows = {figure.low for figure in figures}
        assert found.low in lows
    elif None not in (found.low, found.high):
        assert found.low <= found.high
    assert found.path in {figure.path[:depth] for figure in figures for depth in range(3)}


@given(st.lists(stated(), min_size=1, max_size=5), st.lists(stated(), min_size=1, max_size=5))
def test_figures_of_copies_are_paired_at_most_once(ours: list[Stated], theirs: list[Stated]) -> None:
    ours = [_numbered(figure, 1 + at) for at, figure in enumerate(ours)]
    theirs = [_numbered(figure, 100 + at) for at, figure in enumerate(theirs)]
    pairs = sameness.pair_copies(ours, theirs)
    assert (
        len({one.figure_id for one, _ in pairs}) == len({other.figure_id for _, other in pairs}) == len(pairs)
    )


@given(st.lists(stated(), min_size=1, max_size=5))
def test_a_copy_to_the_letter_is_paired_whole(ours: list[Stated]) -> None:
    ours = [_numbered(figure, 1 + at) for at, figure in enumerate(ours)]
    theirs = [_numbered(figure, 100 + figure.figure_id) for figure in ours]
    assert len(sameness.pair_copies(ours, theirs)) == len(ours)


def _numbered(figure: Stated, figure_id: int) -> Stated:
    return replace(figure, figure_id=figure_id)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (None, ""),
        ("local residents", ""),
        ("Residents and volunteers", ""),
        ("a military source", ""),
        ("the KNDF", "kndf"),
        ("KNDF", "kndf"),
        ("NUG Defense Ministry", "defence ministry nug"),
        ("the NUG’s Defense Ministry", "defence ministry nug"),
        ("the defence ministry of the civilian National Unity Government (NUG)", "defence ministry nug"),
        ("Defence Ministry, National Unity Government", "defence ministry nug"),
        ("The National Unity Government's Defence Ministry", "defence ministry nug"),
        ("the Ta’ang National Liberation Army", "tnla"),
        ("Arakan Army spokesman Khaing Thukha", "arakan khaing thukha"),
        ("a TNLA spokesperson", "tnla"),
        ("Loikaw residents", ""),
        ("Karenni rescue workers", ""),
        ("", ""),
        ("the UN", "un"),
        ("rights group Southern Watch", "southern watch"),
        ("Nyan Lynn Thit Analytica", "nlta"),
        ("the Bago office of the UN", "bago un"),
        ("the military", "military"),
        ("a junta spokesman", "junta"),
    ],
)
def test_sources_that_name_nobody_have_no_key(source: str | None, key: str) -> None:
    assert source_key(source) == key


@pytest.mark.parametrize(
    ("number", "how", "other", "same"),
    [
        (1200, "nearly", 1189, True),
        (1200, "nearly", 1201, False),
        (1200, "nearly", 1099, False),
        (200, "more_than", 214, True),
        (200, "more_than", 200, True),
        (200, "more_than", 300, False),
        (200, "more_than", 199, False),
        (500, "more_than", 554, True),
        (40_000, "about", 38_500, True),
        (40_000, "about", 34_000, False),
        (200, "exact", 214, False),
        (15, "nearly", 14, False),
        (20, "more_than", 23, True),
        (20, "more_than", 24, False),
        (20, "nearly", 12, False),
        (25, "more_than", 26, False),
    ],
)
def test_round_numbers_are_those_they_round(number: int, how: str, other: int, same: bool) -> None:
    def figure(value: int, qualifier: str) -> Stated:
        return Stated(
            1, 1, 1, "DVB", datetime(2024, 11, 1, tzinfo=UTC), "killed", value, value, value, qualifier, None,
            None, None, (), DAY, DAY, None, "", "",
        )  # fmt: skip

    assert sameness.same_number(figure(number, how), figure(other, "exact")) is same
