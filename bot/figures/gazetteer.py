"""Where places lie: every spelling of a pack's places, and their position in the tree of places."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "-": " ", "‑": " ", "–": " "})
_KIND_WORD = re.compile(
    r"\s+(townships?|towns?|city|cities|state|states|region|regions|division|province|district|village|"
    r"union territory)$"
)
_WANTED = {
    "township": ("township", "town"),
    "town": ("township", "town"),
    "city": ("township", "town"),
    "village": ("village", "town", "township"),
    "district": ("district", "township"),
}
_LIST = re.compile(r"\s*(?:,|;|/|\band\b|&)\s*")
_DIRECTION = re.compile(
    r"^(?:the\s+)?(?:(?:north|south|east|west|central|upper|lower|inner)\w*\s+)+", re.IGNORECASE
)


LOOSE = "~"
"""Begins the last step of a path whose place lies somewhere in the one above, across its other parts.

A village whose township the pack does not name may lie in any of them, and a district holds several: nothing
is certain about what such a place has in common with its neighbours.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a pack.

    `kind` is one of country, division (first level), district, township, town, village, area; `region`
    the division it lies in (its own name for a division, "" for a country); `path` its position in the
    tree, division first (its last step may be `LOOSE`); `also` its other spellings. A `common` name is an
    ordinary word or a person's name too ("Saw", "Ye") and is read as a place only where the words around it
    say so.
    """

    name: str
    kind: str
    region: str
    path: tuple[str, ...]
    also: tuple[str, ...] = ()
    country: str = ""
    common: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places of a beat, found by any spelling, whatever the case, hyphens and apostrophes."""

    places: tuple[Place, ...]
    divisions: tuple[str, ...]
    _by_key: Mapping[str, tuple[Place, ...]] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[Place], home: frozenset[str]) -> "Gazetteer":
        """Index places; `home` are the countries of the beat, whose divisions are offered (all if empty)."""
        every = tuple(places)
        counted = every_name_of(every)
        index: dict[str, list[Place]] = {}
        for place in every:
            for spelling in spellings(place, counted):
                index.setdefault(key(spelling), []).append(place)
        shown = [p for p in every if p.kind == "division" and (not home or p.country in home)]
        return cls(
            every,
            tuple(dict.fromkeys(p.name for p in shown)),
            {name: tuple(dict.fromkeys(found)) for name, found in index.items()},
        )

    def candidates(self, words: str) -> tuple[Place, ...]:
        """Give every place that the words may name, those of the kind they say first.

        () where none is known.
        """
        wanted = key(words)
        if not wanted:
            return ()
        if found := self._by_key.get(wanted):
            return tuple(sorted(found, key=lambda p: p.kind != "division"))
        suffix = _KIND_WORD.search(wanted)
        if suffix is None:
            return ()
        found = self._by_key.get(wanted[: suffix.start()], ())
        kinds = _WANTED.get(suffix[1].rstrip("s"), ("division",))
        exact = tuple(p for p in found if p.kind in kinds)
        return exact or found

    def find(self, words: str, region: str | None = None) -> Place | None:
        """Return the place of that exact name or other spelling, or None where unknown or ambiguous.

        A name that is borne by a division and by a town in it means the division; one that is borne in
        two divisions is ambiguous unless `region` decides ("Minhla (Bago)" is a spelling of its own).
        """
        found = self.candidates(words)
        if region is not None:
            inside = tuple(p for p in found if p.region == region)
            found = inside or found
        if not found:
            return None
        if found[0].kind == "division" or len({p.path for p in found}) == 1:
            return found[0]
        return None

    def path(self, place: str | None, region: str | None) -> tuple[str, ...]:
        """Return the position in the tree of places, first-level division first.

        A place that is not known stands at its region; several places stand where their paths still
        agree; () where nothing is known or several divisions are meant.
        """
        home = self.find(region) if region else None
        base = home.path if home is not None else ()
        if not place:
            return base
        whole = self._lookup(place, base)
        if whole is not None:
            return whole.path
        parts = [self._lookup(part, base) for part in _LIST.split(place) if part]
        known = [part.path for part in parts if part is not None]
        if not known or len(known) < len(parts):
            return base
        return _common(known)

    def _lookup(self, words: str, base: tuple[str, ...]) -> Place | None:
        region = base[0] if base else None
        found = self.find(words, region)
        if found is None:
            found = self.find(_DIRECTION.sub("", words), region)
        if found is None or (base and found.path[:1] != base[:1]):
            return None
        return found

    def names(self) -> Iterable[str]:
        """Give every spelling of every place of the beat's own countries, for suggestions."""
        for place in self.places:
            if place.name in self.divisions or place.region in self.divisions:
                yield place.name
                yield from place.also


def certain(path: tuple[str, ...]) -> tuple[str, ...]:
    """Give the part of a path of which it is certain where it lies: up to the first loose step."""
    for depth, step in enumerate(path):
        if step.startswith(LOOSE):
            return path[:depth]
    return path


def key(words: str) -> str:
    """Give the form under which spellings are compared."""
    return " ".join(words.translate(_QUOTES).casefold().split())


def every_name_of(places: tuple[Place, ...]) -> Mapping[tuple[str, str], int]:
    """How many places bear a name and kind."""
    counted: dict[tuple[str, str], int] = {}
    for place in places:
        counted[place.name, place.kind] = counted.get((place.name, place.kind), 0) + 1
    return counted


def spellings(place: Place, counted: Mapping[tuple[str, str], int]) -> Iterable[str]:
    """Give every spelling of a place; one whose name is borne twice also goes by "Name (Region)"."""
    yield place.name
    yield from place.also
    if counted.get((place.name, place.kind), 0) > 1:
        yield f"{place.name} ({place.region})"


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    shared: list[str] = []
    for step in zip(*paths, strict=False):
        if len(set(step)) > 1:
            break
        shared.append(step[0])
    return tuple(shared)
