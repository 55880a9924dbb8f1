from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import update

from bot.store import Store
from bot.store.tables import FeedRow
from tests.intake.pollhouse import EVERY, NOW, open_house, said
from tests.intake.site import LONG, Site, item, packed, rss

YOUNG, OLD = NOW - timedelta(hours=2), NOW - timedelta(hours=30)


async def test_the_backlog_is_taken_in_but_only_the_young_is_posted(store: Store, site: Site) -> None:
    url = site.put(
        "/feed",
        rss(
            item(1, text=said(1), date=YOUNG),
            item(2, text=said(2), date=OLD),
            item(3, text=said(3), date=None),
        ),
    )
    async with open_house(store, [url]) as house:
        result = await house.poll_one()
        assert (result.outcome, result.new, result.posts, result.notes) == ("taken", 3, 1, ())
        reports = {report.text[:3]: report for report in await house.reports()}
        assert reports["# 1"].published_at == YOUNG
        assert reports["# 3"].published_at is None
        assert {report.outlet for report in reports.values()} == {"Outlet 1"}
        (post,) = await house.posts()
        assert post.story_id == reports["# 1"].story_id


async def test_a_new_entry_is_posted_with_or_without_a_date(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1))))
    async with open_house(store, [url]) as house:
        await house.poll()
        site.put(
            "/feed",
            rss(item(3, text=said(3), date=None), item(2, text=said(2), date=OLD), item(1, text=said(1))),
        )
        result = await house.poll_one(minutes=11)
        assert (result.new, result.posts) == (2, 2)


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


async def test_what_came_while_nobody_asked_is_backlog(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1))))
    async with open_house(store, [url]) as house:
        await house.poll()
        await house.book.pause("1", house.clock)
        house.clock += timedelta(days=30)
        new, missed = house.clock - timedelta(hours=1), house.clock - timedelta(days=9)
        site.put("/feed", rss(item(3, text=said(3), date=new), item(2, text=said(2), date=missed)))
        await house.book.resume("1", house.clock)
        result = await house.poll_one()
        assert (result.new, result.posts) == (2, 1)


async def test_an_entry_that_leaves_and_returns_is_posted_once(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1), date=YOUNG)))
    async with open_house(store, [url]) as house:
        await house.poll()
        for body in (rss(), rss(item(1, text=said(1), date=YOUNG))):
            site.put("/feed", body)
            result = await house.poll_one(minutes=11)
            assert (result.outcome, result.new, result.posts) == ("taken", 0, 0)
        assert len(await house.posts()) == len(await house.reports()) == 1


async def test_a_new_guid_for_old_words_is_no_new_report(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1), guid="a")))
    async with open_house(store, [url]) as house:
        await house.poll()
        site.put("/feed", rss(item(1, text=said(1), guid="b")))
        assert (await house.poll_one(minutes=11)).new == 0
        assert len(await house.reports()) == len(await house.entries()) == 1


async def test_a_changed_entry_corrects_its_report(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(40), date=YOUNG), item(2, text=said(7), date=YOUNG)))
    async with open_house(store, [url]) as house:
        await house.poll()
        site.put("/feed", rss(item(1, text=said(45), date=YOUNG), item(2, text=said(7), date=YOUNG)))
        result = await house.poll_one(minutes=11)
        assert (result.new, result.corrected, result.notes) == (0, 1, ())
        changed, other = sorted(await house.reports(), key=lambda report: -report.version)
        assert (changed.version, other.version) == (2, 1)
        assert "45 killed" in changed.text
        assert (await house.poll_one(minutes=11)).outcome == "unchanged"


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


async def test_one_bad_entry_costs_the_others_nothing(store: Store, site: Site) -> None:
    body = rss(item(1, text=said(1)), item(2, text=said(2, "poison")), item(3, text=said(3)))
    url = site.put("/feed", body, ETag='"1"')
    async with open_house(store, [url]) as house:
        house.poisoned.add("poison")
        for tries_left in (2, 1):
            result = await house.poll_one(minutes=11)
            assert (result.outcome, result.entries_failed) == ("taken", 1)
            assert "tried again" in result.notes[0]
            feed = await house.feed()
            assert (feed.etag, feed.body_hash, feed.failures) == (None, None, 0), tries_left
        assert len(await house.reports()) == 2
        assert "given up after 3 tries" in (await house.poll_one(minutes=11)).notes[0]
        feed = await house.feed()
        assert feed.etag == '"1"'
        assert feed.error == "1 of its entries could not be taken in"
        assert (await house.poll_one(minutes=11)).outcome == "unchanged"
        house.poisoned.clear()
        site.put("/feed", body.replace("poison", "cured"))
        assert (await house.poll_one(minutes=11)).new == 1


async def test_an_entry_that_works_at_the_second_try(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1, "poison"), date=YOUNG)))
    async with open_house(store, [url]) as house:
        house.poisoned.add("poison")
        assert (await house.poll_one()).new == 0
        house.poisoned.clear()
        result = await house.poll_one(minutes=11)
        assert (result.new, result.posts, result.entries_failed) == (1, 1, 0)


async def test_entries_without_title_link_or_words(store: Store, site: Site) -> None:
    url = site.put(
        "/feed",
        rss(
            item(1, title="", text=said(1), link=None, guid=None),
            item(2, title="45 killed", text=""),
            item(3, title="", text="<img src='x'>"),
        ),
    )
    async with open_house(store, [url], article="auto") as house:
        result = await house.poll_one()
        assert (result.outcome, result.new) == ("taken", 2)
        assert "an entry without title and text was left out" in result.notes
        bare = next(report for report in await house.reports() if report.text.startswith("# 1"))
        assert (bare.title, bare.link) == ("", None)


async def test_a_very_long_text_is_bounded_and_said_so(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1) + " word" * 60_000)))
    async with open_house(store, [url]) as house:
        result = await house.poll_one()
        assert result.new == 1
        assert "was cut to the first 200,000" in result.notes[0]
        (report,) = await house.reports()
        assert 199_000 < len(report.text) <= 200_000


async def test_nothing_was_published_in_the_future(store: Store, site: Site) -> None:
    url = site.put("/feed", rss(item(1, text=said(1), date=NOW + timedelta(days=3))))
    async with open_house(store, [url]) as house:
        await house.poll()
        (report,) = await house.reports()
        assert report.published_at is not None
        assert NOW <= report.published_at < NOW + timedelta(minutes=1)


async def test_windows_1252_from_end_to_end(store: Store, site: Site) -> None:
    body = rss(item(1, title="“45” killed", text=said(1, "– at Théâtre"))).replace("utf-8", "windows-1252")
    url = site.put("/feed", body.encode("windows-1252"), Content_Type="text/xml")
    async with open_house(store, [url]) as house:
        assert (await house.poll_one()).new == 1
        (report,) = await house.reports()
        assert report.title == "“45” killed"
        assert report.text.endswith("– at Théâtre")


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


async def test_an_article_is_fetched_where_the_feed_has_only_a_summary(store: Store, site: Site) -> None:
    summary = "Residents of the township said that the shelling went on through the night […]"
    link = site.put("/1", f"<html><body><article><p>{LONG}</p><p>{LONG}</p></article></body></html>",
                    Content_Type="text/html")  # fmt: skip
    lost = site.put("/2", status=404)
    login = site.put("/3", "<html><body><article><p>" + "Please log in to your account to read on. " * 20
                     + "</p></article></body></html>", Content_Type="text/html")  # fmt: skip
    items = [item(n, text=summary, link=where) for n, where in enumerate((link, lost, login), 1)]
    items.append(item(4, text=LONG * 2, link=f"{site.base}/never"))
    url = site.put("/feed", rss(*items))
    async with open_house(store, [url], article="auto") as house:
        result = await house.poll_one()
        assert result.new >= 2
        texts = [report.text for report in await house.reports()]
        assert any(text.startswith(LONG.strip()) for text in texts)
        assert summary in texts
        assert any("only the feed's own words" in note and "404" in note for note in result.notes)
        assert any("something else" in note for note in result.notes)
        assert "/never" not in site.paths()


async def test_a_changed_entry_waits_for_its_article(store: Store, site: Site) -> None:
    def page(killed: int) -> str:
        text = f"<p># {killed} killed party=civilian</p><p>{LONG}</p><p>{LONG}</p>"
        return f"<html><body><article>{text}</article></body></html>"

    summary = "Residents of the township said that the shelling went on through the night. "
    link = site.put("/1", page(40), Content_Type="text/html")
    url = site.put("/feed", rss(item(1, text=summary, link=link)))
    async with open_house(store, [url], article="auto") as house:
        assert (await house.poll_one()).notes == ()
        site.put("/feed", rss(item(1, text=summary + "Updated.", link=link)))
        site.put("/1", status=503)
        result = await house.poll_one(minutes=11)
        assert (result.corrected, result.entries_failed) == (0, 1)
        (report,) = await house.reports()
        assert "# 40 killed" in report.text
        site.put("/1", page(45), Content_Type="text/html")
        assert (await house.poll_one(minutes=11)).corrected == 1
        (report,) = await house.reports()
        assert "# 45 killed" in report.text


async def test_a_changed_entry_whose_article_was_never_to_be_had(store: Store, site: Site) -> None:
    link = site.put("/1", status=403)
    url = site.put("/feed", rss(item(1, text=said(40), link=link)))
    async with open_house(store, [url], article="auto") as house:
        assert "403" in (await house.poll_one()).notes[0]
        site.put("/feed", rss(item(1, text=said(45), link=link)))
        assert (await house.poll_one(minutes=11)).corrected == 1


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
