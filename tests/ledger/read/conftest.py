from zoneinfo import ZoneInfo

import pytest

from bot.figures import Beat, load_beat
from bot.ledger.archive import Archive
from bot.store import Store


@pytest.fixture(scope="session")
def beat() -> Beat:
    return load_beat(["myanmar"])


@pytest.fixture
def archive(store: Store, beat: Beat) -> Archive:
    return Archive(store, beat, ZoneInfo("Asia/Yangon"))
