"""Whatever a feed goes through, each of its entries becomes one report and one post."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.pollhouse import NOW, open_house, said
from tests.intake.site import Site, item, open_site, rss
from tests.store.databases import fresh_store

ENTRIES = 5
HANGS = "hangs on a bad entry"
YOUNG = NOW - timedelta(hours=1)

numbers = st.lists(st.integers(1, ENTRIES), unique=True)
turns = st.lists(
    st.one_of(
        numbers.map(lambda shown: ("shows", shown)),
        numbers.map(lambda shown: ("is cut in", shown)),
        st.sampled_from([("fails", []), ("is a page", []), (HANGS, [])]),
    ),
    max_size=6,
).filter(lambda life: life.count((HANGS, [])) < 3)  # at the third an entry is given up, as it should be


def body(shown: list[int]) -> str:
    return rss(*(item(number, text=said(number), date=YOUNG) for number in shown))


def serve(site: Site, kind: str, shown: list[int]) -> None:
    match kind:
        case "shows":
            site.put("/feed", body(shown), ETag=f'"{shown}"')
        case "is cut in":
            site.put("/feed", body(shown)[:-120], ETag=f'"{shown}"')
        case "fails":
            site.put("/feed", status=503)
        case "is a page":
            site.put("/feed", "<html></html>")
        case _:
            site.put("/feed", body([*range(1, ENTRIES + 1)]))


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(turns)
def test_whatever_a_feed_goes_through(life: list[tuple[str, list[int]]]) -> None:
    asyncio.run(_live(life))


async def _live(life: list[tuple[str, list[int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_site() as site,
            fresh_store("sqlite", Path(folder)) as store,
            open_house(store, [f"{site.base}/feed"], backlog_hours=24 * 365) as house,
        ):
            for kind, shown in life:
                house.poisoned.clear()
                if kind == HANGS:
                    house.poisoned.add("report 3.")
                serve(site, kind, shown)
                await house.poll(hours=7)
            house.poisoned.clear()
            serve(site, "shows", [*range(1, ENTRIES + 1)])
            await house.poll(hours=7)
            assert sorted(int(report.text.split()[1]) for report in await house.reports()) == [1, 2, 3, 4, 5]
            assert len(await house.posts()) == ENTRIES
            assert (await house.poll(hours=7)).feeds[0].outcome == "unchanged"
