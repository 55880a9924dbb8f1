from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox import EDITOR_ID
from bot.sandbox.news.entry import Entry
from tests.end_to_end.newsroom import CHANNEL, OUTLET, PATIENCE, Newsroom, open_newsroom
from tests.store.databases import KINDS, fresh_database

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)


def raid(dead: str = "At least 14", slug: str = "raid-on-pale") -> Entry:
    return Entry(
        slug=slug,
        title="Raid on Pale outpost leaves junta soldiers dead",
        text=(
            f"{dead} junta soldiers were killed when resistance fighters overran an outpost in Pale Township "
            f"on {YESTERDAY:%B} {YESTERDAY.day}, the local defence force said.\n\n"
            "Three civilians were injured by shells that fell on a village nearby, residents said.\n\n"
            "The military has not commented on the fighting, which began before dawn and went on for hours."
        ),
        published=NOW,
    )


def ambush() -> Entry:
    return Entry(
        slug="while-away",
        title="Ambush near Kalay",
        text="Five junta soldiers were killed in an ambush near Kalay on Monday, the defence force said.",
        published=NOW,
    )


OLD = Entry(
    slug="old-news",
    title="Old fighting near Kale",
    text="Fighting near Kale killed 31 junta soldiers, the defence force said.",
    published=NOW - timedelta(days=40),
)


@pytest.fixture(params=KINDS)
async def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with (
        fresh_database(request.param, tmp_path) as database,
        open_newsroom(tmp_path, database) as opened,
    ):
        yield opened


async def test_from_feed_to_channel_and_from_command_to_totals(newsroom):
    world = newsroom.sandbox.world
    newsroom.publish(OLD)
    await newsroom.start()
    await newsroom.learns("/totals killed regime all time", "31")
    assert newsroom.posts() == []  # a backlog is taken in, and not posted

    newsroom.publish(raid())
    post = await world.expect(CHANNEL, "Raid on Pale", within=PATIENCE)
    assert "Valley Post" in post.text
    assert "≥ 14" in post.text
    assert "Regime" in post.text
    assert [button["text"] for button in post.buttons] == ["Figures and quotes", "Totals"]

    answer = await newsroom.ask("/totals killed regime Sagaing last 7 days")
    assert "at least 14" in answer.text
    assert "14" in (await newsroom.ask("killed regime Pale last 7 days")).text

    # The entry disappears and returns: nothing is posted twice.
    entry = newsroom.sandbox.newsstand.withdraw(OUTLET, "raid-on-pale")
    await newsroom.polled()
    newsroom.publish(entry)
    await newsroom.polled(2)
    assert len(newsroom.posts()) == 1

    # Stopped and started: nothing is lost, nothing repeated.
    await newsroom.stop()
    newsroom.publish(ambush())
    await newsroom.start()
    await world.expect(CHANNEL, "Ambush near Kalay", within=PATIENCE)
    await newsroom.polled()
    assert [message.message_id for message in newsroom.posts()] == [1, 2]


async def test_a_correction_reaches_the_message_that_was_posted(newsroom):
    world = newsroom.sandbox.world
    await newsroom.start()
    await newsroom.polled()
    newsroom.publish(raid())
    post = await world.expect(CHANNEL, "≥ 14", within=PATIENCE)

    newsroom.sandbox.newsstand.correct(OUTLET, "raid-on-pale", text=raid("At least 11").text)
    await world.until(lambda: "≥ 11" in world.message(CHANNEL, post.message_id).text, PATIENCE)
    assert "≥ 14" not in world.message(CHANNEL, post.message_id).text
    note = await world.expect(CHANNEL, "11", after=post.message_id, within=PATIENCE)
    assert note.reply_to == post.message_id
    assert "at least 11" in (await newsroom.ask("/totals killed regime Sagaing last 7 days")).text


async def test_killed_while_it_sends_it_sends_nothing_twice_and_loses_nothing(newsroom):
    world, killed = newsroom.sandbox.world, []

    def kill_the_sender(call):
        if not killed and "Raid on Pale" in (call.text("text") or ""):
            killed.append(newsroom.process.kill())
        return False

    # The message arrives in the channel, but its sender dies before it hears so.
    newsroom.sandbox.faults.delay("sendMessage", 0, times=1000, when=kill_the_sender)
    await newsroom.start()
    await newsroom.polled()
    newsroom.publish(raid())
    await world.expect(CHANNEL, "Raid on Pale", within=PATIENCE)
    assert killed

    await newsroom.stop()
    newsroom.publish(ambush())
    await newsroom.start()
    await world.expect(CHANNEL, "Ambush near Kalay", within=PATIENCE * 3)
    await newsroom.polled()
    headlines = [message.text.splitlines()[0] for message in newsroom.posts()]
    assert headlines == [raid().title, ambush().title]


async def test_a_feed_that_breaks_is_told_and_costs_the_others_nothing(newsroom):
    await newsroom.start()
    await newsroom.polled()
    newsroom.sandbox.newsstand.break_feed(OUTLET, "html")
    await newsroom.polled()
    await newsroom.learns("/feeds", "web page")
    newsroom.sandbox.newsstand.mend(OUTLET)
    assert "at least" not in (await newsroom.ask("/totals killed today")).text


async def test_no_token_reaches_the_log(newsroom):
    await newsroom.start()
    await newsroom.ask("/status")
    await newsroom.stop()
    assert newsroom.log
    assert newsroom.sandbox.token.split(":")[1] not in newsroom.log


async def test_the_bot_says_who_asks_for_too_much(newsroom):
    await newsroom.start()
    world = newsroom.sandbox.world
    said = world.say(22222222, 22222222, "/addfeed https://a.example/feed")
    answer = await world.expect(22222222, after=said.message_id, within=PATIENCE)
    assert "admins" in answer.text
    assert EDITOR_ID != 22222222
