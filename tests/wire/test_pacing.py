"""The pace: never above Telegram's documented limits, and never slower than they demand."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.wire.pacing import Pacing

NOW = datetime(2024, 11, 13, tzinfo=UTC)


@given(
    st.lists(st.tuples(st.sampled_from([-1, -2, 5, 6, 7]), st.integers(0, 3000)), min_size=1, max_size=120)
)
def test_no_window_holds_more_than_its_limit(wishes: list[tuple[int, int]]) -> None:
    pacing, now, sends = Pacing(), NOW, []
    for chat, gap in wishes:
        now += timedelta(milliseconds=gap)
        at = pacing.ready_at(chat, now)
        assert at >= now
        now = at
        pacing.took(chat, at)
        sends.append((chat, at))
    for index, (chat, at) in enumerate(sends):
        before = sends[: index + 1]
        assert sum(one > at - timedelta(seconds=1) for _, one in before) <= 30
        own = [one for other, one in before if other == chat]
        assert sum(one > at - timedelta(seconds=1) for one in own) == 1
        if chat < 0:
            assert sum(one > at - timedelta(seconds=60) for one in own) <= 20


def test_a_hold_is_for_its_chat_alone() -> None:
    pacing = Pacing()
    pacing.hold(-1, NOW + timedelta(seconds=30))
    assert pacing.ready_at(-1, NOW) == NOW + timedelta(seconds=30)
    assert pacing.ready_at(-2, NOW) == NOW
