"""The jobs that keep totals ready: what they ask of the archive, and what they say of it."""

import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

import jobs
from bot.config import Totals
from bot.ledger.keeping import MadeReady
from jobs.analyse_tables import analyse_tables
from jobs.keep_ready import keep_ready

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Shelf:
    """An archive that writes down what it is asked, and has done what it is told to have done."""

    def __init__(self, done: MadeReady) -> None:
        self.done = done
        self.asked: list[object] = []

    async def make_ready(self, now: datetime, **limits: timedelta) -> MadeReady:
        self.asked.append((now, limits))
        return self.done

    async def analyse(self) -> None:
        self.asked.append("analyse")


def context_of(shelf: Shelf) -> Any:
    nothing = cast("Any", None)
    totals = Totals(ready_for=timedelta(days=2), budget=timedelta(seconds=5))
    work = jobs.Work(nothing, nothing, nothing, nothing, nothing, cast("Any", shelf), totals, (), lambda: NOW)
    return SimpleNamespace(job=SimpleNamespace(data=work))


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (MadeReady(), []),
        (MadeReady(ready=3, waiting=1), ["totals: 3 made ready, 1 wait"]),
        (MadeReady(forgotten=2), ["totals: 0 made ready, 0 wait, 2 not asked for long forgotten"]),
    ],
)
async def test_what_is_configured_is_asked_and_what_was_done_is_said(
    done: MadeReady, said: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(done)
    with caplog.at_level(logging.INFO, logger="jobs"):
        await keep_ready(context_of(shelf))
    assert shelf.asked == [(NOW, {"asked_within": timedelta(days=2), "budget": timedelta(seconds=5)})]
    assert [record.getMessage() for record in caplog.records] == said


async def test_the_tables_are_looked_at() -> None:
    shelf = Shelf(MadeReady())
    await analyse_tables(context_of(shelf))
    assert shelf.asked == ["analyse"]
