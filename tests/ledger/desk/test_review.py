import asyncio
from datetime import timedelta

import pytest

from bot.config import ImplausibleAbove
from bot.errors import NotFoundError, TallywireError
from bot.ledger.amendment import Amendment
from bot.store import Store
from bot.store.tables import ChatRow, FigureRow
from tests.ledger.desk.newsroom import EDITOR, NOW, OTHER_EDITOR, PROSE, Room

AT = "party=regime place=Muse on=2024-11-03"
DOUBTFUL = f"# 12 killed {AT} by=TNLA sure=0.3 headline=yes"
SURE = f"# 4 injured {AT} by=TNLA"
EDITORS = -100


async def _room(store: Store, **review: object) -> Room:
    room = Room.open(store, chat=EDITORS, **review)
    async with store.begin() as session:
        session.add(ChatRow(id=EDITORS, kind="supergroup", title="Editors", met_at=NOW))
    await room.subscribe(1)
    return room


async def _states(room: Room) -> list[str]:
    return [row.state for row in await room.figures()]


async def test_a_doubtful_figure_waits_for_an_editor(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL)
    assert (await _states(room), await room.claims(), await room.posts()) == (["held"], [], [])
    (question,) = await room.posts("review")
    assert (question.chat_id, question.subject) == (EDITORS, "review:1")
    room.later(hours=1)
    (waiting,) = await room.desk.queue(room.clock)
    assert (waiting.held, waiting.age, waiting.outlet) == (True, timedelta(hours=1), "DVB")
    assert waiting.reasons == ("read with confidence 0.30, below 0.50",)

    settled = await room.desk.approve(1, by=EDITOR, now=room.clock)
    assert (settled.outcome, settled.closed_by, settled.held) == ("approved", EDITOR.id, False)
    assert [claim.value for claim in await room.claims()] == [12]
    assert len(await room.posts()) == 1
    assert await room.posts("correction") == []  # nothing that was shown has changed
    (question,) = await room.posts("review")
    assert question.wanted == 2
    assert await room.desk.queue(room.clock) == ()


async def test_what_is_sure_is_posted_at_once_and_the_rest_by_an_edit(store: Store) -> None:
    room = await _room(store)
    await room.take_in(f"{DOUBTFUL}\n{SURE}")
    assert [claim.measure for claim in await room.claims()] == ["injured"]
    await room.sent()
    await room.desk.approve(1, by=EDITOR, now=room.clock)
    (post,) = await room.posts()
    assert (post.shown, post.wanted) == (1, 2)


async def test_what_was_not_to_be_posted_is_not_posted_by_its_approval(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL, post=False)
    assert (await room.posts("review"), len(await room.desk.queue(room.clock))) == ([], 1)
    await room.desk.approve(1, by=EDITOR, now=room.clock)
    assert (len(await room.claims()), await room.posts()) == (1, [])


async def test_a_review_is_settled_by_another_number(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL)
    settled = await room.desk.amend(1, Amendment(2), by=EDITOR, reason="two, not twelve", now=room.clock)
    assert (settled.outcome, settled.figure.value, settled.figure.state) == ("amended", 2, "standing")
    assert len(await room.posts()) == 1


async def test_a_review_is_settled_by_rejecting(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL)
    settled = await room.desk.refuse(1, by=EDITOR, reason="it counts goats", now=room.clock)
    assert (settled.outcome, settled.figure.state) == ("rejected", "rejected")
    assert (await room.claims(), await room.posts()) == ([], [])
    for decide in (
        room.desk.approve(1, by=EDITOR, now=room.clock),
        room.desk.amend(1, Amendment(1), by=EDITOR, reason="x", now=room.clock),
        room.desk.refuse(1, by=EDITOR, reason="x", now=room.clock),
    ):
        with pytest.raises(TallywireError, match="settled: rejected"):
            await decide
    with pytest.raises(NotFoundError):
        await room.desk.approve(2, by=EDITOR, now=room.clock)


async def test_a_correction_by_command_settles_the_review_too(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL)
    await room.desk.correct(1, Amendment(value=2), by=EDITOR, reason="two", now=room.clock)
    assert (await room.desk.review(1, room.clock)).outcome == "amended"


async def test_large_numbers_need_two_editors(store: Store) -> None:
    room = await _room(store, two_editors_above=10)
    await room.take_in(DOUBTFUL)
    first = await room.desk.approve(1, by=EDITOR, now=room.clock)
    assert (first.outcome, first.approvals, first.needed, await _states(room)) == (None, (7,), 2, ["held"])
    with pytest.raises(TallywireError, match="needs another editor"):
        await room.desk.approve(1, by=EDITOR, now=room.clock)
    second = await room.desk.approve(1, by=OTHER_EDITOR, now=room.clock)
    assert (second.outcome, await _states(room)) == ("approved", ["standing"])
    assert [line.actor for line in await room.desk.audit()] == ["Ko Aung (8)", "Ma Thida (7)"]


async def test_the_deadline_passes_and_the_figure_is_held_on(store: Store) -> None:
    room = await _room(store, deadline="2h", after_deadline="hold")
    await room.take_in(DOUBTFUL)
    assert await room.desk.expire_reviews(room.later(minutes=119)) == 0
    assert await room.desk.expire_reviews(room.later(minutes=1)) == 1
    assert await room.desk.expire_reviews(room.clock) == 0
    assert await _states(room) == ["held"]
    (waiting,) = await room.desk.queue(room.clock)  # nothing waits silently
    assert waiting.outcome == "expired"
    await room.desk.approve(1, by=EDITOR, now=room.clock)
    assert (await _states(room), await room.desk.queue(room.clock)) == (["standing"], ())


async def test_the_deadline_passes_and_the_figure_is_posted_unreviewed(store: Store) -> None:
    room = await _room(store, deadline="2h", after_deadline="post")
    await room.take_in(DOUBTFUL)
    await room.desk.expire_reviews(room.later(hours=2))
    (figure,) = await room.figures()
    assert (figure.state, figure.unreviewed, len(await room.posts())) == ("standing", True, 1)
    (line,) = await room.desk.history("figure", figure.id)
    assert (line.actor, line.action) == ("Tallywire", "post unreviewed")
    await room.sent()
    await room.desk.approve(1, by=EDITOR, now=room.clock)  # late, and still worth the edit of the mark
    (figure,) = await room.figures()
    (post,) = await room.posts()
    assert (figure.unreviewed, post.wanted > post.shown) == (False, True)


async def test_a_number_above_what_is_plausible_waits(store: Store) -> None:
    room = await _room(store, implausible_above=ImplausibleAbove(killed=1000))
    await room.take_in(f"# 1000 killed {AT}\n# 1001 killed party=civilian place=Muse on=2024-11-03")
    assert await _states(room) == ["standing", "held"]
    (waiting,) = await room.desk.queue(room.clock)
    assert waiting.reasons == ("1,001 is above 1,000, the most held plausible for one report",)


async def test_a_jump_against_the_last_90_days_waits(store: Store) -> None:
    room = await _room(store, jump_factor=5)
    for day, number in enumerate((3, 5, 4, 8), 1):
        await room.take_in(f"# {number} killed party=regime place=Lashio on=2024-11-0{day}")
    await room.take_in(
        "# 900 killed party=regime since=2024-01-01 until=2024-11-08 by=NUG"
    )  # no event: other scale
    await room.take_in("# 41 killed party=regime place=Muse on=2024-11-06")
    assert "held" not in await _states(room)  # four events are no history
    await room.take_in("# 206 killed party=regime place=Kutkai on=2024-11-07")
    await room.take_in("# 205 killed party=regime place=Hsipaw on=2024-11-07")
    assert [row.value for row in await room.figures() if row.state == "held"] == [206]
    (waiting,) = await room.desk.queue(room.clock)
    assert waiting.reasons == ("206 is 5.0 times the largest of 90 days, 41",)
    await room.take_in("# 20000 killed party=regime place=Namtu on=2024-11-07")
    assert (await room.desk.queue(room.clock))[-1].reasons == (
        "20,000 is about 98 times the largest of 90 days, 205",
    )


async def test_rival_numbers_stand_as_a_range_and_editors_are_asked(store: Store) -> None:
    room = await _room(store)
    await room.take_in(f"# 20 killed {AT} by=TNLA")
    await room.take_in(f"# 12 killed {AT} by=SAC", outlet="RFA")
    (claim,) = await room.claims()
    assert (claim.low, claim.high, await _states(room)) == (12, 20, ["standing", "standing"])
    (waiting,) = await room.desk.queue(room.clock)
    assert not waiting.held
    assert waiting.reasons == (f"sources disagree: SAC 12, TNLA 20 (claim {claim.id})",)
    await room.desk.expire_reviews(room.later(days=1))
    assert (await room.desk.queue(room.clock), len(await room.claims())) == ((), 1)


async def test_who_disagrees_is_named_with_outlet_and_qualifier_where_that_is_needed(store: Store) -> None:
    room = await _room(store)
    await room.take_in(f"# 20 killed {AT} how=at_least by=residents")
    await room.take_in(f"# 12 killed {AT}", outlet="Myanmar Now")
    await room.take_in(f"# 15 killed {AT} by=residents", outlet="RFA")
    assert (await room.desk.queue(room.clock))[-1].reasons == (
        "sources disagree: Myanmar Now 12, residents (RFA) 15, residents (DVB) at least 20 (claim 1)",
    )


async def test_a_number_that_its_source_brings_down_counts_at_once_and_editors_are_asked(
    store: Store,
) -> None:
    room = await _room(store)
    await room.take_in(f"# 20 killed {AT} by=TNLA")
    room.later(hours=5)
    await room.take_in(f"# 14 killed {AT} by=TNLA", outlet="RFA")
    (claim,) = await room.claims()
    assert (claim.value, claim.rivals) == (14, False)
    (waiting,) = await room.desk.queue(room.clock)
    assert waiting.reasons == ("brought down from 20 to 14",)


async def test_one_question_gives_all_reasons(store: Store) -> None:
    room = await _room(store)
    await room.take_in(f"# 20 killed {AT} by=TNLA")
    await room.take_in(f"# 12 killed {AT} by=SAC", outlet="RFA", external_id="rfa:1")
    room.later(hours=1)
    await room.take_in(f"# 10 killed {AT} by=SAC", outlet="RFA", external_id="rfa:1")
    (waiting,) = await room.desk.queue(room.clock)
    assert waiting.reasons == ("sources disagree: SAC 10, TNLA 20 (claim 1)", "brought down from 12 to 10")
    assert len([post for post in await room.posts("review") if post.review_id == waiting.id]) == 1


async def test_editors_are_asked_about_an_imported_report_once_its_feed_brings_it(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL, post=False, external_id="import:1")
    assert await room.posts("review") == []
    for _ in range(2):
        await room.take_in(DOUBTFUL)
        assert [post.subject for post in await room.posts("review")] == ["review:1"]
    await room.desk.approve(1, by=EDITOR, now=room.clock)
    assert len(await room.posts()) == 1


async def test_copies_are_asked_about_once_and_decided_together(store: Store) -> None:
    room = await _room(store)
    await room.take_in(PROSE + DOUBTFUL, outlet="DVB")
    await room.take_in(PROSE + DOUBTFUL, outlet="RFA")
    assert (len(await room.desk.queue(room.clock)), await _states(room)) == (1, ["held", "held"])
    await room.desk.approve(1, by=EDITOR, now=room.clock)
    await room.take_in(PROSE + DOUBTFUL, outlet="DMG")
    assert (await room.desk.queue(room.clock), await _states(room)) == ((), ["standing"] * 3)
    assert len(await room.claims()) == len(await room.posts()) == 1


async def test_a_held_figure_of_a_report_that_changed_is_withdrawn(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL, external_id="a")
    await room.take_in(SURE, external_id="a")
    assert await room.desk.queue(room.clock) == ()
    assert (await room.desk.review(1, room.clock)).outcome == "withdrawn"
    assert [row.value for row in await room.rows(FigureRow, FigureRow.state == "standing")] == [4]


async def test_without_an_editors_chat_it_waits_in_the_queue_alone(room: Room) -> None:
    await room.take_in(DOUBTFUL)
    assert await room.posts("review") == []
    assert len(await room.desk.queue(room.clock)) == 1


async def test_two_editors_at_once_both_count(store: Store) -> None:
    room = await _room(store, two_editors_above=10)
    await room.take_in(DOUBTFUL)
    await asyncio.gather(
        room.desk.approve(1, by=EDITOR, now=room.clock), room.desk.approve(1, by=OTHER_EDITOR, now=room.clock)
    )
    settled = await room.desk.review(1, room.clock)
    assert (settled.outcome, set(settled.approvals)) == ("approved", {7, 8})


async def test_of_two_decisions_at_once_one_is_told_that_it_came_late(store: Store) -> None:
    room = await _room(store)
    await room.take_in(DOUBTFUL)
    outcomes = await asyncio.gather(
        room.desk.approve(1, by=EDITOR, now=room.clock),
        room.desk.refuse(1, by=OTHER_EDITOR, reason="goats", now=room.clock),
        return_exceptions=True,
    )
    assert len([one for one in outcomes if isinstance(one, TallywireError)]) == 1
    assert len([line for line in await room.desk.audit() if line.subject_kind == "figure"]) == 1


async def test_a_copy_is_asked_about_once_the_report_that_was_asked_about_is_gone(store: Store) -> None:
    room = await _room(store)
    await room.take_in(PROSE + DOUBTFUL, outlet="DVB")
    await room.take_in(PROSE + DOUBTFUL, outlet="RFA")
    await room.desk.retract(1, by=EDITOR, reason="taken down", now=room.clock)
    (waiting,) = await room.desk.queue(room.clock)
    assert (waiting.outlet, waiting.held) == ("RFA", True)
