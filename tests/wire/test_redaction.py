import io
import logging

from bot.wire.redaction import RedactingFormatter, redacted

TOKEN = "7000008085:AA-sandbox-token-of-this-machine-00"


def test_a_token_is_hidden_in_addresses_and_alone() -> None:
    said = f'HTTP Request: POST https://api.telegram.org/bot{TOKEN}/sendMessage "200 OK"'
    assert redacted(said) == 'HTTP Request: POST https://api.telegram.org/bot[token]/sendMessage "200 OK"'
    assert TOKEN not in redacted(f"The token `{TOKEN}` was rejected by the server.")
    assert redacted("at 12:30 on 2024-11-03, 45:60") == "at 12:30 on 2024-11-03, 45:60"


def test_a_logged_traceback_holds_no_token() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter())
    logger = logging.getLogger("tests.redaction")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        int(TOKEN)
    except ValueError:
        logger.exception("asked with %s", TOKEN)
    logger.removeHandler(handler)
    assert "[token]" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
