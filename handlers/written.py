"""What editors write after a command: a number, a count with its qualifier, particulars, a reason."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from bot.errors import QuestionError
from bot.figures.model import Qualifier
from bot.ledger.amendment import KEEP, Amendment, Keep
from bot.ledger.views import Question
from handlers.room import Asked, number_in

_NUMBER = re.compile(
    r"(?P<sign>>=|≥|at least|>|more than|~|about|<=|≤|up to|nearly)?\s*"
    r"(?P<value>\d[\d,]{0,14})(?:\s*[-–]\s*(?P<upper>\d[\d,]{0,14}))?(?:\s+|$)",
    re.IGNORECASE,
)
_SIGNS: dict[str, Qualifier] = {
    ">=": "at_least",
    "≥": "at_least",
    "at least": "at_least",
    ">": "more_than",
    "more than": "more_than",
    "~": "about",
    "about": "about",
    "<=": "up_to",
    "≤": "up_to",
    "up to": "up_to",
    "nearly": "nearly",
}
_PARTICULAR = re.compile(
    r"(?P<name>party|place|days?|on)\s*=\s*(?P<said>\"[^\"]*\"|“[^”]*”|\S+)(?:\s+|$)", re.IGNORECASE
)
_UNKNOWN = frozenset({"none", "unknown"})


def read_correction(asked: Asked, words: str) -> tuple[Amendment, str]:
    """Read "≥ 41 why", "party=regime why", "41 place=Pale days=2024-11-03 why": what to say, and why.

    Raises `QuestionError` where neither a number nor a particular is given, or one is not understood, and
    `TallywireError` for what cannot be.
    """
    value: int | Keep = KEEP
    qualifier: Qualifier = "exact"
    upper, rest = None, words
    if not _PARTICULAR.match(words):
        value, qualifier, upper, rest = read_amendment(words)
    said: dict[str, str] = {}
    while found := _PARTICULAR.match(rest):
        said[found["name"].lower()[:3]] = found["said"].strip('"“”').replace("_", " ")
        rest = rest[found.end() :]
    start, end = _days(asked, said.get("day", said.get("on")))
    party, place = _party(asked, said.get("par")), _place(asked, said.get("pla"))
    return Amendment(value, qualifier, upper, party, place, start, end), rest.strip()


def _party(asked: Asked, said: str | None) -> str | Keep | None:
    if said is None or said.lower() in _UNKNOWN:
        return KEEP if said is None else None
    write = " or ".join(f"party={name}" for name in (*asked.room.beat.parties, "none"))
    return _understood(asked, said, write).party or _refuse(said, write)


def _place(asked: Asked, said: str | None) -> str | Keep | None:
    if said is None or said.lower() in _UNKNOWN:
        return KEEP if said is None else None
    write = 'place=Loikaw or place="Muse Township" or place=none'
    return _understood(asked, said, write).place or _refuse(said, write)


def _days(asked: Asked, said: str | None) -> tuple[date | Keep | None, date | Keep | None]:
    if said is None or said.lower() in _UNKNOWN:
        return (KEEP, KEEP) if said is None else (None, None)
    write = "days=2024-11-03 or days=2024-11-01..2024-11-30 or days=none"
    question = _understood(asked, said, write)
    return question.start or _refuse(said, write), question.end or _refuse(said, write)


def _understood(asked: Asked, said: str, write: str) -> Question:
    try:
        return asked.room.archive.parse(said, today=asked.today)
    except QuestionError as error:
        _refuse(said, write, error.suggestions if write.startswith("place") else ())


def _refuse(said: str, write: str, suggestions: Sequence[str] = ()) -> NoReturn:
    meant = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
    message = f"“{said}” is not understood here.{meant} Write {write}"
    raise QuestionError(message, said)


def read_amendment(words: str) -> tuple[int, Qualifier, int | None, str]:
    """Read "≥ 41 why", "20-30 why" or "41 why". Raises `QuestionError` where the number is missing."""
    match = _NUMBER.match(words.strip())
    if match is None:
        message = "Write the right number first, then the reason: ≥ 41 the outlet corrected its text"
        raise QuestionError(message, words[:40])
    value = int(match["value"].replace(",", ""))
    upper = int(match["upper"].replace(",", "")) if match["upper"] else None
    sign = (match["sign"] or "").lower()
    qualifier: Qualifier = "range" if upper is not None else _SIGNS.get(sign, "exact")
    return value, qualifier, upper, words.strip()[match.end() :].strip()


def number_and_rest(asked: Asked, example: str) -> tuple[int, str]:
    """Read the number that the words begin with, and give what follows it."""
    number = number_in(asked, example)
    _, *rest = asked.words.split(maxsplit=1)
    return number, rest[0].strip() if rest else ""


def number_and_reason(asked: Asked, example: str) -> tuple[int, str]:
    """Read a number and the reason after it. Raises `QuestionError` with the example where one is missing."""
    number, reason = number_and_rest(asked, example)
    return number, given(reason, example)


def given(reason: str, example: str) -> str:
    """Give the reason. Raises `QuestionError` with an example where there is none."""
    if not reason:
        message = f"Say why, too: every change is kept with its reason. For example: {example}"
        raise QuestionError(message)
    return reason
