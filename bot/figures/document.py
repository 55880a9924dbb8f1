"""The document pass: one figure for what title, lead and body state alike, updated tolls, parts of wholes."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.figures.draft import Draft
from bot.figures.twins import agreeing_party, dwindled, is_rough, outdated, same, same_voice, superseded

# How many figures back a count is compared with, so that the cost stays linear in a report's length.
_WINDOW = 300
_LIVE_ON = timedelta(days=21)
_TAKEN_OVER = ("source", "place", "region", "start", "end", "own_time", "own_place", "own_source", "voiced")


def settle(drafts: Sequence[Draft]) -> list[Draft]:
    """Merge drafts that state one figure and say which are parts of others; order is kept."""
    kept: list[Draft] = []
    for before, draft in zip([None, *drafts], drafts, strict=False):
        if before is not None and _beside(before, draft):
            draft.mention.notes.append("beside")
        twins = [other for other in reversed(kept[-_WINDOW:]) if same(other, draft)]
        twin = next((other for other in twins if other.value == draft.value), next(iter(twins), None))
        if twin is None:
            kept.append(draft)
        else:
            _merge(twin, draft)
    kept = _updated(kept)
    _parents(kept)
    if len(kept) <= _WINDOW:
        _inside(kept)
    _added_up(kept)
    _elaborated(kept)
    _unknot(kept)
    _part_from_others(kept)
    return kept


def _beside(before: Draft, draft: Draft) -> bool:
    """Whether the count before, in the same sentence, is one of people that another thing befell."""
    one, two = before.mention, draft.mention
    return one.measure != two.measure and (one.section, one.sentence) == (two.section, two.sentence)


def _merge(kept: Draft, other: Draft) -> None:
    """Fold a second statement into the first: the more precise value stays, the other becomes `alt`."""
    better = kept.title and not other.title
    if kept.value != other.value:
        better = other.value is not None and (kept.value is None or is_rough(kept, other))
        gone = kept.value if better else other.value
        if gone is not None and gone not in kept.alt:
            kept.alt.append(gone)
    elif kept.number.qualifier == "exact" and other.number.qualifier != "exact" and kept.title:
        better = True
    merged_into = kept.mention
    elsewhere = "the title" if (kept if better else other).title else "another sentence"
    also = kept.value if better else other.value
    if better:
        kept.steps, other.steps = other.steps, kept.steps  # those of the statement that stands
        kept.mention, other.mention = other.mention, kept.mention
        kept.number = other.number
        for name in _TAKEN_OVER:
            value = getattr(other, name)
            if value is not None and value is not False:
                setattr(kept, name, value)
        kept.title = False
        kept.mention.stands_for.append(merged_into)
    else:
        kept.mention.stands_for.append(other.mention)
    kept.party = kept.party or other.party
    kept.early = kept.early or other.early
    kept.source = kept.source or other.source
    if kept.region is None and other.region is not None:
        kept.place, kept.region = other.place or kept.place, other.region
    if kept.start is None and kept.end is None:
        kept.start, kept.end = other.start, other.end
    kept.around |= other.around
    kept.merged = True
    kept.note("document", f"also stated as {also}", f"in {elsewhere}")


_DATED = frozenset({"older", "still"})


def _updated(kept: list[Draft]) -> list[Draft]:
    """Give an updated toll is the value; earlier ones become its `alt`."""
    gone: set[int] = set()
    flagged = {id(draft) for draft in kept if not _DATED.isdisjoint(draft.mention.notes)}
    for index, draft in enumerate(kept):
        before = kept[max(0, index - _WINDOW) : index]
        if draft.mention.rule.startswith("toll") and draft.value is not None:
            old = next((other for other in before if id(other) not in gone and outdated(other, draft)), None)
            if old is not None:
                _absorb(draft, old)
                gone.add(id(old))
        for other in before if id(draft) in flagged else [one for one in before if id(one) in flagged]:
            if id(other) in gone:
                continue
            if superseded(draft, other):
                _absorb(other, draft)
                gone.add(id(draft))
                break
            if superseded(other, draft) or dwindled(other, draft):
                _absorb(draft, other)
                gone.add(id(other))
    return [draft for draft in kept if id(draft) not in gone]


def _absorb(draft: Draft, old: Draft) -> None:
    draft.alt += [value for value in (old.value, *old.alt) if value is not None]
    draft.early = draft.early or old.early
    draft.party = draft.party or old.party
    draft.mention.stands_for += [old.mention, *old.mention.stands_for]
    if not draft.own_time and old.own_time:
        draft.start, draft.end = old.start, old.end
    if draft.region is None or not draft.own_place:
        draft.place, draft.region = old.place or draft.place, old.region or draft.region
    draft.note("document", f"updates the earlier {old.value}")


def _parents(kept: Sequence[Draft]) -> None:
    """Follow each mention's parent to the figure that now states it."""
    by_mention = {
        id(mention): draft for draft in kept for mention in (draft.mention, *draft.mention.stands_for)
    }
    for draft in kept:
        wanted = draft.mention.parent
        parent = by_mention.get(id(wanted)) if wanted is not None else None
        if (
            parent is not None
            and parent is not draft
            and parent.measure == draft.measure
            and _fits(draft, parent)
        ):
            draft.parent = parent
            draft.note("document", f"part of {parent.value}", "its sentence says so")


def _fits(part: Draft, whole: Draft) -> bool:
    high = whole.number.high
    return part.value is None or whole.value is None or high is None or part.value <= high


def _inside(kept: Sequence[Draft]) -> None:
    """Give a count whose place and period lie within those of a larger one of the same kind is part of it."""
    alike: dict[str, list[Draft]] = {}
    for draft in kept:
        alike.setdefault(draft.measure, []).append(draft)
    for draft in kept:
        if draft.parent is not None or draft.value is None:
            continue
        wholes = [other for other in alike[draft.measure] if _contains(other, draft)]
        if wholes:
            draft.parent = min(wholes, key=lambda other: other.value or 0)
            draft.note("document", f"part of {draft.parent.value}", "its place and period lie within")


def _contains(whole: Draft, part: Draft) -> bool:
    if whole is part or whole.measure != part.measure or whole.unit != part.unit:
        return False
    if whole.value is None or part.value is None or whole.value < part.value:
        return False
    if whole.party != part.party and whole.party is not None:
        return False
    if whole.start is None or whole.end is None or part.start is None or part.end is None:
        return False
    if not (whole.start <= part.start and part.end <= whole.end) or not _place_within(whole, part):
        return False
    if (whole.start, whole.end) == (part.start, part.end):
        return "gap" in part.mention.notes and part.own_place
    return part.source is None or whole.source == part.source


def _place_within(whole: Draft, part: Draft) -> bool:
    if whole.region is None:
        return whole.place is None
    return whole.region == part.region


def _added_up(kept: Sequence[Draft]) -> None:
    """Count that a later one adds up are its parts ("Altogether, seven died that day")."""
    for index, draft in enumerate(kept):
        if draft.value is None or draft.parent is not None or draft.mention.section == "title":
            continue
        parts: list[Draft] = []
        total = 0
        for other in reversed(kept[max(0, index - 6) : index]):
            if other.measure != draft.measure or other.value is None or other.parent is not None:
                continue
            if not agreeing_party(other, draft) or other.value >= draft.value:
                break
            parts.append(other)
            total += other.value
            if total >= draft.value:
                break
        if total == draft.value and len(parts) > 1:
            for part in parts:
                part.parent = draft
                part.note("document", f"part of {draft.value}", "they add up to it")


def _elaborated(kept: list[Draft]) -> None:
    """Give a later count that names no other event tells of those counted before.

    It is part of that total.
    """
    room: dict[int, int] = {}
    for index, draft in enumerate(kept):
        one_more = draft.mention.single and (draft.mention.apart or draft.number.more)
        before = kept[index - 1].parent if index and one_more else None
        if (
            draft.parent is not None
            or draft.value is None
            or (draft.number.more and before is None)
            or draft.mention.section == "title"
        ):
            continue
        for other in kept[max(0, index - _WINDOW) : index]:
            if not _elaborates(draft, other, goes_on=other is before):
                continue
            left = room.get(id(other), other.value or 0)
            if draft.value <= left or draft.mention.phrase.det == "the":
                room[id(other)] = left - draft.value
                draft.parent = other
                draft.note(
                    "document", f"part of the {other.value} of an earlier sentence", "it names no other event"
                )
                break


def _elaborates(draft: Draft, other: Draft, *, goes_on: bool) -> bool:
    """Whether a count tells of those of another; `goes_on` where the count before it does already."""
    if (
        other.measure != draft.measure
        or other.parent is not None
        or other.value is None
        or draft.value is None
    ):
        return False
    if other.mention.sentence == draft.mention.sentence or other.mention.section == "title":
        return False
    if (
        draft.value > other.value
        or other.unit != draft.unit
        or other.since != draft.since
        or (draft.mention.apart and not goes_on)
    ):
        return False
    if not agreeing_party(draft, other) or not _same_side(draft, other):
        return False
    if draft.nationwide != other.nationwide:
        return False
    if draft.own_source and other.source and not same_voice(draft.source, other.source):
        return False
    if (
        draft.own_time
        and (draft.start, draft.end) != (other.start, other.end)
        and (other.own_time or draft.since)
    ):
        return False
    return not (draft.own_place and other.own_place and draft.region != other.region)


def _same_side(one: Draft, two: Draft) -> bool:
    """Whether two counts may be of the same people.

    Neither civilians and fighters, nor both sides of a fight.
    """
    if len({one.mention.cls, two.mention.cls} & {"civilian", "combatant"}) > 1:
        return False
    return len({_side(one), _side(two)} - {""}) < 2


def _side(draft: Draft) -> str:
    phrase = draft.mention.phrase
    if phrase.word.side:
        return phrase.word.side
    return next((token.word.side for token in reversed(phrase.words) if token.word.side), "")


def _part_from_others(kept: Sequence[Draft]) -> None:
    """Cut what cannot be part of its whole: another party's, in another division, or weeks apart.

    A breakdown by place is left alone: its whole is then told for one place too few, not its parts.
    """
    spread: dict[int, set[str]] = {}
    for draft in kept:
        if draft.parent is not None and draft.region is not None:
            spread.setdefault(id(draft.parent), set()).add(draft.region)
    for draft in kept:
        whole = draft.parent
        if whole is not None and draft.party not in (None, whole.party) and _of_anybody(whole):
            whole.party = None  # "17 others, including four policemen" are no civilians like those before
        while draft.parent is not None and _cannot_hold(draft.parent, draft, spread):
            draft.parent = draft.parent.parent
            draft.note("part", "of another", "another party, division or time than its whole")


def _of_anybody(draft: Draft) -> bool:
    """Whether a count's own words leave open whose people they are: "17 others", "17 more"."""
    head = draft.mention.phrase.head
    return head is None or head.kind == "num" or head.low in ("others", "more")


def _cannot_hold(whole: Draft, part: Draft, spread: Mapping[int, set[str]]) -> bool:
    elsewhere = None not in (part.region, whole.region) and part.region != whole.region
    return (
        (None not in (part.party, whole.party) and part.party != whole.party)
        or (elsewhere and len(spread.get(id(whole), ())) <= 1)
        or _weeks_apart(part, whole)
    )


def _weeks_apart(one: Draft, other: Draft) -> bool:
    """Tell whether two periods are apart by more than a victim may live on with wounds."""
    first, second = sorted((one, other), key=lambda draft: draft.start or date.min)
    return first.end is not None and second.start is not None and second.start - first.end > _LIVE_ON


def _unknot(kept: Sequence[Draft]) -> None:
    """Part of a part of itself: cut, so that `part_of` never runs in a circle."""
    for draft in kept:
        seen = {id(draft)}
        node = draft
        while node.parent is not None:
            if id(node.parent) in seen:
                node.parent = None
                break
            seen.add(id(node.parent))
            node = node.parent
