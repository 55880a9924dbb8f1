"""One count as a sentence states it, and the sentence it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.figures.chunks import Chunk
from bot.figures.lexicon import Lexicon
from bot.figures.numbers import Number
from bot.figures.tokens import Token


@dataclass(slots=True)
class Mention:
    """One count as a sentence states it, before places, dates and sources are settled.

    `phrase` is what is counted and `number` how many (None: a definite mention without a number, "the
    victims"); `begin`, `end` span phrase and trigger in the normalised text; `actor` is who did it or
    whose loss it was; `rule` names the frame; `parent` the mention of which it is a part;
    `apart` where its sentence says it is of another event ("separately", "later died").
    """

    measure: str
    phrase: Chunk
    number: Number | None
    begin: int
    end: int
    at: int
    rule: str
    actor: Chunk | None = None
    loser: bool = False
    trigger: str = ""
    parent: "Mention | None" = None
    sentence: int = 0
    section: str = "text"
    cls: str = ""
    party: str | None = None
    single: bool = False
    verb: int = -1
    apart: bool = False
    definite: bool = False
    place_words: tuple[Token, ...] = ()
    notes: list[str] = field(default_factory=list)
    stands_for: list["Mention"] = field(default_factory=list)


@dataclass(slots=True)
class Clause:
    """A sentence ready to be read: tokens, chunks, and which noun phrases are already counted."""

    tokens: Sequence[Token]
    chunks: list[Chunk]
    lexicon: Lexicon
    index: int = 0
    section: str = "text"
    taken: dict[int, Mention] = field(default_factory=dict)
    compared: list[Mention] = field(default_factory=list)


def last_whole(known: Sequence[Mention], *measures: str) -> Mention | None:
    """Give the last count of one of these measures that is no part of another."""
    return next((m for m in reversed(known) if m.measure in measures and m.parent is None), None)
