"""What an outlet of the sandbox publishes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Format = Literal["rss", "atom"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet with one feed.

    `slug` is its part of the addresses; `full_text` says whether the feed carries the articles' text or
    only a summary beside a link to the page.
    """

    name: str
    slug: str
    format: Format = "rss"
    full_text: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One report as it stands in a feed and on its page.

    `text` has its paragraphs apart by an empty line. `published` and `updated` are aware of their zone;
    an entry without `published`, with an empty `title` or with `linked` False lacks that element in the
    feed. `guid` is given out as it is; None gives the address of the article, "" leaves it out.
    """

    slug: str
    title: str
    text: str
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    linked: bool = True
    guid: str | None = None

    @property
    def paragraphs(self) -> list[str]:
        """The text's paragraphs."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]
