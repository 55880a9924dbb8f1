"""What is to be done about the entries of a feed: pure decisions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.intake.entries import Entry

_DATELESS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that was seen before. `report_id` is None where nothing could be taken in from it."""

    row_id: int
    content_hash: str
    report_id: int | None


@dataclass(frozen=True, slots=True)
class Work:
    """An entry that is new, or (`known`) was changed by its outlet; `text` its own words, once plain."""

    key: str
    entry: Entry
    known: Known | None
    text: str = ""

    @property
    def revises(self) -> int | None:
        """The report that it changes; None where it makes a new one."""
        return self.known.report_id if self.known else None


def work_on(
    found: Mapping[str, Entry], known: Mapping[str, Known], copies: Collection[str] = ()
) -> list[Work]:
    """Decide which entries need work: the new and the changed, the oldest first.

    `found` and `known` are by key. `copies` holds content hashes that the feed has shown before: an entry
    under a new guid with the very same words, title and place is the old one (some feeds make up new guids).
    An entry that left the feed and comes back is known, and nothing is done.
    """
    work = [
        Work(key, entry, known.get(key))
        for key, entry in found.items()
        if (
            known[key].content_hash != entry.content_hash
            if key in known
            else entry.content_hash not in copies
        )
    ]
    work.reverse()  # feeds list the newest first; the sort below keeps this order among equals
    return sorted(work, key=lambda one: one.entry.published_at or _DATELESS)


def dated(entries: Iterable[Entry], now: datetime) -> list[Entry]:
    """Correct times that cannot be: nothing was published after it was received."""
    return [
        replace(entry, published_at=now) if entry.published_at and entry.published_at > now else entry
        for entry in entries
    ]


def is_posted(entry: Entry, *, first: bool, now: datetime, backlog: timedelta) -> bool:
    """Decide whether a new report is posted: always, but of a feed's backlog only what is young for sure."""
    if not first:
        return True
    return entry.published_at is not None and now - entry.published_at <= backlog
