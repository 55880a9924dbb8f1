"""Stored reports read again with the present rules: what would change, and the change itself."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.figures import Beat, Reading, ReportText
from bot.ledger import recording
from bot.ledger.audit import Doing
from bot.ledger.desk_views import (
    ClaimDifference,
    FigureDifference,
    ReportDifference,
    RereadView,
    TotalDifference,
)
from bot.ledger.reading import bounded
from bot.ledger.reckoning import reckon
from bot.ledger.recording import Prepared
from bot.ledger.rereading import Rereading
from bot.ledger.revising import match_readings
from bot.ledger.showing import figure_view
from bot.ledger.views import Question
from bot.store import Store
from bot.store.tables import ClaimRow, FigureRow, ReportRow

_log = logging.getLogger(__name__)
_AT_ONCE = 100
_NOTHING = (0, 0)

Read = Callable[[ReportText], Reading]

Totals = dict[tuple[str, str | None, str | None], tuple[int, int]]
"""By measure, unit and party (None: all): "at least" and "if nothing overlaps"."""


@dataclass(frozen=True, slots=True)
class _Changed:
    """A report that reads otherwise now: the version that was read, and the new reading."""

    report_id: int
    version: int
    known: Prepared
    difference: ReportDifference


@dataclass(slots=True)
class _Effect:
    """The claims that the changes touch and the totals they enter, before and after."""

    claims_before: dict[int, ClaimRow] = field(default_factory=dict)
    claims_after: dict[int, ClaimRow] = field(default_factory=dict)
    totals_before: Totals = field(default_factory=dict)
    totals_after: Totals = field(default_factory=dict)

    def add_totals(self, before: Totals, after: Totals) -> None:
        """Add what one more lot of changes does to totals."""
        for kind in before | after:
            old, new = before.get(kind, _NOTHING), after.get(kind, _NOTHING)
            self.totals_before.setdefault(kind, old)
            least, most = self.totals_after.get(kind, old)
            self.totals_after[kind] = (least + new[0] - old[0], most + new[1] - old[1])


class Reread:
    """Reads reports again, in batches: the texts are read outside of any transaction."""

    def __init__(self, store: Store, beat: Beat, settings: Settings, read: Read) -> None:
        self._store = store
        self._beat = beat
        self._settings = settings
        self._read = read

    async def run(self, since: datetime | None, doing: Doing, *, apply: bool) -> RereadView:
        """Find what changes since `since` (None: from the first report on); make it so where `apply`."""
        read = 0
        changed: list[_Changed] = []
        failed: list[int] = []
        async for batch in self._batches(since):
            read += len(batch)
            for report in batch:
                try:
                    found = await self._look_at(report)
                except Exception:  # noqa: BLE001  (one text must not stop the others)
                    _log.exception("report %s could not be read again", report.id)
                    failed.append(report.id)
                    continue
                if found is not None:
                    changed.append(found)
        effect = await (self._make if apply else self._try_out)(changed, doing)
        return RereadView(
            read=read,
            reports=tuple(one.difference for one in changed),
            claims=_claims(effect),
            totals=_totals(effect),
            applied=apply,
            failed=tuple(failed),
        )

    async def _batches(self, since: datetime | None) -> AsyncIterator[list[ReportRow]]:
        last = 0
        while True:
            query = select(ReportRow).where(ReportRow.id > last).order_by(ReportRow.id).limit(_AT_ONCE)
            if since is not None:
                query = query.where(ReportRow.received_at >= since)
            async with self._store.read() as session:
                batch = list(await session.scalars(query))
            if not batch:
                return
            last = batch[-1].id
            yield batch

    async def _look_at(self, report: ReportRow) -> _Changed | None:
        words = ReportText(report.text, report.title, report.published_on, report.outlet)
        reading = await asyncio.to_thread(self._read, words)
        new = [
            (figure, recording.figure_values(figure, self._beat, report.outlet)) for figure in reading.figures
        ]
        async with self._store.read() as session:
            old = await recording.present_figures(session, report.id)
        differing = [match for match in match_readings(old, new) if not match.same]
        if not differing and reading.problem == report.problem:
            return None
        return _Changed(
            report.id,
            report.version,
            Prepared(reading, report.text_hash, report.canonical_link, (), report.published_on),
            ReportDifference(
                report.id,
                report.outlet,
                report.title,
                tuple(
                    FigureDifference(figure_view(match.old) if match.old else None, match.new)
                    for match in differing
                ),
            ),
        )

    async def _apply(
        self, session: AsyncSession, changed: list[_Changed], doing: Doing, effect: _Effect
    ) -> None:
        ids = [one.report_id for one in changed]
        touched = await _claims_of(session, ids)
        for one in changed:
            report = await recording.report_by_id(session, one.report_id)
            if (
                report.version == one.version
            ):  # else its outlet was quicker, and these rules read the new text
                rules = Rereading(session, self._beat, self._settings, doing, "reread")
                await rules.apply(report, one.known)
        touched |= await _claims_of(session, ids)
        rows = await session.scalars(select(ClaimRow).where(ClaimRow.id.in_(sorted(touched))))
        after = {row.id: row for row in rows}
        async with self._store.read() as outside:  # where the open transaction is not seen yet
            unknown = sorted(after.keys() - effect.claims_after.keys())
            rows = await outside.scalars(select(ClaimRow).where(ClaimRow.id.in_(unknown)))
            effect.claims_before |= {row.id: row for row in rows}
        effect.claims_after |= after

    async def _make(self, changed: list[_Changed], doing: Doing) -> _Effect:
        """Make the changes, each report in a transaction of its own, and tell what came of them."""
        effect = _Effect()
        asked = _questions(changed)
        async with self._store.read() as session:
            effect.totals_before = await _reckoned(session, asked)
        for one in changed:
            async with self._store.begin() as session:
                await self._store.take_turn(session)
                await self._apply(session, [one], doing, effect)
        async with self._store.read() as session:
            effect.totals_after = await _reckoned(session, asked)
        return effect

    async def _try_out(self, changed: list[_Changed], doing: Doing) -> _Effect:
        """Make the changes and take them back: what they do to claims and totals is then known for sure.

        A hundred reports at a time, so that others can write in between; what two reports of different
        hundreds do to each other is not seen.
        """
        effect = _Effect()
        for start in range(0, len(changed), _AT_ONCE):
            batch = changed[start : start + _AT_ONCE]
            asked = _questions(batch)
            async with self._store.rehearse() as session:
                await self._store.take_turn(session)
                before = await _reckoned(session, asked)
                await self._apply(session, batch, doing, effect)
                effect.add_totals(before, await _reckoned(session, asked))
                session.expunge_all()
        return effect


async def _claims_of(session: AsyncSession, report_ids: list[int]) -> set[int]:
    found = await session.scalars(
        select(FigureRow.claim_id)
        .where(FigureRow.report_id.in_(report_ids), FigureRow.claim_id.is_not(None))
        .distinct()
    )
    return {claim_id for claim_id in found if claim_id is not None}


def _questions(changed: list[_Changed]) -> list[Question]:
    """Ask for every measure that changes, of all parties and of each that changes."""
    kinds: set[tuple[str, str | None]] = set()
    for one in changed:
        for difference in one.difference.figures:
            for figure in (difference.before, difference.after):
                if figure is not None:
                    kinds |= {(figure.measure, None), (figure.measure, figure.party)}
    return [
        Question(measure=measure, party=party)
        for measure, party in sorted(kinds, key=lambda kind: (kind[0], kind[1] or ""))
    ]


async def _reckoned(session: AsyncSession, questions: list[Question]) -> Totals:
    """Give "at least" and "if nothing overlaps" by measure, unit and party."""
    found: Totals = {}
    for question in questions:
        for (measure, unit), claims in (await bounded(session, question)).items():
            sums = reckon(claims)
            found[measure, unit, question.party] = (sums.at_least, sums.if_nothing_overlaps)
    return found


def _claims(effect: _Effect) -> tuple[ClaimDifference, ...]:
    differences = []
    for claim_id, new in sorted(effect.claims_after.items()):
        before, after = _said(effect.claims_before.get(claim_id)), _said(new)
        if before != after:
            differences.append(
                ClaimDifference(claim_id, new.measure, new.unit, new.party, new.place, before, after)
            )
    return tuple(differences)


def _said(claim: ClaimRow | None) -> tuple[int | None, int | None, int | None] | None:
    return (claim.value, claim.low, claim.high) if claim is not None and claim.standing else None


def _totals(effect: _Effect) -> tuple[TotalDifference, ...]:
    before, after = effect.totals_before, effect.totals_after
    return tuple(
        TotalDifference(*kind, before=before.get(kind, _NOTHING), after=after.get(kind, _NOTHING))
        for kind in sorted(before | after, key=lambda kind: tuple(part or "" for part in kind))
        if before.get(kind, _NOTHING) != after.get(kind, _NOTHING)
    )
