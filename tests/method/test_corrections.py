"""The corrections that docs/method.md shows, made one after the other."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from bot.config import Settings
from bot.figures import load_beat
from bot.ledger.amendment import Amendment
from bot.ledger.archive import Archive
from bot.ledger.desk import Desk
from bot.ledger.people import Person
from bot.ledger.views import Incoming
from bot.store import Store
from tests.method.test_worked_examples import METHOD, NOW, REPORT, TOTAL
from tests.store.databases import fresh_store

(STEPS,) = re.findall(r"```corrections\n(.*?)```", METHOD, re.DOTALL)
WRITES = re.compile(r"(?P<outlet>[^,:]+) writes: (?P<text>.+)")
MAKES = re.compile(r"(?P<editor>[^,:]+) makes it (?P<value>\d+): (?P<reason>.+)")
AUDIT = re.compile(
    r"audit: (?P<actor>[^,]+), (?P<action>\w+), (?P<before>\d+) to (?P<after>\d+)(?:, (?P<reason>.+))?"
)
SETTINGS = Settings.model_validate({"newsroom": {"zone": "Asia/Yangon", "packs": ["myanmar"]}})


@dataclass
class Book:
    """What the steps have written so far; `corrected` is the report that was changed last."""

    store: Store
    desk: Desk
    archive: Archive
    reports: dict[str, int] = field(default_factory=dict)
    corrected: int = 0

    async def step(self, line: str) -> None:
        """Do, or hold against what is there, what a line says."""
        if said := AUDIT.fullmatch(line):
            await self._audited(said)
        elif said := TOTAL.fullmatch(line):
            await self._totalled(said)
        elif said := WRITES.fullmatch(line):
            await self._revised(said["outlet"], said["text"])
        elif said := MAKES.fullmatch(line):
            await self._amended(said["editor"], int(said["value"]), said["reason"])
        else:
            said = REPORT.fullmatch(line)
            assert said is not None, line
            await self._taken_in(said["outlet"], said["text"], said["day"])

    async def _taken_in(self, outlet: str, text: str, day: str) -> None:
        noon = datetime.fromisoformat(day).replace(hour=5, tzinfo=UTC)
        async with self.store.begin() as session:
            incoming = Incoming(text=text, outlet=outlet, published_at=noon)
            taken = await self.desk.take_in(session, incoming, now=NOW, post=False)
        self.reports[outlet] = taken.report_id

    async def _revised(self, outlet: str, text: str) -> None:
        self.corrected = self.reports[outlet]
        async with self.store.begin() as session:
            await self.desk.revise(session, self.corrected, Incoming(text=text, outlet=outlet), now=NOW)

    async def _amended(self, editor: str, value: int, reason: str) -> None:
        report = await self.archive.report(self.corrected)
        (figure,) = report.figures
        await self.desk.correct(
            figure.id, Amendment(value=value), by=Person(7, editor), reason=reason, now=NOW
        )

    async def _totalled(self, said: re.Match[str]) -> None:
        question = self.archive.parse(said["question"], today=date(2026, 1, 1))
        (answer,) = await self.archive.totals(question)
        assert (answer.at_least, answer.if_nothing_overlaps) == (int(said["low"]), int(said["high"])), said[0]

    async def _audited(self, said: re.Match[str]) -> None:
        lines = await self.desk.audit()
        newest = next(line for line in lines if line.subject_kind == "figure")
        assert newest.before is not None
        assert newest.after is not None
        changed = newest.before["value"], newest.after["value"]
        assert (newest.actor, newest.action) == (said["actor"], said["action"])
        assert changed == (int(said["before"]), int(said["after"]))
        assert newest.reason == (said["reason"] or newest.reason)


async def test_each_correction_changes_the_totals_and_stands_in_the_audit(tmp_path: Path) -> None:
    beat = load_beat(SETTINGS.newsroom.packs)
    async with fresh_store("sqlite", tmp_path) as store:
        book = Book(store, Desk(store, beat, SETTINGS), Archive(store, beat, SETTINGS.newsroom.tz))
        lines = STEPS.strip().splitlines()
        assert sum(bool(AUDIT.fullmatch(line)) for line in lines) == 2
        for line in lines:
            await book.step(line)
