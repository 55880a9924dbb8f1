"""The claims that a question asks for, as totals need them: their bounds, and what they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import scope
from bot.ledger.listing import Kind
from bot.ledger.reckoning import Bounded
from bot.ledger.scope import CLAIM, FIGURE, REPORT, SHAPES, Shape
from bot.ledger.views import Question
from bot.store.tables import FigureRow, ReportRow

_TOGETHER = 300
"""Claims up to which what they rest on is read with them."""

AT_ONCE = 5_000
"""Claims that are read in one piece."""

Found = dict[Kind, list[Bounded]]
"""The bounds of claims, by measure and unit."""

_OUTLET = "outlet "
"""What stands before an outlet that is its own source, so that it is not taken for one that is cited."""

_FIGURES, _REPORTS = FigureRow.__table__, ReportRow.__table__

_BOUNDS = select(
    CLAIM.measure,
    CLAIM.unit,
    CLAIM.id,
    CLAIM.place_path,
    CLAIM.start,
    CLAIM.end,
    CLAIM.party,
    CLAIM.value,
    CLAIM.low,
    CLAIM.high,
    CLAIM.whole_id,
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


class _Stated(NamedTuple):
    """What claims of one measure and unit rest on, as it is gathered."""

    reports: set[int]
    sources: set[str]
    times: set[datetime]

    @property
    def evidence(self) -> Evidence:
        return Evidence(len(self.reports), len(self.sources), max(self.times, default=None))


async def bounded(session: AsyncSession, question: Question) -> Found:
    """Read the bounds of claims, and nothing else of them, by measure and unit.

    Piece by piece, so that the loop serves others meanwhile; what many have in common is held once.
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

    Of one place, up to some hundreds, what they rest on is read with them; of more the database counts it in
    less time.
    """
    shape, values = Shape.of(question), scope.values(question)
    if shape.depth:
        gathered = _gathered((await session.execute(_stated(shape), values)).all())
        if sum(map(len, gathered.found.values())) < min(limit, _TOGETHER):
            return gathered
    rows = (await session.execute(_bounded(shape, limit), values)).all()
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
def _bounded(shape: Shape, limit: int | None = None) -> Select[*tuple[Any, ...]]:
    return _BOUNDS.where(*scope.within(shape)).limit(limit)


@lru_cache(SHAPES)
def _stated(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Select claims, each once for each figure that states it, or once where none does."""
    claims = _bounded(shape, _TOGETHER).subquery()
    return (
        select(*claims.c, FIGURE.report_id, FIGURE.source_key, REPORT.outlet, REPORT.received_at)
        .outerjoin(_FIGURES, and_(FIGURE.claim_id == claims.c.id, scope.STANDING))
        .outerjoin(_REPORTS, and_(REPORT.id == FIGURE.report_id, *scope.of_outlet(shape)))
    )


@lru_cache(SHAPES)
def _evidence(shape: Shape) -> Select[*tuple[Any, ...]]:
    outlet = _OUTLET + func.lower(REPORT.outlet)
    source = case((FIGURE.source_key == "", outlet), else_=FIGURE.source_key)
    kind = (CLAIM.measure, CLAIM.unit)
    return (
        select(
            *kind,
            func.count(FIGURE.report_id.distinct()),
            func.count(source.distinct()),
            func.max(REPORT.received_at),
        )
        .join(_FIGURES, FIGURE.claim_id == CLAIM.id)
        .join(_REPORTS, REPORT.id == FIGURE.report_id)
        .where(*scope.within(shape), *scope.standing_figures(shape))
        .group_by(*kind)
    )


def _gather(found: Found, rows: Iterable[Any], known: dict[Any, Any]) -> None:
    shared = known.setdefault
    for measure, unit, claim_id, *told, whole_id in rows:
        claims = found.get((measure, unit))
        if claims is None:
            claims = found[measure, unit] = []
        claims.append(Bounded._make((claim_id, *map(shared, told, told), whole_id)))


def _gathered(rows: Iterable[Any]) -> Few:
    found: Found = {}
    stated: dict[Kind, _Stated] = {}
    seen: set[int] = set()
    for measure, unit, claim_id, *bounds, report_id, source_key, outlet, received_at in rows:
        kind = (measure, unit)
        if claim_id not in seen:
            seen.add(claim_id)
            if kind not in found:
                found[kind], stated[kind] = [], _Stated(set(), set(), set())
            found[kind].append(Bounded(claim_id, *bounds))
        if received_at is not None:
            reports, sources, times = stated[kind]
            reports.add(report_id)
            sources.add(source_key or _OUTLET + outlet.lower())
            times.add(received_at)
    return Few(found, {kind: rests_on.evidence for kind, rests_on in stated.items()})
