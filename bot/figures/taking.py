"""Whether a trigger takes a phrase, and the mention that comes of it."""

import re

from bot.figures.chunks import Chunk, as_single, counted
from bot.figures.lexicon import NOTHING, PEOPLE, Trigger
from bot.figures.mentions import Clause, Mention

SINGULAR = frozenset({"a", "another"})


def takes(trigger: Trigger, phrase: Chunk) -> bool:
    """Tell whether a trigger counts a phrase, by the class of its noun."""
    kind = phrase.cls
    if not trigger.takes or kind in trigger.takes:
        return True
    if phrase.head is not None and phrase.head.low in _NOBODY:
        return False
    if not kind and (phrase.head is None or _pronoun(phrase)):
        return bool(trigger.takes & PEOPLE) and (
            (trigger.only_people and trigger.takes != {"captive"})
            or "people" in trigger.takes
            or trigger.role == "subject"
            or _pronoun(phrase)
        )
    if not kind and trigger.only_people and phrase.head is not None and _OCCUPATION.search(phrase.head.low):
        phrase.cls = "civilian"  # an occupation that no list knows: "welders"
        return "people" in trigger.takes
    if kind in ("", "name") and trigger.only_people:
        return "people" in trigger.takes and (kind == "name" or phrase.det != "poss")
    if kind == "place" and trigger.only_people and _called_as_a_place(phrase):
        phrase.cls = "name"  # "Sudhir Mandi was shot dead"
        return "people" in trigger.takes
    if kind == "place" and "town" in trigger.takes:
        return _is_town(phrase)
    if kind == "group" and phrase.num is not None:
        return bool(trigger.takes & PEOPLE)
    return False


def _called_as_a_place(phrase: Chunk) -> bool:
    """Whether the last name of someone is that of a place too."""
    first = phrase.words[0] if phrase.words else None
    if first is None or len(phrase.words) < 2 or phrase.num is not None or phrase.det:
        return False
    return first.kind == "cap" and first.word is NOTHING and all(t.kind == "cap" for t in phrase.words)


def _is_town(phrase: Chunk) -> bool:
    """Whether the phrase is just the name of a town ("the group seized Mongyai"), not of a township or.

    Region.
    """
    if phrase.head is None or phrase.num is not None or phrase.inner is not None or len(phrase.words) > 1:
        return False
    return any(place.kind in ("town", "township") for place in phrase.word.places)


_OCCUPATION = re.compile(r"[a-z]{3,}(?:er|or|ist|eer|ian|man|men|woman|women|hand)s?$")
_NOBODY = frozenset(
    {
        "fewer",
        "many",
        "most",
        "few",
        "less",
        "nobody",
        "none",
        "anyone",
        "anybody",
        "everyone",
        "everybody",
        "nothing",
    }
)


def _pronoun(phrase: Chunk) -> bool:
    inner = phrase.inner if phrase.partitive else phrase
    if inner is not None and inner.head is not None and inner.head.low in ("which", "it"):
        return False
    return inner is not None and inner.det == "pron"


def mention_of(
    clause: Clause, measure: str, phrase: Chunk, rule: str, group: Chunk, end: int
) -> Mention | None:
    """Give a mention of a counted phrase.

    None where it is already counted under the measure or counts nothing.
    """
    known = clause.taken.get(phrase.start)
    if known is not None and (known.measure == measure or known.verb == group.start):
        return None
    number = counted(phrase)
    single = False
    if number is None and phrase.head is not None and phrase.head.low in _PIECES:
        return None
    if phrase.det == "no" or (phrase.cls == "unit"):
        return None
    if number is None:
        if (
            phrase.det in SINGULAR
            or (phrase.name and phrase.cls in ("name", *PEOPLE))
            or bare_singular(phrase)
        ):
            if phrase.word.plural and not phrase.name and phrase.det not in SINGULAR:
                return None
            number, single = as_single(phrase).num, True
        elif named_thing(phrase) or (phrase.cls == "place" and measure == "towns_seized"):
            number, single = as_single(phrase).num, True
        elif phrase.det not in ("the", "poss", "pron"):
            return None
    words = clause.tokens[phrase.start : phrase.end]
    last = clause.tokens[max(end, group.end) - 1]
    first = clause.tokens[group.start]
    mention = Mention(
        measure, phrase, number, min(words[0].start, first.start), max(words[-1].end, last.end),
        phrase.start, rule,
        trigger=clause.tokens[group.end - 1].low, sentence=clause.index, section=clause.section,
        cls=phrase.cls, single=single,
    )  # fmt: skip
    mention.definite = phrase.det in ("the", "pron", "poss") and not phrase.partitive and number is None
    mention.verb = group.start
    clause.taken[phrase.start] = mention
    return mention


def named_thing(phrase: Chunk) -> bool:
    """Whether a base, town or building is one that is named: "the town of Paletwa"."""
    if (
        phrase.cls not in ("base", "town", "building")
        or phrase.det not in ("the", "")
        or (phrase.word.plural and not phrase.word.both)
    ):
        return False
    called = [token for token in phrase.words if token is not phrase.head]
    if phrase.det:
        called = list(phrase.words[1:])
    return any(token.text[:1].isupper() or token.word.places for token in called)


_PIECES = frozenset(
    {
        "number",
        "amount",
        "quantity",
        "stock",
        "stash",
        "bulk",
        "majority",
        "group",
        "handful",
        "lot",
        "part",
        "half",
        "rest",
        "couple",
        "total",
        "toll",
        "fate",
        "list",
        "tally",
        "register",
        "most",
    }
)


def bare_singular(phrase: Chunk) -> bool:
    """As in "Police constable M. D. Ali": a noun without an article that names one person."""
    return (
        phrase.det == ""
        and phrase.cls in PEOPLE
        and not phrase.word.plural
        and any(t.kind == "cap" for t in phrase.words)
    )
