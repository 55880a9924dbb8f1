"""What happened and what waits: corrections, history, the audit, the editors' queue."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.ledger.desk_views import AuditView, ReviewView
from bot.ledger.views import ReportView
from bot.wire.markup import (
    Button,
    Keyboard,
    Message,
    Page,
    bold,
    clip,
    esc,
    italic,
    joined,
    link,
    quoted,
    visible,
)
from bot.wire.signs import Voice, ago, count, days, stated, where

_CLAIM = re.compile(r"\bclaim (\d{1,18})\b")
_PERSON = re.compile(r"\(\d+\)$")
"""How the name of a person ends in the audit: with the number that Telegram gives them."""

_DONE = {
    "amend": "amended",
    "reject": "rejected",
    "retract": "retracted",
    "restore": "restored",
    "approve": "approved",
    "post unreviewed": "posted without review",
    "split": "given a claim of its own",
    "join": "joined with another claim",
    "revise": "changed by its outlet",
    "reread": "read again",
    "join stories": "joined with another story",
}
_OUTCOMES = {
    "approved": "Approved",
    "amended": "Amended",
    "rejected": "Rejected",
    "posted": "Posted without review: the deadline passed",
    "expired": "The deadline passed; nothing was decided",
    "withdrawn": "Settled: its report changed or was retracted",
}


def correction_message(changes: Sequence[AuditView], voice: Voice, keyboard: Keyboard) -> Message | None:
    """Tell what changed of a story, as a reply to its post; None where nothing did.

    Figures come first, those of the headline before the others; who changed them and why is said once where
    it is the same for all.
    """
    figures = [change for change in changes if _said(change).get("measure")]
    told = sorted(figures, key=lambda change: not _said(change).get("headline")) or list(changes)
    if not told:
        return None
    reasons = list(dict.fromkeys(_for_readers(change) for change in told))
    page = Page(reserve=min(400, visible(reasons[0]) + 80))
    page.add("<b>Correction</b>")
    if len(reasons) == 1:
        page.listing([f"• {change_line(change, voice)}" for change in told], "… and {n} more changes")
        page.close(reasons[0])
    else:
        items = [f"• {change_line(change, voice)} ({_for_readers(change)})" for change in told]
        page.listing(items, "… and {n} more changes")
    return page.message(keyboard)


def change_line(change: AuditView, voice: Voice) -> str:
    """Write what one change made of a figure or report, without who made it."""
    said = _said(change)
    if not said.get("measure"):
        return f"The {esc(change.subject_kind)} was {esc(_DONE.get(change.action, change.action))}"
    about = joined(
        [
            esc(voice.heading(str(said["measure"]))),
            esc(voice.party(said.get("party"))),
            esc(clip(where(said.get("place"), said.get("region")), 80)),
            f"per {esc(clip(str(said['source']), 60))}" if said.get("source") else "",
        ]
    )
    return f"{about}: {_difference(change.before or {}, change.after or {})}"


def _said(change: AuditView) -> Mapping[str, Any]:
    """Give what a change speaks of: as it is now, or where it is no more, as it was."""
    now = change.after or {}
    return now if now.get("measure") else change.before or {}


def _by(change: AuditView) -> str:
    """Write who made a change and why."""
    return joined([esc(clip(change.actor, 60)), esc(clip(change.reason, 200))], ": ")


def _for_readers(change: AuditView) -> str:
    """Write who made a change and why for a channel: an editor's name and number are no readers' business."""
    if change.action == "revise":
        return f"{esc(clip(change.actor, 60))} changed its report"
    actor = "An editor" if _PERSON.search(change.actor) else clip(change.actor, 60)
    return joined([esc(actor), esc(clip(change.reason, 200))], ": ")


def _difference(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    before, after = _counted(was), _counted(now)
    if now.get("state") == "held":
        gone = f"<s>{esc(before)}</s> is no longer stated; what takes its place waits for an editor"
        return gone if before else "it waits for an editor"
    if was.get("state") == "held" and before == after:
        return f"<b>{esc(after)}</b>, which waited for an editor"
    if not before and after == _counted({**was, "state": "standing"}):
        return f"<b>{esc(after)}</b> stands again"
    if not before:
        return f"now <b>{esc(after)}</b>, not stated before"
    if not after:
        return f"<s>{esc(before)}</s> is no longer stated"
    if before != after:
        return f"<b>{esc(after)}</b>, was <s>{esc(before)}</s>"
    return f"<b>{esc(after)}</b>, in other particulars than before"


def _counted(said: Mapping[str, Any]) -> str:
    if not said or said.get("state") in {"rejected", "superseded"}:
        return ""
    value = said.get("value")
    if value is None:
        return "not counted" if said.get("measure") else ""
    return count(int(value), str(said.get("qualifier", "exact")), said.get("high"), said.get("unit"))


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
    by = _by if named else _for_readers
    page.listing([_dated(change, voice, by(change)) for change in changes], "… and {n} later changes")
    return page.message()


def audit_message(changes: Sequence[AuditView], voice: Voice) -> Message:
    """Show the newest changes of all, the newest first."""
    page = Page(reserve=40)
    page.add("<b>Audit</b>")
    page.gap()
    if not changes:
        page.add("Nothing was changed yet.")
    page.listing([_dated(change, voice, _by(change)) for change in changes], "… and {n} earlier ones")
    return page.message()


def _dated(change: AuditView, voice: Voice, by: str) -> str:
    done = _DONE.get(change.action, change.action)
    subject = f"{change.subject_kind} {change.subject_id} {done}"
    at = f" /report_{change.report_id}" if change.report_id else ""
    line = f"{esc(voice.moment(change.at))} · {by} · {esc(clip(subject, 80))}{at}"
    return f"{line}\n  {change_line(change, voice)}" if _said(change).get("measure") else line


def review_message(
    review: ReviewView, voice: Voice, keyboard: Keyboard = (), changes: Sequence[AuditView] = ()
) -> Message:
    """Put a figure before the editors, or tell what was decided of it.

    `changes` are those of its figure: they know the name of who decided.
    """
    figure = review.figure
    page = Page(reserve=200)
    page.add(f"{bold(f'Review {review.id}')} · {_state(review)}")
    page.add(
        joined(
            [
                f"<b>{esc(voice.heading(figure.measure))} {esc(stated(figure))}</b>",
                esc(voice.party(figure.party)),
                esc(clip(where(figure.place, figure.region), 80)),
                esc(days(figure.start, figure.end)),
                f"per {esc(clip(figure.source, 80))}" if figure.source else "",
            ]
        )
    )
    page.add(quoted(clip(figure.quote, 600), expandable=False))
    page.add(
        joined(
            [
                link(clip(review.outlet, 60) or "Source", review.link),
                esc(clip(review.title, 200)),
                f"/report_{review.report_id}",
            ]
        )
    )
    page.gap()
    reasons = [_CLAIM.sub(r"/claim_\1", esc(clip(reason, 200))) for reason in review.reasons]
    page.listing([f"• {reason}" for reason in reasons], "… and {n} more reasons")
    page.close(italic(_standing(review, voice, changes)))
    return page.message(() if _decided(review) else keyboard)


def review_keyboard(review_id: int) -> Keyboard:
    """Give the buttons that decide a review."""
    return (
        (
            Button("Approve", f"ok:{review_id}"),
            Button("Amend", f"am:{review_id}"),
            Button("Reject", f"no:{review_id}"),
        ),
    )


def _decided(review: ReviewView) -> bool:
    return review.outcome is not None and not (review.outcome == "expired" and review.held)


def _state(review: ReviewView) -> str:
    if _decided(review):
        return review.outcome or ""
    return "held back" if review.held else "stands meanwhile"


def _decider(review: ReviewView, changes: Sequence[AuditView]) -> str:
    """Name who decided as the audit does; by the number alone where the audit does not know it."""
    ending = f"({review.closed_by})"
    named = (change.actor for change in reversed(changes) if change.actor.endswith(ending))
    return clip(next(named, str(review.closed_by)), 80)


def _standing(review: ReviewView, voice: Voice, changes: Sequence[AuditView]) -> str:
    if review.outcome is not None and _decided(review):
        at = f", {voice.moment(review.closed_at)}" if review.closed_at else ""
        by = f" by {_decider(review, changes)}" if review.closed_by else ""
        return f"{_OUTCOMES.get(review.outcome, review.outcome)}{by}{at}"
    approvals = f"{len(review.approvals)} of {review.needed} approvals" if review.needed > 1 else ""
    until = f"until {voice.moment(review.deadline_at)}" if review.deadline_at else ""
    late = "the deadline passed" if review.outcome == "expired" else ""
    return joined([f"waits since {voice.moment(review.opened_at)}", approvals, late or until])


def queue_message(reviews: Sequence[ReviewView], voice: Voice, now: datetime) -> Message:
    """List what waits for an editor, the oldest first, with its age."""
    page = Page(reserve=40)
    page.add(bold(f"{len(reviews)} waiting for an editor" if reviews else "Nothing waits for an editor"))
    page.gap()
    page.listing([_queued(review, voice, now) for review in reviews], "… and {n} more")
    return page.message()


def _queued(review: ReviewView, voice: Voice, now: datetime) -> str:
    figure = review.figure
    facts = joined(
        [
            f"<b>{esc(voice.heading(figure.measure))} {esc(stated(figure))}</b>",
            esc(voice.party(figure.party)),
            esc(clip(review.outlet, 40)),
            f"{ago(review.opened_at, now)} old",
            "held back" if review.held else "",
            f"/review_{review.id}",
        ]
    )
    return f"• {facts}\n  {esc(clip(review.reasons[0], 160)) if review.reasons else ''}"
