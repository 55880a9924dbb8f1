"""Verb groups: the main verb with its auxiliaries, its voice, and whether it happened.

No part-of-speech model: the lexicon's verbs, closed-class words and the endings of unknown words decide.
"""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.grammar import IRREALIS, NEGATIVE
from bot.figures.lexicon import PEOPLE
from bot.figures.tokens import Token

_CHAIN = frozenset(
    {
        "report",
        "believe",
        "know",
        "say",
        "think",
        "confirm",
        "fear",
        "presume",
        "understand",
        "allege",
        "have",
        "continue",
        "begin",
        "start",
        "estimate",
        "manage",
        "force",
    }
)

AUX = frozenset({"be", "have", "do", "modal", "to", "not"})


def reads_as_noun(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that may be a verb is a noun here ("the attack", "clashes broke out", "20 wounded.

    Soldiers").
    """
    token = tokens[at]
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    forms = {form for _, form in token.word.forms}
    if before is not None and before.kind in ("prep", "of") and forms and forms <= {"base", "s"}:
        return True  # "from close range", "in need", "drawing up lists"
    if _says_that(token, before, after) or (before and before.low == "another" and forms == {"s"}):
        return False
    if before is not None and before.kind == "num" and forms == {"s"} and before.low not in ("one", "1"):
        return True  # "31 moves": "31 move" would be the verb
    if (
        before is not None
        and (before.kind in ("det", "poss") or before.poss)
        and not before.low.startswith("that")
    ):
        return True
    if token.word.noun or token.word.counts:
        if before is not None and before.kind in ("to", "modal", "pron", "rel"):
            return False
        return forms <= {"base", "s"} or token.word.plural
    if (
        "part" in forms
        and "base" not in forms
        and before is not None
        and before.kind in ("prep", "of")
        and modifies(after)
    ):
        return True
    if forms & {"part", "ing"} and "base" not in forms and after is not None and after.word.noun in PEOPLE:
        if after.word.states:
            return False
        if before is None or before.kind in ("conj", ","):
            return bool(token.word.counts)
        return before.kind in ("prep", "of") and "ing" not in forms
    if (
        "part" in forms
        and "base" not in forms
        and before is not None
        and before.word.forms
        and before.kind == "word"
    ):
        return modifies(after) and not before.word.noun and not (after and after.word.states)
    return forms == {"base"} and before is not None and _names_one(before) and not _goes_on(after)


def _says_that(token: Token, before: Token | None, after: Token | None) -> bool:
    """As in "UNHCR reports that ...": no reports of the agency's."""
    named = before is not None and before.kind == "cap" and not before.poss
    return named and token.word.speech == 2 and after is not None and after.low == "that"


def _names_one(before: Token) -> bool:
    """Give a name or a noun in the singular: what follows in its base form is no verb ("the Tamar block")."""
    if before.kind not in ("cap", "word") or before.word.forms or before.low.endswith(("s", "ly")):
        return False
    return not before.word.plural and (before.kind == "cap" or bool(before.word.noun))


def _goes_on(after: Token | None) -> bool:
    """Whether what follows a verb follows: an object, or a state ("last seen in Tawila remain missing")."""
    if after is None:
        return False
    if after.word.states:
        return True
    return after.kind in ("num", "det", "poss", "pron") or (after.kind == "cap" and not after.word.forms)


def verb_group(tokens: Sequence[Token], at: int) -> Chunk | None:
    """Read the verb group that begins at `at`; None where none does."""
    made = Chunk("vg", at, at)
    state = _Group()
    index = at
    while index < len(tokens):
        token = tokens[index]
        kind = token.kind
        if state.main is None and kind in AUX:
            state.auxiliary(token)
        elif token.low == "since" and state.have and state.main is None:
            pass  # "has since died"
        elif (
            kind == "adv"
            or (kind == "word" and token.low.endswith("ly") and not token.word.forms)
            or (kind == "det" and state.be and state.main is None and token.low in ("all", "both", "each"))
            or _last_done(tokens, index, state)
            or (
                kind == "<q"
                and state.main is None
                and (state.have or state.be)
                and index + 1 < len(tokens)
                and tokens[index + 1].word.forms
            )
        ):
            pass
        elif _is_verb(tokens, index, state):
            state.take(token)
            if not _chains(tokens, index, state):
                index += 1
                break
            index += 1
            continue
        else:
            break
        index += 1
    while index > at + 1 and (
        tokens[index - 1].kind == "adv"
        or (tokens[index - 1].low.endswith("ly") and tokens[index - 1] is not state.main)
    ):
        index -= 1
    if state.main is None and not (state.be or state.have):
        return None
    made.end = index
    state.fill(made)
    return made


def _last_done(tokens: Sequence[Token], at: int, state: "_Group") -> bool:
    """As in "were last seen", "was first reported"."""
    if tokens[at].low not in ("last", "first") or state.main is not None or not (state.be or state.have):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and any(form == "part" for _, form in after.word.forms)


class _Group:
    """What the words of a verb group have said so far."""

    def __init__(self) -> None:
        self.be = self.have = self.to = self.modal = self.neg = self.having = False
        self.main: Token | None = None
        self.finite = False
        self.progressive = False
        self.first: Token | None = None

    def auxiliary(self, token: Token) -> None:
        low = token.low
        if token.kind == "be":
            self.be = True
            self.finite = self.finite or low in ("is", "are", "was", "were")
        elif token.kind == "have":
            self.have = True
            self.be = False
            self.having = self.having or low == "having"
            self.finite = self.finite or low in ("has", "have", "had")
        elif token.kind == "modal":
            self.modal = self.modal or low in IRREALIS
            self.finite = True
        elif token.kind == "do":
            self.finite = True
        elif token.kind == "to":
            self.to = True
        self.neg = self.neg or low in NEGATIVE or low.endswith("n't")

    def take(self, token: Token) -> None:
        self.main = token
        if self.first is None:
            self.first = token

    def fill(self, made: Chunk) -> None:
        main = self.main
        made.verb = main
        made.irrealis = self.modal or (self.to and not self.have)
        made.negated = self.neg
        made.copula = main is None
        if main is None:
            made.finite = self.finite
            made.lemmas = ("be",) if self.be else ("have",)
            return
        forms = main.word.forms
        names = {form for _, form in forms}
        ing = self.having or (main.low.endswith("ing") and (not forms or "ing" in names))
        made.lemmas = tuple(dict.fromkeys(base for base, _ in forms))
        participle = "part" in names or (not forms and main.low.endswith("ed"))
        if self.be and participle:
            made.passive = True
        elif self.have or self.to or self.modal or ing or not participle:
            made.passive = False
        made.form = "ing" if ing and not self.be else ("part" if made.passive is None else "verb")
        made.finite = (
            self.finite
            or ("past" in names and not (self.be or self.have or self.to or self.modal))
            or bool(names & {"base", "s"} and not self.to)
        )
        if not names and main.low.endswith("ed") and not self.having:
            made.finite = True


def _is_verb(tokens: Sequence[Token], at: int, state: _Group) -> bool:
    token = tokens[at]
    if token.kind not in ("word", "cap"):
        return False
    predicate = " " in token.low or not token.low.endswith(("ed", "slain"))
    if token.word.states and (state.be or state.main is None) and predicate:
        return False
    if token.word.forms:
        return not (
            state.main is None
            and token.word.noun
            and state.be
            and tokens[at - 1].kind == "be"
            and not token.low.endswith(("ed", "ing"))
        )
    started = state.be or state.have or state.to or state.modal
    unknown = not token.word.noun and not token.word.places and token.kind == "word"
    if unknown and token.low.endswith(("ed", "ing")) and len(token.low) > 4 and not token.word.counts:
        return True
    if token.word.counts and token.low.endswith("ed") and started:
        return True
    if token.word.counts:
        return False
    return unknown and tokens[at - 1].kind in ("to", "modal") and not token.low.endswith("ly")


def _chains(tokens: Sequence[Token], at: int, state: _Group) -> bool:
    """Whether the group runs on: "are reported to have been killed", "had to leave", "shot and killed"."""
    main = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.kind != "to" or at + 2 >= len(tokens):
        return False
    bases = {base for base, _ in main.word.forms}
    after = tokens[at + 2]
    if after.kind in ("be", "have") and bases & _CHAIN:
        state.main, state.be, state.have, state.to = None, False, False, False
        return True
    return False


def modifies(after: Token | None) -> bool:
    """Tell whether a word can stand between a modifier and its noun, or is that noun."""
    return after is not None and (
        (after.kind in ("word", "cap") and not after.word.forms and not after.low.endswith("ly"))
        or bool(after.word.noun)
        or after.kind == "-"
    )
