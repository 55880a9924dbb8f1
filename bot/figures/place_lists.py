"""A place as a sentence names it, lists of places, and the division that stands beside one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

GEO = word_set(
    "township townships town towns state states region regions district districts province provinces "
    "city village villages county department river road lake valley island bridge highway mine hospital "
    "prison university camp airport ward oblast governorate prefecture division market zone area areas "
    "mountain hill"
)


DIRECTIONS = word_set(
    "northern southern eastern western central upper lower north south east west northeastern "
    "northwestern southeastern southwestern southeast southwest northeast northwest"
)


@dataclass(frozen=True, slots=True)
class Where:
    """A place that a sentence names: its words, its division, and its tokens.

    The division is None where it is not known, "" where the place lies abroad or in several divisions.
    `strong` where a preposition of place stands before it; `whole` for a country or "nationwide";
    `dateline` where it is the text's dateline; `opens` where what follows it is told of it (", where").
    """

    words: str
    region: str | None
    begin: int
    end: int
    strong: bool = False
    whole: bool = False
    known: bool = False
    division: bool = False
    dateline: bool = False
    opens: bool = False


def text(tokens: Sequence[Token], begin: int, end: int) -> str:
    """Give the words of a place, without a possessive ending."""
    words = [token.text for token in tokens[begin:end]]
    last = tokens[end - 1]
    if last.poss:
        words[-1] = words[-1][:-2]
    return " ".join(words)


def listed(found: list[Where], tokens: Sequence[Token]) -> list[Where]:
    """Join places of one list into one."""
    joined: list[Where] = []
    for where in found:
        last = joined[-1] if joined else None
        gap = tokens[last.end : where.begin] if last is not None else ()
        if (
            last is not None
            and not last.whole
            and not where.whole
            and gap
            and _is_and(gap)
            and last.known
            and where.known
            and last.division == where.division
        ):
            words = f"{last.words}{',' if gap[0].kind == ',' else ' and'} {where.words}"
            joined[-1] = Where(
                words,
                last.region if last.region == where.region else "",
                last.begin,
                where.end,
                strong=last.strong,
                known=True,
                division=last.division,
            )
        else:
            joined.append(where)
    return _longer(joined, tokens)


def _longer(found: list[Where], tokens: Sequence[Token]) -> list[Where]:
    """Join what stands before a comma to a list after it: "Sagaing" and "Magway and Mandalay regions"."""
    joined: list[Where] = []
    for where in reversed(found):
        next_ = joined[-1] if joined else None
        if (
            next_ is not None
            and " and " in next_.words
            and where.known
            and next_.known
            and not where.whole
            and [token.kind for token in tokens[where.end : next_.begin]] == [","]
            and where.division == next_.division
        ):
            region = where.region if where.region == next_.region else ""
            joined[-1] = replace(where, words=f"{where.words}, {next_.words}", end=next_.end, region=region)
        else:
            joined.append(where)
    return joined[::-1]


def _is_and(gap: Sequence[Token]) -> bool:
    kinds = [token.kind for token in gap]
    return (
        all(kind in (",", "conj") or token.low in DIRECTIONS for kind, token in zip(kinds, gap, strict=True))
        and "conj" in kinds
    )


def chained(found: list[Where], tokens: Sequence[Token]) -> list[Where]:
    """Give a place the division that stands beside it.

    "Monywa, Sagaing Region", "Magway's Myaing Township".
    """
    chained: list[Where] = []
    for position, where in enumerate(found):
        after = found[position + 1] if position + 1 < len(found) else None
        before = found[position - 1] if position else None
        region = where.region
        strong = where.strong
        if (
            after is not None
            and after.region
            and _is_water(where)
            and _beside(tokens, where.end, after.begin)
        ):
            region = after.region
        if before is not None and before.end == where.begin:
            strong = strong or before.strong
            region = region or before.region
        if (
            region is None
            and not where.whole
            and after is not None
            and (after.division or (after.known and not after.whole))
            and _beside(tokens, where.end, after.begin)
        ):
            region = after.region
        chained.append(replace(where, region=region, strong=strong))
    return chained


def _is_water(where: Where) -> bool:
    """Whether a place is a river or lake, which may bear a division's name and flow elsewhere."""
    return where.words.lower().endswith((" river", " lake"))


def _beside(tokens: Sequence[Token], begin: int, end: int) -> bool:
    gap = tokens[begin:end]
    return (
        len(gap) <= 7
        and all(
            t.kind in (",", "of", "det", "prep")
            or (t.poss and t.word.places)
            or t.low in DIRECTIONS
            or t.low in GEO
            or t.kind == "word"
            for t in gap
        )
        and not any(t.low in ("to", "from") for t in gap)
    )
