"""Which claim already includes another: as its report says, or because a running count went on."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import candidates
from bot.ledger.recording import stated
from bot.ledger.sameness import grown_from
from bot.ledger.stated import Stated
from bot.store.tables import ClaimRow, FigureRow, ReportRow

Members = list[tuple[FigureRow, ReportRow]]
"""A claim's figures with their reports, in the order of arrival."""


async def dependents(session: AsyncSession, claim_ids: set[int], members: Mapping[int, Members]) -> set[int]:
    """Give the claims whose whole may be, or have been, one of these."""
    inside = [row.id for claim_id in claim_ids for row, _ in members[claim_id]]
    parts = await session.scalars(
        select(FigureRow.claim_id).where(FigureRow.part_of_id.in_(inside), FigureRow.claim_id.is_not(None))
    )
    below = await session.scalars(select(ClaimRow.id).where(ClaimRow.whole_id.in_(sorted(claim_ids))))
    found = {claim_id for claim_id in parts if claim_id is not None} | set(below)
    for claim_id in claim_ids:
        for figure in _running(members[claim_id], least_days=2):
            earlier = await candidates.running_counts(session, figure, later=False)
            found |= {other.claim_id for other in earlier if other.claim_id is not None}
    return found


async def whole_of(session: AsyncSession, claim_id: int, members: Members) -> int | None:
    """Give the claim that includes this one; None where none that stands does.

    What a report itself calls a part comes first; else the next state of the running count.
    """
    standing = [(row, report) for row, report in members if row.state == "standing"]
    of = sorted({row.part_of_id for row, _ in standing if row.part_of_id is not None})
    if of:
        wholes = await session.scalars(
            select(FigureRow.claim_id)
            .where(FigureRow.id.in_(of), FigureRow.state == "standing", FigureRow.claim_id.is_not(None))
            .order_by(FigureRow.claim_id)
        )
        chosen = await _first_above(session, claim_id, [whole for whole in wholes if whole is not None])
        if chosen is not None:
            return chosen
    for figure in _running(standing):
        later = await candidates.running_counts(session, figure, later=True)
        grown = [other.claim_id for other in later if grown_from(other, figure)]
        chosen = await _first_above(session, claim_id, [other for other in grown if other is not None])
        if chosen is not None:
            return chosen
    return None


def _running(members: Iterable[tuple[FigureRow, ReportRow]], least_days: int = 1) -> list[Stated]:
    """Give one figure for each state of a running count that a claim holds: a named source's, dated."""
    found: dict[tuple[str, object, object, object], Stated] = {}
    for row, report in members:
        figure = stated(row, report)
        if figure.teller and (figure.days or 0) >= least_days:
            found.setdefault((figure.teller, figure.start, figure.end, figure.value), figure)
    return list(found.values())


async def _first_above(session: AsyncSession, claim_id: int, wholes: list[int]) -> int | None:
    """Give the first of the claims that is not, at some remove, a part of this one."""
    for whole in wholes:
        above: int | None = whole
        seen: set[int] = set()
        while above is not None and above not in seen and above != claim_id:
            seen.add(above)
            above = await session.scalar(select(ClaimRow.whole_id).where(ClaimRow.id == above))
        if above is None:
            return whole
    return None
