"""What happened, when, by whom: the history of a report, and the audit of all changes."""

from collections.abc import Callable, Sequence
from itertools import groupby

from bot.ledger.desk_views import AuditView
from bot.ledger.views import ReportView
from bot.wire.corrections import DONE, change_line, for_readers, said
from bot.wire.markup import Message, Page, bold, clip, esc, italic, joined
from bot.wire.signs import Voice

Naming = Callable[[AuditView], str]


def history_message(
    report: ReportView, changes: Sequence[AuditView], voice: Voice, *, named: bool = False
) -> Message:
    """Show what changed of a report, the oldest first; who the editors were only where they are `named`."""
    page = Page(reserve=40)
    page.add(f"{bold(clip(report.title, 200) or f'Report {report.id}')}")
    page.add(
        italic(f"report {report.id}, version {report.version}, taken in {voice.moment(report.received_at)}")
    )
    page.gap()
    if not changes:
        page.add("Nothing changed since it came in.")
    page.listing(_entries(changes, voice, _by if named else for_readers), "… and {n} later changes")
    return page.message()


def audit_message(changes: Sequence[AuditView], voice: Voice, heading: str = "Audit") -> Message:
    """Show the newest changes of all, the newest first."""
    page = Page(reserve=40)
    page.add(bold(heading))
    page.gap()
    if not changes:
        page.add("Nothing was changed yet.")
    page.listing(_entries(changes, voice, _by, linked=True), "… and {n} earlier ones")
    return page.message()


def _by(change: AuditView) -> str:
    """Write who made a change and why; of an approval that there was one is said beside it."""
    if change.action == "revise":
        return for_readers(change)
    if change.action == "approve":
        return esc(clip(change.actor, 60))
    return joined([esc(clip(change.actor, 60)), esc(clip(change.reason, 200))], ": ")


def _entries(changes: Sequence[AuditView], voice: Voice, by: Naming, *, linked: bool = False) -> list[str]:
    """Write changes, an entry for all that was done at once to a report; `linked` to it or not."""
    groups = groupby(changes, key=lambda one: (one.at, one.actor, one.reason, one.action, one.report_id))
    return [_entry(list(group), voice, by, linked=linked) for _, group in groups]


def joined_to(claim_id: int, changes: Sequence[AuditView]) -> int | None:
    """Give the claim that an editor joined a claim to last, by the claim's history; None where none did."""
    kept = [(one.after or {}).get("claim") for one in changes if one.action == "join"]
    return next((claim for claim in reversed(kept) if isinstance(claim, int) and claim != claim_id), None)


def _entry(changes: Sequence[AuditView], voice: Voice, by: Naming, *, linked: bool) -> str:
    whole = next((one for one in changes if one.subject_kind == "report"), changes[0])
    figures = [one for one in changes if said(one).get("measure")]
    at = f" /report_{whole.report_id}" if linked and whole.report_id else ""
    lines = [f"{joined([esc(voice.moment(whole.at)), by(whole), _subject(whole, changes)])}{at}"]
    for one in figures:
        which = "" if one is whole else f" (figure {one.subject_id})"
        lines.append(f"  {change_line(one, voice)}{which}")
    return "\n".join(lines)


def _subject(whole: AuditView, changes: Sequence[AuditView]) -> str:
    if whole.action == "revise":
        return ""
    if whole.action == "join":
        claims = " and ".join(str(claim) for claim in sorted({one.subject_id for one in changes}))
        return f"claims {claims} made one: /claim_{(whole.after or {}).get('claim')}"
    if whole.action == "split":
        own = (whole.after or {}).get("claim_id")
        return f"figure {whole.subject_id} given a claim of its own: /claim_{own}"
    done = DONE.get(whole.action, whole.action)
    return esc(clip(f"{whole.subject_kind} {whole.subject_id} {done}", 80))
