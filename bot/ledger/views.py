"""What the ledger gives to those who ask: frozen values, free of sessions and tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report as it comes in from a feed or a file, checked and decoded, not yet read."""

    text: str
    title: str = ""
    link: str | None = None
    outlet: str = ""
    published_at: datetime | None = None
    feed_id: int | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking in a report did. `corrected`: it was known and its figures changed; `posts`: newly owed."""

    report_id: int
    story_id: int
    new: bool
    corrected: bool = False
    figures: int = 0
    posts: int = 0


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure in its present state; fields as in `bot.figures.Figure`. `part_of` is a figure's `id`."""

    id: int
    key: str
    report_id: int
    measure: str
    value: int | None
    low: int | None
    high: int | None
    qualifier: str
    unit: str | None
    party: str | None
    place: str | None
    region: str | None
    start: date | None
    end: date | None
    source: str | None
    headline: bool
    caveat: bool
    quote: str
    field: str
    start_char: int
    end_char: int
    part_of: int | None
    alt: tuple[int, ...]
    rule: str
    confidence: float
    state: Literal["standing", "held", "rejected", "superseded"]
    origin: Literal["read", "amended"]
    claim_id: int | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with its present figures (superseded ones left out), in the order of their quotes."""

    id: int
    story_id: int
    outlet: str
    title: str
    text: str
    link: str | None
    published_at: datetime | None
    published_on: date | None
    received_at: datetime
    version: int
    problem: str | None
    retracted_at: datetime | None
    retracted_because: str | None
    figures: tuple[FigureView, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story: its reports, the first taken in first. `unreviewed`: posted past a review's deadline."""

    id: int
    revision: int
    reports: tuple[ReportView, ...]
    unreviewed: bool = False


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim: the bounds it enters totals with, and the figures that state it.

    `value` is the value most reports give; `rivals` that its figures disagree, `low` to `high`.
    """

    id: int
    measure: str
    unit: str | None
    party: str | None
    place: str | None
    place_path: tuple[str, ...]
    start: date | None
    end: date | None
    value: int | None
    low: int | None
    high: int | None
    rivals: bool
    source: str | None
    whole_id: int | None
    joined_by: str
    figures: tuple[FigureView, ...] = ()
    outlets: Mapping[int, str] = field(default_factory=dict)
    """Outlet by report id, of the reports that state it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that "at least" does not count: why, and the counted claim that covers it, where one does."""

    claim: ClaimView
    reason: str
    covered_by: int | None = None


Breakdown = Literal["party", "region", "month", "source"]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. None leaves a side open; `start` and `end` are inclusive days.

    `place` is the name asked for and `place_path` its position in the tree. `words` says the question
    again in plain words ("killed · regime · Sagaing · November 2024"), which the grammar reads back.
    """

    measure: str | None = None
    party: str | None = None
    place: str | None = None
    place_path: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    period: str = ""
    breakdown: Breakdown | None = None
    outlet: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The total of one measure (and unit), with all it rests on.

    `at_least` is the largest sum of claims of which no two may overlap; `if_nothing_overlaps` the plain
    sum. `without_lower_bound` counts the claims that add nothing to "at least" because they have no lower
    bound ("nearly 100"). `other_units` tells the totals of other units ("families"), never added in.
    `counted`, `left_out` and `reaches_beyond` hold as many claims as were asked for, the heaviest first; the
    `..._total`s tell how many there are. `certain` is False where a larger "at least" may exist than the one
    that was found.
    """

    question: Question
    measure: str
    at_least: int
    if_nothing_overlaps: int
    counted: tuple[ClaimView, ...]
    left_out: tuple[LeftOut, ...]
    reaches_beyond: tuple[ClaimView, ...]
    reports: int
    sources: int
    newest: datetime | None
    without_lower_bound: int = 0
    unit: str | None = None
    other_units: tuple["Answer", ...] = ()
    counted_total: int = 0
    left_out_total: int = 0
    reaches_beyond_total: int = 0
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a breakdown: its label, and the answer to the question narrowed to it."""

    label: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a series: the claims that lie wholly in its days, at least and if nothing overlaps."""

    start: date
    end: date
    at_least: int
    if_nothing_overlaps: int
    claims: int


Step = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Series:
    """A question over time. `across` counts the claims that lie in no single step, and so in no point."""

    question: Question
    measure: str
    unit: str | None
    step: Step
    points: tuple[Point, ...]
    across: int


@dataclass(frozen=True, slots=True)
class SourceView:
    """An outlet, or a source that outlets cite: how much it states, how often that was changed or disputed.

    `figures` stand; `revised` counts figures that a later version or an editor replaced, `disputed` those
    of claims on which sources disagree.
    """

    name: str
    kind: Literal["outlet", "source"]
    reports: int
    figures: int
    revised: int
    disputed: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that a search found. `marks` are the places in `excerpt` of the words that were sought."""

    report_id: int
    outlet: str
    title: str
    link: str | None
    published_on: date | None
    received_at: datetime
    excerpt: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """One standing figure as a line of an export, with its claim, quote and link.

    `ledger` says which state of the ledger it was taken from: its newest report and its newest change.
    """

    figure: int
    claim: int
    report: int
    ledger: str
    measure: str
    value: int | None
    low: int | None
    high: int | None
    qualifier: str
    unit: str | None
    party: str | None
    place: str | None
    region: str | None
    place_path: str
    start: date | None
    end: date | None
    source: str | None
    part_of: int | None
    quote: str
    field: str
    start_char: int
    end_char: int
    caveat: bool
    confidence: float
    rule: str
    origin: str
    claim_low: int | None
    claim_high: int | None
    claim_rivals: bool
    outlet: str
    title: str
    link: str | None
    published: date | None
    received: datetime
    version: int
