"""Acts counted by how often they happened.

"jets bombed the town nine times", "they clashed on 14 occasions".
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.figures.chunks import Chunk
from bot.figures.mentions import Clause, Mention
from bot.figures.numbers import Number
from bot.figures.subjects import subjects
from bot.figures.tolls import make
from bot.figures.word_lists import word_set

_BOMBING = frozenset(
    {"bomb", "bombard", "strike", "hit", "attack", "raid", "pound", "target", "drop", "fire", "strafe"}
)
_FLYERS = word_set(
    "jet jets warplane warplanes plane planes aircraft helicopter helicopters gunship gunships drone "
    "drones bomber bombers"
)
_STRIKES = word_set("strikes attacks raids bombings bombardments")
_FIGHTING = frozenset({"fighting", "clashes", "battles", "hostilities"})
_OFTEN = {"twice": 2, "thrice": 3}


def occasions(clause: Clause) -> Iterator[Mention]:
    """Clashes and airstrikes that a sentence counts by "times" and "occasions", or as strikes of aircraft."""
    for at, chunk in enumerate(clause.chunks):
        if chunk.num is not None and _strikes_of_aircraft(clause, at):
            yield make(clause, chunk, chunk.num, "airstrikes", "strikes:airstrikes")
            continue
        number = _how_often(clause, chunk)
        if number is None:
            continue
        measure, verb = _measure(clause, at)
        if not measure or verb is None:
            continue
        words = clause.tokens[chunk.start : chunk.end]
        first = clause.tokens[verb.start]
        mention = Mention(
            measure, chunk, number, min(words[0].start, first.start), max(words[-1].end, first.end),
            chunk.start,
            "times:" + measure, sentence=clause.index, section=clause.section, verb=verb.start,
        )  # fmt: skip
        clause.taken[chunk.start] = mention
        yield mention


def _strikes_of_aircraft(clause: Clause, at: int) -> bool:
    """As in "its jets carried out ten strikes", "14 attacks from the air"."""
    chunk = clause.chunks[at]
    if chunk.kind != "np" or chunk.head is None or chunk.head.low not in _STRIKES:
        return False
    if chunk.start in clause.taken or chunk.partitive:
        return False
    after = [token.low for token in clause.tokens[chunk.end : chunk.end + 3]]
    if after[:1] == ["from"] and "air" in after:
        return True
    verb = next((n for n in range(at - 1, max(at - 4, -1), -1) if clause.chunks[n].kind == "vg"), None)
    if verb is None or clause.chunks[verb].negated or clause.chunks[verb].irrealis:
        return False
    doers = subjects(clause.chunks, verb)
    return any(token.low in _FLYERS for doer in doers for token in doer.words) or _is_air_force(doers)


def _is_air_force(doers: Sequence[Chunk]) -> bool:
    lows = [token.low for doer in doers for token in doer.words]
    return "air force" in lows or ("air", "force") in pairwise(lows)


def _how_often(clause: Clause, chunk: Chunk) -> Number | None:
    first = clause.tokens[chunk.start]
    if chunk.kind == "adv" and first.low in _OFTEN:
        value = _OFTEN[first.low]
        return Number(value, value, value, "exact", first.start, first.end)
    if chunk.kind != "np" or chunk.head is None or chunk.head.low not in ("times", "occasions"):
        return None
    if chunk.num is not None:
        return chunk.num
    return next((t.span for t in chunk.words if t.kind == "fact" and isinstance(t.span, Number)), None)


def _measure(clause: Clause, at: int) -> tuple[str, Chunk | None]:
    """Tell what the verb before tells of: an air raid, or a clash."""
    for index in range(at - 1, max(at - 14, -1), -1):
        chunk = clause.chunks[index]
        if chunk.kind in (".", ";", "sub"):
            break
        if chunk.kind != "vg" or chunk.negated or chunk.irrealis:
            continue
        lemmas = set(chunk.lemmas)
        doers = [c.head.low for c in subjects(clause.chunks, index) if c.head is not None]
        flown = any(doer in _FLYERS for doer in doers) or _from_the_air(clause)
        if lemmas & _BOMBING and (flown or ("bomb" in lemmas and chunk.passive is not None)):
            return "airstrikes", chunk
        if lemmas & {"clash", "fight"} or any(doer in _FIGHTING for doer in doers):
            return "clashes", chunk
    return "", None


def _from_the_air(clause: Clause) -> bool:
    lows = [token.low for token in clause.tokens]
    return any(low in ("air", "aerial") for low in lows) or any(low in _FLYERS for low in lows[:6])
