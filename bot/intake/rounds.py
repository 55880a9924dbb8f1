"""What a polling round did, as values."""

from dataclasses import dataclass
from typing import Literal

_NAMED = 3


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one feed's turn did.

    `outcome`: `taken` (read, whatever was in it), `unchanged`, `failed`, `gone` (its server says for good),
    `lost` (another process took over). `new` and `corrected` count reports, `entries_failed` the entries
    that could not be taken in. `error` says why it failed and `notes` what else an editor may want to
    know; both name no address.
    """

    feed_id: int
    name: str
    outcome: Literal["taken", "unchanged", "failed", "gone", "lost"]
    new: int = 0
    corrected: int = 0
    posts: int = 0
    entries_failed: int = 0
    error: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One polling round: the feeds that were asked. `str()` is its line in the log."""

    feeds: tuple[FeedResult, ...] = ()

    @property
    def new(self) -> int:
        """Reports taken in."""
        return sum(feed.new for feed in self.feeds)

    @property
    def corrected(self) -> int:
        """Reports whose figures their outlet changed."""
        return sum(feed.corrected for feed in self.feeds)

    @property
    def posts(self) -> int:
        """Posts newly owed."""
        return sum(feed.posts for feed in self.feeds)

    @property
    def failed(self) -> int:
        """Feeds that could not be read."""
        return sum(feed.outcome in {"failed", "gone"} for feed in self.feeds)

    def __str__(self) -> str:
        said = (
            f"feeds asked: {len(self.feeds)}, new reports: {self.new}, corrected: {self.corrected}, "
            f"posts owed: {self.posts}, feeds failed: {self.failed}"
        )
        told = [f"{feed.name}: {feed.error}" for feed in self.feeds if feed.error]
        told += [f"{feed.name}: {note}" for feed in self.feeds for note in feed.notes]
        more = f" | and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
        return " | ".join([said, *told[:_NAMED]]) + more
