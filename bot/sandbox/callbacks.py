"""Pressed buttons that wait for the bot's answer."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.model import Json

LIFETIME = 60.0
"""Seconds in which a pressed button can be answered."""


@dataclass
class Query:
    """One press: who, on which message, when, and the bot's answer once it came."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    at: datetime
    answer: Json | None = None


class Callbacks:
    """Presses of this run; Telegram too forgets them soon."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._queries: dict[str, Query] = {}

    def open(self, user_id: int, chat_id: int, message_id: int) -> Query:
        """Note a press; its id is new."""
        query = Query(str(secrets.randbits(62)), user_id, chat_id, message_id, self._clock())
        self._queries[query.id] = query
        return query

    def answer(self, query_id: str, answer: Json) -> Query | None:
        """Note the answer; None where there is no such press or it is too old."""
        query = self._queries.get(query_id)
        if query is None or (self._clock() - query.at).total_seconds() > LIFETIME:
            return None
        query.answer = answer
        return query

    def answer_of(self, query_id: str) -> Json | None:
        """Give the bot's answer, None while there is none."""
        query = self._queries.get(query_id)
        return query.answer if query else None
