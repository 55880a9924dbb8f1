"""Totals that are kept ready whether or not anybody asked: those of the whole country that take long.

They are what the buttons and the overview ask for: the last days up to today, and all time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import scope
from bot.ledger.kept import Asked
from bot.ledger.periods import RECENT, Period, last_days
from bot.ledger.reckonable import Total
from bot.ledger.scope import CLAIM, Shape
from bot.ledger.views import Question
from bot.store.tables import ClaimCountRow

_Counts = Mapping[str, Mapping[str | None, int]]
"""Claims by measure and party."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a question was last asked that nobody has asked."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """Claims from which totals are kept ready unasked: over all time, and of the last days."""

    all_time: int = 10_000
    recent: int = 300

    async def questions(self, session: AsyncSession, today: date) -> list[Asked]:
        """Give what to keep ready as of a day: measures and their parties, the quickest first."""
        found: list[tuple[int, Asked]] = []
        counts = await _by_party(session)
        found += _of(counts, Period(), self.all_time)
        large = [measure for measure, parties in counts.items() if sum(parties.values()) >= self.recent]
        for days in RECENT if large else ():
            period = last_days(days, today)
            found += _of(await _by_party_within(session, large, period), period, self.recent)
        return [asked for _, asked in sorted(found, key=lambda one: (one[0], one[1].scope))]


async def _by_party(session: AsyncSession) -> _Counts:
    """Tell how many standing claims there are of each measure, by party (None: not stated), as is kept."""
    counted = ClaimCountRow
    counts = select(counted.measure, counted.party, func.sum(counted.claims))
    return _grouped(await session.execute(counts.group_by(counted.measure, counted.party)))


async def _by_party_within(session: AsyncSession, measures: Sequence[str], period: Period) -> _Counts:
    """Count the claims that lie wholly in a period, for these measures."""
    days = Question(start=period.start, end=period.end)
    kind = (CLAIM.measure, CLAIM.party)
    # The measures are named, since the indexes by day begin with them.
    asked = (CLAIM.measure.in_(measures), *scope.within(Shape.of(days)))
    counts = select(*kind, func.count()).where(*asked).group_by(*kind)
    return _grouped(await session.execute(counts, scope.values(days)))


def _grouped(counts: Iterable[Row[*tuple[Any, ...]]]) -> _Counts:
    found: dict[str, dict[str | None, int]] = {}
    for measure, party, number in counts:
        found.setdefault(measure, {})[party or None] = int(number)
    return found


def _of(counts: _Counts, period: Period, least: int) -> list[tuple[int, Asked]]:
    found = []
    for measure, parties in counts.items():
        for party, claims in {**parties, None: sum(parties.values())}.items():
            if claims >= least:
                question = Question(measure=measure, party=party, start=period.start, end=period.end)
                found.append((claims, Asked(question, Total().form)))
    return found
