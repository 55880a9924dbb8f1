"""People named one by one, who are counted together: "U Ba and Daw Mya", "a farmer and his two sons"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.figures.chunks import Chunk, as_single, counted
from bot.figures.lexicon import PEOPLE
from bot.figures.numbers import Number
from bot.figures.owners import party_of_phrase
from bot.figures.taking import SINGULAR, bare_singular
from bot.figures.tokens import Token


def titled(phrases: Sequence[Chunk]) -> list[Chunk]:
    """Take the first of "Constables Arun Toppo and Vijay Lakra" for one man, as the second is."""
    made = list(phrases)
    for at, (phrase, after) in enumerate(pairwise(phrases)):
        named = (
            phrase.word.plural and phrase.num is None and not phrase.det and phrase.words[-1].kind == "cap"
        )
        if named and phrase.cls in PEOPLE and after.name and after.num is None:
            made[at] = replace(phrase, det="a")
    return made


def together(phrases: list[Chunk], tokens: Sequence[Token]) -> list[Chunk]:
    """Count people named one by one, of one party, together.

    "U Ba and Daw Mya", "a woman and her son" are 2.
    """
    if _is_family(phrases):
        count = sum((one.num.value if one.num else 1) or 0 for one in phrases)
        words = tuple(tokens[phrases[0].start : phrases[-1].end])
        span = Number(count, count, count, "exact", words[0].start, words[-1].end)
        return [replace(phrases[0], end=phrases[-1].end, words=words, num=span, listed=tuple(phrases))]
    if len(phrases) < 2 or not all(_is_one(phrase) for phrase in phrases):
        return phrases
    made: list[Chunk] = []
    for phrase in phrases:
        one = _is_one(phrase)
        last = made[-1] if made else None
        number = as_single(phrase).num
        if one and last is not None and _is_group(last) and _alike(last, phrase):
            count = len(last.listed) + 1
            words = tuple(tokens[last.start : phrase.end])
            span = Number(count, count, count, "exact", words[0].start, words[-1].end)
            made[-1] = replace(last, end=phrase.end, words=words, num=span, listed=(*last.listed, phrase))
            continue
        made.append(replace(phrase, num=number, listed=(phrase,)) if one else phrase)
    return [p.listed[0] if len(p.listed) == 1 and p.listed[0].det != "poss" else p for p in made]


def _is_family(phrases: Sequence[Chunk]) -> bool:
    """As in "a farmer, his wife and their two daughters": one person and those that belong to him or her."""
    if len(phrases) < 2 or not _is_one(phrases[0]) or not any(_kin(phrase) for phrase in phrases[1:]):
        return False
    theirs = all(phrase.det == "poss" and (_kin(phrase) or _is_one(phrase)) for phrase in phrases[1:])
    return theirs and all(_alike(phrases[0], phrase) for phrase in phrases[1:])


def _kin(phrase: Chunk) -> bool:
    """As in "a mother and her two sons": they are counted with the one they belong to."""
    number = phrase.num
    return (
        phrase.det == "poss" and number is not None and number.qualifier == "exact" and not phrase.partitive
    )


def _alike(one: Chunk, two: Chunk) -> bool:
    if one.cls == "name" and two.det == "poss" and two.cls == "civilian":
        return True  # "U Ba and his wife"
    return one.cls == two.cls and party_of_phrase(one) == party_of_phrase(two)


def _is_one(phrase: Chunk) -> bool:
    if (
        phrase.num is not None
        or counted(phrase) is not None
        or (phrase.word.plural and phrase.det not in SINGULAR)
    ):
        return False
    return phrase.det in ("a", "another", "poss") or phrase.name or bare_singular(phrase)


def _is_group(phrase: Chunk) -> bool:
    return bool(phrase.listed)
