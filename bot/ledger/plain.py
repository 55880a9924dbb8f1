"""Answers in the plain form that JSON holds."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from bot.ledger.views import Answer, ClaimView, LeftOut


def to_json(answer: Answer) -> dict[str, Any]:
    """Give an answer as a dictionary of plain values; days are ISO dates, times ISO in UTC.

    Claims carry their figures and the ids of the reports that state them. `other_units` holds answers of
    the same form, whose totals are never added to this one.
    """
    asked = answer.question
    return {
        "question": asked.words,
        "measure": answer.measure,
        "unit": answer.unit,
        "party": asked.party,
        "place": asked.place,
        "outlet": asked.outlet,
        "start": _plain(asked.start),
        "end": _plain(asked.end),
        "at_least": answer.at_least,
        "if_nothing_overlaps": answer.if_nothing_overlaps,
        "certain": answer.certain,
        "counted": [claim_json(claim) for claim in answer.counted],
        "left_out": [_left_out(out) for out in answer.left_out],
        "reaches_beyond": [claim_json(claim) for claim in answer.reaches_beyond],
        "counted_total": answer.counted_total,
        "left_out_total": answer.left_out_total,
        "reaches_beyond_total": answer.reaches_beyond_total,
        "without_lower_bound": answer.without_lower_bound,
        "reports": answer.reports,
        "sources": answer.sources,
        "newest": _plain(answer.newest),
        "other_units": [to_json(other) for other in answer.other_units],
    }


def claim_json(claim: ClaimView) -> dict[str, Any]:
    """Give a claim as a dictionary of plain values."""
    plain = {name: _plain(value) for name, value in asdict(claim).items() if name != "outlets"}
    plain["outlets"] = sorted(set(claim.outlets.values()))
    plain["reports"] = sorted({figure.report_id for figure in claim.figures})
    return plain


def _left_out(out: LeftOut) -> dict[str, Any]:
    return {**claim_json(out.claim), "reason": out.reason, "covered_by": out.covered_by}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
