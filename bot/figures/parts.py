"""Counts that lean on another.

Tolls, breakdowns, lists and gaps, in the order in which they need each other.
"""

from collections.abc import Sequence

from bot.figures.appositions import spelled_out, told_one_by_one
from bot.figures.breakdowns import breakdowns, names_counted, partitive
from bot.figures.comparisons import compared
from bot.figures.events import occasions
from bot.figures.gaps import gaps
from bot.figures.listings import adding_up, after_colon, as_did, found_too, listings, of_these
from bot.figures.mentions import Clause, Mention
from bot.figures.predicates import predicates
from bot.figures.tolls import of_such, tolls


def add_parts(clause: Clause, found: list[Mention], earlier: Sequence[Mention]) -> list[Mention]:
    """Add to a sentence's mentions those that lean on them, or on `earlier` ones of the report."""
    found = found + list(occasions(clause))
    found = found + list(tolls(clause)) + list(of_such(clause)) + list(compared(clause, found, earlier))
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind == "np" and chunk.partitive and chunk.num is not None and names_counted(chunk):
            found = found + list(partitive(clause, at, found, earlier))
    found = found + list(predicates(clause, found, earlier))
    numbered = any(chunk.num is not None for chunk in clause.chunks)
    if numbered:
        found = found + list(of_these(clause, earlier))
        found = found + list(found_too(clause, found, earlier))
        found = found + list(as_did(clause, found)) + list(after_colon(clause, earlier))
    found = found + list(spelled_out(clause, found))
    found = found + list(listings(clause, found, earlier))
    found = breakdowns(clause, found, earlier)
    if numbered:
        found = found + list(adding_up(clause, earlier))
        found = found + list(gaps(clause, found, earlier))
    _nest(clause, found)
    for mention in found:
        if mention.phrase.prep in _LISTED and mention.parent is None:
            mention.parent = _whole_before(found, mention)
    found.sort(key=lambda mention: (mention.phrase.start, mention.begin))
    told_one_by_one(clause, found)
    return found


_LISTED = frozenset({"including", "among them", "among whom"})


def _whole_before(found: Sequence[Mention], part: Mention) -> Mention | None:
    """Give the count that "including" takes up: the nearest before it, of what befell both."""
    before = [m for m in found if m.phrase.start < part.phrase.start and m.measure == part.measure]
    wholes = [m for m in before if m.parent is None and m.phrase.prep not in _LISTED and m.number is not None]
    return max(wholes, key=lambda m: m.phrase.start, default=None)


def _nest(clause: Clause, found: Sequence[Mention]) -> None:
    """Tell what a sentence's own total includes.

    "two more bodies, bringing the toll to 31", "Of the 43 dead, 20 ...".
    """
    total = next((m for m in found if "rise" in m.notes and m.number is not None), None)
    if total is None and clause.chunks and clause.chunks[0].kind == "prep" and clause.tokens[0].low == "of":
        total = next(
            (m for m in found if len(clause.chunks) > 1 and m.phrase.start == clause.chunks[1].start), None
        )
    if total is None or total.number is None or total.number.value is None:
        return
    for mention in found:
        if (
            mention is total
            or mention.parent is not None
            or mention.measure != total.measure
            or mention.number is None
        ):
            continue
        if mention.number.value is not None and mention.number.value < total.number.value:
            mention.parent = total
