"""A story's post: headline, outlet, date, and its figures with their sources."""

from collections.abc import Sequence
from itertools import accumulate, groupby

from bot.ledger.views import FigureView, ReportView, StoryView
from bot.wire.markup import Button, Keyboard, Message, Page, bold, clip, esc, italic, joined, link, visible
from bot.wire.signs import INDENT, Voice, day, days, many, stated, where

MOST_LINES = 14
"""So many figures stand in a post; the others are a tap away. A post is read at a glance."""

UNVERIFIED = "†"


def story_post(story: StoryView, voice: Voice, *, post_id: int = 0) -> Message:
    """Write a story's post from its present state.

    `post_id` makes the buttons' data this post's own, by which a send whose outcome is not known is
    recognised.
    """
    lead = lead_report(story)
    standing = [figure for figure in lead.figures if figure.state == "standing"]
    tail = _tail(lead, standing)
    page = Page(reserve=sum(visible(line) + 1 for line in tail) + 80)
    page.add(*_head(story, lead, voice))
    page.gap()
    if lead.retracted_at is not None:
        why = f": {clip(lead.retracted_because, 300)}" if lead.retracted_because else ""
        page.close(f"<b>Retracted</b>{esc(why)}. Its figures count no more.")
        return page.message(story_keyboard(story.id, post_id))
    lines = figure_lines(standing, voice, lead.published_on.year if lead.published_on else None)
    hidden = len(lines) - page.add(*_at_a_glance(lines))
    page.gap()
    page.close(*([f"… and {hidden} more: /report_{lead.id}"] if hidden else []), *tail)
    return page.message(story_keyboard(story.id, post_id))


def lead_report(story: StoryView) -> ReportView:
    """Give the report that a story is told by: the first that was not retracted, else the first."""
    return next((report for report in story.reports if report.retracted_at is None), story.reports[0])


def story_keyboard(story_id: int, post_id: int) -> Keyboard:
    """Give the buttons under a story's post."""
    return (
        (
            Button("Figures and quotes", f"fig:{story_id}:{post_id}"),
            Button("Totals", f"tot:{story_id}:{post_id}"),
        ),
    )


def corrected(report: ReportView) -> bool:
    """Whether the outlet changed the report, or an editor amended or rejected a figure of it."""
    return report.version > 1 or any(
        figure.origin == "amended" or figure.state == "rejected" for figure in report.figures
    )


def _head(story: StoryView, lead: ReportView, voice: Voice) -> list[str]:
    title = clip(lead.title, 300) or clip(lead.text, 120) or "Untitled"
    on = day(lead.published_on) if lead.published_on else voice.moment(lead.received_at)
    outlet = clip(lead.outlet, 80) or "Source"
    others = list(dict.fromkeys(clip(report.outlet, 40) for report in story.reports if report is not lead))
    others = [name for name in others if name and name != outlet]
    also = f"also: {', '.join(others[:6])}" if others else ""
    if len(others) > 6:
        also += f" and {len(others) - 6} more"
    marks = [
        "corrected" if corrected(lead) and lead.retracted_at is None else "",
        "unreviewed" if story.unreviewed else "",
    ]
    lines = [f"<s>{esc(title)}</s>" if lead.retracted_at else bold(title)]
    lines.append(joined([link(outlet, lead.link), esc(on), esc(also)]))
    said = joined(mark for mark in marks if mark)
    return [*lines, italic(said)] if said else lines


def _tail(lead: ReportView, standing: Sequence[FigureView]) -> list[str]:
    lines = []
    if not standing:
        lines.append(esc(clip(lead.problem, 200)) if lead.problem else "No figures stand in it.")
    held = sum(figure.state == "held" for figure in lead.figures)
    if held:
        lines.append(italic(f"{many(held, 'figure waits', 'figures wait')} for an editor"))
    if any(figure.caveat for figure in standing):
        lines.append(italic(f"{UNVERIFIED} not independently verified"))
    return lines


def _at_a_glance(lines: Sequence[str]) -> Sequence[str]:
    """Give the first figures, as many as stand in a post with the headings over them."""
    rows = accumulate(line.count("\n") + 1 for line in lines)
    return lines[: sum(row <= MOST_LINES for row in rows)]


def figure_lines(figures: Sequence[FigureView], voice: Voice, year: int | None) -> list[str]:
    """Write figures, one in each piece: by measure, under it its parties, parts under their wholes.

    A measure's heading is of one piece with its first figure, so that wherever a list is cut no heading is
    left alone. What the headline tells comes first, then the order of the packs. `year` goes without saying.
    """
    lines: list[str] = []
    headline = {figure.measure for figure in figures if figure.headline}
    ordered = sorted(
        figures,
        key=lambda one: (one.measure not in headline, voice.place_in_order(one.measure, None), one.measure),
    )
    for measure, group in groupby(ordered, key=lambda figure: figure.measure):
        members = list(group)
        known = {figure.id for figure in members}
        wholes = [figure for figure in members if figure.part_of not in known]
        wholes.sort(key=lambda one: (not one.headline, voice.place_in_order(measure, one.party)[1]))
        told = [line for whole in wholes for line in _with_parts(whole, members, voice, year, depth=0)]
        lines += [
            f"{bold(voice.heading(measure))}\n{line}" if at == 0 else line for at, line in enumerate(told)
        ]
    return lines


def _with_parts(
    whole: FigureView, members: Sequence[FigureView], voice: Voice, year: int | None, depth: int
) -> list[str]:
    lines = [_line(whole, None, voice, year, depth=depth)]
    if depth > 3:
        return lines
    for part in members:
        if part.part_of != whole.id or part.id == whole.id:
            continue
        inner = _with_parts(part, members, voice, year, depth + 1)
        inner[0] = _line(part, whole, voice, year, depth=depth + 1)
        lines.extend(inner)
    return lines


def _line(figure: FigureView, whole: FigureView | None, voice: Voice, year: int | None, *, depth: int) -> str:
    count = f"<b>{esc(stated(figure))}</b>"
    party, place, period = (
        voice.party(figure.party),
        clip(where(figure.place, figure.region), 80),
        days(figure.start, figure.end, known_year=year),
    )
    source = clip(figure.source or "", 80)
    if whole is not None:
        party = "" if figure.party == whole.party else party
        place = "" if (figure.place, figure.region) == (whole.place, whole.region) else place
        period = "" if (figure.start, figure.end) == (whole.start, whole.end) else period
        source = "" if figure.source == whole.source else source
        if not (party or place or period):
            party = f"“{clip(figure.quote, 60)}”"
    said = [esc(place), esc(period), f"per {esc(source)}" if source else ""]
    mark = UNVERIFIED if figure.caveat else ""
    if whole is not None:
        return INDENT * depth + joined([f"including {count}{mark}", esc(party), *said])
    return joined([f"{esc(party)}: {count}{mark}" if party else f"{count}{mark}", *said])
