"""Reports and claims put straight into the tables, as the write side would have left them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.stated import source_key
from bot.store import Store
from bot.store.tables import ClaimRow, FigureRow, ReportRow, StoryRow

NOW = datetime(2024, 12, 1, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """One claim and the report that states it."""

    measure: str = "killed"
    low: int | None = 10
    value: int | None = 10
    high: int | None = 10
    party: str | None = "regime"
    path: str = "Sagaing"
    start: date | None = date(2024, 11, 1)
    end: date | None = date(2024, 11, 1)
    unit: str | None = None
    source: str | None = None
    outlet: str = "Mizzima"
    whole: int | None = None
    rivals: bool = False
    text: str = "They counted 10 dead."
    title: str = ""
    state: str = "standing"

    def of(self, **changes: Any) -> "Said":
        if "low" in changes and "value" not in changes:
            changes |= {"value": changes["low"], "high": changes["low"]}
        return replace(self, **changes)


def said(**changes: Any) -> Said:
    return Said().of(**changes)


async def put(store: Store, *claims: Said, now: datetime = NOW) -> list[int]:
    """Put claims down, each stated by one figure of one report; give their ids."""
    async with store.begin() as session:
        return [await put_one(session, one, now + timedelta(minutes=at)) for at, one in enumerate(claims)]


async def put_one(session: AsyncSession, one: Said, now: datetime) -> int:
    story = StoryRow(created_at=now)
    session.add(story)
    await session.flush()
    report = ReportRow(
        story_id=story.id,
        outlet=one.outlet,
        title=one.title,
        text=one.text,
        text_hash="0" * 64,
        received_at=now,
        published_at=now,
        published_on=now.date(),
        day=now.date(),
    )
    claim = ClaimRow(
        measure=one.measure,
        unit=one.unit,
        party=one.party,
        place=one.path.rpartition("/")[2] or None,
        place_path=one.path,
        start=one.start,
        end=one.end,
        value=one.value,
        low=one.low,
        high=one.high,
        rivals=one.rivals,
        source=one.source,
        whole_id=one.whole,
        standing=one.state == "standing",
        created_at=now,
        changed_at=now,
    )
    session.add_all([report, claim])
    await session.flush()
    session.add(figure_of(one, report.id, claim.id))
    await session.flush()
    return claim.id


def figure_of(one: Said, report_id: int, claim_id: int, key: str = "f1") -> FigureRow:
    """Give the figure that states a claim."""
    return FigureRow(
        report_id=report_id,
        version=1,
        key=key,
        claim_id=claim_id,
        state=one.state,
        measure=one.measure,
        value=one.value,
        low=one.low,
        high=one.high,
        qualifier="exact",
        unit=one.unit,
        party=one.party,
        place=one.path.rpartition("/")[2] or None,
        region=one.path.partition("/")[0] or None,
        place_path=one.path,
        start=one.start,
        end=one.end,
        source=one.source,
        source_key=source_key(one.source),
        headline=False,
        alt=[],
        quote=one.text[:20],
        field="text",
        start_char=0,
        end_char=min(20, len(one.text)),
        confidence=0.9,
        caveat=False,
    )
