"""How numbers, days, places and names are written in a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.figures import Beat
from bot.ledger.stated import source_key
from bot.ledger.views import ClaimView, FigureView
from bot.wire.markup import clip

INDENT = "\u2003"
"""One step of indentation: Telegram cuts ordinary spaces at a line's start in some of its clients."""

_ORDER = 999


@dataclass(frozen=True, slots=True)
class Voice:
    """In which words and in which zone a chat is spoken to.

    `nouns` maps a measure to how a post says it ("bases seized"), `labels` a party to its name; `people`
    are the measures that count people.
    """

    zone: ZoneInfo
    nouns: Mapping[str, str]
    labels: Mapping[str, str]
    people: frozenset[str] = frozenset()

    @classmethod
    def of(cls, beat: Beat, zone: ZoneInfo) -> "Voice":
        """Take the words from a beat."""
        return cls(
            zone,
            {name: measure.noun for name, measure in beat.measures.items()},
            {name: party.label for name, party in beat.parties.items()},
            frozenset(name for name, measure in beat.measures.items() if measure.people),
        )

    def noun(self, measure: str) -> str:
        """Say a measure: "killed", "bases seized"."""
        return self.nouns.get(measure, measure.replace("_", " "))

    def heading(self, measure: str) -> str:
        """Say a measure at a line's start."""
        noun = self.noun(measure)
        return noun[:1].upper() + noun[1:]

    def party(self, party: str | None) -> str:
        """Say a party; nothing where it is not known."""
        return "" if party is None else self.labels.get(party, party)

    def place_in_order(self, measure: str, party: str | None) -> tuple[int, int]:
        """Give the position of measure and party in the packs, for sorting; unknown ones last."""
        nouns, labels = list(self.nouns), list(self.labels)
        return (
            nouns.index(measure) if measure in self.nouns else _ORDER,
            labels.index(party) if party is not None and party in self.labels else _ORDER,
        )

    def moment(self, at: datetime) -> str:
        """Write a time in the chat's zone: "12 Nov 2024, 14:05"."""
        here = at.astimezone(self.zone)
        return f"{day(here.date())}, {here:%H:%M}"

    def today(self, now: datetime) -> date:
        """Give the day it is in the chat's zone."""
        return now.astimezone(self.zone).date()


def grouped(number: int) -> str:
    """Write a number with its thousands apart: 12,345."""
    return f"{number:,}"


def stated(figure: FigureView) -> str:
    """Write a figure's count with its qualifier as a sign; a count without a number by its own words."""
    if figure.value is None:
        return f"“{clip(figure.quote, 60)}”"
    return count(figure.value, figure.qualifier, figure.high, figure.unit)


def count(value: int, qualifier: str, high: int | None, unit: str | None) -> str:
    """Write a count with its qualifier as a sign: "≥ 45", "> 200", "~ 70", "≤ 40", "nearly 100", "20–30"."""
    said = grouped(value)
    if qualifier == "range" and high is not None:
        said = f"{said}–{grouped(high)}"
    sign = {"at_least": "≥ ", "more_than": "> ", "about": "~ ", "up_to": "≤ ", "nearly": "nearly "}
    return f"{sign.get(qualifier, '')}{said}{f' {unit}' if unit else ''}"


def bounds(low: int | None, high: int | None, unit: str | None = None) -> str:
    """Write what is known of a count by its bounds: "45", "45–60", "≥ 45", "≤ 60", "not counted"."""
    if low is None and high is None:
        return "not counted"
    if low is None:
        said = f"≤ {grouped(high or 0)}"
    elif high is None:
        said = f"≥ {grouped(low)}"
    else:
        said = grouped(low) if low == high else f"{grouped(low)}–{grouped(high)}"
    return f"{said} {unit}" if unit else said


def claim_count(claim: ClaimView) -> str:
    """Write a claim's count by its bounds, and of rivals whose each is: "8–30 (8 military, 30 PDF)"."""
    said = bounds(claim.low, claim.high, claim.unit)
    rivals = rival_numbers(claim)
    return f"{said} ({rivals})" if rivals else said


def figure_said(figure: FigureView, voice: Voice) -> str:
    """Say what a figure states in a line: "≥ 41 killed · Regime · Pale, Sagaing · 3 Nov 2024"."""
    about = (voice.party(figure.party), where(figure.place, figure.region), days(figure.start, figure.end))
    return " · ".join([f"{stated(figure)} {voice.noun(figure.measure)}", *(part for part in about if part)])


def claim_said(claim: ClaimView, voice: Voice) -> str:
    """Say what a claim counts in a line: "killed 9–23 · Regime · Pale, Sagaing · 19 Nov 2024"."""
    said = f"{voice.noun(claim.measure)} {bounds(claim.low, claim.high, claim.unit)}"
    about = (voice.party(claim.party), claim_where(claim), days(claim.start, claim.end))
    return " · ".join([said, *(part for part in about if part)])


def rival_numbers(claim: ClaimView) -> str:
    """Say who gives which number of a claim on which its sources disagree: "8 military, 30 PDF and KNDF".

    Of each source its newest number is said, as totals count it; empty where there are no rivals.
    """
    if not claim.rivals:
        return ""
    newest: dict[str, FigureView] = {}
    told: set[tuple[str, str]] = set()
    for figure in claim.figures:
        voice = source_key(figure.source) or f"outlet {claim.outlets.get(figure.report_id, '').casefold()}"
        if figure.value is None or (voice, stated(figure)) in told:
            continue
        told.add((voice, stated(figure)))
        newest[voice] = figure
    numbers: dict[str, list[str]] = {}
    for figure in sorted(newest.values(), key=lambda one: one.value or 0):
        name = clip(figure.source or claim.outlets.get(figure.report_id, ""), 40)
        numbers.setdefault(count(figure.value or 0, figure.qualifier, figure.high, None), []).append(name)
    said = [f"{number} {_some(list(dict.fromkeys(names)))}".strip() for number, names in numbers.items()]
    more = f" and {len(said) - 5} numbers more" if len(said) > 6 else ""
    return ", ".join(said[:5] if more else said) + more


def _some(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 4 else f"{names[0]} and {len(names) - 1} more"


def day(on: date, *, year: bool = True) -> str:
    """Write a day: "3 Nov 2024"."""
    return f"{on.day} {on:%b %Y}" if year else f"{on.day} {on:%b}"


def days(start: date | None, end: date | None, *, known_year: int | None = None) -> str:
    """Write a period, empty where nothing is known of it: "3–12 Nov 2024", "until 12 Nov 2024".

    A whole month or year is named as such; the year is left out where it is `known_year`.
    """
    if start is None and end is None:
        return ""
    if start is None or end is None:
        on = start or end
        assert on is not None  # noqa: S101  (one of the two is a day)
        return f"{'since' if end is None else 'until'} {day(on, year=on.year != known_year)}"
    if start == end:
        return day(start, year=start.year != known_year)
    named = _whole(start, end)
    if named:
        return named
    last = day(end, year=end.year != known_year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    return f"{day(start, year=start.year != end.year)} – {last}"


def _whole(start: date, end: date) -> str:
    after = end + timedelta(days=1)
    if start.day != 1 or after.day != 1:
        return ""
    if start.year == end.year and start.month == end.month:
        return f"{start:%B %Y}"
    if start.year == end.year and (start.month, end.month) == (1, 12):
        return str(start.year)
    return ""


def where(place: str | None, region: str | None) -> str:
    """Write a place and the division it lies in, once each."""
    if place and region and region.casefold() not in place.casefold():
        return f"{place}, {region}"
    return place or region or ""


def claim_where(claim: ClaimView) -> str:
    """Write a claim's place."""
    region = claim.place_path[0] if claim.place_path else None
    return where(claim.place, region)


def ago(moment: datetime, now: datetime) -> str:
    """Write an age in its largest unit: "40 s", "12 min", "3 h", "5 days"."""
    seconds = max(0, int((now - moment).total_seconds()))
    for size, word in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {word}{'s' if word == 'day' and count != 1 else ''}"
    return f"{seconds} s"


def lasting(span: timedelta) -> str:
    """Write how long something lasts, in the largest unit that says it whole: "90 s", "15 min", "2 h"."""
    seconds = int(span.total_seconds())
    for size, word in ((3600, "h"), (60, "min")):
        if seconds and seconds % size == 0:
            return f"{grouped(seconds // size)} {word}"
    return f"{grouped(seconds)} s"


def many(count: int, one: str, more: str | None = None) -> str:
    """Write a count with its noun: "1 report", "3 reports"."""
    return f"{grouped(count)} {one if count == 1 else more or one + 's'}"
