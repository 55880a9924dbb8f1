"""Reckon again, ahead of the next question, the totals that changes have dropped."""

import logging

from jobs.work import Context, work_of

log = logging.getLogger(__name__)


async def keep_ready(context: Context) -> None:
    """Make ready what was asked lately, as far as the budget of one round goes."""
    work = work_of(context)
    done = await work.archive.make_ready(
        work.clock(), asked_within=work.totals.ready_for, budget=work.totals.budget
    )
    if done:
        log.info("totals: %s", done)
