"""What is reckoned of a question and can be kept: its total, its lines, its steps; as JSON holds it.

Each has a `form`, by which it is found again and reckoned anew.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol, get_args

from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import breakdown, series
from bot.ledger.totals import FirstOfEach, Outline, outlines
from bot.ledger.views import Breakdown, Point, Question, Series, Step

KEPT_DETAILS = 50
"""Claims of each list that are kept with a total; a page beyond them is reckoned anew."""


class Reckonable(Protocol):
    """What can be reckoned of a question that names a measure."""

    @property
    def form(self) -> str:
        """What tells it from the others."""

    async def reckon(self, session: AsyncSession, question: Question) -> Any:
        """Reckon it, and give it as JSON holds it."""


@dataclass(frozen=True, slots=True)
class Total:
    """The totals of a question, with the first of their claims."""

    form: str = "total"

    async def reckon(self, session: AsyncSession, question: Question) -> list[dict[str, Any]]:
        """Reckon the outlines."""
        return [
            {**asdict(outline), "newest": outline.newest.isoformat() if outline.newest else None}
            for outline in await outlines(session, question, FirstOfEach(KEPT_DETAILS))
        ]

    @staticmethod
    def read(kept: list[dict[str, Any]]) -> list[Outline]:
        """Give back what `reckon` gave."""
        return [_outline(plain) for plain in kept]


@dataclass(frozen=True, slots=True)
class Lines:
    """A question's total divided by party, region, month or source."""

    by: Breakdown

    @property
    def form(self) -> str:
        """The words "by" and what it is divided by."""
        return f"by {self.by}"

    async def reckon(self, session: AsyncSession, question: Question) -> list[dict[str, Any]]:
        """Reckon the lines."""
        found = await breakdown.lines(session, replace(question, breakdown=self.by))
        return [
            {**line._asdict(), "newest": line.newest.isoformat() if line.newest else None} for line in found
        ]

    @staticmethod
    def read(kept: list[dict[str, Any]]) -> list[breakdown.Line]:
        """Give back what `reckon` gave."""
        return [_line(plain) for plain in kept]


@dataclass(frozen=True, slots=True)
class Steps:
    """A question over time, as of a day (where that may decide how far it goes)."""

    step: Step | None
    today: date

    @property
    def form(self) -> str:
        """The word "over", the step and the day."""
        return f"over {self.step or 'any'} {self.today}"

    async def reckon(self, session: AsyncSession, question: Question) -> dict[str, Any]:
        """Reckon the steps. Raises `QuestionError` as `series.series`."""
        found = await series.series(session, question, self.step, self.today)
        points = [[str(one.start), str(one.end), *series.numbers(one)] for one in found.points]
        return {"unit": found.unit, "step": found.step, "points": points, "across": found.across}

    @staticmethod
    def read(kept: dict[str, Any], question: Question) -> Series:
        """Give back what `reckon` gave."""
        points = tuple(
            Point(date.fromisoformat(start), date.fromisoformat(end), *numbers)
            for start, end, *numbers in kept["points"]
        )
        measure = question.measure or ""
        return Series(question, measure, kept["unit"], kept["step"], points, kept["across"])


def of_form(form: str, today: date) -> Reckonable | None:
    """Give what a form names; None where nobody will ask for it any more, since its day is over."""
    match form.split():
        case ["by", by]:
            return Lines(next(one for one in get_args(Breakdown) if one == by))
        case ["over", step, day]:
            known = next((one for one in get_args(Step) if one == step), None)
            return Steps(known, today) if day == str(today) else None
    return Total()


def _outline(plain: dict[str, Any]) -> Outline:
    return Outline(
        **{
            **plain,
            "newest": _time(plain["newest"]),
            "counted": tuple(plain["counted"]),
            "left_out": tuple((claim, why, by) for claim, why, by in plain["left_out"]),
            "reaches_beyond": tuple(plain["reaches_beyond"]),
            "lengths": tuple(plain["lengths"]),
        }
    )


def _line(plain: dict[str, Any]) -> breakdown.Line:
    key = plain["key"]
    return breakdown.Line(
        **{**plain, "key": tuple(key) if isinstance(key, list) else key, "newest": _time(plain["newest"])}
    )


def _time(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
