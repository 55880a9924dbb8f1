"""Claims that a total names without counting them: how many there are, and those with the highest numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import GenerativeSelect, Row, func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import scope
from bot.ledger.views import Question
from bot.store.tables import ClaimCountRow, ClaimRow

Kind = tuple[str, str | None]
"""Measure and unit: what may be added up."""

_Statement = TypeVar("_Statement", bound=GenerativeSelect)

# A literal nought, so that it is the expression of an index.
_HIGHEST = func.coalesce(ClaimRow.high, ClaimRow.value, literal_column("0")).label("highest")


@dataclass(frozen=True, slots=True)
class Listed:
    """How many claims there are, and the first of them, those with the highest numbers."""

    total: int = 0
    ids: tuple[int, ...] = ()


async def unstated(session: AsyncSession, question: Question, reach: int | None) -> Mapping[Kind, Listed]:
    """List the claims that lie in the place and period asked for, but do not state the party asked for."""
    if question.party is None:
        return {}
    return await _listed(session, [scope.party_not_stated(question)], reach)


async def beyond(session: AsyncSession, question: Question, reach: int | None) -> Mapping[Kind, Listed]:
    """List the claims that lie only partly in the place or period asked for."""
    dated = question.start is not None or question.end is not None
    if question.place_path and not dated and question.outlet is None and reach is not None:
        return await _around(session, question, reach)
    return await _listed(session, scope.beyond(question), reach) if question.place_path or dated else {}


async def by_party(session: AsyncSession) -> Mapping[str, Mapping[str | None, int]]:
    """Tell how many standing claims there are of each measure, by party (None: not stated)."""
    counted = ClaimCountRow
    counts = select(counted.measure, counted.party, func.sum(counted.claims))
    found: dict[str, dict[str | None, int]] = {}
    for measure, party, number in await session.execute(counts.group_by(counted.measure, counted.party)):
        found.setdefault(measure, {})[party or None] = int(number)
    return found


async def _listed(
    session: AsyncSession, parts: Sequence[scope.Conditions], reach: int | None
) -> Mapping[Kind, Listed]:
    """List the claims of parts that share none; `reach`: how many of each measure and unit are told."""
    columns = (ClaimRow.id, ClaimRow.measure, ClaimRow.unit, _HIGHEST)
    claims = union_all(*(select(*columns).where(*part) for part in parts)).subquery()
    columns_told = (claims.c.id, claims.c.measure, claims.c.unit)
    in_order = select(*columns_told).order_by(claims.c.highest.desc(), claims.c.id)
    first = (await session.execute(_first(in_order, reach, more=1))).all()
    if reach is None or len(first) <= reach:
        return {kind: Listed(len(ids), tuple(ids)) for kind, ids in _by_kind(first).items()}
    kinds = (claims.c.measure, claims.c.unit)
    counts = (await session.execute(select(*kinds, func.count()).group_by(*kinds))).all()
    if len(counts) == 1:
        ((measure, unit, count),) = counts
        return {(measure, unit): Listed(count, tuple(told.id for told in first[:reach]))}
    found: dict[Kind, Listed] = {}
    for measure, unit, count in counts:
        of_kind = (claims.c.measure == measure, claims.c.unit.is_not_distinct_from(unit))
        # One kind at a time, since a database that needs only the first of a list does not sort all of it.
        ids = await session.scalars(_first(in_order.where(*of_kind), reach))
        found[measure, unit] = Listed(count, tuple(ids))
    return found


async def _around(session: AsyncSession, question: Question, reach: int) -> Mapping[Kind, Listed]:
    """List the claims for the places that the one asked lies in, over all time.

    There may be a great many. Their number is kept, and an index by number gives the first of each place:
    the cost does not grow with theirs.
    """
    above = ["/".join(question.place_path[:depth]) for depth in range(len(question.place_path))]
    counted = ClaimCountRow
    counts = select(counted.measure, counted.unit, counted.place_path, func.sum(counted.claims)).where(
        counted.place_path.in_(above), counted.claims > 0
    )
    if question.measure is not None:
        counts = counts.where(counted.measure == question.measure)
    if question.party is not None:
        counts = counts.where(counted.party == question.party)
    numbers: dict[Kind, dict[str, int]] = {}
    counts = counts.group_by(counted.measure, counted.unit, counted.place_path)
    for measure, unit, path, number in await session.execute(counts):
        numbers.setdefault((measure, unit or None), {})[path] = int(number)
    return {
        kind: Listed(sum(places.values()), await _highest(session, question, kind, places, reach))
        for kind, places in numbers.items()
    }


async def _highest(
    session: AsyncSession, question: Question, kind: Kind, paths: Iterable[str], reach: int
) -> tuple[int, ...]:
    """Give the first claims of a kind among those for exactly these places."""
    measure, unit = kind
    conditions = [ClaimRow.standing.is_(True), ClaimRow.measure == measure]
    conditions.append(ClaimRow.unit.is_(None) if unit is None else ClaimRow.unit == unit)
    if question.party is not None:
        conditions.append(ClaimRow.party == question.party)
    firsts = []
    for path in paths:
        of_place = select(ClaimRow.id, _HIGHEST).where(*conditions, ClaimRow.place_path == path)
        first = _first(of_place.order_by(_HIGHEST.desc(), ClaimRow.id), reach).subquery()
        firsts.append(select(first.c.id, first.c.highest))
    claims = union_all(*firsts).subquery()
    in_order = select(claims.c.id).order_by(claims.c.highest.desc(), claims.c.id)
    return tuple(await session.scalars(_first(in_order, reach)))


def _first(statement: _Statement, reach: int | None, more: int = 0) -> _Statement:
    return statement if reach is None else statement.limit(max(1, reach) + more)


def _by_kind(told: Iterable[Row[Any, Any, Any]]) -> Mapping[Kind, list[int]]:
    kinds: dict[Kind, list[int]] = {}
    for claim_id, measure, unit in told:
        kinds.setdefault((measure, unit), []).append(claim_id)
    return kinds
