"""What reading a report gives: figures, each with the words that state it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Qualifier = Literal["exact", "at_least", "more_than", "nearly", "about", "up_to", "range", "vague"]
Field = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class ReportText:
    """The words of one report, as received.

    `published` is the day of publication in the newsroom's zone; relative dates ("on Tuesday") are
    reckoned from it and stay unknown without it.
    """

    text: str
    title: str = ""
    published: date | None = None
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One count as one report states it.

    `value` is the number as stated (the lower end of a range), None for a vague count; `low` and `high`
    are the inclusive bounds that the words give, None where they leave a side open. `start` and `end`
    are the days covered, inclusive. `quote` stands at `start_char:end_char` (code points) of the
    report's `field` and holds the number's words. `part_of` is the `id` of a figure of the same report
    that already includes this one. `alt` are other values under which the report states this figure.
    `rule` names the rule that found it. `confidence` in 0..1 is calibrated: of figures given 0.8, about
    eight in ten are right. `caveat` is True where the outlet says it could not verify the figure.
    """

    id: str
    measure: str
    value: int | None
    low: int | None
    high: int | None
    qualifier: Qualifier
    party: str | None
    place: str | None
    region: str | None
    start: date | None
    end: date | None
    source: str | None
    headline: bool
    quote: str
    field: Field
    start_char: int
    end_char: int
    unit: str | None = None
    part_of: str | None = None
    alt: tuple[int, ...] = ()
    rule: str = ""
    confidence: float = 1.0
    caveat: bool = False


class Step(NamedTuple):
    """One decision behind a figure: which stage decided what, and why (for `extract --explain`).

    `span` are the offsets of the words that it rests on, in the field in which the figure stands.
    """

    stage: str
    said: str
    why: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one report states.

    `problem` tells in a few words why nothing was read ("written in Burmese, not English", "a paywall
    notice"); None where the text was read, whether or not it states figures. `language` is an ISO 639-1
    code, None where it cannot be told. `explanations` maps a figure's id to its steps, in order; empty
    unless asked for.
    """

    figures: tuple[Figure, ...] = ()
    language: str | None = None
    problem: str | None = None
    explanations: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
