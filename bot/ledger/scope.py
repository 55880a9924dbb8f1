"""Which claims a question asks for, as conditions on the table of claims."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select

from bot.ledger.views import Question
from bot.store.tables import ClaimRow, FigureRow, ReportRow

Conditions = list[ColumnElement[bool]]


def within(question: Question) -> Conditions:
    """Claims that lie wholly in what is asked."""
    place = _inside_place(question)
    return [*_asked(question), *_party(question), *place, *_inside_period(question)]


def party_not_stated(question: Question) -> Conditions:
    """Claims that lie in the place and period asked for, but do not say whose people they count."""
    place = _inside_place(question)
    return [*_asked(question), ClaimRow.party.is_(None), *place, *_inside_period(question)]


def beyond(question: Question) -> list[Conditions]:
    """Claims that lie only partly in the place or period asked for, as parts that share no claim.

    Each part is told without "or", so that an index answers it.
    """
    inside = [*_asked(question), *_party(question), *_inside_place(question)]
    parts = [[*inside, *reaching] for reaching in _reaching_out(question)]
    if question.place_path:
        around = [*_asked(question), *_party(question), *_around_place(question.place_path)]
        parts += [[*around, *touching] for touching in _touching(question)]
    return parts


def standing_figures(of_outlet: str | None = None) -> Conditions:
    """Figures that stand; `of_outlet`: in reports of this outlet."""
    conditions: Conditions = [FigureRow.state == "standing"]
    if of_outlet is not None:
        conditions.append(ReportRow.outlet == of_outlet)
    return conditions


def _asked(question: Question) -> Conditions:
    conditions: Conditions = [ClaimRow.standing.is_(True)]
    if question.measure is not None:
        conditions.append(ClaimRow.measure == question.measure)
    if question.outlet is not None:
        stated = select(FigureRow.id).join(ReportRow, ReportRow.id == FigureRow.report_id)
        of_outlet = stated.where(FigureRow.claim_id == ClaimRow.id, *standing_figures(question.outlet))
        conditions.append(exists(of_outlet))
    return conditions


def _party(question: Question) -> Conditions:
    return [ClaimRow.party == question.party] if question.party is not None else []


def _inside_place(question: Question) -> Conditions:
    if not question.place_path:
        return []
    place = "/".join(question.place_path)
    # "0" is the character after "/": a range that an index can answer, on a column in byte order.
    first, beyond = f"{place}/", f"{place}0"
    beneath = and_(ClaimRow.place_path > first, ClaimRow.place_path < beyond)
    inside: Conditions = [or_(ClaimRow.place_path == place, beneath)]
    if question.start is None and question.end is None:
        # Implied by the other; told so that the index by place is taken, where no days lead another one.
        inside += [ClaimRow.place_path >= place, ClaimRow.place_path < beyond]
    return inside


def _around_place(path: Sequence[str]) -> Conditions:
    """Claims for a place that the asked one lies in, the whole country and unknown places among them."""
    if not path:
        return []
    return [ClaimRow.place_path.in_(["/".join(path[:depth]) for depth in range(len(path))])]


def _inside_period(question: Question) -> Conditions:
    conditions: Conditions = []
    if question.start is not None:
        conditions.append(ClaimRow.start >= question.start)
    if question.end is not None:
        conditions.append(ClaimRow.end <= question.end)
    if question.start is not None and question.end is not None:
        # Implied by the others (a claim ends no earlier than it starts); told so that one index range serves.
        conditions += [ClaimRow.end >= question.start, ClaimRow.start <= question.end]
    return conditions


def _touching(question: Question) -> list[Conditions]:
    """Claims with a day in the period, wholly in it or not; an unknown day may be in it."""
    starts: list[Conditions] = [[]]
    ends: list[Conditions] = [[]]
    if question.end is not None:
        starts = [[ClaimRow.start <= question.end], [ClaimRow.start.is_(None)]]
    if question.start is not None:
        ends = [[ClaimRow.end >= question.start], [ClaimRow.end.is_(None)]]
    return [[*start, *end] for start in starts for end in ends]


def _reaching_out(question: Question) -> list[Conditions]:
    """Claims that touch the period and may have a day outside of it."""
    first, last = question.start, question.end
    parts: list[Conditions] = []
    if first is not None:
        until: list[Conditions] = [[ClaimRow.end >= first], [ClaimRow.end.is_(None)]]
        before: list[Conditions] = [[ClaimRow.start < first], [ClaimRow.start.is_(None)]]
        parts += [[*start, *end] for start in before for end in until]
    if last is not None:
        since: list[Conditions] = [[ClaimRow.start <= last]]
        if first is not None:
            since[0].append(ClaimRow.start >= first)  # the others reach out before
        else:
            since.append([ClaimRow.start.is_(None)])
        after: list[Conditions] = [[ClaimRow.end > last], [ClaimRow.end.is_(None)]]
        parts += [[*start, *end] for start in since for end in after]
    return parts
