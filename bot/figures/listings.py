"""Lists of what was counted.

"the weapons include ...", "of these, 160 ...", numbers that add up to one before.
"""

from collections.abc import Iterator, Sequence

from bot.figures.breakdowns import VICTIMS, describe
from bot.figures.chunks import Chunk, as_single, counted
from bot.figures.frames import objects
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention
from bot.figures.subjects import subjects
from bot.figures.tolls import following_participle, is_bare, make

_LISTING = frozenset({"include", "comprise", "number", "total"})


def listings(clause: Clause, found: Sequence[Mention], earlier: Sequence[Mention]) -> Iterator[Mention]:
    """As in "The weapons include three howitzers", "Weapons captured comprised 588 small arms"."""
    chunks = clause.chunks
    for at, chunk in enumerate(chunks):
        if chunk.kind != "vg" or chunk.negated or chunk.irrealis:
            continue
        if _LISTING.isdisjoint(chunk.lemmas) and not chunk.copula:
            continue
        subject = next(iter(subjects(chunks, at)), None)
        if (
            subject is None
            or (chunk.copula and not _are_victims(subject))
            or (subject.num is not None and not (subject.word.counts or subject.word.carrier))
        ):
            continue
        parent = clause.taken.get(subject.start) or next(
            (
                m
                for m in reversed([*earlier, *found])
                if m.cls == subject.cls and subject.cls not in ("", "people")
            ),
            None,
        )
        measure = _listed_measure(clause, subject) or (parent.measure if parent is not None else "")
        if not measure or (
            "number" in chunk.lemmas and parent is not None and not _listed_measure(clause, subject)
        ):
            continue
        if parent is not None and parent.measure != measure:
            parent = None
        if chunk.copula and parent is None:
            continue  # who "the victims" are is not known
        for phrase in objects(chunks, at + 1):
            number = counted(phrase)
            if number is None and phrase.det in ("a", "another"):
                number = as_single(phrase).num
            kind = parent.cls if parent is not None else subject.cls
            fits = phrase.cls == kind or (
                phrase.cls == subject.cls
                or phrase.head is None
                or (_of_people(clause, subject) and phrase.cls in (*PEOPLE, "name", ""))
            )
            if number is None or not fits or phrase.start in clause.taken:
                continue
            made = make(clause, phrase, number, measure, "part:list")
            made.cls = made.cls or subject.cls
            made.parent = parent
            yield made


def _of_people(clause: Clause, subject: Chunk) -> bool:
    """Whether a list's subject is of people: "the wounded", "those killed", "those who died"."""
    return subject.cls in PEOPLE or (not subject.cls and clause.tokens[subject.start].low == "those")


def _are_victims(subject: Chunk) -> bool:
    """As in "The victims were two farmers and a teacher"."""
    victims = subject.head is not None and subject.head.low in VICTIMS and subject.head.low != "killed"
    return victims and subject.det == "the" and subject.num is None


def _listed_measure(clause: Clause, subject: Chunk) -> str:
    """Give the measure that a list's own words name: "the dead", "weapons captured"."""
    if subject.word.counts and subject.word.noun in PEOPLE:
        return subject.word.counts[0]
    if subject.head is not None and subject.head.low in VICTIMS:
        return "killed"
    position = next((n for n, c in enumerate(clause.chunks) if c.start == subject.start), None)
    if position is None:
        return ""
    for chunk in clause.chunks[position + 1 : position + 3]:
        for lemma in chunk.lemmas:
            for trigger in clause.lexicon.triggers.get(lemma, ()):
                taken = subject.cls in trigger.takes or (
                    "people" in trigger.takes and _of_people(clause, subject)
                )
                if not trigger.rest and taken:
                    return trigger.measure
    return ""


def after_colon(clause: Clause, earlier: Sequence[Mention]) -> Iterator[Mention]:
    """Read "...: 182 houses in Kyun Gyi Taw, 120 in ...": things counted before, place by place."""
    last = earlier[-1] if earlier else None
    if last is None or last.cls not in ("building", "base", "weapon"):
        return
    colon = next((n for n, chunk in enumerate(clause.chunks) if chunk.kind == ":"), None)
    for chunk in clause.chunks[colon + 1 : colon + 2] if colon is not None else ():
        if (
            chunk.kind == "np"
            and chunk.num is not None
            and chunk.cls == last.cls
            and chunk.start not in clause.taken
        ):
            made = make(clause, chunk, chunk.num, last, "part:list")
            made.parent = last
            yield made


def found_too(clause: Clause, found: Sequence[Mention], earlier: Sequence[Mention]) -> Iterator[Mention]:
    """Read "44 bodies washed ashore; 12 others were found along the beach": bodies, too."""
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind != "vg" or chunk.passive is not True or _FOUND.isdisjoint(chunk.lemmas):
            continue
        for phrase in subjects(clause.chunks, at):
            others = is_bare(phrase) or (phrase.head is not None and phrase.head.low in ("others", "more"))
            if phrase.num is None or not others or phrase.start in clause.taken:
                continue
            before = [*earlier, *(m for m in found if m.phrase.start < phrase.start)]
            if before and before[-1].phrase.word.carrier:
                yield make(clause, phrase, phrase.num, before[-1].measure, "carrier:more")


_FOUND = frozenset({"find", "discover", "recover", "retrieve", "pull", "wash"})


def as_did(clause: Clause, found: Sequence[Mention]) -> Iterator[Mention]:
    """Read "one fighter died, as did three soldiers": what befell those before befell these."""
    tokens = clause.tokens
    for chunk in clause.chunks:
        at = chunk.start
        if chunk.kind != "np" or chunk.num is None or at < 2 or at in clause.taken:
            continue
        if tokens[at - 2].low not in ("as", "so") or tokens[at - 1].kind not in ("do", "be", "have"):
            continue
        model = next((m for m in reversed(found) if m.phrase.start < at and m.number is not None), None)
        if model is not None:
            yield make(clause, chunk, chunk.num, model.measure, "part:as did")


def adding_up(clause: Clause, earlier: Sequence[Mention]) -> Iterator[Mention]:
    """Bare subjects of one sentence that add up to a count before them are its parts.

    "15 were shelled, 5 shot, 2 ...".
    """
    chunks = clause.chunks
    bare = [c for at, c in enumerate(chunks) if is_bare(c) and c.num is not None and _has_verb(chunks, at)]
    values = [c.num.value for c in bare if c.num is not None and c.num.value is not None]
    if len(values) < 2 or len(values) != len(bare):
        return
    whole = next(
        (m for m in reversed(earlier) if m.number is not None and m.number.value == sum(values)), None
    )
    if whole is None or whole.cls not in (*PEOPLE, ""):
        return
    if not any(c.start in clause.taken and clause.taken[c.start].measure == whole.measure for c in bare):
        return
    for chunk in bare:
        known = clause.taken.get(chunk.start)
        if known is not None:
            known.parent = known.parent or (whole if known.measure == whole.measure else None)
        elif chunk.num is not None:
            made = make(clause, chunk, chunk.num, whole, "part:sum")
            made.parent = whole
            yield made


def of_these(clause: Clause, earlier: Sequence[Mention]) -> Iterator[Mention]:
    """As in "Of these, 160 stood in Hla Taw", "Of those arrested, 34 were women", "Of the deaths, two"."""
    chunks = clause.chunks
    if len(chunks) < 4 or not earlier or clause.tokens[0].low != "of" or chunks[1].kind != "np":
        return
    opener = chunks[1]
    deaths = bool(opener.word.counts) and bool(opener.word.plural) and opener.det == "the"
    if opener.num is not None or not (
        opener.det == "pron" or clause.tokens[opener.start].low in ("these", "those", "this") or deaths
    ):
        return
    measure = opener.word.counts[0] if opener.word.counts else following_participle(clause, 1)
    if opener.head is not None and opener.head.low in VICTIMS:
        measure = "killed"
    whole = next(
        (m for m in reversed(earlier) if m.number is not None and (not measure or m.measure == measure)), None
    )
    if whole is None:
        return
    for chunk in chunks[2:]:
        if (
            is_bare(chunk)
            and chunk.start not in clause.taken
            and chunk.num is not None
            and chunk.num.value is not None
        ):
            if _met_with_else(clause, chunk, whole):
                continue
            made = make(clause, chunk, chunk.num, whole, "part:of these")
            made.parent = whole
            describe(clause, chunks.index(chunk), made)
            yield made


def _met_with_else(clause: Clause, part: Chunk, whole: Mention) -> bool:
    """As in "Of those behind bars, 5,924 have been sentenced": something else befell these."""
    at = clause.chunks.index(part) + 1
    group = clause.chunks[at] if at < len(clause.chunks) else None
    if group is None or group.kind != "vg" or group.passive is not True:
        return False
    return whole.measure in ("arrested", "captured") and bool(set(group.lemmas) & _COURTS)


_COURTS = frozenset({"sentence", "charge", "release", "free", "convict", "acquit", "indict", "try"})


def _has_verb(chunks: Sequence[Chunk], at: int) -> bool:
    index = at + 1
    while index < len(chunks) and chunks[index].kind == "adv":
        index += 1
    return index < len(chunks) and chunks[index].kind == "vg" and not chunks[at].prep
