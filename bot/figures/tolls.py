"""Tolls: the number that stands apart from what it counts ("the death toll rose to 57")."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.figures.chunks import Chunk
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention
from bot.figures.noun_counts import taken_thing
from bot.figures.numbers import Number

_REACHING = frozenset(
    {"reach", "pass", "exceed", "be", "top", "hit", "number", "surpass", "stand", "total", "cross"}
)


_TO = frozenset({"to", "at", "of", "past", "above", "beyond"})


_RAISING = frozenset({"bring", "raise", "take", "push", "put"})


def make(clause: Clause, phrase: Chunk, number: Number, model: Mention | str, rule: str) -> Mention:
    """Make a mention that leans on another (or on a measure by name)."""
    words = clause.tokens[phrase.start : phrase.end]
    measure = model if isinstance(model, str) else model.measure
    cls = phrase.cls or ("" if isinstance(model, str) else model.cls)
    made = Mention(
        measure, phrase, number, words[0].start, words[-1].end, phrase.start, rule, sentence=clause.index,
        section=clause.section, cls=cls,
    )  # fmt: skip
    if isinstance(model, Mention):
        made.actor = model.actor
        made.loser = model.loser
    clause.taken[phrase.start] = made
    return made


def tolls(clause: Clause) -> Iterator[Mention]:
    """As in "the death toll rose to 57", "bringing to 1,071 the number of dead", "put the dead at 34"."""
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind != "np":
            continue
        measure = _toll_measure(clause, at)
        if not measure:
            continue
        phrase = _toll_number(clause, at)
        if phrase is None or phrase.num is None:
            continue
        made = make(clause, phrase, phrase.num, measure, "toll:" + measure)
        _toll_verb(clause, chunk, phrase, made)
        for old in clause.chunks[at + 1 : at + 8]:
            if is_bare(old) and old.prep == "from" and old.start < phrase.start:
                clause.taken.setdefault(old.start, made)  # "from 310 to 274"
        made.begin, made.end = (
            min(made.begin, clause.tokens[chunk.start].start),
            max(made.end, clause.tokens[chunk.end - 1].end),
        )
        made.phrase = replace(phrase, inner=chunk.inner or chunk) if not phrase.cls else phrase
        made.cls = _toll_class(chunk)
        yield made


def _toll_verb(clause: Clause, toll: Chunk, phrase: Chunk, made: Mention) -> None:
    """Note that a toll rose, and that one which "passes 1,000" is more than that."""
    if any(token.low in ("final", "overall", "total", "combined", "latest") for token in toll.words):
        made.notes.append("rise")
    low, high = sorted((toll.start, phrase.start))
    for chunk in clause.chunks:
        if chunk.kind != "vg" or not low - 3 <= chunk.start <= high:
            continue
        lemmas = set(chunk.lemmas)
        if lemmas & _RISING:
            made.notes.append("rise")
        if lemmas & _PASSING and made.number is not None and made.number.qualifier == "exact":
            value = made.number.value
            made.number = replace(made.number, qualifier="more_than", low=(value or 0) + 1, high=None)


_RISING = frozenset(
    {
        "rise",
        "climb",
        "bring",
        "raise",
        "jump",
        "grow",
        "increase",
        "reach",
        "stand",
        "pass",
        "push",
        "swell",
        "surge",
        "come",
        "go",
    }
)


_PASSING = frozenset({"pass", "top", "exceed", "surpass"})


def _toll_class(chunk: Chunk) -> str:
    inner = chunk.inner
    return inner.cls if inner is not None and inner.cls in PEOPLE else ""


def _toll_measure(clause: Clause, at: int) -> str:
    chunk = clause.chunks[at]
    word = chunk.word
    if chunk.num is not None and chunk.num.digits is False and chunk.partitive:
        return ""
    if word.toll:
        return "" if _holds_its_number(chunk) else word.toll
    if chunk.det in ("the", "poss") and chunk.num is None and word.counts and word.noun in PEOPLE:
        return word.counts[0]
    head = chunk.head
    if head is None or head.low not in ("number", "numbers", "total", "count", "figure", "tally"):
        if chunk.num is None and word.counts and chunk.inner is None and chunk.det != "a":
            return word.counts[0]
        return ""
    if chunk.inner is None:
        return ""
    if chunk.inner.word.counts:
        return following_participle(clause, at) or chunk.inner.word.counts[0]
    if chunk.inner.cls in ("building", "base", "weapon") and (measure := taken_thing(clause, chunk.inner)):
        return measure
    if chunk.inner.head is not None and chunk.inner.head.low in ("victims", "deceased"):
        return "killed"
    return following_participle(clause, at)


def following_participle(clause: Clause, at: int) -> str:
    """As in "the number of civilians killed by the regime", "of people known to have died"."""
    for chunk in clause.chunks[at + 1 : at + 4]:
        if chunk.kind == "vg":
            after = [token.low for token in clause.tokens[chunk.end : chunk.end + 3]]
            for lemma in chunk.lemmas:
                for trigger in clause.lexicon.triggers.get(lemma, ()):
                    said = not trigger.gap and tuple(after[: len(trigger.rest)]) == trigger.rest
                    if said and trigger.takes & PEOPLE and "people" in trigger.takes:
                        return trigger.measure
        elif chunk.kind == "state":
            return chunk.word.states[0]
        elif chunk.kind not in ("adv", "rel"):
            return ""
    return ""


def _holds_its_number(toll: Chunk) -> bool:
    """As in "a higher toll of 23 dead": see `of_such`."""
    return toll.det in ("a", "an", "another") and toll.inner is not None and toll.inner.num is not None


def of_such(clause: Clause) -> Iterator[Mention]:
    """Read "gave a higher toll of 23 dead", "a death toll of 41"."""
    for chunk in clause.chunks:
        inner = chunk.inner
        if chunk.kind != "np" or not chunk.word.toll or not _holds_its_number(chunk) or inner is None:
            continue
        if inner.num is not None and inner.start not in clause.taken and chunk.start not in clause.taken:
            yield make(clause, inner, inner.num, chunk.word.toll, "toll:" + chunk.word.toll)


def _toll_number(clause: Clause, at: int) -> Chunk | None:
    chunks = clause.chunks
    raised = chunks[at - 1] if at >= 3 and set(chunks[at - 3].lemmas) & _RAISING else None
    if raised is not None and is_bare(raised) and raised.prep == "to" and raised.start not in clause.taken:
        return raised
    if at + 2 < len(chunks) and chunks[at + 1].kind == ":" and is_bare(chunks[at + 2]):
        return chunks[at + 2]
    past = 0
    for index in range(at + 1, min(at + 24, len(chunks))):
        chunk = chunks[index]
        if index < past:
            continue
        if past := _aside_end(chunks, index):
            continue
        if chunk.kind in (";", ".", "sub", ":") or chunk.word.toll or _is_another_count(chunk):
            return None
        if chunk.kind == "vg" and (chunk.negated or chunk.irrealis):
            return None
        if (
            is_bare(chunk)
            and chunk.prep == "from"
            and any(is_bare(c) and c.prep == "to" for c in chunks[index + 1 : index + 4])
        ):
            continue
        if (is_bare(chunk) or _risen_to(chunks, index)) and chunk.start not in clause.taken:
            return chunk if _reached(chunks, index) else None
    return None


def _risen_to(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "The death toll has risen to seven civilians"."""
    chunk = chunks[at]
    people = chunk.kind == "np" and chunk.num is not None and chunk.cls in PEOPLE and not chunk.partitive
    return people and chunk.prep == "to" and at > 1 and not _RISING.isdisjoint(chunks[at - 2].lemmas)


def _is_another_count(chunk: Chunk) -> bool:
    """As in "those helping the displaced put the number of residents killed at 19"."""
    head = chunk.head
    return chunk.kind == "np" and head is not None and head.low == "number" and chunk.inner is not None


def _reached(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a number is what a toll came to: "rose to four", "passed 40"."""
    before = chunks[at - 1]
    if before.kind == "<q" and at >= 2:
        before = chunks[at - 2]
    if before.kind == "prep" and before.head is not None and before.head.low in _TO:
        return True
    return before.kind == "vg" and bool(set(before.lemmas) & _REACHING)


def _aside_end(chunks: Sequence[Chunk], at: int) -> int:
    """Give where a clause between commas ends ("the toll, in which ..., rose to four"), else 0."""
    if chunks[at].kind != "sub" or chunks[at - 1].kind != ",":
        return 0
    return next((n for n in range(at, min(at + 14, len(chunks))) if chunks[n].kind == ","), 0)


def is_bare(chunk: Chunk) -> bool:
    """Tell whether a phrase is a number alone."""
    return (
        chunk.kind == "np"
        and chunk.num is not None
        and (chunk.head is None or chunk.head.kind == "num")
        and not chunk.partitive
    )
