"""Figures as the frozen views that leave the ledger, from their objects or their columns."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from bot.ledger.views import FigureView
from bot.store.tables import FigureRow

_FIELDS = [field.name for field in fields(FigureView)]

FIGURE_COLUMNS = ["part_of_id" if name == "part_of" else name for name in _FIELDS]
"""The columns of a figure that are seen, in the order of its view's fields."""

_ALT = _FIELDS.index("alt")


def figure_view(row: FigureRow) -> FigureView:
    """Give a figure in its present state."""
    return figure_of_columns([getattr(row, name) for name in FIGURE_COLUMNS])


def figure_of_columns(values: Sequence[Any]) -> FigureView:
    """Give a figure from the values of `FIGURE_COLUMNS`."""
    return FigureView(*[*values[:_ALT], tuple(values[_ALT]), *values[_ALT + 1 :]])
