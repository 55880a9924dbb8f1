"""Buttons pressed by people who may not, and data that no button of ours holds any more."""

import pytest

from bot.ledger.chats import Met
from bot.sandbox import EDITOR_ID, READER_ID, Message
from tests.handlers.conftest import GROUP, Office

RAID = "# 45 killed party=regime place=Muse on=2024-11-03 by=TNLA headline=yes\nMuse raid."
DOUBTFUL = "# 45 killed party=regime place=Muse on=2024-11-03 by=TNLA sure=0.2\nMuse raid."


async def with_button(office: Office, message: Message, data: str) -> Message:
    """Put a button with any data under a message of the bot."""
    keyboard = {"inline_keyboard": [[{"text": "Forged", "callback_data": data}]]}
    await office.application.bot.edit_message_reply_markup(
        message.chat_id, message.message_id, api_kwargs={"reply_markup": keyboard}
    )
    return office.now_shown(message)


async def in_group(office: Office) -> Message:
    """Give a message of the bot in a group that has a doubtful figure before its editors."""
    office.sandbox.world.set_bot(EDITOR_ID, GROUP, "administrator")
    await office.chats.meet(Met(GROUP, "supergroup", "Newsroom"), now=office.clock.now)
    await office.take_in(DOUBTFUL)
    return await office.ask("/latest@tallywire_sandbox_bot", GROUP)


@pytest.mark.parametrize("data", ["ok:1", "am:1", "no:1", "u:0"])
async def test_only_editors_decide_whatever_the_button_and_the_chat(office: Office, data: str) -> None:
    group = await in_group(office)
    own = await office.ask("/latest")
    for message in (group, own):
        last = office.sandbox.world.messages(message.chat_id)[-1].message_id
        said = await office.press(await with_button(office, message, data), "Forged", READER_ID)
        assert "Only the newsroom's editors" in said["text"]
        assert office.sandbox.world.messages(message.chat_id)[-1].message_id == last
    [review] = await office.desk.queue(office.clock.now)
    assert review.outcome is None
    assert not review.approvals


@pytest.mark.parametrize(("data", "answer"), [("am:1", "41 a reason"), ("no:1", "a reason")])
async def test_the_answer_of_another_than_an_editor_decides_nothing(
    office: Office, data: str, answer: str
) -> None:
    group = await in_group(office)
    await office.press(await with_button(office, group, data), "Forged", EDITOR_ID)
    question = await office.sandbox.world.expect(GROUP, "answer this with", after=group.message_id)
    said = office.sandbox.world.say(READER_ID, GROUP, answer, reply_to=question.message_id)
    refused = await office.sandbox.world.expect(GROUP, after=said.message_id)
    assert "Only the newsroom's editors" in refused.text
    assert len(await office.desk.queue(office.clock.now)) == 1


async def test_a_review_that_is_settled_or_not_there_asks_for_nothing(office: Office) -> None:
    group = await in_group(office)
    await office.press(await with_button(office, group, "ok:1"), "Forged", EDITOR_ID)
    last = office.sandbox.world.messages(GROUP)[-1].message_id
    for data, why in (
        ("am:1", "settled: approved"),
        ("no:1", "settled: approved"),
        ("am:99", "no review 99"),
    ):
        said = await office.press(await with_button(office, group, data), "Forged", EDITOR_ID)
        assert why in said["text"]
    assert office.sandbox.world.messages(GROUP)[-1].message_id == last


@pytest.mark.parametrize("number", ["999", "99999999999999999999", "-1", "²", ""])
async def test_a_page_that_is_not_there_is_the_nearest_one(office: Office, number: str) -> None:
    for day in range(1, 11):
        await office.take_in(
            f"# {day} killed party=regime place=Muse on=2024-11-{day:02} by=TNLA\nDay {day}."
        )
    answer = await office.ask("/why killed regime november 2024")
    code = next(str(one["callback_data"]) for one in answer.buttons if one["text"] == "Back").partition(":")[
        2
    ]
    await office.press(await with_button(office, answer, f"w:{number}:{code}"), "Forged")
    shown = office.now_shown(answer).text
    assert f"Page {2 if number == '999' else 1} of 2" in shown
    assert "/claim_" in shown
