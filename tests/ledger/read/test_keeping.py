"""What is kept of a total is what a recount gives, after every kind of change."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.figures import Beat
from bot.ledger import keeping, reckonable
from bot.ledger.archive import Archive
from bot.ledger.totals import FirstOfEach
from bot.store import Store
from bot.store.tables import ClaimRow, FigureRow, KeptTotalRow, ReportRow
from tests.ledger.read.shelf import NOW, figure_of, put, put_one, said

TODAY = date(2024, 12, 1)
QUESTIONS = ("killed", "killed regime", "killed Sagaing since 2024-06-01", "killed outlet Mizzima", "injured")

Change = Callable[[AsyncSession], Awaitable[Any]]


def claims(**values: Any) -> Change:
    return lambda session: session.execute(update(ClaimRow).where(ClaimRow.id == 2).values(**values))


def figures(**values: Any) -> Change:
    return lambda session: session.execute(update(FigureRow).where(FigureRow.claim_id == 2).values(**values))


def reports(**values: Any) -> Change:
    return lambda session: session.execute(update(ReportRow).where(ReportRow.id == 2).values(**values))


CHANGES: dict[str, Change] = {
    "a new claim": lambda session: put_one(session, said(low=77, path="Chin"), NOW),
    "another report of a claim": lambda session: _restate(session),
    "a corrected number": claims(low=31, value=31, high=31),
    "rival numbers": claims(low=3, high=90, rivals=True),
    "another place": claims(place_path="Magway/Pauk"),
    "another party": claims(party="civilian"),
    "another measure": claims(measure="injured"),
    "and the first one again": claims(measure="killed"),
    "other days": claims(start=date(2024, 9, 1), end=date(2024, 9, 3)),
    "a part of another": claims(whole_id=1),
    "a unit": claims(unit="families"),
    "a claim that stands no more": claims(standing=False),
    "one that stands again": claims(standing=True),
    "a rejected figure": figures(state="rejected"),
    "a figure that stands again": figures(state="standing"),
    "a split": figures(claim_id=1),
    "another source": figures(source="KNDF", source_key="kndf"),
    "another outlet": reports(outlet="DVB"),
    "another time of receipt": reports(received_at=datetime(2025, 1, 1, tzinfo=UTC)),
    "a claim that is gone": lambda session: session.execute(delete(ClaimRow).where(ClaimRow.id == 2)),
}


async def _restate(session: AsyncSession) -> None:
    await put_one(session, said(low=1, path="Kayah", outlet="DVB"), NOW)
    newest = await session.scalar(select(func.max(ReportRow.id))) or 0
    session.add(figure_of(said(source="KNDF"), newest, 2, key="f2"))
    await session.flush()


@pytest.fixture
def keeping_archive(store: Store, beat: Beat) -> Archive:
    return Archive(store, beat, ZoneInfo("Asia/Yangon"), keep_from=1)


async def kept(store: Store) -> int:
    async with store.read() as session:
        statement = select(func.count()).where(KeptTotalRow.answer.is_not(None))
        return await session.scalar(statement) or 0


async def test_what_is_kept_equals_a_recount_after_every_kind_of_change(
    store: Store, archive: Archive, keeping_archive: Archive
) -> None:
    await put(
        store,
        said(low=20, start=date(2024, 10, 1), end=date(2024, 11, 30)),
        said(low=5, path="Sagaing/Kani"),
        said(low=8, path="Chin", party="resistance"),
        said(low=4, path="Chin", party=None),
        said(low=6, measure="injured"),
    )
    asked = [archive.parse(words, today=TODAY) for words in QUESTIONS]
    for question in asked:
        await keeping_archive.totals(question)
    assert await kept(store) == len(QUESTIONS)
    for name, change in CHANGES.items():
        async with store.begin() as session:
            await change(session)
        for question in asked:
            recount = await archive.totals(question)
            assert await keeping_archive.totals(question) == recount, name
            assert await keeping_archive.totals(question) == recount, name
        page = await archive.why(asked[0], page=0, size=3)
        assert await keeping_archive.why(asked[0], page=0, size=3) == page, name
    assert await kept(store) == len(QUESTIONS)


async def test_a_change_that_is_rolled_back_drops_nothing(store: Store, keeping_archive: Archive) -> None:
    await put(store, said(low=5))
    await keeping_archive.totals(keeping_archive.parse("killed", today=TODAY))
    async with store.begin() as session:
        await put_one(session, said(low=9), NOW)
        await session.rollback()
    assert await kept(store) == 1


async def test_a_change_while_it_is_reckoned_is_not_missed(
    store: Store, archive: Archive, keeping_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(store, said(low=5))
    question = archive.parse("killed", today=TODAY)
    reckoning = reckonable.outlines

    async def slowly(*given: Any) -> Any:
        reckoned = await reckoning(*given)
        await put(store, said(low=9, path="Chin"))
        return reckoned

    with monkeypatch.context() as patch:
        patch.setattr(reckonable, "outlines", slowly)
        (stale,) = await keeping_archive.totals(question)
    assert stale.at_least == 5  # the state it was asked in
    assert await kept(store) == 0
    (answer,) = await keeping_archive.totals(question)
    assert answer.at_least == 14


async def test_two_that_ask_the_same_at_once_wait_for_one_reckoning(
    store: Store, archive: Archive, keeping_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(store, said(low=5))
    question = archive.parse("killed", today=TODAY)
    reckoning, times = reckonable.outlines, 0

    async def counted(*given: Any) -> Any:
        nonlocal times
        times += 1
        await asyncio.sleep(0.05)
        return await reckoning(*given)

    monkeypatch.setattr(reckonable, "outlines", counted)
    one, other = await asyncio.gather(*(keeping_archive.totals(question) for _ in range(2)))
    assert one == other
    assert times == 1


async def test_a_page_that_is_not_kept_is_reckoned(
    store: Store, archive: Archive, keeping_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reckonable, "KEPT_DETAILS", 2)
    await put(
        store, *(said(low=day, start=date(2024, 11, day), end=date(2024, 11, day)) for day in range(1, 8))
    )
    question = archive.parse("killed", today=TODAY)
    for size in (1, 2, 5, None):
        assert await keeping_archive.totals(question, details=size) == await archive.totals(
            question, details=size
        )
    for page in range(4):
        assert await keeping_archive.why(question, page=page, size=2) == await archive.why(
            question, page=page, size=2
        )


async def test_few_claims_and_questions_without_a_measure_are_not_kept(
    store: Store, archive: Archive
) -> None:
    await put(store, said(low=5))
    await archive.totals(archive.parse("killed", today=TODAY))
    few = Archive(store, archive._beat, ZoneInfo("UTC"), keep_from=2)
    await few.totals(few.parse("killed", today=TODAY))
    every = Archive(store, archive._beat, ZoneInfo("UTC"), keep_from=1)
    await every.totals(every.parse("regime", today=TODAY))
    assert await kept(store) == 0


async def test_a_large_ledger_is_asked_one_measure_at_a_time(
    store: Store, archive: Archive, beat: Beat
) -> None:
    families = said(low=7, unit="families", measure="displaced")
    await put(store, said(low=5), said(low=6, measure="injured"), families)
    question = archive.parse("regime november 2024", today=TODAY)
    at_once = await keeping.Keeper(store, beat.measures).answers(question, FirstOfEach(5), NOW)
    one_by_one = await keeping.Keeper(store, beat.measures, large=1).answers(question, FirstOfEach(5), NOW)
    assert [answer.measure for answer in at_once] == ["displaced", "injured", "killed"]
    assert one_by_one == at_once
