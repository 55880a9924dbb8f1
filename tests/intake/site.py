"""A web site on loopback that answers as it is told, and remembers how it was asked."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
WORDS = (
    "Residents of the township said that the shelling went on through the night. "
    "At least 45 villagers were killed and 69 were injured, a relief worker told the outlet. "
)
LONG = WORDS * 6


@dataclass
class Site:
    """Pages by path. `asked` holds the path and the headers of every question, in order."""

    base: str = ""
    pages: dict[str, Handler] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def put(self, path: str, body: bytes | str = b"", *, status: int = 200, **headers: str) -> str:
        """Answer `path` with this; give its address. Header names are written with underscores."""
        content = body.encode() if isinstance(body, str) else body
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        named.setdefault("Content-Type", "application/rss+xml")

        async def answer(_: web.Request) -> web.Response:
            return web.Response(status=status, body=content, headers=named)

        return self.on(path, answer)

    def on(self, path: str, handler: Handler) -> str:
        self.pages[path] = handler
        return f"{self.base}{path}"

    def put_conditional(self, path: str, body: str, etag: str) -> str:
        async def answer(request: web.Request) -> web.Response:
            if request.headers.get("If-None-Match") == etag:
                return web.Response(status=304)
            return web.Response(body=body.encode(), headers={"ETag": etag, "Content-Type": "text/xml"})

        return self.on(path, answer)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            handler = self.pages.get(request.path)
            return await handler(request) if handler else web.Response(status=404)
        finally:
            self.at_once -= 1


@asynccontextmanager
async def open_site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", site._answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    site.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(answer: bytes, *, then_wait: float = 0.0, drip: float = 0.0) -> AsyncIterator[str]:
    """A server that sends these very bytes to whoever connects, dripping one at a time if asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            pieces = [answer[i : i + 1] for i in range(len(answer))] if drip else [answer]
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(drip)
            await asyncio.sleep(then_wait)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
    finally:
        server.close()
        await server.wait_closed()


def item(
    number: int | str,
    *,
    title: str | None = None,
    text: str = LONG,
    link: str | None = "",
    guid: str | None = "",
    date: datetime | None = datetime(2024, 11, 20, 6, tzinfo=UTC),
) -> str:
    """One RSS item; None leaves an element out, and the empty default makes one up from the number."""
    parts = [
        "" if title == "" else f"<title>{escape(title or f'At least 45 killed in attack {number}')}</title>",
        "" if link is None else f"<link>{escape(link or f'https://outlet.example/{number}')}</link>",
        "" if guid is None else f'<guid isPermaLink="false">{escape(guid or f"guid-{number}")}</guid>',
        "" if date is None else f"<pubDate>{format_datetime(date)}</pubDate>",
        f"<description>{escape(text)}</description>",
    ]
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>An Outlet</title>'
        f"<link>https://outlet.example/</link>{head}{''.join(items)}</channel></rss>"
    )


def packed(body: str) -> bytes:
    return gzip.compress(body.encode())
