"""Why a figure is put before an editor: what makes a reading doubtful, or a number lower than before."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Review
from bot.ledger.sameness import EVENT_DAYS
from bot.store.tables import ClaimRow, FigureRow, ReportRow

JUMP_DAYS = 90
JUMP_NEEDS = 5
"""A jump is one only beside enough claims of the last 90 days."""


async def about_reading(
    session: AsyncSession, row: FigureRow, report: ReportRow, limits: Review
) -> tuple[str, ...]:
    """Give the reasons to hold a figure back until an editor has looked: it may have been misread."""
    reasons = []
    if row.confidence < limits.hold_below:
        reasons.append(f"read with confidence {row.confidence:.2f}, below {limits.hold_below:.2f}")
    most = (limits.implausible_above.__pydantic_extra__ or {}).get(row.measure)
    if most is not None and row.value is not None and row.value > most:
        reasons.append(f"{row.value:,} is above {most:,}, the most held plausible for one report")
    largest = await _largest_if_jump(session, row, report.day, limits.jump_factor)
    if largest and row.value is not None:
        times = _times(row.value / largest)
        reasons.append(f"{row.value:,} is {times} the largest of {JUMP_DAYS} days, {largest:,}")
    return tuple(reasons)


def _times(factor: float) -> str:
    return f"{factor:.1f} times" if factor < 10 else f"about {factor:,.0f} times"


def editors_needed(row: FigureRow, limits: Review) -> int:
    """Give how many editors must approve a figure: two where it is above the configured number."""
    above = limits.two_editors_above
    return 2 if above is not None and row.value is not None and row.value > above else 1


def lowered(row: FigureRow, before: int | None) -> tuple[str, ...]:
    """Give the reason to ask about a number that its own source, or its outlet, brought down."""
    if before is None or row.value is None or row.value >= before:
        return ()
    return (f"brought down from {before:,} to {row.value:,}",)


async def _largest_if_jump(session: AsyncSession, row: FigureRow, day: date, factor: float) -> int | None:
    """Give the largest number of this measure and party in the 90 days before, where this one leaps past it.

    None where it does not, or where there are too few to compare with. Like is held against like: the toll
    of one event against those of events, a count over a longer time against counts over longer times.
    """
    if row.value is None or row.value <= factor:
        return None
    one_event = row.start is not None and row.end is not None and (row.end - row.start).days < EVENT_DAYS
    longer = ClaimRow.days.is_(None) | (ClaimRow.days > EVENT_DAYS)
    lately = select(ClaimRow.value).where(
        ClaimRow.measure == row.measure,
        ClaimRow.party.is_(None) if row.party is None else ClaimRow.party == row.party,
        ClaimRow.unit.is_(None) if row.unit is None else ClaimRow.unit == row.unit,
        ClaimRow.end.between(day - timedelta(days=JUMP_DAYS), day),
        ClaimRow.standing,
        ClaimRow.days <= EVENT_DAYS if one_event else longer,
    )
    near = await session.scalar(lately.where(ClaimRow.value >= row.value / factor).limit(1))
    if near is not None:  # most often, and found without a look at the rest
        return None
    values = [value for value in await session.scalars(lately.where(ClaimRow.value.is_not(None))) if value]
    return max(values) if len(values) >= JUMP_NEEDS else None
