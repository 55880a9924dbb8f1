"""The words of a beat as people type them: measures, parties, places, outlets, whatever the order.

Reading is longest match first. A word with two meanings is asked about, never guessed; an unknown one is
named, with what may have been meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.errors import QuestionError
from bot.figures import Beat, Place
from bot.ledger.misread import BREAKDOWNS, JOINING, Misread
from bot.ledger.periods import Period, read_period

Kind = Literal["measure", "party", "outlet", "breakdown"]

_TOKEN = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d)|\d{4}-\d{1,2}(?!\d)|\.{2,3}|\d+[^\W\d_]*|-"
    r"|[^\s\d,;:·•|()\[\]{}\"“”!?…./-][^\s,;:·•|()\[\]{}\"“”!?…./-]*"
)
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‑": "-", "–": "-", "—": "-", "−": "-", "_": " "}
)
_FILLERS = frozenset(
    """
    - .. a all also an and any are as at been being counted did do does figure figures for had happened has
    have how i in is it just lost many me much my nationwide number of on only over people person persons
    please reported said seized show so taken tell that the there these they this those to total totals was
    were what when where which who with within during
    """.split()  # noqa: SIM905
)
_OF_ITS_OWN = frozenset({"lost", "abandoned", "suffered", "surrendered"})
"""What is done by a party to what is its own."""
_SINCE = frozenset({"since", "after", "from"})
_DIRECTIONS = frozenset(
    f"{way}{ending}" for way in ("north", "south", "east", "west") for ending in ("", "ern")
) | {"central", "upper", "lower"}
_LONGEST = 7


@dataclass(frozen=True, slots=True)
class Words:
    """What words were understood to name, in the order they were written."""

    measures: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    outlets: tuple[str, ...] = ()
    breakdown: str | None = None
    period: Period | None = None


@dataclass(slots=True)
class _Gathered:
    measures: list[str] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    places: list[tuple[str, tuple[Place, ...]]] = field(default_factory=list)
    breakdowns: list[str] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)


class Vocabulary:
    """The typed words of one beat, with the names of further outlets (the configured feeds')."""

    def __init__(self, beat: Beat, outlets: Iterable[str] = ()) -> None:
        self._beat = beat
        self._meanings: dict[str, dict[Kind, str]] = {}
        self._shown: dict[str, str] = {}
        for measure in beat.measures.values():
            for words in (measure.noun, measure.name.replace("_", " "), *measure.words):
                self._learn("measure", words, measure.name)
        for party in beat.parties.values():
            for words in (party.label, party.name, *party.words):
                self._learn("party", words, party.name)
        for outlet in beat.outlets.values():
            self._learn_outlet(outlet.name, outlet.domains)
        for name in outlets:
            self._learn_outlet(name, ())
        self._epochs = {
            _phrase(tokens_of(words.casefold().removeprefix("the "))): day
            for scope in beat.scopes
            for words, day in scope.epochs
        }

        places = {name.casefold(): name for name in beat.places.names()}
        self._misread = Misread(self._shown | places, beat.places)

    def read(self, words: str, today: date, example: str = "") -> Words:
        """Read words to what they name.

        Raises `QuestionError` for what is unknown, impossible or ambiguous; `example` shows how it is done
        where a question would be no example.
        """
        tokens = tokens_of(words)
        gathered = _Gathered()
        at = 0
        while at < len(tokens):
            at = self._step(tokens, at, today, gathered)
        if gathered.unknown:
            raise self._misread.not_understood(tokens, gathered.unknown, example or self.example())
        if len(set(gathered.periods)) > 1:
            message = "Two periods are named; ask for one, as in 1 Oct 2024 to 30 Nov 2024."
            raise QuestionError(message)
        if len(set(gathered.breakdowns)) > 1:
            message = f"One breakdown at a time: by {' or by '.join(dict.fromkeys(gathered.breakdowns))}."
            raise QuestionError(message)
        return Words(
            _once(gathered.measures),
            _once(gathered.parties),
            tuple(_places(gathered.places)),
            _once(gathered.outlets),
            gathered.breakdowns[0] if gathered.breakdowns else None,
            gathered.periods[0] if gathered.periods else None,
        )

    def say_measure(self, name: str) -> str:
        """Say a measure so that it reads back."""
        measure = self._beat.measures.get(name)
        return measure.noun if measure else name

    def say_party(self, name: str) -> str:
        """Say a party so that it reads back."""
        party = self._beat.parties.get(name)
        return party.label.casefold() if party else name

    def say_outlet(self, name: str) -> str:
        """Say an outlet so that it reads back, even where a place bears its name."""
        return f"outlet {name}"

    def say_place(self, place: Place) -> str:
        """Say a place by the first of its names that reads back to it."""
        for name in (place.name, f"{place.name} {place.kind}"):
            for within in ("", place.region):
                if self._leads_to(place, name, within):
                    return f"{name} ({within})" if within else name
        return next((also for also in place.also if self._leads_to(place, also, "")), place.name)

    def example(self, period: str = "last 30 days") -> str:
        """Give a question that this beat understands; without a period it is a filter too."""
        measure = next(iter(self._beat.measures.values())).noun if self._beat.measures else ""
        party = next(iter(self._beat.parties), "")
        if "regime" in self._beat.parties:
            party = "regime"
        place = next(iter(self._beat.places.divisions), "")
        return " ".join(part for part in (measure, party, place, period) if part)

    def _step(self, tokens: Sequence[str], at: int, today: date, gathered: _Gathered) -> int:
        if tokens[at] == "by" and at + 1 < len(tokens) and tokens[at + 1] in BREAKDOWNS:
            gathered.breakdowns.append(BREAKDOWNS[tokens[at + 1]])
            return at + 2
        if tokens[at] == "outlet":
            return self._outlet(tokens, at + 1, gathered)
        if (period := self._since_event(tokens, at) or read_period(tokens, at, today)) is not None:
            gathered.periods.append(period[0])
            return period[1]
        if tokens[at] == "by":
            self._refuse_doer(tokens, at)
        for after, phrase in _phrases(tokens, at):
            if phrase in _FILLERS:
                return after
            if phrase in _DIRECTIONS and at + 1 < len(tokens):  # "northern Shan" is asked for as Shan
                return after
            if self._take(phrase, gathered):
                return after
        joins_more = tokens[at] in JOINING and at + 1 < len(tokens)
        if not joins_more:
            gathered.unknown.append((at, tokens[at]))
        return at + 1

    def _since_event(self, tokens: Sequence[str], at: int) -> tuple[Period, int] | None:
        """Read "since the coup": an event that the packs give a day."""
        if tokens[at] not in _SINCE:
            return None
        begin = at + 2 if tokens[at + 1 : at + 2] == ["the"] else at + 1
        for after, phrase in _phrases(tokens, begin):
            if phrase in self._epochs:
                return Period(start=self._epochs[phrase]), after
        return None

    def _refuse_doer(self, tokens: Sequence[str], at: int) -> None:
        """Refuse "killed by the junta", which asks for those whom it killed; "lost by the junta" does not.

        Raises `QuestionError`.
        """
        if at and tokens[at - 1] in _OF_ITS_OWN:
            return
        begin = at + 2 if tokens[at + 1 : at + 2] == ["the"] else at + 1
        for after, phrase in _phrases(tokens, begin):
            party = self._meanings.get(phrase, {}).get("party")
            if party is not None:
                meant = self.say_party(party)
                message = (
                    f'Who did it is not kept; a party is whose people or possessions are counted. "{meant}" '
                    f'without "by" asks for those of the {meant}.'
                )
                raise QuestionError(message, " ".join(tokens[at:after]), (meant,))

    def _take(self, phrase: str, gathered: _Gathered) -> bool:
        meanings = self._meanings.get(phrase) or self._meanings.get(phrase.replace(" ", ""), {})
        if "measure" in meanings:
            gathered.measures.append(meanings["measure"])
            return True
        if "party" in meanings:
            gathered.parties.append(meanings["party"])
            return True
        places = self._beat.places.candidates(phrase)
        if "outlet" in meanings and places:
            outlet, place = meanings["outlet"], self.say_place(places[0])
            message = f'"{phrase}" is an outlet and a place. Write "outlet {outlet}" or "{place}".'
            raise QuestionError(message, phrase, (f"outlet {outlet}", place))
        if "outlet" in meanings:
            gathered.outlets.append(meanings["outlet"])
        elif places:
            gathered.places.append((phrase, places))
        return bool(meanings or places)

    def _outlet(self, tokens: Sequence[str], at: int, gathered: _Gathered) -> int:
        for after, phrase in _phrases(tokens, at):
            outlet = self._meanings.get(phrase, {}).get("outlet")
            if outlet is not None:
                gathered.outlets.append(outlet)
                return after
        gathered.unknown.append((at, tokens[at] if at < len(tokens) else "outlet"))
        return at + 1

    def _leads_to(self, place: Place, name: str, within: str) -> bool:
        """Tell whether the name (and region) would be read as this place and nothing else."""
        named: list[tuple[str, tuple[Place, ...]]] = []
        for words in filter(None, (name, within)):
            tokens = tokens_of(words)
            phrase = _phrase(tokens)
            taken = phrase in _FILLERS or self._meanings.get(phrase)
            if taken or read_period(tokens, 0, date(2000, 1, 1)) is not None:
                return False
            named.append((phrase, self._beat.places.candidates(phrase)))
        if any(not candidates for _, candidates in named):
            return False
        try:
            return next(_places(named)).path == place.path
        except QuestionError:
            return False

    def _learn(self, kind: Kind, words: str, name: str) -> None:
        phrase = _phrase(tokens_of(words))
        if phrase:
            self._meanings.setdefault(phrase, {}).setdefault(kind, name)
            self._shown.setdefault(phrase, words)

    def _learn_outlet(self, name: str, domains: Iterable[str]) -> None:
        self._learn("outlet", name, name)
        initials = "".join(word[0] for word in name.split() if word[:1].isupper() and word != "The")
        for domain in domains:
            self._learn("outlet", domain, name)
        # Short forms give way to places: SHAN is the Shan Herald's, but "shan" asks for the state.
        for short in (initials, *(max(domain.split("."), key=len) for domain in domains)):
            phrase = _phrase(tokens_of(short))
            if len(short) > 2 and phrase not in self._meanings and not self._beat.places.candidates(phrase):
                self._learn("outlet", short, name)


def tokens_of(words: str) -> list[str]:
    """Cut words into lower-case tokens; a hyphen or dash is a token of its own, except within a date."""
    return [token.replace("/", "-") for token in _TOKEN.findall(words.translate(_SAME).casefold())]


def _phrases(tokens: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """Give where each phrase that begins here would end, the longest first."""
    if at >= len(tokens) or tokens[at] == "-":
        if at < len(tokens):
            yield at + 1, "-"
        return
    for after in range(min(len(tokens), at + _LONGEST), at, -1):
        if tokens[after - 1] != "-":
            yield after, _phrase(tokens[at:after])


def _phrase(tokens: Iterable[str]) -> str:
    return " ".join(word for word in tokens if word != "-")


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _places(named: Sequence[tuple[str, tuple[Place, ...]]]) -> Iterator[Place]:
    """Settle each named place by the others: "Minhla Bago" is the Minhla of Bago."""
    for at, (phrase, candidates) in enumerate(named):
        others = [place.path for other, (_, places) in enumerate(named) if other != at for place in places]
        best = candidates if candidates[0].kind != "division" else candidates[:1]
        if len({place.path for place in best}) > 1:
            best = (
                tuple(p for p in best if any(path == p.path[: len(path)] and path for path in others)) or best
            )
        if len({place.path for place in best}) > 1:
            ways = _once(f"{place.name} ({place.region})" for place in best)
            message = f'"{phrase}" is the name of several places. Did you mean {" or ".join(ways)}?'
            raise QuestionError(message, phrase, ways)
        yield best[0]
