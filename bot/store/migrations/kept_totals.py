"""Triggers that drop what is kept of a total when a claim or figure it may rest on changes.

They run in the transaction of the change itself, whoever makes it, so that no kept total outlives it.
"""

from alembic import op

_DROP = {
    "insert": "DELETE FROM kept_totals WHERE measure = new.measure;",
    "update": "DELETE FROM kept_totals WHERE measure IN (old.measure, new.measure);",
    "delete": "DELETE FROM kept_totals WHERE measure = old.measure;",
}
_TABLES = ("claims", "figures")


def guard_kept_totals() -> None:
    """Make the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for change, drop in _DROP.items():
                op.execute(
                    f"CREATE TRIGGER kept_totals_{table}_{change} AFTER {change.upper()} ON {table} "
                    f"BEGIN {drop} END"
                )
        op.execute(
            "CREATE TRIGGER kept_totals_reports AFTER UPDATE OF outlet, received_at ON reports "
            "BEGIN DELETE FROM kept_totals; END"
        )
        return
    op.execute(
        "CREATE FUNCTION kept_totals_drop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP <> 'INSERT' THEN DELETE FROM kept_totals WHERE measure = OLD.measure; END IF; "
        "IF TG_OP <> 'DELETE' THEN DELETE FROM kept_totals WHERE measure = NEW.measure; END IF; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION kept_totals_drop_all() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN DELETE FROM kept_totals; RETURN NULL; END $$"
    )
    for table in _TABLES:
        op.execute(
            f"CREATE TRIGGER kept_totals_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION kept_totals_drop()"
        )
        op.execute(
            f"CREATE TRIGGER kept_totals_{table}_emptied AFTER TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kept_totals_drop_all()"
        )
    op.execute(
        "CREATE TRIGGER kept_totals_reports AFTER UPDATE OF outlet, received_at ON reports "
        "FOR EACH STATEMENT EXECUTE FUNCTION kept_totals_drop_all()"
    )


def unguard_kept_totals() -> None:
    """Drop the triggers, so that the tables can go."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for change in _DROP:
                op.execute(f"DROP TRIGGER kept_totals_{table}_{change}")
        op.execute("DROP TRIGGER kept_totals_reports")
        return
    for table in _TABLES:
        op.execute(f"DROP TRIGGER kept_totals_{table} ON {table}")
        op.execute(f"DROP TRIGGER kept_totals_{table}_emptied ON {table}")
    op.execute("DROP TRIGGER kept_totals_reports ON reports")
    op.execute("DROP FUNCTION kept_totals_drop()")
    op.execute("DROP FUNCTION kept_totals_drop_all()")
