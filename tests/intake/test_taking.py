"""What becomes of a feed's entries: new, young, changed, broken, or with their article elsewhere."""

from datetime import timedelta

from bot.ledger.views import Incoming
from bot.store import Store
from tests.intake.pollhouse import NOW, open_house, said
from tests.intake.site import LONG, Site, item, rss

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


async def test_what_was_imported_is_posted_when_its_feed_brings_it(store: Store, site: Site) -> None:
    young, old = (item(n, text=said(n), date=at) for n, at in ((1, YOUNG), (2, OLD)))
    url = site.put("/feed", rss(young, old))
    async with open_house(store, [url]) as house:
        for number, at in ((1, YOUNG), (2, OLD)):
            imported = Incoming(
                said(number), f"At least 45 killed in attack {number}", f"https://outlet.example/{number}",
                    "Outlet 1", at, external_id=f"import:{number}",
                )  # fmt: skip
            async with store.begin() as session:
                await house.desk.take_in(session, imported, now=NOW, post=False)
        assert await house.posts() == []
        result = await house.poll_one()
        assert (result.new, result.posts) == (0, 1)
        (post,) = await house.posts()
        kept, told = sorted(await house.reports(), key=lambda report: report.to_post)
        assert (post.story_id, told.published_at, told.feed_id) == (told.story_id, YOUNG, 1)
        assert (kept.published_at, kept.to_post) == (OLD, False)
        assert (await house.poll_one(minutes=11)).posts == 0


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
