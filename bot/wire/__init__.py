"""What goes out: words, charts, the outbox and its delivery; and the loop that takes updates in."""

import os

# The library's durations (`retry_after`) are to be timedeltas; whole seconds are deprecated and warn.
os.environ.setdefault("PTB_TIMEDELTA", "true")
