"""Send what is owed."""

import logging

from jobs.work import Context, work_of

log = logging.getLogger(__name__)


async def deliver(context: Context) -> None:
    """Begin to send the posts and edits that are due."""
    work = work_of(context)
    begun = await work.delivery.start_due(work.clock())
    if begun:
        log.info("delivery: %s begun", begun)
