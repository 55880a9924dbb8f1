"""When a feed is asked again. Pure: headers and failures in, times out."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?(\d{1,9})', re.IGNORECASE)
_NOT_KEPT = re.compile(r"no-cache|no-store|must-understand", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The policy of asking, as a value.

    A feed is asked every `every`, later where its server wishes so (max-age, ttl), though no later than
    `wish_at_most`; after the n-th failure in a row after `every` doubled n-1 times, though no later than
    `failure_at_most` (or `every`, where that is longer); and where the server said Retry-After not before,
    up to `retry_at_most`. `spread` is the share of the wait that feeds are spread over, so that those
    that began together do not stay together.
    """

    wish_at_most: timedelta = timedelta(hours=1)
    failure_at_most: timedelta = timedelta(hours=6)
    retry_at_most: timedelta = timedelta(hours=24)
    spread: float = 0.05

    def after_success(self, every: timedelta, wish: timedelta | None = None) -> timedelta:
        """Give the wait after an answer. `wish` is how long the server says that the answer stays fresh."""
        return max(every, min(wish or timedelta(), self.wish_at_most))

    def after_failure(
        self, every: timedelta, failures: int, retry_after: timedelta | None = None
    ) -> timedelta:
        """Give the wait after the `failures`-th failure in a row (1 is the first)."""
        doubled = every * int(2 ** min(failures - 1, 20))
        wait = min(doubled, max(self.failure_at_most, every))
        return max(wait, min(retry_after or timedelta(), self.retry_at_most))

    def spread_for(self, feed_id: int, wait: timedelta) -> timedelta:
        """Give the part of `wait` that this feed waits on top: always the same one for a feed."""
        digest = hashlib.sha256(str(feed_id).encode()).digest()
        return wait * (self.spread * int.from_bytes(digest[:4]) / 2**32)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read Retry-After, in seconds or as a date (RFC 9110, 10.2.3); None where it is absent or unreadable."""
    words = headers.get("Retry-After", "").strip()
    if not words:
        return None
    if words.isascii() and words.isdigit():
        return timedelta(seconds=min(int(words[:12]), 10**9))
    try:
        then = parsedate_to_datetime(words)
    except (ValueError, OverflowError, IndexError, TypeError):  # what its parser lets through
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(then - now, timedelta())


def fresh_for(headers: Mapping[str, str]) -> timedelta | None:
    """Read how long an answer stays fresh: Cache-Control's max-age less the Age it has already."""
    control = headers.get("Cache-Control", "")
    match = _MAX_AGE.search(control)
    if match is None or _NOT_KEPT.search(control):
        return None
    age = headers.get("Age", "").strip()
    spent = int(age[:9]) if age.isascii() and age.isdigit() else 0
    return timedelta(seconds=max(0, int(match[1]) - spent))
