"""Questions: words in any order, read with a beat's packs, and said again so that they read back.

A question without any word is the overview of the last 30 days. One that names something but no period
asks for all time.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from bot.errors import QuestionError
from bot.figures import Beat, Place
from bot.ledger.filters import Filter
from bot.ledger.periods import last_days, say_period
from bot.ledger.views import Breakdown, Question
from bot.ledger.vocabulary import Vocabulary, Words

OVERVIEW_DAYS = 30
"""The days that a question without any word looks back."""

_VERSUS = re.compile(r"\s+(?:vs\.?|versus|against|compared\s+(?:to|with))\s+", re.IGNORECASE)
_BREAKDOWN_CODE = {"party": "p", "region": "r", "month": "m", "source": "s"}
_EPOCH = date(1900, 1, 1)
_TAKEN = "captured"


class Grammar:
    """The one grammar of commands and command line, for one beat and the outlets of its feeds."""

    def __init__(self, beat: Beat, outlets: Iterable[str] = ()) -> None:
        self._beat = beat
        self._outlets = tuple(dict.fromkeys((*beat.outlets, *outlets)))
        self._vocabulary = Vocabulary(beat, outlets)

    def read(self, words: str, *, today: date) -> Question:
        """Read a question; a month or day without a year is the latest one that has begun by `today`.

        Raises `QuestionError` naming the word that is unknown or ambiguous, with suggestions.
        """
        understood = self._vocabulary.read(words, today)
        if understood == Words():
            period = last_days(OVERVIEW_DAYS, today)
            return self.said(Question(start=period.start, end=period.end))
        return self._question(understood)

    def read_pair(self, words: str, *, today: date) -> tuple[Question, Question]:
        """Read "A vs B": what only one side names holds for the other too.

        "killed regime vs resistance november 2024" sets the killed of the regime in November 2024 beside
        those of the resistance. Raises `QuestionError` where there are not two sides that differ.
        """
        sides = _VERSUS.split(words)
        example = f"{self._vocabulary.example()} vs last month"
        if len(sides) != 2 or not all(side.strip() for side in sides):
            message = f'Write two sides with "vs" between them: {example}'
            raise QuestionError(message)
        one, two = (self._vocabulary.read(side, today, example) for side in sides)
        if one.breakdown or two.breakdown:
            message = f"A comparison is of whole totals: leave out the breakdown, as in {example}"
            raise QuestionError(message)
        first, second = self._question(_inheriting(one, two)), self._question(_inheriting(two, one))
        if first == second:
            message = "Both sides ask the same; name what differs, as in regime vs resistance."
            raise QuestionError(message)
        return first, second

    def read_filter(self, words: str) -> Filter:
        """Read the words of a subscription; several measures, parties, places or outlets mean any of them.

        Raises `QuestionError` for unknown words, a period or a breakdown.
        """
        understood = self._vocabulary.read(words, date(2000, 1, 1), self._vocabulary.example(period=""))
        if understood.period is not None or understood.breakdown is not None:
            message = "A filter names measures, parties, places and outlets, but no period and no breakdown."
            raise QuestionError(message)
        said = [
            *map(self._vocabulary.say_measure, understood.measures),
            *map(self._vocabulary.say_party, understood.parties),
            *map(self._vocabulary.say_place, understood.places),
            *map(self._vocabulary.say_outlet, understood.outlets),
        ]
        return Filter(
            understood.measures,
            understood.parties,
            tuple(place.path for place in understood.places if place.path),
            understood.outlets,
            " · ".join(said),
        )

    def said(self, question: Question) -> Question:
        """Give the question with `period` and `words` saying what its other fields ask."""
        period = say_period(question.start, question.end)
        parts = [
            self._vocabulary.say_measure(question.measure) if question.measure else "",
            self._vocabulary.say_party(question.party) if question.party else "",
            question.place or "",
            period,
            self._vocabulary.say_outlet(question.outlet) if question.outlet else "",
            f"by {question.breakdown}" if question.breakdown else "",
        ]
        return replace(question, period=period, words=" · ".join(part for part in parts if part))

    def code(self, question: Question) -> str:
        """Give the question in at most 40 ASCII characters, for a button that holds no state.

        Names are told by digests, so that it reads back as long as the packs still have the names.
        """
        return ".".join(
            (
                _digest(question.measure, 4),
                _digest(question.party, 4),
                _digest("/".join(question.place_path), 7),
                _day_code(question.start),
                _day_code(question.end),
                _BREAKDOWN_CODE.get(question.breakdown or "", ""),
                _digest(question.outlet, 6),
            )
        )

    def read_code(self, code: str) -> Question:
        """Read what `code` wrote. Raises `QuestionError` where a pack no longer has a name of it."""
        parts = code.split(".")
        if len(parts) != 7:
            raise _stale()
        measure, party, path, start, end, breakdown, outlet = parts
        place = self._place_of(path) if path else None
        kinds = {letter: name for name, letter in _BREAKDOWN_CODE.items()}
        if breakdown and breakdown not in kinds:
            raise _stale()
        return self.said(
            Question(
                measure=_named(measure, self._beat.measures),
                party=_named(party, self._beat.parties),
                place=self._vocabulary.say_place(place) if place else None,
                place_path=place.path if place else (),
                start=_read_day(start),
                end=_read_day(end),
                breakdown=cast("Breakdown | None", kinds.get(breakdown)),
                outlet=_named(outlet, self._outlets),
            )
        )

    def _question(self, words: Words) -> Question:
        place = _one_place(words.places)
        period = words.period
        return self.said(
            Question(
                measure=_one("measure", self._meant(words.measures), self._vocabulary.say_measure),
                party=_one("party", words.parties, self._vocabulary.say_party),
                place=self._vocabulary.say_place(place) if place and place.path else None,
                place_path=place.path if place else (),
                start=period.start if period else None,
                end=period.end if period else None,
                breakdown=cast("Breakdown | None", words.breakdown),
                outlet=_one("outlet", words.outlets, self._vocabulary.say_outlet),
            )
        )

    def _meant(self, measures: tuple[str, ...]) -> tuple[str, ...]:
        """Take "towns captured" for towns: what is captured there is no people."""
        things = tuple(name for name in measures if not self._beat.measures[name].people)
        return things if len(things) == 1 and set(measures) == {_TAKEN, *things} else measures

    def _place_of(self, digest: str) -> Place:
        for place in self._beat.places.places:
            if _digest("/".join(place.path), 7) == digest:
                return place
        raise _stale()


def _inheriting(words: Words, other: Words) -> Words:
    return Words(
        words.measures or other.measures,
        words.parties or other.parties,
        words.places or other.places,
        words.outlets or other.outlets,
        None,
        words.period or other.period,
    )


def _one(kind: str, names: tuple[str, ...], say: Callable[[str], str]) -> str | None:
    if len(names) > 1:
        said = tuple(map(say, names))
        message = f"One {kind} at a time ({' or '.join(said)}); /compare sets two beside each other."
        raise QuestionError(message, said[1], said)
    return names[0] if names else None


def _one_place(places: tuple[Place, ...]) -> Place | None:
    """Give the place that is meant: of a place and one inside it, the inner one."""
    if not places:
        return None
    inner = max(places, key=lambda place: len(place.path))
    for place in places:
        if inner.path[: len(place.path)] != place.path:
            message = (
                f"One place at a time ({inner.name} or {place.name}); /compare sets two beside each other."
            )
            raise QuestionError(message, place.name, (inner.name, place.name))
    return inner


def _digest(name: str | None, length: int) -> str:
    if not name:
        return ""
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())
    digits = ""
    while len(digits) < length:
        number, digit = divmod(number, 36)
        digits += "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
    return digits


def _named(digest: str, names: Iterable[str]) -> str | None:
    if not digest:
        return None
    for name in names:
        if _digest(name, len(digest)) == digest:
            return name
    raise _stale()


def _day_code(day: date | None) -> str:
    return format((day - _EPOCH).days, "x") if day else ""


def _read_day(code: str) -> date | None:
    if not code:
        return None
    try:
        return _EPOCH + timedelta(days=int(code, 16))
    except (ValueError, OverflowError):
        raise _stale() from None


def _stale() -> QuestionError:
    return QuestionError("This button is from an earlier version; ask again with words.")
