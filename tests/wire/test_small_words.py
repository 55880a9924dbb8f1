"""How lengths of time, and the days under a chart, are written."""

from datetime import date, timedelta

import pytest

from bot.ledger.views import Point
from bot.wire.charts import _labels
from bot.wire.signs import lasting


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(10, "10 s"), (60, "1 min"), (90, "90 s"), (900, "15 min"), (7200, "2 h"), (5400, "90 min")],
)
def test_a_length_is_said_in_the_largest_unit_that_says_it_whole(seconds: int, said: str) -> None:
    assert lasting(timedelta(seconds=seconds)) == said


def test_the_year_stands_wherever_it_changes_under_a_chart() -> None:
    first = date(2023, 1, 2)
    points = [
        Point(first + timedelta(weeks=week), first + timedelta(weeks=week, days=6), 1, 1, 1)
        for week in range(104)
    ]
    assert _labels(points, [0, 15, 30, 45, 60, 75, 90], "week") == [
        "2 Jan\n2023", "17 Apr", "31 Jul", "13 Nov", "26 Feb\n2024", "10 Jun", "23 Sep",
    ]  # fmt: skip
