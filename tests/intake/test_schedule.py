from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.schedule import Schedule, fresh_for, retry_after

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 360), (7, 360), (50, 360), (10**6, 360)],
)
def test_the_wait_doubles_with_each_failure_up_to_a_bound(failures: int, minutes: int) -> None:
    assert Schedule().after_failure(15 * MINUTE, failures) == minutes * MINUTE


@pytest.mark.parametrize(
    ("every", "failures", "retry", "wait"),
    [
        (15 * MINUTE, 1, 2 * HOUR, 2 * HOUR),
        (15 * MINUTE, 1, 1 * MINUTE, 15 * MINUTE),
        (15 * MINUTE, 1, 400 * HOUR, 24 * HOUR),
        (48 * HOUR, 3, None, 48 * HOUR),
    ],
)
def test_a_wait_that_the_server_asks_for_is_obeyed_within_bounds(
    every: timedelta, failures: int, retry: timedelta | None, wait: timedelta
) -> None:
    assert Schedule().after_failure(every, failures, retry) == wait


@pytest.mark.parametrize(
    ("wish", "wait"),
    [(None, 10 * MINUTE), (MINUTE, 10 * MINUTE), (30 * MINUTE, 30 * MINUTE), (400 * HOUR, HOUR)],
)
def test_a_wish_to_be_left_alone_is_granted_within_bounds(wish: timedelta | None, wait: timedelta) -> None:
    assert Schedule().after_success(10 * MINUTE, wish) == wait


@given(st.integers(1, 10**9), st.integers(1, 10**6))
def test_feeds_are_spread_each_by_its_own_part(feed_id: int, seconds: int) -> None:
    wait = timedelta(seconds=seconds)
    part = Schedule().spread_for(feed_id, wait)
    assert timedelta() <= part <= wait * 0.05
    assert part == Schedule().spread_for(feed_id, wait)


@pytest.mark.parametrize(
    ("words", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta()),
        ("Wed, 20 Nov 2024 12:10:00 GMT", timedelta(minutes=10)),
        ("Wed, 20 Nov 2024 11:00:00 GMT", timedelta()),
        ("Wed, 20 Nov 2024 12:10:00 -0000", timedelta(minutes=10)),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("٣", None),
        ("9" * 400, timedelta(seconds=10**9)),
    ],
)
def test_retry_after(words: str, wait: timedelta | None) -> None:
    assert retry_after({"Retry-After": words}, NOW) == wait


@given(st.text(max_size=60))
def test_retry_after_never_raises(words: str) -> None:
    wait = retry_after({"Retry-After": words}, NOW)
    assert wait is None or wait >= timedelta()


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"Cache-Control": "public, MAX-AGE=600, must-revalidate"}, 600),
        ({"Cache-Control": "max-age=600", "Age": "200"}, 400),
        ({"Cache-Control": "max-age=600", "Age": "900"}, 0),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], fresh: int | None) -> None:
    assert fresh_for(headers) == (None if fresh is None else timedelta(seconds=fresh))
