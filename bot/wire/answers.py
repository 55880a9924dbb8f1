"""Totals in words: what is certain, what would be if nothing overlapped, and what both rest on."""

import re
from collections.abc import Sequence

from bot.ledger.views import Answer, ClaimView, LeftOut, Question, Row
from bot.wire.grounds import by_ground, why_left
from bot.wire.markup import Keyboard, Message, Page, bold, clip, esc, italic, joined
from bot.wire.signs import Voice, claim_count, claim_where, days, grouped, many

_TAPPED = re.compile(r"/claim_(\d+)")


def answer_message(
    answers: Sequence[Answer],
    question: Question,
    voice: Voice,
    keyboard: Keyboard = (),
    wider: Sequence[Answer] = (),
) -> Message:
    """Answer a question: one total in full, or a line for each measure where none was asked for.

    `wider` answers it over all time: told of where nothing is counted in the period asked for.
    """
    page = Page(reserve=120)
    page.add(bold(clip(question.words, 300)))
    page.gap()
    answers = [answer for answer in answers if _says_something(answer)] or list(answers[:1])
    if not answers or not _says_something(answers[0]):
        page.add(*_nothing(answers), *_over_all_time(wider, voice))
    elif len(answers) == 1:
        _in_full(page, answers[0], voice)
    else:
        answers = sorted(answers, key=lambda answer: voice.place_in_order(answer.measure, None))
        items = [_in_short(answer, voice) for answer in answers]
        page.listing(items, "… and {n} more measures")
        page.gap()
        page.add(
            italic("At least; in brackets, if nothing overlaps."),
            "Name a measure to see what its total rests on.",
        )
        _reaching(page, answers)
    page.close(*_standing(answers, voice))
    return page.message(keyboard)


def breakdown_message(lines: Sequence[Row], question: Question, keyboard: Keyboard = ()) -> Message:
    """Answer a question divided by party, region, month or source, a line for each."""
    page = Page(reserve=300)
    page.add(bold(clip(question.words, 300)))
    page.gap()
    told = [row for row in lines if _says_something(row.answer)]
    if not told:
        page.add("Nothing is counted here.")
    items = [f"{esc(clip(row.label, 60))}: {_both(row.answer)}" for row in told]
    page.listing(items, "… and {n} more lines; narrow the question to see them")
    page.gap()
    page.close(
        italic(
            "At least; in brackets, if nothing overlaps. Lines may overlap: they do not add up to the total."
        )
    )
    return page.message(keyboard)


def compare_message(
    first: Sequence[Answer], second: Sequence[Answer], names: tuple[str, str], voice: Voice
) -> Message:
    """Set two questions beside each other, measure by measure."""
    page = Page(reserve=120)
    page.add(f"{bold(clip(names[0], 120))} vs {bold(clip(names[1], 120))}")
    page.gap()
    by_measure = {(answer.measure, answer.unit): answer for answer in second}
    keys = dict.fromkeys([(answer.measure, answer.unit) for answer in (*first, *second)])
    ours = {(answer.measure, answer.unit): answer for answer in first}
    items = []
    across = _across(first, second, voice)
    for key in sorted(keys, key=lambda key: voice.place_in_order(key[0], None)) if across is None else ():
        one, other = ours.get(key), by_measure.get(key)
        if not any(answer and _says_something(answer) for answer in (one, other)):
            continue
        unit = f" ({esc(key[1])})" if key[1] else ""
        items.append(f"{esc(voice.heading(key[0]))}{unit}: {_or_no_claim(one)} vs {_or_no_claim(other)}")
    items += across or []
    if not items:
        page.add("Nothing is counted on either side.")
    page.listing(items, "… and {n} more measures")
    page.gap()
    page.close(italic("At least; in brackets, if nothing overlaps."))
    return page.message()


def _across(first: Sequence[Answer], second: Sequence[Answer], voice: Voice) -> list[str] | None:
    """Set two measures beside each other, a line a unit; None where both sides ask for the same."""
    measures = [{answer.question.measure or answer.measure for answer in side} for side in (first, second)]
    if any(len(names) != 1 for names in measures) or measures[0] == measures[1]:
        return None
    lines = []
    for unit in dict.fromkeys(answer.unit for answer in (*first, *second)):
        sides = [next((one for one in side if one.unit == unit), None) for side in (first, second)]
        if not any(_says_something(answer) for answer in sides):
            continue
        told = [
            f"{esc(voice.heading(name))} {_or_no_claim(answer)}"
            for (name,), answer in zip(measures, sides, strict=True)
        ]
        lines.append(" vs ".join(told) + (f" ({esc(unit)})" if unit else ""))
    return lines


def totals_text(answers: Sequence[Answer], question: Question, voice: Voice) -> str:
    """Answer in plain words, as the chat does, for a terminal."""
    said = answer_message(answers, question, voice).plain
    return _TAPPED.sub(r"(claim \1)", said).replace(" more: Why", " more")


def _says_something(answer: Answer | None) -> bool:
    if answer is None:
        return False
    return bool(answer.counted_total or answer.left_out_total or answer.other_units)


def _nothing(answers: Sequence[Answer]) -> list[str]:
    lines = ["Nothing is counted for this question: no report here states such a figure."]
    beyond = sum(answer.reaches_beyond_total for answer in answers)
    if beyond:
        lines.append(
            f"{many(beyond, 'claim reaches', 'claims reach')} beyond the period or place asked for; "
            "a wider question counts them."
        )
    return lines


def _over_all_time(wider: Sequence[Answer], voice: Voice) -> list[str]:
    told = [answer for answer in wider if answer.counted_total]
    if len(told) != 1:
        return ["Over all time there are some: All time."] if told else []
    return [f"Over all time: {esc(voice.noun(told[0].measure))}, at least {grouped(told[0].at_least)}."]


def counts_something(answers: Sequence[Answer]) -> bool:
    """Tell whether any of these counted a claim, or left one out."""
    return any(_says_something(answer) for answer in answers)


def _in_full(page: Page, answer: Answer, voice: Voice) -> None:
    unit = f" {esc(answer.unit)}" if answer.unit else ""
    page.add(
        f"{esc(voice.heading(answer.measure))}: at least <b>{grouped(answer.at_least)}</b>{unit}",
        f"If nothing overlaps: {grouped(answer.if_nothing_overlaps)}{unit}",
    )
    if answer.without_lower_bound:
        adding = "adds" if answer.without_lower_bound == 1 else "add"
        without = f"{many(answer.without_lower_bound, 'claim')} without a lower bound"
        page.add(italic(f"{without} (“nearly”, “up to”, “dozens”) {adding} nothing to “at least”."))
    if not answer.certain:
        page.add(italic("So many claims may overlap here that a larger “at least” may exist than was found."))
    for other in _not_nought(answer.other_units):
        page.add(f"Also, never added in: {_both(other)} {esc(other.unit or 'people')}")
    page.gap()
    _counted(page, answer, voice)
    if answer.left_out_total:
        page.gap()
        _left_out(page, answer, voice)
    _reaching(page, [answer])


def _not_nought(answers: Sequence[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.at_least or answer.if_nothing_overlaps]


def _counted(page: Page, answer: Answer, voice: Voice) -> None:
    rivals = sum(claim.rivals for claim in answer.counted)
    told = f"; rival numbers in {grouped(rivals)}, as a range" if rivals else ""
    page.add(italic(f"Counted: {many(answer.counted_total, 'claim')}{told}"))
    _some(page, [_claim_line(claim, voice) for claim in answer.counted[:5]], answer.counted_total)


def _left_out(page: Page, answer: Answer, voice: Voice) -> None:
    page.add(italic(f"Left out: {many(answer.left_out_total, 'claim')}"))
    shown = 0
    for heading, claims in by_ground(answer.left_out):
        lines = [_left_line(out, voice) for out in claims[:3]]
        lines[0] = f"{italic(heading)}\n{lines[0]}"  # a heading never stands alone
        shown += page.add(*lines)
    if shown < answer.left_out_total:
        page.add(f"… and {grouped(answer.left_out_total - shown)} more: Why")


def _left_line(out: LeftOut, voice: Voice) -> str:
    return joined([_claim_line(out.claim, voice), why_left(out, 80)], ": ")


def _some(page: Page, lines: Sequence[str], total: int) -> None:
    shown = page.add(*lines)
    if shown < total:
        page.add(f"… and {grouped(total - shown)} more: Why")


def _reaching(page: Page, answers: Sequence[Answer]) -> None:
    beyond = sum(answer.reaches_beyond_total for answer in answers)
    if not beyond:
        return
    high = max((one.high or one.low or 0 for answer in answers for one in answer.reaches_beyond), default=0)
    largest = f", the largest {grouped(high)}" if high else ""
    page.gap()
    page.add(italic(f"Reaching beyond the period or place, not counted: {many(beyond, 'claim')}{largest}"))


def _in_short(answer: Answer, voice: Voice) -> str:
    others = "".join(f", {_both(other)} {esc(other.unit or '')}" for other in _not_nought(answer.other_units))
    unit = f" {esc(answer.unit)}" if answer.unit else ""
    return f"{esc(voice.heading(answer.measure))}: {_both(answer)}{unit}{others}"


def _both(answer: Answer) -> str:
    least = f"<b>{grouped(answer.at_least)}</b>"
    if answer.if_nothing_overlaps == answer.at_least:
        return least
    return f"{least} ({grouped(answer.if_nothing_overlaps)})"


def _or_no_claim(answer: Answer | None) -> str:
    return _both(answer) if answer is not None and _says_something(answer) else "no claim"


def _claim_line(claim: ClaimView, voice: Voice) -> str:
    outlets = ", ".join(dict.fromkeys(clip(name, 30) for name in claim.outlets.values()))
    alone = claim.source and not claim.rivals and claim.source not in outlets
    said = joined(
        [
            esc(voice.party(claim.party)),
            esc(clip(claim_where(claim), 60)),
            esc(days(claim.start, claim.end)),
            esc(clip(claim.source or "", 50)) if alone else "",
            esc(clip(outlets, 80)),
        ]
    )
    return f"• {esc(claim_count(claim))}{f' · {said}' if said else ''} /claim_{claim.id}"


def _standing(answers: Sequence[Answer], voice: Voice) -> list[str]:
    newest = max((answer.newest for answer in answers if answer.newest), default=None)
    if newest is None:
        return []
    reports = max(answer.reports for answer in answers)
    sources = max(answer.sources for answer in answers)
    by = f"{many(reports, 'report')}, {many(sources, 'source')}" if len(answers) == 1 else ""
    return [italic(joined([by, f"newest taken in {voice.moment(newest)}"]))]
