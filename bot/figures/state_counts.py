"""Adjectives that count what they are said of: "12 dead", "nine are still missing"."""

from collections.abc import Iterator, Sequence

from bot.figures.chunks import Chunk, of_a_weapon
from bot.figures.coordination import coordinated
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention
from bot.figures.subjects import subjects
from bot.figures.taking import mention_of
from bot.figures.tolls import following_participle, make

_STATE_VERBS = frozenset(
    {
        "be",
        "remain",
        "go",
        "lie",
        "report",
        "fear",
        "presume",
        "declare",
        "pronounce",
        "confirm",
        "leave",
        "list",
        "find",
        "feel",
        "stay",
        "become",
        "believe",
    }
)


def of_state(clause: Clause, at: int, chunk: Chunk) -> Iterator[Mention]:
    """Read whom an adjective counts: the phrase before it, or the subject of its verb."""
    measures = chunk.word.states
    chunks = clause.chunks
    before = at - 1
    while before >= 0 and (chunks[before].kind in ("adv", "time", "q>", "'") or _is_as(chunks, before)):
        before -= 1
    if before < 0 or not measures or (at and clause.tokens[chunk.start - 1].low == "back"):
        return
    previous = chunks[before]
    phrases: list[Chunk] = []
    if previous.kind == "np" and before and _leaves(chunks, before):
        phrases = coordinated(chunks, before)
    elif previous.kind == "np" and not (
        previous.prep and previous.prep not in ("with", "left", "including", "by", "of")
    ):
        phrases = coordinated(chunks, before) if not previous.prep else [previous]
    elif previous.kind == "vg" and (
        previous.copula
        or set(previous.lemmas) & _STATE_VERBS
        or (measures[0] == "injured" and previous.passive and set(previous.lemmas) & _TAKEN_IN)
    ):
        if previous.negated or previous.irrealis:
            return
        phrases = subjects(chunks, before)
    for phrase in phrases:
        if measures[0] == "displaced" and phrase.cls == "combatant":
            continue
        if (
            phrase.cls in PEOPLE
            or phrase.cls in ("", "name")
            or (phrase.cls == "building" and "buildings_destroyed" in measures)
        ):
            mention = mention_of(
                clause, measures[0], phrase, f"state:{chunk.word.states[0]}", chunk, chunk.end
            )
            if measures[0] == "displaced" and mention is not None and mention.single:
                continue  # "one suspect is on the run"
            if mention is not None and not mention.definite:
                mention.actor = _who_left(clause, before)
                yield mention


def _is_as(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "79 are listed as missing"."""
    head = chunks[at].head
    named = chunks[at].kind in ("prep", "sub") and head is not None and head.low == "as"
    return named and at > 0 and bool(chunks[at - 1].passive and set(chunks[at - 1].lemmas) & _STATE_VERBS)


def _who_left(clause: Clause, at: int) -> Chunk | None:
    """Who left so many dead: "the group overran the camp, leaving 23 dead"."""
    for index in range(at - 1, max(at - 8, -1), -1):
        chunk = clause.chunks[index]
        if chunk.kind == "vg":
            doers = (
                subjects(clause.chunks, index)
                if "leave" in chunk.lemmas and chunk.passive is not True
                else []
            )
            return doers[-1] if doers else None
        if chunk.kind in (";", "sub", "."):
            return None
    return None


def _leaves(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether "leave" or "find" stands before the phrases that an adjective closes ("left 9 soldiers.

    And 3 rebels dead").
    """
    for index in range(at - 1, max(at - 8, -1), -1):
        if chunks[index].kind == "vg":
            return bool(set(chunks[index].lemmas) & {"leave", "find", "report", "pull"})
        if chunks[index].kind not in ("np", "conj", ",", "prep", "adv", "<q", "q>"):
            return False
    return False


_WOUNDS = frozenset(
    {
        "wound",
        "wounds",
        "injury",
        "injuries",
        "burns",
        "fracture",
        "fractures",
        "cuts",
        "bruises",
        "bones",
        "limbs",
    }
)
_BROKEN = frozenset({"broken", "severed", "deep", "fractured", "crushed"})


def bearing(clause: Clause, at: int, wounds: Chunk) -> Iterator[Mention]:
    """Read "14 people with wounds", "nine people with deep cuts": what they bear says that they are hurt."""
    chunks = clause.chunks
    last = clause.tokens[wounds.end - 1].low
    if at < 2 or last not in _WOUNDS or (wounds.num is not None and not of_a_weapon(wounds)):
        return
    if last in ("cuts", "bones", "limbs") and not _BROKEN & {token.low for token in wounds.words}:
        return
    phrase = chunks[at - 2]
    if phrase.kind == "np" and phrase.num is not None and not phrase.prep:
        someone = phrase.cls in PEOPLE or (not phrase.cls and phrase.head is None)
        borne = [phrase] if someone and phrase.start not in clause.taken else []
    else:
        borne = _brought_in(chunks, at - 2)
    for one in borne:
        mention = mention_of(clause, "injured", one, "state:with", wounds, wounds.end)
        if mention is not None:
            yield mention


_TAKEN_IN = frozenset(
    {"admit", "arrest", "capture", "apprehend", "detain", "rescue", "rush", "take", "shift", "bring", "find"}
)


def _brought_in(chunks: Sequence[Chunk], at: int) -> list[Chunk]:
    """Give who "was admitted to a hospital in Ranchi with burns", "was arrested with bullet wounds"."""
    for index in range(at, max(at - 6, -1), -1):
        chunk = chunks[index]
        if chunk.kind == "vg":
            taken_in = chunk.passive is True and not chunk.negated and not chunk.irrealis
            return subjects(chunks, index) if taken_in and set(chunk.lemmas) & _TAKEN_IN else []
        if chunk.kind not in ("prep", "time", "adv") and not (chunk.kind == "np" and chunk.prep):
            return []
    return []


def as_many(clause: Clause, at: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """Read "three constables were killed and as many injured": the number before stands for these too."""
    chunks = clause.chunks
    many = chunks[at]
    if not at or clause.tokens[many.start - 1].low != "as" or many.start in clause.taken:
        return
    measure = following_participle(clause, at) or (many.word.counts[0] if many.word.counts else "")
    model = max(
        (m for m in found if m.phrase.start < many.start and m.number is not None and not m.single),
        key=lambda m: m.phrase.start,
        default=None,
    )
    if not measure or model is None or model.number is None or model.measure == measure:
        return
    made = make(clause, many, model.number, measure, "part:as many")
    made.begin, made.cls = min(made.begin, model.begin), model.cls
    yield made
