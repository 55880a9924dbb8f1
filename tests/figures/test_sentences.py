"""Sentences and paragraphs: where they part and where they do not."""

import pytest

from bot.figures.normal import normalise
from bot.figures.sentences import LONGEST, split_sentences
from bot.figures.tokens import tokenise
from tests.figures.stages import lexicon

TABLE: list[list[str]] = [
    ["It rained.", "Nine people died."],
    ["Did it rain?", "It did!", "It stopped."],
    ["Sr. Gen. Min Aung Hlaing spoke in Naypyidaw."],
    ["Lt. Col. Kyaw Zaw was killed.", "He was 41."],
    ["They met at 9.30 a.m. in Muse."],
    ["The U.S. Embassy closed.", "It reopened."],
    ["K. Benny and M. D. Ali were there."],
    ["On Nov. 11 it rained.", "On Dec. 3 it did not."],
    ["Battalion No. 564 withdrew."],
    ["It rose by 3.5 percent.", "Then it fell."],
    ["“We lost nine men.”", "He left."],
    ["“We lost nine men,” he said.", "“They lost 20.”"],
    ["(Nine died.)", "The rest fled."],
    ["He said.", "The rest fled."],
]


def split(text: str) -> list[str]:
    words = normalise(text).text
    return [text[s.tokens[0].start : s.tokens[-1].end] for s in split_sentences(tokenise(words, lexicon()))]


@pytest.mark.parametrize("sentences", TABLE, ids=lambda sentences: sentences[0])
def test_sentences(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_a_missing_space_parts_sentences_all_the_same() -> None:
    assert len(split("Nine died, he said.The rest fled.")) == 2


def test_paragraphs_and_headings_part_sentences() -> None:
    text = "A heading without a stop\n\nNine people\ndied.\nThe rest fled."
    found = split_sentences(tokenise(normalise(text).text, lexicon()))
    assert [(sentence.paragraph, sentence.tokens[0].text) for sentence in found] == [
        (0, "A"),
        (1, "Nine"),
        (2, "The"),
    ]
    assert [sentence.index for sentence in found] == [0, 1, 2]


def test_an_endless_sentence_is_read_in_pieces() -> None:
    found = split_sentences(tokenise("word " * (3 * LONGEST), lexicon()))
    assert [len(sentence.tokens) for sentence in found] == [LONGEST] * 3


@pytest.mark.parametrize(
    ("stored", "normal"),
    [
        ("’‘“”«»–—", "''“”“”–—"),
        ("a\u00a0b\u202fc\td", "a b c d"),
        ("so\u00adft\u200b", "soft"),
        ("cafe\u0301", "café"),
        ("１２", "12"),
        ("a\u2028b", "a\nb"),
    ],
)
def test_one_spelling_for_many(stored: str, normal: str) -> None:
    assert normalise(stored).text == normal


@pytest.mark.parametrize(
    "stored", ["so\u00adft wor\u200bds", "cafe\u0301 14", "plain ’ words", "\u200b14\u200b"]
)
def test_every_span_leads_back_to_the_stored_text(stored: str) -> None:
    normal = normalise(stored)
    for start in range(len(normal.text)):
        for end in range(start + 1, len(normal.text) + 1):
            begin, stop = normal.stored(start, end)
            assert 0 <= begin < stop <= len(stored)
            assert normalise(stored[begin:stop]).text.startswith(normal.text[start])
