"""Who may ask whom, when: so many at once over all, and one at a time of each host."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.intake.shown import host_of


class Turns:
    """Askers wait for their host first, so that those who wait keep nobody else from asking."""

    def __init__(self, at_once: int) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._hosts: dict[str, asyncio.Lock] = {}
        self._wanted: Counter[str] = Counter()

    @asynccontextmanager
    async def at(self, url: str) -> AsyncIterator[None]:
        """Hold the turn to ask this address's host."""
        host = host_of(url)
        self._wanted[host] += 1
        lock = self._hosts.setdefault(host, asyncio.Lock())
        try:
            async with lock, self._all:
                yield
        finally:
            self._wanted[host] -= 1
            if not self._wanted[host]:
                del self._wanted[host], self._hosts[host]
