"""The chats and people that a new sandbox begins with."""

from bot.sandbox.model import User
from bot.sandbox.settings import EDITOR_ID, READER_ID
from bot.sandbox.world import World

BOT = User(7000008085, "Tallywire", "tallywire_sandbox_bot", is_bot=True)
TOKEN = f"{BOT.id}:AA-sandbox-token-of-this-machine-00"
"""The sandbox bot's token: no secret, it opens nothing but the sandbox on this machine."""

CHANNEL_ID = -1_001_000_000_001
CHANNEL_NAME = "sandbox_channel"
GROUP_ID = -1_001_000_000_002


def furnish(world: World) -> None:
    """Add what is missing: the editor, the reader, the channel and the group.

    The editor owns both chats; the bot is an administrator of the channel and an ordinary member of the
    group, where it gets, in Telegram's privacy mode, only what is meant for it.
    """
    for number, name, username in ((EDITOR_ID, "Editor", "editor"), (READER_ID, "Reader", "reader")):
        if number not in world.register.users:
            world.add_user(number, name, username)
    if CHANNEL_ID not in world.register.chats:
        world.add_chat(
            "channel", "Sandbox channel", username=CHANNEL_NAME, chat_id=CHANNEL_ID, owner=EDITOR_ID
        )
        world.join(READER_ID, CHANNEL_ID)
    if GROUP_ID not in world.register.chats:
        world.add_chat("supergroup", "Newsroom", chat_id=GROUP_ID, owner=EDITOR_ID, bot_status="member")
        world.join(READER_ID, GROUP_ID)
