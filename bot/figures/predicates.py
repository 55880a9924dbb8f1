"""What "is" and "were" say of those counted.

"among the dead are 21 women", "the other eight were villagers".
"""

from collections.abc import Iterator, Sequence

from bot.figures.breakdowns import VICTIMS, describe, names_counted
from bot.figures.chunks import Chunk, as_single, counted
from bot.figures.frames import objects
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention, last_whole
from bot.figures.subjects import subjects
from bot.figures.tolls import following_participle, is_bare, make


def predicates(clause: Clause, found: Sequence[Mention], earlier: Sequence[Mention]) -> Iterator[Mention]:
    """As in "Among the dead are 21 women", "A boy is among the dead", "The other eight were villagers"."""
    chunks = clause.chunks
    for at, chunk in enumerate(chunks):
        if chunk.kind != "vg" or not chunk.copula or chunk.negated or chunk.irrealis:
            continue
        measure = _among_measure(clause, at, chunks)
        if measure:
            inverted = chunks[at - 1].prep or (at == _AFTER_TAKEN and chunks[1].prep == "among")
            phrases = objects(chunks, at + 1) if inverted else subjects(chunks, at)
            yield from _items(clause, phrases, measure, [*earlier, *found], "part:among")
            continue
        yield from _identified(clause, at, found, earlier)


def _among_measure(clause: Clause, at: int, chunks: Sequence[Chunk]) -> str:
    """Give the measure of "among the dead" before an inverted copula or after a plain one."""
    for index, step in ((at - 1, -1), (at + 2, 1)):
        if not 0 <= index < len(chunks) or chunks[index].kind != "np":
            continue
        chunk = chunks[index]
        if chunk.prep.startswith("among") and (at == 2 or step == 1):
            return _group_measure(clause, index)
    if at == _AFTER_TAKEN and chunks[1].prep == "among" and chunks[1].cls in ("weapon", "base", "building"):
        return _taken_measure(clause, chunks[1], chunks[2])
    after = chunks[at + 1] if at + 1 < len(chunks) else None
    if after is not None and after.kind == "prep" and after.head is not None:
        low = after.head.low
        if low == "among those killed":
            return "killed"
        if low == "among those":
            return following_participle(clause, at + 1)
    return ""


# Where "were" stands in "Among the arms captured were 131 rifles".
_AFTER_TAKEN = 3


def _taken_measure(clause: Clause, things: Chunk, verb: Chunk) -> str:
    for lemma in verb.lemmas if verb.passive is None else ():
        for trigger in clause.lexicon.triggers.get(lemma, ()):
            if trigger.role == "object" and not trigger.rest and things.cls in trigger.takes:
                return trigger.measure
    return ""


def _group_measure(clause: Clause, at: int) -> str:
    chunk = clause.chunks[at]
    if chunk.cls == "captive":
        return "captured"
    if chunk.word.counts:
        return chunk.word.counts[0]
    if chunk.num is not None:
        return ""
    if chunk.head is not None and chunk.head.low in VICTIMS:
        return "killed"
    if chunk.head is not None and chunk.head.word.forms:
        for lemma, _ in chunk.head.word.forms:
            for trigger in clause.lexicon.triggers.get(lemma, ()):
                if trigger.takes & PEOPLE and not trigger.rest:
                    return trigger.measure
    return ""


def _items(
    clause: Clause, phrases: Sequence[Chunk], measure: str, known: Sequence[Mention], rule: str
) -> Iterator[Mention]:
    parent = last_whole(known, measure)
    for phrase in phrases:
        if phrase.start in clause.taken:
            clause.taken[phrase.start].parent = clause.taken[phrase.start].parent or parent
            continue
        number = counted(phrase)
        if number is None and (phrase.det in ("a", "another") or phrase.name or _someone(phrase)):
            number = as_single(phrase).num
        if number is None or phrase.cls == "unit":
            continue
        if measure == "captured" and phrase.cls == "civilian":
            measure = "arrested"  # "Two teachers are among the detained"
            parent = last_whole(known, measure)
        made = make(clause, phrase, number, measure, rule)
        made.parent = parent
        yield made


def _someone(phrase: Chunk) -> bool:
    """As in "the bride's father was among those killed"."""
    head = phrase.head
    return (
        phrase.cls in PEOPLE and phrase.det in ("the", "poss") and head is not None and not head.word.plural
    )


def _identified(
    clause: Clause, at: int, found: Sequence[Mention], earlier: Sequence[Mention]
) -> Iterator[Mention]:
    """As in "The other eight were villagers", "34 were women", "The victims were two brothers"."""
    chunks = clause.chunks
    subject = next(reversed(subjects(chunks, at)), None)
    predicate = chunks[at + 1] if at + 1 < len(chunks) else None
    if subject is None or subject.start in clause.taken or predicate is None or predicate.kind != "np":
        return
    if clause.tokens[0].low == "of" and chunks[1].kind == "np" and clause.tokens[1].low == "those":
        return  # "Of those killed, 42 were women": see of_these
    if names_counted(subject) or _after_of_whom(chunks, subject):
        return
    before = [m for m in found if m.phrase.start < subject.start]
    context = next((m for m in reversed([*earlier, *before]) if m.number is not None), None)
    if context is None or context.cls not in (*PEOPLE, ""):
        return
    if (
        subject.head is not None
        and subject.head.low in ("victims", "deceased", "dead")
        and subject.num is None
    ):
        measure = next((m.measure for m in earlier if m.measure == "killed"), "")
        if measure:
            yield from _items(clause, objects(chunks, at + 1), measure, earlier, "part:victims were")
        return
    if subject.num is None or predicate.num is not None or predicate.cls not in PEOPLE:
        return
    leaning = (
        subject.partitive or is_bare(subject) or (subject.word.noun == "people" and subject.det == "the")
    )
    if not leaning:
        return
    whole = context.parent or context
    made = make(clause, subject, subject.num, whole, "part:were")
    made.parent = whole
    describe(clause, at, made)
    made.end = max(made.end, clause.tokens[predicate.end - 1].end)
    yield made


def _after_of_whom(chunks: Sequence[Chunk], subject: Chunk) -> bool:
    position = next((n for n, c in enumerate(chunks) if c.start == subject.start), 0)
    return position > 0 and chunks[position - 1].kind == "rel"
