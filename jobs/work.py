"""What the jobs work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram.ext import CallbackContext

from bot.config import Totals
from bot.intake.polling import Polling
from bot.ledger.archive import Archive
from bot.ledger.chats import Chats
from bot.ledger.desk import Desk
from bot.ledger.filters import Filter
from bot.wire.delivery import Delivery
from bot.wire.seen import SeenUpdates

Context = CallbackContext[Any, Any, Any, Any]


@dataclass(frozen=True)
class Work:
    """The services that jobs call; `filters` are what each configured channel wants, in their order."""

    polling: Polling
    delivery: Delivery
    desk: Desk
    seen: SeenUpdates
    chats: Chats
    archive: Archive
    totals: Totals
    filters: Sequence[Filter]
    clock: Callable[[], datetime]


def work_of(context: Context) -> Work:
    """Give the services of a job that `jobs.schedule` registered."""
    work = context.job.data if context.job else None
    if not isinstance(work, Work):
        message = "a job was run without its work; jobs.schedule gives it"
        raise TypeError(message)
    return work
