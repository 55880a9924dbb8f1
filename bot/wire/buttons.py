"""The buttons under a total: each holds the whole question it asks, so that it works for ever."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.ledger.periods import RECENT, last_days
from bot.ledger.question import Grammar
from bot.ledger.views import Breakdown, Question
from bot.wire.markup import CALLBACK_BYTES, Button, Keyboard, clip, rows
from bot.wire.signs import Voice

BREAKDOWNS: tuple[tuple[Breakdown, str], ...] = (
    ("party", "By party"),
    ("region", "By region"),
    ("month", "By month"),
    ("source", "By source"),
)


def total_keyboard(question: Question, grammar: Grammar, today: date, only: str | None = None) -> Keyboard:
    """Give the buttons that change a question in place, and lead to its evidence and chart.

    Only what one measure can be divided into, or rests on, is offered for a question of one measure; `only`
    is the one that answers a question of all.
    """
    about = replace(question, measure=question.measure or only, breakdown=None)
    periods = [
        Button(f"{count} days", _ask(replace(question, start=span.start, end=span.end), grammar))
        for count, span in ((count, last_days(count, today)) for count in RECENT)
    ]
    periods.append(Button("All time", _ask(replace(question, start=None, end=None), grammar)))
    code = grammar.code(replace(question, breakdown=None))
    more = [Button("Measure", f"m:{code}"), Button("Party", f"y:{code}")]
    if about.measure is None:
        return (*rows(periods, 4), *rows(more, 2))
    evidence = grammar.code(about)
    more += [Button("Why", f"w:0:{evidence}"), Button("Chart", f"g:{evidence}")]
    divided = _divisions(about, question.breakdown, grammar)
    return (*rows(periods, 4), *rows(divided, 2), *rows(more, 4))


def _divisions(about: Question, shown: Breakdown | None, grammar: Grammar) -> list[Button]:
    divided = [
        Button(label, _ask(replace(about, breakdown=name), grammar))
        for name, label in BREAKDOWNS
        if name != shown
    ]
    if shown is not None:
        divided.append(Button("Total", _ask(about, grammar)))
    return divided


def party_keyboard(question: Question, grammar: Grammar, voice: Voice) -> Keyboard:
    """Give the buttons that choose a party in place."""
    choices = [
        Button(clip(label, 30), _ask(replace(question, party=name), grammar))
        for name, label in voice.labels.items()
    ]
    choices.append(Button("Any party", _ask(replace(question, party=None), grammar)))
    return (*rows(choices, 2), (Button("Back", _ask(question, grammar)),))


def measure_keyboard(question: Question, grammar: Grammar, voice: Voice) -> Keyboard:
    """Give the buttons that choose a measure in place."""
    choices = [
        Button(clip(voice.heading(name), 30), _ask(replace(question, measure=name), grammar))
        for name in voice.nouns
    ]
    choices.append(Button("All measures", _ask(replace(question, measure=None), grammar)))
    return (*rows(choices, 2), (Button("Back", _ask(question, grammar)),))


def meant_keyboard(questions: Sequence[tuple[str, Question]], grammar: Grammar) -> Keyboard:
    """Give a button for each question that may have been meant, under the word that makes it one."""
    return rows([Button(clip(word, 40), _ask(question, grammar)) for word, question in questions], 1)


def why_keyboard(question: Question, grammar: Grammar, number: int, pages: int) -> Keyboard:
    """Give the buttons that turn the pages of the evidence and lead back to the total."""
    code = grammar.code(question)
    turns = []
    if number > 0:
        turns.append(Button("‹ Before", f"w:{number - 1}:{code}"))
    if number + 1 < pages:
        turns.append(Button("After ›", f"w:{number + 1}:{code}"))
    turns.append(Button("Back", f"q:{code}"))
    return (tuple(turns),)


def search_keyboard(sought: str, page: int, *, more: bool) -> Keyboard:
    """Give the buttons that turn the pages of a search; none where its words are too long for a button."""
    turns = [("‹ Before", page - 1)] if page else []
    turns += [("More ›", page + 1)] if more else []
    buttons = [(label, f"s:{number}:{sought}") for label, number in turns]
    if not buttons or any(len(data.encode()) > CALLBACK_BYTES for _, data in buttons):
        return ()
    return (tuple(Button(label, data) for label, data in buttons),)


def _ask(question: Question, grammar: Grammar) -> str:
    return f"q:{grammar.code(question)}"
