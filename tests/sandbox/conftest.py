"""A sandbox on a free port, the real client, and plain HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from bot.sandbox import Sandbox, SandboxSettings

QUIET = SandboxSettings(port=0, rates=None, arrival_seconds=None, first_reports=0)


def client(sandbox: Sandbox, token: str | None = None) -> telegram.Bot:
    return telegram.Bot(
        token or sandbox.token,
        base_url=f"{sandbox.api_url}/bot",
        base_file_url=f"{sandbox.api_url}/file/bot",
        request=HTTPXRequest(read_timeout=10),
        get_updates_request=HTTPXRequest(read_timeout=10),
    )


def refused(words: str) -> AbstractContextManager[object]:
    """Expect a 400 with these words; the client changes their case."""
    return pytest.raises(BadRequest, match=re.compile(re.escape(words), re.IGNORECASE))


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the client give durations as timedeltas, which spares its warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(QUIET) as started:
        yield started


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    async with client(sandbox) as started:
        yield started


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
