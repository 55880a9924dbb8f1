"""A process killed again and again while it delivers: every post arrives once, in order."""

import asyncio
import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.sandbox import Sandbox, SandboxSettings
from bot.store import Store
from bot.store.tables import ChatRow, PostRow
from tests.store.databases import fresh_store
from tests.wire.posting import CHANNEL, EDITOR, GROUP

POSTS, KILLS = 60, 8
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
async def test_a_process_that_is_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    plan = SandboxSettings(port=0, arrival_seconds=None, rates=None)
    async with fresh_store("sqlite", tmp_path) as store, Sandbox(plan) as sandbox:
        sandbox.world.say(EDITOR, EDITOR, "/start")
        sandbox.world.set_bot(EDITOR, GROUP, "administrator")
        chats = (CHANNEL, GROUP, EDITOR)
        await _owe(store, chats)
        chance = random.Random(7)
        for kill in range(KILLS):
            await _deliver(store, sandbox, 100.0 * kill, until=chance.uniform(0.05, 0.5))
        await _deliver(store, sandbox, 100.0 * KILLS, until=None)
        for chat in chats:
            texts = [one.text for one in sandbox.world.messages(chat) if one.text.startswith("post ")]
            assert texts == [f"post {number} (revision 1)" for number in range(POSTS)]


async def _owe(store: Store, chats: tuple[int, ...]) -> None:
    now = datetime.now(UTC) - timedelta(minutes=1)
    async with store.begin() as session:
        session.add_all(ChatRow(id=chat, kind="channel", title="", met_at=now) for chat in chats)
        await session.flush()
        for number in range(POSTS):
            session.add_all(
                PostRow(
                    chat_id=chat, kind="notice", subject=f"notice:{number}", words=f"post {number}",
                    state="owed", owed_at=now, due_at=now,
                )
                for chat in chats
            )  # fmt: skip


async def _deliver(store: Store, sandbox: Sandbox, offset: float, *, until: float | None) -> None:
    """Run the process; kill it `until` seconds after its first send, or when nothing is left to send."""
    database = f"sqlite+aiosqlite:///{store.shown_url.split(':///', 1)[1]}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wire.deliverer", database, sandbox.api_url, sandbox.token, str(offset),
        cwd=ROOT, env=environment,
    )  # fmt: skip
    calls = sandbox.bot_api.calls
    before = sum(calls.values())
    async with asyncio.timeout(60):
        while sum(calls.values()) <= before + 1:  # noqa: ASYNC110  (another process does this)
            await asyncio.sleep(0.005)
        if until is not None:
            await asyncio.sleep(until)
        else:
            while await _open(store):  # noqa: ASYNC110  (another process does this)
                await asyncio.sleep(0.05)
    process.kill()
    await process.wait()


async def _open(store: Store) -> int:
    async with store.read() as session:
        query = select(func.count()).select_from(PostRow).where(PostRow.state != "sent")
        return await session.scalar(query) or 0
