"""A feed server for benchmarks, in a process of its own: `python -m tests.benchmarks._feed_server FEEDS`.

It prints its port. `/mode/NAME` chooses how the feeds answer: `plain`, `deaf` (validators are ignored), `new`
(one entry more than before).
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from aiohttp import web

from tests.intake.site import LONG, item, rss

ENTRIES = 30
_NEWEST = datetime(2024, 11, 20, 6, tzinfo=UTC)


def body(feed: int, entries: int = ENTRIES) -> bytes:
    """Give the bytes of a feed: full-text entries of about a kilobyte, the newest first."""
    html = "".join(
        f"<p class='body'>{part} <a href='https://outlet.example/'>more</a></p>" for part in (LONG,) * 1
    )
    return rss(
        *(
            item(
                f"{feed}-{n}",
                text=f"<p>Report {n} of outlet {feed}.</p>{html}",
                date=_NEWEST + timedelta(hours=n),
            )
            for n in reversed(range(entries))
        )
    ).encode()


async def main(feeds: int) -> None:
    """Serve until killed."""
    mode = {"name": "plain"}
    bodies = [body(feed) for feed in range(feeds)]
    newer = [body(feed, ENTRIES + 1) for feed in range(feeds)]

    async def choose(request: web.Request) -> web.Response:
        mode["name"] = request.match_info["name"]
        return web.Response()

    async def feed(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        etag = '"new"' if mode["name"] == "new" else '"old"'
        if mode["name"] == "plain" and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        found = (newer if mode["name"] == "new" else bodies)[number]
        return web.Response(body=found, headers={"ETag": etag, "Content-Type": "application/rss+xml"})

    app = web.Application()
    app.add_routes([web.get("/mode/{name}", choose), web.get("/feed/{number}", feed)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
