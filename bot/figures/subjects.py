"""The subject of a verb group: found before it, past phrases, brackets, relative clauses and appositions.

Nothing is looked for further than `_REACH` chunks, so the cost stays linear.
"""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.coordination import along, before_bracket, coordinated, is_object

_REACH = 40


_SKIP = frozenset({"adv", "<q", "q>", "'", "time", "prep", "mark", "state", "fact", ",", "conj", ")", "-"})


def subjects(chunks: Sequence[Chunk], at: int, takes: frozenset[str] = frozenset()) -> list[Chunk]:
    """Give the noun phrases that are the subject of the verb group at index `at` ([] where there is none).

    Phrases of a class outside `takes` that only explain another ("..., a splinter group, were killed")
    are passed.
    """
    index = at - 1
    linked = comma = False
    steps = 0
    while index >= 0 and steps < _REACH:
        steps += 1
        chunk = chunks[index]
        kind = chunk.kind
        if kind in _SKIP or _is_fact(chunk):
            comma, linked = comma or kind in (",", "-"), linked or kind == "conj"
            index = _before(chunks, index)
        elif kind == "vg":
            if (whole := _said_of(chunks, index)) is not None:
                return whole
            linked = linked or (chunks[at].form == "ing" and chunk.finite)
            moved = _past_verb(chunks, index, linked=linked, comma=comma)
            if moved is None:
                return []
            if moved < 0:
                at, linked, comma, moved = index, False, False, index - 1
            index = moved
        elif kind != "np":
            return _of_relative(chunks, index, at) if kind == "rel" else []
        elif _absolute(chunks, index, at):
            return coordinated(chunks, index)
        elif _passed(chunks, index, at, comma=comma):
            index -= 1
        elif (relative := _relative_before(chunks, index, at)) is not None:
            index, comma = relative - 1, False
        else:
            if takes and chunk.cls and chunk.cls not in takes and _explains(chunks, index):
                comma = True
                index -= 2
                continue
            found = coordinated(chunks, _apposed(chunks, index, comma=comma))
            return found + _along_with(chunks, index, at)
    return []


def _relative_before(chunks: Sequence[Chunk], at: int, verb: int) -> int | None:
    """Give the "who" whose clause the phrase at `at` ends: "the captain, who was last to leave, was held".

    None where the verb at `verb` may be the relative clause's, or where another clause stands between.
    """
    if not chunks[verb].finite:
        return None
    own = 0
    for index in range(at - 1, max(at - 9, -1), -1):
        chunk = chunks[index]
        if chunk.kind == "rel":
            set_off = index > 0 and chunks[index - 1].kind == ","
            closed = any(one.kind == "," for one in chunks[at + 1 : verb])
            return index if own == 1 and set_off == closed and index else None
        if (
            chunk.kind == "vg" and chunk.finite and not chunk.irrealis and chunk.form == "verb"
        ) or chunk.copula:
            own += 1
            if chunk.verb is not None and chunk.verb.word.speech:
                return None
        elif chunk.kind not in _OF_CLAUSE and not (chunk.kind == "vg" and chunk.form != "verb"):
            return None
    return None


_OF_CLAUSE = frozenset({"np", "prep", "adv", "time", "vg", "<q", "q>", "fact", "state"})


def _before(chunks: Sequence[Chunk], at: int) -> int:
    """Where to look on before what is skipped: a bracket, an aside like ", three women among them"."""
    if chunks[at].kind == ")":
        return before_bracket(chunks, at)
    index = at - 1
    if among_them(chunks, at):
        while index > 0 and chunks[index].kind in ("np", "conj"):
            index -= 1
        return index if chunks[index].kind == "," else at - 1
    return index


def among_them(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether "among them" stands after what it is said of: ", three women among them, were killed"."""
    head = chunks[at].head
    if chunks[at].kind != "prep" or head is None or head.low != "among them" or not at:
        return False
    return chunks[at - 1].kind == "np" and (
        at + 1 == len(chunks) or chunks[at + 1].kind in (",", ".", ")", "vg")
    )


def _along_with(chunks: Sequence[Chunk], at: int, verb: int) -> list[Chunk]:
    """Give those of "two militants along with a local associate were killed" that "along with" adds."""
    if at + 2 >= verb or not along(chunks[at + 1]) or chunks[at + 2].kind != "np":
        return []
    return [chunks[at + 2]]


def _passed(chunks: Sequence[Chunk], at: int, verb: int, *, comma: bool) -> bool:
    """Whether a phrase cannot be the subject: governed, a time, an aside, an object, or the tail of one."""
    return (
        bool(chunks[at].prep)
        or _is_time(chunks, at)
        or _aside(chunks, at, comma=comma)
        or (is_object(chunks, at) and not _described_by(chunks, at, verb))
        or _goes_on(chunks, at)
    )


def _described_by(chunks: Sequence[Chunk], at: int, verb: int) -> bool:
    """As in "drew up a list of 81 people taken by the gunmen": a participle right after its noun."""
    group = chunks[verb]
    return verb == at + 1 and group.form == "part" and group.passive is None and chunks[at].det != "pron"


def _absolute(chunks: Sequence[Chunk], at: int, verb: int) -> bool:
    """As in "with 15 of its own killed", "amounted to 163 killed".

    A bare participle right after its number.
    """
    chunk = chunks[at]
    if at + 1 != verb or chunks[verb].passive is not None or chunk.num is None:
        return False
    return chunk.prep in ("with", "to", "at", "as", "of", "among", "between") and not chunk.carried


def _goes_on(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a bare noun only completes what stands before it ("taken hostage", "in Tamar block")."""
    chunk = chunks[at]
    if chunk.num is not None or chunk.det or at == 0:
        return False
    before = chunks[at - 1]
    if before.kind == "np":
        return bool(before.prep)
    return before.kind == "vg" and before.passive is True and not chunk.word.plural


def _said_of(chunks: Sequence[Chunk], at: int) -> list[Chunk] | None:
    """As in "186 people whom it says were killed": the subject is whom the speaker speaks of."""
    verb = chunks[at].verb
    if at < 2 or verb is None or not verb.word.speech:
        return None
    if chunks[at - 1].kind == "np" and chunks[at - 2].kind == "rel":
        return antecedent(chunks, at - 2)
    return None


def _explains(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a phrase stands after a comma and a phrase, as an apposition does."""
    chunk = chunks[at]
    return (
        at >= 2 and chunks[at - 1].kind == "," and chunk.num is None and chunk.cls not in ("name", "people")
    )


def _is_fact(chunk: Chunk) -> bool:
    """Give a number that counts nothing: an age, a sum."""
    return chunk.kind == "np" and chunk.num is None and chunk.head is not None and chunk.head.kind == "fact"


def _is_time(chunks: Sequence[Chunk], at: int) -> bool:
    """Give a measure of time or length that is no item of a list ("three days later")."""
    return chunks[at].cls == "unit" and not (at and chunks[at - 1].kind == "conj")


def _of_relative(chunks: Sequence[Chunk], at: int, verb: int) -> list[Chunk]:
    """Give whom the "who" at `at` stands for, where nothing but adverbs stands before its verb."""
    return antecedent(chunks, at) if _only_skips(chunks, at + 1, verb) else []


def _only_skips(chunks: Sequence[Chunk], begin: int, end: int) -> bool:
    return all(chunk.kind in ("adv", "<q") for chunk in chunks[begin:end])


def opens_what_is_told(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether the "that" at `at` is no relative: "told Reuters that nine fighters wounded there ..."."""
    return at > 1 and chunks[at - 2].kind == "vg" and "tell" in chunks[at - 2].lemmas


def antecedent(chunks: Sequence[Chunk], at: int) -> list[Chunk]:
    """Give the phrase that "who", "that" or "which" stands for."""
    if opens_what_is_told(chunks, at):
        return []
    for index in range(at - 1, max(at - 6, -1), -1):
        chunk = chunks[index]
        if chunk.kind == "np":
            inner = chunk.inner
            held = (
                chunk.num is None and inner is not None and inner.num is not None and not chunk.word.carrier
            )
            return [inner] if held and inner is not None else [chunk]
        if chunk.kind not in (",", "prep", "q>", "<q", ")", "("):
            return []
    return []


def _past_verb(chunks: Sequence[Chunk], at: int, *, linked: bool, comma: bool) -> int | None:
    """Where to look on before a verb group.

    None where it bounds the clause, -1 where its subject is shared.
    """
    chunk = chunks[at]
    before = at - 1
    while before >= 0 and chunks[before].kind in ("adv", "<q"):
        before -= 1
    if before >= 0 and chunks[before].kind == "rel":
        preceding = chunks[before - 1].head if before >= 2 else None
        of = preceding is not None and preceding.low == "of" and chunks[before - 2].kind == "np"
        return before - 3 if of else before - 1
    if before >= 0 and chunks[before].kind == "np" and _of_them(chunks[before]) and comma:
        return before - 1
    if before > 0 and chunks[before].kind == "np" and chunks[before - 1].kind == "rel" and chunk.finite:
        return before - 2
    if chunk.form in ("part", "ing") and (not linked or (comma and chunk.form == "ing")):
        return at - 1
    if linked or _shares(chunks, at):
        return -1
    if chunk.irrealis or chunk.form in ("part", "ing") or not chunk.finite:
        return at - 1
    return None


def _shares(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "was found killed", "are suspected of having been killed": both verbs have one subject."""
    chunk = chunks[at]
    if at + 1 >= len(chunks):
        return False
    after = chunks[at + 1]
    if set(chunk.lemmas) & {"remain", "stay", "lie"} and after.kind == "vg" and after.passive is None:
        return True
    if chunk.passive is not True:
        return False
    if after.kind == "prep" and after.head is not None and after.head.low == "of" and at + 2 < len(chunks):
        after = chunks[at + 2]
    return after.kind == "vg" and bool(
        set(chunk.lemmas) & {"find", "report", "suspect", "believe", "declare", "leave", "presume"}
    )


def _aside(chunks: Sequence[Chunk], at: int, *, comma: bool) -> bool:
    """Whether a phrase is a breakdown or its tail ("four of them children,"), not the subject."""
    chunk = chunks[at]
    if comma and (_of_them(chunk) or one_of_kind(chunks, at) or one_of_kind(chunks, at - 1)):
        return at > 0
    before = chunks[at - 1] if at else None
    return comma and before is not None and before.kind == "np" and _of_them(before)


def _of_them(chunk: Chunk) -> bool:
    """As in "four of them", "two thirds of them", "most of whom"."""
    return chunk.inner is not None and chunk.inner.det == "pron" and chunk.inner.head is not None


def one_of_kind(chunks: Sequence[Chunk], at: int) -> bool:
    """As in ", one a girl of six,": a number that tells what so many of those before it are."""
    if not 0 < at < len(chunks) - 1 or chunks[at - 1].kind != ",":
        return False
    number, kind = chunks[at], chunks[at + 1]
    bare = number.kind == "np" and number.num is not None and number.inner is None
    alone = bare and (number.head is None or number.head.kind == "num") and not number.prep
    return alone and kind.kind == "np" and kind.det == "a" and not kind.prep and number.end == kind.start


def _apposed(chunks: Sequence[Chunk], at: int, *, comma: bool) -> int:
    """Give the index of the phrase that an apposition explains.

    For "U Ba, a teacher, was killed" that of "U Ba".
    """
    index = at
    while comma and index >= 2 and chunks[index - 1].kind == ",":
        chunk = chunks[index]
        if chunk.num is not None and chunk.num.value != 1:
            owner = chunks[index - 2]
            if (
                chunk.head is None
                and owner.kind == "np"
                and owner.num is None
                and not owner.prep
                and owner.cls
            ):
                chunk.cls, chunk.inner = owner.cls, owner
            return index
        ahead = index - 2
        while ahead > 0 and (chunks[ahead].prep or chunks[ahead].kind in ("prep", ")", "(", "fact", "time")):
            ahead -= 1
        candidate = chunks[ahead]
        if (
            candidate.kind != "np"
            or candidate.prep
            or not (candidate.name or candidate.num or candidate.det in ("a", "the", "another"))
        ):
            return index
        if not candidate.cls or candidate.cls in ("name", "group"):
            candidate.cls = chunk.cls or candidate.cls
        index = ahead
    return index
