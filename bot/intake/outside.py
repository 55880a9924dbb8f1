"""What lies outside, as values: a feed, an article's text, a first look at an address."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.config import Intake
from bot.errors import FeedError
from bot.intake.entries import Entry, FeedDocument
from bot.intake.parser_pool import ParserPool
from bot.intake.schedule import fresh_for
from bot.intake.turns import Turns
from bot.intake.web import PAGE_ACCEPT, Page, Validators, Web


@dataclass(frozen=True, slots=True)
class Answer:
    """What a feed's server answered. `document` is None where nothing changed (304, or the same bytes).

    `validators` are those of this answer; `body_hash` the SHA-256 of its bytes (None at a 304);
    `wish` is how long the server, or the feed itself, wants to be left alone.
    """

    document: FeedDocument | None
    validators: Validators
    body_hash: str | None
    moved_to: str | None = None
    wish: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What a first look at a feed found; `newest` is the latest time of publication it states."""

    title: str
    entries: int
    newest: datetime | None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What a page holds: its article's paragraphs, and the title that it states ("" where it states none)."""

    text: str
    title: str


class Outside:
    """Asks outside, and reads what comes where that can be killed.

    Holds connections and child processes; made where an event loop runs, ended with `close()`.
    """

    def __init__(self, settings: Intake) -> None:
        self._settings = settings
        self._web = Web(settings)
        self._pool = ParserPool()
        self._turns = Turns(settings.at_once)

    async def close(self) -> None:
        """Let go of connections and children."""
        await self._web.close()
        await self._pool.close()

    async def feed(
        self, url: str, now: datetime, validators: Validators | None = None, body_hash: str | None = None
    ) -> Answer:
        """Ask for a feed; raise `FeedError` where there is none. The same bytes as before are not parsed."""
        async with self._turns.at(url):
            page = await self._web.get(url, limit=self._settings.feed_bytes, now=now, validators=validators)
        wish = fresh_for(page.headers)
        if page.unchanged:
            return Answer(None, page.validators, None, page.moved_to, wish)
        found_hash = hashlib.sha256(page.body).hexdigest()
        if found_hash == body_hash:
            return Answer(None, page.validators, found_hash, page.moved_to, wish)
        document = await self._document(page)
        wish = max(wish or timedelta(), document.ttl or timedelta()) or None
        return Answer(document, page.validators, found_hash, page.moved_to, wish)

    async def article(self, link: str, now: datetime) -> Article:
        """Give the article at `link`; raise `FeedError` where it cannot be had."""
        async with self._turns.at(link):
            page = await self._web.get(link, limit=self._settings.article_bytes, now=now, accept=PAGE_ACCEPT)
        found = await self._pool.ask(_task("article", page), page.body)
        return Article(str(found["text"]), str(found["title"]))

    async def texts(self, bodies: list[str]) -> list[str]:
        """Give the plain paragraphs of HTML fragments."""
        if not bodies:
            return []
        found = await self._pool.ask({"task": "texts"}, json.dumps(bodies).encode())
        return [str(text) for text in found["texts"]]

    async def probe(self, url: str, now: datetime) -> Probe:
        """Look at a feed's address without taking anything in; raise `FeedError` where it is none."""
        answer = await self.feed(url, now)
        if answer.document is None:
            message = "the server says that nothing changed, though it was not asked that"
            raise FeedError(message)
        entries = answer.document.entries
        times = [entry.published_at for entry in entries if entry.published_at]
        return Probe(answer.document.title, len(entries), max(times, default=None), answer.moved_to)

    async def _document(self, page: Page) -> FeedDocument:
        found = await self._pool.ask(_task("feed", page), page.body)
        return FeedDocument(
            title=found["title"],
            entries=tuple(_entry(one) for one in found["entries"]),
            ttl=timedelta(minutes=found["ttl"]) if found["ttl"] else None,
            cut=found["cut"],
            left_out=found["left_out"],
        )


def _task(name: str, page: Page) -> dict[str, Any]:
    return {"task": name, "url": page.url, "content_type": page.headers.get("Content-Type", "")}


def _entry(one: dict[str, Any]) -> Entry:
    seconds = one.pop("published")
    return Entry(**one, published_at=None if seconds is None else datetime.fromtimestamp(seconds, UTC))
