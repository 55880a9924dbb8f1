"""Ask the feeds that are due."""

import logging

from jobs.work import Context, work_of

log = logging.getLogger(__name__)


async def poll_feeds(context: Context) -> None:
    """Ask the feeds that are due, and take in what is new."""
    work = work_of(context)
    done = await work.polling.poll_due(work.clock())
    if done.feeds:
        log.info("%s", done)
