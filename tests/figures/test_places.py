"""Places by gazetteer and by the words about them, and the tree that they stand in."""

import pytest

from bot.figures.places import places_in
from bot.figures.scope import atlas_of, words_written
from tests.figures.stages import ACTIVE, BEAT, tokens_of

TABLE = [
    ("Nine died in Muse.", "Muse", "Shan"),
    ("Nine died in Ayadaw Township.", "Ayadaw Township", "Sagaing"),
    ("Nine died in Ayadaw Township, Sagaing Region.", "Ayadaw Township", "Sagaing"),
    ("Nine died in Rakhine State.", "Rakhine State", "Rakhine"),
    ("Nine died in Arakan State.", "Arakan State", "Rakhine"),
    ("Nine died in Karenni State.", "Karenni State", "Kayah"),
    ("Nine died near Magwe.", "Magwe", "Magway"),
    ("Nine died in northern Shan State.", "northern Shan State", "Shan"),
]


@pytest.mark.parametrize(("text", "words", "region"), TABLE)
def test_a_place_is_known_with_its_division(text: str, words: str, region: str) -> None:
    (where,) = [
        w for w in places_in(tokens_of(text), atlas_of(BEAT, ACTIVE, words_written(text))) if not w.whole
    ][:1]
    assert (where.words, where.region) == (words, region)


@pytest.mark.parametrize(
    "text", ["Nine soldiers died.", "The Karenni Research Network said so.", "It may rain."]
)
def test_words_that_name_no_place(text: str) -> None:
    assert [
        w for w in places_in(tokens_of(text), atlas_of(BEAT, ACTIVE, words_written(text))) if w.known
    ] == []


@pytest.mark.parametrize(
    ("place", "region", "path"),
    [
        ("Muse", None, ("Shan", "Muse")),
        ("muse", None, ("Shan", "Muse")),
        ("Nowhere", "Shan", ("Shan",)),
        ("Nowhere", None, ()),
        (None, None, ()),
        ("Magwe Region", None, ("Magway",)),
    ],
)
def test_the_position_in_the_tree(place: str | None, region: str | None, path: tuple[str, ...]) -> None:
    assert BEAT.places.path(place, region) == path


def test_every_division_of_the_country_is_known() -> None:
    assert len(BEAT.places.divisions) >= 15
    assert "Muse" in BEAT.places.names()
