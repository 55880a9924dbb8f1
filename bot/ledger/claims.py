"""Figures joined to claims, and claims kept equal to what their standing figures say."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFoundError
from bot.ledger import about_days, candidates, neighbouring, wholes
from bot.ledger.bounds import bounds
from bot.ledger.joining import choose, rule_in_claim, rules_of
from bot.ledger.pairing import Pairs
from bot.ledger.recording import present_figures, stated
from bot.ledger.stated import Stated
from bot.ledger.wholes import Members
from bot.store.tables import ClaimRow, FigureRow, ReportRow


async def claim_by_id(session: AsyncSession, claim_id: int) -> ClaimRow:
    """Give a claim's row. Raises `NotFoundError`."""
    claim = await session.get(ClaimRow, claim_id)
    if claim is None:
        message = f"there is no claim {claim_id}"
        raise NotFoundError(message)
    return claim


async def place(
    session: AsyncSession, report: ReportRow, rows: list[FigureRow], copies: Pairs, *, now: datetime
) -> None:
    """Join each of a report's figures to the claim it states, or begin one; then refresh all touched claims.

    A figure that an editor placed stays where it is. A figure that leaves a claim leaves it refreshed too.
    """
    ours = [stated(row, report) for row in rows]
    copied: dict[int, set[int]] = defaultdict(set)
    for row, other in copies:
        if other.claim_id is not None:
            copied[row.id].add(other.claim_id)
    touched: set[int] = set()
    for row, figure in zip(rows, ours, strict=True):
        if row.claim_id is not None:
            touched.add(row.claim_id)
        if not row.placed:
            touched |= await _join(session, row, figure, ours, copied[row.id], now=now)
            touched |= await _part_ways(session, row, figure, now=now)
    await refresh(session, touched, now=now)


async def _join(
    session: AsyncSession,
    row: FigureRow,
    figure: Stated,
    ours: list[Stated],
    copied: set[int],
    *,
    now: datetime,
) -> set[int]:
    """Give the row its claim; return the claims that this touched."""
    if copied:
        kept, *others = sorted(copied)
        for other in others:
            await move_all(session, other, kept)
        row.claim_id, row.joined_by = kept, "copy"
        return copied
    chosen = choose(
        figure, ours, await candidates.of_event(session, figure), await candidates.restating(session, figure)
    )
    if chosen is None and neighbouring.may_differ_in_day(figure):
        found = neighbouring.neighbour(figure, ours, await about_days.near(session, figure))
        chosen = None if found is None else (found, neighbouring.RULE)
    if chosen is not None:
        claim_id, rule = chosen
        members = [stated(one, of) for one, of in await figures_of(session, claim_id) if one.id != row.id]
        standing = [one for one in members if one.stands]
        row.claim_id, row.joined_by = claim_id, rule_in_claim(figure, rule, standing)
    elif row.claim_id is None or await _has_others(session, row):
        claim = ClaimRow(
            measure=row.measure, standing=False, place_path=row.place_path, created_at=now, changed_at=now
        )
        session.add(claim)
        await session.flush()
        row.claim_id, row.joined_by = claim.id, ""
    await session.flush()
    return {row.claim_id} if row.claim_id is not None else set()


async def _part_ways(session: AsyncSession, row: FigureRow, figure: Stated, *, now: datetime) -> set[int]:
    """Let figures leave a claim of differing days once their own outlet tells of both days.

    Returns the claims that this touched.
    """
    touched: set[int] = set()
    if len(figure.path) < 2 or figure.start is None:
        return touched
    for claim_id in await about_days.claims_near(session, figure, neighbouring.RULE):
        for one, report in await figures_of(session, claim_id):
            said = stated(one, report)
            if one.id != row.id and not one.placed and neighbouring.parts_from(figure, said):
                ours = [stated(other, report) for other in await present_figures(session, report.id)]
                touched |= {claim_id, *await _join(session, one, said, ours, set(), now=now)}
    return touched


async def place_copies(session: AsyncSession, pairs: Pairs, *, now: datetime) -> None:
    """Make one claim of the two that a figure and its copy state, but for those an editor placed."""
    touched: set[int] = set()
    for row, other in pairs:
        if row.claim_id is None or other.claim_id is None or row.claim_id == other.claim_id:
            continue
        if not (row.placed or other.placed):
            kept, gone = sorted((row.claim_id, other.claim_id))
            row.joined_by = row.joined_by or "copy"
            await move_all(session, gone, kept)
            touched |= {kept, gone}
    await refresh(session, touched, now=now)


async def _has_others(session: AsyncSession, row: FigureRow) -> bool:
    other = await session.scalar(
        select(FigureRow.id)
        .where(FigureRow.claim_id == row.claim_id, FigureRow.id != row.id, FigureRow.state != "superseded")
        .limit(1)
    )
    return other is not None


async def move_all(session: AsyncSession, gone: int, kept: int) -> None:
    """Move every figure of one claim to another; both want a refresh then."""
    await session.flush()
    await session.execute(
        update(FigureRow)
        .where(FigureRow.claim_id == gone)
        .values(claim_id=kept)
        .execution_options(synchronize_session="fetch")
    )


async def refresh(session: AsyncSession, claim_ids: Iterable[int], *, now: datetime) -> None:
    """Reckon claims anew from their figures, and then which of them are parts of others.

    The bounds come from the standing figures. A claim that none states any more keeps what it said and
    stands no longer.
    """
    touched = set(claim_ids)
    if not touched:
        return
    await session.flush()
    members = await _members(session, touched)
    for claim in await _rows(session, touched):
        _reckon(claim, members[claim.id], now=now)
    await session.flush()
    further = await wholes.dependents(session, touched, members) - touched
    members |= await _members(session, further)
    for claim in await _rows(session, touched | further):
        whole = await wholes.whole_of(session, claim.id, members[claim.id])
        _write(claim, {"whole_id": whole}, now=now)
    await session.flush()


async def _rows(session: AsyncSession, claim_ids: set[int]) -> list[ClaimRow]:
    rows = await session.scalars(
        select(ClaimRow).where(ClaimRow.id.in_(sorted(claim_ids))).order_by(ClaimRow.id)
    )
    return list(rows)


async def _members(session: AsyncSession, claim_ids: set[int]) -> dict[int, Members]:
    found: dict[int, Members] = {claim_id: [] for claim_id in sorted(claim_ids)}
    if not found:
        return found
    rows = await session.execute(
        select(FigureRow, ReportRow)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(FigureRow.claim_id.in_(sorted(claim_ids)), FigureRow.state != "superseded")
        .order_by(FigureRow.id)
    )
    for row, report in rows:
        if row.claim_id is not None:
            found[row.claim_id].append((row, report))
    return found


async def figures_of(session: AsyncSession, claim_id: int) -> Members:
    """Give a claim's figures but the superseded ones, with their reports, in the order of arrival."""
    return (await _members(session, {claim_id}))[claim_id]


def _reckon(claim: ClaimRow, members: Members, *, now: datetime) -> None:
    said = [stated(row, report) for row, report in members]
    standing = [figure for figure in said if figure.stands]
    fresh: dict[str, object] = {"standing": bool(standing)}
    if said:
        held = [figure for figure, (row, _) in zip(said, members, strict=True) if row.state == "held"]
        found = bounds(standing or held or said)
        speaker = found.speaker
        fresh |= {
            "measure": speaker.measure,
            "unit": speaker.unit,
            "party": found.party,
            "place": found.place,
            "place_path": "/".join(found.path),
            "start": found.start,
            "end": found.end,
            "days": (found.end - found.start).days + 1 if found.start and found.end else None,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "rivals": found.rivals,
            "source": speaker.source,
            "joined_by": rules_of([row.joined_by for row, _ in members if row.state == "standing"]),
        }
    _write(claim, fresh, now=now)


def _write(claim: ClaimRow, fresh: dict[str, object], *, now: datetime) -> None:
    changed = {name: value for name, value in fresh.items() if getattr(claim, name) != value}
    for name, value in changed.items():
        setattr(claim, name, value)
    if changed:
        claim.changed_at = now
