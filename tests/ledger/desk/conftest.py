import pytest

from bot.store import Store
from tests.ledger.desk.newsroom import Room


@pytest.fixture
def room(store: Store) -> Room:
    """A newsroom with nothing in its books, on each database in turn."""
    return Room.open(store)
