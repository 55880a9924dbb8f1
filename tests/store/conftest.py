from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import Store
from tests.store.databases import KINDS, fresh_store


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with all tables, on each database in turn."""
    async with fresh_store(request.param, tmp_path) as opened:
        yield opened
