"""News over time: sample reports that arrive one after another, by the clock or by hand."""

import asyncio
import time

from bot.sandbox.archive import Archive
from bot.sandbox.model import Json
from bot.sandbox.news.newsstand import Newsstand
from bot.sandbox.news.samples import sample_arrivals, sample_outlets


class Arrivals:
    """Lets the samples arrive in the newsstand; how far it came outlives a restart.

    `seconds` between two arrivals (None: by hand alone), `first` reports that are there from the start.
    """

    def __init__(self, stand: Newsstand, archive: Archive, first: int, seconds: float | None) -> None:
        self._stand = stand
        self._archive = archive
        self._seconds = seconds
        for outlet in sample_outlets():
            stand.add_outlet(outlet)
        self._steps = sample_arrivals()
        self._done: list[int] = []
        self._due: float | None = None
        past = archive.row("news", "arrived")
        for number in past["steps"] if past else range(first):
            if number < len(self._steps):
                self._take(number)

    @property
    def left(self) -> int:
        """How many steps are yet to come."""
        return len(self._steps) - len(self._done)

    def next_report(self) -> str | None:
        """Let the next report (or planned correction) arrive; gives its slug, None at the end."""
        return self._first()

    def correct_last(self) -> str | None:
        """Let an outlet correct the toll of the latest report that has a correction to come.

        Gives the report's slug, None where nothing is left to correct.
        """
        arrived = [self._steps[number].slug for number in self._done]
        for slug in reversed(arrived):
            found = self._first(slug)
            if found:
                return found
        return None

    def _first(self, slug: str | None = None) -> str | None:
        for number, step in enumerate(self._steps):
            if number not in self._done and slug in (None, step.slug):
                self._take(number)
                return step.slug
        return None

    def _take(self, number: int) -> None:
        step = self._steps[number]
        for slug, entry in step.entries.items():
            if step.correction is None:
                self._stand.publish(slug, entry)
            else:
                self._stand.correct(slug, entry.slug, title=step.correction.title, text=step.correction.text)
        self._done.append(number)
        self._archive.put("news", "arrived", {"steps": self._done})

    def state(self) -> Json:
        """Give what the page tells about the news; `next_in` are seconds, None without a clock."""
        arrived = {self._steps[number].slug for number in self._done}
        pending = [step for number, step in enumerate(self._steps) if number not in self._done]
        correctable = any(step.correction is not None and step.slug in arrived for step in pending)
        due = None if self._due is None else max(self._due - time.monotonic(), 0.0)
        return {"left": self.left, "next_in": due, "correctable": correctable}

    async def run(self) -> None:
        """Let a report arrive every `seconds` until all have; ends at once without a clock."""
        while self._seconds is not None and self.left:
            self._due = time.monotonic() + self._seconds
            await asyncio.sleep(self._seconds)
            self.next_report()
        self._due = None
