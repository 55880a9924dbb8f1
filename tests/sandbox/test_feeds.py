"""Feeds over HTTP: formats, validators, changes and trouble."""

import gzip
import io
from datetime import UTC, datetime

import aiohttp
import feedparser
import pytest
import trafilatura

from bot.errors import NotFoundError
from bot.sandbox import Entry, Outlet, Sandbox

ENTRY = Entry(
    slug="market",
    title="Toll rises to 12 & more",
    text="At least 12 people were killed, residents said.\n\nAnother 15 were injured in the <market>.",
    summary="A market was hit.",
    published=datetime(2024, 11, 12, 8, 30, tzinfo=UTC),
)


@pytest.fixture(params=["rss-full", "rss-summary", "atom-full", "atom-summary"])
def stand(request, sandbox: Sandbox):
    kind, amount = request.param.split("-")
    sandbox.newsstand.add_outlet(Outlet("The Test", "test", kind, amount == "full"))
    return sandbox.newsstand


@pytest.fixture
def rss(sandbox: Sandbox):
    sandbox.newsstand.add_outlet(Outlet("The Test", "test"))
    sandbox.newsstand.publish("test", ENTRY)
    return sandbox.newsstand


async def get(http: aiohttp.ClientSession, url: str, **headers: str) -> aiohttp.ClientResponse:
    plain = {
        "Accept-Encoding": "identity",
        **{name.replace("_", "-"): text for name, text in headers.items()},
    }
    return await http.get(url, headers=plain, allow_redirects=False)


def parsed(body: bytes):
    return feedparser.parse(io.BytesIO(body))


async def test_a_report_stands_in_the_feed_and_on_its_page(http, sandbox, stand):
    stand.publish("test", ENTRY)
    feed = parsed(await (await get(http, stand.feed_url("test"))).read())
    outlet = stand.outlet("test")
    assert not feed.bozo
    assert feed.version == {"rss": "rss20", "atom": "atom10"}[outlet.format]
    (entry,) = feed.entries
    assert (entry.title, entry.summary) == ("Toll rises to 12 &amp; more", "A market was hit.") or (
        entry.title == "Toll rises to 12 & more"
    )
    assert entry.published_parsed[:5] == (2024, 11, 12, 8, 30)
    assert ("content" in entry) == outlet.full_text
    page = await (await get(http, entry.link)).text()
    text = trafilatura.extract(page, include_comments=False)
    assert "At least 12 people were killed" in text
    assert "Another 15 were injured in the <market>" in text
    for boilerplate in ("30 days of news", "My cousin", "Politics"):
        assert boilerplate in page
        assert boilerplate not in text


async def test_validators_spare_the_body(http, rss):
    url = rss.feed_url("test")
    first = await get(http, url)
    tag, stamp = first.headers["ETag"], first.headers["Last-Modified"]
    assert (await get(http, url, If_None_Match=tag)).status == 304
    assert (await get(http, url, If_Modified_Since=stamp)).status == 304
    assert (await get(http, url, If_None_Match='"other"', If_Modified_Since=stamp)).status == 200
    assert (await get(http, url, If_Modified_Since="yesterday")).status == 200
    rss.correct("test", "market", title="Toll rises to 13")
    changed = await get(http, url, If_None_Match=tag)
    assert changed.status == 200
    assert changed.headers["ETag"] != tag
    assert [asked.status for asked in rss.asked] == [200, 304, 304, 200, 200, 200]
    assert rss.asked[1].headers["If-None-Match"] == tag


async def test_bodies_are_packed_where_that_is_wanted(sandbox, rss):
    async with aiohttp.ClientSession(auto_decompress=False) as http:
        response = await http.get(rss.feed_url("test"), headers={"Accept-Encoding": "gzip"})
        assert response.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(await response.read()) == rss.body("test")


async def test_withdrawn_corrected_and_published_again(http, rss):
    entry = rss.withdraw("test", "market")
    assert parsed(rss.body("test")).entries == []
    assert (await get(http, f"{rss.site}/news/test/market")).status == 200, "the page stays"
    rss.publish("test", entry)
    corrected = rss.correct("test", "market", text="At least 13 people were killed.")
    assert corrected.updated is not None
    assert "13 people" in await (await get(http, f"{rss.site}/news/test/market")).text()
    with pytest.raises(NotFoundError):
        rss.withdraw("test", "unknown")
    with pytest.raises(NotFoundError):
        rss.publish("unknown", ENTRY)
    for path in ("/feeds/unknown.xml", "/news/unknown", "/news/test/unknown"):
        assert (await get(http, rss.site + path)).status == 404
    assert "market" in await (await get(http, f"{rss.site}/news/test")).text()


async def test_entries_can_lack_what_entries_have(sandbox, stand):
    stand.publish("test", Entry("a", "", "x", published=None, linked=False, guid=""))
    (entry,) = parsed(stand.body("test")).entries
    for name in ("title", "link", "id", "published"):
        assert not entry.get(name)


async def test_old_entries_leave_the_feed_and_keep_their_pages(http, rss):
    for number in range(40):
        rss.publish("test", Entry(f"e{number}", f"Entry {number}", "x"))
    assert len(parsed(rss.body("test")).entries) == 30
    assert (await get(http, f"{rss.site}/news/test/market")).status == 200


async def test_trouble_that_has_a_body(http, rss):
    url = rss.feed_url("test")
    good = rss.body("test")

    async def broken(kind, **details) -> bytes:
        rss.break_feed("test", kind, **details)
        return await (await get(http, url)).read()

    assert b"Checking your browser" in await broken("html")
    assert await broken("empty") == b""
    assert len(await broken("big")) == 5 * 1024 * 1024
    assert b"<!ENTITY h" in await broken("bomb")
    odd = await broken("windows-1252")
    assert b"encoding='windows-1252'" in odd
    assert parsed(odd).entries[0].title == parsed(good).entries[0].title
    assert await broken("slow", seconds=0.001) == good
    rss.mend("test")
    assert await (await get(http, url)).read() == good


async def test_trouble_without_one(http, rss):
    url = rss.feed_url("test")
    rss.break_feed("test", "status", status=429, retry_after=120)
    response = await get(http, url)
    assert (response.status, response.headers["Retry-After"]) == (429, "120")
    rss.break_feed("test", "status", status=410)
    assert (await get(http, url)).status == 410
    rss.break_feed("test", "moved", status=301, location="/feeds/new.xml")
    response = await get(http, url)
    assert (response.status, response.headers["Location"]) == (301, "/feeds/new.xml")
    rss.break_feed("test", "cut")
    with pytest.raises(aiohttp.ClientPayloadError):
        await (await get(http, url)).read()
    rss.break_feed("test", "half-gzip")
    async with aiohttp.ClientSession(auto_decompress=False) as raw:
        half = await (await raw.get(url)).read()
    with pytest.raises(EOFError):
        gzip.decompress(half)
