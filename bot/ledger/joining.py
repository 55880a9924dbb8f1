"""The choice of the claim that a figure joins, among the figures that may state the same thing. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from bot.ledger import sameness
from bot.ledger.bounds import current
from bot.ledger.stated import Stated

JoinedBy = Literal["copy", "restated", "same event", "updated", "rivals", "days differ", "editor"]

_ORDER: tuple[JoinedBy, ...] = ("restated", "same event", "updated", "rivals")


def choose(
    figure: Stated, ours: Sequence[Stated], event: Sequence[Stated], restating: Sequence[Stated]
) -> tuple[int, JoinedBy] | None:
    """Give the claim to join and the rule that says so; None where the figure states something new.

    `ours` are all figures of its report, `event` and `restating` the candidates. The surest rule wins;
    of several claims by one rule, the one whose number is nearest, then the one told first.
    """
    found: list[tuple[Stated, JoinedBy]] = [
        (other, "restated") for other in restating if sameness.restated(figure, other)
    ]
    found += [(other, rule) for other in _current(event) if (rule := _event_rule(figure, other, ours, event))]
    if not found:
        return None
    other, rule = min(
        found, key=lambda item: (_ORDER.index(item[1]), _distance(figure, item[0]), item[0].age)
    )
    return (other.claim_id, rule) if other.claim_id is not None else None


def _event_rule(
    figure: Stated, other: Stated, ours: Sequence[Stated], event: Sequence[Stated]
) -> JoinedBy | None:
    if not sameness.same_event(figure, other):
        return None
    told_by_another = figure.report_id != other.report_id or figure.voice != other.voice
    if told_by_another and sameness.same_number(figure, other):
        return "same event"
    if _is_one_of_several(figure, ours) or _is_one_of_several(other, event):
        return None
    if figure.voice == other.voice:
        again = figure.report_id != other.report_id and figure.end == other.end
        return "updated" if again and None not in (figure.value, other.value) else None
    return "rivals" if sameness.may_be_rivals(figure, other) else None


def rule_in_claim(figure: Stated, rule: JoinedBy, members: Sequence[Stated]) -> JoinedBy:
    """Give the rule by which a figure joins, now that the claim's standing members are known.

    It may match what its own source has replaced since: then it disputes, or updates, what the claim says
    now; unless it is but a late echo of its source's earlier number.
    """
    if rule not in {"restated", "same event"} or not members:
        return rule
    if any(sameness.same_number(figure, one) for one in current(members)):
        return rule
    own = [one for one in members if one.voice == figure.voice]
    if any(sameness.same_number(figure, one) for one in own):
        return rule
    return "updated" if own else "rivals"


def _current(event: Sequence[Stated]) -> list[Stated]:
    """Leave out what its own source has replaced by another number since."""
    return [
        one
        for one in event
        if not any(
            other.claim_id == one.claim_id
            and other.voice == one.voice
            and other.age > one.age
            and not sameness.same_number(one, other)
            for other in event
        )
    ]


def _is_one_of_several(figure: Stated, among: Sequence[Stated]) -> bool:
    """Tell whether its report has one voice count several things there and then: which is which, is open."""
    return any(
        other.report_id == figure.report_id
        and other.figure_id != figure.figure_id
        and other.voice == figure.voice
        and sameness.same_event(figure, other)
        for other in among
    )


def _distance(figure: Stated, other: Stated) -> int:
    return abs((figure.value or 0) - (other.value or 0))


def rules_of(figures: Sequence[str]) -> str:
    """Give the rules by which a claim's figures came together, the most frequent first."""
    counts = Counter(rule for rule in figures if rule)
    return ", ".join(rule for rule, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))[:60]
