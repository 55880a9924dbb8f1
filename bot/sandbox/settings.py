"""How a sandbox is started."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import ConfigError
from bot.sandbox.botapi.rates import Rates

DEFAULT_PORT = 8085
EDITOR_ID = 11111111
"""The user who is an admin in the newsroom's example configuration."""
READER_ID = 22222222


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """What can be chosen about a sandbox.

    `host` is a loopback address; `port` 0 takes any free one. `data_dir` holds `sandbox.db`, which keeps
    chats, message numbers and arrived reports across restarts; None keeps all in memory. Every
    `arrival_seconds` (None: never) one more sample report arrives in the feeds, `first_reports` of them
    being there from the start. `rates` are the sending limits, None for none. `clock` gives the time that
    messages are dated with, aware of its zone. Raises ConfigError.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    data_dir: Path | None = None
    arrival_seconds: float | None = 45.0
    first_reports: int = 4
    rates: Rates | None = field(default_factory=Rates)
    clock: Callable[[], datetime] = _now

    def __post_init__(self) -> None:
        """Check what could do harm: a sandbox asks for no password, so only this machine may reach it."""
        problems = []
        try:
            loopback = self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            problems.append(f"host: {self.host} is no loopback address; use 127.0.0.1, ::1 or localhost")
        if not 0 <= self.port <= 65535:
            problems.append(f"port: {self.port} is no port; use 0 to 65535")
        if self.arrival_seconds is not None and self.arrival_seconds <= 0:
            problems.append("arrival_seconds: must be above 0, or None for never")
        if self.first_reports < 0:
            problems.append("first_reports: must be 0 or more")
        if problems:
            raise ConfigError(problems)
