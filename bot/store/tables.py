"""The tables. Times are aware and stored as UTC; days are dates in the newsroom's zone."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, BigId, PlacePath, UtcDateTime
from bot.store.outgoing import ChatRow, PostRow, SeenUpdateRow, SubscriptionRow

__all__ = [
    "AuditRow",
    "Base",
    "BigId",
    "ChatRow",
    "ClaimCountRow",
    "ClaimRow",
    "EntryRow",
    "FeedRow",
    "FigureRow",
    "PostRow",
    "ReportRow",
    "ReportVersionRow",
    "ReviewRow",
    "SeenUpdateRow",
    "StoryBandRow",
    "StoryRow",
    "SubscriptionRow",
    "UtcDateTime",
]


class FeedRow(Base):
    """A feed, its polling state and its validators (given back to the server byte for byte)."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(Text, unique=True)
    every_seconds: Mapped[int] = mapped_column(Integer)
    configured: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    added_by: Mapped[int | None] = mapped_column(BigInteger)
    added_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    moved_to: Mapped[str | None] = mapped_column(Text)
    moved_since: Mapped[datetime | None]
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    body_hash: Mapped[str | None] = mapped_column(String(64))
    next_check_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    backlog_taken_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    error: Mapped[str | None] = mapped_column(Text)


class EntryRow(Base):
    """An entry of a feed that was seen: known by guid, else link, else content (`key` is its SHA-256)."""

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("feed_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id", ondelete="SET NULL"), index=True)


class StoryRow(Base):
    """The reports, from any outlet, that carry the same text or tell the same claim.

    `joined_to_id` is the story that took over this one's reports, once a report showed both to be one.
    """

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    created_at: Mapped[datetime]
    joined_to_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1, server_default="1")


class ReportRow(Base):
    """One article of an outlet, as received; `text_hash` is the SHA-256 of title and text.

    `joined_story_by` is the rule that put it into its story: empty for a story's first report, else `link`,
    `text` or `copy`. `day` is the day it is reckoned by: of publication, or of receipt where that is unknown.
    `to_post`: posts may be owed for it; what was imported, or came with a feed's old backlog, owes none.
    """

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"), index=True)
    feed_id: Mapped[int | None] = mapped_column(ForeignKey("feeds.id", ondelete="SET NULL"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    outlet: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    canonical_link: Mapped[str | None] = mapped_column(Text, index=True)
    text_hash: Mapped[str] = mapped_column(String(64), index=True)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_on: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime] = mapped_column(index=True)
    day: Mapped[date] = mapped_column(Date)
    joined_story_by: Mapped[str] = mapped_column(String(12), default="", server_default="")
    to_post: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    language: Mapped[str | None] = mapped_column(String(8))
    problem: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    retracted_at: Mapped[datetime | None]
    retracted_because: Mapped[str | None] = mapped_column(Text)


class StoryBandRow(Base):
    """One band of a report's MinHash signature; reports that share a band may carry the same text.

    Looking a band up costs the same however many reports there are.
    """

    __tablename__ = "story_bands"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class ReportVersionRow(Base):
    """An earlier text of a report, kept when its outlet changed it."""

    __tablename__ = "report_versions"
    __table_args__ = (UniqueConstraint("report_id", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64))
    replaced_at: Mapped[datetime]


_LISTED = ("standing", "party", "unit", "high", "value")
"""Columns that indexes hold as well, so that long lists of claims are made without a look at the claims.

SQLite's hold the id anyway.
"""


class ClaimRow(Base):
    """What a cited source says happened; several figures, from several reports, can state it.

    `place_path` is the position in the tree of places, `/`-separated from the first-level division down,
    empty for the whole country or unknown. `low` is the lowest of the rival lows (None: no lower bound),
    `high` the highest of the rival highs. `standing` is False where no standing figure states it any more.
    `whole_id` is the claim that already includes this one. `days` is the length of its period.
    """

    __tablename__ = "claims"
    __table_args__ = (
        Index(
            "ix_claims_place", "measure", "place_path", "end", "start", *_LISTED, postgresql_include=["id"]
        ),
        Index(
            "ix_claims_ended", "measure", "end", "start", "place_path", *_LISTED, postgresql_include=["id"]
        ),
        Index("ix_claims_begun", "measure", "start", "end"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    measure: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str | None] = mapped_column(String(20))
    party: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[str | None] = mapped_column(Text)
    place_path: Mapped[str] = mapped_column(PlacePath, default="", server_default="")
    start: Mapped[date | None] = mapped_column(Date)
    end: Mapped[date | None] = mapped_column(Date)
    days: Mapped[int | None] = mapped_column(Integer)
    value: Mapped[int | None] = mapped_column(BigInteger)
    low: Mapped[int | None] = mapped_column(BigInteger)
    high: Mapped[int | None] = mapped_column(BigInteger)
    rivals: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    source: Mapped[str | None] = mapped_column(Text)
    whole_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id", ondelete="SET NULL"), index=True)
    standing: Mapped[bool] = mapped_column(Boolean)
    joined_by: Mapped[str] = mapped_column(String(60), default="", server_default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ClaimCountRow(Base):
    """How many standing claims there are for exactly one place, by measure, party and unit (empty: none).

    Triggers keep it, in the transaction of each change of a claim.
    """

    __tablename__ = "claim_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    place_path: Mapped[str] = mapped_column(PlacePath, primary_key=True)
    party: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit: Mapped[str] = mapped_column(String(20), primary_key=True)
    claims: Mapped[int] = mapped_column(BigInteger)


class FigureRow(Base):
    """One figure of one version of a report, in its present state.

    `state`: `standing` (counts), `held` (waits for an editor), `rejected`, `superseded` (by a newer version
    of the report or of the reading). Changes are kept in the audit, never overwritten there.
    `origin`: `read` (by the rules), `amended` (by an editor); `as_read` then keeps what the rules had read.
    `source_key` is the cited source in a form that compares; `teller` the same, but the outlet's name where
    it states the figure itself, and empty where the source is nobody in particular. `joined_by` is the rule
    that put it into its claim (empty: it is the claim's first). `placed`: an editor put it into its claim,
    so the rules leave it there. `unreviewed`: it stands because its review's deadline passed.
    `supersedes_id` is the figure that it replaced.
    """

    __tablename__ = "figures"
    __table_args__ = (
        Index("ix_figures_report", "report_id", "version"),
        Index("ix_figures_claim", "claim_id", "state", "report_id", "source_key"),
        Index("ix_figures_event", "measure", "place_path", "start", "party"),
        Index("ix_figures_restated", "measure", "teller", "value", "end"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(12))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id", ondelete="SET NULL"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("figures.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(12), default="read", server_default="read")
    as_read: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    joined_by: Mapped[str] = mapped_column(String(20), default="", server_default="")
    placed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    unreviewed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    supersedes_id: Mapped[int | None] = mapped_column(
        ForeignKey("figures.id", ondelete="SET NULL"), index=True
    )
    measure: Mapped[str] = mapped_column(String(40))
    value: Mapped[int | None] = mapped_column(BigInteger)
    low: Mapped[int | None] = mapped_column(BigInteger)
    high: Mapped[int | None] = mapped_column(BigInteger)
    qualifier: Mapped[str] = mapped_column(String(12))
    unit: Mapped[str | None] = mapped_column(String(20))
    party: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(String(100))
    place_path: Mapped[str] = mapped_column(PlacePath, default="", server_default="")
    start: Mapped[date | None] = mapped_column(Date)
    end: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
    source_key: Mapped[str] = mapped_column(String(120), default="", server_default="")
    teller: Mapped[str] = mapped_column(String(120), default="", server_default="")
    headline: Mapped[bool] = mapped_column(Boolean)
    alt: Mapped[list[int]] = mapped_column(JSON)
    quote: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(5))
    start_char: Mapped[int] = mapped_column(Integer)
    end_char: Mapped[int] = mapped_column(Integer)
    rule: Mapped[str] = mapped_column(String(80), default="", server_default="")
    confidence: Mapped[float] = mapped_column(Float)
    caveat: Mapped[bool] = mapped_column(Boolean)


class KeptTotalRow(Base):
    """A question that takes long to reckon, and its answer while nothing that it rests on has changed.

    `form` tells what is reckoned of it: its total, its lines or its steps.
    Triggers empty `token` and `answer` within the transaction of a change that could touch it. `scope` is
    what was asked beside the measure, and stands in the columns after it again. While it is being reckoned it
    has no answer, but the `token` of whoever reckons it: the answer is only put down if that is still there,
    so that no change in the meantime is missed. `asked_at` is when somebody asked last, to the hour.
    """

    __tablename__ = "kept_totals"
    __table_args__ = (UniqueConstraint("measure", "scope"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    measure: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(600))
    form: Mapped[str] = mapped_column(String(40))
    party: Mapped[str | None] = mapped_column(String(40))
    place_path: Mapped[str] = mapped_column(PlacePath)
    start: Mapped[date | None] = mapped_column(Date)
    end: Mapped[date | None] = mapped_column(Date)
    outlet: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    token: Mapped[str] = mapped_column(String(32))
    answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)


class ReviewRow(Base):
    """A figure that waits for editors: why, until when, what was decided and by whom."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    figure_id: Mapped[int] = mapped_column(ForeignKey("figures.id", ondelete="CASCADE"), index=True)
    reasons: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    deadline_at: Mapped[datetime | None]
    needed: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    approvals: Mapped[list[int]] = mapped_column(JSON)
    outcome: Mapped[str | None] = mapped_column(String(12), index=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(BigInteger)


class AuditRow(Base):
    """Who did what to what, when, why, before and after. Only ever added to: triggers refuse the rest.

    `revision` is the revision of `story_id` that shows the change first.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject_kind", "subject_id"),
        Index("ix_audit_story", "story_id", "revision"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    report_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    story_id: Mapped[int | None] = mapped_column(BigInteger)
    revision: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
