"""Rows turned into the frozen views that leave the ledger."""

from typing import Literal, cast

from bot.ledger.views import FigureView
from bot.store.tables import FigureRow


def figure_view(row: FigureRow) -> FigureView:
    """Give a figure in its present state."""
    return FigureView(
        id=row.id,
        key=row.key,
        report_id=row.report_id,
        measure=row.measure,
        value=row.value,
        low=row.low,
        high=row.high,
        qualifier=row.qualifier,
        unit=row.unit,
        party=row.party,
        place=row.place,
        region=row.region,
        start=row.start,
        end=row.end,
        source=row.source,
        headline=row.headline,
        caveat=row.caveat,
        quote=row.quote,
        field=row.field,
        start_char=row.start_char,
        end_char=row.end_char,
        part_of=row.part_of_id,
        alt=tuple(row.alt),
        rule=row.rule,
        confidence=row.confidence,
        state=cast(Literal["standing", "held", "rejected", "superseded"], row.state),
        origin=cast(Literal["read", "amended"], row.origin),
        claim_id=row.claim_id,
    )
