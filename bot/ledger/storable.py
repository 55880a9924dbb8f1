"""What comes in, made such that both databases can keep it."""

import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from bot.figures import Figure, Reading
from bot.ledger.views import Incoming

LARGEST = 10**12
"""No count of people or things is larger; a greater number was no count."""

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_TEXT_LENGTH = 1_000_000
_TITLE_LENGTH = 2_000
_OUTLET_LENGTH = 200
_ID_LENGTH = 200
_YEARS = range(1900, 2200)


def storable(incoming: Incoming) -> Incoming:
    """Give the report without what no database keeps as text: NUL, halves of surrogate pairs.

    Each is replaced by U+FFFD, so that places in the text stay where they are. A text is cut at 1,000,000
    characters, a title at 2,000, an outlet's name at 200; a longer `external_id` stands as its SHA-256; and
    a time of publication outside of the years 1900 to 2199 is none.
    """
    return replace(
        incoming,
        text=_text(incoming.text[:_TEXT_LENGTH]),
        title=_text(incoming.title[:_TITLE_LENGTH]),
        outlet=_text(incoming.outlet).strip()[:_OUTLET_LENGTH],
        link=_text(incoming.link) if incoming.link else None,
        external_id=_id(incoming.external_id),
        published_at=_time(incoming.published_at),
    )


def storable_reading(reading: Reading) -> Reading:
    """Give the reading without figures whose numbers are larger than any count."""
    kept = tuple(figure for figure in reading.figures if _fits(figure))
    return reading if len(kept) == len(reading.figures) else replace(reading, figures=kept)


def _text(words: str) -> str:
    return _NOT_TEXT.sub("\ufffd", words)


def _id(external_id: str | None) -> str | None:
    if external_id is None:
        return None
    clean = _text(external_id)
    return clean if len(clean) <= _ID_LENGTH else sha256(clean.encode()).hexdigest()


def _time(published_at: datetime | None) -> datetime | None:
    return published_at if published_at is not None and published_at.year in _YEARS else None


def _fits(figure: Figure) -> bool:
    numbers = (figure.value, figure.low, figure.high, *figure.alt)
    return all(number is None or number <= LARGEST for number in numbers)
