"""Several pollers on one database: each feed is one's at a time, and nothing is lost when one dies."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.intake.feed_rows import LEASE, LostLeaseError, claim, release, renew, settle
from bot.store import Store
from bot.store.tables import FeedRow
from tests.intake.pollhouse import NOW, open_house, said
from tests.intake.site import Site, item, rss
from tests.store.databases import KINDS, fresh_database

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    async with fresh_database(request.param, tmp_path) as url:
        store = Store.open(url)
        await store.migrate()
        await store.close()
        yield url


@pytest.fixture
async def shared(database: str) -> AsyncIterator[Store]:
    store = Store.open(database)
    yield store
    await store.close()


async def start(database: str, later: timedelta, *urls: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.intake.poller", database, (NOW + later).isoformat(), *urls,
        stdout=asyncio.subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip


async def counted(process: asyncio.subprocess.Process) -> tuple[int, ...]:
    out, _ = await process.communicate()
    assert process.returncode == 0
    return tuple(int(word) for word in out.split())


def twelve(site: Site) -> list[str]:
    return [
        site.put(f"/{n}", rss(item(f"{n}", text=said(n), date=NOW - timedelta(hours=1))))
        for n in range(1, 13)
    ]


@pytest.mark.slow
async def test_two_processes_share_the_feeds(database: str, shared: Store, site: Site) -> None:
    urls = twelve(site)
    async with open_house(shared, urls) as house:
        pollers = [await start(database, timedelta(), *urls) for _ in range(2)]
        counts = [await counted(poller) for poller in pollers]
        assert [sum(numbers) for numbers in zip(*counts, strict=True)] == [12, 12, 12]
        assert Counter(site.paths()) == Counter(f"/{n}" for n in range(1, 13))
        assert len(await house.reports()) == 12


@pytest.mark.slow
async def test_a_process_that_is_killed_loses_nothing(database: str, shared: Store, site: Site) -> None:
    urls = twelve(site)
    asked, slow = asyncio.Event(), asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        asked.set()
        await slow.wait()
        return web.Response(body=b"")

    site.on("/12", wait)
    async with open_house(shared, urls) as house:
        victim = await start(database, timedelta(), *urls)
        await asked.wait()
        victim.kill()
        await victim.communicate()
        slow.set()
        twelve(site)
        assert (await house.poll(seconds=1)).failed == 0
        last = await house.poll(seconds=LEASE.total_seconds() + 1)
        assert last.failed == 0
        assert len(await house.reports()) == len(await house.posts()) == 12
        assert {view.state for view in await house.book.list()} == {"well"}


async def test_a_round_that_is_broken_off_gives_its_leases_back(shared: Store, site: Site) -> None:
    asked = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.sleep(60)
        return web.Response()

    url = site.on("/feed", hang)
    async with open_house(shared, [url]) as house:
        task = asyncio.create_task(house.poll())
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        site.put("/feed", rss(item(1, text=said(1))))
        assert (await house.poll_one(seconds=1)).new == 1


async def test_a_lease_that_was_lost_writes_nothing(shared: Store, site: Site) -> None:
    async with open_house(shared, [site.put("/feed", rss())]):
        async with shared.begin() as session:
            (mine,) = await claim(session, NOW, 10)
            assert await claim(session, NOW, 10) == []
        later = NOW + LEASE
        async with shared.begin() as session:
            (theirs,) = await claim(session, later, 10)
        async with shared.begin() as session:
            with pytest.raises(LostLeaseError):
                await renew(session, mine, later)
            await settle(session, [mine])
            await release(session, [mine], later)
            assert await session.scalar(select(FeedRow.lease_until)) == theirs.lease_until
            assert await renew(session, theirs, later + LEASE * 0.4) == theirs
            renewed = await renew(session, theirs, later + LEASE * 0.6)
            assert renewed.lease_until == later + LEASE * 1.6
            await settle(session, [renewed])
            assert await session.scalar(select(FeedRow.lease_until)) is None


async def test_a_host_is_asked_one_question_at_a_time_and_hosts_at_once(shared: Store, site: Site) -> None:
    async def slowly(_: web.Request) -> web.Response:
        await asyncio.sleep(0.03)
        return web.Response(body=rss().encode())

    same = [site.on(f"/{n}", slowly) for n in range(6)]
    async with open_house(shared, same) as house:
        await house.poll()
        assert (len(site.asked), site.most_at_once) == (6, 1)
        both = [*same, *(site.on(f"/l{n}", slowly).replace("127.0.0.1", "localhost") for n in range(6))]
        async with open_house(shared, both) as wider:
            await wider.poll(hours=1)
        assert (len(site.asked), site.most_at_once) == (18, 2)


async def test_a_slow_feed_keeps_only_its_own_place(shared: Store, site: Site) -> None:
    done = asyncio.Event()

    async def last(_: web.Request) -> web.Response:
        await done.wait()
        return web.Response(body=rss().encode())

    async def first(_: web.Request) -> web.Response:
        done.set()
        return web.Response(body=rss().encode())

    slow = site.on("/slow", last).replace("127.0.0.1", "localhost")
    async with open_house(shared, [slow, site.on("/quick", first)]) as house:
        assert {result.outcome for result in (await house.poll()).feeds} == {"taken"}
