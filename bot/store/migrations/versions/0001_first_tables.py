"""The first tables.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.audit_guard import guard_audit, unguard_audit
from bot.store.migrations.claim_counts import count_claims, uncount_claims
from bot.store.migrations.full_text import index_words, unindex_words
from bot.store.migrations.kept_totals import guard_kept_totals, unguard_kept_totals

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PlacePath = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "audit",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("story_id", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_report_id"), "audit", ["report_id"], unique=False)
    op.create_index("ix_audit_story", "audit", ["story_id", "revision"], unique=False)
    op.create_index("ix_audit_subject", "audit", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
    )
    op.create_index(op.f("ix_chats_handle"), "chats", ["handle"], unique=False)
    op.create_table(
        "claims",
        sa.Column("id", BigId, nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_path", PlacePath, server_default="", nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("rivals", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("whole_id", BigId, nullable=True),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("joined_by", sa.String(length=60), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["whole_id"], ["claims.id"], name=op.f("fk_claims_whole_id_claims"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    listed = ["standing", "party", "unit", "high", "value"]
    op.create_index("ix_claims_begun", "claims", ["measure", "start", "end"])
    days = ["measure", "end", "start", "place_path", *listed]
    op.create_index("ix_claims_ended", "claims", days, postgresql_include=["id"])
    places = ["measure", "place_path", "end", "start", *listed]
    op.create_index("ix_claims_place", "claims", places, postgresql_include=["id"])
    op.create_index(op.f("ix_claims_whole_id"), "claims", ["whole_id"], unique=False)
    op.create_table(
        "claim_counts",
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("place_path", PlacePath, nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "place_path", "party", "unit", name=op.f("pk_claim_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feeds",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("configured", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("moved_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("backlog_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("url", name=op.f("uq_feeds_url")),
    )
    op.create_index(op.f("ix_feeds_next_check_at"), "feeds", ["next_check_at"], unique=False)
    op.create_table(
        "seen_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_seen_updates")),
    )
    op.create_index(op.f("ix_seen_updates_seen_at"), "seen_updates", ["seen_at"], unique=False)
    op.create_table(
        "stories",
        sa.Column("id", BigId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_to_id", BigId, nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["joined_to_id"], ["stories.id"], name=op.f("fk_stories_joined_to_id_stories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_table(
        "reports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("story_id", BigId, nullable=False),
        sa.Column("feed_id", BigId, nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("outlet", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("canonical_link", sa.Text(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("joined_story_by", sa.String(length=12), server_default="", nullable=False),
        sa.Column("to_post", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retracted_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("fk_reports_feed_id_feeds"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_reports_story_id_stories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("external_id", name=op.f("uq_reports_external_id")),
    )
    op.create_index(op.f("ix_reports_canonical_link"), "reports", ["canonical_link"], unique=False)
    op.create_index(op.f("ix_reports_feed_id"), "reports", ["feed_id"], unique=False)
    op.create_index(op.f("ix_reports_published_at"), "reports", ["published_at"], unique=False)
    op.create_index(op.f("ix_reports_received_at"), "reports", ["received_at"], unique=False)
    op.create_index(op.f("ix_reports_story_id"), "reports", ["story_id"], unique=False)
    op.create_index(op.f("ix_reports_text_hash"), "reports", ["text_hash"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("words", sa.String(length=300), server_default="", nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("configured", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_subscriptions_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint(
            "chat_id", "thread_id", "words", name=op.f("uq_subscriptions_chat_id_thread_id_words")
        ),
    )
    op.create_table(
        "entries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("fk_entries_feed_id_feeds"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_entries_report_id_reports"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("uq_entries_feed_id_key")),
    )
    op.create_index(op.f("ix_entries_report_id"), "entries", ["report_id"], unique=False)
    op.create_table(
        "figures",
        sa.Column("id", BigId, nullable=False),
        sa.Column("report_id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("claim_id", BigId, nullable=True),
        sa.Column("part_of_id", BigId, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=12), server_default="read", nullable=False),
        sa.Column("as_read", sa.JSON(), nullable=True),
        sa.Column("joined_by", sa.String(length=20), server_default="", nullable=False),
        sa.Column("placed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("unreviewed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("supersedes_id", BigId, nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("qualifier", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=100), nullable=True),
        sa.Column("place_path", PlacePath, server_default="", nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_key", sa.String(length=120), server_default="", nullable=False),
        sa.Column("teller", sa.String(length=120), server_default="", nullable=False),
        sa.Column("headline", sa.Boolean(), nullable=False),
        sa.Column("alt", sa.JSON(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=5), nullable=False),
        sa.Column("start_char", sa.Integer(), nullable=False),
        sa.Column("end_char", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=80), server_default="", nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("caveat", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_figures_claim_id_claims"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["part_of_id"], ["figures.id"], name=op.f("fk_figures_part_of_id_figures"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_figures_report_id_reports"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["figures.id"],
            name=op.f("fk_figures_supersedes_id_figures"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
    )
    op.create_index(
        "ix_figures_claim", "figures", ["claim_id", "state", "report_id", "source_key"], unique=False
    )
    op.create_index("ix_figures_event", "figures", ["measure", "place_path", "start", "party"], unique=False)
    op.create_index(op.f("ix_figures_part_of_id"), "figures", ["part_of_id"], unique=False)
    op.create_index("ix_figures_report", "figures", ["report_id", "version"], unique=False)
    op.create_index("ix_figures_restated", "figures", ["measure", "teller", "value", "end"], unique=False)
    op.create_index(op.f("ix_figures_supersedes_id"), "figures", ["supersedes_id"], unique=False)
    op.create_table(
        "report_versions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("report_id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_versions_report_id_reports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_versions")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_report_versions_report_id_version")),
    )
    op.create_table(
        "story_bands",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("report_id", BigId, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_story_bands_report_id_reports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "report_id", name=op.f("pk_story_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reviews",
        sa.Column("id", BigId, nullable=False),
        sa.Column("figure_id", BigId, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needed", sa.Integer(), server_default="1", nullable=False),
        sa.Column("approvals", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["figure_id"], ["figures.id"], name=op.f("fk_reviews_figure_id_figures"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_figure_id"), "reviews", ["figure_id"], unique=False)
    op.create_index(op.f("ix_reviews_opened_at"), "reviews", ["opened_at"], unique=False)
    op.create_index(op.f("ix_reviews_outcome"), "reviews", ["outcome"], unique=False)
    op.create_table(
        "posts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("story_id", BigId, nullable=True),
        sa.Column("report_id", BigId, nullable=True),
        sa.Column("review_id", BigId, nullable=True),
        sa.Column("reply_to_id", BigId, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wanted", sa.Integer(), server_default="1", nullable=False),
        sa.Column("shown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shown_hash", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_posts_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reply_to_id"], ["posts.id"], name=op.f("fk_posts_reply_to_id_posts")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_posts_report_id_reports")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_posts_review_id_reviews")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_posts_story_id_stories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "chat_id", "thread_id", "subject", name=op.f("uq_posts_chat_id_thread_id_subject")
        ),
    )
    op.create_index("ix_posts_due", "posts", ["state", "due_at"], unique=False)
    op.create_index(
        "ix_posts_edits",
        "posts",
        ["state", "due_at"],
        unique=False,
        sqlite_where=sa.text("wanted > shown"),
        postgresql_where=sa.text("wanted > shown"),
    )
    op.create_index("ix_posts_order", "posts", ["chat_id", "id"], unique=False)
    op.create_index(op.f("ix_posts_review_id"), "posts", ["review_id"], unique=False)
    op.create_index(op.f("ix_posts_story_id"), "posts", ["story_id"], unique=False)
    guard_audit()
    op.create_table(
        "kept_totals",
        sa.Column("id", BigId, nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=600), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("place_path", PlacePath, nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("outlet", sa.String(length=200), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_totals")),
        sa.UniqueConstraint("measure", "scope", name=op.f("uq_kept_totals_measure_scope")),
    )
    op.create_index(op.f("ix_kept_totals_asked_at"), "kept_totals", ["asked_at"], unique=False)
    index_words()
    guard_kept_totals()
    count_claims()


def downgrade() -> None:
    """Drop the tables."""
    uncount_claims()
    op.drop_table("claim_counts")
    unguard_kept_totals()
    unindex_words()
    op.drop_index(op.f("ix_kept_totals_asked_at"), table_name="kept_totals")
    op.drop_table("kept_totals")
    unguard_audit()
    op.drop_index(op.f("ix_posts_story_id"), table_name="posts")
    op.drop_index(op.f("ix_posts_review_id"), table_name="posts")
    op.drop_index("ix_posts_order", table_name="posts")
    op.drop_index(
        "ix_posts_edits",
        table_name="posts",
        sqlite_where=sa.text("wanted > shown"),
        postgresql_where=sa.text("wanted > shown"),
    )
    op.drop_index("ix_posts_due", table_name="posts")
    op.drop_table("posts")
    op.drop_index(op.f("ix_reviews_outcome"), table_name="reviews")
    op.drop_index(op.f("ix_reviews_opened_at"), table_name="reviews")
    op.drop_index(op.f("ix_reviews_figure_id"), table_name="reviews")
    op.drop_table("reviews")
    op.drop_table("story_bands")
    op.drop_table("report_versions")
    op.drop_index(op.f("ix_figures_supersedes_id"), table_name="figures")
    op.drop_index("ix_figures_restated", table_name="figures")
    op.drop_index("ix_figures_report", table_name="figures")
    op.drop_index(op.f("ix_figures_part_of_id"), table_name="figures")
    op.drop_index("ix_figures_event", table_name="figures")
    op.drop_index("ix_figures_claim", table_name="figures")
    op.drop_table("figures")
    op.drop_index(op.f("ix_entries_report_id"), table_name="entries")
    op.drop_table("entries")
    op.drop_table("subscriptions")
    op.drop_index(op.f("ix_reports_text_hash"), table_name="reports")
    op.drop_index(op.f("ix_reports_story_id"), table_name="reports")
    op.drop_index(op.f("ix_reports_received_at"), table_name="reports")
    op.drop_index(op.f("ix_reports_published_at"), table_name="reports")
    op.drop_index(op.f("ix_reports_feed_id"), table_name="reports")
    op.drop_index(op.f("ix_reports_canonical_link"), table_name="reports")
    op.drop_table("reports")
    op.drop_table("stories")
    op.drop_index(op.f("ix_seen_updates_seen_at"), table_name="seen_updates")
    op.drop_table("seen_updates")
    op.drop_index(op.f("ix_feeds_next_check_at"), table_name="feeds")
    op.drop_table("feeds")
    op.drop_index(op.f("ix_claims_whole_id"), table_name="claims")
    op.drop_index("ix_claims_place", table_name="claims")
    op.drop_index("ix_claims_ended", table_name="claims")
    op.drop_index("ix_claims_begun", table_name="claims")
    op.drop_table("claims")
    op.drop_index(op.f("ix_chats_handle"), table_name="chats")
    op.drop_table("chats")
    op.drop_index("ix_audit_subject", table_name="audit")
    op.drop_index("ix_audit_story", table_name="audit")
    op.drop_index(op.f("ix_audit_report_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_at"), table_name="audit")
    op.drop_table("audit")
