"""Noun phrases: article or number, nouns, and what "of" adds; with the class of what they name."""

from collections.abc import Sequence
from dataclasses import replace

from bot.figures.chunks import Chunk
from bot.figures.lexicon import PEOPLE
from bot.figures.noun_bodies import body
from bot.figures.numbers import Number
from bot.figures.tokens import Token


def noun_phrase(tokens: Sequence[Token], at: int) -> Chunk | None:
    """Read the noun phrase that begins at `at`; None where none does."""
    if tokens[at].low in ("all", "both") and _is_all_of_them(tokens, at):
        whom = tokens[at + 2]
        words = tuple(tokens[at : at + 3])
        return Chunk("np", at, at + 3, head=whom, det="pron", words=words, cls=_pronoun_class(whom))
    made = Chunk("np", at, at)
    index = _opening(tokens, at, made)
    if made.num is not None and index < len(tokens) and tokens[index].kind == "of":
        if (whole := _partitive(tokens, index, made)) is not None:
            return whole
        if made.num.value is None or tokens[index - 1].low in ("dozen", "couple"):
            index += 1  # "dozens of soldiers": the number is the noun's own
    if index < len(tokens) and tokens[index].kind == "pron" and index == at:
        return Chunk(
            "np", at, at + 1, head=tokens[at], det="pron", words=(tokens[at],), cls=_pronoun_class(tokens[at])
        )
    end = body(tokens, index, made)
    if end == at:
        return None
    if made.num is None and tokens[end - 1].poss and end < len(tokens) and tokens[end].kind == "num":
        return _possessed(tokens, at, end)
    end = _or_more(tokens, end, made)
    if made.num is None and tokens[at].low == "both" and made.head is not None and made.head.word.plural:
        made.num = Number(2, 2, 2, "exact", tokens[at].start, tokens[at].end, definite=True)
    made.end = end
    made.words = tuple(tokens[at:end])
    _of_complement(tokens, made)
    made.cls = made.cls or _class_of(made)
    return made


def _is_all_of_them(tokens: Sequence[Token], at: int) -> bool:
    """As in "and shot all of them dead", "killed both of them"."""
    if at + 2 >= len(tokens):
        return False
    return tokens[at + 1].kind == "of" and tokens[at + 2].kind == "pron"


def _possessed(tokens: Sequence[Token], at: int, end: int) -> Chunk | None:
    """As in "the village's 210 houses": the owner stands as an article."""
    owned = noun_phrase(tokens, end)
    if owned is None:
        return None
    owned.start = at
    owned.det = "poss"
    owned.words = tuple(tokens[at : owned.end])
    return owned


def _or_more(tokens: Sequence[Token], end: int, made: Chunk) -> int:
    """As in "8,000 people or more": the bound may follow the noun."""
    number = made.num
    if number is None or number.qualifier != "exact" or end + 1 >= len(tokens):
        return end
    if tokens[end].low == "at" and tokens[end + 1].low == "least":
        made.num = replace(number, qualifier="at_least", high=None)
        return end + 2
    if tokens[end].low != "or":
        return end
    if tokens[end + 1].low != "more":
        return end
    made.num = replace(number, qualifier="at_least", high=None)
    return end + 2


def _pronoun_class(token: Token) -> str:
    return "" if token.low == "it" else "people"


_ARTICLES = {"a": "a", "an": "a", "another": "another", "no": "no", "neither": "no"}


def _opening(tokens: Sequence[Token], at: int, made: Chunk) -> int:
    index = at
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "det" and not made.det and made.num is None:
            made.det = _ARTICLES.get(token.low, "the")
        elif token.kind == "poss" and not made.det:
            made.det = "poss"
        elif token.low == "such" and made.num is not None:
            pass
        elif token.kind == "num" and made.num is None:
            made.num = token.num if isinstance(token.num, Number) else None
        elif (
            token.low in ("other", "remaining", "first", "last")
            and made.det
            and made.num is None
            and index + 1 < len(tokens)
            and tokens[index + 1].kind == "num"
        ) or (
            token.kind == "<q"
            and index > at
            and index + 1 < len(tokens)
            and tokens[index + 1].kind in ("word", "num")
        ):
            pass
        else:
            break
        index += 1
        if made.num is not None and token.kind == "det":
            break
    return index


_WHOLE = frozenset({"det", "poss", "pron", "rel"})


def _partitive(tokens: Sequence[Token], of_at: int, made: Chunk) -> Chunk | None:
    """As in "three of the dead", "four of them", "seven of whom", "38 of the 61 bases"."""
    if of_at + 1 >= len(tokens) or tokens[of_at + 1].kind not in _WHOLE:
        if (
            of_at + 1 < len(tokens)
            and tokens[of_at + 1].word.noun
            and made.num is not None
            and made.num.value is None
        ):
            return None
        if not (of_at + 1 < len(tokens) and tokens[of_at + 1].poss):
            return None
    following = tokens[of_at + 1]
    if following.kind in ("pron", "rel"):
        inner = Chunk("np", of_at + 1, of_at + 2, head=following, det="pron", words=(following,))
    else:
        found = noun_phrase(tokens, of_at + 1)
        if found is None:
            return None
        inner = found
    made.inner = inner
    made.partitive = True
    made.head = inner.head
    made.end = inner.end
    made.words = tuple(tokens[made.start : inner.end])
    made.cls = "" if inner.det == "pron" else inner.cls
    if inner.det == "poss" and inner.head is not None and inner.head.low == "own":
        made.cls = "combatant"  # "lost five of its own"
    return made


def _of_complement(tokens: Sequence[Token], made: Chunk) -> None:
    """Take in "of ..." after the head: "members of the council", "the bodies of 24 soldiers"."""
    end = made.end
    if made.head is None or end >= len(tokens) or tokens[end].kind != "of" or end + 1 >= len(tokens):
        return
    following = tokens[end + 1]
    if following.kind == "rel":
        return
    inner = noun_phrase(tokens, end + 1)
    if inner is None:
        return
    if _is_one_name(made, inner):
        made.head, made.name = inner.head, False  # "12 Liberation Tigers of Tamil Eelam cadres"
    else:
        made.inner = inner
    made.end = inner.end
    made.words = tuple(tokens[made.start : inner.end])


def _is_one_name(made: Chunk, inner: Chunk) -> bool:
    """Whether "of" stands within a name that a noun for people follows."""
    head = inner.head
    if made.num is None or made.head is None or made.head.kind != "cap" or head is None:
        return False
    named = inner.words[0].kind == "cap" and inner.num is None and not inner.det
    return named and head.kind == "word" and inner.inner is None and head.word.noun in PEOPLE


_GEOGRAPHY = frozenset(
    {
        "township",
        "region",
        "state",
        "province",
        "district",
        "village",
        "county",
        "department",
        "river",
        "lake",
    }
)


def _of_a_side(made: Chunk) -> bool:
    """As in "his own men", "its members": those whom a side calls its own."""
    own = any(token.low == "own" for token in made.words)
    kin = any(token.low == "family" for token in made.words)
    theirs = made.det == "poss" and made.head is not None and made.head.low in ("men", "members")
    return own or (theirs and not kin)


def _class_of(made: Chunk) -> str:
    if made.word.noun == "people" and _of_a_side(made):
        return "combatant"
    word = made.word
    if (
        word.noun == "thing"
        and made.head is not None
        and made.head.low.rstrip("s") in _GEOGRAPHY
        and made.num is None
    ) and any(token.kind == "cap" for token in made.words):
        return "place"
    if word.noun:
        if made.inner is not None and word.noun == "people" and made.inner.cls in PEOPLE:
            return made.inner.cls
        if word.noun == "people" and any(token.word.term not in (None, "civilian") for token in made.words):
            return "combatant"
        return word.noun
    if made.head is None:
        return ""
    for token in reversed(made.words):
        if token is made.head or token.start >= made.head.start:
            continue
        if token.word.noun in PEOPLE and made.name:
            return token.word.noun
    if word.places:
        return "place"
    if word.term:
        return "group"
    return "name" if made.name else ""
