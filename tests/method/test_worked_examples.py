"""The examples of docs/method.md, recomputed from the reports that stand beside them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.config import Settings
from bot.figures import load_beat
from bot.ledger.archive import Archive
from bot.ledger.desk import Desk
from bot.ledger.views import Incoming
from tests.store.databases import fresh_store

METHOD = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```example\n(.*?)```", METHOD, re.DOTALL)
REPORT = re.compile(r"(?P<outlet>[^,]+), (?P<day>\d{4}-\d\d-\d\d): (?P<text>.+)")
TOTAL = re.compile(r"(?P<question>.+): at least (?P<low>[\d,]+), if nothing overlaps (?P<high>[\d,]+)")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_there_are_examples():
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize("reverse", [False, True], ids=["in order", "in reverse"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda words: words.partition(":")[0])
async def test_what_the_method_says_of_an_example_is_what_comes_out(example, reverse, tmp_path):
    settings = Settings.model_validate({"newsroom": {"zone": "Asia/Yangon", "packs": ["myanmar"]}})
    beat = load_beat(settings.newsroom.packs)
    lines = example.strip().splitlines()
    totals = [match for line in lines if (match := TOTAL.fullmatch(line))]
    reports = [match for line in lines if not TOTAL.fullmatch(line) and (match := REPORT.fullmatch(line))]
    assert len(totals) + len(reports) == len(lines)
    async with fresh_store("sqlite", tmp_path) as store:
        desk = Desk(store, beat, settings)
        for report in reversed(reports) if reverse else reports:
            noon = datetime.fromisoformat(report["day"]).replace(hour=5, tzinfo=UTC)
            incoming = Incoming(text=report["text"], outlet=report["outlet"], published_at=noon)
            async with store.begin() as session:
                await desk.take_in(session, incoming, now=NOW, post=False)
        archive = Archive(store, beat, settings.newsroom.tz)
        for total in totals:
            question = archive.parse(total["question"], today=date(2026, 1, 1))
            (answer,) = await archive.totals(question)
            said = (int(total["low"].replace(",", "")), int(total["high"].replace(",", "")))
            assert (answer.at_least, answer.if_nothing_overlaps) == said, total["question"]
