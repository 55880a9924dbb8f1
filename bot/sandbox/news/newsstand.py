"""The outlets of the sandbox and what stands in their feeds."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.errors import NotFoundError
from bot.sandbox.events import Events
from bot.sandbox.news.entry import Entry, Outlet
from bot.sandbox.news.formats import feed_body
from bot.sandbox.news.trouble import Kind, Trouble
from bot.sandbox.register import Clock

FEED_LENGTH = 30
"""Entries that a feed shows, the newest first; older ones keep their pages."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a feed or article: when asked in tests, what the other side sent and got."""

    path: str
    status: int
    headers: Mapping[str, str]


@dataclass
class _Shelf:
    outlet: Outlet
    changed: datetime
    entries: list[Entry] = field(default_factory=list)
    retired: dict[str, Entry] = field(default_factory=dict)
    trouble: Trouble | None = None


class Newsstand:
    """Feeds by the outlet's slug; every change shows with the next request.

    `asked` holds the latest 1,000 requests.
    """

    def __init__(self, clock: Clock, events: Events) -> None:
        self._clock = clock
        self._events = events
        self._shelves: dict[str, _Shelf] = {}
        self.asked: deque[Asked] = deque(maxlen=1000)
        self.site = ""

    @property
    def outlets(self) -> list[Outlet]:
        """All outlets, in the order in which they were added."""
        return [shelf.outlet for shelf in self._shelves.values()]

    def _shelf(self, slug: str) -> _Shelf:
        if slug not in self._shelves:
            raise NotFoundError(f"There is no feed {slug!r} in the sandbox.")
        return self._shelves[slug]

    def add_outlet(self, outlet: Outlet) -> None:
        """Add an outlet with an empty feed."""
        self._shelves[outlet.slug] = _Shelf(outlet, self._clock())

    def feed_url(self, slug: str) -> str:
        """Give a feed's address; the sandbox must have started."""
        return f"{self.site}/feeds/{self._shelf(slug).outlet.slug}.xml"

    def outlet(self, slug: str) -> Outlet:
        """Give an outlet."""
        return self._shelf(slug).outlet

    def publish(self, slug: str, entry: Entry) -> None:
        """Put a report at the head of a feed."""
        shelf = self._shelf(slug)
        shelf.entries.insert(0, entry)
        for old in shelf.entries[FEED_LENGTH:]:
            shelf.retired[old.slug] = old
        del shelf.entries[FEED_LENGTH:]
        self._touch(shelf)

    def withdraw(self, slug: str, entry_slug: str) -> Entry:
        """Take a report out of a feed; its page stays. Gives it, to publish it again."""
        shelf = self._shelf(slug)
        entry = self.entry(slug, entry_slug)
        shelf.entries = [item for item in shelf.entries if item.slug != entry_slug]
        shelf.retired[entry_slug] = entry
        self._touch(shelf)
        return entry

    def correct(
        self, slug: str, entry_slug: str, *, title: str | None = None, text: str | None = None
    ) -> Entry:
        """Change a report's words in the feed and on its page, in its place, as outlets do."""
        shelf = self._shelf(slug)
        before = self.entry(slug, entry_slug)
        after = replace(
            before,
            title=before.title if title is None else title,
            text=before.text if text is None else text,
            updated=self._clock(),
        )
        shelf.entries = [after if item.slug == entry_slug else item for item in shelf.entries]
        if entry_slug in shelf.retired:
            shelf.retired[entry_slug] = after
        self._touch(shelf)
        return after

    def break_feed(
        self,
        slug: str,
        kind: Kind,
        *,
        status: int = 500,
        retry_after: int | None = None,
        seconds: float = 0.0,
        location: str = "",
    ) -> None:
        """Let a feed misbehave from now on, as `Trouble` tells."""
        self._shelf(slug).trouble = Trouble(kind, status, retry_after, seconds, location)

    def mend(self, slug: str) -> None:
        """Let a feed work again."""
        self._shelf(slug).trouble = None

    def trouble(self, slug: str) -> Trouble | None:
        """Give what is wrong with a feed."""
        return self._shelf(slug).trouble

    def entries(self, slug: str) -> list[Entry]:
        """Give what stands in a feed, the newest first."""
        return list(self._shelf(slug).entries)

    def entry(self, slug: str, entry_slug: str) -> Entry:
        """Give a report that stands, or stood, in a feed."""
        shelf = self._shelf(slug)
        known = {**shelf.retired, **{item.slug: item for item in shelf.entries}}
        if entry_slug not in known:
            raise NotFoundError(f"{shelf.outlet.name} has no report {entry_slug!r}.")
        return known[entry_slug]

    def changed(self, slug: str) -> datetime:
        """Give the time of a feed's last change."""
        return self._shelf(slug).changed

    def body(self, slug: str) -> bytes:
        """Give a feed's proper body."""
        shelf = self._shelf(slug)
        odd = shelf.trouble is not None and shelf.trouble.kind == "windows-1252"
        return feed_body(shelf.outlet, shelf.entries, self.site, "windows-1252" if odd else "utf-8")

    def _touch(self, shelf: _Shelf) -> None:
        shelf.changed = self._clock()
        self._events.publish({"kind": "news"})
