"""What became of a request to Telegram, told from the error it ended with.

The library's errors cannot be told apart by class alone: `BadRequest` and `TimedOut` are `NetworkError`s,
and whether a request that timed out was sent shows only in the cause. Descriptions are compared without
case, since the library changes it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

Kind = Literal[
    "later", "unknown", "wait", "moved", "gone", "stuck", "refused", "malformed", "unchanged", "missing"
]

NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""Causes after which the request did not reach Telegram."""

_SAID: tuple[tuple[str, Kind], ...] = (
    ("message is not modified", "unchanged"),
    ("message to edit not found", "missing"),
    ("message_id_invalid", "missing"),
    ("message can't be edited", "missing"),
    ("chat not found", "gone"),
    ("peer_id_invalid", "gone"),
    ("group chat was deactivated", "gone"),
    ("user is deactivated", "gone"),
    ("bot is not a member", "gone"),
    ("not enough rights", "stuck"),
    ("have no rights", "stuck"),
    ("need administrator rights", "stuck"),
    ("chat_write_forbidden", "stuck"),
    ("chat_restricted", "stuck"),
    ("topic_closed", "stuck"),
    ("can't parse", "malformed"),
    ("entity", "malformed"),
    ("message is too long", "malformed"),
    ("message_too_long", "malformed"),
    ("caption is too long", "malformed"),
    ("text is empty", "malformed"),
    ("text must be non-empty", "malformed"),
    ("button_", "malformed"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request, and what the error said.

    `later`: it did not reach Telegram, or found it ailing before it did anything: try again. `unknown`: it
    may have been carried out; settle that first. `wait`: too fast; try again after `wait`. `moved`: the group
    became the supergroup `moved_to`. `gone`: the chat is lost to the bot. `stuck`: the bot may not do this in
    the chat until somebody changes its rights. `malformed`: Telegram cannot read the words. `unchanged`: the
    message shows this already. `missing`: the message to edit is not there or not ours. `refused`: turned
    down for another reason; the same request would be again.
    """

    kind: Kind
    said: str
    wait: timedelta = timedelta()
    moved_to: int = 0


def outcome_of(error: TelegramError) -> Outcome:
    """Tell what became of the request that ended with this error."""
    said = error.message[:300]
    if isinstance(error, RetryAfter):
        return Outcome("wait", said, wait=_seconds(error))
    if isinstance(error, ChatMigrated):
        return Outcome("moved", said, moved_to=error.new_chat_id)
    if isinstance(error, Forbidden):
        return Outcome("gone", said)
    if isinstance(error, InvalidToken):
        return Outcome("later", "Telegram does not accept the bot's token")
    if isinstance(error, Conflict):
        return Outcome("later", said)
    if isinstance(error, BadRequest):
        return Outcome(_bad_request(said), said)
    if isinstance(error, NetworkError) and isinstance(error.__cause__, NOT_SENT):
        return Outcome("later", said)
    if isinstance(error, NetworkError) and "request entity too large" in said.casefold():
        return Outcome("refused", said)
    return Outcome("unknown", said)


def _bad_request(said: str) -> Kind:
    lower = said.casefold()
    return next((kind for words, kind in _SAID if words in lower), "refused")


def _seconds(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def back_off(attempts: int) -> timedelta:
    """Give the pause before the next try: 2 s, doubled with each attempt, ten minutes at most."""
    return min(timedelta(seconds=2) * (1 << min(attempts, 12)), timedelta(minutes=10))
