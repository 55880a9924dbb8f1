"""Which packs a report is about: parties and places of a country hold only in reports about it."""

import re
from collections.abc import Iterable
from itertools import pairwise

from bot.figures.beat import Beat
from bot.figures.dates_named import Epochs
from bot.figures.gazetteer import Place
from bot.figures.places import Atlas

_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_ENOUGH = 2


def words_written(text: str) -> list[str]:
    """Give the words of a text as they are written, in order."""
    return _NAME.findall(text)


def active_packs(beat: Beat, written: list[str]) -> frozenset[str]:
    """Give the packs with a country that a text is about, by its words as they are written.

    It names the country, or two of the pack's own names; one is enough where no other country is named, and
    where no country and no place of another is named at all, the report is taken to be about the beat's
    own (if it has but one): an outlet does not tell its readers which country it writes about.
    """
    if not beat.scopes:
        return frozenset()
    names = set(written)
    lows = [name.lower().removesuffix("'s") for name in names]
    active = set()
    foreign = None
    for scope in beat.scopes:
        if not scope.words.isdisjoint(lows):
            active.add(scope.pack)
            continue
        hits = {name for name in names if name.removesuffix("'s") in scope.names}
        if foreign is None:
            foreign = bool(_countries_named(beat, names)) or not beat.divisions_abroad.isdisjoint(
                _spelled(written)
            )
        if len(hits) >= _ENOUGH or (not foreign and (hits or len(beat.scopes) == 1)):
            active.add(scope.pack)
    return frozenset(active)


def _spelled(written: list[str]) -> set[str]:
    """Give the names of a text, without possessive endings: each word, and each two ("West Bengal")."""
    words = [word.removesuffix("'s").removesuffix("’s") for word in written]
    pairs = {f"{a} {b}" for a, b in pairwise(words) if a[0].isupper() and b[0].isupper()}
    return pairs.union(words)


def atlas_of(beat: Beat, active: frozenset[str], written: list[str]) -> Atlas:
    """How names of places are to be taken in a report."""
    if active:
        return Atlas(True, frozenset(scope.country for scope in beat.scopes if scope.pack in active))
    return Atlas(False, frozenset(), _countries_named(beat, set(written)))


def _countries_named(beat: Beat, names: set[str]) -> frozenset[str]:
    """Give the countries that names or their adjectives name ("Honduran"), in lower case."""
    whole, beginnings = beat.countries
    found = {"united states"} if {"United", "States"} <= names else set()
    for name in names:
        if not name[0].isupper():
            continue
        low = name.lower().removesuffix("'s")
        if low in whole:
            found.add(whole[low])
        found.update(country for last, country in beginnings.get(low[:4], ()) if _is_adjective(low, last))
    return frozenset(found)


def country_names(places: Iterable[Place]) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Countries by their last word ("congo"), and by its first letters for adjectives ("hond": Honduran)."""
    whole: dict[str, str] = {}
    beginnings: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        if place.kind != "country":
            continue
        for name in (place.name, *place.also):
            last = name.lower().split()[-1]
            if (
                len(last) > 2
                and name not in ("America", "US", "UK")
                and last not in ("republic", "islands", "states", "kingdom", "territories")
            ):
                whole.setdefault(last, place.country.lower())
                beginnings.setdefault(last[:4], []).append((last, place.country.lower()))
            elif " " not in name:
                whole.setdefault(name.lower(), place.country.lower())
    return whole, beginnings


def divisions_abroad(places: Iterable[Place], home: frozenset[str]) -> frozenset[str]:
    """Names of divisions and towns of other countries ("Ohio", "West Bengal") that are nothing else."""
    every = list(places)
    own = {name for place in every if place.country in home for name in (place.name, *place.also)}
    return frozenset(
        name
        for place in every
        if place.kind in ("division", "town") and place.country not in home and not place.common
        for name in (place.name, *place.also)
        if name not in own and name.count(" ") < 2
    )


def _is_adjective(word: str, country: str) -> bool:
    """As in "Honduran", "Kyrgyz", "Sudanese": a word that shares its first letters with a country's name."""
    if len(country) < 4 or len(word) < 4:
        return False
    shared = min(max(len(country) - 2, 4), 6)
    return word[:shared] == country[:shared] and word.rstrip("s").endswith(
        ("an", "n", "ese", "i", "ian", "yz", "ish", "ic")
    )


def epochs_of(beat: Beat, active: frozenset[str]) -> Epochs:
    """Give the events that reports count from, longest words first."""
    found = [
        (tuple(words.lower().replace("’", "'").split()), day)
        for scope in beat.scopes
        if scope.pack in active
        for words, day in scope.epochs
    ]
    return tuple(sorted(found, key=lambda epoch: -len(epoch[0])))
