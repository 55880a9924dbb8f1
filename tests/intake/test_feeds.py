from datetime import timedelta

import pytest

from bot.config import FeedSettings
from bot.errors import FeedError, NotFoundError
from bot.intake.feeds import FeedBook
from bot.intake.outside import Outside
from bot.store import Store
from tests.intake.pollhouse import NOW
from tests.intake.site import Site, item, rss

ADMIN = 7
HOUR = timedelta(hours=1)


def feed(name: str, url: str = "", every: timedelta = HOUR) -> FeedSettings:
    return FeedSettings(name=name, url=url or f"https://{name.lower()}.example/feed", every=every)


@pytest.fixture
def book(store: Store, outside: Outside) -> FeedBook:
    return FeedBook(store, outside)


async def names(book: FeedBook) -> list[str]:
    return [view.name for view in await book.list()]


async def test_the_book_agrees_with_the_configuration(book: FeedBook) -> None:
    await book.sync_configured([feed("Mizzima"), feed("DVB")], NOW)
    await book.sync_configured([feed("Mizzima"), feed("DVB")], NOW + HOUR)
    views = await book.list()
    assert [(view.name, view.state, view.configured) for view in views] == [
        ("DVB", "new", True),
        ("Mizzima", "new", True),
    ]
    assert views[0].next_check_at == NOW
    await book.sync_configured([feed("DVB English", "https://dvb.example/feed", HOUR / 2)], NOW)
    (view,) = await book.list()
    assert (view.id, view.name, view.every) == (views[0].id, "DVB English", HOUR / 2)
    await book.sync_configured([feed("Mizzima"), feed("DVB")], NOW)
    assert {view.id for view in await book.list()} == {view.id for view in views}


async def test_a_feed_added_by_command_stays(book: FeedBook, site: Site) -> None:
    url = site.put("/feed", rss(item(1), item(2)))
    added = await book.add(f" {url} ", "", ADMIN, NOW)
    assert (added.feed.name, added.feed.configured, added.feed.state) == ("An Outlet", False, "new")
    assert (added.probe.title, added.probe.entries) == ("An Outlet", 2)
    assert added.probe.newest is not None
    await book.sync_configured([feed("DVB")], NOW)
    await book.sync_configured([feed("DVB"), feed("Renamed", url)], NOW)
    await book.sync_configured([], NOW)
    (view,) = await book.list()
    assert (view.id, view.configured) == (added.feed.id, False)


async def test_what_cannot_be_added(book: FeedBook, site: Site) -> None:
    url = site.put("/feed", rss())
    await book.add(url, "DMG", ADMIN, NOW)
    with pytest.raises(FeedError, match=r"already, as DMG \(number 1\)"):
        await book.add(url, "Again", ADMIN, NOW)
    with pytest.raises(FeedError, match="web page, not with a feed"):
        await book.add(site.put("/page", "<html></html>"), "", ADMIN, NOW)
    with pytest.raises(FeedError, match="private or special"):
        await book.add("http://169.254.169.254/feed", "", ADMIN, NOW)
    with pytest.raises(FeedError, match="only http"):
        await book.add("outlet.example/feed", "", ADMIN, NOW)
    assert await names(book) == ["DMG"]


async def test_removed_and_added_again(book: FeedBook, site: Site) -> None:
    url = site.put("/feed", rss())
    await book.add(url, "DMG", ADMIN, NOW)
    assert (await book.remove("dmg", NOW)).name == "DMG"
    assert await names(book) == []
    added = await book.add(url, "DMG English", ADMIN, NOW)
    assert (added.feed.id, await names(book)) == (1, ["DMG English"])


async def test_a_configured_feed_is_removed_in_the_configuration(book: FeedBook) -> None:
    await book.sync_configured([feed("DVB")], NOW)
    with pytest.raises(FeedError, match=r"DVB stands in config\.toml"):
        await book.remove("DVB", NOW)
    assert (await book.pause("DVB", NOW)).state == "paused"
    assert (await book.list())[0].next_check_at is None
    assert (await book.resume("DVB", NOW)).state == "new"


async def test_feeds_are_found_by_number_name_or_part(book: FeedBook) -> None:
    await book.sync_configured([feed("Mizzima"), feed("Mizzima TV", "https://tv.example/"), feed("RFA")], NOW)
    assert (await book.find("#3")).name == "RFA"
    assert (await book.find(" mizzima ")).name == "Mizzima"
    assert (await book.find("tv")).name == "Mizzima TV"
    with pytest.raises(NotFoundError, match=r"can mean Mizzima \(1\), Mizzima TV \(2\): give the number"):
        await book.find("mizz")
    with pytest.raises(NotFoundError, match="did you mean Mizzima"):
        await book.find("mizima")
    with pytest.raises(NotFoundError, match="/feeds lists them"):
        await book.find("")


async def test_no_key_is_shown(book: FeedBook) -> None:
    await book.sync_configured([feed("Paid", "https://paid.example/rss?token=geheim&cat=news")], NOW)
    (view,) = await book.list()
    assert view.address == "https://paid.example/rss?token=***&cat=news"
    assert "geheim" not in repr(view)
