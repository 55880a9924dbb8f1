"""Odd entries and pages of the sandbox's newsstand, polled as in life: real HTTP, desk and reader."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import pytest

from bot import figures
from bot.intake.plain_text import TITLE_CHARACTERS
from bot.sandbox import Sandbox, SandboxSettings
from bot.sandbox.news.article import article_page
from bot.sandbox.news.entry import Entry, Outlet
from bot.store import Store
from bot.store.tables import FigureRow, PostRow, ReportRow
from tests.intake.pollhouse import House, open_house

pytestmark = pytest.mark.slow

OLDER = [
    Entry(f"older-{toll}", f"{toll} civilians killed in Sagaing raid, says PDF", f"It said {toll} died.")
    for toll in (31, 32, 33)
]


@dataclass
class Stand:
    """One outlet of the sandbox, and a house that polls it."""

    sandbox: Sandbox
    house: House

    def publish(self, *entries: Entry) -> None:
        for entry in entries:
            self.sandbox.newsstand.publish("odd", entry)

    async def taken(self, *entries: Entry) -> list[ReportRow]:
        """Publish entries, poll once, and give the reports that came of them."""
        before = {report.id for report in await self.house.reports()}
        self.publish(*entries)
        await self.house.poll(minutes=11)
        return [report for report in await self.house.reports() if report.id not in before]

    async def figures(self, report: ReportRow) -> list[tuple[str, int | None]]:
        rows: list[FigureRow] = await self.house.rows(FigureRow)
        return [(row.measure, row.value) for row in rows if row.report_id == report.id]

    def pages_asked(self) -> list[str]:
        return [asked.path for asked in self.sandbox.newsstand.asked if asked.path.startswith("/news/")]


@asynccontextmanager
async def open_stand(
    store: Store, *, article: Literal["auto", "always", "never"] = "auto", full_text: bool = True
) -> AsyncIterator[Stand]:
    async with Sandbox(SandboxSettings(port=0, arrival_seconds=None, first_reports=0)) as sandbox:
        sandbox.newsstand.add_outlet(Outlet("Evil Feed", "odd", full_text=full_text))
        url = sandbox.newsstand.feed_url("odd")
        async with open_house(store, [url], article=article, reader=figures.read) as house:
            yield Stand(sandbox, house)


@pytest.fixture
async def stand(store: Store) -> AsyncIterator[Stand]:
    async with open_stand(store) as opened:
        yield opened


BARE = "Three civilians were killed in Mogok on Tuesday, residents said."


@pytest.mark.parametrize("guid", [None, "e8", ""])
async def test_a_report_without_title_and_link_is_its_own_words(stand: Stand, guid: str | None) -> None:
    stand.publish(*OLDER)
    await stand.house.poll()
    asked = len(stand.pages_asked())
    (report,) = await stand.taken(Entry("e8", "", BARE, linked=False, guid=guid))
    assert (report.title, report.text) == ("", BARE)
    assert await stand.figures(report) == [("killed", 3)]
    assert (report.link is not None) == (guid is None)  # a guid that says it is a permalink is one
    assert len(stand.pages_asked()) == asked + (guid is None)


async def test_what_a_page_holds_besides_its_article_is_left(store: Store) -> None:
    text = "Eight civilians were killed in Matupi on Thursday, residents said."
    async with open_stand(store, full_text=False) as stand:
        stand.publish(*OLDER)
        await stand.house.poll()
        (report,) = await stand.taken(Entry("e1", "8 killed in Matupi", text, summary=text[:40] + "…"))
        assert (report.title, report.text) == ("8 killed in Matupi", text)
        assert {value for _, value in await stand.figures(report)} == {8}


async def test_paragraphs_stay_apart(store: Store) -> None:
    text = "Eight civilians were killed in Matupi on Thursday.\n\nTwo soldiers were captured in Mindat."
    async with open_stand(store, full_text=False) as stand:
        (report,) = await stand.taken(Entry("e1", "8 killed in Matupi", text, summary="Eight civilians…"))
        assert report.text == text


async def test_a_title_is_taken_from_the_page_where_the_feed_has_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Entry("e1", "3 killed in Mogok | Evil Feed", BARE)
    monkeypatch.setattr("bot.sandbox.news.service.article_page", _page_of(page))
    async with open_stand(store, full_text=False) as stand:
        (report,) = await stand.taken(Entry("e1", "", BARE, summary="Three civilians were killed…"))
        assert (report.title, report.text) == ("3 killed in Mogok", BARE)


async def test_a_page_that_holds_another_text_does_not_replace_the_feeds(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Entry(
        "e1", "Raid in Sagaing", "Three civilians were killed in Pale. " + "Many fled from Mogok. " * 9
    )
    monkeypatch.setattr("bot.sandbox.news.service.article_page", _page_of(other))
    (report,) = await stand.taken(Entry("e1", "Raid in Mogok", BARE))
    assert report.text == BARE


MARKUP = [
    ("<script>alert(1)</script>5 killed", "Five civilians were killed in Mogok <img src=x onerror=a()>."),
    ("&lt;script&gt;a()&lt;/script&gt;5 killed", "Five civilians were killed &lt;b&gt;in&lt;/b&gt; Mogok."),
    ("5 killed <script>in Mogok", "<div><p>Five civilians</p> <script> were <b>killed</b> in <i>Mogok</i>."),
]


@pytest.mark.parametrize(("title", "text"), MARKUP)
async def test_stray_markup_is_taken_out_and_the_words_are_read(store: Store, title: str, text: str) -> None:
    async with open_stand(store, article="never") as stand:
        (report,) = await stand.taken(Entry("e1", title, text))
        assert "5 killed" in report.title
        assert not set("<>&") & set(report.title + report.text)
        assert report.problem is None
        assert ("killed", 5) in await stand.figures(report)


async def test_a_headline_said_over_and_over_is_cut(stand: Stand) -> None:
    (report,) = await stand.taken(Entry("e1", "12 killed " * 3_000, BARE))
    assert len(report.title) <= TITLE_CHARACTERS
    assert report.title.endswith("…")
    assert ("killed", 3) in await stand.figures(report)


async def test_a_guid_that_several_entries_share_loses_none_of_them(stand: Stand) -> None:
    said = "{} civilians were killed in Mogok."
    reports = await stand.taken(
        *(Entry(f"e{n}", f"{n} killed in Mogok", said.format(n), guid="same") for n in (4, 7))
    )
    assert sorted(report.title for report in reports) == ["4 killed in Mogok", "7 killed in Mogok"]
    assert len(await stand.house.rows(PostRow)) == 0  # a backlog without dates


async def test_characters_that_turn_the_line_hide_no_number(stand: Stand) -> None:
    words = "\u202eThree\u202c civilians were \u2066killed\u2069 in Mogok on Tuesday."
    (report,) = await stand.taken(Entry("e1", "\u202e3 killed\u202c in Mogok", words))
    assert ("killed", 3) in await stand.figures(report)
    assert report.problem is None


def _page_of(other: Entry) -> Callable[[Outlet, Entry, Sequence[Entry]], str]:
    """Give what every address answers with: the page of one entry."""
    return lambda outlet, _, others: article_page(outlet, other, others)
