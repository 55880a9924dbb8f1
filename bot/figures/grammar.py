"""The closed classes of English words: articles, auxiliaries, prepositions and the like.

`CLOSED` maps a word (lower case) to its kind. Kinds: det, poss, pron, be, have, do, modal, not, to, prep, of,
conj, sub (opens a clause), rel, adv.
"""

_KINDS: dict[str, str] = {
    "det": "a an the this these those any each every no all both either neither such another",
    "poss": "his her its their our my your whose",
    "pron": "he she it they we i you him them us me",
    "be": "is are was were be been being am isn't aren't wasn't weren't 's're",
    "have": "has have had having hasn't haven't hadn't",
    "do": "do does did doesn't don't didn't",
    "modal": "will would can could may might shall should must won't wouldn't couldn't can't cannot",
    "not": "not never n't",
    "to": "to",
    "of": "of",
    "prep": (
        "in on at by for from with without into onto over under near through during across along around "
        "behind beside besides "
        "between beyond inside outside within towards toward upon against among amongst amid amidst off "
        "out up down "
        "per via despite about above below beneath like than throughout following including excluding "
        "plus alongside versus until till aboard atop unto except concerning regarding because-of opposite"
    ),
    "conj": "and or but nor & plus",
    "sub": (
        "when while after before as because since although though if unless whereas once so where whenever "
        "wherever until whether "
        "then"
    ),
    "rel": "who which that whom",
    "adv": (
        "also reportedly allegedly already still just only even later earlier again early late back now "
        "then meanwhile however "
        "too very critically seriously severely badly slightly fatally brutally independently so-called "
        "immediately subsequently "
        "there here alone separately together otherwise instead once twice thrice further furthermore yet "
        "ever almost nearly about approximately "
        "possibly apparently initially finally recently indiscriminately violently simultaneously "
        "deliberately publicly officially "
        "themselves himself herself actually some afterwards thus hence soon nearby nationwide countrywide "
        "overall abroad ashore elsewhere alive alike downtown ago"
    ),
}

_PHRASES = {
    "prep": (
        "according to",
        "because of",
        "due to",
        "such as",
        "ahead of",
        "out of",
        "in front of",
        "instead of",
        "along with",
        "as a result of",
        "on board",
        "apart from",
        "close by",
        "owing to",
        "next to",
        "as part of",
        "in addition to",
        "other than",
        "together with",
        "among them",
        "among whom",
        "among those killed",
        "among those",
        "rather than",
    ),
    "adv": ("all of the", "both of the", "on board", "on the spot", "at large", "so far"),
    "conj": ("as well as", "and also", "but also"),
    "sub": (
        "so that",
        "even though",
        "as if",
        "even as",
        "just as",
        "in which",
        "during which",
        "after which",
        "at which",
        "in order to",
    ),
}

CLOSED: dict[str, str] = {}
for _kind, _words in _KINDS.items():
    for _word in _words.split():
        CLOSED.setdefault(_word, _kind)
for _kind, _listed in _PHRASES.items():
    CLOSED.update(dict.fromkeys(_listed, _kind))

# Words that negate what follows, beside "not".
NEGATIVE = frozenset({"no", "not", "never", "n't", "none", "neither", "nor", "without", "zero"})
# What may, might or is planned to happen is no figure.
IRREALIS = frozenset(
    {"could", "may", "might", "would", "will", "shall", "should", "can", "won't", "wouldn't", "if", "unless"}
)
ANAPHORIC = frozenset(
    {"the", "these", "those", "this", "that", "both", "all", "his", "her", "their", "its", "whose"}
)
