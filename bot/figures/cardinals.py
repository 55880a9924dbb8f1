"""Cardinal numbers in digits and words: "1,189", "1.2 million", "12.5 lakh", "two dozen", "half a dozen"."""

from collections.abc import Sequence

from bot.figures.tokens import Token
from bot.figures.word_lists import word_list

_UNITS = {
    word: value
    for value, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
} | {"fourty": 40}
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "million": 1_000_000,
    "mn": 1_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_MANY = {
    "dozens", "scores", "hundreds", "thousands", "several", "tens", "numerous", "many", "countless",
    "millions",
    "multiple",
}  # fmt: skip
# A count beyond this is no count of anything a report covers (and keeps arithmetic on hostile text small).
MOST = 10**11
_LONGEST = 15


def simple_word(word: str) -> int | None:
    """Give the value of one number word ("twenty-six"), None where it is none."""
    if word in _UNITS:
        return _UNITS[word]
    tens, dash, unit = word.partition("-")
    if tens in _TENS:
        if not dash:
            return _TENS[tens]
        return _TENS[tens] + _UNITS[unit] if 0 < _UNITS.get(unit, 0) < 10 else None
    return None


def vague_words(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from `at` give a vague count ("dozens", "tens of thousands of"); 0 where none."""
    low = tokens[at].low
    end = at
    if low in ("a", "several", "many") and at + 1 < len(tokens):
        after = tokens[at + 1].low
        if low == "a" and after in ("few", "handful"):
            end = at + 2
        elif low != "a":
            end = at + 1
            while end < len(tokens) and tokens[end].low in _SCALES:
                end += 1
    elif low in _MANY:
        end = at + 1
        while end + 1 < len(tokens) and tokens[end].low == "of" and tokens[end + 1].low in _MANY:
            end += 2
    if end > at and end < len(tokens) and tokens[end].low in ("dozen", "hundred", "thousand"):
        end += 1
    return end - at


def cardinal(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """Read a cardinal at `at`: its value and the index after it.

    The value is None, and the index unmoved, where there is none; the value is None with the index moved
    where it is a number but no count (a decimal without a scale, or beyond all counting).
    """
    if tokens[at].kind == "digits":
        return _digits(tokens, at)
    return _worded(tokens, at)


def _digits(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    raw = tokens[at].text
    end = at + 1
    scale = 1
    if raw[-1] in "kK":
        raw, scale = raw[:-1], 1000
    while end < len(tokens) and tokens[end].low in _SCALES and tokens[end].low != "dozen" and end - at < 3:
        scale *= _SCALES[tokens[end].low]
        end += 1
    if len(raw) > _LONGEST or ":" in raw:
        return None, end
    groups = raw.split(",")
    if (
        len(groups) > 1
        and not (len(groups[-1]) == 3 or "." in groups[-1])
        and not all(len(g) in (2, 3) for g in groups[1:])
    ):
        return None, end
    body = "".join(groups)
    whole, dot, fraction = body.partition(".")
    if not whole.isdecimal():
        return None, end
    if not dot:
        value = int(whole) * scale
        return (value if value <= MOST else None), end
    if scale == 1 or "." in fraction or not fraction.isdecimal():
        return None, end
    value = int(whole) * scale + int(fraction) * scale // 10 ** len(fraction)
    return (value if value <= MOST else None), end


def _worded(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    low = tokens[at].low
    if (idiom := _idiom(tokens, at)) is not None:
        return idiom
    if low == "a":
        if at + 1 >= len(tokens) or tokens[at + 1].low not in _SCALES:
            return None, at
    elif simple_word(low) is None:
        return None, at
    total, current, end = 0, 0, at
    while end < len(tokens):
        low = tokens[end].low
        value = simple_word(low)
        if low == "a" and end == at:
            current = 1
        elif value is not None and (
            current % 100 == 0 or (current % 10 == 0 and value < 10 and current % 100 >= 20)
        ):
            current += value
        elif low in _SCALES and (current or end == at):
            scale = _SCALES[low]
            if scale < 1000:
                current = max(current, 1) * scale
            else:
                total, current = total + max(current, 1) * scale, 0
        elif (
            low == "and"
            and current
            and current % 100 == 0
            and end + 1 < len(tokens)
            and _continues(tokens, end + 1)
        ):
            pass
        else:
            break
        end += 1
        if total > MOST or current > MOST:
            return None, end
    return total + current, end


def _idiom(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """As in "half a dozen", "a couple", "two and a half million"."""
    words = [token.low for token in tokens[at : at + 3]]
    if len(words) == 3 and words[:2] == ["half", "a"] and words[2] in ("dozen", "million"):
        return _SCALES[words[2]] // 2, at + 3
    if len(words) > 1 and words[0] == "a" and words[1] in ("couple", "pair"):
        return 2, at + 2
    return _and_a_half(tokens, at)


def _and_a_half(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """As in "two and a half million"."""
    value = simple_word(tokens[at].low)
    words = [token.low for token in tokens[at + 1 : at + 5]]
    if value is None or len(words) < 4 or words[:3] != ["and", "a", "half"] or words[3] not in _SCALES:
        return None
    scale = _SCALES[words[3]]
    return value * scale + scale // 2, at + 5


def _continues(tokens: Sequence[Token], at: int) -> bool:
    value = simple_word(tokens[at].low)
    return value is not None and value < 100
