"""Drafts to the figures that a reading holds."""

from collections.abc import Sequence

from bot.figures.confidence import confidence
from bot.figures.draft import Draft
from bot.figures.model import Field, Figure, Reading, ReportText, Step
from bot.figures.normal import Normal


def reading_of(
    drafts: Sequence[Draft],
    fields: dict[Field, Normal],
    report: ReportText,
    language: str | None,
    *,
    explain: bool,
) -> Reading:
    """Give each draft its id and its evidence, as the stored text has it."""
    names = {id(draft): f"f{number}" for number, draft in enumerate(drafts, 1)}
    figures = tuple(_figure(draft, names, fields, report) for draft in drafts)
    explanations = {}
    if explain:
        for figure, draft in zip(figures, drafts, strict=True):
            explanations[figure.id] = tuple(_stored(step, fields[figure.field]) for step in draft.steps)
    return Reading(figures, language, None, explanations)


def _is_outlet(source: str | None, outlet: str) -> bool:
    """Whether a source is the report's own outlet, which then states the figure itself: "DMG's records"."""
    if not source or not outlet:
        return False
    ours, theirs = _plain(source), _plain(outlet)
    initials = "".join(word[0] for word in theirs)
    return ours == theirs[: len(ours)] or (len(ours) == 1 and len(ours[0]) > 2 and ours[0] == initials)


def _plain(name: str) -> list[str]:
    words = name.lower().replace("(", " ").replace(")", " ").split()
    return words[1:] if words[:1] == ["the"] else words


def _stored(step: Step, normal: Normal) -> Step:
    """Lead a step's span back to the text as received."""
    return step if step.span is None else step._replace(span=normal.stored(*step.span))


def _figure(draft: Draft, names: dict[int, str], fields: dict[Field, Normal], report: ReportText) -> Figure:
    mention = draft.mention
    name: Field = "title" if mention.section == "title" else "text"
    stored = report.title if name == "title" else report.text
    start, end = fields[name].stored(
        min(mention.begin, draft.number.start), max(mention.end, draft.number.end)
    )
    number = draft.number
    source = None if _is_outlet(draft.source, report.outlet) else draft.source
    return Figure(
        id=names[id(draft)], measure=draft.measure, value=number.value, low=number.low, high=number.high,
        qualifier=number.qualifier, party=draft.party, place=draft.place, region=draft.region,
        start=draft.start,
        end=draft.end, source=source, headline=draft.early, quote=stored[start:end], field=name,
        start_char=start, end_char=end, unit=draft.unit,
        part_of=names.get(id(draft.parent)) if draft.parent else None,
        alt=tuple(dict.fromkeys(v for v in draft.alt if v != number.value)), rule=mention.rule,
        confidence=confidence(draft), caveat=draft.caveat,
    )  # fmt: skip
