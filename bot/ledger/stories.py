"""Which reports carry the same text: a story gathers them, so that it is posted once and counts once.

A report joins a story when a report there has the same canonical link, the same text, or nearly the same
text (or the same cut from its end), and was published within `WINDOW` of it. Where it joins two, the stories
become one: the outcome does not depend on which copy came first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import copies
from bot.ledger.recording import Prepared
from bot.store.tables import PostRow, ReportRow, StoryBandRow, StoryRow

WINDOW = timedelta(days=14)
"""Copies follow each other within days; a text that comes back after longer is told anew."""

Rule = Literal["link", "text", "copy"]

_CANDIDATES = 40
_LINK_CONTAINMENT = 0.3
_LEAST_WORDS_OF_TEXT = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A story that a report belongs to, and the rule that says so."""

    story_id: int
    rule: Rule


async def known_report(session: AsyncSession, coming: ReportRow) -> ReportRow | None:
    """Give the report that this is, taken in before: same outlet and text, same link or (linkless) time.

    Two feeds of one outlet carry the same article: that is one report.
    """
    same_link: ColumnElement[bool] = ReportRow.canonical_link == coming.canonical_link
    if coming.canonical_link is None:
        same_link = ReportRow.canonical_link.is_(None) & (ReportRow.published_at == coming.published_at)
    return await session.scalar(
        select(ReportRow)
        .where(ReportRow.text_hash == coming.text_hash, ReportRow.outlet == coming.outlet, same_link)
        .order_by(ReportRow.id)
        .limit(1)
    )


async def stories_of(session: AsyncSession, report: ReportRow, known: Prepared) -> list[Found]:
    """Find every story that the report belongs to, the oldest first."""
    found: dict[int, Rule] = {}
    for rule, rows in (
        ("link", await _by_link(session, report)),
        ("text", await _by_text(session, report)),
        ("copy", await _by_bands(session, report, known.bands)),
    ):
        for row in rows:
            found.setdefault(row.story_id, rule)  # type: ignore[arg-type]
    return [Found(story_id, rule) for story_id, rule in sorted(found.items())]


async def keep_bands(session: AsyncSession, report_id: int, keys: Iterable[int]) -> None:
    """Make the report findable by its near copies to come."""
    rows = [{"key": key, "report_id": report_id} for key in sorted(set(keys))]
    if rows:
        await session.execute(insert(StoryBandRow), rows)


async def drop_bands(session: AsyncSession, report_id: int, keys: Iterable[int]) -> None:
    """Forget the bands of a text that the report no longer has."""
    await session.execute(
        delete(StoryBandRow).where(
            StoryBandRow.key.in_(sorted(set(keys))), StoryBandRow.report_id == report_id
        )
    )


async def unite(session: AsyncSession, story_ids: list[int]) -> StoryRow:
    """Make one story of several: the oldest takes over the reports and the posts of the others.

    A post still owed for the younger story is dropped where the chat has or is owed the older one's; posts
    already sent stay, and owe an edit.
    """
    rows = [await session.get_one(StoryRow, story_id) for story_id in sorted(story_ids)]
    kept, *others = rows
    for other in others:
        other.joined_to_id = kept.id
        kept.revision = max(kept.revision, other.revision)
        await session.execute(
            update(ReportRow).where(ReportRow.story_id == other.id).values(story_id=kept.id)
        )
        await _take_over_posts(session, kept, other)
    if others:
        kept.revision += 1
    await session.flush()
    return kept


async def _take_over_posts(session: AsyncSession, kept: StoryRow, other: StoryRow) -> None:
    mine = await session.execute(
        select(PostRow.chat_id, PostRow.thread_id).where(
            PostRow.story_id == kept.id, PostRow.kind == "story", PostRow.state != "failed"
        )
    )
    served = {(chat, thread) for chat, thread in mine}
    for post in list(await session.scalars(select(PostRow).where(PostRow.story_id == other.id))):
        unsent = post.state == "owed" and post.attempts == 0 and post.kind == "story"
        if unsent and (post.chat_id, post.thread_id) in served:
            await session.delete(post)
        else:
            if unsent:
                post.subject = f"story:{kept.id}"
            post.story_id = kept.id


def _in_window(day: date) -> ColumnElement[bool]:
    return ReportRow.day.between(day - WINDOW, day + WINDOW)


async def _by_link(session: AsyncSession, report: ReportRow) -> list[ReportRow]:
    if report.canonical_link is None:
        return []
    rows = await session.scalars(
        select(ReportRow)
        .where(ReportRow.canonical_link == report.canonical_link, _in_window(report.day))
        .order_by(ReportRow.id.desc())
        .limit(_CANDIDATES)
    )
    ours = copies.shingles(report.text)
    return [row for row in rows if _may_share_a_link(ours.whole, copies.shingles(row.text).whole)]


def _may_share_a_link(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell two states of one article from two articles at one address (a page of rolling news)."""
    return not ours or not theirs or copies.containment(ours, theirs) >= _LINK_CONTAINMENT


async def _by_text(session: AsyncSession, report: ReportRow) -> list[ReportRow]:
    if len(report.text.split()) < _LEAST_WORDS_OF_TEXT:
        return []
    rows = await session.scalars(
        select(ReportRow)
        .where(ReportRow.text_hash == report.text_hash, _in_window(report.day))
        .order_by(ReportRow.id.desc())
        .limit(_CANDIDATES)
    )
    return list(rows)


async def _by_bands(session: AsyncSession, report: ReportRow, keys: tuple[int, ...]) -> list[ReportRow]:
    if not keys:
        return []
    ours = copies.shingles(report.text)
    # Each part is a look at one end of one index entry, however many reports share the band.
    parts = [
        select(StoryBandRow.report_id)
        .where(StoryBandRow.key == key)
        .order_by(StoryBandRow.report_id.desc())
        .limit(_CANDIDATES)
        .subquery()
        for key in keys
    ]
    newest = await session.scalars(union(*(select(part.c.report_id) for part in parts)))
    likely = sorted(newest, reverse=True)[: _CANDIDATES * 4]
    if not likely:
        return []
    rows = await session.scalars(select(ReportRow).where(ReportRow.id.in_(likely), _in_window(report.day)))
    return [row for row in rows if copies.are_copies(ours, copies.shingles(row.text))]
