"""A retraction undone: figures, claims, reviews, posts and audit."""

import pytest

from bot.errors import NotFoundError, TallywireError
from tests.ledger.desk.newsroom import EDITOR, OTHER_EDITOR, PROSE, Room

AT = "party=regime place=Muse on=2024-11-03"
KILLED = f"# 12 killed {AT} by=TNLA headline=yes"
INJURED = f"# 4 injured {AT} by=TNLA"
DOUBTFUL = f"# 3 captured {AT} by=TNLA sure=0.2"


async def retract(room: Room, report: int = 1) -> None:
    await room.desk.retract(report, by=EDITOR, reason="the outlet took it down", now=room.later(minutes=5))


async def restore(room: Room, report: int = 1) -> None:
    await room.desk.restore(report, by=OTHER_EDITOR, reason="another was meant", now=room.later(minutes=5))


async def states(room: Room, report: int = 1) -> dict[str, str]:
    return {row.measure: row.state for row in await room.figures(report)}


async def test_figures_totals_and_posts_are_back(room: Room) -> None:
    await room.subscribe(1)
    await room.take_in(f"{KILLED}\n{INJURED}\n{DOUBTFUL}")
    await room.sent()
    await room.desk.reject(2, by=EDITOR, reason="counted twice", now=room.clock)
    await retract(room)
    await room.sent()
    assert (set((await states(room)).values()), await room.desk.queue(room.clock)) == ({"rejected"}, ())

    await restore(room)
    assert await states(room) == {"killed": "standing", "injured": "rejected", "captured": "held"}
    assert [(claim.id, claim.value) for claim in await room.claims()] == [(1, 12)]
    (waiting,) = await room.desk.queue(room.clock)
    assert waiting.reasons == ("read with confidence 0.20, below 0.50",)
    (post,) = await room.posts()
    assert post.wanted == post.shown + 1
    (reply,) = await room.posts("correction")
    assert reply.wanted == reply.shown + 1
    lines = await room.desk.history("report", 1)
    assert [(line.action, line.subject_kind, line.actor) for line in lines[-3:]] == [
        ("restore", "figure", "Ko Aung (8)"),
        ("restore", "figure", "Ko Aung (8)"),
        ("restore", "report", "Ko Aung (8)"),
    ]


async def test_what_its_outlet_changed_meanwhile_is_judged_and_counted(room: Room) -> None:
    await room.take_in(f"{KILLED}\n{INJURED}", external_id="a")
    await room.desk.reject(2, by=EDITOR, reason="counted twice", now=room.clock)
    await retract(room)
    changed = f"New words.\n{KILLED.replace('12', '14')}\n{INJURED} place=Lashio\n{DOUBTFUL}"
    await room.take_in(changed, external_id="a")
    assert set((await states(room)).values()) == {"rejected"}
    await restore(room)
    assert await states(room) == {"killed": "standing", "injured": "rejected", "captured": "held"}
    assert [claim.value for claim in await room.claims()] == [14]


async def test_a_copy_that_came_meanwhile_states_the_same_claim(room: Room) -> None:
    await room.take_in(PROSE + KILLED, outlet="DVB")
    await retract(room)
    await room.take_in(PROSE + KILLED, outlet="RFA")
    await restore(room)
    (claim,) = await room.claims()
    assert claim.value == 12
    assert {row.claim_id for row in await room.figures()} == {claim.id}


async def test_it_can_be_retracted_and_restored_again(room: Room) -> None:
    await room.take_in(KILLED)
    for _ in range(2):
        await retract(room)
        assert await room.claims() == []
        await restore(room)
        assert [claim.value for claim in await room.claims()] == [12]


async def test_what_stands_is_not_restored(room: Room) -> None:
    await room.take_in(KILLED)
    with pytest.raises(TallywireError, match="report 1 is not retracted"):
        await restore(room)
    with pytest.raises(NotFoundError, match="no report 9"):
        await restore(room, 9)
