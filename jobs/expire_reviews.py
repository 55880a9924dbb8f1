"""Settle reviews that nobody decided in time."""

import logging

from jobs.work import Context, work_of

log = logging.getLogger(__name__)


async def expire_reviews(context: Context) -> None:
    """Do what is configured with reviews past their deadline."""
    work = work_of(context)
    expired = await work.desk.expire_reviews(work.clock())
    if expired:
        log.info("reviews: %s past their deadline", expired)
