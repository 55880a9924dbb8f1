"""What holds of every reading, whatever the text: evidence, bounds, parts, and a cost linear in length."""

import sys
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures import Figure, Reading, ReportText, read
from bot.figures.cardinals import cardinal
from bot.figures.normal import normalise
from bot.figures.tokens import tokenise
from tests.figures.corpus import beat_of, gold_texts

BEAT = beat_of("myanmar")
LEXICON = BEAT.lexicons.of(frozenset({"myanmar"}))
DAY = date(2024, 5, 14)

_NEWSLIKE = """
soldiers civilians people junta troops villagers houses bases killed injured captured were was died
fled wounded seized burned lost at least more than nearly about up to between and or of them
including another dozens twelve three 14 1,189 20-30 2.5 million lakh 100 0 99999999999999999999 a
an the no not in on near Sagaing Muse Township Lashio Monday Tuesday May 12 last month since
November KIA AA PDF said according to told ( ) “ ” " ' , ; : — – - . ! ? toll rose dead bodies among
whom who others while but 19-year-old
"""
prose = st.lists(st.sampled_from([*_NEWSLIKE.split(), "\n", "\n\n"]), max_size=60).map(" ".join)
anything = st.text(max_size=200)
days = st.none() | st.dates(min_value=date.min, max_value=date.max)


def stated(report: ReportText) -> Reading:
    """Read a report and check of its figures what must hold of all."""
    reading = read(report, BEAT)
    ids = {figure.id: figure for figure in reading.figures}
    assert len(ids) == len(reading.figures)
    for figure in reading.figures:
        check_evidence(figure, report)
        check_bounds(figure)
        check_parents(figure, ids)
        assert 0 <= figure.confidence <= 1
        assert figure.measure in BEAT.measures
        assert figure.party is None or figure.party in BEAT.parties
        assert figure.start is None or figure.end is None or figure.start <= figure.end
    if reading.problem is not None:
        assert reading.figures == ()
    return reading


def check_evidence(figure: Figure, report: ReportText) -> None:
    words = report.title if figure.field == "title" else report.text
    assert 0 <= figure.start_char < figure.end_char <= len(words)
    assert words[figure.start_char : figure.end_char] == figure.quote
    if figure.value is not None and figure.value > 9:  # fewer may be named one by one
        assert figure.value in numbers_of(figure.quote)


def numbers_of(quote: str) -> set[int | None]:
    """The numbers that stand in a quote, in digits or words."""
    tokens = tokenise(normalise(quote).text, LEXICON)
    return {cardinal(tokens, at)[0] for at in range(len(tokens))}


def check_bounds(figure: Figure) -> None:
    assert figure.value is None or figure.value > 0
    if figure.value is None:
        assert figure.qualifier == "vague"
        assert (figure.low, figure.high) == (None, None)
    else:
        assert figure.low is None or figure.low <= figure.value + (figure.qualifier == "more_than")
        assert figure.high is None or figure.value <= figure.high
    assert figure.low is None or figure.high is None or figure.low <= figure.high
    assert figure.value not in figure.alt


def check_parents(figure: Figure, ids: dict[str, Figure]) -> None:
    seen = {figure.id}
    at = figure
    while at.part_of is not None:
        assert at.part_of in ids
        assert ids[at.part_of].measure == at.measure
        at = ids[at.part_of]
        assert at.id not in seen
        seen.add(at.id)


@pytest.mark.parametrize("report", gold_texts(), ids=lambda report: report.title[:40])
def test_reports_and_cases_keep_the_rules(report: ReportText) -> None:
    stated(report)


@settings(max_examples=300, deadline=None)
@given(text=prose, title=prose, published=days)
def test_newslike_words_in_any_order_keep_the_rules(text: str, title: str, published: date | None) -> None:
    stated(ReportText(text, title, published))


@settings(max_examples=200, deadline=None)
@given(text=anything, title=anything, published=days)
def test_any_text_keeps_the_rules(text: str, title: str, published: date | None) -> None:
    stated(ReportText(text, title, published))


@settings(max_examples=100, deadline=None)
@given(before=st.text(max_size=10), between=st.text(max_size=5), after=st.text(max_size=10))
def test_any_characters_about_and_within_a_figure_keep_the_rules(
    before: str, between: str, after: str
) -> None:
    stated(
        ReportText(
            f"Troops {before}killed 14{between} villagers{after} in Muse on Monday, the KIA said.", "", DAY
        )
    )


_CATEGORIES = {
    unicodedata.category(chr(point)): chr(point) for point in range(sys.maxunicode, -1, -1) if point % 7 != 3
}
_MARKS = {
    "null": "\0",
    "lone surrogate": "\ud800",
    "surrogate pair, unjoined": "\ud83d\ude00",
    "right to left": "\u202e",
    "isolate": "\u2067",
    "zero width": "\u200b\u200d\ufeff",
    "soft hyphen": "\u00ad",
    "combining": "e\u0301\u0327" + "\u0300" * 50,
    "emoji": "\U0001f469\u200d\U0001f692",
    "Burmese digits": "၁၂၃",
    "Arabic digits": "١٢٣",
    "superscript": "²³",
    "fraction": "½",
    "Roman numeral": "Ⅻ",
    "circled": "⑫",
    "full width": "１２",
    "dotless and dotted i": "İı",
    "sharp s": "ẞß",
    "ligature": "ﬁ",
    "line separators": "\u2028\u2029\x85\x0b\x0c",
} | {f"category {name}": char for name, char in _CATEGORIES.items()}


@pytest.mark.parametrize("name", _MARKS)
def test_every_kind_of_character_is_read_over(name: str) -> None:
    char = _MARKS[name]
    for text in (
        char,
        char * 500,
        f"Fourteen soldiers were killed{char} and 12{char} injured in {char}Muse.",
        f"{char}At least{char}14 soldiers{char}were{char}killed in Mu{char}se on Monday{char}",
        f"killed {char} soldiers and {char}{char} villagers on May {char} and 1{char}4 others",
    ):
        stated(ReportText(text, text, DAY))


def test_a_number_that_no_count_could_be_is_no_trouble() -> None:
    for number in (
        "9" * 5000,
        "0" * 300,
        "1," * 2000 + "1",
        "1." * 2000 + "1",
        "12:" * 500 + "3",
        "1e999",
        "-14",
    ):
        stated(ReportText(f"Troops killed {number} villagers in Muse, and {number} million fled.", "", DAY))


def test_the_first_and_last_days_of_the_calendar_are_no_trouble() -> None:
    text = (
        "Two men died yesterday. In the past 90 years 12 people were killed. Since last year, last month and "
        "last week 15 died; over the weekend 7 did. On Dec. 31 3 died. The following day 4 died. On Feb. 29 "
        "5 were killed. In the past 9,000 months 12 were killed, and 15 the year before last."
    )
    for published in (
        date.min,
        date.max,
        date.min + timedelta(400),
        date.max - timedelta(400),
        date(2024, 2, 29),
    ):
        stated(ReportText(text, text, published))


_SENTENCE = "At least 14 soldiers were killed and 20 injured in Muse on Monday, the KIA said. "
_LONG: dict[str, Callable[[int], str]] = {
    "sentences": lambda n: _SENTENCE * (n // 12),
    "paragraphs": lambda n: (_SENTENCE + "\n\n") * (n // 12),
    "one sentence of words": lambda n: "the villagers said that they " * (n // 5) + ".",
    "one sentence of unknown words": lambda n: "kowa mindat relo pasin " * (n // 4),
    "one sentence of capitals": lambda n: "Kowa Mindat Relo Pasin " * (n // 4),
    "one sentence of counts": lambda n: "14 soldiers were killed and " * (n // 5) + "left.",
    "counts in a list": lambda n: "Killed were " + "14 soldiers, " * (n // 2) + "in Muse.",
    "numbers": lambda n: "14 " * n,
    "numbers in words": lambda n: "one hundred and twenty " * (n // 4),
    "numbers and commas": lambda n: "14, " * n,
    "tolls": lambda n: "The toll rose to 57. " * (n // 5),
    "open parentheses": lambda n: "(" * n + "14 killed",
    "nested parentheses": lambda n: "(a " * (n // 2) + "14 killed" + ")" * (n // 2),
    "quotes": lambda n: "“14 soldiers were killed,” he said. " * (n // 8),
    "opening quotes": lambda n: "“" * n,
    "straight quotes": lambda n: '"' * n,
    "apostrophes": lambda n: "'s " * n,
    "possessives": lambda n: "the army's " * (n // 2) + "14 soldiers died.",
    "of": lambda n: "the bodies of " * (n // 3) + "14 soldiers were found.",
    "and": lambda n: "soldiers and " * (n // 2) + "police were killed.",
    "including": lambda n: "14 were killed, including " * (n // 4) + "two women.",
    "of whom": lambda n: "14 were killed, of whom " * (n // 5) + "two died.",
    "saying": lambda n: "he said that " * (n // 3) + "14 soldiers were killed.",
    "dates": lambda n: "on May 12 and " * (n // 4) + "14 soldiers were killed.",
    "date words": lambda n: "in early late last the " * (n // 5),
    "places": lambda n: "in Muse, Lashio and Hsipaw " * (n // 5) + "14 soldiers were killed.",
    "hyphens": lambda n: "14-" * n + "year-old",
    "dots": lambda n: "." * n,
    "initials": lambda n: "K. " * n,
    "abbreviations": lambda n: "U.S. Gen. " * (n // 2),
    "line breaks": lambda n: "\n" * n,
    "line breaks and words": lambda n: "killed\n14\nsoldiers\n" * (n // 3),
    "spaces": lambda n: " " * n + "14 soldiers were killed.",
    "one word": lambda n: "a" * n,
    "zero width": lambda n: "1\u200b4 soldiers were ki\u200blled. " * (n // 4),
    "combining": lambda n: "e" + "\u0301" * n,
    "tags": lambda n: "<p " * n,
    "adverbs": lambda n: "also reportedly " * (n // 2) + "killed 14 soldiers",
    "verbs": lambda n: "killed wounded " * (n // 2) + "14 soldiers",
    "determiners": lambda n: "the a the " * (n // 3),
    "who": lambda n: "soldiers who killed villagers who " * (n // 5) + "died",
    "commas": lambda n: "," * n + "14 soldiers were killed",
    "one by one, after a count": lambda n: "14 were killed. " + "The driver was killed. " * (n // 4),
    "lists of things": lambda n: "Troops seized 14 rifles. The arms include 3 guns. " * (n // 9),
    "people one by one": lambda n: "A soldier, a monk and Daw Mya Mya, " * (n // 7) + "were killed.",
}


def calls(report: ReportText) -> int:
    """How many functions, Python's and C's, reading a report calls."""
    count = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        read(report, BEAT)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.slow
@pytest.mark.parametrize("shape", _LONG)
def test_cost_is_linear_in_length(shape: str) -> None:
    make = _LONG[shape]
    calls(ReportText(make(100), "", DAY))
    once, twice = (calls(ReportText(make(words), "", DAY)) for words in (2500, 5000))
    assert twice <= 2.2 * once + 2000


@pytest.mark.slow
@pytest.mark.parametrize("shape", _LONG)
def test_long_texts_keep_the_rules(shape: str) -> None:
    stated(ReportText(_LONG[shape](10_000), "", DAY))


@pytest.mark.slow
def test_a_megabyte_is_read() -> None:
    text = (_SENTENCE + "\n\n") * (1_000_000 // len(_SENTENCE))
    assert stated(ReportText(text, "", DAY)).figures


@pytest.mark.slow
def test_one_sentence_of_a_hundred_thousand_words_is_read() -> None:
    text = "the villagers said that they had seen the " * 12_500 + "14 soldiers killed."
    assert stated(ReportText(text, "", DAY)).problem is None
