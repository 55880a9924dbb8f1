"""A question over time: at least, and if nothing overlaps, for each day, week or month."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import QuestionError
from bot.ledger.reading import bounded
from bot.ledger.reckoning import Bounded, reckon
from bot.ledger.totals import off_the_loop
from bot.ledger.views import Point, Question, Series, Step

POINTS = 400
"""The most steps that one picture holds."""


async def series(session: AsyncSession, question: Question, step: Step | None, today: date) -> Series:
    """Divide a question into steps (None: as fits its days); weeks begin on Monday.

    Open sides end where the claims do, but no later than `today`. People are counted, and the next most
    frequent unit only where no claim counts people. Raises `QuestionError` where no measure is asked for,
    or there would be more than `POINTS` steps.
    """
    if question.measure is None:
        message = "Name what is to be drawn, like this: /chart killed regime last 90 days"
        raise QuestionError(message)
    found = await bounded(session, question)
    kinds = sorted(found, key=lambda kind: (kind[1] is not None, -len(found[kind]), kind[1] or ""))
    unit = kinds[0][1] if kinds else None
    claims = found[kinds[0]] if kinds else []
    first, last = _days(question, claims, today)
    fitting = step or _fitting(first, last)
    steps = list(_steps(first, last, fitting))
    if len(steps) > POINTS:
        message = (
            f"{len(steps)} steps of a {fitting} are too many for a picture; ask by month or a shorter period."
        )
        raise QuestionError(message, fitting)
    points, across = await off_the_loop(len(claims), _points, claims, steps)
    return Series(question, question.measure, unit, fitting, points, across)


def numbers(point: Point) -> tuple[int, int, int]:
    """Give a point without its days."""
    return point.at_least, point.if_nothing_overlaps, point.claims


def _points(claims: Sequence[Bounded], steps: Sequence[tuple[date, date]]) -> tuple[tuple[Point, ...], int]:
    places = {day: at for at, (start, end) in enumerate(steps) for day in _each_day(start, end)}
    inside: list[list[Bounded]] = [[] for _ in steps]
    across = 0
    for claim in claims:
        at = places.get(claim.start) if claim.start else None
        if at is not None and claim.end is not None and claim.end <= steps[at][1]:
            inside[at].append(claim)
        else:
            across += 1
    points = []
    for (start, end), held in zip(steps, inside, strict=True):
        total = reckon(held, most=0)
        points.append(Point(start, end, total.at_least, total.if_nothing_overlaps, len(held)))
    return tuple(points), across


def _days(question: Question, claims: Sequence[Bounded], today: date) -> tuple[date, date]:
    starts = [claim.start for claim in claims if claim.start is not None]
    ends = [claim.end for claim in claims if claim.end is not None]
    first = question.start or min(starts, default=today)
    last = question.end or max([*ends, first])
    return first, max(first, min(last, max(today, first)))


def _fitting(first: date, last: date) -> Step:
    days = (last - first).days + 1
    if days <= 45:
        return "day"
    return "week" if days <= 400 else "month"


def _steps(first: date, last: date, step: Step) -> Iterable[tuple[date, date]]:
    begin = first
    while begin <= last:
        if step == "day":
            end = begin
        elif step == "week":
            end = begin + timedelta(days=6 - begin.weekday())
        else:
            end = (begin.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        yield begin, min(end, last)
        begin = end + timedelta(days=1)


def _each_day(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=days) for days in range((end - start).days + 1))
