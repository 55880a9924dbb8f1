"""Who is cited: before, after and around what is said."""

import pytest

from bot.figures.roll import speaker_of
from bot.figures.speakers import voices
from tests.figures.stages import chunks_of

TABLE = [
    ("Nine soldiers were killed, the KNDF said.", "KNDF"),
    ("The KNDF said nine soldiers were killed.", "KNDF"),
    ("According to the Arakan Army, nine soldiers were killed.", "Arakan Army"),
    ("Nine soldiers were killed, according to local residents.", "local residents"),
    ("“We killed nine of them,” said Ko Min Thu, a PDF officer.", "Ko Min Thu"),
    ("A resident of Pale told Myanmar Now that nine villagers were killed.", "resident"),
    ("The ministry reported that nine people were killed.", "ministry"),
    ("Nine people were killed, police said on Monday.", "police"),
    ("Nine people were killed, said UN spokesman Stéphane Dujarric.", "Stéphane Dujarric"),
]


def heard(text: str) -> list[str]:
    return [voice.who for voice in voices(*chunks_of(text))]


@pytest.mark.parametrize(("text", "who"), TABLE)
def test_a_speaker_is_found(text: str, who: str) -> None:
    tokens, chunks = chunks_of(text)
    counted = next(chunk for chunk in chunks if chunk.num is not None)
    voice = speaker_of(voices(tokens, chunks), counted.start, counted.end)
    assert voice is not None
    assert who in voice.who


@pytest.mark.parametrize(
    "text",
    ["Nine soldiers were killed.", "Nine people were reported killed.", "The road was closed on Monday."],
)
def test_without_a_speaker_none_is_made_up(text: str) -> None:
    assert heard(text) == []


def test_a_pronoun_is_marked_as_such() -> None:
    (voice,) = voices(*chunks_of("Nine soldiers were killed, he said."))
    assert voice.pronoun == "he"
