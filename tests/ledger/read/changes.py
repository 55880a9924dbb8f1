"""Changes of any kind, at random, as whoever changes the tables could make them."""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.tables import ClaimRow, FigureRow, ReportRow
from tests.ledger.read.shelf import NOW, figure_of, put_one, said

TODAY = date(2024, 12, 1)


def any_values(chance: random.Random) -> dict[str, Any]:
    start = chance.choice([None, TODAY - timedelta(days=chance.randrange(90))])
    end = chance.choice([None, (start or TODAY) + timedelta(days=chance.choice([0, 0, 2, 40]))])
    return {
        "low": chance.choice([None, 3, 8, 21]),
        "measure": chance.choice(["killed", "killed", "killed", "injured"]),
        "party": chance.choice([None, "regime", "civilian", "resistance"]),
        "path": chance.choice(["", "Sagaing", "Sagaing/Kani", "Sagaing/Tamu", "Chin", "Magway/Pauk"]),
        "start": start,
        "end": end,
        "unit": chance.choice([None, None, None, "families"]),
        "outlet": chance.choice(["Mizzima", "DVB"]),
    }


async def _new(session: AsyncSession, chance: random.Random) -> None:
    await put_one(session, said(**any_values(chance)), NOW)


async def _changed(session: AsyncSession, chance: random.Random) -> None:
    values = any_values(chance)
    column = chance.choice(["low", "party", "path", "measure", "unit", "standing", "whole"])
    change: dict[str, Any] = {"place_path": values["path"]} if column == "path" else {}
    if column == "standing":
        change = {"standing": chance.random() < 0.6}
    elif column == "whole":
        change = {"whole_id": chance.choice([None, await _one(session, ClaimRow, chance)])}
    elif not change:
        change = {column: values[column]}
    claim = await _one(session, ClaimRow, chance)
    await session.execute(update(ClaimRow).where(ClaimRow.id == claim).values(**change))


async def _days(session: AsyncSession, chance: random.Random) -> None:
    values = any_values(chance)
    claim = await _one(session, ClaimRow, chance)
    change = {"start": values["start"], "end": values["end"]}
    await session.execute(update(ClaimRow).where(ClaimRow.id == claim).values(**change))


async def _restated(session: AsyncSession, chance: random.Random) -> None:
    report, claim = await _one(session, ReportRow, chance), await _one(session, ClaimRow, chance)
    if report is not None and claim is not None:
        session.add(figure_of(said(source=chance.choice([None, "KNDF"])), report, claim, key="f2"))
        await session.flush()


async def _figure(session: AsyncSession, chance: random.Random) -> None:
    change: dict[str, Any] = chance.choice(
        [
            {"state": "rejected"},
            {"state": "standing"},
            {"source_key": "aa"},
            {"claim_id": await _one(session, ClaimRow, chance)},
            {"report_id": await _one(session, ReportRow, chance)},
        ]
    )
    figure = await _one(session, FigureRow, chance)
    await session.execute(update(FigureRow).where(FigureRow.id == figure).values(**change))


async def _report(session: AsyncSession, chance: random.Random) -> None:
    received = datetime(2025, 1, chance.randint(1, 28), tzinfo=UTC)
    change: dict[str, Any] = chance.choice(
        [{"outlet": "Mizzima"}, {"outlet": "DVB"}, {"received_at": received}]
    )
    report = await _one(session, ReportRow, chance)
    await session.execute(update(ReportRow).where(ReportRow.id == report).values(**change))


async def _gone(session: AsyncSession, chance: random.Random) -> None:
    table = chance.choice([ClaimRow, FigureRow, ReportRow])
    one = await _one(session, table, chance)
    await session.execute(delete(table).where(table.id == one))


async def _one(session: AsyncSession, table: type[Any], chance: random.Random) -> int | None:
    ids = list(await session.scalars(select(table.id).order_by(table.id)))
    return chance.choice(ids) if ids else None


ANY_CHANGE: tuple[Callable[[AsyncSession, random.Random], Awaitable[None]], ...] = (
    _new, _new, _changed, _changed, _days, _restated, _figure, _figure, _report, _gone,
)  # fmt: skip
