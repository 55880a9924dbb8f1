"""How many, of what, where, since when, says who: /totals, /why, /compare, and the buttons under them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.errors import QuestionError
from bot.ledger.periods import last_days
from bot.ledger.question import Grammar
from bot.ledger.views import Answer, Question
from bot.wire.answers import answer_message, breakdown_message, compare_message, counts_something
from bot.wire.buttons import meant_keyboard, measure_keyboard, party_keyboard, total_keyboard, why_keyboard
from bot.wire.evidence import WHY_PAGE, why_message, why_pages
from bot.wire.markup import Keyboard, Message, Page, bold, clip
from bot.wire.posts import lead_report
from bot.wire.signs import Voice
from handlers.room import Asked, Command, page_number, words

EXAMPLE = "killed regime sagaing since 1 Nov"
Meant = tuple[str, Question]
"""What may have been meant: the words that make it so, and the question."""
DAYS = 30
"""What a post's button asks for."""


async def totals(asked: Asked) -> None:
    """Answer a question."""
    question = await _understood(asked, "")
    if question is not None:
        await asked.reply(await _answer(asked, question))


async def ask_in_words(asked: Asked) -> None:
    """Take text in a private chat as a question; what is none gets an example."""
    if not any(sign.isalnum() for sign in asked.words):
        message = f"Ask in words, like this: {EXAMPLE}\nAll that I understand: /help"
        raise QuestionError(message)
    question = await _understood(asked, "All that I understand: /help")
    if question is not None:
        await asked.reply(await _answer(asked, question))


async def _understood(asked: Asked, hint: str) -> Question | None:
    """Read the question; where a word is misspelt, offer what may be meant as buttons, and give None."""
    archive = asked.room.archive
    try:
        return archive.parse(asked.words, today=asked.today)
    except QuestionError as error:
        said = f"{error}\n{hint}".strip()
        meant = list(_meant(asked, error))
        if not meant:
            raise QuestionError(said, error.word, error.suggestions) from error
        await asked.reply(replace(words(said), keyboard=meant_keyboard(meant, archive.grammar)))
        return None


def _meant(asked: Asked, error: QuestionError) -> Iterator[Meant]:
    """Give the questions that putting a suggestion in the place of the word would make."""
    for suggestion in error.suggestions[:3]:
        mended = _mended(asked, asked.words, error.word, suggestion)
        if mended is not None:
            yield mended


def _mended(asked: Asked, said: str, word: str, suggestion: str, more: int = 2) -> Meant | None:
    """Put the suggestion in the word's place; so with `more` words that turn out to be misspelt, too."""
    at = said.lower().find(word.lower()) if word else -1
    if at < 0:
        return None
    said = f"{said[:at]}{suggestion}{said[at + len(word) :]}"
    try:
        return suggestion, asked.room.archive.parse(said, today=asked.today)
    except QuestionError as error:
        if not more or not error.suggestions:
            return None
        rest = _mended(asked, said, error.word, error.suggestions[0], more - 1)
        return rest and (f"{suggestion} {rest[0]}", rest[1])


async def why(asked: Asked) -> None:
    """Show the claims behind a total."""
    question = asked.room.archive.parse(asked.words, today=asked.today)
    await asked.reply(await _evidence(asked, replace(question, breakdown=None), 0))


async def compare(asked: Asked) -> None:
    """Set two questions beside each other."""
    archive = asked.room.archive
    first, second = archive.grammar.read_pair(asked.words, today=asked.today)
    ours, theirs = await archive.compare(first, second, details=0)
    await asked.reply(compare_message(ours, theirs, (first.words, second.words), asked.voice))


async def of_story(asked: Asked, story_id: int) -> None:
    """Answer the total that a story's headline figure belongs to: its measure and party, its 30 days."""
    question = await story_question(asked, story_id)
    await asked.reply(await _answer(asked, question))


async def story_question(asked: Asked, story_id: int) -> Question:
    """Give the question that a story raises: of the last 30 days, or where it is older those up to it."""
    lead = lead_report(await asked.room.archive.story(story_id))
    standing = [figure for figure in lead.figures if figure.state == "standing"]
    figure = next((one for one in standing if one.headline), standing[0] if standing else None)
    grammar = asked.room.archive.grammar
    told = lead.published_on or asked.today
    days = last_days(DAYS, asked.today if asked.today - told < timedelta(days=DAYS) else told)
    month = Question(start=days.start, end=days.end)
    if figure is None:
        return grammar.said(month)
    return grammar.said(replace(month, measure=figure.measure, party=figure.party))


async def ask_again(asked: Asked) -> None:
    """Answer the question that a button holds, in place."""
    question = asked.room.archive.grammar.read_code(asked.words)
    await asked.edit(await _answer(asked, question))


async def choose_party(asked: Asked) -> None:
    """Show the parties to choose from, in place of the total."""
    await _choose(asked, "Whose?", party_keyboard)


async def choose_measure(asked: Asked) -> None:
    """Show the measures to choose from, in place of the total."""
    await _choose(asked, "How many of what?", measure_keyboard)


async def _choose(
    asked: Asked, prompt: str, keyboard: Callable[[Question, Grammar, Voice], Keyboard]
) -> None:
    grammar = asked.room.archive.grammar
    question = grammar.read_code(asked.words)
    page = Page()
    page.add(bold(clip(question.words, 300)), "", prompt)
    await asked.edit(page.message(keyboard(question, grammar, asked.voice)))


async def turn_page(asked: Asked) -> None:
    """Show a page of the claims behind a total, in place."""
    number, _, code = asked.words.partition(":")
    question = asked.room.archive.grammar.read_code(code)
    await asked.edit(await _evidence(asked, question, page_number(number)))


async def open_story(asked: Asked) -> None:
    """Show the totals that a post's story belongs to, in the person's own chat with the bot."""
    if asked.private or asked.pressed is None:
        await of_story(asked, asked.first_number)
    else:
        await asked.pressed.open(asked.deep_link(f"totals_{asked.first_number}"))


async def _answer(asked: Asked, question: Question) -> Message:
    archive = asked.room.archive
    if question.breakdown is not None:
        if question.measure is None:
            message = f"Name a measure to divide its total, like this: killed by {question.breakdown}"
            raise QuestionError(message)
        keyboard = total_keyboard(question, archive.grammar, asked.today)
        return breakdown_message(await archive.breakdown(question), question, keyboard)
    answers = await archive.totals(question)
    wider: tuple[Answer, ...] = ()
    if not counts_something(answers) and (question.start or question.end):
        wider = await archive.totals(replace(question, start=None, end=None), details=0)
    told = [answer.measure for answer in answers if counts_something([answer])]
    only = told[0] if len(told) == 1 else None
    keyboard = total_keyboard(question, archive.grammar, asked.today, only)
    return answer_message(answers, question, asked.voice, keyboard, wider)


async def _evidence(asked: Asked, question: Question, number: int) -> Message:
    archive = asked.room.archive
    if question.measure is None:
        message = f"Name one measure to see what its total rests on, like this: /why {EXAMPLE}"
        raise QuestionError(message)
    answers = await archive.why(question, page=number, size=WHY_PAGE)
    last = why_pages(answers[0]) - 1
    if number > last:  # claims have gone since the button was made
        number = last
        answers = await archive.why(question, page=number, size=WHY_PAGE)
    keyboard = why_keyboard(question, archive.grammar, number, why_pages(answers[0]))
    return why_message(answers[0], asked.voice, number, keyboard)


COMMANDS = (
    Command("totals", totals, "how many, at least", "[measure] [party] [place] [period] [by …]", EXAMPLE),
    Command("why", why, "the claims behind a total", "question", EXAMPLE),
    Command("compare", compare, "two totals side by side", "A vs B", "killed regime vs resistance 2024"),
)
PRESSES = {"q": ask_again, "m": choose_measure, "y": choose_party, "w": turn_page, "tot": open_story}
