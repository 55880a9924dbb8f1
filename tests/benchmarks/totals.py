"""How long questions take beside a plain SELECT SUM with the same filter, through the same session.

    python -m tests.benchmarks.totals [--figures 1000000] [--rounds 7] [--only sqlite]

Runs on SQLite, and on PostgreSQL where TALLYWIRE_TEST_POSTGRES names one. Prints a table of medians: "first"
is the first time a question is asked, "again" the next ones, when what took long has been kept.
"""

import argparse
import asyncio
import os
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.figures import Beat, load_beat
from bot.ledger import scope
from bot.ledger.archive import DETAILS, Archive
from bot.ledger.keeping import Keeper
from bot.ledger.totals import FirstOfEach
from bot.ledger.views import Question
from bot.store import Store
from bot.store.tables import ClaimRow
from tests.benchmarks.spread import LAST_DAY, fill
from tests.store.databases import fresh_store

PLACES = {"whole country": "", "a township": "Myingyan"}
PERIODS = {"30 days": 30, "90 days": 90, "all time": None}


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds; `claims` is how many claims the question brought."""

    asked: str
    claims: int
    first_ms: float
    total_ms: float
    sum_ms: float


async def measure(store: Store, archive: Archive, asked: str, question: Question, rounds: int) -> Measured:
    """Time a question and the plain sum of the same claims, in turn, in one session, after a first one.

    The first one tells what a total costs that is not kept yet.
    """
    keeper = Keeper(store)
    took: list[float] = []
    plain: list[float] = []
    begun = time.perf_counter()
    (answer,) = await archive.totals(question)
    first = time.perf_counter() - begun
    async with store.read() as session:
        for _ in range(rounds):
            begun = time.perf_counter()
            await plain_sum(session, question)
            plain.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            assert await keeper.answered_at_once(session, question, FirstOfEach(DETAILS)) is not None
            took.append(time.perf_counter() - begun)
    return Measured(
        asked,
        answer.counted_total + answer.left_out_total,
        1000 * first,
        1000 * statistics.median(took),
        1000 * statistics.median(plain),
    )


async def plain_sum(session: AsyncSession, question: Question) -> int:
    """Add up what the question asks for, overlapping or not, as a database does it by itself."""
    return (await session.scalar(select(func.sum(ClaimRow.low)).where(*scope.within(question)))) or 0


async def run(store: Store, beat: Beat, rounds: int) -> list[Measured]:
    """Measure every question on a filled store."""
    archive = Archive(store, beat, ZoneInfo("Asia/Yangon"))
    measured = []
    for whose in ("regime", ""):
        for place, words in PLACES.items():
            for period, days in PERIODS.items():
                since = f"{LAST_DAY - timedelta(days=days - 1)}..{LAST_DAY}" if days else "all time"
                question = archive.parse(f"killed {whose} {words} {since}", today=LAST_DAY)
                asked = f"{whose or 'any party'}, {place}, {period}"
                measured.append(await measure(store, archive, asked, question, rounds))
                print_row(measured[-1])
    return measured


def print_row(row: Measured) -> None:
    """Print one line of the table."""
    print(
        f"| {row.asked} | {row.claims:,} | {row.sum_ms:.2f} | {row.first_ms:.1f} | {row.total_ms:.1f} "
        f"| {row.total_ms / row.sum_ms:.1f} |",
        flush=True,
    )


async def main_async(figures: int, rounds: int, only: str | None) -> None:
    """Fill each database and measure on it."""
    beat = load_beat(["myanmar"])
    kinds = ["sqlite"]
    if os.environ.get("TALLYWIRE_TEST_POSTGRES"):
        kinds.append("postgresql")
    kinds = [kind for kind in kinds if only in {None, kind}]
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            async with fresh_store(kind, Path(folder)) as store:
                begun = time.perf_counter()
                await fill(store, beat, figures)
                async with store.begin() as session:
                    await session.execute(text("ANALYZE"))
                print(f"\n{kind}, {figures:,} figures, written in {time.perf_counter() - begun:.0f} s\n")
                print("| question | claims | SUM ms | first ms | again ms | times SUM |")
                print("| --- | --- | --- | --- | --- | --- |")
                await run(store, beat, rounds)
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(f"\npeak memory {peak:.0f} MB")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    asyncio.run(main_async(options.figures, options.rounds, options.only))


if __name__ == "__main__":
    main()
