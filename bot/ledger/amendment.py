"""What an editor says a figure should say."""

from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Any

from bot.errors import TallywireError
from bot.figures import Beat
from bot.figures.model import Qualifier
from bot.ledger.storable import LARGEST
from bot.store.tables import FigureRow


class Keep(Enum):
    """The mark of what an amendment leaves as it is (None says "unknown")."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an editor says a figure should say; what is left at `KEEP` stays.

    `upper` is the upper end of a range. Raises `TallywireError` for a number below 0, a range or a period
    that ends before it begins.
    """

    value: int | Keep = KEEP
    qualifier: Qualifier = "exact"
    upper: int | None = None
    party: str | Keep | None = KEEP
    place: str | Keep | None = KEEP
    start: date | Keep | None = KEEP
    end: date | Keep | None = KEEP

    def __post_init__(self) -> None:
        if isinstance(self.value, int) and self.value < 0:
            raise TallywireError("a count cannot be below 0")
        if max(_number(self.value), self.upper or 0) > LARGEST:
            raise TallywireError(f"no count is above {LARGEST:,}")
        if self.qualifier == "range" and (self.upper is None or self.upper < _number(self.value)):
            raise TallywireError("write a range as its lower and its upper end, the lower first")
        if isinstance(self.start, date) and isinstance(self.end, date) and self.end < self.start:
            raise TallywireError("the period ends before it begins")
        if all(getattr(self, field.name) is KEEP for field in fields(self) if field.default is KEEP):
            raise TallywireError("nothing to amend: write the number that is right")

    def values(self, beat: Beat, row: FigureRow) -> dict[str, Any]:
        """Give the columns that change. Raises `TallywireError` for a party or place the beat lacks."""
        changed: dict[str, Any] = {}
        if isinstance(self.value, int):
            low, high = bounds_of(self.value, self.qualifier, self.upper)
            changed |= {"value": self.value, "low": low, "high": high, "qualifier": self.qualifier}
        if self.party is not KEEP:
            if self.party is not None and self.party not in beat.parties:
                known = ", ".join(beat.parties)
                raise TallywireError(f'no party is called "{self.party}"; there are: {known}')
            changed["party"] = self.party
        if self.place is not KEEP:
            changed |= _place(self.place, beat)
        for name in ("start", "end"):
            if getattr(self, name) is not KEEP:
                changed[name] = getattr(self, name)
        start, end = changed.get("start", row.start), changed.get("end", row.end)
        if start and end and end < start:
            raise TallywireError("the period ends before it begins")
        return changed


def bounds_of(value: int, qualifier: Qualifier, upper: int | None = None) -> tuple[int | None, int | None]:
    """Give the inclusive bounds that a number and its qualifier state; None where a side is open."""
    return {
        "exact": (value, value),
        "about": (value, value),
        "at_least": (value, None),
        "more_than": (value + 1, None),
        "nearly": (None, value),
        "up_to": (None, value),
        "range": (value, upper),
        "vague": (None, None),
    }[qualifier]


def _place(name: str | None, beat: Beat) -> dict[str, Any]:
    if name is None:
        return {"place": None, "region": None, "place_path": ""}
    place = beat.places.find(name)
    if place is None:
        raise TallywireError(f'no place is called "{name}"')
    return {"place": place.name, "region": place.region, "place_path": "/".join(place.path)}


def _number(value: int | Keep) -> int:
    return value if isinstance(value, int) else 0
