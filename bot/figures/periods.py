"""The period of each count: what its sentence says, else what its paragraph goes on about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.figures import period_choice, when
from bot.figures.calendar_spans import Span
from bot.figures.context import Context
from bot.figures.draft import Draft
from bot.figures.mentions import Clause, Mention
from bot.figures.sentences import Sentence
from bot.figures.word_lists import word_set

# Within how many sentences the main event's period is looked for.
_MAIN = 3
# Within how many sentences days are gathered that make it more exact.
_NEAR = 9


def settle_time(
    context: Context, draft: Draft, clause: Clause, spans: Sequence[when.When], sentence: Sentence
) -> None:
    """Take the period that the count's clause names, else the paragraph's.

    A toll that rose on a day counts from the event on; a comparison ("up from 52 in January") keeps its
    month to itself.
    """
    mention = draft.mention
    spoken = next((span.span.end for span in spans if span.saying), None)
    own = compared(mention, spans)
    spans = own or [
        span for span in spans if not any(span in compared(other, spans) for other in clause.compared)
    ]
    rising = "rise" in mention.notes
    if rising:
        spans = [span for span in spans if not _is_short(span.span) or _of_the_event(clause, span, mention)]
    breaks = _breaks(clause)
    span = period_choice.choose_time(
        spans, max(mention.phrase.start, mention.verb), mention.phrase.end, breaks
    )
    if span is None:
        if not rising and context.span is not None and context.span_paragraph == sentence.paragraph:
            draft.start, draft.end = context.span.start, context.span.end
            draft.note("date", f"{draft.start} to {draft.end}", "named earlier in the paragraph")
        draft.ongoing = _goes_on(clause, mention)
        return
    chosen = span
    if span.kind == "since" or (span.end == context.published and span.grain in ("month", "week", "year")):
        span = _closed(context, span, spoken)
    if span.kind == "as_of" and span.start is None:
        span = _begun_before(context, span, sentence)
    draft.start, draft.end = span.start, span.end
    draft.own_time, draft.since = True, span.kind == "since"
    if span.grain == "day" and span.kind == "on" and _found_then(clause, mention):
        draft.start = None
    words = [clause.tokens[named.at] for named in spans if named.span is chosen]
    draft.note("date", f"{draft.start} to {draft.end}", "named in its sentence", words[:1])
    if not own:
        context.span, context.span_paragraph = span, sentence.paragraph
        if draft.title:
            context.title_span = context.title_span or span
        elif context.main_span is None and _may_be_main(mention, span, sentence):
            context.main_span = span


def _begun_before(context: Context, span: Span, sentence: Sentence) -> Span:
    """Let what is told "as of Monday" begin with what its paragraph counts since."""
    base = context.span
    if base is None or base.kind != "since" or context.span_paragraph != sentence.paragraph:
        return span
    return span if base.start is None or span.end is None else replace(span, start=base.start)


def _is_short(span: Span) -> bool:
    """Whether a period is a day or a weekend: when a toll rose, not when people died."""
    if span.kind != "on" or span.start is None or span.end is None:
        return span.grain == "day"
    return (span.end - span.start).days <= _WEEKEND


def _of_the_event(clause: Clause, span: when.When, mention: Mention) -> bool:
    """Whether a day belongs to what a toll is of: "The toll from Sunday's earthquake has risen to 57"."""
    between = clause.tokens[span.at : mention.phrase.start]
    return span.at < mention.phrase.start and all(token.kind != "," for token in between)


def _may_be_main(mention: Mention, span: Span, sentence: Sentence) -> bool:
    """Whether a count's period is that of the report's main event.

    Not where it only made a toll rise ("to 32 after five of the wounded died over the weekend").
    """
    total = mention.parent if mention.parent is not None and "rise" in mention.parent.notes else None
    number = mention.number
    found_later = mention.phrase.word.carrier and number is not None and number.more
    raises = total is not None and (mention.phrase.start > total.phrase.start or found_later)
    return sentence.index < _MAIN and not _is_background(span, sentence) and not raises


def _is_background(span: Span, sentence: Sentence) -> bool:
    """Whether a period after the lead is far longer than an event ("nine towns since November")."""
    if sentence.index == 0 or span.start is None or span.end is None:
        return False
    return (span.end - span.start).days > _LONG


_LONG = 60


def _breaks(clause: Clause) -> list[int]:
    """Give where a time stops to hold: at a semicolon, a colon, a dash, or a comma with "and"."""
    chunks = clause.chunks
    return [
        chunk.start
        for before, chunk in pairwise(chunks)
        if chunk.kind in (";", ":", "—") or (chunk.kind == "conj" and before.kind == ",")
    ]


def _found_then(clause: Clause, mention: Mention) -> bool:
    """Tell whether a day is that of the finding: nothing says when the dead who were found then died."""
    if not mention.phrase.word.carrier:
        return False
    near = [c for c in clause.chunks if c.kind == "vg" and abs(c.start - mention.phrase.end) < 8]
    return any(set(chunk.lemmas) & {"find", "discover", "recover"} for chunk in near)


def _goes_on(clause: Clause, mention: Mention) -> bool:
    """Tell whether a count has gone on up to now ("have been killed", "has lost")."""
    for chunk in clause.chunks:
        if chunk.kind == "vg" and chunk.start <= mention.verb < chunk.end:
            return any(token.low in ("has", "have") for token in clause.tokens[chunk.start : chunk.end])
    return False


# How many words a time may stand from the number of "In January it was 37".
_NEXT_TO = 5


def compared(mention: Mention, spans: Sequence[when.When]) -> list[when.When]:
    """Give the period of a comparison's own number: "January" in "up from 52 in January"."""
    if "compared" in mention.notes:
        return [span for span in spans if abs(span.at - mention.phrase.start) <= _NEXT_TO]
    if "gap" not in mention.notes:
        return []
    return [span for span in spans if 0 <= span.at - mention.phrase.end <= 4][:1]


def _closed(context: Context, span: Span, heard_on: date | None) -> Span:
    """Give the end of a period that is open: the day on which its count was given, or the main event's."""
    if span.end != span.start or span.grain == "day":
        if (
            heard_on is not None
            and span.end == context.published
            and span.start is not None
            and heard_on >= span.start
        ):
            return replace(span, end=heard_on)
        return span
    main = context.main_span
    closing = (
        main.end
        if main is not None and main.end is not None and span.start and main.end > span.start
        else None
    )
    closed = replace(span, end=closing or context.published)
    if main is None or main.start is None or span.start is None or (main.start - span.start).days <= _LONG:
        context.main_span = closed
    return closed


def remember_times(
    context: Context, spans: Sequence[when.When], sentence: Sentence, drafts: Sequence[Draft], *, text: bool
) -> None:
    """Keep the periods that later sentences may take up."""
    if text and sentence.index == 0 and drafts and not spans and _is_ongoing(sentence):
        context.main_span = Span(None, context.published, "since", "range")
    if text and sentence.index == 0:
        context.lasting = next((span.span for span in spans if span.lasting), None)
    for span in spans:
        if any(span in compared(draft.mention, spans) for draft in drafts) or _is_the_worst(sentence):
            continue
        told = _as_settled(context, span.span)
        context.last_span = told
        if when.is_long(told):
            context.long_span = told
        if span.span.grain == "day" and span.span.kind == "on":
            context.last_day = span.span
        if not text:
            if when.is_long(span.span):
                context.title_span = context.title_span or span.span
            continue
        _begun(context, span.span, sentence)
        if sentence.index < _NEAR and _covers(sentence) and when.is_long(span.span):
            context.main_span, context.covered = span.span, True
        if span.span.kind != "as_of":
            context.span, context.span_paragraph = span.span, sentence.paragraph
        _remember_day(context, span, sentence)


def _as_settled(context: Context, span: Span) -> Span:
    """Give a period that began when the main event's did its end: "since November 9", told on Thursday."""
    main = context.main_span
    same = main is not None and span.kind == "since" and main.start == span.start
    return replace(span, end=main.end) if same and main is not None else span


def _is_the_worst(sentence: Sentence) -> bool:
    """As in "The bloodiest month was August": what follows is not told of that month."""
    lows = [token.low for token in sentence.tokens[:6]]
    return any(a in ("month", "week", "day", "year") and b in ("was", "is") for a, b in pairwise(lows))


def _begun(context: Context, span: Span, sentence: Sentence) -> None:
    """Take the day since when "rains have lashed the country" for the first of a disaster that goes on."""
    main = context.main_span
    if main is None or main.kind != "since" or main.start is not None or sentence.index >= _NEAR:
        return
    if span.kind == "since" and span.start is not None:
        context.main_span = replace(main, start=span.start)


def _covers(sentence: Sentence) -> bool:
    """As in "The toll covers the period from June 25 to August 18", "has compiled what it knows of May"."""
    lows = [token.low for token in sentence.tokens[:8]]
    if sentence.index < _MAIN and any(token.low in _COMPILED for token in sentence.tokens):
        return True
    return not _COVERED.isdisjoint(lows) and any(low.startswith("cover") for low in lows)


_COMPILED = frozenset({"compiled", "collated", "covering"})
_COVERED = frozenset(
    {"toll", "figures", "figure", "numbers", "report", "data", "tally", "count", "statement"}
)


def _is_ongoing(sentence: Sentence) -> bool:
    """Whether a lead tells of a disaster that goes on: "Floods have killed at least 38 people"."""
    lows = [token.low for token in sentence.tokens]
    perfect = next((at for at, low in enumerate(lows) if low in ("has", "have")), 0)
    return not _DISASTERS.isdisjoint(lows[:perfect])


_DISASTERS = word_set(
    "flood floods flooding rain rains monsoon heatwave drought wildfires outbreak epidemic cholera measles "
    "dengue famine landslides storms fighting violence unrest protests"
)


def _remember_day(context: Context, span: when.When, sentence: Sentence) -> None:
    start, end = span.span.start, span.span.end
    if span.span.kind != "on" or start is None or end is None or (end - start).days > _WEEKEND:
        return
    if span.span.grain != "day":
        context.days += [start, end] if sentence.index < _NEAR else []
        return
    if context.later_span is None or (sentence.index < _NEAR and _tells_when(sentence)):
        context.later_span = span.span
    if sentence.index < _NEAR:
        context.days += [start, end]
        if span.opened:
            context.opened.append(start)
        if span.closed:
            context.closed.append(end)


def _tells_when(sentence: Sentence) -> bool:
    """As in "The disaster struck on Sunday afternoon": the day of what the report is about."""
    lows = [token.low for token in sentence.tokens[:7]]
    return lows[:1] == ["the"] and not _EVENTS.isdisjoint(lows) and not _HAPPENED.isdisjoint(lows)


_EVENTS = word_set(
    "disaster accident incident attack strike airstrike raid explosion blast collapse landslide quake "
    "earthquake "
    "crash fire ambush massacre bombing shooting clash tragedy crush stampede sinking"
)
_HAPPENED = word_set("struck happened occurred took hit broke")


def refined(context: Context, start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """Give a period in the days that the report goes on to name.

    A day on which soldiers came runs to the day on which they left, and one on which they left from the
    day on which they came; "this week" is the days of it that are told of; what began on a day and is
    told of to its last day ends on that day.
    """
    if start is None or end is None:
        return start, end
    if start == end:
        for opened in context.opened:
            if end in context.closed and timedelta(0) < end - opened <= _RAID:
                return opened, end
        for closed in context.closed:
            if start in context.opened and timedelta(0) < closed - start <= _RAID:
                return start, closed
        return start, end
    main = context.main_span
    if main is None or (start, end) != (main.start, main.end) or main.grain not in ("week", "late", "began"):
        return start, end
    if main.grain == "week" and end != context.published:
        return start, end
    told = context.title_span
    if main.grain == "week" and told is not None and when.is_long(told):
        return told.start, told.end  # "this week", in an update "(January 5 to 11, 2026)"
    inside = [day for day in context.days if start <= day <= end]
    if main.grain == "began":
        later = [day for day in inside if day > start]
        return (start, max(later)) if later else (start, end)
    return (min(inside), max(inside)) if inside else (start, end)


def since_it_began(context: Context, end: date | None) -> date | None:
    """Give the first day of the fight that a lead says ended so: "took it after two weeks of fighting"."""
    lasting = context.lasting
    return lasting.start if lasting is not None and end is not None and lasting.end == end else None


_RAID = timedelta(days=10)
_WEEKEND = 2
