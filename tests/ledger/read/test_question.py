"""One grammar for commands and command line: words in any order, and said again so that they read back."""

import re
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import QuestionError
from bot.figures import load_beat
from bot.ledger.filters import Filter
from bot.ledger.question import Grammar
from bot.ledger.views import Question
from tests.ledger.read.shelf import figure_of, said

TODAY = date(2026, 11, 20)


@cache
def grammar() -> Grammar:
    return Grammar(load_beat(["myanmar"]), outlets=["Our Own Feed"])


def read(words: str) -> Question:
    return grammar().read(words, today=TODAY)


NOVEMBER = "killed · regime · Sagaing · November 2024"

SAID = {
    "killed regime sagaing november 2024": NOVEMBER,
    "november 2024, Sagaing: JUNTA deaths": NOVEMBER,
    "How many soldiers were killed in Sagaing Region in Nov 2024?": NOVEMBER,
    "": "22 October 2026 to 20 November 2026",
    "deaths": "killed · all time",
    "people killed": "killed · all time",
    "bases regime northern Shan": "bases seized · regime · Shan · all time",
    "Karenni State": "Kayah · all time",
    "Nay Pyi Taw since 2024": "Naypyidaw · since 1 January 2024",
    "hpa-an 2024": "Hpa-An · 2024",
    "shan muse": "Muse · all time",
    "Minhla Bago": "Minhla (Bago) · all time",
    "bago township": "Bago township · all time",
    "Myanmar killed": "killed · all time",
    "dvb killed by month": "killed · all time · outlet Democratic Voice of Burma · by month",
    "irrawaddy.com": "all time · outlet The Irrawaddy",
    "outlet Our Own Feed": "all time · outlet Our Own Feed",
    "killed by state last 90 days": "killed · 23 August 2026 to 20 November 2026 · by region",
    "killed from The Irrawaddy": "killed · all time · outlet The Irrawaddy",
    "bases lost by the junta": "bases seized · regime · all time",
    "bases captured in Kachin 2024": "bases seized · Kachin · 2024",
    "captured towns 2024": "towns seized · 2024",
    "captured soldiers 2024": "captured · regime · 2024",
    "Kachin air strikes 2024": "airstrikes · Kachin · 2024",
    "killed since the coup": "killed · since 1 February 2021",
    "killed Sagaing since Operation 1027": "killed · Sagaing · since 27 October 2023",
}


@pytest.mark.parametrize("words", SAID)
def test_words_in_any_order_are_said_again_and_read_back(words: str) -> None:
    question = read(words)
    assert question.words == SAID[words]
    assert read(question.words) == question
    assert grammar().read(question.words, today=date(2031, 3, 1)) == question


def test_what_is_asked_is_in_its_fields() -> None:
    question = read("killed regime Muse november 2024 by month Mizzima")
    assert (question.measure, question.party, question.place) == ("killed", "regime", "Muse")
    assert question.place_path == ("Shan", "Muse")
    assert (question.start, question.end) == (date(2024, 11, 1), date(2024, 11, 30))
    assert (question.period, question.breakdown, question.outlet) == ("November 2024", "month", "Mizzima")


REFUSED = {
    "killed Loikow": ("loikow", "Did you mean Loikaw?", "Loikaw"),
    "killd regime": ("killd", "Did you mean killed", "killed"),
    "Nay Pyi Taww": ("nay pyi taww", "Did you mean Nay Pyi Taw", "Nay Pyi Taw"),
    "xqzzy": ("xqzzy", "For example: killed regime", None),
    "since the flood": ("flood", "not known", None),
    "killed since": ("since", "wants a day or a month after it", None),
    "killed by planet": ("planet", "divided by party, region, month or source", None),
    "killed by mnth": ("mnth", "Did you mean month?", "month"),
    "killed by juntta": ("juntta", "Did you mean junta?", "junta"),
    "killed by the junta": ("by the junta", "Who did it is not kept", "regime"),
    "bases seized by resistance 2024": ("by resistance", "Who did it is not kept", "resistance"),
    "killed 3/11/2024": ("3", "write a day as 3 Nov 2024", None),
    "towns killed": ("killed", "One measure at a time (towns seized or killed)", "killed"),
    "killed by week": ("week", "divided by party, region, month or source", None),
    "Minhla": ("minhla", "several places", "Minhla (Bago)"),
    "Sagaing Shan": ("Shan", "One place at a time", "Sagaing"),
    "killed injured": ("injured", "One measure at a time", "killed"),
    "regime resistance": ("resistance", "One party at a time", "regime"),
    "2023 killed 2024": ("", "Two periods", None),
    "killed by party by month": ("", "One breakdown", None),
    "31 nov 2024": ("31 November 2024", "November has 30 days", None),
    "outlet Nobody": ("nobody", "not known", None),
    "💥": ("💥", "not known", None),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_not_understood_is_named(words: str) -> None:
    word, message, suggestion = REFUSED[words]
    with pytest.raises(QuestionError, match=re.escape(message)) as caught:
        read(words)
    assert caught.value.word == word
    if suggestion is not None:
        assert suggestion in caught.value.suggestions


def test_of_a_places_spellings_the_likest_is_suggested() -> None:
    with pytest.raises(QuestionError) as caught:
        read("killed yangoon")
    assert caught.value.suggestions[0] == "Yangon"
    assert "Rangoon" not in caught.value.suggestions


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused_in_words(words: str) -> None:
    try:
        question = read(words)
    except QuestionError:
        return
    assert read(question.words) == question


@st.composite
def questions(draw: st.DrawFn) -> Question:
    beat = load_beat_once()
    places = [place for place in beat.places.places if place.country == "Myanmar" and place.path]
    place = draw(st.none() | st.sampled_from(places))
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if start and end and end < start:
        start, end = end, start
    asked = Question(
        measure=draw(st.none() | st.sampled_from(sorted(beat.measures))),
        party=draw(st.none() | st.sampled_from(sorted(beat.parties))),
        place=None,
        place_path=place.path if place else (),
        start=start,
        end=end,
        breakdown=draw(st.sampled_from([None, "party", "region", "month", "source"])),
        outlet=draw(st.none() | st.sampled_from(sorted(beat.outlets))),
    )
    # A code says the place by its path, so reading one gives the question with its place's name and words.
    return grammar().read_code(grammar().code(asked))


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@cache
def load_beat_once():  # type: ignore[no-untyped-def]
    return load_beat(["myanmar"])


@given(questions())
def test_every_question_reads_back_from_its_words_and_from_its_code(question: Question) -> None:
    code = grammar().code(question)
    assert len(code.encode()) <= 48
    assert grammar().read_code(code) == question
    asks_something = any(
        (question.measure, question.party, question.place, question.outlet, question.breakdown)
    )
    if asks_something or question.start or question.end or question.period == "all time":
        assert read(question.words) == question


@pytest.mark.parametrize(
    "code", ["", "x", "......", "zzzz......", "..zzzzzzz....", "...zz...", ".....q.", "...ffffffffff..."]
)
def test_a_code_that_names_nothing_is_refused(code: str) -> None:
    if code == "......":
        assert grammar().read_code(code).words == "all time"
        return
    with pytest.raises(QuestionError, match="earlier version"):
        grammar().read_code(code)


def test_two_sides_share_what_only_one_names() -> None:
    pairs = {
        "killed regime vs resistance november 2024": (
            "killed · regime · November 2024",
            "killed · resistance · November 2024",
        ),
        "regime Sagaing versus Magway killed": (
            "killed · regime · Sagaing · all time",
            "killed · regime · Magway · all time",
        ),
        "killed october 2024 vs november 2024": ("killed · October 2024", "killed · November 2024"),
        "killed vs injured civilians": ("killed · civilians · all time", "injured · civilians · all time"),
    }
    for words, expected in pairs.items():
        one, other = grammar().read_pair(words, today=TODAY)
        assert (one.words, other.words) == expected
    for words in ("killed", "killed vs", "killed vs killed", "a vs b vs c"):
        with pytest.raises(QuestionError):
            grammar().read_pair(words, today=TODAY)


def test_a_filter_wants_any_of_what_it_names() -> None:
    wanted = grammar().read_filter("killed injured regime Sagaing Chin Mizzima")
    assert wanted.words == "killed · injured · regime · Sagaing · Chin · outlet Mizzima"
    assert grammar().read_filter(wanted.words) == wanted
    assert Filter.from_dict(wanted.to_dict()) == wanted
    kani = figure_of(said(path="Sagaing/Kani"), 1, 1)
    elsewhere = [figure_of(said(path=path), 1, 1) for path in ("Magway", "", "SagaingX")]
    assert wanted.matches([*elsewhere, kani], "Mizzima")
    assert not wanted.matches([kani], "DVB")
    assert not wanted.matches(elsewhere, "Mizzima")
    assert not wanted.matches([figure_of(said(party=None), 1, 1)], "Mizzima")
    assert not wanted.matches([figure_of(said(measure="displaced"), 1, 1)], "Mizzima")


def test_an_empty_filter_wants_everything() -> None:
    everything = grammar().read_filter("")
    assert everything == Filter() == Filter.from_dict({})
    assert everything.matches([], "DVB")
    assert not grammar().read_filter("killed").matches([], "DVB")
    assert grammar().read_filter("outlet DVB").matches([], "Democratic Voice of Burma")


@pytest.mark.parametrize("words", ["killed 2024", "killed by month"])
def test_a_filter_has_no_period_and_no_breakdown(words: str) -> None:
    with pytest.raises(QuestionError, match="no period"):
        grammar().read_filter(words)
