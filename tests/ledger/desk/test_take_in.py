import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.ledger.views import Incoming
from bot.store.tables import FigureRow, ReportRow, StoryRow
from tests.ledger.desk.newsroom import NOW, PROSE, Room


async def test_a_report_is_kept_as_received_with_its_figures(room: Room) -> None:
    text = "At night.\n# 12 killed party=regime place=Muse on=2024-11-03 by=TNLA how=at_least\n"
    taken = await room.take_in(text, title="Muse", link="https://dvb.no/post/1?utm_source=x")
    assert (taken.new, taken.figures) == (True, 1)
    (report,) = await room.rows(ReportRow)
    assert (report.text, report.title, report.canonical_link) == (text, "Muse", "dvb.no/post/1")
    assert report.published_on == date(2024, 11, 10)
    (figure,) = await room.figures()
    assert (figure.value, figure.low, figure.high, figure.place_path) == (12, 12, None, "Shan/Muse")
    assert text[figure.start_char : figure.end_char] == figure.quote
    (claim,) = await room.claims()
    assert (claim.measure, claim.party, claim.value, claim.low, claim.high) == (
        "killed",
        "regime",
        12,
        12,
        None,
    )
    assert (claim.place_path, claim.start, claim.end, claim.source) == (
        "Shan/Muse", date(2024, 11, 3), date(2024, 11, 3), "TNLA",
    )  # fmt: skip


async def test_the_day_of_publication_is_the_newsrooms(room: Room) -> None:
    await room.take_in("Nothing.", published_at=NOW.replace(hour=20))
    (report,) = await room.rows(ReportRow)
    assert report.published_on == date(2024, 11, 11)  # 02:30 in Yangon


async def test_the_same_report_is_taken_in_once(room: Room) -> None:
    await room.subscribe(1)
    first = await room.take_in("# 3 killed", external_id="dvb:1", title="A")
    again = await room.take_in("# 3 killed", external_id="dvb:1", title="A")
    elsewhere = await room.take_in("# 3 killed", external_id="feed-2:1", title="A")
    assert (first.new, again.new, elsewhere.new) == (True, False, False)
    assert first.report_id == again.report_id == elsewhere.report_id
    assert len(await room.figures()) == len(await room.posts()) == 1


async def test_two_that_come_in_at_once_are_one(room: Room) -> None:
    text = PROSE + "# 3 killed party=civilian"

    async def take_in(**fields: str) -> None:
        await room.take_in(text, **fields)

    await room.subscribe(1)
    await asyncio.gather(
        take_in(external_id="a"), take_in(external_id="a"), take_in(external_id="b", outlet="Mizzima")
    )
    assert len(await room.rows(ReportRow)) == 2
    assert len(await room.rows(StoryRow)) == len(await room.claims()) == len(await room.posts()) == 1


async def test_posts_are_owed_to_what_matches_and_only_by_reports_that_state_figures(room: Room) -> None:
    await room.subscribe(1)
    await room.subscribe(2, {"measures": ["killed"]})
    await room.subscribe(2, {"parties": ["regime"]})
    await room.subscribe(2, {"measures": ["killed"]}, thread_id=5)
    await room.subscribe(3, {"places": ["Kachin"]})
    nothing = await room.take_in("Only words.")
    taken = await room.take_in("# 3 killed party=regime place=Muse")
    assert (nothing.posts, taken.posts) == (0, 3)
    posts = await room.posts()
    assert [(post.chat_id, post.thread_id) for post in posts] == [(1, 0), (2, 0), (2, 5)]
    assert {(post.subject, post.state, post.words) for post in posts} == {
        (f"story:{taken.story_id}", "owed", None)
    }


async def test_what_is_not_to_be_posted_is_known_all_the_same(room: Room) -> None:
    await room.subscribe(1)
    taken = await room.take_in("# 3 killed", post=False)
    assert (taken.figures, taken.posts, await room.posts()) == (1, 0, [])


async def test_a_transaction_that_fails_leaves_nothing(room: Room) -> None:
    await room.subscribe(1)

    async def fail() -> None:
        async with room.store.begin() as session:
            await room.desk.take_in(session, Incoming("# 3 killed"), now=NOW, post=True)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await room.rows(ReportRow) == await room.rows(FigureRow) == await room.posts() == []


async def test_what_no_database_keeps_does_not_keep_a_report_out(room: Room) -> None:
    taken = await room.take_in(
        f"A\x00B \ud800 C\n# 3 killed party=regime\n# {10**30} injured\n# 4 missing part_of=f2",
        title="\x00" + "t" * 3_000_000,
        outlet="O" * 500,
        external_id="x" * 5_000,
        link="https://a.org/\x00" + "\u1019" * 50_000,
        published_at=datetime(9999, 12, 31, 23, tzinfo=UTC),
    )
    (report,) = await room.rows(ReportRow)
    assert (report.text[:6], report.title[:2], report.outlet) == ("A\ufffdB \ufffd ", "\ufffdt", "O" * 200)
    assert (report.published_at, report.day) == (None, NOW.date())
    figures = await room.figures()
    assert [(row.measure, row.part_of_id) for row in figures] == [("killed", None), ("missing", None)]
    assert all(report.text[row.start_char : row.end_char] == row.quote for row in figures)
    again = await room.take_in(report.text, title=report.title, outlet=report.outlet, external_id="x" * 5_000)
    assert (again.report_id, again.new, again.corrected) == (taken.report_id, False, False)
