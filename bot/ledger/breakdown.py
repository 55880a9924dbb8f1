"""A total divided by party, region, month or source. The lines may overlap one another."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.figures import Beat
from bot.ledger import scope
from bot.ledger.listing import Kind
from bot.ledger.loading import claim_views
from bot.ledger.points import MONTHS, month_end
from bot.ledger.reading import AT_ONCE, bounded
from bot.ledger.reckoning import Bounded, reckon
from bot.ledger.totals import off_the_loop
from bot.ledger.views import Answer, ClaimView, Question, Row
from bot.store.tables import ClaimRow, FigureRow, ReportRow

PARTY_NOT_STATED = "Party not stated"
NO_REGION = "Whole country, or place not stated"
SEVERAL_MONTHS = "Over several months, or days not stated"

Key = str | tuple[int, int] | None
Said = Callable[[Question], Question]
"""Gives a question with its words, as `Grammar.said`."""


@dataclass(slots=True)
class _Evidence:
    """The reports that state a claim, and who is cited in them or else speaks."""

    reports: set[int] = field(default_factory=set)
    sources: Counter[str] = field(default_factory=Counter)
    newest: datetime | None = None


class Line(NamedTuple):
    """One line; names as in `Answer`. `heaviest` is the claim that is shown for it."""

    measure: str
    unit: str | None
    key: Key
    heaviest: int
    at_least: int
    if_nothing_overlaps: int
    reports: int
    sources: int
    newest: datetime | None
    without_lower_bound: int
    counted_total: int
    left_out_total: int
    certain: bool


async def lines(session: AsyncSession, question: Question) -> list[Line]:
    """Divide a question's total; without a measure every measure is divided.

    By month, a claim stands in the month that holds all of its days; by source, with whom most of its
    reports cite, an outlet being its own source where it names none. Months are in order, other lines by
    size.
    """
    evidence = await _evidence(session, question)
    found = await bounded(session, question)
    return await off_the_loop(sum(map(len, found.values())), _divided, question, found, evidence)


async def rows(
    session: AsyncSession, question: Question, divided: Sequence[Line], beat: Beat, said: Said
) -> tuple[Row, ...]:
    """Give lines with their labels, and their answers with the heaviest claim of each."""
    shown = await claim_views(session, [line.heaviest for line in divided], states=("standing",))
    views = {view.id: view for view in shown}
    return tuple(
        Row(
            _label(question, line, beat), _answer(line, said(_narrowed(question, line)), views[line.heaviest])
        )
        for line in divided
    )


def _divided(
    question: Question, found: Mapping[Kind, Sequence[Bounded]], evidence: Mapping[int, _Evidence]
) -> list[Line]:
    divided: list[Line] = []
    for kind in sorted(found, key=lambda kind: (kind[0], kind[1] or "")):
        held: dict[Key, list[Bounded]] = {}
        for claim in found[kind]:
            held.setdefault(_key(question, claim, evidence), []).append(claim)
        of_kind = [_line(kind, key, claims, evidence) for key, claims in held.items()]
        divided += sorted(of_kind, key=lambda line: _rank(question, line))
    return divided


async def _evidence(session: AsyncSession, question: Question) -> Mapping[int, _Evidence]:
    shape = scope.Shape.of(question)
    statement = (
        select(
            ClaimRow.id,
            FigureRow.report_id,
            FigureRow.source_key,
            FigureRow.source,
            ReportRow.outlet,
            ReportRow.received_at,
        )
        .join(ClaimRow, ClaimRow.id == FigureRow.claim_id)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(*scope.within(shape), *scope.standing_figures(shape))
        .order_by(FigureRow.id)
    )
    found: dict[int, _Evidence] = {}
    named: dict[str, str] = {}
    options = {"yield_per": AT_ONCE}
    rows = await session.stream(statement, scope.values(question), execution_options=options)
    async for piece in rows.partitions():
        for claim_id, report_id, key, source, outlet, received_at in piece:
            evidence = found.setdefault(claim_id, _Evidence())
            evidence.reports.add(report_id)
            evidence.sources[named.setdefault(key, source or outlet) if key else outlet] += 1
            evidence.newest = max(evidence.newest or received_at, received_at)
    return found


def _key(question: Question, claim: Bounded, evidence: Mapping[int, _Evidence]) -> Key:
    if question.breakdown == "region":
        return claim.path.partition("/")[0] or None
    if question.breakdown == "month":
        if claim.start is None or claim.end is None:
            return None
        month = (claim.start.year, claim.start.month)
        return month if month == (claim.end.year, claim.end.month) else None
    if question.breakdown == "source":
        cited = evidence[claim.id].sources if claim.id in evidence else Counter[str]()
        return min(cited, key=lambda name: (-cited[name], name), default=None)
    return claim.party


def _narrowed(question: Question, line: Line) -> Question:
    """Give the question that the line answers, as far as it can be asked."""
    asked = replace(question, measure=line.measure, breakdown=None)
    key = line.key
    if key is None:
        return asked
    if isinstance(key, tuple):
        return replace(asked, start=date(*key, 1), end=month_end(*key))
    if question.breakdown == "region" and not question.place_path:
        return replace(asked, place=key, place_path=(key,))
    return replace(asked, party=key) if question.breakdown == "party" else asked


def _line(kind: Kind, key: Key, claims: Sequence[Bounded], evidence: Mapping[int, _Evidence]) -> Line:
    reckoned = reckon(claims, most=0)
    counted_total, left_out_total = reckoned.lengths
    known = [evidence[claim.id] for claim in claims if claim.id in evidence]
    return Line(
        measure=kind[0],
        unit=kind[1],
        key=key,
        heaviest=max(claims, key=lambda claim: (claim.low or 0, claim.highest, -claim.id)).id,
        at_least=reckoned.at_least,
        if_nothing_overlaps=reckoned.if_nothing_overlaps,
        reports=len(set[int]().union(*(one.reports for one in known))),
        sources=len(set[str]().union(*(one.sources for one in known))),
        newest=max((one.newest for one in known if one.newest is not None), default=None),
        without_lower_bound=reckoned.without_lower_bound,
        counted_total=counted_total,
        left_out_total=left_out_total,
        certain=reckoned.certain,
    )


def _answer(line: Line, asked: Question, heaviest: ClaimView) -> Answer:
    return Answer(
        question=asked,
        measure=line.measure,
        at_least=line.at_least,
        if_nothing_overlaps=line.if_nothing_overlaps,
        counted=(heaviest,),
        left_out=(),
        reaches_beyond=(),
        reports=line.reports,
        sources=line.sources,
        newest=line.newest,
        without_lower_bound=line.without_lower_bound,
        unit=line.unit,
        counted_total=line.counted_total,
        left_out_total=line.left_out_total,
        certain=line.certain,
    )


def _rank(question: Question, line: Line) -> tuple[bool, int, int, str]:
    if isinstance(line.key, tuple):
        return False, line.key[0], line.key[1], ""
    last = line.key is None and question.breakdown == "month"
    return last, -line.at_least, -line.if_nothing_overlaps, str(line.key)


def _label(question: Question, line: Line, beat: Beat) -> str:
    label = _name(question, line.key, beat)
    if line.unit is not None:
        label = f"{label} ({line.unit})"
    if question.measure is not None:
        return label
    measure = beat.measures.get(line.measure)
    return f"{(measure.noun if measure else line.measure).capitalize()}: {label}"


def _name(question: Question, key: Key, beat: Beat) -> str:
    if isinstance(key, tuple):
        return f"{MONTHS[key[1] - 1]} {key[0]}"
    if key is not None:
        party = beat.parties.get(key) if question.breakdown == "party" else None
        return party.label if party else key
    return {"region": NO_REGION, "month": SEVERAL_MONTHS}.get(question.breakdown or "", PARTY_NOT_STATED)
