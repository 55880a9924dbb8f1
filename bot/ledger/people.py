"""Who changes the ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """An editor or admin: Telegram's user id (0 at the command line) and the name that the audit shows."""

    id: int
    name: str

    @property
    def actor(self) -> str:
        """How the audit names the person."""
        return f"{self.name} ({self.id})"[:120]
