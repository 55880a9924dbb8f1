"""What a subscription wants to hear of: any of its measures, parties and places, from any of its outlets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Placed(Protocol):
    """What a filter looks at; a row of the table of figures is one."""

    @property
    def measure(self) -> str:
        """What is counted."""

    @property
    def party(self) -> str | None:
        """Whose people or possessions."""

    @property
    def place_path(self) -> str:
        """The position in the tree of places, `/`-separated; empty where unknown."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Sides left empty are open; `words` says the filter so that the grammar reads it back."""

    measures: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    outlets: tuple[str, ...] = ()
    words: str = ""

    def matches(self, figures: Iterable[Placed], outlet: str) -> bool:
        """Tell whether a report of `outlet` with these figures is wanted: one figure must match every side.

        A filter by outlet alone, or an empty one, also wants reports without figures.
        """
        if self.outlets and outlet not in self.outlets:
            return False
        if not (self.measures or self.parties or self.places):
            return True
        return any(self._wants(figure) for figure in figures)

    def to_dict(self) -> dict[str, Any]:
        """Give the plain form that is stored."""
        return {
            "measures": list(self.measures),
            "parties": list(self.parties),
            "places": ["/".join(path) for path in self.places],
            "outlets": list(self.outlets),
            "words": self.words,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Filter":
        """Read the plain form; what it lacks is open."""
        return cls(
            tuple(plain.get("measures", ())),
            tuple(plain.get("parties", ())),
            tuple(tuple(path.split("/")) for path in plain.get("places", ())),
            tuple(plain.get("outlets", ())),
            plain.get("words", ""),
        )

    def _wants(self, figure: Placed) -> bool:
        if self.measures and figure.measure not in self.measures:
            return False
        if self.parties and figure.party not in self.parties:
            return False
        path = tuple(figure.place_path.split("/"))
        return not self.places or any(path[: len(place)] == place for place in self.places)
