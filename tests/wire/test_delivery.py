"""Delivery against the sandbox: once, in order, whatever goes wrong on the way."""

import asyncio
import random
from datetime import timedelta

import pytest
from telegram import Bot

from bot.sandbox import Rates, RefusalError, Sandbox
from bot.sandbox.botapi.rates import RateGate
from bot.store import Store
from bot.store.tables import ChatRow, PostRow
from bot.wire.outbox import Counts
from tests.wire.conftest import Clock
from tests.wire.posting import CHANNEL, EDITOR, GROUP, Desk

BEGAN = Clock().now


@pytest.fixture
async def desk(store: Store, sandbox: Sandbox, bot: Bot, clock: Clock) -> Desk:
    made = Desk(store, sandbox, bot, clock)
    await made.chat(CHANNEL)
    return made


async def test_posts_arrive_in_order_one_a_second(desk: Desk) -> None:
    numbers = [await desk.owe(f"post {count}") for count in range(3)]
    assert await desk.delivery.deliver_due(desk.clock.now) == 1
    assert await desk.delivery.deliver_due(desk.clock.now) == 0
    await desk.run(5)
    assert desk.texts() == [f"post {count} (revision 1)" for count in range(3)]
    rows = [await desk.row(number) for number in numbers]
    assert [row.state for row in rows] == ["sent"] * 3
    assert [row.message_id for row in rows] == [1, 2, 3]
    assert [row.shown for row in rows] == [1] * 3


async def test_one_chat_does_not_wait_for_another(desk: Desk) -> None:
    await desk.chat(GROUP, "supergroup")
    desk.sandbox.faults.delay("sendMessage", 0.3, when=lambda given: given.text("chat_id") == str(CHANNEL))
    await desk.owe("slow")
    await desk.owe("quick", GROUP)
    assert await desk.delivery.start_due(desk.clock.now) == 2
    await desk.sandbox.world.expect(GROUP, "quick")
    assert desk.texts() == []
    await desk.delivery.idle()
    assert desk.texts() == ["slow (revision 1)"]


async def test_two_processes_send_a_post_once(desk: Desk) -> None:
    other = desk.again()
    for count in range(6):
        await desk.owe(f"post {count}")
    for _ in range(10):
        await asyncio.gather(*(one.delivery.deliver_due(desk.clock.now) for one in (desk, other)))
        desk.clock.forward(seconds=2)
    assert desk.texts() == [f"post {count} (revision 1)" for count in range(6)]


async def test_a_post_that_did_not_leave_is_sent_again(desk: Desk) -> None:
    number = await desk.owe("post")
    await desk.sandbox.pause()
    await desk.bot.request.shutdown()  # or the open connection would still serve
    await desk.bot.request.initialize()
    await desk.run(3)
    row = await desk.row(number)
    assert row.state == "owed"
    assert row.attempts >= 1
    assert row.error
    await desk.sandbox.resume()
    await desk.run(10)
    assert desk.texts() == ["post (revision 1)"]


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_send_of_unknown_outcome_is_settled_before_it_is_repeated(desk: Desk, arrived: bool) -> None:
    await desk.owe("first")
    await desk.run(2)
    desk.sandbox.faults.drop("sendMessage", accepted=arrived)
    number, after = await desk.owe("second"), await desk.owe("third")
    await desk.delivery.deliver_due(desk.clock.now)
    assert (await desk.row(number)).state == "unsure"
    assert (await desk.row(after)).state == "owed"
    await desk.run(40)
    assert desk.texts() == ["first (revision 1)", "second (revision 1)", "third (revision 1)"]
    assert (await desk.row(number)).message_id == 2
    assert (await desk.row(number)).shown == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_the_first_post_of_a_chat_is_settled_too(desk: Desk, arrived: bool) -> None:
    desk.sandbox.faults.drop("sendMessage", accepted=arrived)
    number = await desk.owe("first")
    await desk.run(60)
    assert desk.texts() == ["first (revision 1)"]
    assert (await desk.row(number)).state == "sent"


async def test_a_proxys_error_page_is_an_unknown_outcome(desk: Desk) -> None:
    await desk.owe("first")
    await desk.run(2)
    desk.sandbox.faults.garble("sendMessage")
    number = await desk.owe("second")
    await desk.delivery.deliver_due(desk.clock.now)
    assert (await desk.row(number)).state == "unsure"
    await desk.run(40)
    assert desk.texts() == ["first (revision 1)", "second (revision 1)"]


@pytest.mark.slow
@pytest.mark.parametrize("arrived", [True, False])
async def test_a_process_that_died_while_sending_leaves_nothing_lost_or_doubled(
    desk: Desk, arrived: bool
) -> None:
    await desk.owe("first")
    await desk.run(2)
    number, after = await desk.owe("second"), await desk.owe("third")
    claimed = await desk.outbox.claim(desk.clock.now, lambda _: True)
    assert [post.id for post in claimed] == [number]
    if arrived:
        message = await desk.writer.write(claimed[0], desk.clock.now)
        assert message
        keyboard = {"inline_keyboard": [[{"text": "Figures", "callback_data": f"fig:1:{number}"}]]}
        await desk.bot.send_message(CHANNEL, message.html, api_kwargs={"reply_markup": keyboard})
    survivor = desk.again()
    await survivor.run(60)  # the lease still holds
    assert (await desk.row(number)).state == "sending"
    await survivor.run(90)
    assert desk.texts() == ["first (revision 1)", "second (revision 1)", "third (revision 1)"]
    assert (await desk.row(after)).state == "sent"


async def test_other_peoples_messages_are_passed_over_when_settling(desk: Desk) -> None:
    await desk.chat(GROUP, "supergroup")
    await desk.owe("first", GROUP)
    await desk.run(2)
    for count in range(3):
        desk.sandbox.world.say(EDITOR, GROUP, f"talk {count}")
    answer = await desk.bot.send_message(GROUP, "an answer")  # by a process that is gone
    desk.sandbox.faults.drop("sendMessage", accepted=True)
    number = await desk.owe("second", GROUP)
    await desk.run(40)
    assert desk.texts(GROUP).count("second (revision 1)") == 1
    assert (await desk.row(number)).message_id == answer.message_id + 1
    assert not desk.sandbox.world.message(GROUP, answer.message_id).reply_markup


async def test_a_wait_that_telegram_asks_for_is_kept(desk: Desk) -> None:
    desk.sandbox.faults.flood("sendMessage", 30)
    number = await desk.owe("post")
    await desk.run(29)
    assert desk.sandbox.bot_api.calls["sendMessage"] == 1
    assert (await desk.row(number)).attempts == 0
    await desk.run(5)
    assert desk.texts() == ["post (revision 1)"]


@pytest.mark.slow
async def test_a_channel_gets_no_more_than_twenty_a_minute(desk: Desk) -> None:
    for count in range(25):
        await desk.owe(f"post {count}")
    await desk.run(55)
    assert len(desk.texts()) == 20
    await desk.run(25)
    assert len(desk.texts()) == 25


async def test_a_change_is_owed_as_an_edit_and_made_once(desk: Desk) -> None:
    number = await desk.owe("post")
    await desk.run(2)
    await desk.change(number, wanted=3)
    await desk.run(3)
    assert desk.texts() == ["post (revision 3)"]
    row = await desk.row(number)
    assert (row.shown, row.state) == (3, "sent")
    assert desk.sandbox.bot_api.calls["editMessageText"] == 1


async def test_an_edit_that_changes_nothing_is_a_success(desk: Desk) -> None:
    number = await desk.owe("post")
    await desk.run(2)
    await desk.change(number, wanted=1, shown=0, shown_hash=None)
    await desk.run(3)
    assert (await desk.row(number)).shown == 1


async def test_an_edit_is_tried_again_after_trouble(desk: Desk) -> None:
    number = await desk.owe("post")
    await desk.run(2)
    desk.sandbox.faults.drop("editMessageText", times=2, accepted=False)
    await desk.change(number, wanted=2)
    await desk.run(30)
    assert desk.texts() == ["post (revision 2)"]
    assert (await desk.row(number)).shown == 2


async def test_a_message_that_was_deleted_owes_no_edit(desk: Desk) -> None:
    number = await desk.owe("post")
    await desk.run(2)
    await desk.bot.delete_message(CHANNEL, 1)
    await desk.change(number, wanted=2)
    await desk.run(5)
    row = await desk.row(number)
    assert row.shown == 2
    assert "deleted" in (row.error or "")
    assert desk.texts() == []


async def test_words_that_telegram_cannot_read_are_sent_without_markup(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    number = await desk.owe("post")
    desk.writer.broken.add(number)
    await desk.run(3)
    assert desk.texts() == ["not closed"]
    assert (await desk.row(number)).state == "sent"
    assert "cannot read it" in caplog.text


async def test_a_lost_chat_is_left_and_admins_are_told(desk: Desk) -> None:
    await desk.chat(EDITOR, "private", "Editor")
    desk.sandbox.world.say(EDITOR, EDITOR, "/start")
    desk.sandbox.world.set_bot(EDITOR, CHANNEL, "kicked")
    number, waiting = await desk.owe("post"), await desk.owe("next")
    await desk.run(5)
    assert [(await desk.row(one)).state for one in (number, waiting)] == ["failed", "failed"]
    async with desk.store.read() as session:
        chat = await session.get(ChatRow, CHANNEL)
        assert chat is not None
        assert chat.left_at is not None
    assert any("can no longer be posted to" in text for text in desk.texts(EDITOR))


@pytest.mark.slow
async def test_a_channel_where_the_bot_may_not_post_waits_and_admins_are_told(desk: Desk) -> None:
    await desk.chat(EDITOR, "private", "Editor")
    desk.sandbox.world.say(EDITOR, EDITOR, "/start")
    desk.sandbox.world.set_bot(EDITOR, CHANNEL, "administrator", frozenset())
    number = await desk.owe("post")
    await desk.run(5)
    assert (await desk.row(number)).state == "owed"
    assert any("right to post" in text for text in desk.texts(EDITOR))
    desk.sandbox.world.set_bot(EDITOR, CHANNEL, "administrator")
    await desk.run(620, every=20)
    assert desk.texts() == ["post (revision 1)"]


async def test_a_group_that_became_a_supergroup_is_followed(desk: Desk) -> None:
    old, new = -4242, GROUP
    await desk.chat(old, "group", "Newsroom")
    refusal = RefusalError(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=new)
    desk.sandbox.faults.fail("sendMessage", refusal)
    number = await desk.owe("post", old)
    await desk.run(5)
    assert desk.texts(new) == ["post (revision 1)"]
    assert (await desk.row(number)).chat_id == new


async def test_a_reply_answers_the_message_of_its_post(desk: Desk) -> None:
    first = await desk.owe("story")
    await desk.owe("what changed", reply_to_id=first)
    await desk.run(4)
    assert desk.sandbox.world.messages(CHANNEL)[1].reply_to == 1


async def test_nothing_left_to_tell_is_not_sent(desk: Desk) -> None:
    number = await desk.owe(None)
    await desk.run(2)
    assert (await desk.row(number)).state == "failed"
    assert desk.texts() == []


async def test_counts(desk: Desk) -> None:
    await desk.owe("one")
    await desk.owe("two")
    assert (await desk.outbox.counts()).owed == 2
    await desk.run(5)
    counts = await desk.outbox.counts()
    assert (counts.owed, counts.edits, counts.oldest) == (0, 0, None)


def test_the_columns_of_a_post_are_those_of_the_table() -> None:
    assert {"state", "lease_until", "wanted", "shown"} <= set(PostRow.__table__.columns.keys())


@pytest.mark.slow
async def test_delivery_stays_below_the_rates_that_telegram_documents(desk: Desk) -> None:
    gate = RateGate(Rates(chat_burst=1), clock=lambda: desk.clock.now.timestamp())
    desk.sandbox.bot_api.gate = gate
    people = [4000 + number for number in range(40)]
    for person in people:
        desk.sandbox.world.add_user(person, f"Reader {person}")
        desk.sandbox.world.say(person, person, "/start")
        await desk.chat(person, "private")
        await desk.owe("to you", person)
    for count in range(25):
        await desk.owe(f"post {count}")
    await desk.run(90)
    assert gate.refused == 0
    assert len(desk.texts()) == 25
    assert all("to you (revision 1)" in desk.texts(person) for person in people)


@pytest.mark.slow
async def test_a_private_chat_whose_numbers_are_shared_is_settled_too(desk: Desk) -> None:
    other = 22222222
    for person in (EDITOR, other):
        desk.sandbox.world.say(person, person, "/start")
        await desk.chat(person, "private")
    await desk.owe("first", EDITOR)
    await desk.run(2)
    for count in range(10):
        desk.sandbox.world.say(other, other, f"talk {count}")
    desk.sandbox.faults.drop("sendMessage", accepted=True)
    number = await desk.owe("second", EDITOR)
    await desk.run(60)
    assert desk.texts(EDITOR).count("second (revision 1)") == 1
    assert (await desk.row(number)).state == "sent"


async def test_trouble_while_settling_is_waited_out(desk: Desk) -> None:
    await desk.owe("first")
    await desk.run(2)
    desk.sandbox.faults.drop("sendMessage", accepted=True)
    number = await desk.owe("second")
    await desk.delivery.deliver_due(desk.clock.now)
    desk.sandbox.faults.drop("editMessageReplyMarkup", accepted=True)
    desk.sandbox.faults.flood("editMessageReplyMarkup", 20)
    desk.sandbox.faults.garble("editMessageReplyMarkup")
    await desk.run(90)
    assert desk.texts() == ["first (revision 1)", "second (revision 1)"]
    row = await desk.row(number)
    assert (row.state, row.message_id, row.shown) == ("sent", 2, 1)
    assert desk.sandbox.world.message(CHANNEL, 2).buttons


@pytest.mark.slow
async def test_a_send_that_is_broken_off_when_the_process_stops_is_settled_by_the_next(desk: Desk) -> None:
    await desk.owe("first")
    await desk.run(2)
    number = await desk.owe("second")
    desk.sandbox.faults.delay("sendMessage", 0.2)
    assert await desk.delivery.start_due(desk.clock.now) == 1
    await asyncio.sleep(0.05)
    await desk.delivery.close(patience=0)
    assert (await desk.row(number)).state == "sending"
    await desk.again().run(150)
    assert desk.texts() == ["first (revision 1)", "second (revision 1)"]


async def test_a_post_that_cannot_be_written_holds_up_only_itself(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.chat(GROUP, "supergroup")
    number = await desk.owe("bad")
    await desk.owe("good", GROUP)
    desk.writer.raising.add(number)
    await desk.run(3)
    assert desk.texts(GROUP) == ["good (revision 1)"]
    row = await desk.row(number)
    assert (row.state, row.error) == ("owed", "it could not be written")
    assert "could not be written" in caplog.text
    desk.writer.raising.clear()
    await desk.run(30)
    assert desk.texts() == ["bad (revision 1)"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_whatever_goes_wrong_each_post_arrives_once_and_in_order(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    await desk.chat(GROUP, "supergroup")
    chats = (CHANNEL, GROUP)
    for count in range(12):
        for chat in chats:
            await desk.owe(f"post {count}", chat)
    faults = desk.sandbox.faults
    for _ in range(600):
        if faults.left == 0 and chance.random() < 0.3 and desk.clock.now < BEGAN + timedelta(minutes=10):
            method = chance.choice(["sendMessage", "editMessageReplyMarkup", "editMessageText"])
            trouble = chance.choice(["lost", "accepted", "flood", "garble", "refuse"])
            if trouble == "flood":
                faults.flood(method, chance.randint(1, 20))
            elif trouble == "garble":
                faults.garble(method)
            elif trouble == "refuse":
                faults.fail(method, RefusalError(500))
            else:
                faults.drop(method, accepted=trouble == "accepted")
        await desk.delivery.deliver_due(desk.clock.now)
        if chance.random() < 0.02:  # the process dies between two ticks, and another goes on
            desk = desk.again(f"process {desk.clock.now}")
            faults.clear()
        desk.clock.forward(seconds=chance.choice([1, 2, 5]))
    for chat in chats:
        assert desk.texts(chat) == [f"post {count} (revision 1)" for count in range(12)]
    assert await desk.outbox.counts() == Counts(0, 0, 0, 0, 0, None)
