"""What editors change: numbers amended, figures rejected, reports retracted; each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Review
from bot.errors import TallywireError
from bot.figures import Beat
from bot.figures.model import Qualifier
from bot.ledger import claims, owing, recording, review
from bot.ledger.audit import Doing, plain, write
from bot.ledger.recording import said_by
from bot.ledger.storable import LARGEST
from bot.store.tables import FigureRow, ReportRow, StoryRow


class Keep(Enum):
    """The mark of what an amendment leaves as it is (None says "unknown")."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an editor says a figure should say; what is left at `KEEP` stays.

    `upper` is the upper end of a range. Raises `TallywireError` for a number below 0, a range or a period
    that ends before it begins.
    """

    value: int | Keep = KEEP
    qualifier: Qualifier = "exact"
    upper: int | None = None
    party: str | Keep | None = KEEP
    place: str | Keep | None = KEEP
    start: date | Keep | None = KEEP
    end: date | Keep | None = KEEP

    def __post_init__(self) -> None:
        if isinstance(self.value, int) and self.value < 0:
            raise TallywireError("a count cannot be below 0")
        if max(_number(self.value), self.upper or 0) > LARGEST:
            raise TallywireError(f"no count is above {LARGEST:,}")
        if self.qualifier == "range" and (self.upper is None or self.upper < _number(self.value)):
            raise TallywireError("write a range as its lower and its upper end, the lower first")
        if isinstance(self.start, date) and isinstance(self.end, date) and self.end < self.start:
            raise TallywireError("the period ends before it begins")
        if all(getattr(self, field.name) is KEEP for field in fields(self) if field.default is KEEP):
            raise TallywireError("nothing to amend: write the number that is right")

    def values(self, beat: Beat, row: FigureRow) -> dict[str, Any]:
        """Give the columns that change. Raises `TallywireError` for a party or place the beat lacks."""
        changed: dict[str, Any] = {}
        if isinstance(self.value, int):
            low, high = bounds_of(self.value, self.qualifier, self.upper)
            changed |= {"value": self.value, "low": low, "high": high, "qualifier": self.qualifier}
        if self.party is not KEEP:
            if self.party is not None and self.party not in beat.parties:
                known = ", ".join(beat.parties)
                raise TallywireError(f'no party is called "{self.party}"; there are: {known}')
            changed["party"] = self.party
        if self.place is not KEEP:
            changed |= _place(self.place, beat)
        for name in ("start", "end"):
            if getattr(self, name) is not KEEP:
                changed[name] = getattr(self, name)
        start, end = changed.get("start", row.start), changed.get("end", row.end)
        if start and end and end < start:
            raise TallywireError("the period ends before it begins")
        return changed


def bounds_of(value: int, qualifier: Qualifier, upper: int | None = None) -> tuple[int | None, int | None]:
    """Give the inclusive bounds that a number and its qualifier state; None where a side is open."""
    return {
        "exact": (value, value),
        "about": (value, value),
        "at_least": (value, None),
        "more_than": (value + 1, None),
        "nearly": (None, value),
        "up_to": (None, value),
        "range": (value, upper),
        "vague": (None, None),
    }[qualifier]


class Corrections:
    """An editor's changes, in the caller's transaction."""

    def __init__(self, session: AsyncSession, beat: Beat, limits: Review, doing: Doing, by: int) -> None:
        self._session = session
        self._beat = beat
        self._limits = limits
        self._doing = doing
        self._by = by

    async def amend(self, figure_id: int, amendment: Amendment) -> FigureRow:
        """Let a figure, and its likes in copies of its report, say what an editor says.

        A held or rejected figure stands again with it.
        """
        row, report = await self._find(figure_id)
        rows = await review.fellows(self._session, row, report)
        before = {one.id: plain(one) for one in rows}
        shown = any(one.headline and one.state == "standing" for one in rows)
        changed = amendment.values(self._beat, row)
        for one in rows:
            one.as_read = one.as_read or said_by(one)
            for name, value in changed.items():
                setattr(one, name, value)
            one.origin, one.state, one.unreviewed = "amended", "standing", False
        await self._place_again(rows)
        await self._finish(report, rows, "amend", before, outcome="amended", shown=shown)
        return row

    async def reject(self, figure_id: int) -> FigureRow:
        """Take a figure, and its likes in copies of its report, out of posts and totals."""
        row, report = await self._find(figure_id)
        if row.state == "rejected":
            raise TallywireError(f"figure {figure_id} is rejected already")
        rows = await review.fellows(self._session, row, report)
        before = {one.id: plain(one) for one in rows}
        shown = any(one.headline and one.state == "standing" for one in rows)
        for one in rows:
            one.state, one.unreviewed = "rejected", False
        await self._finish(report, rows, "reject", before, outcome="rejected", shown=shown)
        return row

    async def retract(self, report_id: int) -> ReportRow:
        """Take a whole report back: none of its figures stands any more. Its copies keep theirs."""
        report = await recording.report_by_id(self._session, report_id)
        if report.retracted_at is not None:
            raise TallywireError(f"report {report_id} is retracted already")
        rows = [
            row
            for row in await recording.present_figures(self._session, report_id)
            if row.state != "rejected"
        ]
        before = {row.id: plain(row) for row in rows}
        shown = any(row.headline and row.state == "standing" for row in rows)
        report.retracted_at, report.retracted_because = self._doing.at, self._doing.reason
        for row in rows:
            row.state, row.unreviewed = "rejected", False
        await self._finish(report, rows, "retract", before, outcome="withdrawn", shown=shown)
        story = await self._session.get_one(StoryRow, report.story_id)
        await write(
            self._session,
            self._doing,
            "retract",
            ("report", report.id),
            report_id=report.id,
            story=(story.id, story.revision),
            before={"retracted": False, "figures": [row.id for row in rows]},
            after={"retracted": True},
        )
        return report

    async def _find(self, figure_id: int) -> tuple[FigureRow, ReportRow]:
        row = await recording.figure_by_id(self._session, figure_id)
        report = await recording.report_by_id(self._session, row.report_id)
        if report.retracted_at is not None:
            raise TallywireError(f"report {report.id} is retracted; its figures cannot be changed")
        return row, report

    async def _place_again(self, rows: Sequence[FigureRow]) -> None:
        """Find the claim that the figures state now; copies stay together."""
        first, *others = rows
        before = {row.claim_id for row in rows if row.claim_id is not None}
        for other in others:
            if not other.placed:
                other.claim_id = None
        await self._session.flush()
        now = self._doing.at
        for row in rows:
            report = await recording.report_by_id(self._session, row.report_id)
            pairs = [] if row is first else [(row, first)]
            await claims.place(self._session, report, [row], pairs, now=now)
        await claims.refresh(self._session, before, now=now)

    async def _finish(
        self,
        report: ReportRow,
        rows: Sequence[FigureRow],
        action: str,
        before: dict[int, dict[str, Any]],
        *,
        outcome: str,
        shown: bool,
    ) -> None:
        now = self._doing.at
        await self._session.flush()
        await claims.refresh(
            self._session, [row.claim_id for row in rows if row.claim_id is not None], now=now
        )
        await review.close(self._session, [row.id for row in rows], outcome, by=self._by, now=now)
        await review.ask_about_copies(self._session, report.story_id, self._limits, now=now)
        story = await self._session.get_one(StoryRow, report.story_id)
        revision = await owing.raise_revision(self._session, story)
        for row in rows:
            await write(
                self._session,
                self._doing,
                action,
                ("figure", row.id),
                report_id=row.report_id,
                story=(story.id, revision),
                before=before[row.id],
                after=plain(row),
            )
        if shown:
            await owing.owe_correction(self._session, story, now=now)
        await owing.owe_story(self._session, story, now=now)


def _place(name: str | None, beat: Beat) -> dict[str, Any]:
    if name is None:
        return {"place": None, "region": None, "place_path": ""}
    place = beat.places.find(name)
    if place is None:
        raise TallywireError(f'no place is called "{name}"')
    return {"place": place.name, "region": place.region, "place_path": "/".join(place.path)}


def _number(value: int | Keep) -> int:
    return value if isinstance(value, int) else 0
