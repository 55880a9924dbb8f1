"""Where a count happened: the places a sentence names, and the one that each count stands for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.figures.gazetteer import Place
from bot.figures.place_lists import DIRECTIONS, GEO, Where, chained, listed, text
from bot.figures.tokens import Token
from bot.figures.unlisted_places import AT, DIVISION_WORDS, HELD, is_before, unlisted_at
from bot.figures.word_lists import word_set

_WEAK = frozenset({"from", "of", "to", "for", "toward", "towards", "through", "against"})

_NAMING = frozenset({"cap", "word"})
_EVERYWHERE = frozenset({"nationwide", "countrywide", "worldwide", "country", "nation"})

# "Sagaing saw the most deaths, 88": what is told of a place as if it had done or suffered it.
_BEFELL = word_set(
    "saw had has suffered recorded reported accounted accounts registered experienced lost topped counted "
    "hosts hosted shelters"
)
# Where correspondents sit: a dateline there says little of where an event was.
_SEATS = word_set(
    "kabul islamabad nairobi mogadishu baghdad damascus delhi bogota kinshasa manila jakarta beijing dhaka "
    "kathmandu ankara istanbul tehran khartoum cairo abuja lagos geneva lima quito caracas moscow kyiv "
    "beirut jerusalem seoul tokyo bangkok hanoi niamey ouagadougou bamako yaounde maputo johannesburg "
    "london paris rome madrid athens berlin dakar kampala washington sanaa tripoli riyadh doha dubai amman "
    "algiers tunis rabat santiago tegucigalpa managua havana brasilia montevideo asuncion colombo singapore "
    "canberra sydney wellington ottawa toronto vienna brussels warsaw bucharest budapest sofia belgrade "
    "lisbon stockholm tbilisi yerevan baku astana bishkek dushanbe tashkent ulaanbaatar vientiane juba "
    "bangui ndjamena accra abidjan freetown monrovia conakry luanda lusaka harare lilongwe antananarivo "
    "port-au-prince"
) | {
    "new delhi", "mexico city", "guatemala city", "buenos aires", "la paz", "new york", "addis ababa",
    "port moresby", "kuala lumpur", "phnom penh", "port sudan", "rio de janeiro", "sao paulo",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Atlas:
    """What a report may mean by a name: its home countries, and whether a pack's country is meant."""

    scoped: bool
    countries: frozenset[str]
    stems: frozenset[str] = frozenset()


def places_in(tokens: Sequence[Token], atlas: Atlas) -> list[Where]:
    """Give the places that a sentence names, in order; a list ("Loikaw, Demoso and Pekon") is one."""
    found: list[Where] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.low in _EVERYWHERE and (
            token.low.endswith("wide") or ((index and tokens[index - 1].low == "the") or token.poss)
        ):
            found.append(Where(token.text, None, index, index + 1, strong=True, whole=True))
            index += 1
            continue
        made = None
        if token.kind in _NAMING and token.text[:1].isupper():
            made = _place_at(tokens, index, atlas)
        if made is None:
            index += 1
            continue
        found.append(made)
        index = made.end
    return chained(listed(found, tokens), tokens)


def _place_at(tokens: Sequence[Token], at: int, atlas: Atlas) -> Where | None:
    token = tokens[at]
    if not token.word.places and (token.word.term or token.word.noun in ("people", "combatant")):
        return None
    strong = is_before(tokens, at, AT)
    weak = strong or is_before(tokens, at, _WEAK)
    geo_after = at + 1 < len(tokens) and tokens[at + 1].low in GEO and not token.poss
    if token.low.endswith(HELD):
        return None
    if token.word.places:
        return _known(tokens, at, atlas, strong=strong, weak=weak, geo_after=geo_after)
    return unlisted_at(tokens, at, strong=strong, weak=weak)


def _known(
    tokens: Sequence[Token], at: int, atlas: Atlas, *, strong: bool, weak: bool, geo_after: bool
) -> Where | None:
    token = tokens[at]
    end = at + 1
    if geo_after:
        end += 1
    dateline = _dateline(tokens, at)
    place = _chosen(token.word.places, tokens, at, atlas, geo_after=geo_after or dateline)
    if place is None:
        return unlisted_at(tokens, at, strong=strong, weak=weak)
    told = weak or geo_after or dateline
    if place.common and not (told or _is_after_its_town(place, tokens, at, atlas)):
        return None
    following = tokens[end] if end < len(tokens) else None
    if (
        following is not None
        and following.kind == "cap"
        and not token.poss
        and not following.word.places
        and not geo_after
    ):
        longer = unlisted_at(tokens, at, strong=strong, weak=weak)  # a longer name: "Pauk Tone village"
        lies_there = longer is not None and tokens[longer.end - 1].low in _INSTITUTIONS
        return replace(longer, region=place.region) if longer is not None and lies_there else longer
    begin = at
    while begin and tokens[begin - 1].low in DIRECTIONS:
        begin -= 1
    if not strong and begin != at:
        strong = is_before(tokens, begin, AT)
    if place.kind == "country" and token.poss:
        return None
    if place.kind == "country":
        return _country(tokens, (begin, at, end), place, atlas, strong=strong)
    region = place.region if atlas.scoped or place.kind != "division" else _as_name(token)
    if atlas.scoped and place.country not in atlas.countries:
        region = ""
    words = text(tokens, begin, end)
    if dateline:
        if atlas.scoped or token.low in _SEATS:
            return None
        return Where(words.title(), region, begin, end, known=True, dateline=True)
    opens = _where_after(tokens, end)
    return Where(
        words,
        region,
        begin,
        end,
        strong=strong or opens or _befell(tokens, at, end),
        opens=opens,
        known=True,
        division=place.kind == "division",
    )


# "Dawei General Hospital" lies in Dawei, "Myingyan Road" need not lie in Myingyan.
_INSTITUTIONS = word_set(
    "hospital prison jail university college airport monastery market port harbour barracks"
)


def _country(
    tokens: Sequence[Token], span: tuple[int, int, int], place: Place, atlas: Atlas, *, strong: bool
) -> Where | None:
    """Give a country that is named, `span` being the beginning of its directions, its name and the end.

    "northeastern Colombia" stands for a place that is named elsewhere.
    """
    begin, at, end = span
    if begin != at and not atlas.scoped:
        return None
    abroad = atlas.scoped and (begin != at or place.country not in atlas.countries)
    strong = strong and not (abroad and begin > 0 and tokens[begin - 1].low == "into")
    return Where(
        text(tokens, begin, end), "" if abroad else None, begin, end,
        strong=strong, whole=not abroad, known=True,
    )  # fmt: skip


def _befell(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether a place is what a clause is about: "Sagaing saw the most", "Hpapun: 61 clashes"."""
    if (
        at
        and tokens[at - 1].kind not in (",", ";", "conj", "det", ".", "(")
        and tokens[at - 1].low != "while"
    ):
        return False
    after = end + (end < len(tokens) and tokens[end].kind == ")")
    if after >= len(tokens):
        return False
    after += tokens[after].low == "alone" and after + 1 < len(tokens)
    if tokens[after].kind == "be" and any(token.low in _HIT for token in tokens[after + 1 : after + 4]):
        return True  # "Sagaing was hit hardest, with 58 killed"
    return tokens[after].low in _BEFELL or (tokens[after].kind == ":" and at < _HEADING)


_HEADING = 9
_HIT = frozenset({"hit", "hardest", "worst-hit", "hardest-hit"})


def _where_after(tokens: Sequence[Token], end: int) -> bool:
    """As in "followed by Mandalay Region, where 40 civilians died"."""
    at = end + (end < len(tokens) and tokens[end].kind == ",")
    return at < len(tokens) and tokens[at].low == "where"


def _chosen(
    places: Sequence[Place], tokens: Sequence[Token], at: int, atlas: Atlas, *, geo_after: bool
) -> Place | None:
    """Give the place meant by a name.

    Outside a pack's country only where its country is named or a word says so.
    """
    if atlas.scoped:
        own = [p for p in places if p.country in atlas.countries]
        pool = own or list(places)
    elif inner := _beside_its_town(places, tokens, at):
        pool = inner
    else:
        pool = [
            p
            for p in places
            if p.kind == "country" or any(p.country.lower().startswith(stem) for stem in atlas.stems)
        ]
        if not pool and (_division_word(tokens, at, geo_after=geo_after) or _after_town(tokens, at)):
            pool = [p for p in places if p.kind == "division"]
        if not pool and not places[0].common and not atlas.stems:
            pool = _alone(places)
    if not pool:
        return None
    if geo_after and tokens[at + 1].low in ("township", "town", "townships", "towns"):
        small = [p for p in pool if p.kind != "division"]
        return (small or list(pool))[0]
    return min(pool, key=lambda p: p.kind != "division")


def _alone(places: Sequence[Place]) -> list[Place]:
    """Give the places of a name where no country is named: divisions, or the only place that bears it."""
    divisions = [p for p in places if p.kind == "division"]
    if divisions:
        return divisions
    return list(places) if len({(p.country, p.region) for p in places}) == 1 else []


def _division_word(tokens: Sequence[Token], at: int, *, geo_after: bool) -> bool:
    if geo_after and tokens[at + 1].low in DIVISION_WORDS:
        return True
    return at >= 2 and tokens[at - 1].low == "of" and tokens[at - 2].low in DIVISION_WORDS


def _is_after_its_town(place: Place, tokens: Sequence[Token], at: int, atlas: Atlas) -> bool:
    """As in "Harlan Falls, Georgia", in a report that names the country that division lies in."""
    told = place.country.lower() in atlas.stems
    return place.kind == "division" and told and bool(_beside_its_town(tokens[at].word.places, tokens, at))


def _beside_its_town(places: Sequence[Place], tokens: Sequence[Token], at: int) -> list[Place]:
    """Give the divisions that a country's name may mean after a town elsewhere: "Harlan Falls, Georgia"."""
    countries = {p.country for p in places if p.kind == "country"}
    if not countries or at < 2 or tokens[at - 1].kind != "," or tokens[at - 2].kind != "cap":
        return []
    if any(p.country in countries for p in tokens[at - 2].word.places):
        return []
    return [p for p in places if p.kind == "division"]


def _after_town(tokens: Sequence[Token], at: int) -> bool:
    """As in "Harlan Falls, Ohio": a division after a town and a comma."""
    return (
        at >= 2
        and tokens[at - 1].kind == ","
        and tokens[at - 2].kind == "cap"
        and not tokens[at].word.places[0].common
    )


def _dateline(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a text's first words name where it was written: "OSH, Kyrgyzstan —", "PATNA:"."""
    return (
        at == 0
        and len(tokens) > 8
        and len(tokens[0].text) > 2
        and tokens[0].text.isupper()
        and (tokens[1].kind == "time" or any(t.kind in _DASHES for t in tokens[1:7]))
    )


_DASHES = frozenset({"—", "-", "–", ":"})

_KINDS = (" Strip", " Oblast", " oblast", " State", " Province", " Region", " Governorate", " Department")


def _as_name(token: Token) -> str:
    """Give the words of a name, those of a dateline or headline with small letters."""
    bare = _bare(token)
    for kind in _KINDS:
        bare = bare.removesuffix(kind)
    return bare.title() if bare.isupper() else bare


def _bare(token: Token) -> str:
    return token.text[:-2] if token.poss else token.text


def regions_named(tokens: Sequence[Token], atlas: Atlas) -> str | None:
    """Give a division that a sentence names in any way, even within a name ("the Central Darfur.

    Doctors' Network").
    """
    for at, token in enumerate(tokens):
        if not token.word.places or not token.text[:1].isupper():
            continue
        if _dateline(tokens, at):
            continue
        place = _chosen(token.word.places, tokens, at, atlas, geo_after=False)
        if place is not None and place.region and not place.common:
            if atlas.scoped and place.country not in atlas.countries:
                continue
            return place.region if atlas.scoped or place.kind != "division" else _as_name(token)
    return None
