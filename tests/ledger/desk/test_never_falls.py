"""A total never falls when a report is added that disputes nothing."""

import random
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.archive import Archive
from bot.store.tables import FigureRow
from tests.ledger.desk.newsroom import BEAT, Room

TODAY = date(2024, 11, 10)
QUESTIONS = (
    "killed",
    "killed regime 2024-11-03",
    "killed shan november 2024",
    "killed muse 2024-11-03..2024-11-05",
)
DISPUTES = {"rivals", "updated"}


def _line(chance: random.Random) -> str:
    pick = chance.choice
    days = pick(
        (
            "on=2024-11-03",
            "on=2024-11-04",
            "since=2024-11-03 until=2024-11-05",
            "since=2024-11-01 until=2024-11-30",
            f"since=2024-01-01 until=2024-11-0{pick('123456')}",
            "",
        )
    )
    return (
        f"# {pick((12, 14, 20, 45))} killed party={pick(('regime', 'civilian'))}"
        f" place={pick(('Muse', 'Lashio', 'Shan', 'Kachin'))} {days}"
        f" by={pick(('TNLA', 'NUG', 'KIA', 'residents'))}"
        f" how={pick(('exact', 'at_least', 'at_least', 'nearly'))}"
    )


async def _at_least(archive: Archive, words: str) -> int:
    answers = await archive.totals(archive.parse(words, today=TODAY))
    return sum(answer.at_least for answer in answers)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_a_total_never_falls_without_a_dispute(room: Room, seed: int) -> None:
    chance = random.Random(seed)
    archive = Archive(room.store, BEAT, ZoneInfo("Asia/Yangon"))
    before = dict.fromkeys(QUESTIONS, 0)
    for number in range(40):
        text = "\n".join(_line(chance) for _ in range(chance.randint(1, 3)))
        taken = await room.take_in(text, outlet=f"Outlet {number % 5}", title=str(number))
        room.later(minutes=10)
        now = {words: await _at_least(archive, words) for words in QUESTIONS}
        added = await room.rows(FigureRow, FigureRow.report_id == taken.report_id)
        if not {row.joined_by for row in added} & DISPUTES:
            assert all(now[words] >= before[words] for words in QUESTIONS), (number, text, before, now)
        before = now
    assert before["killed"] > 0
