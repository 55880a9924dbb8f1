"""What was asked lately is ready again before the next one asks."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.figures import Beat
from bot.ledger import kept
from bot.ledger.archive import Archive
from bot.ledger.keeping import Keeper, MadeReady
from bot.ledger.totals import FirstOfEach
from bot.ledger.unasked import Unasked
from bot.store import Store
from bot.store.tables import KeptTotalRow
from tests.ledger.read.shelf import NOW, put, said

TODAY = date(2024, 12, 1)
WEEK = timedelta(days=7)
BUDGET = timedelta(seconds=20)


class Clock:
    now = NOW

    def __call__(self) -> object:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(store: Store, beat: Beat, clock: Clock) -> Archive:
    return Archive(store, beat, ZoneInfo("Asia/Yangon"), keep_from=1, clock=clock)  # type: ignore[arg-type]


async def state(store: Store, archive: Archive, words: str, today: date = TODAY) -> str:
    async with store.read() as session:
        known = await kept.find(session, kept.Asked(archive.parse(words, today=today), "total"))
    if known is None:
        return "unknown"
    return "dropped" if known.answer is None else "ready"


async def test_what_a_change_dropped_is_ready_again_and_true(
    store: Store, archive: Archive, beat: Beat
) -> None:
    await put(store, said(low=5), said(low=4, path="Chin/Falam"))
    asked = ["killed", "killed regime Falam november 2024", "killed outlet Mizzima"]
    for words in asked:
        await archive.totals(archive.parse(words, today=TODAY))
    await put(store, said(low=3, path="Chin"), said(low=2, path="Kachin"))
    assert {await state(store, archive, words) for words in asked} == {"dropped"}
    assert await archive.make_ready(NOW, asked_within=WEEK, budget=BUDGET) == MadeReady(ready=3)
    assert {await state(store, archive, words) for words in asked} == {"ready"}
    plain = Archive(store, beat, ZoneInfo("Asia/Yangon"))
    for words in asked:
        question = archive.parse(words, today=TODAY)
        assert await archive.totals(question) == await plain.totals(question)
    again = await archive.make_ready(NOW, asked_within=WEEK, budget=BUDGET)
    assert not again


async def test_a_round_ends_with_its_budget_and_takes_the_last_asked_first(
    store: Store, archive: Archive, clock: Clock
) -> None:
    await put(store, said(low=5))
    for words in ("killed", "killed regime"):
        await archive.totals(archive.parse(words, today=TODAY))
        clock.now += timedelta(hours=2)
    await put(store, said(low=3))
    nothing = await archive.make_ready(clock.now, asked_within=WEEK, budget=timedelta(0))
    assert nothing == MadeReady(ready=0, waiting=2)
    assert str(nothing) == "0 made ready, 2 wait"
    async with store.read() as session:
        waiting = await kept.dropped(session, NOW)
    assert [asked.question.party for asked, _ in waiting] == ["regime", None]


async def test_what_nobody_asked_for_long_is_forgotten(store: Store, archive: Archive, clock: Clock) -> None:
    await put(store, said(low=5))
    for words in ("killed", "killed regime"):
        await archive.totals(archive.parse(words, today=TODAY))
    clock.now += timedelta(days=20)
    await archive.totals(archive.parse("killed", today=TODAY))  # from what is kept
    clock.now += timedelta(days=20)
    done = await archive.make_ready(clock.now, asked_within=WEEK, budget=BUDGET)
    assert str(done) == "0 made ready, 0 wait, 1 not asked for long forgotten"
    assert await state(store, archive, "killed") == "ready"
    assert await state(store, archive, "killed regime") == "unknown"


async def test_only_so_many_questions_are_remembered(
    store: Store, archive: Archive, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    await put(store, said(low=5))
    for words in ("killed", "killed regime", "killed november 2024", "killed Sagaing"):
        await archive.totals(archive.parse(words, today=TODAY))
        clock.now += timedelta(hours=1)
    await archive.make_ready(clock.now, asked_within=WEEK, budget=BUDGET)
    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(KeptTotalRow)) == 2
    assert await state(store, archive, "killed Sagaing") == "ready"
    assert await state(store, archive, "killed") == "unknown"


async def test_totals_over_all_time_are_ready_before_anybody_asks(
    store: Store, archive: Archive, beat: Beat
) -> None:
    await put(store, said(low=5), said(low=4, path="Chin/Falam", party=None), said(low=2, measure="injured"))
    keeper = Keeper(store, keep_from=1, unasked=Unasked(all_time=2))

    async def made_ready(**within: timedelta) -> MadeReady:
        return await keeper.make_ready(NOW, TODAY, asked_within=within.get("within", WEEK), budget=BUDGET)

    assert not await made_ready(within=timedelta(0))
    assert await made_ready() == MadeReady(ready=1)
    assert [await state(store, archive, words) for words in ("killed", "killed regime", "injured")] == [
        "ready", "unknown", "unknown",
    ]  # fmt: skip
    assert not await made_ready()
    await archive.totals(archive.parse("killed Chin", today=TODAY))
    await put(store, said(low=9, path="Chin"))
    assert await made_ready() == MadeReady(ready=3)
    for words in ("killed", "killed regime", "killed Chin"):
        assert await state(store, archive, words) == "ready"
        question = archive.parse(words, today=TODAY)
        plain = Archive(store, beat, ZoneInfo("Asia/Yangon"))
        assert await archive.totals(question) == await plain.totals(question)


async def test_totals_of_the_last_days_are_ready_before_anybody_asks_and_follow_the_day(
    store: Store, archive: Archive, beat: Beat
) -> None:
    days = {3: TODAY, 4: TODAY - timedelta(days=20), 5: TODAY - timedelta(days=60)}
    claims = [said(low=low, start=day, end=day) for low, day in days.items()]
    await put(store, *claims, said(low=2, party=None, start=TODAY, end=TODAY), said(low=9, measure="injured"))
    keeper = Keeper(store, keep_from=9, unasked=Unasked(recent=2))
    week, month, quarter = "killed last 7 days", "killed last 30 days", "killed last 90 days"
    of_party = "killed regime last 30 days"

    async def ready(today: date = TODAY) -> list[str]:
        words = (week, month, quarter, of_party, "killed regime last 7 days", "killed")
        return [one for one in words if await state(store, archive, one, today) == "ready"]

    assert (await keeper.make_ready(NOW, TODAY, asked_within=WEEK, budget=BUDGET)).ready == 5
    assert await ready() == [week, month, quarter, of_party]
    plain = Archive(store, beat, ZoneInfo("Asia/Yangon"))
    for words in await ready():
        question = archive.parse(words, today=TODAY)
        assert await keeper.answers(question, FirstOfEach(12), NOW) == await plain.totals(question)
    await put(store, said(low=7, path="Chin", start=TODAY, end=TODAY))
    assert await ready() == []
    assert (await keeper.make_ready(NOW, TODAY, asked_within=WEEK, budget=BUDGET)).ready == 6
    tomorrow = TODAY + timedelta(days=1)
    done = await keeper.make_ready(NOW, tomorrow, asked_within=WEEK, budget=BUDGET)
    assert (done.ready, done.forgotten) == (6, 2)  # four were asked, and are remembered for that
    assert await ready(tomorrow) == [week, month, quarter, of_party, "killed regime last 7 days"]


async def test_what_is_kept_unasked_is_not_forgotten(
    store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(store, said(low=5), said(low=4, path="Chin/Falam"))
    keeper = Keeper(store, keep_from=1, unasked=Unasked(all_time=2))
    month = timedelta(days=40)
    assert (await keeper.make_ready(NOW, TODAY, asked_within=month, budget=BUDGET)).ready == 2
    for words in ("killed Chin", "killed Falam", "killed november 2024"):
        await archive.totals(archive.parse(words, today=TODAY))
    monkeypatch.setattr(kept, "MOST", 2)
    later = NOW + timedelta(hours=1)
    done = await keeper.make_ready(later, TODAY, asked_within=month, budget=BUDGET)
    assert (done.ready, done.waiting) == (0, 0)
    for words in ("killed", "killed regime"):
        assert await state(store, archive, words) == "ready"


async def test_what_has_some_claims_is_remembered_and_kept_from_then_on(
    store: Store, archive: Archive, beat: Beat
) -> None:
    await put(store, said(low=5), said(low=4, path="Chin/Falam"))
    keeper = Keeper(store, keep_from=9, remember_from=2)
    for words in ("killed", "killed Chin", "regime"):
        question = archive.parse(words, today=TODAY)
        plain = await Archive(store, beat, ZoneInfo("Asia/Yangon")).totals(question, details=5)
        for _ in range(2):
            answers = await keeper.answers(question, FirstOfEach(5), NOW)
            assert [answer.counted for answer in answers] == [answer.counted for answer in plain]
    assert await state(store, archive, "killed") == "unknown"
    assert await keeper.make_ready(NOW, TODAY, asked_within=WEEK, budget=BUDGET) == MadeReady(ready=1)
    assert await state(store, archive, "killed") == "ready"
    assert await state(store, archive, "killed Chin") == "unknown"
    assert not await keeper.make_ready(NOW, TODAY, asked_within=WEEK, budget=BUDGET)


async def test_what_was_asked_is_made_ready_before_what_was_not(store: Store, archive: Archive) -> None:
    await put(store, said(low=5), said(low=4, path="Chin/Falam"))
    await archive.totals(archive.parse("killed Chin", today=TODAY))
    await put(store, said(low=9, path="Chin"))
    keeper = Keeper(store, keep_from=1, unasked=Unasked(all_time=1))
    assert (await keeper.make_ready(NOW, TODAY, asked_within=WEEK, budget=timedelta(0))).waiting == 3
    async with store.read() as session:
        waiting = await kept.dropped(session, NOW - WEEK)
    assert [asked.question.place_path for asked, _ in waiting] == [("Chin",)]


async def test_lines_and_steps_are_made_ready_too_but_no_steps_of_another_day(
    store: Store, archive: Archive, beat: Beat
) -> None:
    await put(store, said(low=5), said(low=4, path="Chin/Falam"))
    divided = archive.parse("killed all time by region", today=TODAY)
    over = archive.parse("killed november 2024", today=TODAY)
    today = archive.today(NOW)
    for _ in range(2):
        await archive.breakdown(divided)
        await archive.series(over, "week", today=today)
    await archive.series(over, None, today=today - timedelta(days=1))
    await put(store, said(low=3, path="Chin"))
    assert await archive.make_ready(NOW, asked_within=WEEK, budget=BUDGET) == MadeReady(ready=2)
    plain = Archive(store, beat, ZoneInfo("Asia/Yangon"))
    assert await archive.breakdown(divided) == await plain.breakdown(divided)
    steps = await plain.series(over, "week", today=today)
    assert await archive.series(over, "week", today=today) == steps
