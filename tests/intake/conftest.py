from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Intake
from bot.intake.outside import Outside
from bot.intake.parser_pool import ParserPool
from bot.store import Store
from tests.intake.site import Site, open_site
from tests.store.databases import KINDS, fresh_store


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with all tables, on each database in turn."""
    async with fresh_store(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with open_site() as opened:
        yield opened


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    """Everything outside, loopback allowed by name."""
    opened = Outside(Intake(allow_private=("127.0.0.1", "localhost")))
    yield opened
    await opened.close()


@pytest.fixture
async def pool() -> AsyncIterator[ParserPool]:
    async with ParserPool(1) as opened:
        yield opened
