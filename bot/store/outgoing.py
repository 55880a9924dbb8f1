"""The tables of what goes out: chats, subscriptions, posts, and the updates that came back."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, BigId


class ChatRow(Base):
    """A chat the bot has met. `id` is Telegram's; `handle` the @name by which the configuration knows it."""

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    handle: Mapped[str | None] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str | None] = mapped_column(String(64))
    left_at: Mapped[datetime | None]
    met_at: Mapped[datetime]


class SubscriptionRow(Base):
    """Chat (and topic), filter, delivery. `filter` is the plain form of `ledger.filters.Filter`."""

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("chat_id", "thread_id", "words"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    words: Mapped[str] = mapped_column(String(300), default="", server_default="")
    filter: Mapped[dict[str, Any]] = mapped_column(JSON)
    configured: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PostRow(Base):
    """One message owed to one chat (and topic).

    `subject` names what it tells, uniquely in its chat (`story:12`, `correction:12:3`, `review:7`,
    `notice:...`): the database itself refuses to owe the same thing twice. `state`: `owed`, `sending`
    (leased), `unsure` (a send whose outcome is not known; settled before it is tried again), `sent`,
    `failed` (will not be tried again; `error` says why). A sent post whose `wanted` revision is above its
    `shown` one owes an edit.
    """

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("chat_id", "thread_id", "subject"),
        Index("ix_posts_due", "state", "due_at"),
        Index("ix_posts_order", "chat_id", "id"),
        Index(
            "ix_posts_edits",
            "state",
            "due_at",
            sqlite_where=text("wanted > shown"),
            postgresql_where=text("wanted > shown"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(80))
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"), index=True)
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    words: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8))
    owed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    wanted: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    shown: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    shown_hash: Mapped[str | None] = mapped_column(String(64))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class SeenUpdateRow(Base):
    """An update that was handled, so that a redelivered one is not handled twice."""

    __tablename__ = "seen_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime] = mapped_column(index=True)
