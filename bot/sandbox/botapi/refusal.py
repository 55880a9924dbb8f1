"""How the Bot API says no: status, wording and parameters as Telegram gives them."""

from typing import Any

_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class RefusalError(Exception):
    """A request that the Bot API turns down.

    `code` is the HTTP status and `error_code`; `reason` what follows the status' title in the
    description; `parameters` Telegram's ResponseParameters (`retry_after` in seconds,
    `migrate_to_chat_id`).
    """

    def __init__(self, code: int, reason: str = "", **parameters: int) -> None:
        self.code = code
        self.parameters = parameters
        title = _TITLES.get(code, "Error")
        self.description = f"{title}: {reason}" if reason else title
        super().__init__(self.description)

    def body(self) -> dict[str, Any]:
        """Give the JSON object of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str) -> RefusalError:
    """Give a 400 with Telegram's words after "Bad Request: "."""
    return RefusalError(400, reason)


def forbidden(reason: str) -> RefusalError:
    """Give a 403 with Telegram's words after "Forbidden: "."""
    return RefusalError(403, reason)


def too_many_requests(retry_after: int) -> RefusalError:
    """Give the 429 that asks the bot to wait `retry_after` whole seconds."""
    return RefusalError(429, f"retry after {retry_after}", retry_after=retry_after)
