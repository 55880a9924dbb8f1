"""Whether two texts are copies of one another: word shingles, MinHash, Jaccard.

Texts are compared by their shingles (runs of four words). A MinHash signature (Broder, 1997) of 80 values
is cut into 16 bands of 5; two texts that share a band are candidates: of pairs that share 0.8 of their
shingles 99.8% are, of pairs that share 0.7 94.7%, of pairs that share 0.1 0.02%. Candidates are then
compared by their real shingles, so a signature never decides by itself.

An outlet that runs an agency's story cuts it from its end, and a text of three paragraphs has little in
common with one of ten. So beginnings have bands of their own (6 of 3 values): of pairs whose first 50 words
share 0.8 of their shingles 98.6% are candidates, of pairs that share 0.1 0.6%.
"""

import re
import struct
from collections.abc import Sequence
from hashlib import blake2b, sha256
from typing import NamedTuple

COPY_AT = 0.7
"""The share of all their shingles that two texts have in common from which on they are copies."""

CUT_AT = 0.9
"""The share of the shorter text's shingles that the longer one has from which on it is the same, cut."""

BEGIN_AT = 0.8
"""The share of the shorter beginning's shingles that both have from which on two texts begin alike."""

LEAST_WORDS = 40
"""A shorter text is never called a near copy: too few words tell one event from another."""

_RUN = 4
_MOST_WORDS = 5_000
_BANDS = 16
_ROWS = 5
_BEGINNING = 50  # words
_BANDS_OF_BEGINNING = 6
_ROWS_OF_BEGINNING = 3
_WORD = re.compile(r"\w+")


def text_hash(title: str, text: str) -> str:
    """Give the SHA-256 of title and text, white space aside: what tells whether an article was changed."""
    return sha256("\n".join(" ".join(part.split()) for part in (title, text)).encode()).hexdigest()


def words_of(text: str) -> list[str]:
    """Give the first 5,000 words of a text, case and punctuation aside."""
    words = []
    for match in _WORD.finditer(text):
        words.append(match[0].casefold())
        if len(words) == _MOST_WORDS:
            break
    return words


class Shingles(NamedTuple):
    """The runs of four words of a text and of its beginning; none where it has fewer than 40 words."""

    whole: frozenset[str]
    beginning: frozenset[str]


def shingles(text: str) -> Shingles:
    """Cut a text into its runs of four words."""
    words = words_of(text)
    if len(words) < LEAST_WORDS:
        return Shingles(frozenset(), frozenset())
    runs = [" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
    return Shingles(frozenset(runs), frozenset(runs[: _BEGINNING - _RUN + 1]))


def are_copies(one: Shingles, other: Shingles) -> bool:
    """Tell whether two texts are one, lightly edited, or cut from its end."""
    if likeness(one.whole, other.whole) >= COPY_AT:
        return True
    begin_alike = containment(one.beginning, other.beginning) >= BEGIN_AT
    return begin_alike and containment(one.whole, other.whole) >= CUT_AT


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the Jaccard index: the share of all shingles that both have, 0 to 1."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the share of the shorter text's shingles that the longer one has too, 0 to 1."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def bands(of: Shingles) -> tuple[int, ...]:
    """Give the keys of a text's bands, as signed 64-bit numbers; none for a text too short to compare."""
    if not of.whole:
        return ()
    whole = _bands(of.whole, _BANDS, _ROWS, first=0)
    return whole + _bands(of.beginning, _BANDS_OF_BEGINNING, _ROWS_OF_BEGINNING, first=_BANDS)


def _bands(of: frozenset[str], bands: int, rows: int, first: int) -> tuple[int, ...]:
    """Give the keys of so many bands, which are numbered from `first`."""
    from datasketch import MinHash  # brings numpy and scipy with it: 0.3 s and 40 MB

    signature = MinHash(num_perm=bands * rows, seed=1, scheme="affine32")
    signature.update_batch([shingle.encode() for shingle in of])
    values = [int(value) for value in signature.hashvalues]
    return tuple(_key(first + band, values[band * rows : (band + 1) * rows]) for band in range(bands))


def _key(band: int, values: Sequence[int]) -> int:
    packed = struct.pack(f"<{len(values) + 1}Q", band, *values)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "big", signed=True)
