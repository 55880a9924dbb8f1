"""The jobs on the real JobQueue: one that raises does not stop those after it, and is logged."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.ext import Application, ApplicationBuilder

import jobs
from bot.config import Totals
from bot.sandbox import Sandbox
from jobs.schedule import TICKS
from jobs.work import work_of

App = Application[Any, Any, Any, Any, Any, Any]


class Part:
    """A service that counts its calls, and raises at the first."""

    def __init__(self) -> None:
        self.calls = 0
        self.again = asyncio.Event()

    async def work(self, *_given: object) -> int:
        self.calls += 1
        if self.calls == 1:
            message = "the first call fails"
            raise RuntimeError(message)
        self.again.set()
        return 0

    start_due = expire_reviews = purge = make_ready = analyse = work


@pytest.fixture
async def application(sandbox: Sandbox) -> AsyncIterator[App]:
    builder = ApplicationBuilder().token(sandbox.token).base_url(f"{sandbox.api_url}/bot")
    made: App = builder.updater(None).build()
    async with made:
        yield made


def work_with(part: Any, clock: Any) -> jobs.Work:
    return jobs.Work(part, part, part, part, part, part, Totals(), (), clock)


async def test_a_job_that_raises_is_logged_and_comes_again(application: App, clock: Any, caplog: Any) -> None:
    part = Part()
    assert application.job_queue is not None
    jobs.schedule(application.job_queue, work_with(part, clock))
    for job in application.job_queue.jobs():
        if job.name != "deliver":
            job.schedule_removal()
    await application.start()
    try:
        async with asyncio.timeout(10):
            await part.again.wait()
    finally:
        await application.stop()
    assert part.calls >= 2
    assert "the first call fails" in caplog.text


async def test_every_job_is_scheduled_once_and_forgives_being_late(application: App, clock: Any) -> None:
    queue = application.job_queue
    assert queue is not None
    jobs.schedule(queue, work_with(Part(), clock))
    scheduled = [job.job for job in queue.jobs()]
    assert sorted(job.name for job in scheduled) == sorted(tick.run.__name__ for tick in TICKS)
    for job in scheduled:
        assert job.misfire_grace_time is None
        assert job.coalesce
        assert job.max_instances == 1


def test_a_job_without_its_work_says_so() -> None:
    class Bare:
        job = None

    with pytest.raises(TypeError, match=r"jobs\.schedule"):
        work_of(Bare())  # type: ignore[arg-type]
