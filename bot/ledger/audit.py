"""What changed, when, by whom, before and after: written here, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ledger.desk_views import AuditView
from bot.ledger.recording import said_by
from bot.store.tables import AuditRow, FigureRow

SubjectKind = Literal["report", "figure", "claim", "review", "story"]

_ACTOR_LENGTH = 120

RULES = "Tallywire"
"""The actor of what the program does by its rules."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, when and why."""

    actor: str
    at: datetime
    reason: str = ""


def plain(row: FigureRow) -> dict[str, Any]:
    """Give what a figure says, and its state, as JSON holds it."""
    return {
        **said_by(row),
        "state": row.state,
        "claim_id": row.claim_id,
        "headline": row.headline,
    }


async def write(
    session: AsyncSession,
    doing: Doing,
    action: str,
    subject: tuple[SubjectKind, int],
    *,
    report_id: int | None = None,
    story: tuple[int, int] | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add a line. `story` is a story and the revision of it that shows the change first."""
    session.add(
        AuditRow(
            at=doing.at,
            actor=doing.actor[:_ACTOR_LENGTH],
            action=action,
            subject_kind=subject[0],
            subject_id=subject[1],
            report_id=report_id,
            story_id=story[0] if story else None,
            revision=story[1] if story else None,
            before=before,
            after=after,
            reason=doing.reason,
        )
    )
    await session.flush()


async def newest(session: AsyncSession, count: int) -> tuple[AuditView, ...]:
    """Give the newest lines, the newest first."""
    rows = await session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(count))
    return tuple(_view(row) for row in rows)


async def history(
    session: AsyncSession, kind: SubjectKind, subject_id: int, *, figures: Sequence[int] = ()
) -> tuple[AuditView, ...]:
    """Give what happened to one report, figure or claim, the oldest first; `figures` are its figures' ids."""
    about = (AuditRow.subject_kind == kind) & (AuditRow.subject_id == subject_id)
    inside = (AuditRow.subject_kind == "figure") & AuditRow.subject_id.in_(figures)
    either = or_(about, inside)
    if kind == "report":
        either = or_(either, AuditRow.report_id == subject_id)
    rows = await session.scalars(select(AuditRow).where(either).order_by(AuditRow.id))
    return tuple(_view(row) for row in rows)


async def changes(
    session: AsyncSession, story_id: int, first: int, until: int | None
) -> tuple[AuditView, ...]:
    """Give what a story's revisions changed, from `first` on up to `until`, which is left out (None: all)."""
    query = select(AuditRow).where(AuditRow.story_id == story_id, AuditRow.revision >= first)
    if until is not None:
        query = query.where(AuditRow.revision < until)
    return tuple(_view(row) for row in await session.scalars(query.order_by(AuditRow.id)))


def _view(row: AuditRow) -> AuditView:
    return AuditView(
        id=row.id,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        report_id=row.report_id,
        story_id=row.story_id,
        revision=row.revision,
        before=row.before,
        after=row.after,
        reason=row.reason,
    )
