"""A figure as the ledger compares it with others: who states it, in which report, and when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

_CROWD = frozenset(
    """
    activist activists camps doctor doctors eyewitness eyewitnesses families family local locals media
    medic medics neighbour neighbours parents passengers patients people person police refugee refugees
    relative relatives rescuer rescuers resident residents soldier soldiers student students survivor
    survivors victim victims village villager villagers volunteer volunteers witness witnesses worker
    workers
    """.split()  # noqa: SIM905
)
"""Words for people whom nobody can name: "Loikaw residents" told to two outlets may be different people."""

_ROLE = frozenset(
    """
    a an and anonymous army at authorities authority by chairman chairperson chief civilian commander
    community data department district fighter fighters figures for force forces former from government
    group groups head her his in its joint leader leaders leadership member members military monitor
    monitoring monitors national news of office officer officers official officials on online
    organisation organisations organization organizations other others our own post posts president
    regional report reports research researchers resistance rights s several social some source sources
    spokesman spokesperson spokeswoman staff state statement statements the their they to town township
    troops two various who with
    """.split()  # noqa: SIM905
)
"""Words that say in which office somebody speaks, or nothing; alone they name nobody."""

_SIDE = frozenset({"army", "insurgents", "junta", "military", "rebels", "regime", "resistance"})
"""Words for a side of a war: alone they name nobody, but "the military said" is not the outlet speaking."""

_UNNAMED = frozenset({"source", "sources"})

_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"})
_SPELLINGS = {"defense": "defence", "center": "centre", "labor": "labour"}
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_OWNER = re.compile(r"[’']s$")
_LONG_NAME = 3


def source_key(source: str | None) -> str:
    """Give a cited source in a form that compares; empty where the words name nobody in particular.

    "The NUG's Defense Ministry" and "the defence ministry of the civilian National Unity Government" are one
    source: case, order and offices do not matter, and a name of three words or more stands as its initials.
    A side that speaks without a name ("the military", "a junta spokesman") stands as its word.
    """
    named: set[str] = set()
    names = list(_names(source or ""))
    for name in names:
        if not _CROWD.isdisjoint(name):
            return ""
        if len(name) >= _LONG_NAME:
            named.add("".join(word[0] for word in name))
        else:
            named |= {_SPELLINGS.get(word, word) for word in name if word not in _ROLE}
    return " ".join(sorted(named) or _sides({word for name in names for word in name}))[:120]


def _sides(words: set[str]) -> list[str]:
    return sorted(words & _SIDE) if words.isdisjoint(_UNNAMED) else []


def _names(source: str) -> Iterator[list[str]]:
    """Give the names in a source, each as its words, and every other word by itself; case is gone."""
    name: list[str] = []
    end = 0
    for match in _WORD.finditer(source):
        word = _OWNER.sub("", match[0])
        folded = word.casefold()
        apart = bool(source[end : match.start()].strip())
        end = match.end()
        abbreviated = word.isupper() and len(word) > 1
        in_name = word[0].isupper() and not abbreviated and folded not in _SMALL
        if name and (apart or not in_name):
            yield name
            name = []
        if not in_name:
            yield [folded]
            continue
        name.append(folded)
        if word != match[0]:  # what somebody's is, is another name
            yield name
            name = []
    if name:
        yield name


def teller(source: str | None, outlet: str) -> str:
    """Give who states a figure: the cited source where it is named, the outlet where it states it itself.

    Empty where the source is nobody in particular. An outlet that another cites is the same teller.
    """
    return source_key(source) if source else source_key(outlet)


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of one report. `path` is its place's position in the tree, first-level division first.

    `told_at` is the time of publication, or of receipt where that is unknown; `teller` as by `teller()`.
    `part`: another figure of its report includes it. Everything else as in `bot.figures.Figure`.
    """

    figure_id: int
    report_id: int
    story_id: int
    outlet: str
    told_at: datetime
    measure: str
    value: int | None
    low: int | None
    high: int | None
    qualifier: str
    unit: str | None
    party: str | None
    place: str | None
    path: tuple[str, ...]
    start: date | None
    end: date | None
    source: str | None
    teller: str
    quote: str
    alt: tuple[int, ...] = ()
    claim_id: int | None = None
    stands: bool = True
    part: bool = False

    @property
    def voice(self) -> str:
        """Who states it: the teller, or where that is nobody in particular the outlet's nobody."""
        return self.teller or f"told to {self.outlet.casefold()}"

    @property
    def days(self) -> int | None:
        """The length of its period in days, both ends counted; None where an end is unknown."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1

    @property
    def age(self) -> tuple[datetime, int]:
        """What orders figures by when they were told, the earliest first, on every database alike."""
        return self.told_at, self.figure_id
