"""Subscriptions, feeds, review and status: who may, who may not, and what follows."""

from typing import Literal

import pytest

from bot.ledger.chats import Met
from bot.ledger.people import Person
from bot.sandbox import EDITOR_ID, READER_ID
from tests.handlers.conftest import CHANNEL, GROUP, Office, both_databases

RAID = "# 45 killed party=regime place=Muse on=2024-11-03 by=TNLA headline=yes\nMuse raid."
DOUBTFUL = "# 45 killed party=regime place=Muse on=2024-11-03 by=TNLA sure=0.2\nMuse raid."


async def as_admin(office: Office, text: str) -> str:
    return (await office.ask(text, EDITOR_ID, EDITOR_ID)).text


@both_databases
async def test_a_person_subscribes_and_gets_what_matches(office: Office) -> None:
    answer = await office.ask("/subscribe killed regime")
    assert "You get posts about killed" in answer.text
    await office.take_in(RAID, title="Raid at Muse")
    await office.take_in(
        "# 9 displaced party=civilian place=Muse on=2024-11-03\nFled.", title="Families flee"
    )
    await office.deliver()
    texts = [message.text for message in office.sandbox.world.messages(READER_ID)]
    assert any("Raid at Muse" in text for text in texts)
    assert not any("Families flee" in text for text in texts)
    assert "You already get posts" in (await office.ask("/subscribe killed regime")).text
    assert "killed" in (await office.ask("/subscriptions")).text
    assert "1 subscription ended" in (await office.ask("/unsubscribe")).text
    assert "You have no such subscription" in (await office.ask("/unsubscribe")).text


async def test_a_channel_is_subscribed_by_its_administrators_alone(office: Office) -> None:
    refused = await office.ask("/subscribe @sandbox_channel killed")
    assert "Only administrators of @sandbox_channel" in refused.text
    allowed = await office.ask("/subscribe @sandbox_channel killed", EDITOR_ID, EDITOR_ID)
    assert "Sandbox channel gets" in allowed.text
    assert allowed.text.endswith("To end it: /unsubscribe @sandbox_channel killed")
    await office.take_in(RAID, title="Raid at Muse")
    await office.deliver()
    assert "Raid at Muse" in office.sandbox.world.messages(CHANNEL)[-1].text
    assert "I cannot see @no_such_channel" in await as_admin(office, "/subscribe @no_such_channel")


@pytest.mark.parametrize("status", ["left", "kicked", "administrator"])
async def test_a_channel_in_which_the_bot_may_not_post_is_not_subscribed(
    office: Office, status: Literal["left", "kicked", "administrator"]
) -> None:
    office.sandbox.world.set_bot(EDITOR_ID, "@sandbox_channel", status, frozenset({"can_edit_messages"}))
    said = await as_admin(office, "/subscribe @sandbox_channel killed")
    assert "may not post in @sandbox_channel" in said or "cannot see @sandbox_channel" in said
    assert not await office.chats.subscriptions(CHANNEL)


async def test_a_group_is_subscribed_by_its_administrators_alone(office: Office) -> None:
    office.sandbox.world.set_bot(EDITOR_ID, GROUP, "administrator")
    refused = await office.ask("/subscribe killed", GROUP)
    assert "Only administrators of this chat" in refused.text
    allowed = await office.ask("/subscribe killed", GROUP, EDITOR_ID)
    assert "This chat gets" in allowed.text


async def test_a_topic_subscribes_and_is_answered_in_itself(office: Office) -> None:
    world = office.sandbox.world
    forum = world.add_chat("supergroup", "Forum", owner=EDITOR_ID, topics=("Tolls", "Talk"))
    answer = await office.ask("/subscribe killed", forum.id, EDITOR_ID, thread=2)
    assert answer.thread_id == 2
    await office.take_in(RAID, title="Raid at Muse")
    await office.deliver()
    post = world.messages(forum.id)[-1]
    assert "Raid at Muse" in post.text
    assert post.thread_id == 2


async def test_times_are_shown_in_the_chats_zone(office: Office) -> None:
    assert "Asia/Yangon" in (await office.ask("/zone")).text
    assert "Did you mean Asia/Yangon?" in (await office.ask("/zone Asia/Yangonn")).text
    assert "Did you mean" not in (await office.ask("/zone Mars/Phobos")).text
    assert "Europe/Berlin" in (await office.ask("/zone europe/berlin")).text
    taken = await office.take_in(RAID)
    assert "13 Nov 2024, 07:00" in (await office.ask(f"/report {taken.report_id}")).text


async def test_feeds_are_for_all_to_see_and_for_admins_to_change(office: Office) -> None:
    assert "No feeds yet" in (await office.ask("/feeds")).text
    assert "Only the newsroom's admins" in (await office.ask("/addfeed https://example.org/feed")).text
    address = office.sandbox.feeds[0].url
    added = await as_admin(office, f"/addfeed {address} The Example")
    assert "The Example" in added
    assert "entr" in added
    assert "in the book already" in await as_admin(office, f"/addfeed {address}")
    assert "The Example" in (await office.ask("/feeds")).text
    assert "is paused" in await as_admin(office, "/pausefeed The Example")
    assert "paused" in (await office.ask("/feeds")).text
    assert "asked again" in await as_admin(office, "/resumefeed 1")
    assert "is removed" in await as_admin(office, "/removefeed example")
    assert "No feed is called" in await as_admin(office, "/removefeed example")
    assert "/addfeed https" in await as_admin(office, "/addfeed The Example")


async def test_status_is_for_admins(office: Office) -> None:
    await office.take_in(DOUBTFUL)
    assert "Only the newsroom's admins" in (await office.ask("/status")).text
    status = await as_admin(office, "/status")
    for words in ("Feeds: none", "Posts: ", "1 figure waiting", "Telegram: heard", "Tallywire test"):
        assert words in status
    assert "sqlite" in status or "postgresql" in status


async def in_review(office: Office) -> tuple[int, int]:
    """Put a doubtful figure to the editors' chat; give its review's number and the message's."""
    office.sandbox.world.set_bot(EDITOR_ID, GROUP, "administrator")
    await office.chats.meet(Met(GROUP, "supergroup", "Newsroom"), now=office.clock.now)
    await office.ask("/subscribe")
    await office.take_in(DOUBTFUL, title="Raid at Muse")
    await office.deliver()
    [review] = await office.desk.queue(office.clock.now)
    return review.id, office.sandbox.world.messages(GROUP)[-1].message_id


@both_databases
async def test_a_doubtful_figure_is_approved_by_an_editors_button(office: Office) -> None:
    _, number = await in_review(office)
    asked = office.sandbox.world.message(GROUP, number)
    assert "held back" in asked.text
    refused = await office.press(asked, "Approve", READER_ID)
    assert "Only the newsroom's editors" in refused["text"]
    await office.press(asked, "Approve", EDITOR_ID)
    decided = office.now_shown(asked).text
    assert decided.startswith("Review 1 · approved\n")
    assert "(11111111), " in decided.splitlines()[-1]
    assert not decided.splitlines()[-1].startswith("Approved by 11111111")
    assert (await office.ask("/review 1", EDITOR_ID, EDITOR_ID)).text == decided
    assert not office.now_shown(asked).buttons
    await office.deliver()
    assert "Raid at Muse" in office.sandbox.world.messages(READER_ID)[-1].text


async def test_a_rejection_asks_for_a_reason_and_takes_the_answer(office: Office) -> None:
    _, number = await in_review(office)
    asked = office.sandbox.world.message(GROUP, number)
    await office.press(asked, "Reject", EDITOR_ID)
    question = await office.sandbox.world.expect(GROUP, "answer this with the reason", after=number)
    said = office.sandbox.world.say(EDITOR_ID, GROUP, "not a toll\nat all", reply_to=question.message_id)
    answer = await office.sandbox.world.expect(GROUP, "Rejected by", after=said.message_id)
    assert answer.text.startswith("Review 1")
    await office.deliver()
    assert "Rejected" in office.now_shown(asked).text
    assert (await as_admin(office, "/audit 500")).startswith("Audit (100 at most)\n")
    history = await office.ask("/audit", EDITOR_ID, EDITOR_ID)
    assert "not a toll" in history.text


async def test_an_amendment_asks_for_number_and_reason(office: Office) -> None:
    _, number = await in_review(office)
    asked = office.sandbox.world.message(GROUP, number)
    await office.press(asked, "Amend", EDITOR_ID)
    question = await office.sandbox.world.expect(GROUP, "the right number", after=number)
    said = office.sandbox.world.say(EDITOR_ID, GROUP, "≥ 41 the outlet erred", reply_to=question.message_id)
    answer = await office.sandbox.world.expect(GROUP, "Amended by", after=said.message_id)
    assert "≥ 41" in answer.text
    await office.deliver()
    assert "≥ 41" in office.sandbox.world.messages(READER_ID)[-1].text


async def test_a_long_queue_is_turned_page_by_page(office: Office) -> None:
    for day in range(1, 13):
        await office.take_in(DOUBTFUL.replace("03", f"{day:02}").replace("raid", f"raid {day}"))
    queue = await office.ask("/queue", EDITOR_ID, EDITOR_ID)
    assert queue.text.startswith("12 waiting for an editor")
    assert queue.text.count("/review_") == 10
    assert queue.text.endswith("Page 1 of 2, the oldest first")
    await office.press(queue, "More ›", EDITOR_ID)
    assert "/review_12" in office.now_shown(queue).text
    for number in (11, 12):
        await office.desk.approve(number, by=Person(EDITOR_ID, "e"), now=office.clock.now)
    await office.press(queue, "‹ Before", EDITOR_ID)
    assert not office.now_shown(queue).buttons
    assert "Page" not in office.now_shown(queue).text


async def test_the_queue_shows_what_waits_and_how_long(office: Office) -> None:
    review, _ = await in_review(office)
    office.clock.forward(hours=3)
    queue = await as_admin(office, "/queue")
    assert "1 waiting for an editor" in queue
    assert "Killed 45 · Regime · Muse · DVB · 3 h old · held back" in queue
    assert f"Review {review}" in await as_admin(office, f"/review_{review}")
    assert "Only the newsroom's editors" in (await office.ask("/queue")).text


@both_databases
async def test_a_correction_edits_the_post_and_answers_it(office: Office) -> None:
    await office.ask("/subscribe")
    taken = await office.take_in(RAID, title="Raid at Muse")
    await office.deliver()
    post = office.sandbox.world.messages(READER_ID)[-1]
    report = await office.archive.report(taken.report_id)
    said = await as_admin(office, f"/correct {report.figures[0].id} ≥ 41 the outlet erred")
    assert "≥ 41" in said
    await office.deliver(5)
    assert "≥ 41" in office.now_shown(post).text
    assert "corrected" in office.now_shown(post).text
    reply = office.sandbox.world.messages(READER_ID)[-1]
    assert reply.reply_to == post.message_id
    assert "Correction" in reply.text
    assert "≥ 41, was 45" in reply.text
    assert reply.text.endswith("An editor: the outlet erred")  # who it was, the audit knows
    await office.press(reply, "What changed")
    shown = await office.sandbox.world.expect(READER_ID, "the outlet erred", after=reply.message_id)
    assert "amended" in shown.text
    history = f"/history {taken.report_id}"
    assert "An editor: the outlet erred" in (await office.ask(history)).text
    assert "(11111111): the outlet erred" in await as_admin(office, history)
    assert "at least 41" in (await office.ask("/totals killed regime november 2024")).text


async def test_party_place_and_days_are_corrected(office: Office) -> None:
    await office.ask("/subscribe")
    await office.take_in(RAID, title="Raid at Muse")
    await office.deliver()
    particulars = 'party=civilians place="Lashio Township" days=2024-11-01..2024-11-02'
    said = await as_admin(office, f"/correct 1 {particulars} misread")
    assert said == (
        "Figure 1 now says 45 killed · Civilians · Lashio, Shan · 1–2 Nov 2024. Its posts are edited."
    )
    unknown = await as_admin(office, "/correct 1 party=martians misread")
    assert unknown.startswith("“martians” is not understood here. Write party=civilian or")
    await office.deliver(5)
    reply = office.sandbox.world.messages(READER_ID)[-1]
    assert reply.text.splitlines()[1] == (
        "• Killed · Civilians · Lashio, Shan · per TNLA: 45, party was Regime, now Civilians; "
        "place was Muse, now Lashio, Shan; days were 3 Nov 2024, now 1–2 Nov 2024"
    )
    assert "at least 45" in (await office.ask("/totals killed civilians lashio 2024")).text
    said = await as_admin(office, "/correct 1 ≥ 41 place=none days=none it is not told where")
    assert said == "Figure 1 now says ≥ 41 killed · Civilians. Its posts are edited."
    for words, hint in (
        ("party=martians x", "“martians”"),
        ("party=loikaw x", "Write party="),
        ("place=regime x", "Write place="),
        ("days=regime x", "Write days="),
        ("place=Minhla x", "Did you mean Minhla (Bago) or Minhla (Magway)?"),
        ("place=Loikaw", "Say why"),
    ):
        assert hint in await as_admin(office, f"/correct 1 {words}"), words


async def test_a_correction_below_its_parts_is_warned_of(office: Office) -> None:
    taken = await office.take_in(
        "# 30 killed party=regime place=Muse on=2024-11-03 by=TNLA\n"
        "# 20 killed party=regime place=Muse on=2024-11-03 by=TNLA part_of=f1\nMuse raid."
    )
    whole, part = (await office.archive.report(taken.report_id)).figures
    assert part.part_of == whole.id
    assert "Look again" not in await as_admin(office, f"/correct {whole.id} 25 the outlet erred")
    said = await as_admin(office, f"/correct {whole.id} 0 the outlet erred")
    assert f"figure {whole.id} (0): figure {part.id} (20) is its part and more than it" in said
    assert "Look again" in await as_admin(office, f"/correct {part.id} 21 the outlet erred")
    assert "Look again" not in await as_admin(office, f"/correct {whole.id} >= 5 the outlet erred")


async def test_a_retraction_shows_in_the_post(office: Office) -> None:
    await office.ask("/subscribe")
    taken = await office.take_in(RAID, title="Raid at Muse")
    await office.deliver()
    post = office.sandbox.world.messages(READER_ID)[-1]
    assert "is retracted" in await as_admin(office, f"/retract {taken.report_id} withdrawn by the outlet")
    await office.deliver(5)
    assert "Retracted: withdrawn by the outlet" in office.now_shown(post).text
    reply = office.sandbox.world.messages(READER_ID)[-1]
    assert "The report was retracted; no longer counted: killed 45 (Regime)" in reply.text
    assert "at least 45" not in (await office.ask("/totals killed regime november 2024")).text

    assert "Only the newsroom's editors" in (await office.ask(f"/restore {taken.report_id} why")).text
    assert "Say why, too" in await as_admin(office, f"/restore {taken.report_id}")
    assert "is restored" in await as_admin(office, f"/restore {taken.report_id} another was meant")
    await office.deliver(5)
    assert "Retracted" not in office.now_shown(post).text
    assert "45" in office.now_shown(post).text
    assert office.now_shown(reply).text.splitlines()[1:] == [
        "• The report was retracted; no longer counted: killed 45 (Regime) "
        "(An editor: withdrawn by the outlet)",
        "• The report was restored; counted again: killed 45 (Regime) (An editor: another was meant)",
    ]
    assert "at least 45" in (await office.ask("/totals killed regime november 2024")).text
    assert f"report {taken.report_id} restored" in await as_admin(office, "/audit 1")
    assert "is not retracted" in await as_admin(office, f"/restore {taken.report_id} again")


async def test_a_reason_is_asked_for_with_an_example(office: Office) -> None:
    await office.take_in(RAID)
    for asked, example in (
        ("/reject 1", "/reject 12 counted twice by the outlet"),
        ("/correct 1 ≥ 41", "/correct 1 ≥ 41 the outlet erred"),
        ("/join 1 2", "/join 12 15 both tell of the same raid"),
    ):
        said = await as_admin(office, asked)
        assert said == f"Say why, too: every change is kept with its reason. For example: {example}"
    assert await as_admin(office, "/reject 99 why") == "There is no figure 99"


@both_databases
async def test_a_copy_adds_its_outlet_to_the_post(office: Office) -> None:
    await office.ask("/subscribe")
    text = f"{RAID} {'The same words stand in both of these reports. ' * 20}"
    await office.take_in(text, title="Raid at Muse")
    await office.deliver()
    post = office.sandbox.world.messages(READER_ID)[-1]
    await office.take_in(text, title="Raid at Muse", outlet="Mizzima")
    await office.deliver(5)
    assert "also: Mizzima" in office.now_shown(post).text
    assert sum("Raid at Muse" in one.text for one in office.sandbox.world.messages(READER_ID)) == 1


@both_databases
async def test_claims_are_split_and_joined(office: Office) -> None:
    one = await office.take_in(RAID)
    two = await office.take_in(RAID.replace("Muse raid.", "It fell."), outlet="Mizzima")
    first, second = [(await office.archive.report(it.report_id)).figures[0] for it in (one, two)]
    assert first.claim_id == second.claim_id
    said = await as_admin(office, f"/split {second.id} another raid")
    assert "claim of its own" in said
    other = (await office.archive.report(two.report_id)).figures[0].claim_id
    assert other != first.claim_id
    joined = await as_admin(office, f"/join {first.claim_id} {other} the same raid")
    assert joined == (
        f"Claims {first.claim_id} and {other} are one now: /claim_{first.claim_id}, "
        "killed 45 · Regime · Muse, Shan · 3 Nov 2024."
    )
    gone = (await office.ask(f"/claim {other}")).text
    assert gone.endswith(
        f"No figure states it any more: it counts in no total. It was joined to /claim_{first.claim_id}."
    )
    entries = (await as_admin(office, "/audit 3")).splitlines()[2:]
    assert entries[0].endswith(f"claims {first.claim_id} and {other} made one: /claim_{first.claim_id}")
    assert f"figure {second.id} given a claim of its own: /claim_{other}" in entries[1]
    assert f"figure {second.id}" in (await office.ask(f"/claim {first.claim_id}")).text


async def test_a_join_of_what_differs_is_warned_of(office: Office) -> None:
    await office.take_in(RAID)
    await office.take_in("# 7 killed party=civilian place=Lashio on=2024-11-04\nShelling.", outlet="Mizzima")
    said = await as_admin(office, "/join 1 2 mistyped")
    assert "killed 7–45 · Shan · 3–4 Nov 2024" in said
    assert "Look again: these were counts of Civilians and Regime and of Lashio and Muse" in said
    assert "at least 7" in (await office.ask("/totals killed november 2024")).text
    assert "Their party is not stated" in (await office.ask("/totals killed regime november 2024")).text


@pytest.mark.parametrize(
    "text", ["/correct", "/correct 1", "/correct 1 many", "/reject", "/retract x", "/join 1", "/review 99"]
)
async def test_half_a_command_gets_an_example_or_a_reason(office: Office, text: str) -> None:
    said = await as_admin(office, text)
    assert "Something went wrong" not in said
    assert len(said) > 20
