"""/chart: a total over time, as a picture with the numbers as its caption."""

import re
from dataclasses import replace
from typing import cast

from bot.errors import QuestionError
from bot.ledger.views import Question, Step
from bot.wire.charts import caption_of, draw, picture_of
from handlers.room import Asked, Command

_STEP = re.compile(r"(?:^|\s)(?:by|per|each)\s+(day|week|month)\b|\b(dai|week|month)ly\b", re.IGNORECASE)
_NO_STEP = re.compile(
    r"\b(?:by|per)\s+(?:year|quarter|hour|party|region|place|source|outlet)s?\b", re.IGNORECASE
)
EXAMPLE = "killed regime last 90 days by week"


async def chart(asked: Asked) -> None:
    """Draw what is asked for, by day, week or month."""
    match = _STEP.search(asked.words)
    step = cast("Step", (match[1] or match[2]).lower().replace("dai", "day")) if match else None
    words = _STEP.sub(" ", asked.words).strip()
    if not words:
        message = f"What is to be drawn? For example: /chart {EXAMPLE}"
        raise QuestionError(message)
    if odd := _NO_STEP.search(words):
        message = f"A chart is drawn by day, week or month, not {odd[0]}. For example: /chart {EXAMPLE}"
        raise QuestionError(message, odd[0])
    await _draw(asked, asked.room.archive.parse(words, today=asked.today), step)


async def chart_again(asked: Asked) -> None:
    """Draw the question that a total's button holds."""
    await _draw(asked, asked.room.archive.grammar.read_code(asked.words), None)


async def _draw(asked: Asked, question: Question, step: Step | None) -> None:
    archive = asked.room.archive
    question = archive.grammar.said(replace(question, breakdown=None))
    series = await archive.series(question, step, today=asked.today)
    answers = await archive.totals(question, details=0)
    answer = next((one for one in answers if one.measure == series.measure), None)
    picture = picture_of(series, answer, asked.voice)
    if picture is None:
        counts = answer is not None and bool(answer.counted_total or answer.left_out_total)
        await asked.reply(f"{question.words}: there is nothing to draw. {_why_empty(series.step, counts)}")
        return
    png = await draw(picture, asked.room.settings.newsroom.zone)
    await asked.room.replies.photo(asked.place, png, caption_of(series, answer, asked.voice))


def _why_empty(step: Step, counts: bool) -> str:
    if not counts:
        return "No report here states such a figure."
    wider = "" if step == "month" else " Try by month."
    return f"No claim lies within one {step}: they cover more days.{wider}"


COMMANDS = (
    Command(
        "chart", chart, "a total over time", "question [by day|week|month]", "killed regime 2024 by month"
    ),
)
PRESSES = {"g": chart_again}
