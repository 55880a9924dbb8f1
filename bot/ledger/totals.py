"""Totals: the claims that a question asks for, reckoned by measure and unit, with what they rest on."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import listing, scope
from bot.ledger.listing import Kind, Listed
from bot.ledger.loading import claim_views
from bot.ledger.overlap import Box
from bot.ledger.reckoning import Bounded, Explained, Reckoned, boxes_of, reckon
from bot.ledger.views import Answer, ClaimView, LeftOut, Question
from bot.store.tables import ClaimRow, FigureRow, ReportRow

_Told = TypeVar("_Told")

PARTY_NOT_STATED = "party not stated"

_IN_PLACE = 2_000
"""Claims that are reckoned in a moment, without a thread of their own."""

AT_ONCE = 5_000
"""Claims that are read in one piece."""


Found = dict[Kind, list[Bounded]]
"""The bounds of claims, by measure and unit."""

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


class Shown(Protocol):
    """Which part of each list of claims is shown."""

    @property
    def reach(self) -> int | None:
        """How far into any list it may go; None: to the end."""

    def slices(self, lengths: Sequence[int]) -> list[slice]:
        """Give the part of each list, by the lengths of the lists."""


@dataclass(frozen=True, slots=True)
class FirstOfEach:
    """Show the first `reach` claims of each list (None: all)."""

    reach: int | None

    def slices(self, lengths: Sequence[int]) -> list[slice]:
        """Give the beginning of each list."""
        return [slice(0, length if self.reach is None else min(self.reach, length)) for length in lengths]


@dataclass(frozen=True, slots=True)
class PageOfAll:
    """Show one page (from 0) of the lists laid end to end."""

    page: int
    size: int

    @property
    def reach(self) -> int:
        """A page may lie in one list alone."""
        return (self.page + 1) * self.size

    def slices(self, lengths: Sequence[int]) -> list[slice]:
        """Give what each list has of the page."""
        slices = []
        skip, left = self.page * self.size, self.size
        for length in lengths:
            begin = min(skip, length)
            stop = min(begin + left, length)
            slices.append(slice(begin, stop))
            skip, left = skip - begin, left - (stop - begin)
        return slices


@dataclass(slots=True)
class Basis:
    """What the database holds for one measure and unit. `unstated`: claims that do not state a party."""

    unstated: Listed = field(default_factory=Listed)
    beyond: Listed = field(default_factory=Listed)
    reports: int = 0
    sources: int = 0
    newest: datetime | None = None


class Chosen(NamedTuple):
    """The claims of one measure and unit, their boxes, and what was reckoned of them."""

    claims: Sequence[Bounded] = ()
    boxes: Sequence[Box] = ()
    reckoned: Reckoned = reckon(())

    @classmethod
    def of(cls, claims: Sequence[Bounded], most: int | None) -> "Chosen":
        """Reckon claims of one measure and unit; see `reckon`."""
        boxes = boxes_of(claims)
        return cls(claims, boxes, reckon(claims, boxes, most))


@dataclass(frozen=True, slots=True)
class Outline:
    """An answer whose claims are told by their ids alone; fields as in `Answer`.

    `left_out` holds claim, reason and covering claim.
    """

    measure: str
    unit: str | None
    at_least: int
    if_nothing_overlaps: int
    certain: bool
    without_lower_bound: int
    reports: int
    sources: int
    newest: datetime | None
    counted: tuple[int, ...]
    left_out: tuple[tuple[int, str, int | None], ...]
    reaches_beyond: tuple[int, ...]
    lengths: tuple[int, int, int]

    @property
    def claims(self) -> tuple[int, ...]:
        """Every claim that it names."""
        return (*self.counted, *(claim_id for claim_id, _, _ in self.left_out), *self.reaches_beyond)


async def answers(
    session: AsyncSession, question: Question, shown: Shown, found: Found | None = None
) -> tuple[Answer, ...]:
    """Answer a question: by measure in alphabetical order, one at least where a measure was asked for.

    `found`: the claims that it asks for, where they are read already.
    """
    return await filled(session, question, await outlines(session, question, shown, found))


async def outlines(
    session: AsyncSession, question: Question, shown: Shown, found: Found | None = None
) -> list[Outline]:
    """Reckon a question's totals by measure and unit, people before other units."""
    if found is None:
        found = await bounded(session, scope.within(question))
    # The database counts what the totals rest on while they are reckoned.
    reckoning = asyncio.ensure_future(_chosen(found, shown.reach))
    try:
        bases = await _bases(session, question, shown.reach, claims=bool(found))
        chosen = await reckoning
    finally:
        reckoning.cancel()
    for kind in chosen:
        bases.setdefault(kind, Basis())
    if question.measure is not None and not bases:
        bases[question.measure, None] = Basis()
    told = []
    for kind in sorted(bases, key=lambda kind: (kind[0], kind[1] or "")):
        held = chosen.pop(kind, Chosen())  # so that its claims are held no longer than they are needed
        told.append(await off_the_loop(len(held.claims), _outline, kind, bases[kind], held, shown))
    return told


async def _chosen(found: Found, most: int | None) -> dict[Kind, Chosen]:
    return {
        kind: await off_the_loop(len(found[kind]), Chosen.of, found.pop(kind), most) for kind in list(found)
    }


async def off_the_loop(claims: int, reckoning: Callable[..., _Told], *given: Any) -> _Told:
    """Reckon in a thread where there are many claims, so that the loop serves others meanwhile."""
    if claims > _IN_PLACE:
        return await asyncio.to_thread(reckoning, *given)
    return reckoning(*given)


async def filled(
    session: AsyncSession, question: Question, reckoned: Iterable[Outline]
) -> tuple[Answer, ...]:
    """Give outlines as answers, with the claims that they name."""
    reckoned = tuple(reckoned)
    wanted = [claim_id for outline in reckoned for claim_id in outline.claims]
    views = {view.id: view for view in await claim_views(session, wanted, states=("standing",))}
    found: dict[str, list[Answer]] = {}
    for outline in reckoned:
        found.setdefault(outline.measure, []).append(_answer(question, outline, views))
    return tuple(replace(first, other_units=tuple(others)) for first, *others in found.values())


async def bounded(session: AsyncSession, conditions: Iterable[ColumnElement[bool]]) -> Found:
    """Read the bounds of claims, and nothing else of them, by measure and unit.

    Piece by piece, so that the loop serves others meanwhile; a place or day that many name is held once.
    """
    rows = await session.stream(_BOUNDS.where(*conditions), execution_options={"yield_per": AT_ONCE})
    found: Found = {}
    shared = dict[Any, Any]()
    async for piece in rows.partitions():
        _gather(found, piece, shared)
    return found


async def few_bounded(
    session: AsyncSession, conditions: Iterable[ColumnElement[bool]], limit: int
) -> Found | None:
    """Read the bounds of claims where there are fewer than `limit`; None where there are more."""
    rows = (await session.execute(_BOUNDS.where(*conditions).limit(limit))).all()
    if len(rows) >= limit:
        return None
    found: Found = {}
    _gather(found, rows, {})
    return found


def _gather(found: Found, rows: Iterable[Any], known: dict[Any, Any]) -> None:
    shared = known.setdefault
    for measure, unit, claim_id, path, start, end, party, value, low, high, whole_id in rows:
        path, start, end = shared(path, path), shared(start, start), shared(end, end)
        claims = found.get((measure, unit))
        if claims is None:
            claims = found[measure, unit] = []
        claims.append(Bounded(claim_id, path, start, end, party, value, low, high, whole_id))


async def _bases(
    session: AsyncSession, question: Question, reach: int | None, *, claims: bool
) -> dict[Kind, Basis]:
    """Look up what totals tell beside their claims; `claims` is False where there are none to tell of."""
    bases: dict[Kind, Basis] = {}
    if claims:
        await _add_evidence(session, question, bases)
    for kind, listed in (await listing.unstated(session, question, reach)).items():
        bases.setdefault(kind, Basis()).unstated = listed
    for kind, listed in (await listing.beyond(session, question, reach)).items():
        bases.setdefault(kind, Basis()).beyond = listed
    return bases


async def _add_evidence(session: AsyncSession, question: Question, bases: dict[Kind, Basis]) -> None:
    """Count reports and sources; an outlet is the source of what it states itself or of nobody named."""
    outlet = "outlet " + func.lower(ReportRow.outlet)
    source = case((FigureRow.source_key == "", outlet), else_=FigureRow.source_key)
    kind = (ClaimRow.measure, ClaimRow.unit)
    statement = (
        select(
            *kind,
            func.count(FigureRow.report_id.distinct()),
            func.count(source.distinct()),
            func.max(ReportRow.received_at),
        )
        .join(FigureRow, FigureRow.claim_id == ClaimRow.id)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(*scope.within(question), *scope.standing_figures(question.outlet))
        .group_by(*kind)
    )
    for measure, unit, reports, sources, newest in await session.execute(statement):
        bases[measure, unit] = Basis(reports=reports, sources=sources, newest=newest)


def _outline(kind: Kind, basis: Basis, chosen: Chosen, shown: Shown) -> Outline:
    reckoned = chosen.reckoned
    of_counted, of_left_out = reckoned.lengths
    lengths = (of_counted, of_left_out + basis.unstated.total, basis.beyond.total)
    counted, left_out, beyond = shown.slices(lengths)
    return Outline(
        measure=kind[0],
        unit=kind[1],
        at_least=reckoned.at_least,
        if_nothing_overlaps=reckoned.if_nothing_overlaps,
        certain=reckoned.certain,
        without_lower_bound=reckoned.without_lower_bound,
        reports=basis.reports,
        sources=basis.sources,
        newest=basis.newest,
        counted=reckoned.counted[counted],
        left_out=tuple(_left_out(basis, chosen, left_out)),
        reaches_beyond=basis.beyond.ids[beyond],
        lengths=lengths,
    )


def _left_out(basis: Basis, chosen: Chosen, part: slice) -> list[tuple[int, str, int | None]]:
    left: list[tuple[int, str, int | None]] = []
    claims, boxes, reckoned = chosen
    if ids := reckoned.left_out[part]:
        explained = Explained(claims, boxes, reckoned.chosen)
        for claim_id in ids:
            reason = explained.why(claim_id)
            left.append((claim_id, reason.words, reason.claim))
    _, before = reckoned.lengths
    unstated = basis.unstated.ids[max(0, part.start - before) : max(0, part.stop - before)]
    return left + [(claim_id, PARTY_NOT_STATED, None) for claim_id in unstated]


def _answer(question: Question, outline: Outline, views: Mapping[int, ClaimView]) -> Answer:
    counted_total, left_out_total, reaches_beyond_total = outline.lengths
    return Answer(
        question=question if question.measure else replace(question, measure=outline.measure),
        measure=outline.measure,
        at_least=outline.at_least,
        if_nothing_overlaps=outline.if_nothing_overlaps,
        counted=tuple(views[claim_id] for claim_id in outline.counted),
        left_out=tuple(LeftOut(views[claim_id], why, by) for claim_id, why, by in outline.left_out),
        reaches_beyond=tuple(views[claim_id] for claim_id in outline.reaches_beyond),
        reports=outline.reports,
        sources=outline.sources,
        newest=outline.newest,
        without_lower_bound=outline.without_lower_bound,
        unit=outline.unit,
        counted_total=counted_total,
        left_out_total=left_out_total,
        reaches_beyond_total=reaches_beyond_total,
        certain=outline.certain,
    )
