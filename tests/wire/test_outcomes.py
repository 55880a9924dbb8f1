"""What became of a request, told from each error that the library raises."""

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.wire.outcomes import back_off, outcome_of


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (caused(TimedOut(), httpx.ConnectTimeout("")), "later"),
        (caused(TimedOut(), httpx.PoolTimeout("")), "later"),
        (caused(TimedOut(), httpx.ReadTimeout("")), "unknown"),
        (caused(TimedOut(), httpx.WriteTimeout("")), "unknown"),
        (TimedOut(), "unknown"),
        (caused(NetworkError("x"), httpx.ConnectError("")), "later"),
        (caused(NetworkError("x"), httpx.ReadError("")), "unknown"),
        (caused(NetworkError("x"), httpx.WriteError("")), "unknown"),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("")), "unknown"),
        (NetworkError("Bad Gateway (502)"), "unknown"),
        (NetworkError("Request Entity Too Large"), "refused"),
        (TelegramError("Invalid server response"), "unknown"),
        (RetryAfter(7), "wait"),
        (ChatMigrated(-100123), "moved"),
        (Forbidden("Forbidden: bot was blocked by the user"), "gone"),
        (InvalidToken(), "later"),
        (Conflict("x"), "later"),
        (BadRequest("Chat not found"), "gone"),
        (BadRequest("PEER_ID_INVALID"), "gone"),
        (BadRequest("not enough rights to send text messages to the chat"), "stuck"),
        (BadRequest("Can't parse entities: unclosed start tag"), "malformed"),
        (BadRequest("Message is too long"), "malformed"),
        (BadRequest("MESSAGE IS NOT MODIFIED: specified new message content"), "unchanged"),
        (BadRequest("Message to edit not found"), "missing"),
        (BadRequest("Message can't be edited"), "missing"),
        (BadRequest("Message thread not found"), "refused"),
    ],
    ids=repr,
)
def test_each_error_tells_an_outcome(error: TelegramError, kind: str) -> None:
    assert outcome_of(error).kind == kind


def test_what_an_outcome_carries() -> None:
    assert outcome_of(RetryAfter(7)).wait == timedelta(seconds=7)
    assert outcome_of(ChatMigrated(-100123)).moved_to == -100123


def test_pauses_grow_and_end_at_ten_minutes() -> None:
    pauses = [back_off(attempts) for attempts in range(40)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=2)
    assert pauses[-1] == timedelta(minutes=10)
