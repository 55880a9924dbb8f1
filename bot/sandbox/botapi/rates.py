"""Telegram's documented sending limits, and the 429 above them."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.botapi.refusal import too_many_requests
from bot.sandbox.model import Chat


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast a bot may send; edits count as sends.

    The defaults are those of the Bot API's FAQ: about one message a second in one chat with short
    bursts (`chat_burst` messages), 20 a minute in one group or channel, 30 a second over all.
    """

    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20
    overall_per_second: int = 30


class RateGate:
    """Lets sends pass or turns them down with `retry_after`; a call turned down is not counted."""

    def __init__(self, rates: Rates | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.rates = rates
        self._clock = clock
        self._overall: deque[float] = deque()
        self._group: dict[int, deque[float]] = {}
        self._tokens: dict[int, tuple[float, float]] = {}
        self.refused = 0

    def check(self, chat: Chat) -> None:
        """Count one send to a chat, or raise a RefusalError (429)."""
        if self.rates is None:
            return
        now = self._clock()
        group = self._group.setdefault(chat.id, deque())
        tokens = self._tokens_now(chat.id, now, self.rates)
        waits = [
            _wait(self._overall, now, 1.0, self.rates.overall_per_second),
            (1 - tokens) / self.rates.chat_per_second,
        ]
        if chat.type != "private":
            waits.append(_wait(group, now, 60.0, self.rates.group_per_minute))
        wait = max(waits)
        if wait > 0:
            self.refused += 1
            raise too_many_requests(max(math.ceil(wait), 1))
        self._overall.append(now)
        group.append(now)
        self._tokens[chat.id] = (tokens - 1, now)

    def _tokens_now(self, chat_id: int, now: float, rates: Rates) -> float:
        tokens, since = self._tokens.get(chat_id, (float(rates.chat_burst), now))
        return min(float(rates.chat_burst), tokens + (now - since) * rates.chat_per_second)


def _wait(sent: deque[float], now: float, window: float, limit: int) -> float:
    """Give the seconds until one more send fits into the window; 0 or less where it fits now."""
    while sent and sent[0] <= now - window:
        sent.popleft()
    return 0.0 if len(sent) < limit else sent[len(sent) - limit] + window - now
