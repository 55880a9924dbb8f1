"""Every shape of question brings the claims that plain Python would, whichever way they are read."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import listing, reading
from bot.ledger.listing import Kind, Listed
from bot.ledger.reading import Evidence, Few, bounded, evidence, few
from bot.ledger.views import Question
from bot.store import Store
from bot.store.tables import ClaimRow, FigureRow, ReportRow
from tests.ledger.read.changes import ANY_CHANGE, TODAY, any_values
from tests.ledger.read.shelf import put, said

SHAPES = [
    Question(measure=measure, party=party, place_path=path, start=start, end=end, outlet=outlet)
    for measure, party, path, start, end, outlet in product(
        [None, "killed"],
        [None, "regime"],
        [(), ("Sagaing",), ("Sagaing", "Kani")],
        [None, TODAY - timedelta(days=60)],
        [None, TODAY - timedelta(days=20)],
        [None, "Mizzima"],
    )
]


@dataclass(frozen=True)
class Held:
    """A standing claim, and the source, report, outlet and time of each figure that states it."""

    claim: ClaimRow
    stated: Sequence[tuple[str, int, str, datetime]]

    @property
    def kind(self) -> Kind:
        return self.claim.measure, self.claim.unit


async def held(session: AsyncSession) -> list[Held]:
    figures = (
        select(FigureRow, ReportRow)
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(FigureRow.state == "standing")
    )
    stated: dict[int | None, list[tuple[str, int, str, datetime]]] = {}
    for figure, report in await session.execute(figures):
        of_claim = stated.setdefault(figure.claim_id, [])
        of_claim.append((figure.source_key, report.id, report.outlet, report.received_at))
    claims = await session.scalars(select(ClaimRow).where(ClaimRow.standing.is_(True)))
    return [Held(claim, stated.get(claim.id, [])) for claim in claims]


def is_asked(one: Held, question: Question) -> bool:
    return question.measure in {None, one.claim.measure} and (
        question.outlet is None or any(outlet == question.outlet for _, _, outlet, _ in one.stated)
    )


def of_party(one: Held, question: Question) -> bool:
    return question.party in {None, one.claim.party}


def place(one: Held, question: Question) -> str:
    path = tuple(one.claim.place_path.split("/")) if one.claim.place_path else ()
    if path[: len(question.place_path)] == question.place_path:
        return "inside"
    return "around" if question.place_path[: len(path)] == path else "elsewhere"


def _on(day: date | None, otherwise: bool, first: date | None, last: date | None) -> bool:
    if day is None:
        return otherwise
    return (first is None or day >= first) and (last is None or day <= last)


def lies_within(one: Held, question: Question) -> bool:
    starts = _on(one.claim.start, question.start is None, question.start, None)
    return starts and _on(one.claim.end, question.end is None, None, question.end)


def touches(one: Held, question: Question) -> bool:
    return _on(one.claim.start, True, None, question.end) and _on(one.claim.end, True, question.start, None)


def within(all_held: Iterable[Held], question: Question) -> list[Held]:
    return [
        one
        for one in all_held
        if is_asked(one, question) and place(one, question) == "inside" and lies_within(one, question)
    ]


def beyond(all_held: Iterable[Held], question: Question) -> list[Held]:
    inside = {one.claim.id for one in within(all_held, question)}
    return [
        one
        for one in all_held
        if is_asked(one, question)
        and of_party(one, question)
        and place(one, question) != "elsewhere"
        and touches(one, question)
        and one.claim.id not in inside
    ]


def listed(claims: Iterable[Held], reach: int | None) -> dict[Kind, Listed]:
    kinds: dict[Kind, list[ClaimRow]] = {}
    for one in claims:
        kinds.setdefault(one.kind, []).append(one.claim)
    found = {}
    for kind, of_kind in kinds.items():
        in_order = sorted(of_kind, key=lambda claim: (-(claim.high or claim.value or 0), claim.id))
        found[kind] = Listed(len(in_order), tuple(claim.id for claim in in_order)[:reach])
    return found


def rests_on(claims: Iterable[Held], outlet_asked: str | None) -> dict[Kind, Evidence]:
    kinds: dict[Kind, list[tuple[str, int, str, datetime]]] = {}
    for one in claims:
        told = [figure for figure in one.stated if outlet_asked in {None, figure[2]}]
        if told:
            kinds.setdefault(one.kind, []).extend(told)
    return {
        kind: Evidence(
            reports=len({report for _, report, _, _ in told}),
            sources=len({source or f"by {outlet}" for source, _, outlet, _ in told}),
            newest=max(received for _, _, _, received in told),
        )
        for kind, told in kinds.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
async def test_every_shape_brings_what_plain_python_does(
    store: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    await put(store, *(said(**any_values(chance)) for _ in range(60)))
    for _ in range(40):
        async with store.begin() as session:
            await chance.choice(ANY_CHANGE)(session, chance)
    async with store.read() as session:
        all_held = await held(session)
        for question in SHAPES:
            inside = [one for one in within(all_held, question) if of_party(one, question)]
            found = await bounded(session, question)
            assert {claim.id for claims in found.values() for claim in claims} == {
                one.claim.id for one in inside
            }
            assert set(found) == {one.kind for one in inside}
            stated = await evidence(session, question)
            assert stated == rests_on(inside, question.outlet), question
            for together in (1, 300):
                monkeypatch.setattr(reading, "_TOGETHER", together)
                reading._stated.cache_clear()
                read = await few(session, question, 1000)
                assert read is not None
                assert same(read, found, stated), question
            assert await few(session, question, 1) is None or not inside
            unstated = [one for one in within(all_held, question) if one.claim.party is None]
            for reach in (1, 2, 50, None):
                beside = await listing.beside(session, question, reach)
                assert beside.beyond == listed(beyond(all_held, question), reach), question
                assert beside.unstated == (listed(unstated, reach) if question.party else {}), question


def same(read: Few, found: reading.Found, stated: object) -> bool:
    nothing = {kind: Evidence() for kind in found}
    return {kind: set(claims) for kind, claims in read.found.items()} == {
        kind: set(claims) for kind, claims in found.items()
    } and (read.evidence is None or {**nothing, **stated} == {**nothing, **read.evidence})  # type: ignore[dict-item]
