"""`tallywire totals` and `tallywire export`: the questions of the chat, at the command line."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from bot.app import open_rooms
from bot.cli.options import ConfigOption, DatabaseOption, settings_for
from bot.config import Settings
from bot.ledger.export import Form
from bot.ledger.plain import to_json
from bot.ledger.views import Answer, Question, Row
from bot.wire.answers import breakdown_message, totals_text
from bot.wire.signs import Voice

QuestionWords = Annotated[
    list[str], typer.Argument(help='Words in any order: "killed regime november 2024".')
]


def totals(
    question: QuestionWords,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, with every claim.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Answer how many, where, since when, says who."""
    settings = settings_for(config, database)
    typer.echo(asyncio.run(_totals(settings, " ".join(question), as_json=as_json)))


async def _totals(settings: Settings, words: str, *, as_json: bool) -> str:
    now = datetime.now(UTC)
    async with open_rooms(settings, anew=False) as rooms:
        question = rooms.archive.parse(words, today=rooms.archive.today(now))
        if question.breakdown is not None:
            return _broken_down(question, await rooms.archive.breakdown(question), as_json=as_json)
        answers = await rooms.archive.totals(question, details=None if as_json else 10)
        if as_json:
            return json.dumps(_json(answers, question), ensure_ascii=False, indent=2)
        return totals_text(answers, question, Voice.of(rooms.beat, settings.newsroom.tz))


def _broken_down(question: Question, rows: Sequence[Row], *, as_json: bool) -> str:
    if not as_json:
        return breakdown_message(rows, question).plain
    lines = [{"label": row.label, **to_json(row.answer)} for row in rows]
    return json.dumps({"question": question.words, "rows": lines}, ensure_ascii=False, indent=2)


def _json(answers: Sequence[Answer], question: Question) -> dict[str, Any]:
    """Give the answer; where no measure was asked for, an answer for each under `answers`."""
    if len(answers) == 1:
        return to_json(answers[0])
    return {"question": question.words, "answers": [to_json(answer) for answer in answers]}


def export(
    question: QuestionWords,
    *,
    form: Annotated[Form, typer.Option("--format", help="csv or json.")] = "csv",
    output: Annotated[Path | None, typer.Option("--output", help="A file; standard output without.")] = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write the figures that a question asks for, a row a figure."""
    settings = settings_for(config, database)
    asyncio.run(_export(settings, " ".join(question), form, output))
    if output is not None:
        typer.echo(f"written to {output}", err=True)


async def _export(settings: Settings, words: str, form: Form, output: Path | None) -> None:
    async with open_rooms(settings, anew=False) as rooms:
        question = rooms.archive.parse(words, today=rooms.archive.today(datetime.now(UTC)))
        pieces = 0
        with _opened(output) as file:
            async with aclosing(rooms.archive.export(question, form)) as rows:
                async for piece in rows:
                    file.write(piece)
                    pieces += 1
    if pieces < 2:  # the heading of the columns, or an empty list
        typer.echo(f"{question.words}: no figures", err=True)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Open a file once there is something to write; standard output where none is named."""
    if output is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        file = output.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise typer.BadParameter(f"{output}: {error.strerror}", param_hint="--output") from None
    with file:
        yield file
