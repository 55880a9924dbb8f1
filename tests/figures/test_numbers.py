"""The number grammar: values, bounds and qualifiers, and what is a number but no count."""

import pytest

from tests.figures.stages import numbers_in

COUNTS = [
    # text, value, low, high, qualifier
    ("14 villagers", 14, 14, 14, "exact"),
    ("1,189 soldiers", 1189, 1189, 1189, "exact"),
    ("fourteen villagers", 14, 14, 14, "exact"),
    ("twenty-three soldiers", 23, 23, 23, "exact"),
    ("a hundred and twelve houses", 112, 112, 112, "exact"),
    ("two thousand three hundred people", 2300, 2300, 2300, "exact"),
    ("1.2 million people", 1_200_000, 1_200_000, 1_200_000, "exact"),
    ("12.5 lakh people", 1_250_000, 1_250_000, 1_250_000, "exact"),
    ("2,14,000 people", 214_000, 214_000, 214_000, "exact"),
    ("1.2 crore people", 12_000_000, 12_000_000, 12_000_000, "exact"),
    ("two dozen houses", 24, 24, 24, "exact"),
    ("a dozen houses", 12, 12, 12, "exact"),
    ("at least 45 people", 45, 45, None, "at_least"),
    ("45 or more people", 45, 45, None, "at_least"),
    ("no fewer than 45 people", 45, 45, None, "at_least"),
    ("more than 200 people", 200, 201, None, "more_than"),
    ("over 500 troops", 500, 501, None, "more_than"),
    ("nearly 1,200 soldiers", 1200, None, 1200, "nearly"),
    ("close to 90 people", 90, None, 90, "nearly"),
    ("up to 40 fighters", 40, None, 40, "up_to"),
    ("as many as 40 fighters", 40, None, 40, "up_to"),
    ("fewer than 40 fighters", 40, None, 39, "up_to"),
    ("about 40,000 people", 40_000, 40_000, 40_000, "about"),
    ("some 70 houses", 70, 70, 70, "about"),
    ("an estimated 38 people", 38, 38, 38, "about"),
    ("between 20 and 30 soldiers", 20, 20, 30, "range"),
    ("20 to 30 soldiers", 20, 20, 30, "range"),
    ("20-30 soldiers", 20, 20, 30, "range"),
    ("20–30 soldiers", 20, 20, 30, "range"),
    ("two or three soldiers", 2, 2, 3, "range"),
    ("dozens of people", None, None, None, "vague"),
    ("several villagers", None, None, None, "vague"),
    ("hundreds of houses", None, None, None, "vague"),
]


@pytest.mark.parametrize(("text", "value", "low", "high", "qualifier"), COUNTS)
def test_counts(text: str, value: int | None, low: int | None, high: int | None, qualifier: str) -> None:
    (number,) = numbers_in(f"Troops killed {text} on the road.")
    assert (number.value, number.low, number.high, number.qualifier) == (value, low, high, qualifier)


NO_COUNTS = [
    "The boy was 14 years old.",
    "A 19-year-old student was killed.",
    "It began at 9:30 am.",
    "It began at 5 p.m.",
    "On May 12 it rained.",
    "In 2023 it rained.",
    "The march took 14 days.",
    "The camp lies 40 km north.",
    "It cost $300.",
    "It cost 300 million kyats.",
    "It rose by 38.2 percent.",
    "It rose by 12%.",
    "Operation 1027 went on.",
    "Light Infantry Division 33 withdrew.",
    "Infantry Battalion 564 withdrew.",
    "They withdrew to Hill 2210.",
    "Article 505 was applied.",
    "Call 067412377 for more.",
    "Khin Aye, 41, was there.",
    "No one was there.",
]


@pytest.mark.parametrize("text", NO_COUNTS)
def test_numbers_that_count_nothing(text: str) -> None:
    assert numbers_in(text) == []


def test_what_comes_on_top_is_known() -> None:
    assert [number.more for number in numbers_in("Another 15 died, 4 more died and 3 died.")] == [
        True,
        True,
        False,
    ]


def test_a_qualifier_governs_its_own_number_alone() -> None:
    found = numbers_in("At least 69 people were injured and 45 were killed.")
    assert [number.qualifier for number in found] == ["at_least", "exact"]


def test_the_span_is_that_of_the_numbers_own_words() -> None:
    text = "At least 1,189 soldiers were killed."
    (number,) = numbers_in(text)
    assert text[number.start : number.end] == "1,189"
