"""What waits for editors: a review, and the queue of them."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.ledger.desk_views import AuditView, ReviewView
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
)
from bot.wire.signs import Voice, ago, days, stated, where

QUEUE_PAGE = 10
"""Reviews on one page of /queue."""
_CLAIM = re.compile(r"\bclaim (\d{1,18})\b")
_OUTCOMES = {
    "approved": "Approved",
    "amended": "Amended",
    "rejected": "Rejected",
    "posted": "Posted without review: the deadline passed",
    "expired": "The deadline passed; nothing was decided",
    "withdrawn": "Settled: its report changed or was retracted",
}


def review_message(
    review: ReviewView, voice: Voice, keyboard: Keyboard = (), changes: Sequence[AuditView] = ()
) -> Message:
    """Put a figure before the editors, or tell what was decided of it.

    `changes` are its own and those of its figure: they know the names of those who decided.
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


def _name(user_id: int, changes: Sequence[AuditView]) -> str:
    """Name somebody as the audit does; by the number alone where the audit does not know them."""
    named = (change.actor for change in reversed(changes) if change.actor.endswith(f"({user_id})"))
    return clip(next(named, str(user_id)), 80)


def _approvals(review: ReviewView) -> str:
    return f"{len(review.approvals)} of {review.needed} approvals" if review.needed > 1 else ""


def _standing(review: ReviewView, voice: Voice, changes: Sequence[AuditView]) -> str:
    if review.outcome is not None and _decided(review):
        at = f", {voice.moment(review.closed_at)}" if review.closed_at else ""
        deciders = review.approvals if review.outcome == "approved" else ()
        names = [_name(one, changes) for one in deciders or (review.closed_by,) if one]
        by = f" by {' and '.join(names)}" if names else ""
        return f"{_OUTCOMES.get(review.outcome, review.outcome)}{by}{at}"
    approvals = _approvals(review)
    if review.approvals:
        approvals += f" ({' and '.join(_name(one, changes) for one in review.approvals)})"
    until = f"until {voice.moment(review.deadline_at)}" if review.deadline_at else ""
    late = "the deadline passed" if review.outcome == "expired" else ""
    return joined([f"waits since {voice.moment(review.opened_at)}", approvals, late or until])


def queue_message(reviews: Sequence[ReviewView], voice: Voice, now: datetime, number: int = 0) -> Message:
    """List a page (`number` from 0) of what waits for an editor, the oldest first, with its age.

    A page that is not there any more is the last one.
    """
    pages = max(1, -(-len(reviews) // QUEUE_PAGE))
    number = min(number, pages - 1)
    page = Page(reserve=40)
    page.add(bold(f"{len(reviews)} waiting for an editor" if reviews else "Nothing waits for an editor"))
    page.gap()
    shown = reviews[number * QUEUE_PAGE : (number + 1) * QUEUE_PAGE]
    page.listing([_queued(review, voice, now) for review in shown], "… and {n} more on this page")
    if pages > 1:
        page.close(italic(f"Page {number + 1} of {pages}, the oldest first"))
    turns = [Button("‹ Before", f"u:{number - 1}")] if number else []
    turns += [Button("More ›", f"u:{number + 1}")] if number + 1 < pages else []
    return page.message((tuple(turns),) if turns else ())


def _queued(review: ReviewView, voice: Voice, now: datetime) -> str:
    figure = review.figure
    facts = joined(
        [
            f"<b>{esc(voice.heading(figure.measure))} {esc(stated(figure))}</b>",
            esc(voice.party(figure.party)),
            esc(clip(where(figure.place, figure.region), 60)),
            esc(clip(review.outlet, 40)),
            f"{ago(review.opened_at, now)} old",
            "held back" if review.held else "",
            _approvals(review),
            f"/review_{review.id}",
        ]
    )
    return f"• {facts}\n  {esc(clip(review.reasons[0], 160)) if review.reasons else ''}"
