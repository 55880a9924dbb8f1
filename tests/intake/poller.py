"""A process that makes one polling round: `python -m tests.intake.poller DATABASE NOW FEED...`."""

import asyncio
import sys
from datetime import datetime

from bot.store import Store
from tests.intake.pollhouse import open_house


async def main(database: str, now: str, *urls: str) -> None:
    store = Store.open(database)
    try:
        async with open_house(store, urls, configure=False) as house:
            house.clock = datetime.fromisoformat(now)
            done = await house.poll()
            print(len(done.feeds), done.new, done.posts)
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
