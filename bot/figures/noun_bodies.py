"""Where a noun phrase ends: which words belong to it, and which is its head."""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.lexicon import PEOPLE
from bot.figures.tokens import Token
from bot.figures.verb_groups import modifies

_WITHIN = frozenset({"(", "<q", "q>", "'", "conj"})
_BODY = frozenset({"word", "cap", "fact", "-"})


def body(tokens: Sequence[Token], at: int, made: Chunk) -> int:
    """Read nouns and what modifies them; sets the head and returns the index after the phrase."""
    index = end = at
    while index < len(tokens):
        token = tokens[index]
        if token.kind in _WITHIN and (passed := _passed(tokens, index, made)):
            if token.kind == "conj" and made.head is not None and made.head.word.noun in PEOPLE:
                made.cls = made.cls or made.head.word.noun  # "617 soldiers and family members"
            index += passed
            continue
        if not _belongs(tokens, index, made):
            break
        if token.kind in ("word", "cap"):
            _head(token, made)
        elif token.kind == "fact" and made.head is None and made.num is None:
            made.head = token
        index += 1
        end = index
        if token.poss and made.head is token:
            made.name = False
    while end > at and tokens[end - 1].kind in ("'", "<q"):
        end -= 1
    return end


def _passed(tokens: Sequence[Token], at: int, made: Chunk) -> int:
    """How many tokens stand within a phrase without being of it.

    Quotes, an acronym in brackets, a joining "and".
    """
    kind = tokens[at].kind
    if kind == "(":
        opened = made.num is not None or made.name or made.det in ("a", "another")
        return 3 if opened and _acronym(tokens, at) else 0
    if kind in ("<q", "q>", "'"):
        if made.head is not None and kind != "'" and not _quoted_word(tokens, at, made):
            return 0
        return int(made.head is not None or made.num is not None or bool(made.det))
    return int(kind == "conj" and _joins(tokens, at, made))


def _belongs(tokens: Sequence[Token], at: int, made: Chunk) -> bool:
    token = tokens[at]
    if token.kind not in _BODY:
        return token.kind == "adv" and made.head is None and token.low in ("so-called", "nearby")
    if token.kind == "-":
        return at + 1 < len(tokens) and tokens[at + 1].start == token.end
    if token.kind == "fact" and made.head is not None:
        return made.head.kind == "cap" or made.head.text[:1].isupper()
    return not _closes(tokens, at, made)


def _acronym(tokens: Sequence[Token], at: int) -> bool:
    """As in "58 Defence Force (PDF) members": an acronym in brackets before the noun."""
    if at + 3 >= len(tokens) or tokens[at + 2].kind != ")" or not _is_acronym(tokens[at + 1].text):
        return False
    return bool(tokens[at + 3].word.noun) and tokens[at + 3].kind == "word"


def _is_acronym(written: str) -> bool:
    """Whether a word is written as "PDF", "LeT" or "MoD" are."""
    return written[:1].isupper() and sum(letter.isupper() for letter in written) * 2 > len(written)


def _quoted_word(tokens: Sequence[Token], at: int, made: Chunk) -> bool:
    """Give a closing quote right after the head ends the phrase but belongs to it.

    An opening one starts another.
    """
    return tokens[at].kind == "<q" and made.head is not None and made.head.word.noun not in PEOPLE


def _head(token: Token, made: Chunk) -> None:
    before = made.head
    if before is not None and before.word.noun in PEOPLE and not token.word.noun and token.kind == "cap":
        return  # "soldier Aung Ko": the name follows its noun
    made.head = token
    made.name = token.kind == "cap" and not token.word.noun


_DIRECTIONS = frozenset(
    {"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"}
)


def _closes(tokens: Sequence[Token], at: int, made: Chunk) -> bool:
    """Whether a word opens what follows the phrase rather than belonging to it."""
    token = tokens[at]
    word = token.word
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if _ends_before(token, made, after):
        return True
    if word.noun or (token.kind == "cap" and not word.forms):
        return _verb_after_people(token, made, after)
    if made.head is None:
        return _closes_headless(tokens, at, made, after)
    if made.head.poss and after is not None and (word.forms or _unknown_verb(token)):
        return not (after.kind in ("word", "cap") and not after.word.forms and not after.low.endswith("ly"))
    if word.forms or _unknown_verb(token):
        return _closes_headed(token, made, after)
    if token.low.endswith("ly"):
        return True
    noun = made.head.word
    return noun.noun in PEOPLE and noun.plural and not _noun_follows(tokens, at)


_SPEECH = 2


def _ends_before(token: Token, made: Chunk, after: Token | None) -> bool:
    """Directions, states and participles that are said of the phrase.

    "north of", "dead", "injured", "prisoner".
    """
    word, head = token.word, made.head
    if head is None:
        return bool(word.states) and not word.noun and not modifies(after)
    if head.kind == "cap" and token.word.speech == _SPEECH and after is not None and after.low == "that":
        return True  # "UNHCR reports that ..."
    if token.low in _DIRECTIONS and after is not None and after.kind in ("of", "prep"):
        return True
    if word.counts and any(form == "part" for _, form in word.forms):
        return True
    people = head.word.noun in PEOPLE
    if people and head.word.plural and not head.word.both and word.noun == "captive":
        return True
    return bool(word.states) and (people or (not word.noun and not modifies(after)))


def _verb_after_people(token: Token, made: Chunk, after: Token | None) -> bool:
    """Take a word that may be noun or verb for a verb after people, or before a number or an article."""
    word, head = token.word, made.head
    if not word.forms or head is None:
        return False
    if word.noun in PEOPLE or head.word.noun not in PEOPLE:
        return after is not None and after.kind in ("num", "det", "poss") and after.word.noun not in PEOPLE
    return not (after is not None and after.word.noun in PEOPLE)


def _unknown_verb(token: Token) -> bool:
    """Tell whether a word outside the lexicon ends as participles do."""
    ending = token.low.endswith(("ed", "ing")) and "-" not in token.low and len(token.low) > 4
    return ending and not token.word.forms and token.kind == "word"


def _closes_headless(tokens: Sequence[Token], at: int, made: Chunk, after: Token | None) -> bool:
    """Whether a word is a verb after a mere article or number.

    "22 injured", "the drowned", "two more suffered".
    """
    token = tokens[at]
    word = token.word
    forms = {form for _, form in word.forms}
    if made.det and word.counts:
        return False
    if forms and forms <= {"base", "s"}:
        if made.det in ("the", "poss") or word.counts:
            return False
        if made.det in ("a", "another"):
            return forms != {"base"}
    if not forms and not _unknown_verb(token):
        return False
    if not forms and made.det == "a" and after is not None and after.kind in ("word", "cap"):
        return False  # "an unspecified number"
    if made.det == "the" and not modifies(after) and "part" in forms:
        return False
    if made.num is None:
        return bool(made.det) and not modifies(after)
    if made.det == "the" and not modifies(after):
        return True
    beyond = tokens[at + 2] if at + 2 < len(tokens) else None
    noun = after is not None and bool(after.word.noun or after.word.counts)
    return not (noun or (modifies(after) and beyond is not None and beyond.word.noun in PEOPLE))


_SAYS = frozenset({"says", "adds", "tells", "admits", "insists"})


def _closes_headed(token: Token, made: Chunk, after: Token | None) -> bool:
    """Whether a word that may be a verb is one after a noun."""
    head = made.head
    if head is None:
        return False
    if token.low in _SAYS:
        return True
    forms = {form for _, form in token.word.forms}
    noun = head.word.noun or head.word.counts
    if (
        token.low == "wounds"
        and made.num is None
        and not made.det
        and not head.word.plural
        and head.word.noun
    ):
        return noun in PEOPLE  # "with bullet wounds"
    if made.num is not None and forms == {"s"} and noun not in PEOPLE:
        return not (
            after is None or after.kind in ("prep", "of", "conj", ",", ".", "time", ")", "—", ";", "q>")
        )
    bare = bool(forms) and forms <= {"base", "s"}
    if bare and after is not None and after.word.states and not after.word.noun:
        return True  # "aid workers last seen in the market remain missing"
    if bare and made.det and not head.word.plural and _is_a_thing(after):
        return False  # "the local rescue team"
    return not (bare and made.det and not noun and head.kind == "word")


def _is_a_thing(after: Token | None) -> bool:
    return after is not None and after.kind == "word" and after.word.noun == "thing" and not after.word.plural


def _noun_follows(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    return token.low.endswith("s") or (at + 1 < len(tokens) and bool(tokens[at + 1].word.noun))


def _joins(tokens: Sequence[Token], at: int, made: Chunk) -> bool:
    """Whether "and" joins a second noun under the same number ("20 soldiers and police officers")."""
    if made.head is None or tokens[at].low not in ("and", "or", "&") or at + 1 >= len(tokens):
        return False
    if made.num is None and (made.name or made.det in ("a", "another")):
        return False
    if made.num is None and tokens[at - 1].kind == "cap" and tokens[at - 1] is not made.head:
        return False  # "Constable Arun Toppo and Inspector Vijay Lakra"
    ahead = at + 1
    while ahead < len(tokens) and ahead - at < 4:
        token = tokens[ahead]
        if token.kind not in ("word", "cap") or (token.word.forms and not token.word.noun):
            return False
        if token.word.noun:
            if made.num is None and made.det != "the":
                return made.head.word.noun == token.word.noun and not token.word.places
            same = made.head.word.noun == token.word.noun or {made.head.word.noun, token.word.noun} <= PEOPLE
            return same and (token.word.plural or not made.head.word.plural)
        if made.head.word.noun in PEOPLE and token.kind == "cap" and not token.word.term:
            return False
        ahead += 1
    return False
