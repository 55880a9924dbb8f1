"""Tokens to sentences. Paragraphs and line breaks part them; abbreviations and initials do not."""

from dataclasses import dataclass

from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

ABBREVIATIONS = word_set(
    "mr mrs ms dr gen lt col maj capt sgt cpl sr jr st no nos vs etc dept gov sen rep rev hon prof brig "
    "cmdr adm pvt ex fig inc ltd co jan feb mar apr jun jul aug sep sept oct nov dec mt ft approx est "
    "al ave vol km dist pol supt insp hq"
)
# No sentence of the press is longer; a text without full stops is cut here, so that the cost stays linear.
LONGEST = 400
# After these a full stop ends the sentence where a capital follows, for all that they are abbreviations.
_ENDING = frozenset({"etc", "inc", "ltd", "co", "jr", "sr", "km", "hq"})
_AFTER_NUMBER = frozenset(
    {
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "no",
        "nos",
        "vol",
        "fig",
    }
)


@dataclass(slots=True)
class Sentence:
    """The tokens of one sentence; `paragraph` and `index` count from 0 in its field."""

    tokens: list[Token]
    paragraph: int
    index: int
    quoted: bool = False


def split_sentences(tokens: list[Token]) -> list[Sentence]:
    """Part tokens into sentences; the closing quote of a sentence stays with it."""
    found: list[Sentence] = []
    current: list[Token] = []
    paragraph = 0
    quoted = False

    def close() -> None:
        nonlocal current
        if current:
            found.append(Sentence(current, paragraph, len(found), quoted))
            current = []

    for position, token in enumerate(tokens):
        if token.kind == "para":
            close()
            paragraph += 1
            quoted = False
            continue
        if token.kind == "line":
            if not current or _breaks_line(tokens, position):
                close()
                paragraph += 1
                quoted = False
            continue
        if token.kind in ("q>", ")") and not current and found and found[-1].paragraph == paragraph:
            found[-1].tokens.append(token)
            quoted = quoted and token.kind != "q>"
            continue
        current.append(token)
        if len(current) >= LONGEST:
            close()
        elif token.kind == "." and _ends(tokens, position):
            close()
            quoted = _open_quote(found[-1])
    close()
    return found


def _open_quote(sentence: Sentence) -> bool:
    opened = sentence.quoted
    for token in sentence.tokens:
        if token.kind == "<q":
            opened = True
        elif token.kind == "q>":
            opened = False
    return opened


def _breaks_line(tokens: list[Token], position: int) -> bool:
    before = tokens[position - 1] if position else None
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    if before is None or after is None:
        return True
    return before.kind in (".", ":", "q>") or after.kind in ("-", "—", "mark") or after.text[:1].isupper()


def _ends(tokens: list[Token], position: int) -> bool:
    token = tokens[position]
    if position + 1 >= len(tokens):
        return True
    after = tokens[position + 1]
    if after.kind in ("para", "line"):
        return True
    if token.text != ".":
        return after.start > token.end or after.kind in ("q>", "<q")
    if after.kind in ("q>", ")"):
        after = tokens[position + 2] if position + 2 < len(tokens) else after
        return (
            after.kind in ("q>", ")", "para", "line")
            or after.text[:1].isupper()
            or after.kind in ("<q", "digits")
        )
    if after.kind == ".":
        return False
    before = tokens[position - 1] if position else None
    if before is not None and before.end == token.start and _is_abbreviation(before, after):
        return False
    if after.start == token.end:
        return after.text[:1].isupper() and before is not None and len(before.low) > 2
    return after.text[:1].isupper() or after.kind in ("digits", "<q", "(", "'", "—", "-")


def _is_abbreviation(before: Token, after: Token) -> bool:
    if len(before.text) == 1 and before.text.isalpha() and before.text.isupper():
        return True
    if before.low not in ABBREVIATIONS:
        return False
    if before.low in _AFTER_NUMBER:
        return after.kind == "digits" or before.low in ("jan", "feb", "aug", "sept", "oct", "nov", "dec")
    if after.low in ABBREVIATIONS:
        return True  # "Sr. Gen."
    return not (before.low in _ENDING and after.text[:1].isupper())
