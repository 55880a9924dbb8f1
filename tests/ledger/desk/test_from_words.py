"""From the words of reports to claims, with the rules that read them in earnest."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ledger.desk import Desk
from bot.ledger.views import Incoming
from bot.store import Store
from bot.store.tables import ClaimRow, ReportRow
from tests.ledger.desk.newsroom import BEAT, Room, settings

SEEDS = Path(__file__).parents[4] / "shared" / "figures" / "seeds"

REPORTS = (
    ("DVB", "2024-11-05", "TNLA takes a hill near Muse",
     "At least 20 junta soldiers were killed in Muse Township on November 3, the TNLA said on Tuesday. "
     "Fourteen soldiers were captured, it added."),
    ("Mizzima", "2024-11-06", "Fighting near the border",
     "Residents said 12 junta soldiers were killed in Muse Township on November 3, when a hill post was "
     "attacked. Shops in the market were shut."),
    ("RFA", "2024-11-08", "Toll rises in Muse",
     "The TNLA now says that 26 junta soldiers were killed in Muse Township on November 3."),
    ("The Irrawaddy", "2024-12-02", "The month in numbers",
     "Resistance forces killed 427 junta soldiers in clashes across the country in November, the National "
     "Unity Government’s Defense Ministry said on Monday."),
    ("Myanmar Now", "2024-12-04", "The NUG counts its month",
     "More than 420 junta soldiers were killed across the country in November, according to the Defense "
     "Ministry of the National Unity Government (NUG)."),
    ("DMG", "2024-12-05", "",
     "At least 71 civilians were killed by airstrikes in November, Nyan Lynn Thit Analytica said."),
)  # fmt: skip


def _room(store: Store) -> Room:
    chosen = settings()
    return Room(store, Desk(store, BEAT, chosen), BEAT, chosen)


async def _take_in(room: Room, outlet: str, day: str, title: str, text: str) -> None:
    at = datetime.fromisoformat(day).replace(hour=6, tzinfo=UTC)
    await room.take_in(text, outlet=outlet, title=title, published_at=at)


def _said(claims: list[ClaimRow]) -> list[tuple[object, ...]]:
    return sorted(
        (
            one.measure,
            one.party or "",
            one.place_path,
            one.value or 0,
            str(one.low),
            str(one.high),
            one.rivals,
        )
        for one in claims
    )


@pytest.mark.parametrize("backwards", [False, True])
async def test_reports_that_restate_update_and_dispute_each_other(store: Store, *, backwards: bool) -> None:
    room = _room(store)
    for report in REPORTS[::-1] if backwards else REPORTS:
        await _take_in(room, *report)
    assert _said(await room.claims()) == [
        ("captured", "regime", "Shan/Muse", 14, "14", "14", False),
        ("killed", "civilian", "", 71, "71", "None", False),  # one source, one report
        ("killed", "regime", "", 427, "427", "427", False),  # restated in a rounder form
        ("killed", "regime", "Shan/Muse", 12, "12", "26", True),  # the TNLA's newest number, and residents'
    ]


@pytest.mark.slow
async def test_copies_of_the_seed_reports_in_other_feeds_change_no_claim(store: Store) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the seed reports are not beside this checkout")
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.json"))]
    room = _room(store)
    for report in reports:
        await _take_in(room, report["outlet"], report["published"], report["title"], report["text"])
    alone = _said(await room.claims())
    assert len(alone) > 30
    for report in reports:
        for outlet in ("Feed One", "Feed Two"):
            text = f"{report['text']}\n\nFirst published by {report['outlet'] or 'others'}."
            await _take_in(room, outlet, report["published"], report["title"], text)
    assert _said(await room.claims()) == alone


async def test_a_report_in_a_language_that_is_not_read_says_so(store: Store) -> None:
    room = _room(store)
    async with store.begin() as session:
        incoming = Incoming("စစ်ကောင်စီ တပ်သား ၂၀ ကျော် သေဆုံးခဲ့သည်။ " * 5, outlet="DVB")
        taken = await room.desk.take_in(session, incoming, now=room.clock, post=True)
    (report,) = await room.rows(ReportRow)
    assert (taken.figures, bool(report.problem)) == (0, True)
