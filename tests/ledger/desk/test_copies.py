import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import copies

WORDS = [f"word{number}" for number in range(3_000)]


def _text(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def _edited(words: list[str], edits: int, seed: int = 1) -> list[str]:
    choice = random.Random(seed)
    edited = list(words)
    for at in choice.sample(range(len(words)), edits):
        edited[at] = "edited"
    return edited


def _are_copies(one: list[str], other: list[str]) -> tuple[bool, bool]:
    ours, theirs = copies.shingles(" ".join(one)), copies.shingles(" ".join(other))
    shared = bool(set(copies.bands(ours)) & set(copies.bands(theirs)))
    return shared, copies.are_copies(ours, theirs)


def test_lightly_edited_copies_share_a_band_and_are_copies() -> None:
    found = [_are_copies(_text(seed), _edited(_text(seed), 8)) for seed in range(60)]
    assert sum(shared and alike for shared, alike in found) >= 58


@pytest.mark.parametrize("left", [45, 80, 150, 290])
def test_a_text_cut_from_its_end_is_a_copy(left: int) -> None:
    found = []
    for seed in range(60):
        cut = _edited(_text(seed)[:left], left // 60)
        found.append(_are_copies(_text(seed), ["YANGON", *cut]))
    assert sum(shared and alike for shared, alike in found) >= 57


def test_a_brief_within_a_round_up_is_no_copy_of_it() -> None:
    brief = _text(1, 60)
    assert not _are_copies(brief, [*_text(2, 120), *brief, *_text(3, 60)])[1]


def test_texts_that_only_begin_alike_are_no_copies() -> None:
    assert not _are_copies(_text(1, 120), [*_text(1, 120)[:60], *_text(2, 60)])[1]


def test_other_texts_share_none() -> None:
    assert not any(any(_are_copies(_text(seed), _text(seed + 1_000))) for seed in range(60))


def test_a_text_written_anew_for_the_next_day_is_no_copy() -> None:
    assert not _are_copies(_text(1), _edited(_text(1), 40))[1]


def test_a_short_text_has_no_bands() -> None:
    assert copies.bands(copies.shingles(" ".join(_text(1, copies.LEAST_WORDS - 1)))) == ()
    assert len(copies.bands(copies.shingles(" ".join(_text(1, copies.LEAST_WORDS))))) == 22


def test_case_punctuation_and_space_do_not_matter() -> None:
    text = " ".join(_text(1))
    assert copies.shingles(text) == copies.shingles(text.upper().replace(" ", ",\n "))


def test_the_keys_of_bands_are_fixed() -> None:
    """They are stored: a library that reckons them otherwise must not come in unnoticed."""
    keys = copies.bands(copies.shingles(" ".join(WORDS[:100])))
    assert keys[:2] == (-4877767418862821908, -2206629114893830982)


@given(st.text(max_size=400), st.text(max_size=400))
def test_likeness_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    ours, theirs = frozenset(one.split()), frozenset(other.split())
    assert copies.likeness(ours, theirs) == copies.likeness(theirs, ours)
    assert 0 <= copies.likeness(ours, theirs) <= copies.containment(ours, theirs) <= 1


@given(st.text(), st.text())
def test_the_hash_of_a_text_knows_title_from_text(title: str, text: str) -> None:
    assert copies.text_hash(title, text) == copies.text_hash(f" {title}\n", text + "\n\n")
    if title.split() != text.split():
        assert copies.text_hash(title, text) != copies.text_hash(text, title)
