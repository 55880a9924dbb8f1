"""Which figures of a retracted report its restoration brings back, and in which state."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.recording import read_value
from bot.store.tables import AuditRow, FigureRow, ReportRow, ReviewRow

Was = Literal["standing", "held", "rejected", "new"]
"""What a figure was before the retraction; `new` where its outlet, or a new reading, stated it since."""


async def before_retraction(
    session: AsyncSession, report: ReportRow, rows: Sequence[FigureRow]
) -> list[tuple[FigureRow, Was]]:
    """Give what each of a retracted report's present figures was.

    A figure that replaced another of the same number is what that one was: what an editor had rejected stays
    rejected, though its outlet changed the words since.
    """
    was: dict[int, Was] = {}
    lines = await session.scalars(
        select(AuditRow).where(
            AuditRow.report_id == report.id, AuditRow.action == "retract", AuditRow.at == report.retracted_at
        )
    )
    for line in lines:
        before = line.before or {}
        if line.subject_kind == "figure":
            was[line.subject_id] = "held" if before.get("state") == "held" else "standing"
        was.update(dict.fromkeys(before.get("rejected", ()), "rejected"))
    found = await session.scalars(select(FigureRow).where(FigureRow.report_id == report.id))
    by_id = {row.id: row for row in found}
    return [(row, _origin(row, by_id, was)) for row in rows]


def _origin(row: FigureRow, by_id: Mapping[int, FigureRow], was: Mapping[int, Was]) -> Was:
    while row.id not in was:
        earlier = by_id.get(row.supersedes_id or 0)
        if earlier is None or read_value(earlier) != read_value(row):
            return "new"
        row = earlier
    return was[row.id]


async def reasons_of_last_review(session: AsyncSession, row: FigureRow) -> tuple[str, ...]:
    """Give why editors were asked about a figure last."""
    said = await session.scalar(
        select(ReviewRow.reasons).where(ReviewRow.figure_id == row.id).order_by(ReviewRow.id.desc()).limit(1)
    )
    return tuple(said.split("\n")) if said else ("it waited when its report was retracted",)
