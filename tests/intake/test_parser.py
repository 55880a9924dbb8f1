import asyncio
import json
import os
import signal
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import FeedError
from bot.intake.parser_pool import ParserPool
from tests.intake.site import LONG, WORDS, item, rss

URL = "https://outlet.example/feeds/news"


async def read(
    pool: ParserPool, body: str | bytes, content_type: str = "application/rss+xml"
) -> dict[str, Any]:
    content = body.encode() if isinstance(body, str) else body
    return await pool.ask({"task": "feed", "url": URL, "content_type": content_type}, content)


async def test_an_rss_feed(pool: ParserPool) -> None:
    body = rss(item(1, title="Kyaw & Mya: 45 killed"), head="<ttl>30</ttl>")
    found = await read(pool, body)
    assert (found["title"], found["ttl"], found["cut"], found["left_out"]) == ("An Outlet", 30, False, 0)
    (entry,) = found["entries"]
    assert entry["guid"] == "guid-1"
    assert entry["link"] == "https://outlet.example/1"
    assert entry["title"] == "Kyaw & Mya: 45 killed"
    assert entry["summary_html"] == LONG.strip()
    assert datetime.fromtimestamp(entry["published"], UTC) == datetime(2024, 11, 20, 6, tzinfo=UTC)


async def test_an_atom_feed_with_content_relative_links_and_a_source(pool: ParserPool) -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">An &amp;lt;b&amp;gt;</title>
    <entry><id>tag:outlet.example,2024:1</id><title type="html">&lt;b&gt;45&lt;/b&gt; killed</title>
    <link href="/2024/45-killed"/><updated>2024-11-20T06:00:00+06:30</updated>
    <source><title>Myanmar Now</title></source>
    <summary>Short.</summary>
    <content type="html">&lt;p&gt;Long &amp;amp; whole.&lt;/p&gt;</content></entry></feed>"""
    (entry,) = (await read(pool, body, "application/atom+xml"))["entries"]
    assert entry["link"] == "https://outlet.example/2024/45-killed"
    assert entry["title"] == "45 killed"
    assert (entry["summary_html"], entry["content_html"]) == ("Short.", "<p>Long &amp; whole.</p>")
    assert entry["outlet"] == "Myanmar Now"
    assert datetime.fromtimestamp(entry["published"], UTC) == datetime(2024, 11, 19, 23, 30, tzinfo=UTC)


async def test_missing_parts_stay_missing(pool: ParserPool) -> None:
    body = rss(item(1, title="", link=None, guid=None, date=None))
    (entry,) = (await read(pool, body))["entries"]
    assert (entry["guid"], entry["link"], entry["title"], entry["published"]) == ("", None, "", None)


@pytest.mark.parametrize(
    "date", ["Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00Z", "9999-12-31", "soon"]
)
async def test_dates_that_are_none(pool: ParserPool, date: str) -> None:
    body = rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>")
    assert (await read(pool, body))["entries"][0]["published"] is None


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://me:pw@outlet.example/", "http://[", "mailto:a@b.example"]
)
async def test_links_that_nobody_should_follow(pool: ParserPool, link: str) -> None:
    assert (await read(pool, rss(item(1, link=link))))["entries"][0]["link"] is None


async def test_a_guid_without_an_address_does_not_hang_on_where_the_feed_lies(pool: ParserPool) -> None:
    body = rss("<item><title>x</title><guid>post 17</guid></item>").encode()
    guids = []
    for url in (URL, "https://new.example/rss.xml"):
        found = await pool.ask({"task": "feed", "url": url, "content_type": ""}, body)
        guids.append(found["entries"][0]["guid"])
    assert guids[0] == guids[1]


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml; charset=windows-1252", ""])
async def test_windows_1252(pool: ParserPool, content_type: str) -> None:
    body = (
        rss(item(1, title="“45” killed – at Théâtre")).replace("utf-8", "windows-1252").encode("windows-1252")
    )
    assert (await read(pool, body, content_type))["entries"][0]["title"] == "“45” killed – at Théâtre"


async def test_windows_1252_that_claims_to_be_utf_8(pool: ParserPool) -> None:
    body = rss(item(1, title="“45” killed")).encode("windows-1252")
    assert (await read(pool, body))["entries"][0]["title"] == "“45” killed"


async def test_burmese_in_utf_16(pool: ParserPool) -> None:
    body = rss(item(1, title="စစ်တပ် ၄၅ ဦး")).replace("utf-8", "utf-16").encode("utf-16")
    found = await read(pool, body, "application/xml")
    assert found["entries"][0]["title"] == "စစ်တပ် ၄၅ ဦး"
    assert not found["cut"]


async def test_a_cut_feed_leaves_out_the_entry_it_ends_in(pool: ParserPool) -> None:
    body = rss(item(1), item(2), item(3))
    found = await read(pool, body[: body.index("guid-3") - 60])
    assert found["cut"]
    assert [entry["guid"] for entry in found["entries"]] == ["guid-1", "guid-2"]
    assert not (await read(pool, body + f"<!-- cached {'x' * 9000} -->"))["cut"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "nothing at all"),
        (b" \n\t", "nothing at all"),
        (b"<!DOCTYPE html><html><body>News</body></html>", "a web page, not with a feed$"),
        (
            b"<html><link rel='alternate' href='/rss?a=1&b=2' type='application/rss+xml'></html>",
            r"names this feed: https://outlet\.example/rss\?a=1",
        ),
        (b"<html><link type=application/atom+xml href='javascript:x'></html>", "not with a feed$"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "JSON feed"),
        (b"\x1f\x8b\x08\x00packed", "packed file"),
        (b"just words", "neither RSS nor Atom"),
        (b"/etc/passwd", "neither RSS nor Atom"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "neither RSS nor Atom"),
    ],
)
async def test_what_is_no_feed_in_words(pool: ParserPool, body: bytes, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        await read(pool, body, "text/html")


def bomb(length: int, times: int) -> bytes:
    """An entity on a line of its own, referenced often: feedparser itself would take gigabytes."""
    entity = f'<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY a "{"A" * length}">\n]>\n'
    return f'{entity}<rss version="2.0">{one_entry("&a;" * times)}</rss>'.encode()


def one_entry(description: str) -> str:
    return f"<channel><item><description>{description}</description></item></channel>"


def laughs() -> bytes:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<!DOCTYPE r [{"".join(lines)}]><rss version="2.0">{one_entry("&a9;")}</rss>'.encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(bomb(100_000, 33_000), "more than 768 MB of memory", id="entity bomb"),
        pytest.param(
            b"<rss version='2.0'><channel><item><description><p "
            + b" ".join(b"a%d='b'" % number for number in range(100_000))
            + b"></description></item></channel></rss>",
            "5 seconds of computing",
            id="attributes",
        ),
    ],
)
async def test_feeds_that_would_hang_us_or_eat_our_memory(pool: ParserPool, body: bytes, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        await read(pool, body)
    assert len((await read(pool, rss(item(1))))["entries"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(laughs(), id="billion laughs"),
        pytest.param(b"<!DOCTYPE" * 12_000, id="doctypes"),
        pytest.param(b"<!--" * 100_000, id="comments"),
        pytest.param(
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item>'
            b"<title>&x;</title></item></channel></rss>",
            id="external entity",
        ),
        pytest.param(rss(item(1, text=f'<p style="{"a" * 80_000}">x</p>')).encode(), id="style"),
    ],
)
async def test_feeds_that_only_look_dangerous(pool: ParserPool, body: bytes) -> None:
    try:
        found = await read(pool, body)
    except FeedError:
        return
    assert "root:" not in json.dumps(found)
    assert len(json.dumps(found)) < 1_000_000


async def test_more_entries_than_are_taken(pool: ParserPool) -> None:
    found = await read(pool, rss(*[item(number, text="x") for number in range(1_100)]))
    assert (len(found["entries"]), found["left_out"]) == (1_000, 100)


async def test_no_secret_of_ours_is_in_the_child(pool: ParserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYWIRE_TELEGRAM__TOKEN", "1:secret")
    await read(pool, rss())
    assert b"secret" not in _environment(_pid(pool))


async def test_a_child_stays_however_much_its_parent_holds(pool: ParserPool) -> None:
    ballast = b"x" * 400_000_000
    await read(pool, rss())
    first = _pid(pool)
    await read(pool, rss())
    assert (_pid(pool), len(ballast)) == (first, 400_000_000)


async def test_a_child_that_dies_is_replaced(pool: ParserPool) -> None:
    await read(pool, rss())
    first = _pid(pool)
    os.kill(first, signal.SIGKILL)
    with suppress(FeedError):  # unless its end was noticed in time
        await read(pool, rss())
    assert len((await read(pool, rss(item(1))))["entries"]) == 1
    assert _pid(pool) != first


@pytest.mark.parametrize("after", [0, 0.02, 0.1, 0.2, 0.3])
async def test_a_question_that_is_given_up_leaves_no_half_answer(pool: ParserPool, after: float) -> None:
    await read(pool, rss())
    task = asyncio.create_task(read(pool, rss(*[item(number) for number in range(900)])))
    await asyncio.sleep(after)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert (await read(pool, rss(item(7))))["entries"][0]["guid"] == "guid-7"


OTHER = "The others fled into the forest, where they have neither food nor shelter, the villagers added."
PAGE = f"""<!DOCTYPE html><html><head><title>45 killed</title><script>var x = 1;</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>45 killed</h1><p>{LONG}</p><p>{OTHER}</p></article>
<footer>All rights reserved. Subscribe to our newsletter.</footer></body></html>"""


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ('<meta property="og:title" content="45 killed | The Post">', "45 killed"),
        ('<meta property="og:title" content="The Post">', "45 killed in Pauk"),
        ('<meta property="og:title" content="45 &amp;amp; 3 killed">', "45 & 3 killed"),
        ("<title>Home | The Post</title>", "45 killed in Pauk"),
    ],
)
@pytest.mark.slow
async def test_a_short_article_among_furniture(pool: ParserPool, head: str, kept: str) -> None:
    page = f"""<html><head><meta property="og:site_name" content="The Post">{head}</head><body>
    <div class="site-menu"><ul><li><a href="/">Home</a></li><li><a href="/p">Politics</a></li></ul></div>
    <article><h1>45 killed in Pauk</h1><div class="post-byline">By the newsroom</div>
    <p>Forty-five people were <a href="/x">killed</a> in Pauk.</p>
    <p><a href="/12">READ: 12 killed in Muse</a></p></article>
    <div><h3>Most read</h3><ul><li><a href="/9">9 killed in Lashio</a></li></ul></div></body></html>"""
    task = {"task": "article", "url": URL, "content_type": "text/html; charset=utf-8"}
    found = await pool.ask(task, page.encode())
    assert found == {"text": "Forty-five people were killed in Pauk.", "title": kept}


@pytest.mark.slow
async def test_an_article_whose_box_is_named_for_its_author(pool: ParserPool) -> None:
    page = f"<html><body><div class='post author-kyaw'><p>{WORDS}</p><p>{OTHER}</p></div></body></html>"
    task = {"task": "article", "url": URL, "content_type": "text/html; charset=utf-8"}
    assert (await pool.ask(task, page.encode()))["text"] == f"{WORDS.strip()}\n\n{OTHER}"


@pytest.mark.parametrize(
    ("body", "link"),
    [
        (rss("<item><guid>https://outlet.example/a?b=1&amp;c=2</guid></item>"), "https://outlet.example/a?b=1&c=2"),
        (rss('<item><guid isPermaLink="true">https://outlet.example/rss/a</guid></item>'),
         "https://outlet.example/rss/a"),
        (rss('<item><guid isPermaLink="false">https://outlet.example/a</guid></item>'), None),
        (rss("<item><guid>post-17</guid></item>"), None),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>https://outlet.example/a</id></entry></feed>",
         None),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>https://outlet.example/a</id>"
         "<link href='https://outlet.example/a'/></entry></feed>", "https://outlet.example/a"),
    ],
)  # fmt: skip
async def test_a_guid_is_a_link_only_where_it_is_an_address(
    pool: ParserPool, body: str, link: str | None
) -> None:
    (entry,) = (await read(pool, body))["entries"]
    assert entry["link"] == link


@pytest.mark.slow
async def test_the_article_on_a_page(pool: ParserPool) -> None:
    task = {"task": "article", "url": URL, "content_type": "text/html; charset=utf-8"}
    text = (await pool.ask(task, PAGE.encode()))["text"]
    assert text == f"{LONG.strip()}\n\n{OTHER}"
    assert "newsletter" not in text
    with pytest.raises(FeedError, match="no article text"):
        await pool.ask(task, b"<html><body></body></html>")
    with pytest.raises(FeedError, match="leads to a file"):
        await pool.ask(task | {"content_type": "application/pdf"}, b"%PDF")
    latin = PAGE.replace("Residents", "Résidents").encode("windows-1252")
    text = (await pool.ask(task | {"content_type": "text/html; charset=windows-1252"}, latin))["text"]
    assert "Résidents" in text


def _environment(pid: int) -> bytes:
    found = Path(f"/proc/{pid}/environ")
    if not found.exists():
        pytest.skip("no /proc on this system")
    return found.read_bytes()


def _pid(pool: ParserPool) -> int:
    running = (child._process for child in pool._children)  # which one was asked first is the pool's affair
    process = next((one for one in running if one is not None and one.returncode is None), None)
    assert process is not None
    return process.pid
