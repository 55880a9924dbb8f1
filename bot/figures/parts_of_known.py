"""Some of those counted before, by a noun of their own: "three of the strikes", "48 of the hostages"."""

from collections.abc import Iterator, Sequence

from bot.figures.mentions import Clause, Mention, last_whole
from bot.figures.tolls import make

_STRIKES = frozenset({"strikes", "attacks", "raids", "bombings", "sorties"})
_TAKEN = frozenset({"hostages", "captives", "detainees", "abductees"})


def some_of_known(clause: Clause, at: int, known: Sequence[Mention]) -> Iterator[Mention]:
    """Read "Three of the strikes hit schools", "Forty-eight of the hostages are pupils"."""
    part = clause.chunks[at]
    head = part.inner.head if part.inner is not None and part.inner.det == "the" else None
    if head is None or part.num is None or part.prep:
        return
    if head.low in _STRIKES:
        measures: tuple[str, ...] = ("airstrikes",)
    elif head.low in _TAKEN and at + 1 < len(clause.chunks) and clause.chunks[at + 1].copula:
        measures = ("arrested", "captured")
    else:
        return
    whole = last_whole(known, *measures)
    if whole is not None:
        made = make(clause, part, part.num, whole, "part:of the")
        made.parent = whole
        yield made


def among_the_dead(clause: Clause, at: int, known: Sequence[Mention]) -> Iterator[Mention]:
    """Read "It lists 46 children among the dead"."""
    chunks = clause.chunks
    part = chunks[at]
    group = chunks[at + 2] if at + 2 < len(chunks) else None
    head = chunks[at + 1].head if group is not None else None
    if group is None or head is None or head.low != "among" or not group.word.counts:
        return
    if part.num is None or part.start in clause.taken or group.num is not None or group.det != "the":
        return
    measure = group.word.counts[0]
    whole = last_whole(known, measure)
    if whole is not None and part.cls in ("people", "civilian", "combatant"):
        made = make(clause, part, part.num, measure, "part:among")
        made.parent = whole
        yield made
