"""A sandbox on loopback, the real library talking to it, and the real store."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Sandbox, SandboxSettings
from bot.store import Store
from tests.store.databases import KINDS, fresh_store


class Clock:
    """A time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2024, 11, 13, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with all tables, on each database in turn."""
    async with fresh_store(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
def sandbox_settings(clock: Clock) -> SandboxSettings:
    return SandboxSettings(port=0, arrival_seconds=None, rates=None, clock=clock)


@pytest.fixture
async def sandbox(sandbox_settings: SandboxSettings) -> AsyncIterator[Sandbox]:
    async with Sandbox(sandbox_settings) as running:
        yield running


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    request = HTTPXRequest(connection_pool_size=8, read_timeout=2.0, connect_timeout=2.0)
    async with Bot(sandbox.token, base_url=f"{sandbox.api_url}/bot", request=request) as talking:
        yield talking
