from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from bot.errors import NotFoundError, TallywireError
from bot.ledger.amendment import Amendment
from bot.ledger.views import Incoming, TakenIn
from bot.store.tables import AuditRow, FigureRow, ReportVersionRow, StoryRow
from tests.ledger.desk.newsroom import EDITOR, PROSE, Room

AT = "party=regime place=Muse on=2024-11-03"
HEADLINE = f"# 12 killed {AT} by=TNLA headline=yes"
MINOR = f"# 4 injured {AT} by=TNLA"


async def _revise(room: Room, report_id: int, text: str, **fields: Any) -> TakenIn:
    incoming = Incoming(text, outlet="DVB", published_at=room.clock, **fields)
    async with room.store.begin() as session:
        return await room.desk.revise(session, report_id, incoming, now=room.clock)


async def _revision(room: Room) -> int:
    (story,) = await room.rows(StoryRow)
    return int(story.revision)


async def test_the_outlet_changes_a_headline_figure(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in(f"{HEADLINE}\n{MINOR}", title="A")
    await room.sent()
    old_killed, old_injured = await room.figures()
    room.later(hours=2)
    taken = await _revise(
        room, first.report_id, f"New words.\n{HEADLINE.replace('12', '14')}\n{MINOR}", title="A"
    )
    assert (taken.new, taken.corrected) == (False, True)

    killed, injured = sorted(await room.figures(), key=lambda row: row.measure, reverse=True)
    assert (killed.value, killed.supersedes_id, killed.version) == (14, old_killed.id, 2)
    assert (injured.id, injured.version) == (old_injured.id, 2)
    assert injured.start_char > old_injured.start_char  # the evidence moved with the text
    (superseded,) = await room.rows(FigureRow, FigureRow.state == "superseded")
    assert superseded.value == 12
    (version,) = await room.rows(ReportVersionRow)
    assert (version.version, version.text) == (1, f"{HEADLINE}\n{MINOR}")
    assert {(claim.measure, claim.value) for claim in await room.claims()} == {("killed", 14), ("injured", 4)}

    (post,) = await room.posts()
    assert (post.shown, post.wanted) == (1, 2)
    (reply,) = await room.posts("correction")
    assert (reply.subject, reply.reply_to_id, reply.state) == ("correction:1:2", post.id, "owed")
    (change,) = [line for line in await room.desk.told_by(reply.id) if line.subject_kind == "figure"]
    assert change.before is not None
    assert change.after is not None
    assert (change.actor, change.action) == ("DVB", "revise")
    assert (change.before["value"], change.after["value"], change.after["headline"]) == (12, 14, True)


async def test_the_claim_keeps_its_number_when_its_only_figure_changes(room: Room) -> None:
    first = await room.take_in(HEADLINE)
    await _revise(room, first.report_id, HEADLINE.replace("12", "14"))
    (claim,) = await room.claims()
    assert (claim.id, claim.value) == (1, 14)


async def test_a_minor_figure_changes_by_edit_alone(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in(f"{HEADLINE}\n{MINOR}")
    await room.sent()
    await _revise(room, first.report_id, f"{HEADLINE}\n{MINOR.replace('4', '5')}")
    (post,) = await room.posts()
    assert (post.wanted, await room.posts("correction")) == (2, [])


async def test_the_same_text_changes_nothing(room: Room) -> None:
    first = await room.take_in(HEADLINE, title="A")
    taken = await _revise(room, first.report_id, f"  {HEADLINE}\n", title="A")
    assert (taken.corrected, await room.rows(ReportVersionRow), await room.desk.audit()) == (False, [], ())


async def test_other_words_about_the_same_figures_are_a_version_and_no_correction(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in(HEADLINE)
    await room.sent()
    taken = await _revise(room, first.report_id, f"{HEADLINE}\nMore about it.")
    assert (taken.corrected, len(await room.rows(ReportVersionRow)), await _revision(room)) == (False, 1, 1)
    (line,) = await room.desk.history("report", first.report_id)
    assert (line.action, line.before and line.before["version"], line.after and line.after["version"]) == (
        "revise", 1, 2,
    )  # fmt: skip


async def test_a_new_title_is_shown_by_an_edit(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in(HEADLINE, title="A")
    await room.sent()
    await _revise(room, first.report_id, HEADLINE, title="B")
    assert [(post.wanted, post.kind) for post in await room.posts()] == [(2, "story")]


async def test_figures_that_went_and_came(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in(f"{HEADLINE}\n{MINOR}")
    await room.sent()
    await _revise(room, first.report_id, "# 3 bases_seized party=regime place=Lashio on=2024-11-04")
    assert [(claim.measure, claim.value) for claim in await room.claims()] == [("bases_seized", 3)]
    (reply,) = await room.posts("correction")  # the headline figure is gone
    lines = [line for line in await room.desk.told_by(reply.id) if line.subject_kind == "figure"]
    assert sorted((bool(line.before), bool(line.after)) for line in lines) == [
        (False, True), (True, False), (True, False),
    ]  # fmt: skip


async def test_days_go_on_being_reckoned_from_the_first_publication(room: Room) -> None:
    seen: list[date | None] = []
    read = room.desk._reader
    room.desk._reader = lambda text, beat: (seen.append(text.published), read(text, beat))[1]
    first = await room.take_in("Nothing yet.")
    room.later(days=3)
    await _revise(room, first.report_id, HEADLINE)
    assert seen == [date(2024, 11, 10), date(2024, 11, 10)]


async def test_a_known_id_with_another_text_is_a_revision(room: Room) -> None:
    first = await room.take_in(HEADLINE, external_id="dvb:1")
    again = await room.take_in(HEADLINE.replace("12", "14"), external_id="dvb:1")
    assert (again.report_id, again.new, again.corrected) == (first.report_id, False, True)


async def test_a_report_that_gains_its_first_figure_is_posted_then(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in("Breaking: fighting in Muse.")
    assert await room.posts() == []
    taken = await _revise(room, first.report_id, HEADLINE)
    assert taken.posts == len(await room.posts()) == 1


async def test_an_editor_corrects_a_number(room: Room) -> None:
    await room.subscribe(1)
    await room.take_in(HEADLINE)
    await room.sent()
    view = await room.desk.correct(
        1, Amendment(value=21, qualifier="at_least"), by=EDITOR, reason="digits  swapped", now=room.clock
    )
    assert (view.value, view.low, view.high, view.origin) == (21, 21, None, "amended")
    (claim,) = await room.claims()
    assert (claim.value, claim.low, claim.high) == (21, 21, None)
    (post,) = await room.posts()
    assert (post.wanted, len(await room.posts("correction"))) == (2, 1)
    (line,) = await room.desk.history("figure", 1)
    assert line.before is not None
    assert line.after is not None
    assert (line.actor, line.action, line.reason) == ("Ma Thida (7)", "amend", "digits swapped")
    assert (line.before["value"], line.after["value"], line.revision) == (12, 21, 2)


async def test_an_editor_corrects_place_party_and_days(room: Room) -> None:
    await room.take_in(HEADLINE)
    view = await room.desk.correct(
        1,
        Amendment(place="Lashio", party=None, end=date(2024, 11, 4)),
        by=EDITOR,
        reason="misread",
        now=room.clock,
    )
    assert (view.value, view.place, view.party, view.end) == (12, "Lashio", None, date(2024, 11, 4))
    (claim,) = await room.claims()
    assert (claim.place_path, claim.party, claim.end) == ("Shan/Lashio", None, date(2024, 11, 4))


async def test_a_corrected_figure_leaves_a_claim_that_it_does_not_state(room: Room) -> None:
    await room.take_in(HEADLINE)
    await room.take_in(f"# 12 killed {AT} by=residents", outlet="RFA")
    assert len(await room.claims()) == 1
    await room.desk.correct(2, Amendment(place="Lashio"), by=EDITOR, reason="misread", now=room.clock)
    assert [(claim.value, claim.place_path) for claim in await room.claims()] == [
        (12, "Shan/Muse"), (12, "Shan/Lashio"),
    ]  # fmt: skip


async def test_what_is_decided_of_a_figure_holds_for_its_copies(room: Room) -> None:
    await room.take_in(PROSE + HEADLINE, outlet="DVB")
    await room.take_in(PROSE + HEADLINE, outlet="Mizzima")
    await room.desk.correct(1, Amendment(value=2), by=EDITOR, reason="misread", now=room.clock)
    await room.take_in(PROSE + HEADLINE, outlet="RFA")  # comes in later, with the number as it was read
    (claim,) = await room.claims()
    assert (claim.value, claim.rivals) == (2, False)
    assert [(row.value, row.origin) for row in await room.figures()] == [(2, "amended")] * 3
    await room.desk.reject(3, by=EDITOR, reason="no such thing", now=room.clock)
    await room.take_in(PROSE + HEADLINE, outlet="DMG")
    assert await room.claims() == []
    assert {row.state for row in await room.figures()} == {"rejected"}


async def test_an_editors_change_outlives_a_revision_of_other_words(room: Room) -> None:
    first = await room.take_in(f"{HEADLINE}\n{MINOR}")
    await room.desk.correct(1, Amendment(value=21), by=EDITOR, reason="digits swapped", now=room.clock)
    await room.desk.reject(2, by=EDITOR, reason="not in the text", now=room.clock)
    await _revise(room, first.report_id, f"Some more.\n{HEADLINE}\n{MINOR}")
    assert [(row.value, row.state) for row in await room.figures()] == [(21, "standing"), (4, "rejected")]
    # The number is the same, its days are read otherwise now: the decisions hold.
    moved = f"{HEADLINE}\n{MINOR}".replace("2024-11-03", "2024-11-02")
    await _revise(room, first.report_id, moved)
    assert sorted((row.value, row.state, str(row.start)) for row in await room.figures()) == [
        (4, "rejected", "2024-11-02"), (21, "standing", "2024-11-02"),
    ]  # fmt: skip


async def test_a_new_number_of_the_outlet_takes_the_place_of_an_editors_and_is_asked_about(
    room: Room,
) -> None:
    first = await room.take_in(HEADLINE)
    await room.desk.correct(1, Amendment(value=21), by=EDITOR, reason="digits swapped", now=room.clock)
    await _revise(room, first.report_id, HEADLINE.replace("12", "30"))
    (figure,) = await room.figures()
    assert (figure.value, figure.origin, figure.state) == (30, "read", "standing")
    (review,) = await room.desk.queue(room.clock)
    assert review.reasons == ("an editor had amended the earlier number to 21",)


async def test_a_rejected_figure_leaves_posts_and_totals_and_can_be_brought_back(room: Room) -> None:
    await room.subscribe(1)
    await room.take_in(HEADLINE)
    await room.sent()
    await room.desk.reject(1, by=EDITOR, reason="it counts goats", now=room.clock)
    assert await room.claims() == []
    assert len(await room.posts("correction")) == 1
    with pytest.raises(TallywireError, match="rejected already"):
        await room.desk.reject(1, by=EDITOR, reason="again", now=room.clock)
    await room.desk.correct(1, Amendment(value=12), by=EDITOR, reason="soldiers after all", now=room.clock)
    assert [claim.value for claim in await room.claims()] == [12]


async def test_a_report_is_retracted_and_stays_so(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in(f"{HEADLINE}\n{MINOR}")
    await room.sent()
    await room.desk.retract(first.report_id, by=EDITOR, reason="the outlet took it down", now=room.clock)
    assert await room.claims() == []
    assert len(await room.posts("correction")) == 1
    await _revise(room, first.report_id, HEADLINE.replace("12", "15"))
    assert {row.state for row in await room.figures()} == {"rejected"}
    for change in (
        room.desk.retract(first.report_id, by=EDITOR, reason="again", now=room.clock),
        room.desk.correct(
            (await room.figures())[0].id, Amendment(value=1), by=EDITOR, reason="x", now=room.clock
        ),
    ):
        with pytest.raises(TallywireError, match="retracted"):
            await change
    kinds = [(line.action, line.subject_kind) for line in await room.desk.history("report", first.report_id)]
    assert kinds[:3] == [("retract", "figure"), ("retract", "figure"), ("retract", "report")]


async def test_a_copy_keeps_its_figures_when_another_is_retracted(room: Room) -> None:
    await room.take_in(PROSE + HEADLINE, outlet="DVB")
    await room.take_in(PROSE + HEADLINE, outlet="RFA")
    await room.desk.retract(1, by=EDITOR, reason="the outlet took it down", now=room.clock)
    (claim,) = await room.claims()
    assert claim.value == 12


async def test_what_cannot_be_is_refused_and_changes_nothing(room: Room) -> None:
    await room.take_in(HEADLINE)
    desk, now = room.desk, room.clock
    refused: list[tuple[Callable[[], Awaitable[object]], str]] = [
        (lambda: desk.correct(99, Amendment(value=1), by=EDITOR, reason="x", now=now), "no figure 99"),
        (lambda: desk.correct(1, Amendment(value=1), by=EDITOR, reason=" ", now=now), "say why"),
        (lambda: desk.correct(1, Amendment(value=-1), by=EDITOR, reason="x", now=now), "below 0"),
        (
            lambda: desk.correct(1, Amendment(value=10**13), by=EDITOR, reason="x", now=now),
            "no count is above",
        ),
        (lambda: desk.correct(1, Amendment(), by=EDITOR, reason="x", now=now), "nothing to amend"),
        (
            lambda: desk.correct(
                1, Amendment(value=9, qualifier="range", upper=3), by=EDITOR, reason="x", now=now
            ),
            "range",
        ),
        (lambda: desk.correct(1, Amendment(party="martians"), by=EDITOR, reason="x", now=now), "no party"),
        (lambda: desk.correct(1, Amendment(place="Atlantis"), by=EDITOR, reason="x", now=now), "no place"),
        (
            lambda: desk.correct(1, Amendment(end=date(2024, 1, 1)), by=EDITOR, reason="x", now=now),
            "before it begins",
        ),
        (lambda: desk.retract(99, by=EDITOR, reason="x", now=now), "no report 99"),
        (lambda: desk.history("report", 99), "no report 99"),
        (lambda: desk.history("claim", 99), "no claim 99"),
        (lambda: desk.history("figure", 99), "no figure 99"),
    ]
    for change, words in refused:
        with pytest.raises(TallywireError, match=words):
            await change()
    assert await room.rows(AuditRow) == []


async def test_a_superseded_figure_names_the_one_that_replaced_it(room: Room) -> None:
    first = await room.take_in(HEADLINE)
    await _revise(room, first.report_id, HEADLINE.replace("12", "14"))
    with pytest.raises(NotFoundError, match="replaced by figure 2"):
        await room.desk.correct(1, Amendment(value=1), by=EDITOR, reason="x", now=room.clock)


async def test_split_and_join_hold_against_the_rules(room: Room) -> None:
    await room.take_in(HEADLINE)
    await room.take_in(f"# 15 killed {AT} by=residents", outlet="RFA")
    (claim,) = await room.claims()
    assert claim.rivals
    apart = await room.desk.split(2, by=EDITOR, reason="two clashes that day", now=room.clock)
    assert [(one.id, one.value, one.rivals) for one in await room.claims()] == [
        (claim.id, 12, False), (apart, 15, False),
    ]  # fmt: skip
    await room.desk.correct(2, Amendment(value=16), by=EDITOR, reason="recount", now=room.clock)
    assert len(await room.claims()) == 2
    with pytest.raises(TallywireError, match="alone in its claim"):
        await room.desk.split(2, by=EDITOR, reason="again", now=room.clock)

    kept = await room.desk.join(apart, claim.id, by=EDITOR, reason="one clash after all", now=room.clock)
    (joined,) = await room.claims()
    assert (joined.id, joined.low, joined.high, joined.joined_by) == (kept, 12, 16, "editor")
    assert [line.action for line in await room.desk.history("claim", kept)] == ["split", "amend", "join"]


async def test_claims_that_count_different_things_are_never_joined(room: Room) -> None:
    await room.take_in(f"{HEADLINE}\n{MINOR}")
    with pytest.raises(TallywireError, match="never one claim"):
        await room.desk.join(1, 2, by=EDITOR, reason="x", now=room.clock)
    with pytest.raises(TallywireError, match="itself"):
        await room.desk.join(1, 1, by=EDITOR, reason="x", now=room.clock)
