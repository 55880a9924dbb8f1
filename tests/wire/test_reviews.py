"""A review as editors see it."""

from datetime import timedelta
from typing import Any

from bot.ledger.desk_views import AuditView, ReviewView
from bot.wire.records import queue_message, review_message
from tests.wire.making import NOW, VOICE, figure


def review(**fields: Any) -> ReviewView:
    given: dict[str, Any] = {
        "id": 7, "figure": figure(), "report_id": 34, "outlet": "DVB", "title": "Raid", "link": None,
        "reasons": ("too large",), "held": True, "opened_at": NOW, "age": timedelta(), "deadline_at": None,
        "needed": 2, "approvals": (), "outcome": None, "closed_at": None, "closed_by": None,
    }  # fmt: skip
    return ReviewView(**(given | fields))


def approved(number: int, actor: str) -> AuditView:
    return AuditView(number, NOW, actor, "approve", "review", 7, None, None, None, {}, {}, "approved")


CHANGES = (approved(1, "aye_aye (8)"), approved(2, "min_min (9)"))


def test_who_approved_is_named_while_another_is_needed() -> None:
    said = review_message(review(approvals=(8,)), VOICE, (), CHANGES[:1]).plain.splitlines()[-1]
    assert said == "waits since 13 Nov 2024, 12:30 · 1 of 2 approvals (aye_aye (8))"


def test_all_who_approved_are_named() -> None:
    done = review(approvals=(8, 9), outcome="approved", closed_at=NOW, closed_by=9)
    said = review_message(done, VOICE, (), CHANGES).plain.splitlines()[-1]
    assert said == "Approved by aye_aye (8) and min_min (9), 13 Nov 2024, 12:30"


def test_the_queue_tells_where_and_how_many_must_agree() -> None:
    line = queue_message([review(approvals=(8,))], VOICE, NOW).plain.splitlines()[2]
    assert line == (
        "• Killed 45 · Regime · Kyaukme, Shan · DVB · 0 s old · held back · 1 of 2 approvals · /review_7"
    )
