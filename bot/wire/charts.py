"""A total over time as a picture that can be read on a phone."""

import asyncio
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.ledger.views import Answer, Point, Series, Step
from bot.wire.markup import CAPTION_LIMIT, Message, Page, bold, clip, esc, italic
from bot.wire.signs import Voice, days, grouped, many

_SIZE = (12.0, 8.0)
_DPI = 100
_INK, _QUIET, _BAND, _LINE = "#1b1f24", "#5b6470", "#f2b36b", "#a63d2f"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart shows: `title` is the question asked, `measure` what is counted; `notes` stand below."""

    title: str
    measure: str
    step: Step
    points: tuple[Point, ...]
    notes: tuple[str, ...]


def picture_of(series: Series, answer: Answer | None, voice: Voice) -> Picture | None:
    """Give the picture of a series and the total it belongs to; None where no step counts anything."""
    if not any(point.claims for point in series.points):
        return None
    unit = f" ({series.unit})" if series.unit else ""
    return Picture(
        series.question.words,
        f"{voice.noun(series.measure)}{unit}",
        series.step,
        series.points,
        tuple(note for note in (_source(answer, voice), _left_out(series)) if note),
    )


def caption_of(series: Series, answer: Answer | None, voice: Voice) -> Message:
    """Give the numbers of a chart in words."""
    page = Page(limit=CAPTION_LIMIT, reserve=60)
    page.add(bold(clip(series.question.words, 200)))
    if answer is not None:
        page.add(
            f"{esc(voice.heading(answer.measure))}: at least <b>{grouped(answer.at_least)}</b>",
            f"If nothing overlaps: {grouped(answer.if_nothing_overlaps)}",
        )
    highest = max(series.points, key=lambda point: point.at_least, default=None)
    if highest is not None and highest.at_least:
        page.add(
            f"Highest {series.step}: {esc(days(highest.start, highest.end))}, {grouped(highest.at_least)}"
        )
    said = _left_out(series)
    if said:
        page.add(italic(said))
    return page.message()


async def draw(picture: Picture, zone: str) -> bytes:
    """Draw a chart as a PNG of 1200 by 800, in a thread: it takes a tenth of a second of reckoning."""
    return await asyncio.to_thread(_draw, picture, zone)


def _source(answer: Answer | None, voice: Voice) -> str:
    if answer is None or answer.newest is None:
        return ""
    total = (
        f"At least {grouped(answer.at_least)}, if nothing overlaps {grouped(answer.if_nothing_overlaps)}. "
    )
    rests = f"{many(answer.reports, 'report')}, {many(answer.sources, 'source')}"
    return f"{total}{rests}; newest taken in {voice.moment(answer.newest)}."


def _left_out(series: Series) -> str:
    if not series.across:
        return ""
    claims = many(series.across, "claim spans", "claims span")
    states = "states" if series.across == 1 else "state"
    return f"{claims} more than one {series.step} or {states} no days: in no bar, though in the total."


def _draw(picture: Picture, zone: str) -> bytes:
    # Imported late: it takes 0.3 s and 50 MB, which only those pay who ask for charts.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    title = _wrapped(picture.title, 52)[:2]
    top = 0.83 - 0.055 * len(title)
    axes = figure.add_axes((0.115, 0.28, 0.865, top - 0.28))
    _bars(axes, picture)
    _frame(axes, picture)
    figure.text(0.03, 0.965, "\n".join(title), fontsize=26, fontweight="bold", color=_INK, va="top")
    notes = [line for note in (*picture.notes, f"Days in {zone}. Tallywire") for line in _wrapped(note, 105)]
    figure.text(0.03, 0.025, "\n".join(notes[-3:]), fontsize=15, color=_QUIET, va="bottom", linespacing=1.4)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _bars(axes: Any, picture: Picture) -> None:
    places = list(range(len(picture.points)))
    least = [point.at_least for point in picture.points]
    above = [max(0, point.if_nothing_overlaps - point.at_least) for point in picture.points]
    axes.bar(places, least, width=0.82, color=_LINE, label="at least")
    if any(above):
        axes.bar(
            places, above, width=0.82, bottom=least, color=_BAND, label="up to this, if nothing overlaps"
        )
        axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, frameon=False, fontsize=18)


def _frame(axes: Any, picture: Picture) -> None:
    axes.set_ylabel(picture.measure, fontsize=20, color=_INK)
    axes.set_xlabel(f"by {picture.step}", fontsize=18, color=_QUIET)
    axes.tick_params(labelsize=17, colors=_INK)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=6)
    axes.yaxis.set_major_formatter(lambda value, _: _short(value))
    top = max((point.if_nothing_overlaps for point in picture.points), default=0)
    axes.set_ylim(0, max(1, top) * 1.06)
    axes.set_xlim(-0.7, max(len(picture.points) - 0.3, 0.7))
    ticks = _ticks(len(picture.points))
    axes.set_xticks(ticks)
    axes.set_xticklabels(_labels(picture.points, ticks, picture.step))
    axes.grid(axis="y", color="#e3e6ea", linewidth=1)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _short(value: float) -> str:
    """Write a number in the room that an axis has: 800, 40k, 2.5M."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    return f"{value / 1_000:g}k" if value >= 10_000 else f"{value:,.0f}"


def _ticks(count: int) -> list[int]:
    """Choose at most seven places for labels, evenly apart."""
    apart = max(1, -(-count // 7))
    return list(range(0, count, apart))


def _labels(points: Sequence[Point], ticks: Sequence[int], step: Step) -> list[str]:
    """Name the chosen places: months each with their year, days with the year where it changes."""
    starts = [points[at].start for at in ticks]
    before = [None, *(start.year for start in starts)]
    return [
        _label(start, step, named=step == "month" or start.year != year)
        for start, year in zip(starts, before, strict=False)
    ]


def _label(start: date, step: Step, *, named: bool) -> str:
    said = f"{start:%b}" if step == "month" else f"{start.day} {start:%b}"
    return f"{said}\n{start.year}" if named else said


def _wrapped(words: str, width: int) -> list[str]:
    return textwrap.wrap(_safe(clip(words, 200)), width)


def _safe(words: str) -> str:
    """Keep the picture's own markup out of words: a dollar sign would begin a formula."""
    return words.replace("$", r"\$")
