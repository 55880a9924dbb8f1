"""What a correction's reply tells: all that changed from its first revision up to the next reply's."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFoundError
from bot.ledger import audit
from bot.ledger.desk_views import AuditView
from bot.ledger.recording import READ_FIELDS
from bot.store.tables import PostRow

_SAYS = (*READ_FIELDS, "state")
_OF_REPORTS = frozenset({"retract", "restore"})
_LET_STAND = frozenset({"approve", "post unreviewed"})


def subject(story_id: int, revision: int) -> str:
    """Name the reply that tells of a story's changes from this revision on."""
    return f"correction:{story_id}:{revision}"


def story_and_revision(of: str) -> tuple[int, int]:
    """Read what `subject` wrote, which may go on (`correction:12:3:77`)."""
    parts = of.split(":")
    return int(parts[1]), int(parts[2])


async def told_by(session: AsyncSession, post_id: int) -> tuple[AuditView, ...]:
    """Give what the reply is to tell. Raises `NotFoundError`."""
    post = await session.get(PostRow, post_id)
    if post is None or post.kind != "correction":
        message = f"there is no correction {post_id}"
        raise NotFoundError(message)
    story_id, first = story_and_revision(post.subject)
    subjects = await session.scalars(
        select(PostRow.subject).where(
            PostRow.kind == "correction", PostRow.reply_to_id == post.reply_to_id, PostRow.id > post.id
        )
    )
    later = [revision for story, revision in map(story_and_revision, subjects) if story == story_id]
    return net(await audit.changes(session, story_id, first, min(later, default=None)))


def net(changes: Iterable[AuditView]) -> tuple[AuditView, ...]:
    """Put successive changes of one figure together: what it said at first, and what it says now.

    One that came back to what it said is told change by change, for readers may have seen what it said in
    between. A report's retraction and restoration are told as such, whatever its figures said before and
    after. An approval of what stood already changes nothing.
    """
    chains: list[list[AuditView]] = []
    for change in changes:
        chain = next((one for one in reversed(chains) if _follows(change, one[-1])), None)
        if chain is None:
            chains.append([change])
        else:
            chain.append(change)
    told: list[AuditView] = []
    for chain in chains:
        first, last = chain[0], chain[-1]
        if len(chain) > 1 and _says(first.before) == _says(last.after):
            told += chain
        else:
            told.append(replace(last, before=first.before, reason=_reasons(chain)))
    return tuple(change for change in told if not _confirms(change))


def _reasons(chain: list[AuditView]) -> str:
    """Give every reason of whoever made the last change."""
    last = chain[-1].actor
    return "; ".join(dict.fromkeys(one.reason for one in chain if one.actor == last))


def _confirms(change: AuditView) -> bool:
    return change.action in _LET_STAND and _says(change.before) == _says(change.after)


def _follows(change: AuditView, earlier: AuditView) -> bool:
    return (
        not _OF_REPORTS & {change.action, earlier.action}
        and change.subject_kind == earlier.subject_kind == "figure"
        and change.report_id == earlier.report_id
        and change.before is not None
        and earlier.after is not None
        and _says(change.before) == _says(earlier.after)
    )


def _says(figure: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: (figure or {}).get(name) for name in _SAYS}
