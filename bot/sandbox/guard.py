"""Who may ask the sandbox: programs on this machine and its own page, no other web page."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page sends.

    A `Host` that is not loopback comes from a name that was bound to this machine afterwards (DNS
    rebinding); a foreign `Origin` or `Sec-Fetch-Site` from a page that a browser on this machine shows.
    """
    if not _is_loopback(f"http://{request.host}"):
        return web.Response(status=421, text="The sandbox answers to 127.0.0.1 and localhost only.\n")
    origin = request.headers.get("Origin")
    own = f"http://{request.host}"
    if origin is not None and origin != own:
        return web.Response(status=403, text="The sandbox takes nothing from other sites' pages.\n")
    foreign = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if foreign and request.headers.get("Sec-Fetch-Mode") != "navigate":
        return web.Response(status=403, text="The sandbox takes nothing from other sites' pages.\n")
    writes = request.path.startswith("/page/") and request.method == "POST"
    if writes and (origin is None or request.content_type != "application/json"):
        return web.Response(status=403, text="Only the sandbox's page writes here.\n")
    return await handler(request)


def _is_loopback(address: str) -> bool:
    try:
        return urlsplit(address).hostname in _NAMES
    except ValueError:
        return False


def protected(response: web.StreamResponse) -> web.StreamResponse:
    """Add the headers that keep a page's content from doing anything."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
