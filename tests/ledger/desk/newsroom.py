"""A newsroom for tests: reports are written as figures, so that a test says exactly what was read.

A line of a report's text that begins with `#` is one figure, `key=value` words after its number:

    # 12 killed party=regime place=Muse on=2024-11-03 by=TNLA

Everything else is prose.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from bot.config import Database, Newsroom, Review, Settings
from bot.figures import Beat, Figure, Reading, ReportText, load_beat
from bot.ledger.desk import Desk
from bot.ledger.people import Person
from bot.ledger.views import Incoming, TakenIn
from bot.store import Store
from bot.store.tables import ChatRow, ClaimRow, FigureRow, PostRow, SubscriptionRow

NOW = datetime(2024, 11, 10, 12, tzinfo=UTC)
EDITOR = Person(7, "Ma Thida")
OTHER_EDITOR = Person(8, "Ko Aung")

_BOUNDS = {
    "exact": lambda n: (n, n),
    "about": lambda n: (n, n),
    "at_least": lambda n: (n, None),
    "more_than": lambda n: (n + 1, None),
    "nearly": lambda n: (None, n),
    "up_to": lambda n: (None, n),
}
_LINE = re.compile(r"^# (?P<number>\d+) (?P<measure>\w+)(?P<rest>.*)$", re.MULTILINE)


def read_lines(report: ReportText, beat: Beat) -> Reading:
    """Read the lines that begin with `#`; the words of each are its quote."""
    return Reading(
        figures=tuple(_figure(f"f{at}", match) for at, match in enumerate(_LINE.finditer(report.text), 1)),
        language="en",
    )


def _figure(key: str, match: re.Match[str]) -> Figure:
    said = dict(re.findall(r"(\w+)=((?:\S|(?<=\\) )+)", match["rest"]))
    number = int(match["number"])
    qualifier = said.get("how", "exact")
    low, high = _BOUNDS[qualifier](number)
    start = said.get("on") or said.get("since")
    end = said.get("on") or said.get("until")
    return Figure(
        id=key,
        measure=match["measure"],
        value=number,
        low=low,
        high=high,
        qualifier=qualifier,  # type: ignore[arg-type]
        party=said.get("party"),
        place=said.get("place"),
        region=said.get("region"),
        start=date.fromisoformat(start) if start else None,
        end=date.fromisoformat(end) if end else None,
        source=said["by"].replace("_", " ") if "by" in said else None,
        headline=said.get("headline") == "yes",
        quote=match[0],
        field="text",
        start_char=match.start(),
        end_char=match.end(),
        unit=said.get("unit"),
        part_of=said.get("part_of"),
        alt=tuple(int(number) for number in said["alt"].split(",")) if "alt" in said else (),
        confidence=float(said.get("sure", "0.9")),
        rule="line",
    )


def settings(**review: Any) -> Settings:
    return Settings(
        database=Database(url=SecretStr("sqlite+aiosqlite:///unused.db")),
        newsroom=Newsroom(zone="Asia/Yangon", packs=("myanmar",), editors=(7, 8)),
        review=Review(**review),
    )


@dataclass
class Room:
    """A desk on a store, and short words for what tests do with it all the time."""

    store: Store
    desk: Desk
    beat: Beat
    settings: Settings
    clock: datetime = NOW
    taken: list[TakenIn] = field(default_factory=list)

    @classmethod
    def open(cls, store: Store, **review: Any) -> "Room":
        chosen = settings(**review)
        beat = BEAT
        return cls(store, Desk(store, beat, chosen, reader=read_lines), beat, chosen)

    def later(self, **by: float) -> datetime:
        self.clock += timedelta(**by)
        return self.clock

    async def take_in(self, text: str, *, post: bool = True, **fields: Any) -> TakenIn:
        incoming = replace(Incoming(text, outlet="DVB", published_at=self.clock), **fields)
        async with self.store.begin() as session:
            taken = await self.desk.take_in(session, incoming, now=self.clock, post=post)
        self.taken.append(taken)
        return taken

    async def subscribe(
        self, chat_id: int, filter_: dict[str, Any] | None = None, thread_id: int = 0
    ) -> None:
        async with self.store.begin() as session:
            if await session.get(ChatRow, chat_id) is None:
                session.add(ChatRow(id=chat_id, kind="channel", title=f"Chat {chat_id}", met_at=self.clock))
            session.add(
                SubscriptionRow(
                    chat_id=chat_id,
                    thread_id=thread_id,
                    filter=filter_ or {},
                    words=str(filter_ or ""),
                    created_at=self.clock,
                )
            )

    async def rows(self, table: type[Any], *where: Any) -> list[Any]:
        async with self.store.read() as session:
            return list(await session.scalars(select(table).where(*where).order_by(table.id)))

    async def figures(self, report_id: int | None = None) -> list[FigureRow]:
        where = [FigureRow.state != "superseded"]
        if report_id is not None:
            where.append(FigureRow.report_id == report_id)
        return await self.rows(FigureRow, *where)

    async def claims(self) -> list[ClaimRow]:
        return await self.rows(ClaimRow, ClaimRow.standing)

    async def posts(self, kind: str = "story") -> list[PostRow]:
        return await self.rows(PostRow, PostRow.kind == kind)

    async def sent(self) -> None:
        """Let every post that is owed be sent, and every edit be made."""
        async with self.store.begin() as session:
            for post in await session.scalars(select(PostRow)):
                post.state, post.shown, post.sent_at, post.message_id = (
                    "sent",
                    post.wanted,
                    self.clock,
                    post.id,
                )


BEAT = load_beat(["myanmar"])
PROSE = """
Fighting went on through the night along the road that leads north from the river crossing, and people who
live beside it said they had seen lorries carry the wounded away before dawn. Shops in the market stayed
shut and the bridge was closed to traffic until the afternoon, when a few buses were let through.
"""
