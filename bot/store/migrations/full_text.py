"""The full-text index over reports: FTS5 with triggers on SQLite, an index over tsvectors on PostgreSQL.

Both stem English words. A text is indexed up to 250,000 characters on PostgreSQL, whose tsvectors may not
grow beyond a megabyte.
"""

from alembic import op

VECTOR = "to_tsvector('english', title || ' ' || left(text, 250000))"
"""What PostgreSQL's index holds; a search must name the same expression to use it."""

_FILL = "INSERT INTO report_words (rowid, title, text) VALUES (new.id, new.title, new.text);"
_EMPTY = (
    "INSERT INTO report_words (report_words, rowid, title, text) "
    "VALUES ('delete', old.id, old.title, old.text);"
)
_TRIGGERS = {
    "report_words_insert": f"AFTER INSERT ON reports BEGIN {_FILL} END",
    "report_words_delete": f"AFTER DELETE ON reports BEGIN {_EMPTY} END",
    "report_words_update": f"AFTER UPDATE OF title, text ON reports BEGIN {_EMPTY} {_FILL} END",
}


def index_words() -> None:
    """Make the index and what keeps it true."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE report_words USING fts5(title, text, content='reports', "
            "content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"
        )
        for name, what in _TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {what}")
        return
    op.execute(f"CREATE INDEX ix_reports_words ON reports USING gin ({VECTOR})")


def unindex_words() -> None:
    """Drop the index, so that the table can go."""
    if op.get_bind().dialect.name == "sqlite":
        for name in _TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE report_words")
        return
    op.execute("DROP INDEX ix_reports_words")
