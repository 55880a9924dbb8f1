"""Claims taken apart and put together by editors; the rules leave such figures where they were put."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import TallywireError
from bot.ledger import claims, recording, review
from bot.ledger.audit import Doing, plain, write
from bot.store.tables import ClaimRow


async def split(session: AsyncSession, figure_id: int, doing: Doing) -> ClaimRow:
    """Give a figure, with its likes in copies of its report, a claim of its own.

    Raises `NotFoundError`, and `TallywireError` where its claim holds nothing else.
    """
    row = await recording.figure_by_id(session, figure_id)
    report = await recording.report_by_id(session, row.report_id)
    rows = await review.fellows(session, row, report)
    ids = {one.id for one in rows}
    old = row.claim_id
    staying = [other for other, _ in await claims.figures_of(session, old or 0) if other.id not in ids]
    if old is None or not staying:
        message = f"figure {figure_id} is alone in its claim already"
        raise TallywireError(message)
    claim = await _new_claim(session, doing.at)
    for one in rows:
        before = plain(one)
        one.claim_id, one.placed, one.joined_by = claim.id, True, "editor"
        await write(
            session,
            doing,
            "split",
            ("figure", one.id),
            report_id=one.report_id,
            before=before,
            after=plain(one),
        )
    await claims.refresh(session, [old, claim.id], now=doing.at)
    return claim


async def join(session: AsyncSession, one: int, other: int, doing: Doing) -> ClaimRow:
    """Make one claim of two; the older one stays.

    Raises `NotFoundError`, and `TallywireError` where the two count different things.
    """
    if one == other:
        message = f"claim {one} cannot be joined to itself"
        raise TallywireError(message)
    kept, gone = [await claims.claim_by_id(session, claim_id) for claim_id in sorted((one, other))]
    if (kept.measure, kept.unit) != (gone.measure, gone.unit):
        message = (
            f"claim {kept.id} counts {_what(kept)}, claim {gone.id} {_what(gone)}: these are never one claim"
        )
        raise TallywireError(message)
    moved = [row for row, _ in await claims.figures_of(session, gone.id)]
    stayed = [row for row, _ in await claims.figures_of(session, kept.id)]
    before = {str(kept.id): [row.id for row in stayed], str(gone.id): [row.id for row in moved]}
    for row in (*moved, *stayed):
        row.claim_id, row.placed = kept.id, True
    for row in moved:
        row.joined_by = "editor"
    await claims.refresh(session, [kept.id, gone.id], now=doing.at)
    for claim_id in (kept.id, gone.id):
        await write(
            session,
            doing,
            "join",
            ("claim", claim_id),
            before={"figures": before[str(claim_id)]},
            after={"claim": kept.id, "figures": sorted(row.id for row in (*moved, *stayed))},
        )
    return kept


async def _new_claim(session: AsyncSession, now: datetime) -> ClaimRow:
    claim = ClaimRow(measure="", standing=False, place_path="", created_at=now, changed_at=now)
    session.add(claim)
    await session.flush()
    return claim


def _what(claim: ClaimRow) -> str:
    return f"{claim.measure} in {claim.unit}" if claim.unit else claim.measure
