"""Text to tokens: words with their meanings, phrases of the lexicon as one token, punctuation by kind."""

import re
from collections.abc import Sequence

from bot.figures.lexicon import NOTHING, Known, Lexicon, Phrase, Word

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., p.m.
    r"|\d+(?:[.,:]\d+)*(?![^\W_]|-[^\W\d_])"  # 1,189  9.30  2:40
    r"|[A-Z]\.(?=\s?[A-Z])"  # initials: K. Benny
    r"|[^\W_]+(?:['-][^\W_]+)*"  # anti-regime, Ta'ang, 19-year-old, junta's
    r"|\n\s*|[^\w\s]|_"
)
_PUNCT = {
    ",": ",", ";": ";", ":": ":", ".": ".", "!": ".", "?": ".", "(": "(", ")": ")", "[": "(", "]": ")",
    "“": "<q", "”": "q>",
    "—": "—", "–": "—", "-": "-", "'": "'", "%": "%", "&": "&", "/": "/",
}  # fmt: skip
_MONEY = frozenset("$€£¥₹฿")
# Words written before are not looked up again: as many are kept, none longer than this.
_ROOM = 50_000
_KEPT = 40


class Token:
    """One word, phrase or mark, at `start:end` of the normalised text.

    kind: a closed class of grammar.py, "word", "cap" (capitalised and not known), "digits", "num" (a
    count, then `num` is set), "fact" (a number that is no count), "time", "money", or the mark itself.
    """

    __slots__ = ("end", "kind", "low", "num", "poss", "span", "start", "text", "word")

    def __init__(
        self,
        text: str,
        low: str,
        start: int,
        end: int,
        kind: str,
        word: Word = NOTHING,
        *,
        poss: bool = False,
    ) -> None:
        self.text = text
        self.low = low
        self.start = start
        self.end = end
        self.kind = kind
        self.word = word
        self.poss = poss
        self.num: object | None = None
        self.span: object | None = None

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text}"


def tokenise(text: str, lexicon: Lexicon) -> list[Token]:
    """Split normalised text into tokens, phrases of the lexicon merged."""
    plain: list[Token] = []
    seen = lexicon.seen
    openings: list[int] = []
    at = 0
    for raw in _TOKEN.findall(text):
        start = text.index(raw, at)  # nothing but spaces stands between two tokens
        at = start + len(raw)
        known = seen.get(raw)
        if known is None:
            token = _token(raw, start, text, lexicon)
            opens = _inside(token) in lexicon.phrases
            if raw != '"' and len(raw) <= _KEPT:
                _keep(seen, raw, token, opens=opens)
        else:
            written, low, kind, word, poss, opens = known
            token = Token(written, low, start, at, kind, word, poss=poss)
        if opens:
            openings.append(len(plain))
        plain.append(token)
    return _merge_phrases(plain, openings, text, lexicon)


def _keep(seen: dict[str, Known], raw: str, token: Token, *, opens: bool) -> None:
    """Remember what a word means by itself, for the next time that it is written so."""
    if len(seen) >= _ROOM:
        seen.clear()
    seen[raw] = (token.text, token.low, token.kind, token.word, token.poss, opens)


def settle_case(tokens: list[Token], *, headline: bool) -> None:
    """Take the capital of a sentence's first word, and of every word of a Title Case headline, as no name.

    Within a sentence a capitalised word that may be a verb, after another capital, is part of a name
    ("Rapid Support Forces").
    """
    titled = headline and _title_case(tokens)
    for index, token in enumerate(tokens):
        if token.kind != "cap":
            continue
        word = token.word
        known = (
            bool(word.noun or word.forms or word.counts or word.states) and not word.places and not word.term
        )
        first = index == 0 or tokens[index - 1].kind in ("<q", ":", "—", "(")
        if known and (titled or (first and not _named_after(tokens, index))):
            token.kind = "word"
        elif index and not titled and _is_in_a_name(tokens, index):
            token.word = NOTHING


def _title_case(tokens: list[Token]) -> bool:
    capitals = sum(token.text[:1].isupper() for token in tokens if token.kind in ("cap", "word"))
    plain = sum(token.kind == "word" and token.text[:1].islower() and len(token.text) > 3 for token in tokens)
    return capitals > 2 * plain


def _is_in_a_name(tokens: list[Token], at: int) -> bool:
    """As in "Rapid Support Forces", "Tom Baker"."""
    word, before = tokens[at].word, tokens[at - 1]
    if word.noun == "civilian" and not word.plural:
        return before.kind == "cap" and before.word is NOTHING
    return bool(word.forms) and not word.noun and _among_capitals(tokens, at)


def _among_capitals(tokens: list[Token], at: int) -> bool:
    return tokens[at - 1].kind == "cap" or (at + 1 < len(tokens) and tokens[at + 1].kind == "cap")


def set_asides_off(tokens: Sequence[Token]) -> None:
    """Read a pair of dashes around an aside as commas: "six people – among them a monk – died"."""
    dashes = [
        at
        for at, token in enumerate(tokens)
        if token.kind == "—" or (token.kind == "-" and _spaced(tokens, at))
    ]
    if not dashes:
        return
    if all(token.kind in ("cap", ",", "digits", "(", ")") for token in tokens[: dashes[0]]):
        dashes = dashes[1:]  # it stands after a dateline
    if len(dashes) % 2 == 0:
        for at in dashes:
            tokens[at].kind = tokens[at].low = ","


def _spaced(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen stands between spaces, as a dash does."""
    return (
        0 < at < len(tokens) - 1
        and tokens[at - 1].end < tokens[at].start
        and tokens[at].end < tokens[at + 1].start
    )


_TITLES = frozenset(
    {
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "gen",
        "col",
        "maj",
        "capt",
        "lt",
        "sgt",
        "cpl",
        "brig",
        "rev",
        "st",
        "insp",
    }
)


def drop_title_dots(tokens: list[Token]) -> list[Token]:
    """Leave out the full stop of a title before a name: "Dr. Anita Rao", "Maj. Gen. Zaw Min Tun"."""
    dots = [at for at, token in enumerate(tokens) if token.kind == "." and _is_title_dot(tokens, at)]
    for at in reversed(dots):
        del tokens[at]
    return tokens


def _is_title_dot(tokens: list[Token], at: int) -> bool:
    if not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    return before.low in _TITLES and before.text[0].isupper() and after.text[0].isupper()


def drop_single_quotes(tokens: list[Token]) -> list[Token]:
    """Leave out single quotes.

    One after a word that none opened makes it possessive ("the doctors' network").
    """
    kept: list[Token] = []
    opened = False
    for index, token in enumerate(tokens):
        if token.kind != "'":
            kept.append(token)
            continue
        touches = bool(kept) and kept[-1].end == token.start
        if not touches:
            opened = True
        elif opened:
            opened = False
        elif (
            kept[-1].low.endswith("s")
            and index + 1 < len(tokens)
            and tokens[index + 1].kind in ("word", "cap", "num")
        ):
            kept[-1].poss = True
    return kept


def _named_after(tokens: list[Token], index: int) -> bool:
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return after is not None and after.kind == "cap" and not tokens[index].word.noun


def _token(raw: str, start: int, text: str, lexicon: Lexicon) -> Token:
    end = start + len(raw)
    first = raw[0]
    if (
        first.isdecimal()
        and raw[-1].isdecimal()
        and raw.replace(",", "").replace(".", "").replace(":", "").isdecimal()
    ):
        return Token(raw, raw, start, end, "digits")
    if first.isalnum():
        return _word(raw, start, end, lexicon)
    if first == "\n":
        return Token("\n", "\n", start, end, "para" if raw.count("\n") > 1 else "line")
    if first == '"':
        opens = start == 0 or text[start - 1] in " \n(—"
        return Token(raw, raw, start, end, "<q" if opens else "q>")
    return Token(raw, raw, start, end, _PUNCT.get(first, "money" if first in _MONEY else "mark"))


def _word(raw: str, start: int, end: int, lexicon: Lexicon) -> Token:
    if len(raw) <= 2 and raw[0].isupper() and (len(raw) == 1 or raw[1] == ".") and raw not in ("A", "I"):
        return Token(raw, raw.lower(), start, end, "cap")
    poss = raw.endswith(("'s", "'S")) and len(raw) > 2
    body = raw[:-2] if poss else raw
    low = body.lower()
    if low[-1] == "k" and low[:-1].isdigit():
        return Token(raw, low, start, end, "digits")
    word = lexicon.written.get(body) or lexicon.words.get(low)
    if word is None and len(body) > 2 and body.isupper():
        word = lexicon.written.get(body.capitalize())
    if word is None:
        word = _compound(low, lexicon) if "-" in low else NOTHING
    kind = word.closed or ("cap" if body[0].isupper() else "word")
    token = Token(raw, low, start, end, kind, word)
    token.poss = poss
    return token


def _compound(low: str, lexicon: Lexicon) -> Word:
    """Give the meaning of a compound is that of its last part where that is a noun ("non-combatants")."""
    last = lexicon.words.get(low.rsplit("-", 1)[-1], NOTHING)
    return last if last.noun and last.noun != "unit" else NOTHING


def _merge_phrases(plain: list[Token], openings: list[int], text: str, lexicon: Lexicon) -> list[Token]:
    """Merge the words of phrases; `openings` are where the first word of one stands."""
    merged: list[Token] = []
    done = 0
    for index in openings:
        phrase = _phrase_at(plain, index, lexicon) if done <= index < len(plain) - 1 else None
        if phrase is None:
            continue
        merged += plain[done:index]
        done = index + len(phrase.words)
        merged.append(_whole(phrase, plain[index], plain[done - 1], text))
    return merged + plain[done:]


def _phrase_at(plain: list[Token], index: int, lexicon: Lexicon) -> Phrase | None:
    first, after = _inside(plain[index]), plain[index + 1]
    seconds = lexicon.seconds[first]
    if after.low in seconds or (after.poss and _inside(after) in seconds):
        return _matching(lexicon.phrases[first], plain, index)
    return None


def _whole(phrase: Phrase, first: Token, last: Token, text: str) -> Token:
    raw = text[first.start : last.end]
    meaning = phrase.meaning
    named = raw[0].isupper() and bool(meaning.places)
    kind = "cap" if named else meaning.closed or "word"
    return Token(raw, " ".join(phrase.words), first.start, last.end, kind, meaning, poss=last.poss)


def _inside(token: Token) -> str:
    return token.low + "'s" if token.poss else token.low


def _matching(shelf: list[Phrase], plain: list[Token], index: int) -> Phrase | None:
    for phrase in shelf:
        words = phrase.words
        end = index + len(words)
        if end > len(plain):
            continue
        if any(_inside(plain[index + offset]) != words[offset] for offset in range(len(words) - 1)):
            continue
        if plain[end - 1].low != words[-1]:
            continue
        if phrase.written is None or _as_written(phrase.written, plain, index):
            return phrase
    return None


def _as_written(written: tuple[str, ...], plain: list[Token], index: int) -> bool:
    for offset, word in enumerate(written):
        token = plain[index + offset]
        body = token.text if offset + 1 < len(written) or not token.poss else token.text[:-2]
        if body != word and not (body[0].isupper() and word[0].isupper() and body.lower() == word.lower()):
            return False
    return True
