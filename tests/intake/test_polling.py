"""When feeds are asked, and what becomes of those that fail, move or go."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import update

from bot.store import Store
from bot.store.tables import FeedRow
from tests.intake.pollhouse import EVERY, NOW, open_house, said
from tests.intake.site import Site, item, packed, rss


async def test_validators_are_kept_and_given_back(store: Store, site: Site) -> None:
    url = site.put_conditional("/feed", rss(item(1, text=said(1))), 'W/"odd  one"')
    async with open_house(store, [url]) as house:
        assert (await house.poll_one()).outcome == "taken"
        assert (await house.poll_one(minutes=11)).outcome == "unchanged"
        assert site.asked[-1][1]["If-None-Match"] == 'W/"odd  one"'
        feed = await house.feed()
        assert feed.succeeded_at is not None
        assert feed.succeeded_at >= NOW + timedelta(minutes=11)
        assert feed.next_check_at - feed.succeeded_at >= EVERY


async def test_the_same_body_again_is_not_read_again(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1))), ETag='"1"')
    async with open_house(store, [url]) as house:
        await house.poll()
        site.put("/feed", rss(item(1, text=said(1))), ETag='"2"')
        assert (await house.poll_one(minutes=11)).outcome == "unchanged"
        assert (await house.feed()).etag == '"2"'


async def test_one_bad_feed_costs_the_others_nothing(store: Store, site: Site) -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    bad = {
        "page": (site.put("/page", "<html><body>x</body></html>"), "web page, not with a feed"),
        "empty": (site.put("/empty", ""), "nothing at all"),
        "big": (site.put("/big", b"<rss>" + b" " * 5_000_000), "longer than 4 MB"),
        "bomb": (site.put("/bomb", packed(" " * 5_000_000), Content_Encoding="gzip"), "longer than 4 MB"),
        "missing": (f"{site.base}/missing", "404"),
        "cut": (site.on("/cut", hang_up), "hung up"),
        "private": ("http://10.0.0.1/feed", "private or special"),
        "nowhere": ("http://nowhere.invalid/feed", "not known"),
    }
    urls = [url for url, _ in bad.values()] + [site.put("/good", rss(item(1, text=said(1))))]
    async with open_house(store, urls, names=[*bad, "good"]) as house:
        done = await house.poll()
        assert (done.new, done.failed, len(done.feeds)) == (1, len(bad), len(bad) + 1)
        for result in done.feeds:
            if result.name in bad:
                assert result.outcome == "failed"
                assert bad[result.name][1] in (result.error or "")
        assert "feeds asked: 9, new reports: 1" in str(done)
        assert "127.0.0.1" not in str(done)
        views = {view.name: view for view in await house.book.list()}
        assert views["good"].state == "well"
        assert (views["page"].state, views["page"].failures) == ("failing", 1)
        assert "not with a feed" in (views["page"].error or "")


async def test_a_cut_body_is_not_kept_with_its_validators(store: Store, site: Site) -> None:
    whole = rss(item(2, text=said(2)), item(1, text=said(1)))

    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"ETag": '"1"', "Content-Length": str(len(whole))})
        await response.prepare(request)
        await response.write(whole.encode()[:700])
        assert request.transport is not None
        request.transport.close()
        return response

    async with open_house(store, [site.on("/feed", cut)]) as house:
        assert (await house.poll_one()).error == "the answer was cut off before its end"
        assert (await house.feed()).etag is None
        site.put("/feed", whole, ETag='"1"')
        assert (await house.poll_one(minutes=25)).new == 2
        assert (await house.feed()).etag == '"1"'


async def test_a_feed_that_ends_in_the_middle_is_asked_again_whole(store: Store, site: Site) -> None:
    whole = rss(item(2, text=said(2)), item(1, text=said(1)))
    url = site.put("/feed", whole[: whole.index("guid-1") - 40], ETag='"1"')
    async with open_house(store, [url]) as house:
        result = await house.poll_one()
        assert (result.outcome, result.new) == ("taken", 1)
        assert result.notes == ("the feed ends in the middle; its last entry was left out",)
        site.put("/feed", whole, ETag='"1"')
        assert (await house.poll_one(minutes=11)).new == 1
        assert "If-None-Match" not in site.asked[-1][1]


async def test_a_feed_that_is_gone_is_asked_no_more(store: Store, site: Site) -> None:
    url = site.put("/feed", status=410)
    async with open_house(store, [url]) as house:
        assert (await house.poll_one()).outcome == "gone"
        assert (await house.poll(days=30)).feeds == ()
        (view,) = await house.book.list()
        assert (view.state, view.next_check_at) == ("gone", None)
        site.put("/feed", rss(item(1, text=said(1))))
        await house.book.resume("1", house.clock)
        assert (await house.poll_one()).new == 1


async def test_retry_after_is_obeyed(store: Store, site: Site) -> None:
    url = site.put("/feed", status=429, Retry_After="7200")
    async with open_house(store, [url]) as house:
        await house.poll()
        assert (await house.poll(minutes=119)).feeds == ()
        site.put("/feed", rss())
        assert (await house.poll_one(minutes=10)).outcome == "taken"


async def test_failures_are_asked_again_ever_later(store: Store, site: Site) -> None:
    url = site.put("/feed", status=500)
    async with open_house(store, [url]) as house:
        waits = []
        for _ in range(9):
            assert (await house.poll_one()).outcome == "failed"
            feed = await house.feed()
            assert feed.checked_at is not None
            waits.append((feed.next_check_at - feed.checked_at) / EVERY)
            house.clock = feed.next_check_at
        for wait, doubled in zip(waits, [1, 2, 4, 8, 16, 32, 36, 36, 36], strict=True):
            assert doubled <= wait <= doubled * 1.06
        site.put("/feed", rss())
        assert (await house.poll_one()).outcome == "taken"
        assert (await house.feed()).failures == 0


@pytest.mark.parametrize(
    ("headers", "head", "minutes"),
    [
        ({"Cache-Control": "max-age=1800"}, "", 30),
        ({"Cache-Control": "max-age=864000"}, "", 60),
        ({}, "<ttl>45</ttl>", 45),
        ({"Cache-Control": "max-age=5"}, "<ttl>1</ttl>", 10),
    ],
)
async def test_wishes_to_be_left_alone(
    store: Store, site: Site, headers: dict[str, str], head: str, minutes: int
) -> None:
    url = site.put("/feed", rss(head=head), **headers)
    async with open_house(store, [url]) as house:
        for _ in range(2):  # the second answer has the same body, and is not read
            await house.poll()
            feed = await house.feed()
            assert feed.checked_at is not None
            wait = (feed.next_check_at - feed.checked_at) / timedelta(minutes=1)
            assert minutes <= wait <= minutes * 1.06
            house.clock = feed.next_check_at


async def test_a_feed_that_moved_for_good_is_asked_there_after_a_while(store: Store, site: Site) -> None:
    body = rss(item(1, text=said(1)))
    there = site.put("/there", body)
    url = site.put("/feed", status=301, Location="/there")
    async with open_house(store, [url]) as house:
        await house.poll()
        assert (await house.feed()).moved_to == there
        await house.poll(days=6)
        assert site.paths()[-2:] == ["/feed", "/there"]
        site.put("/feed", status=404)
        await house.poll(days=2)
        assert site.paths()[-1] == "/there"
        assert (await house.feed()).url == url


async def test_a_new_address_that_fails_is_given_up_for_the_old_one(store: Store, site: Site) -> None:
    site.put("/there", rss())
    url = site.put("/feed", status=308, Location="/there")
    async with open_house(store, [url]) as house:
        await house.poll()
        await house.poll(days=8)
        site.put("/there", status=404)
        site.put("/feed", rss(item(1, text=said(1))))
        for _ in range(3):
            assert (await house.poll_one(hours=2)).outcome == "failed"
        assert (await house.poll_one(hours=2)).new == 1
        assert (await house.feed()).moved_to is None


async def test_paused_and_removed_feeds_are_not_asked(store: Store, site: Site) -> None:
    urls = [site.put(f"/{n}", rss()) for n in range(3)]
    async with open_house(store, urls) as house:
        async with store.begin() as session:
            await session.execute(update(FeedRow).where(FeedRow.url == urls[0]).values(removed_at=NOW))
        await house.book.pause("Outlet 2", NOW)
        await house.poll()
        assert site.paths() == ["/2"]
        await house.book.resume("Outlet 2", NOW)
        await house.poll()
        assert site.paths() == ["/2", "/1"]


async def test_times_in_the_table_are_utc(store: Store, site: Site) -> None:
    async with open_house(store, [site.put("/feed", rss())]) as house:
        await house.poll()
        feed = await house.feed()
        assert feed.checked_at is not None
        assert feed.checked_at.utcoffset() == timedelta()
        assert abs(feed.checked_at - datetime(2024, 11, 20, 12, tzinfo=UTC)) < timedelta(minutes=1)
