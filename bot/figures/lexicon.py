"""The words of a beat, compiled once: what each may mean, and the phrases that count as one word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.figures.gazetteer import Place
from bot.figures.grammar import CLOSED
from bot.figures.inflect import noun_forms, verb_forms

PERSONAL = frozenset({"people", "civilian", "combatant"})
"""Classes of nouns that count persons one by one, at large."""

PEOPLE = PERSONAL | {"captive", "household"}


@dataclass(frozen=True, slots=True)
class Word:
    """What a word or phrase may mean. Empty fields: it does not mean that.

    noun: its class; plural: it may be plural, both: or singular ("headquarters"); party: whose it is by
    itself (a noun) ; term: the party it names
    wherever it stands; forms: (base, form) of the verbs it may be; counts: measures of which it is the
    count ("deaths"); carrier: the measure whose victims it holds ("bodies"); states: measures it
    predicates ("dead"); toll: the measure whose number follows it ("toll"); speech: a verb of saying (2
    where it
    may follow the words said); side: of which side of a fight; places: what it may name; closed: its
    kind among the closed classes.
    """

    noun: str = ""
    plural: bool = False
    both: bool = False
    party: str | None = None
    term: str | None = None
    forms: tuple[tuple[str, str], ...] = ()
    counts: tuple[str, ...] = ()
    carrier: str = ""
    states: tuple[str, ...] = ()
    toll: str = ""
    speech: int = 0
    places: tuple[Place, ...] = ()
    closed: str = ""
    cased: bool = False
    side: str = ""


NOTHING = Word()


@dataclass(frozen=True, slots=True)
class Trigger:
    """A verb's frame: what it counts where its argument is of a class it takes.

    `rest` are the words after the verb ("to death"); `gap` lets the object stand before them;
    `only_people` where the verb counts nothing else, so that an unknown noun will be a person.
    """

    measure: str
    role: str
    takes: frozenset[str]
    rest: tuple[str, ...] = ()
    gap: bool = False
    only_people: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several words that are read as one; `cased` ones only where each capital stands as written."""

    words: tuple[str, ...]
    meaning: Word
    written: tuple[str, ...] | None = None


Known = tuple[str, str, str, Word, bool, bool]


@dataclass
class Lexicon:
    """Words and phrases by their first word, and the triggers of each verb, longest first.

    `seconds` are the second words of the phrases that begin with a word; `seen` what a written word was found
    to be by itself (text, lower case, kind, meaning, possessive, opening a phrase), filled as texts are read.
    """

    words: dict[str, Word] = field(default_factory=dict)
    phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    triggers: dict[str, list[Trigger]] = field(default_factory=dict)
    written: dict[str, Word] = field(default_factory=dict)
    seconds: dict[str, frozenset[str]] = field(default_factory=dict)
    seen: dict[str, Known] = field(default_factory=dict, repr=False, compare=False)


@dataclass
class Lexis:
    """The words of some packs, as read from their files, before they are compiled."""

    nouns: list[tuple[str, str]] = field(default_factory=list)  # class, entry
    sides: list[tuple[str, str]] = field(default_factory=list)
    triggers: list[tuple[str, str, frozenset[str], str]] = field(default_factory=list)
    tolls: list[tuple[str, str]] = field(default_factory=list)
    speech: list[tuple[str, int]] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    irregular: dict[str, tuple[str, str]] = field(default_factory=dict)
    extra_forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    party_nouns: list[tuple[str, str]] = field(default_factory=list)
    terms: list[tuple[str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)

    def add(self, other: "Lexis", *, places: bool) -> None:
        """Add the words of another pack; its places only where asked."""
        self.nouns += other.nouns
        self.sides += other.sides
        self.triggers += other.triggers
        self.tolls += other.tolls
        self.speech += other.speech
        self.verbs += other.verbs
        self.irregular |= other.irregular
        self.extra_forms |= other.extra_forms
        self.party_nouns += other.party_nouns
        self.terms += other.terms
        self.outlets += other.outlets
        if places:
            self.places += other.places


class _Builder:
    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.pending: dict[tuple[str, ...], Word] = {}
        self.cased: dict[tuple[str, ...], dict[tuple[str, ...], Word]] = {}

    def put(self, text: str, *, cased: bool = False, **meaning: object) -> None:
        written = tuple(text.replace("’", "'").split())
        low = tuple(word.lower() for word in written)
        if cased and any(word != part for word, part in zip(written, low, strict=True)):
            shelf = self.cased.setdefault(low, {})
            shelf[written] = _merge(shelf.get(written, NOTHING), meaning)
        else:
            self.pending[low] = _merge(self.pending.get(low, NOTHING), meaning)

    def done(self) -> Lexicon:
        lexicon = self.lexicon
        for low, meaning in self.pending.items():
            if len(low) == 1:
                lexicon.words[low[0]] = meaning
            else:
                lexicon.phrases.setdefault(low[0], []).append(Phrase(low, meaning))
        for low, shelf in self.cased.items():
            for written, meaning in shelf.items():
                whole = replace(meaning, cased=True)
                if len(low) == 1:
                    lexicon.written[written[0]] = whole
                else:
                    lexicon.phrases.setdefault(low[0], []).append(Phrase(low, whole, written))
        for shelf_of in lexicon.phrases.values():
            shelf_of.sort(key=lambda phrase: -len(phrase.words))
        lexicon.seconds = {
            first: frozenset(phrase.words[1] for phrase in shelf_of)
            for first, shelf_of in lexicon.phrases.items()
        }
        for verb, frames in lexicon.triggers.items():
            sure = all(frame.takes & PEOPLE or frame.rest for frame in frames) and not all(
                frame.rest for frame in frames
            )
            ordered = sorted(frames, key=lambda frame: -len(frame.rest))
            lexicon.triggers[verb] = [
                replace(frame, only_people=sure or bool(frame.rest)) for frame in ordered
            ]
        return lexicon


def _merge(word: Word, meaning: Mapping[str, object]) -> Word:
    changes = dict(meaning)
    for name in ("forms", "counts", "states", "places"):
        if name in changes:
            old = getattr(word, name)
            new = changes[name]
            changes[name] = (*old, *(item for item in new if item not in old))  # type: ignore[attr-defined]
    if word.noun and changes.get("noun") and word.noun in PEOPLE and changes["noun"] == "people":
        del changes["noun"]  # a more exact class stays
    return replace(word, **changes)  # type: ignore[arg-type]


def compile_lexicon(lexis: Lexis) -> Lexicon:
    """Compile the words of packs; later ones add to or overrule earlier ones."""
    build = _Builder()
    for word, kind in CLOSED.items():
        build.put(word, closed=kind)
    _put_nouns(build, lexis)
    _put_verbs(build, lexis)
    _put_parties(build, lexis)
    _put_places(build, lexis.places)
    for name in lexis.outlets:
        if " " in name.removeprefix("The "):
            build.put(name.removeprefix("The "), cased=True)  # "told Myanmar Now"
    return build.done()


def _put_nouns(build: _Builder, lexis: Lexis) -> None:
    for kind, entry in lexis.nouns:
        singular, many = noun_forms(entry)
        lower = singular.lower()
        build.put(lower, noun=kind, plural=False)
        build.put(many.lower(), noun=kind, plural=many != singular or "|" in entry, both=many == singular)
    for side, entry in lexis.sides:
        for form in noun_forms(entry):
            if tuple(form.lower().split()) in build.pending:
                build.put(form.lower(), side=side)
    for measure, role, _, entry in lexis.triggers:
        if role in ("noun", "carrier"):
            for number, form in enumerate(noun_forms(entry)):
                if role == "noun":
                    build.put(form.lower(), counts=(measure,), plural=number == 1)
                else:
                    build.put(form.lower(), carrier=measure, plural=number == 1)
        elif role == "state":
            build.put(entry.lower(), states=(measure,))
    for measure, entry in lexis.tolls:
        build.put(entry.lower(), toll=measure)


def _put_verbs(build: _Builder, lexis: Lexis) -> None:
    bases: dict[str, None] = {}
    for measure, role, takes, entry in lexis.triggers:
        if role not in ("object", "subject", "loser"):
            continue
        base, *rest = entry.lower().split()
        gap = bool(rest) and rest[0] == ".."
        frame = Trigger(measure, role, takes, tuple(rest[1:] if gap else rest), gap)
        build.lexicon.triggers.setdefault(base, []).append(frame)
        bases[rest[0] if base == "not" else base] = None
    bases.update(dict.fromkeys([*lexis.verbs, *(verb for verb, _ in lexis.speech)]))
    for base in bases:
        for form, name in verb_forms(base, lexis.irregular):
            if CLOSED.get(form) not in ("be", "have", "do", "modal"):
                build.put(form, forms=((base, name),))
    for form, (base, name) in lexis.extra_forms.items():
        names = ("past", "part") if name == "participle" else (name,)
        build.put(form, forms=tuple((base, each) for each in names))
    for base, rank in lexis.speech:
        for form, _ in verb_forms(base, lexis.irregular):
            build.put(form, speech=rank)


def _put_parties(build: _Builder, lexis: Lexis) -> None:
    for party, entry in lexis.party_nouns:
        for number, form in enumerate(noun_forms(entry)):
            low = form.lower()
            known = build.pending.get(tuple(low.split()), NOTHING)
            kind = known.noun if known.noun in PEOPLE else "combatant"
            build.put(low, party=party, noun=kind, plural=known.plural or bool(number), both=known.both)
    for party, entry in lexis.terms:
        build.put(entry, cased=True, term=party)
        if entry[-1:].islower() and entry[:1].isupper() and not entry.endswith("s"):
            build.put(entry + "s", cased=True, term=party)


def _put_places(build: _Builder, places: Iterable[Place]) -> None:
    for place in places:
        for spelling in (place.name, *place.also):
            if spelling.lower() in CLOSED:
                continue  # "An" opens too many sentences
            if spelling.isascii() or place.kind != "township":
                build.put(spelling.replace(" (", " ").replace(")", ""), cased=True, places=(place,))
                if "-" in spelling:
                    build.put(spelling.replace("-", " "), cased=True, places=(place,))
