"""A request's parameters, from query string, form, multipart or JSON, as typed values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.botapi.refusal import bad_request

_YES = frozenset({"true", "yes", "1", "t", "y"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    name: str
    mime: str
    body: bytes


class Arguments:
    """The parameters of one call; each getter turns a value down in Telegram's words."""

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self._values = {name.lower(): value for name, value in values.items() if value is not None}
        self._uploads = dict(uploads or {})

    @classmethod
    async def of(cls, request: web.Request) -> "Arguments":
        """Read a request's parameters; those of the body go before those of the address."""
        values: dict[str, Any] = dict(request.query)
        uploads: dict[str, Upload] = {}
        if request.content_type == "application/json" and request.can_read_body:
            try:
                body = json.loads(await request.read())
            except ValueError:
                raise bad_request("can't parse request body JSON object") from None
            if not isinstance(body, dict):
                raise bad_request("can't parse request body JSON object")
            values |= body
        elif request.can_read_body:
            for name, item in (await request.post()).items():
                if isinstance(item, web.FileField):
                    mime = item.content_type or "application/octet-stream"
                    uploads[name] = Upload(item.filename, mime, item.file.read())
                else:
                    values[name] = item
        return cls(values, uploads)

    def has(self, name: str) -> bool:
        """Whether the parameter is given and not empty."""
        return self._values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """Give a string, empty where it is missing."""
        value = self._values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Give a whole number; `default` where it is missing or no number, as Telegram does."""
        try:
            return int(str(self._values.get(name, default)).strip())
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Give a boolean, False where it is missing."""
        return str(self._values.get(name, "")).lower() in _YES

    def parsed(self, name: str, what: str) -> Any:
        """Give a JSON value, None where it is missing; `what` names it in the refusal."""
        value = self._values.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def chat_reference(self, name: str = "chat_id") -> int | str:
        """Give a chat's number or @name."""
        value = str(self._values.get(name, "")).strip()
        if not value:
            raise bad_request(f"{name} is empty")
        try:
            return int(value)
        except ValueError:
            return value

    def upload(self, name: str) -> Upload | None:
        """Give the file sent under this name or, with `attach://x`, under the name x."""
        value = self._values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.attached(value)
        return self._uploads.get(name)

    def attached(self, reference: str) -> Upload | None:
        """Give the file that `attach://x` names."""
        return self._uploads.get(reference.removeprefix("attach://"))
