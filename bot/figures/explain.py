"""How each figure was read, for people: its sentence with the spans marked, and what each stage decided."""

from collections.abc import Iterable

from bot.figures.model import Figure, Reading, ReportText, Step

_AROUND = 200
"""Code points of the report shown on either side of a quote, at most."""

_SENTENCE_ENDS = (". ", "! ", "? ", ".” ", "\n")

# What the first part of a rule's name means; the second part is the word or measure that it was found by.
_RULES = {
    "object": "what the verb is done to",
    "subject": "what the verb is said of",
    "loser": "what the verb's subject lost",
    "state": "an adjective says it of the number",
    "noun": "the noun is itself the count",
    "carrier": "the noun holds those counted",
    "toll": "a toll and its number",
    "times": "how often it happened",
    "part": "a part of what was counted before",
    "gap": "a number in a list that shares its measure",
}

Span = tuple[int, int]


def render(reading: Reading, report: ReportText) -> str:
    """Write, for every figure of a reading made with `explain=True`, where it stands and why it was read so.

    The quote is marked with `[` and `]`, the words that a stage went by with `{stage: words}`.
    """
    return "\n\n".join(_one(figure, reading, report) for figure in reading.figures)


def _one(figure: Figure, reading: Reading, report: ReportText) -> str:
    steps = reading.explanations.get(figure.id, ())
    lines = [f"{figure.id}  {_stated(figure)}", f"  {_marked(figure, steps, report)}"]
    lines.append(_line("rule", figure.rule, _RULES.get(figure.rule.partition(":")[0], "")))
    lines += [_line(step.stage, _said(step), step.why if step.why != figure.rule else "") for step in steps]
    if figure.part_of is not None:
        lines.append(_line("part of", figure.part_of))
    if figure.caveat:
        lines.append(_line("caveat", "the outlet could not verify it"))
    lines.append(_line("confidence", f"{figure.confidence:.2f}"))
    return "\n".join(lines)


def _line(stage: str, said: str, why: str = "") -> str:
    return f"  {stage:<11} {said}" + (f"  ({why})" if why else "")


def _said(step: Step) -> str:
    return step.said.replace("None to None", "not known").replace(
        "None", "open" if " to " in step.said else "none"
    )


def _stated(figure: Figure) -> str:
    """Give the figure in one line: measure, number, party, place, period, source."""
    days = dict.fromkeys(str(day) for day in (figure.start, figure.end) if day)
    number = str(figure.value) if figure.qualifier == "exact" else f"{figure.qualifier} {figure.value or ''}"
    where = " in ".join(dict.fromkeys(name for name in (figure.place, figure.region) if name))
    known = (figure.unit, figure.party, where, " to ".join(days), figure.source)
    return ", ".join([f"{figure.measure} {number.strip()}", *(part for part in known if part)])


def _marked(figure: Figure, steps: Iterable[Step], report: ReportText) -> str:
    """Give the sentence of a figure with its quote and the words of each decision marked."""
    words = report.title if figure.field == "title" else report.text
    quote = (figure.start_char, figure.end_char)
    begin, end = _window(words, quote)
    marks = [(quote, "[", "]")] + [
        (step.span, f"{{{step.stage}: ", "}")
        for step in steps
        if step.span is not None and begin <= step.span[0] < step.span[1] <= end
    ]
    shown = _with_marks(words, begin, end, marks)
    return " ".join(shown.split())


def _window(words: str, quote: Span) -> Span:
    """Give the quote's sentence: back to its start and on to its end, as far as that is near."""
    before = words[max(quote[0] - _AROUND, 0) : quote[0]]
    after = words[quote[1] : quote[1] + _AROUND]
    for mark in _SENTENCE_ENDS:
        before = before.rpartition(mark)[2]
        after = after.partition(mark)[0] + (mark.rstrip() if mark in after else "")
    return quote[0] - len(before), quote[1] + len(after)


def _with_marks(words: str, begin: int, end: int, marks: Iterable[tuple[Span, str, str]]) -> str:
    """Put the marks about their spans; of two that begin or end together the longer is the outer one."""
    cuts: list[tuple[int, int, int, str]] = []
    for (start, stop), opening, closing in marks:
        cuts += [(start, 1, -stop, opening), (stop, 0, -start, closing)]
    shown, at = "", begin
    for position, _, _, mark in sorted(cuts):
        shown += words[at:position] + mark
        at = position
    return shown + words[at:end]
