"""When a count happened: the time that its clause names, or the one its sentence goes on about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.figures.calendar_spans import Span
from bot.figures.cardinals import simple_word
from bot.figures.chunks import Chunk
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_ISSUED = frozenset(
    {
        "publish",
        "release",
        "issue",
        "post",
        "share",
        "upload",
        "announce",
        "say",
        "tell",
        "report",
        "state",
        "warn",
        "declare",
        "acknowledge",
    }
)


_FIGHTS = word_set(
    "siege assault offensive battle battles sweep operation raid campaign clash clashes fighting attack "
    "bombardment standoff blockade onslaught push fight gunfight ambush crackdown"
)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class When:
    """A period that a sentence names, at token `at`.

    `saying` where it is when someone spoke, `began` where it is when an event of some length began,
    `opened` and `closed` where it is when someone came, or left ("after the soldiers withdrew on Sunday");
    `lasting` where it is the length of a fight that ended so.
    """

    span: Span
    at: int
    saying: bool = False
    began: bool = False
    opened: bool = False
    closed: bool = False
    lasting: bool = False


def times_in(
    tokens: Sequence[Token], chunks: Sequence[Chunk], published: date | None, last: Span | None,
    long: Span | None = None, day: Span | None = None,
) -> list[When]:  # fmt: skip
    """Give the periods that a sentence names.

    "the same day" takes up `last`, or an earlier one of the sentence; "in that period" takes up `long`,
    the last one that was more than a day or two, "a day earlier" the last `day`.
    """
    found: list[When] = []
    for index, chunk in enumerate(chunks):
        if chunk.kind != "time" or chunk.head is None:
            continue
        span = chunk.head.span
        if not isinstance(span, Span):
            continue
        if _is_aside(tokens, chunk, span):
            continue
        if tokens[chunk.start].low == "overnight" and day is not None and day.end is not None:
            span = Span(day.end, min(day.end + timedelta(days=1), span.end or day.end), "on", "range")
        saying = _is_said(tokens, chunks, index, span)
        if span.kind == "again":
            base = _base(span, [when.span for when in found if not when.saying], last, long, day)
            said = next((when.span for when in reversed(found) if when.saying), None)
            span = _shifted(span, said if base is None or (said and span.shift == -1) else base)
            if span is None:
                continue
        elif span.kind == "on" and published is not None and _since_before(tokens, chunk.start):
            span = replace(span, end=published, kind="since", grain="range")
        made = _placed(chunks, index, span, saying=saying)
        found.append(replace(made, began=True) if _broke_out(tokens, chunks, index, span) else made)
        if (len(found) > 1 and _is_from_to(tokens, found[-2], found[-1])) or (
            len(found) > 1 and _is_pair(tokens, found[-2], found[-1], chunks[index].start)
        ):
            joined = replace(found[-2].span, end=span.end, grain="range")
            found[-2:] = [replace(found[-2], span=joined)]
    return _onward(tokens, _lasting(tokens, found), published) if found else found


def _lasting(tokens: Sequence[Token], found: list[When]) -> list[When]:
    """Add the days of a fight whose length is told: "a three-day assault", "after a two-week siege".

    It ends on the day that the sentence names for its outcome, else on that on which it was told.
    """
    for at in range(len(tokens) - 1):
        days = _length(tokens[at].low) if "-" in tokens[at].low else None
        if days is None or tokens[at + 1].low not in _FIGHTS:
            days = _length_of(tokens, at)
        if days is None:
            continue
        named = next((w for w in reversed(found) if not w.saying and w.span.grain == "day"), None)
        told = named or next((w for w in found if w.saying and w.span.grain == "day"), None)
        end = told.span.end if told is not None else None
        if end is None or days > _LONGEST or (named is not None and named.began):
            return found
        after = at >= 2 and "after" in (tokens[at - 1].low, tokens[at - 2].low)
        start = end - timedelta(days=days if after else days - 1)
        return sorted(
            [*found, When(Span(start, end, "on", "range"), at, lasting=True)], key=lambda when: when.at
        )
    return found


def _length_of(tokens: Sequence[Token], at: int) -> int | None:
    """How many days "two weeks of fighting" names."""
    if at + 3 >= len(tokens) or tokens[at + 2].kind != "of" or tokens[at + 3].low not in _FIGHTS:
        return None
    unit = tokens[at + 1].low.removesuffix("s")
    return _length(f"{tokens[at].low}-{unit}") if unit in _UNIT_DAYS else None


_LONGEST = 400


def _length(word: str) -> int | None:
    """How many days "three-day" or "two-week" names."""
    number, _, unit = word.partition("-")
    count = int(number) if number.isdecimal() and len(number) < 4 else simple_word(number)
    days = _UNIT_DAYS.get(unit)
    return count * days if count is not None and days is not None and count > 0 else None


def _onward(tokens: Sequence[Token], found: list[When], published: date | None) -> list[When]:
    """Let a time run on where "since" closes what is told: "sent troops in May; 28 were arrested since"."""
    for at in range(2, len(tokens)):
        if tokens[at].low != "since" or tokens[at].kind == "time":
            continue
        if at + 1 < len(tokens) and tokens[at + 1].kind not in (".", ",", "conj", ";", "q>"):
            continue
        for index in range(len(found) - 1, -1, -1):
            span = found[index].span
            if found[index].at < at and span.kind == "on" and not found[index].saying:
                onward = When(Span(span.start, published, "since", "range"), at)
                return [*found[: index + 1], onward, *found[index + 1 :]]
    return found


def _base(
    again: Span, found: Sequence[Span], last: Span | None, long: Span | None, day: Span | None
) -> Span | None:
    """Give the period that another one takes up: of its sentence, else of those before."""
    if again.grain in ("month", "quarter", "year", "week"):
        return long or last or next(reversed(found), None)
    if again.grain in ("period", "before"):
        longer = next((span for span in reversed(found) if is_long(span)), None)
        return longer or long or (last if again.grain == "before" else None)
    own = next(reversed(found), None)
    if own is not None:
        return own
    return day if again.shift and day is not None else last


def is_long(span: Span) -> bool:
    """Tell whether a period is more than a day or two, so that "in that period" may mean it."""
    if span.start is None or span.end is None or span.kind == "as_of":
        return False
    return (span.end - span.start).days >= 2


def _is_said(tokens: Sequence[Token], chunks: Sequence[Chunk], at: int, span: Span) -> bool:
    """Tell whether a time is when something was said, written or brought up to date."""
    if span.kind == "since":
        return False
    if _is_papers(tokens, chunks[at]) or _is_update(chunks, at, span):
        return True
    return _is_saying(chunks, at) if span.grain == "day" else _is_said_in(chunks, at)


def _is_from_to(tokens: Sequence[Token], first: When, second: When) -> bool:
    """Tell whether two times are one period: "from June 25, when the offensive began, to August 18"."""
    one, two = first.span, second.span
    if one.kind != "on" or two.kind != "on" or first.at == 0 or tokens[first.at - 1].low != "from":
        return False
    closes = tokens[second.at - 1].low in ("to", "until", "through") and tokens[second.at - 2].kind == ","
    return closes and one.start is not None and two.end is not None and one.start < two.end


def _is_pair(tokens: Sequence[Token], first: When, second: When, at: int) -> bool:
    """Tell whether two times are one period: "on Sunday and Monday", "in December and January"."""
    if first.saying or second.saying or at - first.at != 2 or tokens[at - 1].low not in ("and", "to", "or"):
        return False
    one, two = first.span, second.span
    if one.kind != "on" or two.kind != "on" or one.grain != two.grain or one.grain not in ("day", "month"):
        return False
    return one.start is not None and two.end is not None and 0 < (two.end - one.start).days <= 62


_PAPERS = word_set("bulletin statement report broadcast briefing edition tally newscast update communique")
_SUPERLATIVES = word_set("most worst first fewest")
# "the camp, which it had held since 1995": how long something lasts, not when people died.
_HELD = word_set("held controlled ruled run led governed occupied existed stood")
_MADE = word_set("built founded opened established born elected dated signed adopted")


def _is_papers(tokens: Sequence[Token], chunk: Chunk) -> bool:
    """As in "its Sunday bulletin", "a statement on Monday": the day of a paper, not of what it tells."""
    if chunk.end < len(tokens) and tokens[chunk.end].low in _PAPERS:
        return True
    return chunk.start > 0 and tokens[chunk.start - 1].low in _PAPERS


def _is_aside(tokens: Sequence[Token], chunk: Chunk, span: Span) -> bool:
    """Tell a time that only compares or describes: "the worst since April", "a church built in 1953"."""
    if chunk.start < _DATELINE and _is_dateline(tokens, chunk):
        return True
    before = [token.low for token in tokens[max(chunk.start - 6, 0) : chunk.start]]
    if not before:
        return chunk.end < len(tokens) and tokens[chunk.end].low in ("marks", "marked")
    if span.kind == "since" and (
        any(_is_superlative(low) for low in before[-4:]) or _HELD & set(before[-3:])
    ):
        return True
    if span.grain == "year" and before[-1] in _MADE:
        return True
    return before[-1] in ("percent", "cent") and tokens[chunk.start].low.startswith("on ")


_DATELINE = 6


def _is_dateline(tokens: Sequence[Token], chunk: Chunk) -> bool:
    """As in "LIMA, April 29 -": the day on which it was written."""
    if not tokens[0].text.isupper() or len(tokens[0].text) < 3:
        return False
    return any(token.kind in ("—", "-", "–", ":") for token in tokens[chunk.end : chunk.end + 5])


def _is_superlative(low: str) -> bool:
    return low in _SUPERLATIVES or (low.endswith("est") and len(low) > 5 and low not in ("forest", "arrest"))


def _is_update(chunks: Sequence[Chunk], at: int, span: Span) -> bool:
    """As in "the toll rose to 18 on Monday": the day of the news, not of the event."""
    if span.grain != "day" or span.kind != "on":
        return False
    for index in range(at - 1, max(at - 6, -1), -1):
        chunk = chunks[index]
        if chunk.kind == "vg":
            return bool(set(chunk.lemmas) & _RISE)
        if chunk.kind not in ("np", "prep", "to", "num", "adv"):
            return False
    return False


_RISE = word_set("rise climb increase jump soar grow mount")
_TALLIES = word_set("report record document count register confirm verify tally log")


def _is_said_in(chunks: Sequence[Chunk], at: int) -> bool:
    """Tell whether a month or year is when someone spoke: not in "In May the group had recorded 31"."""
    for index in range(at - 1, max(at - 7, -1), -1):
        if chunks[index].kind == "vg" and set(chunks[index].lemmas) & _TALLIES:
            return False
        if chunks[index].kind in (",", "sub", ";", ":", "conj", "rel"):
            break
    for chunk in chunks[at + 1 : at + 7]:
        if chunk.kind == "vg":
            if set(chunk.lemmas) & _TALLIES:
                return False
            break
    return _is_saying(chunks, at)


def _placed(chunks: Sequence[Chunk], at: int, span: Span, *, saying: bool) -> When:
    """Give a period with what its verb says of it: that something began, or that someone came or left."""
    start = chunks[at].start
    if saying or span.kind != "on":
        return When(span, start, saying)
    if span.grain in ("month", "year"):
        began = any(c.kind == "vg" and set(c.lemmas) & _BEGIN for c in chunks[max(at - 3, 0) : at])
        return When(span, start, saying, began)
    if span.grain != "day":
        return When(span, start, saying)
    for index in range(at - 1, max(at - 6, -1), -1):
        verb = chunks[index].verb
        if chunks[index].kind == "vg" and (verb is None or verb.low == "am"):
            continue  # "at 4 am"
        if chunks[index].kind == "vg":
            lemmas = set(chunks[index].lemmas)
            clock = chunks[at - 1].kind in ("fact", "num") or chunks[at - 1].end - chunks[at - 1].start > 1
            began = bool(lemmas & _BEGIN) and index >= at - 3 and not (clock and _is_clock(chunks[at - 1]))
            return When(span, start, saying, began, bool(lemmas & (_BEGIN | _COME)), bool(lemmas & _LEAVE))
        if chunks[index].kind in (",", "sub", ";", ":", "conj"):
            break
    return When(span, start, saying)


def _is_clock(chunk: Chunk) -> bool:
    return any(token.low.strip(".") in ("p.m", "a.m", "pm", "am") for token in chunk.words)


def _broke_out(tokens: Sequence[Token], chunks: Sequence[Chunk], at: int, span: Span) -> bool:
    """As in "The war that broke out in Khartoum on April 15 has caused more than 4,000 deaths"."""
    if span.kind != "on":
        return False
    for index in range(at - 1, max(at - 6, 0), -1):
        if chunks[index].kind == "vg":
            broke = bool(set(chunks[index].lemmas) & (_BEGIN | {"break"})) and chunks[index - 1].kind == "rel"
            after = [chunk for chunk in chunks[at + 1 :] if chunk.kind == "vg"][:1]
            return broke and any(tokens[chunk.start].low in ("has", "have") for chunk in after)
        if chunks[index].kind not in ("np", "prep", "adv"):
            return False
    return False


_BEGIN = word_set("begin start erupt launch")
_COME = word_set("arrive enter come raid storm advance")
_LEAVE = word_set("withdraw leave retreat pull end depart")


def _shifted(again: Span, base: Span | None) -> Span | None:
    if base is None or base.end is None:
        return None
    if again.grain == "month" and base.start is not None:
        last_day = base.start.replace(day=1) - timedelta(days=1)
        return Span(last_day.replace(day=1), last_day, "on", "month")
    if again.grain == "quarter" and base.start is not None:
        index = base.start.year * 12 + base.start.month - 4
        first = date(index // 12, index % 12 + 1, 1)
        return Span(first, base.start - timedelta(days=1), "on", "range")
    if again.grain == "year":
        return Span(date(base.end.year - 1, 1, 1), date(base.end.year - 1, 12, 31), "on", "year")
    if again.grain == "week" and base.start is not None:
        return Span(base.start - timedelta(days=7), base.start - timedelta(days=1), "on", "week")
    if again.grain == "before" and base.start is not None:
        try:
            return Span(
                base.start - timedelta(days=again.shift), base.start - timedelta(days=1), "on", "range"
            )
        except OverflowError:
            return None
    if not again.shift:
        return base
    try:
        day = base.end + timedelta(days=again.shift)
    except OverflowError:
        return None
    return Span(day, day)


def _since_before(tokens: Sequence[Token], at: int) -> bool:
    """As in "since they resumed the offensive on June 25": a clause opened by "since" up to the time."""
    for index in range(at - 1, max(at - 12, -1), -1):
        token = tokens[index]
        if token.low == "since":
            return True
        if token.kind in (",", ".", ";", ":", "time", "num"):
            return False
    return False


def _is_saying(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a time belongs to a verb of saying.

    "said on Tuesday", "told reporters Sunday", "released on Saturday".
    """
    for index in range(at - 1, max(at - 7, -1), -1):
        chunk = chunks[index]
        if chunk.kind == "vg":
            verb = chunk.verb
            said = verb is not None and (verb.word.speech == 2 or bool(set(chunk.lemmas) & _ISSUED))
            return said or ("give" in chunk.lemmas and _is_account(chunks[index + 1]))
        if chunk.kind in (",", "sub", ";", ":", "conj", "rel"):
            break
    return _opens_saying(chunks, at)


def _is_account(chunk: Chunk) -> bool:
    """As in "The newspaper gave a different account on Wednesday"."""
    return chunk.head is not None and chunk.head.low in ("account", "version", "statement", "figure", "toll")


def _opens_saying(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "On Saturday the governor said ...": a time right before the speaker."""
    if any(chunk.kind not in ("prep", "adv", "<q") for chunk in chunks[:at]):
        return False
    for chunk in chunks[at + 1 : at + 7]:
        if chunk.kind == "vg":
            return chunk.verb is not None and chunk.verb.word.speech == 2 and not _takes_lives(chunks, chunk)
        if chunk.kind not in ("np", ",", "adv", "(", ")"):
            return False
    return False


def _takes_lives(chunks: Sequence[Chunk], verb: Chunk) -> bool:
    """As in "In December, a flood claimed 76 lives"."""
    after = next((chunk for chunk in chunks if chunk.start >= verb.end), None)
    return after is not None and after.head is not None and after.head.low in ("life", "lives")
