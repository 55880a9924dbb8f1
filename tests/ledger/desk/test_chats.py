from typing import Any

import pytest

from bot.config import ChannelSettings, Review, Settings
from bot.errors import NotFoundError
from bot.ledger.chats import Chats, Met
from bot.ledger.filters import Filter
from bot.store import Store
from bot.store.tables import ChatRow, PostRow, SubscriptionRow
from tests.ledger.desk.newsroom import NOW, Room, settings

KILLED = Filter(measures=("killed",), words="killed")
ALL = Filter()


def _chats(store: Store, *channels: ChannelSettings, editors: int | str | None = None) -> Chats:
    chosen: Settings = settings().model_copy(update={"channels": channels, "review": Review(chat=editors)})
    return Chats(store, chosen)


async def _rows(store: Store, table: type[Any]) -> list[Any]:
    return await Room.open(store).rows(table)


async def test_a_chat_is_met_again_under_another_name(store: Store) -> None:
    chats = _chats(store)
    await chats.meet(Met(-1, "channel", "News", "@Our_News"), now=NOW)
    await chats.leave(-1, now=NOW)
    met = await chats.meet(Met(-1, "channel", "News 2", "our_news"), now=NOW)
    assert (met.title, met.handle, met.left_at) == ("News 2", "our_news", None)
    await chats.meet(Met(-2, "channel", "Thief", "our_news"), now=NOW)  # the name went to another chat
    first = await chats.chat(-1)
    assert first is not None
    assert first.handle is None
    assert await chats.chat(-3) is None


async def test_subscribing_is_idempotent_and_can_be_taken_up_again(store: Store) -> None:
    chats = _chats(store)
    with pytest.raises(NotFoundError):
        await chats.subscribe(5, KILLED, by=5, now=NOW)
    await chats.meet(Met(5, "private"), now=NOW)
    made, new = await chats.subscribe(5, KILLED, by=5, now=NOW)
    again, new_again = await chats.subscribe(5, KILLED, by=5, now=NOW)
    assert (new, new_again, made) == (True, False, again)
    await chats.subscribe(5, ALL, by=5, now=NOW)
    assert [one.words for one in await chats.subscriptions(5)] == ["killed", ""]
    assert [one.words for one in await chats.unsubscribe(5, words="Killed", now=NOW)] == ["killed"]
    _, new = await chats.subscribe(5, KILLED, by=5, now=NOW)
    assert (new, len(await _rows(store, SubscriptionRow))) == (True, 2)
    assert len(await chats.unsubscribe(5, now=NOW)) == 2
    assert await chats.subscriptions() == ()


async def test_a_chat_that_was_left_is_owed_nothing(store: Store) -> None:
    room, chats = Room.open(store), _chats(store)
    await room.subscribe(1)
    await room.take_in("# 3 killed")
    await chats.leave(1, now=NOW)
    await room.take_in("# 4 killed")
    (post,) = await room.posts()
    assert (post.state, post.error) == ("failed", "the bot may not post in this chat any more")


async def test_a_group_that_became_a_supergroup_keeps_its_subscriptions_and_what_it_is_owed(
    store: Store,
) -> None:
    room, chats = Room.open(store), _chats(store)
    await room.subscribe(-1)
    await room.take_in("# 3 killed")
    await chats.move(-1, -1001, now=NOW)
    await chats.move(-7, -1007, now=NOW)  # never met: nothing to follow
    assert [(post.chat_id, post.state) for post in await room.rows(PostRow)] == [(-1001, "owed")]
    assert [one.chat_id for one in await chats.subscriptions()] == [-1001]
    assert {row.id: row.left_at is None for row in await room.rows(ChatRow)} == {-1001: True, -1: False}


async def test_configured_channels_are_subscribed_once_they_are_met(store: Store) -> None:
    named = ChannelSettings(chat="@our_news", only="killed")
    topic = ChannelSettings(chat=-5, topic=3)
    chats = _chats(store, named, topic, editors=-9)
    assert await chats.unmet() == ("@our_news", -5, -9)
    await chats.sync([KILLED, ALL], now=NOW)
    assert await chats.subscriptions() == ()
    await chats.meet(Met(-1, "channel", "News", "Our_News"), now=NOW)
    await chats.meet(Met(-5, "supergroup"), now=NOW)
    assert await chats.unmet() == (-9,)
    await chats.sync([KILLED, ALL], now=NOW)
    await chats.sync([KILLED, ALL], now=NOW)
    made = await chats.subscriptions()
    assert [(one.chat_id, one.thread_id, one.words, one.configured) for one in made] == [
        (-1, 0, "killed", True), (-5, 3, "", True),
    ]  # fmt: skip


async def test_what_the_configuration_names_no_more_ends_and_what_people_made_stays(store: Store) -> None:
    before = _chats(store, ChannelSettings(chat=-1, only="killed"), ChannelSettings(chat=-1))
    await before.meet(Met(-1, "channel"), now=NOW)
    await before.subscribe(-1, ALL, by=7, now=NOW)
    await before.sync([KILLED, ALL], now=NOW)
    await _chats(store).sync([], now=NOW)
    (left,) = await before.subscriptions(-1)
    assert (left.words, left.created_by, left.configured) == ("", 7, False)


async def test_reviews_that_opened_before_the_editors_were_met_are_put_to_them_then(store: Store) -> None:
    room, chats = Room.open(store), _chats(store, editors=-9)
    await room.take_in("# 3 killed sure=0.1")
    assert await room.posts("review") == []
    await chats.meet(Met(-9, "group", "Editors"), now=NOW)
    await chats.sync([], now=NOW)
    await chats.sync([], now=NOW)
    assert [(post.chat_id, post.subject) for post in await room.posts("review")] == [(-9, "review:1")]


async def test_a_zone_of_ones_own(store: Store) -> None:
    chats = _chats(store)
    with pytest.raises(NotFoundError):
        await chats.set_zone(5, "Europe/Berlin")
    await chats.meet(Met(5, "private"), now=NOW)
    await chats.set_zone(5, "Europe/Berlin")
    met = await chats.meet(Met(5, "private"), now=NOW)
    assert met.zone == "Europe/Berlin"
