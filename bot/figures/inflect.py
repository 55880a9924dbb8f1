"""Forms of English words: plurals of nouns and the five forms of verbs."""

from collections.abc import Iterator, Mapping, Sequence

_VOWELS = "aeiou"
_SIBILANT = ("s", "x", "z", "ch", "sh")


def plural(noun: str) -> str:
    """Return the regular plural of the last word ("ward clerk" gives "ward clerks")."""
    if noun.endswith("man") and not noun.endswith(("human", "german", "roman", "ottoman")):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith(_SIBILANT):
        return noun + "es"
    return noun + "s"


def noun_forms(entry: str) -> tuple[str, str]:
    """Return singular and plural of a lexicon entry; "man|men" gives both, "troop" makes its plural."""
    singular, _, given = entry.partition("|")
    return singular, given or plural(singular)


def verb_forms(base: str, irregular: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield each form of a verb with its name: base, s, ing, past, part (the last two may be one word)."""
    yield base, "base"
    yield ("has" if base == "have" else plural(base)), "s"
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) else base
    if base == "lie" or base == "die":
        stem = base[:-2] + "y"
    pair = irregular.get(base)
    doubled = stem + stem[-1] if pair and pair[0].startswith(stem + stem[-1]) else stem
    doubled = doubled if not _doubles(base, pair) else stem + stem[-1]
    yield doubled + "ing", "ing"
    if pair:
        yield pair[0], "past"
        yield pair[1], "part"
        return
    if base.endswith("e"):
        past = base + "d"
    elif base.endswith("y") and base[-2:-1] not in _VOWELS:
        past = base[:-1] + "ied"
    elif _doubles(base, None):
        past = base + base[-1] + "ed"
    else:
        past = base + "ed"
    yield past, "past"
    yield past, "part"


def _doubles(base: str, pair: Sequence[str] | None) -> bool:
    """Whether a verb of one syllable doubles its last letter ("stop", "gun", "set", "run")."""
    if len(base) < 3 or base[-1] in "aeiouwxyh":
        return False
    short = base[-2] in _VOWELS and base[-3] not in _VOWELS and sum(letter in _VOWELS for letter in base) == 1
    return short and (pair is None or not pair[0].endswith("ed") or pair[0].startswith(base + base[-1]))
