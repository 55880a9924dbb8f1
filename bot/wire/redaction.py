"""Tokens out of the logs: the HTTP client writes addresses, and a bot's address holds its token."""

import logging
import re

_TOKEN = re.compile(r"\b\d{6,}:[\w-]{10,}")
_IN_ADDRESS = re.compile(r"(/bot)[^/\s]+(/)")
_HIDDEN = "[token]"


def redacted(words: str) -> str:
    """Give words without what looks like a bot's token."""
    return _TOKEN.sub(_HIDDEN, _IN_ADDRESS.sub(rf"\1{_HIDDEN}\2", words))


class RedactingFormatter(logging.Formatter):
    """Formats as another formatter does, tracebacks included, and takes tokens out of the result."""

    def __init__(self, inner: logging.Formatter | None = None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Give the record's line without tokens."""
        return redacted(self._inner.format(record))


def install() -> None:
    """Redact every handler of the root logger, and quieten the HTTP client's line for each request."""
    for handler in logging.getLogger().handlers:
        if not isinstance(handler.formatter, RedactingFormatter):
            handler.setFormatter(RedactingFormatter(handler.formatter))
    logging.getLogger("httpx").setLevel(logging.WARNING)
