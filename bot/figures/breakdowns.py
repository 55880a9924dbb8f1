"""Breakdowns of a count: "four of them children", "including two officers", "of whom 14 were women"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.figures.chunks import Chunk, as_single, counted
from bot.figures.coordination import opens_clause
from bot.figures.frames import objects
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention, last_whole
from bot.figures.numbers import Number
from bot.figures.parts_of_known import among_the_dead, some_of_known
from bot.figures.subjects import among_them, one_of_kind, subjects
from bot.figures.taking import named_thing
from bot.figures.tolls import make

_AMONG = frozenset({"including", "among them", "among whom", "among those", "among those killed"})


VICTIMS = frozenset({"victim", "victims", "killed", "deceased", "slain", "dead"})


def breakdowns(clause: Clause, found: list[Mention], earlier: Sequence[Mention]) -> list[Mention]:
    """Add the parts that a sentence tells of the counts found in it."""
    chunks = clause.chunks
    for at, chunk in enumerate(chunks):
        if chunk.num is not None and at + 2 < len(chunks) and chunks[at + 1].kind == "prep":
            found = found + list(among_the_dead(clause, at, [*earlier, *found]))
        if chunk.kind == "np" and chunk.partitive and chunk.num is not None:
            found = found + list(partitive(clause, at, found, earlier))
        elif chunk.num is not None and one_of_kind(chunks, at):
            found = found + list(_of_kind(clause, at, found))
        elif chunk.kind == "prep" and chunk.head is not None and chunk.head.low in _AMONG:
            found = found + list(_among(clause, at, found, earlier))
            found = found + list(_before_among(clause, at, found))
        elif (
            chunk.kind == "rel"
            and at
            and chunks[at - 1].kind in ("of", "prep")
            and chunk.head is not None
            and chunk.head.low in ("whom", "which")
        ):
            found = found + list(_of_whom(clause, at, found))
    return found


def _of_kind(clause: Clause, at: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """Read "three residents, one a girl of six"."""
    number, kind = clause.chunks[at], clause.chunks[at + 1]
    parent = _parent(found, number.start)
    known = clause.taken.get(number.start)
    if known is not None and parent is not None and known.measure == parent.measure:
        known.parent = known.parent or parent
    if parent is None or number.num is None or known is not None or kind.start in clause.taken:
        return
    made = make(clause, kind, number.num, parent, "part:of them")
    made.parent = parent
    yield made


def _parent(found: Sequence[Mention], start: int) -> Mention | None:
    """Give the nearest count before a token index, itself no part."""
    before = [m for m in found if m.phrase.start < start and m.number is not None]
    wholes = [m for m in before if m.parent is None]
    return (wholes or before)[-1] if before else None


def partitive(
    clause: Clause, at: int, found: Sequence[Mention], earlier: Sequence[Mention]
) -> Iterator[Mention]:
    """Read "three of the dead", "four of them": a part of what the phrase after "of" counts."""
    chunk = clause.chunks[at]
    known = clause.taken.get(chunk.start)
    inner = chunk.inner
    pronoun = inner is not None and inner.det == "pron"
    parent = _parent(found, chunk.start)
    if known is not None:
        if pronoun or _same_thing(inner, parent):
            known.parent = known.parent or (
                parent if parent is not None and parent.measure == known.measure else None
            )
        if pronoun and not known.parent and chunk.start == 0:
            known.parent = _they(earlier, known)
        return
    if chunk.num is None or inner is None:
        return
    if pronoun and at == 0 and chunk.start == 0:
        yield from _told_of_them(clause, chunk, earlier)
        return
    if pronoun:
        if parent is None:
            return
        if _merely_described(clause, at) or chunk.prep in _ELSEWHERE or does_else(clause, at):
            return
        made = make(clause, chunk, chunk.num, parent, "part:of them")
        made.parent = parent
        yield made
        yield from _following_items(clause, at, made, parent)
    elif some := list(some_of_known(clause, at, [*earlier, *found])):
        yield from some
    elif inner.word.counts or inner.word.carrier or (inner.head is not None and inner.head.low in VICTIMS):
        measure = inner.word.carrier or (inner.word.counts[0] if inner.word.counts else "killed")
        following = clause.chunks[at + 1] if at + 1 < len(clause.chunks) else None
        if measure in ("arrested", "displaced") and not _tells_who_they_are(inner, following):
            return
        whole = _whole_of(clause, inner, measure)
        found = [*found, *whole]
        yield from whole
        made = make(clause, chunk, chunk.num, measure, "part:of the")
        made.parent = next(
            (m for m in reversed([*earlier, *found]) if m.measure == measure and m is not made), None
        )
        describe(clause, at, made)
        yield made


def _told_of_them(clause: Clause, part: Chunk, earlier: Sequence[Mention]) -> Iterator[Mention]:
    """Read "Seven of them were large hilltop bases": some of those that the sentence before counts."""
    chunks = clause.chunks
    told = chunks[2] if len(chunks) > 2 and chunks[1].copula and not chunks[1].negated else None
    whole = _counted_last(clause, earlier)
    if told is None or told.kind != "np" or told.num is not None or told.prep or whole is None:
        return
    things = told.cls == whole.cls and told.cls in ("base", "building", "weapon", "town")
    if part.num is None or not (things or (whole.cls in PEOPLE and told.cls in PEOPLE)):
        return
    made = make(clause, part, part.num, whole, "part:of them")
    made.parent = whole
    describe(clause, 0, made)
    yield made


def _they(earlier: Sequence[Mention], part: Mention) -> Mention | None:
    """Give the count that "them" takes up: that of the sentence before, of what befell both."""
    wholes = _wholes_before(earlier, part.sentence, part.section)
    return last_whole(wholes, part.measure)


_ACTS = frozenset({"arrests", "abductions", "detentions", "kidnappings"})


def _tells_who_they_are(inner: Chunk, following: Chunk | None) -> bool:
    """As in "Two of the detainees are nurses", "Six of the arrests were made in Yangon"."""
    acts = inner.head is not None and inner.head.low in _ACTS
    return acts or (following is not None and following.copula)


_ELSEWHERE = frozenset({"in", "at", "on", "of", "about"})


def does_else(clause: Clause, at: int) -> bool:
    """As in "13 villagers, nine of whom escaped": a verb of its own says what those did instead."""
    chunks = clause.chunks
    index = at + 1
    while index < len(chunks) and chunks[index].kind == "adv":
        index += 1
    if index >= len(chunks) or chunks[index].kind != "vg":
        return False
    inner = chunks[at].inner
    of_whom = inner is not None and inner.head is not None and inner.head.low in ("whom", "which")
    if of_whom and set(chunks[index].lemmas) & {"live", "stay", "shelter"} and not chunks[index].negated:
        return False  # "138,800 refugees, 74,000 of whom are living in Mizoram"
    return not chunks[index].copula and (chunks[index].passive is not None or of_whom)


def _merely_described(clause: Clause, at: int) -> bool:
    """Tell whether an adjective alone follows: "one of them pregnant" says nothing of a count."""
    chunks = clause.chunks
    following = chunks[at + 1] if at + 1 < len(chunks) else None
    if following is None or following.kind != "np" or following.prep:
        return False
    return not following.cls and not following.det and following.end == following.start + 1


def _whole_of(clause: Clause, inner: Chunk, measure: str) -> list[Mention]:
    """As in "three of the 14 dead" states the 14 too."""
    if inner.num is None or inner.start in clause.taken:
        return []
    return [make(clause, inner, inner.num, measure, "noun:" + measure)]


def _same_thing(inner: Chunk | None, parent: Mention | None) -> bool:
    return inner is not None and parent is not None and inner.cls == parent.cls


def _following_items(clause: Clause, at: int, first: Mention, parent: Mention) -> Iterator[Mention]:
    """Tell what says who they are ("of them women") and further items ("and 17 children")."""
    chunks = clause.chunks
    describe(clause, at, first)
    index = at + 1
    if (
        index < len(chunks)
        and chunks[index].kind == "np"
        and chunks[index].num is None
        and not chunks[index].prep
    ):
        index += 1
    while index + 1 < len(chunks) and chunks[index].kind in (",", "conj"):
        item = chunks[index + 1]
        if item.kind == "conj":
            index += 1
            continue
        if item.kind != "np" or item.num is None or item.start in clause.taken or item.cls not in PEOPLE:
            return
        if opens_clause(chunks, index + 2):
            return
        made = make(clause, item, item.num, parent, "part:of them")
        made.parent = parent
        yield made
        index += 2


def describe(clause: Clause, at: int, mention: Mention) -> None:
    """Take class and quote from the phrase that says who they are: "five of them officers"."""
    chunks = clause.chunks
    index = at + 1
    if index < len(chunks) and chunks[index].kind == "vg" and chunks[index].copula:
        index += 1
    if (
        index < len(chunks)
        and chunks[index].kind == "np"
        and chunks[index].num is None
        and not chunks[index].prep
    ):
        described = chunks[index]
        mention.end = clause.tokens[described.end - 1].end
        if described.cls in PEOPLE:
            mention.cls = described.cls
            mention.phrase = replace(mention.phrase, inner=described)


def _among(
    clause: Clause, at: int, found: Sequence[Mention], earlier: Sequence[Mention]
) -> Iterator[Mention]:
    chunks = clause.chunks
    parent = _parent(found, chunks[at].start)
    if parent is None and _tells_who(clause, at):
        parent = _counted_last(clause, earlier)
    nearest = max(
        (m for m in found if m.phrase.start < chunks[at].start), key=lambda m: m.phrase.start, default=None
    )
    if parent is not None and nearest is not None and nearest.rule == "part:of the":
        parent = nearest.parent or nearest  # "12 of the dead, among them a girl"
    items = _items_after(clause, at)
    for item in items:
        known = clause.taken.get(item.start)
        if known is not None:
            if parent is not None and known is not parent and known.measure == parent.measure:
                known.parent = parent
            continue
        number = counted(item)
        if number is None and (
            item.det in ("a", "another")
            or named_thing(item)
            or (item.det == "the" and not item.word.plural and item.cls in PEOPLE)
        ):
            number = as_single(item).num
        if (
            number is not None
            and item.cls in ("weapon", "base", "building")
            and (parent is None or parent.cls != item.cls)
        ):
            yield from _taken_among(clause, at, item, number)
            continue
        if number is None or parent is None or item.cls == "unit":
            continue
        if item.cls not in PEOPLE and _of_another_count(clause, at, parent):
            continue
        if item.cls not in PEOPLE and parent.cls in PEOPLE and item.cls not in ("", "name"):
            continue
        made = make(clause, item, number, parent, "part:including")
        made.parent = parent
        made.begin = clause.tokens[chunks[at].start].start if item is items[0] else made.begin
        yield made


def _tells_who(clause: Clause, at: int) -> bool:
    """As in "Among them was a lieutenant colonel", of those that the sentence before counts."""
    chunks = clause.chunks
    head = chunks[at].head
    named = head is not None and head.low == "among them"
    return at == 0 and named and len(chunks) > 1 and chunks[1].copula and not chunks[1].negated


def _counted_last(clause: Clause, earlier: Sequence[Mention]) -> Mention | None:
    """Give the sentence before's first count of people or things, which "them" means."""
    wholes = _wholes_before(earlier, clause.index, clause.section)
    return next((m for m in wholes if m.number is not None and m.number.value != 1), None)


def _wholes_before(earlier: Sequence[Mention], sentence: int, section: str) -> list[Mention]:
    """Give the counts of the sentence before this one that are no parts, in order."""
    before = (m for m in earlier if m.sentence == sentence - 1 and m.section == section)
    return [m for m in before if m.parent is None and m.number is not None]


def _items_after(clause: Clause, at: int) -> list[Chunk]:
    """Give the phrases after "including"."""
    chunks = clause.chunks
    index = at + 1
    if index < len(chunks) and chunks[index].kind == "vg" and chunks[index].copula:
        index += 1
    if index + 2 < len(chunks) and clause.tokens[chunks[index].start].low == "those":
        index += 2 if chunks[index + 2].prep == "of" else 0  # "21 bodies, including those of four women"
    items = objects(chunks, index)
    if index < len(chunks) and not items and chunks[index].kind == "<q":
        items = objects(chunks, index + 1)
    return items


def _before_among(clause: Clause, at: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """Read "eight pilgrims, three women and a boy among them, were killed"."""
    if not among_them(clause.chunks, at):
        return
    first = at - 1
    while first > 0 and clause.chunks[first - 1].kind in ("np", "conj"):
        first -= 1
    parent = _parent(found, clause.chunks[first].start)
    for item in clause.chunks[first:at]:
        number = (counted(item) or as_single(item).num) if item.kind == "np" else None
        if parent is not None and number is not None and item.start not in clause.taken:
            made = make(clause, item, number, parent, "part:including")
            made.parent = parent
            yield made


def _of_another_count(clause: Clause, at: int, parent: Mention | None) -> bool:
    """As in "killed a man and set fire to four vehicles, including two lorries": the vehicles are meant."""
    before = at - 1
    while before > 0 and clause.chunks[before].kind == ",":
        before -= 1
    thing = clause.chunks[before]
    if parent is None or thing.kind != "np" or thing.num is None or thing.start in clause.taken:
        return False
    return thing.start > parent.phrase.start and thing.cls not in PEOPLE


def _taken_among(clause: Clause, at: int, item: Chunk, number: Number) -> Iterator[Mention]:
    """Read "seized a large quantity of equipment, including 25 drones": the verb before takes the item."""
    for index in range(at - 1, max(at - 10, -1), -1):
        group = clause.chunks[index]
        if group.kind != "vg":
            continue
        if group.negated or group.irrealis:
            return
        for lemma in group.lemmas:
            for trigger in clause.lexicon.triggers.get(lemma, ()):
                if trigger.role == "object" and not trigger.rest and item.cls in trigger.takes:
                    made = make(clause, item, number, trigger.measure, "part:including")
                    doers = subjects(clause.chunks, index)
                    made.actor = doers[-1] if doers and group.passive is not True else None
                    yield made
                    return
        return


def _of_whom(clause: Clause, at: int, found: Sequence[Mention]) -> Iterator[Mention]:
    chunks = clause.chunks
    item = chunks[at + 1] if at + 1 < len(chunks) else None
    parent = _parent(found, chunks[at].start)
    if item is None or item.kind != "np" or item.num is None:
        return
    known = clause.taken.get(item.start)
    if known is not None:
        if parent is not None and parent.measure == known.measure:
            known.parent = parent
        known.notes.append("of whom")
        return
    following = chunks[at + 2] if at + 2 < len(chunks) else None
    if parent is None or following is None or following.kind != "vg":
        return
    happened = parent.measure in ("clashes", "airstrikes") and set(following.lemmas) & {
        "take",
        "occur",
        "happen",
    }
    if not following.copula and not happened and not _still_so(clause, following, parent.measure):
        return
    made = make(clause, item, item.num, parent, "part:of whom")
    made.parent = parent
    describe(clause, at + 1, made)
    yield made


def _still_so(clause: Clause, group: Chunk, measure: str) -> bool:
    """As in "251 hostages, of whom 100 are still held": what befell all still holds of these."""
    if group.negated or group.irrealis or group.passive is not True:
        return False
    frames = (trigger for lemma in group.lemmas for trigger in clause.lexicon.triggers.get(lemma, ()))
    return "hold" in group.lemmas or any(trigger.measure == measure for trigger in frames)


def names_counted(subject: Chunk) -> bool:
    """As in "Seven of the dead": the whole says what is counted."""
    inner = subject.inner
    return (
        subject.partitive
        and inner is not None
        and bool(inner.word.counts or (inner.head and inner.head.low in VICTIMS))
    )
