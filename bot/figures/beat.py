"""What a beat knows: measures, parties, places and outlets, merged from its packs, with its lexicon."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.figures.gazetteer import Gazetteer
from bot.figures.lexicon import Lexicon, Lexis, compile_lexicon


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is counted.

    Its name, how a post says it, whether people are counted, how it is asked for.
    """

    name: str
    noun: str
    people: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """A side whose people or possessions are counted: name, label for posts, words for questions."""

    name: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher: name, domains of its pages, and whether it is an agency whose text others carry."""

    name: str
    domains: tuple[str, ...]
    agency: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The country a pack is about: its parties and places hold only in reports about it.

    `words` name the country (lower case); `names` are single names that only such reports bear.
    """

    pack: str
    country: str
    words: frozenset[str]
    names: frozenset[str] = frozenset()
    epochs: tuple[tuple[str, date], ...] = ()


class Lexicons:
    """The compiled words of a beat, one lexicon for each set of packs that a report is about.

    A pack with a country holds only in reports about that country: "soldiers" are the regime's in
    Myanmar, nobody's in Ohio. Each lexicon is compiled when it is first needed and kept.
    """

    def __init__(self, packs: tuple[tuple[str, bool, Lexis], ...] = ()) -> None:
        self._packs = packs
        self._compiled: dict[frozenset[str], Lexicon] = {}

    def of(self, active: frozenset[str]) -> Lexicon:
        """Return the lexicon of the packs without a country and of those named."""
        found = self._compiled.get(active)
        if found is None:
            whole = Lexis()
            for name, scoped, lexis in self._packs:
                if not scoped or name in active:
                    whole.add(lexis, places=scoped or not active)
            found = self._compiled.setdefault(active, compile_lexicon(whole))
        return found


@dataclass(frozen=True, slots=True)
class Beat:
    """One newsroom's beat: the packs it loaded, merged. Immutable; made by `load_beat`."""

    packs: tuple[str, ...]
    measures: Mapping[str, Measure]
    parties: Mapping[str, Party]
    places: Gazetteer
    outlets: Mapping[str, Outlet]
    scopes: tuple[Scope, ...] = ()
    sides: tuple[tuple[str, ...], ...] = ()
    countries: tuple[Mapping[str, str], Mapping[str, list[tuple[str, str]]]] = field(
        repr=False, compare=False, default_factory=lambda: ({}, {})
    )
    divisions_abroad: frozenset[str] = field(repr=False, compare=False, default=frozenset())
    lexicons: Lexicons = field(repr=False, compare=False, default_factory=Lexicons)
