"""Names of places that no gazetteer lists, by the words around them."""

from collections.abc import Sequence

from bot.figures.place_lists import DIRECTIONS, GEO, Where, text
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

AT = frozenset(
    {
        "in",
        "at",
        "near",
        "around",
        "outside",
        "inside",
        "across",
        "throughout",
        "within",
        "off",
        "on",
        "along",
        "between",
        "over",
        "into",
        "nearby",
    }
)

DIVISION_WORDS = frozenset(
    {"state", "region", "province", "department", "oblast", "governorate", "county", "division", "prefecture"}
)

# What names of bodies end in: "the People's Administration Team" is nowhere.
_BODIES = word_set(
    "team council army government network force forces committee group ministry union agency commission "
    "police party court organisation organization association office bureau department corps command "
    "brigade battalion division authority institute foundation alliance front movement coalition media "
    "news service observatory fund cross crescent programme program society university radio television"
)

# "Wa-controlled Pangsang": by whom a place is held, not where it lies.
HELD = ("-controlled", "-held", "-occupied", "-run", "-administered", "-backed")


def unlisted_at(tokens: Sequence[Token], at: int, *, strong: bool, weak: bool) -> Where | None:
    """Give a name that no pack knows as a place: after "in" and its like, or with "village" and its like."""
    end = at + 1
    if tokens[at].poss:
        return None
    while (
        end < len(tokens)
        and tokens[end].kind in ("cap", "fact")
        and not tokens[end].word.places
        and tokens[end].kind != "time"
    ):
        end += 1
        if tokens[end - 1].poss:
            break
    if (
        end < len(tokens)
        and tokens[end].kind == "of"
        and end + 1 < len(tokens)
        and tokens[end + 1].kind == "cap"
        and not strong
    ):
        return None
    geo = end < len(tokens) and tokens[end].low in GEO
    if not geo and tokens[end - 1].low in _BODIES and end - at > 1:
        return None
    if geo:
        end += 1
    if tokens[end - 1].poss and not geo:
        return None
    if geo and end < len(tokens) and tokens[end].kind == "of":
        return None  # "the Honduran department of Olancho"
    if not strong and not (geo and weak):
        return None
    words = text(tokens, at, end)
    region = None
    if geo and tokens[end - 1].low in DIVISION_WORDS:
        region = text(tokens, at, end - 1)
    elif at >= 2 and tokens[at - 1].low == "of" and tokens[at - 2].low in DIVISION_WORDS:
        region = words
    return Where(words, region, at, end, strong=strong, division=region is not None)


# What may stand between a preposition and the name: "in two villages of Khin-U Township".
_BETWEEN = GEO | word_set(
    "the a hamlet hamlets capital hub occupied neighbouring neighboring nearby municipality"
)

# "the battle for control of Nyala", "the fall of Laukkai".
_FOUGHT_FOR = frozenset(
    {"control", "capture", "fall", "siege", "bombing", "bombardment", "shelling", "recapture"}
)

# "troops stationed in Monywa": where someone comes from, not where something happened.
_STATIONED = frozenset({"stationed", "based", "headquartered", "born", "living", "registered"})

# "on the outskirts of Pakokku", "a village in the hills of Kutkai".
_PLACED_BY = GEO | word_set("capital hub outskirts edge centre center heart suburb suburbs hills")


def is_before(tokens: Sequence[Token], at: int, words: frozenset[str]) -> bool:
    """Tell whether one of these words leads to the name: "in two villages of Khin-U Township"."""
    index = at - 1
    steps = 0
    while index >= 0 and steps < 6:
        token = tokens[index]
        if token.low in words and token.kind in ("prep", "of", "to", "adv"):
            return not (index and tokens[index - 1].low in _STATIONED)
        if (
            token.kind == "of"
            and steps < 2
            and words is AT
            and index
            and tokens[index - 1].low in _FOUGHT_FOR
        ):
            return True
        if (
            token.low in DIRECTIONS
            or token.low in _BETWEEN
            or token.low.endswith(HELD)
            or (token.kind == "of" and index and tokens[index - 1].low in _PLACED_BY)
            or (token.kind == "cap" and tokens[index + 1].low in GEO)
            or token.kind == "num"
            or (token.poss and (token.word.places or token.kind == "cap"))
            or (token.word.places and token.kind == "cap")
            or (
                token.kind == "word"
                and not token.word.forms
                and steps < 4
                and index
                and tokens[index - 1].kind in ("det", "prep")
            )
        ):
            pass
        else:
            return False
        index -= 1
        steps += 1
    return False
