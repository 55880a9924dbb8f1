"""The claims that a question asks for, as totals need them: their bounds, and what they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import scope
from bot.ledger.listing import Kind
from bot.ledger.reckoning import Bounded
from bot.ledger.scope import SHAPES, Shape
from bot.ledger.views import Question
from bot.store.tables import ClaimRow, FigureRow, ReportRow

_TOGETHER = 300
"""Claims up to which what they rest on is read with them."""

AT_ONCE = 5_000
"""Claims that are read in one piece."""

Found = dict[Kind, list[Bounded]]
"""The bounds of claims, by measure and unit."""

_OUTLET = "outlet "
"""What stands before an outlet that is its own source, so that it is not taken for one that is cited."""

# Columns, not objects: a total asks for many claims, and nothing here is written back.
_CLAIM = ClaimRow.__table__.columns
_BOUNDS = select(
    _CLAIM.measure,
    _CLAIM.unit,
    _CLAIM.id,
    _CLAIM.place_path,
    _CLAIM.start,
    _CLAIM.end,
    _CLAIM.party,
    _CLAIM.value,
    _CLAIM.low,
    _CLAIM.high,
    _CLAIM.whole_id,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many reports and sources claims rest on, and when the newest report came in.

    An outlet is the source of what it states itself or of nobody named.
    """

    reports: int = 0
    sources: int = 0
    newest: datetime | None = None


class Few(NamedTuple):
    """Claims that are not too many, and what they rest on (None: not read with them)."""

    found: Found
    evidence: Mapping[Kind, Evidence] | None


@dataclass(slots=True)
class _Stated:
    """What claims of one measure and unit rest on, as it is gathered."""

    reports: set[int] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    newest: datetime | None = None

    @property
    def evidence(self) -> Evidence:
        return Evidence(len(self.reports), len(self.sources), self.newest)


async def bounded(session: AsyncSession, question: Question) -> Found:
    """Read the bounds of claims, and nothing else of them, by measure and unit.

    Piece by piece, so that the loop serves others meanwhile; a place or day that many name is held once.
    """
    statement = _bounded(Shape.of(question))
    rows = await session.stream(statement, scope.values(question), execution_options={"yield_per": AT_ONCE})
    found: Found = {}
    shared = dict[Any, Any]()
    async for piece in rows.partitions():
        _gather(found, piece, shared)
    return found


async def few(session: AsyncSession, question: Question, limit: int) -> Few | None:
    """Read claims where there are fewer than `limit`; None where there are more.

    Up to some hundreds what they rest on is read with them; of more the database counts it in less time.
    """
    shape, values = Shape.of(question), scope.values(question)
    gathered = _gathered((await session.execute(_stated(shape), values)).all())
    if sum(map(len, gathered.found.values())) < min(limit, _TOGETHER):
        return gathered
    rows = (await session.execute(_bounded(shape).limit(limit), values)).all()
    if len(rows) >= limit:
        return None
    found: Found = {}
    _gather(found, rows, {})
    return Few(found, None)


async def evidence(session: AsyncSession, question: Question) -> Mapping[Kind, Evidence]:
    """Let the database count what the claims of a question rest on."""
    rows = await session.execute(_evidence(Shape.of(question)), scope.values(question))
    return {(measure, unit): Evidence(*counted) for measure, unit, *counted in rows}


@lru_cache(SHAPES)
def _bounded(shape: Shape) -> Select[*tuple[Any, ...]]:
    return _BOUNDS.where(*scope.within(shape))


@lru_cache(SHAPES)
def _stated(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Select claims, each once for each figure that states it, or once where none does."""
    claims = _bounded(shape).limit(_TOGETHER).subquery()
    standing = scope.standing_figures(Shape.of(Question()))
    of_outlet = [ReportRow.outlet == scope.value("outlet", ReportRow.outlet)] if shape.outlet else []
    return (
        select(*claims.c, FigureRow.report_id, FigureRow.source_key, ReportRow.outlet, ReportRow.received_at)
        .outerjoin(FigureRow, and_(FigureRow.claim_id == claims.c.id, *standing))
        .outerjoin(ReportRow, and_(ReportRow.id == FigureRow.report_id, *of_outlet))
    )


@lru_cache(SHAPES)
def _evidence(shape: Shape) -> Select[*tuple[Any, ...]]:
    outlet = _OUTLET + func.lower(ReportRow.outlet)
    source = case((FigureRow.source_key == "", outlet), else_=FigureRow.source_key)
    kind = (ClaimRow.measure, ClaimRow.unit)
    return (
        select(
            *kind,
            func.count(FigureRow.report_id.distinct()),
            func.count(source.distinct()),
            func.max(ReportRow.received_at),
        )
        .join(FigureRow, FigureRow.claim_id == ClaimRow.id)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(*scope.within(shape), *scope.standing_figures(shape))
        .group_by(*kind)
    )


def _gather(found: Found, rows: Iterable[Any], known: dict[Any, Any]) -> None:
    shared = known.setdefault
    for measure, unit, claim_id, path, start, end, party, value, low, high, whole_id in rows:
        path, start, end = shared(path, path), shared(start, start), shared(end, end)
        claims = found.get((measure, unit))
        if claims is None:
            claims = found[measure, unit] = []
        claims.append(Bounded(claim_id, path, start, end, party, value, low, high, whole_id))


def _gathered(rows: Iterable[Any]) -> Few:
    claims: dict[int, tuple[Any, ...]] = {}
    stated: dict[Kind, _Stated] = {}
    for *claim, report_id, source_key, outlet, received_at in rows:
        measure, unit, claim_id = claim[:3]
        claims[claim_id] = tuple(claim)
        if received_at is None:
            continue
        rests_on = stated.get((measure, unit))
        if rests_on is None:
            rests_on = stated[measure, unit] = _Stated()
        rests_on.reports.add(report_id)
        rests_on.sources.add(source_key or _OUTLET + outlet.lower())
        rests_on.newest = max(rests_on.newest or received_at, received_at)
    found: Found = {}
    _gather(found, claims.values(), {})
    return Few(found, {kind: rests_on.evidence for kind, rests_on in stated.items()})
