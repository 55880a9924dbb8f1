"""Lists of noun phrases: what "and" and commas add to a phrase, past what modifies each item."""

from collections.abc import Sequence

from bot.figures.chunks import Chunk


def is_object(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a phrase is the object of the verb right before it ("a major who had led the defence was.

    ").
    """
    before = at - 1
    while before >= 0 and chunks[before].kind == "adv":
        before -= 1
    if before < 0 or chunks[before].kind != "vg":
        return False
    group = chunks[before]
    if group.copula or group.passive is True or group.verb is None:
        return False
    if group.verb.word.speech:
        counts = group.verb.word.speech == 1
        return counts and before > 0 and chunks[before - 1].kind == "rel"  # "which documents abuses"
    return not set(group.lemmas) & _CLAUSAL


_CLAUSAL = frozenset(
    {
        "believe",
        "know",
        "fear",
        "show",
        "find",
        "mean",
        "think",
        "hear",
        "see",
        "learn",
        "leave",
        "include",
        "bring",
        "order",
        "count",
        "record",
        "document",
        "keep",
        "display",
        "exhibit",
        "present",
    }
)


def before_bracket(chunks: Sequence[Chunk], at: int) -> int:
    """Give the index before the bracket that closes at `at`."""
    for index in range(at - 1, max(at - 12, -1), -1):
        if chunks[index].kind == "(":
            return index - 1
    return at - 1


def _past_governed(chunks: Sequence[Chunk], at: int) -> tuple[int, bool]:
    """Give the index before what prepositions govern and before times, and whether it is past a time."""
    index, later = at, False
    while index > 0 and not (chunks[index].prep == "with" and chunks[index].num is not None):
        governed = chunks[index].prep and chunks[index].prep != "including"
        if not governed and chunks[index].kind not in ("prep", "time"):
            break
        later = later or chunks[index].kind == "time"
        index -= 1
    return index, later


def _past_identified(chunks: Sequence[Chunk], at: int) -> int:
    """Give the index before an aside like ", identified as Ko Ko" that ends at `at`."""
    if at < 2 or chunks[at].kind != "vg" or chunks[at].passive is not None or chunks[at].form != "part":
        return at
    return at - 2 if chunks[at - 1].kind == "," else at


def coordinated(chunks: Sequence[Chunk], at: int) -> list[Chunk]:
    """Give the phrase at `at` with those that "and" and commas add before it."""
    found = [chunks[at]]
    index = at - 1
    if index > 0 and chunks[index].kind == "," and _last_two(chunks[index - 1], chunks[at]):
        return [chunks[index - 1], chunks[at]]
    if index < 1 or chunks[index].kind != "conj" or not _and(chunks[index]):
        return found
    while index >= 1 and chunks[index].kind in ("conj", ","):
        if chunks[index].kind == "conj" and not _and(chunks[index]):
            break
        index -= 1
        if chunks[index].kind == "," and index:
            index -= 1
        index, later = _past_governed(chunks, index)
        if later and chunks[index].num is not None and chunks[index].head is None:
            break  # "25 on Monday and six today, and 12 people are missing"
        index = _past_identified(chunks, index)
        if chunks[index].kind == ")":
            index = before_bracket(chunks, index)
        candidate = chunks[index] if index >= 0 else None
        while (
            candidate is not None and candidate.kind == "np" and candidate.prep == "including" and index >= 3
        ):
            index -= 3 if chunks[index - 2].kind == "," else 2
            candidate = chunks[index]
        if (
            candidate is not None
            and candidate.kind == "np"
            and candidate.prep == "with"
            and candidate.num is not None
        ):
            found.insert(0, candidate)
            break
        if candidate is None or candidate.kind != "np" or candidate.prep or not _countable(candidate):
            break
        counts = bool(candidate.word.counts) and candidate.num is not None
        if is_object(chunks, index) or counts or _closes_objects(chunks, index):
            break
        found.insert(0, candidate)
        index -= 1
    return found


def _closes_objects(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "captured 11 soldiers and two policemen, and 18 others fled": the list ends at the comma."""
    if chunks[at + 1].kind != ",":
        return False
    while at >= 2 and chunks[at - 1].kind == "conj" and chunks[at - 2].kind == "np":
        at -= 2
    return is_object(chunks, at)


def _last_two(first: Chunk, rest: Chunk) -> bool:
    """As in "102 soldiers, policemen and militiamen": the last two stand in one phrase, without a number."""
    joined = rest.num is None and any(word.kind == "conj" for word in rest.words)
    return (
        joined and first.kind == "np" and first.num is not None and not first.prep and first.cls == rest.cls
    )


def coordinated_right(chunks: Sequence[Chunk], at: int) -> list[Chunk]:
    """Further objects after one: "a sergeant and four militiamen", past what modifies each."""
    found: list[Chunk] = []
    index = at
    while index < len(chunks) and len(found) < 200:
        index = _past_modifiers(chunks, index)
        joined = index
        anded = False
        while joined < len(chunks) and (
            chunks[joined].kind in (",", "conj", "<q", "adv") or along(chunks[joined])
        ):
            anded = anded or along(chunks[joined])
            if chunks[joined].kind == "conj":
                if not _and(chunks[joined]):
                    return found
                anded = True
            joined += 1
        if joined == index or joined >= len(chunks):
            return found
        candidate = chunks[joined]
        if candidate.kind != "np" or _governed(candidate) or not _countable(candidate):
            return found
        if candidate.cls == "place" and joined >= 2 and _governed_place(chunks, joined):
            return found
        if candidate.partitive and candidate.inner is not None and candidate.inner.det == "pron":
            index = _past_aside(chunks, joined)
            continue
        if not anded and _explains_before(chunks, at, joined):
            return found
        if opens_clause(chunks, joined + 1):
            return found
        found.append(candidate)
        index = joined + 1
    return found


def covered(phrases: list[Chunk]) -> list[Chunk]:
    """Leave out what a number before it counts too.

    In "50 houses, religious buildings and a school" all are 50.
    """
    kept: list[Chunk] = []
    wide = False
    for phrase in phrases:
        first = kept[0] if kept else None
        if first is not None and first.num is not None and phrase.num is None and phrase.cls == first.cls:
            wide = wide or (phrase.det == "" and not phrase.name and phrase.word.plural)
            if wide:
                continue
        kept.append(phrase)
    return kept


def _explains_before(chunks: Sequence[Chunk], first: int, at: int) -> bool:
    """Whether a phrase after a comma says who those before it are."""
    goes_on = _list_goes_on(chunks, at)
    if chunks[at].num is None:
        return _explains_name(chunks, first, chunks[at]) or not goes_on
    return _one_of(chunks, first, chunks[at]) and not goes_on


def _one_of(chunks: Sequence[Chunk], at: int, candidate: Chunk) -> bool:
    """As in "shot Ko Ko, one of the abductees": who that is."""
    first = chunks[at - 1] if at else None
    single = candidate.partitive and candidate.num is not None and candidate.num.value == 1
    return single and first is not None and first.name and first.num is None


def _explains_name(chunks: Sequence[Chunk], at: int, candidate: Chunk) -> bool:
    """As in "Ko Ko, a councillor and former teacher": what follows a name and a comma says who it is."""
    first = chunks[at - 1] if at else None
    if first is None or not first.name or first.num is not None:
        return False
    return candidate.det == "a" or (
        candidate.partitive and candidate.num is not None and candidate.num.value == 1
    )


def _governed_place(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a place goes on a list that "in" opened ("outposts in Loikaw, Demoso and Pekon")."""
    index = at - 1
    while index >= 0 and chunks[index].kind in (",", "conj", "adv"):
        index -= 1
    return index >= 0 and chunks[index].cls == "place" and bool(chunks[index].prep)


def _governed(chunk: Chunk) -> bool:
    """Whether a preposition of its own governs a phrase, so that it is no item of the list."""
    return bool(chunk.prep) and not chunk.carried and chunk.prep not in ("along with", "together with")


def without_names(phrases: list[Chunk]) -> list[Chunk]:
    """Leave out of a list the names that only say who those counted in it are.

    In "two men, Ajay and Hemant" the names.
    """
    first = phrases[0] if phrases else None
    if (
        first is not None
        and first.num is not None
        and first.num.value == len(phrases) - 1
        and len(phrases) > 2
        and any(p.det != "a" for p in phrases[1:])
    ) and all((p.num is None or p.name) and not p.word.plural for p in phrases[1:]):
        return [first]
    counted_ones = [p for p in phrases if p.num is not None or p.det in ("a", "another")]
    if not counted_ones or len(counted_ones) == len(phrases):
        return phrases
    kept: list[Chunk] = []
    for phrase in phrases:
        pure = phrase.name and (phrase.num is None or phrase.words[0].low == "one") and phrase.det == ""
        if pure and kept and (kept[-1].num is not None or kept[-1].det in ("a", "another")):
            continue
        if phrases[0].num is not None and phrases[0].num.value not in (None, 1) and _names_one(phrase):
            continue
        kept.append(phrase)
    return kept


def _names_one(phrase: Chunk) -> bool:
    """Give a name, or a rank with a name: "home guard Ko Ko"."""
    return phrase.num is None and phrase.det == "" and any(token.kind == "cap" for token in phrase.words)


def along(chunk: Chunk) -> bool:
    """As in "a councillor along with two bodyguards": these count too."""
    return (
        chunk.kind == "prep" and chunk.head is not None and chunk.head.low in ("along with", "together with")
    )


def _list_goes_on(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a phrase after a comma is a further item (an "and" follows) rather than an apposition."""
    for index in range(at + 1, min(at + 8, len(chunks))):
        kind = chunks[index].kind
        if kind == "conj":
            return index + 1 < len(chunks) and chunks[index + 1].kind == "np"
        if kind not in ("np", ",", "adv", "prep"):
            return False
    return False


def _past_modifiers(chunks: Sequence[Chunk], at: int) -> int:
    index = at
    while index < len(chunks):
        kind = chunks[index].kind
        if kind == "(":
            closing = next(
                (n for n in range(index, min(index + 12, len(chunks))) if chunks[n].kind == ")"), None
            )
            index = closing + 1 if closing is not None else index + 1
        elif (
            kind == "prep"
            and not along(chunks[index])
            and index + 1 < len(chunks)
            and chunks[index + 1].kind in ("np", "time", "adv")
        ):
            index += 2
        elif kind in ("time", "q>", "state", "fact"):
            index += 1
        elif kind == "," and _is_age(chunks, index + 1):
            index += 2
        elif kind == "rel" or (kind == "," and index + 1 < len(chunks) and chunks[index + 1].kind == "rel"):
            ahead = _past_clause(chunks, index)
            if ahead == index:
                return index
            index = ahead
        else:
            return index
    return index


def _is_age(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "U Tin Shwe, 78, and his wife": a number that counts nothing."""
    if at >= len(chunks) or chunks[at].kind != "np" or chunks[at].num is not None:
        return False
    head = chunks[at].head
    return head is not None and head.kind == "fact" and chunks[at].end == chunks[at].start + 1


def _past_clause(chunks: Sequence[Chunk], at: int) -> int:
    """Give the index after a short relative clause in a list ("two men, who were in their 60s, and")."""
    for index in range(at + 2, min(at + 12, len(chunks))):
        if chunks[index].kind == "," and index + 1 < len(chunks) and chunks[index + 1].kind == "conj":
            return index
        if chunks[index].kind in (";", ".", ":"):
            break
    return at


def _past_aside(chunks: Sequence[Chunk], at: int) -> int:
    index = at + 1
    while index < len(chunks) and chunks[index].kind in ("np", "adv"):
        index += 1
    return index


def opens_clause(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a verb of its own follows a phrase, past its modifiers.

    Then it is no object of the one before.
    """
    if at < len(chunks) and chunks[at].kind == "state":
        return True
    index = _past_modifiers(chunks, at)
    while index < len(chunks) and chunks[index].kind in ("adv", ","):
        if chunks[index].kind == "," and not (
            index + 1 < len(chunks) and chunks[index + 1].kind == "np" and chunks[index + 1].partitive
        ):
            return False
        if chunks[index].kind == ",":
            index = _past_aside(chunks, index + 1)
            continue
        index += 1
    return index < len(chunks) and chunks[index].kind == "vg" and chunks[index].form != "ing"


def _countable(chunk: Chunk) -> bool:
    return (
        chunk.num is not None or chunk.det in ("a", "another", "poss", "the") or chunk.name or bool(chunk.cls)
    )


def _and(chunk: Chunk) -> bool:
    return chunk.head is not None and chunk.head.low in (
        "and",
        "as well as",
        "&",
        "plus",
        "and also",
        "or",
        "but also",
    )
