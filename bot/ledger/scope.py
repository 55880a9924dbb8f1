"""Which claims a question asks for, as conditions on the table of claims.

They depend on the shape of a question alone; its values go beside the statement (`values`), so that a
statement is made once for each shape: making one takes longer than to answer it for a small place.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, or_, select

from bot.ledger.views import Question
from bot.store.tables import ClaimRow, FigureRow, ReportRow

Conditions = list[ColumnElement[bool]]

# Columns, not attributes of objects, of which SQLAlchemy would make more for each row.
CLAIM, FIGURE, REPORT = (table.__table__.c for table in (ClaimRow, FigureRow, ReportRow))

STANDING = FIGURE.state == "standing"

SHAPES = 256
"""Statements of one purpose that are held ready; the questions asked have some dozens of shapes."""


class Shape(NamedTuple):
    """Which sides of a question are asked for; `depth` is that of its place in the tree (0: none)."""

    measure: bool
    party: bool
    depth: int
    start: bool
    end: bool
    outlet: bool

    @classmethod
    def of(cls, question: Question) -> "Shape":
        """Give the shape of a question."""
        return cls(
            measure=question.measure is not None,
            party=question.party is not None,
            depth=len(question.place_path),
            start=question.start is not None,
            end=question.end is not None,
            outlet=question.outlet is not None,
        )

    @property
    def dated(self) -> bool:
        """Whether a day is asked for."""
        return self.start or self.end


def values(question: Question) -> dict[str, Any]:
    """Give what a statement of the question's shape is executed with."""
    path = question.place_path
    place = "/".join(path)
    return {
        "asked_measure": question.measure,
        "asked_party": question.party,
        "asked_outlet": question.outlet,
        "asked_start": question.start,
        "asked_end": question.end,
        "asked_place": place,
        # "0" is the character after "/": a range that an index can answer, on a column in byte order.
        "asked_beneath": f"{place}/",
        "asked_beyond": f"{place}0",
        **{f"asked_above_{depth}": "/".join(path[:depth]) for depth in range(len(path))},
    }


def within(shape: Shape) -> Conditions:
    """Claims that lie wholly in what is asked."""
    return [*_asked(shape), *_party(shape), *_inside_place(shape), *_inside_period(shape)]


def party_not_stated(shape: Shape) -> Conditions:
    """Claims that lie in the place and period asked for, but do not say whose people they count."""
    return [*_asked(shape), CLAIM.party.is_(None), *_inside_place(shape), *_inside_period(shape)]


def beyond(shape: Shape) -> list[Conditions]:
    """Claims that lie only partly in the place or period asked for, as parts that share no claim.

    Each part is told without "or", so that an index answers it.
    """
    inside = [*_asked(shape), *_party(shape), *_inside_place(shape)]
    parts = [[*inside, *reaching] for reaching in _reaching_out(shape)]
    if shape.depth:
        around = [*_asked(shape), *_party(shape), CLAIM.place_path.in_(places_above(shape))]
        parts += [[*around, *touching] for touching in _touching(shape)]
    return parts


def standing_figures(shape: Shape) -> Conditions:
    """Figures that stand, in reports of the outlet asked for."""
    return [STANDING, *of_outlet(shape)]


def of_outlet(shape: Shape) -> Conditions:
    """Give the condition that a report is of the outlet asked for."""
    return [REPORT.outlet == value("outlet", REPORT.outlet)] if shape.outlet else []


def places_above(shape: Shape) -> list[BindParameter[str]]:
    """Name the places that the one asked for lies in, the whole country (or an unknown place) first."""
    return [value(f"above_{depth}", CLAIM.place_path) for depth in range(shape.depth)]


def value(name: str, like: ColumnElement[Any]) -> BindParameter[Any]:
    """Give the place of one of a question's `values`, of the type of a column."""
    return bindparam(f"asked_{name}", type_=like.type)


def _asked(shape: Shape) -> Conditions:
    conditions: Conditions = [CLAIM.standing.is_(True)]
    if shape.measure:
        conditions.append(CLAIM.measure == value("measure", CLAIM.measure))
    if shape.outlet:
        stated = select(FIGURE.id).join(ReportRow.__table__, REPORT.id == FIGURE.report_id)
        of_outlet = stated.where(FIGURE.claim_id == CLAIM.id, *standing_figures(shape))
        conditions.append(exists(of_outlet))
    return conditions


def _party(shape: Shape) -> Conditions:
    return [CLAIM.party == value("party", CLAIM.party)] if shape.party else []


def _inside_place(shape: Shape) -> Conditions:
    if not shape.depth:
        return []
    path = CLAIM.place_path
    place, beyond = value("place", path), value("beyond", path)
    beneath = and_(path > value("beneath", path), path < beyond)
    inside: Conditions = [or_(path == place, beneath)]
    if not shape.dated:
        # Implied by the other; told so that the index by place is taken, where no days lead another one.
        inside += [path >= place, path < beyond]
    return inside


def _inside_period(shape: Shape) -> Conditions:
    start, end = _days()
    conditions: Conditions = []
    if shape.start:
        conditions.append(CLAIM.start >= start)
    if shape.end:
        conditions.append(CLAIM.end <= end)
    if shape.start and shape.end:
        # Implied by the others (a claim ends no earlier than it starts); told so that one index range serves.
        conditions += [CLAIM.end >= start, CLAIM.start <= end]
    return conditions


def _touching(shape: Shape) -> list[Conditions]:
    """Claims with a day in the period, wholly in it or not; an unknown day may be in it."""
    first, last = _days()
    starts: list[Conditions] = [[]]
    ends: list[Conditions] = [[]]
    if shape.end:
        starts = [[CLAIM.start <= last], [CLAIM.start.is_(None)]]
    if shape.start:
        ends = [[CLAIM.end >= first], [CLAIM.end.is_(None)]]
    return [[*start, *end] for start in starts for end in ends]


def _reaching_out(shape: Shape) -> list[Conditions]:
    """Claims that touch the period and may have a day outside of it."""
    first, last = _days()
    parts: list[Conditions] = []
    if shape.start:
        until: list[Conditions] = [[CLAIM.end >= first], [CLAIM.end.is_(None)]]
        before: list[Conditions] = [[CLAIM.start < first], [CLAIM.start.is_(None)]]
        parts += [[*start, *end] for start in before for end in until]
    if shape.end:
        since: list[Conditions] = [[CLAIM.start <= last]]
        if shape.start:
            since[0].append(CLAIM.start >= first)  # the others reach out before
        else:
            since.append([CLAIM.start.is_(None)])
        after: list[Conditions] = [[CLAIM.end > last], [CLAIM.end.is_(None)]]
        parts += [[*start, *end] for start in since for end in after]
    return parts


def _days() -> Sequence[BindParameter[date]]:
    return value("start", CLAIM.start), value("end", CLAIM.end)
