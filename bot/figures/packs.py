"""Loading packs: the words, parties, places and outlets of a beat, checked line by line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.errors import PackError
from bot.figures.beat import Beat, Lexicons, Measure, Outlet, Party, Scope
from bot.figures.gazetteer import LOOSE, Gazetteer, Place
from bot.figures.lexicon import PEOPLE, Lexis
from bot.figures.pack_files import NAMES, PlaceRow, Problems, Table, read_places, read_toml
from bot.figures.scope import country_names, divisions_abroad

SHIPPED = Path(__file__).parent / "packs"
ROLES = ("object", "subject", "state", "noun", "carrier", "loser")
CLASSES = frozenset(
    {
        "people",
        "civilian",
        "combatant",
        "captive",
        "life",
        "household",
        "base",
        "town",
        "weapon",
        "building",
        "thing",
        "unit",
    }
)
_DEEPEST = 4
"""Places within places beneath a division, at most."""

_PACK_KEYS = {"name", "extends", "country", "country_words", "epoch"}


@dataclass
class Pack:
    """One pack as read: what it adds to a beat; `extends` is the pack that it adds to, if any."""

    name: str
    extends: "Pack | None" = None
    scope: Scope | None = None
    measures: list[Measure] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    outlets: list[Outlet] = field(default_factory=list)
    epochs: list[tuple[str, date]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    lexis: Lexis = field(default_factory=Lexis)

    def take_in(self, addition: "Pack") -> None:
        """Add what another folder adds: it then holds where this pack holds."""
        self.measures += addition.measures
        self.parties += addition.parties
        self.outlets += addition.outlets
        self.places += addition.places
        self.lexis.add(addition.lexis, places=False)
        self.lexis.places = self.places
        if self.scope is not None:
            epochs = (*self.scope.epochs, *addition.epochs)
            self.scope = replace(self.scope, names=_own_names(self), epochs=epochs)


def load_beat(names: Sequence[str] = (), extra: Iterable[str | Path] = ()) -> Beat:
    """Load packs and merge them into one beat; "world" is always beneath.

    `names` are packs that ship with Tallywire, or paths of pack folders; `extra` are paths of folders
    that add to them (the same files). Raises PackError with a line for each problem.
    """
    problems = Problems()
    folders: list[Path] = []
    for name in dict.fromkeys(["world", *names, *map(str, extra)]):
        folder = _folder(name)
        if folder is None:
            problems.lines.append(f"{name}: no such pack; shipped: {', '.join(shipped())}")
        else:
            folders.append(folder)
    packs: list[Pack] = []
    for folder in folders:
        pack = _read_pack(folder, packs, problems)
        if pack.extends is None:
            packs.append(pack)
        else:
            pack.extends.take_in(pack)
    if problems.lines:
        raise PackError(problems.lines)
    return _merged(packs)


def pack_problems(names: Sequence[str] = (), extra: Iterable[str | Path] = ()) -> list[str]:
    """Tell what is wrong with packs, a line each ("myanmar/parties.toml:12: ...").

    Empty where they can be used.
    """
    try:
        load_beat(names, extra)
    except PackError as error:
        return list(error.problems)
    return []


def shipped() -> list[str]:
    """Give the names of the packs that ship with Tallywire."""
    return sorted(
        folder.name for folder in SHIPPED.iterdir() if folder.is_dir() and folder.name != "__pycache__"
    )


def _folder(name: str) -> Path | None:
    if name in shipped():
        return SHIPPED / name
    folder = Path(name).expanduser()
    return folder if folder.is_dir() and any((folder / file).is_file() for file in NAMES) else None


def _merged(packs: list[Pack]) -> Beat:
    home = frozenset(pack.scope.country for pack in packs if pack.scope is not None)
    parties: dict[str, Party] = {}
    for party in (party for pack in packs for party in pack.parties):
        before = parties.get(party.name)
        words = party.words if before is None else tuple(dict.fromkeys((*before.words, *party.words)))
        parties[party.name] = Party(party.name, party.label, words)
    return Beat(
        packs=tuple(pack.name for pack in packs),
        measures={measure.name: measure for pack in packs for measure in pack.measures},
        parties=parties,
        places=Gazetteer.of((place for pack in packs for place in pack.places), home),
        outlets={outlet.name: outlet for pack in packs for outlet in pack.outlets},
        scopes=tuple(pack.scope for pack in packs if pack.scope is not None),
        sides=tuple(_sides(pack) for pack in packs),
        countries=country_names(place for pack in packs for place in pack.places),
        divisions_abroad=divisions_abroad((place for pack in packs for place in pack.places), home),
        lexicons=Lexicons(tuple((pack.name, pack.scope is not None, pack.lexis) for pack in packs)),
    )


def _sides(pack: Pack) -> tuple[str, ...]:
    """Give the parties that fight in a pack's war."""
    return tuple(dict.fromkeys(party.name for party in pack.parties if party.name != "civilian"))


def _read_pack(folder: Path, before: Sequence[Pack], problems: Problems) -> Pack:
    pack = Pack(folder.name)
    _read_head(pack, folder / "pack.toml", before, problems)
    parties = {party.name: party for other in before for party in other.parties}
    _read_parties(pack, folder / "parties.toml", parties, problems)
    _read_places(pack, read_places(folder / "places.csv", problems), problems)
    known = {measure.name for other in before for measure in other.measures}
    _read_measures(pack, folder / "measures.toml", known, problems)
    _read_nouns(pack, folder / "nouns.toml", problems)
    _read_verbs(pack, folder / "verbs.toml", problems)
    _read_outlets(pack, folder / "outlets.toml", problems)
    return pack


def _read_head(pack: Pack, path: Path, before: Sequence[Pack], problems: Problems) -> None:
    file = read_toml(path, problems)
    root = file.root()
    root.refuse_others(_PACK_KEYS, problems)
    pack.name = root.text("name", problems, required=False) or pack.name
    country = root.text("country", problems, required=False)
    marks = root.words("country_words", problems)
    for table in file.tables("epoch"):
        table.refuse_others({"words", "date"}, problems)
        day = table.day("date", problems)
        pack.epochs += [(word, day) for word in table.words("words", problems, required=True) if day]
    wanted = root.text("extends", problems, required=False)
    if wanted:
        pack.extends = next((other for other in before if other.name == wanted), None)
        if pack.extends is None:
            names = ", ".join(other.name for other in before)
            problems.add(path, root.line_of("extends"), f"no pack {wanted!r} is loaded before; but {names}")
        if country:
            problems.add(path, root.line_of("country"), f"what extends {wanted!r} has its country")
    elif pack.epochs and not country:
        problems.add(path, 1, "events hold in reports about a country: name it, or what the pack extends")
    if country:
        pack.scope = Scope(
            pack.name,
            country,
            frozenset(word.lower() for word in (country, *marks)),
            frozenset(),
            tuple(pack.epochs),
        )


def _read_places(pack: Pack, rows: list[PlaceRow], problems: Problems) -> None:
    divisions = {row.name for row in rows if row.kind == "division"}
    whole = pack.extends or pack
    divisions |= {place.name for place in whole.places if place.kind == "division"}
    country = whole.scope.country if whole.scope else ""
    tree = PlaceTree.of(rows, pack.extends.places if pack.extends else ())
    for row in rows:
        if row.kind not in ("division", "country") and row.region not in divisions:
            problems.add(row.path, row.line, f"region {row.region!r} is not a division of this pack")
            continue
        if tree.lacks(row):
            problems.add(
                row.path, row.line, f"within {row.within!r} is no place of {row.region} in this pack"
            )
            continue
        path = tree.path(row)
        home = row.country or country
        pack.places.append(Place(row.name, row.kind, row.region, path, row.also, home, row.common))
    pack.lexis.places = pack.places
    if pack.scope is not None:
        pack.scope = replace(pack.scope, names=_own_names(pack))


@dataclass(frozen=True)
class PlaceTree:
    """The places of a file, and of the pack that it adds to, by division and name.

    `divided` are the divisions that are divided into townships.
    """

    named: Mapping[tuple[str, str], PlaceRow]
    known: Mapping[tuple[str, str], tuple[str, ...]]
    divided: frozenset[str]

    @classmethod
    def of(cls, rows: Sequence[PlaceRow], extended: Sequence[Place]) -> "PlaceTree":
        """Index the rows of a file; of a township and a town of one name the township is meant."""
        ordered = sorted(rows, key=lambda row: row.kind == "township")
        inner = sorted(extended, key=lambda place: place.kind == "township")
        return cls(
            {(row.region, row.name): row for row in ordered},
            {(place.region, place.name): place.path for place in inner},
            frozenset(row.region for row in rows if row.kind == "township")
            | frozenset(place.region for place in extended if place.kind == "township"),
        )

    def lacks(self, row: PlaceRow) -> bool:
        """Whether the place that a row lies in is none of its division."""
        outer = (row.region, row.within)
        return bool(row.within) and outer not in self.named and outer not in self.known

    def path(self, row: PlaceRow, depth: int = 0) -> tuple[str, ...]:
        """Give a place's position: within the place it names, else loose in its division.

        A township lies nowhere else, and where a division has none its towns lie apart.
        """
        if row.kind in ("country", "division"):
            return (row.region,) if row.kind == "division" else ()
        inside = self.named.get((row.region, row.within)) if row.within else None
        if inside is not None and inside is not row and depth < _DEEPEST:
            return (*self.path(inside, depth + 1), row.name)
        if row.within and (row.region, row.within) in self.known:
            return (*self.known[row.region, row.within], row.name)
        apart = row.kind == "township" or (row.kind == "town" and row.region not in self.divided)
        return (row.region, row.name if apart else f"{LOOSE}{row.name}")


def _own_names(pack: Pack) -> frozenset[str]:
    """Single names by which a report about the pack's country is known: its places and organisations."""
    country = pack.scope.country if pack.scope is not None else ""
    home = [place for place in pack.places if place.country == country and place.kind != "country"]
    spelled = [s for place in home if not place.common for s in (place.name, *place.also)]
    orgs = [term for _, term in pack.lexis.terms if term.isupper() or " " not in term]
    return frozenset(
        name
        for name in (*spelled, *orgs)
        if " " not in name and len(name) >= 3 and name[0].isupper() and name.isascii()
    ) | frozenset({"junta"} if any(term == "junta" for _, term in pack.lexis.terms) else ())


def _read_measures(pack: Pack, path: Path, known: set[str], problems: Problems) -> None:
    file = read_toml(path, problems)
    file.root().refuse_others({"measure", "trigger", "toll"}, problems)
    for table in file.tables("measure"):
        table.refuse_others({"name", "noun", "people", "words"}, problems)
        name, noun = table.text("name", problems), table.text("noun", problems)
        people, words = table.flag("people", problems), table.words("words", problems, required=True)
        pack.measures.append(Measure(name, noun, people, words))
        known.add(name)
    for table in file.tables("trigger"):
        _read_trigger(pack, table, known, problems)
    for table in file.tables("toll"):
        table.refuse_others({"measure", "words"}, problems)
        measure = _measure(table, known, problems)
        pack.lexis.tolls += [(measure, word) for word in table.words("words", problems, required=True)]


def _measure(table: Table, known: set[str], problems: Problems) -> str:
    measure = table.text("measure", problems)
    if measure and measure not in known:
        problems.add(table.path, table.line_of("measure"), f"measure {measure!r} is not known")
    return measure


def _read_trigger(pack: Pack, table: Table, known: set[str], problems: Problems) -> None:
    table.refuse_others({"measure", "role", "takes", "words"}, problems)
    measure, role = _measure(table, known, problems), table.text("role", problems)
    if role not in ROLES:
        problems.add(
            table.path, table.line_of("role"), f"role {role!r} is not known; known: {', '.join(ROLES)}"
        )
    takes = frozenset(table.words("takes", problems))
    if unknown := takes - CLASSES - {"unarmed"}:
        problems.add(table.path, table.line_of("takes"), f"no class of nouns: {', '.join(sorted(unknown))}")
    if "people" in takes:
        takes |= PEOPLE
    if "unarmed" in takes:
        takes |= PEOPLE - {"combatant", "captive"}
    for word in table.words("words", problems, required=True):
        pack.lexis.triggers.append((measure, role, takes, word))


def _read_nouns(pack: Pack, path: Path, problems: Problems) -> None:
    file = read_toml(path, problems)
    root = file.root()
    root.refuse_others({*CLASSES, "sides"}, problems)
    if table := file.table("sides"):
        for side in table.values:
            pack.lexis.sides += [(side, word) for word in table.words(side, problems)]
    for kind in (name for name in root.values if name in CLASSES):  # in the file's order: a later class holds
        pack.lexis.nouns += [(kind, word) for word in root.words(kind, problems)]


def _read_verbs(pack: Pack, path: Path, problems: Problems) -> None:
    file = read_toml(path, problems)
    file.root().refuse_others({"irregular", "also", "speech", "other"}, problems)
    for name, target in (("irregular", pack.lexis.irregular), ("also", pack.lexis.extra_forms)):
        if table := file.table(name):
            for word in table.values:
                pair = table.words(word, problems)
                if len(pair) == 2:
                    target[word] = (pair[0], pair[1])
                else:
                    problems.add(table.path, table.line_of(word), f"{word} takes two words")
    if table := file.table("speech"):
        table.refuse_others({"say", "count"}, problems)
        pack.lexis.speech += [(word, 2) for word in table.words("say", problems)]
        pack.lexis.speech += [(word, 1) for word in table.words("count", problems)]
    if table := file.table("other"):
        table.refuse_others({"words"}, problems)
        pack.lexis.verbs += table.words("words", problems)


def _read_parties(pack: Pack, path: Path, known: Mapping[str, Party], problems: Problems) -> None:
    file = read_toml(path, problems)
    file.root().refuse_others({"party"}, problems)
    borne: dict[str, str] = {}
    for table in file.tables("party"):
        table.refuse_others({"name", "label", "words", "nouns", "terms"}, problems)
        name = table.text("name", problems)
        there = known.get(name)  # a party that is there already may be given further words alone
        label = table.text("label", problems, required=there is None) or (there.label if there else "")
        pack.parties.append(Party(name, label, table.words("words", problems, required=there is None)))
        for word in (*table.words("nouns", problems), *table.words("terms", problems)):
            if borne.setdefault(word, name) != name:
                problems.add(path, table.line, f"{word!r} stands under {borne[word]} and {name}")
        pack.lexis.party_nouns += [(name, word) for word in table.words("nouns", problems)]
        pack.lexis.terms += [(name, word) for word in table.words("terms", problems)]


def _read_outlets(pack: Pack, path: Path, problems: Problems) -> None:
    file = read_toml(path, problems)
    file.root().refuse_others({"outlet"}, problems)
    for table in file.tables("outlet"):
        table.refuse_others({"name", "domains", "agency"}, problems)
        name, domains = table.text("name", problems), table.words("domains", problems)
        pack.lexis.outlets.append(name)
        pack.outlets.append(Outlet(name, domains, table.flag("agency", problems)))
