"""What a verb counts beside its subject: objects, agents, and the words a trigger wants after its verb."""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.coordination import along, coordinated_right
from bot.figures.subjects import antecedent
from bot.figures.tokens import Token

_STOP = frozenset({"sub", ";", ":", ".", "—"})


def objects(chunks: Sequence[Chunk], at: int, start: int = 0) -> list[Chunk]:
    """Give the noun phrases that begin at index `at` as the object of the verb group before it.

    `start` is the token at which the object begins: after "took the lives of" it is what "of" holds.
    """
    index = at
    held = _held_at(chunks[at], start) if at < len(chunks) else None
    if held is not None:
        return [held, *coordinated_right(chunks, at + 1)]
    while index < len(chunks) and chunks[index].kind in ("adv", "<q", "q>", "'"):
        index += 1
    if index >= len(chunks) or chunks[index].kind != "np":
        return []
    found = [chunks[index]]
    found += coordinated_right(chunks, index + 1)
    return found + [more for more in with_them(chunks, index + 1) if more not in found]


def with_them(chunks: Sequence[Chunk], at: int) -> list[Chunk]:
    """Give those that "along with" adds, past an aside ("shot a farmer, Ko Ko, along with his two sons")."""
    for index in range(at, min(at + 9, len(chunks))):
        chunk = chunks[index]
        if along(chunk):
            return coordinated_right(chunks, index)
        if chunk.kind in _STOP or chunk.kind == "rel" or (chunk.kind == "vg" and chunk.form != "ing"):
            return []
    return []


def _held_at(chunk: Chunk, start: int) -> Chunk | None:
    """Give the phrase within one that begins at a token."""
    node = chunk.inner
    while node is not None and start > chunk.start:
        if node.start == start:
            return node
        node = node.inner
    return None


def governed_object(chunks: Sequence[Chunk], at: int) -> list[Chunk]:
    """Give the object of a verb in a relative clause: "villagers whom the troops abducted"."""
    for index in range(at - 1, max(at - 6, -1), -1):
        chunk = chunks[index]
        if chunk.kind == "rel":
            return antecedent(chunks, index)
        if chunk.kind not in ("np", "adv"):
            return []
    whose = chunks[at - 2] if at > 1 and chunks[at - 1].det == "pron" else None
    if whose is None or whose.kind != "np":
        return []
    held = whose if whose.num is not None or whose.inner is None else whose.inner
    return [held] if held.num is not None else []  # "the 95 towns it lost"


def agent(chunks: Sequence[Chunk], at: int) -> Chunk | None:
    """Give the phrase after "by" that follows a passive verb group at index `at`."""
    for index in range(at + 1, min(at + 12, len(chunks))):
        chunk = chunks[index]
        if chunk.kind in ("vg", ".", ";", "sub", "rel"):
            return None
        if chunk.kind == "np" and chunk.prep == "by":
            return chunk
    return None


def following_words(tokens: Sequence[Token], at: int, rest: Sequence[str]) -> int | None:
    """Give the index after `rest` where those words stand at `at` (an adverb may stand before), else None."""
    index = at
    if index < len(tokens) and tokens[index].kind == "adv" and rest and tokens[index].low != rest[0]:
        index += 1
    for word in rest:
        if index >= len(tokens):
            return None
        token = tokens[index]
        same = token.low == word or (word in ("their", "his", "her", "its") and token.kind == "poss")
        if not same:
            if " " in token.low and token.low.split()[0] == word:
                return _within(tokens, index, rest, word)
            return None
        index += 1
    return index


def _within(tokens: Sequence[Token], at: int, rest: Sequence[str], word: str) -> int | None:
    """Match the tail of `rest` that stands inside one merged phrase ("in custody")."""
    tail = tuple(rest[list(rest).index(word) :])
    return at + 1 if tuple(tokens[at].low.split()) == tail else None
