"""The page: its files, the state of the chats as one person sees them, and what that person does."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any

from aiohttp import web

from bot.errors import NotAllowedError, NotFoundError
from bot.sandbox.botapi.pictures import picture_of
from bot.sandbox.guard import protected
from bot.sandbox.model import Chat, Json, User
from bot.sandbox.news.arrivals import Arrivals
from bot.sandbox.render import chat_json, message_json, user_json
from bot.sandbox.world import World

HISTORY = 200
"""Messages of each chat that the page gets when it opens."""
_HEARTBEAT = 15.0
_FILES = {
    "index.html": "text/html",
    "style.css": "text/css",
    "page.js": "text/javascript",
    "dom.js": "text/javascript",
    "entities.js": "text/javascript",
    "message.js": "text/javascript",
    "composer.js": "text/javascript",
    "log.js": "text/javascript",
    "news.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


class PageServer:
    """Serves the page under `/` and `/page/`."""

    def __init__(self, world: World, arrivals: Arrivals) -> None:
        self._world = world
        self._arrivals = arrivals
        self._folder = files("bot.sandbox") / "page"

    def routes(self) -> list[web.RouteDef]:
        """Give the addresses to serve."""
        return [
            web.get("/", self._index),
            web.get("/page/state", self._state),
            web.get("/page/events", self._events),
            web.get("/page/files/{file_id}", self._file),
            web.post("/page/say", self._say),
            web.post("/page/edit", self._edit),
            web.post("/page/press", self._press),
            web.get("/page/news", self._news),
            web.post("/page/news/next", self._next_report),
            web.post("/page/news/correct", self._correct),
            web.get("/page/{name}", self._static),
        ]

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return self._page_file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return self._page_file(request.match_info["name"])

    def _page_file(self, name: str) -> web.StreamResponse:
        if name not in _FILES:
            raise web.HTTPNotFound
        body = (self._folder / name).read_bytes()
        response = web.Response(body=body, content_type=_FILES[name], charset="utf-8")
        response.headers["Cache-Control"] = "no-cache"
        return protected(response)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._world.register.file(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        picture = picture_of(file.body)
        kind = picture.mime if picture else "application/octet-stream"
        response = web.Response(body=file.body, content_type=kind)
        if picture is None:
            name = "".join(char for char in file.name if char.isprintable() and char not in '"\\')
            response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(name)}"'
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return protected(response)

    def _person(self, value: Any) -> User:
        try:
            person = self._world.user(int(str(value)))
        except (ValueError, NotFoundError):
            raise web.HTTPBadRequest(text="There is no such user.") from None
        if person.is_bot:
            raise web.HTTPBadRequest(text="The bot speaks for itself.")
        return person

    def _visible(self, person: User) -> list[Chat]:
        register = self._world.register
        shared = [
            chat
            for chat in register.chats.values()
            if chat.type != "private" and register.member(chat.id, person.id).present
        ]
        order = {"channel": 0, "private": 1, "supergroup": 2, "group": 3}
        return sorted([*shared, register.chats[person.id]], key=lambda chat: order[chat.type])

    async def _state(self, request: web.Request) -> web.StreamResponse:
        people = [user for user in self._world.register.users.values() if not user.is_bot]
        person = self._person(request.query.get("user", people[0].id))
        state = {
            "count": self._world.events.count,
            "bot": user_json(self._world.register.me),
            "users": [user_json(user) for user in people],
            "user": user_json(person),
            "chats": [self._chat(person, chat) for chat in self._visible(person)],
            "about": self._world.commands.texts.get("description|", ""),
            "news": self._arrivals.state(),
        }
        return protected(web.json_response(state, headers={"Cache-Control": "no-store"}))

    def _chat(self, person: User, chat: Chat) -> Json:
        register = self._world.register
        member = register.member(chat.id, person.id)
        writes = chat.type != "channel" or member.administers
        commands = (
            []
            if chat.type == "channel"
            else self._world.commands.seen_by(person.id, member.administers, chat, person.language_code or "")
        )
        return {
            **chat_json(register, chat),
            "writes": writes,
            "members": len(register.members(chat.id)),
            "topics": {str(number): name for number, name in chat.topics.items()},
            "pinned": chat.pinned,
            "commands": commands,
            "messages": [message_json(register, item) for item in register.history(chat.id)[-HISTORY:]],
        }

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request.query.get("user"))
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        protected(response)
        with self._world.events.listening() as queue:
            queue.put_nowait({"kind": "hello", "count": self._world.events.count})
            await response.prepare(request)
            with suppress(ConnectionError):  # the page was closed: there is nobody to tell
                await self._pass_on(person, queue, response)
        return response

    async def _pass_on(self, person: User, queue: asyncio.Queue[Json], response: web.StreamResponse) -> None:
        await response.write(b"retry: 1000\n\n")
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), _HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event["kind"] == "gone":
                return
            if self._concerns(person, event):
                text = json.dumps(event, ensure_ascii=False)
                await response.write(f"data: {text}\n\n".encode())

    def _concerns(self, person: User, event: Json) -> bool:
        if "user" in event:
            return bool(event["user"] == person.id)
        return "chat" not in event or any(chat.id == event["chat"] for chat in self._visible(person))

    async def _say(self, request: web.Request) -> web.StreamResponse:
        body = await _object(request)
        person = self._person(body.get("user"))
        reply, thread = body.get("reply_to"), body.get("thread")
        return self._done(
            lambda: (
                self._world.say(
                    person,
                    _number(body, "chat"),
                    str(body.get("text", "")),
                    reply_to=int(reply) if reply else None,
                    thread=int(thread) if thread else None,
                ).message_id
            )
        )

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        body = await _object(request)
        person = self._person(body.get("user"))
        number = _number(body, "message_id")
        return self._done(
            lambda: (
                self._world.edit(person, _number(body, "chat"), number, str(body.get("text", ""))).message_id
            )
        )

    async def _press(self, request: web.Request) -> web.StreamResponse:
        body = await _object(request)
        person = self._person(body.get("user"))
        number, data = _number(body, "message_id"), str(body.get("data", ""))
        return self._done(lambda: self._world.press(person, _number(body, "chat"), number, data))

    async def _news(self, _request: web.Request) -> web.StreamResponse:
        return protected(web.json_response(self._arrivals.state()))

    async def _next_report(self, _request: web.Request) -> web.StreamResponse:
        return self._done(lambda: self._arrivals.next_report() or "")

    async def _correct(self, _request: web.Request) -> web.StreamResponse:
        return self._done(lambda: self._arrivals.correct_last() or "")

    def _done(self, act: Callable[[], int | str]) -> web.StreamResponse:
        try:
            return protected(web.json_response({"ok": True, "result": act()}))
        except (NotAllowedError, NotFoundError) as error:
            return protected(web.json_response({"ok": False, "error": str(error)}, status=409))


async def _object(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="A JSON object is wanted.")
    return body


def _number(body: Json, name: str) -> int:
    try:
        return int(body[name])
    except (KeyError, TypeError, ValueError):
        raise web.HTTPBadRequest(text=f"{name} must be a number.") from None


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode() or "file"
