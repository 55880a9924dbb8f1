"""The Bot API's addresses: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import inspect
from typing import Any

from aiohttp import web

from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.faults import Fault, Faults
from bot.sandbox.botapi.methods import METHODS, RATED
from bot.sandbox.botapi.permission import chat_of
from bot.sandbox.botapi.rates import RateGate
from bot.sandbox.botapi.refusal import RefusalError
from bot.sandbox.world import World


class BotApi:
    """Answers a bot's calls for one token.

    `calls` counts the calls by method name as they were written in the address.
    """

    def __init__(self, world: World, token: str, gate: RateGate) -> None:
        self.world = world
        self.token = token
        self.gate = gate
        self.faults = Faults()
        self.calls: dict[str, int] = {}

    def routes(self) -> list[web.RouteDef]:
        """Give the addresses to serve."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self._call),
            web.get("/file/bot{token:[^/]+}/files/{file_id}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answered(request)
        except RefusalError as refusal:
            return web.json_response(refusal.body(), status=refusal.code)
        except ConnectionResetError:  # whoever asked is gone before the end of the question
            return web.Response(status=400)

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            raise RefusalError(401)
        if request.method not in ("GET", "POST"):
            raise RefusalError(404)
        name = request.match_info["method"]
        if name.lower() not in METHODS:
            raise RefusalError(404, "method not found")
        self.calls[name] = self.calls.get(name, 0) + 1
        arguments = await Arguments.of(request)
        fault = self.faults.next_for(name, arguments)
        if fault is None:
            return _ok(await self._perform(name, arguments))
        return await self._troubled(request, name, arguments, fault)

    async def _perform(self, name: str, arguments: Arguments) -> Any:
        if name.lower() in RATED and self.gate.rates is not None and arguments.has("chat_id"):
            self.gate.check(chat_of(self.world.register, arguments))
        result = METHODS[name.lower()](self.world, arguments)
        return await result if inspect.isawaitable(result) else result

    async def _troubled(
        self, request: web.Request, name: str, arguments: Arguments, fault: Fault
    ) -> web.StreamResponse:
        if fault.kind == "refuse" and fault.refusal is not None:
            raise fault.refusal
        if fault.kind == "garble":
            return web.Response(status=502, body=fault.body, content_type="text/html")
        if fault.kind == "drop":
            if fault.accepted:
                await self._perform(name, arguments)
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        await asyncio.sleep(fault.seconds)
        return _ok(await self._perform(name, arguments))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return web.json_response(RefusalError(401).body(), status=401)
        file = self.world.register.file(request.match_info["file_id"])
        if file is None:
            return web.json_response(RefusalError(404).body(), status=404)
        return web.Response(body=file.body, content_type="application/octet-stream")


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})
