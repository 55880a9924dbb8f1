"""A change drops the kept totals that it could touch, none that it could not, and misses none."""

import random
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, update

from bot.figures import Beat
from bot.ledger import kept
from bot.ledger.archive import Archive
from bot.ledger.views import Question
from bot.store import Store
from bot.store.tables import ClaimRow, FigureRow, ReportRow
from tests.ledger.read.changes import ANY_CHANGE, TODAY, any_values
from tests.ledger.read.shelf import NOW, put, said

ASKED = (
    "killed",
    "killed regime",
    "killed civilians Sagaing",
    "killed Kani",
    "killed Chin november 2024",
    "killed october 2024",
    "killed regime Sagaing since 2024-11-20",
    "killed outlet Mizzima",
    "injured",
)

DIVIDED = (
    "killed by party",
    "killed regime since 2024-06-01 by month",
    "killed Sagaing by region",
    "killed by source",
)

CASES: tuple[tuple[str, dict[str, Any], set[str]], ...] = (
    (
        "a day in a township",
        {"path": "Sagaing/Kani", "start": date(2024, 11, 3), "end": date(2024, 11, 3)},
        {"killed", "killed regime", "killed Kani", "killed outlet Mizzima"},
    ),
    (
        "the same of nobody named",
        {"path": "Sagaing/Kani", "party": None, "start": date(2024, 11, 3), "end": date(2024, 11, 3)},
        {"killed", "killed regime", "killed civilians Sagaing", "killed Kani", "killed outlet Mizzima"},
    ),
    (
        "the whole country over two months",
        {"path": "", "start": date(2024, 10, 20), "end": date(2024, 11, 20), "party": "resistance"},
        {
            "killed", "killed Kani", "killed Chin november 2024", "killed october 2024",
            "killed outlet Mizzima",
        },
    ),
    (
        "another township, ever since",
        {"path": "Sagaing/Tamu", "start": None, "end": date(2024, 11, 21)},
        {
            "killed", "killed regime", "killed october 2024", "killed regime Sagaing since 2024-11-20",
            "killed outlet Mizzima",
        },
    ),
    ("a place whose name begins alike", {"path": "Sagaing/Kanigyi", "party": "resistance"},
        {"killed", "killed outlet Mizzima"}),
    ("another measure", {"measure": "injured", "path": ""}, {"injured"}),
    ("what is held", {"state": "held", "path": ""}, set()),
)  # fmt: skip


@pytest.fixture
def keeping_archive(store: Store, beat: Beat) -> Archive:
    return Archive(store, beat, ZoneInfo("Asia/Yangon"), keep_from=0)


async def keep(archive: Archive) -> dict[str, Question]:
    questions = {words: archive.parse(words, today=TODAY) for words in ASKED}
    for question in questions.values():
        await archive.totals(question)
    return questions


async def dropped(store: Store, questions: dict[str, Question]) -> set[str]:
    async with store.read() as session:
        found = {
            words: await kept.find(session, kept.Asked(question, "total"))
            for words, question in questions.items()
        }
    assert None not in found.values()
    return {words for words, known in found.items() if known is not None and known.answer is None}


@pytest.mark.parametrize(("values", "touched"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_a_claim_drops_what_it_could_touch_coming_changing_and_going(
    store: Store, keeping_archive: Archive, values: dict[str, Any], touched: set[str]
) -> None:
    await put(store, said(path="Sagaing/Kani"), said(path="Chin", party=None))
    questions = await keep(keeping_archive)
    (claim_id,) = await put(store, said(**values))
    assert await dropped(store, questions) == touched

    async def after(change: Any) -> set[str]:
        await keep(keeping_archive)
        async with store.begin() as session:
            await session.execute(change)
        return await dropped(store, questions)

    claim, figure = ClaimRow.id == claim_id, FigureRow.claim_id == claim_id
    assert await after(update(ClaimRow).where(claim).values(low=1)) == touched
    assert await after(update(ClaimRow).where(claim).values(changed_at=NOW, joined_by="restated")) == set()
    assert await after(update(FigureRow).where(figure).values(source_key="kndf")) == touched
    assert await after(update(FigureRow).where(figure).values(headline=True)) == set()
    newest = select(FigureRow.report_id).where(figure).scalar_subquery()
    assert await after(update(ReportRow).where(ReportRow.id == newest).values(outlet="DVB")) == touched
    assert await after(delete(ClaimRow).where(claim)) == touched


async def test_a_claim_that_moves_drops_what_it_leaves_and_what_it_enters(
    store: Store, keeping_archive: Archive
) -> None:
    (moving, _) = await put(store, said(path="Sagaing/Kani", party="civilian"), said(path="Chin"))
    questions = await keep(keeping_archive)
    async with store.begin() as session:
        change = {"place_path": "Chin", "party": "resistance"}
        await session.execute(update(ClaimRow).where(ClaimRow.id == moving).values(**change))
    everywhere = {"killed", "killed outlet Mizzima"}
    left, entered = {"killed Kani", "killed civilians Sagaing"}, {"killed Chin november 2024"}
    assert await dropped(store, questions) == everywhere | left | entered


@pytest.mark.parametrize("seed", range(2))
async def test_what_is_left_of_what_is_kept_equals_a_recount_whatever_changes(
    store: Store, archive: Archive, keeping_archive: Archive, seed: int
) -> None:
    chance = random.Random(seed)
    await put(store, *(said(**any_values(chance)) for _ in range(8)))
    questions = await keep(keeping_archive)
    left = 0
    for _ in range(16):
        async with store.begin() as session:
            for _ in range(chance.randint(1, 3)):
                await chance.choice(ANY_CHANGE)(session, chance)
        left += len(questions) - len(await dropped(store, questions))
        for words, question in questions.items():
            assert await keeping_archive.totals(question) == await archive.totals(question), words
        for words in DIVIDED:
            divided = archive.parse(words, today=TODAY)
            assert await keeping_archive.breakdown(divided) == await archive.breakdown(divided), words
            over = replace(divided, breakdown=None)
            steps = await keeping_archive.series(over, "month", today=TODAY)
            assert steps == await archive.series(over, "month", today=TODAY), words
    assert left > 16  # or nothing would be proved of what was left
