"""Totals that are kept ready whether or not anybody asked: those of the whole country that take long.

They are what the buttons and the overview ask for: the last days up to today, and all time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger import listing
from bot.ledger.kept import Asked
from bot.ledger.periods import RECENT, Period, last_days
from bot.ledger.reckonable import Total
from bot.ledger.views import Question

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
        counts = await listing.by_party(session)
        found += _of(counts, Period(), self.all_time)
        large = [measure for measure, parties in counts.items() if sum(parties.values()) >= self.recent]
        for days in RECENT if large else ():
            period = last_days(days, today)
            found += _of(await listing.by_party_within(session, large, period), period, self.recent)
        return [asked for _, asked in sorted(found, key=lambda one: (one[0], one[1].scope))]


def _of(
    counts: Mapping[str, Mapping[str | None, int]], period: Period, least: int
) -> list[tuple[int, Asked]]:
    found = []
    for measure, parties in counts.items():
        for party, claims in {**parties, None: sum(parties.values())}.items():
            if claims >= least:
                question = Question(measure=measure, party=party, start=period.start, end=period.end)
                found.append((claims, Asked(question, Total().form)))
    return found
