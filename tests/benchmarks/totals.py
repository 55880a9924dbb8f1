"""How long questions take beside a plain SELECT SUM with the same filter, through the same session.

    python -m tests.benchmarks.totals [--figures 1000000] [--rounds 7] [--only sqlite]

Runs on SQLite, and on PostgreSQL where TALLYWIRE_TEST_POSTGRES names one; several `--figures` make as many
ledgers one after the other. "First" is a question that nobody has asked yet, of a ledger whose job has run;
"anew" the same with all that was kept dropped, as right after a change that touches it; "again" one that was
asked before the job's last round. These and the sum are medians (a time of seconds is taken once). "Peak" is
the most memory that the process has held while it reckoned anew, where Linux tells it. At last what is kept
is dropped by a new claim for the whole country, and made ready again as the bot's job does it.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, false, func, insert, not_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.figures import Beat, load_beat
from bot.ledger import scope
from bot.ledger.archive import DETAILS, Archive
from bot.ledger.keeping import Keeper
from bot.ledger.totals import FirstOfEach
from bot.ledger.unasked import NEVER
from bot.ledger.views import Question
from bot.store import Store
from bot.store.tables import ClaimRow, KeptTotalRow
from tests.benchmarks.spread import LAST_DAY, fill
from tests.store.databases import fresh_store

PLACES = {"whole country": "", "a township": "Myingyan"}
PERIODS = {"30 days": 30, "90 days": 90, "all time": None}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

_LONG = 2.0
"""Seconds from which a first time is taken once."""

_A_ROUND = {"asked_within": timedelta(days=1), "budget": timedelta(hours=1)}
"""What the job is told: all that was asked is made ready, however long it takes."""

_RESET_PEAK = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds, memory in MB; `claims` is how many claims the question brought."""

    asked: str
    claims: int
    sum_ms: float
    first_ms: float
    anew_ms: float
    again_ms: float
    memory: float

    def __str__(self) -> str:
        """Give one line of the table."""
        times = (self.first_ms, self.anew_ms, self.again_ms)
        told = " | ".join(f"{ms:.1f} | {ms / self.sum_ms:.1f}" for ms in times)
        return f"| {self.asked} | {self.claims:,} | {self.sum_ms:.2f} | {told} | {self.memory:.0f} |"


async def measure(store: Store, archive: Archive, asked: str, question: Question, rounds: int) -> Measured:
    """Time a question first, anew and again, each in turn with the plain sum and in one session with it."""
    unasked = and_(KeptTotalRow.asked_at == NEVER, KeptTotalRow.form == "total")
    plain: list[float] = []
    first = await _times(store, archive, question, rounds, plain, not_(unasked))
    kept_ready = await _all_kept(store)
    _forget_peak()
    anew = await _times(store, archive, question, rounds, plain, true())
    memory = _held("VmHWM")
    await _put_back(store, kept_ready)
    (answer,) = await archive.totals(question)
    await archive.make_ready(NOW, **_A_ROUND)
    again = await _times(store, archive, question, rounds, plain, false())
    await _put_back(store, kept_ready)
    claims = answer.counted_total + answer.left_out_total
    medians = (1000 * statistics.median(times) for times in (plain, first, anew, again))
    return Measured(asked, claims, *medians, memory)


async def _times(
    store: Store,
    archive: Archive,
    question: Question,
    rounds: int,
    plain: list[float],
    dropped: ColumnElement[bool],
) -> list[float]:
    """Time the sum (into `plain`) and the question, with these of what is kept dropped before each time."""
    keeper, shown = Keeper(store), FirstOfEach(DETAILS)
    times: list[float] = []
    while len(times) < rounds and (not times or times[0] < _LONG):
        async with store.begin() as session:
            await session.execute(delete(KeptTotalRow).where(dropped))
        async with store.read() as session:
            await session.connection()  # a transaction that is open is at nobody's expense
            plain.append((await _timed(lambda: plain_sum(session, question)))[0])
            took, given = await _timed(lambda: keeper.answered_at_once(session, question, shown))
        if given is None:  # so long that it is kept before it is told
            took, _ = await _timed(lambda: archive.totals(question))
        times.append(took)
    return times


async def _all_kept(store: Store) -> list[dict[str, Any]]:
    async with store.read() as session:
        rows = await session.execute(select(KeptTotalRow.__table__))
        return [dict(row) for row in rows.mappings()]


async def _put_back(store: Store, rows: list[dict[str, Any]]) -> None:
    """Put back what was kept before; nothing has changed since."""
    async with store.begin() as session:
        await session.execute(delete(KeptTotalRow))
        if rows:
            await session.execute(insert(KeptTotalRow), rows)


async def plain_sum(session: AsyncSession, question: Question) -> int:
    """Add up what the question asks for, overlapping or not, as a database does it by itself."""
    within = scope.within(scope.Shape.of(question))
    return (await session.scalar(select(func.sum(ClaimRow.low)).where(*within), scope.values(question))) or 0


async def run(store: Store, beat: Beat, rounds: int) -> None:
    """Measure every question on a filled store, and then what it costs to make them all ready again."""
    archive = Archive(store, beat, ZoneInfo("Asia/Yangon"), clock=lambda: NOW)
    await archive.totals(archive.parse("injured Hakha 2024", today=LAST_DAY))  # a bot has been asked before
    begun = time.perf_counter()
    _forget_peak()
    done = await archive.make_ready(NOW, **_A_ROUND)
    took = time.perf_counter() - begun
    print(f"the job, before anybody asked: {done} in {took:.1f} s, peak {_held('VmHWM'):.0f} MB\n")
    print("| question | claims | SUM ms | first ms | times | anew ms | times | again ms | times | peak MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    questions = []
    for whose in ("regime", ""):
        for place, words in PLACES.items():
            for period, days in PERIODS.items():
                since = f"{LAST_DAY - timedelta(days=days - 1)}..{LAST_DAY}" if days else "all time"
                question = archive.parse(f"killed {whose} {words} {since}", today=LAST_DAY)
                asked = f"{whose or 'any party'}, {place}, {period}"
                print(await measure(store, archive, asked, question, rounds), flush=True)
                questions.append(question)
    await make_ready(store, archive, questions)


async def make_ready(store: Store, archive: Archive, questions: list[Question]) -> None:
    """Drop all that is kept by a change, and time the job that makes it ready."""
    for question in questions:
        await archive.totals(question)
    newest = select(func.max(ClaimRow.id) + 1).scalar_subquery()
    change = {"id": newest, "measure": "killed", "low": 1, "value": 1, "high": 1, "standing": True}
    begun = time.perf_counter()
    async with store.begin() as session:
        await session.execute(insert(ClaimRow).values(**change, created_at=NOW, changed_at=NOW))
    dropped = time.perf_counter() - begun
    _forget_peak()
    begun = time.perf_counter()
    done = await archive.make_ready(NOW, **_A_ROUND)
    took = time.perf_counter() - begun
    print(
        f"\na change that drops them all: {1000 * dropped:.1f} ms; the job: {done} in {took:.1f} s, ", end=""
    )
    print(f"peak {_held('VmHWM'):.0f} MB")


async def _timed(asking: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    begun = time.perf_counter()
    given = await asking()
    return time.perf_counter() - begun, given


async def _settle(store: Store) -> None:
    """Let the database look at its tables, as it does by itself in the course of days."""
    await store.analyse()
    if store.dialect == "postgresql":
        async with store.begin() as session:
            raw = (await (await session.connection()).get_raw_connection()).driver_connection
            assert raw is not None
            await raw.set_autocommit(True)  # a VACUUM runs outside of transactions
            await raw.execute("VACUUM ANALYZE")
            await raw.set_autocommit(False)


def _forget_peak() -> None:
    if _RESET_PEAK.exists():
        _RESET_PEAK.write_text("5", encoding="ascii")


def _held(what: str) -> float:
    """Give what the process holds (VmRSS), or has held at most (VmHWM), in MB; 0 where it cannot be told."""
    if not _STATUS.exists():
        return 0.0
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


async def main_async(figures: list[int], rounds: int, only: str | None) -> None:
    """Fill each database and measure on it."""
    beat = load_beat(["myanmar"])
    kinds = ["sqlite"]
    if os.environ.get("TALLYWIRE_TEST_POSTGRES"):
        kinds.append("postgresql")
    for kind in kinds:
        for size in figures if only in {None, kind} else ():
            with tempfile.TemporaryDirectory() as folder:
                async with fresh_store(kind, Path(folder)) as store:
                    begun = time.perf_counter()
                    await fill(store, beat, size)
                    await _settle(store)
                    took = time.perf_counter() - begun
                    print(
                        f"\n{kind}, {size:,} figures, written in {took:.0f} s; {_held('VmRSS'):.0f} MB held\n"
                    )
                    await run(store, beat, rounds)


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    asyncio.run(main_async(options.figures, options.rounds, options.only))


if __name__ == "__main__":
    main()
