"""Values of the ledger for tests of what is said about them."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.ledger.views import Answer, ClaimView, FigureView, Question, ReportView, StoryView
from bot.wire.signs import Voice

NOW = datetime(2024, 11, 13, 6, 0, tzinfo=UTC)
VOICE = Voice(
    ZoneInfo("Asia/Yangon"),
    {"killed": "killed", "captured": "captured", "bases_seized": "bases seized"},
    {"civilian": "Civilians", "regime": "Regime", "resistance": "Resistance"},
    frozenset({"killed", "captured"}),
)


def figure(number: int = 1, **fields: Any) -> FigureView:
    value = fields.get("value", 45)
    given: dict[str, Any] = {
        "id": number, "key": f"f{number}", "report_id": 34, "measure": "killed", "value": 45, "low": value,
        "high": value, "qualifier": "exact", "unit": None, "party": "regime", "place": "Kyaukme",
        "region": "Shan", "start": date(2024, 11, 3), "end": date(2024, 11, 12), "source": "TNLA",
        "headline": True, "caveat": False, "quote": "killing 45 soldiers", "field": "text", "start_char": 0,
        "end_char": 19, "part_of": None, "alt": (), "rule": "killed.active", "confidence": 0.93,
        "state": "standing", "origin": "read", "claim_id": number,
    }  # fmt: skip
    return FigureView(**(given | fields))


def report(*figures: FigureView, **fields: Any) -> ReportView:
    given: dict[str, Any] = {
        "id": 34, "story_id": 12, "outlet": "The Irrawaddy", "title": "Outposts fall in Kyaukme",
        "text": "Text.", "link": "https://www.irrawaddy.com/news/outposts.html",
        "published_at": NOW, "published_on": date(2024, 11, 13), "received_at": NOW, "version": 1,
        "problem": None, "retracted_at": None, "retracted_because": None, "figures": figures,
    }  # fmt: skip
    return ReportView(**(given | fields))


def story(*reports: ReportView, **fields: Any) -> StoryView:
    return StoryView(**({"id": 12, "revision": 1, "reports": reports} | fields))


def claim(number: int = 1, **fields: Any) -> ClaimView:
    given: dict[str, Any] = {
        "id": number, "measure": "killed", "unit": None, "party": "regime", "place": "Kyaukme",
        "place_path": ("Shan", "Kyaukme"), "start": date(2024, 11, 3), "end": date(2024, 11, 12),
        "value": 45, "low": 45, "high": 45, "rivals": False, "source": "TNLA", "whole_id": None,
        "joined_by": "", "figures": (), "outlets": {34: "The Irrawaddy"},
    }  # fmt: skip
    return ClaimView(**(given | fields))


def answer(*counted: ClaimView, **fields: Any) -> Answer:
    given: dict[str, Any] = {
        "question": Question(words="killed · regime"), "measure": "killed",
        "at_least": sum(one.low or 0 for one in counted),
        "if_nothing_overlaps": sum(one.high or 0 for one in counted), "counted": counted, "left_out": (),
        "reaches_beyond": (), "reports": 3, "sources": 2, "newest": NOW,
    }  # fmt: skip
    given |= fields
    for name in ("counted", "left_out", "reaches_beyond"):
        given.setdefault(f"{name}_total", len(given[name]))
    return Answer(**given)
