"""Tokens to chunks, in order and without gaps: noun phrases, verb groups, prepositions, marks."""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.lexicon import PEOPLE
from bot.figures.noun_phrases import noun_phrase
from bot.figures.tokens import Token
from bot.figures.verb_groups import AUX, reads_as_noun, verb_group

# Kinds of tokens that are a chunk by themselves.
_ALONE = frozenset({"time", ",", ".", ";", ":", "(", ")", "<q", "q>", "'", "—", "conj", "sub", "rel"})


def chunk(tokens: Sequence[Token]) -> list[Chunk]:
    """Split a sentence's tokens (numbers and times merged) into chunks, in order and without gaps."""
    chunks: list[Chunk] = []
    index = 0
    while index < len(tokens):
        made = _chunk_at(tokens, index)
        if made.kind == "np":
            made = _noun_or_state(made, chunks, tokens)
        elif chunks and made.kind in ("sub", "prep"):
            low = tokens[index].low
            if low == "as" and not _NAMING.isdisjoint(chunks[-1].lemmas):
                made.kind = "prep"
            elif low in _PARTICLES and chunks[-1].kind == "vg":
                made.kind = "adv"
        chunks.append(made)
        index = made.end
    _settle_as(chunks)
    _join_out_of(chunks, tokens)
    _lean(chunks)
    return chunks


def _noun_or_state(made: Chunk, chunks: list[Chunk], tokens: Sequence[Token]) -> Chunk:
    """Settle a noun phrase: an adjective alone is a state, others learn which preposition governs them."""
    if chunks and chunks[-1].kind == "vg" and _predicated(tokens, made.start):
        return Chunk("state", made.start, made.start + 1, head=tokens[made.start])
    if made.end == made.start + 1 and made.num is None and not made.det and made.word.states:
        made.kind = "state"
    elif chunks:
        _govern(made, chunks, tokens)
    return made


def _join_out_of(chunks: list[Chunk], tokens: Sequence[Token]) -> None:
    """Make one phrase of "212 out of 260 houses", whose number is the first."""
    for at in range(len(chunks) - 3, -1, -1):
        if chunks[at + 1].kind != "prep" or chunks[at].num is None:
            continue
        part, out, whole = chunks[at : at + 3]
        bare = part.kind == "np" and part.num is not None and part.end == out.start and part.head is None
        if not bare or out.head is None or out.head.low != "out of" or whole.kind != "np":
            continue
        part.inner, part.partitive, part.head = whole, True, whole.head
        part.cls = whole.cls if whole.cls in PEOPLE or whole.cls in _THINGS else "thing"
        part.end, part.words = whole.end, tuple(tokens[part.start : whole.end])
        del chunks[at + 1 : at + 3]


_THINGS = frozenset({"weapon", "base", "town", "building"})


def _lean(chunks: list[Chunk]) -> None:
    """Give a bare number, or "others", the class of things counted before it in the sentence."""
    last: Chunk | None = None
    thing = ""
    for chunk in chunks:
        if chunk.kind != "np":
            continue
        if chunk.partitive and chunk.inner is not None and chunk.inner.words[0].low == "which":
            chunk.cls = thing  # "outposts along the road, five of which fell"
        thing = chunk.cls if chunk.cls in _THINGS else thing
        bare = chunk.num is not None and (
            chunk.head is None or chunk.head.kind == "num" or chunk.head.low in ("others", "more")
        )
        if bare and not chunk.partitive:
            if last is not None and last.cls in _THINGS:
                chunk.cls = last.cls
        elif chunk.num is not None and chunk.cls:
            last = chunk


def _predicated(tokens: Sequence[Token], at: int) -> bool:
    """As in "shot dead Ko Ko": an adjective right after its verb, before a name or a counted phrase."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        bool(token.word.states) and token.low == "dead" and (after is None or after.word.noun not in PEOPLE)
    )


def _settle_as(chunks: list[Chunk]) -> None:
    """Take "as" for a preposition where no clause follows it ("identified as Ko Ko, was killed")."""
    for index, chunk in enumerate(chunks[:-1]):
        if (
            chunk.kind != "sub"
            or chunk.head is None
            or chunk.head.low not in ("as", "before", "until", "till")
            or chunks[index + 1].kind != "np"
        ):
            continue
        before = chunks[index - 1] if index else None
        naming = before is not None and bool(set(before.lemmas) & _NAMING)
        after = chunks[index + 2] if index + 2 < len(chunks) else None
        if naming or after is None or after.kind != "vg":
            chunk.kind = "prep"
            chunks[index + 1].prep = chunk.head.low


_NAMING = frozenset({"identify", "know", "describe", "name", "brand", "suspect", "work", "serve"})


_PARTICLES = frozenset({"out", "up", "down", "away", "back"})


_LISTING = frozenset({"including", "such as", "among them", "among whom", "among those"})


def _govern(made: Chunk, chunks: list[Chunk], tokens: Sequence[Token]) -> None:
    """Note the preposition that governs a phrase, its own or that of the list it goes on."""
    last = chunks[-1]
    if last.kind == "prep":
        made.prep = tokens[last.start].low
        return
    index = len(chunks) - 1
    while index >= 0 and chunks[index].kind in ("conj", ",", "adv", "'", "<q", "q>"):
        index -= 1
    if index >= 3 and chunks[index].kind == ")" and chunks[index - 2].kind == "(":
        index -= 3
    if index < 0 or index == len(chunks) - 1 or chunks[index].kind != "np" or not chunks[index].prep:
        return
    prep = chunks[index].prep
    conj = any(chunk.kind == "conj" for chunk in chunks[index + 1 :])
    verb = made.end < len(tokens) and (
        tokens[made.end].kind in ("be", "have", "modal") or tokens[made.end].word.forms
    )
    if made.end < len(tokens) and tokens[made.end].word.speech:
        return  # "including three women, Reuters reported"
    if verb and not (prep == "as" or (prep in _LISTING and made.num is None)):
        return
    if conj and (verb or prep == "as") and _set_off(chunks, index):
        return  # "five rebels, including a commander, and a civilian were killed"
    if chunks[index].cls == "place" and made.det in ("a", "another") and made.word.noun in PEOPLE:
        return  # "a soldier in Shopian and a shopkeeper in Srinagar"
    if (prep in (*_LISTING, "as") and (conj or made.num is not None or made.name)) or (
        conj and made.num is None and len(chunks) - index == 2
    ):
        made.prep, made.carried = prep, True


def _set_off(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether an aside of one phrase ("including", "identified as") is closed by a comma."""
    if at + 1 >= len(chunks) or chunks[at + 1].kind != "," or at < 2 or chunks[at - 1].kind != "prep":
        return False
    return chunks[at - 2].kind == "," or (
        at > 2 and chunks[at - 2].kind == "vg" and chunks[at - 3].kind == ","
    )


def _chunk_at(tokens: Sequence[Token], at: int) -> Chunk:
    token = tokens[at]
    kind = token.kind
    if kind in _ALONE:
        return Chunk(kind, at, at + 1, head=token)
    if token.low == "aged":
        return Chunk("adv", at, at + 1, head=token)
    if kind in ("prep", "of") and token.low != "nearby":
        return Chunk("prep", at, at + 1, head=token)
    if kind in ("word", "cap") and token.word.states and not token.word.noun and not _attributive(tokens, at):
        return Chunk("state", at, at + 1, head=token)
    group = verb_group(tokens, at) if _opens_verb(tokens, at) else None
    if group is not None:
        return group
    if kind in ("num", "det", "poss", "word", "cap", "pron", "fact") or _stands_before(tokens, at):
        phrase = noun_phrase(tokens, at)
        if phrase is not None:
            return phrase
    if kind == "adv" or (kind == "word" and token.low.endswith("ly")):
        return Chunk("adv", at, at + 1, head=token)
    if kind in ("of", "prep", "to"):
        return Chunk("prep", at, at + 1, head=token)
    return Chunk(kind, at, at + 1, head=token)


def _stands_before(tokens: Sequence[Token], at: int) -> bool:
    """As in "from Mwe Tone and nearby villages": it belongs to the noun after it."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return tokens[at].low == "nearby" and after is not None and bool(after.word.noun)


def _opens_verb(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb group may begin here.

    An auxiliary, a known verb, or an unknown word that ends as one.
    """
    token = tokens[at]
    if token.kind in AUX or (token.kind == "adv" and _leads_to_aux(tokens, at)):
        return True
    if token.kind not in ("word", "cap"):
        return False
    if token.word.forms:
        return token.low in ("said", "told") or not reads_as_noun(tokens, at)
    unknown = token.kind == "word" and not token.word.noun and len(token.low) > 4
    return unknown and token.low.endswith(("ed", "ing")) and _after_noun(tokens, at)


def _attributive(tokens: Sequence[Token], at: int) -> bool:
    """As in "missing people": an adjective before its noun."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.word.noun in PEOPLE and not after.poss


def _after_noun(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1] if at else None
    if before is not None and before.kind in (",", "conj"):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        return after is not None and after.kind in ("prep", "to", "det", "poss", "num", "sub", "fact")
    return before is not None and before.kind in (
        "word",
        "cap",
        "pron",
        "num",
        "rel",
        "adv",
        ")",
        "q>",
        "time",
    )


def _leads_to_aux(tokens: Sequence[Token], at: int) -> bool:
    return (
        at + 1 < len(tokens)
        and tokens[at + 1].kind in ("be", "have")
        and tokens[at].low in ("also", "still", "already")
    )
