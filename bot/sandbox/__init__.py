"""A local stand-in for Telegram, with feeds and a page, so that all of Tallywire runs without a token.

    async with Sandbox(SandboxSettings(port=0)) as sandbox:
        bot = telegram.Bot(sandbox.token, base_url=sandbox.api_url + "/bot")

`sandbox.world` acts for the people, `sandbox.newsstand` for the outlets, `sandbox.faults` makes trouble.
"""

from bot.sandbox.botapi.rates import Rates
from bot.sandbox.botapi.refusal import RefusalError
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.news.entry import Entry, Outlet
from bot.sandbox.server import NamedFeed, Sandbox
from bot.sandbox.settings import EDITOR_ID, READER_ID, SandboxSettings
from bot.sandbox.world import World

__all__ = [
    "EDITOR_ID",
    "READER_ID",
    "Chat",
    "Entry",
    "Message",
    "NamedFeed",
    "Outlet",
    "Rates",
    "RefusalError",
    "Sandbox",
    "SandboxSettings",
    "User",
    "World",
]
