"""What was counted at another time: "The figure for May was 402", "In January it was 37"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.figures.mentions import Clause, Mention
from bot.figures.tolls import is_bare, make
from bot.figures.word_lists import word_set

_COUNTS = word_set("figure number total count tally toll")
_ENDS = frozenset({".", ",", ";", "q>", "time", "conj"})


def compared(clause: Clause, found: Sequence[Mention], earlier: Sequence[Mention]) -> Iterator[Mention]:
    """Read a number that stands for what was counted last, at the time that its own clause names.

    Only where that was counted in this sentence or the two before, and nothing else stands with the number.
    """
    if not any(chunk.kind == "time" for chunk in clause.chunks):
        return
    known = [*earlier, *sorted(found, key=lambda mention: mention.phrase.start)]
    model = next((m for m in reversed(known) if m.number is not None and m.parent is None), None)
    if model is None or model.section != clause.section or clause.index - model.sentence > _NEAR:
        return
    for at, chunk in enumerate(clause.chunks[:-1]):
        stood = "stand" in chunk.lemmas and clause.chunks[at + 1].kind == "prep"
        number = clause.chunks[at + 1 + stood] if at + 1 + stood < len(clause.chunks) else chunk
        if chunk.kind != "vg" or not (chunk.copula or stood) or chunk.negated or chunk.irrealis:
            continue
        if (
            number.num is None
            or number.start in clause.taken
            or not _stands_alone(clause, at + 1 + stood, model)
        ):
            continue
        if _is_the_count(clause, at - 1):
            made = make(clause, number, number.num, model, "gap")
            made.phrase, made.cls, made.party = replace(number, inner=None), model.cls, model.party
            made.notes += ["gap", "compared"]
            yield made


_NEAR = 2


def _is_the_count(clause: Clause, at: int) -> bool:
    """Whether the subject is "it", or "the figure for May"."""
    chunks = clause.chunks
    while at > 0 and chunks[at].kind in ("time", "prep", "adv"):
        at -= 1
    subject = chunks[at] if at >= 0 else None
    if subject is None or subject.kind != "np" or subject.head is None or subject.prep:
        return False
    return subject.head.low == "it" or (subject.det in ("the", "poss") and subject.head.low in _COUNTS)


def _stands_alone(clause: Clause, at: int, model: Mention) -> bool:
    phrase = clause.chunks[at]
    after = clause.chunks[at + 1].kind if at + 1 < len(clause.chunks) else "."
    if phrase.kind != "np" or phrase.num is None or after not in _ENDS:
        return False
    return is_bare(phrase) or (phrase.cls == model.cls and phrase.cls == "household")
