"""What a claim says, reckoned from the figures that state it. Pure arithmetic."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.ledger.sameness import roundness, same_number
from bot.ledger.stated import Stated

_PRECISION = ("exact", "range", "at_least", "about", "more_than", "nearly", "up_to", "vague")


@dataclass(frozen=True, slots=True)
class Bounds:
    """A claim's number, party, place and period. `speaker` is the figure whose number and source it shows.

    `party` is None, too, where its figures name several: whose the dead are is then open.
    """

    speaker: Stated
    party: str | None
    value: int | None
    low: int | None
    high: int | None
    rivals: bool
    place: str | None
    path: tuple[str, ...]
    start: date | None
    end: date | None


class _Scope(NamedTuple):
    """Where and when a number is stated for."""

    place: str | None
    path: tuple[str, ...]
    start: date | None
    end: date | None


def bounds(figures: Sequence[Stated]) -> Bounds:
    """Reckon a claim's bounds from its standing figures (at least one).

    Of each source only its newest number counts; one that is told again later is not newer for that. Where
    the sources agree, the claim takes the tightest bounds that they give together, and the narrowest place
    and period that its number is given for. Where they do not, its value is the number most of them give (of
    as many, the lowest), its low the lowest of their lows (None, and so 0 in a total, where one of them gives
    no lower bound), its high the highest of their highs, and its period and place cover them all.
    """
    newest = current(figures)
    named = {figure.party for figure in newest if figure.party is not None}
    party = named.pop() if len(named) == 1 else None
    numbers = _numbers(newest)
    if len(numbers) > 1:
        return _disputed(figures, numbers, party)
    (agreed,) = numbers
    speaker = agreed[0]
    low, high = _together(agreed)
    scope = _scope(figures, speaker)
    return Bounds(speaker, party, speaker.value, low, high, False, *scope)


def _disputed(figures: Sequence[Stated], numbers: Sequence[Sequence[Stated]], party: str | None) -> Bounds:
    most = min(numbers, key=lambda agreed: (-len({one.voice for one in agreed}), agreed[0].value or 0))
    spans = [_together(agreed) for agreed in numbers]
    scopes = [_scope(figures, agreed[0]) for agreed in numbers]
    path = _above_all([scope.path for scope in scopes])
    return Bounds(
        speaker=most[0],
        party=party,
        value=most[0].value,
        low=_least(low for low, _ in spans),
        high=max(
            agreed[0].value or 0 if high is None else high
            for agreed, (_, high) in zip(numbers, spans, strict=True)
        ),
        rivals=True,
        place=next((scope.place for scope in scopes if scope.path == path), None),
        path=path,
        start=_least(scope.start for scope in scopes),
        end=max((scope.end for scope in scopes if scope.end is not None), default=None),
    )


def _together(agreed: Sequence[Stated]) -> tuple[int | None, int | None]:
    """Give the bounds that figures of one number give together: "at least 1,189" and "nearly 1,200".

    "About" gives none beside a figure that says more; what contradicts itself by the letter ("20" and "more
    than 20") has the bounds of the most precise.
    """
    firm = [figure for figure in agreed if figure.qualifier != "about"] or agreed
    low = max((figure.low for figure in firm if figure.low is not None), default=None)
    high = min((figure.high for figure in firm if figure.high is not None), default=None)
    if low is not None and high is not None and low > high:
        return agreed[0].low, agreed[0].high
    return low, high


def current(figures: Sequence[Stated]) -> list[Stated]:
    """Give the figures of each source's newest number; those without a number only where none has one."""
    numbered = [figure for figure in figures if figure.value is not None] or figures
    by_voice: dict[str, list[Stated]] = {}
    for figure in sorted(numbered, key=lambda figure: figure.age):
        by_voice.setdefault(figure.voice, []).append(figure)
    return [figure for told in by_voice.values() for figure in _newest(told)]


def _newest(told: Sequence[Stated]) -> list[Stated]:
    newest = told[0]
    for at, figure in enumerate(told):
        if not any(same_number(figure, earlier) for earlier in told[:at]):
            newest = figure
    return [figure for figure in told if figure is newest or same_number(figure, newest)]


def _numbers(current: Sequence[Stated]) -> list[list[Stated]]:
    """Put the figures that give one number together, the most precise first."""
    numbers: list[list[Stated]] = []
    for figure in sorted(current, key=_precision):
        known = next((agreed for agreed in numbers if same_number(figure, agreed[0])), None)
        if known is not None:
            known.append(figure)
        elif figure.value is not None or not numbers:
            numbers.append([figure])
    return numbers


def _scope(figures: Sequence[Stated], speaker: Stated) -> _Scope:
    """Give the smallest place and the shortest period that a number is given for: its count lies in both.

    Where it is given for other places or days too, its count lies in any of them: place and period reach over
    all.
    """
    agreed = [figure for figure in figures if figure is speaker or same_number(figure, speaker)]
    where = min(agreed, key=lambda figure: (-len(figure.path), figure.age))
    when = min(agreed, key=lambda figure: (float("inf") if figure.days is None else figure.days, figure.age))
    told = [when, *(figure for figure in agreed if _on_other_days(figure, when))]
    start, end = _least(figure.start for figure in told), _greatest(figure.end for figure in told)
    path = _above_all([where.path, *(figure.path for figure in agreed if _elsewhere(figure, where))])
    named = where if path == where.path else next((one for one in agreed if one.path == path), None)
    return _Scope(named.place if named else None, path, start, end)


def _elsewhere(one: Stated, other: Stated) -> bool:
    shorter = min(len(one.path), len(other.path))
    return one.path[:shorter] != other.path[:shorter]


def _on_other_days(one: Stated, other: Stated) -> bool:
    after = one.start is not None and other.end is not None and one.start > other.end
    return after or (other.start is not None and one.end is not None and other.start > one.end)


def _above_all(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the smallest place that all lie in."""
    same = itertools.takewhile(lambda step: len(set(step)) == 1, zip(*paths, strict=False))
    return tuple(step[0] for step in same)


def _least(of: Iterable[Any]) -> Any:
    """Give the smallest, None where one is unknown."""
    known = list(of)
    return None if None in known else min(known)


def _greatest(of: Iterable[Any]) -> Any:
    """Give the greatest, None where one is unknown."""
    known = list(of)
    return None if None in known else max(known)


def _precision(figure: Stated) -> tuple[bool, int, int, tuple[datetime, int]]:
    number = figure.value or 0
    return figure.value is None, _PRECISION.index(figure.qualifier), roundness(number), figure.age
