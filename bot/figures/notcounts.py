"""What is a number but no count: ages, times, dates, durations, distances, money, percentages, names.

Each test looks at the words around a number and says why it is none; the list is explicit so that a
number wrongly left out can be traced to the line that left it out.
"""

from collections.abc import Sequence

from bot.figures.dates_words import MONTHS
from bot.figures.lexicon import PERSONAL
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_NUMBERED = word_set(
    "operation division battalion battalions brigade regiment company section article rule order act "
    "law resolution chapter page number highway route road hill point region zone sector gate ward "
    "block line phase flight channel unit no nos class grade command mile level part top km kilometre "
    "kilometer room terminal track volume camp school district street avenue age aged ages division's "
    "version stage round area generation category magnitude act squadron division platoon group"
)
_BETWEEN_UNIT = word_set(
    "square cubic nautical straight consecutive full long whole calendar short intense additional more "
    "further other working solid odd metric us billion million"
)
_ONE_OF_AN_AGE = word_set("girl boy child baby toddler woman man daughter son infant granddaughter grandson")
_TIME = frozenset({"am", "pm", "a.m.", "p.m.", "a.m", "p.m", "hours", "o'clock", "gmt", "hrs"})
_YEAR_BEFORE = word_set(
    "in since of by from until till early late mid during before after year and to between through for "
    "throughout"
)


def is_fact(tokens: Sequence[Token], begin: int, end: int, value: int | None) -> bool:
    """Whether the number at `begin:end` is no count. `value` is its (upper) value, None where vague."""
    before = tokens[begin - 1] if begin else None
    after = tokens[end] if end < len(tokens) else None
    if _measured(tokens, end, after):
        return True
    if value is None:
        return False
    if before is not None and (
        before.kind == "money" or before.low in ("inr", "rs", "usd", "mmk", "us", "eur")
    ):
        return True
    return (
        _pronoun_one(tokens, begin, end, before, after)
        or _in_so_many(tokens, begin, end, value)
        or _dated(tokens, begin, end, before, after, value)
        or _named(tokens, begin, before, after)
        or _aged(tokens, begin, before, after, value)
        or _listed(tokens, begin, before, after)
    )


def _measured(tokens: Sequence[Token], end: int, after: Token | None) -> bool:
    """Followed by a unit: years, km, percent, kyats."""
    if after is None:
        return False
    if (
        after.low.startswith(("year-old", "years-old", "month-old"))
        or after.word.noun == "unit"
        or after.kind in ("%", "money")
        or after.low in _TIME
    ):
        return after.low not in ("second", "m", "bar", "pound") or after.kind != "cap"
    following = tokens[end + 1] if end + 1 < len(tokens) else None
    if after.low == "in" and end + 1 < len(tokens) and tokens[end + 1].low == "every":
        return True  # "one in every 200"
    if after.low == "and" and [t.low for t in tokens[end + 1 : end + 3]] == ["a", "half"]:
        return end + 3 < len(tokens) and tokens[end + 3].word.noun == "unit"
    if after.low in _BETWEEN_UNIT and following is not None:
        return following.word.noun == "unit"
    if after.kind == "-" and following is not None and after.start == tokens[end - 1].end:
        return following.word.noun == "unit" or following.kind == "digits"
    return after.text in ("/", "°") or (
        after.low == "per" and following is not None and following.low == "cent"
    )


_SO_MANY = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10} | {
    str(number): number for number in (2, 3, 4, 5, 6, 8, 10, 20, 50, 100, 1000)
}


def _in_so_many(tokens: Sequence[Token], begin: int, end: int, value: int) -> bool:
    """As in "nine in ten of the inhabitants": a share, if no verb stands before ("killed 3 in 5 raids")."""
    before = tokens[begin - 1].word if begin else None
    if before is not None and before.forms and not before.speech:
        return False
    first = end + 1 < len(tokens) and tokens[end].low == "in" and tokens[end + 1].low in _SO_MANY
    if first:
        return value < _SO_MANY[tokens[end + 1].low]
    return (
        begin > 1
        and tokens[begin].low in _SO_MANY
        and tokens[begin - 1].low == "in"
        and (tokens[begin - 2].kind == "fact" or tokens[begin - 2].low == "one")
    )


def _pronoun_one(
    tokens: Sequence[Token], begin: int, end: int, before: Token | None, after: Token | None
) -> bool:
    """As in "no one", "one another", "a higher one", "one day"."""
    if tokens[begin].low != "one" or end != begin + 1:
        return False
    if after is not None and after.low == "of":
        return before is not None and before.low in ("no", "any", "every", "each")
    if after is not None and after.low in (
        "another",
        "such",
        "side",
        "way",
        "reason",
        "thing",
        "point",
        "day",
    ):
        return True
    if before is None:
        return False
    if before.low in (
        "no",
        "any",
        "every",
        "this",
        "that",
        "which",
        "each",
        "some",
    ) or (before.low.endswith("er") and before.low != "another"):
        return True
    return before.low == "the" and (after is None or after.kind not in ("word", "cap"))


def _dated(
    tokens: Sequence[Token], begin: int, end: int, before: Token | None, after: Token | None, value: int
) -> bool:
    """Part of a date, a year or a clock time."""
    if after is not None and after.low in MONTHS and value <= 31:
        return True
    if before is not None and value <= 2100 and _after_month(tokens, begin):
        return True
    raw = tokens[begin].text
    if end != begin + 1 or len(raw) != 4 or not raw.isdecimal() or not 1900 <= value <= 2099:
        return False
    if before is None or before.low in _YEAR_BEFORE or before.low in MONTHS or before.kind in (",", "("):
        return not (before is not None and before.low in ("of", "and", "for") and _noun(after))
    return not _noun(after)


def _after_month(tokens: Sequence[Token], begin: int) -> bool:
    """As in "Nov. 11", "October 12 and 13", "Feb. 3-5", "August 4, 2024"."""
    steps = 0
    at = begin - 1
    while at >= 0 and steps < 4:
        token = tokens[at]
        if token.kind == "time":
            return False
        if token.low in MONTHS and (token.text[:1].isupper()):
            return True
        if token.kind not in ("digits", ".", "-", "–", ",") and token.low not in ("and", "to"):
            return False
        if token.kind == "." and at and tokens[at - 1].low not in MONTHS:
            return False
        at -= 1
        steps += 1
    return False


def _named(tokens: Sequence[Token], begin: int, before: Token | None, after: Token | None) -> bool:
    """Part of a name: "Operation 1027", "Infantry Battalion 564", "Hill 2210", "flight JT 741"."""
    if before is None:
        return False
    if (
        before.kind == "."
        and begin > 1
        and tokens[begin - 2].low in ("no", "nos")
        and tokens[begin - 2].text[:1].isupper()
    ):
        return True
    told_of = before.low.rsplit(" ", 1)[-1] in _NUMBERED and not _of_a_place(tokens, begin - 1)
    if tokens[begin].kind == "digits" and (told_of or (before.word.term and before.text[0].isupper())):
        return True
    if before.low in ("and", "to", ",", "&") and begin > 1 and tokens[begin].kind == "digits":
        earlier = tokens[begin - 2]
        if earlier.kind == "digits" and begin > 2 and tokens[begin - 3].low.rstrip("s") in _NUMBERED:
            return not _noun(after)
    if tokens[begin].kind != "digits" or before.kind != "cap" or before.poss or before.word.forms:
        return False
    return begin > 1 and not _noun(after) and not before.word.places and before.low not in ("and", "of")


def _of_a_place(tokens: Sequence[Token], at: int) -> bool:
    """As in "Sagaing Region 39 and Kayin State 22": the number is the place's, not of its name."""
    return bool(tokens[at].word.places) or (at > 0 and bool(tokens[at - 1].word.places))


def _aged(tokens: Sequence[Token], begin: int, before: Token | None, after: Token | None, value: int) -> bool:
    """Give an age: "(35)", "Khin Aye, 41,", "aged 6 and 9"."""
    if before is None or value > 115:
        return False
    if before.low in ("aged", "age", "ages"):
        return True
    if before.low == "of" and begin > 1 and tokens[begin - 2].low in _ONE_OF_AN_AGE:
        return not _noun(after) or (after is not None and bool(after.word.forms))
    linked = before.low in ("and", ",", "to", "between") and begin > 2 and tokens[begin - 2].kind != "cap"
    if linked and tokens[begin - 3].low in ("aged", "ages", "age"):
        return True
    if (
        before.low in ("between", "around", "about")
        and begin > 1
        and tokens[begin - 2].low in ("aged", "ages")
    ):
        return True
    if before.kind == "be" and begin > 1 and tokens[begin - 2].low in ("who", "he", "she"):
        return after is None or after.kind in (",", ".", "conj", "q>")  # "the boy, who is 13, lost"
    if tokens[begin].kind != "digits" or after is None:
        return False
    person = tokens[begin - 2] if begin > 1 else None
    if person is None or after.kind not in (",", ")", ".", ";", "q>"):
        return False
    named = begin > 2 and tokens[begin - 3].kind == "cap" and not tokens[begin - 3].word.places
    bare = person.word.places and not person.poss and not named
    if before.kind == "(":
        return not bare and not person.word.plural and not person.word.counts
    if before.kind != ",":
        return False
    named = person.kind == "cap" and not bare
    return named or (person.word.noun in PERSONAL and not person.word.plural and not person.word.counts)


def _listed(tokens: Sequence[Token], begin: int, before: Token | None, after: Token | None) -> bool:
    """Give a list's own numbering, a telephone number, a section in brackets, the whole of "17 out of 22"."""
    whole = begin - 2 if before is not None and before.low in ("about", "around", "some") else begin - 1
    if whole > 0 and tokens[whole].low == "but" and tokens[whole - 1].low == "all":
        return True
    if tokens[begin].kind != "digits":
        return False
    if before is None and after is not None and after.kind in (".", ")"):
        return True
    if (
        after is not None
        and after.kind == "."
        and after.start == tokens[begin].end
        and _tight(tokens, begin + 2, after)
    ):
        return True  # "a 12.bore rifle"
    if tokens[begin].text[0] == "0" or (
        before is not None and before.kind == "-" and before.end == tokens[begin].start
    ):
        return True
    return before is not None and (before.low == "out of" or before.kind == "mark")


def _tight(tokens: Sequence[Token], at: int, before: Token) -> bool:
    return at < len(tokens) and tokens[at].start == before.end and tokens[at].kind == "word"


def _noun(token: Token | None) -> bool:
    return (
        token is not None
        and (bool(token.word.noun) or token.kind in ("word", "cap"))
        and token.word.noun != "unit"
    )
