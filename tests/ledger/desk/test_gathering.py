"""Corrections that come soon after each other, told by one reply."""

from datetime import timedelta

from bot.ledger.amendment import Amendment
from bot.ledger.desk_views import AuditView
from bot.store import Store
from bot.store.tables import PostRow
from tests.ledger.desk.newsroom import EDITOR, Room

AT = "party=regime place=Muse on=2024-11-03"


async def tell(room: Room, killed: int, more: str = "", sure: float = 0.9) -> None:
    """Let the outlet state, or change, its toll."""
    text = f"# {killed} killed {AT} by=TNLA headline=yes sure={sure}\n{more}"
    await room.take_in(text, external_id="a")


async def told(room: Room, reply: PostRow) -> list[tuple[int | None, int | None]]:
    """Give what a reply tells of figures: the number before, and now."""
    lines = [line for line in await room.desk.told_by(reply.id) if line.subject_kind == "figure"]
    return [_numbers(line) for line in lines]


def _numbers(line: AuditView) -> tuple[int | None, int | None]:
    return (line.before or {}).get("value"), (line.after or {}).get("value")


async def open_room(store: Store, gather: timedelta = timedelta(hours=1)) -> Room:
    room = Room.open(store, gather_corrections=gather)
    await room.subscribe(1)
    await tell(room, 12)
    await room.sent()
    return room


async def test_changes_within_the_while_edit_one_reply(store: Store) -> None:
    room = await open_room(store)
    for killed in (14, 15, 17):
        room.later(minutes=15)
        await tell(room, killed)
        await room.sent()
    (reply,) = await room.posts("correction")
    assert (reply.subject, reply.wanted, await told(room, reply)) == ("correction:1:2", 3, [(12, 17)])

    room.later(minutes=31)  # an hour after the reply
    await tell(room, 18)
    first, second = await room.posts("correction")
    assert (await told(room, first), await told(room, second)) == ([(12, 17)], [(17, 18)])
    assert (first.wanted, second.subject) == (3, "correction:1:5")


async def test_what_is_not_sent_yet_is_gathered_however_late(store: Store) -> None:
    room = await open_room(store)
    for killed in (14, 15):
        room.later(hours=2)
        await tell(room, killed)
    (reply,) = await room.posts("correction")
    assert await told(room, reply) == [(12, 15)]


async def test_without_a_while_each_change_has_its_reply(store: Store) -> None:
    room = await open_room(store, timedelta())
    for killed in (14, 15):
        await tell(room, killed)
        await room.sent()
    first, second = await room.posts("correction")
    assert (await told(room, first), await told(room, second)) == ([(12, 14)], [(14, 15)])


async def test_a_number_that_comes_back_is_told_with_what_stood_in_between(store: Store) -> None:
    room = await open_room(store)
    for killed in (21, 12):
        await tell(room, killed)
        await room.sent()
    (reply,) = await room.posts("correction")
    assert await told(room, reply) == [(12, 21), (21, 12)]


async def test_changes_of_an_outlet_and_an_editor_are_told_together(store: Store) -> None:
    room = await open_room(store)
    await tell(room, 14, f"# 4 injured {AT} by=TNLA")
    await room.sent()
    killed, _ = await room.figures()
    await room.desk.correct(killed.id, Amendment(value=13), by=EDITOR, reason="misread", now=room.clock)
    (reply,) = await room.posts("correction")
    assert sorted(await told(room, reply), key=str) == [(12, 13), (None, 4)]


async def test_a_retraction_taken_back_hides_no_correction_before_it(store: Store) -> None:
    room = await open_room(store)
    await room.desk.correct(1, Amendment(value=13), by=EDITOR, reason="misread", now=room.clock)
    await room.desk.retract(1, by=EDITOR, reason="withdrawn", now=room.later(minutes=1))
    await room.desk.restore(1, by=EDITOR, reason="another was meant", now=room.later(minutes=1))
    (reply,) = await room.posts("correction")
    lines = [line for line in await room.desk.told_by(reply.id) if line.subject_kind == "figure"]
    assert [line.action for line in lines] == ["amend", "retract", "restore"]
    assert _numbers(lines[0]) == (12, 13)


async def test_every_reason_is_told(store: Store) -> None:
    room = await open_room(store)
    for killed, why in ((13, "misread"), (14, "recount")):
        await room.desk.correct(1, Amendment(value=killed), by=EDITOR, reason=why, now=room.clock)
    (reply,) = await room.posts("correction")
    (line,) = await room.desk.told_by(reply.id)
    assert (_numbers(line), line.reason) == ((12, 14), "misread; recount")


async def test_a_reply_that_was_given_up_is_not_waited_for(store: Store) -> None:
    room = await open_room(store)
    await tell(room, 14)
    async with store.begin() as session:
        (reply,) = await room.posts("correction")
        (await session.get_one(PostRow, reply.id)).state = "failed"
    await tell(room, 15)
    *_, reply = await room.posts("correction")
    assert (reply.state, await told(room, reply)) == ("owed", [(14, 15)])


async def test_a_number_that_waited_for_an_editor_is_told_once_it_stands(store: Store) -> None:
    room = await open_room(store)
    await tell(room, 90, sure=0.2)
    await room.sent()
    (reply,) = await room.posts("correction")
    (line, _) = await room.desk.told_by(reply.id)
    assert line.after is not None
    assert line.after["state"] == "held"
    room.later(hours=3)
    await room.desk.approve(1, by=EDITOR, now=room.clock)
    _, second = await room.posts("correction")
    (line,) = await room.desk.told_by(second.id)
    assert (line.action, _numbers(line)) == ("approve", (90, 90))
