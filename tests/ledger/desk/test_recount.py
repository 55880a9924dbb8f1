"""Whatever happens, in whatever order: what is kept equals what a recount gives."""

import contextlib
import random
from collections.abc import Awaitable, Callable

import pytest

from bot.errors import TallywireError
from bot.ledger import claims
from bot.ledger.amendment import Amendment
from bot.ledger.views import Incoming
from bot.store.tables import AuditRow, ClaimRow, FigureRow, PostRow, ReportRow, StoryRow
from tests.ledger.desk.newsroom import EDITOR, NOW, Room

LONG = " ".join(f"word{number}" for number in range(240)) + "\n"
OUTLETS = ("DVB", "RFA", "Mizzima", "DMG")
COLUMNS = [column.name for column in ClaimRow.__table__.columns if column.name != "changed_at"]


class Happenings:
    """Random reports, revisions and decisions over few places, days and numbers, so that much is joined."""

    def __init__(self, room: Room, seed: int) -> None:
        self._room = room
        self._chance = random.Random(seed)

    async def happen(self) -> None:
        happening = self._chance.choice(
            [self._report] * 6 + [self._revise, self._correct, self._reject, self._split, self._join]
            + [self._retract, self._approve, self._expire]
        )  # fmt: skip
        self._room.later(minutes=20)
        with contextlib.suppress(TallywireError):  # what an editor may not do changes nothing
            await happening()

    def _line(self) -> str:
        pick = self._chance.choice
        days = pick(
            (
                "on=2024-11-03",
                "on=2024-11-04",
                "since=2024-11-03 until=2024-11-08",
                "since=2024-11-01 until=2024-11-30",
                f"since=2024-01-01 until=2024-11-0{pick('123456')}",
            )
        )
        return (
            f"# {pick((12, 12, 14, 20, 45))} {pick(('killed', 'injured'))}"
            f" party={pick(('regime', 'civilian'))}"
            f" place={pick(('Muse', 'Lashio', 'Shan'))} {days} by={pick(('TNLA', 'NUG', 'residents'))}"
            f" sure={pick(('0.9', '0.9', '0.9', '0.2'))} headline={pick(('yes', 'no'))}"
        )

    def _text(self) -> str:
        lines = [self._line() for _ in range(self._chance.randint(1, 3))]
        if len(lines) > 1 and self._chance.random() < 0.4:
            lines[1] += " part_of=f1"
        return self._chance.choice((LONG, "", "")) + "\n".join(lines)

    async def _report(self) -> None:
        text, outlet = self._text(), self._chance.choice(OUTLETS)
        await self._room.take_in(text, outlet=outlet, post=self._chance.random() < 0.8)

    async def _revise(self) -> None:
        report = await self._any(ReportRow)
        if report is not None:
            async with self._room.store.begin() as session:
                incoming = Incoming(self._text())
                await self._room.desk.revise(session, report.id, incoming, now=self._room.clock)

    async def _correct(self) -> None:
        now, value = self._room.clock, self._chance.choice((12, 13, 20))
        await self._decide(
            lambda row: self._room.desk.correct(
                row.id, Amendment(value=value), by=EDITOR, reason="x", now=now
            )
        )

    async def _reject(self) -> None:
        await self._decide(
            lambda row: self._room.desk.reject(row.id, by=EDITOR, reason="x", now=self._room.clock)
        )

    async def _split(self) -> None:
        await self._decide(
            lambda row: self._room.desk.split(row.id, by=EDITOR, reason="x", now=self._room.clock)
        )

    async def _join(self) -> None:
        one, other = await self._any(ClaimRow), await self._any(ClaimRow)
        now = self._room.clock
        if one is not None and other is not None:
            await self._room.desk.join(one.id, other.id, by=EDITOR, reason="x", now=now)

    async def _retract(self) -> None:
        report = await self._any(ReportRow)
        if report is not None and self._chance.random() < 0.4:
            await self._room.desk.retract(report.id, by=EDITOR, reason="x", now=self._room.clock)

    async def _approve(self) -> None:
        waiting = await self._room.desk.queue(self._room.clock)
        if waiting:
            await self._room.desk.approve(self._chance.choice(waiting).id, by=EDITOR, now=self._room.clock)

    async def _expire(self) -> None:
        await self._room.desk.expire_reviews(self._room.later(hours=3))

    async def _decide(self, decide: Callable[[FigureRow], Awaitable[object]]) -> None:
        row = await self._any(FigureRow)
        if row is not None:
            await decide(row)

    async def _any(self, table: type) -> "FigureRow | ReportRow | ClaimRow | None":  # type: ignore[type-arg]
        rows = await self._room.rows(table)
        return self._chance.choice(rows) if rows else None


async def _kept(room: Room) -> list[dict[str, object]]:
    return [{name: getattr(row, name) for name in COLUMNS} for row in await room.rows(ClaimRow)]


async def _recounted(room: Room) -> list[dict[str, object]]:
    async with room.store.rehearse() as session:
        ids = [claim.id for claim in await room.rows(ClaimRow)]
        await claims.refresh(session, ids, now=NOW)
        rows = [await session.get_one(ClaimRow, claim_id) for claim_id in ids]
        return [{name: getattr(row, name) for name in COLUMNS} for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_what_is_kept_equals_a_recount(room: Room, seed: int) -> None:
    await room.subscribe(1)
    happenings = Happenings(room, seed)
    audited = 0
    for _ in range(40):
        await happenings.happen()
        if room.clock.minute == 0:
            await room.sent()
        lines = await room.rows(AuditRow)
        assert len(lines) >= audited
        audited = len(lines)
    kept = await _kept(room)
    assert kept == await _recounted(room)
    await _check_figures(room, {int(str(claim["id"])): claim for claim in kept})
    await _check_queue(room)
    await _check_posts(room)


async def _check_figures(room: Room, kept: dict[int, dict[str, object]]) -> None:
    reports = {row.id: row for row in await room.rows(ReportRow)}
    for figure in await room.figures():
        report = reports[figure.report_id]
        assert report.text[figure.start_char : figure.end_char] == figure.quote
        assert figure.version == report.version
        assert figure.claim_id is not None
        if figure.state == "standing":
            assert report.retracted_at is None
            assert kept[figure.claim_id]["standing"]
    for claim in kept.values():
        above, seen = claim["whole_id"], {claim["id"]}
        while above is not None:
            assert above not in seen
            seen.add(above)
            assert kept[int(str(above))]["standing"]
            above = kept[int(str(above))]["whole_id"]


async def _check_queue(room: Room) -> None:
    """Nothing waits silently: every held figure, or a copy of it, is in the queue."""
    stories = {row.id: row.story_id for row in await room.rows(ReportRow)}
    asked = {
        (stories[waiting.report_id], waiting.figure.claim_id)
        for waiting in await room.desk.queue(room.clock)
        if waiting.held
    }
    held = [row for row in await room.figures() if row.state == "held"]
    assert {(stories[row.report_id], row.claim_id) for row in held} == asked


async def _check_posts(room: Room) -> None:
    stories = {row.id: row for row in await room.rows(StoryRow)}
    for post in await room.rows(PostRow, PostRow.kind == "story"):
        assert post.story_id is not None
        assert stories[post.story_id].joined_to_id is None
        assert post.wanted == stories[post.story_id].revision
