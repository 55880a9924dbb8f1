"""Place, period and source of each count: what its sentence says, else what the report goes on about."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from bot.figures import periods, place_choice, roll
from bot.figures.context import Context
from bot.figures.draft import Draft
from bot.figures.lexicon import PERSONAL
from bot.figures.mentions import Clause, Mention
from bot.figures.place_lists import GEO, Where
from bot.figures.sentences import Sentence
from bot.figures.word_lists import word_set

_BREAKS = frozenset({";", ":", "—", "sub"})
_LONG_DAYS = 88
_NAMED_AGAIN = word_set("victim deceased dead man woman person body life")


def settle_class(context: Context, mention: Mention) -> None:
    """Give a bare number the class of what was counted before it, and choose the measure by it."""
    head = mention.phrase.head
    leaning = not mention.cls or (
        mention.cls == "people"
        and head is not None
        and head.low in ("others", "more", "members", "people")
        and all(token is head or token.kind != "word" for token in mention.phrase.words)
    )
    if mention.rule.startswith("part:incl") and mention.parent is not None:
        mention.measure = mention.parent.measure
    if mention.cls and mention.cls not in ("name", "group", "place") and not leaning:
        context.cls = mention.cls
        return
    if not mention.cls:
        mention.cls = context.cls
    if mention.parent is not None:
        if mention.rule.startswith("part"):
            mention.measure = mention.parent.measure
        return
    if mention.rule == "loser:lose" and context.cls == "building":
        mention.measure = "buildings_destroyed"  # "Satsu lost 81", of houses
    if (mention.measure == "captured" and context.cls == "civilian") or mention.rule == "object:recapture":
        mention.measure = "arrested"
    elif mention.measure == "arrested" and context.cls == "combatant" and mention.rule.startswith("object"):
        mention.measure = "captured"


def counts_alone(context: Context, mention: Mention, beside: Sequence[Mention]) -> bool:
    """Whether "the driver" or "him" counts one: only where it is not someone counted before."""
    phrase = mention.phrase
    head = phrase.head
    if head is None or mention.cls not in (*PERSONAL, "base", "town", "building", "name", ""):
        return False
    if mention.measure == "displaced":
        return False
    if (
        phrase.inner is not None
        and (head.word.noun or phrase.cls or phrase.det != "the")
        and head.word.noun not in (*PERSONAL, "building")
    ):
        return False  # "the number of people", "the fate of others"
    if phrase.det == "pron" and head.low not in ("him", "her", "he", "she"):
        return False
    if mention.cls == "building" and _is_listed(mention, beside):
        return True
    if mention.cls in ("base", "town", "building"):
        return not phrase.word.plural and not _LAST.isdisjoint(token.low for token in phrase.words)
    if not mention.cls and head.low.endswith("s"):
        return False
    if phrase.word.plural or head.low in ("them", "they", "it", "us", "we", "those", "others", "these"):
        return False
    same = [m for m in context.mentions if m.measure == mention.measure and m.number is not None]
    if not same:
        return True
    if phrase.det == "pron" or head.low in _NAMED_AGAIN or (len(same) == 1 and same[0].single):
        return False
    stem = head.low.rstrip("s")
    return all(_stem(m) != stem and not (m.cls == mention.cls and m.single) for m in same)


def _is_listed(mention: Mention, beside: Sequence[Mention]) -> bool:
    """As in "the dining hall and five houses were destroyed"."""
    phrase = mention.phrase
    if (
        phrase.word.plural
        or phrase.det != "the"
        or mention.phrase.words[-1].low in ("house", "home", "building")
    ):
        return False
    return any(
        m.verb == mention.verb and m.measure == mention.measure and m.number is not None for m in beside
    )


# "the last outpost", "the town's only cinema": one, though no number says so.
_LAST = frozenset({"last", "only", "sole", "remaining", "final"})


def _stem(mention: Mention) -> str:
    head = mention.phrase.head
    return head.low.rstrip("s") if head is not None else ""


def settle_place(
    context: Context, draft: Draft, clause: Clause, named: Sequence[Where],
    heard: Sequence[roll.Voice], sentence: Sentence,
) -> None:  # fmt: skip
    """Take the place that the count's clause names, else the paragraph's."""
    mention = draft.mention
    parts = [part for part in clause.taken.values() if part is not mention and is_part_of_them(part)]
    told = [where for where in named if not is_speakers(where, heard, mention.phrase.end)]
    if parts:
        told = [where for where in told if not is_a_parts(where, parts)]
    chosen = _own_place(clause, mention, told)
    if chosen is None and (meant := _meant_again(context, clause)):
        draft.place, draft.region = meant
        draft.own_place = True
        draft.note("place", str(draft.place), "named again by its kind")
        return
    if (chosen is None and _is_whole_war(draft, clause)) or _is_of_the_war(draft, clause, chosen):
        draft.nationwide = True
        draft.note("place", "", "a whole war's toll")
        return
    if chosen is None:
        if context.place_paragraph == sentence.paragraph and sentence.index >= 0:
            draft.place, draft.region = context.place
            draft.note("place", str(draft.place), "named earlier in the paragraph")
        return
    draft.place, draft.region = chosen.words, chosen.region
    draft.own_place = True
    if chosen.whole:
        draft.place, draft.nationwide = None, True
    elif chosen.region is None and context.atlas.scoped and not chosen.known:
        beside = next((where.region for where in named if where.region and where.strong), None)
        near = context.place[1] if context.place_paragraph == sentence.paragraph else None
        draft.region = beside or near or (context.main_place or (None, None))[1]
    words = clause.tokens[chosen.begin : chosen.end]
    draft.note("place", chosen.words, "the whole country" if chosen.whole else "named beside it", words)


def is_a_parts(where: Where, parts: Sequence[Mention]) -> bool:
    """Whether a place is that of a part alone: "1,204 homes, 1,011 of them in Sagaing, and 103 civilians"."""
    return any(0 < where.begin - part.phrase.end <= _RIGHT_AFTER for part in parts)


def is_part_of_them(part: Mention) -> bool:
    """Tell whether a count is of some of those that another counts: "six of them"."""
    return part.phrase.partitive and part.parent is not None


_RIGHT_AFTER = 2


def _is_whole_war(draft: Draft, clause: Clause) -> bool:
    """Whether a count is a war's: "The war has killed more than 28,000 people"."""
    if draft.value is None or draft.value < _MANY:
        return False
    return any(token.low in ("war", "insurgency", "conflict") for token in clause.tokens)


def _is_of_the_war(draft: Draft, clause: Clause, chosen: Where | None) -> bool:
    """As in "The war that broke out in Khartoum has caused 4,000 deaths": the place is where it began."""
    opens = [token.low for token in clause.tokens[:4]]
    begun = any(a in ("war", "conflict") and b in ("that", "which") for a, b in pairwise(opens))
    return begun and (chosen is None or chosen.end <= draft.mention.phrase.start)


_MANY = 5000


def is_speakers(where: Where, heard: Sequence[roll.Voice], end: int) -> bool:
    """Tell whether a place after `end` only says where a speaker is: "..., said a man in Bangladesh"."""
    return any(
        not voice.before and end <= voice.begin <= where.begin and where.begin - voice.begin < 12
        for voice in heard
    )


def _meant_again(context: Context, clause: Clause) -> tuple[str | None, str | None] | None:
    """Give the main event's division or place where a sentence names it by its kind: "in the region"."""
    main = context.main_place or context.title_place
    if main is None:
        return None
    tokens = clause.tokens
    for at in range(2, len(tokens)):
        if tokens[at - 1].low == "same" and tokens[at].low in GEO | _SPOTS and tokens[at - 2].low == "the":
            return main
        if tokens[at - 1].low != "the" or tokens[at - 2].low not in ("in", "across", "throughout"):
            continue
        if at + 1 < len(tokens) and tokens[at + 1].kind in ("of", "cap"):
            continue
        if tokens[at].low in _DIVISION and main[1]:
            return main[1], main[1]
        if tokens[at].low in _AREA:
            return main
    return None


_WHERE = frozenset({"in", "at", "from", "across", "near", "around", "on", "along"})
_SPOTS = frozenset({"spot", "place", "stretch", "site"})
_DIVISION = frozenset({"region", "state", "province", "department"})
_AREA = frozenset({"township", "district", "town", "city", "village", "territory"})


def _own_place(clause: Clause, mention: Mention, named: Sequence[Where]) -> Where | None:
    at, end = mention.phrase.start, mention.phrase.end
    if mention.measure in ("towns_seized", "bases_seized"):
        within = [where for where in named if at <= where.begin < end and where.known]
        if within:
            return within[-1]
    if "gap" in mention.notes:
        after = [where for where in named if 0 <= where.begin - end <= 2]
        before = [where for where in named if 0 <= at - where.end <= 2]
        follows = clause.tokens[end].low if end < len(clause.tokens) else ""
        if after and follows in _WHERE:  # "12 in Pale, 11 in Kani", not "Pale with 12, Kani with 11"
            return after[0]
        if before or after:
            return (before or after)[0]
        subject = [where for where in named if where.end <= at and where.known and not where.whole]
        if subject and not any(where.strong for where in named if where.begin >= end):
            return subject[-1]
    breaks = [chunk.start for chunk in clause.chunks if chunk.kind in _BREAKS]
    left = max((b for b in breaks if b <= at), default=0)
    right = min((b for b in breaks if b >= end), default=len(clause.tokens))
    # What follows a colon tells the count apart: "30 clashes in May: 12 in Pale, ..."
    colon = next((at for at in range(end, len(clause.tokens)) if clause.tokens[at].low == ":"), None)
    if colon is not None:
        named = [where for where in named if where.begin < colon]
    return place_choice.choose(named, at, end, (left, right))


def settle_source(
    context: Context, draft: Draft, clause: Clause, heard: Sequence[roll.Voice], sentence: Sentence
) -> None:
    """Take who speaks in the count's sentence, else who spoke last in the paragraph."""
    voice = roll.speaker_of(heard, draft.mention.phrase.start, draft.mention.phrase.end)
    if voice is not None:
        before = [other for other in heard if other.begin < voice.begin and not other.pronoun]
        meant = roll.look_up([*context.roll, *before] if voice.pronoun else context.roll, voice)
        speaker = meant or voice
        draft.source = speaker.who if not speaker.pronoun else None
        draft.own_source = meant is None
        draft.voiced = True
        context.speaker_party = speaker.party or voice.party
        why = "taken up again" if meant else "speaks in its sentence"
        draft.note("source", str(draft.source), why, clause.tokens[voice.begin : voice.end])
    elif context.roll and context.speaker_paragraph == sentence.paragraph:
        draft.source = context.roll[-1].who
        draft.note("source", draft.source, "carries on in the paragraph")


def _main_place(context: Context) -> tuple[str | None, str | None]:
    """Give the place of the report's main event: the lead's, else the title's."""
    place, region = (
        context.main_place or (None, None)
        if context.national
        else context.main_place or context.title_place or (None, None)
    )
    if region is None and context.title_place is not None:
        region = context.title_place[1]
    if place is None and region is None and context.dateline is not None and not context.national:
        place, region = context.dateline
    if region is None and place is not None:
        region = context.first_region if context.atlas.scoped else context.any_region
    if region is None and place is not None and context.dateline is not None:
        region = context.dateline[1]
    return place, region


def _daily(context: Context, draft: Draft) -> bool:
    """Whether a count is of the last days, in a report on what somebody's paper says of them."""
    if not context.papers or context.published is None or draft.start is None or draft.end is None:
        return False
    return context.published - draft.start <= _DAYS and draft.end <= context.published


_DAYS = timedelta(days=7)

# What falls on the day on which it falls, however long was fought for it.
_FELL = frozenset({"towns_seized", "bases_seized"})


def carry_back(context: Context) -> None:
    """Fill what a count's own paragraph leaves open from the report's main event."""
    main_place = _main_place(context)
    main = context.main_span or context.title_span or context.later_span
    main_days = periods.refined(context, main.start, main.end) if main is not None else (None, None)
    for draft in context.drafts:
        days = (draft.end - draft.start).days if draft.start is not None and draft.end is not None else 0
        if draft.start is None and draft.end is None and not draft.own_time:
            draft.start, draft.end = (main.start, main.end) if main is not None else (None, context.published)
            draft.note("date", f"{draft.start} to {draft.end}", "the report's main event")
        lasting = draft.start is not None and draft.end is not None and (draft.end - draft.start).days > 1
        if (
            draft.ongoing
            and not draft.own_time
            and lasting
            and not context.covered
            and context.published is not None
        ):
            draft.end = context.published
        if (
            draft.measure == "displaced"
            and not draft.own_time
            and draft.start is not None
            and draft.start == draft.end
        ):
            draft.end = context.published or draft.end
        draft.start, draft.end = periods.refined(context, draft.start, draft.end)
        if not draft.own_time and draft.measure not in _FELL and (draft.start, draft.end) == main_days:
            draft.start = periods.since_it_began(context, draft.end) or draft.start
        long = draft.own_time and days > _LONG_DAYS and (draft.start, draft.end) != main_days
        if draft.place is None and draft.region is None and not draft.nationwide and not long:
            draft.place, draft.region = main_place
            draft.note("place", str(draft.place), "the report's main event")
        if draft.region is None and draft.place is not None:
            draft.region = main_place[1] or (None if context.atlas.scoped else context.any_region)
        same = main is not None and (draft.start, draft.end) == main_days
        if draft.source is None and context.standing is not None and (same or _daily(context, draft)):
            draft.source = context.standing
            draft.note("source", context.standing, "the report's standing source")
        if draft.source is not None and draft.source == context.generic and context.meant is not None:
            draft.source = context.meant
            draft.note("source", context.meant, "named after it was brought in")
        draft.region = draft.region or None
        draft.caveat = bool(context.caveats)
