"""What is told of claims beside totals: their number by place, kept by triggers, and indexes for lists.

`claim_counts` says how many standing claims of each measure, unit and party there are for exactly one place.
The triggers run in the transaction of the change itself, whoever makes it, so that a count is never off.
"""

from collections.abc import Iterator

from alembic import op

_SAYS = "measure, place_path, party, unit, standing"
_BY_NUMBER = (
    "CREATE INDEX ix_claims_highest ON claims "
    "(measure, place_path, coalesce(high, value, 0) DESC, id, standing, party, unit)"
)

# PostgreSQL counts reports and sources without a look at the reports; SQLite goes by their row ids anyway.
_REPORTS = "CREATE INDEX ix_reports_told ON reports (id) INCLUDE (outlet, received_at)"


def count_claims() -> None:
    """Make the triggers and the indexes."""
    op.execute(_BY_NUMBER)
    if not _is_sqlite():
        op.execute(_REPORTS)
    for statement in _sqlite() if _is_sqlite() else _postgresql():
        op.execute(statement)


def uncount_claims() -> None:
    """Drop them, so that the tables can go."""
    op.execute("DROP INDEX ix_claims_highest")
    for change in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER claim_counts_{change}" + ("" if _is_sqlite() else " ON claims"))
    if not _is_sqlite():
        op.execute("DROP TRIGGER claim_counts_truncate ON claims")
        for function in ("claim_counts_change", "claim_counts_clear", "claim_counts_add(claims, integer)"):
            op.execute(f"DROP FUNCTION {function}")
        op.execute("DROP INDEX ix_reports_told")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _add(claim: str, number: str) -> str:
    """Give the statement that adds to a claim's count, where the claim stands."""
    return (
        "INSERT INTO claim_counts (measure, place_path, party, unit, claims) "
        f"SELECT {claim}.measure, {claim}.place_path, coalesce({claim}.party, ''), "
        f"coalesce({claim}.unit, ''), {number} WHERE {claim}.standing "
        "ON CONFLICT (measure, place_path, party, unit) "
        "DO UPDATE SET claims = claim_counts.claims + excluded.claims;"
    )


def _sqlite() -> Iterator[str]:
    come, gone = _add("new", "1"), _add("old", "-1")
    yield f"CREATE TRIGGER claim_counts_insert AFTER INSERT ON claims BEGIN {come} END"
    yield f"CREATE TRIGGER claim_counts_update AFTER UPDATE OF {_SAYS} ON claims BEGIN {gone} {come} END"
    yield f"CREATE TRIGGER claim_counts_delete AFTER DELETE ON claims BEGIN {gone} END"


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION claim_counts_add(claim claims, number integer) RETURNS void LANGUAGE plpgsql "
        f"AS $$ BEGIN {_add('claim', 'number')} END $$"
    )
    yield _function(
        "change",
        "IF TG_OP <> 'INSERT' THEN PERFORM claim_counts_add(OLD, -1); END IF; "
        "IF TG_OP <> 'DELETE' THEN PERFORM claim_counts_add(NEW, 1); END IF;",
    )
    yield _function("clear", "DELETE FROM claim_counts;")
    for name, event in (("insert", "INSERT"), ("update", f"UPDATE OF {_SAYS}"), ("delete", "DELETE")):
        yield (
            f"CREATE TRIGGER claim_counts_{name} AFTER {event} ON claims "
            "FOR EACH ROW EXECUTE FUNCTION claim_counts_change()"
        )
    yield (
        "CREATE TRIGGER claim_counts_truncate AFTER TRUNCATE ON claims "
        "FOR EACH STATEMENT EXECUTE FUNCTION claim_counts_clear()"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION claim_counts_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$"
    )
