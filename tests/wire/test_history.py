"""What happened to a report, and to all of them."""

from datetime import timedelta
from typing import Any

from bot.ledger.desk_views import AuditView
from bot.wire.history import audit_message, history_message
from tests.wire.making import NOW, VOICE, report

SAID = {"measure": "killed", "value": 45, "qualifier": "exact", "party": "regime", "place": "Muse"}
LATER = NOW + timedelta(hours=1)


def line(number: int, kind: str, subject: int, **fields: Any) -> AuditView:
    given: dict[str, Any] = {
        "at": NOW, "actor": "aye_aye (11111111)", "action": "retract", "report_id": 7, "reason": "withdrawn",
        "before": SAID if kind == "figure" else {}, "after": SAID | {"state": "rejected"},
    } | fields  # fmt: skip
    if kind == "report":
        given["after"] = {}
    return AuditView(number, subject_kind=kind, subject_id=subject, story_id=5, revision=2, **given)


CHANGES = (
    line(1, "figure", 3),
    line(2, "figure", 4),
    line(3, "report", 7),
    line(4, "figure", 3, at=LATER, action="amend", reason="recount", after=SAID | {"value": 41}),
)


def test_what_was_done_at_once_is_one_entry() -> None:
    said = history_message(report(), CHANGES, VOICE, named=True).plain.splitlines()[3:]
    assert said == [
        "13 Nov 2024, 12:30 · aye_aye (11111111): withdrawn · report 7 retracted",
        "  Killed · Regime · Muse: 45 is no longer counted (figure 3)",
        "  Killed · Regime · Muse: 45 is no longer counted (figure 4)",
        "13 Nov 2024, 13:30 · aye_aye (11111111): recount · figure 3 amended",
        "  Killed · Regime · Muse: 41, was 45",
    ]


def test_the_audit_leads_to_the_reports() -> None:
    said = audit_message(CHANGES[::-1], VOICE).plain.splitlines()[2:]
    assert said[0].endswith("figure 3 amended /report_7")
    assert said[2].endswith("report 7 retracted /report_7")


def test_editors_are_named_to_editors_alone() -> None:
    assert "aye_aye" not in history_message(report(), CHANGES, VOICE).plain


def test_an_approval_of_what_stood_and_an_outlets_change_are_told_once() -> None:
    stood = SAID | {"state": "standing"}
    changes = [
        line(5, "figure", 3, action="approve", reason="approved", before=stood, after=stood),
        line(6, "figure", 3, at=LATER, action="revise", actor="DVB", reason="", after=SAID | {"value": 41}),
    ]
    assert audit_message(changes, VOICE).plain.splitlines()[2:] == [
        "13 Nov 2024, 12:30 · aye_aye (11111111) · figure 3 approved /report_7",
        "  Killed · Regime · Muse: 45",
        "13 Nov 2024, 13:30 · DVB changed its report /report_7",
        "  Killed · Regime · Muse: 41, was 45",
    ]
