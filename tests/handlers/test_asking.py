"""What people ask, and the answers as they see them."""

import pytest

from bot.sandbox import EDITOR_ID
from tests.handlers.conftest import CHANNEL, GROUP, Office, both_databases

RAID = "# 45 killed party=regime place=Muse on=2024-11-03 by=TNLA headline=yes\nMuse raid."


async def test_start_greets_and_says_what_can_be_asked(office: Office) -> None:
    answer = await office.ask("/start")
    assert "never count the same people twice" in answer.text
    assert "/totals killed this month" in answer.text


async def test_help_lists_what_the_person_may_use(office: Office) -> None:
    readers, admins = await office.ask("/help"), await office.ask("/help", EDITOR_ID, EDITOR_ID)
    assert "/totals" in readers.text
    assert "/addfeed" not in readers.text
    assert "/correct" not in readers.text
    assert "/addfeed" in admins.text
    assert "/correct" in admins.text
    assert "For editors" not in readers.text
    headings = [line for line in admins.text.splitlines() if line and not line.startswith("/")]
    assert headings[:3] == ["What I understand", "For editors", "For admins"]


async def test_help_tells_how_one_command_is_written(office: Office) -> None:
    assert "/totals killed regime" in (await office.ask("/help totals")).text


@both_databases
async def test_totals_answers_with_at_least_and_what_was_counted(office: Office) -> None:
    await office.take_in(RAID)
    answer = await office.ask("/totals killed regime november 2024")
    assert answer.text.splitlines()[0] == "killed · regime · November 2024"
    assert "Killed: at least 45" in answer.text
    assert "If nothing overlaps: 45" in answer.text
    assert "1 report" in answer.text


async def test_a_question_that_one_measure_answers_leads_to_its_evidence(office: Office) -> None:
    await office.take_in(RAID)
    answer = await office.ask("/totals")
    assert "Killed: at least 45" in answer.text
    await office.press(answer, "90 days")
    assert office.now_shown(answer).text.splitlines()[0] == "16 August 2024 to 13 November 2024"
    await office.press(answer, "Why")
    assert "+ 45 · Regime" in office.now_shown(answer).text


async def test_a_period_without_claims_tells_of_what_there_is(office: Office) -> None:
    await office.take_in(RAID)
    answer = await office.ask("/totals killed regime june 2021")
    assert answer.text.splitlines()[-1] == "Over all time: killed, at least 45."
    await office.take_in("# 7 injured party=regime place=Muse on=2024-11-04 by=TNLA\nMuse again.")
    office.clock.forward(days=60)
    assert "Over all time there are some" in (await office.ask("/totals")).text
    assert "Over all time" not in (await office.ask("/totals displaced june 2021")).text


async def test_plain_words_in_a_private_chat_are_a_question(office: Office) -> None:
    await office.take_in(RAID)
    assert "at least 45" in (await office.ask("killed regime november 2024")).text
    answer = await office.ask("what a lovely day")
    assert "lovely" in answer.text or "what" in answer.text
    assert "/help" in answer.text


async def test_an_unknown_word_is_named_with_what_may_be_meant(office: Office) -> None:
    answer = await office.ask("/totals killed Loikow")
    assert "loikow" in answer.text.casefold()
    assert "Loikaw" in answer.text
    await office.press(answer, "Loikaw")
    assert office.now_shown(answer).text.splitlines()[0] == "killed · Loikaw · all time"


async def test_two_misspelt_words_are_mended_by_one_button(office: Office) -> None:
    answer = await office.ask("/totals kiled regim november 2024")
    assert '"kiled" is not known. Did you mean killed?' in answer.text
    await office.press(answer, "killed Regime")
    assert office.now_shown(answer).text.splitlines()[0] == "killed · regime · November 2024"


@pytest.mark.parametrize("text", ["?", "/", "//", "🙏"])
async def test_signs_without_words_get_an_example(office: Office, text: str) -> None:
    answer = await office.ask(text)
    assert answer.text.startswith("Ask in words, like this: killed regime")
    assert "/help" in answer.text


@pytest.mark.parametrize("command", ["report", "claim", "history"])
async def test_a_second_number_is_not_passed_over(office: Office, command: str) -> None:
    taken = await office.take_in(RAID)
    answer = await office.ask(f"/{command} {taken.report_id} 7")
    assert f"One number and nothing else is needed, like this: /{command}" in answer.text


@pytest.mark.parametrize("command", ["totals", "why", "latest", "subscribe", "chart", "export", "compare"])
async def test_the_example_for_an_unknown_word_is_one_that_the_command_takes(
    office: Office, command: str
) -> None:
    await office.take_in(RAID)
    rest = " vs last month" if command == "compare" else ""
    refused = await office.ask(f"/{command} zzzzqq{rest}")
    assert '"zzzzqq" is not known' in refused.text
    example = refused.text.partition("For example: ")[2]
    assert "is not known" not in (await office.ask(f"/{command} {example}")).text
    assert "but no period" not in (await office.ask(f"/{command} {example}")).text


@pytest.mark.parametrize("text", ["/totals {}", "/latest {}", "/help {}", "/zone {}", "/{}", "killed {}"])
async def test_a_very_long_word_is_not_said_back_whole(office: Office, text: str) -> None:
    answer = await office.ask(text.format("z" * 4000 if text != "/{}" else "z" * 64))
    assert len(answer.text) < 300
    assert "zzz…" in answer.text


async def test_help_on_what_is_no_command_says_so(office: Office) -> None:
    answer = await office.ask("/help totls")
    assert "I know no command /totls. Did you mean /totals?" in answer.text


async def test_an_unknown_command_gets_one_message_with_an_example(office: Office) -> None:
    answer = await office.ask("/totels killed")
    assert "/totels" in answer.text
    assert "/totals" in answer.text


async def test_commands_in_a_group_are_understood_by_name_and_others_are_left_alone(office: Office) -> None:
    office.sandbox.world.set_bot(EDITOR_ID, GROUP, "administrator")
    await office.silence("/totals@another_bot killed", GROUP)
    await office.silence("/unknown", GROUP)
    await office.silence("how many were killed?", GROUP)
    answer = await office.ask("/latest@tallywire_sandbox_bot", GROUP)
    assert "No report" in answer.text
    assert answer.reply_to == answer.message_id - 1


async def test_an_edited_command_is_not_asked_again(office: Office) -> None:
    answer = await office.ask("/latest")
    said = answer.message_id - 1
    edited = office.sandbox.world.edit(22222222, 22222222, said, "/latest 5")
    await office.loop_is_through(edited)
    assert office.sandbox.world.messages(22222222)[-1].message_id == answer.message_id


async def test_buttons_change_period_and_breakdown_in_place(office: Office) -> None:
    await office.take_in(RAID)
    answer = await office.ask("/totals killed regime")
    await office.press(answer, "7 days")
    assert office.now_shown(answer).text.splitlines()[0] != answer.text.splitlines()[0]
    await office.press(answer, "All time")
    assert "at least 45" in office.now_shown(answer).text
    await office.press(answer, "Party")
    await office.press(answer, "Resistance")
    assert "resistance" in office.now_shown(answer).text.splitlines()[0]
    await office.press(answer, "Measure")
    await office.press(answer, "All measures")
    assert office.now_shown(answer).text.splitlines()[0] == "resistance · all time"
    labels = [button["text"] for button in office.now_shown(answer).buttons]
    assert labels == ["7 days", "30 days", "90 days", "All time", "Measure", "Party"]


async def test_why_shows_the_claims_by_page_and_leads_back(office: Office) -> None:
    for day in range(1, 11):
        await office.take_in(
            f"# {day} killed party=regime place=Muse on=2024-11-{day:02} by=TNLA\nDay {day}."
        )
    answer = await office.ask("/why killed regime november 2024")
    assert "Page 1 of 2" in answer.text
    assert answer.text.count("\n+ ") == 8
    await office.press(answer, "After ›")
    assert "Page 2 of 2" in office.now_shown(answer).text
    await office.press(answer, "Back")
    assert "at least 55" in office.now_shown(answer).text


@both_databases
async def test_latest_report_claim_and_history(office: Office) -> None:
    taken = await office.take_in(RAID, title="Raid at Muse", link="https://dvb.example.com/raid")
    listed = await office.ask("/latest 3 killed")
    assert "Raid at Muse" in listed.text
    assert f"/report_{taken.report_id}" in listed.text
    shown = await office.ask(f"/report_{taken.report_id}")
    assert "# 45 killed" in shown.text
    assert "confidence 0.90" in shown.text
    claim = shown.text[shown.text.index("/claim_") :].split()[0]
    assert "Claim" in (await office.ask(claim)).text
    assert "Nothing changed" in (await office.ask(f"/history {taken.report_id}")).text
    assert "There is no report 999" in (await office.ask("/report 999")).text
    assert "/report 34" in (await office.ask("/report")).text


async def test_compare_sets_two_sides_beside_each_other(office: Office) -> None:
    await office.take_in(RAID)
    answer = await office.ask("/compare killed regime vs resistance november 2024")
    assert "45" in answer.text
    divided = await office.ask("/compare killed by month vs injured")
    assert "leave out the breakdown" in divided.text


@both_databases
async def test_a_breakdown_divides_a_total_and_leads_back(office: Office) -> None:
    await office.take_in(RAID)
    await office.take_in("# 7 killed party=regime place=Loikaw on=2024-10-05 by=KNDF\nLoikaw raid.")
    answer = await office.ask("/totals killed regime 2024 by region")
    assert "Shan: 45" in answer.text
    assert "Kayah: 7" in answer.text
    await office.press(answer, "By month")
    assert "45" in office.now_shown(answer).text
    await office.press(answer, "Total")
    assert "at least 52" in office.now_shown(answer).text


async def test_a_chart_is_a_picture_with_the_numbers_as_its_caption(office: Office) -> None:
    for day in (1, 3, 9):
        await office.take_in(f"# {day} killed party=regime place=Muse on=2024-11-0{day} by=TNLA\nDay {day}.")
    answer = await office.ask("/chart killed regime november 2024 by week")
    assert answer.media is not None
    assert answer.media.kind == "photo"
    assert (answer.media.width, answer.media.height) == (1200, 800)
    assert answer.text.splitlines()[:2] == ["killed · regime · November 2024", "Killed: at least 13"]
    assert "Highest week: 4–10 Nov 2024, 9" in answer.text
    nothing = await office.ask("/chart killed regime june 2021")
    assert nothing.text.endswith("there is nothing to draw. No report here states such a figure.")
    await office.take_in("# 70 killed party=civilian place=Muse since=2024-11-01 until=2024-11-20\nLong.")
    longer = await office.ask("/chart killed civilians 2024 by week")
    assert longer.text.endswith("No claim lies within one week: they cover more days. Try by month.")
    for step in ("year", "region"):
        asked = await office.ask(f"/chart killed 2024 by {step}")
        assert f"by day, week or month, not by {step}" in asked.text
    assert "/chart killed" in (await office.ask("/chart")).text
    total = await office.ask("/totals killed regime november 2024")
    await office.press(total, "Chart")
    drawn = await office.sandbox.world.expect(total.chat_id, after=total.message_id)
    assert drawn.media is not None


@pytest.mark.parametrize("form", ["csv", "json"])
async def test_an_export_is_a_document_with_a_row_a_figure(office: Office, form: str) -> None:
    await office.take_in(RAID)
    answer = await office.ask(f"/export {form} killed november 2024")
    assert answer.media is not None
    assert answer.media.name == f"tallywire-killed-november-2024-2024-11-13.{form}"
    file = office.sandbox.world.register.file(answer.media.file_id)
    assert file is not None
    assert b"# 45 killed" in file.body
    nothing = await office.ask(f"/export {form} captured june 2021")
    assert nothing.media is None
    assert "no figures" in nothing.text


@both_databases
async def test_search_and_sources(office: Office) -> None:
    taken = await office.take_in(RAID, title="Raid at Muse")
    found = await office.ask("/search muse raid")
    assert f"/report_{taken.report_id}" in found.text
    assert "No report has these words" in (await office.ask("/search nothing like it")).text
    assert "/search Kyaukme" in (await office.ask("/search")).text
    sources = await office.ask("/sources")
    assert "DVB: 1 figure, in 1 report" in sources.text
    assert "TNLA" in sources.text
    assert "and others" not in sources.text


async def test_sources_that_are_not_listed_are_told_of(office: Office) -> None:
    for number in range(22):
        await office.take_in(RAID, outlet=f"Outlet {number:02}", external_id=str(number))
    sources = (await office.ask("/sources")).text
    assert sources.count("• Outlet") == 20
    assert sources.count("… and others, that state less") == 1


async def test_a_search_is_turned_page_by_page(office: Office) -> None:
    for number in range(1, 19):
        await office.take_in(f"Muse, note {number}.", title=f"Note {number}")
    answer = await office.ask("/search muse")
    assert answer.text.count("/report_") == 8
    assert "1–8, best first; there are more" in answer.text
    await office.press(answer, "More ›")
    assert "9–16, best first; there are more" in office.now_shown(answer).text
    await office.press(answer, "More ›")
    last = office.now_shown(answer)
    assert "17–18, best first." in last.text
    assert [button["text"] for button in last.buttons] == ["‹ Before"]
    too_long = await office.ask("/search muse OR " + "x" * 60)
    assert "there are more. Further words narrow the search" in too_long.text
    assert not too_long.buttons


async def test_latest_takes_its_number_wherever_it_stands(office: Office) -> None:
    for number in range(1, 4):
        await office.take_in(RAID.replace("03", f"0{number}"), title=f"Raid {number}")
    assert (await office.ask("/latest killed 2")).text.count("/report_") == 2
    assert "Latest reports (20 at most)" in (await office.ask("/latest 99")).text
    for words in ("0", "-1", "killed -1"):
        assert "From 1 to 20" in (await office.ask(f"/latest {words}")).text


async def test_method_is_told_in_short(office: Office) -> None:
    assert "at least" in (await office.ask("/method")).text


async def test_a_deep_link_opens_a_report(office: Office) -> None:
    taken = await office.take_in(RAID, title="Raid at Muse")
    assert "Raid at Muse" in (await office.ask(f"/start report_{taken.report_id}")).text
    assert "Nothing changed" in (await office.ask(f"/start history_{taken.report_id}")).text
    assert "killed · regime · " in (await office.ask(f"/start totals_{taken.story_id}")).text
    assert "There is no report 99" in (await office.ask("/start report_99")).text
    assert "never count" in (await office.ask("/start whatever")).text


async def test_an_older_post_leads_to_the_total_of_its_own_time(office: Office) -> None:
    taken = await office.take_in(RAID, title="Raid at Muse")
    office.clock.forward(days=29)
    said = (await office.ask(f"/start totals_{taken.story_id}")).text
    assert said.startswith("killed · regime · 13 November 2024 to 12 December 2024")
    office.clock.forward(days=600)
    said = (await office.ask(f"/start totals_{taken.story_id}")).text
    assert said.startswith("killed · regime · 15 October 2024 to 13 November 2024")
    assert "at least 45" in said


async def test_buttons_under_a_post_open_the_persons_own_chat(office: Office) -> None:
    await office.take_in(RAID, title="Raid at Muse")
    await office.chats.meet(_met(CHANNEL), now=office.clock.now)
    await office.ask("/subscribe @sandbox_channel", EDITOR_ID, EDITOR_ID)
    await office.take_in(RAID.replace("03", "04").replace("raid", "second raid"), title="Second raid")
    await office.deliver()
    post = office.sandbox.world.messages(CHANNEL)[-1]
    assert "Second raid" in post.text
    answer = await office.press(post, "Figures and quotes")
    assert answer["url"].startswith("https://t.me/tallywire_sandbox_bot?start=report_")
    answer = await office.press(post, "Totals")
    assert answer["url"].startswith("https://t.me/tallywire_sandbox_bot?start=totals_")


def _met(chat_id: int) -> object:
    from bot.ledger.chats import Met

    return Met(chat_id, "channel", "Sandbox channel", "sandbox_channel")
