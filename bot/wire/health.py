"""How the feeds and the program are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.wire.markup import Message, Page, bold, clip, esc, joined
from bot.wire.outbox import Counts
from bot.wire.signs import Voice, ago, lasting, many
from bot.wire.updates import Heartbeat

_SIGNS = {"well": "✓", "new": "…", "failing": "✗", "paused": "‖", "gone": "✗"}


class Feed(Protocol):
    """What is told of a feed; `bot.intake.feeds.FeedView` is one."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def address(self) -> str:
        """Its address, without passwords and keys."""

    @property
    def every(self) -> timedelta:
        """How often it is asked."""

    @property
    def state(self) -> str:
        """`well`, `new`, `failing`, `paused` or `gone`."""

    @property
    def succeeded_at(self) -> datetime | None:
        """When it last answered well."""

    @property
    def failures(self) -> int:
        """How often it failed in a row."""

    @property
    def error(self) -> str | None:
        """What went wrong last."""

    @property
    def moved_to(self) -> str | None:
        """The address that it says it has moved to for good."""


def feed_line(feed: Feed, now: datetime) -> str:
    """Write a feed and its health on a line or two."""
    last = f"answered {ago(feed.succeeded_at, now)} ago" if feed.succeeded_at else "not asked yet"
    state = {"failing": f"failed {many(feed.failures, 'time')} in a row", "gone": "gone", "paused": "paused"}
    facts = joined([state.get(feed.state, ""), last, f"every {lasting(feed.every)}"])
    line = f"{_SIGNS.get(feed.state, '·')} <b>{esc(clip(feed.name, 60))}</b> ({feed.id}) {facts}"
    if feed.error:
        line += f"\n   {esc(clip(feed.error, 200))}"
    if feed.moved_to:
        line += f"\n   has moved to {esc(clip(feed.moved_to, 200))}"
    return line


def feeds_message(feeds: Sequence[Feed], now: datetime) -> Message:
    """List the feeds, those in trouble first."""
    page = Page(reserve=40)
    ordered = sorted(feeds, key=lambda feed: feed.state not in {"failing", "gone"})
    page.add(bold(many(len(feeds), "feed")))
    page.gap()
    if not feeds:
        page.add("No feeds yet. An admin adds one: /addfeed URL name")
    page.listing([feed_line(feed, now) for feed in ordered], "… and {n} more")
    return page.message()


def status_message(
    feeds: Sequence[Feed],
    posts: Counts,
    waiting: int,
    heartbeat: Heartbeat,
    about: Sequence[str],
    voice: Voice,
    now: datetime,
) -> Message:
    """Tell how the program is: feeds, queue, posts owed, updates, version and database."""
    page = Page(reserve=40)
    page.add("<b>Status</b>")
    page.gap()
    page.add(*_feeds(feeds, now))
    oldest = f", the oldest for {ago(posts.oldest, now)}" if posts.oldest else ""
    page.add(f"Posts: {posts.owed + posts.sending} to send{esc(oldest)}")
    if posts.unsure:
        page.add(f"  {many(posts.unsure, 'post')} of unknown outcome, being settled")
    if posts.edits:
        page.add(f"  {many(posts.edits, 'edit')} to make")
    if posts.failed:
        page.add(f"  {many(posts.failed, 'post')} could not be sent")
    page.add(f"Review: {many(waiting, 'figure')} waiting: /queue" if waiting else "Review: nothing waits")
    heard = f"heard {ago(heartbeat.heard_at, now)} ago" if heartbeat.heard_at else "nothing heard yet"
    page.add(joined([f"Telegram: {heard}", esc(clip(heartbeat.trouble, 200))]))
    page.gap()
    page.add(f"{esc(voice.moment(now))} {esc(voice.zone.key)}")
    page.listing([esc(clip(line, 200)) for line in about], "…")
    return page.message()


def _feeds(feeds: Sequence[Feed], now: datetime) -> list[str]:
    states = [feed.state for feed in feeds]
    said = joined([f"{states.count(state)} {state}" for state in _SIGNS if state in states], ", ")
    lines = [f"Feeds: {said or 'none'}"]
    newest = max((feed.succeeded_at for feed in feeds if feed.succeeded_at), default=None)
    if newest:
        lines.append(f"  last answer {ago(newest, now)} ago")
    lines += [
        f"  {esc(clip(feed.name, 60))}: {esc(clip(feed.error, 160))}"
        for feed in feeds
        if feed.state in {"failing", "gone"} and feed.error
    ][:5]
    return lines
