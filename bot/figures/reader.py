"""Reading a report: the stages in order, from its words to its figures."""

from collections.abc import Sequence
from datetime import date

from bot.figures import document, memory, periods, places, settle, speakers, when
from bot.figures.beat import Beat
from bot.figures.context import Context
from bot.figures.counting import read_mentions
from bot.figures.dates import read_times
from bot.figures.draft import Draft
from bot.figures.language import judge
from bot.figures.mentions import Clause, Mention
from bot.figures.model import Field, Reading, ReportText, Step
from bot.figures.normal import Normal, normalise
from bot.figures.numbers import Number, read_numbers
from bot.figures.output import reading_of
from bot.figures.parties import settle_party
from bot.figures.parts import add_parts
from bot.figures.phrases import chunk
from bot.figures.scope import active_packs, atlas_of, epochs_of, words_written
from bot.figures.sentences import Sentence, split_sentences
from bot.figures.source_names import name_in_full
from bot.figures.tokens import (
    Token,
    drop_single_quotes,
    drop_title_dots,
    set_asides_off,
    settle_case,
    tokenise,
)
from bot.figures.twins import named_ones, older, older_from


def read(report: ReportText, beat: Beat, *, explain: bool = False) -> Reading:
    """Read a report's title and text and give every figure that it states, with its evidence.

    Pure: no I/O, and the cost is linear in the length. Bad input (no text, another language, a paywall
    notice,
    broken characters) gives a Reading whose `problem` says what is wrong and that claims nothing. Nothing is
    raised for any text. `explain` fills `explanations` with what each stage decided and why.
    """
    verdict = judge(report)
    if verdict.problem is not None:
        return Reading(language=verdict.language, problem=verdict.problem)
    fields: tuple[tuple[Field, Normal], ...] = (
        ("title", normalise(report.title)),
        ("text", normalise(report.text)),
    )
    written = words_written(" ".join(part.text for _, part in fields))
    active = active_packs(beat, written)
    context = Context(
        beat, beat.lexicons.of(active), atlas_of(beat, active, written),
        epochs_of(beat, active), _reckoned_from(report.published),
    )  # fmt: skip
    for name, normal in fields:
        sentences = split_sentences(tokenise(normal.text, context.lexicon))
        captions = {sentence.paragraph for sentence in sentences if _is_caption(sentence)}
        for sentence in sentences:
            if sentence.paragraph not in captions:
                _read_sentence(context, name, sentence)
    settle.carry_back(context)
    name_in_full(context, written)
    settled = document.settle(context.drafts)
    return reading_of(settled, dict(fields), report, verdict.language, explain=explain)


def _is_caption(sentence: Sentence) -> bool:
    """Tell whether a sentence is what stands under a picture: "(Photo: AA Info Desk)"."""
    lows = [token.low for token in sentence.tokens[-12:]]
    named = next(
        (n for n, low in enumerate(lows) if low in ("photo", "photos", "image", "picture", "credit")), None
    )
    return (
        named is not None
        and lows[named + 1 : named + 2] in ([":"], ["/"], ["by"])
        and named > 0
        and lows[named - 1] in ("(", "file")
    )


def _reckoned_from(published: date | None) -> date | None:
    """Give the day that dates are reckoned from.

    One that no report has (a feed's broken clock) is not known.
    """
    return published if published is not None and 1900 <= published.year <= 2200 else None


# How many counts back a later one may lean on, so that the cost stays linear in a report's length.
_LEANING = 200


def _read_sentence(context: Context, name: Field, sentence: Sentence) -> None:
    settle_case(sentence.tokens, headline=name == "title")
    set_asides_off(sentence.tokens)
    tokens = read_numbers(
        read_times(drop_title_dots(drop_single_quotes(sentence.tokens)), context.published, context.epochs)
    )
    chunks = chunk(tokens)
    number = sentence.index if name == "text" else -1
    clause = Clause(tokens, chunks, context.lexicon, number, name)
    found = add_parts(clause, read_mentions(clause), context.mentions)
    named = places.places_in(tokens, context.atlas)
    spans = when.times_in(
        tokens, chunks, context.published, context.last_span, context.long_span, context.last_day
    )
    heard = speakers.voices(tokens, chunks)
    lows = [token.low for token in tokens]
    if name == "text" and _unverified(lows):
        context.caveats.add(sentence.paragraph)
    drafts: list[Draft] = []
    clause.compared = [mention for mention in found if "gap" in mention.notes]
    apart = _told_apart(tokens) if found else None
    old = older_from(tokens) if found and older(lows) else None
    still = not _STILL.isdisjoint(lows)
    for mention in found:
        settle.settle_class(context, mention)
        if mention.number is None and not settle.counts_alone(context, mention, found):
            continue
        mention.apart = apart is not None and apart < mention.end and not _found_later(mention, tokens)
        if "also" in lows:
            mention.notes.append("also")
        if old is not None and mention.phrase.start >= old:
            mention.notes.append("older")
        if still:
            mention.notes.append("still")
        draft = _draft(mention, sentence, name)
        settle.settle_source(context, draft, clause, heard, sentence)
        settle_party(context, draft, clause)
        settle.settle_place(context, draft, clause, named, heard, sentence)
        periods.settle_time(context, draft, clause, spans, sentence)
        if mention.single:
            draft.around = named_ones(tokens)
        drafts.append(draft)
        context.mentions.append(mention)
        del context.mentions[:-_LEANING]
    context.drafts += drafts
    region = places.regions_named(tokens, context.atlas) if context.any_region is None else None
    memory.remember_people(context, clause)
    memory.remember(context, spans, named, heard, sentence, name, drafts, region, tokens)


_STILL = frozenset({"still", "remain", "remained", "only"})
_APART = frozenset(
    {"separate", "separately", "another", "elsewhere", "meanwhile", "similarly", "also", "earlier", "later"}
)
_NEXT = frozenset({"second", "third", "fourth", "fifth", "sixth"})


def _told_apart(tokens: Sequence[Token]) -> int | None:
    """Give where a sentence begins to tell of other people: "also", "another", "a third victim"."""
    for at, token in enumerate(tokens):
        low = token.low
        if low in _APART or (token.kind == "time" and low.endswith(" later")):
            return token.start
        if low in _NEXT and at and tokens[at - 1].low == "a":
            return token.start
    return None


def _found_later(mention: Mention, tokens: Sequence[Token]) -> bool:
    """As in "troops later recovered the body of the slain rebel": of those who were told of already."""
    return mention.rule.startswith("carrier") and all(token.low not in _APART - {"later"} for token in tokens)


def _unverified(said: Sequence[str]) -> bool:
    """Whether the words of a sentence say that something could not be checked."""
    return not _CHECKING.isdisjoint(said) and not _FAILING.isdisjoint(said)


_CHECKING = frozenset({"independently", "verify", "verified", "checked"})
_FAILING = frozenset({"not", "unable", "neither", "cannot", "couldn't", "impossible", "could not", "nor"})


def _draft(mention: Mention, sentence: Sentence, name: Field) -> Draft:
    number = mention.number
    if number is None:
        words = mention.phrase.words
        number = Number(1, 1, 1, "exact", words[0].start, words[-1].end, definite=True)
        mention.single = True
    draft = Draft(mention, number)
    draft.title = name == "title"
    draft.early = name == "title" or sentence.index < 2
    draft.paragraph = sentence.paragraph
    if mention.measure == "displaced" or mention.cls == "household":
        head = mention.phrase.head
        if (
            head is not None
            and head.low in ("families", "households", "family", "household")
            and not mention.single
            and mention.phrase.num is not None  # "a family of five" counts people
        ):
            draft.unit = "households" if head.low.startswith("house") else "families"
    draft.steps.append(
        Step("number", f"{number.qualifier} {number.value}", mention.rule, (number.start, number.end))
    )
    return draft
