"""The configured channels: met by asking Telegram about them, then subscribed."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.ledger.chats import ChatKind, Chats, Met
from bot.ledger.filters import Filter
from bot.wire.redaction import redacted

log = logging.getLogger(__name__)


async def meet_channels(
    bot: Bot, chats: Chats, filters: Sequence[Filter], now: datetime
) -> tuple[int | str, ...]:
    """Meet the configured chats that are not known yet, and begin their subscriptions.

    Gives the chats that Telegram does not show to the bot: it must be added to them. Those that could not be
    asked about for other reasons are left for the next time.
    """
    hidden = []
    for name in await chats.unmet():
        try:
            chat = await bot.get_chat(name)
        except (BadRequest, Forbidden):
            hidden.append(name)
            continue
        except TelegramError as error:
            log.warning("chat %s could not be asked about: %s", name, redacted(error.message))
            continue
        kind = cast("ChatKind", str(chat.type))
        await chats.meet(Met(chat.id, kind, chat.title or chat.full_name or "", chat.username), now=now)
    await chats.sync(filters, now=now)
    return tuple(hidden)
