"""Posts owed: written in the transaction of what they tell, so that none is lost and none is owed twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import told
from bot.ledger.filters import Filter
from bot.store.tables import (
    ChatRow,
    FigureRow,
    PostRow,
    ReportRow,
    ReviewRow,
    StoryRow,
    SubscriptionRow,
)

_SHOWN = ("sending", "unsure", "sent")
"""States of a post that a chat has seen, or may have."""

_OPEN = ("owed", "sending", "unsure")
"""States of a post that is yet to be sent, or found to have been."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a subscription wants its posts."""

    chat_id: int
    thread_id: int
    only: Filter


async def owe_story(session: AsyncSession, story: StoryRow, *, now: datetime) -> int:
    """Owe the story's post to every subscription that one of its reports matches; return how many are new.

    A report owes posts only by its standing figures: one without figures, or whose figures all wait for an
    editor, owes none yet.
    """
    told = await _told(session, story.id)
    if not told:
        return 0
    subject = f"story:{story.id}"
    has = await session.execute(
        select(PostRow.chat_id, PostRow.thread_id).where(
            PostRow.kind == "story", PostRow.story_id == story.id
        )
    )
    served = {(chat, thread) for chat, thread in has}
    new: list[PostRow] = []
    for wanted in await _subscriptions(session):
        place = (wanted.chat_id, wanted.thread_id)
        if place in served or not any(wanted.only.matches(rows, outlet) for outlet, rows in told):
            continue
        served.add(place)
        new.append(_owed(place, "story", subject, now, story_id=story.id, wanted=story.revision))
    session.add_all(new)
    await session.flush()
    return len(new)


async def raise_revision(session: AsyncSession, story: StoryRow) -> int:
    """Note that the story changed: every post of it wants to show the new revision, which is returned."""
    story.revision += 1
    await session.flush()
    await want_newest(session, story)
    return story.revision


async def want_newest(session: AsyncSession, story: StoryRow) -> None:
    """Let every post of the story want to show its present revision."""
    await session.execute(
        update(PostRow)
        .where(PostRow.story_id == story.id, PostRow.kind == "story", PostRow.state != "failed")
        .values(wanted=story.revision)
    )


async def owe_correction(session: AsyncSession, story: StoryRow, *, gather: timedelta, now: datetime) -> int:
    """Owe, under every post of the story that a chat may have seen, a reply that tells what changed.

    Changes within `gather` of a reply are told by that reply, which is edited for it, and so are those that
    come before it is sent. Which they are is in the audit, by story and revision. Returns how many are new.
    """
    posts = await session.scalars(
        select(PostRow).where(
            PostRow.story_id == story.id, PostRow.kind == "story", PostRow.state.in_(_SHOWN)
        )
    )
    replies = await _newest_replies(session, story.id)
    owed = 0
    for post in posts:
        reply = replies.get(post.id)
        if reply is None or (reply.state not in _OPEN and now - reply.owed_at >= gather):
            place = (post.chat_id, post.thread_id)
            named = told.subject(story.id, story.revision)
            if post.subject != f"story:{story.id}":  # a chat that has two posts of stories found to be one
                named = f"{named}:{post.id}"
            session.add(_owed(place, "correction", named, now, story_id=story.id, reply_to_id=post.id))
            owed += 1
        elif told.story_and_revision(reply.subject)[1] < story.revision:
            await _want_more(session, reply)
    await session.flush()
    return owed


async def _newest_replies(session: AsyncSession, story_id: int) -> dict[int | None, PostRow]:
    """Give the newest reply under each post that tells of this story and was not given up."""
    rows = await session.scalars(
        select(PostRow)
        .where(PostRow.story_id == story_id, PostRow.kind == "correction", PostRow.state != "failed")
        .order_by(PostRow.id)
    )
    newest = {row.reply_to_id: row for row in rows}
    return {
        post_id: row for post_id, row in newest.items() if told.story_and_revision(row.subject)[0] == story_id
    }


async def _want_more(session: AsyncSession, reply: PostRow) -> None:
    """Let a reply tell more. What it is at, another process may be changing: only this is written."""
    await session.execute(update(PostRow).where(PostRow.id == reply.id).values(wanted=PostRow.wanted + 1))


async def owe_review(
    session: AsyncSession, review: ReviewRow, chat: int | str | None, *, now: datetime
) -> bool:
    """Owe the editors' chat the question of a review; False where no such chat is configured or met yet."""
    row = await find_chat(session, chat) if chat is not None else None
    if row is None:
        return False
    session.add(_owed((row.id, 0), "review", f"review:{review.id}", now, review_id=review.id))
    await session.flush()
    return True


async def want_review_edit(session: AsyncSession, review_ids: Iterable[int]) -> None:
    """Let the posts of these reviews want an edit: what was decided is to be seen there."""
    await session.execute(
        update(PostRow)
        .where(PostRow.kind == "review", PostRow.review_id.in_(sorted(review_ids)))
        .values(wanted=PostRow.wanted + 1)
    )


async def find_chat(session: AsyncSession, chat: int | str) -> ChatRow | None:
    """Give the chat that the configuration names, by id or @name; None where the bot has not met it."""
    if isinstance(chat, int):
        return await session.get(ChatRow, chat)
    handle = chat.removeprefix("@").casefold()
    return await session.scalar(select(ChatRow).where(ChatRow.handle == handle).limit(1))


def _owed(place: tuple[int, int], kind: str, subject: str, now: datetime, **ties: int) -> PostRow:
    return PostRow(
        chat_id=place[0],
        thread_id=place[1],
        kind=kind,
        subject=subject,
        state="owed",
        owed_at=now,
        due_at=now,
        **ties,
    )


async def _told(session: AsyncSession, story_id: int) -> list[tuple[str, list[FigureRow]]]:
    """Give what the story's reports state for posts: outlet and standing figures, a report."""
    rows = await session.execute(
        select(ReportRow.outlet, FigureRow)
        .join(FigureRow, FigureRow.report_id == ReportRow.id)
        .where(
            ReportRow.story_id == story_id,
            ReportRow.to_post,
            ReportRow.retracted_at.is_(None),
            FigureRow.state == "standing",
        )
    )
    by_report: dict[int, tuple[str, list[FigureRow]]] = {}
    for outlet, figure in rows:
        by_report.setdefault(figure.report_id, (outlet, []))[1].append(figure)
    return list(by_report.values())


async def _subscriptions(session: AsyncSession) -> list[Wanted]:
    rows = await session.scalars(
        select(SubscriptionRow)
        .join(ChatRow, ChatRow.id == SubscriptionRow.chat_id)
        .where(SubscriptionRow.ended_at.is_(None), ChatRow.left_at.is_(None))
        .order_by(SubscriptionRow.id)
    )
    return [Wanted(row.chat_id, row.thread_id, Filter.from_dict(row.filter)) for row in rows]
