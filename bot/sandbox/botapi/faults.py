"""Trouble on purpose: what tests can have the Bot API do wrong next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.refusal import RefusalError, too_many_requests

Condition = Callable[[Arguments], bool]


@dataclass
class Fault:
    """One planned trouble for the next `left` calls of a method ("*" is any but getUpdates).

    "refuse" answers with `refusal` and does nothing; "delay" waits `seconds`, then goes on; "drop" closes
    the connection, after the call took effect where `accepted`; "garble" answers with `body` as HTML,
    as a proxy on the way does.
    """

    method: str
    kind: Literal["refuse", "delay", "drop", "garble"]
    left: int = 1
    refusal: RefusalError | None = None
    seconds: float = 0.0
    accepted: bool = True
    body: bytes = b""
    when: Condition | None = None


class Faults:
    """The planned troubles; each is used up by the calls that it meets, oldest first."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def fail(self, method: str, refusal: RefusalError, times: int = 1, when: Condition | None = None) -> None:
        """Turn the next calls down with an error of the Bot API, `RefusalError(403, "...")` say."""
        self._planned.append(Fault(method, "refuse", times, refusal=refusal, when=when))

    def flood(self, method: str, retry_after: int, times: int = 1) -> None:
        """Answer the next calls with 429 and `retry_after` seconds."""
        self.fail(method, too_many_requests(retry_after), times)

    def delay(self, method: str, seconds: float, times: int = 1, when: Condition | None = None) -> None:
        """Answer the next calls late."""
        self._planned.append(Fault(method, "delay", times, seconds=seconds, when=when))

    def drop(
        self, method: str, times: int = 1, *, accepted: bool = True, when: Condition | None = None
    ) -> None:
        """Close the connection instead of answering; `accepted` calls have taken effect all the same."""
        self._planned.append(Fault(method, "drop", times, accepted=accepted, when=when))

    def garble(self, method: str, body: bytes = b"<html>502 Bad Gateway</html>", times: int = 1) -> None:
        """Answer with a proxy's HTML page and status 502."""
        self._planned.append(Fault(method, "garble", times, body=body))

    def clear(self) -> None:
        """Plan no more trouble."""
        self._planned.clear()

    @property
    def left(self) -> int:
        """How many calls will still meet trouble."""
        return sum(fault.left for fault in self._planned)

    def next_for(self, method: str, arguments: Arguments) -> Fault | None:
        """Give the trouble that meets this call, used up by one."""
        for fault in self._planned:
            meets = fault.method.lower() == method.lower() or (
                fault.method == "*" and method.lower() != "getupdates"
            )
            if meets and (fault.when is None or fault.when(arguments)):
                fault.left -= 1
                if fault.left <= 0:
                    self._planned.remove(fault)
                return fault
        return None
