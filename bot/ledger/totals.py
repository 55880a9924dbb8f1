"""Totals: the claims that a question asks for, reckoned by measure and unit, with what they rest on."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import listing
from bot.ledger.listing import Kind, Listed
from bot.ledger.loading import claim_views
from bot.ledger.overlap import Box
from bot.ledger.reading import Evidence, Few, Found, bounded, evidence
from bot.ledger.reckoning import Bounded, Explained, Reckoned, boxes_of, reckon
from bot.ledger.views import Answer, ClaimView, LeftOut, Question

_Told = TypeVar("_Told")

PARTY_NOT_STATED = "party not stated"

_IN_PLACE = 2_000
"""Claims that are reckoned in a moment, without a thread of their own."""


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

    evidence: Evidence = field(default_factory=Evidence)
    unstated: Listed = field(default_factory=Listed)
    beyond: Listed = field(default_factory=Listed)


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
    session: AsyncSession, question: Question, shown: Shown, few: Few | None = None
) -> tuple[Answer, ...]:
    """Answer a question: by measure in alphabetical order, one at least where a measure was asked for.

    `few`: the claims that it asks for and what they rest on, where they are read already.
    """
    return await filled(session, question, await outlines(session, question, shown, few))


async def outlines(
    session: AsyncSession, question: Question, shown: Shown, few: Few | None = None
) -> list[Outline]:
    """Reckon a question's totals by measure and unit, people before other units."""
    found = few.found if few is not None else await bounded(session, question)
    any_found = bool(found)
    # The database counts what the totals rest on while they are reckoned.
    reckoning = asyncio.ensure_future(_chosen(found, shown.reach))
    try:
        stated = few.evidence if few is not None else None
        if stated is None:
            stated = await evidence(session, question) if any_found else {}
        bases = await _bases(session, question, shown.reach, stated)
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


async def _bases(
    session: AsyncSession, question: Question, reach: int | None, stated: Mapping[Kind, Evidence]
) -> dict[Kind, Basis]:
    """Look up what totals tell beside their claims and what these rest on."""
    bases = {kind: Basis(evidence) for kind, evidence in stated.items()}
    unstated, beyond = await listing.beside(session, question, reach)
    for kind, listed in unstated.items():
        bases.setdefault(kind, Basis()).unstated = listed
    for kind, listed in beyond.items():
        bases.setdefault(kind, Basis()).beyond = listed
    return bases


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
        reports=basis.evidence.reports,
        sources=basis.evidence.sources,
        newest=basis.evidence.newest,
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
