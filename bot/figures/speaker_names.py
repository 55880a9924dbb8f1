"""How speakers are named: the words of a phrase that make a name, and whom it speaks for."""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.lexicon import PEOPLE
from bot.figures.owners import party_of_phrase
from bot.figures.roll import GENERIC, PAPERS, Voice
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

# Those who speak for others: "a spokesman for the KNU" names whom he speaks for.
_FOR = frozenset({"for", "of", "from", "at", "with"})


def voice_of(
    tokens: Sequence[Token], chunks: Sequence[Chunk], at: int, begin: int, end: int, *, before: bool
) -> Voice:
    """Give the speaker that the phrase `chunks[at]` names; `begin`, `end` and `before` as in `Voice`."""
    chunk = chunks[at]
    own = _own_subject(chunks, at) if _takes_up(chunk) else None
    if own is None and _takes_up(chunk):
        own = _bracketed(chunks, at) or _who_did_it(chunks, at)
    if own is not None and (chunk.words[0].low in ("it", "its") or chunks[own].inner is None):
        return voice_of(tokens, chunks, own, begin, end, before=before)
    head = chunk.head
    low = head.low if head is not None else ""
    pronoun = low if chunk.det == "pron" else ""
    if low in PAPERS and not pronoun and (owner := owner_of(tokens, chunk)) is not None:
        name, common = owner
        return Voice(name, begin, end, before, common=common)
    if chunk.words and chunk.words[0].low == "its" and low in PAPERS:
        pronoun = "it"
    poss = chunk.det == "poss" and not is_named(chunk)
    common = low if (chunk.det == "the" or poss) and not is_named(chunk) and not pronoun else ""
    name, last = _name_of(tokens, chunks, at)
    party = party_of_phrase(chunk)
    if party is None and last > at:
        party = next(
            (found for c in chunks[at + 1 : last + 1] if c.kind == "np" and (found := party_of_phrase(c))),
            None,
        )
    many = bool(chunk.word.plural) and low.endswith(("s", "people", "police"))
    acronym = _bracket(chunks, at + 1) or "(" in name
    body = acronym or _is_body(low) or _is_a_body(chunks, at)
    person = (chunk.cls in PEOPLE and not many and not body) or (
        chunk.cls == "name" and last > at and not acronym
    )
    plural = many and chunk.cls in PEOPLE and not acronym
    return Voice(name, begin, end, before, pronoun, common, person, plural, party)


def _is_a_body(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "Youth Watch Myanmar, a network of monitors"."""
    beside = chunks[at + 2] if at + 2 < len(chunks) and chunks[at + 1].kind == "," else None
    head = beside.head if beside is not None and beside.det == "a" and not beside.prep else None
    return head is not None and head.low in GENERIC


def _bracketed(chunks: Sequence[Chunk], at: int) -> int | None:
    """Give the body that "the group" is: the last that the sentence names with its letters in brackets."""
    if not chunks[at].words or chunks[at].words[0].low in ("it", "its"):
        return None
    return next(
        (n for n in range(at - 1, -1, -1) if chunks[n].kind == "np" and _bracket(chunks, n + 1)), None
    )


def _who_did_it(chunks: Sequence[Chunk], at: int) -> int | None:
    """Give the body that "the group" is where the sentence tells its deed: "a mine laid by a local PDF"."""
    if not chunks[at].words or chunks[at].words[0].low in ("it", "its"):
        return None
    doers = (n for n in range(at - 1, -1, -1) if chunks[n].kind == "np" and chunks[n].prep == "by")
    return next((n for n in doers if any(token.word.term for token in chunks[n].words)), None)


def _takes_up(chunk: Chunk) -> bool:
    """As in "it", "its troops", or "the armed group" for the army that the sentence began with."""
    if chunk.words and chunk.words[0].low in ("it", "its"):
        return True
    written = any(token.text[:1].isupper() for token in chunk.words[1:])
    last = chunk.head.low.rpartition(" ")[2] if chunk.head is not None else ""
    return chunk.det == "the" and last == "group" and not written


def owner_of(tokens: Sequence[Token], chunk: Chunk) -> tuple[str, str] | None:
    """Give whose paper it is, and by what noun if by no name: "the institute's tally", "AAPP's figures"."""
    first = chunk.start
    if first and tokens[first - 1].poss:  # "The institute's" is a phrase of its own
        first = next(
            (at for at in range(first - 1, max(first - 7, -1), -1) if tokens[at].kind == "det"), first - 1
        )
    last = next((at for at in range(first, chunk.end) if tokens[at].poss), None)
    if last is None:
        return None
    named = any(token.kind == "cap" or token.word.term for token in tokens[first : last + 1])
    begin = first + (tokens[first].kind in ("det", "poss") and last > first)
    return _join(tokens, begin, last + 1), "" if named else tokens[last].low


def _own_subject(chunks: Sequence[Chunk], at: int) -> int | None:
    """Give the body that a sentence is about, for which "it" or "its" stands: "The army has ..., it said"."""
    for index, chunk in enumerate(chunks[:at]):
        if chunk.kind == "vg":
            return None
        if chunk.kind == "np" and not chunk.prep:
            if chunk.words[-1].low.endswith("s"):
                return None  # "Resistance forces lost 92 fighters, it says"
            body = chunk.num is None and is_named(chunk) and not chunk.word.places
            return index if body and (party_of_phrase(chunk) or _bracket(chunks, index + 1)) else None
    return None


def _is_body(low: str) -> bool:
    return low in GENERIC or low in ("force", "forces", "army", "junta", "regime", "military", "militia")


def is_named(chunk: Chunk) -> bool:
    """Tell whether a phrase holds a name."""
    return any(token.kind == "cap" or token.word.term or token.word.places for token in chunk.words)


def _name_of(tokens: Sequence[Token], chunks: Sequence[Chunk], at: int) -> tuple[str, int]:
    """Give a speaker's words, with an acronym in brackets and what is set beside it; and the last chunk."""
    chunk = chunks[at]
    begin = chunk.start + (tokens[chunk.start].kind in ("det", "poss") and chunk.end - chunk.start > 1)
    last = at
    index = at + 1
    if (
        index + 1 < len(chunks)
        and chunks[index].kind == "prep"
        and chunks[index + 1].kind == "np"
        and _bracket(chunks, index + 2)
    ):
        index += 2
    elif (
        index + 1 < len(chunks)
        and chunks[index].kind == "prep"
        and (_speaks_for(chunk, chunks[index + 1]) or _is_one_name(chunk, chunks[index + 1]))
    ):
        last = index + 1
        index += 2
    if _is_longer_name(chunks, at):
        index = at + 3
    if _bracket(chunks, index):
        last = index + 2
        index += 3
        if index < len(chunks) and chunks[index].word.noun and not chunks[index].prep:
            last = index
            index += 1
    if (
        index + 1 < len(chunks)
        and chunks[index].kind == ","
        and chunks[index + 1].kind == "np"
        and not chunks[index + 1].prep
    ):
        beside = chunks[index + 1]
        closed = index + 2 >= len(chunks) or chunks[index + 2].kind in (",", ".", "q>", "vg", "prep")
        called = beside.name or beside.det == "a" or all(token.kind == "cap" for token in beside.words[1:])
        if closed and beside.num is None and called and beside.cls != "unit":
            last = index + 1
    return _join(tokens, begin, chunks[last].end), last


def _is_longer_name(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "the Civilian Defence and Security Organisation (CDSO)": its letters close the name."""
    if at + 3 >= len(chunks) or chunks[at + 1].kind != "conj" or not _bracket(chunks, at + 3):
        return False
    two = chunks[at].words[-1:] + chunks[at + 2].words[:1]
    return chunks[at + 2].kind == "np" and all(token.text[:1].isupper() for token in two)


def _is_one_name(chunk: Chunk, more: Chunk) -> bool:
    """As in "the Assistance Association for Political Prisoners"."""
    if more.kind != "np" or more.prep not in ("for", "of") or more.num is not None or not more.words:
        return False
    words = [token for token in more.words if token.kind != "det"]
    return chunk.name and bool(words) and all(token.text[:1].isupper() for token in words)


def _speaks_for(chunk: Chunk, whom: Chunk) -> bool:
    """As in "a spokesman for the KNU"."""
    if whom.kind != "np" or whom.prep not in _FOR or whom.num is not None:
        return False
    return chunk.head is not None and chunk.head.low in _SPOKEN


_SPOKEN = word_set(
    "spokesman spokeswoman spokesperson spokespeople official officials member members officer officers "
    "commander leader director source sources chief representative head secretary chairman lawyer doctor "
    "surgeon nurse teacher activist worker coordinator adviser aide"
)


def _bracket(chunks: Sequence[Chunk], at: int) -> bool:
    return (
        at + 2 < len(chunks)
        and chunks[at].kind == "("
        and chunks[at + 1].kind == "np"
        and chunks[at + 2].kind == ")"
    )


def _join(tokens: Sequence[Token], begin: int, end: int) -> str:
    out = ""
    for token in tokens[begin:end]:
        tight = token.kind in (")", ",", "'", ".", "-") or out.endswith(("(", "-")) or not out
        out += token.text if tight else " " + token.text
    return out.removesuffix("'s")
