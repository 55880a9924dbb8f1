"""What editors write after a command: a number, a count with its qualifier, a reason."""

import re

from bot.errors import QuestionError
from bot.figures.model import Qualifier
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
