"""Claims that a total names without counting them: how many there are, and those with the highest numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import scope
from bot.ledger.scope import CLAIM, SHAPES, Shape
from bot.ledger.views import Question
from bot.store.tables import ClaimCountRow

Kind = tuple[str, str | None]
"""Measure and unit: what may be added up."""

# A literal nought, so that it is the expression of an index.
_HIGHEST = func.coalesce(CLAIM.high, CLAIM.value, literal_column("0")).label("highest")
_COLUMNS = (CLAIM.id, CLAIM.measure, CLAIM.unit, _HIGHEST)

_UNSTATED, _BEYOND = range(2)
"""The numbers of the lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """How many claims there are, and the first of them, those with the highest numbers."""

    total: int = 0
    ids: tuple[int, ...] = ()


Lists = Mapping[Kind, Listed]


class Beside(NamedTuple):
    """The claims that a total names beside those it is made of.

    `unstated` lie in the place and period asked for, but do not state the party asked for; `beyond` lie only
    partly in the place or period.
    """

    unstated: Lists
    beyond: Lists


class _Wanted(NamedTuple):
    """A list to be made, as statements: the first claims of all kinds or of one; how many of each kind."""

    first: Callable[[Kind | None], Select[*tuple[Any, ...]]]
    numbers: Select[*tuple[Any, ...]]


async def beside(session: AsyncSession, question: Question, reach: int | None) -> Beside:
    """List what a total names beside its claims; `reach`: how many of each measure and unit (None: all).

    One statement, since a small question takes longer to ask than to answer; where claims of several kinds
    are more than can be told, a second one.
    """
    asked = _asked(Shape.of(question), reach)
    made = await _made(session, asked, scope.values(question), reach)
    return Beside(made[_UNSTATED], made[_BEYOND])


@lru_cache(SHAPES)
def _asked(shape: Shape, reach: int | None) -> "_Asked":
    """Give what is to be listed beside the total of a question of this shape."""
    wanted: dict[int, _Wanted] = {}
    if shape.party:
        wanted[_UNSTATED] = _looked_up([scope.party_not_stated(shape)], reach)
    if shape.depth and not shape.dated and not shape.outlet and reach is not None:
        wanted[_BEYOND] = _around(shape, reach)
    elif shape.depth or shape.dated:
        wanted[_BEYOND] = _looked_up(scope.beyond(shape), reach)
    return _Asked(wanted)


def _looked_up(parts: Sequence[scope.Conditions], reach: int | None) -> _Wanted:
    """List the claims of parts that share none."""
    claims = union_all(*(select(*_COLUMNS).where(*part) for part in parts)).cte()

    def first(kind: Kind | None) -> Select[*tuple[Any, ...]]:
        in_order = select(*claims.c).order_by(claims.c.highest.desc(), claims.c.id)
        return _first(in_order if kind is None else in_order.where(*_of_kind(claims.c, kind)), reach)

    kinds = (claims.c.measure, claims.c.unit)
    return _Wanted(first, select(*kinds, func.count().label("number")).group_by(*kinds))


def _around(shape: Shape, reach: int) -> _Wanted:
    """List the claims for the places that the one asked lies in, over all time.

    There may be a great many. Their number is kept, and an index by number gives the first of each place:
    the cost does not grow with theirs.
    """
    counted = ClaimCountRow.__table__.c
    standing: scope.Conditions = [CLAIM.standing.is_(True)]
    known: scope.Conditions = [counted.place_path.in_(scope.places_above(shape)), counted.claims > 0]
    if shape.measure:
        standing.append(CLAIM.measure == scope.value("measure", CLAIM.measure))
        known.append(counted.measure == scope.value("measure", CLAIM.measure))
    if shape.party:
        standing.append(CLAIM.party == scope.value("party", CLAIM.party))
        known.append(counted.party == scope.value("party", CLAIM.party))

    def first(kind: Kind | None) -> Select[*tuple[Any, ...]]:
        conditions = standing if kind is None else [*standing, *_of_kind(CLAIM, kind)]
        of_each = []
        for path in scope.places_above(shape):
            of_place = select(*_COLUMNS).where(*conditions, CLAIM.place_path == path)
            highest = _first(of_place.order_by(_HIGHEST.desc(), CLAIM.id), reach).subquery()
            of_each.append(select(*highest.c))
        claims = union_all(*of_each).subquery()
        return _first(select(*claims.c).order_by(claims.c.highest.desc(), claims.c.id), reach)

    # Their sum is a decimal number to PostgreSQL.
    number = cast(func.sum(counted.claims), BigInteger).label("number")
    kinds = (counted.measure, func.nullif(counted.unit, "").label("unit"))
    return _Wanted(first, select(*kinds, number).where(*known).group_by(counted.measure, counted.unit))


def _of_kind(columns: Any, kind: Kind) -> Sequence[Any]:
    measure, unit = kind
    return columns.measure == measure, columns.unit.is_not_distinct_from(unit)


def _first(statement: Select[*tuple[Any, ...]], reach: int | None) -> Select[*tuple[Any, ...]]:
    return statement if reach is None else statement.limit(max(1, reach))


class _Asked:
    """Lists by their numbers, and the statement that gives the beginnings and lengths of them all."""

    def __init__(self, wanted: Mapping[int, _Wanted]) -> None:
        self._wanted = wanted
        firsts = [_told(at, one.first(None)) for at, one in wanted.items()]
        counts = [_counted(at, one.numbers) for at, one in wanted.items()]
        self.statement = union_all(*firsts, *counts) if wanted else None

    def missing(self, short: Iterable[tuple[int, Kind]]) -> CompoundSelect[*tuple[Any, ...]]:
        """Give the statement that gives the beginnings of these lists, of one kind each."""
        return union_all(*(_told(at, self._wanted[at].first(kind)) for at, kind in short))


def _told(at: int, first: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    claims = first.subquery()
    return select(_number(at), claims.c.id, claims.c.measure, claims.c.unit, claims.c.highest)


def _counted(at: int, numbers: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    counts = numbers.subquery()
    return select(_number(at), null(), counts.c.measure, counts.c.unit, counts.c.number)


def _number(at: int) -> ColumnElement[int]:
    return literal_column(str(at), BigInteger).label("list")


async def _made(
    session: AsyncSession, asked: _Asked, values: Mapping[str, Any], reach: int | None
) -> Mapping[int, dict[Kind, Listed]]:
    """Make lists, all at once."""
    made: dict[int, dict[Kind, Listed]] = {_UNSTATED: {}, _BEYOND: {}}
    if asked.statement is None:
        return made
    ids, totals = _sorted_out(await session.execute(asked.statement, values))
    short = []
    for (at, kind), total in totals.items():
        first = ids.get((at, kind), [])
        made[at][kind] = Listed(total, tuple(first))
        # The first of all kinds together may be of others, so that of this one some are missing.
        if len(first) < (total if reach is None else min(total, reach)):
            short.append((at, kind))
    if short:
        ids, _ = _sorted_out(await session.execute(asked.missing(short), values))
        for at, kind in short:
            made[at][kind] = Listed(made[at][kind].total, tuple(ids[at, kind]))
    return made


_ListOfKind = tuple[int, Kind]


def _sorted_out(
    rows: Iterable[Row[*tuple[Any, ...]]],
) -> tuple[dict[_ListOfKind, list[int]], dict[_ListOfKind, int]]:
    """Give the first claims of each list and kind in order, and how many there are."""
    ids: dict[_ListOfKind, list[int]] = {}
    totals: dict[_ListOfKind, int] = {}
    for at, claim_id, measure, unit, highest in sorted(rows, key=lambda row: (-row.highest, row.id or 0)):
        if claim_id is None:
            totals[at, (measure, unit)] = highest
        else:
            ids.setdefault((at, (measure, unit)), []).append(claim_id)
    return ids, totals
