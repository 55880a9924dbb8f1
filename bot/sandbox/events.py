"""News for those who watch the chats: pages in a browser and waiting tests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.model import Json

_BACKLOG = 1000


class Events:
    """Hands each event to everyone who listens at that moment.

    An event is a JSON object with `kind`: "message", "edit", "delete" (with `chat` and `message` or
    `message_id`), "answer" (a callback's answer, with `user`), "chats", "commands", "news", "typing",
    or "gone" as the last one; `count` numbers it. A listener that falls 1,000 events behind gets "gone".
    """

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json]] = set()
        self.count = 0
        """How many events there have been: tells whether a state is as new as the events heard."""

    def publish(self, event: Json) -> None:
        """Hand an event to all listeners; never waits."""
        self.count += 1
        event = {**event, "count": self.count}
        for queue in tuple(self._listeners):
            if queue.qsize() >= _BACKLOG:
                self._listeners.discard(queue)
                queue.put_nowait({"kind": "gone"})
            else:
                queue.put_nowait(event)

    def close(self) -> None:
        """Tell all listeners that nothing more will come."""
        self.publish({"kind": "gone"})
        self._listeners.clear()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Json]]:
        """Give a queue that receives every event from now on."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
