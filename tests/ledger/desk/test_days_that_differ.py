"""One event told with two days, or without one: when that is one claim, and when it stays two."""

from datetime import date

import pytest

from bot.store.tables import ClaimRow
from tests.ledger.desk.newsroom import EDITOR, Room

MUSE = "party=regime place=Muse"
TUESDAY, WEDNESDAY, THURSDAY = (f"{MUSE} on=2024-11-{day:02}" for day in (5, 6, 7))
UNDATED = f"{MUSE} until=2024-11-07"


async def told(room: Room, *lines: tuple[str, str]) -> list[ClaimRow]:
    """Take in reports, an hour apart: outlet and text."""
    for outlet, text in lines:
        await room.take_in(text, outlet=outlet)
        room.later(hours=1)
    return await room.claims()


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        (TUESDAY, WEDNESDAY, (5, 6)),
        (f"{TUESDAY} by=TNLA", f"{WEDNESDAY} by=residents", (5, 6)),
        (f"{TUESDAY} by=TNLA", f"{WEDNESDAY} by=TNLA", (5, 6)),
        (f"{TUESDAY} how=at_least", WEDNESDAY, (5, 6)),
        (TUESDAY, UNDATED, (5, 5)),
        (TUESDAY, f"{MUSE} since=2024-11-04 until=2024-11-07", (5, 5)),
    ],
)
async def test_a_telling_number_of_neighbouring_days_is_one_claim(
    room: Room, one: str, other: str, days: tuple[int, int]
) -> None:
    (claim,) = await told(room, ("DVB", f"# 17 killed {one}"), ("RFA", f"# 17 killed {other}"))
    assert (claim.value, claim.rivals, claim.joined_by) == (17, False, "days differ")
    assert (claim.start, claim.end) == tuple(date(2024, 11, day) for day in days)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (f"# 17 killed {TUESDAY}", f"# 17 killed {THURSDAY}"),  # two days apart
        (f"# 17 killed {TUESDAY}", f"# 18 killed {WEDNESDAY}"),  # another number
        *((f"# {n} killed {TUESDAY}", f"# {n} killed {WEDNESDAY}") for n in (3, 10, 12, 15, 20, 24)),
        (f"# 17 killed {TUESDAY}", f"# 17 injured {WEDNESDAY}"),
        (f"# 17 killed {TUESDAY}", "# 17 killed party=civilian place=Muse on=2024-11-06"),
        (f"# 17 killed {TUESDAY}", "# 17 killed party=regime place=Lashio on=2024-11-06"),
        tuple(f"# 17 killed party=regime place=Shan on=2024-11-0{day}" for day in (5, 6)),  # where?
        (f"# 17 killed {TUESDAY}", f"# 17 killed {MUSE} since=2024-11-06 until=2024-11-30"),  # no event
        (f"# 17 killed {MUSE} on=2024-10-30", f"# 17 killed {UNDATED}"),  # told too late to be meant
    ],
)  # fmt: skip
async def test_what_may_be_two_events_stays_two_claims(room: Room, ours: str, theirs: str) -> None:
    claims = await told(room, ("DVB", ours), ("RFA", theirs))
    assert [claim.joined_by for claim in claims] == ["", ""]


async def test_one_outlet_tells_of_two_days_as_of_two_events(room: Room) -> None:
    claims = await told(room, ("DVB", f"# 17 killed {TUESDAY}"), ("DVB", f"# 17 killed {WEDNESDAY}"))
    assert len(claims) == 2


async def test_told_long_after_each_other_they_stay_two(room: Room) -> None:
    await told(room, ("DVB", f"# 17 killed {TUESDAY}"))
    room.later(days=4)
    assert len(await told(room, ("RFA", f"# 17 killed {WEDNESDAY}"))) == 2


async def test_an_outlet_that_tells_of_both_days_tells_of_two_events(room: Room) -> None:
    both = f"# 17 killed {WEDNESDAY}\n# 14 killed {TUESDAY}"
    claims = await told(room, ("DVB", f"# 17 killed {TUESDAY}"), ("RFA", both))
    assert "days differ" not in {claim.joined_by for claim in claims}
    assert {(claim.start, claim.end) for claim in claims} == {(date(2024, 11, day),) * 2 for day in (5, 6)}


@pytest.mark.parametrize("number", [14, 170])  # a rival of Tuesday's toll; too far from it to be one
async def test_they_part_once_one_outlet_tells_of_both_days(room: Room, number: int) -> None:
    lines = (
        ("DVB", f"# 17 killed {TUESDAY}"),
        ("RFA", f"# 17 killed {WEDNESDAY}"),
        ("RFA", f"# {number} killed {TUESDAY}"),
    )
    claims = await told(room, *lines[:2])
    assert len(claims) == 1
    claims = await told(room, *lines[2:])
    days = {(claim.start, claim.end) for claim in claims}
    assert days == {(date(2024, 11, day),) * 2 for day in (5, 6)}
    assert sum(claim.low or 0 for claim in claims if claim.start == date(2024, 11, 6)) == 17


async def test_another_event_is_no_doubt_about_one_told_without_a_day(room: Room) -> None:
    lines = [("DVB", f"# 17 killed {TUESDAY}"), ("RFA", f"# 17 killed {UNDATED}")]
    claims = await told(room, *lines, ("DVB", f"# 21 killed {WEDNESDAY}"))
    assert [(claim.value, claim.joined_by) for claim in claims] == [(17, "days differ"), (21, "")]


async def test_a_number_that_one_outlet_has_for_two_days_is_not_put_to_either(room: Room) -> None:
    lines = [("DVB", f"# 17 killed {TUESDAY}"), ("DVB", f"# 17 killed {WEDNESDAY}")]
    assert len(await told(room, *lines, ("RFA", f"# 17 killed {UNDATED}"))) == 3


async def test_a_third_day_does_not_follow(room: Room) -> None:
    lines = [("DVB", TUESDAY), ("RFA", WEDNESDAY), ("DMG", THURSDAY)]
    claims = await told(room, *((outlet, f"# 17 killed {at}") for outlet, at in lines))
    assert [(claim.start, claim.end) for claim in claims] == [
        (date(2024, 11, 5), date(2024, 11, 6)),
        (date(2024, 11, 7), date(2024, 11, 7)),
    ]


async def test_where_two_claims_may_be_meant_none_is(room: Room) -> None:
    lines = [("DVB", TUESDAY), ("RFA", THURSDAY), ("DMG", WEDNESDAY)]
    assert len(await told(room, *((outlet, f"# 17 killed {at}") for outlet, at in lines))) == 3


async def test_an_editor_may_split_them_for_good(room: Room) -> None:
    await told(room, ("DVB", f"# 17 killed {TUESDAY}"), ("RFA", f"# 17 killed {WEDNESDAY}"))
    await room.desk.split(2, by=EDITOR, reason="two raids", now=room.clock)
    assert [(claim.start, claim.value) for claim in await room.claims()] == [
        (date(2024, 11, 5), 17),
        (date(2024, 11, 6), 17),
    ]
