"""Place, period and source of each count: what its sentence says, else what the report goes on about."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from bot.figures import periods, place_choice, roll, when
from bot.figures.context import Context
from bot.figures.draft import Draft
from bot.figures.mentions import Clause, Mention
from bot.figures.model import Field
from bot.figures.owners import party_of_phrase
from bot.figures.place_lists import GEO, Where
from bot.figures.sentences import Sentence
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_BREAKS = frozenset({";", ":", "—", "sub"})
_MAIN = 3
# Within how many sentences the division of the main event's place is looked for.
_NEAR = 6
# Within how many sentences a body that was brought in without its name is named.
_NAMED = 12
# How many of those who spoke are kept, to be taken up by "he" or "the group".
_ROLL = 40
_LONG_DAYS = 88
_PERSONAL = frozenset({"people", "civilian", "combatant"})
_DAILY = word_set("daily briefing")
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
    if head is None or mention.cls not in (*_PERSONAL, "base", "town", "building", "name", ""):
        return False
    if mention.measure == "displaced":
        return False
    if (
        phrase.inner is not None
        and (head.word.noun or phrase.cls or phrase.det != "the")
        and head.word.noun not in (*_PERSONAL, "building")
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
    parts = [part for part in clause.taken.values() if part is not mention and _is_part_of_them(part)]
    told = [where for where in named if not _is_speakers(where, heard, mention.phrase.end)]
    if parts:
        told = [where for where in told if not _is_a_parts(where, parts)]
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


def _is_a_parts(where: Where, parts: Sequence[Mention]) -> bool:
    """Whether a place is that of a part alone: "1,204 homes, 1,011 of them in Sagaing, and 103 civilians"."""
    return any(0 < where.begin - part.phrase.end <= _RIGHT_AFTER for part in parts)


def _is_part_of_them(part: Mention) -> bool:
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


def _is_speakers(where: Where, heard: Sequence[roll.Voice], end: int) -> bool:
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


def remember_people(context: Context, clause: Clause) -> None:
    """Keep whom the last counted phrase of a sentence names, for the bare numbers of the next one."""
    for chunk in reversed(clause.chunks):
        known = clause.taken.get(chunk.start)
        if known is not None and known.parent is not None:
            continue
        if (
            chunk.kind == "np"
            and chunk.num is not None
            and chunk.cls in _PERSONAL
            and not chunk.partitive
            and not chunk.prep
        ):
            party = party_of_phrase(chunk)
            if party is not None or chunk.start not in clause.taken:
                context.party, context.cls = party, chunk.cls
            return


def remember(
    context: Context, spans: Sequence[when.When], named: Sequence[Where], heard: Sequence[roll.Voice],
    sentence: Sentence, name: Field, drafts: Sequence[Draft], region: str | None, tokens: Sequence[Token],
) -> None:  # fmt: skip
    """Keep what later sentences may lean on."""
    text = name == "text"
    periods.remember_times(context, [s for s in spans if not s.saying], sentence, drafts, text=text)
    _remember_speakers(context, heard, sentence, tokens, text=text)
    parts = [draft.mention for draft in drafts if _is_part_of_them(draft.mention)]
    told = [
        where
        for where in named
        if not where.whole and not _is_speakers(where, heard, 0) and not (parts and _is_a_parts(where, parts))
    ]
    _remember_quotes(context, heard, sentence, tokens, drafts)
    strong = [(where.words, where.region) for where in told if where.strong]
    weak = [(where.words, where.region) for where in told if where.known and where.region]
    stated = [
        (d.place, d.region)
        for d in drafts
        if d.own_place and not d.nationwide and not _is_part_of_them(d.mention)
    ]
    if text and (strong or stated):
        context.place, context.place_paragraph = (stated or strong)[-1], sentence.paragraph
    if context.any_region is None:
        context.any_region = region
    if context.first_region is None and text and sentence.index < _NEAR:
        context.first_region = next((division for _, division in strong if division), None)
    if context.dateline is None:
        context.dateline = next(((where.words, where.region) for where in named if where.dateline), None)
    vague = context.main_place is not None and context.main_place[1] is None and bool(strong and strong[0][1])
    if text and sentence.index == 0 and _is_bare_dateline(tokens):
        return
    if (context.main_place is None or vague) and not context.national and sentence.index < _MAIN:
        first = next(iter([*stated, *strong, *weak]), None)
        if text:
            context.main_place = first
            context.national = first is None and bool(drafts) and context.atlas.scoped
        elif context.title_place is None:
            context.title_place = first


def _remember_quotes(
    context: Context, heard: Sequence[roll.Voice], sentence: Sentence, tokens: Sequence[Token],
    drafts: Sequence[Draft],
) -> None:  # fmt: skip
    """Give what is counted in a quote of several sentences to whoever is named where it closes."""
    marks = [token.kind for token in tokens if token.kind in ("<q", "q>")]
    going_on = context.quoted_paragraph == sentence.paragraph
    if going_on and marks[:1] == ["q>"]:
        for draft in context.quoted if heard and context.roll else ():
            draft.source, draft.voiced = context.roll[-1].who, True
            draft.note("source", context.roll[-1].who, "speaks where the quote closes")
    if marks[-1:] == ["<q"] or (going_on and not marks):
        silent = [draft for draft in drafts if not draft.voiced]
        context.quoted = [*context.quoted, *silent] if going_on and not marks else silent
        context.quoted_paragraph = sentence.paragraph
    elif marks:
        context.quoted, context.quoted_paragraph = [], -1


def _is_bare_dateline(tokens: Sequence[Token]) -> bool:
    """Whether a text's first line only says where and when it was written: "Nay Pyi Taw, December 18"."""
    return len(tokens) < _LINE and not any(token.word.forms or token.kind == "be" for token in tokens)


_LINE = 8


def _remember_speakers(
    context: Context,
    heard: Sequence[roll.Voice],
    sentence: Sentence,
    tokens: Sequence[Token],
    *,
    text: bool,
) -> None:
    if context.standing is None and text:
        context.standing = _office_with_a_paper(context, sentence, tokens)
    for voice in heard:
        speaker = roll.look_up(context.roll, voice) or voice
        if speaker.pronoun or not text:
            continue
        if context.generic is None and not context.roll and roll.is_generic(speaker):
            context.generic = speaker.who
        elif context.generic is not None and context.meant is None and roll.names_body(speaker):
            other = any(token.low in ("another", "second", "other", "separate") for token in tokens)
            context.meant = speaker.who if sentence.index < _NAMED and not other else None
        context.roll.append(speaker)
        del context.roll[:-_ROLL]
        context.speaker_party = speaker.party or voice.party
        context.speaker_paragraph = sentence.paragraph
        if context.standing is None and text and sentence.index < 2 and roll.stands(speaker, tokens):
            context.standing = speaker.who
            context.papers = any(token.low in _DAILY for token in tokens)


def _office_with_a_paper(context: Context, sentence: Sentence, tokens: Sequence[Token]) -> str | None:
    """Give the office whose paper a report is about: "The figures stand in the ministry's summary"."""
    if sentence.index >= _MAIN or not context.roll or all(token.low not in roll.PAPERS for token in tokens):
        return None
    owners = {token.low for token in tokens if token.poss}
    speaker = context.roll[-1]
    return speaker.who if not speaker.person and owners & set(speaker.who.lower().split()) else None


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
