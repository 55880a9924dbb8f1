import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.config import Intake
from bot.errors import FeedError
from bot.intake.addresses import RefusedAddressError
from bot.intake.web import Validators, Web, user_agent
from tests.intake.site import Site, open_site, raw_server

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
LIMIT = 100_000
SETTINGS = Intake(allow_private=("127.0.0.1",), timeout=timedelta(seconds=2), contact="desk@news.example")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with open_site() as opened:
        yield opened


@pytest.fixture
async def web_() -> AsyncIterator[Web]:
    out = Web(SETTINGS)
    yield out
    await out.close()


async def test_a_plain_answer_and_how_it_is_asked_for(site: Site, web_: Web) -> None:
    url = site.put("/feed", "<rss/>", ETag='W/"a  b"', Last_Modified="yesterday, about noon")
    page = await web_.get(url, limit=LIMIT, now=NOW)
    assert (page.url, page.body, page.unchanged, page.moved_to) == (url, b"<rss/>", False, None)
    assert page.validators == Validators('W/"a  b"', "yesterday, about noon")
    headers = site.asked[0][1]
    assert headers["User-Agent"] == user_agent("desk@news.example")
    assert headers["User-Agent"].endswith("(+desk@news.example)")
    assert headers["Accept-Encoding"] == "gzip"
    assert "application/rss+xml" in headers["Accept"]
    assert not {"Cookie", "Referer", "Authorization", "If-None-Match", "If-Modified-Since"} & set(headers)


async def test_validators_go_back_byte_for_byte(site: Site, web_: Web) -> None:
    async def not_modified(_: web.Request) -> web.Response:
        return web.Response(status=304)

    url = site.on("/feed", not_modified)
    page = await web_.get(
        url, limit=LIMIT, now=NOW, validators=Validators('W/"a  b"', "yesterday, about noon")
    )
    assert page.unchanged
    assert site.asked[0][1]["If-None-Match"] == 'W/"a  b"'
    assert site.asked[0][1]["If-Modified-Since"] == "yesterday, about noon"
    with pytest.raises(FeedError, match="not asked that"):
        await web_.get(url, limit=LIMIT, now=NOW)


async def test_validators_that_are_no_text_are_not_kept(web_: Web) -> None:
    answer = (
        b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nLast-Modified: caf\xc3\xa9\r\nContent-Length: 1\r\n\r\nx'
    )
    async with raw_server(answer) as url:
        assert (await web_.get(url, limit=LIMIT, now=NOW)).validators == Validators(None, "café")


async def test_a_location_that_is_no_text(web_: Web) -> None:
    answer = b"HTTP/1.1 301 Moved\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n"
    async with raw_server(answer) as url:
        with pytest.raises(FeedError):
            await web_.get(url, limit=LIMIT, now=NOW)


async def test_cookies_are_not_kept(site: Site, web_: Web) -> None:
    url = site.put("/feed", "x", Set_Cookie="id=1; Path=/")
    await web_.get(url, limit=LIMIT, now=NOW)
    await web_.get(url, limit=LIMIT, now=NOW)
    assert "Cookie" not in site.asked[1][1]


async def test_a_packed_answer(site: Site, web_: Web) -> None:
    url = site.put("/feed", gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    assert (await web_.get(url, limit=LIMIT, now=NOW)).body == b"<rss/>"


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (gzip.compress(bytes(20_000_000), mtime=0), "gzip", "longer than 0.1 MB"),
        (gzip.compress(gzip.compress(bytes(1_000_000), mtime=0), mtime=0), "gzip, gzip", "more than once"),
        (gzip.compress(b"<rss/>" * 50, mtime=0)[:22], "gzip", "cut off"),
        (b"<rss/>", "br", "not asked for"),
        (bytes(LIMIT + 1), "identity", "longer than 0.1 MB"),
    ],
)
async def test_bodies_that_are_refused(site: Site, web_: Web, body: bytes, encoding: str, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        await web_.get(site.put("/feed", body, Content_Encoding=encoding), limit=LIMIT, now=NOW)


async def test_an_endless_answer_is_read_no_further_than_its_limit(site: Site, web_: Web) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)
            sent += 10_000

    with pytest.raises(FeedError, match=r"longer than 0\.1 MB"):
        await web_.get(site.on("/feed", endless), limit=LIMIT, now=NOW)
    assert sent < 100 * LIMIT


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>half", "cut off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n", "cut off"),
        (b"nothing like HTTP\r\n\r\n", "not proper HTTP"),
        (b"", "hung up"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "not proper HTTP"),
    ],
)
async def test_servers_that_break_off_or_babble(web_: Web, answer: bytes, said: str) -> None:
    async with raw_server(answer) as url:
        with pytest.raises(FeedError, match=said):
            await web_.get(url, limit=LIMIT, now=NOW)


async def test_a_server_that_drips_is_not_waited_for() -> None:
    hurried = Web(SETTINGS.model_copy(update={"timeout": timedelta(seconds=0.3)}))
    try:
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 500
        async with raw_server(answer, drip=0.02) as url:
            with pytest.raises(FeedError, match=r"within 0\.3 seconds"):
                await hurried.get(url, limit=LIMIT, now=NOW)
    finally:
        await hurried.close()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "login"),
        (403, "refuses"),
        (404, "nothing at"),
        (418, "418"),
        (500, "problem"),
        (206, "206"),
        (204, "204"),
    ],
)
async def test_refusals_in_words(site: Site, web_: Web, status: int, said: str) -> None:
    with pytest.raises(FeedError, match=said) as refused:
        await web_.get(site.put("/feed", status=status), limit=LIMIT, now=NOW)
    assert not refused.value.gone
    assert refused.value.retry_after is None


async def test_gone_and_retry_after(site: Site, web_: Web) -> None:
    with pytest.raises(FeedError, match="gone for good") as gone:
        await web_.get(site.put("/feed", status=410), limit=LIMIT, now=NOW)
    assert gone.value.gone
    with pytest.raises(FeedError, match="too often") as asked_to_wait:
        await web_.get(site.put("/busy", status=429, Retry_After="120"), limit=LIMIT, now=NOW)
    assert asked_to_wait.value.retry_after == 120
    then = "Wed, 20 Nov 2024 12:30:00 GMT"
    with pytest.raises(FeedError, match="not available") as down:
        await web_.get(site.put("/down", status=503, Retry_After=then), limit=LIMIT, now=NOW)
    assert down.value.retry_after == 1800


async def test_redirects_are_followed_and_lasting_ones_told(site: Site, web_: Web) -> None:
    site.put("/end", "<rss/>")
    site.put("/c", status=302, Location="end")
    site.put("/b", status=308, Location="/c#part")
    url = site.put("/a", status=301, Location=f"{site.base}/b")
    page = await web_.get(url, limit=LIMIT, now=NOW)
    assert (page.url, page.moved_to) == (f"{site.base}/end", f"{site.base}/c")
    temporary = site.put("/t", status=307, Location="/a")
    assert (await web_.get(temporary, limit=LIMIT, now=NOW)).moved_to is None


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/loop", "more than 5 times"),
        ("", "without saying where"),
        ("ftp://example.org/", "only http"),
        ("file:///etc/passwd", "only http"),
        ("http://localhost:1/", "private or special"),
        ("http://127.0.0.2/", "private or special"),
        ("http://169.254.169.254/latest/meta-data/", "private or special"),
        ("http://[::ffff:7f00:1]/", "private or special"),
        ("http://2130706433/", "private|not a web address"),
        ("http://127.1/", "private|not a web address"),
        ("http://me:pw@127.0.0.1/", "user name or password"),
        ("http://[bad/", "not a web address"),
    ],
)
async def test_redirects_that_are_not_followed(site: Site, web_: Web, location: str, said: str) -> None:
    url = site.put("/loop", status=302, Location=location)
    with pytest.raises(FeedError, match=said):
        await web_.get(url, limit=LIMIT, now=NOW)


async def test_loopback_is_refused_unless_it_is_allowed(site: Site) -> None:
    out = Web(Intake())
    try:
        url = site.put("/feed", "<rss/>")
        for address in (url, url.replace("127.0.0.1", "localhost")):
            with pytest.raises(RefusedAddressError, match="allow_private"):
                await out.get(address, limit=LIMIT, now=NOW)
    finally:
        await out.close()
    assert site.asked == []


async def test_no_way_from_https_down_to_http() -> None:
    from bot.intake.web import _target

    assert _target("https://a.example/feed", "//b.example/x") == "https://b.example/x"
    with pytest.raises(RefusedAddressError, match="from https to http"):
        _target("https://a.example/feed", "http://a.example/feed")


async def test_no_server_and_no_such_host(web_: Web) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(FeedError, match="no connection"):
        await web_.get(f"http://127.0.0.1:{port}/", limit=LIMIT, now=NOW)
    with pytest.raises(FeedError, match="name of the host is not known"):
        await web_.get("http://nowhere.invalid/", limit=LIMIT, now=NOW)
