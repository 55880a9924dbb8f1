"""Whose figures there are, and what a search found."""

from collections.abc import Sequence

from bot.ledger.views import Hit, SourceView
from bot.wire.markup import Keyboard, Message, Page, bold, clip, esc, italic, joined
from bot.wire.signs import Voice, day, many

SOURCES = 20
"""Outlets, and sources, that are listed at most."""


def sources_message(sources: Sequence[SourceView]) -> Message:
    """List outlets and the sources they cite, with how often their numbers were revised or disputed.

    Of either kind, more than `SOURCES` tell that there are more: the rest is not listed.
    """
    page = Page(reserve=120)
    for kind, heading in (("outlet", "Outlets"), ("source", "Sources they cite")):
        items = [_source_line(one) for one in sources if one.kind == kind]
        page.gap()
        page.add(f"<b>{heading}</b>")
        if not items:
            page.add("None yet.")
        page.listing(items[:SOURCES], "… and {n} more")
        if len(items) > SOURCES:
            page.add("… and others, that state less")
    page.gap()
    page.close(italic("Revised: replaced by the outlet or an editor. Disputed: others state another number."))
    return page.message()


def _source_line(one: SourceView) -> str:
    facts = joined(
        [
            many(one.figures, "figure"),
            f"in {many(one.reports, 'report')}",
            f"{one.revised} revised" if one.revised else "",
            f"{one.disputed} disputed" if one.disputed else "",
        ],
        ", ",
    )
    return f"• {esc(clip(one.name, 60))}: {facts}"


def hits_message(
    words: str,
    hits: Sequence[Hit],
    voice: Voice,
    *,
    first: int = 1,
    more: bool = False,
    keyboard: Keyboard = (),
) -> Message:
    """List the reports that a search found, the words it was for set bold in a piece of each.

    `first` is the place of the first hit among all; `more` that there are more than these.
    """
    page = Page(reserve=100)
    page.add(bold(f"Reports with {clip(words, 100)}"))
    page.gap()
    if not hits:
        page.add("No report has these words." if first == 1 else "There are no more.")
    shown = page.listing([_hit(hit, voice) for hit in hits], "… and {n} more")
    page.gap()
    if more or first > 1:
        there = "; there are more. Further words narrow the search" if more else ""
        page.close(italic(f"{first}–{first + shown - 1}, best first{there}." if shown else ""))
    return page.message(keyboard)


def _hit(hit: Hit, voice: Voice) -> str:
    on = day(hit.published_on) if hit.published_on else voice.moment(hit.received_at)
    facts = joined([esc(clip(hit.outlet, 40)), esc(on), f"/report_{hit.report_id}"])
    return f"• {esc(clip(hit.title, 120)) or 'Untitled'}\n  {facts}\n  {_marked(hit)}"


def _marked(hit: Hit) -> str:
    """Set the words found bold; only the first few, since a message holds 100 marks."""
    said, at = [], 0
    for start, end in hit.marks[:3]:
        if at <= start < end <= len(hit.excerpt):
            said += [_spaced(hit.excerpt[at:start]), f"<b>{esc(hit.excerpt[start:end])}</b>"]
            at = end
    return "".join([*said, _spaced(hit.excerpt[at:][:300])])


def _spaced(words: str) -> str:
    """Escape a piece of a sentence, with the space at either end that `esc` would take."""
    before = " " if words[:1].isspace() else ""
    after = " " if words[-1:].isspace() and words.strip() else ""
    return f"{before}{esc(words)}{after}"
