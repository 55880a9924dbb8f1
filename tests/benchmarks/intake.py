"""What intake costs: CPU a feed, children and database included, against bare feedparser in the same run.

The ledger is left out (a desk that notes nothing), so that intake alone is seen; the four columns are those
of a feed's life: its first poll, a 304, the same body again, one new entry.
"""

import asyncio
import io
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import feedparser

from bot.figures import Reading
from bot.intake.outside import Outside
from bot.intake.parser_pool import ParserPool
from bot.intake.polling import Polling
from bot.ledger.desk import Desk
from bot.ledger.views import Incoming, TakenIn
from bot.store import Store
from tests.benchmarks import _feed_server
from tests.intake.pollhouse import NOW, House, open_house
from tests.ledger.desk.newsroom import BEAT, settings

FEEDS = 100
_ROOT = Path(__file__).parents[2]


class DeafDesk:
    """Takes in nothing: every report is the one that is there already."""

    def prepare(self, incoming: Incoming) -> None:
        """Read nothing."""

    async def take_in(self, *_: object, **__: object) -> TakenIn:
        """Say that a report was taken in."""
        return TakenIn(1, 1, new=True)


def main() -> None:
    """Print the table."""
    asyncio.run(_measured())


async def _measured() -> None:
    bodies = [_feed_server.body(feed) for feed in range(FEEDS)]
    bare = await _cpu(lambda: _parse_all(bodies))
    child = await _cpu(_start_child)
    limited = await _cpu(lambda: _parse_in_child(bodies)) - child
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite+aiosqlite:///{folder}/intake.db")
        await store.migrate()
        try:
            await _one_report(store)
            async with _server() as base:
                get = await _cpu(lambda: _get_all(base))
                spent = await _phases(store, base, child)
        finally:
            await store.close()
    print(
        f"{FEEDS} feeds of {_feed_server.ENTRIES} entries, CPU ms a feed, and as a share of bare feedparser"
    )
    print(f"{'bare feedparser on the bytes':32}{bare / FEEDS * 1000:8.2f}   1.00")
    print(f"{'parsed in a limited child':32}{limited / FEEDS * 1000:8.2f}   {limited / bare:.2f}")
    print(f"{'bare aiohttp GET':32}{get / FEEDS * 1000:8.2f}   {get / bare:.2f}")
    for name, seconds in spent.items():
        print(f"{name:32}{seconds / FEEDS * 1000:8.2f}   {seconds / bare:.2f}")
    print(f"{'starting a child, once':32}{child * 1000:8.2f}")


async def _phases(store: Store, base: str, child: float) -> dict[str, float]:
    """Measure each column; children live on in real life, here each column that reads feeds starts two."""
    urls = [f"{base}/feed/{number}" for number in range(FEEDS)]
    spent = {}
    for name, mode, outcome in (
        ("first poll", "plain", "taken"),
        ("304", "plain", "unchanged"),
        ("same body, 200", "deaf", "unchanged"),
        ("one new entry", "new", "taken"),
    ):
        await _ask(f"{base}/mode/{mode}")
        now = NOW + timedelta(days=len(spent))
        async with open_house(store, urls) as house:
            cpu = await _cpu(lambda house=house, now=now, outcome=outcome: _round(house, now, outcome))
            spent[name] = cpu - 2 * child if outcome == "taken" else cpu
    return spent


async def _round(house: House, now: datetime, outcome: str) -> None:
    outside = Outside(house.settings.intake)
    try:
        if outcome == "taken":
            await asyncio.gather(*(outside.texts([" "]) for _ in range(2)))
        polling = Polling(house.store, cast("Desk", DeafDesk()), house.settings, outside)
        done = await polling.poll_due(now)
    finally:
        await outside.close()
    odd = [result for result in done.feeds if result.outcome != outcome]
    if odd or len(done.feeds) != FEEDS:
        sys.exit(f"the round went wrong: {len(done.feeds)} feeds, {odd[:1]}")


async def _cpu(work: Callable[[], Awaitable[Any]]) -> float:
    before = _used()
    await work()
    return _used() - before


def _used() -> float:
    """Give the CPU seconds of this process and of the children it has ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


async def _parse_all(bodies: list[bytes]) -> None:
    for body in bodies:
        feedparser.parse(io.BytesIO(body))


async def _parse_in_child(bodies: list[bytes]) -> None:
    async with ParserPool(1) as pool:
        for body in bodies:
            await pool.ask({"task": "feed", "url": "http://outlet.example/", "content_type": ""}, body)


async def _get_all(base: str) -> None:
    async with aiohttp.ClientSession() as session:
        for feed in range(FEEDS):
            async with session.get(f"{base}/feed/{feed}") as response:
                await response.read()


async def _start_child() -> None:
    async with ParserPool(1) as pool:
        await pool.ask({"task": "texts"}, b"[]")


async def _one_report(store: Store) -> None:
    desk = Desk(store, BEAT, settings(), reader=lambda *_: Reading())
    async with store.begin() as session:
        await desk.take_in(session, Incoming("Words."), now=NOW, post=False)


async def _ask(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        await response.read()


@asynccontextmanager
async def _server() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks._feed_server",
        str(FEEDS),
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOT,
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.kill()
        await process.wait()
