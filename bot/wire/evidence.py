"""What stands behind a number: a report's quotes, a claim's figures, a total's claims."""

from collections.abc import Sequence

from bot.ledger.views import Answer, ClaimView, FigureView, ReportView
from bot.wire.grounds import by_ground, why_left
from bot.wire.markup import Keyboard, Message, Page, bold, clip, esc, italic, joined, link, quoted
from bot.wire.posts import corrected
from bot.wire.signs import (
    Voice,
    bounds,
    claim_count,
    claim_where,
    day,
    days,
    many,
    rival_numbers,
    stated,
    where,
)

WHY_PAGE = 8
"""Claims on one page of /why."""


def report_message(report: ReportView, voice: Voice) -> Message:
    """Show one report: every figure with its quote, source, rule and confidence."""
    page = Page(reserve=100)
    page.add(*_report_head(report, voice))
    page.gap()
    if report.problem:
        page.add(italic(clip(report.problem, 200)))
    items = [_evidence(figure, report, voice) for figure in report.figures]
    if not items and not report.problem:
        page.add("No figures stand in it.")
    page.listing(items, "… and {n} more; /export json gives all of them")
    return page.message()


def report_line(report: ReportView, voice: Voice) -> str:
    """Write a report on one line, for lists, with the command that opens it."""
    on = day(report.published_on) if report.published_on else voice.moment(report.received_at)
    standing = sum(figure.state == "standing" for figure in report.figures)
    title = clip(report.title, 140) or clip(report.text, 100) or "Untitled"
    struck = f"<s>{esc(title)}</s> retracted" if report.retracted_at else esc(title)
    facts = joined([esc(clip(report.outlet, 40)), esc(on), many(standing, "figure"), f"/report_{report.id}"])
    return f"• {struck}\n  {facts}"


def reports_message(heading: str, reports: Sequence[ReportView], voice: Voice, empty: str) -> Message:
    """List reports, the first given first; `empty` is said where there is none."""
    page = Page(reserve=80)
    page.add(bold(heading))
    page.gap()
    if not reports:
        page.add(esc(empty))
    page.listing([report_line(report, voice) for report in reports], "… and {n} more")
    return page.message()


def claim_message(
    claim: ClaimView, reports: Sequence[ReportView], voice: Voice, joined_to: int | None = None
) -> Message:
    """Show a claim: what it counts, and each figure that states it, with outlet and quote.

    One that no figure states any more says so, and which claim an editor joined it to.
    """
    page = Page(reserve=100)
    page.add(
        f"{bold(f'Claim {claim.id}')} · {esc(voice.heading(claim.measure))}: "
        f"<b>{esc(bounds(claim.low, claim.high, claim.unit))}</b>"
    )
    page.add(
        joined(
            [
                esc(voice.party(claim.party)) or "party not stated",
                esc(clip(claim_where(claim), 80)) or "place not stated",
                esc(days(claim.start, claim.end)) or "days not stated",
                f"per {esc(clip(claim.source, 80))}" if claim.source and not claim.rivals else "",
            ]
        )
    )
    if not claim.figures:
        gone = f" It was joined to /claim_{joined_to}." if joined_to is not None else ""
        page.add(f"No figure states it any more: it counts in no total.{gone}")
        return page.message()
    if claim.rivals:
        page.add(f"Its sources disagree: {esc(rival_numbers(claim))}")
        page.add(italic("“At least” takes the lowest, “if nothing overlaps” the highest."))
    if claim.whole_id is not None:
        page.add(f"Already included in claim {claim.whole_id}: /claim_{claim.whole_id}")
    if claim.joined_by and len(claim.figures) > 1:
        page.add(italic(f"Joined by: {clip(claim.joined_by, 80)}"))
    page.gap()
    by_id = {report.id: report for report in reports}
    items = [
        _claim_figure(figure, by_id.get(figure.report_id), claim.outlets.get(figure.report_id, ""))
        for figure in claim.figures
    ]
    page.listing(items, "… and {n} more figures")
    return page.message()


def why_pages(answer: Answer) -> int:
    """Count the pages of /why, one at least."""
    claims = answer.counted_total + answer.left_out_total + answer.reaches_beyond_total
    return max(1, -(-claims // WHY_PAGE))


def why_message(answer: Answer, voice: Voice, number: int, keyboard: Keyboard = ()) -> Message:
    """Show one page (`number` from 0) of the claims behind a total, counted ones first.

    The answer holds the claims of that page alone.
    """
    entries = _why_entries(answer, voice)
    page = Page(reserve=40)
    page.add(bold(clip(answer.question.words, 300)))
    page.add(
        f"{esc(voice.heading(answer.measure))}: at least <b>{answer.at_least:,}</b>, "
        f"if nothing overlaps {answer.if_nothing_overlaps:,}"
    )
    page.gap()
    if not entries:
        page.add("No claim was counted or left out.")
    page.listing(entries, "… and {n} more on this page")
    page.close(italic(f"Page {number + 1} of {why_pages(answer)}"))
    return page.message(keyboard)


def _why_entries(answer: Answer, voice: Voice) -> list[str]:
    """Write a page's claims: each group's heading stands in one piece with the first of them."""
    groups = [("Counted", [_why_entry("+", one, voice) for one in answer.counted])]
    for ground, claims in by_ground(answer.left_out):
        entries = [_why_entry("–", out.claim, voice, why_left(out, 120)) for out in claims]
        groups.append((f"Left out. {ground}", entries))
    groups.append(("Reaching beyond", [_why_entry("→", one, voice) for one in answer.reaches_beyond]))
    return [
        f"{italic(heading)}\n{entry}" if at == 0 else entry
        for heading, entries in groups
        for at, entry in enumerate(entries)
    ]


def _why_entry(sign: str, claim: ClaimView, voice: Voice, why: str = "") -> str:
    return joined([f"<b>{sign} {esc(claim_count(claim))}</b>", why, _claim_facts(claim, voice)])


def _claim_facts(claim: ClaimView, voice: Voice) -> str:
    outlets = ", ".join(dict.fromkeys(clip(name, 30) for name in claim.outlets.values()))
    return joined(
        [
            esc(voice.party(claim.party)),
            esc(clip(claim_where(claim), 80)),
            esc(days(claim.start, claim.end)),
            "" if claim.rivals else esc(clip(claim.source or "", 60)),
            esc(clip(outlets, 80)),
            f"/claim_{claim.id}",
        ]
    )


def _report_head(report: ReportView, voice: Voice) -> list[str]:
    title = clip(report.title, 300) or clip(report.text, 120) or "Untitled"
    on = day(report.published_on) if report.published_on else "no date"
    lines = [bold(title)]
    lines.append(
        joined([link(clip(report.outlet, 80) or "Source", report.link), esc(on), f"report {report.id}"])
    )
    marks = joined(
        [
            f"version {report.version}" if report.version > 1 else "",
            "corrected" if corrected(report) else "",
            f"in story {report.story_id}",
            f"taken in {voice.moment(report.received_at)}",
        ]
    )
    lines.append(italic(marks))
    if report.retracted_at:
        why = f": {clip(report.retracted_because, 300)}" if report.retracted_because else ""
        lines.append(f"<b>Retracted</b> {esc(voice.moment(report.retracted_at))}{esc(why)}")
    return lines


def _evidence(figure: FigureView, report: ReportView, voice: Voice) -> str:
    counted = f"<b>{esc(voice.heading(figure.measure))} {esc(stated(figure))}</b>"
    about = joined(
        [
            esc(voice.party(figure.party)),
            esc(clip(where(figure.place, figure.region), 80)),
            esc(days(figure.start, figure.end)),
            f"per {esc(clip(figure.source, 80))}" if figure.source else "",
        ]
    )
    whole = next((f"part of {one.id}" for one in report.figures if one.id == figure.part_of), "")
    state = "" if figure.state == "standing" else figure.state
    marks = joined(
        [
            f"figure {figure.id}",
            state,
            "amended by an editor" if figure.origin == "amended" else "",
            whole,
            f"also stated as {', '.join(f'{one:,}' for one in figure.alt[:4])}" if figure.alt else "",
            "not independently verified" if figure.caveat else "",
            f"rule {clip(figure.rule, 60)}" if figure.rule else "",
            f"confidence {figure.confidence:.2f}",
        ]
    )
    claim = f" · /claim_{figure.claim_id}" if figure.claim_id else ""
    line = joined([counted, about])
    return f"{line}\n{italic(marks)}{claim}\n{quoted(clip(figure.quote, 600))}"


def _claim_figure(figure: FigureView, report: ReportView | None, outlet: str) -> str:
    on = day(report.published_on) if report and report.published_on else ""
    name = link(clip(outlet, 60) or "Source", report.link if report else None)
    facts = joined(
        [
            f"<b>{esc(stated(figure))}</b>",
            name,
            esc(on),
            esc(clip(figure.source or "", 60)),
            "not independently verified" if figure.caveat else "",
            "waits for an editor" if figure.state == "held" else "",
            f"figure {figure.id}",
            f"/report_{figure.report_id}",
        ]
    )
    return f"{facts}\n{quoted(clip(figure.quote, 400))}"
