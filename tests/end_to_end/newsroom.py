"""A newsroom for tests: the sandbox in this process, the bot in a process of its own that can be killed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import EDITOR_ID, Message, Sandbox, SandboxSettings
from bot.sandbox.news.entry import Entry, Outlet

CHANNEL = "@sandbox_channel"
OUTLET = "valley-post"
PATIENCE = 45.0
"""Seconds that a feed's turn and a post's pace may take together on a busy machine."""

_CONFIG = """
[telegram]
token = "{token}"
api_url = "{api_url}"
[database]
url = "{database}"
[newsroom]
zone = "Asia/Yangon"
packs = ["myanmar"]
admins = [{admin}]
[intake]
allow_private = ["127.0.0.1"]
backlog_hours = 24
[[feeds]]
name = "Valley Post"
url = "{feed}"
every = "10s"
[[channels]]
chat = "{channel}"
"""


@dataclass
class Newsroom:
    """The sandbox, and the bot's process where one runs."""

    sandbox: Sandbox
    config: Path
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the bot as its admin does, and wait until it takes updates."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--config", str(self.config),
            cwd=self.config.parent, stdout=asyncio.subprocess.DEVNULL, stderr=self._log(),
            env={key: value for key, value in os.environ.items() if not key.startswith("TALLYWIRE_")},
        )  # fmt: skip
        await self.ask("/start")

    def _log(self) -> int:
        return os.open(self.config.with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop the bot; SIGKILL gives it no chance to tidy up."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how)
            await asyncio.wait_for(self.process.wait(), 30)
        self.process = None

    async def ask(self, words: str) -> Message:
        """Write to the bot in private, as the admin, and give its answer."""
        said = self.sandbox.world.say(EDITOR_ID, EDITOR_ID, words)
        return await self.sandbox.world.expect(EDITOR_ID, after=said.message_id, within=PATIENCE)

    async def learns(self, question: str, part: str) -> Message:
        """Ask until the answer holds a part: what was polled a moment ago may still be on its way in."""
        for _ in range(int(PATIENCE)):
            answer = await self.ask(question)
            if part in answer.text:
                return answer
            await asyncio.sleep(1.0)
        raise TimeoutError(f"{question!r} was not answered with {part!r} but with {answer.text!r}")

    def posts(self) -> list[Message]:
        """Give what stands in the channel."""
        return self.sandbox.world.messages(CHANNEL)

    def publish(self, entry: Entry) -> None:
        """Put a report into the feed."""
        self.sandbox.newsstand.publish(OUTLET, entry)

    async def polled(self, times: int = 1) -> None:
        """Wait until the feed was asked `times` more often."""
        before = self._asked()
        for _ in range(int(PATIENCE * 10 * times)):
            if self._asked() >= before + times:
                await asyncio.sleep(1.0)  # what was read is stored, and sent if it is owed
                return
            await asyncio.sleep(0.1)
        raise TimeoutError("the feed was not asked")

    def _asked(self) -> int:
        return sum(1 for asked in self.sandbox.newsstand.asked if asked.path.endswith(f"{OUTLET}.xml"))

    @property
    def log(self) -> str:
        """What the bot has logged so far."""
        return self.config.with_suffix(".log").read_text()


@asynccontextmanager
async def open_newsroom(folder: Path, database: str) -> AsyncIterator[Newsroom]:
    """Start a sandbox with one outlet, and write the configuration that points a bot at it."""
    plan = SandboxSettings(port=0, arrival_seconds=None, first_reports=0)
    async with Sandbox(plan) as sandbox:
        sandbox.newsstand.add_outlet(Outlet("Valley Post", OUTLET))
        config = folder / "config.toml"
        content = _CONFIG.format(
            token=sandbox.token,
            api_url=sandbox.api_url,
            database=database,
            admin=EDITOR_ID,
            feed=sandbox.newsstand.feed_url(OUTLET),
            channel=CHANNEL,
        )
        await asyncio.to_thread(config.write_text, content)
        newsroom = Newsroom(sandbox, config)
        try:
            yield newsroom
        finally:
            await newsroom.stop(signal.SIGKILL)
