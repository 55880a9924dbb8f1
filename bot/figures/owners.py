"""The party that a phrase's own words name."""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

# Civil occupations that an organisation before them makes its own ("AA medics").
_SERVING = word_set(
    "medic medics doctor doctors nurse nurses staff member members worker workers clerk clerks driver "
    "drivers recruit recruits captive captives engineer engineers technician technicians cook cooks "
    "prisoner prisoners"
)


def party_of_phrase(phrase: Chunk) -> str | None:
    """Give the party that a phrase's own words name, None where they do not say."""
    if phrase.partitive and phrase.inner is not None:
        return party_of_phrase(phrase.inner)
    if phrase.cls == "building":
        return "civilian"
    head = phrase.head
    own = phrase.words
    if phrase.inner is not None and phrase.inner.words:
        own = tuple(token for token in phrase.words if token.start < phrase.inner.words[0].start)
    term = _term(own)
    if head is not None and _civilian(phrase):
        if term not in (None, "civilian") and head.low in _SERVING:
            return term
        return "civilian"
    if term is not None:
        return term
    inner = party_of_phrase(phrase.inner) if phrase.inner is not None and phrase.inner.words else None
    if head is not None and head.word.party is not None:
        return inner if inner is not None and inner != "civilian" else head.word.party
    if inner is not None:
        return inner
    named = next((token.word.party for token in reversed(own) if token.word.party is not None), None)
    return named or (_any_civilian(own) if phrase.cls != "combatant" else None)


def _civilian(phrase: Chunk) -> bool:
    word = phrase.word
    if not word.noun and phrase.cls == "civilian" and phrase.inner is None:
        return True
    return word.noun in ("civilian", "household") and word.party is None


def _any_civilian(words: Sequence[Token]) -> str | None:
    named = any(token.word.noun == "civilian" and token.word.party is None for token in words)
    return "civilian" if named else None


def _term(words: Sequence[Token]) -> str | None:
    terms = [token.word.term for token in words if token.word.term is not None]
    return terms[-1] if terms else None


def opponent(party: str | None, wars: Sequence[tuple[str, ...]]) -> str | None:
    """Give the other side of a war of two: None where the party fights in none, or more than two fight."""
    for sides in wars:
        if party in sides:
            others = [name for name in sides if name != party]
            return others[0] if len(others) == 1 else None
    return None
