"""Forget updates that cannot come again."""

import logging

from jobs.work import Context, work_of

log = logging.getLogger(__name__)


async def forget_updates(context: Context) -> None:
    """Delete the marks of updates that Telegram no longer keeps."""
    work = work_of(context)
    gone = await work.seen.purge(work.clock())
    if gone:
        log.info("updates: %s forgotten", gone)
