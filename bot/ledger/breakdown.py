"""A total divided by party, region, month or source. The lines may overlap one another."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.figures import Beat
from bot.ledger import scope
from bot.ledger.loading import claim_views
from bot.ledger.points import MONTHS, month_end
from bot.ledger.reckoning import Bounded, reckon
from bot.ledger.totals import AT_ONCE, Kind, bounded, off_the_loop
from bot.ledger.views import Answer, Question, Row
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


@dataclass(frozen=True, slots=True)
class _Line:
    kind: Kind
    key: Key
    claims: tuple[Bounded, ...]
    answer: Answer

    @property
    def heaviest(self) -> int:
        """The claim that is shown for the line."""
        return max(self.claims, key=lambda claim: (claim.low or 0, claim.highest, -claim.id)).id


async def breakdown(session: AsyncSession, question: Question, beat: Beat, said: Said) -> tuple[Row, ...]:
    """Divide a question's total; without a measure every measure is divided.

    By month, a claim stands in the month that holds all of its days; by source, with whom most of its
    reports cite, an outlet being its own source where it names none. Months are in order, other lines by
    size. Each answer holds the heaviest claim of its line.
    """
    evidence = await _evidence(session, question)
    found = await bounded(session, scope.within(question))
    lines = await off_the_loop(sum(map(len, found.values())), _lines, question, found, evidence, said)
    shown = await claim_views(session, [line.heaviest for line in lines], states=("standing",))
    views = {view.id: view for view in shown}
    return tuple(
        Row(_label(question, line, beat), replace(line.answer, counted=(views[line.heaviest],)))
        for line in lines
    )


def _lines(
    question: Question, found: Mapping[Kind, Sequence[Bounded]], evidence: Mapping[int, _Evidence], said: Said
) -> list[_Line]:
    lines: list[_Line] = []
    for kind in sorted(found, key=lambda kind: (kind[0], kind[1] or "")):
        held: dict[Key, list[Bounded]] = {}
        for claim in found[kind]:
            held.setdefault(_key(question, claim, evidence), []).append(claim)
        divided = [
            _Line(
                kind,
                key,
                tuple(claims),
                _answer(kind, claims, evidence, said(_narrowed(question, kind, key))),
            )
            for key, claims in held.items()
        ]
        lines += sorted(divided, key=lambda line: _rank(question, line))
    return lines


async def _evidence(session: AsyncSession, question: Question) -> Mapping[int, _Evidence]:
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
        .where(*scope.within(question), *scope.standing_figures(question.outlet))
        .order_by(FigureRow.id)
    )
    found: dict[int, _Evidence] = {}
    named: dict[str, str] = {}
    rows = await session.stream(statement, execution_options={"yield_per": AT_ONCE})
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


def _narrowed(question: Question, kind: Kind, key: Key) -> Question:
    """Give the question that the line answers, as far as it can be asked."""
    asked = replace(question, measure=kind[0], breakdown=None)
    if key is None:
        return asked
    if isinstance(key, tuple):
        return replace(asked, start=date(*key, 1), end=month_end(*key))
    if question.breakdown == "region" and not question.place_path:
        return replace(asked, place=key, place_path=(key,))
    return replace(asked, party=key) if question.breakdown == "party" else asked


def _answer(
    kind: Kind, claims: Sequence[Bounded], evidence: Mapping[int, _Evidence], asked: Question
) -> Answer:
    reckoned = reckon(claims)
    known = [evidence[claim.id] for claim in claims if claim.id in evidence]
    return Answer(
        question=asked,
        measure=kind[0],
        at_least=reckoned.at_least,
        if_nothing_overlaps=reckoned.if_nothing_overlaps,
        counted=(),
        left_out=(),
        reaches_beyond=(),
        reports=len(set[int]().union(*(one.reports for one in known))),
        sources=len(set[str]().union(*(one.sources for one in known))),
        newest=max((one.newest for one in known if one.newest is not None), default=None),
        without_lower_bound=reckoned.without_lower_bound,
        unit=kind[1],
        counted_total=len(reckoned.counted),
        left_out_total=len(reckoned.left_out),
        certain=reckoned.certain,
    )


def _rank(question: Question, line: _Line) -> tuple[bool, int, int, str]:
    if isinstance(line.key, tuple):
        return False, line.key[0], line.key[1], ""
    last = line.key is None and question.breakdown == "month"
    return last, -line.answer.at_least, -line.answer.if_nothing_overlaps, str(line.key)


def _label(question: Question, line: _Line, beat: Beat) -> str:
    label = _name(question, line.key, beat)
    if line.kind[1] is not None:
        label = f"{label} ({line.kind[1]})"
    if question.measure is not None:
        return label
    measure = beat.measures.get(line.kind[0])
    return f"{(measure.noun if measure else line.kind[0]).capitalize()}: {label}"


def _name(question: Question, key: Key, beat: Beat) -> str:
    if isinstance(key, tuple):
        return f"{MONTHS[key[1] - 1]} {key[0]}"
    if key is not None:
        party = beat.parties.get(key) if question.breakdown == "party" else None
        return party.label if party else key
    return {"region": NO_REGION, "month": SEVERAL_MONTHS}.get(question.breakdown or "", PARTY_NOT_STATED)
