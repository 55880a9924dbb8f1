"""Who is meant by a speaker: those who spoke before, by pronoun, noun or part of the name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

PAPERS = word_set(
    "summary bulletin dataset "
    "report statement tally review update data figures records documents list message record estimate "
    "statistics survey numbers digest bulletin list chart dossier lists"
)


GENERIC = word_set(
    "group organisation organization agency monitor network team alliance statement report tally review "
    "tank centre center charity body foundation coalition project "
    "update documentation institute outfit watchdog association union"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of a sentence: who, and where the words of speaking stand (token indexes).

    `before` is True where the speech follows the verb ("X said that ..."), False where it stands before it;
    `pronoun` is "he", "it" ... and `common` the noun of "the group", both to be looked up among those
    who spoke;
    `cited` tells "according to X";
    `person` tells one who speaks for himself or for others from an organisation.
    """

    who: str
    begin: int
    end: int
    before: bool
    pronoun: str = ""
    common: str = ""
    person: bool = False
    plural: bool = False
    party: str | None = None
    cited: bool = False


def speaker_of(found: Sequence[Voice], begin: int, end: int) -> Voice | None:
    """Give the speaker of a count at tokens `begin:end`.

    The last who began before it, else the first after it.
    """
    before = [voice for voice in found if voice.before and voice.end <= begin]
    after = [voice for voice in found if voice.begin >= end]
    closing = [voice for voice in after if not voice.before]
    if before and not (closing and closing[0].cited and not closing[0].pronoun):
        return before[-1]
    if closing:
        return closing[0]
    return next((voice for voice in found if not voice.before), None)


def look_up(roll: Sequence[Voice], voice: Voice) -> Voice | None:
    """Who is meant by "he", "it", "the group" or "the governor": among those who spoke, the latest that fits.

    None where nobody fits: then the words themselves name a new speaker.
    """
    if voice.pronoun:
        if voice.pronoun in ("he", "she"):
            return _latest(roll, lambda v: v.person) or _latest(roll, lambda v: not v.plural)
        if voice.pronoun == "it":
            return _latest(roll, lambda v: not v.person and not v.plural)
        if voice.pronoun == "they":
            return _latest(roll, lambda v: v.plural) or _latest(roll, lambda v: not v.person)
        return roll[-1] if roll else None
    if voice.common:
        if named := _latest(roll, lambda v: voice.common in v.who.lower().split()):
            return named
        if voice.common in GENERIC:
            return _latest(roll, lambda v: not v.person and not v.plural)
        return None
    own = _names(voice.who)
    return _latest(roll, lambda v: bool(own) and own < _names(v.who)) if own else None


def _names(who: str) -> set[str]:
    return {word for word in who.replace("(", " ").replace(")", " ").split() if word[:1].isupper()}


def _latest(roll: Sequence[Voice], fits: Callable[[Voice], bool]) -> Voice | None:
    return next((voice for voice in reversed(roll) if fits(voice)), None)


def stands(voice: Voice, tokens: Sequence[Token]) -> bool:
    """Whether a lead's speaker is one whose account goes on: a group with a report, not "residents"."""
    if voice.plural or voice.pronoun:
        return False
    if any(token.low in PAPERS for token in tokens):
        return True
    return not voice.person and not _OFFICES & set(voice.who.lower().split())


# Offices speak of one thing at a time; a group's account goes on.
_OFFICES = word_set("ministry agency office police authorities authority prosecutor commissioner department")


def is_generic(voice: Voice) -> bool:
    """Whether a speaker is brought in without a name ("a rights group", "a report")."""
    words = voice.who.lower().split()
    if _names(voice.who) or voice.plural or not words or words[-1] not in GENERIC:
        return False
    return not voice.common or voice.common == "report"


def names_body(voice: Voice) -> bool:
    """Whether a speaker is a named body and no side of the fighting: what "a rights group" may be."""
    return (
        bool(_names(voice.who)) and not (voice.person or voice.plural or voice.common) and voice.party is None
    )
