"""Breakdowns, comparisons, series, sources, search and exports, on real databases."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.errors import QuestionError
from bot.ledger.archive import Archive
from bot.ledger.plain import to_json
from bot.store import Store
from tests.ledger.read.shelf import put, said

TODAY = date(2024, 12, 1)


def ask(archive: Archive, words: str):  # type: ignore[no-untyped-def]
    return archive.parse(words, today=TODAY)


async def gathered(pieces: AsyncIterator[str]) -> str:
    return "".join([piece async for piece in pieces])


async def test_breakdowns(store: Store, archive: Archive) -> None:
    await put(
        store,
        said(low=5, path="Sagaing/Kani"),
        said(low=7, path="Sagaing", start=date(2024, 10, 2), end=date(2024, 10, 3), source="the KNDF"),
        said(low=40, path="Chin", party="civilian", source="KNDF"),
        said(low=9, path="", party=None, start=date(2024, 10, 30)),
    )
    lines = {}
    for by in ("party", "region", "month", "source"):
        rows = await archive.breakdown(ask(archive, f"killed all time by {by}"))
        lines[by] = [(row.label, row.answer.at_least, row.answer.reports) for row in rows]
    assert lines == {
        "party": [("Civilians", 40, 1), ("Regime", 12, 2), ("Party not stated", 9, 1)],
        "region": [("Chin", 40, 1), ("Sagaing", 12, 2), ("Whole country, or place not stated", 9, 1)],
        "month": [
            ("October 2024", 7, 1),
            ("November 2024", 45, 2),
            ("Over several months, or days not stated", 9, 1),
        ],
        "source": [("the KNDF", 47, 2), ("Mizzima", 9, 2)],
    }
    rows = await archive.breakdown(ask(archive, "killed all time by region"))
    assert [row.answer.question.words for row in rows[:2]] == [
        "killed · Chin · all time",
        "killed · Sagaing · all time",
    ]
    assert [row.answer.counted[0].low for row in rows] == [40, 7, 9]
    without_measure = await archive.breakdown(ask(archive, "regime all time by party"))
    assert [row.label for row in without_measure] == ["Killed: Regime"]


async def test_two_sides_are_answered_from_one_state(store: Store, archive: Archive) -> None:
    await put(store, said(low=5), said(low=7, party="resistance"))
    one, other = archive.grammar.read_pair("killed regime vs resistance november 2024", today=TODAY)
    (ours,), (theirs,) = await archive.compare(one, other)
    assert (ours.at_least, theirs.at_least) == (5, 7)


async def test_a_series_counts_each_claim_in_the_step_that_holds_it(store: Store, archive: Archive) -> None:
    await put(
        store,
        said(low=3, start=date(2024, 11, 4), end=date(2024, 11, 6)),
        said(low=5, start=date(2024, 11, 5), end=date(2024, 11, 5)),
        said(low=50, start=date(2024, 11, 9), end=date(2024, 11, 12)),
        said(low=8, path="Chin", start=date(2024, 11, 30), end=date(2024, 11, 30)),
    )
    weekly = await archive.series(ask(archive, "killed november 2024"), "week", today=TODAY)
    assert [(p.start.day, p.end.day, p.at_least, p.if_nothing_overlaps) for p in weekly.points] == [
        (1, 3, 0, 0),
        (4, 10, 5, 8),
        (11, 17, 0, 0),
        (18, 24, 0, 0),
        (25, 30, 8, 8),
    ]
    assert weekly.across == 1
    daily = await archive.series(ask(archive, "killed november 2024"), today=TODAY)
    assert (daily.step, len(daily.points), daily.across) == ("day", 30, 2)
    monthly = await archive.series(ask(archive, "killed all time"), "month", today=TODAY)
    assert [(p.start, p.at_least) for p in monthly.points] == [(date(2024, 11, 4), 63)]
    with pytest.raises(QuestionError, match="Name what"):
        await archive.series(ask(archive, "regime"), today=TODAY)
    with pytest.raises(QuestionError, match="too many"):
        await archive.series(ask(archive, "killed since 2020"), "day", today=TODAY)


async def test_sources_with_how_often_they_were_disputed(store: Store, archive: Archive) -> None:
    await put(
        store,
        said(source="the KNDF"),
        said(source="KNDF", path="Chin", rivals=True, outlet="Myanmar Now"),
        said(source="KNDF", path="Shan", state="superseded"),
        said(source="allies", path="Kachin", state="held"),  # nobody has let it say anything yet
    )
    found = [(s.name, s.kind, s.reports, s.figures, s.revised, s.disputed) for s in await archive.sources()]
    assert found == [
        ("Mizzima", "outlet", 3, 1, 1, 0),
        ("Myanmar Now", "outlet", 1, 1, 0, 1),
        ("KNDF", "source", 3, 2, 1, 1),
    ]


SEARCHES = {
    "airstrikes": [1, 2],
    "airstrike kalay": [1],
    '"strike killed"': [2],
    "airstrike -kalay": [2],
    "kalay OR loikaw": [1, 2],
    "Hpa-an": [3],
    "nothing": [],
    "AND": [],
    "(unbalanced": [],
    'kalay" OR 1=1 --': [],
    "NEAR(kalay, 2)": [],
    "title:kalay*": [],
    "kalay'": [1],
    ":* & | !": None,
    "-kalay": None,
    "": None,
}


async def test_search_finds_words_and_nothing_typed_is_an_error_of_syntax(
    store: Store, archive: Archive
) -> None:
    await put(
        store,
        said(title="Airstrike on Kalay", text="A village was bombed on Monday, residents said."),
        said(title="Loikaw", text="An air strike killed ten. Airstrikes went on all week."),
        said(title="Hpa-an quiet", text="No fighting was reported."),
    )
    for words, expected in SEARCHES.items():
        if expected is None:
            with pytest.raises(QuestionError, match="Write the words"):
                await archive.search(words)
            continue
        hits = await archive.search(words)
        assert sorted(hit.report_id for hit in hits) == expected, words
    (hit,) = await archive.search("bombed")
    assert [hit.excerpt[begin:end] for begin, end in hit.marks] == ["bombed"]
    assert hit.title == "Airstrike on Kalay"


async def test_exports_hold_every_standing_figure_and_no_formula(store: Store, archive: Archive) -> None:
    await put(
        store,
        said(low=5, title='=HYPERLINK("http://example.com")', source="-1+1"),
        said(low=None, value=None, high=None, path="Sagaing/Kani"),
        said(state="rejected"),
        said(measure="injured"),
    )
    question = ask(archive, "killed november 2024")
    table = list(csv.DictReader(io.StringIO(await gathered(archive.export(question, "csv")), newline="")))
    rows = json.loads(await gathered(archive.export(question, "json")))
    assert [row["figure"] for row in rows] == [1, 2]
    assert [row["figure"] for row in table] == ["1", "2"]
    assert table[0]["title"] == '\'=HYPERLINK("http://example.com")'
    assert table[0]["source"] == "'-1+1"
    assert rows[0]["title"] == '=HYPERLINK("http://example.com")'
    assert (rows[0]["ledger"], rows[0]["quote"], rows[1]["value"]) == ("r4.c0", "They counted 10 dead", None)
    assert rows[0]["start"] == "2024-11-01"
    nothing = ask(archive, "killed 2001")
    assert json.loads(await gathered(archive.export(nothing, "json"))) == []
    assert len(list(csv.reader(io.StringIO(await gathered(archive.export(nothing, "csv")))))) == 1


async def test_an_export_goes_on_over_its_pieces(store: Store, archive: Archive) -> None:
    await put(store, *(said(low=number) for number in range(1, 1203)))
    rows = json.loads(await gathered(archive.export(ask(archive, "killed"), "json")))
    assert [row["value"] for row in rows] == list(range(1, 1203))


async def test_the_plain_form_of_an_answer(store: Store, archive: Archive) -> None:
    month = {"start": date(2024, 11, 1), "end": date(2024, 11, 30)}
    await put(store, said(low=100, **month), said(low=12, path="Sagaing/Kani"), said(low=7, path=""))
    (answer,) = await archive.totals(ask(archive, "killed regime sagaing november 2024"))
    plain = json.loads(json.dumps(to_json(answer)))
    assert plain["question"] == "killed · regime · Sagaing · November 2024"
    assert (plain["measure"], plain["party"], plain["place"]) == ("killed", "regime", "Sagaing")
    assert (plain["start"], plain["end"]) == ("2024-11-01", "2024-11-30")
    assert (plain["at_least"], plain["if_nothing_overlaps"]) == (100, 112)
    assert plain["counted"][0]["figures"][0]["quote"] == "They counted 10 dead"
    assert plain["counted"][0]["reports"] == [1]
    assert plain["left_out"][0]["covered_by"] == plain["counted"][0]["id"]
    assert [claim["low"] for claim in plain["reaches_beyond"]] == [7]
    assert (plain["reports"], plain["sources"]) == (2, 1)
    assert plain["newest"] == "2024-12-01T06:31:00+00:00"
