"""What a sentence leaves to those after it: its people, place, days and speakers."""

from collections.abc import Sequence

from bot.figures import periods, roll, when
from bot.figures.context import Context
from bot.figures.draft import Draft
from bot.figures.lexicon import PERSONAL
from bot.figures.mentions import Clause
from bot.figures.model import Field
from bot.figures.owners import party_of_phrase
from bot.figures.place_lists import Where
from bot.figures.sentences import Sentence
from bot.figures.settle import is_a_parts, is_part_of_them, is_speakers
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_MAIN = 3

# Within how many sentences the division of the main event's place is looked for.
_NEAR = 6

# Within how many sentences a body that was brought in without its name is named.
_NAMED = 12

# How many of those who spoke are kept, to be taken up by "he" or "the group".
_ROLL = 40

_DAILY = word_set("daily briefing")


def remember_people(context: Context, clause: Clause) -> None:
    """Keep whom the last counted phrase of a sentence names, for the bare numbers of the next one."""
    for chunk in reversed(clause.chunks):
        known = clause.taken.get(chunk.start)
        if known is not None and known.parent is not None:
            continue
        if (
            chunk.kind == "np"
            and chunk.num is not None
            and chunk.cls in PERSONAL
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
    parts = [draft.mention for draft in drafts if is_part_of_them(draft.mention)]
    told = [
        where
        for where in named
        if not where.whole and not is_speakers(where, heard, 0) and not (parts and is_a_parts(where, parts))
    ]
    _remember_quotes(context, heard, sentence, tokens, drafts)
    strong = [(where.words, where.region) for where in told if where.strong]
    weak = [(where.words, where.region) for where in told if where.known and where.region]
    stated = [
        (d.place, d.region)
        for d in drafts
        if d.own_place and not d.nationwide and not is_part_of_them(d.mention)
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
