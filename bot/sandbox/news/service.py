"""The addresses of the feeds and articles: `/feeds/<outlet>.xml` and `/news/<outlet>/<slug>`."""

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from bot.errors import NotFoundError
from bot.sandbox.news.article import article_page, front_page
from bot.sandbox.news.formats import CONTENT_TYPES
from bot.sandbox.news.newsstand import Asked, Newsstand
from bot.sandbox.news.trouble import Trouble, broken_body

_PIECES = 8
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NewsService:
    """Serves a newsstand with validators, compression and, where planned, trouble."""

    def __init__(self, stand: Newsstand) -> None:
        self._stand = stand

    def routes(self) -> list[web.RouteDef]:
        """Give the addresses to serve."""
        return [
            web.get("/feeds/{slug}.xml", self._noted(self._feed)),
            web.get("/news/{slug}", self._noted(self._front)),
            web.get("/news/{slug}/{entry}", self._noted(self._article)),
        ]

    def _noted(self, handler: _Handler) -> _Handler:
        async def noted(request: web.Request) -> web.StreamResponse:
            try:
                response = await handler(request)
            except NotFoundError as error:
                response = web.Response(status=404, text=f"{error}\n")
            self._stand.asked.append(Asked(request.path, response.status, dict(request.headers)))
            return response

        return noted

    async def _front(self, request: web.Request) -> web.StreamResponse:
        slug = request.match_info["slug"]
        text = front_page(self._stand.outlet(slug), self._stand.entries(slug))
        return web.Response(text=text, content_type="text/html")

    async def _article(self, request: web.Request) -> web.StreamResponse:
        slug = request.match_info["slug"]
        entry = self._stand.entry(slug, request.match_info["entry"])
        text = article_page(self._stand.outlet(slug), entry, self._stand.entries(slug)[:5])
        return web.Response(text=text, content_type="text/html")

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        slug = request.match_info["slug"]
        trouble = self._stand.trouble(slug)
        body = self._stand.body(slug)
        kind = CONTENT_TYPES[self._stand.outlet(slug).format]
        if trouble is None or trouble.kind == "windows-1252":
            return _conditional(request, body, kind, self._stand.changed(slug))
        return await _troubled(request, trouble, body, kind)


def _conditional(request: web.Request, body: bytes, kind: str, changed: datetime) -> web.Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    if packed:
        body = gzip.compress(body, mtime=0)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(changed, usegmt=True),
        "Vary": "Accept-Encoding",
    }
    if _unchanged(request, tag, changed):
        return web.Response(status=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, content_type=kind, headers=headers)


def _unchanged(request: web.Request, tag: str, changed: datetime) -> bool:
    """Tell whether the asker has the current body; an ETag goes before a date (RFC 9110, 13.2.2)."""
    known = request.headers.get("If-None-Match")
    if known is not None:
        return tag in (part.strip().removeprefix("W/") for part in known.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed.replace(microsecond=0) <= since


async def _troubled(request: web.Request, trouble: Trouble, body: bytes, kind: str) -> web.StreamResponse:
    if trouble.kind == "status":
        wait = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after is not None else {}
        return web.Response(status=trouble.status, headers=wait, text="The feed is not available.\n")
    if trouble.kind == "moved":
        status = trouble.status if 300 <= trouble.status < 400 else 301
        return web.Response(status=status, headers={"Location": trouble.location})
    if trouble.kind == "half-gzip":
        packed = gzip.compress(body, mtime=0)
        headers = {"Content-Encoding": "gzip", "ETag": '"half"'}
        return web.Response(body=packed[: len(packed) // 2], content_type=kind, headers=headers)
    if trouble.kind == "cut":
        return await _in_pieces(request, body, kind, 0, cut=True)
    if trouble.kind == "slow":
        return await _in_pieces(request, body, kind, trouble.seconds, cut=False)
    sent = broken_body(trouble, body)
    return web.Response(body=sent, content_type="text/html" if trouble.kind == "html" else kind)


async def _in_pieces(
    request: web.Request, body: bytes, kind: str, seconds: float, *, cut: bool
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": kind, "ETag": '"pieces"'})
    response.content_length = len(body)
    await response.prepare(request)
    size = max(len(body) // _PIECES, 1)
    for start in range(0, len(body) // 2 if cut else len(body), size):
        await response.write(body[start : start + size])
        await asyncio.sleep(seconds)
    if cut and request.transport is not None:
        request.transport.abort()
    return response
