"""A process that delivers until it is killed: `python -m tests.wire.deliverer DATABASE API TOKEN OFFSET`.

Its clock runs OFFSET seconds ahead, so that the leases of the process killed before have run out; chats
are not paced, so that there is much to interrupt.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.config import Settings
from bot.ledger.chats import Chats
from bot.store import Store
from bot.wire.delivery import Delivery
from bot.wire.numbering import Numbering
from bot.wire.outbox import Outbox
from bot.wire.pacing import Limits, Pacing
from tests.wire.posting import PlainWriter


async def deliver(database: str, api: str, token: str, offset: float) -> None:
    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=offset)

    store = Store.open(database)
    request = HTTPXRequest(connection_pool_size=8, read_timeout=5.0)
    pacing = Pacing(Limits(timedelta(0), 10_000, timedelta(0), 10_000, timedelta(0)))
    async with Bot(token, base_url=f"{api}/bot", request=request) as bot:
        delivery = Delivery(
            bot, Outbox(store, str(os.getpid())), Chats(store, Settings()), PlainWriter(), pacing=pacing,
            numbering=Numbering(), clock=clock,
        )  # fmt: skip
        while True:
            await delivery.start_due(clock())
            await asyncio.sleep(0.001)


if __name__ == "__main__":
    asyncio.run(deliver(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
