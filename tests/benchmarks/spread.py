"""A ledger of any size, spread over ten years like the figures of real reports.

The weights were counted in 448 figures of 35 hand-annotated reports: what is counted, whose, at which depth
of the tree of places, over how many days, how large (log-normal by length and depth), how often a figure is
part of another and which share of it. One figure in three repeats one that another report has stated.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import insert

from bot.figures import Beat
from bot.store import Store
from bot.store.tables import Base, ClaimRow, FigureRow, ReportRow, StoryRow

LAST_DAY = date(2026, 11, 20)
YEARS = 10

_MEASURES = {
    "killed": 199, "injured": 54, "displaced": 32, "buildings_destroyed": 31, "clashes": 20, "arrested": 19,
    "weapons_seized": 17, "captured": 17, "bases_seized": 16, "surrendered": 12, "missing": 11,
    "airstrikes": 10, "towns_seized": 10,
}  # fmt: skip
_PARTIES = {"civilian": 160, None: 129, "regime": 119, "resistance": 40}
_LOWLESS = 23 / 448
_PART = 134 / 448

# (shortest, longest) in days, 0 for no start, -1 for no days at all; depth; weight; mean and deviation of log
_SHAPES: tuple[tuple[int, int, int, int, float, float], ...] = (
    (1, 1, 1, 75, 2.2, 1.6), (1, 1, 2, 70, 1.6, 1.5), (1, 1, 0, 7, 1.0, 1.0),
    (2, 3, 1, 21, 2.7, 2.0), (2, 3, 2, 16, 2.8, 2.0), (2, 3, 0, 2, 3.0, 1.4),
    (4, 10, 2, 32, 3.2, 2.0), (4, 10, 1, 3, 4.7, 0.5), (4, 10, 0, 1, 4.6, 0.5),
    (11, 31, 1, 55, 3.3, 1.4), (11, 31, 0, 48, 4.6, 1.7), (11, 31, 2, 22, 4.2, 2.0),
    (32, 100, 0, 7, 4.2, 1.7), (32, 100, 1, 5, 5.5, 2.0), (32, 100, 2, 3, 4.5, 0.5),
    (101, 1200, 0, 24, 6.5, 2.5), (101, 1200, 1, 9, 4.6, 2.0), (101, 1200, 2, 2, 4.3, 2.0),
    (0, 0, 1, 17, 5.4, 2.5), (0, 0, 2, 8, 3.3, 2.3), (0, 0, 0, 6, 7.0, 2.5),
    (-1, -1, 0, 6, 3.0, 2.0), (-1, -1, 1, 6, 0.9, 0.9), (-1, -1, 2, 3, 2.0, 2.0),
)  # fmt: skip
_OUTLETS = ("The Irrawaddy", "Myanmar Now", "Mizzima", "Democratic Voice of Burma", "Radio Free Asia")
_CHUNK = 20_000


class _Choice:
    """What is drawn from, with weights added up beforehand."""

    def __init__(self, of: Sequence[Any], weights: Iterable[float]) -> None:
        self.of = of
        self.weights = list(accumulate(weights))


_MEASURE = _Choice(list(_MEASURES), _MEASURES.values())
_PARTY = _Choice(list(_PARTIES), _PARTIES.values())
_SHAPE = _Choice(_SHAPES, [shape[3] for shape in _SHAPES])


@dataclass(slots=True)
class _Rows:
    """Rows that wait to be written, tables in the order in which they may refer to each other."""

    stories: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)

    def tables(self) -> list[tuple[type[Base], list[dict[str, Any]]]]:
        return [
            (StoryRow, self.stories),
            (ReportRow, self.reports),
            (ClaimRow, self.claims),
            (FigureRow, self.figures),
        ]


class Spread:
    """Makes events one after the other; each has a report or several that state the same claims."""

    def __init__(self, beat: Beat, seed: int) -> None:
        self._random = random.Random(seed)
        self._townships = {
            division: [
                place.path
                for place in beat.places.places
                if place.path[:1] == (division,) and place.kind == "township"
            ]
            for division in beat.places.divisions
        }
        self._divisions = _Choice(list(self._townships), [1 / (at + 2) for at in range(len(self._townships))])
        self._figures = self._claims = self._reports = self._stories = 0

    def rows(self, figures: int) -> Iterator[_Rows]:
        """Give rows in chunks until there are as many figures as asked for."""
        waiting = _Rows()
        while self._figures < figures:
            self._event(waiting)
            if len(waiting.figures) >= _CHUNK:
                yield waiting
                waiting = _Rows()
        yield waiting

    def _event(self, rows: _Rows) -> None:
        low_days, high_days, depth, _, mean, deviation = self._pick(_SHAPE)
        measure = self._pick(_MEASURE)
        party = self._pick(_PARTY)
        path = self._path(depth)
        start, end = self._days(low_days, high_days)
        self._stories += 1
        value = max(1, round(self._random.lognormvariate(mean, deviation)))
        told = datetime.combine(end or self._day(), time(8), tzinfo=UTC)
        rows.stories.append({"id": self._stories, "created_at": told, "revision": 1})
        claims = [self._claim(rows, measure, party, path, start, end, value, None, told)]
        parts = 0
        while self._random.random() < _PART and parts < 4:
            parts += 1
            share = max(1, round(value * min(0.9, self._random.lognormvariate(-1.3, 0.5))))
            whose = party or self._random.choice([None, "civilian"])
            claims.append(self._claim(rows, measure, whose, path, start, end, share, claims[0]["id"], told))
        copies = 1
        while self._random.random() < 1 / 3 and copies < 6:
            copies += 1
        for copy in range(copies):
            self._report(rows, claims, told + timedelta(minutes=17 * copy))

    def _claim(
        self,
        rows: _Rows,
        measure: str,
        party: str | None,
        path: tuple[str, ...],
        start: date | None,
        end: date | None,
        value: int,
        whole: int | None,
        told: datetime,
    ) -> dict[str, Any]:
        self._claims += 1
        claim = {
            "id": self._claims,
            "measure": measure,
            "unit": "families" if measure == "displaced" and self._random.random() < 0.1 else None,
            "party": party,
            "place": path[-1] if path else None,
            "place_path": "/".join(path),
            "start": start,
            "end": end,
            "value": value,
            "low": None if self._random.random() < _LOWLESS else value,
            "high": value,
            "rivals": False,
            "whole_id": whole,
            "standing": True,
            "created_at": told,
            "changed_at": told,
        }
        rows.claims.append(claim)
        return claim

    def _report(self, rows: _Rows, claims: list[dict[str, Any]], told: datetime) -> None:
        self._reports += 1
        rows.reports.append(
            {
                "id": self._reports,
                "story_id": self._stories,
                "outlet": self._random.choice(_OUTLETS),
                "title": "",
                "text": "The words of the report.",
                "text_hash": f"{self._reports:064}",
                "published_at": told,
                "published_on": told.date(),
                "received_at": told,
                "day": told.date(),
            }
        )
        for number, claim in enumerate(claims, 1):
            self._figures += 1
            rows.figures.append(
                {
                    "id": self._figures,
                    "report_id": self._reports,
                    "version": 1,
                    "key": f"f{number}",
                    "claim_id": claim["id"],
                    "state": "standing",
                    "qualifier": "exact",
                    "source": None,
                    "source_key": "",
                    "headline": number == 1,
                    "alt": [],
                    "quote": "The words",
                    "field": "text",
                    "start_char": 0,
                    "end_char": 9,
                    "confidence": 0.9,
                    "caveat": False,
                    **{name: claim[name] for name in _SHARED},
                }
            )

    def _path(self, depth: int) -> tuple[str, ...]:
        if depth == 0:
            return ()
        division = self._pick(self._divisions)
        return (division,) if depth == 1 else self._random.choice(self._townships[division])

    def _days(self, shortest: int, longest: int) -> tuple[date | None, date | None]:
        if shortest < 0:
            return None, None
        end = self._day()
        if shortest == 0:
            return None, end
        if (shortest, longest) == (11, 31) and self._random.random() < 0.5:  # a calendar month
            first = end.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return end - timedelta(days=self._random.randint(shortest, longest) - 1), end

    def _day(self) -> date:
        return LAST_DAY - timedelta(days=self._random.randrange(365 * YEARS))

    def _pick(self, choice: "_Choice") -> Any:
        return self._random.choices(choice.of, cum_weights=choice.weights)[0]


_SHARED = ("measure", "unit", "party", "place", "place_path", "start", "end", "value", "low", "high")


async def fill(store: Store, beat: Beat, figures: int, seed: int = 1) -> None:
    """Write a ledger of this many figures."""
    for rows in Spread(beat, seed).rows(figures):
        async with store.begin() as session:
            connection = await session.connection()
            for table, values in rows.tables():
                if values:
                    await connection.execute(insert(table.__table__), values)
