"""What is understood, and that it is written down."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.question import Grammar
from bot.wire.buttons import meant_keyboard, measure_keyboard, party_keyboard, total_keyboard, why_keyboard
from bot.wire.outbox import Owed
from bot.wire.signs import Voice
from bot.wire.writing import PostWriter
from handlers.register import routes
from handlers.routing import Call, read_command
from handlers.written import read_amendment
from tests.ledger.desk.newsroom import BEAT

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def test_every_command_is_in_the_documents_and_no_other_is() -> None:
    told = DOCS.read_text(encoding="utf-8")
    commands = routes().commands
    for name in commands:
        assert f"`/{name}" in told, name
    first_cells = [line.split("|")[1] for line in told.splitlines() if line.startswith("| `/")]
    for cell in first_cells:
        for word in cell.replace("`", " ").replace(",", " ").split():
            assert not word.startswith("/") or word[1:] in commands, word


def test_menus_fit_telegrams_limits() -> None:
    for command in routes().commands.values():
        assert command.name.isascii()
        assert command.name.islower()
        assert 1 <= len(command.name) <= 32
        assert 3 <= len(command.summary) <= 256


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("/totals", Call("totals", "", "")),
        ("/Totals@Tally_bot killed  sagaing ", Call("totals", "tally_bot", "killed  sagaing")),
        ("/report_34", Call("report", "", "34")),
        ("/totals\nkilled", Call("totals", "", "killed")),
        ("/path/to/file", None),
        ("totals", None),
        ("/", None),
    ],
)
def test_commands_as_people_write_them(text: str, call: Call | None) -> None:
    assert read_command(text) == call


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("41 erred", (41, "exact", None, "erred")),
        ("≥ 41 the outlet erred", (41, "at_least", None, "the outlet erred")),
        (">41 why", (41, "more_than", None, "why")),
        ("at least 1,200 why", (1200, "at_least", None, "why")),
        ("20-30 a range", (20, "range", 30, "a range")),
        ("nearly 100", (100, "nearly", None, "")),
    ],
)
def test_amendments_as_editors_write_them(words: str, read: tuple[object, ...]) -> None:
    assert read_amendment(words) == read


def test_every_button_that_is_shown_does_something() -> None:
    grammar = Grammar(BEAT)
    question = grammar.read("killed regime", today=date(2024, 11, 13))
    voice = Voice.of(BEAT, ZoneInfo("UTC"))
    writer = PostWriter(None, None, BEAT, ZoneInfo("UTC"))  # type: ignore[arg-type]
    posts = [owed(kind) for kind in ("story", "correction", "review", "notice")]
    keyboards = [
        total_keyboard(question, grammar, date(2024, 11, 13)),
        party_keyboard(question, grammar, voice),
        measure_keyboard(question, grammar, voice),
        meant_keyboard([("killed", question)], grammar),
        why_keyboard(question, grammar, 1, 3),
        *(writer.first_buttons(post) for post in posts),
    ]
    presses = routes().presses
    for keyboard in keyboards:
        assert keyboard
        for row in keyboard:
            for button in row:
                assert button.data.partition(":")[0] in presses, button
    first = [writer.first_buttons(replace(post, id=number)) for post in posts for number in (8, 9)]
    assert len(set(first)) == 7, "posts can be told apart by their buttons; a review is posted once"


def owed(kind: str) -> Owed:
    return Owed(
        7, -100, 0, kind, f"{kind}:12:3", "owed", 12, 5, "words", 1, 0, None, None, None, None
    )  # fmt: skip
