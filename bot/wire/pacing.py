"""When a chat may be sent to next: Telegram's limits, kept on this side of the wire.

The Bot API's FAQ gives about one message a second in one chat, 20 a minute in one group or channel and 30
a second over all; an edit counts as a send. https://core.telegram.org/bots/faq#my-bot-is-hitting-limits
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

_NEVER_SENT: deque[datetime] = deque()


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast to send. The windows are a little wider than documented: the network bunches requests."""

    chat_gap: timedelta = timedelta(seconds=1.05)
    group_count: int = 20
    group_window: timedelta = timedelta(seconds=61)
    overall_count: int = 30
    overall_window: timedelta = timedelta(seconds=1.1)


class Pacing:
    """Says when the next send to a chat is due, from the sends it was told of. It never waits itself."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._overall: deque[datetime] = deque(maxlen=self._limits.overall_count)
        self._chats: dict[int, deque[datetime]] = {}
        self._held: dict[int, datetime] = {}

    def ready_at(self, chat_id: int, now: datetime) -> datetime:
        """Give the earliest time for a send to the chat, `now` where it may be sent at once.

        Groups and channels have negative ids, and a limit a minute of their own.
        """
        limits = self._limits
        sends = self._chats.get(chat_id, _NEVER_SENT)
        times = [now, self._held.get(chat_id, now)]
        if sends:
            times.append(sends[-1] + limits.chat_gap)
        if chat_id < 0 and len(sends) >= limits.group_count:
            times.append(sends[-limits.group_count] + limits.group_window)
        if len(self._overall) >= limits.overall_count:
            times.append(self._overall[0] + limits.overall_window)
        return max(times)

    def took(self, chat_id: int, now: datetime) -> None:
        """Count a send (or edit) to the chat."""
        self._overall.append(now)
        self._chats.setdefault(chat_id, deque(maxlen=self._limits.group_count)).append(now)
        if len(self._chats) > 10_000:
            self._forget(now)

    def hold(self, chat_id: int, until: datetime) -> None:
        """Send nothing to the chat before `until`: Telegram asked us to wait."""
        self._held[chat_id] = max(until, self._held.get(chat_id, until))

    def _forget(self, now: datetime) -> None:
        old = now - self._limits.group_window
        self._chats = {chat: sends for chat, sends in self._chats.items() if sends[-1] > old}
        self._held = {chat: until for chat, until in self._held.items() if until > now}
