"""A figure in the making: one mention with what the resolvers decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.figures.mentions import Mention
from bot.figures.model import Step
from bot.figures.numbers import Number
from bot.figures.tokens import Token


@dataclass(slots=True)
class Draft:
    """A count with party, place, period and source; drafts that state one figure are merged into one.

    `early` is True where it stands in the title or the first two sentences; `carried` names what was not
    said by its own sentence; `alt` are other values under which the figure is stated; `around` are
    the names that stand in the sentences of a single person's count; `voiced` is True where its own
    sentence says who speaks, if only as "he".
    """

    mention: Mention
    number: Number
    party: str | None = None
    place: str | None = None
    region: str | None = None
    start: date | None = None
    end: date | None = None
    source: str | None = None
    early: bool = False
    title: bool = False
    caveat: bool = False
    own_time: bool = False
    own_place: bool = False
    own_source: bool = False
    voiced: bool = False
    since: bool = False
    nationwide: bool = False
    ongoing: bool = False
    unit: str | None = None
    alt: list[int] = field(default_factory=list)
    parent: "Draft | None" = None
    merged: bool = False
    paragraph: int = 0
    around: frozenset[str] = frozenset()
    steps: list[Step] = field(default_factory=list)

    @property
    def measure(self) -> str:
        """Tell what is counted."""
        return self.mention.measure

    @property
    def value(self) -> int | None:
        """Give the number as stated."""
        return self.number.value

    def note(self, stage: str, said: str, why: str = "", words: Sequence[Token] = ()) -> None:
        """Keep one decision for `explain`, with the words of the draft's own sentence that it rests on."""
        span = (words[0].start, words[-1].end) if words else None
        self.steps.append(Step(stage, said, why, span))

    def renumber(self, **changes: object) -> None:
        """Change the number (bounds, qualifier)."""
        self.number = replace(self.number, **changes)  # type: ignore[arg-type]
