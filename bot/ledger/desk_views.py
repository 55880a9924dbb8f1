"""What the desk gives to those who ask: changes, reviews, chats, differences; frozen like the other views."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.figures import Figure
from bot.ledger.filters import Filter
from bot.ledger.views import FigureView


@dataclass(frozen=True, slots=True)
class AuditView:
    """One line of the audit: who did what to what, when, why; what it said before and after.

    `actor` is "name (Telegram id)", or "Tallywire" for what its rules do, or the outlet that changed its
    report. `action`: `amend`, `reject`, `retract`, `restore`, `approve`, `post unreviewed`, `split`, `join`,
    `revise`, `reread`, `join stories`. `revision` is the revision of the story that shows the change first.
    """

    id: int
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_id: int
    report_id: int | None
    story_id: int | None
    revision: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str


SETTLED = ("approved", "amended", "rejected", "withdrawn")
"""The outcomes after which a review cannot be decided any more; one whose deadline passed still can."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A figure that editors were asked about: why, how long ago, what was decided.

    `held`: the figure is kept out of posts and totals meanwhile. `needed` approvals close it; `approvals`
    are the user ids of those who approved. `outcome`: None while open, else `approved`, `amended`,
    `rejected`, `posted` (the deadline passed, it stands unreviewed), `expired` (the deadline passed, nothing
    changed), `withdrawn` (the report changed or was retracted).
    """

    id: int
    figure: FigureView
    report_id: int
    outlet: str
    title: str
    link: str | None
    reasons: tuple[str, ...]
    held: bool
    opened_at: datetime
    age: timedelta
    deadline_at: datetime | None
    needed: int
    approvals: tuple[int, ...]
    outcome: str | None
    closed_at: datetime | None
    closed_by: int | None

    @property
    def settled(self) -> bool:
        """Whether it cannot be decided any more."""
        return self.outcome in SETTLED


@dataclass(frozen=True, slots=True)
class ChatView:
    """A chat the bot has met. `handle` is its @name without the @; `zone` None means the newsroom's."""

    id: int
    kind: str
    title: str
    handle: str | None
    zone: str | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """What a chat (and topic; 0: none) is subscribed to. `words` say `only` again, empty for everything."""

    id: int
    chat_id: int
    thread_id: int
    words: str
    only: Filter
    configured: bool
    created_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure that the present rules read otherwise; None where there was, or will be, none."""

    before: FigureView | None
    after: Figure | None


@dataclass(frozen=True, slots=True)
class ReportDifference:
    """What reading a report again changes; no figure where only what is said of its text changes."""

    report_id: int
    outlet: str
    title: str
    figures: tuple[FigureDifference, ...]


@dataclass(frozen=True, slots=True)
class ClaimDifference:
    """What reading again changes of a claim; `before` None for a new one, `after` None where it falls."""

    claim_id: int
    measure: str
    unit: str | None
    party: str | None
    place: str | None
    before: tuple[int | None, int | None, int | None] | None
    after: tuple[int | None, int | None, int | None] | None
    """Value, low, high."""


@dataclass(frozen=True, slots=True)
class TotalDifference:
    """What reading again changes of a total over all places and times; `party` None means all of them."""

    measure: str
    unit: str | None
    party: str | None
    before: tuple[int, int]
    after: tuple[int, int]
    """"At least" and "if nothing overlaps"."""


@dataclass(frozen=True, slots=True)
class RereadView:
    """What reading stored reports again with the present rules changes, or (`applied`) has changed.

    `failed` are the reports whose text broke the rules; they keep the figures that they have.
    """

    read: int
    reports: tuple[ReportDifference, ...]
    claims: tuple[ClaimDifference, ...]
    totals: tuple[TotalDifference, ...]
    applied: bool
    failed: tuple[int, ...] = ()
