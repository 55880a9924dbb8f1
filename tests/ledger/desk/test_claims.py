from datetime import date
from typing import Any

import pytest

from bot.ledger.amendment import Amendment
from bot.store.tables import ClaimRow
from tests.ledger.desk.newsroom import EDITOR, Room

AT = "party=regime place=Muse on=2024-11-03"
GROWN = "party=regime place=Muse since=2024-11-03 until=2024-11-05"
YEAR = "party=regime since=2024-01-01 until=2024-12-31"
SHAN = "party=regime place=Shan on=2024-11-03"
NOVEMBER = "party=regime since=2024-11-01 until=2024-11-30"


async def _told(room: Room, *lines: str | tuple[str, str]) -> list[ClaimRow]:
    """Take in one report a line, an hour apart, by another outlet each unless it names one."""
    for at, line in enumerate(lines):
        outlet, text = line if isinstance(line, tuple) else (f"Outlet {at}", line)
        await room.take_in(text, outlet=outlet)
        room.later(hours=1)
    return await room.claims()


def _shown(claim: ClaimRow) -> tuple[int | None, int | None, int | None, bool, str]:
    return claim.value, claim.low, claim.high, claim.rivals, claim.joined_by


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        # A named source's count, restated.
        ((f"# 427 killed {NOVEMBER} by=NUG", f"# 427 killed {NOVEMBER} by=the_NUG"),
         (427, 427, 427, False, "restated")),
        # The same in a rounder form; the precise one speaks.
        ((f"# 1200 killed {NOVEMBER} by=NLTA how=nearly", f"# 1189 killed {NOVEMBER} by=NLTA how=at_least"),
         (1189, 1189, 1200, False, "restated")),
        ((f"# 1189 killed {NOVEMBER} by=NLTA alt=1200", f"# 1200 killed {NOVEMBER} by=NLTA"),
         (1189, 1189, 1189, False, "restated")),
        ((f"# 500 captured {NOVEMBER} by=NLTA how=more_than", f"# 554 captured {NOVEMBER} by=NLTA"),
         (554, 554, 554, False, "restated")),
        # One outlet cites another.
        ((("DVB", f"# 30 killed {NOVEMBER}"), ("RFA", f"# 30 killed {NOVEMBER} by=DVB")),
         (30, 30, 30, False, "restated")),
        # One event, told by two sources with one number.
        ((f"# 12 killed {AT} by=TNLA", f"# 12 killed {AT} by=residents"), (12, 12, 12, False, "same event")),
        # One event, two numbers: a range.
        ((f"# 20 killed {AT} by=TNLA", f"# 12 killed {AT} by=residents"), (12, 12, 20, True, "rivals")),
        ((f"# 20 killed {AT} by=TNLA", f"# 12 killed {AT} by=SAC", f"# 20 killed {AT} by=KIA"),
         (20, 12, 20, True, "rivals, same event")),
        ((f"# 20 killed {AT} by=TNLA", f"# 12 killed {AT} by=SAC how=at_least"),
         (12, 12, 20, True, "rivals")),
        # No lower bound in one of the rivals: none in the range.
        ((f"# 20 killed {AT} by=TNLA", f"# 12 killed {AT} by=SAC how=up_to"),
         (12, None, 20, True, "rivals")),
        # One source's newest number.
        ((f"# 12 killed {AT} by=TNLA", f"# 15 killed {AT} by=TNLA"), (15, 15, 15, False, "updated")),
        ((f"# 15 killed {GROWN} by=TNLA", f"# 15 killed {AT} by=residents"),
         (15, 15, 15, False, "same event")),
    ],
)  # fmt: skip
async def test_figures_that_state_one_thing_are_one_claim(
    room: Room, lines: tuple[Any, ...], shown: tuple[Any, ...]
) -> None:
    (claim,) = await _told(room, *lines)
    assert _shown(claim) == shown


@pytest.mark.parametrize(
    "lines",
    [
        (f"# 427 killed {NOVEMBER} by=NUG", f"# 427 killed {NOVEMBER} by=KIA"),  # another source, no event
        (f"# 427 killed {NOVEMBER} by=NUG", f"# 430 killed {NOVEMBER} by=NUG"),  # another number
        (f"# 427 killed {NOVEMBER}", f"# 427 killed {NOVEMBER}"),  # two outlets' own counts
        (f"# 427 killed {NOVEMBER} by=residents", f"# 427 killed {NOVEMBER} by=local_residents"),
        (f"# 427 killed {NOVEMBER} by=NUG", f"# 427 killed {YEAR} by=NUG"),
        (f"# 427 killed {NOVEMBER} by=NUG", f"# 427 killed {NOVEMBER} by=NUG unit=families"),
        (f"# 427 killed {NOVEMBER} by=NUG", f"# 427 injured {NOVEMBER} by=NUG"),
        (f"# 12 killed {AT} by=TNLA", "# 12 killed party=civilian place=Muse on=2024-11-03 by=TNLA"),
        (f"# 12 killed {AT} by=TNLA", "# 12 killed party=regime place=Muse on=2024-11-04 by=TNLA"),
        (f"# 12 killed {AT} by=TNLA", "# 12 killed party=regime place=Lashio on=2024-11-03 by=TNLA"),
        (f"# 12 killed {AT} by=TNLA", f"# 90 killed {AT} by=residents"),  # too far apart to be rivals
        (f"# 9 killed {SHAN} by=TNLA", f"# 9 killed {AT} by=TNLA"),  # small, coarse
        (f"# 12 killed {SHAN} by=A", f"# 13 killed {SHAN} by=B"),
        ("# 12 killed party=regime place=Muse by=TNLA",) * 2,  # no dates
    ],
)  # fmt: skip
async def test_figures_that_may_state_two_things_stay_two_claims(room: Room, lines: tuple[str, ...]) -> None:
    assert [claim.joined_by for claim in await _told(room, *lines)] == ["", ""]


async def test_a_number_restated_for_a_larger_place_keeps_the_smaller(room: Room) -> None:
    (claim,) = await _told(room, f"# 30 killed {SHAN} by=TNLA", f"# 30 killed {AT} by=TNLA")
    assert claim.place_path == "Shan/Muse"


async def test_the_newest_is_the_newest_told_whatever_came_in_first(room: Room) -> None:
    published = room.clock
    await room.take_in(f"# 15 killed {AT} by=TNLA", published_at=room.later(days=2))
    await room.take_in(f"# 12 killed {AT} by=TNLA", outlet="RFA", published_at=published)
    (claim,) = await room.claims()
    assert (claim.value, claim.joined_by) == (15, "updated")


async def test_a_toll_that_grows_holds_its_earlier_states_which_answer_for_their_days(room: Room) -> None:
    await room.take_in(f"# 15 killed {GROWN} by=TNLA", outlet="RFA")
    await room.take_in(f"# 12 killed {AT} by=TNLA")
    grown, earlier = await room.claims()
    assert (grown.value, grown.end, grown.whole_id) == (15, date(2024, 11, 5), None)
    assert (earlier.value, earlier.end, earlier.whole_id) == (12, date(2024, 11, 3), grown.id)


async def test_two_counts_of_one_source_in_one_place_are_told_apart(room: Room) -> None:
    """Which of them another report's number would dispute is open, so it disputes neither."""
    await room.take_in(f"# 20 killed {AT} by=TNLA\n# 12 killed {AT} by=TNLA")
    await room.take_in(f"# 14 killed {AT} by=residents", outlet="RFA")
    await room.take_in(f"# 12 killed {AT} by=residents", outlet="DMG")
    claims = await room.claims()
    assert [(claim.value, claim.rivals) for claim in claims] == [(20, False), (12, False), (14, False)]
    assert claims[1].joined_by == "same event"


async def test_two_sources_in_one_report_are_rivals(room: Room) -> None:
    await room.take_in(f"# 20 killed {AT} by=TNLA\n# 12 killed {AT} by=SAC")
    (claim,) = await room.claims()
    assert _shown(claim) == (12, 12, 20, True, "rivals")


async def test_a_part_never_adds_to_its_whole(room: Room) -> None:
    await room.take_in(f"# 70 killed {NOVEMBER} by=NUG\n# 20 killed {AT} part_of=f1")
    whole, part = await room.claims()
    assert (whole.whole_id, part.whole_id) == (None, whole.id)


async def test_a_part_of_a_whole_that_fell_stands_by_itself(room: Room) -> None:
    await room.take_in(f"# 70 killed {NOVEMBER} by=NUG\n# 20 killed {AT} part_of=f1")
    await room.desk.reject(1, by=EDITOR, reason="misread", now=room.clock)
    (part,) = await room.claims()
    assert (part.value, part.whole_id) == (20, None)
    await room.desk.correct(
        1, Amendment(value=71), by=EDITOR, reason="the ministry's own page", now=room.clock
    )
    assert [claim.whole_id for claim in await room.claims()] == [None, 1]


async def test_a_running_count_holds_its_earlier_states(room: Room) -> None:
    """Three states of one count since one day: each is a part of the next, whatever came in first."""
    for until, number in (("2024-09-30", 75), ("2024-06-30", 60), ("2024-11-09", 90), ("2024-08-31", 70)):
        await room.take_in(
            f"# {number} killed party=civilian place=Shan since=2023-10-27 until={until} by=TNLA",
            outlet=until,
        )
    claims = {claim.value: claim for claim in await room.claims()}
    wholes = {value: next((n for n, c in claims.items() if c.id == claim.whole_id), None)
              for value, claim in claims.items()}  # fmt: skip
    assert wholes == {60: 70, 70: 75, 75: 90, 90: None}


async def test_a_running_count_that_was_brought_down_holds_nothing(room: Room) -> None:
    await _told(
        room,
        "# 60 killed party=civilian place=Shan since=2023-10-27 until=2024-06-30 by=TNLA",
        "# 50 killed party=civilian place=Shan since=2023-10-27 until=2024-09-30 by=TNLA",
    )
    assert [claim.whole_id for claim in await room.claims()] == [None, None]
