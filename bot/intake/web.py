"""Guarded HTTP: one question, one bounded answer, from public hosts only."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp

from bot.config import Intake
from bot.errors import FeedError
from bot.intake.addresses import Guard, GuardedResolver, RefusedAddressError
from bot.intake.inflating import inflate, too_long
from bot.intake.schedule import retry_after

_MOVED_FOR_GOOD = {301, 308}
_MOVED = _MOVED_FOR_GOOD | {302, 303, 307}
_REDIRECTS = 5
_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 15.0
"""The longest pause within an answer; the time for the whole is `intake.timeout`."""
FEED_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to recognise an answer by; given back byte for byte, never made up."""

    etag: str | None = None
    last_modified: str | None = None

    def as_headers(self) -> dict[str, str]:
        """Give the headers of a conditional question."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {key: value for key, value in pairs if value}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: whole, unpacked and within its limit. `unchanged`: the server said 304, `body` is empty.

    `url` is where it came from in the end; `moved_to` the address that the one asked has moved to for
    good, where the first redirects on the way were permanent ones.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]
    unchanged: bool = False
    moved_to: str | None = None

    @property
    def validators(self) -> Validators:
        """The validators that came with it; one that is no text could neither be kept nor given back."""
        return Validators(_text(self.headers.get("ETag")), _text(self.headers.get("Last-Modified")))


class Web:
    """The way out. Holds connections; made where an event loop runs, closed with `close()`."""

    def __init__(self, settings: Intake) -> None:
        self._guard = Guard(settings.allow_private)
        self._seconds = settings.timeout.total_seconds()
        self._agent = user_agent(settings.contact)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=GuardedResolver(self._guard), limit=settings.at_once * 2),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=_CONNECT_SECONDS, sock_read=_SILENCE_SECONDS
            ),
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._session.close()

    async def get(
        self,
        url: str,
        *,
        limit: int,
        now: datetime,
        accept: str = FEED_ACCEPT,
        validators: Validators | None = None,
    ) -> Page:
        """Ask `url` and give its answer of at most `limit` bytes, on the wire and unpacked.

        Raises `FeedError`, in words for an editor, for everything else that can happen. `now` is for a
        Retry-After that is a date.
        """
        headers = {"User-Agent": self._agent, "Accept": accept, "Accept-Encoding": "gzip"}
        headers |= validators.as_headers() if validators else {}
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(url, headers, limit, now)
        except TimeoutError:
            message = f"no whole answer came within {self._seconds:g} seconds"
            raise FeedError(message) from None
        except aiohttp.ClientError as error:
            raise FeedError(_in_words(error)) from None
        except (OSError, ValueError) as error:
            message = f"the address could not be asked ({type(error).__name__})"
            raise FeedError(message) from None

    async def _follow(self, url: str, headers: dict[str, str], limit: int, now: datetime) -> Page:
        moved_to, for_good = None, True
        here = self._guard.judged(url)
        for _ in range(_REDIRECTS + 1):
            async with self._session.get(here, headers=headers, allow_redirects=False) as response:
                if response.status not in _MOVED:
                    return await self._answer(response, str(here), moved_to, limit, now)
                here = self._guard.judged(_target(str(here), response.headers.get("Location", "")))
                for_good = for_good and response.status in _MOVED_FOR_GOOD
                moved_to = str(here) if for_good else moved_to
        message = f"the address redirects more than {_REDIRECTS} times"
        raise FeedError(message)

    async def _answer(
        self, response: aiohttp.ClientResponse, url: str, moved_to: str | None, limit: int, now: datetime
    ) -> Page:
        if response.status == 304 and {"If-None-Match", "If-Modified-Since"} & set(
            response.request_info.headers
        ):
            return Page(url, b"", response.headers.copy(), unchanged=True, moved_to=moved_to)
        if response.status != 200:
            wait = retry_after(response.headers, now)
            raise FeedError(
                _refusal(response.status),
                retry_after=wait.total_seconds() if wait is not None else None,
                gone=response.status == 410,
            )
        raw = await _read(response, limit)
        body = inflate(raw, response.headers.getall("Content-Encoding", []), limit)
        return Page(url, body, response.headers.copy(), moved_to=moved_to)


def user_agent(contact: str) -> str:
    """Give the name under which servers are asked: product, version, and whom to write to."""
    try:
        number = version("tallywire")
    except PackageNotFoundError:  # run from a bare checkout
        number = "0"
    words = " ".join(contact.split())
    return f"Tallywire/{number} (+{words})" if words else f"Tallywire/{number}"


def _text(value: str | None) -> str | None:
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        return None
    return value


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Read the raw body; aiohttp itself raises where it is shorter than the server announced."""
    if (response.content_length or 0) > limit:
        raise FeedError(too_long(limit))
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise FeedError(too_long(limit))
    return bytes(body)


def _target(here: str, location: str) -> str:
    if not location:
        message = "the address redirects without saying where to"
        raise FeedError(message)
    try:
        there = urldefrag(urljoin(here, location)).url
        down = urlsplit(here).scheme == "https" and urlsplit(there).scheme == "http"
    except ValueError:
        message = "the address redirects to something that is not a web address"
        raise FeedError(message) from None
    if down:
        message = "the address redirects from https to http, where anyone on the way could read and change it"
        raise RefusedAddressError(message)
    return there


_REFUSALS = {
    304: "the server says that nothing changed, though it was not asked that (304)",
    401: "the server wants a login (401)",
    403: "the server refuses to answer us (403)",
    404: "there is nothing at this address (404)",
    406: "the server has no feed to give at this address (406)",
    410: "the server says that this address is gone for good (410)",
    429: "the server says that it is asked too often (429)",
    451: "the server may not answer for legal reasons (451)",
    503: "the server is not available at the moment (503)",
}


def _refusal(status: int) -> str:
    if status in _REFUSALS:
        return _REFUSALS[status]
    if status >= 500:
        return f"the server has a problem ({status})"
    return f"the server gave an answer of a kind that is of no use here ({status})"


def _in_words(error: aiohttp.ClientError) -> str:
    """Say what went wrong with a connection, without the address (it may hold a key)."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "the name of the host is not known"
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError):
        return "no safe connection: the server's certificate or encryption is not valid"
    if isinstance(error, aiohttp.ServerTimeoutError):
        return "the server did not answer in time"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the answer was cut off before its end"
    if isinstance(error, aiohttp.InvalidURL):
        return "this is not a web address"
    if isinstance(error, aiohttp.ClientResponseError):
        return "the server's answer is not proper HTTP"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server hung up without an answer"
    return "no connection to the server"
