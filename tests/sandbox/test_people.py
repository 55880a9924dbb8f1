"""What people do, and what they are kept from."""

import pytest
import telegram

from bot.errors import ConfigError, NotAllowedError, NotFoundError, TallywireError
from bot.sandbox import EDITOR_ID, READER_ID, Sandbox, SandboxSettings
from bot.sandbox.furnish import CHANNEL_ID, GROUP_ID


async def test_what_telegram_would_not_let_a_person_do(sandbox: Sandbox):
    world = sandbox.world
    said = world.say(EDITOR_ID, GROUP_ID, "mine")
    with pytest.raises(NotAllowedError, match="Only administrators"):
        world.say(READER_ID, CHANNEL_ID, "x")
    with pytest.raises(NotAllowedError, match="another person's"):
        world.say(READER_ID, EDITOR_ID, "x")
    with pytest.raises(NotAllowedError, match="Only one's own"):
        world.edit(READER_ID, GROUP_ID, said.message_id, "yours")
    with pytest.raises(NotAllowedError, match="4,096"):
        world.say(EDITOR_ID, GROUP_ID, "x" * 4097)
    with pytest.raises(NotAllowedError, match="needs words"):
        world.say(EDITOR_ID, GROUP_ID, "  ")
    world.leave(READER_ID, GROUP_ID)
    with pytest.raises(NotAllowedError, match="Reader is not in Newsroom"):
        world.say(READER_ID, GROUP_ID, "x")


async def test_what_does_not_exist_is_said_so(sandbox: Sandbox):
    world = sandbox.world
    for lost in (
        lambda: world.user(5),
        lambda: world.chat("@nowhere"),
        lambda: world.message(CHANNEL_ID, 1),
        lambda: world.say(EDITOR_ID, GROUP_ID, "x", reply_to=9),
    ):
        with pytest.raises(NotFoundError):
            lost()


async def test_only_buttons_that_are_there_can_be_pressed(sandbox: Sandbox, bot: telegram.Bot):
    button = telegram.InlineKeyboardButton("Totals", callback_data="t")
    message = await bot.send_message(CHANNEL_ID, "x", reply_markup=telegram.InlineKeyboardMarkup([[button]]))
    sandbox.world.press(READER_ID, CHANNEL_ID, message.message_id, "t")
    with pytest.raises(NotFoundError, match="no button 'Figures'"):
        sandbox.world.press(READER_ID, CHANNEL_ID, message.message_id, "Figures")


async def test_a_wait_ends_with_what_was_there_instead(sandbox: Sandbox, bot: telegram.Bot):
    await bot.send_message(CHANNEL_ID, "something else")
    with pytest.raises(TimeoutError, match="something else"):
        await sandbox.world.expect(CHANNEL_ID, "a toll", within=0.05)
    with pytest.raises(TimeoutError):
        await sandbox.world.answer("1", within=0.05)


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"host": "0.0.0.0"}, "host"),
        ({"host": "192.168.1.5"}, "host"),
        ({"host": "example.org"}, "host"),
        ({"port": 70000}, "port"),
        ({"arrival_seconds": 0}, "arrival_seconds"),
        ({"first_reports": -1}, "first_reports"),
    ],
)
def test_settings_that_could_do_harm_are_refused(settings, key):
    with pytest.raises(ConfigError) as refused:
        SandboxSettings(**settings)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{key}: ")


async def test_a_port_that_is_taken_is_said_so(sandbox: Sandbox):
    taken = SandboxSettings(port=int(sandbox.api_url.rsplit(":", 1)[1]), arrival_seconds=None)
    with pytest.raises(TallywireError, match="is in use"):
        async with Sandbox(taken):
            pass


async def test_a_sandbox_on_the_other_loopback(http):
    async with Sandbox(SandboxSettings(host="localhost", port=0, arrival_seconds=None)) as sandbox:
        assert (await http.get(sandbox.page_url)).status == 200
