"""A piece of a sentence: a noun phrase with its number and class, a verb group with its voice, a mark."""

from dataclasses import dataclass, field, replace

from bot.figures.lexicon import NOTHING, PEOPLE, Word
from bot.figures.numbers import Number
from bot.figures.tokens import Token


@dataclass(slots=True)
class Chunk:
    """A piece of a sentence.

    kind: np, vg, time, prep, conj, sub, rel, adv, state, or a mark (",", "(", "<q" ...).
    np: `head` is the last noun, `num` its number, `det` its article ("a", "the", "poss", "no", ""), `inner`
    the phrase after "of", `partitive` where the number is of a definite whole ("three of the dead").
    vg: `verb` is the main verb, `lemmas` its base forms; `passive` True, False or None (a bare form such as
    "killed" that may be either); `irrealis` and `negated` say that it did not, or did not yet, happen.
    """

    kind: str
    start: int
    end: int
    head: Token | None = None
    num: Number | None = None
    det: str = ""
    inner: "Chunk | None" = None
    partitive: bool = False
    words: tuple[Token, ...] = ()
    cls: str = ""
    name: bool = False
    prep: str = ""
    carried: bool = False
    verb: Token | None = None
    form: str = ""
    lemmas: tuple[str, ...] = ()
    passive: bool | None = None
    irrealis: bool = False
    negated: bool = False
    finite: bool = False
    copula: bool = False
    listed: tuple["Chunk", ...] = field(default=())

    @property
    def word(self) -> Word:
        """Give the meaning of the head."""
        return self.head.word if self.head is not None else NOTHING


def counted(phrase: Chunk) -> Number | None:
    """Give the number that a phrase counts: its own, or that of what it holds.

    "the bodies of 24 soldiers".
    """
    if phrase.num is not None:
        return phrase.num
    inner = phrase.inner
    if phrase.word.carrier and not phrase.word.plural:
        return _one_body(phrase, inner)
    if inner is not None and (
        phrase.word.carrier or phrase.word.noun in ("people", "household", "civilian") or phrase.word.counts
    ):
        return inner.num
    return None


def _one_body(phrase: Chunk, inner: Chunk | None) -> Number | None:
    """As in "the body of a villager", "the loss of 12 men", "a body"."""
    if inner is None:
        return as_single(phrase).num if phrase.det in ("a", "another") and phrase.word.noun else None
    if inner.num is not None:
        return inner.num
    named = inner.name or any(token.kind == "cap" for token in inner.words[1:])
    single = inner.det in ("a", "another") or (named and inner.det != "pron")
    people = inner.cls in PEOPLE or inner.name
    return as_single(phrase).num if single and people and not inner.word.plural and phrase.word.noun else None


_WEAPONS = frozenset({"bullet", "gunshot", "gun", "stab", "knife", "splinter", "shrapnel", "pellet"})


def of_a_weapon(wounds: Chunk) -> bool:
    """Whether a phrase counts wounds, not people: "two bullet injuries"."""
    return any(token.low in _WEAPONS for token in wounds.words)


def as_single(phrase: Chunk) -> Chunk:
    """Give the phrase with the number 1, for "a soldier" and for a name."""
    first, last = phrase.words[0], phrase.words[-1]
    return replace(phrase, num=Number(1, 1, 1, "exact", first.start, last.end))
