"""Who says it: outlets and the sources they cite, with how often their numbers were changed or disputed."""

from typing import Literal

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.views import SourceView
from bot.store.tables import ClaimRow, FigureRow, ReportRow


async def sources(session: AsyncSession, count: int) -> tuple[SourceView, ...]:
    """Give the outlets and the cited sources that state the most, `count` of each, outlets first."""
    return (*await _stating(session, "outlet", count), *await _stating(session, "source", count))


async def _stating(session: AsyncSession, kind: Literal["outlet", "source"], count: int) -> list[SourceView]:
    by = ReportRow.outlet if kind == "outlet" else FigureRow.source_key
    name = ReportRow.outlet if kind == "outlet" else FigureRow.source
    stands = FigureRow.state == "standing"
    standing = func.sum(case((stands, 1), else_=0))
    revised = func.sum(
        case(((FigureRow.state == "superseded") | (FigureRow.origin == "amended"), 1), else_=0)
    )
    disputed = func.sum(case((stands & ClaimRow.rivals.is_(True), 1), else_=0))
    statement = (
        select(
            func.min(name),
            func.count(ReportRow.id.distinct()),
            standing,
            revised,
            disputed,
            func.max(ReportRow.received_at),
        )
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .outerjoin(ClaimRow, ClaimRow.id == FigureRow.claim_id)
        .where(by != "")
        .group_by(by)
        .having(standing + revised > 0)
        .order_by(standing.desc(), func.min(name))
        .limit(count)
    )
    return [SourceView(row[0], kind, *row[1:]) for row in await session.execute(statement)]
