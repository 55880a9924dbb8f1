"""A report that its outlet changed: the new text, the old one kept, and what its figures became."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.figures import Beat
from bot.ledger import copies, stories
from bot.ledger.arrival import Arrival
from bot.ledger.audit import Doing, write
from bot.ledger.recording import Prepared
from bot.ledger.rereading import Rereading
from bot.ledger.views import Incoming, TakenIn
from bot.store.tables import ReportRow, ReportVersionRow, StoryRow


async def revise(
    session: AsyncSession,
    beat: Beat,
    settings: Settings,
    report: ReportRow,
    known: Prepared,
    incoming: Incoming,
    now: datetime,
) -> TakenIn:
    """Put a text that differs in the report's place. `known` is its reading."""
    retitled = report.title != incoming.title
    old_version, old_hash = report.version, report.text_hash
    session.add(
        ReportVersionRow(
            report_id=report.id,
            version=report.version,
            title=report.title,
            text=report.text,
            text_hash=report.text_hash,
            replaced_at=now,
        )
    )
    await stories.drop_bands(session, report.id, copies.bands(copies.shingles(report.text)))
    report.version += 1
    report.title, report.text, report.text_hash = incoming.title, incoming.text, known.text_hash
    if incoming.link is not None:
        report.link, report.canonical_link = incoming.link, known.canonical_link
    await session.flush()
    await stories.keep_bands(session, report.id, known.bands)
    await Arrival(session, beat, settings, now).meet_copies(report, known)
    doing = Doing(report.outlet or "the outlet", now, "its outlet changed the report")
    outcome = await Rereading(session, beat, settings, doing, "revise").apply(
        report, known, retitled=retitled
    )
    story = await session.get_one(StoryRow, report.story_id)
    await write(
        session,
        doing,
        "revise",
        ("report", report.id),
        report_id=report.id,
        story=(story.id, story.revision),
        before={"version": old_version, "text_hash": old_hash},
        after={"version": report.version, "text_hash": report.text_hash},
    )
    return TakenIn(
        report.id,
        report.story_id,
        new=False,
        corrected=outcome.changed > 0,
        figures=len(known.reading.figures),
        posts=outcome.posts,
    )
