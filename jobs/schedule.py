"""When each job runs: on the one scheduler, the JobQueue's.

The times at which feeds, posts and reviews are due, and which totals were asked lately, stand in the
database; a job only looks whether there is something to do. So a tick that was missed costs nothing, and
ticks that pile up are run as one.
"""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.ext import JobQueue

from jobs.analyse_tables import analyse_tables
from jobs.deliver import deliver
from jobs.expire_reviews import expire_reviews
from jobs.forget_updates import forget_updates
from jobs.keep_ready import keep_ready
from jobs.meet_channels import meet_channels
from jobs.poll_feeds import poll_feeds
from jobs.work import Context, Work


@dataclass(frozen=True)
class Tick:
    """A job, how often it looks for something due, and when first (seconds)."""

    run: Callable[[Context], Coroutine[Any, Any, None]]
    every: float
    first: float


TICKS = (
    Tick(meet_channels, 120.0, 0.0),
    Tick(poll_feeds, 5.0, 1.0),
    Tick(deliver, 0.5, 1.0),
    Tick(expire_reviews, 30.0, 5.0),
    Tick(keep_ready, 60.0, 30.0),
    Tick(forget_updates, 3600.0, 60.0),
    Tick(analyse_tables, 6 * 3600.0, 600.0),
)


def schedule(queue: JobQueue[Any], work: Work) -> None:
    """Put the jobs on the queue.

    A tick that is late still runs (APScheduler would drop it after a second), only one of a job runs at a
    time, and one that raises is logged by the queue and comes again.
    """
    # A round of polling may outlast its tick; that the next ticks are left out is meant, not worth a line.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for tick in TICKS:
        queue.run_repeating(
            tick.run,
            interval=tick.every,
            first=tick.first,
            data=work,
            name=tick.run.__name__,
            job_kwargs={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
