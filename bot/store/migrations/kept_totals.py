"""Triggers that drop what is kept of a total when a claim or figure that it may rest on changes.

They run in the transaction of the change itself, whoever makes it, so that no kept total outlives it. A
change drops only the totals that it could touch, by what the claim said before and by what it says now: those
of its measure, of its party (or where either names none), of a place that lies in its place or holds it, and
of a period in which it may have a day. What was asked stays known, so that it can be reckoned again.
"""

from collections.abc import Iterator

from alembic import op

_DROP = "UPDATE kept_totals SET token = '', answer = NULL"
_CLAIM_SAYS = 'measure, unit, party, place_path, start, "end", value, low, high, whole_id, standing'
_FIGURE_SAYS = "claim_id, report_id, state, source, source_key"
_OF_REPORT = "SELECT claim_id FROM figures WHERE report_id = new.id"
_CHANGES = ("insert", "update", "delete")


def _touches(claim: str) -> str:
    """Give the condition under which a claim may count in, or reach into, a kept total."""
    kept = "kept_totals"
    return (
        f"{claim}.standing AND {kept}.token <> '' AND {kept}.measure = {claim}.measure "
        f"AND ({kept}.party IS NULL OR {claim}.party IS NULL OR {kept}.party = {claim}.party) "
        f'AND ({kept}.start IS NULL OR {claim}."end" IS NULL OR {claim}."end" >= {kept}.start) '
        f'AND ({kept}."end" IS NULL OR {claim}.start IS NULL OR {claim}.start <= {kept}."end") '
        f"AND ({_within(claim, kept)} OR {_within(kept, claim)})"
    )


def _within(inner: str, outer: str) -> str:
    place = f"{outer}.place_path"
    beneath = f"substr({inner}.place_path, 1, length({place}) + 1) = {place} || '/'"
    return f"{place} IN ('', {inner}.place_path) OR {beneath}"


def guard_kept_totals() -> None:
    """Make the triggers."""
    for statement in _sqlite() if _is_sqlite() else _postgresql():
        op.execute(statement)


def unguard_kept_totals() -> None:
    """Drop the triggers, so that the tables can go."""
    for table in ("claims", "figures", "reports"):
        for change in _CHANGES if table != "reports" else ("update",):
            op.execute(
                f"DROP TRIGGER kept_totals_{table}_{change}" + ("" if _is_sqlite() else f" ON {table}")
            )
    if not _is_sqlite():
        for table in ("claims", "figures"):
            op.execute(f"DROP TRIGGER kept_totals_{table}_truncate ON {table}")
        for function in ("claim", "figure", "report", "all", "of(claims)"):
            op.execute(f"DROP FUNCTION kept_totals_drop_{function}")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _sqlite() -> Iterator[str]:
    old, new = (f"{_DROP} WHERE {_touches(row)};" for row in ("old", "new"))
    yield f"CREATE TRIGGER kept_totals_claims_insert AFTER INSERT ON claims BEGIN {new} END"
    yield (
        f"CREATE TRIGGER kept_totals_claims_update AFTER UPDATE OF {_CLAIM_SAYS} ON claims "
        f"BEGIN {old} {new} END"
    )
    yield f"CREATE TRIGGER kept_totals_claims_delete AFTER DELETE ON claims BEGIN {old} END"
    stood, stands = "old.state = 'standing'", "new.state = 'standing'"
    yield (
        f"CREATE TRIGGER kept_totals_figures_insert AFTER INSERT ON figures WHEN {stands} "
        f"BEGIN {_of_claims('new.claim_id')} END"
    )
    yield (
        f"CREATE TRIGGER kept_totals_figures_update AFTER UPDATE OF {_FIGURE_SAYS} ON figures "
        f"WHEN {stood} OR {stands} BEGIN {_of_claims('old.claim_id, new.claim_id')} END"
    )
    yield (
        f"CREATE TRIGGER kept_totals_figures_delete AFTER DELETE ON figures WHEN {stood} "
        f"BEGIN {_of_claims('old.claim_id')} END"
    )
    yield (
        "CREATE TRIGGER kept_totals_reports_update AFTER UPDATE OF outlet, received_at ON reports "
        f"BEGIN {_of_claims(_OF_REPORT)} END"
    )


def _of_claims(ids: str) -> str:
    """Drop what the claims of these ids touch as they stand; what they touched before, they dropped."""
    claims = f"FROM claims WHERE claims.id IN ({ids})"
    return (
        f"{_DROP} WHERE measure IN (SELECT claims.measure {claims}) "
        f"AND EXISTS (SELECT 1 {claims} AND {_touches('claims')});"
    )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION kept_totals_drop_of(claim claims) RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
        f"{_DROP} WHERE {_touches('claim')}; END $$"
    )
    yield _function(
        "claim",
        "IF TG_OP <> 'INSERT' THEN PERFORM kept_totals_drop_of(OLD); END IF; "
        "IF TG_OP <> 'DELETE' THEN PERFORM kept_totals_drop_of(NEW); END IF;",
    )
    of_claims = "PERFORM kept_totals_drop_of(claims) FROM claims WHERE claims.id"
    yield _function(
        "figure",
        f"IF TG_OP <> 'INSERT' AND OLD.state = 'standing' THEN {of_claims} = OLD.claim_id; END IF; "
        f"IF TG_OP <> 'DELETE' AND NEW.state = 'standing' THEN {of_claims} = NEW.claim_id; END IF;",
    )
    yield _function("report", f"{of_claims} IN ({_OF_REPORT});")
    yield _function("all", f"{_DROP} WHERE token <> '';")
    for table, function, columns in (("claims", "claim", _CLAIM_SAYS), ("figures", "figure", _FIGURE_SAYS)):
        for change, event in zip(_CHANGES, ("INSERT", f"UPDATE OF {columns}", "DELETE"), strict=True):
            yield (
                f"CREATE TRIGGER kept_totals_{table}_{change} AFTER {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION kept_totals_drop_{function}()"
            )
        yield (
            f"CREATE TRIGGER kept_totals_{table}_truncate AFTER TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kept_totals_drop_all()"
        )
    yield (
        "CREATE TRIGGER kept_totals_reports_update AFTER UPDATE OF outlet, received_at ON reports "
        "FOR EACH ROW EXECUTE FUNCTION kept_totals_drop_report()"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION kept_totals_drop_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$"
    )
