"""Nouns that are counts themselves ("12 deaths") or hold those counted ("the bodies of 12 men")."""

from collections.abc import Iterator
from dataclasses import replace

from bot.figures.chunks import Chunk, as_single, counted, of_a_weapon
from bot.figures.frames import objects
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention
from bot.figures.named_together import together
from bot.figures.numbers import Number
from bot.figures.taking import SINGULAR


def of_noun(clause: Clause, at: int, phrase: Chunk) -> Iterator[Mention]:
    """Read a noun that is a count, or that holds those counted."""
    word = phrase.word
    measure = word.carrier or (
        word.counts[0] if word.counts else _attribute(clause, phrase) or _participle(clause, phrase)
    )
    if not measure:
        yield from _held(clause, phrase)
    if not measure or phrase.start in clause.taken:
        return
    phrase = _all_named(clause, at, phrase)
    number = counted(phrase)
    if number is None and phrase.det == "another" and word.noun in PEOPLE:
        number = as_single(phrase).num
    if number is None and phrase.inner is None and phrase.num is None and word.plural:
        yield from _done_to(clause, at, measure)
        return
    if number is None and phrase.inner is not None and phrase.num is None:
        number = _single_death(clause, at, phrase.inner)
    if number is None and word.carrier and word.plural and phrase.inner is not None:
        number = _first_of_bodies(clause, at, phrase.inner)
    if word.carrier and phrase.num is None and phrase.inner is None and not _found(clause):
        return
    if number is None or phrase.det == "no" or phrase.partitive or of_a_weapon(phrase):
        return
    if _unreal(clause, at) or _let_go(clause, at, measure) or _charged_with(clause, phrase):
        return
    yield from _noun_mention(clause, measure, phrase, number)
    if phrase.cls in ("weapon", "building") and not word.carrier and not word.counts:
        yield from _listed_with(clause, at, measure)
    if phrase.inner is not None and phrase.num is None:
        yield from _further_ones(clause, at, measure, phrase.inner.start)


def _all_named(clause: Clause, at: int, phrase: Chunk) -> Chunk:
    """Give "the remains of U Tin Shwe, 78, and his wife" as one phrase, with those named counted together."""
    if phrase.inner is None or phrase.num is not None or not (phrase.word.carrier and phrase.word.plural):
        return phrase
    items = objects(clause.chunks, at, phrase.inner.start)
    named = together([item for item in items if item.cls in (*PEOPLE, "name")], clause.tokens)
    if len(items) < 2 or len(named) != 1 or not named[0].listed:
        return phrase
    words = tuple(clause.tokens[phrase.start : named[0].end])
    return replace(phrase, num=named[0].num, end=named[0].end, words=words)


def _first_of_bodies(clause: Clause, at: int, inner: Chunk) -> Number | None:
    """As in "the bodies of a commander and two fighters"."""
    alone = inner.num is None and not inner.word.plural and (inner.det in SINGULAR or inner.name)
    goes_on = len(objects(clause.chunks, at, inner.start)) > 1
    return as_single(inner).num if alone and goes_on and inner.cls in (*PEOPLE, "name") else None


def _further_ones(clause: Clause, at: int, measure: str, start: int) -> Iterator[Mention]:
    """Read the further people of "the bodies of two men and a girl"."""
    for item in objects(clause.chunks, at, start)[1:]:
        more = counted(item) or (as_single(item).num if item.det in SINGULAR or item.name else None)
        someone = item.cls in (*PEOPLE, "name") or item.head is None
        if more is not None and item.start not in clause.taken and someone:
            yield from _noun_mention(clause, _attribute(clause, item) or measure, item, more)


def _held(clause: Clause, phrase: Chunk) -> Iterator[Mention]:
    """Read "a register of 1,140 destroyed homes": the participle stands in the phrase that another holds."""
    inner = phrase.inner
    if inner is None or inner.num is None or phrase.num is not None or inner.start in clause.taken:
        return
    measure = _attribute(clause, inner)
    if measure:
        yield from _noun_mention(clause, measure, inner, inner.num)


def _listed_with(clause: Clause, at: int, measure: str) -> Iterator[Mention]:
    """Read the further items of "15 captured rifles, one machine gun and a grenade launcher"."""
    for item in objects(clause.chunks, at)[1:]:
        more = counted(item) or (as_single(item).num if item.det in SINGULAR else None)
        if more is not None and item.cls == clause.chunks[at].cls and item.start not in clause.taken:
            yield from _noun_mention(clause, measure, item, more)


def _participle(clause: Clause, phrase: Chunk) -> str:
    """As in "the 20 killed", "the 80 arrested": the participle is the noun."""
    if phrase.det != "the" or phrase.num is None or phrase.head is None:
        return ""
    for lemma, form in phrase.word.forms:
        if form == "part":
            for trigger in clause.lexicon.triggers.get(lemma, ()):
                if trigger.only_people and not trigger.rest and "people" in trigger.takes:
                    return trigger.measure
    return ""


def taken_thing(clause: Clause, phrase: Chunk) -> str:
    """As in "15 captured rifles", "1,140 destroyed homes".

    The participle before the noun says what befell them.
    """
    for token in phrase.words:
        if token is phrase.head:
            return ""
        for lemma, form in token.word.forms:
            if form != "part" or token.low.endswith("ing"):
                continue
            for trigger in clause.lexicon.triggers.get(lemma, ()):
                if trigger.role == "object" and not trigger.rest and phrase.cls in trigger.takes:
                    return trigger.measure
    return ""


def _attribute(clause: Clause, phrase: Chunk) -> str:
    """As in "39 wounded people": the measure that a participle before the noun names."""
    if phrase.num is None or phrase.partitive:
        return ""
    if phrase.cls in ("weapon", "building", "base"):
        return taken_thing(clause, phrase)
    if phrase.cls not in PEOPLE:
        return ""
    for token in phrase.words:
        if token is phrase.head:
            return ""
        if token.word.counts and (token.word.states or any(form == "part" for _, form in token.word.forms)):
            return token.word.counts[0]
    return ""


def _found(clause: Clause) -> bool:
    """Tell whether a body was found, or is some other kind of body."""
    return any(chunk.kind == "vg" and set(chunk.lemmas) & _FINDING for chunk in clause.chunks)


_FINDING = frozenset(
    {"find", "discover", "recover", "see", "pull", "lie", "retrieve", "wash", "bury", "identify", "bring"}
)


def _done_to(clause: Clause, at: int, measure: str) -> Iterator[Mention]:
    """As in "resulted in injuries to six officers": the number stands with those hurt."""
    chunks = clause.chunks
    if (
        at + 2 < len(chunks)
        and chunks[at + 1].kind == "prep"
        and chunks[at + 2].kind == "np"
        and chunks[at + 2].prep == "to"
    ):
        phrase = chunks[at + 2]
        if (
            phrase.num is not None
            and phrase.cls in PEOPLE
            and phrase.start not in clause.taken
            and not _unreal(clause, at)
        ):
            yield from _noun_mention(clause, measure, phrase, phrase.num)


def _single_death(clause: Clause, at: int, inner: Chunk) -> Number | None:
    """As in "the killing of Ko Ko", "the death of a farmer" count one, unless they are what is being.

    Avenged.
    """
    if clause.chunks[at].word.plural or inner.word.plural or not (inner.name or inner.cls in PEOPLE):
        return None
    if not (inner.name or inner.det in SINGULAR or any(token.kind == "cap" for token in inner.words[1:])):
        return None
    before = clause.tokens[max(0, clause.chunks[at].start - 6) : clause.chunks[at].start]
    return None if any(token.low.startswith(_BACKGROUND) for token in before) else as_single(inner).num


_BACKGROUND = (
    "retaliat",
    "reveng",
    "aveng",
    "protest",
    "claim",
    "respons",
    "anniversary",
    "investigat",
    "accus",
    "involv",
)


def _noun_mention(clause: Clause, measure: str, phrase: Chunk, number: Number) -> Iterator[Mention]:
    words = clause.tokens[phrase.start : phrase.end]
    inner = phrase.inner
    cls = inner.cls if inner is not None and inner.cls else phrase.cls
    mention = Mention(
        measure, phrase, number, words[0].start, words[-1].end, phrase.start,
        ("carrier:" if phrase.word.carrier else "noun:") + measure, sentence=clause.index,
        section=clause.section, cls=cls,
    )  # fmt: skip
    clause.taken[phrase.start] = mention
    yield mention


def _let_go(clause: Clause, at: int, measure: str) -> bool:
    """As in "12 detainees were freed", "swapped three hostages": they are held no longer."""
    if measure not in ("arrested", "captured"):
        return False
    near = clause.chunks[max(0, at - 1) : at + 2]
    return any(chunk.kind == "vg" and set(chunk.lemmas) & _FREEING for chunk in near)


_FREEING = frozenset({"free", "let", "release", "rescue", "swap", "exchange", "pardon"})


def _charged_with(clause: Clause, phrase: Chunk) -> bool:
    """As in "he was wanted for the killing of two contractors": what somebody is charged with."""
    if phrase.head is None or not phrase.head.low.startswith(
        ("killing", "murder", "abduction", "kidnapping")
    ):
        return False
    before = clause.tokens[max(0, phrase.start - 7) : phrase.start]
    return any(token.low.startswith(_CHARGES) for token in before)


_CHARGES = ("involve", "wanted", "accus", "charged", "convict", "sentenced", "indict")


def _unreal(clause: Clause, at: int) -> bool:
    """Whether the verb before a noun denies it or leaves it open ("could cause 20 deaths")."""
    for index in range(at - 1, max(at - 8, -1), -1):
        chunk = clause.chunks[index]
        if chunk.kind == "vg":
            return chunk.negated or (
                chunk.irrealis
                and not set(chunk.lemmas) & {"confirm", "verify", "document", "account", "identify"}
            )
        if chunk.kind in (".", ";", "sub"):
            return False
    return False
