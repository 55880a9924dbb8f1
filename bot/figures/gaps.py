"""Bare numbers that share the measure of a list.

"Palaw for seven", "Depayin (61)", "up from 52 in January".
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.figures.breakdowns import does_else
from bot.figures.chunks import Chunk
from bot.figures.coordination import opens_clause
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention
from bot.figures.owners import party_of_phrase
from bot.figures.subjects import subjects
from bot.figures.tolls import is_bare, make

_COMPARED = frozenset({"against", "from", "than", "with", "for", "to", "versus"})


_AFTER = frozenset(
    {"in", "at", "near", "from", "since", "to", "by", "on", "during", "for", "around", "across", "of"}
)


def gaps(clause: Clause, found: Sequence[Mention], earlier: Sequence[Mention]) -> Iterator[Mention]:
    """Bare numbers in a list that shares its measure.

    "Palaw for seven", "120 in Htan Ta Pin", "Depayin (61)".
    """
    chunks = clause.chunks
    made_here: list[Mention] = []
    for at, chunk in enumerate(chunks):
        if (
            not (is_bare(chunk) or (chunk.kind == "np" and chunk.partitive and chunk.num))
            or chunk.start in clause.taken
            or chunk.num is None
        ):
            continue
        if chunk.partitive and chunk.inner is not None and chunk.inner.det != "pron" and not chunk.inner.cls:
            continue  # "and six of their hideouts destroyed"
        if chunk.cls == "thing" or (chunk.prep == "in" and not chunk.partitive):
            continue  # "in 15 out of 17 townships", "split in two"
        if chunk.num.value is None or _who_that_is(chunks, at) or does_else(clause, at):
            continue
        model = _model(clause, [*found, *made_here], chunk.start)
        if model is None and earlier and (_takes_up(chunks, at) or _seen_by_place(chunks, at)):
            model = earlier[-1]
        if model is None or not _leans(chunks, at):
            continue
        made = make(clause, chunk, chunk.num, model, "gap")
        if isinstance(model, Mention):
            made.phrase = replace(chunk, inner=None)
            made.parent = model if _how_badly(chunks, at) else _whole_of(model)
            made.notes += ["gap", "of them"] if made.parent is not None else ["gap"]
            made.cls = model.cls
            made.party = _whose(chunks, at) or model.party
            made.loser = made.loser and made.party == model.party
            as_whom = chunks[at + 2] if at + 2 < len(chunks) and chunks[at + 1].kind == "prep" else None
            if as_whom is not None and as_whom.prep == "as":
                made.phrase, made.cls = replace(chunk, inner=as_whom), as_whom.cls
        made_here.append(made)
        yield made


def _who_that_is(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "shot dead Ko Ko, one of the abductees": it says who someone named is."""
    chunk = chunks[at]
    if not chunk.partitive or chunk.num is None or chunk.num.value != 1 or at < 2:
        return False
    return chunks[at - 1].kind == "," and chunks[at - 2].name and chunks[at - 2].num is None


def _whose(chunks: Sequence[Chunk], at: int) -> str | None:
    """As in "the rebels lost 19 men and the junta 71": the side that stands right before its number."""
    before = chunks[at - 1] if at else None
    beside = before is not None and before.cls == "group" and before.end == chunks[at].start
    return party_of_phrase(before) if beside and before is not None else None


def _whole_of(model: Mention) -> Mention | None:
    """As in "Three of them were killed in Pale, two in Ye and one in Myeik": all are parts of one whole."""
    return model.parent if model.phrase.partitive or "of them" in model.notes else None


def _seen_by_place(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "Waingmaw Township saw 15", "Region 2 accounted for 301".

    A place's share of what was counted before.
    """
    index = at - 1
    if index >= 0 and chunks[index].kind == "prep":
        index -= 1
    if (
        index < 1
        or chunks[index].kind != "vg"
        or not set(chunks[index].lemmas) & {"see", "account", "record", "witness", "have"}
    ):
        return False
    doers = subjects(chunks, index)
    return bool(doers) and doers[0].cls in ("place", "name")


def _takes_up(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "Nearly half of them, 231, ...": what was counted before is taken up."""
    return any(
        c.kind == "np" and c.inner is not None and c.inner.det == "pron" for c in chunks[max(0, at - 4) : at]
    )


def _model(clause: Clause, found: Sequence[Mention], start: int) -> Mention | str | None:
    before = [m for m in found if m.phrase.start < start and m.number is not None]
    if before:
        before.sort(key=lambda m: m.phrase.start)
        return before[-1]
    for chunk in clause.chunks:
        if chunk.start >= start:
            return None
        if chunk.kind == "np" and chunk.num is None:
            for node in (chunk, chunk.inner):
                if node is not None and (node.word.counts or node.word.toll):
                    return node.word.toll or node.word.counts[0]
    return None


def _how_badly(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "Twelve were injured, two seriously"."""
    if at == 0 or at + 1 >= len(chunks) or chunks[at - 1].kind not in (",", "conj"):
        return False
    adverb = chunks[at + 1].head
    ends = at + 2 >= len(chunks) or chunks[at + 2].kind in (",", ".", ";", "conj")
    return chunks[at + 1].kind == "adv" and ends and adverb is not None and adverb.low in _BADLY


_BADLY = frozenset({"seriously", "critically", "severely", "badly", "gravely", "slightly", "lightly"})


def _only_said(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "...; the junta said four": the number is all that another speaker says."""
    before = chunks[at - 1] if at else None
    after = chunks[at + 1] if at + 1 < len(chunks) else None
    speaks = (
        before is not None
        and before.kind == "vg"
        and before.verb is not None
        and before.verb.word.speech == 2
    )
    return speaks and (after is None or after.kind in (".", ",", ";"))


def _taken_from(chunks: Sequence[Chunk], at: int) -> bool:
    """As in ", 18 taken from tea shops": a bare participle in a list goes on with what the list counts."""
    if at == 0 or at + 2 >= len(chunks) or chunks[at - 1].kind not in (",", "conj"):
        return False
    return chunks[at + 1].kind == "vg" and chunks[at + 1].passive is None and chunks[at + 2].kind == "prep"


def _leans(chunks: Sequence[Chunk], at: int) -> bool:
    before = chunks[at - 1] if at else None
    after = chunks[at + 1] if at + 1 < len(chunks) else None
    if before is not None and (
        _seen_by_place(chunks, at) or (before.cls in ("place", "group") and before.end == chunks[at].start)
    ):
        return after is None or after.kind in (",", ".", "conj", "prep", ";") or after.kind == "np"
    if after is not None and after.kind == "prep" and after.head is not None and after.head.low == "as":
        return at + 2 < len(chunks) and chunks[at + 2].cls in PEOPLE
    if before is not None and before.kind == "(" and after is not None and after.kind == ")":
        return True
    if _taken_from(chunks, at) or _only_said(chunks, at) or _how_badly(chunks, at):
        return True
    if opens_clause(chunks, at + 1) and not (
        before is not None and before.kind == "," and after is not None and after.kind == ","
    ):
        return False
    if (
        before is not None
        and before.kind == "prep"
        and before.head is not None
        and before.head.low in _COMPARED
    ):
        return True
    if after is not None and (
        after.kind == "time" or (after.kind == "prep" and after.head is not None and after.head.low in _AFTER)
    ):
        return before is not None and before.kind in (",", "conj", ":", "prep", "np", "sub", "rel", "adv")
    if (
        before is not None
        and before.kind == "np"
        and before.head is not None
        and before.head.low in ("second", "third", "other", "latter", "former", "first", "rest")
    ):
        return True
    return bool(
        before is not None and before.kind == "," and after is not None and after.kind in (",", ".", "conj")
    )
