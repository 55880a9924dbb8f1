"""Subscribe the configured channels, as soon as Telegram shows them to the bot."""

import logging

from bot.wire.channels import meet_channels as meet
from jobs.work import Context, work_of

log = logging.getLogger(__name__)


async def meet_channels(context: Context) -> None:
    """Meet configured channels that are not known yet."""
    work = work_of(context)
    hidden = await meet(context.bot, work.chats, work.filters, work.clock())
    if hidden:
        names = ", ".join(str(name) for name in hidden)
        log.warning("channels: %s cannot be seen; add the bot there as an administrator", names)
