"""Number grammar: a count with its bounds and qualifier, merged into one token of kind "num".

"at least 45", "nearly 1,200", "20 to 30", "another 15", "dozens"; what is a number but no count
(notcounts.py)
becomes a "fact". See GUIDE.md for what each qualifier means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.figures.cardinals import cardinal, vague_words
from bot.figures.model import Qualifier
from bot.figures.notcounts import is_fact
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set


@dataclass(frozen=True, slots=True)
class Number:
    """A count as its words give it.

    `start`, `end`: the span of the number's own words (without "at least"), in the normalised text;
    `more`: on top of what was said ("another", "a further", "more"); `definite`: "the two", "both".
    """

    value: int | None
    low: int | None
    high: int | None
    qualifier: Qualifier
    start: int
    end: int
    more: bool = False
    definite: bool = False
    digits: bool = False


_QUALIFIERS: dict[str, tuple[tuple[tuple[str, ...], Qualifier], ...]] = {}


def _table(qualifier: Qualifier, *phrases: str) -> None:
    for phrase in phrases:
        words = tuple(phrase.split())
        _QUALIFIERS[words[0]] = (*_QUALIFIERS.get(words[0], ()), (words, qualifier))


_table(
    "at_least",
    "at least",
    "no fewer than",
    "no less than",
    "not less than",
    "not fewer than",
    "a minimum of",
    "minimum of",
)
_table("at_least", "at-least", "nothing less than", "as few as")
_table(
    "more_than",
    "more than",
    "over",
    "upwards of",
    "upward of",
    "in excess of",
    "well over",
    "above",
    "just over",
)
_table(
    "more_than",
    "well more than",
    "slightly more than",
    "a little over",
    "slightly over",
    "greater than",
    "far more than",
)
_table("nearly", "nearly", "almost", "close to", "just under", "just short of", "approaching", "virtually")
_table(
    "up_to",
    "up to",
    "as many as",
    "at most",
    "no more than",
    "not more than",
    "a maximum of",
    "as much as",
    "upto",
)
_table("up_to", "fewer than", "less than", "under")
_table(
    "about",
    "about",
    "around",
    "some",
    "roughly",
    "approximately",
    "an estimated",
    "estimated",
    "circa",
    "perhaps",
)
_table(
    "about",
    "somewhere around",
    "in the region of",
    "around some",
    "nearly about",
    "approx",
    "an approximate",
    "more or less",
)
for _shelf in _QUALIFIERS:
    _QUALIFIERS[_shelf] = tuple(sorted(_QUALIFIERS[_shelf], key=lambda row: -len(row[0])))

_BELOW = frozenset({"fewer", "less", "under"})


def _by_first(*table: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    shelves: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in table:
        shelves[words[0]] = (*shelves.get(words[0], ()), words)
    return shelves


_MORE = _by_first(
    ("another",),
    ("a", "further"),
    ("an", "additional"),
    ("an", "extra"),
    ("further",),
    ("additional",),
    ("yet", "another"),
)
_TOTAL = _by_first(
    ("a", "total", "of"),
    ("a", "combined"),
    ("a", "group", "of"),
    ("a", "record"),
    ("altogether",),
    ("a", "combined", "total", "of"),
)
_DEFINITE = frozenset({"the", "these", "those", "all", "both", "his", "her", "their", "its"})


def read_numbers(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with every number, and the words that qualify it, merged into one token."""
    openings = _openings(tokens)
    if not openings:
        return list(tokens)
    found: list[Token] = []
    index = 0
    size = len(tokens)
    while index < size:
        token = tokens[index]
        if index in openings:
            merged = _number_at(tokens, index)
            if merged is not None:
                made, index = merged
                found.append(made)
                continue
        found.append(token)
        index += 1
    return found


def _number_at(tokens: Sequence[Token], at: int) -> tuple[Token, int] | None:
    low = tokens[at].low
    if tokens[at].kind == "digits":
        value, end = cardinal(tokens, at)
        return _finish(tokens, at, at, end, value, None, False)
    if low == "between":
        return _between(tokens, at)
    if low == "up" and at and tokens[at - 1].low in ("went", "go", "gone", "goes", "going", "shot", "moved"):
        return None  # "went up to 14" is a rise, not a bound
    qualifier, begin = _qualifier(tokens, at)
    more, begin = _strip(tokens, begin, _MORE)
    if not more and qualifier is None:
        _, begin = _strip(tokens, begin, _TOTAL)
        qualifier, begin = _qualifier(tokens, begin)
    if begin < len(tokens) and tokens[begin].kind == "<q" and begin > at:
        begin += 1
        inner, begin = _qualifier(tokens, begin)
        qualifier = inner or qualifier
    if begin >= len(tokens):
        return None
    if count := vague_words(tokens, begin):
        return _vague(tokens, at, begin, begin + count, more) if not more or qualifier is None else None
    value, end = cardinal(tokens, begin)
    if end == begin:
        return None
    return _finish(tokens, at, begin, end, value, qualifier, more)


_WORDS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred "
    "thousand half dozens scores hundreds thousands several tens numerous millions multiple dozen "
    "countless"
)
_OPENERS = frozenset(_QUALIFIERS) | {
    "a",
    "an",
    "another",
    "further",
    "additional",
    "between",
    "yet",
    "altogether",
}
_VAGUE_WORDS = frozenset({"few", "handful", "couple", "pair", "million", "billion", "lakh", "crore", "many"})
_AHEAD = 4


def _openings(tokens: Sequence[Token]) -> set[int]:
    """Where a number may begin: at digits, at a number word, at a qualifier with either close ahead."""
    found: set[int] = set()
    for index, token in enumerate(tokens):
        kind = _NUMBER if token.kind == "digits" else _worded(token.low)
        if not kind:
            continue
        if kind == _NUMBER:
            found.add(index)
        for before in range(max(index - _AHEAD, 0), index):
            if tokens[before].low in _OPENERS:
                found.add(before)
    return found


_NUMBER, _VAGUE = 1, 2


@lru_cache(maxsize=20_000)
def _worded(low: str) -> int:
    """Whether a word may begin a number ("twenty-six"), or stand within a vague one ("a few")."""
    if low in _WORDS or low.partition("-")[0] in _WORDS:
        return _NUMBER
    return _VAGUE if low in _VAGUE_WORDS else 0


def _qualifier(tokens: Sequence[Token], at: int) -> tuple[Qualifier | None, int]:
    shelf = _QUALIFIERS.get(tokens[at].low) if at < len(tokens) else None
    for words, qualifier in shelf or ():
        if _stand(tokens, at, words):
            return qualifier, at + len(words)
    return None, at


def _strip(
    tokens: Sequence[Token], at: int, table: Mapping[str, tuple[tuple[str, ...], ...]]
) -> tuple[bool, int]:
    shelf = table.get(tokens[at].low) if at < len(tokens) else None
    for words in shelf or ():
        if _stand(tokens, at, words):
            return True, at + len(words)
    return False, at


def _stand(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    """Whether these words stand at a position."""
    if at + len(words) > len(tokens):
        return False
    for word in words:
        if tokens[at].low != word:
            return False
        at += 1
    return True


def _between(tokens: Sequence[Token], at: int) -> tuple[Token, int] | None:
    first, middle = cardinal(tokens, at + 1) if at + 1 < len(tokens) else (None, at)
    if first is None or middle + 1 >= len(tokens) or tokens[middle].low != "and":
        return None
    second, end = cardinal(tokens, middle + 1)
    if second is None or second <= first:
        return None
    if is_fact(tokens, at + 1, end, second):
        return _merged(tokens, at, end, None), end
    number = Number(first, first, second, "range", tokens[at + 1].start, tokens[end - 1].end)
    return _merged(tokens, at, end, number), end


def _vague(tokens: Sequence[Token], at: int, begin: int, end: int, more: bool) -> tuple[Token, int] | None:
    if end < len(tokens) and tokens[end].low == "more":
        more, end = True, end + 1
    if is_fact(tokens, begin, end, None):
        return _merged(tokens, at, end, None), end
    number = Number(None, None, None, "vague", tokens[begin].start, tokens[end - 1].end, more)
    return _merged(tokens, at, end, number), end


def _finish(
    tokens: Sequence[Token],
    at: int,
    begin: int,
    end: int,
    value: int | None,
    qualifier: Qualifier | None,
    more: bool,
) -> tuple[Token, int] | None:
    upper, stop = _range_end(tokens, end, value)
    if value is None:
        return _merged(tokens, at, stop, None), stop
    fact = is_fact(tokens, begin, stop, upper if upper is not None else value)
    start, finish = tokens[begin].start, tokens[stop - 1].end
    low, high = bounds(qualifier or "exact", value, below=tokens[at].low in _BELOW)
    if upper is not None:
        qualifier, low, high = "range", value, upper
    elif qualifier is None and not fact and (suffix := _suffix(tokens, stop)):
        qualifier, stop = suffix
        low, high = bounds(qualifier, value)
    if (
        not fact
        and stop < len(tokens)
        and tokens[stop].low in ("more", "further", "additional", "other")
        and tokens[stop].kind != "conj"
    ):
        more, stop = more or tokens[stop].low != "other", stop + 1
    definite = at > 0 and tokens[at - 1].low in _DEFINITE and tokens[at - 1].kind in ("det", "poss")
    digits = tokens[begin].kind == "digits"
    number = Number(value, low, high, qualifier or "exact", start, finish, more, definite, digits)
    merged = _merged(tokens, at, stop, None if fact else number)
    if fact:
        merged.span = number  # "bombed nine times" may still count
    return merged, stop


def _range_end(tokens: Sequence[Token], end: int, value: int | None) -> tuple[int | None, int]:
    """Give the upper end of "20 to 30", "20-30", "two or three"; None where no range follows."""
    if value is None or end + 1 >= len(tokens):
        return None, end
    link = tokens[end]
    if link.low not in ("to", "or", "-", "–"):
        return None, end
    upper, stop = cardinal(tokens, end + 1)
    if upper is None or upper <= value or stop == end + 1:
        return None, end
    if link.low == "or" and upper > value + 10:
        return None, end
    return upper, stop


def _suffix(tokens: Sequence[Token], at: int) -> tuple[Qualifier, int] | None:
    if at + 1 < len(tokens) and tokens[at].low == "or":
        after = tokens[at + 1].low
        if after == "more":
            return "at_least", at + 2
        if after == "so":
            return "about", at + 2
        if after in ("fewer", "less"):
            return "up_to", at + 2
    if at < len(tokens) and tokens[at].text == "+":
        return "at_least", at + 1
    return None


def bounds(qualifier: Qualifier, value: int, *, below: bool = False) -> tuple[int | None, int | None]:
    """Give the inclusive bounds that a qualifier gives a value (GUIDE.md); `below` for "fewer than"."""
    if qualifier == "at_least":
        return value, None
    if qualifier == "more_than":
        return value + 1, None
    if qualifier in ("nearly", "up_to"):
        return None, max(value - below, 0)
    return value, value


def _merged(tokens: Sequence[Token], start: int, end: int, number: Number | None) -> Token:
    first, last = tokens[start], tokens[end - 1]
    low = " ".join(token.low for token in tokens[start:end][:8])
    token = Token(low, low, first.start, last.end, "num" if number is not None else "fact")
    token.num = number
    return token
